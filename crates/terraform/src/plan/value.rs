//! Values of a plan as those of the graph: what is known as it is, of what is not known the
//! references of its expression.

use std::collections::BTreeMap;
use std::rc::Rc;
use std::sync::Arc;

use serde_json::Value as Json;
use smol_str::SmolStr;
use vpcelint_model::{Kind, Origin, Reference, ResourceId, Target, Value};
use vpcelint_source::{Range, Span};
use vpcelint_syntax::document::Node;

use super::Plan;
use super::code::Code;
use super::constants;
use super::identifiers::Identifiers;
use super::instances::{Instance, Instances, Scope, has_unknown};
use super::resolve::Resolver;

pub(super) static NULL: Json = Json::Null;

/// Turns the values of a plan into those of the graph.
#[derive(Debug)]
pub(super) struct Lowering<'i, 'p> {
    pub(super) plan: &'p Plan,
    pub(super) instances: &'i Instances<'p>,
    pub(super) resolver: Resolver<'i, 'p>,
    pub(super) identifiers: Identifiers<'p>,
    /// The ids of the instances in the graph, of those that are in it.
    pub(super) ids: Vec<Option<ResourceId>>,
}

/// A part of an instance's values.
#[derive(Debug, Clone, Copy)]
pub(super) struct Part<'a> {
    /// The instance's number.
    pub(super) of: usize,
    pub(super) slot: &'a str,
    pub(super) value: &'a Json,
    pub(super) unknown: &'a Json,
    pub(super) sensitive: [&'a Json; 2],
    pub(super) code: Option<&'a Code>,
    pub(super) node: Option<&'a Node>,
    /// Where what it is a part of stands.
    pub(super) at: Span,
    /// What is not known of the whole whose one expression it stands in.
    pub(super) whole: Option<&'a Json>,
}

/// Attributes that lead through each other at most.
pub(super) const MOST_ATTRIBUTES: usize = 16;

