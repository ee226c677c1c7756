//! The one pipeline that the command line, editors, tests and benchmarks run:
//! discover, parse, evaluate, type, analyse, run rules.

mod assume;
mod baseline;
mod check;
mod config;
mod discover;
mod fix;
mod given;
mod graph;
mod hover;
mod kept;
mod money;
mod names;
mod paths;
mod pipeline;
mod plans;
mod scenarios;
mod show;
mod show_human;
mod silence;
mod unit;
mod when;

pub use baseline::{Baseline, Known};
pub use check::{Checked, Selection, check};
pub use discover::{Candidates, Finder, Roots, repository};
pub use fix::{Fixed, Fixes, fixes};
pub use graph::{Drawn, draw, graph};
pub use hover::{Hover, hover};
pub use kept::Kept;
pub use money::Figures;
pub use paths::{Ask, paths};
pub use pipeline::{Options, Run, STACK_BYTES, evaluate};
pub use show::show;
pub use show_human::show_human;
pub use silence::silence;
pub use vpcelint_terraform::{Argument, Given};

/// The interest of `show`: everything.
#[must_use]
pub fn everything() -> vpcelint_model::Interest {
    vpcelint_model::Interest::everything()
}
pub use vpcelint_rules::{RULES, find as find_rule};
