//! Says in plain words what the parser stumbled over; its own words list the characters that it
//! would have taken.

use hcl_edit::parser::Error;

use crate::scan::{TOO_DEEP, Wrong};

/// What is wrong in a text that begins at an offset.
pub(crate) fn explain(text: &str, start: usize, error: &Error) -> Wrong {
    let mut at = error.location().offset().min(text.len());
    while !text.is_char_boundary(at) {
        at -= 1;
    }
    let rest = text.get(at..).unwrap_or_default();
    let blanks = rest.len() - rest.trim_start_matches([' ', '\t']).len();
    let found = rest.get(blanks..).unwrap_or_default();
    let word = token(found);
    let message = message(error.message(), text.get(..at).unwrap_or_default(), word);
    let from = at + blanks;
    let length = if word.is_empty() { 1 } else { word.len() };
    let end = (from + length).min(text.len()).max(from);
    let span = start + from..start + end;
    let cap = CAPS.iter().any(|(words, _)| error.message().contains(words));
    if cap { Wrong::cap(span, message) } else { Wrong::new(span, message) }
}

/// What the parser says where it gives up on what Terraform reads.
const CAPS: [(&str, &str); 2] = [
    ("nested levels", TOO_DEEP),
    (
        "chained binary operators",
        "this was not read: it has more than 128 operators in a row (the cap `operators`)",
    ),
];

fn message(parser: &str, before: &str, word: &str) -> String {
    let has = |part: &str| parser.contains(part);
    let found = match word {
        "" => "the end of the line".to_owned(),
        word => format!("`{}`", short(word)),
    };
    if let Some((_, message)) = CAPS.iter().find(|(words, _)| has(words)) {
        (*message).to_owned()
    } else if has("redefined") {
        format!("{found} is set again; too many names are set twice here")
    } else if has("escape sequence") || has("hex code") {
        "a string has no such escape; write `\\\\` for a backslash".to_owned()
    } else if has("invalid structure") {
        format!("{} needs `=` or `{{` behind it", last_word(before))
    } else if has("object value assignment") {
        format!("this key needs `=` and a value behind it, not {found}")
    } else if has("invalid object item") {
        format!("expected a comma or a new line before the next entry, found {found}")
    } else if has("newline or eof") {
        format!("expected the end of the line, found {found}")
    } else if has("invalid expression") {
        format!("expected a value, found {found}")
    } else if has("heredoc end") {
        "this heredoc has no end".to_owned()
    } else if has("expected identifier") {
        format!("expected a name, found {found}")
    } else if has("block body") && word.starts_with(|c: char| c.is_alphabetic() || c == '_') {
        // The parser went back to the start of the argument.
        format!("{found} can't be read: what is behind it is no value")
    } else if has("block body") {
        format!("expected an argument, a block or `}}`, found {found}")
    } else if has("invalid attribute") {
        format!("expected `=` and a value, found {found}")
    } else if has("traversal operator") {
        format!("expected a name or an index behind `.`, found {found}")
    } else if let Some(wanted) = only_one(parser) {
        format!("expected `{wanted}`, found {found}")
    } else if word.is_empty() {
        "something is missing here at the end of the line".to_owned()
    } else {
        format!("{found} can't be read here")
    }
}

/// The one character or word that the parser expected.
fn only_one(parser: &str) -> Option<&str> {
    let (_, wanted) = parser.split_once("expected `")?;
    let (wanted, rest) = wanted.split_once('`')?;
    (rest.is_empty() || rest.starts_with(" or expression")).then_some(wanted)
}

/// The word or character that a text begins with.
fn token(text: &str) -> &str {
    let word = |c: char| c == '_' || c == '-' || c.is_alphanumeric();
    let length = match text.chars().next() {
        None | Some('\r' | '\n') => 0,
        Some(first) if first != '-' && word(first) => text.find(|c| !word(c)).unwrap_or(text.len()),
        Some(first) => first.len_utf8(),
    };
    text.get(..length).unwrap_or_default()
}

fn short(word: &str) -> String {
    let mut short: String = word.chars().take(40).collect();
    if short.len() < word.len() {
        short.push('…');
    }
    short
}

fn last_word(before: &str) -> String {
    let before = before.trim_end();
    let word = |c: char| c == '_' || c == '-' || c.is_alphanumeric();
    let rest = before.trim_end_matches(word);
    match before.get(rest.len()..) {
        Some(name) if !name.is_empty() => format!("`{}`", short(name)),
        _ => "this".to_owned(),
    }
}
