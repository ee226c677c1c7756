//! Functions of strings.

use unicode_segmentation::UnicodeSegmentation;

use crate::ops::bounded;
use crate::unknown::is_not_null;
use crate::{Kind, Number, Partial, TextPart, Type, Value};

use super::lists::known;
use super::text::{Builder, known_end, known_start, of_parts, partial_text, string};
use super::{Answer, Call, Failure};

/// Applies a change of single characters to the text around holes, too.
fn each_character(call: &Call<'_>, change: fn(&str) -> String) -> Answer {
    let value = call.arg(0)?;
    if let Some(text) = value.as_str() {
        return Ok(string(change(text)));
    }
    let Some(parts) = partial_text(value) else { return Ok(call.unknown()) };
    let mut builder = Builder::default();
    for part in parts {
        match part {
            TextPart::Literal(text) => builder.push(&change(text)),
            TextPart::Hole(hole) if hole.ty() == Type::Number => {
                builder.push_value(hole);
            }
            // What fills it changes, too: it is another unknown.
            TextPart::Hole(hole) => {
                let cause = crate::unknown::cause_in([hole]);
                builder.push_value(&Value::partial(Type::String, true, Partial::Nothing, &cause));
            }
        }
    }
    Ok(builder.finish())
}

/// `upper`
pub(super) fn upper(call: &Call<'_>) -> Answer {
    // One character becomes one: `ß` stays.
    each_character(call, |s| s.chars().map(|c| single(c, c.to_uppercase())).collect())
}

/// `lower`
pub(super) fn lower(call: &Call<'_>) -> Answer {
    each_character(call, |s| s.chars().map(|c| single(c, c.to_lowercase())).collect())
}

fn single(c: char, mut changed: impl Iterator<Item = char>) -> char {
    match (changed.next(), changed.next()) {
        (Some(one), None) => one,
        // `İ` becomes a plain `i`.
        (Some(first), Some('\u{307}')) => first,
        _ => c,
    }
}

/// `title`
pub(super) fn title(call: &Call<'_>) -> Answer {
    let mut before = ' ';
    let titled: String = call
        .str(0)?
        .chars()
        .map(|c| {
            let begins = separates(before);
            before = c;
            if begins { capital(c) } else { c }
        })
        .collect();
    Ok(string(titled))
}

/// Letters that are pairs have a form with only the first one large.
fn capital(c: char) -> char {
    match c {
        '\u{1c4}'..='\u{1c6}' => '\u{1c5}',
        '\u{1c7}'..='\u{1c9}' => '\u{1c8}',
        '\u{1ca}'..='\u{1cc}' => '\u{1cb}',
        '\u{1f1}'..='\u{1f3}' => '\u{1f2}',
        c => single(c, c.to_uppercase()),
    }
}

fn separates(c: char) -> bool {
    if c.is_ascii() {
        return !c.is_ascii_alphanumeric() && c != '_';
    }
    !c.is_alphabetic() && !c.is_numeric() && c.is_whitespace()
}

/// `strrev`
pub(super) fn strrev(call: &Call<'_>) -> Answer {
    Ok(string(call.str(0)?.graphemes(true).rev().collect::<String>()))
}

/// The number of characters of a string, or the bounds of it.
pub(super) fn characters(value: &Value) -> Value {
    if let Some(text) = value.as_str() {
        return i64::try_from(text.graphemes(true).count()).unwrap_or(i64::MAX).into();
    }
    let start = partial_text(value).map_or("", known_start);
    let least = i64::try_from(start.graphemes(true).count()).unwrap_or(0);
    let known = bounded(Some(Number::from(least)), None);
    crate::unknown::unknown_from(Type::Number, known, [value])
}

/// `substr`
pub(super) fn substr(call: &Call<'_>) -> Answer {
    let value = call.arg(0)?;
    let (offset, length) = (call.whole(1)?, call.whole(2)?);
    if let Some(text) = value.as_str() {
        return Ok(string(part_of(text, offset, length)));
    }
    // Of a string with holes only what lies before the first is certain.
    let start = partial_text(value).map_or("", known_start);
    let known = i64::try_from(start.graphemes(true).count()).unwrap_or(0);
    if offset >= 0 && length >= 0 && offset.saturating_add(length) <= known {
        return Ok(string(part_of(start, offset, length)));
    }
    Ok(call.unknown())
}

fn part_of(text: &str, offset: i64, length: i64) -> String {
    let clusters: Vec<&str> = text.graphemes(true).collect();
    let count = i64::try_from(clusters.len()).unwrap_or(i64::MAX);
    let mut offset = offset;
    if offset < 0 {
        offset = offset.saturating_add(count);
    } else if length == 0 {
        return String::new();
    }
    let from = usize::try_from(offset.max(0)).unwrap_or(usize::MAX);
    let rest = clusters.get(from..).unwrap_or(&[]);
    // Counted from the end, a length of zero means all.
    let take = usize::try_from(length).ok().filter(|n| *n > 0).unwrap_or(rest.len());
    rest.iter().take(take).copied().collect()
}

