//! Builds the network: first the parts, so that references find them, then what ties them.

use std::sync::Arc;

use rustc_hash::{FxHashMap, FxHashSet};
use vpcelint_model::{
    Cause, Existence, Graph, InputKind, Kind, Mode, Reference, Resource, ResourceId, RootId,
    Target, Value,
};
use vpcelint_source::Span;

use crate::fact::{full_name, why};
use crate::lookup::looked_up;
use crate::network::{Network, Node};
use crate::spelling::{Attribute, Type};
use crate::{Link, LinkAt, Links};

/// A network that is being built.
#[derive(Debug)]
pub(crate) struct Builder<'g> {
    pub(crate) graph: &'g Graph,
    pub(crate) network: Network,
    /// The part that a resource makes.
    parts: FxHashMap<ResourceId, Node>,
    /// What attributes of resources refer to, beyond `id` and `arn`.
    special: FxHashMap<ResourceId, Vec<(&'static str, Node)>>,
    /// What the list of a data source certainly has.
    lists: FxHashMap<ResourceId, Vec<Node>>,
    /// The data sources that find nothing of the code: it makes nothing of their kind.
    outside: FxHashSet<ResourceId>,
    /// Instances by the address of their resource, for references to any of them.
    by_base: FxHashMap<(RootId, &'g str), Vec<ResourceId>>,
    /// Resources by the name of their type.
    by_kind: FxHashMap<&'g str, Vec<ResourceId>>,
}

/// Builds the network of a graph.
pub(crate) fn build(graph: &Graph) -> Network {
    let mut builder = Builder {
        graph,
        network: Network::default(),
        parts: FxHashMap::default(),
        special: FxHashMap::default(),
        lists: FxHashMap::default(),
        outside: FxHashSet::default(),
        by_base: FxHashMap::default(),
        by_kind: FxHashMap::default(),
    };
    for (id, resource) in graph.resources() {
        let address: &str = &resource.address;
        let base = match address.rfind('[') {
            Some(at) if address.ends_with(']') => address.get(..at).unwrap_or(address),
            _ => address,
        };
        builder.by_base.entry((resource.root, base)).or_default().push(id);
        builder.by_kind.entry(&resource.kind).or_default().push(id);
    }
    // Parts, each family after those whose references it resolves at once.
    crate::vpc::parts(&mut builder);
    crate::lookup::vpcs(&mut builder);
    crate::subnet::parts(&mut builder);
    crate::route_table::parts(&mut builder);
    crate::route_table::mains(&mut builder);
    crate::gateway::parts(&mut builder);
    crate::security_group::parts(&mut builder);
    crate::lookup::others(&mut builder);
    crate::network_acl::parts(&mut builder);
    crate::endpoint::parts(&mut builder);
    // Side resources, which change parts.
    crate::vpc::sides(&mut builder);
    crate::gateway::sides(&mut builder);
    crate::transit::sides(&mut builder);
    crate::route_table::sides(&mut builder);
    crate::security_group::sides(&mut builder);
    crate::network_acl::sides(&mut builder);
    crate::endpoint::sides(&mut builder);
    crate::private_names::sides(&mut builder);
    crate::public_access::sides(&mut builder);
    crate::hosted_zone::sides(&mut builder);
    crate::occupant::parts(&mut builder);
    crate::workload::parts(&mut builder);
    crate::missing::mark(&mut builder);
    crate::missing::note_exports(&mut builder);
    builder.network
}

impl<'g> Builder<'g> {
    /// The resources of the graph, with their ids.
    pub(crate) fn resources(&self) -> impl Iterator<Item = (ResourceId, &'g Resource)> + use<'g> {
        self.graph.resources()
    }

    /// The resources of a type, in order of the code.
    pub(crate) fn of_type(
        &self,
        of: Type,
    ) -> impl Iterator<Item = (ResourceId, &'g Resource)> + use<'_, 'g> {
        let names = [of.0, of.1].into_iter().filter(|name| !name.is_empty());
        let ids = names.filter_map(|name| self.by_kind.get(name)).flatten();
        ids.map(|id| (*id, self.graph.resource(*id))).filter(move |(_, r)| of.is(r))
    }

    /// Says which part a resource makes.
    pub(crate) fn makes(&mut self, resource: ResourceId, node: impl Into<Node>) {
        self.parts.insert(resource, node.into());
    }

    /// Says what an attribute of a resource refers to.
    pub(crate) fn refers(
        &mut self,
        resource: ResourceId,
        attribute: &'static str,
        node: impl Into<Node>,
    ) {
        self.special.entry(resource).or_default().push((attribute, node.into()));
    }

    /// Says what the list of a data source certainly has.
    pub(crate) fn lists(&mut self, data: ResourceId, nodes: Vec<Node>) {
        self.lists.insert(data, nodes);
    }

    /// Says that a data source finds nothing that the code makes.
    pub(crate) fn looks_outside(&mut self, data: ResourceId) {
        self.outside.insert(data);
    }

    /// The part that a value refers to.
    pub(crate) fn node_of(&self, value: &Value) -> Option<Node> {
        value.as_reference().and_then(|reference| self.part_of(reference))
    }

    /// The part that a reference leads to.
    pub(crate) fn part_of(&self, reference: &Reference) -> Option<Node> {
        let Target::Resource(id) = reference.target else { return None };
        self.part_of_resource(id, &reference.attribute)
    }

    pub(crate) fn part_of_resource(&self, id: ResourceId, attribute: &str) -> Option<Node> {
        let special = self.special.get(&id).into_iter().flatten();
        let mut named = special.filter(|(name, _)| *name == attribute).map(|(_, node)| node);
        named.next_back().or_else(|| self.parts.get(&id)).copied()
    }

    /// The part that a resource makes.
    pub(crate) fn part(&self, id: ResourceId) -> Option<Node> {
        self.parts.get(&id).copied()
    }

    /// Where a value leads that refers to one thing.
    pub(crate) fn link<Id: TryFrom<Node>>(&self, value: &Value) -> Link<Id> {
        one(value, &|reference, value| self.follow(reference, value))
    }

    /// The resource that a value refers to, whatever it makes.
    pub(crate) fn resource_link(&self, value: &Value) -> Link<ResourceId> {
        one(value, &|reference, _| match &reference.target {
            Target::Resource(id) => match self.graph.resource(*id) {
                resource if resource.mode == Mode::Managed => Link::To(*id),
                other => Link::Outside(full_name(&other.address, &reference.attribute).into()),
            },
            Target::Any(root, base) => match self.by_base.get(&(*root, &**base)) {
                Some(instances) => Link::Any(instances.clone()),
                None => Link::Outside(format!("{base}[*].{}", reference.attribute).into()),
            },
            Target::Outside(address) => {
                Link::Outside(full_name(address, &reference.attribute).into())
            }
        })
    }

    /// The resource that a value certainly comes from: it refers to it, or is not known before that
    /// exists.
    pub(crate) fn rests_on(&self, value: &Value) -> Option<ResourceId> {
        if let Some(reference) = value.as_reference() {
            return match reference.target {
                Target::Resource(id) => Some(id),
                _ => None,
            };
        }
        let cause = value.cause()?;
        let mut inputs = cause.inputs.iter().filter(|i| i.kind == InputKind::Resource);
        let (Some(input), None) = (inputs.next(), inputs.next()) else { return None };
        self.graph.find(input.root, &input.address)
    }

    fn follow<Id: TryFrom<Node>>(&self, reference: &Reference, value: &Value) -> Link<Id> {
        let id_of = |node: Option<Node>| node.and_then(|n| Id::try_from(n).ok());
        match &reference.target {
            Target::Resource(id) => match id_of(self.part_of_resource(*id, &reference.attribute)) {
                Some(id) => Link::To(id),
                None if self.outside.contains(id) => {
                    let address = &self.graph.resource(*id).address;
                    Link::Outside(full_name(address, &reference.attribute).into())
                }
                None if self.graph.resource(*id).mode == Mode::Data => {
                    let resource = self.graph.resource(*id);
                    Link::Unknown(looked_up(resource, &reference.attribute, value.origin.at))
                }
                None => {
                    let address = &self.graph.resource(*id).address;
                    Link::Unknown(Cause::new(
                        format!(
                            "`{}` is only known after it is applied",
                            full_name(address, &reference.attribute)
                        ),
                        value.origin.at,
                    ))
                }
            },
            Target::Any(root, base) => {
                let instances = self.by_base.get(&(*root, &**base)).into_iter().flatten();
                let found: Option<Vec<Id>> = instances
                    .map(|id| id_of(self.part_of_resource(*id, &reference.attribute)))
                    .collect();
                match found {
                    Some(ids) if !ids.is_empty() => Link::Any(ids),
                    _ => Link::Outside(format!("{base}[*].{}", reference.attribute).into()),
                }
            }
            // What a data source looks up may be something that the code itself makes.
            Target::Outside(address) if is_data(address) => Link::Unknown(Cause::input(
                format!("`{address}.{}` is looked up at deployment", reference.attribute),
                value.origin.at,
                InputKind::Data,
                // Nobody asks whose data source it is.
                RootId(0),
                format!("{address}.{}", reference.attribute).into(),
            )),
            Target::Outside(address) => {
                Link::Outside(full_name(address, &reference.attribute).into())
            }
        }
    }

    /// Where a value leads that names a gateway: what a lookup finds is known by its type alone.
    pub(crate) fn looked_up(value: &Value) -> Option<&str> {
        match &value.as_reference()?.target {
            Target::Outside(address) if is_data(address) => Some(address),
            _ => None,
        }
    }

    /// Where the values of a list lead; a single value counts as a list of one.
    pub(crate) fn links<Id: TryFrom<Node>>(&self, value: &Value, at: Span) -> Links<Id> {
        let items = |items: &[Value]| {
            let links = items.iter().filter_map(|item| {
                let link = match (self.link(item), &item.kind) {
                    // A module that is not there may hand through what it is given.
                    (Link::Outside(name), Kind::Reference(_)) => {
                        let reason = format!("`{name}` is not in the code");
                        Link::Unknown(Cause::new(reason, item.origin.at))
                    }
                    (link, _) => link,
                };
                let at = item.origin.at.unwrap_or(at);
                let absent = matches!(link, Link::Absent);
                (!absent).then_some(LinkAt { link, at, by: None })
            });
            links.collect()
        };
        match &value.kind {
            Kind::Null => Links::default(),
            Kind::List(list, open) => Links { items: items(list), open: open.clone() },
            Kind::Unknown(cause) => Links { items: Vec::new(), open: Some(cause.clone()) },
            Kind::Reference(r) if self.listed(r).is_some() => Links {
                items: self
                    .listed(r)
                    .unwrap_or_default()
                    .iter()
                    .filter_map(|node| Id::try_from(*node).ok())
                    .map(|id| LinkAt {
                        link: Link::To(id),
                        at: value.origin.at.unwrap_or(at),
                        by: None,
                    })
                    .collect(),
                open: Some(self.more_of(r, value)),
            },
            // A whole list that only exists later, such as a data source's `ids`.
            Kind::Reference(_) => match self.link::<Id>(value) {
                Link::To(_) => Links { items: items(std::slice::from_ref(value)), open: None },
                Link::Unknown(cause) => Links { items: Vec::new(), open: Some(cause) },
                _ => Links { items: Vec::new(), open: Some(why(value)) },
            },
            _ => Links { items: items(std::slice::from_ref(value)), open: None },
        }
    }

    /// Why the list of a data source may go on.
    fn more_of(&self, reference: &Reference, value: &Value) -> Arc<Cause> {
        match reference.target {
            Target::Resource(id) => {
                looked_up(self.graph.resource(id), &reference.attribute, value.origin.at)
            }
            _ => why(value),
        }
    }

    /// What the list that a reference leads to certainly has.
    fn listed(&self, reference: &Reference) -> Option<&[Node]> {
        match reference.target {
            Target::Resource(id) if reference.attribute == "ids" => {
                self.lists.get(&id).map(Vec::as_slice)
            }
            _ => None,
        }
    }

    /// The values of a list attribute, with why there may be more.
    pub(crate) fn blocks(value: &Value) -> (&[Value], Option<Arc<Cause>>) {
        match &value.kind {
            Kind::List(items, open) => (items, open.clone()),
            Kind::Null => (&[], None),
            Kind::Map(..) => (std::slice::from_ref(value), None),
            _ => (&[], Some(why(value))),
        }
    }

    /// Why a resource may not exist.
    pub(crate) fn conditional(resource: &Resource) -> Option<Arc<Cause>> {
        match &resource.exists {
            Existence::Yes => None,
            Existence::Conditional(cause) => Some(cause.clone()),
        }
    }

    /// Why a side resource may not exist although its owner does: it depends on something else.
    pub(crate) fn doubt(side: &Resource, owner: Option<&Arc<Cause>>) -> Option<Arc<Cause>> {
        let own = Self::conditional(side)?;
        let same = owner.is_some_and(|owner| match own.inputs.is_empty() {
            true => *owner == own,
            false => owner.inputs == own.inputs,
        });
        (!same).then_some(own)
    }

    /// A link with its place, from an attribute of a side resource.
    pub(crate) fn side_link<Id: TryFrom<Node>>(
        &self,
        id: ResourceId,
        resource: &Resource,
        attribute: Attribute,
    ) -> LinkAt<Id> {
        LinkAt {
            link: self.link(attribute.of(resource)),
            at: attribute.place(resource),
            by: Some(id),
        }
    }
}

/// Where a value leads that refers to one thing, with a way to follow a reference.
fn one<Id>(value: &Value, follow: &dyn Fn(&Reference, &Value) -> Link<Id>) -> Link<Id> {
    match &value.kind {
        Kind::Null => Link::Absent,
        Kind::String(text) if text.is_empty() => Link::Absent,
        Kind::String(text) => Link::Outside(text.as_str().into()),
        Kind::Unknown(cause) => Link::Unknown(cause.clone()),
        Kind::Reference(reference) => follow(reference, value),
        // One element where a single thing is wanted.
        Kind::List(items, None) if items.len() == 1 => {
            items.first().map_or(Link::Absent, |v| one(v, follow))
        }
        _ => Link::Unknown(why(value)),
    }
}

/// Whether an address is that of a data source.
fn is_data(address: &str) -> bool {
    address.starts_with("data.") || address.contains(".data.")
}
