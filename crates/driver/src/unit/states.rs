//! Roots of Terraform that read each other's states, and units of Terragrunt that depend on each other:
//! they are evaluated together.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use rayon::prelude::*;
use vpcelint_terraform as terraform;
use vpcelint_terraform::{Crossings, DeployedRoot, Given, Source, State, UNIT_FILE};

use super::{Unit, first_of, join};
use crate::discover::Roots;

/// The units that roots make. Roots that are only beside those that were asked for count where these
/// are joined to them.
pub(crate) fn joined_roots(
    loader: &terraform::Loader<'_>,
    roots: &Roots,
    given: &dyn Fn(&Path) -> Arc<Given>,
) -> Vec<Unit> {
    let (mut members, asked) = members(loader, roots, given);
    let readers = readers(loader, roots, &members);
    let depends = |m: &DeployedRoot| m.unit.as_ref().is_some_and(|u| !u.dependencies.is_empty());
    if readers.is_empty() && !members.iter().any(depends) {
        members.truncate(asked);
        return members.into_iter().map(|member| Unit::Roots(vec![member])).collect();
    }
    let crossings: Vec<Crossings> = members
        .par_iter()
        .map(|member| match readers.is_empty() {
            true => Crossings::default(),
            false => terraform::crossings(loader, member, readers.contains(source(member))),
        })
        .collect();
    let mut owners: BTreeMap<&State, Vec<usize>> = BTreeMap::new();
    for (n, crossing) in crossings.iter().enumerate() {
        crossing.own.iter().for_each(|state| owners.entry(state).or_default().push(n));
    }
    for shared in owners.values().filter(|owners| owners.len() > 1).flatten() {
        if let Some(member) = members.get_mut(*shared) {
            member.shares_state = true;
        }
    }
    // Each member's group is named after its first member.
    let mut read = BTreeSet::new();
    let mut group: Vec<usize> = (0..members.len()).collect();
    for (reader, crossing) in crossings.iter().enumerate() {
        for state in &crossing.reads {
            if let Some([owner]) = owners.get(state).map(Vec::as_slice) {
                join(&mut group, reader, *owner);
                read.insert(*owner);
            }
        }
    }
    let by_directory: BTreeMap<&Path, usize> =
        members.iter().enumerate().map(|(n, member)| (member.directory.as_path(), n)).collect();
    for (n, unit) in members.iter().enumerate().filter_map(|(n, m)| Some((n, m.unit.as_ref()?))) {
        let owners = unit.dependencies.iter().filter_map(|d| by_directory.get(d.as_path()));
        for owner in owners {
            join(&mut group, n, *owner);
            read.insert(*owner);
        }
    }
    let mut grouped: BTreeMap<usize, Vec<DeployedRoot>> = BTreeMap::new();
    for (n, mut member) in members.into_iter().enumerate() {
        member.is_read = read.contains(&n);
        // Those that were asked for come first, so that a group without one is named after another.
        let first = first_of(&group, n);
        if first < asked {
            grouped.entry(first).or_default().push(member);
        }
    }
    let units = grouped.into_values().map(|mut members| {
        members.sort_by(|a, b| a.directory.cmp(&b.directory));
        Unit::Roots(DeployedRoot::together(loader, members))
    });
    units.collect()
}

/// The roots and the units of Terragrunt, and how many of them were asked for: these come first. What
/// units deploy is no root by itself.
fn members(
    loader: &terraform::Loader<'_>,
    roots: &Roots,
    given: &dyn Fn(&Path) -> Arc<Given>,
) -> (Vec<DeployedRoot>, usize) {
    let units: Vec<_> = roots
        .units
        .par_iter()
        .filter_map(|(directory, asked)| Some((terraform::unit(loader, directory)?, *asked)))
        .collect();
    let included: BTreeSet<&PathBuf> = units.iter().flat_map(|(unit, _)| &unit.includes).collect();
    let included: BTreeSet<PathBuf> = included.into_iter().cloned().collect();
    let is_included = |unit: &terraform::Unit| included.contains(&unit.directory.join(UNIT_FILE));
    let units: Vec<_> = units.into_iter().filter(|(unit, _)| !is_included(unit)).collect();
    let used: BTreeSet<PathBuf> = units.iter().flat_map(|(unit, _)| deployed_by(unit)).collect();
    let asked_for: BTreeSet<&PathBuf> = roots.asked.iter().collect();
    let leads_to = |(unit, asked): &(terraform::Unit, bool)| {
        *asked
            || roots.unit_files.iter().any(|file| unit.files.contains(file))
            || deployed_by(unit).iter().any(|directory| asked_for.contains(directory))
    };
    let (asked, beside): (Vec<_>, Vec<_>) = units.into_iter().partition(leads_to);
    let alone = |directory: &PathBuf| DeployedRoot::alone(directory.clone(), given(directory));
    let of_unit = |(unit, _): (terraform::Unit, bool)| {
        let given = given(&unit.directory);
        DeployedRoot::of_unit(Arc::new(unit), given)
    };
    let mut members: Vec<_> =
        roots.asked.iter().filter(|d| !used.contains(*d)).map(alone).collect();
    members.extend(asked.into_iter().map(of_unit));
    members.sort_by(|a, b| a.directory.cmp(&b.directory));
    let first = members.len();
    members.extend(roots.beside.iter().filter(|d| !used.contains(*d)).map(alone));
    members.extend(beside.into_iter().map(of_unit));
    (members, first)
}

/// The directories whose configuration a unit deploys.
fn deployed_by(unit: &terraform::Unit) -> Vec<PathBuf> {
    let own = [unit.directory.clone()];
    match &unit.source {
        Source::Directory(directory) => own.into_iter().chain([directory.clone()]).collect(),
        Source::Own | Source::Missing(_) => own.into(),
    }
}

/// The directory of a root's module.
fn source(member: &DeployedRoot) -> &Path {
    match member.unit.as_ref().map(|unit| &unit.source) {
        Some(Source::Directory(directory)) => directory,
        _ => &member.directory,
    }
}

/// The directories of modules that may read the state of another root, themselves or in a module that
/// they call.
fn readers(
    loader: &terraform::Loader<'_>,
    roots: &Roots,
    members: &[DeployedRoot],
) -> BTreeSet<PathBuf> {
    let mut callers: BTreeMap<&Path, Vec<&Path>> = BTreeMap::new();
    for (caller, called) in &roots.calls {
        callers.entry(called).or_default().push(caller);
    }
    let mut all: BTreeSet<&Path> = members.iter().map(source).collect();
    all.extend(roots.calls.iter().map(|(_, called)| called.as_path()));
    let mut next: Vec<&Path> = all.into_iter().filter(|d| loader.reads_states(d)).collect();
    let mut seen: BTreeSet<&Path> = next.iter().copied().collect();
    while let Some(directory) = next.pop() {
        let above = callers.get(directory).into_iter().flatten();
        next.extend(above.filter(|caller| seen.insert(caller)));
    }
    seen.into_iter().map(Path::to_path_buf).collect()
}
