//! Names and circles over a whole template, whatever is evaluated of it: what CloudFormation refuses
//! before it creates anything.

use petgraph::algo::kosaraju_scc;
use petgraph::graph::{DiGraph, NodeIndex};
use rustc_hash::{FxHashMap, FxHashSet};
use smol_str::SmolStr;
use vpcelint_source::{Label, Notice, Range, Span};
use vpcelint_syntax::document::{Entry, Node, NodeKind};

use crate::eval::{Called, Piece, condition_name, intrinsic, pieces};
use crate::sam::PREFIX;
use crate::template::Template;

/// What the expressions of a template name.
#[derive(Debug, Default)]
pub(crate) struct Uses {
    /// The attributes that are read by name, by the resource; under the empty name those of resources
    /// whose names are put together.
    pub(crate) attributes: FxHashMap<SmolStr, Vec<SmolStr>>,
    /// Names that nothing has, and other things that are refused.
    pub(crate) notices: Vec<Notice>,
    /// Whether anything is imported.
    pub(crate) imports: bool,
}

/// Whether a name that the template does not declare may be that of something that a transform makes.
pub(crate) fn may_be_made(template: &Template, name: &str) -> bool {
    if template.macros().next().is_some() {
        return true;
    }
    // `MyFunctionRole`, `ApiStage`, `ServerlessRestApi`: the translator names what it makes after
    // what it makes it for.
    let resources = template.section("Resources");
    template.is_serverless()
        && (name.starts_with("Serverless")
            || resources.iter().any(|e| {
                let kind = e.value.get("Type").and_then(Node::as_str).unwrap_or_default();
                kind.starts_with(PREFIX) && name.starts_with(e.key.text.as_str())
            }))
}

/// Checks the names and circles of a template.
pub(crate) fn check(template: &Template) -> Uses {
    let names = |section: &str| -> FxHashSet<&str> {
        template.section(section).iter().map(|e| e.key.text.as_str()).collect()
    };
    let loops =
        |section: &str| template.section(section).iter().any(|e| e.key.text.starts_with("Fn::"));
    let mut checker = Checker {
        template,
        parameters: names("Parameters"),
        conditions: names("Conditions"),
        mappings: names("Mappings"),
        resources: names("Resources"),
        open_resources: loops("Resources"),
        open_conditions: loops("Conditions"),
        looped: Vec::new(),
        uses: Uses::default(),
        edges: Vec::new(),
        within: None,
        chosen: 0,
    };
    checker.sections();
    checker.circles();
    checker.uses
}

struct Checker<'t> {
    template: &'t Template,
    parameters: FxHashSet<&'t str>,
    conditions: FxHashSet<&'t str>,
    mappings: FxHashSet<&'t str>,
    resources: FxHashSet<&'t str>,
    /// Whether loops or inclusions make resources of further names.
    open_resources: bool,
    open_conditions: bool,
    /// The names that loops around define.
    looped: Vec<SmolStr>,
    uses: Uses,
    /// Which resource refers to which, outside of choices.
    edges: Vec<(SmolStr, SmolStr, Span)>,
    /// The resource that is being looked at, if it certainly exists.
    within: Option<SmolStr>,
    /// How many choices are around.
    chosen: usize,
}

impl<'t> Checker<'t> {
    fn sections(&mut self) {
        for section in ["Resources", "Outputs", "Conditions"] {
            let node = self.template.document.root.get(section);
            // Nothing is left of a section where all in it could not be read, which was said.
            let lost = |n: &Node| n.kind == NodeKind::Null && !self.template.notices.is_empty();
            if let Some(node) = node.filter(|n| !matches!(n.kind, NodeKind::Map(_)) && !lost(n)) {
                let message = format!("`{section}` is a map of names to what they stand for");
                self.refuse(node.range, message);
            }
        }
        for entry in self.template.section("Resources") {
            self.resource(entry);
        }
        self.within = None;
        for entry in self.template.section("Outputs") {
            self.value(&entry.value);
            self.own_condition(&entry.value);
        }
        for entry in self.template.section("Conditions") {
            self.condition_expression(&entry.value);
        }
    }

    /// Looks through an expression of a condition: it is decided before there are resources.
    fn condition_expression(&mut self, node: &Node) {
        if let Some(name) = condition_name(node) {
            self.condition(name, node.range);
            return;
        }
        if let Some((called, argument)) = intrinsic(node) {
            let named = || argument.as_str().filter(|name| self.resources.contains(name));
            if called.is("GetAtt") {
                let message = "conditions can't read attributes: there are no resources yet";
                self.refuse(node.range, message);
                return;
            }
            if called.is("Ref")
                && let Some(name) = named()
            {
                let message = format!("conditions can't refer to the resource `{name}`");
                self.refuse(node.range, message);
                return;
            }
            let combines = ["And", "Or", "Not", "Equals"].iter().any(|name| called.is(name));
            match combines {
                true => argument.elements().iter().for_each(|n| self.condition_expression(n)),
                false => self.value(node),
            }
            return;
        }
        self.value(node);
    }

