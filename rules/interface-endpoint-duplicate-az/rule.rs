//! An interface endpoint with two subnets of one Availability Zone.

use std::sync::Arc;

use vpcelint_aws::{Answer, Endpoint, EndpointKind, Link, Subnet, SubnetId};
use vpcelint_engine::{Context, Evidence, Found, Verdict};
use vpcelint_model::Cause;
use vpcelint_source::{Severity, Span, Topic};

use crate::About;
use crate::words::{SUBNETS, language};

pub(crate) const ABOUT: About = About {
    summary: "An interface endpoint has two subnets in one Availability Zone, which AWS refuses.",
    severity: Severity::Error,
    topics: &[Topic::Deployment, Topic::Endpoint],
    since: "0.1.0",
};

/// More subnets than these are not compared: no Region has as many zones, and AWS takes one each.
const MOST_SUBNETS: usize = 64;

pub(crate) fn check(cx: &Context<'_>) -> Vec<Verdict> {
    let endpoints = cx.network.endpoints_all();
    endpoints.filter_map(|(_, endpoint)| verdict(cx, endpoint)).collect()
}

/// A subnet of an endpoint, with its mention.
type Member<'n> = (&'n Subnet, Span);

fn verdict(cx: &Context<'_>, endpoint: &Endpoint) -> Option<Verdict> {
    if endpoint.is(EndpointKind::Interface).is_no() || endpoint.subnets.is_certainly_empty() {
        return None;
    }
    if let Some(cause) = endpoint.kind.cause() {
        return Some(Verdict::undecided(cause.clone(), endpoint.at));
    }
    let members = members(cx, endpoint);
    let mut doubt = endpoint.subnets.unknown();
    let mut pairs: Vec<(Member<'_>, Member<'_>)> = Vec::new();
    for (n, second) in members.iter().enumerate() {
        for first in members.iter().take(n) {
            match same_zone(first.0, second.0) {
                Answer::Yes => pairs.push((*first, *second)),
                Answer::Unknown(cause) => doubt = doubt.or(Some(cause)),
                Answer::No => {}
            }
        }
    }
    Some(match (pairs.is_empty(), doubt) {
        (false, _) => found(cx, endpoint, &pairs)?,
        (true, Some(cause)) => Verdict::undecided(cause, endpoint.subnets_at),
        (true, None) => Verdict::Clear,
    })
}

/// The different subnets that an endpoint certainly has.
fn members<'n>(cx: &Context<'n>, endpoint: &Endpoint) -> Vec<Member<'n>> {
    let network = cx.network;
    let mut known: Vec<(SubnetId, Span)> = Vec::new();
    for item in &endpoint.subnets.items {
        if let Link::To(id) = item.link
            && known.len() < MOST_SUBNETS
            && known.iter().all(|(k, _)| *k != id)
        {
            known.push((id, item.at));
        }
    }
    known.into_iter().map(|(id, at)| (network.subnet(id), at)).collect()
}

/// Whether two subnets certainly exist, and in one zone of one VPC.
fn same_zone(one: &Subnet, two: &Subnet) -> Answer {
    // The members of an iteration whose length is not known stand for any number of subnets.
    let may_not_exist: Option<&Arc<Cause>> = one.conditional.as_ref().or(two.conditional.as_ref());
    if let Some(cause) = may_not_exist {
        return Answer::Unknown(cause.clone());
    }
    // Subnets of another VPC are another mistake.
    match (&one.vpc, &two.vpc) {
        (Link::To(one), Link::To(two)) if one != two => return Answer::No,
        _ => {}
    }
    one.shares_zone(two)
}

fn found(
    cx: &Context<'_>,
    endpoint: &Endpoint,
    pairs: &[(Member<'_>, Member<'_>)],
) -> Option<Verdict> {
    let ((one, of_one), (two, of_two)) = pairs.first()?;
    let address = cx.address(endpoint.resource);
    let subnets = SUBNETS.in_language(language(cx, endpoint.resource));
    let (first, second) = (cx.address(one.resource), cx.address(two.resource));
    let mut evidence = Evidence::new(*of_one, format!("`{address}` stands in `{first}`"));
    for ((one, _), (two, at)) in pairs {
        let (first, second) = (cx.address(one.resource), cx.address(two.resource));
        evidence.push(*at, format!("and in `{second}`"));
        evidence.push(one.zone.at, format!("the zone of `{first}`"));
        evidence.push(two.zone.at, format!("the zone of `{second}`, which is the same"));
    }
    let found = Found::new(
        endpoint.resource,
        subnets,
        Severity::Error,
        *of_two,
        format!("`{second}` is in the Availability Zone of `{first}`"),
        evidence,
    )
    .message(format!(
        "interface endpoint `{address}` has two subnets in one Availability Zone, `{first}` and \
         `{second}`: AWS takes one in each zone and refuses the endpoint \
         (\"DuplicateSubnetsInSameZone\"), so the deployment fails"
    ))
    .help(format!(
        "leave one subnet for each Availability Zone in `{subnets}`: remove `{second}`, whose \
         clients reach the interface in `{first}` as well"
    ));
    Some(found.into())
}
