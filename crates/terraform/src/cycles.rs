//! Cycles over a whole root, through its modules, and calls that don't fit their module.

use std::path::PathBuf;
use std::sync::Arc;

use petgraph::algo::kosaraju_scc;
use petgraph::graph::{DiGraph, NodeIndex};
use smol_str::SmolStr;
use vpcelint_source::{Label, Notice, Span};

use crate::config::uses::{Node, Used, required};
use crate::config::{Module, is_meta_argument};

/// A module of the tree of calls, whatever its `count`.
#[derive(Debug, Clone)]
pub(crate) struct TreeModule {
    pub(crate) config: Arc<Module>,
    /// The address of the call, without keys.
    pub(crate) address: SmolStr,
    /// By the number of each call: the number of its module in the tree; none where it is missing.
    pub(crate) calls: Vec<Option<usize>>,
    /// The module that calls it, and the number of the call there.
    parent: Option<(usize, u32)>,
}

/// The tree of calls of a root, the root first.
#[derive(Debug, Default)]
pub(crate) struct Tree {
    pub(crate) modules: Vec<TreeModule>,
}

impl Tree {
    /// Loads the modules that a root calls; `directory_of` says where a call's module is, by the
    /// names of the calls that lead to it.
    pub(crate) fn load(
        root: Arc<Module>,
        most_depth: u32,
        most_modules: usize,
        directory_of: &dyn Fn(&TreeModule, u32) -> Option<PathBuf>,
        load: &dyn Fn(PathBuf) -> Arc<Module>,
    ) -> Self {
        let first = TreeModule {
            calls: vec![None; root.calls.len()],
            config: root,
            address: SmolStr::default(),
            parent: None,
        };
        let mut tree = Self { modules: vec![first] };
        let mut next = vec![(0, 0)];
        while let Some((index, depth)) = next.pop() {
            let Some(module) = tree.modules.get(index).cloned() else { continue };
            if depth >= most_depth {
                continue;
            }
            for (n, call) in (0u32..).zip(&module.config.calls) {
                if tree.modules.len() >= most_modules {
                    return tree;
                }
                let Some(directory) = directory_of(&module, n) else { continue };
                let config = load(directory);
                let address = match module.address.as_str() {
                    "" => format!("module.{}", call.name),
                    parent => format!("{parent}.module.{}", call.name),
                };
                let child = tree.modules.len();
                if let Some(slot) =
                    tree.modules.get_mut(index).and_then(|m| m.calls.get_mut(n as usize))
                {
                    *slot = Some(child);
                }
                let calls = vec![None; config.calls.len()];
                let parent = Some((index, n));
                tree.modules.push(TreeModule { config, address: address.into(), calls, parent });
                next.push((child, depth + 1));
            }
        }
        tree
    }

    /// The calls that lead to a module, the outermost first.
    fn labels(&self, module: &TreeModule) -> Vec<Label> {
        let mut labels = Vec::new();
        let mut at = module;
        while let Some((parent, call)) = at.parent {
            let Some(caller) = self.modules.get(parent) else { break };
            let call = caller.config.calls.get(call as usize);
            labels.extend(call.and_then(|c| caller.config.header(c)).map(|span| Label {
                span,
                message: format!("called here as `{}`", at.address),
                resource: None,
            }));
            at = caller;
        }
        labels.reverse();
        labels
    }

    /// What is wrong with the tree: cycles, and calls that don't fit their module.
    pub(crate) fn check(&self) -> Vec<Notice> {
        let mut notices = Vec::new();
        for module in &self.modules {
            notices.extend(module.config.notices.iter().map(|notice| {
                let mut notice = notice.clone();
                notice.related.extend(self.labels(module));
                notice
            }));
            self.check_calls(module, &mut notices);
        }
        notices.extend(self.cycles());
        notices
    }

