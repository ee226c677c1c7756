//! The blocks and resources that a workload's attributes lead to.

use vpcelint_model::{Kind, LinkKind, Resource, ResourceId, Target, Value};

use crate::builder::Builder;
use crate::spelling::{Attribute, Type};

/// The only block of an attribute, or its first one.
pub(super) fn first(value: &Value) -> Option<&Value> {
    match &value.kind {
        Kind::Map(..) => Some(value),
        Kind::List(items, None) => items.first(),
        _ => None,
    }
}

/// The resource of a type that a value names: by reference, or by its name where one is written.
pub(super) fn resource<'g>(
    b: &Builder<'g>,
    value: &Value,
    of: Type,
    name: Attribute,
) -> Option<(ResourceId, &'g Resource)> {
    match &value.kind {
        Kind::Reference(r) => match r.target {
            Target::Resource(id) => Some((id, b.graph.resource(id))).filter(|(_, r)| of.is(r)),
            _ => None,
        },
        Kind::String(text) => {
            let named = |r: &Resource| name.of(r).as_str() == Some(text);
            let mut found = b.of_type(of).filter(|(_, r)| named(r));
            match found.next() {
                // Roots that are deployed to several accounts may use a name more than once.
                Some((_, first)) if found.any(|(_, other)| other.root != first.root) => {
                    by_origin(b, value, of)
                }
                Some(first) => Some(first),
                None => by_origin(b, value, of),
            }
        }
        Kind::Text(_) | Kind::Unknown(_) => by_origin(b, value, of),
        Kind::List(items, None) => resource(b, items.first()?, of, name),
        _ => None,
    }
}

/// The resource of a type from which a value came.
fn by_origin<'g>(b: &Builder<'g>, value: &Value, of: Type) -> Option<(ResourceId, &'g Resource)> {
    value.origin.links().filter(|link| link.kind == LinkKind::Attribute).find_map(|link| {
        b.graph
            .find(link.root, &link.module)
            .map(|id| (id, b.graph.resource(id)))
            .filter(|(_, r)| of.is(r))
    })
}

/// Whether a value names a resource: by reference, or by its name where one is written.
pub(super) fn names(b: &Builder<'_>, value: &Value, id: ResourceId, name: Attribute) -> bool {
    match &value.kind {
        Kind::Reference(r) => matches!(r.target, Target::Resource(to) if to == id),
        Kind::String(text) => name.of(b.graph.resource(id)).as_str() == Some(text),
        Kind::List(items, _) => items.iter().any(|item| names(b, item, id, name)),
        Kind::Text(_) | Kind::Unknown(_) => {
            let resource = b.graph.resource(id);
            value.origin.links().any(|link| {
                link.kind == LinkKind::Attribute
                    && link.root == resource.root
                    && *link.module == *resource.address
            })
        }
        _ => false,
    }
}
