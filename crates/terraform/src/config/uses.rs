//! Which names each declaration of a module uses, found without evaluating anything: undeclared
//! names are reported here, cycles by [`crate::cycles`].

use std::collections::BTreeSet;

use rustc_hash::FxHashMap;
use smol_str::SmolStr;
use vpcelint_source::{FileId, Notice, Span};
use vpcelint_syntax::hcl::{
    Block, Body, Expr, ExprKind, ObjectKey, Step, StepKind, TemplatePart, Traversal,
};

use super::{Declaration, Module, ResourceMode, is_meta_argument};
use crate::eval::undeclared_resource;
use crate::functions;
use crate::state::READER;

/// Something of a module that uses names.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(crate) enum Node {
    Variable(u32),
    Local(u32),
    Output(u32),
    Resource(u32),
    /// `count`, `for_each` and the other arguments of a call that are no variables.
    Call(u32),
    /// The argument for the variable of this name, by its number among the call's attributes.
    Argument(u32, u32),
}

/// A name that is used.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(crate) enum Used {
    Variable(u32),
    Local(u32),
    Resource(u32),
    Output(u32, SmolStr),
    /// All outputs of a call.
    Module(u32),
}

/// The names that each part of a module uses.
#[derive(Debug, Default)]
pub(crate) struct Uses {
    pub(crate) by_node: Vec<(Node, Vec<(Used, Span)>)>,
    /// The attributes of each resource that are read by name; an empty name where the whole
    /// resource is handed on.
    pub(crate) mentions: FxHashMap<u32, BTreeSet<SmolStr>>,
    /// The attributes that are read by name of something else than a resource, which may be one
    /// that was handed on: `each.value.id`, `module.a.b.id`; with the call whose output it is of.
    pub(crate) loose: BTreeSet<(SmolStr, SmolStr)>,
}

/// Whether a reference is to what is read of another root's state.
fn is_reader(root: &str, steps: &[Step]) -> bool {
    let kind = steps.first().map(|step| &step.kind);
    root == "data" && matches!(kind, Some(StepKind::Attribute(kind)) if kind == READER)
}

/// Walks expressions and collects names.
struct Walk<'m> {
    module: &'m Module,
    file: FileId,
    bound: Vec<SmolStr>,
    found: Vec<(Used, Span)>,
    notices: Vec<Notice>,
    /// Whether `count.index` means something.
    count: bool,
    /// Whether `each.key` and `each.value` mean something.
    for_each: bool,
    /// How many calls of `try` and `can` are around: they catch unknown functions.
    caught: u32,
    mentions: Vec<(u32, SmolStr)>,
    loose: Vec<(SmolStr, SmolStr)>,
    /// Whether only an order is written: `depends_on` hands nothing on.
    order: bool,
}

