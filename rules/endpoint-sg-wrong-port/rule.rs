//! An interface endpoint whose groups open other ports than those of its service.

use vpcelint_analysis::admits_anybody;
use vpcelint_aws::{Answer, Endpoint, EndpointId, EndpointKind, GroupId};
use vpcelint_engine::{Context, Evidence, Found, Verdict};
use vpcelint_source::{Severity, Topic};

use crate::About;
use crate::words::{INGRESS, INGRESS_RULE, language, ports_in_words};

pub(crate) const ABOUT: About = About {
    summary: "The security groups of an interface endpoint open other ports than those of its service.",
    severity: Severity::High,
    topics: &[Topic::Endpoint, Topic::SecurityGroup],
    since: "0.1.0",
};

/// The port that nearly all other services use.
const USUAL: u16 = 443;

pub(crate) fn check(cx: &Context<'_>) -> Vec<Verdict> {
    let endpoints = cx.network.endpoints_all();
    endpoints.filter_map(|(id, endpoint)| verdict(cx, id, endpoint)).collect()
}

fn verdict(cx: &Context<'_>, id: EndpointId, endpoint: &Endpoint) -> Option<Verdict> {
    let ports = ports_apart(endpoint.aws_service()?)?;
    if endpoint.is(EndpointKind::Interface).is_no() || endpoint.groups.is_certainly_empty() {
        return None;
    }
    // The members of a default group that stays attached get in on all ports.
    if endpoint.keeps_default_group {
        return Some(Verdict::Clear);
    }
    let groups: Vec<GroupId> = endpoint.groups.known().collect();
    let doubt = endpoint.kind.cause().cloned().or_else(|| endpoint.groups.unknown());
    if let Some(cause) = doubt.or_else(|| cx.network.unseen_associations(id)) {
        return Some(Verdict::undecided(cause, endpoint.groups_at));
    }
    // A group from outside has rules that the code does not show.
    if groups.len() < endpoint.groups.items.len() {
        return None;
    }
    match admits_anybody(cx.network, &groups, ports) {
        Answer::Yes => return Some(Verdict::Clear),
        Answer::Unknown(cause) => return Some(Verdict::undecided(cause, endpoint.groups_at)),
        Answer::No => {}
    }
    // Groups without rules are another finding.
    let usual = admits_anybody(cx.network, &groups, &[(USUAL, USUAL)]);
    usual.is_yes().then(|| found(cx, endpoint, &groups, ports)).flatten()
}

/// The ports of a service that is not called on 443, as far as a document says so.
fn ports_apart(service: &str) -> Option<&'static [(u16, u16)]> {
    let service = vpcelint_catalog::service(service)?;
    let usual = |(from, to): &(u16, u16)| (*from..=*to).contains(&USUAL);
    let apart = !service.ports.is_empty() && !service.ports.iter().any(usual);
    (apart && service.ports_documented).then_some(service.ports)
}

fn found(
    cx: &Context<'_>,
    endpoint: &Endpoint,
    groups: &[GroupId],
    ports: &[(u16, u16)],
) -> Option<Verdict> {
    let network = cx.network;
    let service = endpoint.aws_service()?;
    let address = cx.address(endpoint.resource);
    let opens = |id: &&GroupId| {
        network.group(**id).ingress.iter().any(|rule| rule.admits_ports(&[(USUAL, USUAL)]).is_yes())
    };
    let group = network.group(*groups.iter().find(opens)?);
    let words = ports_in_words(ports);
    let language = language(cx, endpoint.resource);
    let mut evidence =
        Evidence::new(endpoint.groups_at, format!("`{address}` is guarded by `{}`", group.address))
            .and(endpoint.service.at, format!("{service} is called on TCP {words}"));
    for rule in groups.iter().flat_map(|g| &network.group(*g).ingress) {
        evidence.push(rule.at, format!("this rule does not open TCP {words}"));
    }
    let found = Found::new(
        endpoint.resource,
        INGRESS.in_language(language),
        Severity::High,
        group.at,
        format!("no ingress rule opens TCP {words}"),
        evidence,
    )
    .message(format!(
        "nobody can use interface endpoint `{address}`: {service} is called on TCP {words}, but its \
         security group `{}` opens 443, which {service} does not use, so every connection times out",
        group.address
    ))
    .help(format!(
        "add {} for TCP {words} to `{}`, from the CIDR block of the VPC or from the groups of the \
         clients",
        INGRESS_RULE.in_language(language),
        group.address
    ));
    Some(found.into())
}
