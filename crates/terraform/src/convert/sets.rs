//! Sets: their order and the equality of their members.

use std::cmp::Ordering;
use std::fmt::Write;

use crate::unknown::{cause_in, marks_in};
use crate::{Kind, Partial, Type, Value};

/// A set of converted members. With two or more members that are not wholly known, neither its
/// order nor its length is known; then it is an unknown set with these members.
pub(crate) fn set_of(element: Type, mut items: Vec<Value>) -> Value {
    let marks = marks_in(&items);
    items.sort_by(sort_key_order);
    let equal = |a: &mut Value, b: &mut Value| a.is_wholly_known() && a == b;
    items.dedup_by(equal);
    let set = if items.len() < 2 || items.iter().all(Value::is_wholly_known) {
        Kind::Set(element, items.into()).into()
    } else {
        let cause = cause_in(&items);
        Value::partial(Type::set(element), true, Partial::Items(items), &cause)
    };
    set.marked(marks)
}

/// How many members a set of these has at least.
pub(super) fn least_length(items: &[Value]) -> u64 {
    let known = items.iter().filter(|v| v.is_wholly_known()).count();
    u64::try_from(known.max(usize::from(!items.is_empty()))).unwrap_or(0)
}

/// The order of a set's members: unknown after null after known ones.
pub(crate) fn sort_key_order(a: &Value, b: &Value) -> Ordering {
    match (&a.kind, &b.kind) {
        (Kind::String(a), Kind::String(b)) => a.cmp(b),
        (Kind::Number(a), Kind::Number(b)) => a.cmp(b),
        (Kind::Bool(a), Kind::Bool(b)) => a.cmp(b),
        _ => rank(a).cmp(&rank(b)).then_with(|| {
            let (mut x, mut y) = (String::new(), String::new());
            write_key(a, &mut x);
            write_key(b, &mut y);
            x.cmp(&y)
        }),
    }
}

fn rank(value: &Value) -> u8 {
    match value.kind {
        Kind::Unknown(_) => 2,
        Kind::Null(_) => 1,
        _ => 0,
    }
}

/// Terraform orders members that are not primitive by this text.
fn write_key(value: &Value, out: &mut String) {
    /// What follows so much text hardly ever decides.
    const MOST_TEXT: usize = 1 << 16;
    if out.len() > MOST_TEXT {
        return;
    }
    let written = match &value.kind {
        Kind::Unknown(_) => write!(out, "?"),
        Kind::Null(_) => write!(out, "~"),
        Kind::Bool(b) => write!(out, "{}", if *b { 'T' } else { 'F' }),
        Kind::Number(n) => write!(out, "{n}"),
        Kind::String(s) => write!(out, "{s:?}"),
        Kind::List(_, v) | Kind::Set(_, v) => return write_all(v.iter(), "[", "]", out),
        Kind::Tuple(v) => return write_all(v.iter(), "<", ">", out),
        Kind::Object(m) => return write_all(m.values(), "<", ">", out),
        Kind::Map(_, m) => {
            out.push('{');
            for (key, value) in m.iter() {
                let _ = write!(out, "{key:?}:");
                write_key(value, out);
                out.push(';');
            }
            out.push('}');
            return;
        }
    };
    debug_assert!(written.is_ok(), "writing to a string does not fail");
}

fn write_all<'a>(
    values: impl IntoIterator<Item = &'a Value>,
    open: &str,
    close: &str,
    out: &mut String,
) {
    out.push_str(open);
    for value in values {
        write_key(value, out);
        out.push(';');
    }
    out.push_str(close);
}
