//! Which lines to leave out of a text that can't be read: those of the entry of a section that is
//! at fault, as the indentation shows.

use std::ops::Range;

use super::build::Failure;
use super::read::Language;

/// A line.
#[derive(Debug, Clone, Copy)]
struct Line<'a> {
    start: usize,
    end: usize,
    indent: usize,
    content: &'a str,
    role: Role,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Role {
    /// Blank or a comment.
    Nothing,
    /// May begin an entry.
    Entry,
    /// Belongs to the entry before it, such as a closing bracket.
    More,
}

/// The lines that may be at fault, the likeliest first, as ranges of bytes.
pub(super) fn candidates(text: &str, language: Language, failure: &Failure) -> Vec<Range<usize>> {
    let layout = Layout::new(text, language);
    let shown = layout.line_at(failure.start);
    let cause = failure.cause.map_or(shown, |cause| layout.line_at(cause).min(shown));
    let mut found = Vec::new();
    if let Some(section) = layout.section(cause) {
        if section.start < cause {
            let entry = layout.entry(&section, cause);
            found.extend(layout.misplaced(&entry, shown));
            let before = (entry.start == shown && section.start + 1 < shown)
                .then(|| layout.entry(&section, shown - 1));
            found.push(entry);
            found.extend(before);
        }
        found.push(section);
    }
    found.dedup();
    found.into_iter().filter_map(|lines| layout.bytes(&lines)).collect()
}

/// The text with blanks instead of these bytes, and of the comma before them where it would be
/// the last of its map.
pub(super) fn without(text: &str, bytes: Range<usize>, language: Language) -> String {
    let mut comma = None;
    if language == Language::Json {
        let before = text.get(..bytes.start).unwrap_or_default().trim_end();
        let behind = text.get(bytes.end..).unwrap_or_default().trim_start();
        if behind.starts_with(['}', ']']) && before.ends_with(',') {
            comma = Some(before.len() - 1);
        }
    }
    let mut blanked = String::with_capacity(text.len());
    for (at, c) in text.char_indices() {
        let inside = bytes.contains(&at) || comma == Some(at);
        if inside && !matches!(c, '\n' | '\r') {
            blanked.extend(std::iter::repeat_n(' ', c.len_utf8()));
        } else {
            blanked.push(c);
        }
    }
    blanked
}

struct Layout<'a> {
    lines: Vec<Line<'a>>,
    language: Language,
    /// The indent of the entries of the root.
    outer: usize,
    /// The indent that entries of most sections have.
    usual: usize,
}

impl<'a> Layout<'a> {
    fn new(text: &'a str, language: Language) -> Self {
        let mut start = 0;
        let lines = text.split_inclusive('\n').map(|line| {
            let line = Line::new(line, start, language);
            start = line.end;
            line
        });
        let lines: Vec<_> = lines.collect();
        let mut layout = Self { lines, language, outer: 0, usual: 0 };
        let mut content = layout.lines.iter().filter(|line| line.role == Role::Entry);
        layout.outer = match language {
            Language::Yaml => 0,
            Language::Json => content.next().map_or(0, |line| line.indent),
        };
        layout.usual = layout.most_usual();
        layout
    }

    /// The indent that the first line of most sections has.
    fn most_usual(&self) -> usize {
        let mut counts: Vec<(usize, usize)> = Vec::new();
        let mut header = false;
        for line in self.lines.iter().filter(|line| line.role == Role::Entry) {
            if header && line.indent > self.outer {
                // In a damaged text there may be many.
                let room = counts.len() < 16;
                match counts.iter_mut().find(|(indent, _)| *indent == line.indent) {
                    Some((_, count)) => *count += 1,
                    None if room => counts.push((line.indent, 1)),
                    None => {}
                }
            }
            header = line.indent <= self.outer;
        }
        let most = counts.iter().max_by_key(|(indent, count)| (*count, std::cmp::Reverse(*indent)));
        most.map_or(0, |(indent, _)| *indent)
    }

    fn line_at(&self, offset: usize) -> usize {
        self.lines
            .partition_point(|line| line.end <= offset)
            .min(self.lines.len().saturating_sub(1))
    }

