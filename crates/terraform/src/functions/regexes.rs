//! Regular expressions: Go's syntax, translated for Rust's engine, which has the same rules.

use std::collections::BTreeMap;
use std::iter::Peekable;
use std::str::Chars;

use regex::{Captures, Regex, RegexBuilder};

use crate::{Kind, Partial, Type, Value};

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

fn compile(pattern: &str) -> Result<Regex, Refused> {
    let translated = Translator::translate(pattern).map_err(Refused::Invalid)?;
    RegexBuilder::new(&translated).size_limit(MOST_BYTES).build().map_err(|e| match e {
        regex::Error::CompiledTooBig(_) => Refused::TooLarge,
        error => {
            let text = error.to_string();
            let last = text.lines().next_back().unwrap_or("").trim_start_matches("error: ");
            Refused::Invalid(last.to_owned())
        }
    })
}

/// Rewrites what the two syntaxes spell differently.
struct Translator<'a> {
    rest: Peekable<Chars<'a>>,
    out: String,
}

impl Translator<'_> {
    fn translate(pattern: &str) -> Result<String, String> {
        let mut t = Translator { rest: pattern.chars().peekable(), out: String::new() };
        while let Some(c) = t.rest.next() {
            match c {
                '\\' => t.escape(false)?,
                '[' => t.class()?,
                '{' => t.brace()?,
                '(' => t.group()?,
                c => t.out.push(c),
            }
        }
        Ok(t.out)
    }

    /// Flags that Go does not have.
    fn group(&mut self) -> Result<(), String> {
        self.out.push('(');
        let mut ahead = self.rest.clone();
        if ahead.next() == Some('?') {
            let flags: String = ahead.take_while(|c| !":)P<".contains(*c)).collect();
            if flags.contains(['x', 'u', 'R']) {
                return Err(format!("invalid or unsupported Perl syntax: `(?{flags}`"));
            }
        }
        Ok(())
    }

    /// A brace that is no repetition is itself.
    fn brace(&mut self) -> Result<(), String> {
        let ahead: String = self.rest.clone().take_while(|c| *c != '}').take(16).collect();
        let (low, high) =
            ahead.split_once(',').map_or((ahead.as_str(), None), |(l, h)| (l, Some(h)));
        let digits = |s: &str| s.bytes().all(|b| b.is_ascii_digit());
        let closed = self.rest.clone().nth(ahead.chars().count()) == Some('}');
        let repetition = closed && !low.is_empty() && digits(low) && high.is_none_or(digits);
        self.out.push_str(if repetition { "{" } else { "\\{" });
        let large = |s: &str| s.parse::<u32>().map_or(!s.is_empty(), |n| n > 1000);
        if repetition && (large(low) || high.is_some_and(large)) {
            return Err(format!("invalid repeat count: `{{{ahead}}}`"));
        }
        Ok(())
    }

    fn class(&mut self) -> Result<(), String> {
        self.out.push('[');
        if self.rest.next_if_eq(&'^').is_some() {
            self.out.push('^');
        }
        let mut first = true;
        loop {
            match self.rest.next() {
                None => return Err("missing closing ]".to_owned()),
                Some(']') if !first => {
                    self.out.push(']');
                    return Ok(());
                }
                Some('\\') => self.escape(true)?,
                Some('[') if self.rest.peek() == Some(&':') => {
                    let name: String =
                        self.rest.clone().skip(1).take_while(|c| *c != ':').collect();
                    let end = self.rest.clone().skip(1 + name.chars().count()).take(2);
                    if end.collect::<String>() == ":]" {
                        self.out.push_str(&format!("[:{name}:]"));
                        for _ in 0..name.chars().count() + 3 {
                            self.rest.next();
                        }
                    } else {
                        self.out.push_str("\\[");
                    }
                }
                Some(c @ ('[' | ']' | '&' | '~')) => self.out.extend(['\\', c]),
                Some('-') if self.rest.peek() == Some(&'-') => self.out.push_str("\\-"),
                Some(c) => self.out.push(c),
            }
            first = false;
        }
    }

    fn escape(&mut self, in_class: bool) -> Result<(), String> {
        let Some(c) = self.rest.next() else {
            return Err("trailing backslash at end of expression".to_owned());
        };
        let set = |inner: &str, negated: bool| match (in_class, negated) {
            (true, false) => inner.to_owned(),
            (_, true) => format!("[^{inner}]"),
            (false, false) => format!("[{inner}]"),
        };
        let text = match c {
            'd' | 'D' => set("0-9", c == 'D'),
            'w' | 'W' => set("0-9A-Za-z_", c == 'W'),
            's' | 'S' => set(r"\t\n\x0C\r ", c == 'S'),
            'b' | 'B' if !in_class => format!(r"(?-u:\{c})"),
            'A' | 'z' if !in_class => format!("\\{c}"),
            'a' | 'f' | 't' | 'n' | 'r' | 'v' | 'p' | 'P' | 'x' => format!("\\{c}"),
            'Q' if !in_class => return self.quoted(),
            '0'..='7' => return self.octal(c),
            c if c.is_ascii_alphanumeric() => {
                return Err(format!("invalid escape sequence: `\\{c}`"));
            }
            c => regex::escape(&c.to_string()).replace(['<', '>'], &format!("[{c}]")),
        };
        self.out.push_str(&text);
        Ok(())
    }

    /// `\Q...\E`
    fn quoted(&mut self) -> Result<(), String> {
        let mut text = String::new();
        while let Some(c) = self.rest.next() {
            if c == '\\' && self.rest.next_if_eq(&'E').is_some() {
                break;
            }
            text.push(c);
        }
        self.out.push_str(&regex::escape(&text));
        Ok(())
    }

    fn octal(&mut self, first: char) -> Result<(), String> {
        let mut value = first.to_digit(8).unwrap_or(0);
        let more = self.rest.peek().is_some_and(|c| c.is_digit(8));
        if first != '0' && !more {
            return Err(format!("invalid escape sequence: `\\{first}`"));
        }
        for _ in 0..2 {
            match self.rest.next_if(|c| c.is_digit(8)).and_then(|c| c.to_digit(8)) {
                Some(digit) => value = value * 8 + digit,
                None => break,
            }
        }
        self.out.push_str(&format!("\\x{{{value:x}}}"));
        Ok(())
    }
}

