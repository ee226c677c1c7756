//! Evaluates a root into resources of the graph.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use std::rc::Rc;
use std::sync::Arc;

use rustc_hash::{FxHashMap, FxHashSet};
use smol_str::SmolStr;
use vpcelint_model::{
    Asked, Existence, Interest, Language, Mode, Resource, ResourceId, RootId, Scenario, Suppression,
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

/// A root after evaluation.
#[derive(Debug, Default)]
pub struct Evaluation {
    /// The instances that were asked for, in order of their declaration.
    pub resources: Vec<Resource>,
    /// The values of its outputs.
    pub exports: Vec<vpcelint_model::Value>,
    /// The attributes that are read by name of values that may be whole resources, with the call
    /// whose output such a value is, sorted.
    pub loose: Arc<[(SmolStr, SmolStr)]>,
    /// What was wrong, and what was not known.
    pub notices: Vec<Notice>,
    /// What its authors wish to hide.
    pub suppressions: Vec<Suppression>,
    /// The directories of its modules, the root first.
    pub modules: Vec<Arc<Module>>,
}

/// Evaluates the root in a directory. Resource ids count from `first`, so that several roots can
/// share a graph.
pub fn evaluate(
    loader: &Loader<'_>,
    root: RootId,
    directory: &Path,
    given: &Given,
    interest: &Interest,
    scenario: &Scenario,
    first: u32,
) -> Evaluation {
    evaluate_knowing(loader, root, directory, given, interest, scenario, first, None)
}

/// Evaluates the root in a directory with what a plan of it knows.
#[expect(clippy::too_many_arguments, reason = "those of `evaluate`, and one")]
pub(crate) fn evaluate_knowing(
    loader: &Loader<'_>,
    root: RootId,
    directory: &Path,
    given: &Given,
    interest: &Interest,
    scenario: &Scenario,
    first: u32,
    known: Option<&Known>,
) -> Evaluation {
    let config = loader.module(directory);
    let limits = &loader.reader.budget.limits;
    let tree = Tree::load(
        config.clone(),
        limits.module_depth,
        limits.modules,
        &|module, call| {
            let call = module.config.calls.get(call as usize)?;
            let (source, _) = module.config.source_of(call)?;
            let key = key_of(&module.address, &call.name);
            let wanted = Wanted {
                root: directory,
                caller: &module.config.directory,
                key: &key,
                source,
                version: module.config.version_of(call),
            };
            loader.directory_of(wanted).ok()
        },
        &|directory| loader.module(&directory),
    );
    let mut notices = tree.check();
    let inputs = Inputs::read(loader, &config, given, scenario, &mut notices);
    let mut evaluator = Evaluator::new(loader, directory.to_path_buf(), inputs, interest);
    evaluator.known = known;
    evaluator.check_given(&config);
    let module = evaluator.root(config);
    let mut collected = Collected::default();
    collected.module(&evaluator, &module);
    let (resources, exports) = collected.resources(&evaluator, &module, root, first);
    notices.extend(evaluator.take_notices());
    let mut modules: Vec<Arc<Module>> = Vec::new();
    for module in tree.modules {
        if !modules.iter().any(|m| m.directory == module.config.directory) {
            modules.push(module.config);
        }
    }
    let loose: BTreeSet<_> = modules.iter().flat_map(|m| &m.uses.loose).cloned().collect();
    let loose = loose.into_iter().collect();
    let suppressions = suppressions(loader, &modules, &mut notices);
    Evaluation { resources, exports, loose, notices: distinct(notices), suppressions, modules }
}

/// The suppressions in the files that somebody edits.
fn suppressions(
    loader: &Loader<'_>,
    modules: &[Arc<Module>],
    notices: &mut Vec<Notice>,
) -> Vec<Suppression> {
    let files = modules.iter().filter(|m| m.editable).flat_map(|m| &m.files);
    let files = files.filter(|file| !file.comments.is_empty());
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

    fn resources(
        &self,
        evaluator: &Evaluator<'_>,
        module: &Rc<ModuleInstance>,
        root: RootId,
        first: u32,
    ) -> (Vec<Resource>, Vec<vpcelint_model::Value>) {
        let ids: FxHashMap<Arc<str>, ResourceId> = self
            .instances
            .iter()
            .zip(first..)
            .map(|(instance, id)| (instance.address.clone(), ResourceId(id)))
            .collect();
        let lowering = Lowering {
            left: Default::default(),
            depth: Default::default(),
            outward: Default::default(),
            ids: &ids,
            evaluator,
        };
        let mut asked = FxHashMap::default();
        let kinds: FxHashSet<SmolStr> = self.instances.iter().filter_map(|i| kind_of(i)).collect();
        let instances = self.instances.iter();
        let mut resources: Vec<_> = instances
            .filter_map(|instance| {
                resource(evaluator, &lowering, instance, root, &kinds, &mut asked)
            })
            .collect();
        if !evaluator.interest.is_everything() {
            let missing = self.missing.iter();
            resources.extend(missing.filter_map(|(module, index)| {
                missing_module(evaluator, &lowering, module, *index, root)
            }));
        }
        let wanted = evaluator.interest.exports_with();
        let all_there = || wanted.iter().all(|kind| resources.iter().any(|r| r.kind == *kind));
        let everything = evaluator.interest.is_everything();
        let asked = everything || !wanted.is_empty() && all_there();
        let outputs = if asked { evaluator.outputs(module) } else { Vec::new() };
        let exports = outputs.iter().map(|(_, v)| lowering.value(v)).collect();
        (resources, exports)
    }
}

/// The call of a module that is not there, with its arguments.
fn missing_module(
    evaluator: &Evaluator<'_>,
    lowering: &Lowering<'_>,
    module: &Rc<ModuleInstance>,
    index: u32,
    root: RootId,
) -> Option<Resource> {
    let call = module.config.calls.get(index as usize)?;
    let values = evaluator
        .arguments_of_missing(module, index)
        .into_iter()
        .map(|(name, value)| (name, lowering.value(&value)))
        .collect();
    Some(Resource {
        root,
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
    root: RootId,
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
        root,
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
