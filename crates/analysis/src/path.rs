//! The way that the traffic of a workload takes to a service of AWS, hop by hop, with what decides
//! each: its name, who answers for it, the address, the routes, groups and network ACLs on both
//! sides, the policy of the endpoint.

mod doors;
mod ipv6;
mod journey;
mod nat;
mod policy;
mod private;
mod public;
mod resolver;
mod select;
mod transit;

use std::sync::Arc;

use rustc_hash::FxHashMap;
use vpcelint_aws::{
    Answer, EndpointId, GatewayId, Link, LinkAt, Need, Network, Node, SubnetId, VpcId, Workload,
    WorkloadId,
};
use vpcelint_model::Cause;
use vpcelint_source::Span;

use self::resolver::{Resolved, host, resolve};

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
    /// Through an egress-only internet gateway, by IPv6.
    EgressOnlyInternetGateway(Option<Node>),
    /// To a transit gateway of the code, whose other side is not in it.
    TransitGateway(Option<GatewayId>),
    /// Out of what the code describes, in words.
    External(&'static str),
    /// A route exists, and a group, network ACL or policy refuses.
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
    /// Whether it is one of IPv6: its subnet has no IPv4.
    pub six: bool,
    /// Where it leads.
    pub way: Way,
    /// The hops up to where it is decided.
    pub hops: Vec<Hop>,
}

/// A path that is being followed.
pub(crate) struct Trace<'n> {
    pub(crate) network: &'n Network,
    resolved: &'n Resolved,
    pub(crate) workload: &'n Workload,
    pub(crate) need: &'n Need,
    pub(crate) subnet: SubnetId,
    pub(crate) vpc: VpcId,
    pub(crate) hops: Vec<Hop>,
}

/// What names of services lead to in VPCs, each asked for once.
#[derive(Default)]
struct Names<'n>(FxHashMap<(VpcId, &'n str), (Resolved, Hop)>);

/// The paths of the workloads to the services that they call and that are wanted, one for each subnet.
pub fn paths(network: &Network, wanted: impl Fn(&Workload, &Need) -> bool) -> Vec<Path> {
    let mut names = Names::default();
    let mut all = Vec::new();
    for (id, workload) in network.workloads_all() {
        for (n, need) in workload.needs.iter().enumerate().filter(|(_, n)| wanted(workload, n)) {
            all.extend(paths_of(network, &mut names, id, workload, n, need));
        }
    }
    all
}

/// Whether nothing of what a workload sends from a subnet to a service arrives, or comes back: there is
/// no route, or a group, network ACL or policy refuses.
#[must_use]
pub fn is_refused(network: &Network, workload: WorkloadId, need: &Need, from: SubnetId) -> bool {
    let mut names = Names::default();
    let (way, _) = follow(network, &mut names, network.workload(workload), need, from);
    matches!(way, Way::Blocked(_) | Way::None)
}

fn paths_of<'n>(
    network: &'n Network,
    names: &mut Names<'n>,
    id: WorkloadId,
    workload: &'n Workload,
    n: usize,
    need: &'n Need,
) -> Vec<Path> {
    let path = |subnet: Result<SubnetId, Arc<Cause>>, way, hops| {
        let six = |id: &SubnetId| network.subnet(*id).ipv6_native.get() == Some(&true);
        let six = subnet.as_ref().is_ok_and(six);
        Path { workload: id, subnet, need: n, six, way, hops }
    };
    let mut paths = Vec::with_capacity(workload.subnets.items.len());
    for item in &workload.subnets.items {
        paths.push(match subnet_of(item) {
            Ok(subnet) => {
                let (way, hops) = follow(network, names, workload, need, subnet);
                path(Ok(subnet), way, hops)
            }
            Err(cause) => path(Err(cause.clone()), Way::Unknown(cause), Vec::new()),
        });
    }
    if let Some(cause) = &workload.subnets.open {
        paths.push(path(Err(cause.clone()), Way::Unknown(cause.clone()), Vec::new()));
    }
    paths
}

