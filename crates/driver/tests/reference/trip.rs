//! The trips of a workload's packets, from where they start to where they leave the code, and what stands
//! in the way of each.

use std::collections::BTreeSet;

use crate::answer::{Outcome, or_default};
use crate::network::{Service, Target, World};
use crate::packet::{End, Refusers, Values};
use crate::policy::may_allow;
use crate::route::{Way, route};
use crate::stretch::{Stretch, refusals};
use crate::walk::{Crossing, Packet, Stop, Walk, walks};

/// Lengths of entries in the prefix lists of services: S3 has 52.216.0.0/15 and many of /24.
const ENTRIES: [u32; 3] = [15, 20, 24];

/// A workload in a subnet that calls a service.
pub(crate) struct Client<'a> {
    pub(crate) world: &'a World,
    pub(crate) workload: usize,
    pub(crate) subnet: usize,
    pub(crate) service: Service,
    pub(crate) groups: Vec<usize>,
    pub(crate) values: Values,
}

/// Where packets end, and the stretches that they pass.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
struct Trip {
    outcome: Outcome,
    stretches: Vec<Stretch>,
}

impl Client<'_> {
    pub(crate) fn call_the_endpoint(&self, endpoint: usize, all: &mut BTreeSet<Outcome>) {
        let world = self.world;
        let it = &world.interfaces[endpoint];
        let groups = or_default(world, it.vpc, &it.groups);
        let carried = Outcome::InterfaceEndpoint(format!("aws_vpc_endpoint.i{endpoint}"));
        let policy = may_allow(it.policy.as_ref(), self.service);
        for &subnet in &it.subnets {
            for address in self.values.inside(world.subnets[subnet].cidr) {
                let packet = Packet { to: address, service: self.service, entry: 32 };
                for Walk { stop, crossings } in walks(world, self.subnet, packet) {
                    let (outcome, to) = match stop {
                        Stop::Inside(vpc) if vpc == it.vpc => (carried.clone(), Some(subnet)),
                        // Whose it is the code does not say.
                        Stop::Target(Target::Peering, _) => (Outcome::External, None),
                        Stop::Target(Target::Nat(_), _) => {
                            (Outcome::Open("a NAT before another VPC"), None)
                        }
                        other => (elsewhere(&other), None),
                    };
                    let forwards = to.map(|_| groups.clone());
                    let stretch = self.first(crossings, to, forwards);
                    let end = End { address, subnet: to, groups: &groups, service: None };
                    self.end(&Trip { outcome, stretches: vec![stretch] }, end, &policy, all);
                }
            }
        }
    }

    pub(crate) fn call_the_public(&self, all: &mut BTreeSet<Outcome>) {
        for &address in &self.values.public {
            let trips: BTreeSet<_> =
                ENTRIES.into_iter().flat_map(|entry| self.trips(address, entry)).collect();
            let end = End { address, subnet: None, groups: &[], service: Some(self.service) };
            for trip in trips {
                let policy = match &trip.outcome {
                    Outcome::GatewayEndpoint(name) => {
                        let named = |g: &usize| format!("aws_vpc_endpoint.e{g}") == *name;
                        let gateway = (0..self.world.gateways.len()).find(named).unwrap();
                        may_allow(self.world.gateways[gateway].policy.as_ref(), self.service)
                    }
                    _ => vec![true],
                };
                self.end(&trip, end, &policy, all);
            }
        }
    }

    /// What becomes of a trip, with all that refuses.
    fn end(&self, trip: &Trip, to: End<'_>, policy: &[bool], all: &mut BTreeSet<Outcome>) {
        if matches!(trip.outcome, Outcome::None | Outcome::Open(_)) {
            all.insert(trip.outcome.clone());
            return;
        }
        let mut refused = BTreeSet::from([Refusers::new()]);
        for stretch in &trip.stretches {
            let more = refusals(self.world, &self.values, stretch, to, self.service.port());
            refused = refused.iter().flat_map(|a| more.iter().map(move |b| a | b)).collect();
        }
        for refusers in refused {
            let mut outcome = trip.outcome.clone();
            let mut refusers = refusers;
            if let Outcome::GatewayEndpoint(it) | Outcome::InterfaceEndpoint(it) = &trip.outcome {
                match policy {
                    [false] => drop(refusers.insert(it.clone())),
                    [true] => {}
                    _ => outcome = Outcome::Partly(it.clone()),
                }
            }
            all.insert(match refusers.is_empty() {
                true => outcome,
                false => Outcome::refused(refusers),
            });
        }
    }

    /// The stretch that begins at the workload.
    fn first(
        &self,
        crossings: Vec<Crossing>,
        to: Option<usize>,
        receivers: Option<Vec<usize>>,
    ) -> Stretch {
        let (from, senders) = (self.subnet, Some(self.groups.clone()));
        Stretch { from, senders, crossings, to, receivers }
    }

    /// Where the routes lead a packet to a public address.
    fn trips(&self, to: u32, entry: u32) -> Vec<Trip> {
        let packet = Packet { to, service: self.service, entry };
        let mut trips = Vec::new();
        for Walk { stop, crossings } in walks(self.world, self.subnet, packet) {
            let foreign = !crossings.is_empty();
            match stop {
                Stop::Target(Target::Nat(nat), _) => {
                    let before = |to| vec![self.first(crossings.clone(), to, None)];
                    self.through_nat(nat, packet, foreign, &before, &mut trips);
                }
                Stop::Target(Target::Appliance(appliance), _) => {
                    let (outcome, to, groups) = self.through_appliance(appliance, packet);
                    let outcome = match outcome {
                        // That it may be asked for what comes from another VPC needs rules of its own.
                        Outcome::None => Outcome::None,
                        _ if foreign => Outcome::Open("an instance of another VPC"),
                        other => other,
                    };
                    let stretches = self.first(crossings, to, groups.clone());
                    let beyond = to.map(|from| Stretch::out(from, groups));
                    let stretches = std::iter::once(stretches).chain(beyond).collect();
                    trips.push(Trip { outcome, stretches });
                }
                stop => {
                    let outcome = match stop {
                        Stop::Gateway(it) if !foreign => {
                            Outcome::GatewayEndpoint(format!("aws_vpc_endpoint.e{it}"))
                        }
                        Stop::Target(Target::InternetGateway, _)
                            if !foreign && self.has_public_address() =>
                        {
                            Outcome::InternetGateway
                        }
                        other => elsewhere(&other),
                    };
                    let stretches = vec![self.first(crossings, None, None)];
                    trips.push(Trip { outcome, stretches });
                }
            }
        }
        trips
    }

    fn has_public_address(&self) -> bool {
        let workload = &self.world.workloads[self.workload];
        let maps = self.world.subnets[self.subnet].maps_public;
        !workload.function && workload.public.unwrap_or(maps)
    }

    /// A public NAT gateway leads on where its own subnet's route is an internet gateway; a private one
    /// hands on what it gets, with its own address.
    fn through_nat(
        &self,
        nat: usize,
        packet: Packet,
        foreign: bool,
        before: &dyn Fn(Option<usize>) -> Vec<Stretch>,
        trips: &mut Vec<Trip>,
    ) {
        let it = &self.world.nats[nat];
        let carried = Outcome::Nat(format!("aws_nat_gateway.n{nat}"));
        // A regional one has a table of its own that leads out, and no subnet.
        let Some(subnet) = it.subnet else {
            let outcome =
                if foreign { Outcome::Open("a regional NAT of another VPC") } else { carried };
            trips.push(Trip { outcome, stretches: before(None) });
            return;
        };
        for Walk { stop, crossings } in walks(self.world, subnet, packet) {
            let mut stretches = before(Some(subnet));
            let mut last = Stretch::out(subnet, None);
            last.crossings.clone_from(&crossings);
            let far = !crossings.is_empty();
            let outcome = match stop {
                Stop::Target(Target::InternetGateway, _) if it.public && !far => carried.clone(),
                // Guides of different years differ on whether it uses the endpoint, not on who carries.
                Stop::Gateway(_) if it.public && !far && self.leads_out(subnet, packet.to) => {
                    carried.clone()
                }
                Stop::Target(Target::Nat(next), _) if far && !it.public => {
                    let before = |to| {
                        let last = Stretch { to, ..last.clone() };
                        stretches.iter().cloned().chain([last]).collect()
                    };
                    self.through_nat(next, packet, true, &before, trips);
                    continue;
                }
                Stop::TransitGateway
                | Stop::Target(Target::TransitGateway | Target::VirtualPrivateGateway, _)
                    if !it.public =>
                {
                    elsewhere(&stop)
                }
                _ if far && it.public => Outcome::Open("a NAT before a transit gateway"),
                other => self.dead_or_open(subnet, far, &other),
            };
            stretches.push(last);
            trips.push(Trip { outcome, stretches });
        }
    }

    /// An instance forwards what is not its own only if its source is not checked.
    fn through_appliance(
        &self,
        index: usize,
        packet: Packet,
    ) -> (Outcome, Option<usize>, Option<Vec<usize>>) {
        let it = &self.world.appliances[index];
        if it.checks_source {
            return (Outcome::None, None, None);
        }
        let carried = Outcome::Nat(format!("aws_instance.p{index}"));
        let all: BTreeSet<Outcome> = walks(self.world, it.subnet, packet)
            .into_iter()
            .map(|Walk { stop, crossings }| match stop {
                _ if !crossings.is_empty() => Outcome::Open("an instance before a transit gateway"),
                Stop::Target(Target::InternetGateway, _) if it.public => carried.clone(),
                Stop::Gateway(_) if it.public && self.leads_out(it.subnet, packet.to) => {
                    carried.clone()
                }
                other => self.dead_or_open(it.subnet, false, &other),
            })
            .collect();
        let mut all = all.into_iter();
        let outcome = all.next().filter(|_| all.next().is_none());
        let vpc = self.world.subnets[it.subnet].vpc;
        let groups = or_default(self.world, vpc, &it.groups);
        (outcome.unwrap_or(Outcome::Open("one of several")), Some(it.subnet), Some(groups))
    }

    /// Whether the routes that somebody wrote lead to the internet gateway.
    fn leads_out(&self, subnet: usize, to: u32) -> bool {
        let written = route(self.world, subnet, to, self.service, 0);
        written == Way::Route(Target::InternetGateway)
    }

    fn dead_or_open(&self, middle: usize, far: bool, beyond: &Stop) -> Outcome {
        match beyond {
            Stop::TransitGateway
            | Stop::Target(Target::TransitGateway | Target::VirtualPrivateGateway, _) => {
                Outcome::Open("a NAT before a transit gateway")
            }
            Stop::Gateway(_) if !far => Outcome::Open("a NAT before a gateway endpoint"),
            Stop::Target(Target::Nat(_) | Target::Appliance(_), _) if middle != self.subnet => {
                Outcome::Open("a NAT before a NAT")
            }
            _ => Outcome::None,
        }
    }
}

/// Where packets end that routes lead out of what the code describes.
fn elsewhere(stop: &Stop) -> Outcome {
    match stop {
        Stop::Target(Target::TransitGateway | Target::VirtualPrivateGateway, _) => {
            Outcome::External
        }
        Stop::TransitGateway => Outcome::TransitGateway,
        _ => Outcome::None,
    }
}
