//! Functions that convert values and change their marks.

use std::sync::Arc;

use crate::convert::constraint;
use crate::{Kind, Marks, Type, Value, convert};

use super::{Answer, Call, Failure};

/// Converts to the type that the function's result has.
pub(super) fn to(call: &Call<'_>) -> Answer {
    let value = call.arg(0)?;
    let wanted = call.function.result.ty();
    convert(value, &wanted).map_err(|_| {
        let have = value.ty().friendly();
        let have = if have == "any type" { "dynamic".to_owned() } else { have };
        let what = match (&value.kind, &wanted) {
            (Kind::String(s), Type::Bool | Type::Number)
                if !value.deep_marks().has(Marks::SENSITIVE) =>
            {
                format!("{s:?}")
            }
            _ => have,
        };
        let hint = match wanted {
            Type::Bool if value.as_str().is_some() => {
                "; only the strings \"true\" or \"false\" are allowed"
            }
            Type::Number if value.as_str().is_some() => {
                "; given string must be a decimal representation of a number"
            }
            _ => "",
        };
        Failure::argument(0, format!("cannot convert {what} to {}{hint}", constraint(&wanted)))
    })
}

/// `sensitive`
pub(super) fn sensitive(call: &Call<'_>) -> Answer {
    Ok(call.arg(0)?.clone().marked(Marks::SENSITIVE))
}

/// `nonsensitive`
pub(super) fn nonsensitive(call: &Call<'_>) -> Answer {
    let mut value = call.arg(0)?.clone();
    value.marks = value.marks.without(Marks::SENSITIVE);
    Ok(value)
}

/// `issensitive`
pub(super) fn issensitive(call: &Call<'_>) -> Answer {
    let value = call.arg(0)?;
    if value.marks.has(Marks::SENSITIVE) {
        return Ok(true.into());
    }
    Ok(if value.is_unknown() { call.unknown() } else { false.into() })
}

/// `ephemeralasnull`
pub(super) fn ephemeralasnull(call: &Call<'_>) -> Answer {
    Ok(without_ephemeral(call.arg(0)?))
}

fn without_ephemeral(value: &Value) -> Value {
    if value.marks.has(Marks::EPHEMERAL) {
        let marks = value.marks.without(Marks::EPHEMERAL);
        return Value::null(value.ty()).marked(marks);
    }
    if !value.deep_marks().has(Marks::EPHEMERAL) {
        return value.clone();
    }
    let all = |v: &Arc<Vec<Value>>| Arc::new(v.iter().map(without_ephemeral).collect());
    let kind = match &value.kind {
        Kind::List(t, v) => Kind::List(t.clone(), all(v)),
        Kind::Set(t, v) => Kind::Set(t.clone(), all(v)),
        Kind::Tuple(v) => Kind::Tuple(all(v)),
        Kind::Map(t, m) => {
            let entries = m.iter().map(|(k, v)| (k.clone(), without_ephemeral(v)));
            Kind::Map(t.clone(), Arc::new(entries.collect()))
        }
        Kind::Object(m) => {
            let entries = m.iter().map(|(k, v)| (k.clone(), without_ephemeral(v)));
            Kind::Object(Arc::new(entries.collect()))
        }
        Kind::Unknown(u) => return Value::unknown(u.ty.clone(), &u.cause),
        kind => kind.clone(),
    };
    Value { kind, marks: value.marks, origin: value.origin.clone() }
}

/// Functions of which each call gives something else.
pub(super) fn impure(call: &Call<'_>) -> Answer {
    let name = call.function.name;
    Ok(call.unknown_because(format!("`{name}` differs from run to run")))
}

/// Functions that are no more.
pub(super) fn removed(call: &Call<'_>) -> Answer {
    let name = call.function.name;
    Err(Failure::new(format!(
        "the \"{name}\" function was deprecated in Terraform v0.12 and is no longer available"
    )))
}

/// `rsadecrypt`
pub(super) fn rsadecrypt(call: &Call<'_>) -> Answer {
    Ok(call.unknown_because("`rsadecrypt` is not worked out"))
}
