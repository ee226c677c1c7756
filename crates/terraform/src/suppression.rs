//! Comments by which authors hide findings: `# vpcelint:ignore[rule-id, ...] reason`, on or above
//! the attribute, block, module call or entry of an object that they are about. In JSON the comment
//! stands in the block.

use std::cmp::Reverse;

use smol_str::SmolStr;
use vpcelint_model::{Suppression, SuppressionTarget};
use vpcelint_source::{FileId, Notice, Range, SuppressedBy};
use vpcelint_syntax::hcl::{Body, Comment, Expr, ExprKind, File, ObjectKey};

/// The word that begins such a comment.
const WORD: &str = "vpcelint:ignore";

/// Something that a comment may be about.
#[derive(Debug, Clone, Copy)]
struct Item {
    range: Range,
    block: bool,
}

/// The suppressions in a file, and what is said where there are more than the cap allows.
pub(crate) fn of_file(file: &File, text: &str, most: usize) -> (Vec<Suppression>, Option<Notice>) {
    let wanted = file.comments.iter().filter_map(|comment| Some((comment, parse(&comment.text)?)));
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
    let over = wanted.get(fits).map(|(comment, _)| {
        let message = format!(
            "from here on, comments hide nothing: those of the file name more than {most} rules (the \
             cap `suppressions`)"
        );
        Notice::notice(comment.range.in_file(file.id), message)
    });
    wanted.truncate(fits);
    let items = Items::of(&file.body, text);
    let mut open = Open::default();
    let made = wanted.into_iter().map(|(comment, (rules, reason))| {
        open.advance(&items, comment);
        let item = match file.json {
            true => open.block(),
            false => items.beside(comment, text).or_else(|| items.below(comment, &open)),
        };
        Suppression {
            rules,
            reason,
            span: comment.range.in_file(file.id),
            by: SuppressedBy::Comment,
            on: target(item, comment, file.id),
        }
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

/// A comment about nothing stands for itself alone.
fn target(item: Option<Item>, comment: &Comment, file: FileId) -> SuppressionTarget {
    match item {
        Some(item) if item.block => SuppressionTarget::Block(item.range.in_file(file)),
        Some(item) => SuppressionTarget::Attribute(item.range.in_file(file)),
        None => SuppressionTarget::Attribute(comment.range.in_file(file)),
    }
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
    fn of(of: &Body, text: &str) -> Self {
        let mut all = Vec::new();
        body(of, &mut all);
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

fn body(of: &Body, items: &mut Vec<Item>) {
    for attribute in &of.attributes {
        items.push(Item { range: attribute.range(), block: false });
        objects(&attribute.value, items);
    }
    for block in &of.blocks {
        items.push(Item { range: block.range, block: true });
        body(&block.body, items);
    }
}

/// The entries of objects that are written as they are, also in lists and calls.
fn objects(expr: &Expr, items: &mut Vec<Item>) {
    match &expr.kind {
        ExprKind::Object(entries) => {
            for entry in entries {
                let key = match &entry.key {
                    ObjectKey::Name(name) => name.range,
                    ObjectKey::Expr(key) => key.range,
                };
                items.push(Item { range: key.join(entry.value.range), block: false });
                objects(&entry.value, items);
            }
        }
        ExprKind::Tuple(list) => list.iter().for_each(|e| objects(e, items)),
        ExprKind::Call(call) => call.arguments.iter().for_each(|e| objects(e, items)),
        ExprKind::Parens(inner) => objects(inner, items),
        _ => {}
    }
}

#[cfg(test)]
mod tests {
    use vpcelint_source::Limits;

    use super::*;

    /// What each comment is about, by its reason.
    fn about(text: &str) -> Vec<(String, String)> {
        let parsed = vpcelint_syntax::parse_hcl(FileId(0), text, &Limits::default());
        let made = of_file(&parsed.file, text, 100).0.into_iter().map(|s| {
            let span = match s.on {
                SuppressionTarget::Attribute(span) | SuppressionTarget::Block(span) => span,
            };
            let words: Vec<_> = text[span.range.as_usize()].split_whitespace().collect();
            (s.reason, words.join(" "))
        });
        made.collect()
    }

    #[test]
    fn comments_are_about_what_they_stand_on_or_above() {
        let found = about(
            r#"
# vpcelint:ignore[a] above a block
resource "x" "y" { # vpcelint:ignore: beside a header
  # vpcelint:ignore[a, b] above an attribute
  # another comment
  first  = 1
  second = 2 # vpcelint:ignore[a] beside an attribute
  third = {
    # vpcelint:ignore[a] above an entry
    k = { v = 1 }
    l = 2 // vpcelint:ignore beside an entry
  }
  /* vpcelint:ignore[a] above a nested block */
  nested {
    deep = 1
  } # vpcelint:ignore[a] behind a nested block
  # vpcelint:ignore[a] above nothing
}
module "m" { source = "./m" } # vpcelint:ignore[a] beside a whole block
# vpcelint:ignored is another word
"#,
        );
        let found: Vec<_> = found.iter().map(|(a, b)| (a.as_str(), b.as_str())).collect();
        let block = found[0].1;
        assert!(block.starts_with("resource \"x\" \"y\" {") && block.ends_with('}'), "{block}");
        assert_eq!(
            found,
            [
                ("above a block", block),
                ("beside a header", block),
                ("above an attribute", "first = 1"),
                ("beside an attribute", "second = 2"),
                ("above an entry", "k = { v = 1 }"),
                ("beside an entry", "l = 2"),
                ("above a nested block", "nested { deep = 1 }"),
                ("behind a nested block", "nested { deep = 1 }"),
                ("above nothing", "# vpcelint:ignore[a] above nothing"),
                ("beside a whole block", "module \"m\" { source = \"./m\" }"),
            ]
        );
    }
}
