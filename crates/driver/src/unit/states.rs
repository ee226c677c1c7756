//! Roots of Terraform that read each other's states: they are evaluated together.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use rayon::prelude::*;
use vpcelint_terraform as terraform;
use vpcelint_terraform::{Crossings, DeployedRoot, Given, State};

use super::{Unit, first_of, join};
use crate::discover::Roots;

/// The units that roots make. Roots that are only beside those that were asked for count where these
/// are joined to them.
pub(crate) fn joined_roots(
    loader: &terraform::Loader<'_>,
    roots: &Roots,
    given: &dyn Fn(&Path) -> Arc<Given>,
) -> Vec<Unit> {
    let asked = roots.asked.len();
    let readers = readers(loader, roots);
    let alone = |directory: &PathBuf| DeployedRoot::alone(directory.clone(), given(directory));
    if readers.is_empty() {
        return roots.asked.iter().map(|root| Unit::Roots(vec![alone(root)])).collect();
    }
    let mut members: Vec<_> = roots.asked.iter().chain(&roots.beside).map(alone).collect();
    let crossings: Vec<Crossings> = members
        .par_iter()
        .map(|member| terraform::crossings(loader, member, readers.contains(&member.directory)))
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
    let mut group: Vec<usize> = (0..members.len()).collect();
    for (reader, crossing) in crossings.iter().enumerate() {
        for state in &crossing.reads {
            if let Some([owner]) = owners.get(state).map(Vec::as_slice) {
                join(&mut group, reader, *owner);
            }
        }
    }
    let mut grouped: BTreeMap<usize, Vec<DeployedRoot>> = BTreeMap::new();
    for (n, member) in members.into_iter().enumerate() {
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

/// The roots that may read the state of another one, themselves or in a module that they call.
fn readers(loader: &terraform::Loader<'_>, roots: &Roots) -> BTreeSet<PathBuf> {
    let mut callers: BTreeMap<&Path, Vec<&Path>> = BTreeMap::new();
    for (caller, called) in &roots.calls {
        callers.entry(called).or_default().push(caller);
    }
    let here = roots.calls.iter().map(|(_, called)| called);
    let all: BTreeSet<_> = roots.asked.iter().chain(&roots.beside).chain(here).collect();
    let mut next: Vec<&Path> = Vec::new();
    next.extend(all.into_iter().filter(|d| loader.reads_states(d)).map(PathBuf::as_path));
    let mut seen: BTreeSet<&Path> = next.iter().copied().collect();
    while let Some(directory) = next.pop() {
        let above = callers.get(directory).into_iter().flatten();
        next.extend(above.filter(|caller| seen.insert(caller)));
    }
    seen.into_iter().map(Path::to_path_buf).collect()
}
