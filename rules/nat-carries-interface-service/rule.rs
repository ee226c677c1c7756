//! NAT gateways that carry calls of services which have interface endpoints. Whether such an endpoint
//! pays off depends on traffic that no code shows, so the rule names the break-even and no saving.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use vpcelint_analysis::money::break_even;
use vpcelint_analysis::{Client, ClientStrength, Way, clients, has_endpoint};
use vpcelint_aws::{Answer, Link, NatId, Network, Relation, SubnetId, VpcId, WorkloadId};
use vpcelint_catalog::{PRICES_AS_OF, Service, by_iam_prefix};
use vpcelint_engine::{Context, Evidence, Found, Verdict};
use vpcelint_model::{Cause, ResourceId};
use vpcelint_source::{Severity, Span, Topic};

use crate::About;
use crate::words::{
    ENDPOINT, PRIVATE_DNS, is_shared_by_stacks, language, list_in_words, show_client, strength_in_words,
};

pub(crate) const ABOUT: About = About {
    summary: "NAT gateways carry calls of AWS services that interface endpoints could take, above a break-even.",
    severity: Severity::Low,
    topics: &[Topic::Cost],
    since: "0.1.0",
};

/// Services whose calls manage resources, or fetch keys and credentials: they are small, so that they
/// reach the break-even of an endpoint never by themselves.
const SMALL: [&str; 16] = [
    "application-autoscaling",
    "autoscaling",
    "cloudformation",
    "config",
    "ec2",
    "ecr.api",
    "ecs",
    "eks",
    "eks-auth",
    "elasticloadbalancing",
    "kms",
    "rds",
    "secretsmanager",
    "ssm",
    "ssmmessages",
    "sts",
];

/// No Region has as many zones.
const MOST_ZONES: usize = 32;

/// More services than these are only counted in the message.
const MOST_NAMED: usize = 6;

pub(crate) fn check(cx: &Context<'_>) -> Vec<Verdict> {
    cx.network.vpcs_all().filter_map(|(id, _)| verdict(cx, id)).collect()
}

fn verdict(cx: &Context<'_>, id: VpcId) -> Option<Verdict> {
    let vpc = cx.network.vpc(id);
    let mut doubt: Option<Arc<Cause>> = None;
    let mut carried: Vec<(&str, Client<'_>)> = Vec::new();
    for service in called(cx.network, id) {
        let client = match behind_nat(cx.network, id, service) {
            Ok(Some(client)) => client,
            Ok(None) => continue,
            Err(cause) => {
                doubt = doubt.or(Some(cause));
                continue;
            }
        };
        match has_endpoint(cx.network, id, service) {
            Answer::No => carried.push((service, client)),
            Answer::Yes => {}
            Answer::Unknown(cause) => doubt = doubt.or(Some(cause)),
        }
    }
    if carried.iter().all(|(service, _)| SMALL.contains(service)) {
        let undecided = doubt.map(|cause| Verdict::undecided(cause, vpc.at));
        return undecided.or((!carried.is_empty()).then_some(Verdict::Clear));
    }
    // Other names may lead to endpoints that another VPC shares.
    let elsewhere = vpc.custom_dns.cause().cloned().or_else(|| vpc.names_open.clone());
    let elsewhere = elsewhere.or_else(|| {
        let at = vpc.custom_dns.at;
        (vpc.custom_dns.get() != Some(&false))
            .then(|| Cause::new("the VPC asks another resolver than Amazon's", Some(at)))
    });
    match elsewhere {
        Some(cause) => Some(Verdict::undecided(cause, vpc.at)),
        None => found(cx, id, carried),
    }
}

/// The services that workloads in a VPC call by name, and that have an interface endpoint which would
/// answer for it.
fn called(network: &Network, vpc: VpcId) -> BTreeSet<&str> {
    let subnets = network.subnets_of(vpc);
    let workloads: BTreeSet<WorkloadId> = subnets
        .flat_map(|(subnet, _)| network.from::<WorkloadId>(subnet, Relation::InSubnet))
        .map(|(id, _)| id)
        .collect();
    let needs = workloads.into_iter().flat_map(|id| &network.workload(id).needs);
    needs.map(|need| need.service.as_str()).filter(|service| answers_for_names(service)).collect()
}

/// Whether an interface endpoint of a service takes the calls of a client that knows nothing of it.
fn answers_for_names(service: &str) -> bool {
    let Some(known) = vpcelint_catalog::service(service) else { return false };
    let names = known.private_dns.unwrap_or_default();
    let host = known.public_hosts;
    let sure = matches!(known.private_dns_confidence, "live" | "documented");
    // Global services have their endpoints in one Region.
    let regional = known.full_name.contains("{region}");
    sure && regional && known.interface && !known.gateway && !known.fips && !names.is_empty()
        && (host.is_empty() || host.iter().any(|h| names.contains(h)))
}

/// Whether a client calls this very service: its permissions alone don't tell services apart that
/// share a prefix of actions, nor hosts that only agents call.
fn counts(client: &Client<'_>, service: &str) -> bool {
    match client.strength {
        ClientStrength::Proven => true,
        ClientStrength::Likely => service == "ecr.dkr" || is_alone(service),
        ClientStrength::Assumed => false,
    }
}

/// Whether a service is the only one with hosts of SDKs for each prefix of its actions.
fn is_alone(service: &str) -> bool {
    let has_host = |s: &Service| !s.fips && !s.public_hosts.is_empty();
    vpcelint_catalog::service(service).is_some_and(|known| {
        let mut prefixes = known.iam_prefixes.iter();
        has_host(known) && prefixes.all(|p| by_iam_prefix(p).filter(|s| has_host(s)).count() == 1)
    })
}

/// The client of a service behind NAT that calls it most surely.
fn behind_nat<'n>(
    network: &'n Network,
    vpc: VpcId,
    service: &str,
) -> Result<Option<Client<'n>>, Arc<Cause>> {
    let mut unknown = None;
    let mut surest: Option<Client<'n>> = None;
    for client in clients(network, vpc, service) {
        if !counts(&client, service) {
            continue;
        }
        let doubt = match &client.egress.way {
            Way::Nat(_) => by_private_nat(network, &client.egress.way),
            Way::Unknown(cause) => Some(cause.clone()),
            _ => continue,
        };
        match doubt {
            Some(cause) => unknown = unknown.or(Some(cause)),
            // What is refused on its way is not carried.
            None if surest.as_ref().is_none_or(|s| s.strength < client.strength)
                && !client.is_refused(network) =>
            {
                surest = Some(client);
            }
            None => {}
        }
    }
    match (surest, unknown) {
        (None, Some(cause)) => Err(cause),
        (surest, _) => Ok(surest),
    }
}

