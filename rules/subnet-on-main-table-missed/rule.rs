//! A subnet without association follows the main table, which the gateway endpoint misses.

use vpcelint_engine::{Context, Verdict};
use vpcelint_source::{Severity, Topic};

use crate::About;
use crate::gateway_endpoint_subnet_not_associated::missed;

pub(crate) const ABOUT: About = About {
    summary: "A subnet without association follows the main table, which a gateway endpoint misses.",
    severity: Severity::High,
    topics: &[Topic::Routing, Topic::Subnet],
    since: "0.1.0",
};

pub(crate) fn check(cx: &Context<'_>) -> Vec<Verdict> {
    missed(cx, true)
}
