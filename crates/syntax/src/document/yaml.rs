//! YAML documents: a tree from the parser's events, without recursion.

mod explain;
mod merge;
pub(super) mod scalar;

use granit_parser::{Event, Options, Parser, ScalarStyle, Span, StrInput, StructureStyle, options};
use smol_str::SmolStr;
use vpcelint_source::Range;

use self::explain::Seen;
use super::build::{Build, Failure, Source};
use super::json::DEEPEST;
use super::read::Reading;
use super::{Entry, Key, Node, NodeKind, Tag};
use crate::hcl::Comment;

/// A comment is kept if it holds this.
const MARK: &str = "vpcelint:";

/// Reads a text.
pub(super) fn read(source: Source<'_>) -> Result<Reading, Failure> {
    Reader::new(source).read()
}

fn reading(comments: bool) -> Options {
    options! {
        emit_comments: comments,
        // The parser takes long runs of comments before a value for an attack.
        max_buffered_comment_events: usize::MAX,
        block_scalar_eof_without_line_feed: true,
        bom_inside_document_as_content: true,
        emit_unresolved_aliases: true,
        flow_nesting_limit: DEEPEST,
        block_nesting_limit: DEEPEST,
    }
}

/// A collection whose end has not come yet.
struct Open {
    /// The place of its brackets or of what is in it so far.
    range: Option<Range>,
    /// Where its opening event was; a block may turn out to be without content.
    opened: Range,
    tag: Option<Tag>,
    anchor: usize,
    /// Nodes before it.
    before: usize,
    inside: Inside,
}

enum Inside {
    List(Vec<Node>),
    Map { entries: Vec<Entry>, next: Next, merged: Vec<Node> },
}

/// What an open map waits for.
enum Next {
    Key,
    Value(Key),
    /// The value of a merge key.
    Merged,
    /// A value whose key is no text.
    Lost,
}

/// What an anchor names.
struct Anchored {
    node: Node,
    /// A scalar's text, for where it serves as key.
    text: Option<SmolStr>,
    nodes: usize,
}

/// What a tag makes of its node.
enum Meaning {
    Nothing,
    /// A tag of YAML itself, such as `!!str`.
    Core(String),
    /// `!` alone: a string.
    Text,
    Local(Tag),
}

struct Reader<'a> {
    events: Parser<'a, StrInput<'a>>,
    build: Build<'a>,
    open: Vec<Open>,
    root: Option<Node>,
    anchors: Vec<Option<Anchored>>,
    /// Nodes read and repeated, those left out as well: what the cap counts.
    spent: usize,
    comments: Vec<Comment>,
    seen: Seen,
    said: Said,
}

/// What is said once.
#[derive(Default)]
struct Said {
    alias: bool,
    merge: bool,
    cap: bool,
}

impl<'a> Reader<'a> {
    fn new(source: Source<'a>) -> Self {
        let options = reading(source.text.contains(MARK));
        Self {
            events: Parser::new_from_str_with_options(source.text, options),
            build: Build::new(source),
            open: Vec::new(),
            root: None,
            anchors: Vec::new(),
            spent: 0,
            comments: Vec::new(),
            seen: Seen::default(),
            said: Said::default(),
        }
    }

    fn read(mut self) -> Result<Reading, Failure> {
        while let Some(next) = self.events.next() {
            let (event, span) = match next {
                Ok(next) => next,
                Err(error) => return Err(self.seen.failure(self.build.source.text, &error)),
            };
            let (start, end) = offsets(&span);
            self.seen.event(&event, start, end);
            if self.root.is_some() && self.second(&event, start, end) {
                break;
            }
            self.event(event, &span);
        }
        let nodes = self.build.nodes;
        let notices = self.build.into_notices();
        let partial = self.said.cap;
        Ok(Reading { root: self.root, nodes, comments: self.comments, notices, partial })
    }

