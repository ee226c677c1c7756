//! Says in plain words where and why YAML can't be read; the parser often notices lines later.

use granit_parser::{ErrorKind, Event, ScalarStyle, ScanError, StructureStyle};

use crate::document::build::Failure;
use crate::document::json::too_deep_message;

/// What was read so far.
#[derive(Debug, Default)]
pub(super) struct Seen {
    /// Openings of the brackets that are open.
    brackets: Vec<(usize, char)>,
    /// The last scalar if it is plain.
    plain: Option<(usize, usize)>,
    /// The end of the last event.
    end: usize,
}

impl Seen {
    /// Takes note of an event.
    pub(super) fn event(&mut self, event: &Event<'_>, start: usize, end: usize) {
        self.end = self.end.max(end);
        match event {
            Event::SequenceStart(StructureStyle::Flow, ..) => self.brackets.push((start, '[')),
            Event::MappingStart(StructureStyle::Flow, ..) => {
                // A single pair, `[a: b]`, has no braces.
                self.brackets.push((start, if start < end { '{' } else { ' ' }));
            }
            Event::SequenceEnd | Event::MappingEnd if !self.brackets.is_empty() => {
                self.brackets.pop();
            }
            Event::Scalar(_, ScalarStyle::Plain, ..) => self.plain = Some((start, end)),
            Event::Scalar(..) => self.plain = None,
            _ => {}
        }
    }

    /// What is wrong.
    pub(super) fn failure(&self, text: &str, error: &ScanError) -> Failure {
        let mut at = error.marker().byte_offset().unwrap_or_default().min(text.len());
        while !text.is_char_boundary(at) {
            at -= 1;
        }
        if about_tabs(error.kind()) {
            at = tab(text, at);
        }
        let open = self.brackets.iter().find(|(_, bracket)| *bracket != ' ').copied();
        let open = open.or_else(|| self.unread_bracket(text, at, error.kind()));
        self.quotes(text, at, error.kind())
            .or_else(|| open.and_then(|open| never_closed(text, open, at)))
            .or_else(|| self.lost_colon(text, at, error.kind()))
            .unwrap_or_else(|| plain(text, at, error.kind()))
    }

    /// The parser reads ahead: a bracket may be open that no event has told of.
    fn unread_bracket(&self, text: &str, at: usize, kind: &ErrorKind) -> Option<(usize, char)> {
        if !matches!(
            kind,
            ErrorKind::BlockEntryInFlowCollection
                | ErrorKind::InvalidColonPlacement
                | ErrorKind::UnclosedFlowCollection { .. }
        ) {
            return None;
        }
        let (mut open, mut quoted) = (Vec::new(), None);
        for (offset, c) in text.get(self.end..at)?.char_indices() {
            match c {
                '"' | '\'' if quoted == Some(c) => quoted = None,
                '"' | '\'' if quoted.is_none() => quoted = Some(c),
                '[' | '{' if quoted.is_none() => open.push((self.end + offset, c)),
                ']' | '}' if quoted.is_none() => {
                    open.pop();
                }
                _ => {}
            }
        }
        open.first().copied()
    }

    /// A quote that is never closed, or that the next one closes too late.
    fn quotes(&self, text: &str, at: usize, kind: &ErrorKind) -> Option<Failure> {
        match kind {
            ErrorKind::UnclosedQuotedScalar | ErrorKind::DocumentIndicatorInQuotedScalar => {
                let quote = quote(text, at)?;
                Some(Failure::new(at, at + 1, format!("this `{quote}` is never closed")))
            }
            ErrorKind::InvalidTrailingDoubleQuotedScalar
            | ErrorKind::InvalidTrailingSingleQuotedScalar
            | ErrorKind::InvalidQuotedScalarIndent
            | ErrorKind::TabInIndentation
            | ErrorKind::UnknownQuotedScalarEscape => {
                let rest = text.get(self.end..at)?;
                let start = self.end + rest.find(['"', '\''])?;
                let quote = quote(text, start)?;
                let lines = text.get(start..at)?.contains('\n');
                let message = format!("this `{quote}` is not closed on its line");
                lines.then(|| Failure::new(start, start + 1, message))
            }
            _ => None,
        }
    }

    /// A plain text over several lines that turns out to be no text.
    fn lost_colon(&self, text: &str, at: usize, kind: &ErrorKind) -> Option<Failure> {
        let (start, end) = self.plain.filter(|_| *kind == ErrorKind::MappingValueNotAllowed)?;
        let scalar = text.get(start..end).filter(|_| end <= at)?;
        let line = scalar.lines().next()?.trim_end();
        if line.len() == scalar.len() {
            return None;
        }
        let key = scalar.lines().next_back()?.trim();
        let value = text.get(..start)?.trim_end_matches([' ', '\t']);
        let mut failure = if value.ends_with(['\n', '-']) || value.is_empty() {
            let message = format!("`{}` needs a colon behind it", short(line));
            Failure::new(start, start + line.len(), message)
        } else {
            let message = format!(
                "`{}` is indented deeper than the keys of its map, so it is part of the value before \
                 it; give both the same indent",
                short(key)
            );
            Failure::new(end.saturating_sub(key.len()), end, message)
        };
        failure.cause = Some(start);
        Some(failure)
    }
}

fn quote(text: &str, at: usize) -> Option<char> {
    text.get(at..)?.chars().next().filter(|c| matches!(c, '"' | '\''))
}

