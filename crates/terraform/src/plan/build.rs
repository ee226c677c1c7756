//! Makes the resources of the graph of the instances of a plan or state.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use rustc_hash::{FxHashMap, FxHashSet};
use serde_json::Value as Json;
use smol_str::{SmolStr, format_smolstr};
use vpcelint_model::{
    Asked, Cause, Existence, Interest, Kind, Language, Mode, Reference, Resource, ResourceId,
    Target, Value,
};

use super::identifiers::Identifiers;
use super::instances::{Instance, Instances, has_unknown};
use super::mentions::Mentions;
use super::overlay::Source;
use super::resolve::{Each, Resolver, Term};
use super::value::{Lowering, is_empty};
use super::{Plan, ROOT};
use super::{region, stated};
use crate::eval::Key;
use crate::root::Evaluation;

/// What resources are made of.
#[derive(Debug)]
pub(super) struct Build<'a> {
    pub(super) plan: &'a Plan,
    pub(super) instances: &'a Instances<'a>,

    pub(super) interest: &'a Interest,
    /// The Region of providers that name none.
    pub(super) region: Option<SmolStr>,
}

/// A resource with the attributes of it that nobody wrote.
type Made = (Resource, BTreeSet<SmolStr>);

impl Build<'_> {
    /// The resources, with what the source says of them where it is known.
    pub(super) fn evaluation(&self, source: Option<&Evaluation>, first: u32) -> Evaluation {
        let source = source.map(Source::of);
        let order = self.order(source.as_ref());
        let mut ids: Vec<Option<ResourceId>> = vec![None; self.instances.all.len()];
        for (n, id) in order.iter().zip(first..) {
            if let Some(slot) = ids.get_mut(*n) {
                *slot = Some(ResourceId(id));
            }
        }
        let lowering = Lowering {
            plan: self.plan,
            instances: self.instances,
            resolver: Resolver::new(self.instances),
            identifiers: Identifiers::of(self.instances),
            ids,
        };
        let relevant = self.plan.document.relevant_attributes.as_deref().unwrap_or_default();
        let mentions = self.plan.code.as_ref().map(|code| Mentions::of(code, relevant));
        let mentions = mentions.unwrap_or_default();
        let kinds: FxHashSet<SmolStr> =
            order.iter().filter_map(|n| self.instances.get(*n)).map(kind_of).collect();
        let made = order.iter().filter_map(|n| self.resource(&lowering, &mentions, &kinds, *n));
        let (mut resources, filled): (Vec<_>, Vec<_>) = made.unzip();
        stated::count_once(&mut resources, first, &filled);
        let mut evaluation = Evaluation {
            exports: self.exports(&lowering),
            loose: vec![mentions.loose.into_iter().collect()],
            ..Evaluation::default()
        };
        if let Some(source) = source {
            let by_address: FxHashMap<Arc<str>, ResourceId> = resources
                .iter()
                .map(|r| r.address.clone())
                .zip((first..).map(ResourceId))
                .collect();
            source.lay_over(&mut resources, &by_address);
            source.say(&mut evaluation);
        }
        Evaluation { resources, ..evaluation }
    }

    /// The instances that were asked for, in the source's order where that is known.
    fn order(&self, source: Option<&Source<'_>>) -> Vec<usize> {
        let asked = self.instances.all.iter().enumerate().filter(|(_, instance)| {
            let everything = self.interest.is_everything();
            match instance.data {
                true => !everything && self.interest.in_type(&kind_of(instance)),
                false => self.interest.in_type(instance.kind),
            }
        });
        let mut order: Vec<_> = asked.map(|(n, _)| n).collect();
        if let Some(source) = source {
            order.sort_by_cached_key(|n| {
                self.instances.get(*n).map(|instance| source.place_in_order(&instance.address))
            });
        }
        order
    }

    fn resource(
        &self,
        lowering: &Lowering<'_, '_>,
        mentions: &Mentions,
        kinds: &FxHashSet<SmolStr>,
        n: usize,
    ) -> Option<Made> {
        let instance = self.instances.get(n)?;
        let has = |kind: &str| kinds.contains(kind);
        let asked = match self.interest.attributes_where(&kind_of(instance), &has) {
            Some(names) => Asked::Only(names.iter().map(SmolStr::new).collect()),
            None => Asked::Everything,
        };
        let names = match &asked {
            Asked::Everything => self.names(instance),
            Asked::Only(names) => names.to_vec(),
        };
        let mut values = BTreeMap::new();
        let mut filled = BTreeSet::new();
        for name in names {
            let written = instance.code.is_some_and(|code| code.attributes.contains_key(&name));
            if !written && !stands(instance, &name) {
                continue;
            }
            if !written && !instance.made {
                filled.insert(name.clone());
            }
            if let Some(value) = lowering.attribute(n, &name) {
                values.insert(name, value);
            }
        }
        let resource = Resource {
            root: ROOT,
            language: Language::Terraform,
            mode: if instance.data { Mode::Data } else { Mode::Managed },
            kind: instance.kind.into(),
            address: instance.address.clone(),
            span: lowering.place(instance),
            inner: None,
            exists: Existence::Yes,
            calls: instance.scope.calls.clone(),
            region: region::of(self.plan, self.instances, instance, self.region.as_deref()),
            values,
            asked,
            mentions: mentions.of_instance(&instance.address),
            path: None,
        };
        Some((resource, filled))
    }

    /// The names of the attributes that an instance's configuration sets, or a state has.
    fn names(&self, instance: &Instance<'_>) -> Vec<SmolStr> {
        let written = instance.code.map(|code| code.attributes.keys().cloned());
        let values = instance.values.into_iter().flatten().map(|(name, _)| SmolStr::new(name));
        let more = values.filter(|_| instance.code.is_none() || instance.made);
        let mut names: Vec<_> = written.into_iter().flatten().chain(more).collect();
        names.sort_unstable();
        names.dedup();
        names
    }

    /// What the root hands out.
    fn exports(&self, lowering: &Lowering<'_, '_>) -> Vec<Value> {
        let all = self.interest.exports_with();
        let there = |kind: &str| self.instances.all.iter().any(|i| i.kind == kind && !i.data);
        if all.is_empty() || !all.iter().all(|kind| there(kind)) {
            return Vec::new();
        }
        let none = Each { key: &Key::None, for_each: None, siblings: 1 };
        let code = self.plan.code.iter().flat_map(|code| &code.outputs);
        let mut exports = Vec::new();
        for (name, code) in code {
            let found = lowering.resolver.resolve(&self.instances.root, none, code.references());
            if found.opaque {
                let reason =
                    format_smolstr!("what the output `{name}` hands out is not in the plan");
                exports.push(Value::unknown(&Cause::new(reason, None)));
            }
            exports.extend(found.terms.into_iter().map(|term| export(lowering, term)));
        }
        if self.plan.code.is_none() {
            let outputs = self.plan.values().and_then(|v| v.outputs.as_ref());
            let outputs = outputs.into_iter().flat_map(|outputs| outputs.values());
            outputs.for_each(|output| {
                texts(&output.value, &mut |text| {
                    exports.push(lowering.identifier(text));
                });
            });
        }
        exports
    }
}

