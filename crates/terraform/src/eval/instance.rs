//! Instances of modules and resources, and how `count` and `for_each` spread them.

use std::cell::RefCell;
use std::fmt;
use std::rc::Rc;
use std::sync::Arc;

use rustc_hash::FxHashMap;
use smol_str::SmolStr;
use vpcelint_model::{Call, Cause, RootId};
use vpcelint_source::Label;

use super::slot::Slot;
use crate::config::Module;
use crate::{Handle, Value};

/// The key of an instance.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(crate) enum Key {
    /// Neither `count` nor `for_each`.
    None,
    /// `count.index`
    Index(u64),
    /// `each.key`
    Name(SmolStr),
    /// Stands for the members of an iteration of unknown length.
    Member(u8),
}

impl fmt::Display for Key {
    /// As Terraform writes it behind an address.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::None => Ok(()),
            Self::Index(n) => write!(f, "[{n}]"),
            Self::Name(name) => {
                write!(f, "[\"{}\"]", name.replace('\\', "\\\\").replace('"', "\\\""))
            }
            Self::Member(n) => write!(f, "[?{n}]"),
        }
    }
}

/// What `count.index`, `each.key` and `each.value` are.
#[derive(Debug, Default, Clone)]
pub(crate) struct Each {
    pub(crate) index: Option<Value>,
    pub(crate) key: Option<Value>,
    pub(crate) value: Option<Value>,
}

/// How a declaration is spread over instances.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Spread {
    /// Neither `count` nor `for_each`.
    Single,
    /// `count`
    Count,
    /// `for_each`
    ForEach,
}

/// The instances of a declaration.
#[derive(Debug)]
pub(crate) struct Expansion<T> {
    pub(crate) spread: Spread,
    /// The instances, in order of their keys.
    pub(crate) instances: Vec<Rc<T>>,
    /// Why their number is not known; then they stand for all, or are all that could be made.
    pub(crate) open: Option<Arc<Cause>>,
}

/// Something that `count` and `for_each` spread.
pub(crate) trait Spreads {
    /// The key of the instance.
    fn key(&self) -> &Key;
    /// The instance's number.
    fn handle(&self) -> Handle;
    /// Why it may not exist.
    fn conditional(&self) -> Option<&Arc<Cause>>;
}

impl Spreads for Instance {
    fn key(&self) -> &Key {
        &self.seed.key
    }

    fn handle(&self) -> Handle {
        Handle::Resource(self.id)
    }

    fn conditional(&self) -> Option<&Arc<Cause>> {
        self.seed.conditional.as_ref()
    }
}

impl Spreads for ModuleInstance {
    fn key(&self) -> &Key {
        &self.key
    }

    fn handle(&self) -> Handle {
        Handle::Module(self.id)
    }

    fn conditional(&self) -> Option<&Arc<Cause>> {
        self.conditional.as_ref()
    }
}

/// One key of an expansion before its instance is made.
#[derive(Debug, Clone)]
pub(crate) struct Seed {
    pub(crate) key: Key,
    pub(crate) each: Each,
    /// Why it may not exist.
    pub(crate) conditional: Option<Arc<Cause>>,
    /// Identifies what is iterated when the number is not known.
    pub(crate) over: SmolStr,
}

/// An instance of a resource.
#[derive(Debug)]
pub(crate) struct Instance {
    pub(crate) id: u32,
    pub(crate) module: Rc<ModuleInstance>,
    /// The number of its declaration in the module.
    pub(crate) declaration: u32,
    pub(crate) address: Arc<str>,
    pub(crate) seed: Seed,
    pub(crate) attributes: RefCell<FxHashMap<SmolStr, Rc<Slot>>>,
}

/// An instance of a module.
#[derive(Debug)]
pub(crate) struct ModuleInstance {
    pub(crate) id: u32,
    /// The root that it belongs to.
    pub(crate) root: RootId,
    pub(crate) config: Arc<Module>,
    /// `module.a[0]`, empty for the root.
    pub(crate) address: SmolStr,
    /// What `path.module` is.
    pub(crate) path: SmolStr,
    pub(crate) parent: Option<Parent>,
    pub(crate) key: Key,
    /// Identifies what its call iterates when the number is not known.
    pub(crate) over: SmolStr,
    /// The calls that lead here.
    pub(crate) calls: Arc<[Call]>,
    /// Why it may not exist.
    pub(crate) conditional: Option<Arc<Cause>>,
    pub(crate) depth: u32,
    pub(crate) variables: Vec<Slot>,
    pub(crate) locals: Vec<Slot>,
    pub(crate) outputs: Vec<Slot>,
    pub(crate) resources: Vec<Lazy<Expansion<Instance>>>,
    pub(crate) modules: Vec<Lazy<Expansion<ModuleInstance>>>,
    pub(crate) providers: RefCell<FxHashMap<(SmolStr, Option<SmolStr>), Value>>,
}

