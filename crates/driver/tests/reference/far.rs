//! Worlds of several VPCs that a transit gateway and peering connections join: a hub with NAT gateways and
//! endpoints, and spokes. Most is as people build it, and each part of it is missing now and then.

use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::select;

use crate::network::{
    ANYWHERE, Attachment, Cidr, Interface, Made, Nat, Resolver, Service, Subnet, Table, Target,
    Transit, TransitTable, World, Zone,
};
use crate::worlds::{Any, any_of, drawn, often, policies};

#[derive(Debug, Clone)]
struct Joined {
    /// Of each VPC its attachment, if it is attached.
    attachments: Vec<Option<DrawnAttachment>>,
    switches: (bool, bool),
    /// Whether spokes have a table of their own.
    apart: bool,
    /// Routes of the transit gateway: for what, and to which attachment if it drops nothing.
    routes: Vec<(Any, Option<Any>)>,
    /// Whether each VPC and the next one are peers.
    peers: Vec<bool>,
    /// How each table leads to the other VPCs: for what, and by what.
    ways: Vec<(u8, u8)>,
    zone: Option<(u8, bool)>,
    zones: Vec<bool>,
    flaws: Vec<bool>,
}

#[derive(Debug, Clone)]
struct DrawnAttachment {
    /// Whether it has a subnet in the second zone too, and whether in one where others are.
    both: bool,
    shared: bool,
    associates: bool,
    propagates: bool,
}

fn attachment() -> impl Strategy<Value = DrawnAttachment> {
    (often(60), often(12), often(93), often(93)).prop_map(
        |(both, shared, associates, propagates)| DrawnAttachment {
            both,
            shared,
            associates,
            propagates,
        },
    )
}

fn joined() -> impl Strategy<Value = Joined> {
    let route = (any_of(), proptest::option::weighted(0.85, any_of()));
    let way = (select(vec![0_u8, 0, 0, 1, 1, 2, 3, 4]), select(vec![0_u8, 0, 0, 0, 0, 1, 1, 2]));
    (
        vec(proptest::option::weighted(0.95, attachment()), 3),
        (often(75), often(85)),
        often(40),
        vec(route, 0..3),
        vec(often(50), 3),
        vec(way, 16),
        proptest::option::weighted(0.85, (0..8_u8, often(93))),
        vec(often(75), 12),
        vec(often(8), 12),
    )
        .prop_map(|(attachments, switches, apart, routes, peers, ways, zone, zones, flaws)| {
            Joined { attachments, switches, apart, routes, peers, ways, zone, zones, flaws }
        })
}

/// Worlds of two or three VPCs.
pub(crate) fn far_worlds() -> impl Strategy<Value = World> {
    (drawn(2..4), joined(), policies()).prop_map(|(mut drawn, joined, policy)| {
        // Most filters are as they are in other worlds, so that fewer of them are enough here.
        for subnet in &mut drawn.subnets {
            if subnet.length == 24 {
                subnet.acl = None;
            }
        }
        for vpc in &mut drawn.vpcs {
            vpc.default_acl = None;
            if vpc.dns.2 == Resolver::Own {
                vpc.dns.2 = Resolver::Default;
            }
        }
        // More of the workloads are in spokes, and more of their tables lead somewhere.
        for (number, (routes, ..)) in drawn.tables.iter_mut().map(|(_, r, s)| (r, s)).enumerate() {
            for route in routes {
                route.to = if number % 3 == 0 { route.to } else { ANYWHERE };
                route.kind = if route.kind == 2 { 1 } else { route.kind };
            }
        }
        let mut world = crate::build::build(&drawn);
        join(&mut world, &joined);
        hub_endpoint(&mut world, &joined, policy);
        world
    })
}

fn join(world: &mut World, joined: &Joined) {
    for (index, subnet) in world.subnets.iter_mut().enumerate() {
        subnet.zone = Some(if joined.zones[index] { 'a' } else { 'b' });
    }
    hub(world, joined);
    let vpcs = world.vpcs.len();
    for vpc in 0..vpcs - 1 {
        if joined.peers[vpc] {
            world.peerings.push((vpc, vpc + 1));
        }
    }
    let mut attachments = Vec::new();
    for vpc in 0..vpcs {
        if let Some(drawn) = &joined.attachments[vpc] {
            attachments.push(attach(world, vpc, drawn, joined));
        }
    }
    let transit = transit(world, joined, attachments);
    ways(world, joined, &transit);
    world.transit = Some(transit);
}

