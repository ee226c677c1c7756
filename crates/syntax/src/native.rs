//! Native syntax: the whole text at once when the parser reads it, else item by item, each
//! repaired where the parser refuses what Terraform reads.

use hcl_edit::parser::Error;
use vpcelint_source::{FileId, Limits, Notice, Range};

use crate::Parsed;
use crate::explain::explain;
use crate::hcl::{Body, Comment, Expr, File};
use crate::lower::{Lower, Problem};
use crate::place::Place;
use crate::repair::{fresh_name, repaired};
use crate::scan::{Item, Mode, Scan, Span, Wrong, scan};

/// How many repeated keys of one item are renamed; each costs a parse of the item.
const RENAMES: usize = 32;

/// How many times a text's length its repeated keys may make the parser read.
const REREADS: usize = 8;

/// A comment is kept if it holds this word.
const MARK: &str = "vpcelint";

/// Reads a file. Comments are kept only if they name this tool: they serve for suppressions.
pub(crate) fn file(id: FileId, text: &str, limits: &Limits) -> Parsed {
    // A byte order mark is allowed.
    let bom = text.len() - text.trim_start_matches('\u{feff}').len();
    let text = text.get(bom..).unwrap_or_default();
    let cap = limits.object_entries;
    // An entry has four bytes at least: `a=1,`.
    let crowded = text.len() / 4 > cap;
    let marked = text.contains(MARK);
    let scanned = (crowded || marked).then(|| scan(text, Mode::Body, cap));
    let comments = scanned.as_ref().filter(|_| marked).map_or_else(Vec::new, |scanned| {
        let comments = scanned.comments.iter().filter_map(|span| comment(text, bom, span));
        comments.collect()
    });
    let crowded = scanned.iter().any(|s| s.items.iter().any(|item| item.crowded.is_some()));
    let whole = if crowded { None } else { whole(id, text, bom) };
    let (body, notices) = whole.unwrap_or_else(|| {
        let scanned = scanned.unwrap_or_else(|| scan(text, Mode::Body, cap));
        Recovery::new(id, text, bom, limits).items(scanned)
    });
    Parsed { file: File { id, body, comments, json: false }, notices }
}

fn comment(text: &str, offset: usize, span: &Span) -> Option<Comment> {
    let comment = text.get(span.clone())?;
    if !comment.contains(MARK) {
        return None;
    }
    let inner = match comment.strip_prefix("/*") {
        Some(inner) => inner.strip_suffix("*/").unwrap_or(inner),
        None => comment.strip_prefix("//").or(comment.strip_prefix('#')).unwrap_or(comment),
    };
    let range = Range::new(span.start + offset, span.end + offset);
    Some(Comment { range, text: inner.trim().into() })
}

/// Reads the text at once, if nothing in it needs care.
fn whole(id: FileId, text: &str, offset: usize) -> Option<(Body, Vec<Notice>)> {
    let tree = hcl_edit::parser::parse_body(text).ok()?;
    let mut lower = Lower::new(text, Place::Offset(offset));
    let body = lower.body(tree);
    if lower.heredoc_cut_short {
        return None;
    }
    Some((body, notices(id, lower.problems)))
}

fn notices(id: FileId, problems: Vec<Problem>) -> Vec<Notice> {
    let notice = |problem: Problem| Notice::error(problem.range.in_file(id), problem.message);
    problems.into_iter().map(notice).collect()
}

struct Recovery<'a> {
    id: FileId,
    text: &'a str,
    offset: usize,
    limits: &'a Limits,
    /// Bytes that may still be read again for repeated keys.
    rereads: usize,
    body: Body,
    notices: Vec<Notice>,
}

impl<'a> Recovery<'a> {
    fn new(id: FileId, text: &'a str, offset: usize, limits: &'a Limits) -> Self {
        let rereads = text.len().saturating_mul(REREADS);
        Self { id, text, offset, limits, rereads, body: Body::default(), notices: Vec::new() }
    }

