//! The pipeline from code to findings, paths and fixes. One program for all of it, since each test program
//! links the whole of vpcelint.

mod assume;
mod config;
mod draw;
mod evaluation;
mod fixes;
mod graph;
mod joined;
mod kept;
mod models;
mod needs;
mod parity;
mod partial;
mod path_ways;
mod paths;
mod paths_far;
mod plans;
mod references;
mod rule_cases;
mod rule_docs;
mod scenarios;
mod templates;
mod templates_hostile;
