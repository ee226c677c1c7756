//! To an interface endpoint: within the VPC or by the routes to another one, past the groups of both
//! sides and the network ACLs.

use std::sync::Arc;

use ipnet::{IpNet, Ipv6Net};
use vpcelint_aws::{
    Answer, Direction, EndpointId, GroupId, Link, LinkAt, Links, Node, SubnetId, VpcId,
};
use vpcelint_model::Cause;

use super::doors::Ends;
use super::journey::{End, Journey, Sender, To};
use super::{Hop, Step, Trace, Way, port_of};
use crate::filter::{Peer, passes};
use crate::{Admission, Goal, Guests, admits, lets_out};

/// Whatever addresses of IPv6 subnets have: AWS chooses them.
const ANY_IPV6: IpNet = IpNet::V6(Ipv6Net::new_assert(std::net::Ipv6Addr::UNSPECIFIED, 0));

impl Trace<'_> {
    /// The way to an interface endpoint, of this VPC or of another one.
    pub(super) fn through_endpoint(&mut self, id: EndpointId) -> Way {
        let network = self.network;
        let endpoint = network.endpoint(id);
        let part = Some(Node::from(id));
        if let Some(cause) = endpoint.subnets.unknown() {
            let says = "in which subnets the endpoint has interfaces is not known";
            return self.unknown(Step::Address, cause, says);
        }
        let subnets: Vec<SubnetId> = endpoint.subnets.known().collect();
        if subnets.is_empty() {
            let says = "the endpoint has no interface, so that its name leads nowhere";
            self.hop(Step::Address, part, Some(endpoint.subnets_at), Answer::No, says);
            return Way::Blocked(part);
        }
        let says = "the name leads to the endpoint's interfaces";
        self.hop(Step::Address, part, Some(endpoint.subnets_at), Answer::Yes, says);
        let vpc = match &endpoint.vpc {
            Link::To(vpc) => *vpc,
            Link::Unknown(cause) => {
                return self.unknown(Step::Route, cause.clone(), "the endpoint's VPC is not known");
            }
            _ => {
                let cause =
                    Cause::new("the endpoint's VPC is not in the code", Some(endpoint.vpc_at));
                return self.unknown(Step::Route, cause, "the endpoint's VPC is not known");
            }
        };
        if vpc == self.vpc {
            let says = "the local route leads there, which every table has";
            self.hop(Step::Route, None, Some(network.vpc(vpc).at), Answer::Yes, says);
        } else if let Some(way) = self.reach_other_vpc(vpc, &subnets) {
            let leaves = matches!(way, Way::TransitGateway(_) | Way::External(_));
            return leaves.then(|| self.let_out(id, vpc, &subnets)).flatten().unwrap_or(way);
        }
        self.past_guards(id, vpc, &subnets).unwrap_or(Way::InterfaceEndpoint(id))
    }

    /// Whether the routes lead to the endpoint's subnets in another VPC, and back; where the path ends
    /// if they do not.
    fn reach_other_vpc(&mut self, vpc: VpcId, subnets: &[SubnetId]) -> Option<Way> {
        let network = self.network;
        let own = network.subnet(self.subnet).cidr.get().copied();
        let mut ways: Vec<Option<Way>> = Vec::new();
        for (n, subnet) in subnets.iter().enumerate() {
            let blocks = (network.subnet(*subnet).cidr.get().copied(), own);
            let (Some(cidr), Some(own)) = blocks else {
                let at = network.subnet(if own.is_none() { self.subnet } else { *subnet }).at;
                let cause = Cause::new("the block of a subnet is not known", Some(at));
                return Some(self.unknown(Step::Route, cause, "which route leads there"));
            };
            let before = self.hops.len();
            let to = To::Inside { vpc, cidr };
            let mut journey = Journey::new(network, self.subnet, self.public_ip(), to);
            let way = match journey.leave(self.subnet, Sender::Workload) {
                End::Arrived => None,
                End::Way(way) => Some(way),
            };
            self.hops.append(&mut journey.hops);
            let (port, called) = (i64::from(self.port()), Peer::Block(&cidr));
            let subnets = [Some(self.subnet), Some(*subnet)];
            let ends = Ends { from: Peer::Block(&own), to: called, ports: (port, port), subnets };
            let leaves = matches!(way, Some(Way::TransitGateway(_) | Way::External(_)));
            let way = match way {
                // Its own filters, and those on the way that is known, are asked in any case.
                Some(way) if leaves => self
                    .past_acl(self.subnet, Direction::Egress, called, self.port())
                    .or_else(|| self.past_doors(&journey.doors, &ends))
                    .or(Some(way)),
                Some(way) => Some(way),
                None => self
                    .past_doors(&journey.doors, &ends)
                    .or_else(|| self.back_from(*subnet, called, self.subnet)),
            };
            if n > 0 && ways.contains(&way) {
                // It is the same for each of its interfaces.
                self.hops.truncate(before);
            }
            ways.push(way);
        }
        match &ways[..] {
            [first, rest @ ..] if rest.iter().all(|way| way == first) => first.clone(),
            _ => {
                let reason = "only some of the endpoint's interfaces can be reached";
                let cause = Cause::new(reason, Some(network.subnet(self.subnet).at));
                Some(self.unknown(Step::Route, cause, reason))
            }
        }
    }

    /// Whether groups and network ACLs of both sides let calls through; where the path ends if they do
    /// not.
    fn past_guards(&mut self, id: EndpointId, vpc: VpcId, subnets: &[SubnetId]) -> Option<Way> {
        let network = self.network;
        let port = self.port();
        let six = network.subnet(self.subnet).ipv6_native.get() == Some(&true);
        let block = |subnet: SubnetId| match six {
            true => Some(ANY_IPV6),
            false => network.subnet(subnet).cidr.get().copied(),
        };
        let groups = self.groups_of_endpoint(id);
        let cidrs: Vec<Option<IpNet>> = subnets.iter().map(|s| block(*s)).collect();
        let apart = vpc != self.vpc;
        if let Some(way) = self.let_out(id, vpc, subnets) {
            return Some(way);
        }
        let own = self.groups();
        let foreign = foreign();
        let guests = Guests {
            vpc: self.vpc,
            cidr: block(self.subnet),
            groups: Some(if apart { &foreign } else { &own }),
        };
        if let Some(way) = self.admitted(id, &groups, &guests, port) {
            return Some(way);
        }
        let interfaces = subnets.iter().zip(&cidrs);
        let ends: Vec<_> = interfaces
            .map(|(subnet, cidr)| self.past_both(*subnet, cidr.as_ref(), block(self.subnet), port))
            .collect();
        self.of_all_interfaces(&ends)
    }

    /// Whether the workload's groups let calls out to an endpoint; where the path ends if they do not.
    fn let_out(&mut self, id: EndpointId, vpc: VpcId, subnets: &[SubnetId]) -> Option<Way> {
        let network = self.network;
        let (own, port) = (self.groups(), self.port());
        let six = network.subnet(self.subnet).ipv6_native.get() == Some(&true);
        let block = |subnet: &SubnetId| match six {
            true => Some(ANY_IPV6),
            false => network.subnet(*subnet).cidr.get().copied(),
        };
        let groups = if vpc == self.vpc { self.groups_of_endpoint(id) } else { foreign() };
        let cidrs = subnets.iter().map(block).collect();
        let goal = Goal::Inside { vpc, cidrs, groups: &groups };
        let out = lets_out(network, &own, &goal, port);
        let at = out.by.or(Some(self.workload.at));
        let says = format!("what the workload's groups let out to the endpoint on TCP {port}");
        let first = own.known().next().map(Node::from);
        self.gate(first, at, out.answer, says)
    }

    /// Where a path ends at the network ACLs of an endpoint's interfaces, any of which its name may lead
    /// to.
    fn of_all_interfaces(&self, ends: &[Option<Way>]) -> Option<Way> {
        let unknown = ends.iter().flatten().find(|way| matches!(way, Way::Unknown(_)));
        let end = unknown.or(ends.iter().flatten().next())?;
        if unknown.is_some() || ends.iter().all(Option::is_some) {
            return Some(end.clone());
        }
        let at = self.hops.iter().rev().find(|hop| hop.verdict == Answer::No).and_then(|h| h.at);
        let reason = "the network ACLs let calls through to some of its interfaces only";
        Some(Way::Unknown(Cause::new(reason, at)))
    }

    /// Whether the network ACLs of both subnets let calls through to an interface.
    fn past_both(
        &mut self,
        subnet: SubnetId,
        cidr: Option<&IpNet>,
        own: Option<IpNet>,
        port: u16,
    ) -> Option<Way> {
        if subnet == self.subnet {
            return None;
        }
        let (here, there) = (Peer::of(own.as_ref()), Peer::of(cidr));
        self.past_acl(self.subnet, Direction::Egress, there, port)
            .or_else(|| self.past_acl(subnet, Direction::Ingress, here, port))
    }

    /// Whether the endpoint's groups let the workload in.
    fn admitted(
        &mut self,
        id: EndpointId,
        groups: &Links<GroupId>,
        guests: &Guests<'_>,
        port: u16,
    ) -> Option<Way> {
        let network = self.network;
        let endpoint = network.endpoint(id);
        let admission = self.admission(groups, guests, port);
        let at = admission.by.or(Some(endpoint.groups_at));
        let says = format!("whom the endpoint's groups let in on TCP {port}");
        let first = groups.known().next().map(Node::from);
        self.gate(first, at, admission.answer, says)
    }

    /// Whether groups let guests in, of which some may not be seen.
    pub(super) fn admission(
        &self,
        groups: &Links<GroupId>,
        guests: &Guests<'_>,
        port: u16,
    ) -> Admission {
        let known: Vec<GroupId> = groups.known().collect();
        let Admission { answer, by } = admits(self.network, &known, guests, port);
        let answer = match groups.unknown().or_else(|| outside(groups)) {
            Some(cause) => answer.or(Answer::Unknown(cause)),
            None => answer,
        };
        Admission { answer, by }
    }

    /// The port on which the service is called.
    pub(super) fn port(&self) -> u16 {
        port_of(&self.need.service)
    }

    /// The groups of the workload; the default one of its VPC where it has none.
    pub(super) fn groups(&self) -> Links<GroupId> {
        match self.workload.groups.is_certainly_empty() {
            true => self.default_group(self.vpc),
            false => self.workload.groups.clone(),
        }
    }

    fn groups_of_endpoint(&self, id: EndpointId) -> Links<GroupId> {
        let endpoint = self.network.endpoint(id);
        let mut groups = endpoint.groups.clone();
        if groups.is_certainly_empty() || endpoint.keeps_default_group {
            groups.items.extend(self.default_group(endpoint.vpc.to().unwrap_or(self.vpc)).items);
        }
        groups
    }

    pub(super) fn default_group(&self, vpc: VpcId) -> Links<GroupId> {
        let vpc = self.network.vpc(vpc);
        let link = Link::To(vpc.default_group);
        Links { items: vec![LinkAt { link, at: vpc.at, by: None }], open: None }
    }

    /// Notes whether security groups, of which one is named, let traffic through; where the path ends
    /// if they do not.
    pub(super) fn gate(
        &mut self,
        group: Option<Node>,
        at: Option<vpcelint_source::Span>,
        answer: Answer,
        says: String,
    ) -> Option<Way> {
        // What does not let it through is the group as a whole.
        let at = match (&answer, group) {
            (Answer::No, Some(Node::Group(id))) => Some(self.network.group(id).at),
            _ => at,
        };
        let way = match &answer {
            Answer::Yes => None,
            Answer::No => Some(Way::Blocked(group)),
            Answer::Unknown(cause) => Some(Way::Unknown(cause.clone())),
        };
        self.hop(Step::Group, group, at, answer, says);
        way
    }

    /// Whether the network ACL of a subnet lets calls through; where the path ends if it does not.
    pub(super) fn past_acl(
        &mut self,
        subnet: SubnetId,
        direction: Direction,
        peer: Peer<'_>,
        port: u16,
    ) -> Option<Way> {
        let network = self.network;
        let acl = match network.acl_of(subnet) {
            Ok(acl) => acl,
            Err(cause) => {
                let says = "which network ACL filters the subnet is not known";
                return Some(self.unknown(Step::Acl, cause, says));
            }
        };
        let (answer, by) = passes(network, acl, direction, peer, port);
        let at = by.or(Some(network.network_acl(acl).at));
        let way = match &answer {
            Answer::Yes => None,
            Answer::No => Some(Way::Blocked(Some(acl.into()))),
            Answer::Unknown(cause) => Some(Way::Unknown(cause.clone())),
        };
        let says = format!("what the network ACL lets through on TCP {port}, and of the answers");
        // It is asked in each direction and for each interface; said once.
        let part = Some(acl.into());
        let said = |hop: &Hop| hop.step == Step::Acl && hop.part == part && hop.at == at;
        if way.is_some() || !self.hops.iter().any(said) {
            self.hop(Step::Acl, part, at, answer, says);
        }
        way
    }

    pub(super) fn unknown(&mut self, step: Step, cause: Arc<Cause>, says: &str) -> Way {
        self.hop(step, None, cause.at, Answer::Unknown(cause.clone()), says);
        Way::Unknown(cause)
    }
}

/// Groups of another VPC are only known across gateways that share them.
fn foreign() -> Links<GroupId> {
    let shared = Cause::new("whether the VPCs know each other's groups is not followed", None);
    Links { items: Vec::new(), open: Some(shared) }
}

/// Why a group of a list may let others in that are not seen.
fn outside(groups: &Links<GroupId>) -> Option<Arc<Cause>> {
    let item = groups.items.iter().find(|item| item.link.to().is_none())?;
    Some(Cause::new("a group of the endpoint is not in the code", Some(item.at)))
}
