//! Finds the roots below the arguments: directories with configuration that no other scanned
//! directory calls as a module, and templates that no other scanned one nests.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use rayon::prelude::*;
use vpcelint_cloudformation::{Candidate, Loader as Templates, Template, is_candidate, nested_by};
use vpcelint_source::{EntryKind, Gravity, Notice, Reader, System, clean_path};
use vpcelint_terraform::{Loader, Plan, has_values, is_configuration};

use crate::pipeline::Options;
use crate::plans;

/// What an argument leads to.
#[derive(Debug, Default)]
pub struct Candidates {
    /// The directories of Terraform's roots, sorted.
    pub roots: Vec<PathBuf>,
    /// The templates that are roots, sorted.
    pub templates: Vec<Arc<Template>>,
    /// The plans and states, sorted.
    pub plans: Vec<Plan>,
    /// What was wrong with the argument, and with templates that can't be read.
    pub notices: Vec<Notice>,
}

/// The boundary of an argument: nothing outside of it is read. It is the nearest directory above
/// with `.git`, else the working directory if that contains the argument, else the argument.
pub(crate) fn boundary(system: &dyn System, argument: &Path) -> PathBuf {
    let directory = match system.kind(argument) {
        Some(EntryKind::File) => argument.parent().unwrap_or(argument).to_path_buf(),
        _ => argument.to_path_buf(),
    };
    let repository = directory.ancestors().find(|a| system.kind(&a.join(".git")).is_some());
    if let Some(repository) = repository {
        return repository.to_path_buf();
    }
    let working = clean_path(&system.working_directory());
    if directory.starts_with(&working) { working } else { directory }
}

/// The root of the repository that the first argument is in, from which hosts of code see files.
#[must_use]
pub fn repository(system: &dyn System, options: &Options) -> PathBuf {
    let here = PathBuf::from(".");
    let first = options.paths.first().unwrap_or(&here);
    boundary(system, &clean_path(&system.working_directory().join(first)))
}

/// Finds the roots below an argument.
pub fn discover(loader: &Loader<'_>, templates: &Templates<'_>, argument: &Path) -> Candidates {
    let mut found = Candidates::default();
    match loader.reader.system.kind(argument) {
        None => {
            found.problem(loader, argument, "there is no such file or directory");
        }
        Some(EntryKind::Directory) => {
            let files = loader.reader.system.find(argument, &is_ours_by_name);
            found.roots = roots_below(loader, argument, &files);
            found.add_templates(templates, &files);
            let (plans, notices) = plans::below(loader, &files);
            found.plans = plans;
            found.notices.extend(notices);
            let nothing =
                found.roots.is_empty() && found.templates.is_empty() && found.plans.is_empty();
            if nothing && found.notices.is_empty() {
                let message =
                    "there is no Terraform configuration and no CloudFormation template here";
                found.problem(loader, argument, message);
            }
        }
        Some(EntryKind::File) => {
            let name = argument.file_name().and_then(|n| n.to_str()).unwrap_or_default();
            if is_configuration(name) || has_values(name) {
                found.roots = roots_reaching(loader, argument);
            } else if let Some(read) = plans::named(loader, argument) {
                match read {
                    Ok(plan) => found.plans.push(plan),
                    Err(notice) => found.notices.push(notice),
                }
            } else if let Candidate::Template(template) = found.read(templates, argument) {
                found.templates = templates_reaching(templates, &loader.reader, &template);
            }
        }
    }
    found
}

/// Whether a file's name says that it may be configuration or a template.
fn is_ours_by_name(name: &str) -> bool {
    is_configuration(name) || is_candidate(name)
}

impl Candidates {
    fn problem(&mut self, loader: &Loader<'_>, path: &Path, message: &str) {
        let path = Some(loader.display(path));
        self.notices.push(Notice::about(Gravity::Error, path, message));
    }

    fn read(&mut self, templates: &Templates<'_>, path: &Path) -> Candidate {
        let read = templates.template(path);
        if let Candidate::Broken(notices) = &read {
            self.notices.extend(notices.iter().cloned());
        }
        read
    }

