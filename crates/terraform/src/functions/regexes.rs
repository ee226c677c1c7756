//! Regular expressions: Go's syntax, translated for Rust's engine, which has the same rules.

mod translate;

use std::collections::BTreeMap;
use std::sync::{Arc, LazyLock, Mutex, PoisonError};

use regex::{Captures, Regex, RegexBuilder};
use rustc_hash::FxHashMap;
use smol_str::SmolStr;

use crate::{Kind, Partial, Type, Value};

use translate::translate;

use super::text::{Builder, partial_text, string};
use super::{Answer, Call, Failure};

/// Bytes of a compiled pattern: patterns that grow beyond it are not used.
const MOST_BYTES: usize = 4 << 20;

/// A pattern that cannot be used.
enum Refused {
    /// Go refuses it, too.
    Invalid(String),
    /// Too large for us.
    TooLarge,
}

/// A compiled pattern with the names of its groups.
struct Pattern {
    regex: Regex,
    names: Vec<Option<SmolStr>>,
}

/// Patterns are compiled once: roots ask for the same few again and again.
fn compile(pattern: &str) -> Result<Arc<Pattern>, Refused> {
    /// More patterns than these are not kept.
    const MOST: usize = 256;
    static KEPT: LazyLock<Mutex<FxHashMap<SmolStr, Arc<Pattern>>>> = LazyLock::new(Mutex::default);
    let kept = || KEPT.lock().unwrap_or_else(PoisonError::into_inner);
    if let Some(known) = kept().get(pattern) {
        return Ok(known.clone());
    }
    let compiled = Arc::new(compile_anew(pattern)?);
    let mut kept = kept();
    if kept.len() < MOST {
        kept.insert(pattern.into(), compiled.clone());
    }
    Ok(compiled)
}

fn compile_anew(pattern: &str) -> Result<Pattern, Refused> {
    let translated = translate(pattern).map_err(Refused::Invalid)?;
    let built = RegexBuilder::new(&translated.text).size_limit(MOST_BYTES).build();
    let regex = built.map_err(|e| match e {
        regex::Error::CompiledTooBig(_) => Refused::TooLarge,
        error => {
            let text = error.to_string();
            let last = text.lines().next_back().unwrap_or("").trim_start_matches("error: ");
            Refused::Invalid(last.to_owned())
        }
    })?;
    Ok(Pattern { regex, names: translated.names })
}

/// What a match of a pattern is: text, a tuple of groups, or an object of named groups.
enum Shape {
    Whole,
    Groups,
    Named,
}

fn shape(pattern: &Pattern) -> Result<Shape, Failure> {
    let named = pattern.names.iter().flatten().count();
    match (pattern.names.len(), named) {
        (0, _) => Ok(Shape::Whole),
        (g, n) if g == n => Ok(Shape::Named),
        (_, 0) => Ok(Shape::Groups),
        _ => Err(Failure::argument(
            0,
            "invalid regexp pattern: cannot mix both named and unnamed capture groups",
        )),
    }
}

fn result(pattern: &Pattern, shape: &Shape, found: &Captures<'_>) -> Value {
    let group =
        |i: usize| found.get(i).map_or_else(|| Value::null(Type::String), |m| string(m.as_str()));
    match shape {
        Shape::Whole => group(0),
        Shape::Groups => Value::tuple((1..found.len()).map(group).collect()),
        Shape::Named => {
            let names = pattern.names.iter().zip(1..);
            let entries = names.filter_map(|(n, i)| Some((n.clone()?, group(i))));
            Value::object(entries.collect::<BTreeMap<_, _>>())
        }
    }
}

fn result_type(pattern: &Pattern, shape: &Shape) -> Type {
    match shape {
        Shape::Whole => Type::String,
        Shape::Groups => Type::Tuple(vec![Type::String; pattern.names.len()].into()),
        Shape::Named => {
            let names = pattern.names.iter().flatten();
            Type::object(names.map(|n| (n.clone(), Type::String)).collect())
        }
    }
}

/// The pattern of a call, or its result where there is none to be had.
fn prepare(call: &Call<'_>) -> Result<Result<(Arc<Pattern>, Shape), Value>, Failure> {
    let Some(pattern) = call.arg(0)?.as_str() else { return Ok(Err(call.unknown())) };
    match compile(pattern) {
        Ok(pattern) => {
            let shape = shape(&pattern)?;
            Ok(Ok((pattern, shape)))
        }
        Err(Refused::Invalid(text)) => {
            Err(Failure::argument(0, format!("invalid regexp pattern: {text}")))
        }
        Err(Refused::TooLarge) => Ok(Err(call.unknown_because("the pattern is too large"))),
    }
}

/// `regex`
pub(super) fn regex(call: &Call<'_>) -> Answer {
    let (pattern, shape) = match prepare(call)? {
        Ok(prepared) => prepared,
        Err(unknown) => return Ok(unknown),
    };
    let Some(text) = call.arg(1)?.as_str() else {
        return Ok(call.unknown_of(result_type(&pattern, &shape), Partial::Nothing));
    };
    match pattern.regex.captures(text) {
        Some(found) => Ok(result(&pattern, &shape, &found)),
        None => Err(Failure::new("pattern did not match any part of the given string")),
    }
}

