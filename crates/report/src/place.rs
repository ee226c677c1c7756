//! Places, errors and notices as the JSON documents have them.

use serde::Serialize;
use vpcelint_source::{LineColumn, Notice, Sources, Span};

/// A path relative to the working directory, with `/`.
pub type File = String;

/// A position in a file; line and column count from 1, the offset is in bytes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct Position {
    /// Line.
    pub line: u32,
    /// Column, in Unicode scalar values.
    pub column: u32,
    /// Byte offset.
    pub offset: u32,
}

impl From<LineColumn> for Position {
    fn from(at: LineColumn) -> Self {
        Self { line: at.line, column: at.column, offset: at.offset }
    }
}

impl Default for Position {
    /// The start of a file.
    fn default() -> Self {
        Self { line: 1, column: 1, offset: 0 }
    }
}

/// A range of positions.
#[derive(Debug, Default, Clone, Copy, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct Range {
    /// The first position.
    pub start: Position,
    /// The position behind the last.
    pub end: Position,
}

/// A range of a file; the default stands where the file is not known.
#[derive(Debug, Default, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct Place {
    /// The file.
    pub file: File,
    /// The range.
    pub range: Range,
}

impl Place {
    /// The place of a span.
    #[must_use]
    pub fn of(sources: &Sources, span: Span) -> Option<Self> {
        let file = sources.get(span.file)?;
        let range = Range {
            start: file.position(span.range.start).into(),
            end: file.position(span.range.end).into(),
        };
        Some(Self { file: file.display().to_string(), range })
    }
}

/// An error or notice.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct Problem {
    /// The file, if it is about one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub file: Option<File>,
    /// The range, if it is about one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub range: Option<Range>,
    /// What and, where it helps, what to do.
    pub message: String,
}

/// An error or notice as the JSON documents have it.
#[must_use]
pub fn problem(sources: &Sources, notice: &Notice) -> Problem {
    let place = notice.span.and_then(|span| Place::of(sources, span));
    let (file, range) = match place {
        Some(place) => (Some(place.file), Some(place.range)),
        None => (notice.path.as_ref().map(ToString::to_string), None),
    };
    Problem { file, range, message: notice.message.clone() }
}