    /// Whether a second document begins, which is an error.
    fn second(&mut self, event: &Event<'_>, start: usize, end: usize) -> bool {
        let node = event.is_node() && self.open.is_empty();
        let empty = matches!(event, Event::Scalar(..)) && start == end;
        if node && !empty {
            let range = self.build.source.range(start, (start + 1).max(end));
            let first = Range { end: self.line_end(range), ..range };
            self.build.error(first, || {
                "a template is one document: what follows this second `---` is not read".to_owned()
            });
        }
        node && !empty
    }

    fn line_end(&self, range: Range) -> u32 {
        let text = self.build.source.slice(range);
        let line = text.lines().next().unwrap_or_default();
        range.start + u32::try_from(line.len()).unwrap_or_default()
    }

    fn event(&mut self, event: Event<'a>, span: &Span) {
        let (start, end) = offsets(span);
        match event {
            Event::Scalar(text, style, anchor, tag) => {
                let empty = start == end && style == ScalarStyle::Plain;
                let text = if empty { "" } else { &*text };
                let range = self.scalar_range((start, end), style, text.is_empty(), tag.is_some());
                let meaning = self.meaning(tag.as_deref(), span);
                self.scalar(text, range, style, anchor, meaning);
            }
            Event::SequenceStart(style, anchor, tag) => {
                let meaning = self.meaning(tag.as_deref(), span);
                self.collection(Inside::List(Vec::new()), style, (start, end), anchor, meaning);
            }
            Event::MappingStart(style, anchor, tag) => {
                let inside =
                    Inside::Map { entries: Vec::new(), next: Next::Key, merged: Vec::new() };
                let meaning = self.meaning(tag.as_deref(), span);
                self.collection(inside, style, (start, end), anchor, meaning);
            }
            Event::SequenceEnd | Event::MappingEnd => self.close(start, end),
            Event::Alias(anchor) => {
                let range = self.build.source.range(start, end);
                self.alias(anchor, range);
            }
            Event::UnresolvedAlias(name) => {
                let range = self.build.source.range(start, end);
                self.build.error(range, || {
                    format!("there is no anchor `&{name}` before this alias; it is read as null")
                });
                self.node(NodeKind::Null, range, None);
            }
            Event::Comment(text, _) if text.contains(MARK) => {
                let length =
                    self.build.source.text.get(start..end).map_or(0, |t| t.trim_end().len());
                let range = self.build.source.range(start, start + length);
                self.comments.push(Comment { range, text: text.trim().into() });
            }
            _ => {}
        }
    }

    fn meaning(&self, tag: Option<&granit_parser::Tag>, span: &Span) -> Meaning {
        let Some(tag) = tag else { return Meaning::Nothing };
        if let Some(name) = tag.suffix_in_namespace("tag:yaml.org,2002:") {
            return Meaning::Core(name.into_owned());
        }
        let range = span.tag_span().map(|span| offsets(&span));
        let range = range.map_or_else(Range::default, |(s, e)| self.build.source.range(s, e));
        let name = match tag.handle() {
            "!" => tag.suffix().into(),
            _ => SmolStr::from(tag.original().trim_start_matches('!')),
        };
        if name.is_empty() { Meaning::Text } else { Meaning::Local(Tag { name, range }) }
    }

    /// A block's content without the blank lines behind it; the place of nothing is on the line
    /// of what it belongs to.
    fn scalar_range(
        &self,
        (start, end): (usize, usize),
        style: ScalarStyle,
        empty: bool,
        tagged: bool,
    ) -> Range {
        let text = self.build.source.text;
        if matches!(style, ScalarStyle::Literal | ScalarStyle::Folded) {
            let content = text.get(start..end).unwrap_or_default().trim_end();
            let end = start + content.len();
            if content.is_empty() || content.starts_with(['|', '>']) && empty {
                let at = text.get(..end).unwrap_or_default().trim_end().len();
                return self.build.source.range(at, at);
            }
            return self.build.source.range(start, end);
        }
        if start < end || tagged {
            return self.build.source.range(start, end);
        }
        let key = self.open.last().and_then(|open| match &open.inside {
            Inside::Map { next: Next::Value(key), .. } => Some(key.range.end),
            _ => None,
        });
        let Some(key) = key else { return self.build.source.range(start, end) };
        let here = self.build.source.range(start, end);
        let between = self.build.source.slice(Range { start: key.min(here.start), ..here });
        let line = between.lines().next().unwrap_or_default().len();
        let at = key.min(here.start).saturating_add(u32::try_from(line).unwrap_or_default());
        let at = if between.contains('\n') { at } else { here.start };
        Range { start: at, end: at }
    }

