//! One bounded and escaped excerpt of a file with one labelled range, as miette's source.
//!
//! miette is never given a file: it would print long lines whole, join distant labels, pass
//! control characters on and search the text from its start for each label.

use miette::{LabeledSpan, MietteError, MietteSpanContents, SourceCode, SourceSpan, SpanContents};
use vpcelint_source::{LineColumn, SourceFile, Sources, Span};

use crate::text;

/// A label over more lines than this is shown by its first line.
const MOST_LINES: u32 = 5;

const TAB: usize = 4;

/// How an excerpt is cut.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Shape {
    /// Lines before and after the label.
    pub(crate) context: u32,
    /// The most characters of a line.
    pub(crate) width: usize,
    /// Stands where a line is cut.
    pub(crate) ellipsis: &'static str,
}

/// The excerpt.
#[derive(Debug)]
pub(crate) struct Excerpt {
    name: String,
    text: String,
    first_line: u32,
    at: LineColumn,
    label: std::ops::Range<usize>,
    last_line: Option<u32>,
}

impl Excerpt {
    /// The excerpt around a span, if its file is known.
    pub(crate) fn of(sources: &Sources, span: Span, shape: Shape) -> Option<Self> {
        let file = sources.get(span.file)?;
        let (at, end) = (file.position(span.range.start), file.position(span.range.end));
        let lines = Lines { file: &file };
        let end = lines.last_labelled(at, end);
        let whole = end.line - at.line < MOST_LINES;
        let last = if whole { end.line } else { at.line };
        let label_end = if whole { end.offset as usize } else { lines.get(at.line).end() };
        let first = lines.shown_from(at.line, shape.context);
        let mut excerpt = Self {
            name: text::visible(file.display(), text::MESSAGE),
            text: String::new(),
            first_line: first,
            at,
            label: 0..0,
            last_line: (!whole).then_some(end.line),
        };
        let label = at.offset as usize..label_end;
        for number in first..=lines.shown_until(last, shape.context) {
            let line = lines.get(number);
            let has_label = (at.line..=last).contains(&number);
            excerpt.push(line, has_label.then(|| label.clone()), shape);
        }
        Some(excerpt)
    }

    /// Appends a line, and takes over the ends of the label that lie in it.
    fn push(&mut self, line: Line<'_>, label: Option<std::ops::Range<usize>>, shape: Shape) {
        let starts_here = label.as_ref().is_some_and(|l| l.start >= line.start);
        let focus = label.map(|l| line.clamp(l.start)..line.clamp(l.end));
        let marks = cut(line.text, focus.clone(), shape, &mut self.text);
        let Some(focus) = focus else { return };
        let written = |index| marks.iter().find(|m| m.index >= index).map_or(0, |m| m.written);
        if starts_here {
            self.label.start = written(focus.start);
        }
        self.label.end = written(focus.end);
    }

    /// The label with its text, for miette.
    pub(crate) fn labelled(&self, message: Option<String>) -> LabeledSpan {
        let message = match (message, self.last_line) {
            (message, None) => message,
            (Some(message), Some(line)) => Some(format!("{message} (up to line {line})")),
            (None, Some(line)) => Some(format!("up to line {line}")),
        };
        let span = (self.label.start, self.label.end.saturating_sub(self.label.start));
        LabeledSpan::new_primary_with_span(message, span)
    }
}

impl SourceCode for Excerpt {
    fn read_span<'a>(
        &'a self,
        _span: &SourceSpan,
        before: usize,
        _after: usize,
    ) -> Result<Box<dyn SpanContents<'a> + 'a>, MietteError> {
        // Without context miette asks for the place in its header only: the true column, in
        // characters. It counts lines and columns from 0.
        let (line, column) =
            if before == 0 { (self.at.line, self.at.column) } else { (self.first_line, 1) };
        Ok(Box::new(MietteSpanContents::new_named(
            self.name.clone(),
            self.text.as_bytes(),
            (0, self.text.len()).into(),
            line.saturating_sub(1) as usize,
            column.saturating_sub(1) as usize,
            self.text.lines().count(),
        )))
    }
}

/// The lines of a file by number, from 1.
struct Lines<'a> {
    file: &'a SourceFile,
}

/// A line without its break.
#[derive(Debug, Clone, Copy)]
struct Line<'a> {
    start: usize,
    text: &'a str,
}

