//! How output names parts of other roots: by their address alone, unless several roots have it.

use rustc_hash::FxHashSet;
use vpcelint_model::{Graph, ResourceId, RootId};

/// The names of a graph's resources, seen from its roots.
#[derive(Debug)]
pub(crate) struct Names<'g> {
    graph: &'g Graph,
    /// The addresses that several roots have.
    shared: FxHashSet<&'g str>,
}

impl<'g> Names<'g> {
    pub(crate) fn new(graph: &'g Graph) -> Self {
        let (mut seen, mut shared) = (FxHashSet::default(), FxHashSet::default());
        let several = graph.roots().len() > 1;
        for (_, resource) in graph.resources().filter(|_| several) {
            if !seen.insert(&*resource.address) {
                shared.insert(&*resource.address);
            }
        }
        Self { graph, shared }
    }

    /// What a root calls a part by its address, with the resource that makes it or its owner.
    pub(crate) fn of(&self, here: RootId, resource: ResourceId, address: &str) -> String {
        let resource = self.graph.resource(resource);
        let elsewhere = resource.root != here && self.shared.contains(&*resource.address);
        match self.graph.root(resource.root).filter(|_| elsewhere) {
            Some(root) => format!("{address} of {}", root.path),
            None => address.to_owned(),
        }
    }
}