    fn scalar(
        &mut self,
        text: &str,
        range: Range,
        style: ScalarStyle,
        anchor: usize,
        meaning: Meaning,
    ) {
        let plain = style == ScalarStyle::Plain;
        let merges = match &meaning {
            Meaning::Nothing => plain && text == "<<",
            Meaning::Core(name) => name == "merge",
            _ => false,
        };
        let (kind, tag) = match meaning {
            Meaning::Nothing if plain => (scalar::resolved(text), None),
            Meaning::Core(name) => (scalar::tagged(&name, text), None),
            Meaning::Nothing | Meaning::Text => (NodeKind::String(text.into()), None),
            Meaning::Local(tag) => (NodeKind::String(text.into()), Some(tag)),
        };
        let node = Node { kind, range, tag };
        if anchor > 0 {
            let text = Some(text.into());
            self.anchor(anchor, Some(Anchored { node: node.clone(), text, nodes: 1 }));
        }
        if self.wants_key() {
            let lead = node.tag.as_ref().map_or(range, |tag| tag.range.join(range));
            self.key(text, range, lead, merges);
        } else {
            self.count(1);
            self.place(node);
        }
    }

    fn count(&mut self, nodes: usize) {
        self.build.nodes += nodes;
        self.spent += nodes;
    }

    fn node(&mut self, kind: NodeKind, range: Range, tag: Option<Tag>) {
        self.count(1);
        self.place(Node { kind, range, tag });
    }

    fn wants_key(&self) -> bool {
        let inside = self.open.last().map(|open| &open.inside);
        matches!(inside, Some(Inside::Map { next: Next::Key, .. }))
    }

    fn key(&mut self, text: &str, range: Range, lead: Range, merges: bool) {
        if merges && !std::mem::replace(&mut self.said.merge, true) {
            self.build.notice(range, || {
                "CloudFormation itself refuses merge keys (`<<`); `sam` and `aws cloudformation \
                 package` resolve them before it sees the template"
                    .to_owned()
            });
        }
        let Some(open) = self.open.last_mut() else { return };
        open.extend(lead);
        if let Inside::Map { next, .. } = &mut open.inside {
            *next =
                if merges { Next::Merged } else { Next::Value(Key { text: text.into(), range }) };
        }
    }

    fn anchor(&mut self, anchor: usize, anchored: Option<Anchored>) {
        if self.anchors.len() <= anchor {
            self.anchors.resize_with(anchor + 1, || None);
        }
        if let Some(place) = self.anchors.get_mut(anchor) {
            *place = anchored;
        }
    }

    fn alias(&mut self, anchor: usize, range: Range) {
        if !std::mem::replace(&mut self.said.alias, true) {
            self.build.notice(range, || {
                "CloudFormation itself refuses anchors and aliases; `sam` and `aws cloudformation \
                 package` resolve them before it sees the template"
                    .to_owned()
            });
        }
        let wants_key = self.wants_key();
        let Some(anchored) = self.anchors.get(anchor).and_then(Option::as_ref) else {
            self.build.error(range, || {
                "this alias stands within what its own anchor names; it is read as null".to_owned()
            });
            return self.node(NodeKind::Null, range, None);
        };
        if wants_key && let Some(text) = anchored.text.clone() {
            return self.key(&text, range, range, false);
        }
        let nodes = anchored.nodes;
        if self.spent.saturating_add(nodes) > self.build.source.cap {
            self.too_many(range);
            return self.node(NodeKind::Null, range, None);
        }
        // The tag stands where the alias does, as the node does.
        let tag = anchored.node.tag.clone().map(|tag| Tag { range, ..tag });
        let node = Node { kind: anchored.node.kind.clone(), range, tag };
        self.count(nodes);
        self.place(node);
    }