    fn items(mut self, scanned: Scan) -> (Body, Vec<Notice>) {
        let parsed = repaired(self.text, &scanned.repairs);
        let parsed = parsed.as_deref().unwrap_or(self.text);
        for item in scanned.items {
            self.item(item, parsed);
        }
        let mut lower = Lower::new(self.text, Place::Offset(self.offset));
        lower.drop_redefined(&mut self.body.attributes);
        self.notices.extend(notices(self.id, lower.problems));
        self.notices.sort_by_key(Notice::range);
        crate::shorten(&mut self.notices);
        (self.body, self.notices)
    }

    fn item(&mut self, item: Item, parsed: &str) {
        if let Some(brace) = item.crowded {
            let message = format!(
                "this was not read: an object in it has more entries than the limit \
                 `object_entries` of {} allows",
                self.limits.object_entries
            );
            let range = Range::new(brace + self.offset, brace + self.offset + 1);
            self.notices.push(Notice::notice(range.in_file(self.id), message));
            return;
        }
        let original = self.text.get(item.span.clone()).unwrap_or_default();
        let start = item.span.start;
        // Behind a line break the parser can tell the end from the last character.
        let mut text = format!("{}\n", parsed.get(item.span.clone()).unwrap_or_default());
        let mut renamed = Vec::new();
        let wrong = loop {
            let error = match hcl_edit::parser::parse_body(&text) {
                Ok(tree) => {
                    let place = Place::Offset(start + self.offset);
                    let mut lower = Lower::new(original, place).with_renamed(renamed);
                    let body = lower.body(tree);
                    if lower.heredoc_cut_short {
                        break item.wrong.unwrap_or_else(|| cut_short(original, start));
                    }
                    self.body.attributes.extend(body.attributes);
                    self.body.blocks.extend(body.blocks);
                    self.notices.extend(notices(self.id, lower.problems));
                    return;
                }
                Err(error) => error,
            };
            let Some(span) = self.rename(&mut text, &error, renamed.len()) else {
                break item.wrong.unwrap_or_else(|| explain(original, start, &error));
            };
            renamed.push(span);
        };
        let range = Range::new(wrong.span.start + self.offset, wrong.span.end + self.offset);
        self.notices.push(wrong.notice(range.in_file(self.id)));
    }

    /// Renames a repeated key, which Terraform allows in objects and we report in blocks.
    fn rename(&mut self, text: &mut String, error: &Error, renamed: usize) -> Option<Span> {
        if renamed >= RENAMES || self.rereads < text.len() {
            return None;
        }
        self.rereads -= text.len();
        rename(text, error)
    }
}

fn rename(text: &mut String, error: &Error) -> Option<Span> {
    if !error.message().contains("redefined") {
        return None;
    }
    let start = error.location().offset();
    let key = key_length(text.get(start..)?)?;
    let span = start..start + key;
    let name = fresh_name(text, key)?;
    text.replace_range(span.clone(), &name);
    Some(span)
}

/// The length of a key that a text begins with: to its `=` or `:`, without the blanks before it.
fn key_length(text: &str) -> Option<usize> {
    let (mut depth, mut quoted, mut escaped) = (0_usize, false, false);
    let end = text.bytes().position(|byte| {
        if std::mem::take(&mut escaped) {
            return false;
        }
        match byte {
            b'\\' if quoted => escaped = true,
            b'"' => quoted = !quoted,
            b'(' | b'[' | b'{' => depth += 1,
            b')' | b']' | b'}' => depth = depth.saturating_sub(1),
            b'=' | b':' => return depth == 0 && !quoted,
            _ => {}
        }
        false
    })?;
    let key = text.get(..end)?.trim_end();
    (!key.is_empty() && !key.contains('\n')).then_some(key.len())
}

fn cut_short(original: &str, start: usize) -> Wrong {
    let at = original.find("<<").unwrap_or(0);
    let message = "this heredoc has no end: its delimiter must stand alone on a line";
    Wrong::new(start + at..start + at + 2, message)
}