/// What a match of a pattern is: text, a tuple of groups, or an object of named groups.
enum Shape {
    Whole,
    Groups,
    Named,
}

fn shape(regex: &Regex) -> Result<Shape, Failure> {
    let named = regex.capture_names().skip(1).filter(Option::is_some).count();
    let groups = regex.captures_len() - 1;
    match (groups, named) {
        (0, _) => Ok(Shape::Whole),
        (g, n) if g == n => Ok(Shape::Named),
        (_, 0) => Ok(Shape::Groups),
        _ => Err(Failure::argument(
            0,
            "invalid regexp pattern: cannot mix both named and unnamed capture groups",
        )),
    }
}

fn result(regex: &Regex, shape: &Shape, found: &Captures<'_>) -> Value {
    let group =
        |i: usize| found.get(i).map_or_else(|| Value::null(Type::String), |m| string(m.as_str()));
    match shape {
        Shape::Whole => group(0),
        Shape::Groups => Value::tuple((1..found.len()).map(group).collect()),
        Shape::Named => {
            let names = regex.capture_names().enumerate().skip(1);
            let entries = names.filter_map(|(i, n)| Some((n?.into(), group(i))));
            Value::object(entries.collect::<BTreeMap<_, _>>())
        }
    }
}

fn result_type(regex: &Regex, shape: &Shape) -> Type {
    match shape {
        Shape::Whole => Type::String,
        Shape::Groups => Type::Tuple(vec![Type::String; regex.captures_len() - 1].into()),
        Shape::Named => {
            let names = regex.capture_names().flatten();
            Type::object(names.map(|n| (n.into(), Type::String)).collect())
        }
    }
}

/// The pattern of a call, or its result where there is none to be had.
fn prepare(call: &Call<'_>) -> Result<Result<(Regex, Shape), Value>, Failure> {
    let Some(pattern) = call.arg(0)?.as_str() else { return Ok(Err(call.unknown())) };
    match compile(pattern) {
        Ok(regex) => {
            let shape = shape(&regex)?;
            Ok(Ok((regex, shape)))
        }
        Err(Refused::Invalid(text)) => {
            Err(Failure::argument(0, format!("invalid regexp pattern: {text}")))
        }
        Err(Refused::TooLarge) => Ok(Err(call.unknown_because("the pattern is too large"))),
    }
}

/// `regex`
pub(super) fn regex(call: &Call<'_>) -> Answer {
    let (regex, shape) = match prepare(call)? {
        Ok(prepared) => prepared,
        Err(unknown) => return Ok(unknown),
    };
    let Some(text) = call.arg(1)?.as_str() else {
        return Ok(call.unknown_of(result_type(&regex, &shape), Partial::Nothing));
    };
    match regex.captures(text) {
        Some(found) => Ok(result(&regex, &shape, &found)),
        None => Err(Failure::new("pattern did not match any part of the given string")),
    }
}

/// `regexall`
pub(super) fn regexall(call: &Call<'_>) -> Answer {
    let (regex, shape) = match prepare(call)? {
        Ok(prepared) => prepared,
        Err(unknown) => return Ok(unknown),
    };
    let element = result_type(&regex, &shape);
    let Some(text) = call.arg(1)?.as_str() else {
        return Ok(call.unknown_of(Type::list(element), Partial::Nothing));
    };
    let most = call.limits().list_length.saturating_add(1);
    let found = regex.captures_iter(text).take(most);
    Ok(Value::list(element, found.map(|c| result(&regex, &shape, &c)).collect()))
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
    let regex = match compile(pattern) {
        Ok(regex) => regex,
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
    for found in regex.captures_iter(text) {
        let Some(whole) = found.get(0) else { continue };
        out.push_str(text.get(last..whole.start()).unwrap_or(""));
        expand(with, &found, &mut out);
        last = whole.end();
        if out.len() > limit {
            return Ok(call.too_long());
        }
    }
    out.push_str(text.get(last..).unwrap_or(""));
    Ok(string(out))
}

/// Writes a replacement with `$1`, `${1}` and `$name` as Go reads them.
fn expand(with: &str, found: &Captures<'_>, out: &mut String) {
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
            Err(_) => found.name(name),
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
