//! An interface endpoint without an interface.

use vpcelint_aws::{Endpoint, EndpointId, EndpointKind};
use vpcelint_engine::{Context, Evidence, Found, Verdict};
use vpcelint_source::{Severity, Topic};

use crate::About;
use crate::words::{SUBNETS, Spelling, is_default_of_root, language, service_name};

pub(crate) const ABOUT: About = About {
    summary: "An interface endpoint has no subnet, so it has no network interface and nobody reaches it.",
    severity: Severity::High,
    topics: &[Topic::Endpoint],
    since: "0.1.0",
};

pub(crate) fn check(cx: &Context<'_>) -> Vec<Verdict> {
    let endpoints = cx.network.endpoints_all();
    endpoints.filter_map(|(id, endpoint)| verdict(cx, id, endpoint)).collect()
}

/// What else might say so, and what else mends it.
const NO_ASSOCIATION: Spelling =
    Spelling(", and no association resource names this endpoint", "");
const ADD_ASSOCIATION: Spelling =
    Spelling(", or add an `aws_vpc_endpoint_subnet_association` for each", "");

fn verdict(cx: &Context<'_>, id: EndpointId, endpoint: &Endpoint) -> Option<Verdict> {
    if endpoint.is(EndpointKind::Interface).is_no() {
        return None;
    }
    if !endpoint.subnets.items.is_empty() {
        return Some(Verdict::Clear);
    }
    let doubt = endpoint.kind.cause().cloned().or_else(|| endpoint.subnets.unknown());
    if let Some(cause) = doubt.or_else(|| cx.network.unseen_associations(id)) {
        return Some(Verdict::undecided(cause, endpoint.subnets_at));
    }
    let address = cx.address(endpoint.resource);
    let language = language(cx, endpoint.resource);
    let subnets = SUBNETS.in_language(language);
    let name = endpoint.aws_service().map_or("its service", |s| service_name(s));
    let list = match endpoint.subnets_at == endpoint.at {
        true => format!("no `{subnets}`"),
        false => format!("`{subnets}` is empty"),
    };
    let evidence = Evidence::new(endpoint.kind.at, "an interface endpoint stands in its subnets")
        .and(endpoint.at, format!("{list}{}", NO_ASSOCIATION.in_language(language)));
    let found = Found::new(
        endpoint.resource,
        subnets,
        Severity::High,
        endpoint.subnets_at,
        "this endpoint has no subnet",
        evidence,
    )
    .message(format!(
        "interface endpoint `{address}` has no subnet: AWS creates it without a network interface, so \
         nobody reaches {name} by it"
    ))
    .help(format!(
        "set `{subnets}` to one subnet in each Availability Zone of its clients{}",
        ADD_ASSOCIATION.in_language(language)
    ));
    let given = is_default_of_root(cx, endpoint.resource, SUBNETS);
    Some(if given { found.possible() } else { found }.into())
}
