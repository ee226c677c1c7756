//! Conversion of values that are not wholly known.

use std::sync::Arc;

use crate::{Kind, Partial, TextPart, Type, Unknown, Value};

use super::unify::{self, fill_in, without_optional};
use super::{ConvertError, part, sets};

/// Converts what is known of a value whose type is known to be convertible.
pub(super) fn convert(unknown: &Arc<Unknown>, wanted: &Type) -> Result<Kind, ConvertError> {
    let ty = fill_in(&unknown.ty, &without_optional(wanted));
    let known = match &unknown.known {
        Partial::Nothing => of_nothing(unknown, &ty),
        Partial::Number(..) if ty == Type::String => hole(unknown),
        Partial::Text(_) if ty != Type::String => Partial::Nothing,
        Partial::Items(items) => of_items(unknown, items, wanted)?,
        Partial::OneOf(values) => of_candidates(values, wanted)?,
        Partial::Length(low, high) => match ty {
            // Equal elements fall together, but never all away.
            Type::Set(_) => Partial::Length((*low).min(1), *high),
            _ => Partial::Length(*low, *high),
        },
        known => known.clone(),
    };
    let (not_null, cause) = (unknown.not_null, unknown.cause.clone());
    Ok(Kind::Unknown(Arc::new(Unknown { ty, not_null, known, cause })))
}

fn of_nothing(unknown: &Arc<Unknown>, ty: &Type) -> Partial {
    let count = |n: usize| u64::try_from(n).unwrap_or(u64::MAX);
    match (&unknown.ty, ty) {
        (Type::Number | Type::Bool, Type::String) => hole(unknown),
        (Type::Object(o), Type::Map(_)) => {
            Partial::Length(count(o.attributes.len()), Some(count(o.attributes.len())))
        }
        (Type::Tuple(t), Type::List(_)) => Partial::Length(count(t.len()), Some(count(t.len()))),
        (Type::Tuple(t), Type::Set(_)) => {
            Partial::Length(count(t.len().min(1)), Some(count(t.len())))
        }
        _ => Partial::Nothing,
    }
}

/// A string that consists of an unknown number or bool.
fn hole(unknown: &Arc<Unknown>) -> Partial {
    Partial::Text(vec![TextPart::Hole(Kind::Unknown(unknown.clone()).into())])
}

fn of_items(from: &Unknown, items: &[Value], wanted: &Type) -> Result<Partial, ConvertError> {
    let element = match wanted {
        // The order of a set with unknown members is not known.
        Type::List(_) | Type::Tuple(_)
            if matches!(from.ty, Type::Set(_)) && !crate::unknown::stand_for_all(items) =>
        {
            return Ok(Partial::Length(sets::least_length(items), None));
        }
        Type::List(e) | Type::Set(e) => Type::clone(e),
        Type::Tuple(types) => {
            let pairs = items.iter().zip(types.iter());
            return Ok(Partial::Items(pairs.map(|(v, t)| part(v, t)).collect::<Result<_, _>>()?));
        }
        _ => return Ok(Partial::Nothing),
    };
    let element = match element {
        Type::Dynamic => unify::unify_values(items.iter()).unwrap_or_default(),
        element => element,
    };
    let mut converted = items.iter().map(|v| part(v, &element)).collect::<Result<Vec<_>, _>>()?;
    if matches!(wanted, Type::Set(_)) && !matches!(from.ty, Type::Set(_)) {
        // Of a list, more may follow; a set has all its members here, so one stands for those.
        converted.push(Value::unknown(element, &from.cause));
    }
    Ok(Partial::Items(converted))
}

/// Candidates that do not convert are none: Terraform would refuse them when it knows.
fn of_candidates(values: &[Value], wanted: &Type) -> Result<Partial, ConvertError> {
    let mut converted = Vec::with_capacity(values.len());
    let mut refused = None;
    for value in values {
        match part(value, wanted) {
            Ok(value) if converted.contains(&value) => {}
            Ok(value) => converted.push(value),
            Err(error) => refused = Some(error),
        }
    }
    match refused {
        Some(error) if converted.is_empty() => Err(error),
        _ => Ok(Partial::OneOf(converted)),
    }
}

/// Whether an unknown part is of a type that Terraform may know while we do not.
pub(super) fn leaves_type_open(value: &Value) -> bool {
    match &value.kind {
        Kind::Unknown(u) => !u.ty.is_whole(),
        Kind::List(_, v) | Kind::Set(_, v) | Kind::Tuple(v) => v.iter().any(leaves_type_open),
        Kind::Map(_, m) | Kind::Object(m) => m.values().any(leaves_type_open),
        _ => false,
    }
}

/// A value of a type about which only the parts can tell whether it converts.
pub(super) fn of_some(value: &Value, wanted: &Type) -> Value {
    let cause = crate::unknown::cause_in([value]);
    let known = match (&value.kind, wanted) {
        (Kind::Tuple(v) | Kind::List(_, v), Type::List(_)) => Partial::Items(v.to_vec()),
        _ => Partial::Nothing,
    };
    Value::partial(without_optional(wanted), true, known, &cause).like(value)
}
