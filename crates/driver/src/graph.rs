//! The document of `graph`: the parts of each root's network, by the root of their resources.

mod guarding;
mod routing;

use std::cell::Cell;
use std::collections::BTreeMap;
use std::sync::Arc;

use rustc_hash::FxHashSet;
use vpcelint_aws::{
    Fact, Link, Links, NatGateway, Need, Network, Node, Strength, Subnet, SubnetId, Vpc, Workload,
};
use vpcelint_model::{Cause, Graph, ResourceId, RootId, Scenario};
use vpcelint_report::graph::{self, Known, Unknown};
use vpcelint_report::paths::Row;
use vpcelint_report::problem;
use vpcelint_source::{Budget, Gravity, Notice, Sources, System};

use crate::given::OfUnit;
use crate::money::Read;
use crate::names::Names;
use crate::paths::{Ask, rows};
use crate::pipeline::{Options, Run, each_unit, on_threads};
use crate::unit::{Evaluated, Loaders, Unit};

/// The document of the networks that the roots below the arguments would deploy.
#[must_use]
pub fn graph(
    system: &dyn System,
    sources: &Sources,
    budget: &Budget,
    options: &Options,
) -> graph::Document {
    walk(system, sources, budget, options, &|_, _| Vec::new()).document
}

/// The networks, and the paths through them.
#[derive(Debug)]
pub struct Drawn {
    /// The networks of the first evaluation.
    pub document: graph::Document,
    /// The paths through them.
    pub rows: Vec<Row>,
    /// Errors and notices, in order of their places.
    pub notices: Vec<Notice>,
}

/// The networks that the roots below the arguments would deploy, and the paths through these very
/// networks: what is drawn together is evaluated together, with what is given and the defaults.
#[must_use]
pub fn draw(system: &dyn System, sources: &Sources, budget: &Budget, options: &Options) -> Drawn {
    let rows = |graph: &Graph, network: &Network| {
        let (ask, prices) = (Ask::default(), BTreeMap::new());
        rows(graph, network, sources, &ask, &Read::default(), &prices)
    };
    walk(system, sources, budget, options, &rows)
}

pub(crate) fn walk(
    system: &dyn System,
    sources: &Sources,
    budget: &Budget,
    options: &Options,
    rows: &(dyn Fn(&Graph, &Network) -> Vec<Row> + Sync),
) -> Drawn {
    let interest = vpcelint_aws::interest();
    let networks = |graph: Graph| {
        let graph = graph.without_sensitive();
        let network = vpcelint_aws::network(&graph);
        (roots(&graph, &network), rows(&graph, &network))
    };
    let make = |loaders: &Loaders<'_>, given: &OfUnit, unit: &Unit| {
        let Evaluated { graph, notices, files, .. } =
            unit.evaluate(loaders, &given.first, &interest, &Scenario::first());
        (networks(graph), notices, files)
    };
    let run = on_threads(options, || each_unit(system, sources, budget, options, &make));
    let run = run.unwrap_or_else(|notice| Run { notices: vec![notice], ..Run::default() });
    let of = |gravity: Gravity| {
        run.notices.iter().filter(|n| n.gravity == gravity).map(|n| problem(sources, n)).collect()
    };
    let (errors, notices) = (of(Gravity::Error), of(Gravity::Notice));
    let (mut roots, mut rows) = (Vec::new(), Vec::new());
    for (deployment, (of_unit, rows_of_unit)) in run.graphs.into_iter().enumerate() {
        roots.extend(of_unit.into_iter().map(|root| graph::Root { deployment, ..root }));
        rows.extend(rows_of_unit);
    }
    let document = graph::Document { version: 1, errors, notices, roots };
    Drawn { document, rows, notices: run.notices }
}

/// A network with the graph that it is made of.
struct Typed<'g> {
    graph: &'g Graph,
    network: &'g Network,
    names: Names<'g>,
    /// The root whose part is being written.
    here: Cell<RootId>,
}