/// `regexall`
pub(super) fn regexall(call: &Call<'_>) -> Answer {
    let (pattern, shape) = match prepare(call)? {
        Ok(prepared) => prepared,
        Err(unknown) => return Ok(unknown),
    };
    let element = result_type(&pattern, &shape);
    let Some(text) = call.arg(1)?.as_str() else {
        return Ok(call.unknown_of(Type::list(element), Partial::Nothing));
    };
    let most = call.limits().list_length.saturating_add(1);
    let found = pattern.regex.captures_iter(text).take(most);
    Ok(Value::list(element, found.map(|c| result(&pattern, &shape, &c)).collect()))
}

/// `replace`
pub(super) fn replace(call: &Call<'_>) -> Answer {
    let pattern = call.str(1)?;
    let between = pattern.strip_prefix('/').and_then(|p| p.strip_suffix('/'));
    match between.filter(|_| pattern.len() > 1) {
        Some(pattern) => replace_pattern(call, pattern),
        None => replace_text(call, pattern),
    }
}

fn replace_pattern(call: &Call<'_>, pattern: &str) -> Answer {
    let pattern = match compile(pattern) {
        Ok(pattern) => pattern,
        Err(Refused::Invalid(text)) => {
            return Err(Failure::new(format!("error parsing regexp: {text}")));
        }
        Err(Refused::TooLarge) => return Ok(call.unknown_because("the pattern is too large")),
    };
    let (Some(text), Some(with)) = (call.arg(0)?.as_str(), call.arg(2)?.as_str()) else {
        return Ok(call.unknown());
    };
    let limit = call.limits().string_bytes;
    let (mut out, mut last) = (String::new(), 0);
    for found in pattern.regex.captures_iter(text) {
        let Some(whole) = found.get(0) else { continue };
        out.push_str(text.get(last..whole.start()).unwrap_or(""));
        expand(with, &pattern, &found, &mut out);
        last = whole.end();
        if out.len() > limit {
            return Ok(call.too_long());
        }
    }
    out.push_str(text.get(last..).unwrap_or(""));
    Ok(string(out))
}

/// Writes a replacement with `$1`, `${1}` and `$name` as Go reads them.
fn expand(with: &str, pattern: &Pattern, found: &Captures<'_>, out: &mut String) {
    let mut rest = with;
    while let Some((before, after)) = rest.split_once('$') {
        out.push_str(before);
        if let Some(after) = after.strip_prefix('$') {
            out.push('$');
            rest = after;
            continue;
        }
        let (name, behind) = match after.strip_prefix('{') {
            Some(inner) => inner.split_once('}').unwrap_or(("", after)),
            None => {
                let word = |c: char| !(c == '_' || c.is_alphanumeric());
                after.split_at(after.find(word).unwrap_or(after.len()))
            }
        };
        if name.is_empty() || name.contains(|c: char| !(c == '_' || c.is_alphanumeric())) {
            out.push('$');
            rest = after;
            continue;
        }
        let group = match name.parse::<usize>() {
            Ok(i) => found.get(i),
            Err(_) => {
                let named = |n: &Option<SmolStr>| n.as_deref() == Some(name);
                pattern.names.iter().position(named).and_then(|i| found.get(i + 1))
            }
        };
        out.push_str(group.map_or("", |m| m.as_str()));
        rest = behind;
    }
    out.push_str(rest);
}

fn replace_text(call: &Call<'_>, pattern: &str) -> Answer {
    let (value, with) = (call.arg(0)?, call.arg(2)?);
    let Some(text) = value.as_str() else {
        return Ok(
            replace_around_holes(call, value, pattern, with).unwrap_or_else(|| call.unknown())
        );
    };
    let pieces: Vec<&str> = if pattern.is_empty() {
        // Go inserts before every character and at the end.
        std::iter::once("").chain(text.split("").filter(|s| !s.is_empty())).chain([""]).collect()
    } else {
        text.split(pattern).collect()
    };
    let each = with.as_str().map_or(0, str::len);
    if each.saturating_mul(pieces.len()) > call.limits().string_bytes {
        return Ok(call.too_long());
    }
    let mut builder = Builder::default();
    for (i, piece) in pieces.iter().enumerate() {
        if i > 0 {
            builder.push_value(with);
        }
        builder.push(piece);
    }
    Ok(builder.finish())
}

/// A pattern of one character cannot lie across the border of a hole that is a number.
fn replace_around_holes(
    call: &Call<'_>,
    value: &Value,
    pattern: &str,
    with: &Value,
) -> Option<Value> {
    let parts = partial_text(value)?;
    let with = with.as_str()?;
    let mut chars = pattern.chars();
    let (one, None) = (chars.next()?, chars.next()) else { return None };
    if one.is_ascii_digit() || "-.".contains(one) {
        return None;
    }
    let mut builder = Builder::default();
    for part in parts {
        match part {
            crate::TextPart::Literal(text) => builder.push(&text.replace(pattern, with)),
            crate::TextPart::Hole(hole) => match &hole.kind {
                Kind::Unknown(u) if u.ty == Type::Number => {
                    builder.push_value(hole);
                }
                // The replaced text of an unknown string is another unknown string.
                _ => {
                    builder.push_value(&call.unknown());
                }
            },
        }
    }
    Some(builder.finish())
}
