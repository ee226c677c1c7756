//! The instances that there are after a plan, or in a state, with the modules that they are in.

use std::rc::Rc;
use std::sync::Arc;

use rustc_hash::FxHashMap;
use serde_json::{Map, Value as Json};
use smol_str::{SmolStr, format_smolstr};
use vpcelint_model::Call;
use vpcelint_source::{FileId, Range};
use vpcelint_syntax::document::Node;

use super::address::{Step, steps};
use super::code::{CallCode, ModuleCode, ResourceCode, local_name};
use super::document::{Document, ResourceChange, Values, ValuesModule, ValuesResource};
use crate::eval::Key;

/// What is not there.
static NULL: Json = Json::Null;

/// A module instance.
#[derive(Debug)]
pub(super) struct Scope<'p> {
    /// `module.a[0]`, empty for the root.
    pub(super) address: SmolStr,
    pub(super) code: Option<&'p ModuleCode>,
    /// Where it is called, and how.
    pub(super) parent: Option<(Rc<Self>, &'p CallCode)>,
    pub(super) key: Key,
    pub(super) calls: Arc<[Call]>,
}

/// An instance of a resource or data source.
#[derive(Debug)]
pub(super) struct Instance<'p> {
    pub(super) address: Arc<str>,
    pub(super) scope: Rc<Scope<'p>>,
    /// The declaration's address within its module.
    pub(super) local: SmolStr,
    pub(super) kind: &'p str,
    pub(super) data: bool,
    pub(super) key: Key,
    pub(super) values: Option<&'p Map<String, Json>>,
    /// Which of its values are not known: `true` in the places of those.
    pub(super) unknown: &'p Json,
    /// Which of its values are sensitive, likewise, by the provider and by the plan.
    pub(super) sensitive: [&'p Json; 2],
    /// Whether the plan makes it: what is not known before is the provider's.
    pub(super) made: bool,
    pub(super) code: Option<&'p ResourceCode>,
    /// Its place among the values.
    pub(super) node: Option<&'p Node>,
}

impl<'p> Instance<'p> {
    /// A value; null where there is none.
    pub(super) fn value(&self, attribute: &str) -> &'p Json {
        self.values.and_then(|v| v.get(attribute)).unwrap_or(&NULL)
    }

    /// Whether an attribute of some path is not known.
    pub(super) fn is_unknown(&self, path: &[Step]) -> bool {
        let mut mask = self.unknown;
        for step in path {
            if mask.as_bool() == Some(true) {
                return true;
            }
            let inner = match step {
                Step::Name(name) | Step::Key(name) => mask.get(name.as_str()),
                Step::Index(n) => usize::try_from(*n).ok().and_then(|n| mask.get(n)),
            };
            let Some(inner) = inner else { return false };
            mask = inner;
        }
        has_unknown(mask)
    }
}

/// Whether something is not known in a part of an instance.
pub(super) fn has_unknown(mask: &Json) -> bool {
    match mask {
        Json::Bool(unknown) => *unknown,
        Json::Array(items) => items.iter().any(has_unknown),
        Json::Object(entries) => entries.values().any(has_unknown),
        _ => false,
    }
}

/// All instances.
#[derive(Debug)]
pub(super) struct Instances<'p> {
    pub(super) root: Rc<Scope<'p>>,
    pub(super) all: Vec<Instance<'p>>,
    pub(super) by_address: FxHashMap<Arc<str>, usize>,
    /// The instances of each declaration, by its module instance's address and its own.
    by_base: FxHashMap<SmolStr, Vec<usize>>,
    /// The keys of each module call's instances, by its address.
    module_keys: FxHashMap<SmolStr, Vec<Key>>,
    /// Whether there were more than the cap allows.
    pub(super) over: bool,
    file: FileId,
    most: usize,
}

