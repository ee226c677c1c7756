//! Writes the changes that rules propose into a template: at the literal that a value comes from (a
//! property, a parameter's default, a branch of `Fn::If`), or among the properties of the resource.

use vpcelint_model::{Change, Edit as What, Graph, Literal, Resource};
use vpcelint_source::{Edit, Fix, Limits, Range, Sources, Span};
use vpcelint_syntax::document::{Document, Entry, Node, NodeKind};

/// The fix that makes a change of a resource of a template; none where nobody could write it for its
/// author.
#[must_use]
pub fn write(sources: &Sources, limits: &Limits, graph: &Graph, change: &Change) -> Option<Fix> {
    let resource = graph.resource(change.resource);
    let page = Page::open(sources, limits, graph, resource.span)?;
    let edit = match &change.what {
        What::Set(literal) => page.set(sources, limits, resource, &change.attribute, literal),
        What::Append(targets) => {
            let targets: Vec<_> = targets.iter().map(|id| graph.resource(*id)).collect();
            page.append(resource, &change.attribute, &targets)
        }
        What::Add(entries) => {
            let object: Vec<_> = entries.iter().map(|(k, v)| (k.as_str(), v)).collect();
            // What is named must be in the same stack.
            let here = |literal: &Literal| match literal {
                Literal::Attribute(id, _) => stack(graph.resource(*id)) == stack(resource),
                _ => true,
            };
            if !object.iter().all(|(_, literal)| here(literal)) {
                return None;
            }
            page.add(resource, &change.attribute, &object)
        }
    };
    Some(Fix { applicability: change.applicability, edits: vec![edit?] })
}

/// A template that somebody edits.
struct Page<'a> {
    graph: &'a Graph,
    text: std::sync::Arc<str>,
    document: Document,
}

impl<'a> Page<'a> {
    fn open(sources: &Sources, limits: &Limits, graph: &'a Graph, at: Span) -> Option<Self> {
        let source = sources.get(at.file).filter(|file| file.editable())?;
        let parsed = vpcelint_syntax::parse_document(at.file, source.text(), limits);
        // What a program wrote is changed in the program.
        let document = parsed.document.filter(|_| parsed.notices.is_empty())?;
        Some(Self { graph, text: source.text().clone(), document })
    }

    fn edit(&self, range: Range, text: String) -> Edit {
        Edit { span: range.in_file(self.document.id), text }
    }

    /// The properties of a resource.
    fn properties(&self, resource: &Resource) -> Option<&Node> {
        // What the CDK wrote is not edited.
        if resource.path.is_some() {
            return None;
        }
        let resources = self.document.root.get("Resources")?.entries();
        let holds =
            |e: &&Entry| e.key.range == resource.span.range || e.range() == resource.span.range;
        let declared = &resources.iter().find(holds)?.value;
        let is_it = declared.get("Type").and_then(Node::as_str) == Some(&resource.kind);
        declared.get("Properties").filter(|_| is_it)
    }

    fn set(
        &self,
        sources: &Sources,
        limits: &Limits,
        resource: &Resource,
        name: &str,
        literal: &Literal,
    ) -> Option<Edit> {
        let at = resource.values.get(name).and_then(|value| value.origin.at);
        let Some(at) = at else {
            let json = self.is_flow(self.properties(resource)?);
            let written = written(self.graph, literal, json);
            return self.insert(self.properties(resource)?, name, &written);
        };
        let page = Self::open(sources, limits, self.graph, at)?;
        let node = find(&page.document.root, at.range)?;
        let scalar = matches!(node.kind, NodeKind::Bool(_) | NodeKind::String(_) | NodeKind::Null);
        let plain = scalar && node.tag.is_none() && !node.range.as_usize().is_empty();
        // Quotes stay quotes: JSON and parameters may have them around a bool.
        let old = page.text.get(node.range.as_usize())?;
        let quote = old.chars().next().filter(|c| matches!(c, '"' | '\''));
        let bare = written(self.graph, literal, false);
        let new = match (quote, literal) {
            (Some(quote), Literal::Bool(_)) => format!("{quote}{bare}{quote}"),
            _ => written(self.graph, literal, page.document.json),
        };
        plain.then(|| page.edit(node.range, new))
    }

