//! A suppression that hides nothing. The engine answers, as it alone knows what was hidden.

use vpcelint_engine::{Context, Verdict};
use vpcelint_source::{Severity, Topic};

use crate::About;

pub(crate) const ABOUT: About = About {
    summary: "A suppression hides a finding that is not there.",
    severity: Severity::Low,
    topics: &[Topic::Suppression],
    since: "0.1.0",
};

pub(crate) fn check(_: &Context<'_>) -> Vec<Verdict> {
    Vec::new()
}
