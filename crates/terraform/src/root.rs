//! Evaluates a root into resources of the graph.

use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;
use std::rc::Rc;
use std::sync::Arc;

use rustc_hash::{FxHashMap, FxHashSet};
use smol_str::SmolStr;
use vpcelint_model::{
    Asked, Cause, Existence, Interest, Language, Mode, Resource, ResourceId, RootId, Scenario,
    Suppression,
};
use vpcelint_source::{Notice, Span};

use crate::config::{Module, ResourceMode};
use crate::cycles::Tree;
use crate::eval::{Evaluator, Instance, ModuleInstance};
use crate::inputs::{Given, Inputs};
use crate::loader::Loader;
use crate::lower::Lowering;
use crate::modules::Wanted;
use crate::plan::known::Known;
use crate::terragrunt::{Source, Unit};

/// A root after evaluation.
#[derive(Debug, Default)]
pub struct Evaluation {
    /// The instances that were asked for, in order of their declaration, root by root.
    pub resources: Vec<Resource>,
    /// The values of the roots' outputs.
    pub exports: Vec<vpcelint_model::Value>,
    /// Of each root, the attributes that are read by name of values that may be whole resources, with
    /// the call whose output such a value is, sorted.
    pub loose: Vec<Arc<[(SmolStr, SmolStr)]>>,
    /// What was wrong, and what was not known.
    pub notices: Vec<Notice>,
    /// What its authors wish to hide.
    pub suppressions: Vec<Suppression>,
    /// The directories of each root's modules, the root first.
    pub modules: Vec<Vec<Arc<Module>>>,
    /// Why there may be more, if not all of the code is read.
    pub partial: Option<Arc<Cause>>,
}

/// A root of a deployment.
#[derive(Debug, Clone, Default)]
pub struct DeployedRoot {
    /// Its directory.
    pub directory: PathBuf,
    /// What it is given.
    pub given: Arc<Given>,
    /// The unit of Terragrunt that it is.
    pub unit: Option<Arc<Unit>>,
    /// Whether another root of the run may have the same state, so that nobody knows whose is read.
    pub shares_state: bool,
    /// Whether another root of the deployment reads what it hands out.
    pub is_read: bool,
    /// What tells its inputs from those of other roots of the deployment.
    pub(crate) qualifier: Option<SmolStr>,
    /// The inputs that it is asked for together with other roots.
    pub(crate) shared: Arc<BTreeSet<SmolStr>>,
    /// The address of the question which file of values it uses.
    pub(crate) values: SmolStr,
}

impl DeployedRoot {
    /// A root that is evaluated by itself.
    #[must_use]
    pub fn alone(directory: PathBuf, given: Arc<Given>) -> Self {
        let values = crate::questions::VALUES.into();
        Self { directory, given, values, ..Self::default() }
    }

    /// A unit of Terragrunt.
    #[must_use]
    pub fn of_unit(unit: Arc<Unit>, given: Arc<Given>) -> Self {
        Self {
            directory: unit.directory.clone(),
            unit: Some(unit),
            ..Self::alone(PathBuf::new(), given)
        }
    }

    /// Its configuration.
    pub(crate) fn config(&self, loader: &Loader<'_>) -> Arc<Module> {
        match &self.unit {
            Some(unit) => unit.module.clone(),
            None => loader.module(&self.directory),
        }
    }

    /// Roots that are evaluated together.
    #[must_use]
    pub fn together(loader: &Loader<'_>, mut members: Vec<Self>) -> Vec<Self> {
        if members.len() < 2 {
            return members;
        }
        let directories: Vec<_> = members.iter().map(|m| m.directory.clone()).collect();
        let addresses = crate::questions::addresses(loader, &directories);
        let shared = Arc::new(crate::questions::shared(loader, &members));
        for (member, values) in members.iter_mut().zip(addresses) {
            member.values = values;
            if !member.is_read {
                member.shared = shared.clone();
            }
            member.qualifier = Some(loader.display(&member.directory).as_ref().into());
        }
        members
    }
}

/// Evaluates the roots of a deployment. The number of each is its place among them.
pub fn evaluate(
    loader: &Loader<'_>,
    members: &[DeployedRoot],
    interest: &Interest,
    scenario: &Scenario,
) -> Evaluation {
    evaluate_knowing(loader, members, interest, scenario, None)
}

