//! Functions of maps and objects.

use std::collections::BTreeMap;
use std::sync::Arc;

use smol_str::SmolStr;

use crate::{Kind, Marks, Partial, Type, Value, convert, unify};

use super::lists::known;
use super::{Answer, Call, Failure};

/// `keys`
pub(super) fn keys(call: &Call<'_>) -> Answer {
    let map = call.arg(0)?;
    let text = |k: &SmolStr| Value::from(k.clone());
    let result = match (&map.kind, map.ty()) {
        (Kind::Map(_, m), _) => Value::list(Type::String, m.keys().map(text).collect()),
        // The attributes of an object are part of its type.
        (_, Type::Object(o)) => Value::tuple(o.attributes.keys().map(text).collect()),
        (Kind::Unknown(u), ty @ (Type::Map(_) | Type::Dynamic)) => {
            let known = match &u.known {
                Partial::Length(low, high) => Partial::Length(*low, *high),
                _ => Partial::Nothing,
            };
            let open = matches!(ty, Type::Dynamic);
            call.unknown_of(if open { Type::Dynamic } else { Type::list(Type::String) }, known)
        }
        _ => return Err(Failure::argument(0, "must have map or object type")),
    };
    Ok(result.marked(map.marks))
}

/// `values`
pub(super) fn values(call: &Call<'_>) -> Answer {
    let map = call.arg(0)?;
    let result = match (&map.kind, map.ty()) {
        (Kind::Map(element, m), _) => Value::list(element.clone(), m.values().cloned().collect()),
        (Kind::Object(m), _) => Value::tuple(m.values().cloned().collect()),
        (Kind::Unknown(_), Type::Map(element)) => {
            call.unknown_of(Type::List(element), Partial::Nothing)
        }
        (Kind::Unknown(_), Type::Object(o)) => {
            call.unknown_of(Type::Tuple(o.attributes.values().cloned().collect()), Partial::Nothing)
        }
        (Kind::Unknown(_), Type::Dynamic) => call.unknown(),
        _ => return Err(Failure::new("values() requires a map as the first argument")),
    };
    Ok(result.marked(map.marks))
}

/// `lookup`
pub(super) fn lookup(call: &Call<'_>) -> Answer {
    if call.args.len() > 3 {
        let given = call.args.len();
        return Err(Failure::new(format!("lookup() takes two or three arguments, got {given}")));
    }
    let (map, key) = (call.arg(0)?, call.arg(1)?);
    let default = call.args.get(2);
    let ty = map.ty();
    let element = match &ty {
        Type::Map(element) => Type::clone(element),
        Type::Object(_) | Type::Dynamic => Type::Dynamic,
        _ => return Err(Failure::argument(0, "lookup() requires a map as the first argument")),
    };
    let marks = map.marks.with(key.marks);
    let default = default.map(|d| default_of(d, &ty, &element)).transpose()?;
    let found = match (map.entries(), key.as_str()) {
        (Some(entries), Some(key)) => entries.get(key).cloned(),
        (Some(entries), None) => return Ok(one_of(call, entries, default, element).marked(marks)),
        _ => return Ok(call.unknown_of(element, Partial::Nothing).marked(marks)),
    };
    match (found.or(default), &ty) {
        (Some(value), _) => Ok(value.marked(marks)),
        (None, Type::Object(_)) => {
            let message = format!("the given object has no attribute {:?}", call.str(1)?);
            Err(Failure::argument(0, message))
        }
        (None, _) => Err(Failure::new(format!("lookup failed to find key {:?}", call.str(1)?))),
    }
}

fn default_of(default: &Value, ty: &Type, element: &Type) -> Answer {
    if !matches!(ty, Type::Map(_)) {
        return Ok(default.clone());
    }
    convert(default, element).map_err(|_| {
        Failure::argument(2, "the default value must have the same type as the map elements")
    })
}

/// Under an unknown key lies one of the values, or the default.
fn one_of(
    call: &Call<'_>,
    entries: &BTreeMap<SmolStr, Value>,
    default: Option<Value>,
    element: Type,
) -> Value {
    /// More candidates are not worth keeping.
    const MOST: usize = 16;
    let mut candidates: Vec<Value> = Vec::new();
    for value in entries.values().cloned().chain(default) {
        if !candidates.contains(&value) {
            candidates.push(value);
        }
    }
    match candidates.as_slice() {
        [] => call.unknown_of(element, Partial::Nothing),
        all if all.len() <= MOST => {
            let not_null = all.iter().all(crate::unknown::is_not_null);
            let cause = crate::unknown::cause_in(&call.args);
            Value::partial(element, not_null, Partial::OneOf(candidates), &cause)
        }
        _ => call.unknown_of(element, Partial::Nothing),
    }
}