/// The first subnet is the hub's, with a NAT gateway in it.
fn hub(world: &mut World, joined: &Joined) {
    if joined.flaws[0] {
        return;
    }
    let table = world.tables.len();
    let routes = vec![(ANYWHERE, Target::InternetGateway)];
    world.tables.push(Table { vpc: 0, made: Made::Own, routes, six: false });
    world.subnets[0].table = Some(table);
    world.nats.insert(0, Nat { vpc: 0, subnet: Some(0), public: true });
    for table in &mut world.tables {
        for (_, target) in &mut table.routes {
            if let Target::Nat(nat) = target {
                *nat += 1;
            }
        }
    }
}

/// Subnets for an attachment, in one zone or in two.
fn attach(world: &mut World, vpc: usize, drawn: &DrawnAttachment, joined: &Joined) -> Attachment {
    let zones: &[char] = if drawn.both { &['a', 'b'] } else { &['a'] };
    let mut subnets = Vec::new();
    for (slot, zone) in (200_u8..).zip(zones) {
        let there = |s: &Subnet| s.vpc == vpc && s.zone == Some(*zone);
        if drawn.shared
            && let Some(shared) = world.subnets.iter().position(there)
        {
            subnets.push(shared);
            continue;
        }
        let nat = world.nats.iter().position(|n| n.vpc == vpc);
        let to_nat = nat.filter(|_| !joined.flaws[1]).map(|nat| (ANYWHERE, Target::Nat(nat)));
        let table = world.tables.len();
        let routes = to_nat.into_iter().collect();
        world.tables.push(Table { vpc, made: Made::Own, routes, six: false });
        let number = u8::try_from(vpc).unwrap();
        let cidr = Cidr::new([10, number, slot, 0], 28);
        let acls = world.acls.iter().enumerate();
        let acl = acls.rev().find(|(_, a)| a.vpc == vpc && a.made == Made::Own).map(|(a, _)| a);
        let acl = acl.filter(|_| joined.flaws[2] || joined.flaws[3] || joined.zones[11]);
        let (table, zone) = (Some(table), Some(*zone));
        subnets.push(world.subnets.len());
        world.subnets.push(Subnet { vpc, cidr, table, acl, maps_public: false, zone });
    }
    let DrawnAttachment { associates, propagates, .. } = *drawn;
    Attachment { vpc, subnets, associates, propagates, table: None }
}

fn transit(world: &World, joined: &Joined, attachments: Vec<Attachment>) -> Transit {
    let (associates, propagates) = joined.switches;
    let mut transit = Transit {
        associates,
        propagates,
        attachments,
        tables: vec![TransitTable::default(), TransitTable::default()],
    };
    let hub = transit.attachments.iter().position(|a| a.vpc == 0);
    // What is not associated by default, or shall not be, is associated with the second table.
    for attachment in &mut transit.attachments {
        attachment.associates &= !(joined.apart && attachment.vpc != 0);
        let by_default = associates && attachment.associates;
        if !by_default && !joined.flaws[4] {
            attachment.table = Some(1);
        }
    }
    if !joined.flaws[5] {
        for (number, attachment) in transit.attachments.iter().enumerate() {
            if !joined.apart || attachment.vpc == 0 || joined.flaws[6] {
                transit.tables[1].propagating.push(number);
            }
        }
    }
    for (number, table) in transit.tables.iter_mut().enumerate() {
        // Without switches there is no first one.
        if number == 0 && !associates && !propagates {
            continue;
        }
        if !joined.flaws[7] {
            table.routes.extend(hub.map(|hub| (ANYWHERE, Some(hub))));
        }
        for (what, to) in &joined.routes {
            let vpc = what % world.vpcs.len();
            let cidr = match what / 4 {
                0 => world.vpcs[vpc].cidrs[0],
                1 => world.subnets[what % world.subnets.len()].cidr,
                _ => Cidr::new([10, 0, 0, 0], 8),
            };
            let to = to.filter(|_| !transit.attachments.is_empty());
            let to = to.map(|to| to % transit.attachments.len());
            if !table.routes.iter().any(|(other, _)| *other == cidr) && (what + number) % 2 == 0 {
                table.routes.push((cidr, to));
            }
        }
    }
    transit
}

