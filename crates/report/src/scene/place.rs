//! Which things an address stands for: in its own root, else in the one other root of the deployment
//! that has it.

use std::collections::{BTreeMap, HashMap};

use super::Id;
use crate::graph::Root;

/// Things of a deployment by root and address.
#[derive(Debug)]
pub(super) struct Addressed<'d, T> {
    own: HashMap<(usize, &'d str), Vec<T>>,
    /// The root that alone has the address.
    only: HashMap<&'d str, Option<usize>>,
    /// The roots of the deployment by their names, which stand behind an address that several have.
    roots: HashMap<&'d str, usize>,
}

impl<T> Default for Addressed<'_, T> {
    fn default() -> Self {
        Self { own: HashMap::new(), only: HashMap::new(), roots: HashMap::new() }
    }
}

impl<'d, T> Addressed<'d, T> {
    /// Things of roots that have names.
    pub(super) fn among(roots: &[(usize, &'d Root)]) -> Self {
        let roots = roots.iter().map(|(n, root)| (root.root.as_str(), *n)).collect();
        Self { roots, ..Self::default() }
    }

    pub(super) fn put(&mut self, root: usize, address: &'d str, one: T) {
        self.own.entry((root, address)).or_default().push(one);
        let only = self.only.entry(address).or_insert(Some(root));
        if *only != Some(root) {
            *only = None;
        }
    }

    /// What an address stands for, seen from a root.
    pub(super) fn find<'a>(&'a self, root: usize, address: &'a str) -> &'a [T] {
        let in_root = |root: usize| self.own.get(&(root, address));
        let other = || self.only.get(address).copied().flatten().and_then(in_root);
        let named = || {
            let (address, root) = address.rsplit_once(" of ")?;
            self.own.get(&(*self.roots.get(root)?, address))
        };
        in_root(root).or_else(other).or_else(named).map(Vec::as_slice).unwrap_or_default()
    }
}

/// What stands for a workload, with the subnet, if that is known.
type Chip<'d> = (Option<&'d str>, Id);

/// Where the parts of a deployment are.
#[derive(Debug, Default)]
pub(super) struct Places<'d> {
    pub(super) parts: Addressed<'d, Id>,
    /// What stands for a workload in one of its subnets.
    pub(super) chips: HashMap<(usize, &'d str), Vec<Chip<'d>>>,
    /// Where the default route of a subnet leads.
    pub(super) leads: BTreeMap<Id, Id>,
    /// The gateway endpoints in the table of a subnet.
    pub(super) inside: Vec<(Id, Id)>,
    /// Services by name.
    pub(super) services: BTreeMap<&'d str, Id>,
    pub(super) internet: Option<Id>,
    /// The roots of the deployment, by their number in the document.
    pub(super) roots: Vec<usize>,
}

impl<'d> Places<'d> {
    /// Places a workload in a subnet, if that is known.
    pub(super) fn put_chip(
        &mut self,
        root: usize,
        workload: &'d str,
        subnet: Option<&'d str>,
        id: Id,
    ) {
        self.chips.entry((root, workload)).or_default().push((subnet, id));
        self.parts.put(root, workload, id);
    }

    /// What stands for a workload in a subnet: where that is not known, all that stand for it.
    pub(super) fn chips(&self, root: usize, workload: &str, subnet: Option<&str>) -> Vec<Id> {
        let all = self.chips.get(&(root, workload)).map(Vec::as_slice).unwrap_or_default();
        let here: Vec<_> = all.iter().filter(|(at, _)| *at == subnet).map(|(_, id)| *id).collect();
        if here.is_empty() { self.all_chips(root, workload) } else { here }
    }

    /// What stands for a workload in all of its subnets.
    pub(super) fn all_chips(&self, root: usize, workload: &str) -> Vec<Id> {
        self.chips.get(&(root, workload)).into_iter().flatten().map(|(_, id)| *id).collect()
    }
}
