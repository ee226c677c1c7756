//! What strings with holes can and cannot be.

use crate::{Kind, Partial, TextPart, Type, Value};

/// Whether text in front of a hole stays as it is whatever fills the hole: a letter may be
/// joined with an accent that follows. The length up to which it does.
pub(crate) fn safe_end(literal: &str, hole: &Value) -> usize {
    let plain =
        matches!(&hole.kind, Kind::Unknown(u) if u.ty != Type::String && u.ty != Type::Dynamic);
    let composes = |c: char| !c.is_ascii() || c.is_ascii_alphabetic() || "<=>".contains(c);
    match literal.char_indices().next_back() {
        Some((at, last)) if !plain && composes(last) && !is_plain_source(hole) => at,
        _ => literal.len(),
    }
}

/// The place in text behind a hole from which it stays as it is.
pub(crate) fn safe_start(literal: &str) -> usize {
    literal.find(|c: char| c.is_ascii()).unwrap_or(literal.len())
}

/// Attributes of resources do not begin with an accent.
fn is_plain_source(hole: &Value) -> bool {
    matches!(&hole.kind, Kind::Unknown(u)
        if matches!(u.known, Partial::Reference(_) | Partial::Member(_)))
}

/// The literals that a text certainly begins and ends with.
fn ends(parts: &[TextPart]) -> (&str, &str) {
    let start = match parts {
        [TextPart::Literal(s), TextPart::Hole(h), ..] => s.get(..safe_end(s, h)).unwrap_or(""),
        [TextPart::Literal(s)] => s,
        _ => "",
    };
    let end = match parts {
        [_, .., TextPart::Literal(s)] => s.get(safe_start(s)..).unwrap_or(""),
        [TextPart::Literal(s)] => s,
        _ => "",
    };
    (start, end)
}

/// Whether a text can turn out to be a string.
pub(super) fn may_be(parts: &[TextPart], string: &str) -> bool {
    let (start, end) = ends(parts);
    if !string.starts_with(start)
        || !string.ends_with(end)
        || parts.len() > 1 && string.len() < start.len() + end.len()
    {
        return false;
    }
    // The literals between must follow one another.
    let mut rest = string.get(start.len()..string.len().saturating_sub(end.len())).unwrap_or("");
    for window in parts.windows(3) {
        let [TextPart::Hole(_), TextPart::Literal(s), TextPart::Hole(h)] = window else { continue };
        let (from, to) = (safe_start(s), safe_end(s, h));
        let Some(literal) = s.get(from..to.max(from)) else { continue };
        match rest.split_once(literal) {
            Some((_, behind)) => rest = behind,
            None => return false,
        }
    }
    true
}

/// Whether two texts cannot turn out equal.
pub(super) fn differ(a: &[TextPart], b: &[TextPart]) -> bool {
    let ((a_start, a_end), (b_start, b_end)) = (ends(a), ends(b));
    let common = a_start.len().min(b_start.len());
    if a_start.as_bytes().get(..common) != b_start.as_bytes().get(..common) {
        return true;
    }
    let common = a_end.len().min(b_end.len());
    let tail = |s: &str| s.as_bytes().get(s.len() - common..).map(<[u8]>::to_vec);
    tail(a_end) != tail(b_end)
}

/// Whether two texts are equal whatever fills their holes.
pub(super) fn surely_same(a: &[TextPart], b: &[TextPart]) -> bool {
    a.len() == b.len()
        && a.iter().zip(b).all(|pair| match pair {
            (TextPart::Literal(a), TextPart::Literal(b)) => a == b,
            (TextPart::Hole(a), TextPart::Hole(b)) => super::surely_same(a, b),
            _ => false,
        })
}