    /// Adds the templates among some files that no other of them nests.
    fn add_templates(&mut self, templates: &Templates<'_>, files: &[PathBuf]) {
        let mut all: Vec<Arc<Template>> = Vec::new();
        for candidate in read_all(templates, files) {
            match candidate {
                Candidate::Template(template) => all.push(template),
                Candidate::Broken(notices) => self.notices.extend(notices),
                Candidate::Other => {}
            }
        }
        let nests: BTreeMap<&Path, Vec<PathBuf>> =
            all.iter().map(|t| (t.path.as_path(), nested_by(t))).collect();
        let nested: BTreeSet<&PathBuf> = nests.values().flatten().collect();
        let mut reached: BTreeSet<&Path> = BTreeSet::new();
        let mut next: Vec<&Path> = Vec::new();
        let mut roots = Vec::new();
        // Templates that nest each other in a circle are nested, and no root leads to them: their
        // first one is looked at, so that the circle is reported.
        let is_root = |t: &&Arc<Template>| !nested.contains(&t.path);
        let in_order = all.iter().filter(is_root).chain(all.iter());
        for template in in_order {
            if !reached.insert(&template.path) {
                continue;
            }
            roots.push(template.clone());
            next.push(&template.path);
            while let Some(path) = next.pop() {
                let below = nests.get(path).into_iter().flatten();
                next.extend(below.map(PathBuf::as_path).filter(|below| reached.insert(below)));
            }
        }
        roots.sort_by(|a, b| a.path.cmp(&b.path));
        self.templates = roots;
    }
}

/// What files are: many are looked into at once, and numbered one after the other, so that they have
/// the same numbers however many threads there are.
fn read_all(templates: &Templates<'_>, files: &[PathBuf]) -> Vec<Candidate> {
    let named = |path: &&PathBuf| {
        let name = path.file_name().and_then(|n| n.to_str()).unwrap_or_default();
        is_candidate(name) && !is_configuration(name)
    };
    let mut files: Vec<_> = files.iter().filter(named).map(|path| clean_path(path)).collect();
    files.sort();
    let probes: Vec<_> = files.par_iter().map(|path| templates.probe(path)).collect();
    files.iter().zip(probes).map(|(path, probe)| templates.keep(path, probe)).collect()
}

/// The roots below the boundary that nest a template, and itself.
fn templates_reaching(
    templates: &Templates<'_>,
    reader: &Reader<'_>,
    template: &Arc<Template>,
) -> Vec<Arc<Template>> {
    let files = reader.system.find(&reader.boundary, &is_candidate);
    let all = read_all(templates, &files).into_iter().filter_map(|candidate| match candidate {
        Candidate::Template(template) => Some(template),
        _ => None,
    });
    let all: Vec<_> = all.collect();
    let mut parents: BTreeMap<PathBuf, Vec<&Arc<Template>>> = BTreeMap::new();
    for parent in &all {
        for nested in nested_by(parent) {
            parents.entry(nested).or_default().push(parent);
        }
    }
    let mut seen = BTreeSet::from([template.path.clone()]);
    let mut roots = BTreeMap::from([(template.path.clone(), template.clone())]);
    let mut next = vec![template];
    while let Some(template) = next.pop() {
        let Some(above) = parents.get(&template.path) else {
            roots.insert(template.path.clone(), template.clone());
            continue;
        };
        next.extend(above.iter().filter(|parent| seen.insert(parent.path.clone())));
    }
    roots.into_values().collect()
}

/// The directories with configuration at or below a directory. What version control ignores and
/// hidden directories are left out below it.
fn directories_below(
    loader: &Loader<'_>,
    directory: &Path,
    files: &[PathBuf],
) -> BTreeSet<PathBuf> {
    let named = |path: &&PathBuf| {
        is_configuration(path.file_name().and_then(|n| n.to_str()).unwrap_or_default())
    };
    let mut found: BTreeSet<_> =
        files.iter().filter(named).filter_map(|f| f.parent()).map(clean_path).collect();
    if loader.reader.system.list(directory, 1).iter().any(|e| is_configuration(e.name())) {
        found.insert(clean_path(directory));
    }
    found
}