/// The call of a module instance.
#[derive(Debug)]
pub(crate) struct Parent {
    pub(crate) module: Rc<ModuleInstance>,
    /// The number of the call in the parent.
    pub(crate) call: u32,
    pub(crate) each: Each,
}

/// An expansion that is worked out once.
#[derive(Debug)]
pub(crate) struct Lazy<T> {
    pub(crate) done: RefCell<Option<Rc<T>>>,
    pub(crate) running: std::cell::Cell<bool>,
}

impl<T> Default for Lazy<T> {
    fn default() -> Self {
        Self { done: RefCell::new(None), running: std::cell::Cell::new(false) }
    }
}

/// Where a module instance stands.
#[derive(Debug)]
pub(crate) struct Place {
    pub(crate) root: RootId,
    pub(crate) address: SmolStr,
    pub(crate) path: SmolStr,
    pub(crate) key: Key,
    pub(crate) over: SmolStr,
    pub(crate) calls: Arc<[Call]>,
    pub(crate) conditional: Option<Arc<Cause>>,
    pub(crate) depth: u32,
}

impl ModuleInstance {
    /// An instance in which nothing is worked out.
    pub(crate) fn new(id: u32, config: Arc<Module>, place: Place, parent: Option<Parent>) -> Self {
        fn many<T: Default>(n: usize) -> Vec<T> {
            std::iter::repeat_with(T::default).take(n).collect()
        }
        Self {
            id,
            root: place.root,
            address: place.address,
            path: place.path,
            parent,
            key: place.key,
            over: place.over,
            calls: place.calls,
            conditional: place.conditional,
            depth: place.depth,
            variables: many(config.variables.len()),
            locals: many(config.locals.len()),
            outputs: many(config.outputs.len()),
            resources: many(config.resources.len()),
            modules: many(config.calls.len()),
            providers: RefCell::default(),
            config,
        }
    }

    /// Lets go of its instances, which hold on to it.
    pub(crate) fn let_go(&self) {
        self.resources.iter().for_each(|lazy| drop(lazy.done.take()));
        self.modules.iter().for_each(|lazy| drop(lazy.done.take()));
    }

    /// A name within this module, as people write it: `module.a.local.x`.
    pub(crate) fn name(&self, name: &str) -> SmolStr {
        if self.address.is_empty() {
            name.into()
        } else {
            format!("{}.{name}", self.address).into()
        }
    }

    /// The names of the calls that lead to a module that is called here, joined with dots.
    pub(crate) fn key_of_call(&self, call: &str) -> String {
        let mut names = vec![call];
        let mut at = self.parent.as_ref();
        while let Some(parent) = at {
            let call = parent.module.config.calls.get(parent.call as usize);
            names.extend(call.map(|c| c.name.as_str()));
            at = parent.module.parent.as_ref();
        }
        names.reverse();
        names.join(".")
    }

    /// The calls that lead here, as labels.
    pub(crate) fn call_labels(&self) -> Vec<Label> {
        let label = |call: &Call| Label {
            span: call.span,
            message: format!("called here as `{}`", call.address),
            resource: None,
        };
        self.calls.iter().map(label).collect()
    }
}

impl<T: Spreads> Expansion<T> {
    /// How many of the instances certainly exist.
    pub(crate) fn certain(&self) -> usize {
        self.instances.iter().filter(|i| i.conditional().is_none()).count()
    }

    /// Whether the instances stand for more than themselves.
    pub(crate) fn stands_for_all(&self) -> bool {
        self.open.is_some()
            && self.instances.first().is_none_or(|i| matches!(i.key(), Key::Member(_)))
    }

    /// The only instance of a declaration without `count` and `for_each`.
    pub(crate) fn single(&self) -> Option<&Rc<T>> {
        (self.spread == Spread::Single).then(|| self.instances.first()).flatten()
    }
}