/// The networks of the roots of a graph.
fn roots(graph: &Graph, network: &Network) -> Vec<graph::Root> {
    let (names, here) = (Names::new(graph), Cell::new(RootId(0)));
    let typed = Typed { graph, network, names, here };
    let named = |root: &vpcelint_model::Root| graph::Root {
        root: root.path.to_string(),
        ..graph::Root::default()
    };
    let mut roots: Vec<_> = graph.roots().iter().map(named).collect();
    let mains = routing::mains(network);
    let vague = routing::vague_endpoints(network);
    for node in network.nodes() {
        let Some(number) = typed.root_of(node) else { continue };
        let Some(root) = roots.get_mut(number.0 as usize) else { continue };
        typed.here.set(number);
        match node {
            Node::Vpc(id) => root.vpcs.push(typed.vpc(network.vpc(id))),
            Node::Subnet(id) => root.subnets.push(typed.subnet(id, network.subnet(id))),
            Node::Table(id) => root.route_tables.push(typed.table(id, &mains, &vague)),
            Node::Endpoint(id) => root.endpoints.push(typed.endpoint(network.endpoint(id))),
            // What AWS makes beside the code is no part of it, but for a VPC's own parts.
            Node::Group(id) if network.group(id).of_cluster => {}
            Node::Group(id) => root.security_groups.push(typed.group(id, network.group(id))),
            Node::Nat(id) => root.nat_gateways.push(typed.nat(network.nat(id))),
            Node::Workload(id) => root.workloads.push(typed.workload(network.workload(id))),
            _ => {}
        }
    }
    roots
}

impl Typed<'_> {
    /// The root of a part: that of its resource, or of its VPC where it comes with that.
    fn root_of(&self, node: Node) -> Option<RootId> {
        Some(self.graph.resource(self.maker_of(node)?).root)
    }

    /// The resource that makes a part, or the VPC that it comes with.
    fn maker_of(&self, node: Node) -> Option<ResourceId> {
        let vpc = || match node {
            Node::Table(id) => self.network.table(id).vpc.to(),
            Node::Group(id) => self.network.group(id).vpc.to(),
            _ => None,
        };
        let of_vpc = || vpc().map(|id| self.network.vpc(id).resource);
        self.network.resource_of(node).or_else(of_vpc)
    }

    fn resource(&self, id: ResourceId) -> String {
        self.names.of(self.here.get(), id, &self.graph.resource(id).address)
    }

    /// The address of a part; parts that come with a VPC have one without a resource.
    fn address(&self, node: impl Into<Node>) -> String {
        let node = node.into();
        let address = match node {
            Node::Table(id) => &self.network.table(id).address,
            Node::Group(id) => &self.network.group(id).address,
            Node::NetworkAcl(id) => &self.network.network_acl(id).address,
            other => match self.network.resource_of(other) {
                Some(id) => &self.graph.resource(id).address,
                None => return String::new(),
            },
        };
        match self.maker_of(node) {
            Some(maker) => self.names.of(self.here.get(), maker, address),
            None => address.to_string(),
        }
    }

    /// Where a link leads that is always written.
    fn link<Id: Copy + Into<Node>>(&self, link: &Link<Id>) -> Known<String> {
        self.link_or(link, || Known::not("it is not written"))
    }

    fn link_or<Id: Copy + Into<Node>>(
        &self,
        link: &Link<Id>,
        absent: impl FnOnce() -> Known<String>,
    ) -> Known<String> {
        named(link, |id| self.address(id), absent)
    }

    /// The VPC of something that is in the Region's default VPC where it names none.
    fn vpc_link(&self, link: &Link<vpcelint_aws::VpcId>) -> Known<String> {
        self.link_or(link, || Known::Is("default VPC".to_owned()))
    }

    /// The members of a list, each once, and why it may go on.
    fn links<Id: Copy + Into<Node>>(&self, links: &Links<Id>) -> Vec<Known<String>> {
        let mut seen = FxHashSet::default();
        let mut all: Vec<_> = links.items.iter().map(|i| self.link(&i.link)).collect();
        all.retain(|item| match item {
            Known::Is(name) => seen.insert(name.clone()),
            Known::Not(_) => true,
        });
        all.extend(links.open.as_ref().map(not));
        all
    }

    fn vpc(&self, vpc: &Vpc) -> graph::Vpc {
        graph::Vpc {
            address: self.resource(vpc.resource),
            cidrs: vpc.cidrs.iter().map(|cidr| fact(cidr).map(|c| c.to_string())).collect(),
            dns_support: fact(&vpc.dns_support),
            dns_hostnames: fact(&vpc.dns_hostnames),
            exists: exists(vpc.conditional.as_ref()),
        }
    }

    fn subnet(&self, id: SubnetId, subnet: &Subnet) -> graph::Subnet {
        let cidr = match subnet.ipv6_native.get() {
            Some(true) => Known::Is(None),
            _ => fact(&subnet.cidr).map(|cidr| Some(cidr.to_string())),
        };
        graph::Subnet {
            address: self.resource(subnet.resource),
            vpc: self.vpc_link(&subnet.vpc),
            az: known(subnet.zone_name()).map(str::to_owned),
            zone: match subnet.likely_zone() {
                Some(name) => Some(graph::Zone::Likely(name.to_owned())),
                None => subnet.zone.get().map(|zone| graph::Zone::Same(zone.to_string())),
            },
            cidr,
            route_table: self.table_of(id),
            default_route: self.default_route_of(id),
            nacl: known(self.network.acl_of(id)).map(|acl| self.address(acl)),
            exists: exists(subnet.conditional.as_ref()),
        }
    }

    fn nat(&self, nat: &NatGateway) -> graph::NatGateway {
        let subnet = match (&nat.subnet, &nat.regional.known) {
            (Link::Absent, Ok(true)) => Known::Is(None),
            (Link::Absent, Err(cause)) => not(cause),
            (link, _) => self.link(link).map(Some),
        };
        let connectivity = |public| if public { "public" } else { "private" };
        graph::NatGateway {
            address: self.resource(nat.resource),
            subnet,
            connectivity: fact(&nat.public).map(connectivity),
            exists: exists(nat.conditional.as_ref()),
        }
    }

    fn workload(&self, workload: &Workload) -> graph::Workload {
        let mut needs: Vec<_> = workload.needs.iter().map(|n| Known::Is(need(n))).collect();
        needs.extend(workload.needs_open.as_ref().map(not));
        graph::Workload {
            address: self.resource(workload.resource),
            kind: workload.kind.name(),
            subnets: self.links(&workload.subnets),
            security_groups: self.groups_of_workload(workload),
            needs,
            exists: exists(workload.conditional.as_ref()),
        }
    }
}

