//! Stacks: a template with the values of its parameters, its resources numbered, and the stacks that
//! are nested in it.

use std::cell::{OnceCell, RefCell};
use std::path::Path;
use std::rc::Rc;
use std::sync::Arc;

use rustc_hash::FxHashMap;
use smol_str::SmolStr;
use vpcelint_model::{Call, Cause, ResourceId, RootId, Value};
use vpcelint_source::{FileId, Notice, Span, clean_path};
use vpcelint_syntax::document::{Entry, Node, NodeKind};

use crate::assembly::Environment;
use crate::eval::{Condition, Evaluator, Loop, Scope, Truth};
use crate::expand::Heard;
use crate::loader::Candidate;
use crate::template::Template;

/// The type of a nested stack.
pub(crate) const NESTED: &str = "AWS::CloudFormation::Stack";

/// A stack.
#[derive(Debug)]
pub(crate) struct Stack {
    /// Its number within the deployment.
    pub(crate) index: usize,
    pub(crate) template: Arc<Template>,
    pub(crate) root: RootId,
    /// What the addresses of its resources begin with: nothing, or the logical ids of the nested
    /// stacks that lead to it, each with a slash.
    pub(crate) address: SmolStr,
    /// What its parent hands to it; none of a root.
    pub(crate) arguments: Option<Arguments>,
    pub(crate) environment: Environment,
    /// The nested stacks that lead to it.
    pub(crate) calls: Arc<[Call]>,
    /// What tells its parameters from those of other roots of the deployment.
    pub(crate) qualifier: Option<SmolStr>,
    /// The parameters of finite choice, which scenarios may fix.
    pub(crate) questions: Vec<SmolStr>,
    pub(crate) parameters: RefCell<FxHashMap<SmolStr, Value>>,
    conditions: OnceCell<FxHashMap<SmolStr, Conditional>>,
    resources: OnceCell<Vec<Declared>>,
    by_name: OnceCell<FxHashMap<SmolStr, usize>>,
    outputs: OnceCell<Vec<(SmolStr, Written)>>,
    more: OnceCell<Vec<Arc<Cause>>>,
    children: RefCell<FxHashMap<SmolStr, Child>>,
}

/// What a parent hands to a nested stack.
pub(crate) struct Arguments {
    /// What their expressions can see.
    pub(crate) scope: Scope,
    /// The map of parameters.
    pub(crate) node: Node,
}

impl std::fmt::Debug for Arguments {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Arguments").field("node", &self.node).finish_non_exhaustive()
    }
}

/// A node with what it can see beyond its stack.
#[derive(Debug, Clone)]
pub(crate) struct Written {
    pub(crate) node: Node,
    pub(crate) loops: Option<Rc<Loop>>,
    pub(crate) file: FileId,
}

#[derive(Debug)]
struct Conditional {
    truth: Condition,
    written: Written,
}

/// A resource of a stack.
#[derive(Debug)]
pub(crate) struct Declared {
    /// Its logical id.
    pub(crate) name: SmolStr,
    /// Its type, as it is deployed.
    pub(crate) kind: SmolStr,
    /// Its number in the graph.
    pub(crate) id: ResourceId,
    /// The key that names it.
    pub(crate) header: Span,
    /// From its key to its end.
    pub(crate) whole: Span,
    /// Whether it exists.
    pub(crate) exists: Truth,
    /// Its properties, as they are deployed.
    pub(crate) properties: Node,
    written: Written,
}

/// A nested stack.
#[derive(Debug, Clone)]
pub(crate) enum Child {
    /// Its template is a file of ours.
    Local(Rc<Stack>),
    /// It is somewhere else.
    Remote,
    /// It is being made.
    Open,
}

impl Written {
    /// What its expressions can see.
    fn scope(&self, stack: &Rc<Stack>) -> Scope {
        Scope { stack: stack.clone(), loops: self.loops.clone(), file: self.file }
    }
}

impl Declared {
    /// What is written of it.
    pub(crate) fn body(&self) -> &Node {
        &self.written.node
    }

