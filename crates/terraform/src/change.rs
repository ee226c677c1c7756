//! Writes the changes that rules propose into the configuration, where a person would: at the literal
//! that a value comes from, in the call of a module whose default it is, or in the resource's block.

mod insert;

use std::path::{Path, PathBuf};
use std::sync::Arc;

use hcl::Expression;
use smol_str::SmolStr;
use vpcelint_model::{Change, Edit as What, Graph, Link, LinkKind, Literal, Resource, Value};
use vpcelint_source::{Applicability, Edit, FileId, Fix, Limits, Range, SourceFile, Sources};
use vpcelint_syntax::hcl::{Block, Body, Expr, ExprKind, File};

/// The fix that makes a change of a resource of Terraform; none where nobody could write it for its
/// author.
#[must_use]
pub fn write(sources: &Sources, limits: &Limits, graph: &Graph, change: &Change) -> Option<Fix> {
    let resource = graph.resource(change.resource);
    let writer = Writer { sources, limits, graph };
    let mut applicability = change.applicability;
    let edit = match &change.what {
        What::Set(literal) => writer.set(resource, &change.attribute, literal),
        What::Append(targets) => {
            let targets: Vec<_> = targets.iter().map(|id| graph.resource(*id)).collect();
            // An instance that a switch takes away can't be named without it.
            if targets.iter().any(|target| writer.has_switch(target)) {
                applicability = Applicability::Unsafe;
            }
            writer.append(resource, &change.attribute, &targets)
        }
        What::Add(entries) => writer.add(resource, &change.attribute, entries),
    };
    Some(Fix { applicability, edits: vec![edit?] })
}

struct Writer<'a> {
    sources: &'a Sources,
    limits: &'a Limits,
    graph: &'a Graph,
}

/// A file that somebody edits.
struct Page {
    source: Arc<SourceFile>,
    id: FileId,
    tree: File,
}

impl Writer<'_> {
    /// A file in native syntax that somebody edits.
    fn page(&self, id: FileId) -> Option<Page> {
        let source = self.sources.get(id).filter(|file| file.editable())?;
        let native = source.path().extension().is_some_and(|end| end != "json");
        let tree = native.then(|| vpcelint_syntax::parse_hcl(id, source.text(), self.limits))?;
        tree.notices.is_empty().then_some(Page { source, id, tree: tree.file })
    }

    /// The directory of a file, in which names mean the same.
    fn scope(&self, file: FileId) -> Option<PathBuf> {
        self.sources.get(file).map(|file| parent(file.path()).to_path_buf())
    }

    fn set(&self, resource: &Resource, attribute: &str, literal: &Literal) -> Option<Edit> {
        let value = resource.get(attribute);
        let text = written(self.graph, literal, &|_| false)?;
        let Some(at) = value.origin.at.filter(|_| resource.values.contains_key(attribute)) else {
            return self.in_resource(resource, attribute, &text);
        };
        if let Some(link) = default_of_module(value) {
            let own = resource.calls.iter().filter(|_| link.root == resource.root);
            let call = own.into_iter().find(|call| call.address == link.module)?;
            let page = self.page(call.span.file)?;
            let block = block_at(&page.tree.body, call.span.range)?;
            return insert::attribute(&page, block, &link.name, &text);
        }
        let page = self.page(at.file)?;
        let found = expr_at(&page.tree.body, at.range)?;
        let is_literal =
            matches!(found.kind, ExprKind::Bool(_) | ExprKind::String(_) | ExprKind::Null);
        is_literal.then(|| page.edit(found.range, text))
    }

    fn in_resource(&self, resource: &Resource, attribute: &str, text: &str) -> Option<Edit> {
        // What is made in a file that nobody edits has its place at a call.
        if resource.inner.is_some() {
            return None;
        }
        let page = self.page(resource.span.file)?;
        let block = block_at(&page.tree.body, resource.span.range)?;
        insert::attribute(&page, block, attribute, text)
    }

    fn append(&self, resource: &Resource, attribute: &str, to: &[&Resource]) -> Option<Edit> {
        let nameable = |t: &&Resource| {
            t.inner.is_none() && t.root == resource.root && self.declares(t).is_some()
        };
        let target = to.first().filter(|_| to.iter().all(nameable))?;
        let names: Option<Vec<_>> =
            to.iter().map(|t| Some(local_address(t)?.to_owned() + ".id")).collect();
        let names = names?;
        let value = resource.get(attribute);
        let scope = |file| self.scope(file);
        let scope_of_target = scope(target.span.file)?;
        if to.iter().any(|t| scope(t.span.file).as_ref() != Some(&scope_of_target)) {
            return None;
        }
        let Some(at) = value.origin.at.filter(|_| resource.values.contains_key(attribute)) else {
            let same = scope(resource.span.file)? == scope_of_target;
            let list = format!("[{}]", names.join(", "));
            return same.then(|| self.in_resource(resource, attribute, &list)).flatten();
        };
        if default_of_module(value).is_some() || scope(at.file)? != scope_of_target {
            return None;
        }
        let page = self.page(at.file)?;
        let found = expr_at(&page.tree.body, at.range)?;
        insert::elements(&page, found, &names)
    }

    /// The file in which a resource is declared where it is shown; none where that is the call of a module.
    fn declares(&self, resource: &Resource) -> Option<Page> {
        let page = self.page(resource.span.file)?;
        let block = block_at(&page.tree.body, resource.span.range)?;
        (block.kind.text == "resource").then_some(page)
    }

    /// Whether a condition decides how many instances of a resource there are.
    fn has_switch(&self, resource: &Resource) -> bool {
        let Some(page) = self.declares(resource) else { return false };
        let block = block_at(&page.tree.body, resource.span.range);
        let count = block.and_then(|block| block.body.attribute("count"));
        count.is_some_and(|count| matches!(count.value.kind, ExprKind::Conditional(_)))
    }

    fn add(&self, resource: &Resource, name: &str, entries: &[(SmolStr, Literal)]) -> Option<Edit> {
        if resource.inner.is_some() {
            return None;
        }
        let page = self.page(resource.span.file)?;
        let block = block_at(&page.tree.body, resource.span.range)?;
        let width = entries.iter().map(|(key, _)| key.len()).max()?;
        let here = self.scope(resource.span.file);
        let mut lines = vec![format!("{name} {{")];
        for (key, literal) in entries {
            let value = written(self.graph, literal, &|r| {
                let same = r.root == resource.root && self.scope(r.span.file) == here;
                same && self.declares(r).is_some()
            })?;
            lines.push(format!("  {key:<width$} = {value}"));
        }
        lines.push("}".to_owned());
        insert::block(&page, block, name, &lines)
    }
}

