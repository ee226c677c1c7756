//! From arguments to evaluated roots.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};

use rayon::prelude::*;
use rayon::{ThreadPool, ThreadPoolBuildError};
use vpcelint_model::{Graph, Interest, Scenario};
use vpcelint_source::{
    Budget, EntryKind, FileId, Gravity, Notice, Reader, Sources, System, clean_path,
};
use vpcelint_terraform::{Given, Plan};

use crate::config::Configs;
use crate::discover::{Finder, Roots, boundary};
use crate::given::OfUnit;
use crate::kept::Kept;
use crate::plans;
use crate::unit::{Evaluated, Loaders, Unit, deployments, joined_roots};

/// Bytes of stack of each thread: parsers and evaluation recurse, and the caps are tested against this.
pub const STACK_BYTES: usize = 512 << 20;

/// What a run is asked for.
#[derive(Debug, Clone, Default)]
pub struct Options {
    /// Files and directories; the working directory if there are none.
    pub paths: Vec<PathBuf>,
    /// Values of variables and the workspace.
    pub given: Given,
    /// The configuration; the nearest upward from each root if there is none.
    pub config: Option<PathBuf>,
    /// A baseline beside that of the configuration.
    pub baseline: Option<PathBuf>,
    /// The root of the plans among the paths.
    pub source: Option<PathBuf>,
    /// What an editor keeps between runs.
    pub kept: Option<Arc<Kept>>,
    /// Threads; as many as there are processors if none.
    pub threads: Option<usize>,
}

/// What was evaluated.
#[derive(Debug)]
pub struct Run<T = Graph> {
    /// One graph for each deployment, usually of one root, by path, or what was made of it.
    pub graphs: Vec<T>,
    /// Errors and notices, in order of their places.
    pub notices: Vec<Notice>,
    /// The files of configuration that the roots have.
    pub files: BTreeSet<FileId>,
}

impl<T> Default for Run<T> {
    fn default() -> Self {
        Self { graphs: Vec::new(), notices: Vec::new(), files: BTreeSet::new() }
    }
}

impl<T> Run<T> {
    /// Whether there was an error.
    #[must_use]
    pub fn has_errors(&self) -> bool {
        self.notices.iter().any(|n| n.gravity == Gravity::Error)
    }
}

/// Finds and evaluates the roots below the arguments, with what is given and the defaults.
#[must_use]
pub fn evaluate(
    system: &dyn System,
    sources: &Sources,
    budget: &Budget,
    options: &Options,
    interest: &Interest,
) -> Run {
    let evaluate = |loaders: &Loaders<'_>, given: &OfUnit, unit: &Unit| {
        let Evaluated { graph, notices, files, .. } =
            unit.evaluate(loaders, &given.first, interest, &Scenario::first());
        (graph, notices, files)
    };
    on_threads(options, || each_unit(system, sources, budget, options, &evaluate))
        .unwrap_or_else(|notice| Run { notices: vec![notice], ..Run::default() })
}

/// Runs work on as many threads as are asked for, each with a stack that evaluation needs.
pub(crate) fn on_threads<T: Send>(
    options: &Options,
    work: impl FnOnce() -> T + Send,
) -> Result<T, Notice> {
    match pool(options.threads.unwrap_or(0)) {
        Ok(pool) => Ok(pool.install(work)),
        Err(error) => {
            let message = format!("no threads can be started: {error}");
            Err(Notice::about(Gravity::Error, None, message))
        }
    }
}

/// The threads of a number of them. They are kept: an editor asks for them on every change, and a
/// program that ends needs no orderly end of its threads.
fn pool(threads: usize) -> Result<Arc<ThreadPool>, ThreadPoolBuildError> {
    static POOLS: Mutex<BTreeMap<usize, Arc<ThreadPool>>> = Mutex::new(BTreeMap::new());
    let mut pools = POOLS.lock().unwrap_or_else(PoisonError::into_inner);
    if let Some(pool) = pools.get(&threads) {
        return Ok(pool.clone());
    }
    let builder = rayon::ThreadPoolBuilder::new().num_threads(threads).stack_size(STACK_BYTES);
    let pool = Arc::new(builder.build()?);
    pools.insert(threads, pool.clone());
    Ok(pool)
}

/// What is made of a unit, with what is to be said and the files that it has.
pub(crate) type Made<T> = (T, Vec<Notice>, BTreeSet<FileId>);