    fn append(&self, resource: &Resource, name: &str, targets: &[&Resource]) -> Option<Edit> {
        // Only what is in the same stack can be referred to.
        let own = stack(resource);
        let here = |target: &&Resource| {
            let same = target.span.file == resource.span.file && stack(target) == own;
            same && !target.address.contains('[')
        };
        if !targets.iter().all(here) {
            return None;
        }
        let properties = self.properties(resource)?;
        let flow = self.is_flow(properties);
        let reference = |target: &&Resource| match flow && self.document.json {
            true => format!("{{\"Ref\": \"{}\"}}", logical_id(target)),
            false => format!("!Ref {}", logical_id(target)),
        };
        let references: Vec<_> = targets.iter().map(reference).collect();
        match properties.get(name) {
            Some(list) => self.elements(list, &references),
            None => self.insert(properties, name, &format!("[{}]", references.join(", "))),
        }
    }

    fn add(&self, resource: &Resource, name: &str, object: &[(&str, &Literal)]) -> Option<Edit> {
        let properties = self.properties(resource)?;
        let json = self.document.json;
        let entries: Vec<_> = object
            .iter()
            .map(|(key, value)| {
                let value = written(self.graph, value, json);
                if json { format!("\"{key}\": {value}") } else { format!("{key}: {value}") }
            })
            .collect();
        let object = format!("{{{}}}", entries.join(", "));
        match properties.get(name) {
            Some(list) => self.elements(list, &[object]),
            None => self.insert(properties, name, &format!("[{object}]")),
        }
    }

    /// Whether a collection is written with brackets.
    fn is_flow(&self, node: &Node) -> bool {
        let text = self.text.get(node.range.as_usize()).unwrap_or_default();
        match &node.kind {
            // One with dashes begins with its first element, which may have brackets of its own.
            NodeKind::List(items) => {
                let first = items.first().map(|first| first.range.start);
                text.starts_with('[') && first.is_none_or(|first| first > node.range.start)
            }
            _ => text.starts_with('{'),
        }
    }

    /// Adds an entry to a map, behind the last one.
    fn insert(&self, map: &Node, name: &str, value: &str) -> Option<Edit> {
        let last = map.entries().iter().max_by_key(|e| e.key.range.start)?;
        let key = last.key.range.as_usize().start;
        let end = self.end_of(last)?;
        if !self.is_flow(map) {
            let (column, end) = (key - self.line_start(key), self.line_end(end));
            return Some(self.edit(empty(end), format!("\n{}{name}: {value}", " ".repeat(column))));
        }
        let name = if self.document.json { format!("\"{name}\"") } else { name.to_owned() };
        let indent = self.text.get(self.line_start(key)..key)?;
        let own_line = indent.trim().is_empty() && self.line_start(key) > 0;
        let gap = if own_line { format!(",\n{indent}") } else { ", ".to_owned() };
        Some(self.edit(empty(end), format!("{gap}{name}: {value}")))
    }

    /// Where an entry ends, with what follows a block on its last line.
    fn end_of(&self, entry: &Entry) -> Option<usize> {
        let end = entry.range().as_usize().end;
        let text = self.text.get(..end)?;
        Some(text.trim_end().len())
    }