    fn too_many(&mut self, range: Range) {
        let cap = self.build.source.cap;
        if !std::mem::replace(&mut self.said.cap, true) {
            self.build.notice(range, || {
                format!(
                    "this alias and others behind it are read as null: the document would have \
                     more than {cap} nodes (the cap `document_nodes`)"
                )
            });
        }
    }

    fn collection(
        &mut self,
        inside: Inside,
        style: StructureStyle,
        (start, end): (usize, usize),
        anchor: usize,
        meaning: Meaning,
    ) {
        let tag = match meaning {
            Meaning::Local(tag) => Some(tag),
            _ => None,
        };
        let opened = self.build.source.range(start, end);
        // A single pair in a list, `[a: b]`, has no braces.
        let brackets = style == StructureStyle::Flow && start < end;
        let range = brackets.then_some(opened);
        if anchor > 0 {
            self.anchor(anchor, None);
        }
        let before = self.build.nodes;
        self.count(1);
        self.open.push(Open { range, opened, tag, anchor, before, inside });
    }

    fn close(&mut self, start: usize, end: usize) {
        let Some(mut open) = self.open.pop() else { return };
        let brackets = self.build.source.range(start, end);
        if start < end && self.build.source.slice(open.opened).starts_with(['[', '{']) {
            open.extend(brackets);
        }
        let range = open.range.unwrap_or(Range { end: open.opened.start, ..open.opened });
        let kind = match open.inside {
            Inside::List(items) => NodeKind::List(items.into()),
            Inside::Map { entries, merged, .. } => {
                let entries = self.build.unique(entries);
                NodeKind::Map(self.build.merge(entries, &merged).into())
            }
        };
        let node = Node { kind, range, tag: open.tag };
        if open.anchor > 0 {
            let nodes = self.build.nodes.saturating_sub(open.before);
            let anchored = Anchored { node: node.clone(), text: None, nodes };
            self.anchor(open.anchor, Some(anchored));
        }
        self.place(node);
    }

    /// Puts a node where it belongs.
    fn place(&mut self, node: Node) {
        let Some(open) = self.open.last_mut() else {
            let empty = node.kind == NodeKind::Null && node.range.start == node.range.end;
            // A document without content is none.
            if self.root.is_none() && !empty {
                self.root = Some(node);
            } else {
                self.build.forget(&node);
            }
            return;
        };
        open.extend(node.tag.as_ref().map_or(node.range, |tag| tag.range.join(node.range)));
        let Inside::Map { entries, next, merged } = &mut open.inside else {
            if let Inside::List(items) = &mut open.inside {
                items.push(node);
            }
            return;
        };
        match std::mem::replace(next, Next::Key) {
            Next::Value(key) => entries.push(Entry { key, value: node }),
            Next::Merged => merged.push(node),
            Next::Lost => self.build.forget(&node),
            Next::Key => {
                *next = Next::Lost;
                self.build.forget(&node);
                self.complex(&node);
            }
        }
    }

    fn complex(&mut self, node: &Node) {
        let braces = self.build.source.slice(node.range).starts_with('{');
        self.build.error(node.range, || {
            let what = match node.kind {
                NodeKind::Map(_) if braces => {
                    "a map can't be a key; put quotes around `{{ }}` if a tool is to fill it in"
                }
                NodeKind::Map(_) => "a map can't be a key here",
                NodeKind::List(_) => "a list can't be a key here",
                _ => "this can't be a key here",
            };
            format!("{what}; the entry is left out")
        });
    }
}

impl Open {
    fn extend(&mut self, range: Range) {
        self.range = Some(self.range.map_or(range, |own| own.join(range)));
    }
}

fn offsets(span: &Span) -> (usize, usize) {
    let start = span.start.byte_offset().unwrap_or_default();
    (start, span.end.byte_offset().unwrap_or(start).max(start))
}
