//! How what an included file says is merged with what the including one does.

use std::collections::BTreeMap;
use std::sync::Arc;

use smol_str::SmolStr;
use vpcelint_model::Cause;

use crate::{Kind, Partial, Type, Value};

/// How an included file is merged.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Strategy {
    /// It is not: only what it exposes can be used.
    None,
    /// What is written in the including file replaces what is in the other.
    Shallow,
    /// Maps are merged key by key, lists are joined.
    Deep,
}

impl Strategy {
    /// The strategy of a name; the usual one where it is not written or not known.
    pub(super) fn named(name: Option<&str>) -> Self {
        match name {
            Some("no_merge") => Self::None,
            Some("deep") => Self::Deep,
            _ => Self::Shallow,
        }
    }
}

/// Inputs by their names, and why there may be others.
#[derive(Debug, Clone, Default)]
pub(crate) struct UnitInputs {
    pub(crate) values: BTreeMap<SmolStr, Value>,
    pub(crate) open: Option<Arc<Cause>>,
}

impl UnitInputs {
    /// Those of a value; nothing is known where it is no map.
    pub(super) fn of(value: &Value) -> Self {
        match value.entries() {
            Some(entries) => Self { values: BTreeMap::clone(entries), open: None },
            None => {
                let open = value.as_unknown().map(|u| u.cause.clone());
                Self { values: BTreeMap::new(), open }
            }
        }
    }

    /// Merged into those of an included file.
    pub(super) fn over(self, below: Self, strategy: Strategy) -> Self {
        if strategy == Strategy::None {
            return self;
        }
        // What may be written here hides what the included file says.
        let mut values = match &self.open {
            Some(_) => BTreeMap::new(),
            None => below.values,
        };
        for (name, value) in self.values {
            let merged = match values.remove(&name) {
                Some(under) if strategy == Strategy::Deep => deep(&under, value),
                _ => value,
            };
            values.insert(name, merged);
        }
        Self { values, open: self.open.or(below.open) }
    }
}

/// Maps key by key, lists one behind the other; of anything else the upper one.
fn deep(under: &Value, over: Value) -> Value {
    if let (Some(a), Some(b)) = (under.entries(), over.entries()) {
        let mut all = BTreeMap::clone(a);
        for (name, value) in b.iter() {
            let merged = match all.get(name) {
                Some(known) => deep(known, value.clone()),
                None => value.clone(),
            };
            all.insert(name.clone(), merged);
        }
        return Value { kind: Value::object(all).kind, ..over };
    }
    if let (Some(a), Some(b)) = (under.items(), over.items()) {
        let all = a.iter().chain(b.iter()).cloned().collect();
        return Value { kind: Value::tuple(all).kind, ..over };
    }
    let collection = |v: &Value| match &v.kind {
        Kind::Unknown(u) => !u.ty.is_primitive() && !matches!(u.known, Partial::Text(_)),
        _ => v.items().is_some() || v.entries().is_some(),
    };
    // A list or map that is not known may bring anything.
    let unknown = [under, &over].into_iter().find(|v| v.is_unknown());
    match unknown {
        Some(unknown) if collection(under) && collection(&over) => {
            let cause = unknown.as_unknown().map(|u| u.cause.clone()).unwrap_or_default();
            Value { kind: Value::unknown(Type::Dynamic, &cause).kind, ..over }
        }
        _ => over,
    }
}
