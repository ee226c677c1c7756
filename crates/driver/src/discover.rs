//! Finds the roots below the arguments: directories with configuration that no other scanned
//! directory calls as a module, and templates that no other scanned one nests.

mod reach;

use std::cell::OnceCell;
use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use rayon::prelude::*;
use vpcelint_cloudformation::{Candidate, Loader as Templates, Template, is_candidate, nested_by};
use vpcelint_source::{EntryKind, Gravity, Notice, System, clean_path};
use vpcelint_terraform::{Loader, Plan, STACK_FILE, UNIT_FILE, has_values, is_configuration};

use crate::config::{Config, Configs};
use crate::pipeline::Options;
use crate::plans;
use reach::{Callers, Parents};

/// What an argument leads to.
#[derive(Debug, Default)]
pub struct Candidates {
    /// The roots of Terraform.
    pub roots: Roots,
    /// The templates that are roots, sorted.
    pub templates: Vec<Arc<Template>>,
    /// The plans and states, sorted.
    pub plans: Vec<Plan>,
    /// What was wrong with the argument, and with templates that can't be read.
    pub notices: Vec<Notice>,
}

/// Directories that are roots of Terraform.
#[derive(Debug, Default)]
pub struct Roots {
    /// Those that the argument leads to, sorted.
    pub asked: Vec<PathBuf>,
    /// Others below the boundary, sorted: those whose states the first read, or that read theirs, are
    /// evaluated with them. None where the argument is a directory.
    pub beside: Vec<PathBuf>,
    /// Who calls which directory as a module: the caller, then the called one.
    pub calls: Vec<(PathBuf, PathBuf)>,
    /// Directories that may be units of Terragrunt, and whether the argument leads to them.
    pub units: Vec<(PathBuf, bool)>,
    /// The file of Terragrunt that is the argument: it leads to the units that rest on it.
    pub unit_files: Vec<PathBuf>,
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

/// Finds the roots below arguments of one boundary.
#[derive(Debug)]
pub struct Finder<'a> {
    loader: &'a Loader<'a>,
    templates: &'a Templates<'a>,
    configs: &'a Configs<'a>,
    /// The arguments that are files of configuration or of values.
    files: Vec<PathBuf>,
    callers: OnceCell<Callers>,
    parents: OnceCell<Parents>,
}

impl<'a> Finder<'a> {
    /// What finds the roots below some arguments, and nothing else.
    #[must_use]
    pub(crate) fn new(
        loader: &'a Loader<'a>,
        templates: &'a Templates<'a>,
        configs: &'a Configs<'a>,
        of: &[PathBuf],
    ) -> Self {
        let system = loader.reader.system;
        let file = |path: &&PathBuf| {
            is_of_roots(name_of(path)) && system.kind(path) == Some(EntryKind::File)
        };
        let files = of.iter().filter(file).cloned().collect();
        let (callers, parents) = (OnceCell::new(), OnceCell::new());
        Self { loader, templates, configs, files, callers, parents }
    }

    /// The files of some names at or below a directory, but for those that its configuration excludes.
    /// Whoever names an excluded directory means it.
    fn find(&self, directory: &Path, named: &dyn Fn(&str) -> bool) -> Vec<PathBuf> {
        let mut files = self.loader.reader.system.find(directory, named);
        let config = self.config_of(directory);
        if !config.excludes(directory) {
            files.retain(|file| !config.excludes(file));
        }
        files
    }

    fn config_of(&self, directory: &Path) -> Arc<Config> {
        self.configs.of(directory, &self.loader.reader.boundary).config.clone()
    }

    /// Finds the roots below an argument.
    #[must_use]
    pub fn discover(&self, argument: &Path) -> Candidates {
        let (loader, templates) = (self.loader, self.templates);
        let mut found = Candidates::default();
        match loader.reader.system.kind(argument) {
            None => {
                found.problem(loader, argument, "there is no such file or directory");
            }
            Some(EntryKind::Directory) => {
                let files = self.find(argument, &is_ours_by_name);
                found.directory(loader, templates, argument, &files);
            }
            Some(EntryKind::File) if self.config_of(&loader.reader.boundary).excludes(argument) => {
            }
            Some(EntryKind::File) => {
                if is_of_roots(name_of(argument)) {
                    let callers =
                        self.callers.get_or_init(|| Callers::below_boundary(self, &self.files));
                    found.roots = callers.roots_reaching(loader, argument);
                } else if let Some(read) = plans::named(loader, argument) {
                    match read {
                        Ok(plan) => found.plans.push(plan),
                        Err(notice) => found.notices.push(notice),
                    }
                } else if let Candidate::Template(template) = found.read(templates, argument) {
                    let parents = self.parents.get_or_init(|| Parents::below_boundary(self));
                    found.templates = parents.roots_reaching(&template);
                }
            }
        }
        found
    }