    /// Adds elements to a list.
    fn elements(&self, list: &Node, added: &[String]) -> Option<Edit> {
        if list.tag.is_some() || !matches!(list.kind, NodeKind::List(_)) {
            return None;
        }
        let Some(last) = list.elements().last() else {
            return Some(self.edit(list.range, format!("[{}]", added.join(", "))));
        };
        let start = last.tag.as_ref().map_or(last.range, |tag| tag.range).as_usize().start;
        let end = self.text.get(..last.range.as_usize().end)?.trim_end().len();
        if !self.is_flow(list) {
            let dash = self.text.get(..start)?.rfind('-')?;
            let (column, end) = (dash - self.line_start(dash), self.line_end(end));
            let indent = " ".repeat(column);
            let lines: String = added.iter().map(|a| format!("\n{indent}- {a}")).collect();
            return Some(self.edit(empty(end), lines));
        }
        let indent = self.text.get(self.line_start(start)..start)?;
        let own_line = indent.trim().is_empty() && self.line_start(start) > 0;
        let gap = if own_line { format!(",\n{indent}") } else { ", ".to_owned() };
        // A comment stays with the element that it is behind.
        let rest = self.text.get(end..self.line_end(end)).unwrap_or_default();
        let behind = rest.trim_start();
        let comma = if behind.starts_with(',') { "," } else { "" };
        if own_line && behind.trim_start_matches(',').trim_start().starts_with('#') {
            let first = if comma.is_empty() { "," } else { "" };
            let lines = added.join(&gap);
            let text = format!("{first}{rest}\n{indent}{lines}{comma}");
            return Some(self.edit(Range::new(end, end + rest.len()), text));
        }
        let text: String = added.iter().map(|a| format!("{gap}{a}")).collect();
        Some(self.edit(empty(end), text))
    }

    /// Behind a comment on the line.
    fn line_end(&self, offset: usize) -> usize {
        let rest = self.text.get(offset..).unwrap_or_default();
        let line = rest.split('\n').next().unwrap_or_default();
        offset + line.trim_end_matches('\r').len()
    }

    fn line_start(&self, offset: usize) -> usize {
        self.text.get(..offset).and_then(|t| t.rfind('\n')).map_or(0, |n| n + 1)
    }
}

/// The nested stack that a resource is in.
fn stack(resource: &Resource) -> Option<&str> {
    resource.address.rsplit_once('/').map(|(stack, _)| stack)
}

/// The name of a resource in its own stack.
fn logical_id(resource: &Resource) -> &str {
    resource.address.rsplit('/').next().unwrap_or(&resource.address)
}

fn empty(offset: usize) -> Range {
    Range::new(offset, offset)
}

fn written(graph: &Graph, literal: &Literal, json: bool) -> String {
    let quoted = |text: &str| serde_json::Value::from(text).to_string();
    match literal {
        Literal::Bool(b) => b.to_string(),
        Literal::Number(n) => n.to_string(),
        Literal::Text(text) if json || !is_plain(text) => quoted(text),
        Literal::Text(text) => text.to_string(),
        Literal::Attribute(id, name) => {
            let id = logical_id(graph.resource(*id));
            match json {
                true => format!("{{\"Fn::GetAtt\": [\"{id}\", \"{name}\"]}}"),
                false => format!("!GetAtt {id}.{name}"),
            }
        }
        Literal::List(items) => {
            let items: Vec<_> = items.iter().map(|item| written(graph, item, json)).collect();
            format!("[{}]", items.join(", "))
        }
    }
}

/// Whether YAML reads a text as a string without quotes, in a list as well.
fn is_plain(text: &str) -> bool {
    text.starts_with(|c: char| c.is_ascii_alphabetic())
        && text.chars().all(|c| c.is_ascii_alphanumeric())
        && !matches!(
            text.to_ascii_lowercase().as_str(),
            "yes" | "no" | "on" | "off" | "true" | "false" | "null" | "y" | "n"
        )
}

/// The node at a place.
fn find(node: &Node, range: Range) -> Option<&Node> {
    if node.range == range && !matches!(node.kind, NodeKind::Map(_) | NodeKind::List(_)) {
        return Some(node);
    }
    let within = |n: &&Node| n.range.start <= range.start && range.end <= n.range.end;
    let inner = node.entries().iter().map(|e| &e.value).chain(node.elements()).filter(within);
    inner.into_iter().find_map(|n| find(n, range))
}
