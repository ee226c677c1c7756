//! The reference: every packet that may be sent is sent. What AWS leaves open (an address in a subnet,
//! an interface of an endpoint, a port, an address of the service) is tried with all values that could
//! make a difference, and the results are collected.

use std::collections::BTreeSet;

use crate::network::{Interface, Resolver, Service, Target, World};
use crate::packet::{
    Connection, End, Refusers, Values, acls_refusing, groups_keeping_in, groups_keeping_out,
};
use crate::route::{Way, route};

/// Lengths of entries in the prefix lists of services: S3 has 52.216.0.0/15 and many of /24.
const ENTRIES: [u32; 3] = [15, 20, 24];

/// What becomes of a connection.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Outcome {
    GatewayEndpoint(String),
    InterfaceEndpoint(String),
    Nat(String),
    InternetGateway,
    External,
    /// Everything that refuses a packet of it.
    Blocked(Refusers),
    None,
    /// The documentation leaves it open.
    Open(&'static str),
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
            _ => return None,
        }
    }
    (!matches!(one, Outcome::Open(_))).then_some(one)
}

/// What the name of the service may resolve to.
enum Answer {
    Public,
    Private(usize),
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
    let private = endpoint.map(Answer::Private);
    // Whether a server of one's own asks Amazon's is not written anywhere.
    let public = (private.is_none() || own_server).then_some(Answer::Public);
    private.into_iter().chain(public).collect()
}

fn or_default(world: &World, vpc: usize, groups: &[usize]) -> Vec<usize> {
    if groups.is_empty() { vec![world.vpcs[vpc].default_group] } else { groups.to_vec() }
}

/// A workload in a subnet that calls a service.
struct Client<'a> {
    world: &'a World,
    workload: usize,
    subnet: usize,
    service: Service,
    groups: Vec<usize>,
    values: Values,
}

/// What stands between: a NAT gateway or an instance in a subnet.
#[derive(PartialEq, Eq, PartialOrd, Ord)]
struct Middle {
    subnet: usize,
    /// A NAT gateway has no groups.
    groups: Option<Vec<usize>>,
}