    /// What lies beside the roots that files led to, below the boundary.
    #[must_use]
    pub fn beside(&self) -> Roots {
        self.callers.get().map(Callers::beside).unwrap_or_default()
    }
}

/// Whether a file's name says that it belongs to roots of Terraform.
fn is_of_roots(name: &str) -> bool {
    is_configuration(name) || has_values(name) || may_be_unit(name)
}

fn name_of(path: &Path) -> &str {
    path.file_name().and_then(|n| n.to_str()).unwrap_or_default()
}

/// Whether a file's name says that units of Terragrunt may rest on it. Terraform's lock file is hidden.
fn may_be_unit(name: &str) -> bool {
    name.ends_with(".hcl") && !name.starts_with('.')
}

/// Whether a file's name says that it may be configuration or a template.
fn is_ours_by_name(name: &str) -> bool {
    is_configuration(name) || is_candidate(name) || name == UNIT_FILE || name == STACK_FILE
}

impl Candidates {
    fn problem(&mut self, loader: &Loader<'_>, path: &Path, message: &str) {
        let path = Some(loader.display(path));
        self.notices.push(Notice::about(Gravity::Error, path, message));
    }

    /// Adds what is at or below a directory.
    fn directory(
        &mut self,
        loader: &Loader<'_>,
        templates: &Templates<'_>,
        directory: &Path,
        files: &[PathBuf],
    ) {
        self.roots = roots_below(loader, directory, files);
        self.add_templates(templates, files);
        self.note_stacks(loader, files);
        let (plans, notices) = plans::below(loader, files);
        self.plans = plans;
        self.notices.extend(notices);
        let nothing = self.roots.asked.is_empty()
            && self.roots.units.is_empty()
            && self.templates.is_empty()
            && self.plans.is_empty();
        if nothing && self.notices.is_empty() {
            let message = "there is no Terraform configuration and no CloudFormation template here";
            self.problem(loader, directory, message);
        }
    }

    /// Says that stacks of Terragrunt are not read.
    fn note_stacks(&mut self, loader: &Loader<'_>, files: &[PathBuf]) {
        for path in files.iter().filter(|f| f.file_name().is_some_and(|name| name == STACK_FILE)) {
            let message = "the units that a stack of Terragrunt makes are not seen";
            let path = Some(loader.display(path));
            self.notices.push(Notice::about(Gravity::Notice, path, message));
        }
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
        let name = name_of(path);
        is_candidate(name) && !is_configuration(name)
    };
    let mut files: Vec<_> = files.iter().filter(named).map(|path| clean_path(path)).collect();
    files.sort();
    let probes: Vec<_> = files.par_iter().map(|path| templates.probe(path)).collect();
    files.iter().zip(probes).map(|(path, probe)| templates.keep(path, probe)).collect()
}

/// The directories with configuration at or below a directory. What version control ignores and
/// hidden directories are left out below it.
fn directories_below(
    loader: &Loader<'_>,
    directory: &Path,
    files: &[PathBuf],
) -> BTreeSet<PathBuf> {
    let named = |path: &&PathBuf| is_configuration(name_of(path));
    let mut found: BTreeSet<_> =
        files.iter().filter(named).filter_map(|f| f.parent()).map(clean_path).collect();
    if loader.reader.system.list(directory, 1).iter().any(|e| is_configuration(e.name())) {
        found.insert(clean_path(directory));
    }
    found
}

fn roots_below(loader: &Loader<'_>, directory: &Path, files: &[PathBuf]) -> Roots {
    let directories = directories_below(loader, directory, files);
    let calls = calls_between(loader, &directories);
    let mut asked = uncalled(&directories, &calls);
    if asked.is_empty() {
        // Directories that call each other in a circle: each is looked at, the circle is reported.
        asked = directories.into_iter().collect();
    }
    Roots { asked, calls, units: units_among(files, true), ..Roots::default() }
}

/// The directories of the files that make units of Terragrunt.
fn units_among(files: &[PathBuf], asked: bool) -> Vec<(PathBuf, bool)> {
    let own = files.iter().filter(|file| file.file_name().is_some_and(|name| name == UNIT_FILE));
    let mut units: Vec<_> =
        own.filter_map(|file| Some((clean_path(file.parent()?), asked))).collect();
    units.sort();
    units
}

/// The directories that none of them calls.
fn uncalled(directories: &BTreeSet<PathBuf>, calls: &[(PathBuf, PathBuf)]) -> Vec<PathBuf> {
    let called: BTreeSet<&PathBuf> = calls.iter().map(|(_, called)| called).collect();
    directories.iter().filter(|d| !called.contains(d)).cloned().collect()
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
