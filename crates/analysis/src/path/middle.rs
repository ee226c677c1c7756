//! What stands between a workload and public addresses: NAT gateways and instances that forward. Their
//! subnets have routes and network ACLs too, and instances have groups.

use vpcelint_aws::{Answer, Direction, NatId, Node, Route, SubnetId, TableId, WorkloadId};
use vpcelint_model::Cause;

use super::public::may_take;
use super::{Step, Trace, Way};
use crate::egress::Way as Out;
use crate::filter::Peer;
use crate::{Egress, Goal, Guests, admits, egress, lets_out};

impl Trace<'_> {
    /// The way out of the subnet of what stands between.
    pub(super) fn way_out_of(&self, subnet: SubnetId) -> Egress {
        let mut out = egress(self.network, subnet);
        let mut routes = out.tables.iter().flat_map(|table| &self.network.table(*table).routes);
        if let Some(route) = routes.find(|route| may_take(route)) {
            let reason = "a more specific route may take the addresses";
            out.way = Out::Unknown(Cause::new(reason, Some(route.at)));
        }
        out
    }

    /// What a private NAT gateway sends, an internet gateway drops.
    pub(super) fn through_private_nat(&mut self, id: NatId) -> Way {
        let network = self.network;
        let nat = network.nat(id);
        let leads_on = nat.subnet.to().is_some_and(|subnet| {
            !matches!(self.way_out_of(subnet).way, Out::None | Out::Internet | Out::Nat(_))
        });
        if leads_on {
            let reason = "the way on from the NAT gateway is not followed";
            let cause = Cause::new(reason, Some(nat.at));
            return self.unknown(Step::Route, cause, "a private NAT gateway routes elsewhere");
        }
        let says = "a private NAT gateway leads to no public addresses";
        self.hop(Step::Route, Some(id.into()), Some(nat.public.at), Answer::No, says);
        Way::None
    }

    /// An instance that forwards is as good as a NAT gateway where it has a way out itself.
    pub(super) fn through_appliance(&mut self, table: TableId, route: &Route) -> Way {
        let network = self.network;
        let target = route.to.to();
        let Some((id, instance)) =
            network.workloads_all().find(|(_, w)| Some(w.resource) == target && w.appliance)
        else {
            let cause = Cause::new("what the interface forwards to is not known", Some(route.at));
            return self.unknown(Step::Route, cause, "the default route leads to an interface");
        };
        let says = "the default route leads to an instance that forwards";
        self.hop(Step::Route, Some(table.into()), Some(route.at), Answer::Yes, says);
        let way = Way::Nat(Some(id.into()));
        let Some(subnet) = self.subnet_of_instance(id) else { return way };
        let out = self.way_out_of(subnet);
        let node = Some(Node::from(id));
        match (out.way, instance.public_ip.get()) {
            (Out::None, _) => {
                let says = "the instance itself has no way out";
                self.hop(Step::Route, node, Some(instance.at), Answer::No, says);
                Way::None
            }
            (Out::Internet, Some(true)) => {
                let says = "the instance's own subnet leads to the internet gateway";
                self.hop(Step::Route, node, out.route, Answer::Yes, says);
                way
            }
            (Out::Internet, _) => {
                let reason = "whether the instance has an Elastic IP address is not read";
                let cause = Cause::new(reason, Some(instance.at));
                self.unknown(Step::Route, cause, "the instance's subnet leads to the internet")
            }
            (Out::Unknown(cause), _) => {
                self.unknown(Step::Route, cause, "the way on from the instance is not known")
            }
            _ => {
                let reason = "the way on from the instance is not followed";
                let cause = Cause::new(reason, Some(instance.at));
                self.unknown(Step::Route, cause, "the instance's subnet routes elsewhere")
            }
        }
    }

    /// The subnet of an instance, if it is known.
    fn subnet_of_instance(&self, id: WorkloadId) -> Option<SubnetId> {
        let subnets = &self.network.workload(id).subnets;
        let mut known = subnets.known();
        known.next().filter(|_| known.next().is_none() && subnets.unknown().is_none())
    }

    /// Whether the groups and the network ACL of what stands between let the calls on; where the path
    /// ends if they do not.
    pub(super) fn past_the_middle(&mut self, way: &Way) -> Option<Way> {
        let port = self.port();
        let (subnet, instance) = match way {
            Way::Nat(Some(Node::Nat(id))) => (self.network.nat(*id).subnet.to()?, None),
            Way::Nat(Some(Node::Workload(id))) => (self.subnet_of_instance(*id)?, Some(*id)),
            _ => return None,
        };
        if let Some(id) = instance
            && let Some(end) = self.forwarded(id, port)
        {
            return Some(end);
        }
        let own = self.network.subnet(self.subnet).cidr.get().copied();
        let inside = Peer::Subnet(own.as_ref());
        if subnet != self.subnet
            && let Some(end) = self.past_acl(subnet, Direction::Ingress, inside, port)
        {
            return Some(end);
        }
        self.past_acl(subnet, Direction::Egress, Peer::Public, port)
    }

    /// Whether the groups of an instance let calls of the workload in, and out again.
    fn forwarded(&mut self, id: WorkloadId, port: u16) -> Option<Way> {
        let network = self.network;
        let instance = network.workload(id);
        let groups = match instance.groups.is_certainly_empty() {
            true => self.default_group(),
            false => instance.groups.clone(),
        };
        let own = self.groups();
        let cidr = network.subnet(self.subnet).cidr.get().copied();
        let guests = Guests { vpc: self.vpc, cidr, groups: Some(&own) };
        let known: Vec<_> = groups.known().collect();
        let first = known.first().map(|id| Node::from(*id));
        let unseen = groups.unknown().or_else(|| super::private::outside(&groups));
        let admission = admits(network, &known, &guests, port);
        let answer = match unseen {
            Some(cause) => admission.answer.or(Answer::Unknown(cause)),
            None => admission.answer,
        };
        let says = format!("whom the groups of the instance let in on TCP {port}");
        self.gate(first, admission.by.or(Some(instance.at)), answer, says).or_else(|| {
            let out = lets_out(network, &groups, &Goal::Public, port);
            let says = format!("what the groups of the instance let out on TCP {port}");
            self.gate(first, out.by.or(Some(instance.at)), out.answer, says)
        })
    }
}
