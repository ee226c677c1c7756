//! Functions that ask something of lists and other collections.

use std::collections::BTreeMap;

use crate::ops::equal;
use crate::unknown::{is_not_null, stands_for_all};
use crate::{Kind, Partial, Type, Value, convert, unify};

use super::lists::known;
use super::numbers::length_between;
use super::{Answer, Call, Failure};

/// `length`
pub(super) fn length(call: &Call<'_>) -> Answer {
    let value = call.arg(0)?;
    let count = |n: usize| Value::from(i64::try_from(n).unwrap_or(i64::MAX));
    let result = match (&value.kind, value.ty()) {
        (_, Type::String) => {
            return Ok(super::strings::characters(value).marked(value.deep_marks()));
        }
        (_, Type::Tuple(t)) => count(t.len()),
        (_, Type::Object(o)) => count(o.attributes.len()),
        (Kind::List(_, v) | Kind::Set(_, v), _) => count(v.len()),
        (Kind::Map(_, m), _) => count(m.len()),
        (Kind::Unknown(u), ty @ (Type::List(_) | Type::Set(_) | Type::Map(_) | Type::Dynamic)) => {
            let long = |n: usize| u64::try_from(n).unwrap_or(u64::MAX);
            let (low, high) = match &u.known {
                Partial::Items(items) if crate::unknown::stand_for_all(items) => (0, None),
                Partial::Items(items) if matches!(ty, Type::Set(_)) => {
                    let known = items.iter().filter(|v| v.is_wholly_known()).count();
                    (long(known.max(usize::from(!items.is_empty()))), None)
                }
                Partial::Items(items) => (long(items.len()), None),
                Partial::Length(low, high) => (*low, *high),
                _ => (0, None),
            };
            match i64::try_from(low) {
                Ok(n) if high == Some(low) => n.into(),
                _ => call.unknown_but(length_between(low, high)),
            }
        }
        _ => {
            let message = "argument must be a string, a collection type, or a structural type";
            return Err(Failure::new(message));
        }
    };
    Ok(result.marked(value.marks))
}

/// Whether all, or any, of the elements decide.
fn truth(call: &Call<'_>, decisive: bool) -> Answer {
    let Some(list) = known(call.arg(0)?) else { return Ok(call.unknown()) };
    let mut open = !list.whole;
    for item in list.items {
        match item.as_bool() {
            // There may be none of them.
            _ if list.loose => {}
            Some(b) if b == decisive => return Ok(decisive.into()),
            None if item.is_unknown() => open = true,
            // Null counts as false.
            None if !decisive => return Ok(false.into()),
            _ => {}
        }
    }
    Ok(if open { call.unknown() } else { (!decisive).into() })
}

/// `alltrue`
pub(super) fn alltrue(call: &Call<'_>) -> Answer {
    truth(call, false)
}

/// `anytrue`
pub(super) fn anytrue(call: &Call<'_>) -> Answer {
    truth(call, true)
}

/// `coalesce`
pub(super) fn coalesce(call: &Call<'_>) -> Answer {
    let types: Vec<Type> = call.args.iter().map(Value::ty).collect();
    if types.is_empty() {
        return Err(Failure::new("all arguments must have the same type"));
    }
    let Some(common) = unify(&types) else {
        return Err(Failure::new("all arguments must have the same type"));
    };
    for (i, arg) in call.args.iter().enumerate() {
        let value = convert(arg, &common).map_err(|e| Failure::argument(i, e.message))?;
        match &value.kind {
            Kind::Null(_) => {}
            Kind::String(s) if s.is_empty() => {}
            Kind::Unknown(_) => return Ok(first_of(call, i, &value, &common)),
            _ => return Ok(value),
        }
    }
    Err(Failure::new("no non-null, non-empty-string arguments"))
}

/// The result where the first argument that may count is not known.
fn first_of(call: &Call<'_>, at: usize, value: &Value, common: &Type) -> Value {
    let never_empty = *common != Type::String
        || super::text::partial_text(value)
            .is_some_and(|p| p.iter().any(|p| matches!(p, crate::TextPart::Literal(_))))
        || value.as_unknown().is_some_and(|u| matches!(u.known, Partial::Reference(_)));
    if is_not_null(value) && never_empty && *common != Type::Dynamic {
        return value.clone();
    }
    let mut candidates = vec![value.clone()];
    for arg in call.args.iter().skip(at + 1) {
        let Ok(value) = convert(arg, common) else {
            return call.unknown_of(common.clone(), Partial::Nothing);
        };
        match &value.kind {
            Kind::Null(_) => {}
            Kind::String(s) if s.is_empty() => {}
            Kind::Unknown(_) => return call.unknown_of(common.clone(), Partial::Nothing),
            _ => {
                candidates.push(value);
                break;
            }
        }
    }
    let cause = crate::unknown::cause_in(&candidates);
    Value::partial(common.clone(), true, Partial::OneOf(candidates), &cause)
}

