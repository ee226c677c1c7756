//! What is left to say about values that are not wholly known.

use std::sync::Arc;

use crate::{Cause, Kind, Marks, Partial, TextPart, Type, Value};

/// The joined causes of all unknown parts.
pub(crate) fn cause_in<'a>(values: impl IntoIterator<Item = &'a Value>) -> Arc<Cause> {
    let mut causes = Vec::new();
    for value in values {
        collect(value, &mut causes);
    }
    Cause::join(causes)
}

/// More causes than these add nothing.
const MOST_CAUSES: usize = 64;

fn collect<'a>(value: &'a Value, causes: &mut Vec<&'a Arc<Cause>>) {
    if causes.len() >= MOST_CAUSES {
        return;
    }
    match &value.kind {
        Kind::Unknown(u) => causes.push(&u.cause),
        Kind::List(_, v) | Kind::Set(_, v) | Kind::Tuple(v) => {
            v.iter().for_each(|v| collect(v, causes));
        }
        Kind::Map(_, m) | Kind::Object(m) => m.values().for_each(|v| collect(v, causes)),
        _ => {}
    }
}

/// The marks of all values and everything in them.
pub(crate) fn marks_in<'a>(values: impl IntoIterator<Item = &'a Value>) -> Marks {
    values.into_iter().fold(Marks::NONE, |m, v| m.with(v.deep_marks()))
}

/// Unknown, not null, because of values.
pub(crate) fn unknown_from<'a>(
    ty: Type,
    known: Partial,
    values: impl IntoIterator<Item = &'a Value>,
) -> Value {
    Value::partial(ty, true, known, &cause_in(values))
}

/// Whether some of a list's known elements stand for an unknown number of them: then neither
/// their number nor their order is certain.
pub(crate) fn stand_for_all(items: &[Value]) -> bool {
    items.iter().any(stands_for_all)
}

/// Whether a value is, or is made of, a member of an iteration of unknown length.
pub(crate) fn stands_for_all(value: &Value) -> bool {
    match &value.kind {
        Kind::List(_, v) | Kind::Set(_, v) | Kind::Tuple(v) => stand_for_all(v),
        Kind::Map(_, m) | Kind::Object(m) => m.values().any(stands_for_all),
        Kind::Unknown(u) => match &u.known {
            Partial::Member(_) | Partial::Handle(_) => true,
            Partial::Reference(reference) => reference.address.contains("[?"),
            Partial::Items(items) | Partial::OneOf(items) => stand_for_all(items),
            Partial::Text(parts) => parts.iter().any(|p| match p {
                TextPart::Literal(_) => false,
                TextPart::Hole(hole) => stands_for_all(hole),
            }),
            _ => false,
        },
        _ => false,
    }
}

/// Whether a value is certainly not null.
pub(crate) fn is_not_null(value: &Value) -> bool {
    match &value.kind {
        Kind::Null(_) => false,
        Kind::Unknown(u) => u.not_null,
        _ => true,
    }
}

/// The parts of a string that may have holes; none if it may be null or nothing is known.
pub(crate) fn text_parts(value: &Value) -> Option<Vec<TextPart>> {
    match &value.kind {
        Kind::String(s) if s.is_empty() => Some(Vec::new()),
        Kind::String(s) => Some(vec![TextPart::Literal(s.clone())]),
        Kind::Unknown(u) => match &u.known {
            Partial::Text(parts) if u.ty == Type::String => Some(parts.clone()),
            _ => Some(vec![TextPart::Hole(value.clone())]),
        },
        _ => None,
    }
}
