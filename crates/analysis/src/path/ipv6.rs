//! From subnets without IPv4: by names with addresses of IPv6, or by those that DNS64 makes up for
//! a NAT gateway to translate.

use vpcelint_aws::{Answer, Direction, EndpointId, Node};
use vpcelint_model::Cause;

use super::journey::To;
use super::resolver::{Resolved, has_dual_stack_name};
use super::{Step, Trace, Way};
use crate::filter::Peer;
use crate::{Goal, lets_out};

impl Trace<'_> {
    /// The way of a workload whose subnet has no IPv4.
    pub(super) fn by_ipv6(&mut self, resolved: Resolved) -> Way {
        let network = self.network;
        let dns64 = &network.subnet(self.subnet).dns64;
        let unknown = |trace: &mut Self| {
            let cause = dns64.cause().cloned().unwrap_or_default();
            trace.unknown(Step::Address, cause, "whether DNS64 is on is not known")
        };
        // DNS64 makes up addresses only for names that have none of IPv6.
        let translates = if self.need.dual_stack { Some(&false) } else { dns64.get() };
        match (resolved, translates) {
            (Resolved::Unknown(cause), _) => Way::Unknown(cause),
            (Resolved::Endpoint(id), translated) => {
                match (self.endpoint_has_ipv6(id), translated) {
                    (Answer::Yes, _) => self.through_endpoint(id),
                    (Answer::Unknown(cause), _) => Way::Unknown(cause),
                    (Answer::No, Some(false)) => self.by_dual_stack_name(),
                    (Answer::No, Some(true)) => {
                        let reason =
                            "whether a NAT gateway leads on to the endpoint is not followed";
                        let cause = Cause::new(reason, Some(dns64.at));
                        let says = "DNS64 gives the name addresses that stand for the endpoint's";
                        self.unknown(Step::Address, cause, says)
                    }
                    (Answer::No, None) => unknown(self),
                }
            }
            // Without DNS support nobody answers for any name; what a zone does not know has nothing
            // that DNS64 could translate.
            (Resolved::NotFound, _) if network.vpc(self.vpc).dns_support.get() == Some(&false) => {
                Way::None
            }
            (Resolved::NotFound, Some(true)) => Way::None,
            (Resolved::Public, Some(true)) => self.by_nat64(),
            (_, Some(false)) => self.by_dual_stack_name(),
            (_, None) => unknown(self),
        }
    }

    /// Whether an endpoint has addresses that the workload can reach.
    fn endpoint_has_ipv6(&mut self, id: EndpointId) -> Answer {
        let has = &self.network.endpoint(id).has_ipv6;
        let answer = has.holds(|has| *has);
        let says = match &answer {
            Answer::Yes => "the endpoint's interfaces have addresses of IPv6",
            Answer::No => "the endpoint has addresses of IPv4 only, and the workload none of these",
            Answer::Unknown(_) => "whether the endpoint has addresses of IPv6 is not known",
        };
        self.hop(Step::Address, Some(id.into()), Some(has.at), answer.clone(), says);
        answer
    }

    /// DNS64 makes up an address of `64:ff9b::/96`, which a NAT gateway translates (VPC User Guide,
    /// 2023).
    fn by_nat64(&mut self) -> Way {
        let at = Some(self.network.subnet(self.subnet).dns64.at);
        let says = "DNS64 gives the name an address that stands for its public IPv4 one";
        self.hop(Step::Address, None, at, Answer::Yes, says);
        let (way, _) = self.travel(To::Translated(&self.need.service));
        self.filtered_six(way)
    }

    /// What has no IPv4 can only call names with addresses of IPv6.
    fn by_dual_stack_name(&mut self) -> Way {
        let service = vpcelint_catalog::service(&self.need.service);
        if !service.is_some_and(has_dual_stack_name) {
            let at = Some(self.network.subnet(self.subnet).ipv6_native.at);
            let reason = "whether the service has a name with addresses of IPv6 is not known";
            return self.unknown(Step::Address, Cause::new(reason, at), reason);
        }
        let says = match self.need.dual_stack {
            true => "it calls a dual-stack name of the service, which has addresses of IPv6",
            false => "the workload has no IPv4, so that it calls the service's dual-stack name",
        };
        self.hop(Step::Address, None, None, Answer::Yes, says);
        let (way, _) = self.travel(To::Six(&self.need.service));
        self.filtered_six(way)
    }

    /// The way, where groups and the network ACL let calls out to any address of IPv6.
    fn filtered_six(&mut self, way: Way) -> Way {
        if matches!(way, Way::None | Way::Unknown(_)) {
            return way;
        }
        let port = self.port();
        let groups = self.groups();
        let out = lets_out(self.network, &groups, &Goal::PublicSix, port);
        let at = out.by.or(Some(self.workload.at));
        let says = format!("what the workload's groups let out to addresses of IPv6 on TCP {port}");
        let first = groups.known().next().map(Node::from);
        let ended = self.gate(first, at, out.answer, says).or_else(|| {
            let peer = Peer::PublicSix;
            self.past_acl(self.subnet, Direction::Egress, peer, port)
        });
        ended.or_else(|| self.at_nat64(&way, port)).unwrap_or(way)
    }

    /// The network ACL of a NAT gateway's subnet sees calls by IPv6 come and by IPv4 go.
    fn at_nat64(&mut self, way: &Way, port: u16) -> Option<Way> {
        let subnet = self.nat_of(way)?;
        self.past_acl(subnet, Direction::Ingress, Peer::PublicSix, port)
            .or_else(|| self.past_acl(subnet, Direction::Egress, Peer::Public, port))
    }
}
