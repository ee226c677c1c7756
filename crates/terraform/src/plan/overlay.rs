//! Lays what the source says of a plan's resources over what the plan says: places, comments, and how
//! expressions are built, of which a plan lists only the names.

use std::collections::BTreeMap;
use std::sync::Arc;

use rustc_hash::FxHashMap;
use smol_str::SmolStr;
use vpcelint_model::{Call, Kind, Origin, Part, Reference, Resource, ResourceId, Target, Value};
use vpcelint_source::Gravity;

use super::address::{steps, without_keys};
use super::identifiers::is_identifier;
use crate::root::Evaluation;

/// What was evaluated of the source.
#[derive(Debug)]
pub(super) struct Source<'s> {
    evaluation: &'s Evaluation,
    by_address: FxHashMap<&'s str, usize>,
    /// The first instance of each declaration, by its address without keys.
    by_declaration: FxHashMap<SmolStr, usize>,
}

impl<'s> Source<'s> {
    pub(super) fn of(evaluation: &'s Evaluation) -> Self {
        let mut by_address = FxHashMap::default();
        let mut by_declaration = FxHashMap::default();
        for (n, resource) in evaluation.resources.iter().enumerate() {
            by_address.insert(&*resource.address, n);
            if let Some(base) = declaration(&resource.address) {
                by_declaration.entry(base).or_insert(n);
            }
        }
        Self { evaluation, by_address, by_declaration }
    }

    /// Where an instance stands among those of the source; those that it has not come last.
    pub(super) fn place_in_order(&self, address: &str) -> usize {
        let own = self.by_address.get(address).copied();
        own.or_else(|| self.declared(address)).unwrap_or(usize::MAX)
    }

    fn declared(&self, address: &str) -> Option<usize> {
        self.by_declaration.get(&declaration(address)?).copied()
    }

    fn get(&self, n: usize) -> Option<&'s Resource> {
        self.evaluation.resources.get(n)
    }

    /// What the source says beside its resources.
    pub(super) fn say(&self, evaluation: &mut Evaluation) {
        let of = self.evaluation;
        evaluation.loose = of.loose.clone();
        evaluation.suppressions = of.suppressions.clone();
        evaluation.modules = of.modules.clone();
        // What is not known of the source, the plan knows.
        let errors = of.notices.iter().filter(|n| n.gravity == Gravity::Error);
        evaluation.notices.extend(errors.cloned());
    }

    /// Lays the source over the resources of a plan, whose ids stand beside their addresses.
    pub(super) fn lay_over(
        &self,
        resources: &mut [Resource],
        ids: &FxHashMap<Arc<str>, ResourceId>,
    ) {
        let merge = Merge { source: self, ids };
        for resource in resources {
            let own = self.by_address.get(&*resource.address).and_then(|n| self.get(*n));
            match own {
                Some(own) => merge.resource(resource, own),
                None => merge.place(resource),
            }
        }
    }
}

/// The address of a declaration: that of an instance without keys, also those of members that stand
/// for all.
fn declaration(address: &str) -> Option<SmolStr> {
    let plain = address.replace("[?", "[");
    steps(&plain).map(|steps| without_keys(&steps))
}

struct Merge<'a, 's> {
    source: &'a Source<'s>,
    ids: &'a FxHashMap<Arc<str>, ResourceId>,
}

impl Merge<'_, '_> {
    fn resource(&self, planned: &mut Resource, own: &Resource) {
        self.of_declaration(planned, own);
        let mut values = std::mem::take(&mut planned.values);
        planned.values = own
            .values
            .iter()
            .map(|(name, value)| {
                let known = values.remove(name);
                (name.clone(), self.value(value, known.as_ref()))
            })
            .collect();
        if planned.region.cause().is_some() || planned.region.is_null() {
            planned.region = self.value(&own.region, None);
        }
    }

    /// What all instances of a declaration share.
    fn of_declaration(&self, planned: &mut Resource, own: &Resource) {
        planned.span = own.span;
        planned.inner = own.inner;
        planned.mentions = own.mentions.clone();
        let calls = planned.calls.iter().zip(own.calls.iter());
        planned.calls = calls
            .map(|(planned, own)| Call { address: planned.address.clone(), span: own.span })
            .collect();
    }

    /// Gives an instance that the source does not make the place of its declaration, or of the call
    /// of the module that it is in.
    fn place(&self, planned: &mut Resource) {
        let declared = self.source.declared(&planned.address).and_then(|n| self.source.get(n));
        if let Some(own) = declared {
            self.of_declaration(planned, own);
            for (name, value) in &mut planned.values {
                let at = own.values.get(name).and_then(|v| v.origin.at).unwrap_or(own.span);
                *value = placed(value, &Origin { at: Some(at), via: None });
            }
            return;
        }
        let above = planned.calls.iter().rev().find_map(|call| {
            let at = self.source.declared(&call.address)?;
            self.source.get(at).map(|own| own.span)
        });
        let above = above.or_else(|| {
            let addresses: Vec<_> = planned.calls.iter().map(|call| call.address.clone()).collect();
            let all = self.source.evaluation.resources.iter().flat_map(|r| r.calls.iter());
            let calls: FxHashMap<&str, _> = all.map(|c| (c.address.as_str(), c.span)).collect();
            addresses.iter().rev().find_map(|address| calls.get(address.as_str()).copied())
        });
        let Some(at) = above else { return };
        planned.span = at;
        planned.calls = planned
            .calls
            .iter()
            .map(|call| Call { address: call.address.clone(), span: at })
            .collect();
        let origin = Origin { at: Some(at), via: None };
        planned.values.values_mut().for_each(|value| *value = placed(value, &origin));
    }

