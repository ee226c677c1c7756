//! Whether two values are equal: yes, no, or not known.

use std::collections::BTreeMap;

use smol_str::SmolStr;

use crate::unknown::{is_not_null, stand_for_all};
use crate::{Kind, Marks, Partial, Reference, Type, Unknown, Value};

use super::{bounds, text};

/// Marks of the answer; a comparison with null says nothing about parts.
pub(super) fn marks(left: &Value, right: &Value) -> Marks {
    if left.is_null() != right.is_null() {
        left.marks.with(right.marks)
    } else {
        left.deep_marks().with(right.deep_marks())
    }
}

/// Whether two values are equal, if it is certain.
pub(crate) fn equal(a: &Value, b: &Value) -> Option<bool> {
    match (&a.kind, &b.kind) {
        (Kind::Null(_), Kind::Null(_)) => Some(true),
        (Kind::Null(_), _) if is_not_null(b) => Some(false),
        (_, Kind::Null(_)) if is_not_null(a) => Some(false),
        (Kind::Unknown(u), _) if matches!(u.known, Partial::OneOf(_)) => one_of(u, b),
        (_, Kind::Unknown(u)) if matches!(u.known, Partial::OneOf(_)) => one_of(u, a),
        (Kind::Unknown(x), Kind::Unknown(y)) => unknowns(a, b, x, y),
        (Kind::Unknown(u), _) => half_known(u, b),
        (_, Kind::Unknown(u)) => half_known(u, a),
        _ => known(a, b),
    }
}

fn one_of(unknown: &Unknown, other: &Value) -> Option<bool> {
    let Partial::OneOf(values) = &unknown.known else { return None };
    let mut answers = values.iter().map(|v| equal(v, other));
    let first = answers.next()??;
    answers.all(|a| a == Some(first)).then_some(first)
}

fn unknowns(a: &Value, b: &Value, x: &Unknown, y: &Unknown) -> Option<bool> {
    if surely_same(a, b) {
        return Some(true);
    }
    if let (Partial::Reference(x), Partial::Reference(y)) = (&x.known, &y.known)
        && are_of_two_instances(x, y)
    {
        return Some(false);
    }
    if !x.not_null && !y.not_null {
        return None;
    }
    let differ = disjoint_types(&x.ty, &y.ty)
        || disjoint_bounds(a, b)
        || matches!((&x.known, &y.known), (Partial::Text(x), Partial::Text(y)) if text::differ(x, y))
        || known_parts(x).zip(known_parts(y)).is_some_and(|(x, y)| parts_differ(x, y));
    differ.then_some(false)
}

/// Whether two references are ids of two instances of one resource type: Terraform does not know
/// them yet, but no two instances share one. What is looked up or adopted may be one thing.
fn are_of_two_instances(x: &Reference, y: &Reference) -> bool {
    let kind = |reference: &Reference| {
        let address: &str = &reference.address;
        // The key of an instance may hold anything, so that one with dots is given up.
        let end = match address.ends_with(']') {
            true => address.rfind('[')?,
            false => address.len(),
        };
        let mut words = address.get(..end)?.rsplit('.');
        let (_, kind, before) = (words.next()?, words.next()?, words.next());
        let made = before != Some("data") && !kind.contains("_default_");
        (made && !kind.starts_with("terraform_")).then(|| SmolStr::from(kind))
    };
    let members = x.address.contains("[?") || y.address.contains("[?");
    let any = x.address.contains("[*]") || y.address.contains("[*]");
    x.attribute == "id"
        && y.attribute == "id"
        && x.address != y.address
        && !members
        && !any
        && kind(x).is_some()
        && kind(x) == kind(y)
}

/// An unknown with a known value that is not null, or an unknown that may be null with null.
fn half_known(unknown: &Unknown, value: &Value) -> Option<bool> {
    if value.is_null() {
        return None;
    }
    let differ = disjoint_types(&unknown.ty, &value.ty())
        || match (&unknown.known, &value.kind) {
            (Partial::Text(parts), Kind::String(s)) => !text::may_be(parts, s),
            (Partial::Number(low, high), Kind::Number(n)) => {
                low.as_ref().is_some_and(|low| n < low)
                    || high.as_ref().is_some_and(|high| n > high)
            }
            (Partial::Items(_), Kind::List(_, v) | Kind::Tuple(v)) => known_parts(unknown)
                .is_some_and(|items| v.len() < items.len() || parts_differ(items, v)),
            (Partial::Length(low, high), _) => value.items().is_some_and(|v| {
                let length = u64::try_from(v.len()).unwrap_or(u64::MAX);
                length < *low || high.is_some_and(|high| length > high)
            }),
            _ => false,
        };
    differ.then_some(false)
}

