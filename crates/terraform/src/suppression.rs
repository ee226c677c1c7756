//! Comments by which authors hide findings: `# vpcelint:ignore[rule-id, ...] reason`, on or above
//! the attribute, block, module call or entry of an object that they are about. In JSON the comment
//! stands in the block.

use smol_str::SmolStr;
use vpcelint_model::{Suppression, SuppressionTarget};
use vpcelint_source::{FileId, Range, SuppressedBy};
use vpcelint_syntax::hcl::{Body, Comment, Expr, ExprKind, File, ObjectKey};

/// The word that begins such a comment.
const WORD: &str = "vpcelint:ignore";

/// Something that a comment may be about.
#[derive(Debug, Clone, Copy)]
struct Item {
    range: Range,
    /// What holds it: from its first byte to its last.
    holder: Range,
    block: bool,
}

/// The suppressions in a file.
pub(crate) fn of_file(file: &File, text: &str) -> Vec<Suppression> {
    let wanted = file.comments.iter().filter_map(|comment| Some((comment, parse(&comment.text)?)));
    let wanted: Vec<_> = wanted.collect();
    if wanted.is_empty() {
        return Vec::new();
    }
    let mut items = Vec::new();
    let whole = Range::new(0, text.len());
    body(&file.body, whole, &mut items);
    let made = wanted.into_iter().map(|(comment, (rules, reason))| {
        let item = match file.json {
            true => enclosing(&items, comment),
            false => beside(&items, comment, text).or_else(|| below(&items, comment, whole)),
        };
        Suppression {
            rules,
            reason,
            span: comment.range.in_file(file.id),
            by: SuppressedBy::Comment,
            on: target(item, comment, file.id),
        }
    });
    made.collect()
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

fn body(of: &Body, holder: Range, items: &mut Vec<Item>) {
    for attribute in &of.attributes {
        items.push(Item { range: attribute.range(), holder, block: false });
        objects(&attribute.value, items);
    }
    for block in &of.blocks {
        items.push(Item { range: block.range, holder, block: true });
        body(&block.body, block.range, items);
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
                let range = key.join(entry.value.range);
                items.push(Item { range, holder: expr.range, block: false });
                objects(&entry.value, items);
            }
        }
        ExprKind::Tuple(list) => list.iter().for_each(|e| objects(e, items)),
        ExprKind::Call(call) => call.arguments.iter().for_each(|e| objects(e, items)),
        ExprKind::Parens(inner) => objects(inner, items),
        _ => {}
    }
}

/// The innermost block around a comment.
fn enclosing(items: &[Item], comment: &Comment) -> Option<Item> {
    let around = items.iter().filter(|i| i.block && holds(i.range, comment.range));
    around.min_by_key(|i| i.range.end - i.range.start).copied()
}

/// What stands on the line of a comment: the outermost thing that ends before it, else the
/// innermost that begins there, else what ends there.
fn beside(items: &[Item], comment: &Comment, text: &str) -> Option<Item> {
    let at = comment.range.start as usize;
    let line = text.get(..at)?.rfind('\n').map_or(0, |newline| newline + 1);
    if text.get(line..at)?.trim().is_empty() {
        return None;
    }
    let line = u32::try_from(line).ok()?;
    let begins =
        || items.iter().filter(|i| i.range.start >= line && i.range.start < comment.range.start);
    let length = |i: &&Item| i.range.end - i.range.start;
    let done = begins().filter(|i| i.range.end <= comment.range.start).max_by_key(length);
    let open = || begins().min_by_key(length);
    let ends = || {
        let ends =
            items.iter().filter(|i| i.range.end > line && i.range.end <= comment.range.start);
        ends.max_by_key(length)
    };
    done.or_else(open).or_else(ends).copied()
}

/// The first thing below a comment in what holds the comment.
fn below(items: &[Item], comment: &Comment, whole: Range) -> Option<Item> {
    let around = items.iter().map(|i| i.holder).filter(|holder| holds(*holder, comment.range));
    let holder = around.min_by_key(|h| h.end - h.start).unwrap_or(whole);
    let after =
        items.iter().filter(|i| i.range.start >= comment.range.end && holds(holder, i.range));
    let first = after.min_by_key(|i| (i.range.start, std::cmp::Reverse(i.range.end)))?;
    // It may be in something that comes first and ends before it.
    (first.holder == holder).then_some(*first)
}

fn holds(outer: Range, inner: Range) -> bool {
    outer.start <= inner.start && inner.end <= outer.end
}

#[cfg(test)]
mod tests {
    use vpcelint_source::Limits;

    use super::*;

    /// What each comment is about, by its reason.
    fn about(text: &str) -> Vec<(String, String)> {
        let parsed = vpcelint_syntax::parse_hcl(FileId(0), text, &Limits::default());
        let made = of_file(&parsed.file, text).into_iter().map(|s| {
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
