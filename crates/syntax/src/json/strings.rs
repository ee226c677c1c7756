//! Strings, which may hold templates or expressions.

use jsonc_parser::ast::StringLit;
use vpcelint_source::Range;

use super::{Reader, Reading};
use crate::hcl::ExprKind;
use crate::lower::normalized;
use crate::native;
use crate::place::{Place, Unescaped};

impl Reader<'_> {
    pub(super) fn string(&mut self, string: &StringLit<'_>, reading: Reading) -> ExprKind {
        let range = self.range(string);
        self.text_of(range, &string.value, reading)
    }

    /// What a string stands for whose quotes lie at the ends of a range.
    pub(super) fn text_of(&mut self, range: Range, text: &str, reading: Reading) -> ExprKind {
        let plain = match reading {
            Reading::Template => !text.contains("${") && !text.contains("%{"),
            Reading::Expression => false,
            Reading::Literal => true,
        };
        if plain {
            return ExprKind::String(normalized(text.to_owned()));
        }
        let start = (range.start as usize + 1).saturating_sub(self.offset);
        let end = (range.end as usize).saturating_sub(1 + self.offset);
        let source = self.text.get(start..end).unwrap_or_default();
        let start = start + self.offset;
        let read = |text: &str, place| match reading {
            Reading::Expression => native::expression(self.id, text, place),
            _ => native::template(self.id, text, place),
        };
        let read = if source.contains('\\') {
            let (text, map) = unescape(source, start);
            read(&text, Place::Unescaped(&map, 0))
        } else {
            read(source, Place::Offset(start))
        };
        match read {
            Ok(expr) => expr.kind,
            Err(notice) => {
                self.notices.push(notice);
                ExprKind::String(normalized(text.to_owned()))
            }
        }
    }
}

/// Resolves a string's escapes, and keeps the way back to the file, in which the string's content
/// begins at an offset.
fn unescape(source: &str, start: usize) -> (String, Unescaped) {
    let mut text = String::with_capacity(source.len());
    let mut map = Unescaped::default();
    let mut rest = source;
    map.step(0, start);
    while let Some(at) = rest.find('\\') {
        let (before, from) = rest.split_at(at);
        text.push_str(before);
        map.step(text.len(), start + source.len() - from.len());
        let (char, length) = escape(from);
        text.push(char);
        rest = from.get(length..).unwrap_or_default();
        map.step(text.len(), start + source.len() - rest.len());
    }
    text.push_str(rest);
    (text, map)
}

/// The character of an escape and the escape's length.
fn escape(from: &str) -> (char, usize) {
    match from.as_bytes().get(1) {
        Some(b'n') => ('\n', 2),
        Some(b't') => ('\t', 2),
        Some(b'r') => ('\r', 2),
        Some(b'b') => ('\u{8}', 2),
        Some(b'f') => ('\u{c}', 2),
        Some(b'u') => code(from),
        _ => match from.chars().nth(1) {
            Some(char) => (char, 1 + char.len_utf8()),
            None => ('\\', 1),
        },
    }
}

/// The character of `\u....`, or of two that belong together.
fn code(from: &str) -> (char, usize) {
    let unit = |at: usize| {
        let hex = from.get(at..).and_then(|rest| rest.strip_prefix("\\u"));
        hex.and_then(|hex| u16::from_str_radix(hex.get(..4)?, 16).ok())
    };
    let Some(first) = unit(0) else { return (char::REPLACEMENT_CHARACTER, 2) };
    let second = unit(6).filter(|_| (0xD800..0xDC00).contains(&first));
    let units = [first, second.unwrap_or_default()];
    let used = if second.is_some_and(|unit| (0xDC00..0xE000).contains(&unit)) { 2 } else { 1 };
    let char = char::decode_utf16(units.into_iter().take(used)).next();
    let char = char.and_then(Result::ok).unwrap_or(char::REPLACEMENT_CHARACTER);
    (char, 6 * used)
}
