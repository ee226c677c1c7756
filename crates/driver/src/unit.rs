//! What is evaluated by itself: roots of Terraform, or templates, of a deployment.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use rayon::prelude::*;
use smol_str::SmolStr;
use vpcelint_cloudformation as cloudformation;
use vpcelint_cloudformation::{Member, Template};
use vpcelint_model::{Graph, Interest, Question, Root, Scenario};
use vpcelint_source::{Budget, FileId, Notice, Reader, Sources, Span, System};
use vpcelint_terraform as terraform;
use vpcelint_terraform::DeployedRoot;

use crate::assume;
use crate::given::AllGiven;
use crate::kept::Kept;

mod states;
pub(crate) use states::joined_roots;

/// What reads the files of both languages below one boundary.
#[derive(Debug)]
pub(crate) struct Loaders<'a> {
    pub(crate) terraform: terraform::Loader<'a>,
    pub(crate) templates: cloudformation::Loader<'a>,
}

impl<'a> Loaders<'a> {
    pub(crate) fn new(
        system: &'a dyn System,
        sources: &'a Sources,
        budget: &'a Budget,
        boundary: &Path,
        kept: Option<&'a Kept>,
    ) -> Self {
        let reader = || Reader::new(system, sources, budget, boundary.to_path_buf());
        Self {
            terraform: terraform::Loader::new(reader()).with_trees(kept.map(|k| &k.terraform)),
            templates: cloudformation::Loader::new(reader()).with_trees(kept.map(|k| &k.templates)),
        }
    }
}

/// What is evaluated by itself.
#[derive(Debug)]
pub(crate) enum Unit {
    /// Directories with configuration that read each other's states; usually one.
    Roots(Vec<DeployedRoot>),
    /// A plan or state, with the directory of its source where that is known.
    Plan(Box<terraform::Plan>, Option<PathBuf>),
    /// Templates that import from each other; usually one.
    Deployment(Vec<Member>),
}

/// A unit after evaluation.
#[derive(Debug)]
pub(crate) struct Evaluated {
    pub(crate) graph: Graph,
    pub(crate) notices: Vec<Notice>,
    pub(crate) files: BTreeSet<FileId>,
    /// Whether the code itself says that its inputs must not be like this.
    pub(crate) forbidden: bool,
}

impl Unit {
    /// The roots of Terraform of which it consists.
    pub(crate) fn roots(&self) -> &[DeployedRoot] {
        match self {
            Self::Roots(roots) => roots,
            Self::Plan(..) | Self::Deployment(_) => &[],
        }
    }

    /// The directories whose configurations hold for it: those of all roots, or of the first template.
    pub(crate) fn directories(&self) -> Vec<&Path> {
        match self {
            Self::Roots(roots) => roots.iter().map(|root| root.directory.as_path()).collect(),
            Self::Plan(_, Some(directory)) => vec![directory],
            Self::Plan(plan, None) => vec![plan.path.parent().unwrap_or(Path::new("."))],
            Self::Deployment(members) => {
                let first = members.first().map(|m| m.template.path.as_path());
                vec![first.and_then(Path::parent).unwrap_or(Path::new("."))]
            }
        }
    }

    /// The inputs of finite choice that are not given.
    pub(crate) fn questions(&self, loaders: &Loaders<'_>, given: &AllGiven) -> Vec<Question> {
        match self {
            Self::Roots(roots) => terraform::questions(&loaders.terraform, roots),
            // A plan has answered all.
            Self::Plan(..) => Vec::new(),
            Self::Deployment(members) => cloudformation::questions(members, &given.templates),
        }
    }

    /// Evaluates it under a scenario.
    pub(crate) fn evaluate(
        &self,
        loaders: &Loaders<'_>,
        given: &AllGiven,
        interest: &Interest,
        scenario: &Scenario,
    ) -> Evaluated {
        let evaluated = self.evaluate_code(loaders, given, interest, scenario);
        let assumptions = &given.config.assume;
        if assumptions.is_empty() {
            return evaluated;
        }
        let graph = evaluated.graph.changed(|resources, exports| {
            assume::lay_beside(assumptions, resources, exports);
        });
        Evaluated { graph, ..evaluated }
    }

    /// Evaluates the code itself.
    fn evaluate_code(
        &self,
        loaders: &Loaders<'_>,
        given: &AllGiven,
        interest: &Interest,
        scenario: &Scenario,
    ) -> Evaluated {
        match self {
            Self::Roots(members) => roots(&loaders.terraform, members, interest, scenario),
            Self::Plan(of, source) => {
                plan(&loaders.terraform, of, source.as_deref(), given, interest)
            }
            Self::Deployment(members) => {
                let evaluation = cloudformation::evaluate(
                    &loaders.templates,
                    members,
                    &given.templates,
                    interest,
                    scenario,
                );
                Evaluated {
                    graph: evaluation.graph,
                    notices: evaluation.notices,
                    files: evaluation.files,
                    forbidden: evaluation.forbidden,
                }
            }
        }
    }