    fn resource(&mut self, entry: &'t Entry) {
        let name = &entry.key.text;
        let body = &entry.value;
        // Of what a loop makes, and of what has no type, it is not known whether it exists.
        self.within = None;
        if name.starts_with("Fn::") {
            self.entries(std::slice::from_ref(entry));
            return;
        }
        let kind = body.get("Type").and_then(Node::as_str);
        match kind {
            Some(kind) => {
                let certain = body.get("Condition").is_none() && !kind.starts_with(PREFIX);
                self.within = certain.then(|| name.clone());
            }
            None if matches!(body.kind, NodeKind::Map(_))
                && self.template.macros().next().is_none() =>
            {
                self.refuse(entry.key.range, format!("the resource `{name}` has no `Type`"));
            }
            None if matches!(body.kind, NodeKind::Map(_)) => {}
            None => self.refuse(entry.key.range, format!("the resource `{name}` is no map")),
        }
        self.own_condition(body);
        if let Some(depends) = body.get("DependsOn") {
            let one = std::slice::from_ref(depends);
            let list = if depends.elements().is_empty() { one } else { depends.elements() };
            for node in list {
                if let Some(on) = node.as_str() {
                    self.name(on, node.range, "");
                }
            }
        }
        for part in ["Properties", "UpdatePolicy", "CreationPolicy"] {
            if let Some(node) = body.get(part) {
                self.value(node);
            }
        }
    }

    fn own_condition(&mut self, body: &Node) {
        if let Some(node) = body.get("Condition")
            && let Some(name) = node.as_str()
        {
            self.condition(name, node.range);
        }
    }

    /// Looks through a value. The depth of documents is capped, so this ends.
    fn value(&mut self, node: &Node) {
        if let Some((called, argument)) = intrinsic(node) {
            self.call(called, &argument, node.range);
            return;
        }
        if let Some(name) = condition_name(node)
            && node.tag.is_some()
        {
            self.condition(name, node.range);
            return;
        }
        match &node.kind {
            NodeKind::List(items) => items.iter().for_each(|item| self.value(item)),
            NodeKind::Map(entries) => self.entries(entries),
            _ => {}
        }
    }

    fn entries(&mut self, entries: &[Entry]) {
        for entry in entries {
            if !entry.key.text.starts_with("Fn::ForEach") {
                self.value(&entry.value);
                continue;
            }
            let [name, list, body] = entry.value.elements() else { continue };
            self.value(list);
            let count = self.looped.len();
            self.looped.extend(name.as_str().map(SmolStr::from));
            self.value(body);
            self.looped.truncate(count);
        }
    }

    fn call(&mut self, called: Called<'_>, argument: &Node, at: Range) {
        let text = argument.as_str();
        if called.is("Ref") {
            if let Some(name) = text {
                self.name(name, at, "");
                return;
            }
        } else if called.is("GetAtt") {
            self.get_att(argument, at);
            return;
        } else if called.is("Sub") {
            self.sub(argument, at);
            return;
        } else if called.is("If") {
            self.choice(argument);
            return;
        } else if called.is("FindInMap") {
            self.find_in_map(argument);
        } else if called.is("ImportValue") {
            self.uses.imports = true;
        }
        self.value(argument);
    }

    fn choice(&mut self, argument: &Node) {
        let mut items = argument.elements().iter();
        if let Some(first) = items.next()
            && let Some(name) = first.as_str()
        {
            self.condition(name, first.range);
        }
        self.chosen += 1;
        items.for_each(|item| self.value(item));
        self.chosen -= 1;
    }

    fn find_in_map(&mut self, argument: &Node) {
        let first = argument.elements().first();
        let default = argument.elements().get(3).is_some();
        if let Some(node) = first
            && let Some(name) = node.as_str()
            && !default
            && !self.in_loop(name)
            && !self.mappings.contains(name)
            && self.template.macros().next().is_none()
        {
            self.refuse(node.range, format!("there is no mapping `{name}` in the template"));
        }
    }

