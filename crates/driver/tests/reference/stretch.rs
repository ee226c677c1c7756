//! A stretch of a trip on which no address is translated: the filters that requests pass there, and replies
//! on their own way back.

use std::collections::BTreeSet;

use crate::network::World;
use crate::packet::{
    Connection, End, Refusers, Values, acl_allows, acl_of, acls_refusing, groups_keeping_in,
    groups_keeping_out,
};
use crate::walk::{Crossing, Packet, Stop, Walk, walks};

/// What stands for it that replies find no way back.
pub(crate) const NO_WAY_BACK: &str = "no way back";

/// What stands for it that the guides leave open whether an ACL is asked.
pub(crate) const OPEN: &str = "open";

#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Stretch {
    pub(crate) from: usize,
    /// The groups of who sends. A NAT gateway has none.
    pub(crate) senders: Option<Vec<usize>>,
    pub(crate) crossings: Vec<Crossing>,
    /// None: out of the code.
    pub(crate) to: Option<usize>,
    /// The groups of who gets it, and may hand it on.
    pub(crate) receivers: Option<Vec<usize>>,
}

impl Stretch {
    pub(crate) fn out(from: usize, senders: Option<Vec<usize>>) -> Self {
        Self { from, senders, crossings: Vec::new(), to: None, receivers: None }
    }
}

/// The sets of those who may refuse connections to an address on a stretch.
pub(crate) fn refusals(
    world: &World,
    values: &Values,
    stretch: &Stretch,
    to: End<'_>,
    called: u16,
) -> BTreeSet<Refusers> {
    let mut all = BTreeSet::new();
    for address in values.inside(world.subnets[stretch.from].cidr) {
        let senders = stretch.senders.as_deref().unwrap_or_default();
        let from = End { address, subnet: Some(stretch.from), groups: senders, service: None };
        let to = End { subnet: stretch.to, ..to };
        let mut always = Refusers::new();
        let connection = Connection { from, port: 0, to, called };
        if stretch.senders.is_some() {
            always.extend(groups_keeping_in(world, &connection));
        }
        if let Some(groups) = &stretch.receivers {
            let to = End { groups, ..to };
            always.extend(groups_keeping_out(world, &Connection { to, ..connection }));
        }
        for back in ways_back(world, stretch, address) {
            for &port in &values.ports {
                let connection = Connection { from, port, to, called };
                let mut refusers = by_acls(world, stretch, &back, &connection);
                refusers.extend(always.iter().cloned());
                all.insert(refusers);
            }
        }
    }
    all
}

/// The ways of replies to an address: what they cross, or that they may get lost.
fn ways_back(world: &World, stretch: &Stretch, address: u32) -> Vec<Result<Vec<Crossing>, ()>> {
    let home = world.subnets[stretch.from].vpc;
    let Some(to) = stretch.to.filter(|to| world.subnets[*to].vpc != home) else {
        return vec![Ok(Vec::new())];
    };
    let packet = Packet { to: address, service: crate::network::Service::Sqs, entry: 32 };
    let mut all = Vec::new();
    for Walk { stop, crossings } in walks(world, to, packet) {
        match stop {
            Stop::Inside(vpc) if vpc == home => all.push(Ok(crossings)),
            // Whoever knows the rest may lead it back.
            Stop::TransitGateway | Stop::Target(..) if leads_elsewhere(&stop) => {
                all.extend([Ok(crossings), Err(())]);
            }
            // What an instance does with it nobody knows.
            Stop::Target(crate::network::Target::Appliance(_), _) => {
                all.extend([Ok(crossings), Err(())]);
            }
            _ => all.push(Err(())),
        }
    }
    all
}

fn leads_elsewhere(stop: &Stop) -> bool {
    use crate::network::Target::{Peering, TransitGateway, VirtualPrivateGateway};
    let elsewhere =
        matches!(stop, Stop::Target(Peering | TransitGateway | VirtualPrivateGateway, _));
    elsewhere || *stop == Stop::TransitGateway
}

fn by_acls(
    world: &World,
    stretch: &Stretch,
    back: &Result<Vec<Crossing>, ()>,
    connection: &Connection<'_>,
) -> Refusers {
    let Connection { from, to, port, called } = connection;
    let mut refusers = acls_refusing(world, connection);
    if back.is_err() {
        refusers.insert(NO_WAY_BACK.to_owned());
    }
    let back = back.as_deref().unwrap_or_default();
    let there = stretch.crossings.iter().map(|c| (c, from.address, to.address, *called));
    let back = back.iter().map(|c| (c, to.address, from.address, *port));
    let passed: Vec<_> = there.chain(back).collect();
    for (crossing, source, destination, port) in &passed {
        let acl = acl_of(world, crossing.subnet());
        let entries = &world.acls[acl];
        // Of what goes to the transit gateway the subnet of the attachment asks whence it comes, of
        // what comes from there where it goes (transit gateway guide, network ACLs).
        let passes = match crossing {
            Crossing::Out(_) => acl_allows(&entries.inbound, *source, *port),
            Crossing::In(_) => acl_allows(&entries.outbound, *destination, *port),
        };
        if !passes {
            refusers.insert(world.acl_address(acl));
        }
    }
    // Whether an ACL is asked twice, or not at all, where both ends of a hop are in one subnet, the guide
    // does not say so that one could rely on it.
    let subnets: Vec<_> = passed.iter().map(|(crossing, ..)| crossing.subnet()).collect();
    let ends = [from.subnet, to.subnet];
    let twice = |list: &[Crossing]| {
        let mut seen = BTreeSet::new();
        !list.iter().all(|c| seen.insert(c.subnet()))
    };
    let same = subnets.iter().any(|s| ends.contains(&Some(*s))) || twice(&stretch.crossings);
    if same && refusers.iter().any(|r| r.contains("acl")) {
        refusers.insert(OPEN.into());
    }
    refusers
}
