//! The way that the IPv4 traffic of a workload takes to a service of AWS, hop by hop, with what
//! decides each: its name, who answers for it, the address, the route, groups and network ACLs.

mod middle;
mod private;
mod public;

use std::sync::Arc;

use vpcelint_aws::{
    Answer, EndpointId, Link, LinkAt, Need, Network, Node, SubnetId, VpcId, Workload, WorkloadId,
};
use vpcelint_model::Cause;
use vpcelint_source::Span;

use crate::has_endpoint;

/// What a hop is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Step {
    /// The name that is called.
    Name,
    /// Who answers for the name.
    Resolver,
    /// The address that the name has.
    Address,
    /// The route that packets to the address take.
    Route,
    /// A security group.
    Group,
    /// A network ACL.
    Acl,
    /// The policy of an endpoint.
    Policy,
}

/// A hop of a path.
#[derive(Debug, Clone)]
pub struct Hop {
    /// What it is about.
    pub step: Step,
    /// The part of the network that decides, if it is one.
    pub part: Option<Node>,
    /// Where that is written.
    pub at: Option<Span>,
    /// Whether traffic gets on from here.
    pub verdict: Answer,
    /// What happens, in words.
    pub says: String,
}

/// Where a path leads.
#[derive(Debug, Clone, PartialEq)]
pub enum Way {
    /// Through a gateway endpoint.
    GatewayEndpoint(EndpointId),
    /// To an interface endpoint.
    InterfaceEndpoint(EndpointId),
    /// Through a NAT gateway, or an instance that forwards.
    Nat(Option<Node>),
    /// Through an internet gateway.
    InternetGateway,
    /// To a transit gateway of the code, whose other side is not in it.
    TransitGateway,
    /// Out of what the code describes, in words.
    External(&'static str),
    /// A route exists, and a group or network ACL refuses.
    Blocked(Option<Node>),
    /// There is no route that works.
    None,
    /// Not known.
    Unknown(Arc<Cause>),
}

/// A path from a workload in a subnet to a service.
#[derive(Debug, Clone)]
pub struct Path {
    /// The workload.
    pub workload: WorkloadId,
    /// The subnet that it runs in, or why that is not known.
    pub subnet: Result<SubnetId, Arc<Cause>>,
    /// Which of its needs it is.
    pub need: usize,
    /// Where it leads.
    pub way: Way,
    /// The hops up to where it is decided.
    pub hops: Vec<Hop>,
}

/// A path that is being followed.
pub(crate) struct Trace<'n> {
    pub(crate) network: &'n Network,
    pub(crate) workload: &'n Workload,
    pub(crate) need: &'n Need,
    pub(crate) subnet: SubnetId,
    pub(crate) vpc: VpcId,
    pub(crate) hops: Vec<Hop>,
}

/// The paths of all workloads to all services that they call, one for each subnet.
#[must_use]
pub fn paths(network: &Network) -> Vec<Path> {
    let mut all = Vec::new();
    for (id, workload) in network.workloads_all().filter(|(_, w)| !w.appliance) {
        for (n, need) in workload.needs.iter().enumerate() {
            all.extend(paths_of(network, id, workload, n, need));
        }
    }
    all
}

fn paths_of(
    network: &Network,
    id: WorkloadId,
    workload: &Workload,
    n: usize,
    need: &Need,
) -> Vec<Path> {
    let path = |subnet, way, hops| Path { workload: id, subnet, need: n, way, hops };
    let mut paths: Vec<_> = workload
        .subnets
        .items
        .iter()
        .map(|item| match subnet_of(item) {
            Ok(subnet) => {
                let (way, hops) = follow(network, workload, need, subnet);
                path(Ok(subnet), way, hops)
            }
            Err(cause) => path(Err(cause.clone()), Way::Unknown(cause), Vec::new()),
        })
        .collect();
    if let Some(cause) = &workload.subnets.open {
        paths.push(path(Err(cause.clone()), Way::Unknown(cause.clone()), Vec::new()));
    }
    paths
}

fn subnet_of(item: &LinkAt<SubnetId>) -> Result<SubnetId, Arc<Cause>> {
    match &item.link {
        Link::To(subnet) => Ok(*subnet),
        Link::Unknown(cause) => Err(cause.clone()),
        Link::Outside(name) => {
            Err(Cause::new(format!("the subnet `{name}` is not in the code"), Some(item.at)))
        }
        _ => Err(Cause::new("it may be any of several subnets", Some(item.at))),
    }
}

/// The way of one workload from one subnet.
fn follow(
    network: &Network,
    workload: &Workload,
    need: &Need,
    subnet: SubnetId,
) -> (Way, Vec<Hop>) {
    let vpc = match &network.subnet(subnet).vpc {
        Link::To(vpc) => *vpc,
        Link::Unknown(cause) => return (Way::Unknown(cause.clone()), Vec::new()),
        _ => {
            let at = network.subnet(subnet).at;
            let cause = Cause::new("the VPC of the subnet is not in the code", Some(at));
            return (Way::Unknown(cause), Vec::new());
        }
    };
    let mut trace = Trace { network, workload, need, subnet, vpc, hops: Vec::new() };
    let way = trace.way();
    // What may not be there at all leads nowhere for sure.
    let way = match (&workload.conditional, way) {
        (Some(cause), Way::Unknown(_)) => Way::Unknown(cause.clone()),
        (_, way) => way,
    };
    (way, trace.hops)
}

