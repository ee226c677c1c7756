//! Turns Terraform's values into values of the graph.

use std::cell::Cell;
use std::sync::Arc;

use rustc_hash::FxHashMap;
use smol_str::SmolStr;
use vpcelint_model::{
    Cause, Kind as ModelKind, Origin, Part, ResourceId, RootId, Target, Value as ModelValue,
};
use vpcelint_source::Span;

use crate::eval::Evaluator;
use crate::{Handle, Kind, Marks, Partial, Reference, TextPart, Type, Unknown, Value};

/// Turns values into those of the graph.
#[derive(Debug)]
pub(crate) struct Lowering<'a> {
    /// How many parts the value may still have.
    left: Cell<usize>,
    /// In how many others the part is that is being lowered.
    depth: Cell<usize>,
    /// The call that a person can edit, while values of a module are lowered that nobody edits.
    pub(crate) outward: Cell<Option<Span>>,
    /// The instances of the graph by address.
    ids: &'a FxHashMap<(RootId, Arc<str>), ResourceId>,
    evaluator: &'a Evaluator<'a>,
}

impl<'a> Lowering<'a> {
    /// Turns values of an evaluator into those of a graph whose instances have these numbers.
    pub(crate) fn new(
        evaluator: &'a Evaluator<'a>,
        ids: &'a FxHashMap<(RootId, Arc<str>), ResourceId>,
    ) -> Self {
        let (left, depth, outward) = Default::default();
        Self { left, depth, outward, ids, evaluator }
    }

    /// The value of the graph.
    pub(crate) fn value(&self, value: &Value) -> ModelValue {
        self.left.set(self.evaluator.loader.reader.budget.limits.value_parts);
        self.inner(value)
    }

    /// A part of it. Modules may hand each other out as a whole, so that the parts are counted.
    fn inner(&self, value: &Value) -> ModelValue {
        let Some(left) = self.left.get().checked_sub(1) else {
            let most = self.evaluator.loader.reader.budget.limits.value_parts;
            let reason = format!("the value has more than {most} parts (the cap `value_parts`)");
            return ModelValue::unknown(&Cause::new(reason, value.origin.at));
        };
        self.left.set(left);
        // Modules that are handed out as a whole nest what their outputs hold.
        let deepest = 2 * self.evaluator.loader.reader.budget.limits.value_depth;
        if self.depth.get() > deepest {
            let reason = format!("the value is nested more than {deepest} times");
            return ModelValue::unknown(&Cause::new(reason, value.origin.at));
        }
        let sensitive = value.marks.has(Marks::SENSITIVE) || value.marks.has(Marks::EPHEMERAL);
        let mut origin = value.origin.clone();
        if sensitive {
            // The place where it is written shows it; the name that it has here does not.
            let outer = origin.links().find_map(|link| link.at);
            origin.at = outer.or(origin.at);
        }
        if !self.evaluator.fixed.borrow().is_empty() {
            self.move_outward(&mut origin);
        }
        self.depth.set(self.depth.get() + 1);
        let kind = self.kind(&value.kind);
        self.depth.set(self.depth.get() - 1);
        let from_file = value.marks.has(Marks::FILE);
        ModelValue { kind, origin, sensitive, from_file, derived: value.marks.has(Marks::DERIVED) }
    }

    /// Moves the place of a value from a file that nobody edits to the nearest one on its way that
    /// somebody does.
    fn move_outward(&self, origin: &mut Origin) {
        let fixed = self.evaluator.fixed.borrow();
        let edited = |span: &Span| !fixed.contains(&span.file);
        if origin.at.as_ref().is_some_and(edited) {
            return;
        }
        let outer = origin.links().filter_map(|link| link.at).find(edited);
        origin.at = outer.or(self.outward.get()).or(origin.at);
    }