    /// Arguments without variable, variables without argument, outputs that don't exist.
    fn check_calls(&self, module: &TreeModule, notices: &mut Vec<Notice>) {
        for (call, child) in module.config.calls.iter().zip(&module.calls) {
            let child = child.and_then(|c| self.modules.get(c));
            // A model may lag behind a release of its module.
            let Some(child) = child.filter(|c| !c.config.is_model) else { continue };
            let mut variables = required(&child.config);
            for (file, block) in module.config.parts(call) {
                for attribute in &block.body.attributes {
                    let name = &attribute.name.text;
                    if variables.remove(name).is_none()
                        && child.config.find_variable(name).is_none()
                        && !is_meta_argument(name)
                    {
                        let span = attribute.name.range.in_file(file.id);
                        let message = format!("module `{}` has no variable `{name}`", call.name);
                        notices.push(Notice::error(span, message));
                    }
                }
            }
            let mut missing: Vec<_> =
                variables.iter().filter(|(_, needed)| **needed).map(|(name, _)| *name).collect();
            missing.sort();
            for name in missing {
                if let Some(span) = module.config.header(call) {
                    let message = format!("the argument `{name}` is required by this module");
                    notices.push(Notice::error(span, message));
                }
            }
        }
        for (used, span) in module.config.uses.by_node.iter().flat_map(|(_, used)| used) {
            let Used::Output(call, name) = used else { continue };
            let child = module.calls.get(*call as usize).copied().flatten();
            let child = child.and_then(|c| self.modules.get(c));
            let Some(child) = child.filter(|c| !c.config.is_model) else { continue };
            if child.config.find_output(name).is_none() {
                let message = format!("`{}` has no output `{name}`", child.address);
                notices.push(Notice::error(*span, message));
            }
        }
    }

    /// The numbers of all nodes: each module has a run of them, so that none is looked up.
    fn numbering(&self) -> Numbering {
        let mut first = Vec::with_capacity(self.modules.len());
        let mut next = 0;
        for module in &self.modules {
            first.push(next);
            let config = &module.config;
            next += config.variables.len()
                + config.locals.len()
                + config.outputs.len()
                + config.resources.len()
                + config.calls.len();
        }
        Numbering { first, all: next }
    }

    fn cycles(&self) -> Vec<Notice> {
        let numbering = self.numbering();
        let mut graph = DiGraph::<(), ()>::with_capacity(numbering.all, numbering.all * 2);
        for _ in 0..numbering.all {
            graph.add_node(());
        }
        for (m, module) in self.modules.iter().enumerate() {
            for (user, used) in &module.config.uses.by_node {
                let from = match user {
                    Node::Argument(call, argument) => self.variable_of(module, *call, *argument),
                    other => Some((m, *other)),
                };
                let Some(from) = from.and_then(|(m, node)| numbering.number(self, m, node)) else {
                    continue;
                };
                for (used, _) in used {
                    self.each_target(m, module, used, &mut |m, node| {
                        if let Some(to) = numbering.number(self, m, node) {
                            graph.add_edge(from, to, ());
                        }
                    });
                }
            }
        }
        if petgraph::algo::toposort(&graph, None).is_ok() {
            return Vec::new();
        }
        let mut found = Vec::new();
        for component in kosaraju_scc(&graph) {
            let own = component.first().is_some_and(|n| graph.contains_edge(*n, *n));
            if component.len() > 1 || own {
                let mut members: Vec<_> =
                    component.iter().filter_map(|n| numbering.node(self, n.index())).collect();
                members.sort_unstable();
                found.extend(self.cycle(&members));
            }
        }
        found.sort_by_key(|n| n.span);
        found
    }

    /// The variable of a call's module that an argument gives a value.
    fn variable_of(&self, module: &TreeModule, call: u32, argument: u32) -> Option<(usize, Node)> {
        let child = module.calls.get(call as usize).copied().flatten()?;
        let name = module.config.argument_name(call, argument)?;
        let variable = self.modules.get(child)?.config.find_variable(name)?;
        Some((child, Node::Variable(variable)))
    }

    fn each_target(
        &self,
        m: usize,
        module: &TreeModule,
        used: &Used,
        target: &mut dyn FnMut(usize, Node),
    ) {
        let child = |call: u32| {
            let index = module.calls.get(call as usize).copied().flatten()?;
            Some((index, self.modules.get(index)?))
        };
        match used {
            Used::Variable(n) => target(m, Node::Variable(*n)),
            Used::Local(n) => target(m, Node::Local(*n)),
            Used::Resource(n) => target(m, Node::Resource(*n)),
            Used::Output(call, name) => {
                target(m, Node::Call(*call));
                let output = child(*call)
                    .and_then(|(c, config)| Some((c, config.config.find_output(name)?)));
                if let Some((c, n)) = output {
                    target(c, Node::Output(n));
                }
            }
            Used::Module(call) => {
                target(m, Node::Call(*call));
                if let Some((c, config)) = child(*call) {
                    for n in (0u32..).take(config.config.outputs.len()) {
                        target(c, Node::Output(n));
                    }
                }
            }
        }
    }