impl Module {
    /// Collects the names that each part uses, and reports those that are not declared.
    pub(super) fn collect_uses(&mut self) {
        let mut uses = Uses::default();
        let mut notices = Vec::new();
        let mut mentions: FxHashMap<u32, BTreeSet<SmolStr>> = FxHashMap::default();
        let mut add = |node: Node, walk: Walk<'_>| {
            notices.extend(walk.notices);
            uses.loose.extend(walk.loose);
            for (resource, attribute) in walk.mentions {
                mentions.entry(resource).or_default().insert(attribute);
            }
            if !walk.found.is_empty() {
                uses.by_node.push((node, walk.found));
            }
        };
        let number = |n: usize| u32::try_from(n).unwrap_or(u32::MAX);
        for (n, local) in self.locals.iter().enumerate() {
            let (file, attribute) = self.local(local);
            let mut walk = Walk::new(self, file.id);
            walk.expr(&attribute.value);
            add(Node::Local(number(n)), walk);
        }
        for (n, output) in self.outputs.iter().enumerate() {
            add(Node::Output(number(n)), self.walk_declaration(output, &["value"]));
        }
        for (n, resource) in self.resources.iter().enumerate() {
            add(Node::Resource(number(n)), self.walk_body(&resource.declaration));
        }
        for (n, call) in self.calls.iter().enumerate() {
            self.walk_call(number(n), call, &mut add);
        }
        for provider in &self.providers {
            notices.extend(self.walk_body(provider).notices);
        }
        self.report_undeclared(notices);
        uses.mentions = mentions;
        self.uses = uses;
    }

    /// Reports what is wrong with names. One that is declared nowhere is one error, however many
    /// places use it.
    fn report_undeclared(&mut self, notices: Vec<Notice>) {
        let mut uses: FxHashMap<String, usize> = FxHashMap::default();
        for notice in &notices {
            *uses.entry(notice.message.clone()).or_default() += 1;
        }
        for mut notice in notices {
            let undeclared = notice.message.starts_with("there is no ");
            if undeclared && !self.undeclared.insert(notice.message.clone()) {
                continue;
            }
            if let (true, Some(others @ 1..)) =
                (undeclared, uses.get(&notice.message).and_then(|n| n.checked_sub(1)))
            {
                let places = if others == 1 { "place uses" } else { "places use" };
                notice.message += &format!("; {others} more {places} it");
            }
            self.notices.push(notice);
        }
    }

    fn walk_declaration(&self, declaration: &Declaration, names: &[&str]) -> Walk<'_> {
        let mut walk = Walk::new(self, FileId(0));
        for name in names {
            if let Some((file, attribute)) = self.attribute(declaration, name) {
                walk.file = file.id;
                walk.expr(&attribute.value);
            }
        }
        walk
    }

    fn walk_body(&self, declaration: &Declaration) -> Walk<'_> {
        let mut walk = Walk::new(self, FileId(0)).spread(declaration);
        for (file, block) in self.parts(declaration) {
            walk.file = file.id;
            walk.body(&block.body);
        }
        walk
    }

    fn walk_call<'m>(
        &'m self,
        call: u32,
        declaration: &Declaration,
        add: &mut dyn FnMut(Node, Walk<'m>),
    ) {
        let mut whole = Walk::new(self, FileId(0)).spread(declaration);
        let mut number = 0;
        for (file, block) in self.parts(declaration) {
            for attribute in &block.body.attributes {
                if !is_meta_argument(&attribute.name.text) {
                    let mut walk = Walk::new(self, file.id).spread(declaration);
                    walk.expr(&attribute.value);
                    add(Node::Argument(call, number), walk);
                } else if !matches!(attribute.name.text.as_str(), "providers" | "//") {
                    whole.file = file.id;
                    whole.order = attribute.name.text == "depends_on";
                    whole.expr(&attribute.value);
                }
                number += 1;
            }
        }
        add(Node::Call(call), whole);
    }

    /// The name of a call's argument, by its number.
    pub(crate) fn argument_name(&self, call: u32, argument: u32) -> Option<&SmolStr> {
        let declaration = self.calls.get(call as usize)?;
        let attributes = self.parts(declaration).flat_map(|(_, block)| &block.body.attributes);
        attributes.map(|a| &a.name.text).nth(argument as usize)
    }
}

impl<'m> Walk<'m> {
    fn new(module: &'m Module, file: FileId) -> Self {
        Self {
            module,
            file,
            bound: Vec::new(),
            found: Vec::new(),
            notices: Vec::new(),
            count: false,
            for_each: false,
            caught: 0,
            mentions: Vec::new(),
            loose: Vec::new(),
            order: false,
        }
    }

    /// Within a declaration that may set `count` or `for_each`.
    fn spread(mut self, declaration: &Declaration) -> Self {
        self.count = self.module.attribute(declaration, "count").is_some();
        self.for_each = self.module.attribute(declaration, "for_each").is_some();
        self
    }

    fn body(&mut self, body: &Body) {
        for attribute in &body.attributes {
            // These hold names of providers and attributes, and words, not values.
            const WORDS: [&str; 5] =
                ["provider", "ignore_changes", "iterator", "when", "on_failure"];
            if !WORDS.contains(&attribute.name.text.as_str()) {
                self.order =
                    matches!(attribute.name.text.as_str(), "depends_on" | "replace_triggered_by");
                self.expr(&attribute.value);
                self.order = false;
            }
        }
        for block in &body.blocks {
            self.block(block);
        }
    }

