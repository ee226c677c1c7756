//! To the public addresses of a service: by the routes, past the groups of the workload and the
//! network ACLs of its subnet and of that of the NAT gateway.

use ipnet::IpNet;
use vpcelint_aws::{Direction, Node, SubnetId, WorkloadId};

use super::doors::Ends;
use super::journey::{End, Journey, Sender, To};
use super::{Answer, Step, Trace, Way};
use crate::filter::{EPHEMERAL, Peer};
use crate::{Goal, Guests, lets_out};

impl<'n> Trace<'n> {
    /// The way to public IPv4 addresses.
    pub(super) fn by_public_addresses(&mut self) -> Way {
        self.hop(Step::Address, None, None, Answer::Yes, "the name has public addresses of AWS");
        let to = To::Public(&self.need.service);
        let (way, journey) = self.travel(to);
        if matches!(way, Way::None | Way::Unknown(_)) {
            return way;
        }
        self.filtered(&way, &journey).unwrap_or(way)
    }

    /// The way of packets from the workload's subnet by the routes.
    pub(super) fn travel(&mut self, to: To<'n>) -> (Way, Journey<'n>) {
        let mut journey = Journey::new(self.network, self.subnet, self.public_ip(), to);
        let end = journey.leave(self.subnet, Sender::Workload);
        self.hops.append(&mut journey.hops);
        let way = match end {
            End::Way(way) => way,
            End::Arrived => Way::None,
        };
        (way, journey)
    }

    /// Whether groups and network ACLs let the calls out, and answers find back from a NAT gateway of
    /// another VPC; where the path ends if they do not.
    fn filtered(&mut self, way: &Way, journey: &Journey<'_>) -> Option<Way> {
        let port = self.port();
        let groups = self.groups();
        let out = lets_out(self.network, &groups, &Goal::Public(&self.need.service), port);
        let at = out.by.or(Some(self.workload.at));
        let says = format!("what the workload's groups let out to public addresses on TCP {port}");
        let first = groups.known().next().map(Node::from);
        self.gate(first, at, out.answer, says)
            .or_else(|| self.past_acl(self.subnet, Direction::Egress, Peer::Public, port))
            .or_else(|| self.at_private_nat(journey, port))
            .or_else(|| {
                let source = self.block_of(journey.source.unwrap_or(self.subnet));
                let ports = (port.into(), port.into());
                let subnets = [journey.source.or(Some(self.subnet)), self.nat_of(way)];
                let (from, to) = (Peer::of(source.as_ref()), Peer::Public);
                self.past_doors(&journey.doors, &Ends { from, to, ports, subnets })
            })
            .or_else(|| self.at_nat(way, journey, port))
    }

    /// The subnet of the NAT gateway of a way.
    pub(super) fn nat_of(&self, way: &Way) -> Option<SubnetId> {
        match way {
            Way::Nat(Some(Node::Nat(id))) => self.network.nat(*id).subnet.to(),
            _ => None,
        }
    }

    fn block_of(&self, subnet: SubnetId) -> Option<IpNet> {
        self.network.subnet(subnet).cidr.get().copied()
    }

    /// At a private NAT gateway before a transit gateway: the network ACL of its subnet.
    fn at_private_nat(&mut self, journey: &Journey<'_>, port: u16) -> Option<Way> {
        let subnet = journey.source.filter(|subnet| *subnet != self.subnet)?;
        let own = self.block_of(self.subnet);
        self.past_acl(subnet, Direction::Ingress, Peer::of(own.as_ref()), port)
            .or_else(|| self.past_acl(subnet, Direction::Egress, Peer::Public, port))
    }