/// The line that is indented by a tab; the parser may stop where the value before it begins.
fn tab(text: &str, at: usize) -> usize {
    let own = text.get(..at).and_then(|before| before.lines().next_back()).unwrap_or_default();
    let Some(rest) = text.get(at..).filter(|_| !own.contains('\t')) else { return at };
    let mut start = at;
    for line in rest.split_inclusive('\n') {
        let blanks = line.len() - line.trim_start_matches([' ', '\t']).len();
        if line.get(..blanks).is_some_and(|blanks| blanks.contains('\t')) {
            return start + blanks;
        }
        start += line.len();
    }
    at
}

fn about_tabs(kind: &ErrorKind) -> bool {
    matches!(
        kind,
        ErrorKind::TabInBlockIndentation
            | ErrorKind::TabNotAllowed
            | ErrorKind::TabInIndentation
            | ErrorKind::TabAtBlockScalarStart
            | ErrorKind::TabInPlainScalar
    )
}

/// A bracket that is open where an error shows on a later line.
fn never_closed(text: &str, (start, bracket): (usize, char), at: usize) -> Option<Failure> {
    let later = at >= text.trim_end().len() || text.get(start..at)?.contains('\n');
    later.then(|| Failure::new(start, start + 1, format!("this `{bracket}` is never closed")))
}

/// What is wrong where it shows.
fn plain(text: &str, at: usize, kind: &ErrorKind) -> Failure {
    let rest = text.get(at..).unwrap_or_default();
    let line = rest.lines().next().unwrap_or_default();
    let word = line.split_whitespace().next().unwrap_or_default();
    let length = word.len().max(line.chars().next().map_or(0, char::len_utf8));
    let mut failure = Failure::new(at, at + length, message(kind, word));
    failure.slip = matches!(kind, ErrorKind::CommentNotSeparated);
    failure.cap = *kind == ErrorKind::RecursionLimitExceeded;
    failure
}

fn message(kind: &ErrorKind, word: &str) -> String {
    let found = if word.is_empty() { "the end".to_owned() } else { format!("`{}`", short(word)) };
    match kind {
        ErrorKind::RecursionLimitExceeded => too_deep_message(),
        ErrorKind::ExpectedBlockMappingKey
        | ErrorKind::ExpectedFlowSequenceSeparator
        | ErrorKind::ExpectedFlowMappingSeparator
            if word.starts_with('!') =>
        {
            format!(
                "{found} can't follow another short form directly; write one of them in its long \
                 form, such as `Fn::GetAZs:`"
            )
        }
        kind if about_tabs(kind) => "YAML allows no tabs for indentation; use spaces".to_owned(),
        ErrorKind::MappingValueNotAllowed | ErrorKind::InvalidColonPlacement => {
            "there can't be a second colon here; put quotes around a text that holds `: `, or \
             check the indentation"
                .to_owned()
        }
        ErrorKind::SimpleKeyExpected | ErrorKind::InvalidSimpleKey => {
            format!("{found} is neither key nor value here; a colon is missing behind the key")
        }
        ErrorKind::ExpectedBlockMappingKey => {
            format!("expected a key, found {found}; its indentation fits no line above")
        }
        ErrorKind::ExpectedBlockSequenceEntry => {
            format!("expected `- ` and an element, found {found}; check the indentation")
        }
        ErrorKind::BlockSequenceEntryNotAllowed => {
            "a list can't begin here; put its `- ` on a line of its own".to_owned()
        }
        ErrorKind::InvalidIndentation
        | ErrorKind::InvalidFlowScalarIndent
        | ErrorKind::InvalidBlockScalarIndent
        | ErrorKind::InvalidQuotedScalarIndent => {
            format!("the indentation of {found} fits no line above")
        }
        ErrorKind::ExpectedFlowSequenceSeparator => {
            format!("expected a comma or `]`, found {found}")
        }
        ErrorKind::ExpectedFlowMappingSeparator => {
            format!("expected a comma or `}}`, found {found}")
        }
        ErrorKind::MisplacedFlowCollectionEnd => format!("{found} closes nothing"),
        ErrorKind::MismatchedFlowCollectionEnd { open, close } => {
            format!("this `{open}` is closed by `{close}`")
        }
        ErrorKind::UnclosedFlowCollection { open } => format!("this `{open}` is never closed"),
        ErrorKind::InvalidTrailingDoubleQuotedScalar
        | ErrorKind::InvalidTrailingSingleQuotedScalar => {
            format!("nothing may follow the closing quote, but {found} does")
        }
        ErrorKind::UnexpectedCharacter { character } => {
            format!("a text can't begin with `{character}`; put it in quotes")
        }
        ErrorKind::UnknownQuotedScalarEscape => {
            "this string has an escape that YAML does not know; write `\\\\` for a backslash, or use \
             single quotes"
                .to_owned()
        }
        ErrorKind::BlockEntryInFlowCollection => {
            "`-` can't stand here within brackets; put quotes around `{{ }}` if a tool is to fill it \
             in"
            .to_owned()
        }
        ErrorKind::MissingDocumentEndBeforeDirective => "a line can't begin with `%`".to_owned(),
        ErrorKind::CommentNotSeparated => "put a blank before this comment".to_owned(),
        ErrorKind::ExpectedDocumentStart => {
            format!("{found} follows the end of the document; check the indentation")
        }
        kind => format!("this is not valid YAML: {kind}"),
    }
}

fn short(word: &str) -> String {
    let mut short: String = word.chars().take(40).collect();
    if short.len() < word.len() {
        short.push('…');
    }
    short
}
