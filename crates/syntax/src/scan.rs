//! A lexer that never fails. It finds comments, cuts a file into its top-level items, says what
//! is left open in each, and notes what must be rewritten, byte for byte, so that the parser
//! reads all that Terraform reads.

mod code;
mod text;

use vpcelint_source::{Gravity, Notice};

use crate::repair::{Fill, Repair};

pub(crate) type Span = std::ops::Range<usize>;

/// Deeper than this no text is that the parser reads, whatever its brackets are.
const DEEPEST: usize = 256;

/// How often the lexer goes back to look for items in a heredoc that has no end.
const REWINDS: usize = 64;

/// What a text is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Mode {
    /// Arguments and blocks.
    Body,
    /// One expression, in which line breaks mean nothing.
    Expression,
    /// A template as a whole.
    Template,
}

/// Something wrong, at its place.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Wrong {
    pub(crate) span: Span,
    pub(crate) message: String,
    /// Whether Terraform would read it: what is wrong is that a cap of ours is reached.
    pub(crate) cap: bool,
}

/// What is nested deeper than the parser reads.
pub(crate) const TOO_DEEP: &str =
    "this was not read: it is nested deeper than 64 levels (the cap `nesting`)";

impl Wrong {
    /// Something that Terraform refuses as well.
    pub(crate) fn new(span: Span, message: impl Into<String>) -> Self {
        Self { span, message: message.into(), cap: false }
    }

    /// Something that only reaches a cap of ours.
    pub(crate) fn cap(span: Span, message: impl Into<String>) -> Self {
        Self { span, message: message.into(), cap: true }
    }

    /// An error, or a notice of the cap.
    pub(crate) fn notice(self, at: vpcelint_source::Span) -> Notice {
        let gravity = if self.cap { Gravity::Notice } else { Gravity::Error };
        Notice::at(gravity, at, self.message)
    }
}

/// A top-level argument or block; the whole text unless it is a body.
#[derive(Debug, Clone, Default)]
pub(crate) struct Item {
    pub(crate) span: Span,
    /// The first thing that is wrong in it.
    pub(crate) wrong: Option<Wrong>,
    /// The opening brace of an object with more entries than the cap allows.
    pub(crate) crowded: Option<usize>,
}

/// What the lexer found.
#[derive(Debug, Default)]
pub(crate) struct Scan {
    pub(crate) items: Vec<Item>,
    pub(crate) comments: Vec<Span>,
    pub(crate) repairs: Vec<Repair>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    /// The braces of a block.
    Body,
    /// The braces of an object.
    Object,
    /// The braces of a `for`, in which line breaks mean nothing.
    ForObject,
    /// `[`
    Bracket,
    /// `(`
    Paren,
    /// `${` or `%{`
    Marker,
    /// `"`
    Quote,
    /// `<<A`
    Heredoc,
    /// The whole text, which is a template.
    Template,
}

impl Kind {
    fn ignores_newlines(self) -> bool {
        matches!(self, Self::ForObject | Self::Bracket | Self::Paren | Self::Marker)
    }
}

/// Something open.
#[derive(Debug)]
struct Frame {
    kind: Kind,
    open: usize,
    /// The opening marker's length.
    length: usize,
    /// Of a heredoc: its delimiter and where its text begins.
    delimiter: Span,
    /// Of a template: the directives that are open, `true` for `for`.
    directives: Vec<(bool, usize)>,
    /// Of an object: its entries so far.
    entries: usize,
    /// Of a body: whether the current statement has had its `=`.
    assigned: bool,
}

#[derive(Debug)]
struct Scanner<'a> {
    text: &'a str,
    bytes: &'a [u8],
    at: usize,
    mode: Mode,
    stack: Vec<Frame>,
    /// Whether the current top-level statement has had its `=`.
    assigned: bool,
    /// Where the current item began.
    item: Option<usize>,
    wrong: Option<Wrong>,
    crowded: Option<usize>,
    entries_limit: usize,
    /// The sum of the squares of all objects' entries: what the parser's time grows with.
    squares: usize,
    rewinds: usize,
    /// From here on no `*/` is left.
    no_comment_end: Option<usize>,
    scan: Scan,
}

/// Reads a text; objects may have `entries_limit` entries.
pub(crate) fn scan(text: &str, mode: Mode, entries_limit: usize) -> Scan {
    let mut scanner = Scanner {
        text,
        bytes: text.as_bytes(),
        at: 0,
        mode,
        stack: Vec::new(),
        assigned: false,
        item: (mode != Mode::Body).then_some(0),
        wrong: None,
        crowded: None,
        entries_limit,
        squares: 0,
        rewinds: 0,
        no_comment_end: None,
        scan: Scan::default(),
    };
    if mode == Mode::Template {
        scanner.push(Kind::Template, 0);
    }
    scanner.run();
    scanner.scan
}

