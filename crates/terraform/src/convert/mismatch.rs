//! The words for conversions that are impossible, and the order in which types are preferred.

use crate::{ObjectType, Type};

use super::unify::{Unifier, same_type};

/// Why values of a type do not convert to another.
pub(super) fn message(got: &Type, want: &Type) -> String {
    match (got, want) {
        (Type::Object(got), Type::Object(want)) => objects(got, want),
        (Type::Tuple(_), Type::List(e)) if **e == Type::Dynamic => {
            "all list elements must have the same type".into()
        }
        (Type::Tuple(_), Type::Set(e)) if **e == Type::Dynamic => {
            "all set elements must have the same type".into()
        }
        (Type::Object(_), Type::Map(e)) if **e == Type::Dynamic => {
            "all map elements must have the same type".into()
        }
        (Type::Tuple(items), Type::List(e) | Type::Set(e)) => {
            let parts = items.iter().enumerate().map(|(i, t)| (i.to_string(), t));
            elements(parts, e)
        }
        (Type::Object(o), Type::Map(e)) => {
            elements(o.attributes.iter().map(|(k, t)| (format!("{k:?}"), t)), e)
        }
        (Type::List(g) | Type::Set(g), Type::List(w)) => {
            format!("incorrect list element type: {}", message(g, w))
        }
        (Type::List(g) | Type::Set(g), Type::Set(w)) => {
            format!("incorrect set element type: {}", message(g, w))
        }
        (Type::Map(g), Type::Map(w)) => format!("incorrect map element type: {}", message(g, w)),
        _ => format!("{} required", constraint(want)),
    }
}

/// A type's name in a sentence about what is wanted.
pub(crate) fn constraint(ty: &Type) -> String {
    let element = |t: &Type| match t {
        Type::Dynamic => "any single type".to_owned(),
        t => constraint(t),
    };
    match ty {
        Type::List(t) => format!("list of {}", element(t)),
        Type::Set(t) => format!("set of {}", element(t)),
        Type::Map(t) => format!("map of {}", element(t)),
        ty => ty.friendly(),
    }
}

fn elements<'a>(parts: impl Iterator<Item = (String, &'a Type)>, want: &Type) -> String {
    for (name, got) in parts {
        if !same_type(got, want) && !Unifier::default().convertible(got, want, true) {
            return format!("element {name}: {}", message(got, want));
        }
    }
    format!("all elements must be {}", constraint(want))
}

fn objects(got: &ObjectType, want: &ObjectType) -> String {
    let missing: Vec<String> = want
        .attributes
        .keys()
        .filter(|k| !got.attributes.contains_key(*k) && !want.optional.contains_key(*k))
        .map(|k| format!("{k:?}"))
        .collect();
    match missing.as_slice() {
        [] => {}
        [one] => return format!("attribute {one} is required"),
        [one, two] => return format!("attributes {one} and {two} are required"),
        [many @ .., last] => {
            return format!("attributes {}, and {last} are required", many.join(", "));
        }
    }
    for (name, want) in &want.attributes {
        if let Some(got) = got.attributes.get(name)
            && !same_type(got, want)
            && !Unifier::default().convertible(got, want, true)
        {
            return format!("attribute {name:?}: {}", message(got, want));
        }
    }
    "incorrect object attributes".into()
}

/// Indices of types, preferred ones first.
pub(super) fn preference(types: &[Type]) -> Vec<usize> {
    let mut after: Vec<Vec<usize>> = vec![Vec::new(); types.len()];
    let mut before = vec![0usize; types.len()];
    for (i, a) in types.iter().enumerate() {
        for (j, b) in types.iter().enumerate().skip(i + 1) {
            let (first, second) = match compare(a, b) {
                n if n < 0 => (i, j),
                n if n > 0 => (j, i),
                _ => continue,
            };
            if let (Some(edges), Some(count)) = (after.get_mut(first), before.get_mut(second)) {
                edges.push(second);
                *count += 1;
            }
        }
    }
    let mut order: Vec<usize> =
        before.iter().enumerate().filter(|(_, n)| **n == 0).map(|(i, _)| i).collect();
    let mut next = 0;
    while let Some(&i) = order.get(next) {
        next += 1;
        for &j in after.get(i).map_or(&[][..], Vec::as_slice) {
            if let Some(count) = before.get_mut(j) {
                *count -= 1;
                if *count == 0 {
                    order.push(j);
                }
            }
        }
    }
    order
}

/// Negative where the first type is preferred.
fn compare(a: &Type, b: &Type) -> i8 {
    match (a, b) {
        (Type::Dynamic, Type::Dynamic) | (Type::String, Type::String) => 0,
        (_, Type::Dynamic) => -1,
        (Type::Dynamic, _) => 1,
        (Type::String, b) if b.is_primitive() => -1,
        (a, Type::String) if a.is_primitive() => 1,
        (Type::List(a), Type::List(b))
        | (Type::Set(a), Type::Set(b))
        | (Type::Map(a), Type::Map(b)) => compare(a, b),
        (Type::Tuple(_), Type::List(_))
        | (Type::Object(_), Type::Map(_))
        | (Type::Set(_), Type::Tuple(_) | Type::List(_)) => 1,
        (Type::Tuple(_) | Type::List(_), Type::Set(_))
        | (Type::List(_), Type::Tuple(_))
        | (Type::Map(_), Type::Object(_)) => -1,
        (Type::Object(a), Type::Object(b)) => {
            let (a, b) = (&a.attributes, &b.attributes);
            if a.len() == b.len() && a.keys().eq(b.keys()) {
                agree(a.values().zip(b.values()))
            } else {
                0
            }
        }
        (Type::Tuple(a), Type::Tuple(b)) if a.len() == b.len() => agree(a.iter().zip(b.iter())),
        _ => 0,
    }
}

/// One side is preferred if no part prefers the other.
fn agree<'a>(pairs: impl Iterator<Item = (&'a Type, &'a Type)>) -> i8 {
    let (mut first, mut second) = (false, false);
    for (a, b) in pairs {
        let order = compare(a, b);
        first |= order < 0;
        second |= order > 0;
    }
    i8::from(second && !first) - i8::from(first && !second)
}
