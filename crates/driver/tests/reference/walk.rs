//! From VPC to VPC: by the tables of subnets, transit gateways and peering connections, until packets are
//! where they go or something else than a route decides.

use crate::network::{Attachment, Cidr, Service, Target, Transit, World};
use crate::route::{Way, route};

/// A subnet of an attachment that packets pass.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Crossing {
    /// To the transit gateway.
    Out(usize),
    /// From the transit gateway.
    In(usize),
}

impl Crossing {
    pub(crate) fn subnet(self) -> usize {
        match self {
            Self::Out(subnet) | Self::In(subnet) => subnet,
        }
    }
}

/// Where routes alone lead no further.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Stop {
    /// In this VPC, which has the address.
    Inside(usize),
    /// At a gateway endpoint.
    Gateway(usize),
    /// At what a route of this subnet's table leads to.
    Target(Target, usize),
    /// At the transit gateway, of which the code says no more.
    TransitGateway,
    Nowhere,
}

/// A way that packets may take.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Walk {
    pub(crate) stop: Stop,
    pub(crate) crossings: Vec<Crossing>,
}

/// What is sent.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Packet {
    pub(crate) to: u32,
    pub(crate) service: Service,
    pub(crate) entry: u32,
}

/// All ways from a subnet.
pub(crate) fn walks(world: &World, subnet: usize, packet: Packet) -> Vec<Walk> {
    let mut all = Vec::new();
    go(world, subnet, packet, Vec::new(), &mut all);
    all
}

fn go(world: &World, subnet: usize, packet: Packet, crossings: Vec<Crossing>, all: &mut Vec<Walk>) {
    let vpc = world.subnets[subnet].vpc;
    let stop = match route(world, subnet, packet.to, packet.service, packet.entry) {
        Way::Local => Stop::Inside(vpc),
        Way::Nowhere => Stop::Nowhere,
        Way::Gateway(gateway) => Stop::Gateway(gateway),
        Way::Route(Target::Peer(peer)) => by_peering(world, vpc, peer, packet.to),
        Way::Route(Target::Transit) => match by_transit(world, subnet, packet.to) {
            Ok((out, attachment)) => {
                return enter(world, (subnet, out, attachment), packet, &crossings, all);
            }
            Err((stop, out)) => {
                let out = out.map(Crossing::Out);
                let crossings = crossings.into_iter().chain(out).collect();
                return all.push(Walk { stop, crossings });
            }
        },
        Way::Route(target) => Stop::Target(target, subnet),
    };
    all.push(Walk { stop, crossings });
}

/// A peering connection joins two VPCs, and nothing else of the other one can be used through it.
fn by_peering(world: &World, vpc: usize, peer: usize, to: u32) -> Stop {
    let (one, two) = world.peerings[peer];
    let other = if one == vpc { two } else { one };
    match world.vpcs[other].cidrs.iter().any(|cidr| cidr.contains(to)) {
        true => Stop::Inside(other),
        false => Stop::Nowhere,
    }
}

/// By which subnet packets leave for the transit gateway, and to which attachment it leads them.
fn by_transit(
    world: &World,
    subnet: usize,
    to: u32,
) -> Result<(usize, &Attachment), (Stop, Option<usize>)> {
    let unseen = (Stop::TransitGateway, None);
    let transit = world.transit.as_ref().ok_or(unseen)?;
    let vpc = world.subnets[subnet].vpc;
    let attachment = transit.attachments.iter().find(|a| a.vpc == vpc);
    let attachment = attachment.ok_or(unseen)?;
    // Only what is in a zone of the attachment gets to the transit gateway.
    let zone = world.subnets[subnet].zone;
    let out = attachment.subnets.iter().find(|s| world.subnets[**s].zone == zone);
    let out = *out.ok_or((Stop::Nowhere, None))?;
    let table = table_of(transit, attachment).ok_or((Stop::TransitGateway, Some(out)))?;
    let mut best: Option<(Cidr, Option<usize>)> = None;
    // Of two that are alike the one that is written wins over the one that is propagated.
    for (cidr, to_attachment) in routes_of(world, transit, table) {
        if cidr.contains(to) && best.is_none_or(|(longest, _)| cidr.length > longest.length) {
            best = Some((cidr, to_attachment));
        }
    }
    let (_, next) = best.ok_or((Stop::TransitGateway, Some(out)))?;
    let next = next.ok_or((Stop::Nowhere, Some(out)))?;
    Ok((out, &transit.attachments[next]))
}

fn table_of(transit: &Transit, attachment: &Attachment) -> Option<usize> {
    let default = (transit.associates && attachment.associates).then_some(0);
    attachment.table.or(default)
}

/// The routes that are written, then those that are propagated.
fn routes_of(world: &World, transit: &Transit, table: usize) -> Vec<(Cidr, Option<usize>)> {
    let mut routes = transit.tables[table].routes.clone();
    for (index, attachment) in transit.attachments.iter().enumerate() {
        let default = table == 0 && transit.propagates && attachment.propagates;
        if default || transit.tables[table].propagating.contains(&index) {
            let blocks = world.vpcs[attachment.vpc].cidrs.iter();
            routes.extend(blocks.map(|cidr| (*cidr, Some(index))));
        }
    }
    routes
}

/// Into a VPC by the subnet in the zone where packets come from; without one there by any.
fn enter(
    world: &World,
    (from, out, attachment): (usize, usize, &Attachment),
    packet: Packet,
    passed: &[Crossing],
    all: &mut Vec<Walk>,
) {
    let zone = world.subnets[from].zone;
    let near = attachment.subnets.iter().copied().find(|s| world.subnets[*s].zone == zone);
    let doors = near.map_or_else(|| attachment.subnets.clone(), |near| vec![near]);
    for door in doors {
        let mut crossings = passed.to_vec();
        if crossings.contains(&Crossing::In(door)) {
            // In a circle.
            all.push(Walk { stop: Stop::Nowhere, crossings });
            continue;
        }
        crossings.extend([Crossing::Out(out), Crossing::In(door)]);
        go(world, door, packet, crossings, all);
    }
}
