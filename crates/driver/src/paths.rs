//! The paths of `paths`: for each workload and service, under each scenario that matters.

use std::collections::BTreeMap;
use std::hash::{Hash as _, Hasher as _};

use rustc_hash::{FxHashMap, FxHasher};

use vpcelint_analysis::path::{Hop, Path, Step, Way, paths as paths_of_network};
use vpcelint_aws::{Answer, Need, Network, Node, Strength, Workload};
use vpcelint_model::{Graph, RootId};
use vpcelint_report::Place;
use vpcelint_report::paths::{self, Row, Subnet};
use vpcelint_source::{Budget, Notice, Reader, Sources, System};

use crate::given::OfUnit;
use crate::money::{Figures, OwnPrices, Read};
use crate::names::Names;
use crate::pipeline::{Options, Run, each_unit, on_threads};
use crate::scenarios::look;
use crate::unit::{Loaders, Unit};
use crate::when::when;

/// What is asked for.
#[derive(Debug, Clone, Default)]
pub struct Ask {
    /// Only this workload.
    pub from: Option<String>,
    /// Only this service.
    pub to: Option<String>,
    /// What the traffic through NAT gateways is, and what it costs.
    pub figures: Figures,
    /// Whether rows come without their hops.
    pub without_hops: bool,
}

/// The paths that are asked for, of all roots below the arguments, and what is to be said.
#[must_use]
pub fn paths(
    system: &dyn System,
    sources: &Sources,
    budget: &Budget,
    options: &Options,
    ask: &Ask,
) -> (Vec<Row>, Vec<Notice>) {
    let interest = vpcelint_aws::interest();
    let reader = Reader::new(system, sources, budget, system.working_directory());
    let mut said = Vec::new();
    let figures = Read::files(&reader, &ask.figures, &mut said);
    let make = |loaders: &Loaders<'_>, given: &OfUnit, unit: &Unit| {
        let looked = look(loaders, &given.first, unit, &interest);
        let scenarios: Vec<_> = looked.leaves.iter().map(|leaf| leaf.scenario.clone()).collect();
        let mut found = Joined::default();
        for (n, leaf) in looked.leaves.iter().enumerate() {
            let graph = &leaf.evaluated.graph;
            let network = vpcelint_aws::network(graph);
            let rows = rows(graph, &network, sources, ask, &figures, &given.first.config.prices);
            rows.into_iter().for_each(|row| found.add(row, n));
        }
        let with_when = |(row, of): (Row, Vec<usize>)| Row {
            when: when(&looked.questions, &scenarios, &of),
            ..row
        };
        let found = in_order(found.rows.into_iter().map(with_when).collect());
        (found, looked.notices, looked.files)
    };
    let run = on_threads(options, || each_unit(system, sources, budget, options, &make));
    let run = run.unwrap_or_else(|notice| Run { notices: vec![notice], ..Run::default() });
    let rows: Vec<Row> = run.graphs.into_iter().flatten().collect();
    said.extend(run.notices);
    said.extend(figures.left_over(&rows));
    (rows, said)
}

/// Rows with the scenarios that they hold in.
#[derive(Default)]
struct Joined {
    rows: Vec<(Row, Vec<usize>)>,
    by_hash: FxHashMap<u64, Vec<usize>>,
}

impl Joined {
    fn add(&mut self, row: Row, scenario: usize) {
        let mut hasher = FxHasher::default();
        (&row.workload, &row.subnet, &row.service, row.path, &row.via).hash(&mut hasher);
        let alike = self.by_hash.entry(hasher.finish()).or_default();
        let same = |at: &usize| self.rows.get(*at).is_some_and(|(r, _)| is_same(r, &row));
        match alike.iter().copied().find(same).and_then(|at| self.rows.get_mut(at)) {
            Some((_, of)) => of.push(scenario),
            None => {
                alike.push(self.rows.len());
                self.rows.push((row, vec![scenario]));
            }
        }
    }
}

/// Whether two rows say the same of one workload in one subnet; the hops to it may differ.
fn is_same(a: &Row, b: &Row) -> bool {
    (&a.root, &a.workload, &a.subnet, &a.service) == (&b.root, &b.workload, &b.subnet, &b.service)
        && (a.path, &a.via, &a.reason, &a.cost) == (b.path, &b.via, &b.reason, &b.cost)
}

/// Workloads in the order of the code, and what holds in different scenarios side by side.
fn in_order(mut rows: Vec<Row>) -> Vec<Row> {
    let mut order: FxHashMap<&str, usize> = FxHashMap::default();
    for (n, row) in rows.iter().enumerate() {
        order.entry(&row.workload).or_insert(n);
    }
    let mut places: Vec<(Option<usize>, usize)> =
        rows.iter().enumerate().map(|(n, row)| (order.get(&*row.workload).copied(), n)).collect();
    let key = |n: usize| rows.get(n).map(|r| (&r.service, &r.subnet, &r.when));
    places.sort_by(|(a, n), (b, m)| a.cmp(b).then_with(|| key(*n).cmp(&key(*m))));
    let mut rows: Vec<Option<Row>> = rows.drain(..).map(Some).collect();
    places.into_iter().filter_map(|(_, n)| rows.get_mut(n)?.take()).collect()
}

