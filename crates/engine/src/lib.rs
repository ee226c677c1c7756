//! The rule trait, the answers that rules give, and the run that turns them into findings.

mod answer;
mod run;
mod suppression;

pub use answer::{Evidence, Found, Undecided, Verdict};
pub use run::{Context, Outcome, Rule, join, run};
pub use suppression::{UNKNOWN, UNUSED, Wish, findings as suppression_findings, nearest};
