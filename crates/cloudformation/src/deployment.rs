//! Deployments: templates that import what others of the scan export, evaluated together into one
//! graph.

use std::collections::{BTreeMap, BTreeSet};
use std::rc::Rc;
use std::sync::Arc;

use rustc_hash::FxHashMap;
use smol_str::SmolStr;
use vpcelint_model::{
    Asked, Cause, Existence, Graph, Interest, Kind, Language, Mode, Question, Reference, Resource,
    Root, RootId, Scenario, Suppression, Target, Value,
};
use vpcelint_source::{FileId, Gravity, Notice, Span};
use vpcelint_syntax::document::Node;

use crate::Loader;
use crate::assembly::Environment;
use crate::check::Uses;
use crate::eval::{Evaluator, Scope, Truth};
use crate::given::Given;
use crate::stack::{Child, Declared, Plan, Stack};
use crate::template::Template;

/// What is exported under each name: the stacks and their outputs, one of each Region and account.
pub(crate) type Exports = FxHashMap<SmolStr, Vec<(Rc<Stack>, SmolStr)>>;

/// A template of a deployment that nothing else of it nests.
#[derive(Debug, Clone)]
pub struct Member {
    /// The template.
    pub template: Arc<Template>,
    /// Its path as output shows it.
    pub path: Arc<str>,
    /// Its path from the boundary, for fingerprints.
    pub from_boundary: Arc<str>,
}

/// A deployment after evaluation.
#[derive(Debug, Default)]
pub struct Evaluation {
    /// The graph.
    pub graph: Graph,
    /// What was wrong, and what was not known.
    pub notices: Vec<Notice>,
    /// The files of its templates, nested ones included.
    pub files: BTreeSet<FileId>,
    /// Whether rules of its templates (section `Rules`) forbid what their parameters are.
    pub forbidden: bool,
}

/// The parameters of a deployment that are not given and have finite choice, in the order in which
/// they are written.
#[must_use]
pub fn questions(members: &[Member], given: &Given) -> Vec<Question> {
    let all = (0u32..).map(RootId).zip(members).flat_map(|(root, member)| {
        let open = member.template.questions().iter().filter(|(name, _)| !given.has(name));
        open.map(move |(name, choices)| {
            let (name, choices) = (name.clone(), choices.clone());
            let address = match qualifier(members, member) {
                Some(file) => format!("{name} of {file}").into(),
                None => name,
            };
            crate::questions::question(root, address, choices)
        })
    });
    all.collect()
}

/// What tells the parameters of several templates apart.
fn qualifier(members: &[Member], member: &Member) -> Option<SmolStr> {
    (members.len() > 1).then(|| member.path.as_ref().into())
}

