//! A world from what was drawn: numbers become parts of the same VPC, and what AWS would refuse to create
//! is left out.

use std::collections::BTreeSet;

use crate::network::{
    ANYWHERE, Acl, Appliance, Cidr, Entry, Gateway, Group, Interface, Made, Nat, Peer, Protocol,
    Rule, Service, Subnet, Table, Target, Vpc, Workload, World,
};
use crate::worlds::{Any, Drawn, DrawnEntry, DrawnRoute, DrawnRule};

pub(crate) fn build(drawn: &Drawn) -> World {
    let mut world = World { style: drawn.style, ..World::default() };
    vpcs(&mut world, drawn);
    subnets(&mut world, drawn);
    acls(&mut world, drawn);
    groups(&mut world, drawn);
    tables(&mut world, drawn);
    gateways(&mut world, drawn);
    interfaces(&mut world, drawn);
    workloads(&mut world, drawn);
    world
}

fn pick(all: &[usize], any: Any) -> Option<usize> {
    (!all.is_empty()).then(|| all[any % all.len()])
}

fn picks(all: &[usize], any: &[Any]) -> Vec<usize> {
    let mut seen = BTreeSet::new();
    any.iter().filter_map(|a| pick(all, *a)).filter(|i| seen.insert(*i)).collect()
}

/// The indices of what is in a VPC.
fn within<T>(all: &[T], vpc: usize, of: impl Fn(&T) -> usize) -> Vec<usize> {
    (0..all.len()).filter(|i| of(&all[*i]) == vpc).collect()
}

fn subnets_of(world: &World, vpc: usize) -> Vec<usize> {
    within(&world.subnets, vpc, |s| s.vpc)
}

/// The VPCs, with the parts that come with them: these have the first indices.
fn vpcs(world: &mut World, drawn: &Drawn) {
    for (index, it) in drawn.vpcs.iter().enumerate() {
        let number = u8::try_from(index).unwrap();
        let mut cidrs = vec![Cidr::new([10, number, 0, 0], 16)];
        if it.secondary {
            cidrs.push(Cidr::new([100, 64, number, 0], 24));
        }
        let (dns_support, dns_hostnames, resolver) = it.dns;
        world.vpcs.push(Vpc {
            cidrs,
            dns_support,
            dns_hostnames,
            resolver,
            main_table: index,
            default_group: index,
            default_acl: index,
        });
    }
}

fn subnets(world: &mut World, drawn: &Drawn) {
    let vpcs = drawn.vpcs.len();
    for (index, it) in drawn.subnets.iter().enumerate() {
        let vpc = if index == 0 { 0 } else { it.vpc % vpcs };
        let slot = u8::try_from(index).unwrap();
        let number = u8::try_from(vpc).unwrap();
        let cidr = if it.secondary && drawn.vpcs[vpc].secondary {
            Cidr::new([100, 64, number, slot * 32], 27)
        } else {
            Cidr::new([10, number, slot, 0], it.length)
        };
        let (table, acl) = (None, None);
        world.subnets.push(Subnet {
            vpc,
            cidr,
            table,
            acl,
            maps_public: it.maps_public,
            zone: None,
        });
    }
}

/// The block that a number stands for; the first are the most usual ones.
fn block(world: &World, vpc: usize, (kind, which): (u8, Any)) -> Cidr {
    let it = &world.vpcs[vpc];
    let subnet = pick(&subnets_of(world, vpc), which).map_or(ANYWHERE, |s| world.subnets[s].cidr);
    let half = subnet.length + 1;
    let middle = subnet.first + (subnet.last() - subnet.first) / 2 + 1;
    match kind {
        0 => it.cidrs[0],
        1 => ANYWHERE,
        2 => subnet,
        3 => Cidr { first: subnet.first, length: half },
        4 => Cidr { first: middle, length: half },
        5 => Cidr::new([10, 0, 0, 0], 8),
        6 => Cidr::new([0, 0, 0, 0], 1),
        7 => Cidr::new([128, 0, 0, 0], 1),
        8 => Cidr::new([52, 0, 0, 0], 8),
        9 => Cidr::new([192, 168, 0, 0], 16),
        10 => *it.cidrs.last().unwrap(),
        _ => Cidr { first: subnet.first + 4, length: 32 },
    }
}

fn entries_of(world: &World, vpc: usize, drawn: &[DrawnEntry]) -> Vec<Entry> {
    let mut numbers = BTreeSet::new();
    let one = |e: &DrawnEntry| Entry {
        six: e.block.0 == 14,
        number: e.number,
        allow: e.allow,
        protocol: e.protocol,
        ports: e.ports,
        cidr: block(world, vpc, e.block),
    };
    drawn.iter().filter(|e| numbers.insert(e.number)).map(one).collect()
}