    /// Lets go of what only this unit needs.
    pub(crate) fn forget(&self, loaders: &Loaders<'_>) {
        match self {
            Self::Roots(roots) => {
                roots.iter().for_each(|root| loaders.terraform.forget(&root.directory));
            }
            Self::Plan(_, Some(directory)) => loaders.terraform.forget(directory),
            Self::Plan(_, None) => {}
            Self::Deployment(members) => {
                members.iter().for_each(|m| loaders.templates.forget(&m.template.path));
            }
        }
    }
}

fn roots(
    loader: &terraform::Loader<'_>,
    members: &[DeployedRoot],
    interest: &Interest,
    scenario: &Scenario,
) -> Evaluated {
    let evaluation = terraform::evaluate(loader, members, interest, scenario);
    let from = |member: &DeployedRoot| from_boundary(&loader.reader.boundary, &member.directory);
    let at = |member: &DeployedRoot| member.unit.as_ref().map(|unit| unit.place());
    let roots = members.iter().map(|m| (loader.display(&m.directory), from(m), at(m))).collect();
    evaluated(evaluation, roots, None)
}

/// A plan or state. Its findings are the same as those of its source, also for a baseline.
fn plan(
    loader: &terraform::Loader<'_>,
    plan: &terraform::Plan,
    source: Option<&Path>,
    given: &AllGiven,
    interest: &Interest,
) -> Evaluated {
    let evaluation = plan.evaluate(loader, source, &given.terraform, interest, 0);
    let from = from_boundary(&loader.reader.boundary, source.unwrap_or(&plan.path));
    evaluated(evaluation, vec![(plan.display.clone(), from, None)], Some(plan.file()))
}

/// What evaluated roots are, given by their paths as output shows them and from the boundary, and the place
/// of each that is a unit of Terragrunt.
fn evaluated(
    evaluation: terraform::Evaluation,
    paths: Vec<(Arc<str>, Arc<str>, Option<Span>)>,
    more: Option<FileId>,
) -> Evaluated {
    let roots = paths.into_iter().zip(evaluation.loose);
    let roots =
        roots.map(|((path, from_boundary, unit), loose)| Root { path, from_boundary, unit, loose });
    let own = evaluation.modules.iter().flatten().filter(|m| !m.is_model);
    let files = own.flat_map(|m| &m.files).map(|file| file.id).chain(more).collect();
    let suppressions = evaluation.suppressions;
    let roots = roots.collect();
    let graph = Graph::new(roots, evaluation.resources, evaluation.exports, suppressions);
    let graph = graph.with_partial(evaluation.partial);
    Evaluated { graph, notices: evaluation.notices, files, forbidden: false }
}

fn from_boundary(boundary: &Path, path: &Path) -> Arc<str> {
    let below = path.strip_prefix(boundary).unwrap_or(path);
    let parts: Vec<_> = below.components().map(|c| c.as_os_str().to_string_lossy()).collect();
    if parts.is_empty() { ".".into() } else { parts.join("/").into() }
}

/// The deployments that some templates make: those that import what others export are one.
pub(crate) fn deployments(
    loaders: &Loaders<'_>,
    templates: Vec<Arc<Template>>,
    given: &AllGiven,
) -> Vec<Unit> {
    let reader: &Reader<'_> = &loaders.templates.reader;
    let members: Vec<Member> = templates
        .into_iter()
        .map(|template| Member {
            path: template.display.clone(),
            from_boundary: from_boundary(&reader.boundary, &template.path),
            template,
        })
        .collect();
    let crossings: Vec<_> = members
        .par_iter()
        .map(|member| cloudformation::crossings(&loaders.templates, member, &given.templates))
        .collect();
    let environments: Vec<_> = members
        .iter()
        .map(|member| cloudformation::environment(&loaders.templates, member, &given.templates))
        .collect();
    let shares = |one: usize, two: usize| {
        let (one, two) = (environments.get(one), environments.get(two));
        one.zip(two).is_some_and(|(one, two)| one.may_share(two))
    };
    let mut exporters: BTreeMap<&SmolStr, Vec<usize>> = BTreeMap::new();
    for (n, (exports, _)) in crossings.iter().enumerate() {
        for name in exports {
            exporters.entry(name).or_default().push(n);
        }
    }
    // Each member's group is named after its first member.
    let mut group: Vec<usize> = (0..members.len()).collect();
    for (importer, (_, imports)) in crossings.iter().enumerate() {
        for name in imports {
            let all = exporters.get(name).into_iter().flatten();
            let mut seen = all.filter(|exporter| shares(importer, **exporter));
            if let (Some(exporter), None) = (seen.next(), seen.next()) {
                join(&mut group, importer, *exporter);
            }
        }
    }
    let mut grouped: BTreeMap<usize, Vec<Member>> = BTreeMap::new();
    for (n, member) in members.into_iter().enumerate() {
        grouped.entry(first_of(&group, n)).or_default().push(member);
    }
    grouped.into_values().map(Unit::Deployment).collect()
}

pub(crate) fn first_of(group: &[usize], mut n: usize) -> usize {
    while let Some(above) = group.get(n).filter(|above| **above != n) {
        n = *above;
    }
    n
}

pub(crate) fn join(group: &mut [usize], one: usize, two: usize) {
    let (one, two) = (first_of(group, one), first_of(group, two));
    let (first, second) = (one.min(two), one.max(two));
    if let Some(above) = group.get_mut(second) {
        *above = first;
    }
}
