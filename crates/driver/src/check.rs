//! The main job: evaluated roots, their networks, the rules, and what to show of the findings.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use rustc_hash::FxHashSet;
use vpcelint_aws::Network;
use vpcelint_engine::{Context, Outcome, join, suppression_findings};
use vpcelint_model::{Graph, Mode};
use vpcelint_source::{
    Asked, Budget, Confidence, Diagnostic, EntryKind, FileId, Gravity, Notice, Reader, RuleMeta,
    Severity, Sources, Span, Summary, SuppressedBy, System, clean_path,
};

use crate::assume::Assumption;
use crate::baseline::{self, Baseline};
use crate::config::Config;
use crate::fix;
use crate::given::OfUnit;
use crate::kept::Keeping;
use crate::pipeline::{Options, Run, each_unit, on_threads, sort_notices};
use crate::scenarios;
use crate::unit::{Loaders, Unit};

/// Which findings count.
#[derive(Debug, Clone, Copy, Default)]
pub struct Selection {
    /// The least severity; that of the configuration, else `low`, if there is none.
    pub min_severity: Option<Severity>,
    /// Whether findings that rest on an assumption count.
    pub pedantic: bool,
    /// Whether the findings are listed one by one, for a baseline.
    pub list_members: bool,
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
    /// The rules that some configuration selects, sorted by id.
    pub rules: Vec<&'static RuleMeta>,
    /// The findings that count and those that a baseline has, one by one.
    pub baseline: Option<Baseline>,
}

impl Checked {
    /// Whether there is a finding that counts.
    #[must_use]
    pub fn has_findings(&self) -> bool {
        self.diagnostics.iter().any(|d| d.suppressed.is_none())
    }

    /// Keeps what is found in one file.
    pub fn keep_file(&mut self, sources: &Sources, path: &Path) {
        let here = |d: &Diagnostic| {
            sources.get(d.primary.span.file).is_some_and(|file| file.path() == path)
        };
        self.diagnostics.retain(here);
        self.summary.count(&self.diagnostics);
    }

    /// Whether there was an error.
    #[must_use]
    pub fn has_errors(&self) -> bool {
        self.notices.iter().any(|n| n.gravity == Gravity::Error)
    }
}

/// What one root, or deployment, gave.
#[derive(Debug, Clone, Default)]
pub(crate) struct Root {
    pub(crate) outcome: Outcome,
    pub(crate) examined: Summary,
    /// The entries of `assume` of which something is named.
    pub(crate) told: BTreeSet<Span>,
    /// The configuration that holds for it.
    pub(crate) config: Arc<Config>,
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
    let make = |loaders: &Loaders<'_>, given: &OfUnit, unit: &Unit| {
        let analyse = |graph: &Graph| analyse(graph, &given.configs, sources, budget);
        scenarios::evaluate(loaders, &given.first, unit, &interest, &analyse)
    };
    let keeping = options.kept.as_deref().map(|kept| Keeping::new(kept, Asked::new(system)));
    let analyse = |loaders: &Loaders<'_>, given: &OfUnit, unit: &Unit| {
        let (root, notices, files) = match &keeping {
            Some(keeping) => keeping.or_make(loaders, given, unit, &make),
            None => make(loaders, given, unit),
        };
        (by_config(sources, &given.configs, root), notices, files)
    };
    let run = on_threads(options, || each_unit(system, sources, budget, options, &analyse));
    if let Some(keeping) = keeping {
        keeping.finish(budget.is_cancelled());
    }
    match run {
        Ok(mut run) => {
            let baseline = options.baseline.as_deref().map(|path| {
                let working = system.working_directory();
                let path = working.join(path);
                let reader = Reader::new(system, sources, budget, working);
                baseline::read(&reader, &path, &mut run.notices)
            });
            // Of files alone something is always left out.
            let working = system.working_directory();
            let whole = options.paths.iter().map(|path| clean_path(&working.join(path)));
            let whole = whole.filter(|path| system.kind(path) == Some(EntryKind::Directory));
            let whole: Vec<PathBuf> = whole.collect();
            add_unnamed(sources, &mut run, &whole);
            collect(sources, run, selection, &baseline.unwrap_or_default())
        }
        Err(notice) => Checked { notices: vec![notice], ..Checked::default() },
    }
}

/// Says which entries of `assume` describe nothing of the directories that are analysed.
fn add_unnamed(sources: &Sources, run: &mut Run<Vec<Root>>, whole: &[PathBuf]) {
    if run.notices.iter().any(|notice| notice.gravity == Gravity::Error) {
        return;
    }
    let roots = || run.graphs.iter().flatten();
    let told: BTreeSet<Span> = roots().flat_map(|root| root.told.iter().copied()).collect();
    let mut unnamed: BTreeMap<Span, Notice> = BTreeMap::new();
    for config in roots().map(|root| &root.config) {
        if !whole.iter().any(|directory| config.directory().starts_with(directory)) {
            continue;
        }
        for assumption in config.assume.iter().filter(|a| !told.contains(&a.span())) {
            unnamed.entry(assumption.span()).or_insert_with(|| assumption.names_nothing());
        }
    }
    if !unnamed.is_empty() {
        run.notices.extend(unnamed.into_values());
        sort_notices(sources, &mut run.notices);
    }
}