/// `contains`
pub(super) fn contains(call: &Call<'_>) -> Answer {
    let (list, value) = (call.arg(0)?, call.arg(1)?);
    let Some(known) = known(list) else {
        return Err(Failure::new("argument must be list, tuple, or set"));
    };
    let mut open = !known.whole;
    for item in known.items {
        match equal(value, item) {
            Some(true) if known.loose && stands_for_all(item) => open = true,
            Some(true) => return Ok(true.into()),
            Some(false) => {}
            None => open = true,
        }
    }
    Ok(if open { call.unknown() } else { false.into() })
}

/// `index`
pub(super) fn index(call: &Call<'_>) -> Answer {
    let (list, value) = (call.arg(0)?, call.arg(1)?);
    let ty = list.ty();
    if !matches!(ty, Type::List(_) | Type::Tuple(_) | Type::Dynamic) {
        return Err(Failure::new("argument must be a list or tuple"));
    }
    let Some(known) = known(list) else { return Ok(call.unknown()) };
    if known.whole && known.items.is_empty() {
        return Err(Failure::new("cannot search an empty list"));
    }
    for (i, item) in known.first().iter().enumerate() {
        match equal(item, value) {
            Some(true) => return Ok(i64::try_from(i).unwrap_or(i64::MAX).into()),
            Some(false) => {}
            None => return Ok(call.unknown()),
        }
    }
    if known.whole { Err(Failure::new("item not found")) } else { Ok(call.unknown()) }
}

/// `one`
pub(super) fn one(call: &Call<'_>) -> Answer {
    let list = call.arg(0)?;
    let wrong = || {
        let message = "must be a list, set, or tuple value with either zero or one elements";
        Failure::argument(0, message)
    };
    let ty = list.ty();
    let Some(known) = known(list) else { return Err(wrong()) };
    let element = ty.element().cloned().unwrap_or_default();
    match (known.items, known.whole) {
        ([], true) => Ok(Value::null(element)),
        ([item], true) => Ok(item.clone()),
        // With one element certain, another would be an error.
        ([item], false) if !known.set && !known.loose => Ok(item.clone()),
        (_, false) if known.loose => Ok(call.unknown_of(element, Partial::Nothing)),
        ([] | [_], false) => Ok(call.unknown_of(element, Partial::Nothing)),
        // Members that are not known may be the same one.
        (_, false) if known.set => Ok(call.unknown_of(element, Partial::Nothing)),
        _ => Err(wrong()),
    }
}

/// More comparisons than these are not worth it.
const MOST_COMPARISONS: usize = 1 << 24;

/// `matchkeys`
pub(super) fn matchkeys(call: &Call<'_>) -> Answer {
    let (values, keys, search) = (call.arg(0)?, call.arg(1)?, call.arg(2)?);
    let ty = values.ty();
    let Some(common) = unify(&[keys.ty(), search.ty()]) else {
        return Err(Failure::new("keys and searchset must be of the same type"));
    };
    let (Some(items), Kind::List(..), Kind::List(..)) = (values.items(), &keys.kind, &search.kind)
    else {
        return Ok(call.unknown_of(ty, Partial::Nothing));
    };
    let converted =
        |i: usize, v: &Value| convert(v, &common).map_err(|e| Failure::argument(i, e.message));
    let (keys, search) = (converted(1, keys)?, converted(2, search)?);
    let (Some(keys), Some(search)) = (keys.items(), search.items()) else {
        return Ok(call.unknown_of(ty, Partial::Nothing));
    };
    if keys.len().saturating_mul(search.len()) > MOST_COMPARISONS {
        return Ok(call.too_much());
    }
    if items.len() != keys.len() {
        return Err(Failure::new("length of keys and values should be equal"));
    }
    let element = ty.element().cloned().unwrap_or_default();
    let mut matched = Vec::new();
    for (key, value) in keys.iter().zip(items.iter()) {
        let answers = search.iter().map(|s| equal(key, s));
        match answers.fold(Some(false), either) {
            Some(true) => matched.push(value.clone()),
            Some(false) => {}
            None => return Ok(call.unknown_of(ty, Partial::Items(matched))),
        }
    }
    Ok(Value::list(element, matched))
}

fn either(a: Option<bool>, b: Option<bool>) -> Option<bool> {
    match (a, b) {
        (Some(true), _) | (_, Some(true)) => Some(true),
        (Some(false), Some(false)) => Some(false),
        _ => None,
    }
}

/// `transpose`
pub(super) fn transpose(call: &Call<'_>) -> Answer {
    let Some(entries) = call.arg(0)?.entries() else { return Ok(call.unknown()) };
    if !call.arg(0)?.is_wholly_known() {
        return Ok(call.unknown());
    }
    let mut turned: BTreeMap<smol_str::SmolStr, Vec<Value>> = BTreeMap::new();
    for (key, list) in entries.iter() {
        let Some(items) = list.items() else {
            return Err(Failure::new("input must not contain null list"));
        };
        for item in items.iter() {
            let Kind::String(text) = &item.kind else {
                return Err(Failure::new("input list must not contain null string"));
            };
            turned.entry(text.clone()).or_default().push(key.clone().into());
        }
    }
    let lists = turned.into_iter().map(|(k, v)| (k, Value::list(Type::String, v)));
    Ok(Value::map(Type::list(Type::String), lists.collect()))
}
