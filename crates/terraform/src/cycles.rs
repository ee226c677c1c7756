//! Cycles over a whole root, through its modules, and calls that don't fit their module.

use std::path::PathBuf;
use std::sync::Arc;

use petgraph::algo::kosaraju_scc;
use petgraph::graph::{DiGraph, NodeIndex};
use rustc_hash::FxHashMap;
use smol_str::SmolStr;
use vpcelint_source::{Label, Notice, Span};

use crate::config::Module;
use crate::config::uses::{Node, Used, required};

/// A module of the tree of calls, whatever its `count`.
#[derive(Debug, Clone)]
pub(crate) struct TreeModule {
    pub(crate) config: Arc<Module>,
    /// The address of the call, without keys.
    pub(crate) address: SmolStr,
    /// By the number of each call: the number of its module in the tree; none where it is missing.
    pub(crate) calls: Vec<Option<usize>>,
    /// The calls that lead here.
    pub(crate) labels: Vec<Label>,
}

/// The tree of calls of a root, the root first.
#[derive(Debug, Default)]
pub(crate) struct Tree {
    pub(crate) modules: Vec<TreeModule>,
}

impl Tree {
    /// Loads the modules that a root calls; `directory_of` says where a call's module is.
    pub(crate) fn load(
        root: Arc<Module>,
        most_depth: u32,
        most_modules: usize,
        directory_of: &dyn Fn(&Module, u32) -> Option<PathBuf>,
        load: &dyn Fn(PathBuf) -> Arc<Module>,
    ) -> Self {
        let first = TreeModule {
            calls: vec![None; root.calls.len()],
            config: root,
            address: SmolStr::default(),
            labels: Vec::new(),
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
                let Some(directory) = directory_of(&module.config, n) else { continue };
                let config = load(directory);
                let address = match module.address.as_str() {
                    "" => format!("module.{}", call.name),
                    parent => format!("{parent}.module.{}", call.name),
                };
                let mut labels = module.labels.clone();
                labels.extend(module.config.header(call).map(|span| Label {
                    span,
                    message: format!("called here as `{address}`"),
                    resource: None,
                }));
                let child = tree.modules.len();
                if let Some(slot) =
                    tree.modules.get_mut(index).and_then(|m| m.calls.get_mut(n as usize))
                {
                    *slot = Some(child);
                }
                let calls = vec![None; config.calls.len()];
                tree.modules.push(TreeModule { config, address: address.into(), calls, labels });
                next.push((child, depth + 1));
            }
        }
        tree
    }

    /// What is wrong with the tree: cycles, and calls that don't fit their module.
    pub(crate) fn check(&self) -> Vec<Notice> {
        let mut notices = Vec::new();
        for module in &self.modules {
            notices.extend(module.config.notices.iter().map(|notice| {
                let mut notice = notice.clone();
                notice.related.extend(module.labels.iter().cloned());
                notice
            }));
            self.check_calls(module, &mut notices);
        }
        notices.extend(self.cycles());
        notices
    }

    /// Arguments without variable, variables without argument, outputs that don't exist.
    fn check_calls(&self, module: &TreeModule, notices: &mut Vec<Notice>) {
        /// Arguments of a call that Terraform itself reads.
        const META: [&str; 7] =
            ["source", "version", "count", "for_each", "providers", "depends_on", "//"];
        for (call, child) in module.config.calls.iter().zip(&module.calls) {
            let Some(child) = child.and_then(|c| self.modules.get(c)) else { continue };
            let mut variables = required(&child.config);
            for (file, block) in module.config.parts(call) {
                for attribute in &block.body.attributes {
                    let name = &attribute.name.text;
                    if variables.remove(name).is_none()
                        && child.config.find_variable(name).is_none()
                        && !META.contains(&name.as_str())
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
            let Some(child) = child.and_then(|c| self.modules.get(c)) else { continue };
            if child.config.find_output(name).is_none() {
                let message = format!("`{}` has no output `{name}`", child.address);
                notices.push(Notice::error(*span, message));
            }
        }
    }

    fn cycles(&self) -> Vec<Notice> {
        let mut graph = DiGraph::<(usize, Node), ()>::new();
        let mut nodes: FxHashMap<(usize, Node), NodeIndex> = FxHashMap::default();
        let mut node = |graph: &mut DiGraph<(usize, Node), ()>, key: (usize, Node)| {
            *nodes.entry(key).or_insert_with(|| graph.add_node(key))
        };
        for (m, module) in self.modules.iter().enumerate() {
            for (user, used) in &module.config.uses.by_node {
                let from = match user {
                    Node::Argument(call, argument) => self.variable_of(module, *call, *argument),
                    other => Some((m, *other)),
                };
                let Some(from) = from else { continue };
                let from = node(&mut graph, from);
                for (used, _) in used {
                    for to in self.targets(m, module, used) {
                        let to = node(&mut graph, to);
                        graph.add_edge(from, to, ());
                    }
                }
            }
        }
        let mut found = Vec::new();
        for component in kosaraju_scc(&graph) {
            let own = component.first().is_some_and(|n| graph.contains_edge(*n, *n));
            if component.len() > 1 || own {
                let mut members: Vec<_> =
                    component.iter().filter_map(|n| graph.node_weight(*n)).copied().collect();
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

    fn targets(&self, m: usize, module: &TreeModule, used: &Used) -> Vec<(usize, Node)> {
        let child = |call: u32| {
            let index = module.calls.get(call as usize).copied().flatten()?;
            Some((index, self.modules.get(index)?))
        };
        match used {
            Used::Variable(n) => vec![(m, Node::Variable(*n))],
            Used::Local(n) => vec![(m, Node::Local(*n))],
            Used::Resource(n) => vec![(m, Node::Resource(*n))],
            Used::Output(call, name) => {
                let output = child(*call)
                    .and_then(|(c, config)| Some((c, config.config.find_output(name)?)));
                let output = output.map(|(c, n)| (c, Node::Output(n)));
                output.into_iter().chain([(m, Node::Call(*call))]).collect()
            }
            Used::Module(call) => {
                let outputs = child(*call).map(|(c, config)| (c, config.config.outputs.len()));
                let (c, n) = outputs.unwrap_or((m, 0));
                let outputs = (0..u32::try_from(n).unwrap_or(0)).map(|n| (c, Node::Output(n)));
                outputs.chain([(m, Node::Call(*call))]).collect()
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