    /// The lines of the entry of the root that has a line.
    fn section(&self, line: usize) -> Option<Range<usize>> {
        let starts = |line: &Line<'_>| line.role == Role::Entry && line.indent <= self.outer;
        let start = self.lines.get(..=line)?.iter().rposition(starts)?;
        Some(start..self.end(start + 1, self.outer))
    }

    /// The lines of the section's entry that has a line.
    fn entry(&self, section: &Range<usize>, line: usize) -> Range<usize> {
        let indent = self.inner(section);
        let inside = self.lines.get(section.start + 1..=line).unwrap_or_default();
        let start = inside.iter().rposition(|l| l.role == Role::Entry && l.indent <= indent);
        let start = section.start + 1 + start.unwrap_or_default();
        start..self.end(start + 1, indent).min(section.end)
    }

    /// The indent of a section's entries: that of the first, unless this one is misplaced.
    fn inner(&self, section: &Range<usize>) -> usize {
        let lines = self.lines.get(section.start + 1..section.end).unwrap_or_default();
        let mut indents =
            lines.iter().filter(|line| line.role == Role::Entry).map(|line| line.indent);
        let Some(first) = indents.next() else { return self.usual };
        let (mut same, mut usual) = (0, 0);
        for indent in indents {
            same += usize::from(indent == first);
            usual += usize::from(indent == self.usual);
        }
        if usual > 0 && (self.usual < first || same == 0) { self.usual } else { first }
    }

    /// The first line from a line on that is indented no deeper.
    fn end(&self, from: usize, indent: usize) -> usize {
        let lines = self.lines.get(from..).unwrap_or_default();
        let ends = |line: &Line<'_>| match line.role {
            Role::Nothing => false,
            Role::Entry => line.indent <= indent,
            Role::More => self.language == Language::Json && line.indent < indent,
        };
        lines.iter().position(ends).map_or(self.lines.len(), |at| from + at)
    }

    /// An entry within another one that stands there only because its first line is indented
    /// wrong: what is in it is indented as what is in the other one.
    fn misplaced(&self, entry: &Range<usize>, line: usize) -> Option<Range<usize>> {
        if self.language == Language::Json || line <= entry.start {
            return None;
        }
        let next = |from: usize| {
            let lines = self.lines.get(from..entry.end)?;
            lines.iter().find(|line| line.role == Role::Entry)
        };
        let header = self.lines.get(line).filter(|l| {
            let key = l.content.split(" #").next().unwrap_or_default();
            key.trim_end().ends_with(':')
        })?;
        let child = next(entry.start + 1)?.indent;
        let fits = header.indent != child && next(line + 1)?.indent == child;
        fits.then_some(line..entry.end)
    }

    /// Lines as bytes, without the blank lines and comments at their end, which belong to what
    /// follows.
    fn bytes(&self, lines: &Range<usize>) -> Option<Range<usize>> {
        let first = self.lines.get(lines.start)?;
        let inside = self.lines.get(lines.clone())?;
        let deeper = |line: &&Line<'_>| line.role != Role::Nothing || line.indent > first.indent;
        let last = inside.iter().rev().find(deeper)?;
        Some(first.start..last.end)
    }
}

impl<'a> Line<'a> {
    fn new(line: &'a str, start: usize, language: Language) -> Self {
        let content = line.trim_start_matches([' ', '\t']);
        let blanks = line.get(..line.len() - content.len()).unwrap_or_default();
        // No entry of YAML is indented by a tab, unless wrongly: then it is part of another one.
        let tabs = language == Language::Yaml && blanks.contains('\t');
        let role = match content.bytes().next() {
            None | Some(b'\r' | b'\n') => Role::Nothing,
            Some(b'#') if language == Language::Yaml => Role::Nothing,
            Some(b'{' | b'}' | b'[' | b']' | b',') => Role::More,
            Some(b'-') if language == Language::Yaml => Role::More,
            Some(_) if tabs => Role::More,
            Some(_) => Role::Entry,
        };
        let indent = if content.trim_end().is_empty() { 0 } else { blanks.len() };
        Self { start, end: start + line.len(), indent, content, role }
    }
}
