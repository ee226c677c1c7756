//! Network ACLs, in the order of their entries, both ways: they keep no state.

use ipnet::IpNet;
use vpcelint_aws::{AclEntry, Answer, Direction, Network, NetworkAclId};
use vpcelint_model::Cause;
use vpcelint_source::Span;

/// Ports from which clients call. Linux uses a part of them, Windows and NAT gateways others (VPC
/// User Guide, network ACLs, 2023).
pub(crate) const EPHEMERAL: (i64, i64) = (1024, 65535);

/// The addresses on the other side.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Peer<'n> {
    /// Of this block.
    Block(&'n IpNet),
    /// Public ones of IPv4.
    Public,
    /// Any of IPv6.
    PublicSix,
    /// Of a block that is not known.
    Unknown,
}

impl<'n> Peer<'n> {
    /// A subnet's, as far as its block is known.
    pub(crate) fn of(block: Option<&'n IpNet>) -> Self {
        block.map_or(Self::Unknown, Self::Block)
    }
}

/// One way that packets take past a network ACL.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Packets<'n> {
    /// Into the subnet, or out of it.
    pub(crate) direction: Direction,
    /// The addresses on the other side.
    pub(crate) peer: Peer<'n>,
    /// The first and last port that they go to.
    pub(crate) ports: (i64, i64),
}

/// Whether an ACL lets a TCP connection through: the calls and what answers them.
pub(crate) fn passes(
    network: &Network,
    acl: NetworkAclId,
    calls: Direction,
    peer: Peer<'_>,
    port: u16,
) -> (Answer, Option<Span>) {
    let port = i64::from(port);
    let answers = match calls {
        Direction::Ingress => Direction::Egress,
        Direction::Egress => Direction::Ingress,
    };
    let there =
        lets_through(network, acl, &Packets { direction: calls, peer, ports: (port, port) });
    let back = lets_through(network, acl, &Packets { direction: answers, peer, ports: EPHEMERAL });
    let by = if there.0.is_yes() { back.1 } else { there.1 };
    (there.0.and(back.0), by)
}

/// Whether an ACL lets packets through, with the entry that decides. The lowest number that matches
/// decides; what no entry matches is refused.
pub(crate) fn lets_through(
    network: &Network,
    id: NetworkAclId,
    packets: &Packets<'_>,
) -> (Answer, Option<Span>) {
    let acl = network.network_acl(id);
    if acl.allows_all {
        return (Answer::Yes, None);
    }
    let unknown = |at| Answer::Unknown(Cause::new("an entry of the network ACL is not known", at));
    if let Some(cause) = acl.open.clone().or_else(|| network.unseen(id).cloned()) {
        return (Answer::Unknown(cause), None);
    }
    let mut entries: Vec<&AclEntry> = Vec::with_capacity(acl.entries.len());
    for entry in &acl.entries {
        match entry.direction {
            Some(direction) if direction != packets.direction => {}
            Some(_) if entry.number.is_some() => entries.push(entry),
            _ => return (unknown(Some(entry.at)), Some(entry.at)),
        }
    }
    entries.sort_by_key(|entry| entry.number);
    for entry in entries {
        match covers(entry, packets) {
            Answer::No => {}
            Answer::Yes => {
                let allows = entry.allows.map_or_else(|| unknown(Some(entry.at)), Answer::from);
                return (allows, Some(entry.at));
            }
            Answer::Unknown(cause) => return (Answer::Unknown(cause), Some(entry.at)),
        }
    }
    (Answer::No, Some(acl.at))
}

/// Whether an entry matches all of the packets.
fn covers(entry: &AclEntry, packets: &Packets<'_>) -> Answer {
    let partly = || {
        Answer::Unknown(Cause::new("an entry covers a part of the traffic only", Some(entry.at)))
    };
    let protocol = match entry.protocol {
        Some(-1 | 6) => Answer::Yes,
        Some(_) => Answer::No,
        None => partly(),
    };
    let ports = match (entry.protocol, entry.ports) {
        (Some(-1), _) => Answer::Yes,
        // Ports that are not known, or may not count.
        (None, _) | (_, None) => partly(),
        (_, Some((from, to))) => {
            let (first, last) = packets.ports;
            if from <= first && last <= to {
                Answer::Yes
            } else if to < first || last < from {
                Answer::No
            } else {
                partly()
            }
        }
    };
    let addresses = match (&entry.cidr, packets.peer) {
        (None, _) => partly(),
        (Some(cidr), Peer::Block(peer)) if cidr.contains(peer) => Answer::Yes,
        (Some(cidr), Peer::Block(peer)) if !peer.contains(cidr) => Answer::No,
        (Some(IpNet::V4(_)), Peer::PublicSix) | (Some(IpNet::V6(_)), Peer::Public) => Answer::No,
        (Some(cidr @ IpNet::V4(_)), Peer::Unknown) if cidr.prefix_len() == 0 => Answer::Yes,
        (Some(cidr), Peer::Public | Peer::PublicSix) if cidr.prefix_len() == 0 => Answer::Yes,
        (Some(cidr), Peer::Public) if crate::departure::is_private(cidr) => Answer::No,
        _ => partly(),
    };
    protocol.and(ports).and(addresses)
}