/// Evaluates the roots of a deployment, the first with what a plan of it knows.
pub(crate) fn evaluate_knowing(
    loader: &Loader<'_>,
    members: &[DeployedRoot],
    interest: &Interest,
    scenario: &Scenario,
    known: Option<&Known>,
) -> Evaluation {
    let mut evaluator = Evaluator::new(loader, interest);
    evaluator.known = known;
    let mut notices = Vec::new();
    let mut trees = Vec::new();
    let mut roots = Vec::new();
    for member in members {
        let config = member.config(loader);
        let tree = tree(loader, config.clone());
        notices.extend(tree.check());
        let inputs = Inputs::read(loader, &config, member, scenario, &mut notices);
        let root = evaluator.root(config.clone(), inputs, member.unit.clone());
        evaluator.check_values(root.root, &config);
        trees.push(tree);
        roots.push(root);
    }
    for unit in members.iter().filter_map(|member| member.unit.as_ref()) {
        if let Source::Missing(notice) = &unit.source {
            evaluator.notice(notice.clone());
        }
    }
    evaluator.join_states(&roots, members);
    let mut collected = Collected::default();
    roots.iter().for_each(|root| collected.module(&evaluator, root));
    let resources = collected.resources(&evaluator);
    let exports = collected.exports(&evaluator, &roots, &resources);
    notices.extend(evaluator.take_notices());
    let modules: Vec<_> = trees.into_iter().map(modules).collect();
    let loose = modules.iter().map(|of_root| {
        let loose: BTreeSet<_> = of_root.iter().flat_map(|m| &m.uses.loose).cloned().collect();
        loose.into_iter().collect()
    });
    let loose = loose.collect();
    let suppressions = suppressions(loader, &modules, &mut notices);
    let partial = modules.iter().flatten().find_map(|module| not_read(loader, module));
    let notices = distinct(notices);
    Evaluation { resources, exports, loose, notices, suppressions, modules, partial }
}

/// Why a module may have more than is read of it: what is broken in a file, or a file that is not read.
fn not_read(loader: &Loader<'_>, module: &Module) -> Option<Arc<Cause>> {
    // Those of what is broken come first.
    let notice = module.notices.first().filter(|_| module.broken)?;
    let file = notice.span.and_then(|span| loader.reader.sources.get(span.file));
    let path = file.map(|file| file.display().clone()).or_else(|| notice.path.clone());
    let path = path.unwrap_or_else(|| loader.display(&module.directory));
    Some(Cause::new(format!("`{path}` is not wholly read and may contain it"), notice.span))
}

/// The tree of the modules that a root calls.
fn tree(loader: &Loader<'_>, config: Arc<Module>) -> Tree {
    let directory = config.directory.clone();
    let limits = &loader.reader.budget.limits;
    Tree::load(
        config,
        limits.module_depth,
        limits.modules,
        &|module, call| {
            let call = module.config.calls.get(call as usize)?;
            let (source, _) = module.config.source_of(call)?;
            let key = key_of(&module.address, &call.name);
            let wanted = Wanted {
                root: &directory,
                caller: &module.config.directory,
                key: &key,
                source,
                version: module.config.version_of(call),
            };
            loader.directory_of(wanted).ok()
        },
        &|directory| loader.module(&directory),
    )
}

/// The directories of a tree's modules, the root first.
fn modules(tree: Tree) -> Vec<Arc<Module>> {
    let mut modules: Vec<Arc<Module>> = Vec::new();
    for module in tree.modules {
        if !modules.iter().any(|m| m.directory == module.config.directory) {
            modules.push(module.config);
        }
    }
    modules
}

/// The suppressions in the files that somebody edits.
fn suppressions(
    loader: &Loader<'_>,
    modules: &[Vec<Arc<Module>>],
    notices: &mut Vec<Notice>,
) -> Vec<Suppression> {
    let mut seen = FxHashSet::default();
    let files = modules.iter().flatten().filter(|m| m.editable).flat_map(|m| &m.files);
    // Roots may share modules.
    let files = files.filter(|file| !file.comments.is_empty() && seen.insert(file.id));
    let mut all = Vec::new();
    for file in files {
        let Some(source) = loader.reader.sources.get(file.id) else { continue };
        let most = loader.reader.budget.limits.suppressions;
        let (found, over) = crate::suppression::of_file(file, source.text(), most);
        all.extend(found);
        notices.extend(over);
    }
    all
}

