//! The filters, packet by packet: ACLs keep no state, so each direction is asked; groups do, so only who
//! opens the connection is.

use std::collections::BTreeSet;

use crate::network::{Cidr, Entry, Peer, Protocol, Rule, Service, World};

/// Who refuses.
pub(crate) type Refusers = BTreeSet<String>;

/// One end of a connection.
#[derive(Debug, Clone, Copy)]
pub(crate) struct End<'a> {
    pub(crate) address: u32,
    /// None: outside the VPC.
    pub(crate) subnet: Option<usize>,
    pub(crate) groups: &'a [usize],
    /// Whose address it is, if it is a service's.
    pub(crate) service: Option<Service>,
}

/// A TCP connection from a port of one end to that of a service at the other.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Connection<'a> {
    pub(crate) from: End<'a>,
    pub(crate) port: u16,
    pub(crate) to: End<'a>,
    pub(crate) called: u16,
}

fn carries_tcp(protocol: Protocol) -> bool {
    matches!(protocol, Protocol::All | Protocol::Tcp | Protocol::Six)
}

fn covers(protocol: Protocol, ports: (u16, u16), port: u16) -> bool {
    protocol == Protocol::All || (carries_tcp(protocol) && ports.0 <= port && port <= ports.1)
}

/// Whether some rule of some of the groups lets the connection pass; there are none that forbid.
fn groups_allow<'a>(
    groups: &[usize],
    rules: impl Fn(usize) -> &'a [Rule],
    port: u16,
    other: &End<'_>,
) -> bool {
    groups.iter().any(|&group| {
        rules(group).iter().any(|rule| {
            covers(rule.protocol, rule.ports, port)
                && match rule.peer {
                    Peer::Block(cidr) => cidr.contains(other.address),
                    Peer::Group(named) => other.groups.contains(&named),
                    Peer::Itself => other.groups.contains(&group),
                    Peer::S3 => other.service == Some(Service::S3),
                    Peer::Elsewhere | Peer::Six => false,
                }
        })
    })
}

/// What the first entry by number says that fits; without one, no.
pub(crate) fn acl_allows(entries: &[Entry], address: u32, port: u16) -> bool {
    let fits = |e: &&Entry| !e.six && covers(e.protocol, e.ports, port) && e.cidr.contains(address);
    entries.iter().filter(fits).min_by_key(|e| e.number).is_some_and(|e| e.allow)
}

pub(crate) fn acl_of(world: &World, subnet: usize) -> usize {
    let it = &world.subnets[subnet];
    it.acl.unwrap_or(world.vpcs[it.vpc].default_acl)
}

/// The ACLs at both ends that refuse the request or the reply. Within a subnet none is asked.
pub(crate) fn acls_refusing(world: &World, connection: &Connection<'_>) -> Refusers {
    let Connection { from, to, port, called } = connection;
    let mut refusing = Refusers::new();
    if from.subnet == to.subnet {
        return refusing;
    }
    if let Some(subnet) = from.subnet {
        let acl = acl_of(world, subnet);
        let request = acl_allows(&world.acls[acl].outbound, to.address, *called);
        let reply = acl_allows(&world.acls[acl].inbound, to.address, *port);
        if !(request && reply) {
            refusing.insert(world.acl_address(acl));
        }
    }
    if let Some(subnet) = to.subnet {
        let acl = acl_of(world, subnet);
        let request = acl_allows(&world.acls[acl].inbound, from.address, *called);
        let reply = acl_allows(&world.acls[acl].outbound, from.address, *port);
        if !(request && reply) {
            refusing.insert(world.acl_address(acl));
        }
    }
    refusing
}

/// The groups of who opens the connection, if none of them lets it out.
pub(crate) fn groups_keeping_in(world: &World, connection: &Connection<'_>) -> Refusers {
    let Connection { from, to, called, .. } = connection;
    if groups_allow(from.groups, |g| &world.groups[g].egress, *called, to) {
        return Refusers::new();
    }
    from.groups.iter().map(|&g| world.group_address(g)).collect()
}