    fn cycle(&self, members: &[(usize, Node)]) -> Option<Notice> {
        let named: Vec<_> = members.iter().filter_map(|(m, node)| self.name(*m, *node)).collect();
        let (_, span) = named.first()?;
        let names: Vec<_> = named.iter().map(|(name, _)| format!("`{name}`")).collect();
        let message = match names.len() {
            1 => format!("cycle: {} depends on itself", names.join(", ")),
            _ => format!("cycle: {} depend on each other", names.join(", ")),
        };
        let mut notice = Notice::error(*span, message);
        notice.related = named
            .iter()
            .skip(1)
            .map(|(name, span)| Label {
                span: *span,
                message: format!("`{name}` is part of the cycle"),
                resource: None,
            })
            .collect();
        Some(notice)
    }

    /// What a node is called, and where it is declared.
    fn name(&self, module: usize, node: Node) -> Option<(String, Span)> {
        let tree = self.modules.get(module)?;
        let config = &tree.config;
        let (name, span) = match node {
            Node::Variable(n) => {
                let variable = config.variables.get(n as usize)?;
                let name = format!("var.{}", variable.declaration.name);
                (name, config.header(&variable.declaration)?)
            }
            Node::Local(n) => {
                let local = config.locals.get(n as usize)?;
                let (file, attribute) = config.local(local);
                (format!("local.{}", local.name), attribute.name.range.in_file(file.id))
            }
            Node::Output(n) => {
                let output = config.outputs.get(n as usize)?;
                (format!("output.{}", output.name), config.header(output)?)
            }
            Node::Resource(n) => {
                let resource = config.resources.get(n as usize)?;
                (resource.name.address(), config.header(&resource.declaration)?)
            }
            Node::Call(n) | Node::Argument(n, _) => {
                let call = config.calls.get(n as usize)?;
                (format!("module.{}", call.name), config.header(call)?)
            }
        };
        let name = if tree.address.is_empty() { name } else { format!("{}.{name}", tree.address) };
        Some((name, span))
    }
}

/// The numbers of all nodes of a tree.
struct Numbering {
    /// The first number of each module.
    first: Vec<usize>,
    all: usize,
}

impl Numbering {
    /// The number of a node.
    fn number(&self, tree: &Tree, module: usize, node: Node) -> Option<NodeIndex> {
        let config = &tree.modules.get(module)?.config;
        let first = *self.first.get(module)?;
        let locals = config.variables.len();
        let outputs = locals + config.locals.len();
        let resources = outputs + config.outputs.len();
        let calls = resources + config.resources.len();
        let number = match node {
            Node::Variable(n) => n as usize,
            Node::Local(n) => locals + n as usize,
            Node::Output(n) => outputs + n as usize,
            Node::Resource(n) => resources + n as usize,
            Node::Call(n) | Node::Argument(n, _) => calls + n as usize,
        };
        Some(NodeIndex::new(first + number))
    }

    /// The node of a number.
    fn node(&self, tree: &Tree, number: usize) -> Option<(usize, Node)> {
        let module = self.first.partition_point(|first| *first <= number).checked_sub(1)?;
        let config = &tree.modules.get(module)?.config;
        let mut rest = number - self.first.get(module)?;
        type Kind = fn(u32) -> Node;
        let kinds: [(usize, Kind); 5] = [
            (config.variables.len(), Node::Variable),
            (config.locals.len(), Node::Local),
            (config.outputs.len(), Node::Output),
            (config.resources.len(), Node::Resource),
            (config.calls.len(), Node::Call),
        ];
        for (count, node) in kinds {
            if rest < count {
                return Some((module, node(u32::try_from(rest).unwrap_or(u32::MAX))));
            }
            rest -= count;
        }
        None
    }
}
