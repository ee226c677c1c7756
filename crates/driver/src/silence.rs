//! The comment that suppresses a finding where it stands.

use vpcelint_source::{Budget, Diagnostic, Edit, Range, SourceFile, Sources};
use vpcelint_syntax::document::Node;
use vpcelint_syntax::hcl::Body;
use vpcelint_terraform::is_configuration;

/// The edit that writes it: above the innermost attribute or block that the finding is in. None where
/// a file has no comments, as JSON.
#[must_use]
pub fn silence(sources: &Sources, budget: &Budget, diagnostic: &Diagnostic) -> Option<Edit> {
    let span = diagnostic.primary.span;
    let file = sources.get(span.file).filter(|file| file.editable())?;
    let name = file.path().file_name()?.to_str()?;
    // Comments count in configuration and templates only.
    if [".json", ".tfvars", ".hcl"].iter().any(|end| name.ends_with(end)) {
        return None;
    }
    let at = span.range.start;
    let text = file.text();
    let item = if is_configuration(name) {
        let parsed = vpcelint_syntax::parse_hcl(span.file, text, &budget.limits);
        within(&parsed.file.body, at)
    } else {
        if text.trim_start().starts_with(['{', '[']) {
            return None;
        }
        let parsed = vpcelint_syntax::parse_document(span.file, text, &budget.limits);
        parsed.document.and_then(|d| entry(&d.root, at))
    };
    let line = line_of(&file, item.unwrap_or(at));
    let start = line.start as usize;
    let own = text.get(start..line.end as usize)?;
    let indent = own.len() - own.trim_start().len();
    let indent = own.get(..indent)?;
    let end = if text.get(..line.end as usize)?.ends_with('\r') { "\r\n" } else { "\n" };
    let text = format!("{indent}# vpcelint:ignore[{}]{end}", diagnostic.rule.id);
    Some(Edit { span: Range::new(start, start).in_file(span.file), text })
}

/// Where the innermost attribute or block around an offset begins.
fn within(body: &Body, at: u32) -> Option<u32> {
    let attributes = body.attributes.iter().map(|a| a.range());
    let attribute = attributes.into_iter().find(|range| range.touches(at));
    let block = || {
        let block = body.blocks.iter().find(|block| block.range.touches(at))?;
        within(&block.body, at).or(Some(block.range.start))
    };
    attribute.map(|range| range.start).or_else(block)
}

/// Where the innermost entry around an offset begins.
fn entry(node: &Node, at: u32) -> Option<u32> {
    let mut found = None;
    let mut next = Some(node);
    while let Some(node) = next.take() {
        if let Some(entry) = node.entries().iter().find(|e| e.range().touches(at)) {
            found = Some(entry.range().start);
            next = Some(&entry.value);
        } else {
            next = node.elements().iter().find(|e| e.range.touches(at));
        }
    }
    found
}

/// The line around an offset, without its end.
fn line_of(file: &SourceFile, at: u32) -> Range {
    let lines = file.lines();
    let next = lines.partition_point(|start| *start <= at);
    let start = lines.get(next.saturating_sub(1)).copied().unwrap_or_default();
    let end = lines.get(next).map_or(file.text().len(), |next| *next as usize - 1);
    Range::new(start as usize, end)
}
