//! Wishes of a template's authors to hide findings: comments on or above what they are about, and
//! `Metadata: vpcelint: ignore: [{rule, reason}]` of a resource or of the template.

use smol_str::SmolStr;
use vpcelint_model::{Suppression, SuppressionTarget, too_many};
use vpcelint_source::{Notice, Range, SuppressedBy};
use vpcelint_syntax::comments::{Item, wishes};
use vpcelint_syntax::document::{Node, NodeKind};

use crate::template::Template;

/// The suppressions in a template, and what is said where there are more than the cap allows.
pub(crate) fn of_template(
    template: &Template,
    text: &str,
    most: usize,
) -> (Vec<Suppression>, Option<Notice>) {
    let document = &template.document;
    let (comments, over) = wishes(&document.comments, || items_of(template), text, most, false);
    let mut all: Vec<_> = comments
        .into_iter()
        .map(|wish| {
            let span = template.span(wish.range);
            let on = match wish.on {
                Some(item) if item.block => SuppressionTarget::Block(template.span(item.range)),
                Some(item) => SuppressionTarget::Attribute(template.span(item.range)),
                None => SuppressionTarget::Attribute(span),
            };
            let by = SuppressedBy::Comment;
            Suppression { rules: wish.rules, reason: wish.reason, span, by, on }
        })
        .collect();
    let over = over.map(|comment| too_many(template.span(comment.range), most));
    let whole = Range::new(0, text.len());
    of_metadata(template, &document.root, whole, &mut all);
    for entry in template.section("Resources") {
        of_metadata(template, &entry.value, entry.range(), &mut all);
    }
    let named = |s: &Suppression| s.rules.len().max(1);
    let mut count = 0;
    let fits = all.iter().take_while(|s| {
        count += named(s);
        count <= most
    });
    let fits = fits.count();
    let first = all.get(fits).map(|s| too_many(s.span, most));
    all.truncate(fits);
    (all, over.or(first))
}

/// The resources of a template as blocks, the rest as attributes.
fn items_of(template: &Template) -> Vec<Item> {
    let mut items = Vec::new();
    for section in template.document.root.entries() {
        items.push(Item { range: section.range(), block: false });
        let resources = section.key.text == "Resources";
        for entry in section.value.entries() {
            items.push(Item { range: entry.range(), block: resources });
            within(&entry.value, &mut items);
        }
    }
    items
}

fn within(node: &Node, items: &mut Vec<Item>) {
    for element in node.elements() {
        items.push(Item { range: element.range, block: false });
        within(element, items);
    }
    for entry in node.entries() {
        items.push(Item { range: entry.range(), block: false });
        within(&entry.value, items);
    }
}

/// What the metadata of a resource or template hides in a range.
fn of_metadata(template: &Template, holder: &Node, on: Range, all: &mut Vec<Suppression>) {
    let wishes = holder.get("Metadata").and_then(|m| m.get("vpcelint")?.get("ignore"));
    let Some(wishes) = wishes else { return };
    let one = std::slice::from_ref(wishes);
    let list = match &wishes.kind {
        NodeKind::List(items) => items,
        _ => one,
    };
    for wish in list {
        let text = |name: &str| wish.get(name).and_then(Node::as_str);
        // A rule's id alone is enough.
        let rule = text("rule").or_else(|| wish.as_str());
        all.push(Suppression {
            rules: rule.map(SmolStr::from).into_iter().collect(),
            reason: text("reason").unwrap_or_default().to_owned(),
            span: template.span(wish.range),
            by: SuppressedBy::Metadata,
            on: SuppressionTarget::Block(template.span(on)),
        });
    }
}
