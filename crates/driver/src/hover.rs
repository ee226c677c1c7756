//! What an editor shows beside the resource at a place.

use std::collections::BTreeSet;
use std::path::Path;
use std::sync::{Mutex, PoisonError};

use vpcelint_model::{Graph, Resource};
use vpcelint_source::{Budget, FileId, Range, Sources, Span, System};
use vpcelint_terraform::is_configuration;

use crate::graph::walk;
use crate::money::Read;
use crate::paths::{Ask, rows};
use crate::pipeline::Options;

/// What is to be said of a declaration.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Hover {
    /// Where the declaration stands.
    pub range: Range,
    /// Markdown.
    pub text: String,
}

/// What is to be said of the resource, or the module call, that is declared at an offset of a file: of
/// all its instances in the roots that reach the file.
#[must_use]
pub fn hover(
    system: &dyn System,
    sources: &Sources,
    budget: &Budget,
    options: &Options,
    (path, offset): (&Path, u32),
) -> Option<Hover> {
    let range = declaration_at(system, budget, path, offset)?;
    let options = Options { paths: vec![path.to_path_buf()], ..options.clone() };
    let here = |span: Span| {
        range.touches(span.range.start)
            && sources.get(span.file).is_some_and(|file| file.path() == path)
    };
    let is_here = |resource: &Resource| {
        here(resource.span) || resource.calls.iter().any(|call| here(call.span))
    };
    let found: Mutex<BTreeSet<(String, String)>> = Mutex::default();
    let rows = |graph: &Graph, network: &vpcelint_aws::Network| {
        let mut found = found.lock().unwrap_or_else(PoisonError::into_inner);
        for (_, resource) in graph.resources().filter(|(_, resource)| is_here(resource)) {
            let Some(root) = graph.root(resource.root) else { continue };
            found.insert((root.path.to_string(), resource.address.to_string()));
        }
        drop(found);
        let ask = Ask { without_hops: true, ..Ask::default() };
        rows(graph, network, sources, &ask, &Read::default(), &Default::default())
    };
    let drawn = walk(system, sources, budget, &options, &rows);
    let found = found.into_inner().unwrap_or_else(PoisonError::into_inner);
    let text = vpcelint_report::hover::render(&found, &drawn.document.roots, &drawn.rows);
    (!text.is_empty()).then_some(Hover { range, text })
}

/// The block of Terraform or the resource of a template around an offset.
fn declaration_at(system: &dyn System, budget: &Budget, path: &Path, offset: u32) -> Option<Range> {
    let bytes = system.read(path, budget.limits.file_bytes).ok()?;
    let (text, _) = vpcelint_source::text_of(bytes);
    let nowhere = FileId(u32::MAX);
    let name = path.file_name()?.to_str()?;
    if is_configuration(name) {
        let parsed = match name.ends_with(".json") {
            true => vpcelint_syntax::parse_json(nowhere, &text, &budget.limits),
            false => vpcelint_syntax::parse_hcl(nowhere, &text, &budget.limits),
        };
        let blocks = parsed.file.body.blocks.iter().map(|block| block.range);
        return blocks.into_iter().find(|range| range.touches(offset));
    }
    let document = vpcelint_syntax::parse_document(nowhere, &text, &budget.limits).document?;
    let resources = document.root.get("Resources")?.entries();
    resources.iter().map(|entry| entry.range()).find(|range| range.touches(offset))
}
