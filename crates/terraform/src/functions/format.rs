//! `format` and `formatlist`.

use crate::{Kind, Partial, Type, Value};

use super::lists::known;
use super::printf;
use super::{Answer, Call, Failure};

/// `format`
pub(super) fn format(call: &Call<'_>) -> Answer {
    let args = call.args.get(1..).unwrap_or(&[]);
    let most = call.limits().string_bytes;
    match printf::format(call.str(0)?, args, most, true) {
        Ok(value) => Ok(value),
        Err(trouble) => trouble.failure().map_or_else(|| Ok(call.too_long()), Err),
    }
}

/// What an argument gives for each line.
enum Column<'a> {
    Single(&'a Value),
    Each(&'a [Value]),
}

/// `formatlist`
pub(super) fn formatlist(call: &Call<'_>) -> Answer {
    let format = call.str(0)?;
    let args = call.args.get(1..).unwrap_or(&[]);
    let mut columns = Vec::with_capacity(args.len());
    let mut length: Option<(usize, usize)> = None;
    let mut whole = true;
    for (i, arg) in args.iter().enumerate() {
        let Some(items) = items_of(arg, &mut whole) else {
            columns.push(Column::Single(arg));
            continue;
        };
        columns.push(Column::Each(items));
        if arg.is_unknown() {
            continue;
        }
        match length {
            None => length = Some((items.len(), i)),
            Some((have, _)) if have == items.len() => {}
            Some((have, first)) => {
                let (this, first, count) = (i + 1, first + 1, items.len());
                return Err(Failure::argument(
                    i + 1,
                    format!(
                        "argument {this} has length {count}, which is inconsistent with \
                         argument {first} of length {have}"
                    ),
                ));
            }
        }
    }
    let known_lines = columns.iter().filter_map(|c| match c {
        Column::Each(items) => Some(items.len()),
        Column::Single(_) => None,
    });
    // Where one list is not known, lines are certain as far as all columns are.
    let lines = if whole { length.map_or(1, |l| l.0) } else { known_lines.min().unwrap_or(0) };
    let single = columns.iter().all(|c| matches!(c, Column::Single(_)));
    let mut formatted = Vec::with_capacity(lines.min(1024));
    let mut left = call.limits().string_bytes;
    for line in 0..lines {
        let args: Vec<Value> = columns
            .iter()
            .filter_map(|c| match c {
                Column::Single(value) => Some((*value).clone()),
                Column::Each(items) => items.get(line).cloned(),
            })
            .collect();
        // Elements have types: a bare null among them is null.
        match printf::format(format, &args, left, columns.is_empty() || single) {
            Ok(value) => {
                left = left.saturating_sub(value.as_str().map_or(0, str::len));
                formatted.push(value);
            }
            Err(printf::Trouble::Text(message)) => {
                return Err(Failure::new(format!("error on format iteration {line}: {message}")));
            }
            Err(trouble) => return trouble.failure().map_or_else(|| Ok(call.too_long()), Err),
        }
    }
    if whole {
        Ok(Value::list(Type::String, formatted))
    } else {
        Ok(call.unknown_but(Partial::Items(formatted)))
    }
}

/// The elements of an argument that is a sequence.
fn items_of<'a>(arg: &'a Value, whole: &mut bool) -> Option<&'a [Value]> {
    match &arg.kind {
        Kind::List(_, v) | Kind::Set(_, v) | Kind::Tuple(v) => Some(v),
        Kind::Unknown(u) => {
            let sequence =
                matches!(u.ty, Type::List(_) | Type::Set(_) | Type::Tuple(_) | Type::Dynamic);
            if !sequence {
                return None;
            }
            *whole = false;
            Some(known(arg).filter(|k| !k.set || k.loose).map_or(&[][..], |k| k.items))
        }
        _ => None,
    }
}