    /// What its expressions can see.
    pub(crate) fn scope(&self, stack: &Rc<Stack>) -> Scope {
        self.written.scope(stack)
    }

    /// Whether it is made by somebody else's code that is not seen: a custom resource, a type or
    /// module of a registry, or what deploys another template.
    pub(crate) fn is_custom(&self) -> bool {
        /// Custom resources of the CDK itself, of which it is known that they make no endpoint, route
        /// or rule (aws-cdk-lib 2, 2026): what the first does to default groups is read, the second is
        /// an EKS cluster.
        const OF_THE_CDK: [&str; 2] =
            ["Custom::VpcRestrictDefaultSG", "Custom::AWSCDK-EKS-Cluster"];
        const DEPLOY: [&str; 3] = [
            "AWS::CloudFormation::CustomResource",
            "AWS::CloudFormation::StackSet",
            "AWS::ServiceCatalog::CloudFormationProvisionedProduct",
        ];
        let kind = self.kind.as_str();
        let of_amazon = kind.starts_with("AWS::") || kind.starts_with("Alexa::");
        let known = of_amazon || OF_THE_CDK.contains(&kind);
        !known || kind.ends_with("::MODULE") || DEPLOY.contains(&kind)
    }
}

impl Stack {
    /// The address of the resource with a number, if it is one of this stack.
    pub(crate) fn address_of(&self, id: ResourceId) -> Option<SmolStr> {
        let declared = self.resources.get()?.iter().find(|declared| declared.id == id)?;
        Some(format!("{}{}", self.address, declared.name).into())
    }

    /// Its resources in the order in which they are written.
    pub(crate) fn resources(&self) -> &[Declared] {
        self.resources.get().map(Vec::as_slice).unwrap_or_default()
    }

    /// The resource of a logical id.
    pub(crate) fn resource(&self, name: &str) -> Option<&Declared> {
        let at = *self.by_name.get()?.get(name)?;
        self.resources().get(at)
    }

    /// A condition with its expression and what that can see.
    pub(crate) fn condition(self: &Rc<Self>, name: &str) -> Option<(&Condition, &Node, Scope)> {
        let Conditional { truth, written } = self.conditions.get()?.get(name)?;
        Some((truth, &written.node, written.scope(self)))
    }

    /// An output with what its expressions can see.
    pub(crate) fn output(self: &Rc<Self>, name: &str) -> Option<(&Node, Scope)> {
        let (_, written) = self.outputs.get()?.iter().find(|(n, _)| n == name)?;
        Some((&written.node, written.scope(self)))
    }

    /// The names of its outputs.
    pub(crate) fn output_names(&self) -> impl Iterator<Item = &SmolStr> {
        self.outputs.get().into_iter().flatten().map(|(name, _)| name)
    }

    /// Whether all its resources are known by their names.
    pub(crate) fn is_all_seen(&self) -> bool {
        self.more.get().is_some_and(Vec::is_empty)
    }

    /// Why there may be resources that are not seen.
    pub(crate) fn more(&self) -> &[Arc<Cause>] {
        self.more.get().map(Vec::as_slice).unwrap_or_default()
    }

    /// How a parameter of it is asked for: in one root by its name.
    pub(crate) fn question(&self, name: &str) -> SmolStr {
        match &self.qualifier {
            Some(file) => format!("{name} of {file}").into(),
            None => name.into(),
        }
    }
}

/// What makes a stack.
pub(crate) struct Plan {
    pub(crate) template: Arc<Template>,
    pub(crate) root: RootId,
    pub(crate) address: SmolStr,
    pub(crate) arguments: Option<Arguments>,
    pub(crate) environment: Environment,
    pub(crate) calls: Arc<[Call]>,
    pub(crate) qualifier: Option<SmolStr>,
    pub(crate) questions: Vec<SmolStr>,
}