/// Finds the units below the arguments and makes something of each, on the current threads.
pub(crate) fn each_unit<T: Send>(
    system: &dyn System,
    sources: &Sources,
    budget: &Budget,
    options: &Options,
    make: &(dyn Fn(&Loaders<'_>, &OfUnit, &Unit) -> Made<T> + Sync),
) -> Run<T> {
    let here = vec![PathBuf::from(".")];
    let paths = if options.paths.is_empty() { &here } else { &options.paths };
    let mut run = Run::default();
    let files = Reader::new(system, sources, budget, system.working_directory());
    let configs = Configs::new(&files, options);
    let source = options.source.as_deref().map(|given| plans::given_source(system, given));
    let source = source.transpose().unwrap_or_else(|notice| {
        run.notices.push(notice);
        None
    });
    let kept = options.kept.as_deref();
    for (boundary, arguments) in by_boundary(system, paths) {
        let loaders = Loaders::new(system, sources, budget, &boundary, kept);
        let (mut units, plans) = units(&loaders, &configs, &boundary, &arguments, &mut run.notices);
        units.extend(plans.into_iter().map(|plan| {
            let source = plans::source_of(&loaders.terraform, &plan, source.as_deref());
            Unit::Plan(Box::new(plan), source)
        }));
        let roots: Vec<_> = units.iter().flat_map(Unit::roots).collect();
        // What is no variable may be a parameter.
        let templates = units.iter().any(|unit| matches!(unit, Unit::Deployment(_)));
        let unused = vpcelint_terraform::unused_arguments(&loaders.terraform, &roots);
        run.notices.extend(unused.into_iter().filter(|n| n.span.is_some() || !templates));
        budget.add_roots(units.len());
        // The source of a plan may lie elsewhere than the plan.
        let elsewhere = source.as_deref().filter(|source| !source.starts_with(&boundary));
        let elsewhere = elsewhere.map(|source| {
            let boundary = crate::discover::boundary(system, source);
            (Loaders::new(system, sources, budget, &boundary, kept), boundary)
        });
        let done: Vec<_> = units
            .par_iter()
            .map(|unit| {
                let (loaders, boundary) = match (&elsewhere, unit) {
                    (Some((loaders, boundary)), Unit::Plan(..)) => (loaders, boundary),
                    _ => (&loaders, &boundary),
                };
                let given = of_unit(&configs, boundary, unit);
                let made = make(loaders, &given, unit);
                unit.forget(loaders);
                budget.root_done();
                made
            })
            .collect();
        for (made, notices, files) in done {
            run.graphs.push(made);
            run.notices.extend(notices);
            run.files.extend(files);
        }
    }
    run.notices.extend(configs.notices());
    sort_notices(sources, &mut run.notices);
    run
}

/// The directory that all arguments are in.
fn common_directory(system: &dyn System, arguments: &[PathBuf]) -> PathBuf {
    let directory = |argument: &PathBuf| match system.kind(argument) {
        Some(EntryKind::Directory) => argument.clone(),
        _ => argument.parent().unwrap_or(argument).to_path_buf(),
    };
    let mut directories = arguments.iter().map(directory);
    let first = directories.next().unwrap_or_default();
    directories.fold(first, |common, next| {
        common.ancestors().find(|above| next.starts_with(above)).unwrap_or(&common).to_path_buf()
    })
}

/// The arguments below each boundary, in their order: what lies below one is seen together.
fn by_boundary(system: &dyn System, paths: &[PathBuf]) -> Vec<(PathBuf, Vec<PathBuf>)> {
    let working = system.working_directory();
    let mut by_boundary: Vec<(PathBuf, Vec<PathBuf>)> = Vec::new();
    for path in paths {
        let argument = clean_path(&working.join(path));
        let boundary = boundary(system, &argument);
        match by_boundary.iter_mut().find(|(known, _)| *known == boundary) {
            Some((_, arguments)) => arguments.push(argument),
            None => by_boundary.push((boundary, vec![argument])),
        }
    }
    by_boundary
}

/// What is given for a unit.
fn of_unit(configs: &Configs<'_>, boundary: &Path, unit: &Unit) -> OfUnit {
    let mut of_unit = OfUnit::default();
    for (n, directory) in unit.directories().into_iter().enumerate() {
        let given = configs.of(directory, boundary);
        if !of_unit.configs.iter().any(|known| Arc::ptr_eq(known, &given.config)) {
            of_unit.configs.push(given.config.clone());
        }
        if n == 0 {
            of_unit.first = given;
        }
    }
    of_unit
}

/// The units that arguments below one boundary lead to, and the plans.
fn units(
    loaders: &Loaders<'_>,
    configs: &Configs<'_>,
    boundary: &Path,
    arguments: &[PathBuf],
    notices: &mut Vec<Notice>,
) -> (Vec<Unit>, Vec<Plan>) {
    let finder = Finder::new(&loaders.terraform, &loaders.templates, configs, arguments);
    let mut roots = Roots::default();
    let (mut seen, mut calls) = (BTreeSet::new(), BTreeSet::new());
    let mut of_units: BTreeMap<PathBuf, bool> = BTreeMap::new();
    let (mut templates, mut plans) = (Vec::new(), Vec::new());
    for argument in arguments {
        let found = finder.discover(argument);
        notices.extend(found.notices);
        roots.asked.extend(found.roots.asked.into_iter().filter(|root| seen.insert(root.clone())));
        roots.unit_files.extend(found.roots.unit_files);
        calls.extend(found.roots.calls);
        for (directory, asked) in found.roots.units {
            *of_units.entry(directory).or_default() |= asked;
        }
        templates.extend(found.templates.into_iter().filter(|t| seen.insert(t.path.clone())));
        plans.extend(found.plans.into_iter().filter(|plan| seen.insert(plan.path.clone())));
    }
    let beside = finder.beside();
    roots.beside = beside.beside.into_iter().filter(|root| !seen.contains(root)).collect();
    calls.extend(beside.calls);
    for (directory, asked) in beside.units {
        *of_units.entry(directory).or_default() |= asked;
    }
    roots.calls = calls.into_iter().collect();
    roots.units = of_units.into_iter().collect();
    let above = common_directory(loaders.terraform.reader.system, arguments);
    let of_templates = deployments(loaders, templates, &configs.of(&above, boundary));
    let given = |directory: &Path| configs.of(directory, boundary).terraform.clone();
    let mut units = joined_roots(&loaders.terraform, &roots, &given);
    units.extend(of_templates);
    (units, plans)
}

/// In order of file and position, one of each.
pub(crate) fn sort_notices(sources: &Sources, notices: &mut Vec<Notice>) {
    notices.sort_by_cached_key(|n| {
        let place = n.span.and_then(|s| sources.locate(s));
        let file = match &place {
            Some((file, _)) => file.display().clone(),
            None => n.path.clone().unwrap_or_default(),
        };
        (n.gravity, file, place.map(|(_, at)| at.offset), n.message.clone())
    });
    notices.dedup_by(|a, b| a.message == b.message && a.span == b.span && a.path == b.path);
}
