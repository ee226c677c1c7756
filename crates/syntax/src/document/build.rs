//! What both languages share: the text with its place, the count of nodes, keys that stand twice,
//! and a listing of notices that stays short.

use std::collections::HashMap;

use vpcelint_source::{FileId, Gravity, Notice, Range};

use super::{Entry, Node, NodeKind};
use crate::LISTED;

/// Up to so many entries are compared one by one; more are hashed.
const FEW: usize = 8;

/// A text that is read.
#[derive(Debug, Clone, Copy)]
pub(super) struct Source<'a> {
    /// The file.
    pub(super) id: FileId,
    /// The text without a byte order mark.
    pub(super) text: &'a str,
    /// Where the text begins in its file.
    pub(super) offset: usize,
    /// How many nodes aliases may make.
    pub(super) cap: usize,
}

impl<'a> Source<'a> {
    /// The place of a part of the text within the file, moved out of the middle of characters.
    pub(super) fn range(&self, start: usize, end: usize) -> Range {
        Range::new(self.border(start) + self.offset, self.border(end) + self.offset)
    }

    /// The nearest border of characters at or before an offset.
    pub(super) fn border(&self, at: usize) -> usize {
        let mut at = at.min(self.text.len());
        while !self.text.is_char_boundary(at) {
            at -= 1;
        }
        at
    }

    /// The text at a place within the file.
    pub(super) fn slice(&self, range: Range) -> &'a str {
        let Range { start, end } = range;
        let inside = |at: u32| (at as usize).checked_sub(self.offset);
        inside(start).zip(inside(end)).and_then(|(s, e)| self.text.get(s..e)).unwrap_or_default()
    }

    /// The line of an offset within the file, from one.
    pub(super) fn line(&self, lines: &[usize], at: u32) -> usize {
        let at = (at as usize).saturating_sub(self.offset);
        lines.partition_point(|end| *end < at) + 1
    }
}

/// Where a text could not be read on.
#[derive(Debug, Clone)]
pub(super) struct Failure {
    /// What is wrong.
    pub(super) start: usize,
    /// Its end.
    pub(super) end: usize,
    /// What is wrong, in words.
    pub(super) message: String,
    /// A cap was reached rather than a mistake found.
    pub(super) cap: bool,
    /// Where the cause begins, if it is known to lie before the place where it shows.
    pub(super) cause: Option<usize>,
    /// Other readers pass over it, and nothing is lost by doing so.
    pub(super) slip: bool,
}

impl Failure {
    /// An error at a place.
    pub(super) fn new(start: usize, end: usize, message: impl Into<String>) -> Self {
        Self { start, end, message: message.into(), cap: false, cause: None, slip: false }
    }

    /// What is said about it.
    pub(super) fn notice(self, source: &Source<'_>) -> Notice {
        let gravity = if self.cap { Gravity::Notice } else { Gravity::Error };
        Notice::at(gravity, source.range(self.start, self.end).in_file(source.id), self.message)
    }
}

/// The first notices, and a count of the others.
#[derive(Debug, Default)]
pub(super) struct Listing {
    listed: Vec<Notice>,
    more: usize,
    /// The first that is not listed.
    next: Option<Range>,
    /// Whether an error is among those that are not listed.
    failing: bool,
}

impl Listing {
    /// All notices in the order of their places.
    pub(super) fn finish(mut self, id: FileId) -> Vec<Notice> {
        self.listed.sort_by_key(Notice::range);
        if let Some(next) = self.next {
            let (gravity, what) = if self.failing {
                (Gravity::Error, "errors")
            } else {
                (Gravity::Notice, "notices")
            };
            let message =
                format!("this file has {} more {what}, the first of them here", self.more);
            self.listed.push(Notice::at(gravity, next.in_file(id), message));
        }
        self.listed
    }
}

/// A tree in the making.
#[derive(Debug)]
pub(super) struct Build<'a> {
    /// The text.
    pub(super) source: Source<'a>,
    /// How many nodes the tree has so far.
    pub(super) nodes: usize,
    listing: Listing,
    /// The ends of lines, once they are asked for.
    lines: Option<Vec<usize>>,
}

