//! The document of `show`.

use std::collections::BTreeMap;

use serde_json::value::RawValue;
use vpcelint_model::{
    Existence, Graph, Kind, Part, Reference, Resource, Root, RootId, Target, Value,
};
use vpcelint_report::{Place, problem, show};
use vpcelint_source::{Gravity, Sources};

use crate::Run;

/// The document of what was evaluated; with an address, only that resource or attribute.
#[must_use]
pub fn show(run: &Run, sources: &Sources, address: Option<&str>) -> show::Document {
    let of = |gravity: Gravity| {
        run.notices.iter().filter(|n| n.gravity == gravity).map(|n| problem(sources, n)).collect()
    };
    show::Document {
        version: 1,
        roots: run.graphs.iter().flat_map(|g| roots(g, sources, address)).collect(),
        errors: of(Gravity::Error),
        notices: of(Gravity::Notice),
    }
}

/// Whether an address asks for a resource (an instance, or all of them), and for which attribute.
pub(crate) fn asks<'a>(address: Option<&'a str>, resource: &Resource) -> Option<Option<&'a str>> {
    let Some(address) = address else { return Some(None) };
    let own: &str = &resource.address;
    let base = own.strip_suffix(']').and_then(|r| r.rsplit_once('[')).map_or(own, |(b, _)| b);
    for name in [own, base] {
        if let Some(rest) = address.strip_prefix(name) {
            if rest.is_empty() {
                return Some(None);
            }
            if let Some(attribute) = rest.strip_prefix('.') {
                return Some(Some(attribute));
            }
        }
    }
    None
}

fn roots(graph: &Graph, sources: &Sources, address: Option<&str>) -> Vec<show::Root> {
    let named = |root: &Root| show::Root { root: root.path.to_string(), resources: Vec::new() };
    let mut roots: Vec<_> = graph.roots().iter().map(named).collect();
    for (_, r) in graph.resources() {
        let Some(root) = roots.get_mut(r.root.0 as usize) else { continue };
        root.resources.extend(asks(address, r).map(|a| resource(graph, sources, r, a)));
    }
    roots
}

fn resource(
    graph: &Graph,
    sources: &Sources,
    resource: &Resource,
    attribute: Option<&str>,
) -> show::Resource {
    let place = Place::of(sources, resource.span);
    let (file, range) = place.map_or((String::new(), None), |p| (p.file, Some(p.range)));
    show::Resource {
        address: resource.address.to_string(),
        r#type: resource.kind.to_string(),
        file,
        range,
        exists: match resource.exists {
            Existence::Yes => "yes",
            Existence::Conditional(_) => "conditional",
        },
        values: resource
            .values
            .iter()
            .filter(|(name, _)| attribute.is_none_or(|a| a == name.as_str()))
            .map(|(name, v)| (name.to_string(), value(graph, resource.root, v)))
            .collect(),
    }
}

/// A value as output shows it: what is sensitive or a file's content is withheld.
pub(crate) fn value(graph: &Graph, root: RootId, value: &Value) -> show::Value {
    // What is not known gives nothing away.
    let unknown = matches!(value.kind, Kind::Unknown(_) | Kind::Reference(_));
    if value.sensitive && !unknown {
        return show::Value::Sensitive;
    }
    if value.from_file && !unknown && !value.is_null() {
        return match value.cause() {
            Some(cause) => show::Value::Unknown { reason: cause.reason.to_string(), known: None },
            None if has_reference(value) => {
                let reason = "the content of a file with attributes that are only known later";
                show::Value::Unknown { reason: reason.to_owned(), known: None }
            }
            None => show::Value::Withheld,
        };
    }
    let shown = |v: &Value| self::value(graph, root, v);
    match &value.kind {
        Kind::Null => show::Value::Null,
        Kind::Bool(b) => show::Value::Bool(*b),
        Kind::Number(text) => match RawValue::from_string(text.to_string()) {
            Ok(raw) => show::Value::Number(raw),
            Err(_) => show::Value::String(text.to_string()),
        },
        Kind::String(text) => show::Value::String(text.to_string()),
        Kind::Text(parts) => text(graph, parts),
        Kind::List(items, open) => {
            let mut items: Vec<_> = items.iter().map(shown).collect();
            if let Some(cause) = open {
                items.push(show::Value::Unknown { reason: cause.reason.to_string(), known: None });
            }
            show::Value::List(items)
        }
        Kind::Map(_, Some(cause)) | Kind::Unknown(cause) => {
            show::Value::Unknown { reason: cause.reason.to_string(), known: None }
        }
        Kind::Map(entries, None) => {
            let entries: BTreeMap<_, _> =
                entries.iter().map(|(k, v)| (k.to_string(), shown(v))).collect();
            show::Value::Map(entries)
        }
        Kind::Reference(r) => show::Value::Reference {
            address: reference(graph, r),
            root: other_root(graph, root, r),
        },
    }
}

fn has_reference(value: &Value) -> bool {
    let mut found = false;
    value.for_each_reference(&mut |_| found = true);
    found
}

/// The string with holes: unknown, with what is known of it.
fn text(graph: &Graph, parts: &[Part]) -> show::Value {
    let mut known = String::new();
    let mut reason = None;
    for part in parts {
        match part {
            Part::Literal(text) => known.push_str(text),
            Part::Reference(r) => {
                known.push_str("${?}");
                reason.get_or_insert_with(|| {
                    let name = reference(graph, r);
                    let looked_up = name.starts_with("data.") || name.contains(".data.");
                    match looked_up {
                        true => format!("`{name}` is looked up at deployment"),
                        false => format!("`{name}` is only known after it is applied"),
                    }
                });
            }
            Part::Hole(cause) => {
                known.push_str("${?}");
                reason.get_or_insert_with(|| cause.reason.to_string());
            }
        }
    }
    show::Value::Unknown { reason: reason.unwrap_or_default(), known: Some(known) }
}

/// The root that a reference leads to, where it is another one.
fn other_root(graph: &Graph, own: RootId, reference: &Reference) -> Option<String> {
    let root = match &reference.target {
        Target::Resource(id) => graph.resource(*id).root,
        Target::Any(root, _) => *root,
        Target::Outside(_) => own,
    };
    let other = Some(root).filter(|root| *root != own)?;
    graph.root(other).map(|root| root.path.to_string())
}

/// A reference as it is written.
pub(crate) fn reference(graph: &Graph, reference: &Reference) -> String {
    let target = match &reference.target {
        Target::Resource(id) => graph.resource(*id).address.to_string(),
        Target::Any(_, base) => format!("{base}[*]"),
        Target::Outside(address) => address.to_string(),
    };
    match reference.attribute.as_str() {
        "" => target,
        step if step.starts_with('[') => format!("{target}{step}"),
        attribute => format!("{target}.{attribute}"),
    }
}
