//! Where what is added stands in a file, so that `terraform fmt` has nothing to change and no other
//! line does.

use vpcelint_source::{Edit, Range};
use vpcelint_syntax::hcl::{Attribute, Block, Expr, ExprKind};

use super::{Page, at};

/// Adds an attribute to a block, behind the last one before its nested blocks.
pub(super) fn attribute(page: &Page, block: &Block, name: &str, value: &str) -> Option<Edit> {
    let text = page.text();
    let indent = format!("{}  ", indent_of(text, block.range.as_usize().start));
    let nested = block.body.blocks.iter().map(|b| b.range.start).min().unwrap_or(u32::MAX);
    let before = block.body.attributes.iter().filter(|a| a.name.range.start < nested);
    let Some(last) = before.max_by_key(|a| a.name.range.start) else {
        return first(page, block, &format!("{indent}{name} = {value}"));
    };
    let end = line_end(text, last.range().as_usize().end);
    if end >= block.range.as_usize().end {
        // All on one line.
        return None;
    }
    let line = match aligned(text, last) {
        // Signs of equality stand below each other.
        Some(width) if name.len() < width => format!("\n{indent}{name:<width$}= {value}"),
        Some(_) => format!("\n\n{indent}{name} = {value}"),
        None => format!("\n{indent}{name} = {value}"),
    };
    Some(page.edit(at(end), line))
}

/// How many characters behind the start of its name an attribute on one line has its sign of equality.
fn aligned(text: &str, attribute: &Attribute) -> Option<usize> {
    let (name, value) = (attribute.name.range.as_usize(), attribute.value.range.as_usize());
    if text.get(value.clone())?.contains('\n') {
        return None;
    }
    let between = text.get(name.end..value.start)?;
    Some(name.len() + between.find('=')?)
}

/// Adds what a block has first.
fn first(page: &Page, block: &Block, line: &str) -> Option<Edit> {
    let text = page.text();
    let range = block.range.as_usize();
    let open =
        block.header().as_usize().end + text.get(block.header().as_usize().end..)?.find('{')? + 1;
    let rest = text.get(open..range.end)?;
    if rest.trim_end_matches('}').trim().is_empty() {
        // Nothing stands in it yet.
        let outer = indent_of(text, range.start);
        let inside = Range::new(open, range.end - 1);
        return Some(page.edit(inside, format!("\n{line}\n{outer}")));
    }
    let end = line_end(text, open);
    (end < range.end).then(|| page.edit(at(end), format!("\n{line}")))
}

/// Adds a block at the end of another one.
pub(super) fn block(page: &Page, outer: &Block, name: &str, lines: &[String]) -> Option<Edit> {
    let text = page.text();
    if outer.body.attribute(name).is_some() {
        return None;
    }
    let range = outer.range.as_usize();
    let outer_indent = indent_of(text, range.start);
    let lines: Vec<_> = lines.iter().map(|line| format!("{outer_indent}  {line}")).collect();
    let written = lines.join("\n");
    let close = range.end - 1;
    let line_start = text.get(..close)?.rfind('\n')? + 1;
    if line_start <= block_open(outer) || !text.get(line_start..close)?.trim().is_empty() {
        return None;
    }
    let empty = outer.body.attributes.is_empty() && outer.body.blocks.is_empty();
    let gap = if empty { "" } else { "\n" };
    Some(page.edit(at(line_start), format!("{gap}{written}\n")))
}

fn block_open(block: &Block) -> usize {
    block.header().as_usize().end
}

/// Adds elements to what makes a list.
pub(super) fn elements(page: &Page, list: &Expr, added: &[String]) -> Option<Edit> {
    let text = page.text();
    let listed = added.join(", ");
    let range = list.range.as_usize();
    match &list.kind {
        ExprKind::Tuple(items) => {
            let Some(last) = items.last() else {
                return Some(page.edit(list.range, format!("[{listed}]")));
            };
            let end = last.range.as_usize().end;
            let tail = text.get(end..range.end - 1)?;
            if !tail.contains('\n') {
                return Some(page.edit(at(end), format!(", {listed}")));
            }
            let indent = indent_of(text, last.range.as_usize().start);
            // A comma that is there stays, with the comment behind it.
            let comma = tail.trim_start().starts_with(',');
            let on_lines = |comma| -> String {
                let lines: Vec<_> = added.iter().map(|a| format!("\n{indent}{a}")).collect();
                lines.join(",") + comma
            };
            if comma {
                return Some(page.edit(at(line_end(text, end)), on_lines(",")));
            }
            // A comment stays with the element that it is behind.
            let rest = text.get(end..line_end(text, end))?;
            let behind = rest.trim_start();
            let alone = behind.is_empty() || behind.starts_with('#') || behind.starts_with("//");
            let lines = on_lines("");
            alone.then(|| page.edit(Range::new(end, end + rest.len()), format!(",{rest}{lines}")))
        }
        ExprKind::Call(call) if call.name.text == "concat" && !call.expand => {
            let end = call.arguments.last()?.range.as_usize().end;
            let one_line = !text.get(end..range.end)?.contains('\n');
            one_line.then(|| page.edit(at(end), format!(", [{listed}]")))
        }
        ExprKind::Traversal(_) | ExprKind::Variable(_) | ExprKind::Call(_) | ExprKind::For(_) => {
            let written = text.get(range)?;
            Some(page.edit(list.range, format!("concat({written}, [{listed}])")))
        }
        _ => None,
    }
}

/// The white space that the line of a place begins with.
fn indent_of(text: &str, offset: usize) -> &str {
    let start = text.get(..offset).and_then(|t| t.rfind('\n')).map_or(0, |n| n + 1);
    let line = text.get(start..offset).unwrap_or_default();
    let end = line.find(|c: char| c != ' ' && c != '\t').unwrap_or(line.len());
    line.get(..end).unwrap_or_default()
}

/// Where the line of a place ends, before its break.
fn line_end(text: &str, offset: usize) -> usize {
    let rest = text.get(offset..).unwrap_or_default();
    let end = offset + rest.find('\n').unwrap_or(rest.len());
    if text.get(..end).is_some_and(|t| t.ends_with('\r')) { end - 1 } else { end }
}