/// Calls a function with every text in a value.
fn texts(value: &Json, visit: &mut dyn FnMut(&str)) {
    match value {
        Json::String(text) => visit(text),
        Json::Array(items) => items.iter().for_each(|item| texts(item, visit)),
        Json::Object(entries) => entries.values().for_each(|value| texts(value, visit)),
        _ => {}
    }
}

fn export(lowering: &Lowering<'_, '_>, term: Term) -> Value {
    match term {
        Term::Instance(n, attribute) => lowering.reference_to(n, attribute),
        Term::All(base, _) => {
            let target = Target::Any(ROOT, base);
            Kind::Reference(Reference { target, attribute: SmolStr::default() }).into()
        }
    }
}

/// The type of an instance as the interest names it.
fn kind_of(instance: &Instance<'_>) -> SmolStr {
    match instance.data {
        true => format_smolstr!("data.{}", instance.kind),
        false => instance.kind.into(),
    }
}

/// Whether an attribute counts that the configuration does not set. A plan leaves out what `dynamic`
/// blocks are made of, and a state all configuration; where nothing is given, a provider writes empty
/// values.
fn stands(instance: &Instance<'_>, name: &str) -> bool {
    let value = instance.value(name);
    let unknown = instance.unknown.get(name);
    if instance.code.is_none() {
        return !is_empty(value) || unknown.is_some_and(has_unknown);
    }
    let blocks = |json: &Json| {
        json.as_array().is_some_and(|items| items.iter().any(|item| item.is_object()))
    };
    blocks(value) || unknown.is_some_and(|mask| blocks(mask) && has_unknown(mask))
}