/// `trimspace`
pub(super) fn trimspace(call: &Call<'_>) -> Answer {
    Ok(string(call.str(0)?.trim_matches(is_space)))
}

fn is_space(c: char) -> bool {
    c.is_whitespace()
}

/// `trim`
pub(super) fn trim(call: &Call<'_>) -> Answer {
    let cut = call.str(1)?;
    Ok(string(call.str(0)?.trim_matches(|c| cut.contains(c))))
}

/// `trimprefix`
pub(super) fn trimprefix(call: &Call<'_>) -> Answer {
    let (value, prefix) = (call.arg(0)?, call.str(1)?);
    if let Some(text) = value.as_str() {
        return Ok(string(text.strip_prefix(prefix).unwrap_or(text)));
    }
    let Some(parts) = partial_text(value) else { return Ok(call.unknown()) };
    match starts(parts, prefix) {
        Some(false) => Ok(value.clone()),
        Some(true) => Ok(without(call, parts, prefix.len(), 0)),
        None => Ok(call.unknown()),
    }
}

/// `trimsuffix`
pub(super) fn trimsuffix(call: &Call<'_>) -> Answer {
    let (value, suffix) = (call.arg(0)?, call.str(1)?);
    if let Some(text) = value.as_str() {
        return Ok(string(text.strip_suffix(suffix).unwrap_or(text)));
    }
    let Some(parts) = partial_text(value) else { return Ok(call.unknown()) };
    match ends(parts, suffix) {
        Some(false) => Ok(value.clone()),
        Some(true) => Ok(without(call, parts, 0, suffix.len())),
        None => Ok(call.unknown()),
    }
}

/// The parts without bytes at the ends.
fn without(call: &Call<'_>, parts: &[TextPart], front: usize, back: usize) -> Value {
    let mut parts = parts.to_vec();
    if let Some(TextPart::Literal(text)) = parts.first_mut() {
        *text = text.get(front..).unwrap_or("").into();
    }
    if let Some(TextPart::Literal(text)) = parts.last_mut() {
        *text = text.get(..text.len().saturating_sub(back)).unwrap_or("").into();
    }
    of_parts(parts, &crate::unknown::cause_in(&call.args))
}

/// Whether a text with holes certainly begins with a string, or certainly does not.
pub(super) fn starts(parts: &[TextPart], prefix: &str) -> Option<bool> {
    let start = known_start(parts);
    if start.starts_with(prefix) {
        Some(true)
    } else {
        (!prefix.starts_with(start)).then_some(false)
    }
}

fn ends(parts: &[TextPart], suffix: &str) -> Option<bool> {
    let end = known_end(parts);
    if end.ends_with(suffix) { Some(true) } else { (!suffix.ends_with(end)).then_some(false) }
}

fn answer(call: &Call<'_>, known: Option<bool>) -> Answer {
    Ok(known.map_or_else(|| call.unknown(), Value::from))
}

/// `startswith`
pub(super) fn startswith(call: &Call<'_>) -> Answer {
    let (value, prefix) = (call.arg(0)?, call.str(1)?);
    match (value.as_str(), partial_text(value)) {
        (Some(text), _) => Ok(text.starts_with(prefix).into()),
        (_, Some(parts)) => answer(call, starts(parts, prefix)),
        _ => answer(call, prefix.is_empty().then_some(true)),
    }
}

/// `endswith`
pub(super) fn endswith(call: &Call<'_>) -> Answer {
    let (value, suffix) = (call.arg(0)?, call.str(1)?);
    match (value.as_str(), partial_text(value)) {
        (Some(text), _) => Ok(text.ends_with(suffix).into()),
        (_, Some(parts)) => answer(call, ends(parts, suffix)),
        _ => Ok(call.unknown()),
    }
}

/// `strcontains`
pub(super) fn strcontains(call: &Call<'_>) -> Answer {
    let (value, part) = (call.arg(0)?, call.str(1)?);
    match (value.as_str(), partial_text(value)) {
        (Some(text), _) => Ok(text.contains(part).into()),
        (_, Some(parts)) => {
            let within = known_start(parts).contains(part)
                || known_end(parts).contains(part)
                || parts
                    .iter()
                    .any(|p| matches!(p, TextPart::Literal(s) if inner(s).contains(part)));
            answer(call, within.then_some(true))
        }
        _ => Ok(call.unknown()),
    }
}

/// Text between holes without what accents could change at its ends.
fn inner(text: &str) -> &str {
    let end = text.char_indices().next_back().map_or(0, |(at, _)| at);
    text.get(crate::ops::safe_start(text)..end).unwrap_or("")
}

/// `chomp`
pub(super) fn chomp(call: &Call<'_>) -> Answer {
    Ok(string(call.str(0)?.trim_end_matches(['\r', '\n'])))
}