fn acls(world: &mut World, drawn: &Drawn) {
    let ports = (0, u16::MAX);
    let all = Entry {
        six: false,
        number: 100,
        allow: true,
        protocol: Protocol::All,
        ports,
        cidr: ANYWHERE,
    };
    for (vpc, it) in drawn.vpcs.iter().enumerate() {
        let acl = match &it.default_acl {
            None => Acl { vpc, made: Made::WithVpc, inbound: vec![all], outbound: vec![all] },
            Some((inbound, outbound)) => Acl {
                vpc,
                made: Made::Adopted,
                inbound: entries_of(world, vpc, inbound),
                outbound: entries_of(world, vpc, outbound),
            },
        };
        world.acls.push(acl);
    }
    for (vpc, inbound, outbound) in &drawn.acls {
        let vpc = vpc % drawn.vpcs.len();
        world.acls.push(Acl {
            vpc,
            made: Made::Own,
            inbound: entries_of(world, vpc, inbound),
            outbound: entries_of(world, vpc, outbound),
        });
    }
    for (index, it) in drawn.subnets.iter().enumerate() {
        let mut own = within(&world.acls, world.subnets[index].vpc, |a| a.vpc);
        own.retain(|a| world.acls[*a].made == Made::Own);
        world.subnets[index].acl = it.acl.and_then(|any| pick(&own, any));
    }
}

/// Rules of a group, which name groups that were made before it.
fn rules_of(world: &World, vpc: usize, drawn: &[DrawnRule]) -> Vec<Rule> {
    let earlier = within(&world.groups, vpc, |g| g.vpc);
    let one = |rule: &DrawnRule| {
        let peer = match rule.peer {
            (11, which) => pick(&earlier, which).map_or(Peer::Itself, Peer::Group),
            (12, _) => Peer::Itself,
            (13, _) => Peer::S3,
            (14, which) if which % 2 == 0 => Peer::Elsewhere,
            (14, _) => Peer::Six,
            block_of => Peer::Block(block(world, vpc, block_of)),
        };
        Rule { protocol: rule.protocol, ports: rule.ports, peer }
    };
    drawn.iter().map(one).collect()
}

fn groups(world: &mut World, drawn: &Drawn) {
    let all = |peer| vec![Rule { protocol: Protocol::All, ports: (0, u16::MAX), peer }];
    for (vpc, it) in drawn.vpcs.iter().enumerate() {
        let group = match &it.default_group {
            None => Group {
                vpc,
                made: Made::WithVpc,
                ingress: all(Peer::Itself),
                egress: all(Peer::Block(ANYWHERE)),
            },
            Some((ingress, egress)) => Group {
                vpc,
                made: Made::Adopted,
                ingress: rules_of(world, vpc, ingress),
                egress: rules_of(world, vpc, egress),
            },
        };
        world.groups.push(group);
    }
    for (vpc, ingress, egress) in &drawn.groups {
        let vpc = vpc % drawn.vpcs.len();
        let ingress = rules_of(world, vpc, ingress);
        let egress = rules_of(world, vpc, egress);
        world.groups.push(Group { vpc, made: Made::Own, ingress, egress });
    }
}

/// The tables, and the NATs that their routes lead to.
fn tables(world: &mut World, drawn: &Drawn) {
    let empty = |vpc, made, six| Table { vpc, made, routes: Vec::new(), six };
    for (vpc, it) in drawn.vpcs.iter().enumerate() {
        let made = if it.main.is_some() { Made::Adopted } else { Made::WithVpc };
        world.tables.push(empty(vpc, made, false));
    }
    for (vpc, _, six) in &drawn.tables {
        world.tables.push(empty(vpc % drawn.vpcs.len(), Made::Own, *six));
    }
    for (vpc, it) in drawn.vpcs.iter().enumerate() {
        let own = |t: &Table| t.vpc == vpc && t.made == Made::Own;
        if it.other_main
            && it.main.is_none()
            && let Some(table) = world.tables.iter().position(own)
        {
            world.tables[table].made = Made::OwnMain;
            world.vpcs[vpc].main_table = table;
        }
    }
    for (index, it) in drawn.subnets.iter().enumerate() {
        let mut own = within(&world.tables, world.subnets[index].vpc, |t| t.vpc);
        own.retain(|t| matches!(world.tables[*t].made, Made::Own | Made::OwnMain));
        world.subnets[index].table = it.table.and_then(|any| pick(&own, any));
    }
    middles(world, drawn);
    let main = drawn.vpcs.iter().map(|it| it.main.as_deref().unwrap_or_default());
    let written = main.chain(drawn.tables.iter().map(|(_, routes, _)| &routes[..]));
    for (index, routes) in written.enumerate() {
        world.tables[index].routes = routes_of(world, world.tables[index].vpc, routes);
    }
}

