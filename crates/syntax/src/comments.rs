//! Comments by which authors hide findings: `# vpcelint:ignore[rule-id, ...] reason`, on or above
//! what they are about.

use std::cmp::Reverse;

use smol_str::SmolStr;
use vpcelint_source::Range;

use crate::hcl::Comment;

/// The word that begins such a comment.
const WORD: &str = "vpcelint:ignore";

/// Something that a comment may be about.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Item {
    /// Its place.
    pub range: Range,
    /// Whether it is a resource, module call or other block as a whole.
    pub block: bool,
}

/// A comment that hides findings.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Wish {
    /// The rules that it names; none for all.
    pub rules: Vec<SmolStr>,
    /// The author's reason.
    pub reason: String,
    /// The comment.
    pub range: Range,
    /// What it is about, if anything.
    pub on: Option<Item>,
}

/// The wishes among comments, and the first comment above the cap on the rules that they name.
/// Where comments stand in the data, as in JSON, they are about the block that holds them.
#[must_use]
pub fn wishes<'c>(
    comments: &'c [Comment],
    items: impl FnOnce() -> Vec<Item>,
    text: &str,
    most: usize,
    in_data: bool,
) -> (Vec<Wish>, Option<&'c Comment>) {
    let wanted = comments.iter().filter_map(|comment| Some((comment, parse(&comment.text)?)));
    let mut wanted: Vec<_> = wanted.collect();
    if wanted.is_empty() {
        return (Vec::new(), None);
    }
    // A comment counts once for each rule that it names.
    let mut count = 0;
    let fits = wanted.iter().take_while(|(_, (rules, _))| {
        count += rules.len().max(1);
        count <= most
    });
    let fits = fits.count();
    let over = wanted.get(fits).map(|(comment, _)| *comment);
    wanted.truncate(fits);
    let items = Items::of(items(), text);
    let mut open = Open::default();
    let made = wanted.into_iter().map(|(comment, (rules, reason))| {
        open.advance(&items, comment);
        let on = match in_data {
            true => open.block(),
            false => items.beside(comment, text).or_else(|| items.below(comment, &open)),
        };
        Wish { rules, reason, range: comment.range, on }
    });
    (made.collect(), over)
}

/// The rules that a comment names, none for all, and its reason; none if it is another comment.
fn parse(text: &str) -> Option<(Vec<SmolStr>, String)> {
    let rest = text.trim_start().strip_prefix(WORD)?;
    let (rules, reason) = match rest.strip_prefix('[') {
        Some(rest) => rest.split_once(']')?,
        None if rest.is_empty() || rest.starts_with([' ', '\t', ':']) => ("", rest),
        None => return None,
    };
    let rules = rules.split(',').map(str::trim).filter(|r| !r.is_empty()).map(SmolStr::from);
    let reason = reason.trim_start_matches([':', ' ', '\t', '-']).trim();
    Some((rules.collect(), reason.to_owned()))
}

/// What comments may be about, in order.
struct Items {
    /// By where they begin, what holds others before these.
    all: Vec<Item>,
    /// The same, by where they end.
    by_end: Vec<Item>,
}

/// What is open at a comment: each in the one before it.
#[derive(Default)]
struct Open {
    next: usize,
    stack: Vec<Item>,
}

impl Open {
    /// Goes on to a comment that stands behind those before it.
    fn advance(&mut self, items: &Items, comment: &Comment) {
        while let Some(item) = items.all.get(self.next) {
            if item.range.start >= comment.range.start {
                break;
            }
            self.close(item.range.start);
            self.stack.push(*item);
            self.next += 1;
        }
        self.close(comment.range.start);
    }

    fn close(&mut self, at: u32) {
        while self.stack.last().is_some_and(|top| top.range.end <= at) {
            self.stack.pop();
        }
    }

    /// The innermost block.
    fn block(&self) -> Option<Item> {
        self.stack.iter().rev().find(|item| item.block).copied()
    }
}

impl Items {
    fn of(mut all: Vec<Item>, text: &str) -> Self {
        all.retain(|item| (item.range.end as usize) <= text.len());
        all.sort_by_key(|item| (item.range.start, Reverse(item.range.end)));
        let mut by_end = all.clone();
        by_end.sort_by_key(|item| item.range.end);
        Self { all, by_end }
    }

    /// What stands on the line of a comment: the outermost thing that ends before it, else the
    /// innermost that begins there, else what ends there.
    fn beside(&self, comment: &Comment, text: &str) -> Option<Item> {
        let at = comment.range.start as usize;
        let line = text.get(..at)?.rfind('\n').map_or(0, |newline| newline + 1);
        if text.get(line..at)?.trim().is_empty() {
            return None;
        }
        let (line, at) = (u32::try_from(line).ok()?, comment.range.start);
        let first = self.all.partition_point(|i| i.range.start < line);
        let behind = self.all.partition_point(|i| i.range.start < at);
        let begin = self.all.get(first..behind).unwrap_or_default();
        let length = |i: &&Item| i.range.end - i.range.start;
        let done = begin.iter().filter(|i| i.range.end <= at).max_by_key(length);
        let ends = || {
            let first = self.by_end.partition_point(|i| i.range.end <= line);
            let behind = self.by_end.partition_point(|i| i.range.end <= at);
            self.by_end.get(first..behind).unwrap_or_default().iter().max_by_key(length)
        };
        done.or_else(|| begin.iter().min_by_key(length)).or_else(ends).copied()
    }

    /// The first thing below a comment, in what holds the comment.
    fn below(&self, comment: &Comment, open: &Open) -> Option<Item> {
        let at = self.all.partition_point(|i| i.range.start < comment.range.end);
        let first = self.all.get(at)?;
        let within = open.stack.last().is_none_or(|holder| first.range.end <= holder.range.end);
        within.then_some(*first)
    }
}