/// The groups of who is called, if none of them lets it in.
pub(crate) fn groups_keeping_out(world: &World, connection: &Connection<'_>) -> Refusers {
    let Connection { from, to, called, .. } = connection;
    if groups_allow(to.groups, |g| &world.groups[g].ingress, *called, from) {
        return Refusers::new();
    }
    to.groups.iter().map(|&g| world.group_address(g)).collect()
}

/// The values to try: the edges of all blocks and ranges that are written anywhere, and their neighbours.
pub(crate) struct Values {
    edges: BTreeSet<u32>,
    pub(crate) public: Vec<u32>,
    pub(crate) ports: Vec<u16>,
}

/// No service has an address in these.
const NOT_PUBLIC: [Cidr; 13] = [
    Cidr::new([0, 0, 0, 0], 8),
    Cidr::new([10, 0, 0, 0], 8),
    Cidr::new([100, 64, 0, 0], 10),
    Cidr::new([127, 0, 0, 0], 8),
    Cidr::new([169, 254, 0, 0], 16),
    Cidr::new([172, 16, 0, 0], 12),
    Cidr::new([192, 0, 0, 0], 24),
    Cidr::new([192, 0, 2, 0], 24),
    Cidr::new([192, 168, 0, 0], 16),
    Cidr::new([198, 18, 0, 0], 15),
    Cidr::new([198, 51, 100, 0], 24),
    Cidr::new([203, 0, 113, 0], 24),
    Cidr::new([224, 0, 0, 0], 3),
];

/// What a client may take for its own port.
const EPHEMERAL: (u16, u16) = (1024, u16::MAX);

impl Values {
    pub(crate) fn of(world: &World) -> Self {
        let rules = world.groups.iter().flat_map(|g| g.ingress.iter().chain(&g.egress));
        let entries: Vec<_> =
            world.acls.iter().flat_map(|a| a.inbound.iter().chain(&a.outbound)).collect();
        let blocks = rules.filter_map(|r| match r.peer {
            Peer::Block(cidr) => Some(cidr),
            _ => None,
        });
        let routes = world.tables.iter().flat_map(|t| t.routes.iter().map(|(cidr, _)| *cidr));
        let blocks = blocks.chain(routes).chain(entries.iter().map(|e| e.cidr));
        let edges: BTreeSet<u32> = blocks
            .flat_map(|c| {
                let (first, last) = (c.first, c.last());
                [first.saturating_sub(1), first, last, last.saturating_add(1)]
            })
            .collect();
        let some = [[52, 95, 110, 1], [3, 5, 64, 1]].map(u32::from_be_bytes);
        let mut public: Vec<u32> = edges.iter().copied().chain(some).collect();
        public.retain(|a| !NOT_PUBLIC.iter().any(|c| c.contains(*a)));
        let ports = entries.iter().flat_map(|e| {
            let (first, last) = e.ports;
            [first.saturating_sub(1), first, last, last.saturating_add(1)]
        });
        let ports: BTreeSet<u16> = ports
            .chain([EPHEMERAL.0, EPHEMERAL.1])
            .filter(|p| EPHEMERAL.0 <= *p && *p <= EPHEMERAL.1)
            .collect();
        Self { edges, public, ports: ports.into_iter().collect() }
    }

    /// The addresses to try in a subnet. AWS keeps the first four and the last one of each to itself.
    pub(crate) fn inside(&self, cidr: Cidr) -> Vec<u32> {
        let (first, last) = (cidr.first + 4, cidr.last() - 1);
        if cidr.length >= 28 {
            return (first..=last).collect();
        }
        let near = self.edges.iter().copied().chain([first, last]);
        let all: BTreeSet<u32> = near.filter(|a| first <= *a && *a <= last).collect();
        all.into_iter().collect()
    }
}