impl Line<'_> {
    fn end(self) -> usize {
        self.start + self.text.len()
    }

    /// An offset of the file as an index into the line.
    fn clamp(self, offset: usize) -> usize {
        offset.saturating_sub(self.start).min(self.text.len())
    }
}

impl<'a> Lines<'a> {
    fn start(&self, number: u32) -> Option<usize> {
        let index = number.checked_sub(1)? as usize;
        self.file.lines().get(index).map(|start| *start as usize)
    }

    fn get(&self, number: u32) -> Line<'a> {
        let text: &'a str = self.file.text();
        let start = self.start(number).unwrap_or(text.len());
        let end = self.start(number.saturating_add(1)).unwrap_or(text.len());
        let line = text.get(start..end).unwrap_or_default();
        // A byte order mark is no part of what is written in the line.
        let (start, line) = match line.strip_prefix('\u{feff}') {
            Some(rest) if start == 0 => (start + '\u{feff}'.len_utf8(), rest),
            _ => (start, line),
        };
        let line = line.strip_suffix('\n').unwrap_or(line);
        Line { start, text: line.strip_suffix('\r').unwrap_or(line) }
    }

    /// The end of a label; one that ends behind a line break ends before it.
    fn last_labelled(&self, start: LineColumn, end: LineColumn) -> LineColumn {
        if end.line <= start.line || end.column > 1 {
            return end.max(start);
        }
        let line = end.line - 1;
        let offset = u32::try_from(self.get(line).end()).unwrap_or(u32::MAX);
        LineColumn { line, column: 1, offset: offset.max(start.offset) }
    }

    /// The first line to show: context does not begin with an empty line.
    fn shown_from(&self, first: u32, context: u32) -> u32 {
        let from = first.saturating_sub(context).max(1);
        (from..first).find(|number| !self.get(*number).text.is_empty()).unwrap_or(first)
    }

    /// The last line to show: context does not end with an empty line, nor is the emptiness
    /// behind the last line break shown.
    fn shown_until(&self, last: u32, context: u32) -> u32 {
        let behind = last.saturating_add(1)..=last.saturating_add(context);
        behind.rev().find(|number| !self.get(*number).text.is_empty()).unwrap_or(last)
    }
}

/// Where an index of a line went in the excerpt.
#[derive(Debug, Clone, Copy)]
struct Mark {
    index: usize,
    written: usize,
}

/// Appends the part of a line that fits, with a line break: around the focus if the line is long.
/// Looks at no more of the line than can be shown.
fn cut(
    line: &str,
    focus: Option<std::ops::Range<usize>>,
    shape: Shape,
    out: &mut String,
) -> Vec<Mark> {
    let start = focus.map_or(0, |focus| first_shown(line, &focus, shape.width));
    if start > 0 {
        out.push_str(shape.ellipsis);
    }
    let mut marks = Vec::new();
    let mut width = 0;
    for (index, c) in line.get(start..).unwrap_or_default().char_indices() {
        marks.push(Mark { index: start + index, written: out.len() });
        if width >= shape.width {
            out.push_str(shape.ellipsis);
            break;
        }
        width += if c == '\t' { push_tab(out, width) } else { text::push_visible(out, c) };
    }
    marks.push(Mark { index: line.len(), written: out.len() });
    out.push('\n');
    marks
}

/// Where the shown part of a line begins: at its start if the focus can be seen from there.
fn first_shown(line: &str, focus: &std::ops::Range<usize>, limit: usize) -> usize {
    let mut width = 0;
    let mut from_start = line.char_indices().skip_while(|(_, c)| {
        width += cost(*c);
        width <= limit
    });
    if from_start.next().is_none_or(|(index, _)| focus.end <= index) {
        return 0;
    }
    let mut width = 0;
    let lead = line.get(..focus.start).unwrap_or_default().char_indices().rev();
    let lead = lead.take_while(|(_, c)| {
        width += cost(*c);
        width <= limit / 3
    });
    lead.last().map_or(focus.start, |(index, _)| index)
}

/// How wide a character becomes, at most.
fn cost(c: char) -> usize {
    if c == '\t' { TAB } else { text::push_visible(&mut String::new(), c) }
}

fn push_tab(out: &mut String, column: usize) -> usize {
    let width = TAB - column % TAB;
    out.extend(std::iter::repeat_n(' ', width));
    width
}