impl<'p> Lowering<'_, 'p> {
    /// An attribute of an instance as its configuration, or a state, sets it.
    pub(super) fn attribute(&self, of: usize, name: &str) -> Option<Value> {
        let instance = self.instances.get(of)?;
        let entry = |json: &'p Json| json.get(name).unwrap_or(&NULL);
        let values = instance.node.and_then(|n| n.get("values"));
        let part = Part {
            of,
            slot: name,
            value: instance.value(name),
            unknown: entry(instance.unknown),
            sensitive: instance.sensitive.map(entry),
            code: instance.code.and_then(|code| code.attributes.get(name)),
            node: values.and_then(|n| n.get(name)),
            at: self.place(instance),
            whole: None,
        };
        Some(self.value(&part))
    }

    /// The place of an instance: its declaration, else its values.
    pub(super) fn place(&self, instance: &Instance<'p>) -> Span {
        let declared = instance.code.and_then(|code| code.place);
        self.instances.span(declared.or(instance.node.map(|n| n.range)))
    }

    fn value(&self, part: &Part<'p>) -> Value {
        let at = self.at(part);
        let kind = match (part.unknown, part.value) {
            (Json::Bool(true), _) => self.unknown(part, at, MOST_ATTRIBUTES),
            (unknown, Json::Null) if !has_unknown(unknown) => Kind::Null,
            (_, Json::Bool(b)) => Kind::Bool(*b),
            (_, Json::Number(n)) => Kind::Number(n.to_string().into()),
            (_, Json::String(text)) => self.text(part, text),
            (Json::Array(_), _) | (_, Json::Array(_)) => self.list(part, at),
            (_, Json::Object(_) | Json::Null) => self.map(part, at),
        };
        let sensitive = part.sensitive.iter().any(|mask| mask.as_bool() == Some(true));
        Value { sensitive, origin: Origin { at: Some(at), via: None }, ..Value::from(kind) }
    }

    /// Where a part stands: at its expression, that of an argument where it only hands one on.
    fn at(&self, part: &Part<'p>) -> Span {
        let place = match part.code {
            Some(code) if part.whole.is_none() => {
                let scope = self.instances.get(part.of).map(|i| i.scope.clone());
                scope.and_then(|scope| written(&scope, code)).or(code.place())
            }
            Some(_) => None,
            None => part.node.map(|n| n.range),
        };
        place.map_or(part.at, |range| Span { range, ..part.at })
    }

    fn text(&self, part: &Part<'p>, text: &str) -> Kind {
        let instance = self.instances.get(part.of);
        if instance.is_some_and(|i| constants::is_default(i.kind, part.slot, text))
            && self.constant(part).is_some_and(Json::is_null)
        {
            return Kind::Null;
        }
        match self.identifiers.owner(text, part.of) {
            Some((owner, attribute)) => self.reference(*owner, attribute.clone()),
            None => Kind::String(text.into()),
        }
    }

    /// A reference to an attribute of an instance.
    pub(super) fn reference_to(&self, of: usize, attribute: SmolStr) -> Value {
        self.reference(of, attribute).into()
    }

    /// A text, or a reference to what has it as its identifier.
    pub(super) fn identifier(&self, text: &str) -> Value {
        match self.identifiers.owner(text, usize::MAX) {
            Some((owner, attribute)) => self.reference_to(*owner, attribute.clone()),
            None => Kind::String(text.into()).into(),
        }
    }

    pub(super) fn reference(&self, of: usize, attribute: SmolStr) -> Kind {
        let target = match self.ids.get(of).copied().flatten() {
            Some(id) => Target::Resource(id),
            None => {
                let address = self.instances.get(of).map(|i| i.address.clone());
                Target::Outside(address.unwrap_or_default())
            }
        };
        Kind::Reference(Reference { target, attribute })
    }

    fn list(&self, part: &Part<'p>, at: Span) -> Kind {
        let values = part.value.as_array().map(Vec::as_slice).unwrap_or_default();
        let masks = part.unknown.as_array().map(Vec::as_slice).unwrap_or_default();
        let count = values.len().max(masks.len());
        let blocks = match part.code {
            Some(Code::Blocks(blocks, _)) => in_order(blocks, values),
            _ => Vec::new(),
        };
        let scalars = masks.iter().filter(|m| m.as_bool() == Some(true)).count();
        let mut listed = match part.whole {
            None if scalars > 0 => self.positions(part, scalars, at).into_iter(),
            _ => Vec::new().into_iter(),
        };
        let item = |n: usize| {
            let mask = masks.get(n).unwrap_or(&NULL);
            if mask.as_bool() == Some(true)
                && let Some(kind) = listed.next()
            {
                return Value { origin: Origin { at: Some(at), via: None }, ..Value::from(kind) };
            }
            let (code, whole) = match part.code {
                Some(Code::Blocks(..)) => (blocks.get(n).copied().flatten(), None),
                Some(Code::Block(..)) => (part.code, None),
                Some(Code::Leaf { .. }) => (part.code, part.whole.or(Some(part.unknown))),
                None => (None, part.whole),
            };
            let sensitive = part.sensitive.map(|mask| match mask {
                Json::Bool(true) => mask,
                mask => mask.get(n).unwrap_or(&NULL),
            });
            self.value(&Part {
                value: values.get(n).unwrap_or(&NULL),
                unknown: mask,
                sensitive,
                code,
                node: part.node.and_then(|node| node.elements().get(n)),
                at,
                whole,
                ..*part
            })
        };
        Kind::List(Arc::new((0..count).map(item).collect()), None)
    }

    fn map(&self, part: &Part<'p>, at: Span) -> Kind {
        let values = part.value.as_object();
        let masks = part.unknown.as_object();
        let written = match part.code {
            Some(Code::Block(written, _)) => Some(written),
            _ => None,
        };
        // An element of a list that one expression gives has all keys of its type, the others empty.
        let filled = written.is_none() && (part.whole.is_some() || part.code.is_none());
        let mut names: Vec<&str> = Vec::new();
        if let Some(written) = written {
            names.extend(written.keys().map(SmolStr::as_str));
        }
        for (name, value) in values.into_iter().flatten() {
            let made = value.as_array().is_some_and(|items| items.iter().any(Json::is_object));
            if written.is_none() && !(filled && is_empty(value)) || written.is_some() && made {
                names.push(name);
            }
        }
        let unknown = masks.into_iter().flatten().filter(|(_, mask)| has_unknown(mask));
        // A block's own attributes are all written; what else is not known is the provider's.
        names.extend(unknown.filter(|_| written.is_none()).map(|(name, _)| name.as_str()));
        names.sort_unstable();
        names.dedup();
        let entry = |name: &str| {
            let inner = |json: Option<&'p serde_json::Map<String, Json>>| {
                json.and_then(|json| json.get(name)).unwrap_or(&NULL)
            };
            let (value, unknown) = (inner(values), inner(masks));
            let code = written.and_then(|w| w.get(name));
            let shared = matches!(part.code, Some(Code::Leaf { .. }));
            let sensitive = part.sensitive.map(|mask| match mask {
                Json::Bool(true) => mask,
                mask => mask.get(name).unwrap_or(&NULL),
            });
            let value = self.value(&Part {
                slot: name,
                value,
                unknown,
                sensitive,
                code: if shared { part.code } else { code },
                node: part.node.and_then(|node| node.get(name)),
                at,
                whole: part.whole.or(shared.then_some(part.unknown)),
                ..*part
            });
            (SmolStr::from(name), value)
        };
        Kind::Map(Arc::new(names.into_iter().map(entry).collect::<BTreeMap<_, _>>()), None)
    }
}