/// `merge`
pub(super) fn merge(call: &Call<'_>) -> Answer {
    if call.args.is_empty() {
        return Ok(Value::object(BTreeMap::new()));
    }
    let mut merged: BTreeMap<SmolStr, Value> = BTreeMap::new();
    let mut marks = Marks::NONE;
    let mut open = false;
    for arg in &call.args {
        let ty = kind_of(arg);
        if !matches!(ty, Type::Map(_) | Type::Object(_) | Type::Dynamic) {
            let friendly = ty.friendly();
            return Err(Failure::new(format!(
                "arguments must be maps or objects, got {friendly:?}"
            )));
        }
        marks = marks.with(arg.marks);
        match arg.entries() {
            Some(entries) => {
                merged.extend(entries.iter().map(|(k, v)| (k.clone(), v.clone())));
            }
            None => open |= arg.is_unknown(),
        }
        if merged.len() > call.limits().list_length {
            return Ok(call.too_many());
        }
    }
    let types: Vec<Type> = call.args.iter().filter(|v| !is_open_null(v)).map(Value::ty).collect();
    let common = types.first().filter(|first| types.iter().all(|t| t == *first)).cloned();
    if open {
        let ty = common.unwrap_or_default();
        return Ok(call.unknown_of(ty, Partial::Nothing).marked(marks));
    }
    let result = match common {
        Some(Type::Map(element)) => Kind::Map(Type::clone(&element), Arc::new(merged)).into(),
        _ => Value::object(merged),
    };
    Ok(result.marked(marks))
}

fn is_open_null(value: &Value) -> bool {
    matches!(value.kind, Kind::Null(Type::Dynamic))
}

/// The type of a value, without that of an object's attributes.
fn kind_of(value: &Value) -> Type {
    match &value.kind {
        Kind::Object(_) => Type::object(BTreeMap::new()),
        Kind::Tuple(_) => Type::Tuple([].into()),
        _ => value.ty(),
    }
}

/// `zipmap`
pub(super) fn zipmap(call: &Call<'_>) -> Answer {
    let (keys, values) = (call.arg(0)?, call.arg(1)?);
    let ty = values.ty();
    if !matches!(ty, Type::List(_) | Type::Tuple(_) | Type::Dynamic) {
        return Err(Failure::new("values argument must be a list or tuple value"));
    }
    let result = match &ty {
        Type::List(element) => Type::Map(element.clone()),
        _ => Type::Dynamic,
    };
    let marks = keys.deep_marks().with(values.marks);
    let (Some(names), Some(found)) = (keys.items(), known(values)) else {
        return Ok(call.unknown_of(result, Partial::Nothing).marked(marks));
    };
    if !keys.is_wholly_known() {
        return Ok(call.unknown_of(result, Partial::Nothing).marked(marks));
    }
    if found.whole && names.len() != found.items.len() {
        return Err(Failure::new(format!(
            "number of keys ({}) does not match number of values ({})",
            names.len(),
            found.items.len()
        )));
    }
    let element = ty.element().cloned().unwrap_or_default();
    let mut zipped = BTreeMap::new();
    for (i, name) in names.iter().enumerate() {
        let Kind::String(name) = &name.kind else {
            return Err(Failure::new(format!("keys list has null value at index {i}")));
        };
        // There are as many values as keys, even where they are not known.
        let value = found.first().get(i).cloned();
        let value = value.unwrap_or_else(|| call.unknown_of(element.clone(), Partial::Nothing));
        zipped.insert(name.clone(), value);
    }
    let zipped = match ty {
        Type::List(element) => Kind::Map(Type::clone(&element), Arc::new(zipped)).into(),
        _ => Value::object(zipped),
    };
    Ok(zipped.marked(marks))
}

/// The element type that the elements of several sequences share.
pub(super) fn common_element(types: &[Type]) -> Option<Type> {
    if types.is_empty() { Some(Type::Dynamic) } else { unify(types) }
}