    fn block(&mut self, block: &Block) {
        // It names events and actions, not values.
        if block.kind.text == "action_trigger" {
            return;
        }
        if block.kind.text != "dynamic" {
            return self.body(&block.body);
        }
        let iterator = match block.body.attribute("iterator").map(|a| &a.value.kind) {
            Some(ExprKind::Variable(name) | ExprKind::String(name)) => Some(name.clone()),
            _ => block.label(0).cloned(),
        };
        for attribute in &block.body.attributes {
            if attribute.name.text == "for_each" {
                self.expr(&attribute.value);
            }
        }
        let before = self.bound.len();
        self.bound.extend(iterator);
        for content in &block.body.blocks {
            self.body(&content.body);
        }
        self.bound.truncate(before);
    }

    fn expr(&mut self, expr: &Expr) {
        match &expr.kind {
            ExprKind::Null | ExprKind::Bool(_) | ExprKind::Number(_) | ExprKind::String(_) => {}
            ExprKind::Variable(name) => {
                if !self.bound.contains(name) {
                    let span = expr.range.in_file(self.file);
                    let message =
                        format!("`{name}` alone is no reference: an attribute must follow");
                    self.notices.push(Notice::error(span, message));
                }
            }
            ExprKind::Template(template) => self.parts(&template.parts),
            ExprKind::Tuple(items) => items.iter().for_each(|e| self.expr(e)),
            ExprKind::Object(items) => {
                for item in items {
                    if let ObjectKey::Expr(key) = &item.key {
                        self.expr(key);
                    }
                    self.expr(&item.value);
                }
            }
            ExprKind::Parens(inner) | ExprKind::Unary(_, inner) => self.expr(inner),
            ExprKind::Traversal(traversal) => self.traversal(traversal, expr),
            ExprKind::Call(call) => {
                let known = functions::find(&call.name.text).is_some();
                let catches = is_catching(&call.name.text);
                if !known && !catches && !is_provider(&call.name.text) && self.caught == 0 {
                    let span = call.name.range.in_file(self.file);
                    let message = format!("there is no function `{}`", call.name.text);
                    self.notices.push(Notice::error(span, message));
                }
                self.caught += u32::from(catches);
                call.arguments.iter().for_each(|e| self.expr(e));
                self.caught -= u32::from(catches);
            }
            ExprKind::Binary(_, operands) => {
                self.expr(&operands.0);
                self.expr(&operands.1);
            }
            ExprKind::Conditional(parts) => {
                self.expr(&parts.0);
                self.expr(&parts.1);
                self.expr(&parts.2);
            }
            ExprKind::For(f) => {
                self.expr(&f.collection);
                let before = self.bound.len();
                self.bound.extend(f.key.clone());
                self.bound.push(f.value.clone());
                for part in [f.result_key.as_ref(), Some(&f.result), f.condition.as_ref()] {
                    part.into_iter().for_each(|e| self.expr(e));
                }
                self.bound.truncate(before);
            }
        }
    }

    fn parts(&mut self, parts: &[TemplatePart]) {
        for part in parts {
            match part {
                TemplatePart::Literal(_) => {}
                TemplatePart::Interpolation(expr) => self.expr(expr),
                TemplatePart::If(directive) => {
                    self.expr(&directive.condition);
                    self.parts(&directive.then);
                    self.parts(&directive.otherwise);
                }
                TemplatePart::For(directive) => {
                    self.expr(&directive.collection);
                    let before = self.bound.len();
                    self.bound.extend(directive.key.clone());
                    self.bound.push(directive.value.clone());
                    self.parts(&directive.body);
                    self.bound.truncate(before);
                }
            }
        }
    }

