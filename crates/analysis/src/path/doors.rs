//! Past the network ACLs of the subnets by which a transit gateway is attached.

use vpcelint_aws::{Answer, Direction, SubnetId};
use vpcelint_model::Cause;

use super::journey::Door;
use super::{Step, Trace, Way};
use crate::filter::{Packets, Peer, lets_through};

/// Packets between two ends, on one way.
#[derive(Debug, Clone, Copy)]
pub(super) struct Ends<'n> {
    /// The addresses that they come from.
    pub(super) from: Peer<'n>,
    /// The addresses that they go to.
    pub(super) to: Peer<'n>,
    /// The ports that they go to.
    pub(super) ports: (i64, i64),
    /// The subnets of both ends, as far as they are in a VPC.
    pub(super) subnets: [Option<SubnetId>; 2],
}

impl Trace<'_> {
    /// Whether the attachments that packets pass let them through: of what goes to the transit gateway
    /// a network ACL asks whence it comes, of what comes from there where it goes (transit gateway
    /// guide, network ACLs, 2025).
    pub(super) fn past_doors(&mut self, doors: &[Door], ends: &Ends<'_>) -> Option<Way> {
        doors.iter().find_map(|door| self.past_door(door, ends))
    }

    fn past_door(&mut self, door: &Door, ends: &Ends<'_>) -> Option<Way> {
        let (direction, ports) = (door.direction, ends.ports);
        let peer = match direction {
            Direction::Ingress => ends.from,
            Direction::Egress => ends.to,
        };
        let packets = Packets { direction, peer, ports };
        // Of what is in the subnet of the attachment itself its network ACL is asked elsewhere.
        let other = |subnet: &&SubnetId| !ends.subnets.contains(&Some(**subnet));
        let mut passed = door.subnets.len() - door.subnets.iter().filter(other).count();
        let mut end = None;
        for subnet in door.subnets.iter().filter(other) {
            match self.past_subnet(*subnet, &packets) {
                Some(Way::Unknown(cause)) => return Some(Way::Unknown(cause)),
                Some(way) => end = end.or(Some(way)),
                None => passed += 1,
            }
        }
        if passed == 0 {
            return end;
        }
        let at = self.hops.last().and_then(|hop| hop.at);
        let reason = "only some subnets of an attachment let the traffic through";
        end.map(|_| Way::Unknown(Cause::new(reason, at)))
    }

    fn past_subnet(&mut self, subnet: SubnetId, packets: &Packets<'_>) -> Option<Way> {
        let network = self.network;
        let acl = match network.acl_of(subnet) {
            Ok(acl) => acl,
            Err(cause) => {
                let says = "which network ACL filters the attachment's subnet is not known";
                return Some(self.unknown(Step::Acl, cause, says));
            }
        };
        let (answer, by) = lets_through(network, acl, packets);
        let way = match &answer {
            Answer::Yes => return None,
            Answer::No => Way::Blocked(Some(acl.into())),
            Answer::Unknown(cause) => Way::Unknown(cause.clone()),
        };
        let at = by.or(Some(network.network_acl(acl).at));
        let says = "what the network ACL of the transit gateway's attachment lets through";
        self.hop(Step::Acl, Some(acl.into()), at, answer, says);
        Some(way)
    }
}