/// Reads an expression; blanks around it don't matter.
pub(crate) fn expression(id: FileId, text: &str, place: Place<'_>) -> Result<Expr, Notice> {
    let start = text.len() - text.trim_start().len();
    let reading = Reading { id, text: text.trim(), place: place.shifted(start) };
    reading.read(Mode::Expression, hcl_edit::parser::parse_expr, Lower::expression)
}

/// Reads a template.
pub(crate) fn template(id: FileId, text: &str, place: Place<'_>) -> Result<Expr, Notice> {
    let start = text.len() - text.trim_start_matches('\u{feff}').len();
    let text = text.get(start..).unwrap_or_default();
    let reading = Reading { id, text, place: place.shifted(start) };
    reading.read(Mode::Template, hcl_edit::parser::parse_template, Lower::bare_template)
}

/// An expression or template that is to be read.
#[derive(Clone, Copy)]
struct Reading<'a> {
    id: FileId,
    text: &'a str,
    place: Place<'a>,
}

impl<'a> Reading<'a> {
    fn read<T>(
        self,
        mode: Mode,
        parse: impl Fn(&str) -> Result<T, Error>,
        lower: impl Fn(&mut Lower<'a>, T) -> Expr,
    ) -> Result<Expr, Notice> {
        let cap = Limits::default().object_entries;
        if self.text.len() / 4 <= cap
            && let Ok(tree) = parse(self.text)
            && let Some(read) = self.lowered(Lower::new(self.text, self.place), tree, &lower)
        {
            return read;
        }
        let scanned = scan(self.text, mode, cap);
        let item = scanned.items.into_iter().next().unwrap_or_default();
        if let Some(brace) = item.crowded {
            let message = format!(
                "this was not read: this object has more than {cap} entries (the cap \
                 `object_entries`)"
            );
            return Err(self.notice(Wrong::cap(brace..brace + 1, message)));
        }
        let mut text = repaired(self.text, &scanned.repairs).unwrap_or_default();
        let mut start = 0;
        if mode == Mode::Expression {
            // Comments before the expression are blanks by now.
            start = text.len() - text.trim_start().len();
            text = text.trim().to_owned();
        }
        let original = self.text.get(start..).unwrap_or_default();
        let mut renamed = Vec::new();
        let wrong = loop {
            let error = match parse(&text) {
                Ok(tree) => {
                    let wrong = item.wrong.unwrap_or_else(|| cut_short(original, start));
                    let place = self.place.shifted(start);
                    let lowering = Lower::new(original, place).with_renamed(renamed);
                    let read = self.lowered(lowering, tree, &lower);
                    return read.unwrap_or_else(|| Err(self.notice(wrong)));
                }
                Err(error) => error,
            };
            match rename(&mut text, &error).filter(|_| renamed.len() < RENAMES) {
                Some(span) => renamed.push(span),
                None => {
                    // Before blanks the parser can tell the end from the last character.
                    let error = parse(&format!("{text}  ")).err().unwrap_or(error);
                    break item.wrong.unwrap_or_else(|| explain(original, start, &error));
                }
            }
        };
        Err(self.notice(wrong))
    }

    /// Lowers a tree; none if the parser misread a heredoc.
    fn lowered<'b, T>(
        self,
        mut lowering: Lower<'b>,
        tree: T,
        lower: impl Fn(&mut Lower<'b>, T) -> Expr,
    ) -> Option<Result<Expr, Notice>> {
        let expr = lower(&mut lowering, tree);
        if lowering.heredoc_cut_short {
            return None;
        }
        Some(match notices(self.id, lowering.problems).into_iter().next() {
            Some(notice) => Err(notice),
            None => Ok(expr),
        })
    }

    fn notice(self, wrong: Wrong) -> Notice {
        let at = self.place.range(wrong.span.clone()).in_file(self.id);
        wrong.notice(at)
    }
}