impl Scanner<'_> {
    fn run(&mut self) {
        loop {
            while self.at < self.bytes.len() {
                match self.stack.last().map(|frame| frame.kind) {
                    Some(Kind::Quote) => self.quoted(),
                    Some(Kind::Heredoc) => self.heredoc_text(),
                    Some(Kind::Template) => self.bare_text(),
                    _ => self.code(),
                }
            }
            if !self.rewind() {
                break;
            }
        }
        self.finish();
    }

    fn peek(&self, ahead: usize) -> u8 {
        self.bytes.get(self.at + ahead).copied().unwrap_or(0)
    }

    fn push(&mut self, kind: Kind, length: usize) {
        self.begin_item();
        self.stack.push(Frame {
            kind,
            open: self.at,
            length,
            delimiter: 0..0,
            directives: Vec::new(),
            entries: 0,
            assigned: false,
        });
        self.at += length;
        if self.stack.len() > DEEPEST {
            let at = self.at - length;
            self.wrong.get_or_insert(Wrong::cap(at..self.at, TOO_DEEP));
            self.skip_to_next_item(self.at);
        }
    }

    fn begin_item(&mut self) {
        self.item.get_or_insert(self.at);
    }

    fn end_item(&mut self, end: usize) {
        self.assigned = false;
        if let Some(start) = self.item.take() {
            let (wrong, crowded) = (self.wrong.take(), self.crowded.take());
            let text = self.text.get(start..end).unwrap_or_default();
            let span = start..start + text.trim_end().len();
            self.scan.items.push(Item { span, wrong, crowded });
        }
    }

    /// Notes what is wrong; the first in an item counts, what follows may come from it.
    fn wrong(&mut self, span: Span, message: impl Into<String>) {
        if self.wrong.is_none() {
            self.wrong = Some(Wrong::new(span, message));
        }
    }

    fn repair(&mut self, span: Span, fill: Fill) {
        self.scan.repairs.push(Repair { span, fill });
    }

    /// Notes that the innermost thing that is open has no end.
    fn unclosed(&mut self, index: usize) {
        let Some(frame) = self.stack.get(index) else { return };
        let span = frame.open..frame.open + frame.length;
        let opening = self.text.get(span.clone()).unwrap_or_default().trim_end();
        let message = match frame.kind {
            Kind::Quote => "this string has no closing `\"` on its line".to_owned(),
            Kind::Heredoc => {
                let delimiter = self.text.get(frame.delimiter.clone()).unwrap_or_default();
                format!("this heredoc has no end: no line is `{delimiter}` alone")
            }
            Kind::Template => return,
            _ => format!("this `{opening}` is never closed"),
        };
        self.wrong(span, message);
    }

    /// Skips a broken item: to the next line that surely begins a block, or the end.
    fn skip_to_next_item(&mut self, from: usize) {
        self.at = self.bytes.len();
        self.stack.truncate(usize::from(self.mode == Mode::Template));
        if self.mode != Mode::Body {
            return;
        }
        let mut at = from;
        while let Some(line) = self.text.get(at..).and_then(|rest| rest.find('\n')) {
            at += line + 1;
            if self.begins_block(at) {
                self.at = at;
                break;
            }
        }
        self.end_item(self.at);
    }

    /// At the end: goes back if a heredoc swallowed the rest of the file.
    fn rewind(&mut self) -> bool {
        self.mode == Mode::Body && self.leave_heredoc()
    }

    /// Leaves the outermost heredoc, which has no end or holds something that has none, for the
    /// next item behind it.
    fn leave_heredoc(&mut self) -> bool {
        let open = self.stack.iter().enumerate().find(|(_, f)| f.kind == Kind::Heredoc);
        let Some((index, frame)) = open else { return false };
        let (open, start) = (frame.open, frame.open + frame.length - 1);
        let delimiter = self.text.get(frame.delimiter.clone()).unwrap_or_default();
        self.rewinds += 1;
        if self.rewinds > REWINDS {
            self.unclosed(index);
            return false;
        }
        let rest = self.text.get(start + 1..).unwrap_or_default();
        let lines = rest.split_inclusive('\n').scan(start, |end, line| {
            *end += line.len();
            Some((*end, line.trim() == delimiter))
        });
        let end = lines.into_iter().find(|(_, is_end)| *is_end).map(|(end, _)| end);
        if end.is_none() {
            self.wrong = self.wrong.take().filter(|wrong| wrong.span.start < open);
        }
        if end.is_some() && index + 1 == self.stack.len() {
            let message = "the end of this heredoc is within a `${` or `%{` that is never closed";
            self.wrong(open..start, message);
        }
        self.unclosed(if end.is_some() { self.stack.len() - 1 } else { index });
        let from = end.unwrap_or(start);
        // What was noted in the swallowed text is no longer so.
        self.scan.repairs.retain(|repair| repair.span.start < from);
        self.scan.comments.retain(|comment| comment.start < from);
        self.skip_to_next_item(from);
        true
    }

    fn finish(&mut self) {
        if self.stack.len() > usize::from(self.mode == Mode::Template) {
            self.unclosed(self.stack.len() - 1);
        }
        if self.mode == Mode::Template {
            self.check_directives();
        }
        self.end_item(self.text.len());
    }

    /// Whether a line begins, in its first column, a block that stands only at the top.
    fn begins_block(&self, line: usize) -> bool {
        const LABELLED: [&str; 8] =
            ["resource", "data", "module", "variable", "output", "provider", "check", "ephemeral"];
        const PLAIN: [&str; 5] = ["locals", "terraform", "moved", "import", "removed"];
        let Some(rest) = self.text.get(line..) else { return false };
        let end = rest.bytes().position(|b| !b.is_ascii_lowercase()).unwrap_or(rest.len());
        if !(4..=9).contains(&end) {
            return false;
        }
        let (word, rest) = rest.split_at(end);
        let next = rest.trim_start_matches([' ', '\t']);
        (next.starts_with('"') && LABELLED.contains(&word))
            || (next.starts_with('{') && PLAIN.contains(&word))
    }
}