impl Evaluator<'_> {
    /// Makes a stack: its conditions, resources and outputs; their values come later.
    pub(crate) fn stack(&self, plan: Plan) -> Rc<Stack> {
        let Plan { template, root, address, arguments, environment, calls, qualifier, questions } =
            plan;
        let index = self.stacks.borrow().len();
        let stack = Rc::new(Stack {
            index,
            template,
            root,
            address,
            arguments,
            environment,
            calls,
            qualifier,
            questions,
            parameters: RefCell::default(),
            conditions: OnceCell::new(),
            resources: OnceCell::new(),
            by_name: OnceCell::new(),
            outputs: OnceCell::new(),
            more: OnceCell::new(),
            children: RefCell::default(),
        });
        self.stacks.borrow_mut().push(stack.clone());
        let scope = Scope::of(&stack);
        let template = stack.template.clone();
        let mut more = Vec::new();
        let conditions = self.written(&scope, template.section("Conditions"), &mut more);
        let conditions = conditions
            .into_iter()
            .map(|(name, _, written)| (name, Conditional { truth: Condition::default(), written }));
        let _ = stack.conditions.set(conditions.collect());
        let resources = self.declared(&scope, &mut more);
        let names = resources.iter().enumerate().map(|(n, r)| (r.name.clone(), n)).collect();
        let _ = stack.by_name.set(names);
        let _ = stack.resources.set(resources);
        let _ = stack.more.set(more);
        let outputs = self.written(&scope, template.section("Outputs"), &mut Vec::new());
        let outputs = outputs.into_iter().map(|(name, _, written)| (name, written));
        let _ = stack.outputs.set(outputs.collect());
        stack
    }

    /// The entries of a section, loops expanded; why there may be more goes to `more`.
    fn written(
        &self,
        scope: &Scope,
        entries: &[Entry],
        more: &mut Vec<Arc<Cause>>,
    ) -> Vec<(SmolStr, Span, Written)> {
        let mut found = Vec::new();
        self.each_entry(scope, entries, &mut |scope, heard| match heard {
            Heard::Entry { key, range, value } => {
                let (loops, file) = (scope.loops.clone(), scope.file);
                let written = Written { node: value.clone(), loops, file };
                found.push((key, range.in_file(file), written));
            }
            Heard::More(cause) => more.push(cause),
        });
        found
    }

    fn declared(&self, scope: &Scope, more: &mut Vec<Arc<Cause>>) -> Vec<Declared> {
        let template = &scope.stack.template;
        let serverless = template.is_serverless();
        let globals = template.document.root.get("Globals").filter(|_| serverless);
        let mut all = Vec::new();
        for (name, header, written) in self.written(scope, template.section("Resources"), more) {
            let own = written.scope(&scope.stack);
            let body = &written.node;
            let Some(kind) = body.get("Type").and_then(Node::as_str) else { continue };
            let exists = match body.get("Condition") {
                Some(node) => match node.as_str() {
                    Some(condition) => match own.spelled(&condition.into()) {
                        Ok(condition) => self.condition(&own, &condition, own.span(node)),
                        Err(cause) => Truth::Unknown(cause),
                    },
                    None => Truth::Yes,
                },
                None => Truth::Yes,
            };
            let lowered = match serverless {
                true => crate::sam::lower(&name, kind, body, globals),
                false => Vec::new(),
            };
            let plain = || {
                let properties = body.get("Properties").cloned();
                (name.clone(), SmolStr::from(kind), properties.unwrap_or_else(|| empty(body)))
            };
            let made = if lowered.is_empty() { vec![plain()] } else { lowered };
            for (name, kind, properties) in made {
                all.push(Declared {
                    name,
                    kind,
                    id: self.number(&exists),
                    header,
                    whole: header.range.join(body.range).in_file(header.file),
                    exists: exists.clone(),
                    properties,
                    written: written.clone(),
                });
            }
        }
        all
    }

    /// The number of a resource in the graph; what does not exist has none.
    fn number(&self, exists: &Truth) -> ResourceId {
        if let Truth::No = exists {
            return ResourceId(u32::MAX);
        }
        let id = self.numbered.get();
        self.numbered.set(id + 1);
        ResourceId(id)
    }

    /// The stack that a resource nests; none if it nests none.
    pub(crate) fn child(&self, parent: &Rc<Stack>, declared: &Declared) -> Option<Child> {
        if declared.kind != NESTED || matches!(declared.exists, Truth::No) {
            return None;
        }
        if let Some(known) = parent.children.borrow().get(&declared.name) {
            return Some(known.clone());
        }
        parent.children.borrow_mut().insert(declared.name.clone(), Child::Open);
        let child = match self.nested(parent, declared) {
            Some(stack) => Child::Local(stack),
            None => Child::Remote,
        };
        parent.children.borrow_mut().insert(declared.name.clone(), child.clone());
        Some(child)
    }

    fn nested(&self, parent: &Rc<Stack>, declared: &Declared) -> Option<Rc<Stack>> {
        let scope = declared.scope(parent);
        let path = nested_path(&parent.template, &declared.written.node, &declared.properties)?;
        if parent.calls.len() >= self.loader.reader.budget.limits.module_depth as usize
            || parent.calls_itself(&path)
        {
            let message = "this stack is nested in itself, or deeper than the cap `module_depth`";
            self.refuse(declared.header, message);
            return None;
        }
        let limits = &self.loader.reader.budget.limits;
        let many = self.stacks.borrow().len() >= limits.modules;
        if many || self.numbered.get() as usize >= limits.root_instances {
            let message = "more nested stacks or resources than the caps `modules` and \
                           `root_instances`: what this one makes is not seen";
            self.say(Notice::notice(declared.header, message));
            return None;
        }
        let template = match self.loader.template(&path) {
            Candidate::Template(template) => template,
            Candidate::Broken(notices) => {
                notices.into_iter().for_each(|notice| self.say(notice));
                return None;
            }
            Candidate::Other => {
                let shown = self.loader.reader.display(&path);
                let message =
                    format!("there is no template at `{shown}`: what it makes is not known");
                self.say(Notice::notice(declared.header, message));
                return None;
            }
        };
        let address: SmolStr = format!("{}{}/", parent.address, declared.name).into();
        let call = Call { address: address.trim_end_matches('/').into(), span: declared.whole };
        let calls: Vec<_> = parent.calls.iter().cloned().chain([call]).collect();
        let node = declared.properties.get("Parameters");
        Some(self.stack(Plan {
            template,
            root: parent.root,
            address,
            arguments: Some(Arguments {
                scope,
                node: node.cloned().unwrap_or_else(|| empty(&declared.written.node)),
            }),
            environment: Environment { stack_name: None, ..parent.environment.clone() },
            calls: calls.into(),
            qualifier: None,
            questions: Vec::new(),
        }))
    }
}