    fn get_att(&mut self, argument: &Node, at: Range) {
        let texts = || argument.elements().iter().map(Node::as_str).collect::<Option<Vec<_>>>();
        let name = match &argument.kind {
            NodeKind::String(text) => Some(text.to_string()),
            NodeKind::List(_) => texts().map(|parts| parts.join(".")),
            _ => None,
        };
        match name.as_deref().and_then(|name| name.split_once('.')) {
            Some((resource, attribute)) => self.name(resource, at, attribute),
            None => {
                if let [.., last] = argument.elements()
                    && let Some(attribute) = last.as_str()
                {
                    self.reads("", attribute);
                }
                self.value(argument);
            }
        }
    }

    fn reads(&mut self, resource: &str, attribute: &str) {
        if !attribute.is_empty() {
            self.uses.attributes.entry(resource.into()).or_default().push(attribute.into());
        }
    }

    fn sub(&mut self, argument: &Node, at: Range) {
        let (template, names) = match argument.elements() {
            [template, names] => (template, Some(names)),
            _ => (argument, None),
        };
        if let Some(names) = names {
            self.value(names);
        }
        let NodeKind::String(text) = &template.kind else { return };
        for piece in pieces(text) {
            let Piece::Name(name) = piece else { continue };
            if names.is_some_and(|names| names.get(name).is_some()) {
                continue;
            }
            match name.split_once('.') {
                Some((resource, attribute)) => self.name(resource, at, attribute),
                None => self.name(name, at, ""),
            }
        }
    }

    fn in_loop(&self, name: &str) -> bool {
        let has = |looped: &SmolStr| {
            name == looped
                || name.contains(&format!("${{{looped}}}"))
                || name.contains(&format!("&{{{looped}}}"))
        };
        self.looped.iter().any(has)
    }

    /// A name that is referred to, with the attribute that is read.
    fn name(&mut self, name: &str, at: Range, attribute: &str) {
        if name.starts_with("AWS::") {
            return;
        }
        if self.in_loop(name) {
            self.reads("", attribute);
            return;
        }
        self.reads(if self.resources.contains(name) { name } else { "" }, attribute);
        if self.resources.contains(name) {
            if let Some(within) = self.within.clone()
                && self.chosen == 0
            {
                self.edges.push((within, name.into(), self.template.span(at)));
            }
            return;
        }
        let known = attribute.is_empty() && self.parameters.contains(name);
        if known || self.open_resources || may_be_made(self.template, name) {
            return;
        }
        let message = match self.parameters.contains(name) {
            true => format!("`{name}` is a parameter: it has no attribute `{attribute}`"),
            false => format!("there is no parameter or resource `{name}` in the template"),
        };
        self.refuse(at, message);
    }

    fn condition(&mut self, name: &str, at: Range) {
        let known = self.conditions.contains(name) || self.open_conditions || self.in_loop(name);
        if !known && self.template.macros().next().is_none() {
            self.refuse(at, format!("there is no condition `{name}` in the template"));
        }
    }

    fn refuse(&mut self, at: Range, message: impl Into<String>) {
        self.uses.notices.push(Notice::error(self.template.span(at), message));
    }

    /// Reports resources that certainly exist and wait for each other.
    fn circles(&mut self) {
        let mut graph: DiGraph<&str, Span> = DiGraph::new();
        let mut nodes: FxHashMap<&str, NodeIndex> = FxHashMap::default();
        let certain: FxHashSet<&str> = self.edges.iter().map(|(from, ..)| from.as_str()).collect();
        for (from, to, at) in &self.edges {
            if certain.contains(to.as_str()) {
                let mut node = |name| *nodes.entry(name).or_insert_with(|| graph.add_node(name));
                let (from, to) = (node(from.as_str()), node(to.as_str()));
                graph.add_edge(from, to, *at);
            }
        }
        let mut found = Vec::new();
        for circle in kosaraju_scc(&graph) {
            let inside = |node: NodeIndex| circle.contains(&node);
            let own: Vec<Span> = circle
                .iter()
                .flat_map(|node| graph.edges(*node))
                .filter(|edge| inside(petgraph::visit::EdgeRef::target(edge)))
                .map(|edge| *edge.weight())
                .collect();
            let Some(first) = own.iter().min() else { continue };
            let mut names: Vec<_> = circle.iter().filter_map(|n| graph.node_weight(*n)).collect();
            names.sort();
            let names: Vec<_> = names.iter().map(|name| format!("`{name}`")).collect();
            let message = format!(
                "circular dependency: {} can only be created after each other",
                names.join(", ")
            );
            let mut notice = Notice::error(*first, message);
            notice.related = own
                .iter()
                .filter(|at| *at != first)
                .map(|at| Label { span: *at, message: "and here".into(), resource: None })
                .collect();
            found.push(notice);
        }
        found.sort_by_key(|notice| notice.span);
        self.uses.notices.extend(found);
    }
}