impl<'a> Build<'a> {
    /// An empty tree.
    pub(super) fn new(source: Source<'a>) -> Self {
        Self { source, nodes: 0, listing: Listing::default(), lines: None }
    }

    /// The notices.
    pub(super) fn into_notices(self) -> Vec<Notice> {
        self.listing.finish(self.source.id)
    }

    /// Lists an error; its words are made only if it will be read.
    pub(super) fn error(&mut self, range: Range, message: impl FnOnce() -> String) {
        self.report(Gravity::Error, range, message);
    }

    /// Lists a notice.
    pub(super) fn notice(&mut self, range: Range, message: impl FnOnce() -> String) {
        self.report(Gravity::Notice, range, message);
    }

    fn report(&mut self, gravity: Gravity, range: Range, message: impl FnOnce() -> String) {
        if self.listing.listed.len() < LISTED {
            let span = range.in_file(self.source.id);
            self.listing.listed.push(Notice::at(gravity, span, message()));
        } else {
            self.listing.more += 1;
            self.listing.next.get_or_insert(range);
            self.listing.failing |= gravity == Gravity::Error;
        }
    }

    /// The line of an offset within the file.
    pub(super) fn line(&mut self, at: u32) -> usize {
        let text = self.source.text;
        let lines = self.lines.get_or_insert_with(|| {
            text.bytes().enumerate().filter(|(_, b)| *b == b'\n').map(|(at, _)| at).collect()
        });
        self.source.line(lines, at)
    }

    /// Leaves only the last of the entries that have the same key.
    pub(super) fn unique(&mut self, mut entries: Vec<Entry>) -> Vec<Entry> {
        let pairs = repeated(&entries);
        if pairs.is_empty() {
            return entries;
        }
        let mut dropped = vec![false; entries.len()];
        for (earlier, later) in pairs {
            let (Some(old), Some(new)) = (entries.get(earlier), entries.get(later)) else {
                continue;
            };
            self.repeats(old, new);
            if let Some(dropped) = dropped.get_mut(earlier) {
                *dropped = true;
            }
        }
        let mut dropped = dropped.into_iter();
        entries.retain(|_| !dropped.next().unwrap_or_default());
        entries
    }

    fn repeats(&mut self, old: &Entry, new: &Entry) {
        self.forget(&old.value);
        let line = self.line(old.key.range.start);
        self.notice(new.key.range, || {
            format!(
                "the key `{}` stands twice in this map: CloudFormation takes the last one and \
                 ignores the one in line {line}",
                new.key.text
            )
        });
    }

    /// Takes a node that is left out off the count.
    pub(super) fn forget(&mut self, node: &Node) {
        self.nodes = self.nodes.saturating_sub(size(node));
    }
}

/// How many nodes a node is with all in it.
pub(super) fn size(node: &Node) -> usize {
    let mut nodes = 0;
    let mut open = vec![node];
    while let Some(node) = open.pop() {
        nodes += 1;
        match &node.kind {
            NodeKind::List(items) => open.extend(items.iter()),
            NodeKind::Map(entries) => open.extend(entries.iter().map(|entry| &entry.value)),
            _ => {}
        }
    }
    nodes
}

/// Entries that have the key of a later one, each with the next such.
fn repeated(entries: &[Entry]) -> Vec<(usize, usize)> {
    let keys = || entries.iter().map(|entry| entry.key.text.as_str()).enumerate();
    if entries.len() <= FEW {
        let earlier = |(later, key): (usize, &str)| {
            let earlier = keys().take(later).rfind(|(_, other)| *other == key);
            earlier.map(|(earlier, _)| (earlier, later))
        };
        return keys().filter_map(earlier).collect();
    }
    let mut seen = HashMap::with_capacity(entries.len());
    keys().filter_map(|(at, key)| seen.insert(key, at).map(|earlier| (earlier, at))).collect()
}
