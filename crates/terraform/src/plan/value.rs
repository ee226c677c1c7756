//! Values of a plan as those of the graph: what is known as it is, of what is not known the
//! references of its expression.

use std::collections::BTreeMap;
use std::rc::Rc;
use std::sync::Arc;

use serde_json::Value as Json;
use smol_str::{SmolStr, format_smolstr};
use vpcelint_model::{Cause, Input, InputKind, Kind, Origin, Reference, ResourceId, Target, Value};
use vpcelint_source::{Range, Span};
use vpcelint_syntax::document::Node;

use super::code::Code;
use super::identifiers::Identifiers;
use super::instances::{Instance, Instances, Scope, has_unknown};
use super::resolve::{Each, Found, Resolver, Term};
use super::slots;

static NULL: Json = Json::Null;

/// Turns the values of a plan into those of the graph.
#[derive(Debug)]
pub(super) struct Lowering<'i, 'p> {
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
const MOST_ATTRIBUTES: usize = 16;

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

    fn value(&self, part: &Part<'_>) -> Value {
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
    fn at(&self, part: &Part<'_>) -> Span {
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

    fn text(&self, part: &Part<'_>, text: &str) -> Kind {
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

    fn reference(&self, of: usize, attribute: SmolStr) -> Kind {
        let target = match self.ids.get(of).copied().flatten() {
            Some(id) => Target::Resource(id),
            None => {
                let address = self.instances.get(of).map(|i| i.address.clone());
                Target::Outside(address.unwrap_or_default())
            }
        };
        Kind::Reference(Reference { target, attribute })
    }

    fn list(&self, part: &Part<'_>, at: Span) -> Kind {
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

    fn map<'a>(&self, part: &Part<'a>, at: Span) -> Kind {
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
            let inner = |json: Option<&'a serde_json::Map<String, Json>>| {
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

    /// What the names of a part's expression lead to.
    fn found(&self, part: &Part<'_>) -> Option<Found> {
        let instance = self.instances.get(part.of)?;
        let code = part.code.filter(|code| !code.references().is_empty())?;
        let siblings = self.instances.of_declaration(&instance.scope.address, &instance.local);
        let for_each = instance.code.and_then(|code| code.for_each.as_ref());
        let each = Each { key: &instance.key, for_each, siblings: siblings.len() };
        Some(self.resolver.resolve(&instance.scope, each, code.references()))
    }

    /// What an unknown value is.
    fn unknown(&self, part: &Part<'_>, at: Span, left: usize) -> Kind {
        let Some(found) = self.found(part) else { return self.open(part, at, &[]) };
        match part.whole {
            Some(whole) => self.shared(part, whole, &found, at, left),
            None if slots::is_collection(part.slot) => self.collection(part, &found, at, left),
            None => self.scalar(part, &found, at, left),
        }
    }

    /// A single value: what is not known of it is the only unknown thing that it refers to.
    fn scalar(&self, part: &Part<'_>, found: &Found, at: Span, left: usize) -> Kind {
        let terms: Vec<_> = found.terms.iter().filter(|t| self.is_unknown(t, part.slot)).collect();
        match &terms[..] {
            [term] if !found.opaque => self.term(part, term, at, left),
            terms => self.any_of(part, terms, found, at),
        }
    }

    /// One of several things: any instance of a declaration where all are instances of it.
    fn any_of(&self, part: &Part<'_>, terms: &[&Term], found: &Found, at: Span) -> Kind {
        let bases = terms.iter().map(|term| match term {
            Term::All(base, _) => Some(base.clone()),
            Term::Instance(n, attribute) if slots::takes(part.slot, attribute) => {
                self.instances.get(*n).map(base_of)
            }
            Term::Instance(..) => None,
        });
        let bases: Option<Vec<_>> = bases.collect();
        match bases.as_deref() {
            Some([base, others @ ..]) if !found.opaque && others.iter().all(|b| b == base) => {
                self.any(part.slot, base)
            }
            _ => self.open(part, at, terms),
        }
    }

    fn any(&self, slot: &str, base: &Arc<str>) -> Kind {
        let attribute = slots::meant(slot).into();
        Kind::Reference(Reference { target: Target::Any(base.clone()), attribute })
    }

    /// A list or set of which nothing is known but what it refers to.
    fn collection(&self, part: &Part<'_>, found: &Found, at: Span, left: usize) -> Kind {
        let open = |items: Vec<Value>, terms: &[&Term]| {
            let cause = self.cause(part, at, terms);
            Kind::List(Arc::new(items), Some(cause))
        };
        let terms: Vec<&Term> = found.terms.iter().collect();
        let value = |term: &Term| {
            let kind = self.term(part, term, at, left);
            Value { origin: Origin { at: Some(at), via: None }, ..Value::from(kind) }
        };
        if found.opaque {
            return open(Vec::new(), &terms);
        }
        let unknown: Vec<_> = terms.iter().filter(|t| self.is_unknown(t, part.slot)).collect();
        let many = |term: &&Term| matches!(term, Term::All(_, all) if all.len() != 1);
        let takes = terms.iter().all(|term| match term {
            Term::Instance(_, attribute) => slots::takes(part.slot, attribute),
            Term::All(..) => slots::takes(part.slot, ""),
        });
        if !takes {
            return self.open(part, at, &terms);
        }
        match &unknown[..] {
            // A list that names no other unknown thing has that one in it.
            [only] if found.known || many(only) => open(vec![value(only)], &terms),
            _ if found.known || terms.iter().any(many) => open(Vec::new(), &terms),
            _ => Kind::List(Arc::new(terms.into_iter().map(value).collect()), None),
        }
    }

    /// The unknown elements of a list whose length is known.
    fn positions(&self, part: &Part<'_>, count: usize, at: Span) -> Vec<Kind> {
        let Some(found) = self.found(part) else { return Vec::new() };
        let mut terms = Vec::new();
        for term in found.terms.iter().filter(|t| self.is_unknown(t, part.slot)) {
            match term {
                Term::All(_, all) => {
                    terms.extend(all.iter().map(|n| Term::Instance(*n, SmolStr::default())));
                }
                term => terms.push(term.clone()),
            }
        }
        let one = |term: &Term| self.term(part, term, at, MOST_ATTRIBUTES);
        if !found.opaque && terms.len() == count {
            return terms.iter().map(one).collect();
        }
        let all: Vec<_> = terms.iter().collect();
        std::iter::repeat_n(self.any_of(part, &all, &found, at), count).collect()
    }

    /// An attribute in a block whose expression gives several blocks: what can stand there of all
    /// that the expression refers to.
    fn shared(&self, part: &Part<'_>, whole: &Json, found: &Found, at: Span, left: usize) -> Kind {
        let fits = |term: &&Term| {
            let (n, attribute) = match term {
                Term::Instance(n, attribute) => (Some(*n), attribute.as_str()),
                Term::All(_, all) => (all.first().copied(), ""),
            };
            let kind = n.and_then(|n| self.instances.get(n)).map(|i| i.kind);
            slots::takes(part.slot, attribute)
                && kind.is_some_and(|kind| slots::leads_to(part.slot, kind))
                && self.is_unknown(term, part.slot)
        };
        let terms: Vec<&Term> = found.terms.iter().filter(fits).collect();
        let alone = places_of(whole, part.slot) == 1;
        let single =
            terms.len() == 1 && !matches!(terms.first(), Some(Term::All(_, all)) if all.len() != 1);
        if found.opaque || !(single || alone) {
            return self.any_of(part, &terms, found, at);
        }
        let own =
            Found { terms: terms.into_iter().cloned().collect(), known: false, opaque: false };
        match slots::is_collection(part.slot) {
            true => self.collection(part, &own, at, left),
            false => self.scalar(part, &own, at, left),
        }
    }

    fn is_unknown(&self, term: &Term, slot: &str) -> bool {
        match term {
            Term::All(_, all) => all.iter().any(|n| {
                let instance = self.instances.get(*n);
                instance
                    .is_some_and(|i| i.unknown.get(slots::meant(slot)) == Some(&Json::Bool(true)))
            }),
            Term::Instance(n, attribute) => {
                let meant = if attribute.is_empty() { slots::meant(slot) } else { attribute };
                let steps = super::address::steps(meant).unwrap_or_default();
                self.instances.get(*n).is_some_and(|i| i.is_unknown(&steps))
            }
        }
    }

    /// What a name leads to, where the value is nothing else.
    fn term(&self, part: &Part<'_>, term: &Term, at: Span, left: usize) -> Kind {
        let (n, attribute) = match term {
            Term::All(_, all) if all.len() == 1 && slots::takes(part.slot, "") => {
                (all.first().copied().unwrap_or(usize::MAX), "")
            }
            Term::All(base, _) if slots::takes(part.slot, "") => return self.any(part.slot, base),
            Term::Instance(n, attribute) if slots::takes(part.slot, attribute) => {
                (*n, attribute.as_str())
            }
            term => return self.open(part, at, &[term]),
        };
        let attribute = if attribute.is_empty() { slots::meant(part.slot) } else { attribute };
        // What the configuration of that instance gives to the attribute is meant.
        let instance = self.instances.get(n);
        let code = instance.and_then(|i| i.code).and_then(|code| code.attributes.get(attribute));
        let through = instance.zip(code).zip(left.checked_sub(1));
        if let Some(((instance, code), left)) = through
            && instance.unknown.get(attribute) == Some(&Json::Bool(true))
        {
            let inner = Part {
                of: n,
                slot: attribute,
                value: &NULL,
                unknown: instance.unknown.get(attribute).unwrap_or(&NULL),
                code: Some(code),
                node: None,
                whole: None,
                ..*part
            };
            return self.unknown(&inner, at, left);
        }
        self.reference(n, attribute.into())
    }

    fn open(&self, part: &Part<'_>, at: Span, terms: &[&Term]) -> Kind {
        Kind::Unknown(self.cause(part, at, terms))
    }

    fn cause(&self, part: &Part<'_>, at: Span, terms: &[&Term]) -> Arc<Cause> {
        let own = self.instances.get(part.of).map(|i| i.address.clone()).unwrap_or_default();
        let reason = format_smolstr!("`{own}.{}` is only known after it is applied", part.slot);
        let mut inputs: Vec<Input> = Vec::new();
        for term in terms {
            let Term::Instance(n, attribute) = term else { continue };
            let Some(instance) = self.instances.get(*n) else { continue };
            let (kind, address) = match instance.data {
                true => (InputKind::Data, format_smolstr!("{}.{attribute}", instance.address)),
                false => (InputKind::Resource, SmolStr::from(instance.address.as_ref())),
            };
            inputs.push(Input { kind, address });
        }
        Arc::new(Cause { reason, at: Some(at), inputs })
    }
}

/// The address of an instance's declaration, with the keys of its modules.
fn base_of(instance: &Instance<'_>) -> Arc<str> {
    super::instances::joined(&instance.scope.address, &instance.local).as_str().into()
}

/// In how many places an attribute of a name is not known.
fn places_of(mask: &Json, slot: &str) -> usize {
    match mask {
        Json::Array(items) => items.iter().map(|item| places_of(item, slot)).sum(),
        Json::Object(entries) => entries
            .iter()
            .map(|(name, inner)| match inner {
                inner if name == slot => usize::from(has_unknown(inner)),
                inner => places_of(inner, slot),
            })
            .sum(),
        _ => 0,
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
