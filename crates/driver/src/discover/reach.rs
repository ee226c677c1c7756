//! Which roots reach a file: looked for below the boundary, once for all files.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use vpcelint_cloudformation::{Candidate, Template, is_candidate, nested_by};
use vpcelint_source::clean_path;
use vpcelint_terraform::{Loader, UNIT_FILE, is_configuration};

use super::{
    Finder, Roots, calls_between, directories_below, name_of, read_all, uncalled, units_among,
};

/// Who calls whom, of the directories with configuration below the boundary.
#[derive(Debug)]
pub(super) struct Callers {
    directories: BTreeSet<PathBuf>,
    calls: Vec<(PathBuf, PathBuf)>,
    /// The directories that may be units of Terragrunt.
    units: Vec<(PathBuf, bool)>,
    callers: BTreeMap<PathBuf, Vec<PathBuf>>,
    /// The directories that have a link to a file, by the file.
    linked: BTreeMap<PathBuf, Vec<PathBuf>>,
}

impl Callers {
    /// Looks at all directories below the boundary, and at those of some files that would be left out.
    pub(super) fn below_boundary(finder: &Finder<'_>, files: &[PathBuf]) -> Self {
        let loader = finder.loader;
        let system = loader.reader.system;
        let boundary = &loader.reader.boundary;
        let ours = |name: &str| is_configuration(name) || name == UNIT_FILE;
        let found = finder.find(boundary, &ours);
        let mut directories = directories_below(loader, boundary, &found);
        let own = files.iter().filter(|file| is_configuration(name_of(file)));
        directories.extend(own.filter_map(|file| file.parent()).map(clean_path));
        let calls = calls_between(loader, &directories);
        let mut callers: BTreeMap<PathBuf, Vec<PathBuf>> = BTreeMap::new();
        for (caller, called) in calls.iter().cloned() {
            callers.entry(called).or_default().push(caller);
        }
        let mut linked: BTreeMap<PathBuf, Vec<PathBuf>> = BTreeMap::new();
        for directory in &directories {
            let links = loader.linked_files(directory);
            for file in links.iter().filter_map(|link| system.canonical(link)) {
                linked.entry(file).or_default().push(directory.clone());
            }
        }
        Self { directories, calls, units: units_among(&found, false), callers, linked }
    }

    /// The roots that read a file, directly, by a link or through modules.
    pub(super) fn roots_reaching(&self, loader: &Loader<'_>, file: &Path) -> Roots {
        if file.extension().is_some_and(|ending| ending == "hcl") {
            return Roots { unit_files: vec![clean_path(file)], ..Roots::default() };
        }
        let target = clean_path(file.parent().unwrap_or(file));
        let real = loader.reader.system.canonical(file);
        let linked = real.and_then(|real| self.linked.get(&real)).into_iter().flatten();
        let mut next: Vec<&PathBuf> = linked.collect();
        next.extend(self.directories.get(&target));
        let mut seen: BTreeSet<&PathBuf> = next.iter().copied().collect();
        let mut roots = BTreeSet::new();
        while let Some(directory) = next.pop() {
            match self.callers.get(directory) {
                None => {
                    roots.insert(directory.clone());
                }
                Some(callers) => next.extend(callers.iter().filter(|c| seen.insert(c))),
            }
        }
        if roots.is_empty() && self.directories.contains(&target) {
            roots.insert(target);
        }
        Roots { asked: roots.into_iter().collect(), ..Roots::default() }
    }

    /// All roots and units below the boundary: those that are joined to others are evaluated with them.
    pub(super) fn beside(&self) -> Roots {
        Roots {
            beside: uncalled(&self.directories, &self.calls),
            calls: self.calls.clone(),
            units: self.units.clone(),
            ..Roots::default()
        }
    }
}

/// Which templates below the boundary nest a template.
#[derive(Debug)]
pub(super) struct Parents(BTreeMap<PathBuf, Vec<Arc<Template>>>);

impl Parents {
    /// Looks at all templates below the boundary.
    pub(super) fn below_boundary(finder: &Finder<'_>) -> Self {
        let templates = finder.templates;
        let files = finder.find(&templates.reader.boundary, &is_candidate);
        let mut parents: BTreeMap<PathBuf, Vec<Arc<Template>>> = BTreeMap::new();
        for candidate in read_all(templates, &files) {
            let Candidate::Template(parent) = candidate else { continue };
            for nested in nested_by(&parent) {
                parents.entry(nested).or_default().push(parent.clone());
            }
        }
        Self(parents)
    }

    /// The roots that nest a template, and itself.
    pub(super) fn roots_reaching(&self, template: &Arc<Template>) -> Vec<Arc<Template>> {
        let mut seen = BTreeSet::from([template.path.clone()]);
        let mut roots = BTreeMap::from([(template.path.clone(), template.clone())]);
        let mut next = vec![template];
        while let Some(template) = next.pop() {
            let Some(above) = self.0.get(&template.path) else {
                roots.insert(template.path.clone(), template.clone());
                continue;
            };
            next.extend(above.iter().filter(|parent| seen.insert(parent.path.clone())));
        }
        roots.into_values().collect()
    }
}
