//! What a plain scalar is, as YAML 1.1 and `PyYAML` resolve it.

use std::fmt::Write;

use smol_str::SmolStr;

use crate::document::NodeKind;

/// The kind of a plain scalar without tag.
pub(super) fn resolved(text: &str) -> NodeKind {
    let Some(first) = text.bytes().next() else { return NodeKind::Null };
    if first.is_ascii_digit() || matches!(first, b'+' | b'-' | b'.') {
        return number(text).map_or_else(|| NodeKind::String(text.into()), NodeKind::Number);
    }
    // The longest word is `false`.
    if text.len() > 5 {
        return NodeKind::String(text.into());
    }
    match text {
        "~" | "null" | "Null" | "NULL" => NodeKind::Null,
        "yes" | "Yes" | "YES" | "true" | "True" | "TRUE" | "on" | "On" | "ON" => {
            NodeKind::Bool(true)
        }
        "no" | "No" | "NO" | "false" | "False" | "FALSE" | "off" | "Off" | "OFF" => {
            NodeKind::Bool(false)
        }
        _ => NodeKind::String(text.into()),
    }
}

/// The kind of a scalar that a tag of YAML itself (`!!str`) names.
pub(super) fn tagged(name: &str, text: &str) -> NodeKind {
    let kind = resolved(text);
    match (name, &kind) {
        ("null", _) => NodeKind::Null,
        ("bool", NodeKind::Bool(_)) | ("int" | "float", NodeKind::Number(_)) => kind,
        _ => NodeKind::String(text.into()),
    }
}

/// A number's text, if it is one.
fn number(text: &str) -> Option<SmolStr> {
    let (sign, digits) = match text.strip_prefix('-') {
        Some(digits) => ("-", digits),
        None => ("", text.strip_prefix('+').unwrap_or(text)),
    };
    if !digits.starts_with(|c: char| c.is_ascii_digit() || c == '.') {
        return None;
    }
    if digits.bytes().all(|b| matches!(b, b'0'..=b'9' | b'_')) {
        return whole(sign, digits);
    }
    if let Some(digits) = digits.strip_prefix("0x") {
        return radix(sign, digits, 16);
    }
    if let Some(digits) = digits.strip_prefix("0b") {
        return radix(sign, digits, 2);
    }
    if digits.contains(':') {
        return sexagesimal(sign, digits);
    }
    is_float(text, digits).then(|| without_underscores(text).into())
}

/// Digits and underscores alone: decimal, or octal behind a zero.
fn whole(sign: &str, digits: &str) -> Option<SmolStr> {
    match digits.strip_prefix('0') {
        Some("") => Some("0".into()),
        Some(octal) => match without_underscores(octal).as_str() {
            "" => Some("0".into()),
            octal => radix(sign, octal, 8),
        },
        None => Some(format!("{sign}{}", without_underscores(digits)).into()),
    }
}

/// Whole numbers that 128 bits don't hold are left as strings.
fn radix(sign: &str, digits: &str, radix: u32) -> Option<SmolStr> {
    let digits = without_underscores(digits);
    if !digits.starts_with(|c: char| c.is_digit(radix)) {
        return None;
    }
    u128::from_str_radix(&digits, radix).ok().map(|n| signed(sign, n))
}

fn signed(sign: &str, n: u128) -> SmolStr {
    let sign = if n == 0 { "" } else { sign };
    format!("{sign}{n}").into()
}

/// `12:30:45`, and `12:30:45.5` with a fraction of the last place.
fn sexagesimal(sign: &str, digits: &str) -> Option<SmolStr> {
    let (digits, fraction) = match digits.split_once('.') {
        Some((digits, fraction)) => (digits, Some(fraction)),
        None => (digits, None),
    };
    let mut places = digits.split(':');
    let first = places.next()?;
    // Whole ones begin with no zero, or times of a day would be numbers.
    let starts = if fraction.is_some() { '0'..='9' } else { '1'..='9' };
    let plain = |b: u8| b.is_ascii_digit() || b == b'_';
    if !first.starts_with(|c| starts.contains(&c)) || !first.bytes().all(plain) {
        return None;
    }
    let mut n: u128 = without_underscores(first).parse().ok()?;
    for place in places {
        let small = matches!(place.as_bytes(), [b'0'..=b'9'] | [b'0'..=b'5', b'0'..=b'9']);
        let place: u128 = place.parse().ok().filter(|_| small)?;
        n = n.checked_mul(60)?.checked_add(place)?;
    }
    let Some(fraction) = fraction else { return Some(signed(sign, n)) };
    if !fraction.bytes().all(plain) {
        return None;
    }
    let mut number = format!("{sign}{n}");
    write!(number, ".{:0<1}", without_underscores(fraction)).ok()?;
    Some(number.into())
}

/// `1.5`, `1.`, `1.5e+3` and `.5`; an exponent needs a sign and a point before it.
fn is_float(text: &str, digits: &str) -> bool {
    let Some((whole, rest)) = digits.split_once('.') else { return false };
    let (fraction, exponent) = match rest.split_once(['e', 'E']) {
        Some((fraction, exponent)) => (fraction, Some(exponent)),
        None => (rest, None),
    };
    let plain = |part: &str| part.bytes().all(|b| b.is_ascii_digit() || b == b'_');
    let digits = |part: &str| !part.is_empty() && part.bytes().all(|b| b.is_ascii_digit());
    let exponent =
        exponent.is_none_or(|exponent| exponent.strip_prefix(['+', '-']).is_some_and(digits));
    let mantissa = match whole {
        "" => text.starts_with('.') && fraction.starts_with(|c: char| c.is_ascii_digit()),
        whole => whole.starts_with(|c: char| c.is_ascii_digit()) && plain(whole),
    };
    mantissa && plain(fraction) && exponent
}

fn without_underscores(text: &str) -> String {
    text.replace('_', "")
}