impl<'p> Instances<'p> {
    /// The instances that a plan leaves, or that a state has.
    pub(super) fn of(
        document: &'p Document,
        code: Option<&'p ModuleCode>,
        (file, node): (FileId, Option<&'p Node>),
        most: usize,
    ) -> Self {
        let root = Scope {
            address: SmolStr::default(),
            code,
            parent: None,
            key: Key::None,
            calls: Arc::from([]),
        };
        let mut instances = Self {
            root: Rc::new(root),
            all: Vec::new(),
            by_address: FxHashMap::default(),
            by_base: FxHashMap::default(),
            module_keys: FxHashMap::default(),
            over: false,
            file,
            most,
        };
        let changes = document.resource_changes.iter().flatten();
        let changes: FxHashMap<&str, &ResourceChange> = changes
            .filter(|change| change.deposed.is_none())
            .map(|change| (change.address.as_str(), change))
            .collect();
        let planned = document.planned_values.as_ref();
        let values = planned.or(document.values.as_ref());
        let key = if planned.is_some() { "planned_values" } else { "values" };
        instances.values(values, node.and_then(|n| n.get(key)), &changes, false);
        let prior = document.prior_state.as_ref().and_then(|p| p.values.as_ref());
        let node = node.and_then(|n| n.get("prior_state")).and_then(|n| n.get("values"));
        instances.values(prior, node, &changes, true);
        instances
    }

    fn values(
        &mut self,
        values: Option<&'p Values>,
        node: Option<&'p Node>,
        changes: &FxHashMap<&str, &'p ResourceChange>,
        only_data: bool,
    ) {
        let Some(root) = values.and_then(|v| v.root_module.as_ref()) else { return };
        self.module(root, node.and_then(|n| n.get("root_module")), changes, only_data);
    }

    /// Adds what is in a module instance; the reader of JSON bounds how deep they are nested.
    fn module(
        &mut self,
        module: &'p ValuesModule,
        node: Option<&'p Node>,
        changes: &FxHashMap<&str, &'p ResourceChange>,
        only_data: bool,
    ) {
        let address = module.address.as_deref().unwrap_or_default();
        let Some(scope) = self.scope_at(address) else { return };
        if let (Some((parent, _)), Some(base)) = (&scope.parent, base_of(address)) {
            let base = joined(&parent.address, &base);
            let keys = self.module_keys.entry(base).or_default();
            if !keys.contains(&scope.key) {
                keys.push(scope.key.clone());
            }
        }
        let nodes = node.and_then(|n| n.get("resources")).map(Node::elements).unwrap_or_default();
        for (n, resource) in module.resources.iter().flatten().enumerate() {
            let data = resource.mode == "data";
            if resource.deposed_key.is_none() && (data || !only_data) {
                let change = changes.get(resource.address.as_str()).copied();
                self.add(&scope, resource, change, nodes.get(n));
            }
        }
        let nodes = node.and_then(|n| n.get("child_modules")).map(Node::elements);
        for (n, child) in module.child_modules.iter().flatten().enumerate() {
            self.module(child, nodes.and_then(|nodes| nodes.get(n)), changes, only_data);
        }
    }

    fn add(
        &mut self,
        scope: &Rc<Scope<'p>>,
        resource: &'p ValuesResource,
        change: Option<&'p ResourceChange>,
        node: Option<&'p Node>,
    ) {
        if self.by_address.contains_key(resource.address.as_str()) {
            return;
        }
        if self.all.len() >= self.most {
            self.over = true;
            return;
        }
        let address: Arc<str> = resource.address.as_str().into();
        let local = local_name(&resource.mode, &resource.kind, &resource.name);
        let base = joined(&scope.address, &local);
        let change = change.map(|c| &c.change);
        let index = self.all.len();
        self.by_address.insert(address.clone(), index);
        self.by_base.entry(base).or_default().push(index);
        self.all.push(Instance {
            address,
            scope: scope.clone(),
            code: scope.code.and_then(|code| code.resources.get(&local)),
            local,
            kind: &resource.kind,
            data: resource.mode == "data",
            key: key_of(resource.index.as_ref()),
            values: resource.values.as_ref(),
            unknown: change.map_or(&NULL, |c| &c.after_unknown),
            sensitive: [&resource.sensitive_values, change.map_or(&NULL, |c| &c.after_sensitive)],
            made: change.is_some_and(|c| c.actions.iter().any(|a| a == "create")),
            node,
        });
    }

    /// The module instance of an address.
    fn scope_at(&self, address: &str) -> Option<Rc<Scope<'p>>> {
        let mut scope = self.root.clone();
        if address.is_empty() {
            return Some(scope);
        }
        let steps = steps(address)?;
        let mut steps = steps.iter().peekable();
        while let Some(step) = steps.next() {
            if step.name()? != "module" {
                return None;
            }
            let name = steps.next()?.name()?.clone();
            let key = steps.peek().and_then(|s| s.key());
            if key.is_some() {
                steps.next();
            }
            scope = self.child(&scope, &name, key.unwrap_or(Key::None));
        }
        Some(scope)
    }

    /// An instance of a module that another one calls. A state says nothing of its configuration.
    pub(super) fn child(&self, of: &Rc<Scope<'p>>, name: &str, key: Key) -> Rc<Scope<'p>> {
        let address = joined(&of.address, &format_smolstr!("module.{name}{key}"));
        let call = of.code.and_then(|code| code.calls.get(name));
        let place = call.and_then(|c| c.place).unwrap_or_default();
        let own = Call { address: address.clone(), span: place.in_file(self.file) };
        let calls = of.calls.iter().cloned().chain([own]).collect();
        Rc::new(Scope {
            address,
            code: call.map(|c| &c.module),
            parent: call.map(|call| (of.clone(), call)),
            key,
            calls,
        })
    }

    /// The keys of the instances of a module call.
    pub(super) fn keys_of_module(&self, of: &Scope<'p>, name: &str) -> &[Key] {
        let base = joined(&of.address, &format_smolstr!("module.{name}"));
        self.module_keys.get(&base).map(Vec::as_slice).unwrap_or_default()
    }

    /// The instances of a declaration in a module instance.
    pub(super) fn of_declaration(&self, module: &str, local: &str) -> &[usize] {
        self.by_base.get(&joined(module, local)).map(Vec::as_slice).unwrap_or_default()
    }

    /// An instance.
    pub(super) fn get(&self, index: usize) -> Option<&Instance<'p>> {
        self.all.get(index)
    }

    /// A place in the plan's file.
    pub(super) fn span(&self, place: Option<Range>) -> vpcelint_source::Span {
        place.unwrap_or_default().in_file(self.file)
    }
}

/// An address within a module.
pub(super) fn joined(module: &str, local: &str) -> SmolStr {
    match module {
        "" => local.into(),
        module => format_smolstr!("{module}.{local}"),
    }
}

/// The last call of a module's address, without its key.
fn base_of(address: &str) -> Option<SmolStr> {
    let steps = steps(address)?;
    let name = steps.iter().rev().find_map(Step::name)?;
    Some(format_smolstr!("module.{name}"))
}

fn key_of(index: Option<&Json>) -> Key {
    match index {
        Some(Json::String(name)) => Key::Name(name.as_str().into()),
        Some(Json::Number(n)) => n.as_u64().map_or(Key::None, Key::Index),
        _ => Key::None,
    }
}