fn analyse(graph: &Graph, configs: &[Arc<Config>], sources: &Sources, budget: &Budget) -> Root {
    let network = vpcelint_aws::network(graph);
    let told = configs.iter().flat_map(|config| &config.assume).map(Assumption::file);
    let told: Vec<FileId> = told.collect();
    let context = Context { graph, network: &network, told: &told };
    let laid = graph.resources().map(|(_, resource)| resource.span);
    let mut outcome = vpcelint_engine::run(
        &context,
        vpcelint_rules::RULES
            .iter()
            .filter(|rule| configs.iter().any(|config| config.selects(rule.meta.id))),
    );
    // What is not read may mend it already.
    if graph.partial().is_none() {
        fix::write_all(sources, budget, graph, &mut outcome);
    }
    let examined = examined(graph, &network);
    let told = match told.is_empty() {
        true => BTreeSet::new(),
        false => laid.filter(|span| told.contains(&span.file)).collect(),
    };
    Root { outcome, examined, told, ..Root::default() }
}

/// What a unit gave, for each configuration that holds for some of it: findings count by that which
/// holds for their file.
fn by_config(sources: &Sources, configs: &[Arc<Config>], mut whole: Root) -> Vec<Root> {
    let mut diagnostics = std::mem::take(&mut whole.outcome.diagnostics);
    let mut roots = vec![whole];
    roots.resize_with(configs.len().max(1), Root::default);
    for (root, config) in roots.iter_mut().zip(configs) {
        let here = |d: &Diagnostic| Arc::ptr_eq(&config_for(sources, configs, d), config);
        let (own, others) = match configs.len() {
            1 => (diagnostics, Vec::new()),
            _ => diagnostics.into_iter().partition(here),
        };
        (root.outcome.diagnostics, diagnostics) = (own, others);
        config.apply(sources, &mut root.outcome.diagnostics);
        root.config = config.clone();
    }
    // What is in no directory of theirs counts by the first.
    if let Some((root, config)) = roots.first_mut().zip(configs.first()) {
        config.apply(sources, &mut diagnostics);
        root.outcome.diagnostics.append(&mut diagnostics);
    }
    roots
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

fn collect(
    sources: &Sources,
    run: Run<Vec<Root>>,
    selection: Selection,
    known: &FxHashSet<String>,
) -> Checked {
    let mut summary = Summary { files: run.files.len(), ..Summary::default() };
    // Findings of one cause are joined where they count alike.
    let mut by_threshold: BTreeMap<Severity, Vec<Diagnostic>> = BTreeMap::new();
    let (mut wishes, mut configs) = (Vec::new(), Vec::new());
    for root in run.graphs.into_iter().flatten() {
        add(&mut summary, &root.examined);
        summary.undecided += root.outcome.undecided;
        for (reason, count) in root.outcome.undecided_because {
            *summary.undecided_because.entry(reason).or_default() += count;
        }
        let threshold = selection.threshold(&root.config);
        let mut found = root.outcome.diagnostics;
        baseline::apply(&root.config.baseline, &mut found);
        let pedantic = selection.pedantic || root.config.pedantic;
        found.retain(|d| d.confidence == Confidence::Certain || pedantic);
        by_threshold.entry(threshold).or_default().append(&mut found);
        wishes.extend(root.outcome.wishes);
        configs.push(root.config);
    }
    // After an error a suppression may be about what was not seen.
    if run.notices.iter().all(|n| n.gravity != Gravity::Error) {
        let rules: Vec<_> = vpcelint_rules::RULES.iter().map(|rule| rule.meta).collect();
        for finding in suppression_findings(&wishes, &rules) {
            let config = config_for(sources, &configs, &finding);
            let mut finding = vec![finding];
            config.apply(sources, &mut finding);
            baseline::apply(&config.baseline, &mut finding);
            by_threshold.entry(selection.threshold(&config)).or_default().append(&mut finding);
        }
    }
    let mut diagnostics = Vec::new();
    let mut members = Vec::new();
    for (threshold, mut found) in by_threshold {
        baseline::apply(known, &mut found);
        members.extend(found.iter().filter(|d| d.severity >= threshold && counts(d)).cloned());
        let mut found = join(sources, found);
        found.retain(|d| d.severity >= threshold);
        diagnostics.append(&mut found);
    }
    let diagnostics = join(sources, diagnostics);
    summary.count(&diagnostics);
    let baseline = selection.list_members.then(|| Baseline::of(sources, members.iter()));
    let selected = |rule: &RuleMeta| configs.iter().any(|config| config.selects(rule.id));
    let rules =
        vpcelint_rules::RULES.iter().map(|rule| rule.meta).filter(|r| selected(r)).collect();
    Checked { diagnostics, notices: run.notices, summary, rules, baseline }
}

/// Whether a baseline has a finding.
fn counts(diagnostic: &Diagnostic) -> bool {
    diagnostic.suppressed.as_ref().is_none_or(|s| s.by == SuppressedBy::Baseline)
}

/// The configuration that holds for the file of a finding about no root.
fn config_for(sources: &Sources, configs: &[Arc<Config>], finding: &Diagnostic) -> Arc<Config> {
    let file = sources.get(finding.primary.span.file);
    let path = file.as_ref().map(|file| file.path());
    let holds = configs.iter().filter(|c| path.is_some_and(|path| path.starts_with(c.directory())));
    holds.max_by_key(|c| c.directory().components().count()).cloned().unwrap_or_default()
}

impl Selection {
    fn threshold(self, config: &Config) -> Severity {
        self.min_severity.or(config.min_severity).unwrap_or(Severity::Low)
    }
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