/// Evaluates a deployment.
#[must_use]
pub fn evaluate(
    loader: &Loader<'_>,
    members: &[Member],
    given: &Given,
    interest: &Interest,
    scenario: &Scenario,
) -> Evaluation {
    let evaluator = Evaluator::new(loader, given, interest, scenario);
    for (id, member) in (0u32..).zip(members) {
        member.template.notices.iter().for_each(|notice| evaluator.say(notice.clone()));
        evaluator.stack(plan(loader, members, member, RootId(id), given));
    }
    // What nested stacks export comes when they are made, for which others' exports may be needed.
    evaluator.join_exports();
    evaluator.nest();
    evaluator.join_exports();
    let stacks = evaluator.stacks.borrow().clone();
    stacks.iter().filter(|s| s.arguments.is_none()).for_each(|s| evaluator.decide(s));
    let forbidden = stacks.iter().any(|stack| {
        let scope = Scope::of(stack);
        let rules = stack.template.section("Rules").iter();
        rules.into_iter().any(|rule| evaluator.forbids(&scope, &rule.value))
    });
    let mut suppressions = Vec::new();
    let mut files = BTreeSet::new();
    for stack in &stacks {
        if files.insert(stack.template.document.id) {
            let notices = stack.template.uses().notices.iter();
            notices.for_each(|notice| evaluator.say(notice.clone()));
            suppressions.extend(evaluator.suppressions(&stack.template));
            evaluator.note_macros(stack);
        }
    }
    let mut resources: Vec<(u32, Resource)> = Vec::new();
    for stack in &stacks {
        for declared in stack.resources() {
            if !matches!(declared.exists, Truth::No) {
                let made = evaluator.resource(stack, declared, stack.template.uses());
                resources.push((declared.id.0, made));
            }
        }
    }
    resources.sort_by_key(|(id, _)| *id);
    let mut resources: Vec<_> = resources.into_iter().map(|(_, resource)| resource).collect();
    if !interest.is_everything() {
        resources.extend(stacks.iter().filter_map(|stack| evaluator.unseen(stack)));
    }
    let exports = evaluator.handed_out(&stacks);
    let roots = members.iter().map(|member| Root {
        path: member.path.clone(),
        from_boundary: member.from_boundary.clone(),
        unit: None,
        loose: Arc::from([]),
    });
    let partial = stacks.iter().find_map(|stack| {
        let template = &stack.template;
        let errors = || template.notices.iter().any(|n| n.gravity == Gravity::Error);
        let at = (template.document.partial || errors()).then(|| template.notices.first()?.span)?;
        let reason = format!("`{}` is not wholly read and may contain it", template.display);
        Some(Cause::new(reason, at))
    });
    let graph = Graph::new(roots.collect(), resources, exports, suppressions).with_partial(partial);
    Evaluation { graph, notices: evaluator.take_notices(), files, forbidden }
}

/// The names under which a template exports something, and those that it imports, as far as both are
/// known.
#[must_use]
pub fn crossings(
    loader: &Loader<'_>,
    member: &Member,
    given: &Given,
) -> (Vec<SmolStr>, Vec<SmolStr>) {
    let exports = member.template.section("Outputs").iter();
    let exports = exports.filter(|e| e.value.get("Export").is_some()).count();
    let imports = member.template.uses().imports;
    let nests = !crate::nested_by(&member.template).is_empty();
    if exports == 0 && !imports && !nests {
        return (Vec::new(), Vec::new());
    }
    let (interest, scenario) = (Interest::default(), Scenario::first());
    let evaluator = Evaluator::new(loader, given, &interest, &scenario);
    let members = std::slice::from_ref(member);
    let stack = evaluator.stack(plan(loader, members, member, RootId(0), given));
    evaluator.nest();
    let stacks = evaluator.stacks.borrow().clone();
    let exported = stacks.iter().flat_map(|stack| evaluator.exported_by(stack));
    let exported = exported.map(|(name, _)| name).collect();
    let mut imported = Vec::new();
    let scope = Scope::of(&stack);
    evaluator.each_import(&scope, &member.template.document.root, &mut imported);
    (exported, imported)
}

/// Where a member is deployed, as far as that is known.
#[must_use]
pub fn environment(loader: &Loader<'_>, member: &Member, given: &Given) -> Environment {
    let path = &member.template.path;
    let assembly = loader.assembly_of(path);
    let mut environment = assembly.and_then(|a| a.environment(path).cloned()).unwrap_or_default();
    environment.region = environment.region.or_else(|| given.region.clone());
    environment
}

fn plan(
    loader: &Loader<'_>,
    members: &[Member],
    member: &Member,
    root: RootId,
    given: &Given,
) -> Plan {
    let environment = environment(loader, member, given);
    let questions = member.template.questions();
    Plan {
        template: member.template.clone(),
        root,
        address: SmolStr::default(),
        arguments: None,
        environment,
        calls: Arc::from([]),
        qualifier: qualifier(members, member),
        questions: questions.iter().map(|(name, _)| name.clone()).collect(),
    }
}