impl Client<'_> {
    fn call_the_endpoint(&self, endpoint: usize, all: &mut BTreeSet<Outcome>) {
        let world = self.world;
        let it = &world.interfaces[endpoint];
        let groups = or_default(world, it.vpc, &it.groups);
        for &subnet in &it.subnets {
            for address in self.values.inside(world.subnets[subnet].cidr) {
                let to = End { address, subnet: Some(subnet), groups: &groups, service: None };
                // The endpoint is in the same VPC, so the route is the local one.
                assert_eq!(route(world, self.subnet, address, self.service, 32), Way::Local);
                for connection in self.connections(to) {
                    let mut refusers = groups_keeping_in(world, &connection);
                    refusers.extend(groups_keeping_out(world, &connection));
                    refusers.extend(acls_refusing(world, &connection));
                    let carried =
                        Outcome::InterfaceEndpoint(format!("aws_vpc_endpoint.i{endpoint}"));
                    all.insert(unless_refused(carried, refusers));
                }
            }
        }
    }

    fn call_the_public(&self, all: &mut BTreeSet<Outcome>) {
        for &address in &self.values.public {
            let ways: BTreeSet<_> =
                ENTRIES.into_iter().map(|entry| self.way(address, entry)).collect();
            for (carried, middle) in ways {
                if matches!(carried, Outcome::None | Outcome::Open(_)) {
                    all.insert(carried);
                    continue;
                }
                for refusers in self.refusals(address, middle.as_ref()) {
                    all.insert(unless_refused(carried.clone(), refusers));
                }
            }
        }
    }

    /// From all addresses and ports that the workload may have.
    fn connections<'a>(&'a self, to: End<'a>) -> impl Iterator<Item = Connection<'a>> {
        self.connections_from(self.subnet, &self.groups, to)
    }

    fn connections_from<'a>(
        &'a self,
        subnet: usize,
        groups: &'a [usize],
        to: End<'a>,
    ) -> impl Iterator<Item = Connection<'a>> {
        self.values.inside(self.world.subnets[subnet].cidr).into_iter().flat_map(move |address| {
            let from = End { address, subnet: Some(subnet), groups, service: None };
            self.values.ports.iter().map(move |&port| Connection { from, port, to })
        })
    }

    /// Where the routes lead a packet to a public address, and what it passes on its way.
    fn way(&self, to: u32, entry: u32) -> (Outcome, Option<Middle>) {
        let alone = |outcome| (outcome, None);
        match route(self.world, self.subnet, to, self.service, entry) {
            Way::Local | Way::Nowhere => alone(Outcome::None),
            Way::Gateway(gateway) => {
                alone(Outcome::GatewayEndpoint(format!("aws_vpc_endpoint.e{gateway}")))
            }
            Way::Route(target) => match target {
                Target::TransitGateway | Target::VirtualPrivateGateway => alone(Outcome::External),
                // A peer's gateways and endpoints can't be used from here.
                Target::Peering => alone(Outcome::None),
                Target::InternetGateway if self.has_public_address() => {
                    alone(Outcome::InternetGateway)
                }
                Target::InternetGateway => alone(Outcome::None),
                Target::Nat(nat) => self.through_nat(nat, to, entry),
                Target::Appliance(appliance) => self.through_appliance(appliance, to, entry),
            },
        }
    }

    fn has_public_address(&self) -> bool {
        let workload = &self.world.workloads[self.workload];
        let maps = self.world.subnets[self.subnet].maps_public;
        !workload.function && workload.public.unwrap_or(maps)
    }

    /// A public NAT gateway leads on where its own subnet's route is an internet gateway.
    fn through_nat(&self, nat: usize, to: u32, entry: u32) -> (Outcome, Option<Middle>) {
        let it = &self.world.nats[nat];
        let carried = Outcome::Nat(format!("aws_nat_gateway.n{nat}"));
        // A regional one has a table of its own that leads out, and no subnet.
        let Some(subnet) = it.subnet else { return (carried, None) };
        let outcome = match route(self.world, subnet, to, self.service, entry) {
            Way::Route(Target::InternetGateway) if it.public => carried,
            // Guides of different years differ on whether it uses the endpoint, not on who carries.
            Way::Gateway(_) if it.public && self.leads_out(subnet, to) => carried,
            Way::Route(Target::TransitGateway | Target::VirtualPrivateGateway) if !it.public => {
                Outcome::External
            }
            beyond => self.dead_or_open(subnet, &beyond),
        };
        (outcome, Some(Middle { subnet, groups: None }))
    }

    /// An instance forwards what is not its own only if its source is not checked.
    fn through_appliance(&self, index: usize, to: u32, entry: u32) -> (Outcome, Option<Middle>) {
        let it = &self.world.appliances[index];
        if it.checks_source {
            return (Outcome::None, None);
        }
        let outcome = match route(self.world, it.subnet, to, self.service, entry) {
            Way::Route(Target::InternetGateway) if it.public => {
                Outcome::Nat(format!("aws_instance.p{index}"))
            }
            Way::Gateway(_) if it.public && self.leads_out(it.subnet, to) => {
                Outcome::Nat(format!("aws_instance.p{index}"))
            }
            beyond => self.dead_or_open(it.subnet, &beyond),
        };
        let vpc = self.world.subnets[it.subnet].vpc;
        let groups = or_default(self.world, vpc, &it.groups);
        (outcome, Some(Middle { subnet: it.subnet, groups: Some(groups) }))
    }

    /// Whether the routes that somebody wrote lead to the internet gateway.
    fn leads_out(&self, subnet: usize, to: u32) -> bool {
        let written = route(self.world, subnet, to, self.service, 0);
        written == Way::Route(Target::InternetGateway)
    }

    fn dead_or_open(&self, middle: usize, beyond: &Way) -> Outcome {
        match beyond {
            Way::Route(Target::TransitGateway | Target::VirtualPrivateGateway) => {
                Outcome::Open("a NAT before a transit gateway")
            }
            Way::Gateway(_) => Outcome::Open("a NAT before a gateway endpoint"),
            Way::Route(Target::Nat(_) | Target::Appliance(_)) if middle != self.subnet => {
                Outcome::Open("a NAT before a NAT")
            }
            _ => Outcome::None,
        }
    }

    /// The sets of those who may refuse the connections to a public address.
    fn refusals(&self, address: u32, middle: Option<&Middle>) -> BTreeSet<Refusers> {
        let world = self.world;
        let to = End { address, subnet: None, groups: &[], service: Some(self.service) };
        let first = self.connections(to).map(|connection| {
            let mut refusers = groups_keeping_in(world, &connection);
            match middle {
                None => refusers.extend(acls_refusing(world, &connection)),
                // The packet still names the service when it enters the subnet of the NAT.
                Some(middle) => refusers.extend(self.on_entering_the_middle(&connection, middle)),
            }
            refusers
        });
        let first: BTreeSet<Refusers> = first.collect();
        let Some(middle) = middle else { return first };
        let groups = middle.groups.as_deref().unwrap_or_default();
        let second = self.connections_from(middle.subnet, groups, to).map(|connection| {
            let mut refusers = acls_refusing(world, &connection);
            if middle.groups.is_some() {
                refusers.extend(groups_keeping_in(world, &connection));
            }
            refusers
        });
        let second: BTreeSet<Refusers> = second.collect();
        first.iter().flat_map(|a| second.iter().map(move |b| a | b)).collect()
    }

    /// Between the workload's subnet and that of the NAT: the address is still the service's.
    fn on_entering_the_middle(&self, connection: &Connection<'_>, middle: &Middle) -> Refusers {
        let inside = Connection {
            to: End { subnet: Some(middle.subnet), groups: &[], ..connection.to },
            ..*connection
        };
        let mut refusers = acls_refusing(self.world, &inside);
        if let Some(groups) = &middle.groups {
            let group = Connection { to: End { groups, ..connection.to }, ..*connection };
            refusers.extend(groups_keeping_out(self.world, &group));
        }
        refusers
    }
}

fn unless_refused(carried: Outcome, refusers: Refusers) -> Outcome {
    if refusers.is_empty() { carried } else { Outcome::Blocked(refusers) }
}