    fn traversal(&mut self, traversal: &Traversal, expr: &Expr) {
        for step in &traversal.steps {
            if let StepKind::Index(index) = &step.kind {
                self.expr(index);
            }
        }
        let ExprKind::Variable(root) = &traversal.root.kind else {
            self.loose(None, &traversal.steps);
            return self.expr(&traversal.root);
        };
        if self.bound.contains(root) {
            return self.loose(None, &traversal.steps);
        }
        let span = expr.range.in_file(self.file);
        match self.used(root, &traversal.steps) {
            Ok(used) => {
                if let Some(Used::Resource(index)) = used {
                    // An output of another root may be a whole resource of it.
                    if is_reader(root, &traversal.steps) {
                        self.loose(None, &traversal.steps);
                    }
                    let mut names = traversal.steps.iter().filter_map(|s| match &s.kind {
                        StepKind::Attribute(name) => Some(name),
                        _ => None,
                    });
                    // Behind the type and the name stands the attribute.
                    let skip = if matches!(root.as_str(), "data" | "ephemeral" | "resource") {
                        2
                    } else {
                        1
                    };
                    let attribute = names.nth(skip).cloned();
                    if attribute.is_some() || !self.order {
                        self.mentions.push((index, attribute.unwrap_or_default()));
                    }
                } else {
                    let call = match (root.as_str(), traversal.steps.first()) {
                        ("module", Some(Step { kind: StepKind::Attribute(call), .. })) => {
                            Some(call)
                        }
                        _ => None,
                    };
                    self.loose(call, &traversal.steps);
                }
                self.found.extend(used.map(|u| (u, span)));
            }
            // It may be declared in what could not be read.
            Err(_) if self.module.broken => {}
            Err(message) => self.notices.push(Notice::error(span, message)),
        }
    }

    /// Notes the names that are read of a value, which may be an output of a call: attributes, and
    /// indexes that are words.
    fn loose(&mut self, call: Option<&SmolStr>, steps: &[Step]) {
        let call = call.cloned().unwrap_or_default();
        let names = steps.iter().filter_map(|s| match &s.kind {
            StepKind::Attribute(name) => Some(name),
            StepKind::Index(Expr { kind: ExprKind::String(name), .. }) => Some(name),
            _ => None,
        });
        self.loose.extend(names.map(|name| (name.clone(), call.clone())));
    }

    /// What a name refers to; an error where it is not declared.
    fn used(&self, root: &str, steps: &[Step]) -> Result<Option<Used>, String> {
        let name = |n: usize| match steps.get(n).map(|s| &s.kind) {
            Some(StepKind::Attribute(name)) => Some(name.clone()),
            _ => None,
        };
        let Some(first) = name(0) else { return Ok(None) };
        let resource = |mode, kind: &str, name: Option<SmolStr>| {
            let Some(name) = name else { return Ok(None) };
            match self.module.find_resource(mode, kind, &name) {
                Some(index) => Ok(Some(Used::Resource(index))),
                None => Err(undeclared_resource(mode, kind, &name)),
            }
        };
        match root {
            "var" => match self.module.find_variable(&first) {
                Some(index) => Ok(Some(Used::Variable(index))),
                None => Err(format!("there is no variable `{first}` in this module")),
            },
            "local" => match self.module.find_local(&first) {
                Some(index) => Ok(Some(Used::Local(index))),
                None => Err(format!("there is no local value `{first}` in this module")),
            },
            "module" => match self.module.find_call(&first) {
                Some(index) => {
                    let mut rest = steps.iter().skip(1);
                    let next = rest.find(|s| !matches!(s.kind, StepKind::Index(_)));
                    Ok(Some(match next.map(|s| &s.kind) {
                        Some(StepKind::Attribute(output)) => Used::Output(index, output.clone()),
                        _ => Used::Module(index),
                    }))
                }
                None => Err(format!("there is no module call `{first}`")),
            },
            "data" => resource(ResourceMode::Data, &first, name(1)),
            "ephemeral" => resource(ResourceMode::Ephemeral, &first, name(1)),
            "resource" => resource(ResourceMode::Managed, &first, name(1)),
            "each" if !self.for_each => {
                Err(format!("`each.{first}` is only known where `for_each` is set"))
            }
            "count" if !self.count => {
                Err(format!("`count.{first}` is only known where `count` is set"))
            }
            "each" | "count" | "path" | "terraform" | "tofu" | "self" => Ok(None),
            kind => resource(ResourceMode::Managed, kind, Some(first)),
        }
    }
}

/// Functions that the evaluator itself implements: they catch errors of their arguments.
fn is_catching(name: &str) -> bool {
    matches!(name.trim_start_matches("core::"), "try" | "can")
}

/// Functions of providers.
fn is_provider(name: &str) -> bool {
    name.starts_with("provider::")
}

/// The variables of a module by name, with whether they need a value.
pub(crate) fn required(module: &Module) -> FxHashMap<&SmolStr, bool> {
    let needs = |v: &super::Variable| v.attribute(module, "default").is_none();
    module.variables.iter().map(|v| (&v.declaration.name, needs(v))).collect()
}
