//! An interface endpoint that falls back to the VPC's default group.

use std::sync::Arc;

use vpcelint_analysis::{Client, ClientStrength, Guests, admits, clients};
use vpcelint_aws::{
    Answer, Endpoint, EndpointId, EndpointKind, GroupId, Link, Links, Network, Source, VpcId, Workload,
};
use vpcelint_engine::{Context, Evidence, Found, Verdict};
use vpcelint_model::Cause;
use vpcelint_source::{Severity, Topic};

use crate::About;
use crate::own_names;
use crate::words::{
    GROUPS, Spelling, default_group, is_default_of_root, language, ports_in_words, ports_of, show_client,
    strength_in_words,
};

pub(crate) const ABOUT: About = About {
    summary: "An interface endpoint has no security group, so only the VPC's default group gets in.",
    severity: Severity::High,
    topics: &[Topic::Endpoint, Topic::SecurityGroup],
    since: "0.1.0",
};

pub(crate) fn check(cx: &Context<'_>) -> Vec<Verdict> {
    let endpoints = cx.network.endpoints_all();
    endpoints.filter_map(|(id, endpoint)| verdict(cx, id, endpoint)).collect()
}

fn verdict(cx: &Context<'_>, id: EndpointId, endpoint: &Endpoint) -> Option<Verdict> {
    if endpoint.is(EndpointKind::Interface).is_no() {
        return None;
    }
    if !endpoint.groups.items.is_empty() {
        return Some(Verdict::Clear);
    }
    let doubt = endpoint.kind.cause().cloned().or_else(|| endpoint.groups.unknown());
    if let Some(cause) = doubt.or_else(|| cx.network.unseen(id).cloned()) {
        return Some(Verdict::undecided(cause, endpoint.groups_at));
    }
    // Without subnets it has no interface to guard, which is another finding.
    if endpoint.subnets.is_certainly_empty() {
        return None;
    }
    // With private DNS off its clients go elsewhere, which is another finding.
    let named = endpoint.aws_service().is_none_or(|service| own_names::are_usual(service));
    if endpoint.private_dns.get() == Some(&false) && !named && !own_names::are_read(cx, endpoint) {
        return None;
    }
    let vpc = match &endpoint.vpc {
        Link::To(vpc) => *vpc,
        _ => return Some(outside(cx, endpoint)),
    };
    match refused(cx, endpoint, vpc) {
        Refused::Nobody => Some(Verdict::Clear),
        Refused::Unknown(cause) => Some(Verdict::undecided(cause, endpoint.at)),
        Refused::Client(client) => Some(found(cx, endpoint, vpc, Some(&client))),
        Refused::Others => Some(found(cx, endpoint, vpc, None)),
    }
}

/// Whom the default group keeps out.
enum Refused<'n> {
    /// All clients in view get in, or it was widened for clients that are not in view.
    Nobody,
    /// Not known.
    Unknown(Arc<Cause>),
    /// A client, the surest one.
    Client(Client<'n>),
    /// No client is in view, and it admits its members only.
    Others,
}

fn refused<'n>(cx: &Context<'n>, endpoint: &Endpoint, vpc: VpcId) -> Refused<'n> {
    let network: &'n Network = cx.network;
    let group = network.vpc(vpc).default_group;
    let own = default_group(network, vpc, endpoint.at);
    let nothing = Links::default();
    let port = usual_port(endpoint);
    let admitted = |cidr, groups| {
        admits(network, &[group], &Guests { vpc, cidr, groups: Some(groups) }, port).answer
    };
    let (mut surest, mut doubt, mut any): (Option<Client<'n>>, _, _) = (None, None, false);
    let service = endpoint.aws_service().map(|s| s.as_str()).unwrap_or_default();
    for client in clients(network, vpc, service) {
        let Some((workload, _)) = client.workload else { continue };
        any = true;
        let carried = &network.workload(workload).groups;
        let carried = if carried.is_certainly_empty() { &own } else { carried };
        match admitted(network.subnet(client.subnet).cidr.get().copied(), carried) {
            Answer::Yes => {}
            Answer::Unknown(cause) => doubt = doubt.or(Some(cause)),
            Answer::No if surest.as_ref().is_some_and(|s| s.strength >= client.strength) => {}
            Answer::No => surest = Some(client),
        }
    }
    if let Some(client) = surest {
        return Refused::Client(client);
    }
    if let Some(cause) = doubt {
        return Refused::Unknown(cause);
    }
    let mut sources = network.group(group).ingress.iter().flat_map(|r| &r.sources);
    match admitted(None, &nothing) {
        Answer::Unknown(cause) if !any => Refused::Unknown(cause),
        _ if any || sources.any(|s| !matches!(s, Source::Own)) => Refused::Nobody,
        _ if all_are_members(network, vpc, group, &own) => Refused::Nobody,
        _ => Refused::Others,
    }
}