fn need(need: &Need) -> graph::Need {
    graph::Need {
        service: need.service.to_string(),
        confidence: match need.strength {
            Strength::Proven => "proven",
            Strength::Likely => "likely",
            Strength::Hint => "hint",
        },
        because: need.because.clone(),
    }
}

/// Where a link leads, with the name of what it leads to.
fn named<Id: Copy>(
    link: &Link<Id>,
    name: impl Fn(Id) -> String,
    absent: impl FnOnce() -> Known<String>,
) -> Known<String> {
    match link {
        Link::To(id) => Known::Is(name(*id)),
        Link::Any(_) => Known::not("it may be any of several instances"),
        Link::Outside(text) => Known::Is(text.to_string()),
        Link::Unknown(cause) => not(cause),
        Link::Absent => absent(),
    }
}

fn fact<T: Clone>(fact: &Fact<T>) -> Known<T> {
    known(fact.known.clone())
}

fn known<T>(answer: Result<T, Arc<Cause>>) -> Known<T> {
    match answer {
        Ok(fact) => Known::Is(fact),
        Err(cause) => not(&cause),
    }
}

fn not<T>(cause: &Arc<Cause>) -> Known<T> {
    Known::not(reason(cause))
}

fn exists(conditional: Option<&Arc<Cause>>) -> Option<Unknown> {
    conditional.map(|cause| Unknown { unknown: reason(cause).to_owned() })
}

/// Why something is not known; some causes don't say.
fn reason(cause: &Cause) -> &str {
    match cause.reason.as_str() {
        "" => "it is not known",
        reason => reason,
    }
}
