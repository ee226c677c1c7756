//! What an unknown value of a plan is: of its expression a plan lists what it refers to, which is the
//! value itself where nothing else can be meant.

use std::sync::Arc;

use serde_json::Value as Json;
use smol_str::{SmolStr, format_smolstr};
use vpcelint_model::{Cause, Input, InputKind, Kind, Origin, Reference, Target, Value};
use vpcelint_source::Span;

use super::instances::{Instance, has_unknown, joined};
use super::resolve::{Each, Found, Term};
use super::value::{Lowering, MOST_ATTRIBUTES, NULL, Part};
use super::{ROOT, address, constants, slots};

impl<'p> Lowering<'_, 'p> {
    /// What the names of a part's expression lead to.
    pub(super) fn found(&self, part: &Part<'p>) -> Option<Found> {
        let instance = self.instances.get(part.of)?;
        let code = part.code.filter(|code| !code.references().is_empty())?;
        let siblings = self.instances.of_declaration(&instance.scope.address, &instance.local);
        let for_each = instance.code.and_then(|code| code.for_each.as_ref());
        let each = Each { key: &instance.key, for_each, siblings: siblings.len() };
        Some(self.resolver.resolve(&instance.scope, each, code.references()))
    }

    /// The value of a part's expression where it is a constant or a variable.
    pub(super) fn constant(&self, part: &Part<'p>) -> Option<&'p Json> {
        let code = part.code.filter(|_| part.whole.is_none())?;
        constants::constant(self.plan, &self.instances.get(part.of)?.scope, code)
    }

    /// What an unknown value is.
    pub(super) fn unknown(&self, part: &Part<'p>, at: Span, left: usize) -> Kind {
        // A provider may choose what is given as null, or as an empty list.
        match self.constant(part) {
            Some(Json::Null) => return Kind::Null,
            Some(Json::Array(items)) if items.is_empty() => {
                return Kind::List(Arc::default(), None);
            }
            _ => {}
        }
        let Some(found) = self.found(part) else { return self.open(part, at, &[]) };
        // What refers to known things alone is known; of a list nothing was left.
        let nothing = found.terms.is_empty() && found.known && !found.opaque;
        if nothing && part.whole.is_none() && slots::is_collection(part.slot) {
            return Kind::List(Arc::default(), None);
        }
        match part.whole {
            Some(whole) => self.shared(part, whole, &found, at, left),
            None if slots::is_collection(part.slot) => self.collection(part, &found, at, left),
            None => self.scalar(part, &found, at, left),
        }
    }

    /// A single value: what is not known of it is the only unknown thing that it refers to.
    fn scalar(&self, part: &Part<'p>, found: &Found, at: Span, left: usize) -> Kind {
        let terms: Vec<_> = found.terms.iter().filter(|t| self.is_unknown(t, part.slot)).collect();
        match &terms[..] {
            [term] if !found.opaque => self.term(part, term, at, left),
            terms => self.any_of(part, terms, found, at),
        }
    }

    /// One of several things: any instance of a declaration where all are instances of it.
    fn any_of(&self, part: &Part<'p>, terms: &[&Term], found: &Found, at: Span) -> Kind {
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
        Kind::Reference(Reference { target: Target::Any(ROOT, base.clone()), attribute })
    }

    /// A list or set of which nothing is known but what it refers to.
    fn collection(&self, part: &Part<'p>, found: &Found, at: Span, left: usize) -> Kind {
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
    pub(super) fn positions(&self, part: &Part<'p>, count: usize, at: Span) -> Vec<Kind> {
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
    fn shared(&self, part: &Part<'p>, whole: &Json, found: &Found, at: Span, left: usize) -> Kind {
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
                let steps = address::steps(meant).unwrap_or_default();
                self.instances.get(*n).is_some_and(|i| i.is_unknown(&steps))
            }
        }
    }

    /// What a name leads to, where the value is nothing else.
    fn term(&self, part: &Part<'p>, term: &Term, at: Span, left: usize) -> Kind {
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

    fn open(&self, part: &Part<'p>, at: Span, terms: &[&Term]) -> Kind {
        Kind::Unknown(self.cause(part, at, terms))
    }

    fn cause(&self, part: &Part<'p>, at: Span, terms: &[&Term]) -> Arc<Cause> {
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
            inputs.push(Input { kind, root: ROOT, address });
        }
        Arc::new(Cause { reason, at: Some(at), inputs })
    }
}

/// The address of an instance's declaration, with the keys of its modules.
fn base_of(instance: &Instance<'_>) -> Arc<str> {
    joined(&instance.scope.address, &instance.local).as_str().into()
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