fn roots_below(loader: &Loader<'_>, directory: &Path, files: &[PathBuf]) -> Vec<PathBuf> {
    let directories = directories_below(loader, directory, files);
    let called: BTreeSet<PathBuf> =
        calls_between(loader, &directories).into_iter().map(|(_, called)| called).collect();
    let roots: Vec<_> = directories.iter().filter(|d| !called.contains(*d)).cloned().collect();
    if roots.is_empty() {
        // Directories that call each other in a circle: each is looked at, the circle is reported.
        return directories.into_iter().collect();
    }
    roots
}

/// Who of some directories calls which of them, itself left out: the caller, then the called one. A
/// call may lead there through a link.
fn calls_between(loader: &Loader<'_>, directories: &BTreeSet<PathBuf>) -> Vec<(PathBuf, PathBuf)> {
    // One after the other, so that files have the same numbers however many threads there are.
    directories.iter().for_each(|directory| loader.read_early(directory));
    let callers: Vec<&PathBuf> = directories.iter().collect();
    let calls: Vec<(PathBuf, PathBuf)> = callers
        .par_iter()
        .flat_map_iter(|caller| {
            let sources = loader.calls_of(caller).into_iter();
            let local = sources.filter(|s| s.starts_with("./") || s.starts_with("../"));
            local.map(|source| ((*caller).clone(), clean_path(&caller.join(source.as_str()))))
        })
        .collect();
    let mut real: Option<BTreeMap<PathBuf, &PathBuf>> = None;
    let mut between = Vec::with_capacity(calls.len());
    for (caller, called) in calls {
        let called = if directories.contains(&called) {
            Some(called)
        } else {
            loader.reader.system.canonical(&called).and_then(|path| {
                let real = real.get_or_insert_with(|| {
                    let real = directories.iter();
                    real.filter_map(|d| Some((loader.reader.system.canonical(d)?, d))).collect()
                });
                real.get(&path).map(|d| (*d).clone())
            })
        };
        between.extend(called.filter(|c| *c != caller).map(|called| (caller, called)));
    }
    between
}

/// The roots below the boundary that read a file, directly, by a link or through modules.
fn roots_reaching(loader: &Loader<'_>, file: &Path) -> Vec<PathBuf> {
    let target = clean_path(file.parent().unwrap_or(file));
    let boundary = &loader.reader.boundary;
    let files = loader.reader.system.find(boundary, &is_configuration);
    let mut directories = directories_below(loader, boundary, &files);
    if is_configuration(file.file_name().and_then(|n| n.to_str()).unwrap_or_default()) {
        directories.insert(target.clone());
    }
    let real = loader.reader.system.canonical(file);
    let links_here = |directory: &PathBuf| {
        let links = loader.linked_files(directory);
        real.is_some() && links.iter().any(|link| loader.reader.system.canonical(link) == real)
    };
    let mut targets: Vec<PathBuf> = directories.iter().filter(|d| links_here(d)).cloned().collect();
    targets.extend(directories.get(&target).cloned());
    let mut callers: BTreeMap<PathBuf, Vec<PathBuf>> = BTreeMap::new();
    for (caller, called) in calls_between(loader, &directories) {
        callers.entry(called).or_default().push(caller);
    }
    let mut seen: BTreeSet<PathBuf> = targets.iter().cloned().collect();
    let mut next = targets;
    let mut roots = BTreeSet::new();
    while let Some(directory) = next.pop() {
        match callers.get(&directory) {
            None => {
                roots.insert(directory);
            }
            Some(callers) => {
                next.extend(callers.iter().filter(|c| seen.insert((*c).clone())).cloned());
            }
        }
    }
    if roots.is_empty() && directories.contains(&target) {
        roots.insert(target);
    }
    roots.into_iter().collect()
}
