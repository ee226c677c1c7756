//! Makes the instances of resources and modules when they are first needed.

use std::path::PathBuf;
use std::rc::Rc;
use std::sync::Arc;

use smol_str::{SmolStr, format_smolstr};
use vpcelint_model::{Call, Cause, Input, InputKind, RootId};
use vpcelint_source::{Gravity, Notice, Span};

use super::instance::{
    Expansion, Instance, Key, Lazy, ModuleInstance, Parent, Place, Seed, Spreads as _,
};
use super::{Evaluator, RootContext, Scope};
use crate::config::{Module, is_meta_argument};
use crate::inputs::Inputs;
use crate::loader::Absent;
use crate::modules::Wanted;
use crate::terragrunt::Unit;
use crate::{Partial, Reference, Type, Value};
use vpcelint_source::relative;

/// Where a module call's directory is.
enum Source {
    /// A directory that can be read.
    Directory(PathBuf),
    /// It is not there, for the reason that was said.
    Missing,
}

impl Evaluator<'_> {
    /// Adds a root: the instance of its module.
    pub(crate) fn root(
        &self,
        config: Arc<Module>,
        inputs: Inputs,
        unit: Option<Arc<Unit>>,
    ) -> Rc<ModuleInstance> {
        let root = RootId(u32::try_from(self.contexts.borrow().len()).unwrap_or(u32::MAX));
        let place = Place {
            root,
            address: SmolStr::default(),
            path: ".".into(),
            key: Key::None,
            over: SmolStr::default(),
            calls: Arc::from([]),
            conditional: None,
            depth: 0,
        };
        if let Some(unit) = &unit {
            self.units.borrow_mut().insert(unit.directory.clone(), root);
            self.fixed.borrow_mut().extend(&unit.generated);
            if !config.editable {
                self.fixed.borrow_mut().extend(config.files.iter().map(|f| f.id));
            }
        }
        let context = RootContext {
            directory: config.directory.clone(),
            unit,
            library: inputs.make_library(self.loader, &config),
            module: u32::try_from(self.modules.borrow().len()).unwrap_or(u32::MAX),
            inputs,
            ..RootContext::default()
        };
        self.contexts.borrow_mut().push(Rc::new(context));
        self.add_module(|id| ModuleInstance::new(id, config, place, None))
    }

    /// The instances of a resource; none while they are being worked out.
    pub(crate) fn resource_expansion(
        &self,
        module: &Rc<ModuleInstance>,
        index: u32,
    ) -> Option<Rc<Expansion<Instance>>> {
        let lazy = module.resources.get(index as usize)?;
        self.lazily(lazy, || {
            let declaration = module.config.resources.get(index as usize)?;
            let seeds = self.seeds(module, &declaration.declaration);
            let name = declaration.name.address();
            let instances = seeds.seeds.into_iter().map(|seed| {
                let address: Arc<str> = module.name(&format!("{name}{}", seed.key)).as_str().into();
                if matches!(seed.key, Key::Member(_)) {
                    self.members
                        .borrow_mut()
                        .insert((module.root, address.clone()), seed.over.clone());
                }
                self.add_instance(|id| Instance {
                    id,
                    module: module.clone(),
                    declaration: index,
                    address,
                    seed,
                    attributes: Default::default(),
                })
            });
            let instances = instances.collect();
            Some(Expansion { spread: seeds.spread, instances, open: seeds.open })
        })
    }

    /// The instances of a module call; none while they are being worked out.
    pub(crate) fn module_expansion(
        &self,
        module: &Rc<ModuleInstance>,
        index: u32,
    ) -> Option<Rc<Expansion<ModuleInstance>>> {
        let lazy = module.modules.get(index as usize)?;
        self.lazily(lazy, || {
            let call = module.config.calls.get(index as usize)?;
            let Source::Directory(directory) = self.source(module, index) else {
                let spread = super::instance::Spread::Single;
                return Some(Expansion { spread, instances: Vec::new(), open: None });
            };
            let config = self.loader.module(&directory);
            if !config.editable {
                self.fixed.borrow_mut().extend(config.files.iter().map(|f| f.id));
            }
            let header = module.config.header(call)?;
            let seeds = self.seeds(module, call);
            let path: SmolStr = relative(&self.context(module.root).directory, &directory).into();
            let instances = seeds.seeds.into_iter().filter_map(|seed| {
                self.call_instance(module, index, header, config.clone(), path.clone(), seed)
            });
            let instances = instances.collect();
            Some(Expansion { spread: seeds.spread, instances, open: seeds.open })
        })
    }

    fn call_instance(
        &self,
        module: &Rc<ModuleInstance>,
        index: u32,
        header: Span,
        config: Arc<Module>,
        path: SmolStr,
        seed: Seed,
    ) -> Option<Rc<ModuleInstance>> {
        let limits = &self.loader.reader.budget.limits;
        let name = &module.config.calls.get(index as usize)?.name;
        let address = module.name(&format!("module.{name}{}", seed.key));
        if module.depth >= limits.module_depth {
            let most = limits.module_depth;
            let message = format!(
                "what is called here is not evaluated: modules are nested deeper than {most} (the \
                 cap `module_depth`)"
            );
            self.notice(Notice::notice(header, message));
            return None;
        }
        if self.module_count(module.root) >= limits.modules {
            let most = limits.modules;
            let message = format!(
                "the root has more than {most} module instances (the cap `modules`): from here \
                 on, they are not evaluated"
            );
            self.notice_once(header, &message);
            return None;
        }
        let call = Call { address: address.clone(), span: header };
        let place = Place {
            root: module.root,
            address,
            path,
            key: seed.key.clone(),
            over: seed.over.clone(),
            // What a person can't edit leads nowhere.
            calls: match module.config.editable {
                true => module.calls.iter().cloned().chain([call]).collect(),
                false => module.calls.clone(),
            },
            conditional: seed.conditional.clone().or_else(|| module.conditional.clone()),
            depth: module.depth + 1,
        };
        let parent = Parent { module: module.clone(), call: index, each: seed.each };
        Some(self.add_module(|id| ModuleInstance::new(id, config, place, Some(parent))))
    }

    fn lazily<T>(&self, lazy: &Lazy<T>, compute: impl FnOnce() -> Option<T>) -> Option<Rc<T>> {
        if let Some(done) = &*lazy.done.borrow() {
            return Some(done.clone());
        }
        if lazy.running.replace(true) {
            return None;
        }
        let made = compute().map(Rc::new);
        lazy.running.set(false);
        lazy.done.borrow_mut().clone_from(&made);
        made
    }

    /// What stands for the outputs of a module that is not there.
    pub(crate) fn missing_module(
        &self,
        module: &Rc<ModuleInstance>,
        index: u32,
        expansion: &Expansion<ModuleInstance>,
        span: Span,
    ) -> Option<Value> {
        let call = module.config.calls.get(index as usize)?;
        if !expansion.instances.is_empty() || !self.is_missing(module, index) {
            return None;
        }
        let address = module.name(&format!("module.{}", call.name));
        let cause = Cause {
            reason: format_smolstr!("`{address}` is not on disk"),
            at: Some(span),
            inputs: vec![Input {
                kind: InputKind::Module,
                root: module.root,
                address: address.clone(),
            }],
        };
        let known = Partial::Reference(Reference {
            root: module.root,
            address: address.as_str().into(),
            attribute: "".into(),
        });
        Some(Value::partial(Type::Dynamic, true, known, &cause.into()).made_at(span))
    }

    /// The arguments of a call whose module is not there. Each instance of the call would have
    /// its own; those of the first stand for all.
    pub(crate) fn arguments_of_missing(
        &self,
        module: &Rc<ModuleInstance>,
        index: u32,
    ) -> Vec<(SmolStr, Value)> {
        let Some(call) = module.config.calls.get(index as usize) else { return Vec::new() };
        let Some(first) = self.seeds(module, call).seeds.into_iter().next() else {
            return Vec::new();
        };
        let each = first.each;
        let doubtful = first.conditional.is_some() || module.conditional.is_some();
        let mut arguments = Vec::new();
        for (file, block) in module.config.parts(call) {
            for attribute in &block.body.attributes {
                if is_meta_argument(&attribute.name.text) {
                    continue;
                }
                let scope = Scope { doubtful, ..Scope::module(module, file.id).with_each(&each) };
                let value = self
                    .eval(&attribute.value, &scope)
                    .unwrap_or_else(|error| self.report_in(&error, &scope));
                arguments.push((attribute.name.text.clone(), value));
            }
        }
        arguments
    }

    /// Whether the directory of a call is not there.
    pub(crate) fn is_missing(&self, module: &Rc<ModuleInstance>, index: u32) -> bool {
        matches!(self.source(module, index), Source::Missing)
    }

    /// The directory of a call; where it is not there, that is said.
    fn source(&self, module: &Rc<ModuleInstance>, index: u32) -> Source {
        let Some(call) = module.config.calls.get(index as usize) else { return Source::Missing };
        let header = module.config.header(call);
        let say = |gravity: Gravity, span: Option<Span>, message: String| {
            if let Some(span) = span.or(header) {
                self.notice(Notice::at(gravity, span, message));
            }
            Source::Missing
        };
        let Some((file, attribute)) = module.config.attribute(call, "source") else {
            let message = format!("the module call `{}` has no `source`", call.name);
            return say(Gravity::Error, None, message);
        };
        let span = attribute.value.range.in_file(file.id);
        let source = self.eval(&attribute.value, &Scope::module(module, file.id));
        let source = source.ok().filter(|s| !s.marks.is_withheld());
        let Some(source) = source.as_ref().and_then(Value::as_str) else {
            let message = format!("the source of the module call `{}` is not known", call.name);
            return say(Gravity::Notice, Some(span), message);
        };
        let name = &call.name;
        let key = module.key_of_call(name);
        let context = self.context(module.root);
        let wanted = Wanted {
            root: &context.directory,
            caller: &module.config.directory,
            key: &key,
            source,
            version: module.config.version_of(call),
        };
        let message = match self.loader.directory_of(wanted) {
            Ok(directory) => return Source::Directory(directory),
            Err(Absent::Remote) => format!(
                "module `{name}` ({source}) is not on disk: what it contains and its outputs are \
                 unknown; `terraform init` or `terraform get` would fetch it"
            ),
            Err(Absent::OutsideBoundary) => format!(
                "module `{name}` lies outside of `{}`, so it is not read",
                self.loader.display(&self.loader.reader.boundary)
            ),
            Err(Absent::NoConfiguration) => format!(
                "the directory `{source}` of module `{name}` has no configuration: its outputs \
                 are unknown"
            ),
        };
        say(Gravity::Notice, Some(span), message)
    }

    /// The place that somebody edits for an instance in a module that nobody does: the entry of a map
    /// that the call gives for it, else the header of the call, or where a unit of Terragrunt says what
    /// it deploys.
    pub(crate) fn outward(&self, instance: &Instance) -> Option<Span> {
        let fixed = self.fixed.borrow();
        let entry = instance.seed.each.value.as_ref().and_then(|value| value.origin.at);
        let entry = entry.filter(|at| !fixed.contains(&at.file));
        let call = || instance.module.calls.last().map(|call| call.span);
        let unit = || self.context(instance.module.root).unit.as_ref().map(|unit| unit.place);
        entry.or_else(call).or_else(unit)
    }

    /// All instances of a module's resources and calls are reached from its root; a conditional
    /// module makes its resources conditional.
    pub(crate) fn existence(instance: &Instance) -> Option<Arc<Cause>> {
        instance.conditional().or(instance.module.conditional.as_ref()).cloned()
    }
}