/// The subnets whose table will lead to the internet gateway.
fn leading_out(world: &World, drawn: &Drawn) -> Vec<usize> {
    let routes = |table: usize| match table.checked_sub(drawn.vpcs.len()) {
        Some(own) => &drawn.tables[own].1[..],
        None => drawn.vpcs[table].main.as_deref().unwrap_or_default(),
    };
    let leads = |s: &usize| {
        let table = world.subnets[*s].table.unwrap_or(world.vpcs[world.subnets[*s].vpc].main_table);
        routes(table).iter().any(|r| r.to == ANYWHERE && r.kind == 0)
    };
    (0..world.subnets.len()).filter(leads).collect()
}

fn middles(world: &mut World, drawn: &Drawn) {
    let all: Vec<usize> = (0..world.subnets.len()).collect();
    let out = leading_out(world, drawn);
    for it in &drawn.nats {
        let some = if it.sensible && !out.is_empty() { &out } else { &all };
        let subnet = pick(some, it.subnet).unwrap();
        let vpc = world.subnets[subnet].vpc;
        let (subnet, public) = if it.regional { (None, true) } else { (Some(subnet), it.public) };
        world.nats.push(Nat { vpc, subnet, public });
    }
    for (subnet, public, checks_source, groups) in &drawn.appliances {
        let some = if *public && !out.is_empty() { &out } else { &all };
        let subnet = pick(some, *subnet).unwrap();
        let groups = picks(&within(&world.groups, world.subnets[subnet].vpc, |g| g.vpc), groups);
        let (public, checks_source) = (*public, *checks_source);
        world.appliances.push(Appliance { subnet, public, checks_source, groups });
    }
}

fn routes_of(world: &World, vpc: usize, drawn: &[DrawnRoute]) -> Vec<(Cidr, Target)> {
    let mut seen = BTreeSet::new();
    let nats = within(&world.nats, vpc, |n| n.vpc);
    let appliances = within(&world.appliances, vpc, |a| world.subnets[a.subnet].vpc);
    let target = |r: &DrawnRoute| match r.kind {
        1 => pick(&nats, r.which).map(Target::Nat),
        2 => pick(&appliances, r.which).map(Target::Appliance),
        3 => Some(Target::TransitGateway),
        4 => Some(Target::VirtualPrivateGateway),
        5 => Some(Target::Peering),
        _ => Some(Target::InternetGateway),
    };
    let routes = drawn.iter().filter_map(|r| Some((r.to, target(r)?)));
    routes.filter(|(to, _)| seen.insert(*to)).collect()
}

fn gateways(world: &mut World, drawn: &Drawn) {
    let mut seen = BTreeSet::new();
    for (vpc, s3, tables, policy) in &drawn.gateways {
        let vpc = vpc % world.vpcs.len();
        let service = if *s3 { Service::S3 } else { Service::DynamoDb };
        let mut tables = picks(&within(&world.tables, vpc, |t| t.vpc), tables);
        tables.retain(|t| seen.insert((service, *t)));
        let policy = policy.clone();
        world.gateways.push(Gateway { vpc, service, tables, policy });
    }
}

fn interfaces(world: &mut World, drawn: &Drawn) {
    let mut named = BTreeSet::new();
    for it in &drawn.interfaces {
        let vpc = it.vpc % world.vpcs.len();
        let subnets = picks(&subnets_of(world, vpc), &it.subnets);
        if subnets.is_empty() {
            continue;
        }
        let groups = picks(&within(&world.groups, vpc, |g| g.vpc), &it.groups);
        let private_dns = it.private_dns && named.insert((vpc, it.service));
        let (service, inbound_only) = (it.service, it.inbound_only);
        let policy = it.policy.clone();
        world.interfaces.push(Interface {
            vpc,
            service,
            subnets,
            groups,
            private_dns,
            inbound_only,
            policy,
        });
    }
}

fn workloads(world: &mut World, drawn: &Drawn) {
    let all: Vec<usize> = (0..world.subnets.len()).collect();
    for (subnets, function, public, groups) in &drawn.workloads {
        let first = pick(&all, subnets[0]).unwrap();
        let vpc = world.subnets[first].vpc;
        let mut subnets = picks(&subnets_of(world, vpc), subnets);
        let mut groups = picks(&within(&world.groups, vpc, |g| g.vpc), groups);
        if *function && groups.is_empty() {
            groups.push(world.vpcs[vpc].default_group);
        }
        if !function {
            subnets.truncate(1);
        }
        world.workloads.push(Workload { subnets, function: *function, public: *public, groups });
    }
}
