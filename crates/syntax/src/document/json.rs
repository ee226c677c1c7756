//! JSON documents, read strictly.

use jsonc_parser::ast::{Object, Value};
use jsonc_parser::common::Ranged;
use jsonc_parser::errors::{ParseError, ParseErrorKind};
use jsonc_parser::{CollectOptions, ParseStringErrorKind, parse_to_ast};
use vpcelint_source::Range;

use super::build::{Build, Failure, Source};
use super::read::Reading;
use super::{Entry, Key, Node, NodeKind};
use crate::json::{STRICT, too_deep};

/// Values may be nested as deep as this; YAML has the same cap.
pub(super) const DEEPEST: usize = 255;

/// Reads a text.
pub(super) fn read(source: Source<'_>) -> Result<Reading, Failure> {
    if let Some(at) = too_deep(source.text, DEEPEST) {
        return Err(Failure { cap: true, ..Failure::new(at, at + 1, too_deep_message()) });
    }
    let parsed = parse_to_ast(source.text, &CollectOptions::default(), &STRICT);
    let value = parsed.map_err(|error| failure(source.text, &error))?.value;
    let mut build = Build::new(source);
    let root = value.map(|value| build.value(&value));
    let nodes = build.nodes;
    let (comments, notices) = (Vec::new(), build.into_notices());
    Ok(Reading { root, nodes, comments, notices, partial: false })
}

/// What is said of a value that is too deep.
pub(super) fn too_deep_message() -> String {
    format!("this was not read: it is nested deeper than {DEEPEST} levels (the cap `nesting`)")
}

impl Build<'_> {
    fn at(&self, part: &impl Ranged) -> Range {
        self.source.range(part.start(), part.end())
    }

    fn value(&mut self, value: &Value<'_>) -> Node {
        self.nodes += 1;
        let kind = match value {
            Value::NullKeyword(_) => NodeKind::Null,
            Value::BooleanLit(literal) => NodeKind::Bool(literal.value),
            Value::NumberLit(number) => NodeKind::Number(number.value.into()),
            Value::StringLit(string) => NodeKind::String(string.value.as_ref().into()),
            Value::Array(array) => {
                let elements = array.elements.iter();
                NodeKind::List(elements.map(|element| self.value(element)).collect())
            }
            Value::Object(object) => self.object(object),
        };
        Node { kind, range: self.at(value), tag: None }
    }

    fn object(&mut self, object: &Object<'_>) -> NodeKind {
        let entries = object.properties.iter().map(|property| {
            let key = Key { text: property.name.as_str().into(), range: self.at(&property.name) };
            Entry { key, value: self.value(&property.value) }
        });
        let entries = entries.collect();
        NodeKind::Map(self.unique(entries).into())
    }
}

fn failure(text: &str, error: &ParseError) -> Failure {
    let range = error.range();
    if let Some(start) = open_string(text, range.start) {
        return Failure::new(start, start + 1, "this string has no closing `\"` on its line");
    }
    if about_brackets(error.kind())
        && let Some(failure) = unbalanced(text)
    {
        return failure;
    }
    let words = match error.kind() {
        ParseErrorKind::ExpectedComma => "there is a comma missing here",
        ParseErrorKind::TrailingCommasNotAllowed => "the last entry must have no comma behind it",
        ParseErrorKind::ExpectedColonAfterObjectKey => "this key needs a colon and a value",
        ParseErrorKind::ExpectedStringObjectProperty => "a key must be a string in double quotes",
        ParseErrorKind::CommentsNotAllowed => "JSON has no comments",
        ParseErrorKind::SingleQuotedStringsNotAllowed => "strings must be in double quotes",
        ParseErrorKind::MultipleRootJsonValues => "nothing may follow the end of the document",
        ParseErrorKind::UnterminatedObject => "this `{` is never closed",
        ParseErrorKind::UnterminatedArray => "this `[` is never closed",
        ParseErrorKind::UnexpectedCloseBrace => "this `}` closes nothing, or a value is missing",
        ParseErrorKind::UnexpectedCloseBracket => "this `]` closes nothing, or a value is missing",
        ParseErrorKind::UnexpectedTokenInObject => "a key or `}` must stand here",
        kind => {
            let mut words = kind.to_string();
            if let Some(first) = words.get_mut(..1) {
                first.make_ascii_lowercase();
            }
            let message = format!("this is not valid JSON: {words}");
            return Failure::new(range.start, range.end, message);
        }
    };
    let open = matches!(
        error.kind(),
        ParseErrorKind::UnterminatedObject | ParseErrorKind::UnterminatedArray
    );
    let end = if open { range.start + 1 } else { range.end };
    let slip = matches!(error.kind(), ParseErrorKind::TrailingCommasNotAllowed);
    let message = format!("this is not valid JSON: {words}");
    Failure { slip, ..Failure::new(range.start, end, message) }
}

