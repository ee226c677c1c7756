//! NAT gateways that carry what a free gateway endpoint would take.

use vpcelint_analysis::{Client, ClientStrength, Way, clients, gateway_coverage};
use vpcelint_aws::{EndpointKind, Link, NatId, VpcId};
use vpcelint_engine::{Context, Evidence, Found, Verdict};
use vpcelint_source::{Severity, Topic};

use crate::About;
use crate::words::{
    ENDPOINT, TABLES, is_shared_by_stacks, language, service_name, show_client,
};

pub(crate) const ABOUT: About = About {
    summary: "NAT gateways carry S3 or DynamoDB traffic that a free gateway endpoint would take.",
    severity: Severity::Medium,
    topics: &[Topic::Cost],
    since: "0.1.0",
};

pub(crate) fn check(cx: &Context<'_>) -> Vec<Verdict> {
    let mut verdicts = Vec::new();
    for (vpc, _) in cx.network.vpcs_all() {
        for service in ["s3", "dynamodb"] {
            verdicts.extend(verdict(cx, vpc, service));
        }
    }
    verdicts
}

fn verdict(cx: &Context<'_>, vpc: VpcId, service: &str) -> Option<Verdict> {
    let all = clients(cx.network, vpc, service);
    let doubt = all.iter().find_map(|c| match &c.egress.way {
        Way::Unknown(cause) => Some(cause.clone()),
        _ => None,
    });
    let behind_nat: Vec<_> = all
        .into_iter()
        .filter(|c| matches!(c.egress.way, Way::Nat(_)))
        // Any workload may use S3; DynamoDB takes more than a route.
        .filter(|c| c.strength > ClientStrength::Assumed || service == "s3")
        .collect();
    let coverage = gateway_coverage(cx.network, vpc, service);
    if !behind_nat.is_empty()
        && (!coverage.endpoints.is_empty() || by_interface(cx, vpc, service))
    {
        return Some(Verdict::Clear);
    }
    // What is refused on its way is not carried.
    let behind_nat: Vec<_> =
        behind_nat.into_iter().filter(|client| !client.is_refused(cx.network)).collect();
    let Some(strongest) = behind_nat.iter().max_by_key(|c| c.strength) else {
        return doubt.map(|cause| Verdict::undecided(cause, cx.network.vpc(vpc).at));
    };
    let at = cx.network.vpc(vpc).at;
    if let Some(cause) = coverage.open {
        return Some(Verdict::undecided(cause, at));
    }
    Some(found(cx, vpc, service, &behind_nat, strongest))
}

/// Whether an interface endpoint answers for the service's names.
fn by_interface(cx: &Context<'_>, vpc: VpcId, service: &str) -> bool {
    cx.network.endpoints_of(vpc).any(|(_, e)| {
        e.serves(service).is_yes()
            && !e.is(EndpointKind::Interface).is_no()
            && e.private_dns.get() != Some(&false)
    })
}

fn found(
    cx: &Context<'_>,
    id: VpcId,
    service: &str,
    behind_nat: &[Client<'_>],
    strongest: &Client<'_>,
) -> Verdict {
    let network = cx.network;
    let vpc = network.vpc(id);
    let name = service_name(service);
    let mut nats: Vec<NatId> = Vec::new();
    for client in behind_nat {
        if let Way::Nat(Link::To(nat)) = client.egress.way
            && !nats.contains(&nat)
        {
            nats.push(nat);
        }
    }
    let mut evidence = Evidence::new(vpc.at, format!("this VPC has no gateway endpoint for {name}"));
    show_client(cx, strongest, &mut evidence);
    for nat in &nats {
        let nat = network.nat(*nat);
        evidence.push(nat.at, format!("`{}` is billed per GB", cx.address(nat.resource)));
    }
    let who = match (strongest.strength, strongest.workload) {
        (ClientStrength::Proven, Some((id, need))) => {
            format!("`{}` calls {name} ({})", cx.address(network.workload(id).resource), need.because)
        }
        (_, Some((id, need))) => format!(
            "`{}` likely calls {name} ({})",
            cx.address(network.workload(id).resource),
            need.because
        ),
        (_, None) => format!("{} subnet(s) are routed to NAT", behind_nat.len()),
    };
    let (severity, certain) = match strongest.strength {
        ClientStrength::Proven => (Severity::Medium, true),
        ClientStrength::Likely => (Severity::Low, true),
        ClientStrength::Assumed => (Severity::Low, false),
    };
    let address = cx.address(vpc.resource);
    let language = language(cx, vpc.resource);
    let attribute = if service == "s3" { "s3" } else { "dynamodb" };
    let found = Found::new(
        vpc.resource,
        attribute,
        severity,
        vpc.at,
        format!("no gateway endpoint for {name} in this VPC"),
        evidence,
    )
    .message(format!(
        "NAT carries {name} traffic of `{address}`: {who}, and every GB of it is billed by the NAT \
         gateway, while a gateway endpoint carries it free of charge"
    ))
    .help(format!(
        "add an `{}` of type Gateway for {name} with the route tables of these subnets in `{}`; it \
         has no hourly and no per-GB charge",
        ENDPOINT.in_language(language),
        TABLES.in_language(language)
    ));
    if certain && !is_shared_by_stacks(cx, id) { found } else { found.possible() }.into()
}
