//! Comments of Terraform by which authors hide findings, on or above the attribute, block, module
//! call or entry of an object that they are about. In JSON the comment stands in the block.

use vpcelint_model::{Suppression, SuppressionTarget};
use vpcelint_source::{Notice, SuppressedBy};
use vpcelint_syntax::comments::{Item, wishes};
use vpcelint_syntax::hcl::{Body, Expr, ExprKind, File, ObjectKey};

/// The suppressions in a file, and what is said where there are more than the cap allows.
pub(crate) fn of_file(file: &File, text: &str, most: usize) -> (Vec<Suppression>, Option<Notice>) {
    let items = || {
        let mut items = Vec::new();
        body(&file.body, &mut items);
        items
    };
    let (wishes, over) = wishes(&file.comments, items, text, most, file.json);
    let made = wishes.into_iter().map(|wish| {
        let span = wish.range.in_file(file.id);
        let on = match wish.on {
            Some(item) if item.block => SuppressionTarget::Block(item.range.in_file(file.id)),
            Some(item) => SuppressionTarget::Attribute(item.range.in_file(file.id)),
            // A comment about nothing stands for itself alone.
            None => SuppressionTarget::Attribute(span),
        };
        let by = SuppressedBy::Comment;
        Suppression { rules: wish.rules, reason: wish.reason, span, by, on }
    });
    (
        made.collect(),
        over.map(|comment| vpcelint_model::too_many(comment.range.in_file(file.id), most)),
    )
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
    use vpcelint_source::{FileId, Limits};

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
