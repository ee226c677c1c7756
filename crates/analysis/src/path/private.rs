//! To an interface endpoint: within the VPC, past the groups of both sides and the network ACLs.

use std::sync::Arc;

use ipnet::IpNet;
use vpcelint_aws::{Answer, Direction, EndpointId, GroupId, Link, LinkAt, Links, Node, SubnetId};
use vpcelint_model::Cause;

use super::{Step, Trace, Way};
use crate::filter::{Peer, passes};
use crate::{Goal, Guests, admits, lets_out};

impl Trace<'_> {
    /// The way to an interface endpoint of the VPC.
    pub(super) fn through_endpoint(&mut self, id: EndpointId) -> Way {
        let network = self.network;
        let endpoint = network.endpoint(id);
        if let Some(cause) = endpoint.subnets.unknown() {
            let says = "in which subnets the endpoint has interfaces is not known";
            return self.unknown(Step::Address, cause, says);
        }
        let subnets: Vec<SubnetId> = endpoint.subnets.known().collect();
        if subnets.is_empty() {
            let says = "the endpoint has no interface, so that its name leads nowhere";
            self.hop(Step::Address, Some(id.into()), Some(endpoint.subnets_at), Answer::No, says);
            return Way::Blocked(Some(id.into()));
        }
        let says = "the name leads to the endpoint's interfaces";
        self.hop(Step::Address, Some(id.into()), Some(endpoint.subnets_at), Answer::Yes, says);
        let says = "the local route leads there, which every table has";
        self.hop(Step::Route, None, Some(network.vpc(self.vpc).at), Answer::Yes, says);
        let port = self.port();
        let groups = self.groups_of_endpoint(id);
        let cidrs: Vec<Option<IpNet>> =
            subnets.iter().map(|s| network.subnet(*s).cidr.get().copied()).collect();
        let own = self.groups();
        let goal = Goal::Inside { vpc: self.vpc, cidrs: cidrs.clone(), groups: &groups };
        let out = lets_out(network, &own, &goal, port);
        let at = out.by.or(Some(self.workload.at));
        let says = format!("what the workload's groups let out to the endpoint on TCP {port}");
        let first = own.known().next().map(Node::from);
        if let Some(way) = self.gate(first, at, out.answer, says) {
            return way;
        }
        if let Some(way) = self.admitted(id, &groups, &own, port) {
            return way;
        }
        self.past_acls(&subnets, &cidrs, port).unwrap_or(Way::InterfaceEndpoint(id))
    }

    /// Whether the network ACLs let calls through to the endpoint's interfaces, any of which the name may
    /// lead to; where the path ends if they do not.
    fn past_acls(
        &mut self,
        subnets: &[SubnetId],
        cidrs: &[Option<IpNet>],
        port: u16,
    ) -> Option<Way> {
        let interfaces = subnets.iter().zip(cidrs);
        let ends: Vec<_> =
            interfaces.map(|(subnet, cidr)| self.past_both(*subnet, cidr.as_ref(), port)).collect();
        let passes = ends.iter().any(Option::is_none);
        let end = ends.iter().flatten().find(|way| matches!(way, Way::Unknown(_)));
        let end = end.or(ends.iter().flatten().next())?;
        match end {
            Way::Blocked(_) if passes => {
                let at =
                    self.hops.iter().rev().find(|h| h.verdict == Answer::No).and_then(|h| h.at);
                let reason = "the network ACLs let calls through to some of its interfaces only";
                Some(Way::Unknown(Cause::new(reason, at)))
            }
            _ => Some(end.clone()),
        }
    }

    /// Whether the network ACLs of both subnets let calls through to an interface.
    fn past_both(&mut self, subnet: SubnetId, cidr: Option<&IpNet>, port: u16) -> Option<Way> {
        if subnet == self.subnet {
            return None;
        }
        let own = self.network.subnet(self.subnet).cidr.get().copied();
        let (here, there) = (Peer::Subnet(own.as_ref()), Peer::Subnet(cidr));
        self.past_acl(self.subnet, Direction::Egress, there, port)
            .or_else(|| self.past_acl(subnet, Direction::Ingress, here, port))
    }

    /// Whether the endpoint's groups let the workload in.
    fn admitted(
        &mut self,
        id: EndpointId,
        groups: &Links<GroupId>,
        own: &Links<GroupId>,
        port: u16,
    ) -> Option<Way> {
        let network = self.network;
        let endpoint = network.endpoint(id);
        let cidr = network.subnet(self.subnet).cidr.get().copied();
        let guests = Guests { vpc: self.vpc, cidr, groups: Some(own) };
        let known: Vec<GroupId> = groups.known().collect();
        let admission = admits(network, &known, &guests, port);
        let answer = match groups.unknown().or_else(|| outside(groups)) {
            Some(cause) => admission.answer.or(Answer::Unknown(cause)),
            None => admission.answer,
        };
        let at = admission.by.or(Some(endpoint.groups_at));
        let says = format!("whom the endpoint's groups let in on TCP {port}");
        self.gate(known.first().map(|id| Node::from(*id)), at, answer, says)
    }

    /// The port on which a service is called: 443, unless its documents name others only.
    pub(super) fn port(&self) -> u16 {
        let ports =
            vpcelint_catalog::service(&self.need.service).map(|s| s.ports).unwrap_or_default();
        let usual = ports.is_empty() || ports.iter().any(|(from, to)| (*from..=*to).contains(&443));
        if usual { 443 } else { ports.first().map_or(443, |(from, _)| *from) }
    }

    /// The groups of the workload; the default one of its VPC where it has none.
    pub(super) fn groups(&self) -> Links<GroupId> {
        match self.workload.groups.is_certainly_empty() {
            true => self.default_group(),
            false => self.workload.groups.clone(),
        }
    }

    fn groups_of_endpoint(&self, id: EndpointId) -> Links<GroupId> {
        let endpoint = self.network.endpoint(id);
        let mut groups = endpoint.groups.clone();
        if groups.is_certainly_empty() || endpoint.keeps_default_group {
            groups.items.extend(self.default_group().items);
        }
        groups
    }

    pub(super) fn default_group(&self) -> Links<GroupId> {
        let vpc = self.network.vpc(self.vpc);
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
        self.hop(Step::Acl, Some(acl.into()), at, answer, says);
        way
    }

    pub(super) fn unknown(&mut self, step: Step, cause: Arc<Cause>, says: &str) -> Way {
        self.hop(step, None, cause.at, Answer::Unknown(cause.clone()), says);
        Way::Unknown(cause)
    }
}

/// Why a group of a list may let others in that are not seen.
pub(super) fn outside(groups: &Links<GroupId>) -> Option<Arc<Cause>> {
    let item = groups.items.iter().find(|item| item.link.to().is_none())?;
    Some(Cause::new("a group of the endpoint is not in the code", Some(item.at)))
}
