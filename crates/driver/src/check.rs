//! The main job: evaluated roots, their networks, the rules, and what to show of the findings.

use vpcelint_aws::Network;
use vpcelint_engine::{Context, Outcome, join, suppression_findings};
use vpcelint_model::{Graph, Mode};
use vpcelint_source::{
    Budget, Confidence, Diagnostic, Gravity, Notice, Severity, Sources, Summary, System,
};

use crate::given::AllGiven;
use crate::pipeline::{Options, Run, each_unit, on_threads};
use crate::scenarios;
use crate::unit::{Loaders, Unit};

/// Which findings count.
#[derive(Debug, Clone, Copy)]
pub struct Selection {
    /// The least severity.
    pub min_severity: Severity,
    /// Whether findings that rest on an assumption count.
    pub pedantic: bool,
}

impl Default for Selection {
    fn default() -> Self {
        Self { min_severity: Severity::Low, pedantic: false }
    }
}

/// What was found.
#[derive(Debug, Default)]
pub struct Checked {
    /// The findings that count, and those that are suppressed, in order.
    pub diagnostics: Vec<Diagnostic>,
    /// Errors and notices, in order.
    pub notices: Vec<Notice>,
    /// What was examined.
    pub summary: Summary,
}

impl Checked {
    /// Whether there is a finding that counts.
    #[must_use]
    pub fn has_findings(&self) -> bool {
        self.diagnostics.iter().any(|d| d.suppressed.is_none())
    }

    /// Whether there was an error.
    #[must_use]
    pub fn has_errors(&self) -> bool {
        self.notices.iter().any(|n| n.gravity == Gravity::Error)
    }
}

/// What one root, or deployment, gave.
pub(crate) struct Root {
    pub(crate) outcome: Outcome,
    pub(crate) examined: Summary,
}

/// Analyses the roots below the arguments.
#[must_use]
pub fn check(
    system: &dyn System,
    sources: &Sources,
    budget: &Budget,
    options: &Options,
    selection: Selection,
) -> Checked {
    let interest = vpcelint_aws::interest();
    let analyse = |loaders: &Loaders<'_>, given: &AllGiven, unit: &Unit| {
        scenarios::evaluate(loaders, given, unit, &interest, &analyse)
    };
    let run = on_threads(options, || each_unit(system, sources, budget, options, &analyse));
    match run {
        Ok(run) => collect(sources, run, selection),
        Err(notice) => Checked { notices: vec![notice], ..Checked::default() },
    }
}

fn analyse(graph: &Graph) -> Root {
    let network = vpcelint_aws::network(graph);
    let context = Context { graph, network: &network };
    let outcome = vpcelint_engine::run(&context, vpcelint_rules::RULES);
    Root { outcome, examined: examined(graph, &network) }
}

/// What there is in a network.
fn examined(graph: &Graph, network: &Network) -> Summary {
    Summary {
        roots: graph.roots().len(),
        resources: graph.resources().filter(|(_, r)| r.mode == Mode::Managed).count(),
        vpcs: network.vpcs_all().count(),
        subnets: network.subnets_all().count(),
        route_tables: network.tables_all().count(),
        endpoints: network.endpoints_all().count(),
        nat_gateways: network.nats_all().count(),
        workloads: network.workloads_all().count(),
        ..Summary::default()
    }
}

fn collect(sources: &Sources, run: Run<Root>, selection: Selection) -> Checked {
    let mut summary = Summary { files: run.files, ..Summary::default() };
    let (mut diagnostics, mut wishes) = (Vec::new(), Vec::new());
    for root in run.graphs {
        add(&mut summary, &root.examined);
        summary.undecided += root.outcome.undecided;
        for (reason, count) in root.outcome.undecided_because {
            *summary.undecided_because.entry(reason).or_default() += count;
        }
        diagnostics.extend(root.outcome.diagnostics);
        wishes.extend(root.outcome.wishes);
    }
    // After an error a suppression may be about what was not seen.
    if run.notices.iter().all(|n| n.gravity != Gravity::Error) {
        let rules: Vec<_> = vpcelint_rules::RULES.iter().map(|rule| rule.meta).collect();
        diagnostics.extend(suppression_findings(&wishes, &rules));
    }
    diagnostics.retain(|d| d.confidence == Confidence::Certain || selection.pedantic);
    let mut diagnostics = join(sources, diagnostics);
    diagnostics.retain(|d| d.severity >= selection.min_severity);
    summary.suppressed = diagnostics.iter().filter(|d| d.suppressed.is_some()).count();
    for diagnostic in diagnostics.iter().filter(|d| d.suppressed.is_none()) {
        *summary.by_severity.entry(diagnostic.severity).or_default() += 1;
    }
    Checked { diagnostics, notices: run.notices, summary }
}

fn add(sum: &mut Summary, other: &Summary) {
    sum.roots += other.roots;
    sum.resources += other.resources;
    sum.vpcs += other.vpcs;
    sum.subnets += other.subnets;
    sum.route_tables += other.route_tables;
    sum.endpoints += other.endpoints;
    sum.nat_gateways += other.nat_gateways;
    sum.workloads += other.workloads;
    sum.scenarios += other.scenarios;
}
