//! The graph of a deployment's resource instances, joined by the references in their values.

use std::collections::BTreeMap;
use std::sync::Arc;

use petgraph::graph::{DiGraph, NodeIndex};
use petgraph::visit::EdgeRef as _;
use smol_str::SmolStr;
use vpcelint_source::Span;

use crate::{Cause, Resource, Suppression, Target, Value};

/// A resource instance of the graph.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ResourceId(pub u32);

/// A root of the deployment.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct RootId(pub u32);

/// A root directory, or a template.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Root {
    /// Its path as output shows it.
    pub path: Arc<str>,
    /// Its path from the boundary, for fingerprints.
    pub from_boundary: Arc<str>,
    /// Where a unit of Terragrunt says which module it deploys, if it is one.
    pub unit: Option<Span>,
    /// The attributes that expressions read by name of values that may be whole resources, such as
    /// `each.value`, sorted; with the name of the module call whose output the value is, if it is one.
    pub loose: Arc<[(SmolStr, SmolStr)]>,
}

/// A reference from one resource to another.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Edge {
    /// The attribute that refers.
    pub from: SmolStr,
    /// The attribute that is referred to.
    pub to: SmolStr,
}

/// A deployment: the resource instances of its roots and the references between them.
#[derive(Debug, Default)]
pub struct Graph {
    roots: Vec<Root>,
    resources: Vec<Resource>,
    edges: DiGraph<(), Edge>,
    by_address: BTreeMap<(RootId, Arc<str>), ResourceId>,
    suppressions: Vec<Suppression>,
    exports: Vec<Value>,
    partial: Option<Arc<Cause>>,
}

impl Graph {
    /// A graph with its roots, what the roots hand out, and what authors wish to hide; resources
    /// are in the front end's order.
    #[must_use]
    pub fn new(
        roots: Vec<Root>,
        resources: Vec<Resource>,
        exports: Vec<Value>,
        suppressions: Vec<Suppression>,
    ) -> Self {
        let ids = (0u32..).map(ResourceId);
        let by_address =
            resources.iter().zip(ids).map(|(r, id)| ((r.root, r.address.clone()), id)).collect();
        let edges = DiGraph::new();
        let mut graph =
            Self { roots, resources, edges, by_address, suppressions, exports, partial: None };
        graph.connect();
        graph
    }

    /// The graph of code that is not wholly read, with why.
    #[must_use]
    pub fn with_partial(self, partial: Option<Arc<Cause>>) -> Self {
        Self { partial, ..self }
    }

    /// Why there may be more than the graph has, if not all of the code is read.
    #[must_use]
    pub fn partial(&self) -> Option<&Arc<Cause>> {
        self.partial.as_ref()
    }

    /// The graph with other resources and exports.
    #[must_use]
    pub fn changed(self, change: impl FnOnce(&mut Vec<Resource>, &mut Vec<Value>)) -> Self {
        let Self { roots, mut resources, mut exports, suppressions, partial, .. } = self;
        change(&mut resources, &mut exports);
        Self::new(roots, resources, exports, suppressions).with_partial(partial)
    }

    fn connect(&mut self) {
        for _ in &self.resources {
            self.edges.add_node(());
        }
        for (from, resource) in (0u32..).zip(&self.resources) {
            for (attribute, value) in &resource.values {
                value.for_each_reference(&mut |reference| {
                    let Target::Resource(to) = reference.target else { return };
                    let edge = Edge { from: attribute.clone(), to: reference.attribute.clone() };
                    let (from, to) = (NodeIndex::new(from as usize), NodeIndex::new(to.0 as usize));
                    self.edges.add_edge(from, to, edge);
                });
            }
        }
    }

    /// The graph with sensitive values made unknown: what is made of it may be printed.
    #[must_use]
    pub fn without_sensitive(mut self) -> Self {
        for resource in &mut self.resources {
            for value in resource.values.values_mut().chain([&mut resource.region]) {
                if let Some(withheld) = value.withheld() {
                    *value = withheld;
                }
            }
        }
        self
    }

    /// The roots.
    #[must_use]
    pub fn roots(&self) -> &[Root] {
        &self.roots
    }

    /// The root of an id.
    #[must_use]
    pub fn root(&self, id: RootId) -> Option<&Root> {
        self.roots.get(id.0 as usize)
    }

    /// The instances in order, with their ids.
    pub fn resources(&self) -> impl Iterator<Item = (ResourceId, &Resource)> {
        (0u32..).map(ResourceId).zip(&self.resources)
    }

    /// How many instances there are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.resources.len()
    }

    /// Whether there is no instance.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.resources.is_empty()
    }

    /// The instance of an id. Ids come from this graph, so there is one.
    #[must_use]
    #[expect(clippy::indexing_slicing, reason = "ids are made by this graph alone")]
    pub fn resource(&self, id: ResourceId) -> &Resource {
        &self.resources[id.0 as usize]
    }

    /// Whether an expression reads an attribute of a resource by name: directly, or perhaps behind
    /// a value as which the whole resource is handed on, such as an output.
    #[must_use]
    pub fn may_read(&self, id: ResourceId, attribute: &str) -> bool {
        let resource = self.resource(id);
        let loose = || {
            // Another root may read it of the outputs that it is one of.
            let ids = (0u32..).map(RootId);
            let mut names = self.roots.iter().zip(ids).flat_map(|(root, id)| {
                let own = id == resource.root;
                root.loose.iter().map(move |(name, call)| (name, call, own))
            });
            names.any(|(name, call, own)| {
                let of_this = call.is_empty() || own && resource.is_in_call(call);
                name == attribute && of_this
            })
        };
        resource.mentions(attribute) || resource.mentions("") && loose()
    }

    /// The instance of an address.
    #[must_use]
    pub fn find(&self, root: RootId, address: &str) -> Option<ResourceId> {
        self.by_address.get(&(root, Arc::from(address))).copied()
    }

    /// The instances that refer to an instance, with the references, in order.
    pub fn referrers(&self, id: ResourceId) -> impl Iterator<Item = (ResourceId, &Edge)> {
        let node = NodeIndex::new(id.0 as usize);
        let edges = self.edges.edges_directed(node, petgraph::Direction::Incoming);
        let mut found: Vec<_> = edges
            .map(|e| {
                let from = u32::try_from(e.source().index()).unwrap_or(u32::MAX);
                (ResourceId(from), e.weight())
            })
            .collect();
        found.sort_by_key(|(from, edge)| (*from, edge.from.clone()));
        found.into_iter()
    }

    /// The values of the roots' outputs: other code may use them.
    #[must_use]
    pub fn exports(&self) -> &[Value] {
        &self.exports
    }

    /// What authors wish to hide.
    #[must_use]
    pub fn suppressions(&self) -> &[Suppression] {
        &self.suppressions
    }
}