    fn kind(&self, kind: &Kind) -> ModelKind {
        match kind {
            Kind::Null(_) => ModelKind::Null,
            Kind::Bool(b) => ModelKind::Bool(*b),
            Kind::Number(n) => ModelKind::Number(n.to_string().into()),
            Kind::String(s) => ModelKind::String(s.clone()),
            Kind::List(_, items) | Kind::Set(_, items) | Kind::Tuple(items) => {
                ModelKind::List(self.items(items), None)
            }
            Kind::Map(_, entries) | Kind::Object(entries) => {
                let entries = entries.iter().map(|(k, v)| (k.clone(), self.inner(v)));
                ModelKind::Map(Arc::new(entries.collect()), None)
            }
            Kind::Unknown(u) => self.unknown(u),
        }
    }

    fn items(&self, items: &[Value]) -> Arc<Vec<ModelValue>> {
        Arc::new(items.iter().map(|v| self.inner(v)).collect())
    }

    fn unknown(&self, unknown: &Arc<Unknown>) -> ModelKind {
        match &unknown.known {
            Partial::Text(parts) => {
                let parts = parts.iter().map(|p| match p {
                    TextPart::Literal(text) => Part::Literal(text.clone()),
                    TextPart::Hole(hole) => self.part(hole),
                });
                ModelKind::Text(Arc::new(parts.collect()))
            }
            Partial::Items(items) => {
                // A set holds all its members, those that are not known as well.
                let whole =
                    matches!(unknown.ty, Type::Set(_)) && items.iter().any(Value::is_unknown);
                let open = (!whole).then(|| unknown.cause.clone());
                ModelKind::List(self.items(items), open)
            }
            Partial::Reference(reference) => ModelKind::Reference(self.reference(reference)),
            Partial::Block(written, _) => {
                let entries = written.iter().map(|(name, v)| (name.clone(), self.inner(v)));
                ModelKind::Map(Arc::new(entries.collect()), None)
            }
            Partial::Handle(Handle::Module(id)) => {
                let outputs = self.evaluator.named_outputs(*id);
                let entries = outputs.iter().map(|(name, v)| (name.clone(), self.inner(v)));
                ModelKind::Map(Arc::new(entries.collect()), None)
            }
            Partial::Handle(handle) => match self.evaluator.address_of_handle(*handle) {
                Some((root, address)) => {
                    let reference = Reference { root, address, attribute: SmolStr::default() };
                    ModelKind::Reference(self.reference(&reference))
                }
                None => ModelKind::Unknown(unknown.cause.clone()),
            },
            Partial::OneOf(candidates) => match self.beginning(candidates) {
                Some(items) => ModelKind::List(items, Some(unknown.cause.clone())),
                None => ModelKind::Unknown(unknown.cause.clone()),
            },
            _ => ModelKind::Unknown(unknown.cause.clone()),
        }
    }

    /// The elements with which all of several lists begin.
    fn beginning(&self, candidates: &[Value]) -> Option<Arc<Vec<ModelValue>>> {
        let lists: Option<Vec<_>> = candidates.iter().map(Value::items).collect();
        let lists = lists?;
        let (first, others) = lists.split_first()?;
        let same = first
            .iter()
            .enumerate()
            .take_while(|(n, item)| others.iter().all(|o| o.get(*n) == Some(item)))
            .map(|(_, item)| self.value(item));
        Some(Arc::new(same.collect()))
    }

    fn part(&self, hole: &Value) -> Part {
        match self.kind(&hole.kind) {
            ModelKind::Reference(reference) => Part::Reference(reference),
            ModelKind::String(text) | ModelKind::Number(text) => Part::Literal(text),
            _ => Part::Hole(Evaluator::cause_of(hole)),
        }
    }

    fn reference(&self, reference: &Reference) -> vpcelint_model::Reference {
        let target = match reference.address.strip_suffix("[*]") {
            Some(base) => Target::Any(reference.root, base.into()),
            None => match self.ids.get(&(reference.root, reference.address.clone())) {
                Some(id) => Target::Resource(*id),
                None => Target::Outside(reference.address.clone()),
            },
        };
        vpcelint_model::Reference { target, attribute: reference.attribute.clone() }
    }
}
