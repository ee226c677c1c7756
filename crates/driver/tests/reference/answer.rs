//! The reference: every packet that may be sent is sent. What AWS leaves open (an address in a subnet,
//! an interface of an endpoint, a port, an address of the service) is tried with all values that could
//! make a difference, and the results are collected.

use std::collections::BTreeSet;

use crate::network::{Interface, Resolver, Service, World};
use crate::packet::{Refusers, Values};
use crate::stretch::{NO_WAY_BACK, OPEN};
use crate::trip::Client;

/// What becomes of a connection.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Outcome {
    GatewayEndpoint(String),
    InterfaceEndpoint(String),
    /// Through an endpoint whose policy allows some of the calls.
    Partly(String),
    Nat(String),
    InternetGateway,
    /// The code says no more of it than that it gets to the transit gateway.
    TransitGateway,
    External,
    /// Everything that refuses a packet of it.
    Blocked(Refusers),
    None,
    /// The documentation leaves it open.
    Open(&'static str),
}

impl Outcome {
    /// What it is if these refuse.
    pub(crate) fn refused(refusers: Refusers) -> Self {
        let only = refusers.len() == 1;
        match () {
            () if refusers.contains(OPEN) => Self::Open("an ACL within one subnet"),
            () if only && refusers.contains(NO_WAY_BACK) => Self::None,
            () => Self::Blocked(refusers),
        }
    }
}

/// Everything that may become of a workload's connections from a subnet to a service.
pub(crate) fn outcomes(
    world: &World,
    workload: usize,
    subnet: usize,
    service: Service,
) -> BTreeSet<Outcome> {
    let vpc = world.subnets[subnet].vpc;
    let groups = or_default(world, vpc, &world.workloads[workload].groups);
    let client = Client { world, workload, subnet, service, groups, values: Values::of(world) };
    let answers = resolve(world, vpc, service);
    let mut all = BTreeSet::new();
    if answers.is_empty() {
        all.insert(Outcome::None);
    }
    for answer in answers {
        match answer {
            Answer::Public => client.call_the_public(&mut all),
            Answer::Private(endpoint) => client.call_the_endpoint(endpoint, &mut all),
            Answer::NotFound => drop(all.insert(Outcome::None)),
        }
    }
    all
}

/// The one thing that happens in every case, if it is one. Who of several refuses may differ.
pub(crate) fn decided(outcomes: &BTreeSet<Outcome>) -> Option<Outcome> {
    let mut all = outcomes.iter().cloned();
    let mut one = all.next()?;
    for other in all {
        match (&mut one, other) {
            (Outcome::Blocked(some), Outcome::Blocked(more)) => some.extend(more),
            (Outcome::Blocked(some), Outcome::None) if some.contains(NO_WAY_BACK) => {}
            _ => return None,
        }
    }
    (!matches!(one, Outcome::Open(_))).then_some(one)
}

/// What the name of the service may resolve to.
enum Answer {
    Public,
    Private(usize),
    /// There is no such name.
    NotFound,
}

fn resolve(world: &World, vpc: usize, service: Service) -> Vec<Answer> {
    let it = &world.vpcs[vpc];
    let own_server = it.resolver == Resolver::Own;
    if !own_server && !it.dns_support {
        return Vec::new();
    }
    let named = |e: &Interface| {
        let for_all = service != Service::S3 || e.inbound_only == Some(false);
        e.vpc == vpc && e.service == service && e.private_dns && for_all
    };
    let both = it.dns_support && it.dns_hostnames;
    let endpoint = world.interfaces.iter().position(named).filter(|_| both);
    let zone = world.zones.iter().find(|z| service == Service::Sqs && z.vpcs.contains(&vpc));
    let zone = zone.map(|z| z.endpoint.map_or(Answer::NotFound, Answer::Private));
    // A zone wants host names too (VPC User Guide, DNS attributes), which nothing enforces.
    let sure = both || zone.is_none();
    let private = endpoint.map(Answer::Private).or(zone);
    // Whether a server of one's own asks Amazon's is not written anywhere.
    let public = (private.is_none() || own_server || !sure).then_some(Answer::Public);
    private.into_iter().chain(public).collect()
}

pub(crate) fn or_default(world: &World, vpc: usize, groups: &[usize]) -> Vec<usize> {
    if groups.is_empty() { vec![world.vpcs[vpc].default_group] } else { groups.to_vec() }
}