/// Whether there are workloads in a VPC, and all of them carry its default group.
fn all_are_members(network: &Network, vpc: VpcId, group: GroupId, own: &Links<GroupId>) -> bool {
    let inside = |workload: &Workload| {
        let mut subnets = workload.subnets.known();
        subnets.any(|subnet| network.subnet(subnet).vpc == Link::To(vpc))
    };
    let mut workloads = network.workloads_all().filter(|(_, w)| inside(w)).peekable();
    workloads.peek().is_some()
        && workloads.all(|(_, workload)| {
            let carried = &workload.groups;
            let carried = if carried.is_certainly_empty() { own } else { carried };
            carried.contains(group)
        })
}

/// The port by which an endpoint is judged: 443 where its service uses it.
fn usual_port(endpoint: &Endpoint) -> u16 {
    let ports = ports_of(endpoint);
    let usual = ports.iter().any(|(from, to)| (*from..=*to).contains(&443));
    if usual { 443 } else { ports.first().map_or(443, |(from, _)| *from) }
}

fn found(
    cx: &Context<'_>,
    endpoint: &Endpoint,
    vpc: VpcId,
    client: Option<&Client<'_>>,
) -> Verdict {
    let address = cx.address(endpoint.resource);
    let group = cx.network.group(cx.network.vpc(vpc).default_group);
    let admits = match (group.resource.is_some(), group.ingress.is_empty()) {
        (true, true) => EMPTY.in_language(language(cx, endpoint.resource)),
        (true, false) => "the default group admits only what is written in its rules",
        (false, _) if group.ingress.len() > 1 => "the default group admits only its members and what its rules name",
        (false, _) => "the default group admits only interfaces that carry it as well",
    };
    let mut evidence = no_groups(cx, endpoint).and(group.at, admits);
    let who = match client.and_then(|c| Some((c, c.workload?))) {
        Some((client, (workload, _))) => {
            show_client(cx, client, &mut evidence);
            let workload = cx.address(cx.network.workload(workload).resource);
            let calls = strength_in_words(client.strength);
            format!("calls of `{workload}`, which {calls} it, time out")
        }
        None => "all other clients time out".to_owned(),
    };
    let severity = match client.map(|c| c.strength) {
        Some(ClientStrength::Proven) => Severity::High,
        _ => Severity::Medium,
    };
    without_groups(cx, endpoint, severity, evidence).message(format!(
        "interface endpoint `{address}` has no security group of its own: AWS attaches the VPC's \
         default group, and {admits}; {who}"
    ))
    .into()
}

/// A default group without rules, which templates have by a resource of the CDK.
const EMPTY: Spelling = Spelling(
    "the default group was adopted without rules, so it admits nobody",
    "the rules of the default group are removed, so it admits nobody",
);

/// The finding about an endpoint without groups, with the change that mends it.
fn without_groups(
    cx: &Context<'_>,
    endpoint: &Endpoint,
    severity: Severity,
    evidence: Evidence,
) -> Found {
    let groups = GROUPS.in_language(language(cx, endpoint.resource));
    let found = Found::new(
        endpoint.resource,
        groups,
        severity,
        endpoint.groups_at,
        "this endpoint gets the VPC's default security group",
        evidence,
    )
    .help(format!(
        "set `{groups}` to a group that admits TCP {} from the VPC's CIDR block",
        ports_in_words(ports_of(endpoint))
    ));
    let given = is_default_of_root(cx, endpoint.resource, GROUPS);
    if given { found.possible() } else { found }
}

/// The place that shows that an endpoint has no groups.
fn no_groups(cx: &Context<'_>, endpoint: &Endpoint) -> Evidence {
    const APART: Spelling = Spelling(", and no association resource", "");
    let language = language(cx, endpoint.resource);
    let (groups, apart) = (GROUPS.in_language(language), APART.in_language(language));
    Evidence::new(endpoint.at, format!("no `{groups}`{apart}"))
}

/// The default group of a VPC that is not in the code may have been widened there.
fn outside(cx: &Context<'_>, endpoint: &Endpoint) -> Verdict {
    let address = cx.address(endpoint.resource);
    let evidence = no_groups(cx, endpoint);
    without_groups(cx, endpoint, Severity::Medium, evidence).message(format!(
        "interface endpoint `{address}` has no security group of its own: AWS attaches the default \
         group of its VPC, which admits only members of itself unless it was changed"
    ))
    .possible()
    .into()
}