/// Routes of the tables to the other VPCs, and the way out of spokes.
fn ways(world: &mut World, joined: &Joined, transit: &Transit) {
    let vpcs = world.vpcs.len();
    for index in 0..world.tables.len() {
        let Table { vpc, made, .. } = world.tables[index];
        if made == Made::WithVpc {
            continue;
        }
        let (what, by) = joined.ways[index % joined.ways.len()];
        let attached = transit.attachments.iter().any(|a| a.vpc == vpc);
        let out = attached.then_some(Target::Transit);
        let peer = |other: usize| {
            let ends = [(vpc, other), (other, vpc)];
            world.peerings.iter().position(|p| ends.contains(p)).map(Target::Peer)
        };
        let mut routes = Vec::new();
        for other in (0..vpcs).filter(|other| *other != vpc) {
            let target = match by {
                0 => out,
                1 => peer(other).or(out),
                _ => peer(other),
            };
            let first = world.subnets.iter().find(|s| s.vpc == other).map(|s| s.cidr);
            let cidrs = match what {
                0 => world.vpcs[other].cidrs.clone(),
                1 => vec![Cidr::new([10, 0, 0, 0], 8)],
                2 => world.vpcs[other].cidrs[..1].to_vec(),
                3 => first.into_iter().collect(),
                _ => Vec::new(),
            };
            routes.extend(cidrs.into_iter().filter_map(|cidr| Some((cidr, target?))));
        }
        let table = &mut world.tables[index];
        for (cidr, target) in routes {
            if !table.routes.iter().any(|(other, _)| *other == cidr) {
                table.routes.push((cidr, target));
            }
        }
        let spoke = vpc != 0 && !joined.flaws[8];
        for (cidr, target) in &mut table.routes {
            if spoke && *cidr == ANYWHERE && index % 4 != 0 {
                *target = out.unwrap_or(*target);
            }
        }
    }
}

/// An endpoint in the hub, and a zone that lets spokes know it.
fn hub_endpoint(world: &mut World, joined: &Joined, policy: Option<crate::network::Policy>) {
    let Some((which, record)) = joined.zone else { return };
    let there = world.subnets.iter().enumerate().filter(|(_, s)| s.vpc == 0).map(|(s, _)| s);
    let there: Vec<_> = there.collect();
    let mut subnets = vec![there[usize::from(which) % there.len()]];
    // One in each zone.
    let zone = world.subnets[subnets[0]].zone;
    let second = there.iter().find(|s| world.subnets[**s].zone != zone).filter(|_| which > 3);
    subnets.extend(second);
    let groups = (0..world.groups.len()).filter(|g| {
        world.groups[*g].vpc == 0 && (world.groups[*g].made == Made::Own || joined.flaws[9])
    });
    let endpoint = world.interfaces.len();
    let (service, private_dns, inbound_only) = (Service::Sqs, false, None);
    let groups = groups.collect();
    world.interfaces.push(Interface {
        vpc: 0,
        service,
        subnets,
        groups,
        private_dns,
        inbound_only,
        policy,
    });
    let named = |vpc: usize| {
        let own = |i: &Interface| i.vpc == vpc && i.service == Service::Sqs && i.private_dns;
        world.interfaces.iter().any(own)
    };
    let vpcs: Vec<_> = (0..world.vpcs.len()).filter(|vpc| !named(*vpc)).collect();
    if !vpcs.is_empty() {
        world.zones.push(Zone { vpcs, endpoint: record.then_some(endpoint) });
    }
    // Whom the endpoint shall let in is of another VPC.
    let ten = crate::network::Peer::Block(Cidr::new([10, 0, 0, 0], 8));
    for group in &mut world.groups {
        if group.vpc == 0
            && group.made != Made::WithVpc
            && let Some(rule) = group.ingress.first_mut().filter(|_| !joined.flaws[10])
        {
            rule.peer = ten;
        }
    }
}
