//! Through NAT gateways and internet gateways.

use vpcelint_aws::{Answer, Link, NatId, Node, PublicAccess, Route, SubnetId, TableId};
use vpcelint_model::Cause;

use super::Way;
use super::journey::{End, Journey, Sender, To};

impl Journey<'_> {
    /// A zonal NAT gateway leads on where the subnet that it is in does; a regional one needs none
    /// (VPC User Guide, 2026).
    pub(super) fn through_nat(
        &mut self,
        table: TableId,
        route: &Route,
        nat: &Link<NatId>,
        sender: Sender,
    ) -> End {
        let network = self.network;
        let (part, at) = (Some(Node::from(table)), Some(route.at));
        if matches!(self.to, To::Six(_)) {
            let says = "the route leads to a NAT gateway, which translates no addresses of IPv6";
            return self.dropped(part, at, says);
        }
        if sender == Sender::Answer {
            let says =
                "the route leads to a NAT gateway, which drops answers to what it did not send";
            return self.dropped(part, at, says);
        }
        self.hop(part, at, Answer::Yes, "the route leads to a NAT gateway");
        if let To::Inside { .. } = self.to {
            // Who is called sees the address of the NAT gateway.
            let cause = Cause::new("a NAT gateway on the way to another VPC is not followed", at);
            return self.unknown(cause, "what becomes of calls from its address is not known");
        }
        if let To::Translated(service) = self.to {
            self.to = To::Public(service);
        }
        let Link::To(id) = nat else { return End::Way(Way::Nat(None)) };
        let nat = network.nat(*id);
        let node = Node::from(*id);
        let end = End::Way(Way::Nat(Some(node)));
        let onward = match (nat.public.get(), nat.regional.get()) {
            (Some(true), Some(true)) => return self.blocked(self.start, true).unwrap_or(end),
            (Some(true), Some(false)) => Sender::Nat(node),
            (Some(false), _) => Sender::PrivateNat,
            _ => {
                let cause = nat.public.cause().or(nat.regional.cause()).cloned();
                return self.unknown(cause.unwrap_or_default(), "what kind of NAT gateway it is");
            }
        };
        // Behind a NAT gateway another one changes nothing.
        let onward = match sender {
            Sender::Nat(_) => sender,
            _ => onward,
        };
        if onward == Sender::PrivateNat {
            self.source = nat.subnet.to();
        }
        match nat.subnet.to() {
            Some(subnet) => self.each(&[subnet], onward, "NAT gateway"),
            // Whoever places it elsewhere gives it a way out.
            None => end,
        }
    }

    /// An instance that forwards is as good as a NAT gateway, where its own subnet leads out.
    pub(super) fn through_appliance(
        &mut self,
        table: TableId,
        route: &Route,
        sender: Sender,
    ) -> End {
        let network = self.network;
        let (target, at) = (route.to.to(), Some(route.at));
        let forwards = network
            .workloads_all()
            .find(|(_, w)| w.appliance && target.is_some_and(|id| w.is_at(id)));
        let Some((id, instance)) = forwards else {
            let cause = Cause::new("what the interface forwards to is not known", at);
            return self.unknown(cause, "the route leads to an interface");
        };
        if sender == Sender::Answer {
            let cause = Cause::new("what an instance does with answers is not known", at);
            return self.unknown(cause, "the route leads to an instance that forwards");
        }
        let says = "the route leads to an instance that forwards";
        self.hop(Some(table.into()), at, Answer::Yes, says);
        let node = Node::from(id);
        let subnets: Vec<_> = instance.subnets.known().collect();
        if instance.subnets.unknown().is_some() || subnets.len() != 1 {
            // Whoever places it gives it a way out.
            return End::Way(Way::Nat(Some(node)));
        }
        if instance.public_ip.get() == Some(&false) && sender != Sender::Foreign {
            let says = "the instance has no public address";
            return self.dropped(Some(node), Some(instance.public_ip.at), says);
        }
        self.each(&subnets, Sender::Nat(node), "instance")
    }

    /// Only what has a public address gets through an internet gateway (VPC User Guide, 2023).
    pub(super) fn through_internet_gateway(
        &mut self,
        table: TableId,
        route: &Route,
        subnet: SubnetId,
        sender: Sender,
    ) -> End {
        let (part, at) = (Some(Node::from(table)), Some(route.at));
        if let Some(end) = self.blocked(subnet, matches!(sender, Sender::Nat(Node::Nat(_)))) {
            return end;
        }
        if let To::Inside { .. } = self.to {
            let says = "the route leads to an internet gateway, which leads to no other VPC";
            return self.dropped(part, at, says);
        }
        if let To::Translated(_) = self.to {
            let says = "the route leads to an internet gateway, which translates nothing";
            return self.dropped(part, at, says);
        }
        let public = self.public_ip;
        let yes = |journey: &mut Self, says: &str, way: Way| {
            journey.hop(part, at, Answer::Yes, says);
            End::Way(way)
        };
        match (sender, &self.to, public.get()) {
            (Sender::Nat(node), ..) => {
                yes(self, "its own subnet leads to the internet gateway", Way::Nat(Some(node)))
            }
            (Sender::Foreign | Sender::Answer, ..) => {
                let says = "the route leads to the internet gateway of another VPC, where the caller \
                            has no public address";
                self.dropped(part, at, says)
            }
            (Sender::PrivateNat, ..) => {
                let says = "the route leads to the internet gateway, which drops what comes from a \
                            private NAT gateway";
                self.dropped(part, at, says)
            }
            // Every address of IPv6 is a public one.
            (Sender::Workload, To::Six(_), _) | (Sender::Workload, _, Some(true)) => {
                yes(self, "the route leads to the internet gateway", Way::InternetGateway)
            }
            (Sender::Workload, _, Some(false)) => {
                let says = "the default route leads to the internet gateway, but the workload has no \
                            public address";
                self.dropped(part, at, says)
            }
            (Sender::Workload, _, None) => {
                let cause = public.cause().cloned().unwrap_or_default();
                self.unknown(cause, "whether the workload has a public address is not known")
            }
        }
    }

    /// Block Public Access overrides routes to internet gateways.
    pub(super) fn blocked(&mut self, subnet: SubnetId, only_out: bool) -> Option<End> {
        let at = match &self.network.subnet(subnet).public_access {
            PublicAccess::Open => return None,
            PublicAccess::EgressOnly(_) if only_out => return None,
            PublicAccess::EgressOnly(at) | PublicAccess::Blocked(at) => *at,
            PublicAccess::Unknown(cause) => {
                return Some(self.unknown(cause.clone(), "whether the internet is blocked"));
            }
        };
        let says = "Block Public Access blocks the internet gateways for this subnet";
        Some(self.dropped(Some(subnet.into()), Some(at), says))
    }
}