/// Why a NAT gateway may not lead to public addresses.
fn by_private_nat(network: &Network, way: &Way) -> Option<Arc<Cause>> {
    let Way::Nat(Link::To(nat)) = way else { return None };
    let public = &network.nat(*nat).public;
    match public.get() {
        Some(true) => None,
        Some(false) => Some(Cause::new("a private NAT gateway leads elsewhere", Some(public.at))),
        None => public.cause().cloned(),
    }
}

/// Where the finding is marked: at the NAT gateway, else at the route to it.
fn place(cx: &Context<'_>, vpc: VpcId, carried: &[(&str, Client<'_>)]) -> (ResourceId, Span) {
    let vpc = cx.network.vpc(vpc);
    let nats = carried.iter().filter_map(|(_, client)| nat_of(client));
    match nats.min() {
        Some(nat) => (cx.network.nat(nat).resource, cx.network.nat(nat).at),
        None => {
            let route = carried.iter().find_map(|(_, client)| client.egress.route);
            (vpc.resource, route.unwrap_or(vpc.at))
        }
    }
}

/// The NAT gateways that carry the calls, in words.
fn nat_in_words(cx: &Context<'_>, carried: &[(&str, Client<'_>)]) -> String {
    let nats: BTreeSet<NatId> = carried.iter().filter_map(|(_, client)| nat_of(client)).collect();
    match nats.first() {
        Some(nat) => format!("NAT gateway `{}`", cx.address(cx.network.nat(*nat).resource)),
        None => "a NAT gateway".to_owned(),
    }
}

fn nat_of(client: &Client<'_>) -> Option<NatId> {
    match client.egress.way {
        Way::Nat(Link::To(nat)) => Some(nat),
        _ => None,
    }
}