/// The names of the calls that lead to a module, joined with dots, from the address of its caller
/// without keys.
pub(crate) fn key_of(caller: &str, call: &str) -> String {
    let names = caller.split('.').filter(|word| *word != "module").chain([call]);
    names.filter(|name| !name.is_empty()).collect::<Vec<_>>().join(".")
}

/// One of each, in order of their places.
fn distinct(notices: Vec<Notice>) -> Vec<Notice> {
    let mut seen = FxHashSet::default();
    notices.into_iter().filter(|n| seen.insert((n.span, n.message.clone()))).collect()
}

/// The instances of a root that were asked for, and the calls of modules that are not there.
#[derive(Default)]
struct Collected {
    instances: Vec<Rc<Instance>>,
    missing: Vec<(Rc<ModuleInstance>, u32)>,
}

impl Collected {
    /// Adds the instances of a module and of those that it calls.
    fn module(&mut self, evaluator: &Evaluator<'_>, module: &Rc<ModuleInstance>) {
        for (index, resource) in (0u32..).zip(&module.config.resources) {
            let asked = match resource.name.mode {
                ResourceMode::Managed => evaluator.interest.in_type(&resource.name.kind),
                ResourceMode::Data => {
                    !evaluator.interest.is_everything()
                        && evaluator.interest.in_type(&format!("data.{}", resource.name.kind))
                }
                ResourceMode::Ephemeral => false,
            };
            if !asked {
                continue;
            }
            if let Some(expansion) = evaluator.resource_expansion(module, index) {
                self.instances.extend(expansion.instances.iter().cloned());
            }
        }
        for index in (0u32..).take(module.config.calls.len()) {
            if let Some(expansion) = evaluator.module_expansion(module, index) {
                for child in &expansion.instances {
                    self.module(evaluator, child);
                }
                if expansion.instances.is_empty() && evaluator.is_missing(module, index) {
                    self.missing.push((module.clone(), index));
                }
            }
        }
    }

    /// The numbers of the instances, by root and address.
    fn ids(&self) -> FxHashMap<(RootId, Arc<str>), ResourceId> {
        let ids = (0u32..).map(ResourceId);
        let instances = self.instances.iter().zip(ids);
        instances.map(|(i, id)| ((i.module.root, i.address.clone()), id)).collect()
    }

    fn resources(&self, evaluator: &Evaluator<'_>) -> Vec<Resource> {
        let ids = self.ids();
        let lowering = Lowering::new(evaluator, &ids);
        let mut asked = FxHashMap::default();
        let kinds: FxHashSet<SmolStr> = self.instances.iter().filter_map(|i| kind_of(i)).collect();
        let instances = self.instances.iter();
        let mut resources: Vec<_> = instances
            .filter_map(|instance| resource(evaluator, &lowering, instance, &kinds, &mut asked))
            .collect();
        if !evaluator.interest.is_everything() {
            let units = evaluator.unit_roots().into_iter();
            resources.extend(units.filter_map(|root| missing_unit(evaluator, &lowering, root)));
            let missing = self.missing.iter();
            resources.extend(missing.filter_map(|(module, index)| {
                missing_module(evaluator, &lowering, module, *index)
            }));
        }
        resources
    }

    /// The values of the roots' outputs, where they are asked for.
    fn exports(
        &self,
        evaluator: &Evaluator<'_>,
        roots: &[Rc<ModuleInstance>],
        resources: &[Resource],
    ) -> Vec<vpcelint_model::Value> {
        let wanted = evaluator.interest.exports_with();
        let all_there = || wanted.iter().all(|kind| resources.iter().any(|r| r.kind == *kind));
        let everything = evaluator.interest.is_everything();
        if !everything && (wanted.is_empty() || !all_there()) {
            return Vec::new();
        }
        let ids = self.ids();
        let lowering = Lowering::new(evaluator, &ids);
        let outputs = roots.iter().flat_map(|root| evaluator.outputs(root));
        outputs.map(|(_, value)| lowering.value(&value)).collect()
    }
}