    /// A value of the source, what it does not know taken from the plan.
    fn value(&self, own: &Value, planned: Option<&Value>) -> Value {
        let known = planned.filter(|p| !matches!(p.kind, Kind::Unknown(_)));
        let taken = |planned: &Value| {
            let value = placed(planned, &own.origin);
            Value {
                sensitive: own.sensitive || planned.sensitive,
                from_file: own.from_file,
                ..value
            }
        };
        let kind = match &own.kind {
            Kind::Unknown(_) => match known {
                Some(planned) => return taken(planned),
                None => own.kind.clone(),
            },
            Kind::Reference(reference) => match (self.reference(reference), known) {
                // What is looked up may be something that the plan has.
                (_, Some(planned)) if is_data(&self.name(&reference.target)) => {
                    return taken(planned);
                }
                (Some(reference), _) => Kind::Reference(reference),
                (None, Some(planned)) => return taken(planned),
                (None, None) => self.outside(reference),
            },
            Kind::Text(parts) => match known {
                Some(planned) if matches!(planned.kind, Kind::String(_) | Kind::Reference(_)) => {
                    return taken(planned);
                }
                _ => Kind::Text(Arc::new(parts.iter().map(|p| self.part(p)).collect())),
            },
            Kind::String(_) if own.derived => match known {
                Some(planned) => return taken(planned),
                None => own.kind.clone(),
            },
            // An identifier that the source writes or looks up may be that of something in the plan.
            Kind::String(_) => match known {
                Some(planned) if planned.as_reference().is_some() => return taken(planned),
                _ => own.kind.clone(),
            },
            Kind::List(items, open) => {
                let whole = known.filter(|p| p.cause().is_none());
                let same = known.and_then(Value::as_list).filter(|p| p.len() == items.len());
                match (whole, same) {
                    (Some(planned), _) if open.is_some() => return taken(planned),
                    // What a set has is in another order.
                    (Some(planned), _) if items.iter().any(|item| self.is_lost(item, planned)) => {
                        return taken(planned);
                    }
                    (_, Some(planned)) if open.is_none() && items.iter().all(is_block) => {
                        let pairs = items.iter().zip(planned);
                        let items = pairs.map(|(own, planned)| self.value(own, Some(planned)));
                        Kind::List(Arc::new(items.collect()), None)
                    }
                    _ => {
                        let items = items.iter().map(|item| self.value(item, None));
                        Kind::List(Arc::new(items.collect()), open.clone())
                    }
                }
            }
            Kind::Map(entries, open) => match known {
                Some(planned) if open.is_some() && planned.cause().is_none() => {
                    return taken(planned);
                }
                _ => {
                    let of_plan = |name: &str| match known.map(|p| &p.kind) {
                        Some(Kind::Map(planned, _)) => planned.get(name),
                        _ => None,
                    };
                    let entries = entries
                        .iter()
                        .map(|(name, value)| (name.clone(), self.value(value, of_plan(name))));
                    Kind::Map(Arc::new(entries.collect::<BTreeMap<_, _>>()), open.clone())
                }
            },
            other => other.clone(),
        };
        Value { kind, ..own.clone() }
    }

    /// Whether an element of a list says less than the plan's list does.
    fn is_lost(&self, item: &Value, planned: &Value) -> bool {
        let refers = || {
            let (items, _) = planned.elements();
            items.iter().any(|item| item.as_reference().is_some())
        };
        match &item.kind {
            Kind::Reference(reference) => self.reference(reference).is_none(),
            Kind::Map(..) => false,
            Kind::String(text) => item.derived || is_identifier(text) && refers(),
            _ => item.cause().is_some(),
        }
    }

    fn part(&self, part: &Part) -> Part {
        match part {
            Part::Reference(reference) => match self.reference(reference) {
                Some(reference) => Part::Reference(reference),
                None => Part::Reference(Reference {
                    target: Target::Outside(self.name(&reference.target)),
                    attribute: reference.attribute.clone(),
                }),
            },
            other => other.clone(),
        }
    }

    /// The same reference in the plan's graph; none where the plan has no such instance.
    fn reference(&self, reference: &Reference) -> Option<Reference> {
        let target = match &reference.target {
            Target::Any(root, base) => Target::Any(*root, base.clone()),
            target => Target::Resource(*self.ids.get(&self.name(target))?),
        };
        Some(Reference { target, attribute: reference.attribute.clone() })
    }

    fn outside(&self, reference: &Reference) -> Kind {
        let target = Target::Outside(self.name(&reference.target));
        Kind::Reference(Reference { target, attribute: reference.attribute.clone() })
    }

    fn name(&self, target: &Target) -> Arc<str> {
        match target {
            Target::Resource(id) => {
                let n = usize::try_from(id.0).ok();
                let resource = n.and_then(|n| self.source.get(n));
                resource.map(|r| r.address.clone()).unwrap_or_default()
            }
            Target::Any(_, address) | Target::Outside(address) => address.clone(),
        }
    }
}

/// Whether an address is that of a data source.
fn is_data(address: &str) -> bool {
    address.starts_with("data.") || address.contains(".data.")
}

fn is_block(value: &Value) -> bool {
    matches!(value.kind, Kind::Map(..))
}

/// A value with all its parts at a place.
fn placed(value: &Value, origin: &Origin) -> Value {
    let kind = match &value.kind {
        Kind::List(items, open) => {
            Kind::List(Arc::new(items.iter().map(|v| placed(v, origin)).collect()), open.clone())
        }
        Kind::Map(entries, open) => {
            let entries = entries.iter().map(|(name, v)| (name.clone(), placed(v, origin)));
            Kind::Map(Arc::new(entries.collect()), open.clone())
        }
        other => other.clone(),
    };
    Value { kind, origin: origin.clone(), ..value.clone() }
}
