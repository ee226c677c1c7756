//! `compact`, and what is known of texts that are not.

use super::lists::known;
use super::{Answer, Call};
use crate::{Kind, Partial, Type, Value};

/// `compact`
pub(super) fn compact(call: &Call<'_>) -> Answer {
    let list = call.arg(0)?;
    let Some(known) = known(list).filter(|k| !k.set) else { return Ok(call.unknown()) };
    let mut kept = Vec::new();
    for item in known.items {
        match is_nonempty(item) {
            Some(true) => kept.push(item.clone()),
            Some(false) => {}
            None if known.loose => kept.push(item.clone()),
            // Those behind may move up: only what came before has its place.
            None => return Ok(call.unknown_but(Partial::Items(kept))),
        }
    }
    if known.whole {
        Ok(Value::list(Type::String, kept))
    } else {
        Ok(call.unknown_but(Partial::Items(kept)))
    }
}

/// Whether a string is certainly neither null nor empty, or certainly either.
fn is_nonempty(value: &Value) -> Option<bool> {
    match &value.kind {
        Kind::Null(_) => Some(false),
        Kind::String(s) => Some(!s.is_empty()),
        Kind::Unknown(u) if is_name(&u.known) => Some(true),
        Kind::Unknown(u) if u.not_null => match &u.known {
            Partial::Text(_) => Some(true).filter(|_| {
                super::text::partial_text(value).is_some_and(|parts| {
                    parts.iter().any(|p| matches!(p, crate::TextPart::Literal(_)))
                })
            }),
            _ => None,
        },
        _ => None,
    }
}

/// Whether what is known of a value is that something is named by it: that is never empty, once it is
/// there.
fn is_name(known: &Partial) -> bool {
    let Partial::Reference(reference) = known else { return false };
    let attribute = reference.attribute.as_str();
    matches!(attribute, "id" | "arn") || attribute.ends_with(".cluster_security_group_id")
}
