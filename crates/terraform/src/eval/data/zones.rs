//! `aws_availability_zones`: a list of unknown length that begins with zones of which each is the
//! same wherever it is used.

use std::collections::BTreeSet;
use std::sync::Arc;

use smol_str::{SmolStr, format_smolstr};
use vpcelint_model::{Cause, Input, InputKind, RootId};

use super::Question;
use crate::{Kind, Marks, Partial, Reference, Type, Value};

/// All Regions but `us-west-1` and `cn-north-1` have at least three zones.
const USUAL: usize = 3;

/// An attribute of the data source. Names are derived where the Region is known.
pub(super) fn attribute(question: &Question<'_, '_>) -> Option<Value> {
    let region = question.region();
    if question.name == "id" {
        return (!region.is_null()).then_some(region);
    }
    if !matches!(question.name, "names" | "zone_ids") || !asks_for_all(question) {
        return None;
    }
    let excluded = excluded(question)?;
    let given = region.as_str().filter(|_| question.name == "names");
    let zones = question.context().inputs.zones.clone();
    if let Some(names) = given.and_then(|region| zones.get(region)) {
        let open = names.iter().filter(|zone| !excluded.contains(zone.as_str()));
        let items = open.map(|zone| Value::from(zone.as_str()).made_at(question.at));
        return Some(Value::list(Type::String, items.collect()));
    }
    let name = match question.name {
        "names" => region.as_str(),
        _ => None,
    };
    let items: Vec<Value> = match name {
        Some(name) => vpcelint_catalog::zones_of(name)
            .filter(|zone| !excluded.contains(zone.as_str()))
            .map(|zone| Value::from(zone).marked(Marks::DERIVED).made_at(question.at))
            .collect(),
        None if !excluded.is_empty() => return None,
        None => (0..USUAL).map(|n| zone(question, &region, n)).collect(),
    };
    let cause = cause(question);
    Some(Value::partial(Type::list(Type::String), true, Partial::Items(items), &cause))
}

fn cause(question: &Question<'_, '_>) -> Arc<Cause> {
    let full = format_smolstr!("{}.{}", question.instance.address, question.name);
    Arc::new(Cause {
        reason: format_smolstr!("`{full}` is looked up at deployment"),
        at: Some(question.at),
        inputs: vec![Input {
            kind: InputKind::Data,
            root: question.instance.module.root,
            address: full,
        }],
    })
}

/// A zone of a Region whose name is not known.
fn zone(question: &Question<'_, '_>, region: &Value, index: usize) -> Value {
    let (root, address) = first_list(question, region);
    let reference =
        Reference { root, address, attribute: format_smolstr!("{}[{index}]", question.name) };
    Value::partial(Type::String, true, Partial::Reference(reference), &cause(question))
}

/// The root and the address of the first data source that lists the zones of the same Region.
fn first_list(question: &Question<'_, '_>, region: &Value) -> (RootId, Arc<str>) {
    let root = question.instance.module.root;
    let own = (root, question.instance.address.clone());
    let key: SmolStr = match &region.kind {
        // The Region of the environment.
        Kind::Null(_) => SmolStr::default(),
        Kind::String(name) => name.clone(),
        Kind::Unknown(u) if !u.cause.inputs.is_empty() => {
            let inputs: Vec<_> = u.cause.inputs.iter().map(|i| i.address.as_str()).collect();
            inputs.join(",").into()
        }
        _ => return own,
    };
    question.evaluator.zones.borrow_mut().entry(key).or_insert(own).clone()
}

/// Whether no argument narrows the list to other zones than those that are open to everybody.
fn asks_for_all(question: &Question<'_, '_>) -> bool {
    let no = |name: &str| question.argument(name).is_null();
    let state = question.argument("state");
    let every = (state.is_null() || state.as_str() == Some("available"))
        && (no("all_availability_zones")
            || question.argument("all_availability_zones").as_bool() == Some(false))
        && no("exclude_zone_ids");
    let filters = question.argument("filter");
    every && (filters.is_null() || filters.items().is_some_and(|f| f.iter().all(is_usual)))
}

/// Whether a filter keeps the usual zones.
fn is_usual(filter: &Value) -> bool {
    let Some(entries) = filter.entries() else { return false };
    let name = entries.get("name").and_then(Value::as_str);
    let values = entries.get("values").and_then(Value::items);
    let has = |wanted: &str| values.is_some_and(|v| v.iter().any(|v| v.as_str() == Some(wanted)));
    match name {
        Some("opt-in-status") => has("opt-in-not-required"),
        Some("zone-type") => has("availability-zone"),
        Some("state") => has("available"),
        Some("region-name") => true,
        _ => false,
    }
}

/// The names that are left out; none when they are not known.
fn excluded(question: &Question<'_, '_>) -> Option<BTreeSet<SmolStr>> {
    let names = question.argument("exclude_names");
    if names.is_null() {
        return Some(BTreeSet::new());
    }
    names.items()?.iter().map(|v| v.as_str().map(SmolStr::from)).collect()
}