impl Trace<'_> {
    fn way(&mut self) -> Way {
        self.name();
        let way = match self.resolver() {
            Ok(found) => self.without_resolver().unwrap_or_else(|| match found {
                Some(endpoint) => self.through_endpoint(endpoint),
                None => self.by_public_addresses(),
            }),
            Err(cause) => Way::Unknown(cause),
        };
        if let Way::GatewayEndpoint(id) | Way::InterfaceEndpoint(id) = way {
            self.policy(id);
        }
        way
    }

    /// Notes the policy of an endpoint; what one that is written allows is not compared.
    fn policy(&mut self, id: EndpointId) {
        let endpoint = self.network.endpoint(id);
        let (at, verdict, says) = match &endpoint.policy {
            None => (endpoint.at, Answer::Yes, "the endpoint has no policy, so that it allows all"),
            Some(policy) => {
                let at = policy.origin.at.unwrap_or(endpoint.at);
                let cause =
                    Cause::new("what the endpoint's policy allows is not compared", Some(at));
                (at, Answer::Unknown(cause), "the endpoint has a policy of its own")
            }
        };
        self.hop(Step::Policy, Some(id.into()), Some(at), verdict, says);
    }

    /// Where the path ends because Amazon's resolver, which is the VPC's, does not answer: without DNS
    /// support it is off (VPC User Guide, DNS attributes, 2026).
    fn without_resolver(&mut self) -> Option<Way> {
        let support = &self.network.vpc(self.vpc).dns_support;
        let (verdict, way) = match (support.get(), support.cause()) {
            (Some(false), _) => (Answer::No, Way::None),
            (None, Some(cause)) => (Answer::Unknown(cause.clone()), Way::Unknown(cause.clone())),
            _ => return None,
        };
        let says = "without DNS support of the VPC nobody answers for the name";
        self.hops.retain(|hop| hop.step != Step::Resolver);
        self.hop(Step::Resolver, Some(self.vpc.into()), Some(support.at), verdict, says);
        Some(way)
    }

    fn name(&mut self) {
        let service = vpcelint_catalog::service(&self.need.service);
        let private = service.and_then(|s| s.private_dns).unwrap_or_default();
        let public = service.map(|s| s.public_hosts).unwrap_or_default();
        let name = public.first().or(private.first());
        let says = match name {
            Some(name) => format!("it calls `{name}`: {}", self.need.because),
            None => format!("it calls {}: {}", self.need.service, self.need.because),
        };
        self.hop(Step::Name, None, Some(self.need.at), Answer::Yes, says);
    }

    pub(crate) fn hop(
        &mut self,
        step: Step,
        part: Option<Node>,
        at: Option<Span>,
        verdict: Answer,
        says: impl Into<String>,
    ) {
        self.hops.push(Hop { step, part, at, verdict, says: says.into() });
    }

    /// The interface endpoint of the VPC to whose addresses the name leads; none where it leads to
    /// public ones.
    fn resolver(&mut self) -> Result<Option<EndpointId>, Arc<Cause>> {
        let network = self.network;
        let vpc = network.vpc(self.vpc);
        let custom = &vpc.custom_dns;
        if custom.get() != Some(&false) {
            let asked = "the VPC's DHCP options name another resolver than Amazon's";
            let cause = custom.cause().cloned();
            let cause = cause.unwrap_or_else(|| Cause::new(asked, Some(custom.at)));
            self.hop(Step::Resolver, None, Some(custom.at), Answer::Unknown(cause.clone()), asked);
            return Err(cause);
        }
        let mut doubt: Option<(Arc<Cause>, Span)> = None;
        for (id, endpoint) in network.endpoints_all() {
            if !endpoint.vpc.may_be(self.vpc) {
                continue;
            }
            let here = match endpoint.vpc.to() {
                Some(_) => Answer::Yes,
                None => Answer::Unknown(Cause::new(
                    "the VPC of an endpoint is not known",
                    Some(endpoint.vpc_at),
                )),
            };
            let there = match endpoint.conditional.clone().or_else(|| network.unseen(id).cloned()) {
                Some(cause) => Answer::Unknown(cause),
                None => Answer::Yes,
            };
            let answers = endpoint.serves(&self.need.service).and(endpoint.answers_in_vpc());
            // Private DNS needs host names; that AWS refuses the endpoint without is not for paths to say.
            let named = Answer::from(vpc.dns_hostnames.get() != Some(&false));
            let answers = answers.and(named);
            match answers.and(here).and(there) {
                Answer::Yes => {
                    let says = "private DNS of an interface endpoint answers in the VPC";
                    let at = Some(endpoint.private_dns.at);
                    self.hop(Step::Resolver, Some(id.into()), at, Answer::Yes, says);
                    return Ok(Some(id));
                }
                Answer::Unknown(cause) => doubt = doubt.or(Some((cause, endpoint.at))),
                Answer::No => {}
            }
        }
        let names = vpc.names_open.clone().map(|cause| (cause, vpc.at));
        let unseen = match has_endpoint(network, self.vpc, &self.need.service) {
            Answer::Unknown(cause) => Some((cause, vpc.at)),
            _ => None,
        };
        if let Some((cause, at)) = doubt.or(names).or(unseen) {
            let says = "who answers for the name in the VPC is not known";
            let at = cause.at.unwrap_or(at);
            self.hop(Step::Resolver, None, Some(at), Answer::Unknown(cause.clone()), says);
            return Err(cause);
        }
        let says = "nothing in the VPC answers for the name, so Amazon's resolver gives public \
                    addresses";
        self.hop(Step::Resolver, Some(self.vpc.into()), Some(vpc.at), Answer::Yes, says);
        Ok(None)
    }
}
