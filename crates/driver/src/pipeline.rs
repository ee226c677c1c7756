//! From arguments to evaluated roots.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};

use rayon::prelude::*;
use rayon::{ThreadPool, ThreadPoolBuildError};
use vpcelint_model::{Graph, Interest, Scenario};
use vpcelint_source::{Budget, EntryKind, Gravity, Notice, Reader, Sources, System, clean_path};
use vpcelint_terraform::Given;

use crate::config::Configs;
use crate::discover::discover;
use crate::given::AllGiven;
use crate::plans;
use crate::unit::{Evaluated, Loaders, Unit, deployments};

/// Bytes of stack of each thread: evaluation recurses, and the caps are tested against this.
const STACK_BYTES: usize = 512 << 20;

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
    /// Threads; as many as there are processors if none.
    pub threads: Option<usize>,
}

/// What was evaluated.
#[derive(Debug)]
pub struct Run<T = Graph> {
    /// One graph for each root, by path, or what was made of it.
    pub graphs: Vec<T>,
    /// Errors and notices, in order of their places.
    pub notices: Vec<Notice>,
    /// How many files of configuration the roots have.
    pub files: usize,
}

impl<T> Default for Run<T> {
    fn default() -> Self {
        Self { graphs: Vec::new(), notices: Vec::new(), files: 0 }
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
    let evaluate = |loaders: &Loaders<'_>, given: &AllGiven, unit: &Unit| {
        let Evaluated { graph, notices, files, .. } =
            unit.evaluate(loaders, given, interest, &Scenario::first());
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

/// What is made of a unit, with what is to be said and how many files it has.
pub(crate) type Made<T> = (T, Vec<Notice>, usize);

/// Finds the units below the arguments and makes something of each, on the current threads.
pub(crate) fn each_unit<T: Send>(
    system: &dyn System,
    sources: &Sources,
    budget: &Budget,
    options: &Options,
    make: &(dyn Fn(&Loaders<'_>, &AllGiven, &Unit) -> Made<T> + Sync),
) -> Run<T> {
    let working = system.working_directory();
    let here = vec![PathBuf::from(".")];
    let paths = if options.paths.is_empty() { &here } else { &options.paths };
    let mut run = Run::default();
    let mut seen = BTreeSet::new();
    let files = Reader::new(system, sources, budget, working.clone());
    let configs = Configs::new(&files, options);
    let source = options.source.as_deref().map(|given| plans::given_source(system, given));
    let source = source.transpose().unwrap_or_else(|notice| {
        run.notices.push(notice);
        None
    });
    for path in paths {
        let argument = clean_path(&working.join(path));
        let boundary = crate::discover::boundary(system, &argument);
        let below = |boundary: &Path| {
            let reader = || Reader::new(system, sources, budget, boundary.to_path_buf());
            Loaders {
                terraform: vpcelint_terraform::Loader::new(reader()),
                templates: vpcelint_cloudformation::Loader::new(reader()),
            }
        };
        let loaders = below(&boundary);
        let found = discover(&loaders.terraform, &loaders.templates, &argument);
        run.notices.extend(found.notices);
        let roots = found.roots.into_iter().filter(|root| seen.insert(root.clone()));
        let mut units: Vec<_> = roots.map(Unit::Root).collect();
        let templates = found.templates.into_iter().filter(|t| seen.insert(t.path.clone()));
        let above = match system.kind(&argument) {
            Some(EntryKind::Directory) => &argument,
            _ => argument.parent().unwrap_or(&argument),
        };
        let given = configs.of(above, &boundary);
        units.extend(deployments(&loaders, templates.collect(), &given));
        let plans = found.plans.into_iter().filter(|plan| seen.insert(plan.path.clone()));
        units.extend(plans.map(|plan| {
            let source = plans::source_of(&loaders.terraform, &plan, source.as_deref());
            Unit::Plan(Box::new(plan), source)
        }));
        // The source of a plan may lie elsewhere than the plan.
        let elsewhere = source.as_deref().filter(|source| !source.starts_with(&boundary));
        let elsewhere = elsewhere.map(|source| {
            let boundary = crate::discover::boundary(system, source);
            (below(&boundary), boundary)
        });
        let done: Vec<_> = units
            .par_iter()
            .map(|unit| {
                let (loaders, boundary) = match (&elsewhere, unit) {
                    (Some((loaders, boundary)), Unit::Plan(..)) => (loaders, boundary),
                    _ => (&loaders, &boundary),
                };
                let given = configs.of(unit.directory(), boundary);
                let made = make(loaders, &given, unit);
                unit.forget(loaders);
                made
            })
            .collect();
        for (made, notices, files) in done {
            run.graphs.push(made);
            run.notices.extend(notices);
            run.files += files;
        }
    }
    run.notices.extend(configs.notices());
    sort_notices(sources, &mut run.notices);
    run
}

/// In order of file and position, one of each.
fn sort_notices(sources: &Sources, notices: &mut Vec<Notice>) {
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