/// Whether a value is what the provider writes where nothing is given.
pub(super) fn is_empty(value: &Json) -> bool {
    match value {
        Json::Null => true,
        Json::String(text) => text.is_empty(),
        Json::Array(items) => items.is_empty(),
        Json::Object(entries) => entries.is_empty(),
        _ => false,
    }
}

/// The blocks of the configuration in the order of the values, which sets do not keep: each value has
/// the constants of its block.
fn in_order<'c>(blocks: &'c [Code], values: &[Json]) -> Vec<Option<&'c Code>> {
    let mut left: Vec<&Code> = blocks.iter().collect();
    let fits = |code: &Code, value: &Json| match code {
        Code::Block(written, _) => written.iter().all(|(name, code)| match code.constant() {
            Some(constant) => value.get(name.as_str()).is_some_and(|v| same(v, constant)),
            None => true,
        }),
        _ => true,
    };
    let places = values.iter().map(|value| {
        let at = left.iter().position(|code| fits(code, value))?;
        Some(left.remove(at))
    });
    places.collect()
}

/// Whether a value is a constant, also where the provider has converted it.
fn same(value: &Json, constant: &Json) -> bool {
    let text = |json: &Json| match json {
        Json::String(text) => Some(text.clone()),
        Json::Number(n) => Some(n.to_string()),
        Json::Bool(b) => Some(b.to_string()),
        _ => None,
    };
    match (text(value), text(constant)) {
        (Some(a), Some(b)) => a == b,
        // Of lists and maps only the elements may be converted.
        _ => value.is_null() == constant.is_null(),
    }
}

/// Where an expression is written that only hands on an argument of the module's call.
fn written(scope: &Rc<Scope<'_>>, code: &Code) -> Option<Range> {
    let mut scope = scope.clone();
    let mut code = code;
    for _ in 0..MOST_ATTRIBUTES {
        let [only] = code.references() else { break };
        let Some(name) = only.strip_prefix("var.") else { break };
        let Some((parent, call)) = scope.parent.clone() else { break };
        let Some(argument) = call.arguments.get(name) else { break };
        code = argument;
        scope = parent;
    }
    code.place()
}