    /// At a zonal NAT gateway or an instance that forwards: the network ACL of its subnet sees calls and
    /// answers, its table leads the answers back, and the groups of an instance decide.
    fn at_nat(&mut self, way: &Way, journey: &Journey<'_>, port: u16) -> Option<Way> {
        let network = self.network;
        let (subnet, instance) = match way {
            Way::Nat(Some(Node::Nat(id))) => (network.nat(*id).subnet.to()?, None),
            Way::Nat(Some(Node::Workload(id))) => {
                let subnets = &network.workload(*id).subnets;
                let mut known = subnets.known();
                let only = known.next().filter(|_| known.next().is_none());
                (only.filter(|_| subnets.unknown().is_none())?, Some(*id))
            }
            _ => return None,
        };
        if let Some(end) = instance.and_then(|id| self.forwarded(id, port)) {
            return Some(end);
        }
        let source = journey.source.unwrap_or(self.subnet);
        let own = self.block_of(source);
        if subnet != source {
            let inside = Peer::of(own.as_ref());
            if let Some(end) = self.past_acl(subnet, Direction::Ingress, inside, port) {
                return Some(end);
            }
        }
        self.past_acl(subnet, Direction::Egress, Peer::Public, port)
            .or_else(|| self.back_from(subnet, Peer::Public, source))
    }

    /// Whether the groups of an instance let calls of the workload in, and out again.
    fn forwarded(&mut self, id: WorkloadId, port: u16) -> Option<Way> {
        let network = self.network;
        let instance = network.workload(id);
        let groups = match instance.groups.is_certainly_empty() {
            true => self.default_group(self.vpc),
            false => instance.groups.clone(),
        };
        let own = self.groups();
        let cidr = network.subnet(self.subnet).cidr.get().copied();
        let guests = Guests { vpc: self.vpc, cidr, groups: Some(&own) };
        let first = groups.known().next().map(Node::from);
        let admission = self.admission(&groups, &guests, port);
        let says = format!("whom the groups of the instance let in on TCP {port}");
        self.gate(first, admission.by.or(Some(instance.at)), admission.answer, says).or_else(|| {
            let goal = Goal::Public(&self.need.service);
            let out = lets_out(network, &groups, &goal, port);
            let says = format!("what the groups of the instance let out on TCP {port}");
            self.gate(first, out.by.or(Some(instance.at)), out.answer, says)
        })
    }

    /// Whether answers find back from a subnet of another VPC; where the path ends if they do not.
    pub(super) fn back_from(
        &mut self,
        subnet: SubnetId,
        called: Peer<'_>,
        home: SubnetId,
    ) -> Option<Way> {
        let network = self.network;
        if network.subnet(subnet).vpc.to() == Some(self.vpc) {
            return None;
        }
        let own = self.block_of(home)?;
        let to = To::Inside { vpc: self.vpc, cidr: own };
        let mut journey = Journey::new(network, subnet, self.public_ip(), to);
        let part = Some(Node::from(subnet));
        match journey.leave(subnet, Sender::Answer) {
            End::Arrived => {
                let at = journey.hops.first().and_then(|hop| hop.at);
                let says = "the routes of the other VPC lead the answers back";
                self.hop(Step::Route, part, at, Answer::Yes, says);
                let (to, ports) = (Peer::Block(&own), EPHEMERAL);
                let subnets = [Some(subnet), Some(home)];
                self.past_doors(&journey.doors, &Ends { from: called, to, ports, subnets })
            }
            End::Way(Way::Unknown(cause)) => {
                Some(self.unknown(Step::Route, cause, "whether answers find back is not known"))
            }
            End::Way(Way::TransitGateway(_) | Way::External(_)) => {
                let at = journey.hops.last().and_then(|hop| hop.at);
                let reason = "the routes for the answers are not in the code";
                let cause = vpcelint_model::Cause::new(reason, at);
                Some(self.unknown(Step::Route, cause, "whether answers find back is not known"))
            }
            End::Way(_) => {
                let hop = journey.hops.pop();
                let at = hop.as_ref().and_then(|hop| hop.at);
                let why = hop.map(|hop| hop.says).unwrap_or_default();
                let says = format!("answers do not find back: {why}");
                self.hop(Step::Route, part, at, Answer::No, says);
                Some(Way::None)
            }
        }
    }
}