/// `indent`
pub(super) fn indent(call: &Call<'_>) -> Answer {
    let spaces = call.whole(0)?;
    let Ok(spaces) = usize::try_from(spaces) else {
        return Err(Failure::argument(0, "the number of spaces must not be negative"));
    };
    let value = call.arg(1)?;
    let Some(text) = value.as_str() else {
        return Ok(call.unknown());
    };
    let lines = text.matches('\n').count();
    if spaces.saturating_mul(lines) > call.limits().string_bytes {
        return Ok(call.too_long());
    }
    Ok(string(text.replace('\n', &format!("\n{}", " ".repeat(if lines > 0 { spaces } else { 0 })))))
}

/// `join`
pub(super) fn join(call: &Call<'_>) -> Answer {
    if call.args.len() < 2 {
        return Err(Failure::new("at least one list is required"));
    }
    let separator = call.arg(0)?;
    let mut builder = Builder::default();
    let mut first = true;
    for (i, list) in call.args.iter().enumerate().skip(1) {
        let (items, ended) = match &list.kind {
            Kind::Unknown(u) => match &u.known {
                // What a list of unknown length begins with is still known.
                Partial::Items(_) => (known(list).map_or(&[][..], |k| k.first()), false),
                _ => (&[][..], false),
            },
            _ => (call.items(i)?, true),
        };
        for (at, item) in items.iter().enumerate() {
            if item.is_null() {
                let message = format!("element {at} is null; cannot concatenate null values");
                return Err(Failure::argument(i, message));
            }
            if !std::mem::take(&mut first) {
                builder.push_value(separator);
            }
            builder.push_value(item);
            if builder.len() > call.limits().string_bytes {
                return Ok(call.too_long());
            }
        }
        if !ended {
            builder.push_value(&call.unknown());
            return Ok(builder.finish());
        }
    }
    Ok(builder.finish())
}

/// `split`
pub(super) fn split(call: &Call<'_>) -> Answer {
    let (separator, value) = (call.str(0)?, call.arg(1)?);
    let limit = call.limits().list_length;
    if let Some(text) = value.as_str() {
        let items: Vec<Value> = if separator.is_empty() {
            text.chars().take(limit + 1).map(|c| string(c.to_string())).collect()
        } else {
            text.split(separator).take(limit + 1).map(string).collect()
        };
        return Ok(Value::list(Type::String, items));
    }
    let Some(parts) = partial_text(value).filter(|_| !separator.is_empty()) else {
        return Ok(call.unknown());
    };
    if is_bare(parts) && parts.iter().all(|p| keeps_together(p, separator)) {
        return Ok(Value::list(Type::String, split_parts(parts, separator)));
    }
    // Pieces that end before the first hole are certain.
    let mut pieces: Vec<&str> = known_start(parts).split(separator).take(limit).collect();
    pieces.pop();
    Ok(call.unknown_but(Partial::Items(pieces.into_iter().map(string).collect())))
}

/// Whether no separator can be made of text on both sides of a hole's border.
fn is_bare(parts: &[TextPart]) -> bool {
    parts.iter().any(|p| matches!(p, TextPart::Hole(_)))
}

/// Numbers hold no separator but digits, signs and points.
fn keeps_together(part: &TextPart, separator: &str) -> bool {
    match part {
        TextPart::Literal(_) => true,
        TextPart::Hole(hole) => {
            hole.ty() == Type::Number
                && separator.chars().count() == 1
                && !separator.contains(|c: char| c.is_ascii_digit() || "-.".contains(c))
        }
    }
}

fn split_parts(parts: &[TextPart], separator: &str) -> Vec<Value> {
    let mut pieces = Vec::new();
    let mut open = Builder::default();
    for part in parts {
        match part {
            TextPart::Literal(text) => {
                for (i, piece) in text.split(separator).enumerate() {
                    if i > 0 {
                        pieces.push(std::mem::take(&mut open).finish());
                    }
                    open.push(piece);
                }
            }
            TextPart::Hole(hole) => {
                open.push_value(hole);
            }
        }
    }
    pieces.push(open.finish());
    pieces
}

/// `sort`
pub(super) fn sort(call: &Call<'_>) -> Answer {
    let list = call.arg(0)?;
    let Some(items) = list.items() else {
        let known = match list.as_unknown().map(|u| &u.known) {
            Some(Partial::Length(low, high)) => Partial::Length(*low, *high),
            Some(Partial::Items(items)) => {
                Partial::Length(u64::try_from(items.len()).unwrap_or(0), None)
            }
            _ => Partial::Nothing,
        };
        return Ok(call.unknown_but(known));
    };
    if let Some(at) = items.iter().position(Value::is_null) {
        let message = format!("given list element {at} is null; a null string cannot be sorted");
        return Err(Failure::new(message));
    }
    if !list.is_wholly_known() {
        if items.len() == 1 && items.iter().all(is_not_null) {
            return Ok(list.clone());
        }
        let any = call.unknown_of(Type::String, Partial::Nothing);
        return Ok(Value::list(Type::String, vec![any; items.len()]));
    }
    let mut sorted = items.to_vec();
    sorted.sort_by(crate::convert::sort_key_order);
    Ok(Value::list(Type::String, sorted))
}