fn found(cx: &Context<'_>, id: VpcId, mut carried: Vec<(&str, Client<'_>)>) -> Option<Verdict> {
    carried.sort_by_key(|(service, client)| (std::cmp::Reverse(client.strength), *service));
    let vpc = cx.network.vpc(id);
    let of_vpc = cx.address(vpc.resource);
    let (resource, at) = place(cx, id, &carried);
    let names: Vec<&str> = carried.iter().map(|(service, _)| *service).collect();
    let mut evidence =
        Evidence::new(vpc.at, format!("this VPC has no endpoint for {}", some_of(&names)));
    let (_, surest) = carried.first()?;
    show_client(cx, surest, &mut evidence);
    for (service, client) in carried.iter().take(MOST_NAMED) {
        if let Some((workload, need)) = client.workload {
            let workload = cx.address(cx.network.workload(workload).resource);
            evidence.push(need.at, format!("`{workload}` calls {service}: {}", need.because));
        }
    }
    let zones = zones(cx.network, id, &names);
    let language = language(cx, resource);
    let found = Found::new(
        resource,
        "interface_services",
        Severity::Low,
        at,
        format!("NAT carries calls of {}", some_of(&names)),
        evidence,
    )
    .message(format!(
        "{} carries calls of AWS services from `{of_vpc}`: {}; it bills every GB of them, {}",
        nat_in_words(cx, &carried),
        callers(cx, &carried),
        price(cx, resource, zones),
    ))
    .help(format!(
        "compare the traffic of each service with the break-even (VPC flow logs and the bill show it), \
         and add an `{}` of type Interface with `{}` where it is higher; without that much traffic \
         leave it as it is",
        ENDPOINT.in_language(language),
        PRIVATE_DNS.set(language, "true")
    ));
    Some(if is_shared_by_stacks(cx, id) { found.possible() } else { found }.into())
}

/// The first of several services, and how many more there are.
fn some_of(names: &[&str]) -> String {
    let named: Vec<String> = names.iter().take(MOST_NAMED).map(|n| (*n).to_owned()).collect();
    match names.len().checked_sub(MOST_NAMED) {
        Some(more) if more > 0 => format!("{} and {more} more services", named.join(", ")),
        _ => list_in_words(&named, "and"),
    }
}

/// Who calls what: `a` calls x and y, `b` likely calls z.
fn callers(cx: &Context<'_>, carried: &[(&str, Client<'_>)]) -> String {
    let mut by_caller: BTreeMap<(std::cmp::Reverse<ClientStrength>, WorkloadId), Vec<&str>> =
        BTreeMap::new();
    for (service, client) in carried {
        if let Some((workload, _)) = client.workload {
            let key = (std::cmp::Reverse(client.strength), workload);
            by_caller.entry(key).or_default().push(service);
        }
    }
    let words = by_caller.iter().map(|((strength, workload), services)| {
        let workload = cx.address(cx.network.workload(*workload).resource);
        format!("`{workload}` {} {}", strength_in_words(strength.0), some_of(services))
    });
    words.collect::<Vec<_>>().join(", ")
}

/// The number of zones in which the services are called, where these are known.
fn zones(network: &Network, vpc: VpcId, services: &[&str]) -> Option<u32> {
    let all = services.iter().flat_map(|service| {
        clients(network, vpc, service).into_iter().filter(|client| counts(client, service))
    });
    let subnets: BTreeSet<SubnetId> = all
        .filter(|c| matches!(c.egress.way, Way::Nat(_)))
        .map(|c| c.subnet)
        .collect();
    let mut apart: Vec<SubnetId> = Vec::new();
    for subnet in subnets {
        let mut is_new = true;
        for other in &apart {
            match network.subnet(subnet).shares_zone(network.subnet(*other)) {
                Answer::No => {}
                Answer::Yes => is_new = false,
                Answer::Unknown(_) => return None,
            }
        }
        if is_new {
            apart.push(subnet);
        }
        if apart.len() > MOST_ZONES {
            return None;
        }
    }
    u32::try_from(apart.len()).ok().filter(|n| *n > 0)
}

/// What an endpoint costs, and from which traffic on it pays off.
fn price(cx: &Context<'_>, nat: ResourceId, zones: Option<u32>) -> String {
    let Some(region) = cx.graph.resource(nat).region.as_str() else {
        return "while an interface endpoint is billed by the hour and less by the GB; the Region is not \
                known, so no break-even is given"
            .to_owned();
    };
    let Some(even) = break_even(region, zones.unwrap_or(1)) else {
        return format!(
            "while an interface endpoint is billed by the hour and less by the GB; the prices of \
             {region} are not confirmed here, so no break-even is given"
        );
    };
    let in_zones = match zones {
        Some(1) => "in 1 zone".to_owned(),
        Some(zones) => format!("in {zones} zones"),
        None => "in each zone".to_owned(),
    };
    let for_each = if zones.is_some() { "for each service" } else { "there for each service" };
    format!(
        "while an interface endpoint {in_zones} costs {:.2} {} a month and pays off above {:.0} GB a \
         month {for_each} (list prices of {region}, {PRICES_AS_OF})",
        even.month, even.currency, even.gigabytes
    )
}