impl Page {
    fn edit(&self, range: Range, text: String) -> Edit {
        Edit { span: range.in_file(self.id), text }
    }

    /// The text of the file.
    fn text(&self) -> &str {
        self.source.text()
    }
}

fn parent(path: &Path) -> &Path {
    path.parent().unwrap_or(path)
}

/// A value as it is written, in a directory; none where what it names is not in scope there.
fn written(
    graph: &Graph,
    literal: &Literal,
    in_scope: &dyn Fn(&Resource) -> bool,
) -> Option<String> {
    match literal {
        Literal::Bool(b) => Some(b.to_string()),
        Literal::Number(n) => Some(n.to_string()),
        Literal::Text(text) => expression(&Expression::String(text.to_string())),
        Literal::Attribute(id, name) => {
            let resource =
                Some(graph.resource(*id)).filter(|r| r.inner.is_none() && in_scope(r))?;
            Some(format!("{}.{name}", local_address(resource)?))
        }
        Literal::List(items) => {
            let items: Option<Vec<_>> =
                items.iter().map(|item| written(graph, item, in_scope)).collect();
            Some(format!("[{}]", items?.join(", ")))
        }
    }
}

fn expression(value: &Expression) -> Option<String> {
    let mut text = Vec::new();
    let mut writer = hcl::format::Formatter::builder().compact_arrays(true).build(&mut text);
    hcl::format::Format::format(value, &mut writer).ok()?;
    String::from_utf8(text).ok().map(|text| text.trim_end().to_owned())
}

/// The variable of a module that is called whose default a value is.
fn default_of_module(value: &Value) -> Option<&Link> {
    let first = value.origin.links().last()?;
    (first.kind == LinkKind::Default && !first.module.is_empty()).then_some(first)
}

/// The address of an instance within its module; none of one whose key is not known.
fn local_address(resource: &Resource) -> Option<&str> {
    let start = resource.address.rfind(&format!("{}.", resource.kind))?;
    let local = resource.address.get(start..)?;
    (!local.contains("[?") && !local.contains("[*")).then_some(local)
}

/// The block with a header at a place.
fn block_at(body: &Body, header: Range) -> Option<&Block> {
    body.blocks.iter().find(|block| block.header() == header || block.range == header)
}

/// The expression at a place.
fn expr_at(body: &Body, range: Range) -> Option<&Expr> {
    let within = |outer: Range| outer.start <= range.start && range.end <= outer.end;
    let attribute = body.attributes.iter().find(|a| within(a.value.range));
    match attribute {
        Some(attribute) => in_expr(&attribute.value, range),
        None => {
            let block = body.blocks.iter().find(|b| within(b.range))?;
            expr_at(&block.body, range)
        }
    }
}

fn in_expr(expr: &Expr, range: Range) -> Option<&Expr> {
    if expr.range == range {
        return Some(expr);
    }
    let within = |e: &&Expr| e.range.start <= range.start && range.end <= e.range.end;
    match &expr.kind {
        ExprKind::Tuple(items) => in_expr(items.iter().find(within)?, range),
        ExprKind::Object(items) => in_expr(items.iter().map(|i| &i.value).find(within)?, range),
        ExprKind::Parens(inner) => in_expr(inner, range),
        ExprKind::Conditional(parts) => {
            let (_, yes, no) = &**parts;
            in_expr([yes, no].into_iter().find(within)?, range)
        }
        ExprKind::Call(call) => in_expr(call.arguments.iter().find(within)?, range),
        _ => None,
    }
}

/// The span of nothing at a place.
fn at(offset: usize) -> Range {
    Range::new(offset, offset)
}