fn known_parts(unknown: &Unknown) -> Option<&[Value]> {
    match &unknown.known {
        Partial::Items(items) if !matches!(unknown.ty, Type::Set(_)) && !stand_for_all(items) => {
            Some(items)
        }
        _ => None,
    }
}

fn parts_differ(a: &[Value], b: &[Value]) -> bool {
    a.iter().zip(b).any(|(a, b)| equal(a, b) == Some(false))
}

fn disjoint_bounds(a: &Value, b: &Value) -> bool {
    let ((a_low, a_high), (b_low, b_high)) = (bounds(a), bounds(b));
    let below =
        |high: &Option<_>, low: &Option<_>| matches!((high, low), (Some(h), Some(l)) if h < l);
    below(&a_high, &b_low) || below(&b_high, &a_low)
}

/// Whether no value is of both types.
fn disjoint_types(a: &Type, b: &Type) -> bool {
    match (a, b) {
        (Type::Dynamic, _) | (_, Type::Dynamic) => false,
        (Type::List(a), Type::List(b))
        | (Type::Set(a), Type::Set(b))
        | (Type::Map(a), Type::Map(b)) => disjoint_types(a, b),
        (Type::Tuple(a), Type::Tuple(b)) => {
            a.len() != b.len() || a.iter().zip(b.iter()).any(|(a, b)| disjoint_types(a, b))
        }
        (Type::Object(a), Type::Object(b)) => {
            !a.attributes.keys().eq(b.attributes.keys())
                || a.attributes
                    .values()
                    .zip(b.attributes.values())
                    .any(|(a, b)| disjoint_types(a, b))
        }
        _ => std::mem::discriminant(a) != std::mem::discriminant(b),
    }
}

/// Whether two values that are not known are the same whatever they turn out to be.
pub(crate) fn surely_same(a: &Value, b: &Value) -> bool {
    let (Kind::Unknown(x), Kind::Unknown(y)) = (&a.kind, &b.kind) else {
        return a.is_wholly_known() && a == b;
    };
    match (&x.known, &y.known) {
        (Partial::Reference(x), Partial::Reference(y)) => x == y && !x.address.contains("[*]"),
        (Partial::Handle(x), Partial::Handle(y)) => x == y,
        (Partial::Member(x), Partial::Member(y)) => x == y,
        (Partial::Text(x), Partial::Text(y)) => text::surely_same(x, y),
        _ => false,
    }
}

fn known(a: &Value, b: &Value) -> Option<bool> {
    // Collections of different element types are not equal, even empty ones.
    if let (Some(s), Some(t)) = (element(a), element(b))
        && !same_element(s, t)
    {
        return Some(false);
    }
    match (&a.kind, &b.kind) {
        (Kind::String(_), Kind::String(_))
            if a.marks.has(Marks::DERIVED) != b.marks.has(Marks::DERIVED) =>
        {
            None
        }
        (Kind::Bool(a), Kind::Bool(b)) => Some(a == b),
        (Kind::Number(a), Kind::Number(b)) => Some(a == b),
        (Kind::String(a), Kind::String(b)) => Some(a == b),
        (Kind::Set(_, a), Kind::Set(_, b)) if a.len() != 1 || b.len() != 1 => {
            a.iter().chain(b.iter()).all(Value::is_wholly_known).then(|| a == b)
        }
        (Kind::List(_, a), Kind::List(_, b))
        | (Kind::Set(_, a), Kind::Set(_, b))
        | (Kind::Tuple(a), Kind::Tuple(b)) => sequences(a, b),
        (Kind::Map(_, a), Kind::Map(_, b)) | (Kind::Object(a), Kind::Object(b)) => entries(a, b),
        _ => Some(false),
    }
}

fn element(value: &Value) -> Option<&Type> {
    match &value.kind {
        Kind::List(t, _) | Kind::Set(t, _) | Kind::Map(t, _) => Some(t),
        _ => None,
    }
}

fn same_element(a: &Type, b: &Type) -> bool {
    a == b || !(disjoint_types(a, b) || a.is_whole() && b.is_whole())
}

/// One pair that differs decides, else one that is not known.
fn all(pairs: impl Iterator<Item = Option<bool>>) -> Option<bool> {
    let mut answer = Some(true);
    for pair in pairs {
        match pair {
            Some(false) => return Some(false),
            None => answer = None,
            Some(true) => {}
        }
    }
    answer
}

fn sequences(a: &[Value], b: &[Value]) -> Option<bool> {
    if a.len() != b.len() {
        return Some(false);
    }
    all(a.iter().zip(b).map(|(a, b)| equal(a, b)))
}

fn entries(a: &BTreeMap<SmolStr, Value>, b: &BTreeMap<SmolStr, Value>) -> Option<bool> {
    if !a.keys().eq(b.keys()) {
        return Some(false);
    }
    all(a.values().zip(b.values()).map(|(a, b)| equal(a, b)))
}