fn about_brackets(kind: &ParseErrorKind) -> bool {
    matches!(
        kind,
        ParseErrorKind::UnterminatedObject
            | ParseErrorKind::UnterminatedArray
            | ParseErrorKind::UnexpectedCloseBrace
            | ParseErrorKind::UnexpectedCloseBracket
            | ParseErrorKind::MultipleRootJsonValues
            | ParseErrorKind::ExpectedStringObjectProperty
            | ParseErrorKind::UnexpectedColon
            | ParseErrorKind::String(ParseStringErrorKind::UnterminatedStringLiteral)
    )
}

/// The first string that holds a line break, before the place where that showed.
fn open_string(text: &str, shown: usize) -> Option<usize> {
    let mut open: Option<usize> = None;
    let mut escaped = false;
    for (at, byte) in text.bytes().enumerate() {
        if std::mem::take(&mut escaped) {
            continue;
        }
        match (byte, open) {
            (b'\\', Some(_)) => escaped = true,
            (b'"', None) if at <= shown => open = Some(at),
            (b'"', Some(_)) => open = None,
            (b'\n', Some(start)) => return Some(start),
            (_, None) if at > shown => return None,
            _ => {}
        }
    }
    open
}

/// The bracket that has no partner, if the text is indented as its brackets say.
fn unbalanced(text: &str) -> Option<Failure> {
    let mut open: Vec<(usize, char, usize)> = Vec::new();
    let mut start = 0;
    for line in text.split_inclusive('\n') {
        let content = line.trim_start();
        let indent = line.len() - content.len();
        let first = content.chars().next();
        let deeper = open.last().filter(|(_, _, of)| match first {
            Some('"') => *of >= indent,
            Some('}' | ']') => *of > indent,
            _ => false,
        });
        if let Some((at, bracket, _)) = deeper {
            return Some(never_closed(*at, *bracket));
        }
        if let Some(failure) = line_brackets(line, start, indent, &mut open) {
            return Some(failure);
        }
        start += line.len();
    }
    open.last().map(|(at, bracket, _)| never_closed(*at, *bracket))
}

fn line_brackets(
    line: &str,
    start: usize,
    indent: usize,
    open: &mut Vec<(usize, char, usize)>,
) -> Option<Failure> {
    let (mut quoted, mut escaped) = (false, false);
    // Such a line closes what was opened in lines of its indent; others may close more.
    let closing = line.trim_start().starts_with(['}', ']']);
    for (at, c) in line.char_indices() {
        if std::mem::take(&mut escaped) {
            continue;
        }
        match c {
            '\\' if quoted => escaped = true,
            '"' => quoted = !quoted,
            '{' | '[' if !quoted => open.push((start + at, c, indent)),
            '}' | ']' if !quoted => match open.pop() {
                Some((_, bracket, of)) if (bracket == '{') == (c == '}') && of <= indent => {
                    if closing && of < indent {
                        return Some(closes_nothing(start + at, c));
                    }
                }
                Some((opened, bracket, _)) if (bracket == '{') != (c == '}') => {
                    return Some(never_closed(opened, bracket));
                }
                _ => return Some(closes_nothing(start + at, c)),
            },
            _ => {}
        }
    }
    None
}

fn never_closed(at: usize, bracket: char) -> Failure {
    Failure::new(at, at + 1, format!("this `{bracket}` is never closed"))
}

fn closes_nothing(at: usize, bracket: char) -> Failure {
    Failure::new(at, at + 1, format!("this `{bracket}` closes nothing"))
}