/// The paths through a network that are asked for.
pub(crate) fn rows(
    graph: &Graph,
    network: &Network,
    sources: &Sources,
    ask: &Ask,
    figures: &Read,
    prices: &BTreeMap<String, OwnPrices>,
) -> Vec<Row> {
    let wanted = |workload: &Workload, need: &Need| {
        let address = &graph.resource(workload.resource).address;
        ask.from.as_ref().is_none_or(|from| **from == **address)
            && ask.to.as_ref().is_none_or(|to| *to == need.service)
    };
    let paths = paths_of_network(network, wanted);
    let named = Named { graph, network, names: Names::new(graph) };
    let with_row = |path: Path| Some((row(&named, sources, &path, !ask.without_hops)?, path));
    let (mut rows, paths): (Vec<Row>, Vec<Path>) = paths.into_iter().filter_map(with_row).unzip();
    figures.charge(graph, network, &paths, prices, &mut rows);
    rows
}

/// A network with what its parts are called.
struct Named<'g> {
    graph: &'g Graph,
    network: &'g Network,
    names: Names<'g>,
}

fn row(named: &Named<'_>, sources: &Sources, path: &Path, with_hops: bool) -> Option<Row> {
    let Named { graph, network, .. } = *named;
    let workload = network.workload(path.workload);
    let resource = graph.resource(workload.resource);
    let need = workload.needs.get(path.need)?;
    let here = resource.root;
    let (name, via, reason) = named.way(here, &path.way);
    Some(Row {
        root: graph.root(resource.root)?.path.to_string(),
        workload: resource.address.to_string(),
        subnet: match &path.subnet {
            Ok(id) => Subnet::Is(named.address(here, (*id).into()).unwrap_or_default()),
            Err(cause) => Subnet::Unknown { unknown: cause.reason.to_string() },
        },
        service: need.service.to_string(),
        family: if path.six { "ipv6" } else { "ipv4" },
        confidence: match need.strength {
            Strength::Proven => "proven",
            Strength::Likely => "likely",
            Strength::Hint => "hint",
        },
        because: need.because.clone(),
        path: name,
        via,
        when: None,
        reason,
        cost: None,
        hops: path.hops.iter().filter(|_| with_hops).map(|h| named.hop(here, sources, h)).collect(),
    })
}

impl Named<'_> {
    /// The name of a way, what carries it, and why it is not known.
    fn way(&self, here: RootId, way: &Way) -> (&'static str, Option<String>, Option<String>) {
        let of = |node: Node| self.address(here, node);
        match way {
            Way::GatewayEndpoint(id) => ("gateway-endpoint", of((*id).into()), None),
            Way::InterfaceEndpoint(id) => ("interface-endpoint", of((*id).into()), None),
            Way::Nat(via) => ("nat", via.and_then(of), None),
            Way::InternetGateway => ("internet-gateway", None, None),
            Way::EgressOnlyInternetGateway(via) => {
                ("egress-only-internet-gateway", via.and_then(of), None)
            }
            Way::TransitGateway(via) => ("transit-gateway", via.and_then(|id| of(id.into())), None),
            Way::External(what) => ("external", Some((*what).to_owned()), None),
            Way::Blocked(by) => ("blocked", by.and_then(of), None),
            Way::None => ("none", None, None),
            Way::Unknown(cause) => ("unknown", None, Some(cause.reason.to_string())),
        }
    }

    /// The address of a part; parts that come with a VPC have one without a resource.
    fn address(&self, here: RootId, node: Node) -> Option<String> {
        let network = self.network;
        let address = match node {
            Node::Table(id) => &network.table(id).address,
            Node::Group(id) => &network.group(id).address,
            Node::NetworkAcl(id) => &network.network_acl(id).address,
            other => &self.graph.resource(network.resource_of(other)?).address,
        };
        let vpc = match node {
            Node::Table(id) => network.table(id).vpc.to(),
            Node::Group(id) => network.group(id).vpc.to(),
            _ => None,
        };
        let of_vpc = || vpc.map(|vpc| network.vpc(vpc).resource);
        Some(match network.resource_of(node).or_else(of_vpc) {
            Some(maker) => self.names.of(here, maker, address),
            None => address.to_string(),
        })
    }

    fn hop(&self, here: RootId, sources: &Sources, hop: &Hop) -> paths::Hop {
        let place = hop.at.and_then(|at| Place::of(sources, at));
        let (file, range) = place.map(|p| (p.file, p.range)).unzip();
        paths::Hop {
            step: match hop.step {
                Step::Name => "name",
                Step::Resolver => "resolver",
                Step::Address => "address",
                Step::Route => "route",
                Step::Group => "group",
                Step::Acl => "acl",
                Step::Policy => "policy",
            },
            resource: hop.part.and_then(|node| self.address(here, node)),
            file,
            range,
            verdict: match hop.verdict {
                Answer::Yes => "yes",
                Answer::No => "no",
                Answer::Unknown(_) => "unknown",
            },
            says: hop.says.clone(),
        }
    }
}