impl Stack {
    /// Whether a template is that of this stack or of one that it is nested in.
    fn calls_itself(&self, path: &Path) -> bool {
        let parent = self.arguments.as_ref().map(|arguments| &arguments.scope.stack);
        self.template.path == path || parent.is_some_and(|p| p.calls_itself(path))
    }
}

/// The file that a nested stack's template is, if that is a local one: `TemplateURL`, or the asset
/// that the CDK names in the metadata.
pub(crate) fn nested_path(
    template: &Template,
    body: &Node,
    properties: &Node,
) -> Option<std::path::PathBuf> {
    let directory = template.path.parent().unwrap_or(&template.path);
    let asset = body.get("Metadata").and_then(|m| m.get("aws:asset:path")).and_then(Node::as_str);
    let url = properties.get("TemplateURL").and_then(Node::as_str);
    let file = asset.or(url).filter(|file| is_local(file))?;
    Some(clean_path(&directory.join(file)))
}

/// Whether a location is a path below the working tree, no address of elsewhere.
pub(crate) fn is_local(location: &str) -> bool {
    !location.is_empty()
        && !location.contains("://")
        && !location.starts_with("arn:")
        && !location.starts_with('/')
        && !location.contains("${")
}

/// An empty map where something else is.
fn empty(at: &Node) -> Node {
    Node { kind: NodeKind::Map(Arc::from([])), range: at.range, tag: None }
}
