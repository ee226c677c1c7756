//! From arguments to evaluated roots.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};

use rayon::prelude::*;
use rayon::{ThreadPool, ThreadPoolBuildError};
use vpcelint_model::{Graph, Interest, Root, RootId};
use vpcelint_source::{Budget, Gravity, Notice, Reader, Sources, System, clean_path};
use vpcelint_terraform::{Given, Loader};

use crate::discover::{boundary, discover};

/// Bytes of stack of each thread: evaluation recurses, and the caps are tested against this.
const STACK_BYTES: usize = 512 << 20;

/// What a run is asked for.
#[derive(Debug, Clone, Default)]
pub struct Options {
    /// Files and directories; the working directory if there are none.
    pub paths: Vec<PathBuf>,
    /// Values of variables and the workspace.
    pub given: Given,
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

/// Finds and evaluates the roots below the arguments.
#[must_use]
pub fn evaluate(
    system: &dyn System,
    sources: &Sources,
    budget: &Budget,
    options: &Options,
    interest: &Interest,
) -> Run {
    on_threads(options, || evaluate_here(system, sources, budget, options, interest, &|g| g))
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

/// Finds and evaluates the roots on the current threads; each graph is handed on as soon as it is
/// there, so that what follows runs in parallel, too.
pub(crate) fn evaluate_here<T: Send>(
    system: &dyn System,
    sources: &Sources,
    budget: &Budget,
    options: &Options,
    interest: &Interest,
    then: &(dyn Fn(Graph) -> T + Sync),
) -> Run<T> {
    let working = system.working_directory();
    let here = vec![PathBuf::from(".")];
    let paths = if options.paths.is_empty() { &here } else { &options.paths };
    let mut run = Run::default();
    let mut seen = BTreeSet::new();
    for path in paths {
        let argument = clean_path(&working.join(path));
        let loader = Loader::new(Reader::new(system, sources, budget, boundary(system, &argument)));
        let found = discover(&loader, &argument);
        run.notices.extend(found.notices);
        let roots: Vec<_> = found.roots.into_iter().filter(|r| seen.insert(r.clone())).collect();
        let done: Vec<_> = roots
            .par_iter()
            .map(|directory| {
                let (graph, notices, files) =
                    evaluate_root(&loader, directory, &options.given, interest);
                loader.forget(directory);
                (then(graph), notices, files)
            })
            .collect();
        for (graph, notices, files) in done {
            run.graphs.push(graph);
            run.notices.extend(notices);
            run.files += files;
        }
    }
    sort_notices(sources, &mut run.notices);
    run
}

fn evaluate_root(
    loader: &Loader<'_>,
    directory: &Path,
    given: &Given,
    interest: &Interest,
) -> (Graph, Vec<Notice>, usize) {
    let evaluation = vpcelint_terraform::evaluate(loader, RootId(0), directory, given, interest, 0);
    let root = Root {
        path: loader.display(directory),
        from_boundary: from_boundary(&loader.reader.boundary, directory),
        loose: evaluation.loose,
    };
    let own = evaluation.modules.iter().filter(|m| !m.is_model);
    let files = own.map(|m| m.files.len()).sum();
    let suppressions = evaluation.suppressions;
    let graph = Graph::new(vec![root], evaluation.resources, evaluation.exports, suppressions);
    (graph, evaluation.notices, files)
}

fn from_boundary(boundary: &Path, directory: &Path) -> Arc<str> {
    let below = directory.strip_prefix(boundary).unwrap_or(directory);
    let parts: Vec<_> = below.components().map(|c| c.as_os_str().to_string_lossy()).collect();
    if parts.is_empty() { ".".into() } else { parts.join("/").into() }
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