impl Evaluator<'_> {
    /// Makes all nested stacks, those of nested ones included, in order.
    fn nest(&self) {
        let mut next = 0;
        loop {
            let Some(stack) = self.stacks.borrow().get(next).cloned() else { return };
            for declared in stack.resources() {
                self.child(&stack, declared);
            }
            next += 1;
        }
    }

    /// Decides all conditions of a stack: CloudFormation does, whether anything uses them or not.
    fn decide(&self, stack: &Rc<Stack>) {
        let scope = Scope::of(stack);
        let written = stack.template.section("Conditions").iter();
        for entry in written.filter(|entry| !entry.key.text.starts_with("Fn::")) {
            let at = entry.key.range.in_file(scope.file);
            self.condition(&scope, &entry.key.text, at);
        }
    }

    /// The exports of a stack: their names, as far as they are known, and its outputs.
    fn exported_by(&self, stack: &Rc<Stack>) -> Vec<(SmolStr, SmolStr)> {
        let names: Vec<SmolStr> = stack.output_names().cloned().collect();
        let exported = names.into_iter().filter_map(|output| {
            let (node, scope) = stack.output(&output)?;
            if let Some(condition) = node.get("Condition").and_then(Node::as_str)
                && let Truth::No = self.condition(&scope, condition, scope.span(node))
            {
                return None;
            }
            let name = self.eval(&scope, node.get("Export")?.get("Name")?);
            Some((name.as_text()?, output))
        });
        exported.collect()
    }

    fn join_exports(&self) {
        let stacks = self.stacks.borrow().clone();
        let mut all: FxHashMap<SmolStr, Vec<(Rc<Stack>, SmolStr)>> = FxHashMap::default();
        for stack in &stacks {
            for (name, output) in self.exported_by(stack) {
                all.entry(name).or_default().push((stack.clone(), output));
            }
        }
        *self.exports.borrow_mut() = all;
    }

    /// The stack, with its output, whose export of a name another one imports. Where several that
    /// the importing one can see have the name, it is none of them.
    pub(crate) fn exporter(&self, importer: &Stack, name: &str) -> Option<(Rc<Stack>, SmolStr)> {
        let exports = self.exports.borrow();
        let all = exports.get(name)?.iter();
        let mut seen = all.filter(|(s, _)| s.environment.may_share(&importer.environment));
        let only = seen.next()?;
        seen.next().is_none().then(|| only.clone())
    }

    fn each_import(&self, scope: &Scope, node: &Node, found: &mut Vec<SmolStr>) {
        if let Some((called, argument)) = crate::eval::intrinsic(node)
            && called.is("ImportValue")
        {
            let name = self.perhaps(true, || self.eval(scope, &argument));
            found.extend(name.as_text());
            return;
        }
        node.elements().iter().for_each(|item| self.each_import(scope, item, found));
        node.entries().iter().for_each(|entry| self.each_import(scope, &entry.value, found));
    }

    /// Says which macros may change a template.
    fn note_macros(&self, stack: &Rc<Stack>) {
        for (name, at) in stack.template.macros() {
            let message = format!(
                "the macro `{name}` may change the template: it is analysed as it is written"
            );
            self.say(Notice::notice(*at, message));
        }
    }

    fn resource(&self, stack: &Rc<Stack>, declared: &Declared, uses: &Uses) -> Resource {
        let scope = declared.scope(stack);
        let child = self.child(stack, declared);
        let elsewhere = matches!(child, Some(Child::Remote)) || declared.is_custom();
        let exists = match &declared.exists {
            Truth::Unknown(cause) => Existence::Conditional(cause.clone()),
            _ => Existence::Yes,
        };
        let show = self.interest.is_everything();
        let (mode, asked) = match elsewhere && !show {
            true => (Mode::MissingModule, None),
            false => (Mode::Managed, self.interest.attributes_where(&declared.kind, &|_| false)),
        };
        let uncertain = matches!(exists, Existence::Conditional(_));
        let values = self.perhaps(uncertain, || {
            let all = mode == Mode::MissingModule;
            self.properties(&scope, declared, asked.as_deref().filter(|_| !all))
        });
        let named = [uses.attributes.get(&declared.name), uses.attributes.get("")];
        let mut mentions: Vec<SmolStr> = named.into_iter().flatten().flatten().cloned().collect();
        mentions.sort();
        mentions.dedup();
        let asked: Option<Arc<[SmolStr]>> =
            asked.map(|names| names.iter().map(|name| SmolStr::from(*name)).collect());
        Resource {
            root: stack.root,
            language: Language::CloudFormation,
            mode,
            kind: declared.kind.clone(),
            address: format!("{}{}", stack.address, declared.name).into(),
            span: declared.header,
            inner: None,
            exists,
            calls: stack.calls.clone(),
            region: stack.region(declared.header),
            values,
            asked: match (mode, asked) {
                (Mode::Managed, Some(names)) => Asked::Only(names),
                _ => Asked::Everything,
            },
            mentions: mentions.into(),
            path: self.construct_path(declared),
        }
    }

    /// Where the CDK's program makes a resource.
    fn construct_path(&self, declared: &Declared) -> Option<Arc<str>> {
        let path = declared.body().get("Metadata")?.get("aws:cdk:path")?.as_str()?;
        Some(path.into())
    }

    fn properties(
        &self,
        scope: &Scope,
        declared: &Declared,
        asked: Option<&[&'static str]>,
    ) -> BTreeMap<SmolStr, Value> {
        let mut values = BTreeMap::new();
        self.each_entry(scope, declared.properties.entries(), &mut |scope, heard| {
            let crate::expand::Heard::Entry { key, value, .. } = heard else { return };
            if asked.is_some_and(|names| !names.contains(&key.as_str())) {
                return;
            }
            let value = self.eval(scope, value);
            if !value.is_null() {
                values.insert(key, value);
            }
        });
        // What a nested stack is given says by its names what it is.
        if asked.is_none()
            && let Some(Kind::Map(given, _)) = values.get("Parameters").map(|v| v.kind.clone())
        {
            given.iter().for_each(|(name, value)| {
                values.entry(name.clone()).or_insert_with(|| value.clone());
            });
        }
        values
    }

    /// What stands for resources of a stack that are not seen: macros and loops may make some that
    /// belong to any of those that are.
    fn unseen(&self, stack: &Rc<Stack>) -> Option<Resource> {
        let macros = stack.template.macros().map(|(name, at)| (format!("macro {name}"), *at));
        let loops = stack.more().iter().filter_map(|cause| Some(("loop".to_owned(), cause.at?)));
        let (name, at): (String, Span) = macros.chain(loops).next()?;
        let all = stack.resources().iter().filter(|declared| !matches!(declared.exists, Truth::No));
        let references = all.map(|declared| {
            let target = Target::Resource(declared.id);
            Value::from(Kind::Reference(Reference { target, attribute: SmolStr::default() }))
        });
        let list = Kind::List(Arc::new(references.collect()), None);
        Some(Resource {
            root: stack.root,
            language: Language::CloudFormation,
            mode: Mode::MissingModule,
            kind: "AWS::CloudFormation::Macro".into(),
            address: format!("{}{name}", stack.address).into(),
            span: at,
            inner: None,
            exists: Existence::Yes,
            calls: stack.calls.clone(),
            region: Value::default(),
            values: BTreeMap::from([("Resources".into(), list.into())]),
            asked: Asked::Everything,
            mentions: Arc::from([]),
            path: None,
        })
    }

    /// The values of the roots' outputs.
    fn handed_out(&self, stacks: &[Rc<Stack>]) -> Vec<Value> {
        let roots = stacks.iter().filter(|stack| stack.arguments.is_none());
        let mut values = Vec::new();
        for stack in roots {
            let names: Vec<SmolStr> = stack.output_names().cloned().collect();
            for name in names {
                let Some((node, _)) = stack.output(&name) else { continue };
                let at = stack.template.span(node.range);
                values.push(self.perhaps(true, || self.output(stack, &name, at)));
            }
        }
        values
    }

    fn suppressions(&self, template: &Template) -> Vec<Suppression> {
        let most = self.loader.reader.budget.limits.suppressions;
        let Some(file) = self.loader.reader.sources.get(template.id()) else { return Vec::new() };
        let (found, over) = crate::suppression::of_template(template, file.text(), most);
        over.into_iter().for_each(|notice| self.say(notice));
        found
    }
}
