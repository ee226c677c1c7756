//! The one pipeline that the command line, editors, tests and benchmarks run:
//! discover, parse, evaluate, type, analyse, run rules.

mod baseline;
mod check;
mod config;
mod discover;
mod fix;
mod given;
mod graph;
mod money;
mod paths;
mod pipeline;
mod plans;
mod scenarios;
mod show;
mod show_human;
mod unit;
mod when;

pub use baseline::{Baseline, Known};
pub use check::{Checked, Selection, check};
pub use discover::{Candidates, discover, repository};
pub use fix::{Fixed, Fixes, fixes};
pub use graph::{Drawn, draw, graph};
pub use money::Figures;
pub use paths::{Ask, paths};
pub use pipeline::{Options, Run, evaluate};
pub use show::show;
pub use show_human::show_human;
pub use vpcelint_terraform::{Argument, Given};

/// The interest of `show`: everything.
#[must_use]
pub fn everything() -> vpcelint_model::Interest {
    vpcelint_model::Interest::everything()
}
pub use vpcelint_rules::{RULES, find as find_rule};