/// The port on which a service is called: 443, unless its documents name others only.
fn port_of(service: &str) -> u16 {
    let ports = vpcelint_catalog::service(service).map(|s| s.ports).unwrap_or_default();
    let usual = ports.is_empty() || ports.iter().any(|(from, to)| (*from..=*to).contains(&443));
    if usual { 443 } else { ports.first().map_or(443, |(from, _)| *from) }
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
fn follow<'n>(
    network: &'n Network,
    names: &mut Names<'n>,
    workload: &'n Workload,
    need: &'n Need,
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
    let key = (vpc, need.service.as_str());
    let (resolved, hop) = names.0.entry(key).or_insert_with(|| resolve(network, vpc, key.1));
    let hops = Vec::with_capacity(8);
    let mut trace = Trace { network, resolved, workload, need, subnet, vpc, hops };
    trace.name();
    trace.hops.push(hop.clone());
    let way = trace.way();
    // What may not be there at all leads nowhere for sure.
    let way = match (&workload.conditional, way) {
        (Some(cause), Way::Unknown(_)) => Way::Unknown(cause.clone()),
        (_, way) => way,
    };
    (way, trace.hops)
}

impl<'n> Trace<'n> {
    /// Whether the workload has a public address here.
    fn public_ip(&self) -> &'n vpcelint_aws::Fact<bool> {
        self.workload.public_ip_in(self.network, self.subnet)
    }

    fn way(&mut self) -> Way {
        let way = match self.resolved {
            resolved if self.network.subnet(self.subnet).ipv6_native.get() == Some(&true) => {
                self.by_ipv6(resolved.clone())
            }
            Resolved::Endpoint(endpoint) => self.through_endpoint(*endpoint),
            Resolved::Public => self.by_public_addresses(),
            Resolved::NotFound => Way::None,
            Resolved::Unknown(cause) => Way::Unknown(cause.clone()),
        };
        match way {
            Way::GatewayEndpoint(id) | Way::InterfaceEndpoint(id) => match self.policy(id) {
                Answer::No => Way::Blocked(Some(id.into())),
                _ => way,
            },
            way => way,
        }
    }

    /// Whether the policy of an endpoint allows what the workload calls.
    fn policy(&mut self, id: EndpointId) -> Answer {
        let endpoint = self.network.endpoint(id);
        let (at, verdict) = match &endpoint.policy {
            None => (endpoint.at, Answer::Yes),
            Some(policy) => {
                let at = policy.origin.at.unwrap_or(endpoint.at);
                (at, policy::allows(policy, &self.actions(), at))
            }
        };
        let says = match (&endpoint.policy, &verdict) {
            (None, _) => "the endpoint has no policy, so that it allows all".to_owned(),
            (_, Answer::Yes) => "the endpoint's policy allows it".to_owned(),
            (_, Answer::No) => {
                format!("the endpoint's policy does not allow {}", self.actions().join(", "))
            }
            (_, Answer::Unknown(cause)) => cause.reason.to_string(),
        };
        self.hop(Step::Policy, Some(id.into()), Some(at), verdict.clone(), says);
        verdict
    }

    /// The actions of the need, as far as they are known; else all of the service's.
    fn actions(&self) -> Vec<String> {
        if !self.need.actions.is_empty() {
            return self.need.actions.iter().map(ToString::to_string).collect();
        }
        let service = vpcelint_catalog::service(&self.need.service);
        let prefixes = service.map(|s| s.iam_prefixes).unwrap_or_default();
        prefixes.iter().map(|prefix| format!("{prefix}:*")).collect()
    }

    fn name(&mut self) {
        let because = &self.need.because;
        let region = self.network.subnet(self.subnet).region.as_deref();
        let host = host(&self.need.service)
            .map(|host| host.replace("{region}", region.unwrap_or("<region>")));
        let says = match host {
            Some(name) => format!("it calls `{name}`: {because}"),
            None => format!("it calls {}: {because}", self.need.service),
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
}
