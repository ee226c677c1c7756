//! A suppression that names no rule. The engine answers, which knows the rules.

use vpcelint_engine::{Context, Verdict};
use vpcelint_source::{Severity, Topic};

use crate::About;

pub(crate) const ABOUT: About = About {
    summary: "A suppression hides a rule that does not exist.",
    severity: Severity::Low,
    topics: &[Topic::Suppression],
    since: "0.1.0",
};

pub(crate) fn check(_: &Context<'_>) -> Vec<Verdict> {
    Vec::new()
}
