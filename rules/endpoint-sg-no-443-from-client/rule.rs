//! An interface endpoint whose groups refuse its clients on 443.

use vpcelint_analysis::{Client, ClientStrength, Guests, Way, admits, clients};
use vpcelint_aws::{Answer, Endpoint, GroupId, Link, VpcId};
use vpcelint_engine::{Context, Evidence, Found, Verdict};
use vpcelint_source::{Severity, Topic};

use crate::About;
use crate::changes::admit_vpc;
use crate::words::{
    INGRESS, INGRESS_RULE, default_group, language, show_client, strength_in_words, vpc_unknown,
};

pub(crate) const ABOUT: About = About {
    summary: "The security groups of an interface endpoint refuse its clients on TCP 443.",
    severity: Severity::High,
    topics: &[Topic::Endpoint, Topic::SecurityGroup],
    since: "0.1.0",
};

/// The port on which interface endpoints are called.
const PORT: u16 = 443;

pub(crate) fn check(cx: &Context<'_>) -> Vec<Verdict> {
    let mut verdicts = Vec::new();
    for (id, endpoint) in cx.network.endpoints_all() {
        let Some(service) = endpoint.aws_service() else {
            let cause = endpoint.service.cause().cloned();
            verdicts.extend(cause.map(|cause| Verdict::undecided(cause, endpoint.at)));
            continue;
        };
        // Without private DNS no client comes by the service's name.
        let used = endpoint.answers_in_vpc().and(Answer::from(calls_port(service)));
        if used.is_no() || endpoint.groups.is_certainly_empty() {
            continue;
        }
        let groups: Vec<GroupId> = endpoint.groups.known().collect();
        let rules = groups.iter().any(|g| !cx.network.group(*g).ingress.is_empty());
        let unsure = match used {
            Answer::Unknown(cause) => Some(cause),
            _ => None,
        };
        let doubt = unsure.or_else(|| endpoint.groups.unknown());
        let doubt = doubt.or_else(|| cx.network.unseen(id).cloned());
        if let Some(cause) = doubt {
            verdicts.push(Verdict::undecided(cause, endpoint.groups_at));
            continue;
        }
        if groups.len() < endpoint.groups.items.len() || !rules {
            continue;
        }
        let Link::To(vpc) = endpoint.vpc else {
            let cause = vpc_unknown(&endpoint.vpc, endpoint.vpc_at);
            verdicts.push(Verdict::undecided(cause, endpoint.at));
            continue;
        };
        for client in clients(cx.network, vpc, service) {
            verdicts.extend(verdict(cx, endpoint, vpc, &groups, &client, service));
        }
    }
    verdicts
}

/// Whether a service is called on 443, as far as that is known.
fn calls_port(service: &str) -> bool {
    vpcelint_catalog::service(service)
        .is_some_and(|s| s.ports.iter().any(|(from, to)| (*from..=*to).contains(&PORT)))
}

fn verdict(
    cx: &Context<'_>,
    endpoint: &Endpoint,
    vpc: VpcId,
    groups: &[GroupId],
    client: &Client<'_>,
    service: &str,
) -> Option<Verdict> {
    let network = cx.network;
    let subnet = network.subnet(client.subnet);
    let own = default_group(network, vpc, subnet.at);
    let carried = client.workload.map(|(id, _)| {
        let carried = &network.workload(id).groups;
        if carried.is_certainly_empty() { &own } else { carried }
    });
    let guests = Guests { vpc, cidr: subnet.cidr.get().copied(), groups: carried };
    match admits(network, groups, &guests, PORT).answer {
        Answer::Yes => return Some(Verdict::Clear),
        Answer::Unknown(cause) => return Some(Verdict::undecided(cause, subnet.at)),
        Answer::No => {}
    }
    let (severity, certain) = match (client.strength, &client.egress.way) {
        (ClientStrength::Proven, _) => (Severity::High, true),
        (ClientStrength::Likely, _) => (Severity::Medium, true),
        (ClientStrength::Assumed, Way::Nat(_)) => (Severity::Medium, true),
        (ClientStrength::Assumed, _) => (Severity::Medium, false),
    };
    let group = network.group(*groups.first()?);
    let address = cx.address(endpoint.resource);
    let mut evidence =
        Evidence::new(endpoint.groups_at, format!("`{address}` is guarded by `{}`", group.address));
    for rule in groups.iter().flat_map(|g| &network.group(*g).ingress) {
        evidence.push(rule.at, "this rule does not admit it on TCP 443");
    }
    show_client(cx, client, &mut evidence);
    let of_subnet = cx.address(subnet.resource);
    let who = match client.workload {
        Some((id, _)) => format!(
            "`{}` in subnet `{of_subnet}` {} {service}",
            cx.address(network.workload(id).resource),
            strength_in_words(client.strength)
        ),
        None if matches!(client.egress.way, Way::Nat(_)) => {
            format!("subnet `{of_subnet}` is routed to NAT, with no workload in view")
        }
        None => format!("whatever runs in subnet `{of_subnet}`, where no workload is in view"),
    };
    let language = language(cx, endpoint.resource);
    let found = Found::new(
        endpoint.resource,
        INGRESS.in_language(language),
        severity,
        group.at,
        "no ingress rule admits its client on TCP 443",
        evidence,
    )
    .message(format!(
        "interface endpoint `{address}` refuses its client: {who}, private DNS leads it to the \
         endpoint, and security group `{}` does not admit it on TCP 443, so its calls time out",
        group.address
    ))
    .help(format!(
        "add {} for TCP 443 to `{}`, from the CIDR block of the VPC, or only from {} or from the groups of \
         the clients",
        INGRESS_RULE.in_language(language),
        group.address,
        guests.cidr.map_or("the block of the subnet".to_owned(), |c| format!("`{c}`")),
    ))
    .change(admit_vpc(cx, group, &[(PORT, PORT)]));
    Some(if certain { found } else { found.possible() }.into())
}