/// The call of a module that is not there, with its arguments.
fn missing_module(
    evaluator: &Evaluator<'_>,
    lowering: &Lowering<'_>,
    module: &Rc<ModuleInstance>,
    index: u32,
) -> Option<Resource> {
    let call = module.config.calls.get(index as usize)?;
    let values = evaluator
        .arguments_of_missing(module, index)
        .into_iter()
        .map(|(name, value)| (name, lowering.value(&value)))
        .collect();
    Some(Resource {
        root: module.root,
        language: Language::Terraform,
        mode: Mode::MissingModule,
        kind: "module".into(),
        address: module.name(&format!("module.{}", call.name)).as_str().into(),
        span: module.config.header(call)?,
        inner: None,
        exists: Existence::Yes,
        calls: module.calls.clone(),
        region: Default::default(),
        values,
        asked: Asked::Everything,
        mentions: Arc::from([]),
        path: None,
    })
}

/// A unit of Terragrunt whose module is not there, with its inputs.
fn missing_unit(
    evaluator: &Evaluator<'_>,
    lowering: &Lowering<'_>,
    root: RootId,
) -> Option<Resource> {
    let context = evaluator.context(root);
    let unit = context.unit.as_ref().filter(|unit| matches!(unit.source, Source::Missing(_)))?;
    let names = unit.inputs.iter();
    let values = names.filter_map(|name| {
        Some((name.clone(), lowering.value(&evaluator.input_of_unit(root, name)?)))
    });
    Some(Resource {
        root,
        language: Language::Terraform,
        mode: Mode::MissingModule,
        kind: "module".into(),
        address: "terraform.source".into(),
        span: unit.place,
        inner: None,
        exists: Existence::Yes,
        calls: Arc::from([]),
        region: Default::default(),
        values: values.collect(),
        asked: Asked::Everything,
        mentions: Arc::from([]),
        path: None,
    })
}

/// The type of an instance as the interest names it.
fn kind_of(instance: &Instance) -> Option<SmolStr> {
    let name = &instance.declaration(&instance.module.config)?.name;
    Some(match name.mode {
        ResourceMode::Data => format!("data.{}", name.kind).into(),
        _ => name.kind.clone(),
    })
}

fn resource(
    evaluator: &Evaluator<'_>,
    lowering: &Lowering<'_>,
    instance: &Rc<Instance>,
    kinds: &FxHashSet<SmolStr>,
    asked: &mut FxHashMap<SmolStr, Asked>,
) -> Option<Resource> {
    let config = &instance.module.config;
    let declaration = instance.declaration(config)?;
    let header: Span = config.header(&declaration.declaration)?;
    let outward = (!config.editable).then(|| evaluator.outward(instance)).flatten();
    lowering.outward.set(outward);
    let span = outward.unwrap_or(header);
    let kind = declaration.name.kind.clone();
    let mode = match declaration.name.mode {
        ResourceMode::Data => Mode::Data,
        _ => Mode::Managed,
    };
    let key = kind_of(instance)?;
    let interest = evaluator.interest;
    let has = |kind: &str| kinds.contains(kind);
    let asked =
        asked.entry(key.clone()).or_insert_with(|| match interest.attributes_where(&key, &has) {
            Some(names) => Asked::Only(names.iter().map(SmolStr::new).collect()),
            None => Asked::Everything,
        });
    let names = match asked {
        Asked::Everything => evaluator.set_names(instance),
        Asked::Only(names) => names.to_vec(),
    };
    evaluator.check_preconditions(instance);
    let mut values = BTreeMap::new();
    for name in names {
        if let Some(value) = evaluator.configured(instance, &name, header) {
            values.insert(name, lowering.value(&value));
        }
    }
    let exists = match Evaluator::existence(instance) {
        Some(cause) => Existence::Conditional(cause),
        None => Existence::Yes,
    };
    Some(Resource {
        root: instance.module.root,
        language: Language::Terraform,
        mode,
        kind,
        address: instance.address.clone(),
        span,
        inner: outward.map(|_| header).filter(|_| !config.is_model),
        exists,
        calls: instance.module.calls.clone(),
        region: lowering.value(&evaluator.region(instance)),
        values,
        asked: asked.clone(),
        mentions: config
            .uses
            .mentions
            .get(&instance.declaration)
            .map(|names| names.iter().cloned().collect())
            .unwrap_or_default(),
        path: None,
    })
}
