//! Evaluates the roots of a deployment lazily: each expression at most once per instance, cycles and caps noticed.

mod attribute;
mod call;
mod check;
mod conditional;
mod data;
mod expand;
mod expr;
mod for_expr;
mod index;
mod instance;
mod lift;
mod module;
mod provider;
mod slot;
mod template;
mod traversal;
mod type_constraint;
mod variable;

use std::cell::{Cell, OnceCell, RefCell};
use std::path::{Path, PathBuf};
use std::rc::Rc;
use std::sync::Arc;

use rustc_hash::{FxHashMap, FxHashSet};
use smol_str::SmolStr;
use vpcelint_model::{Cause, Interest, RootId};
use vpcelint_source::{FileId, Gravity, Notice, Span};
use vpcelint_syntax::hcl::Expr;

pub(crate) use instance::{Each, Instance, Key, ModuleInstance};
pub(crate) use slot::Slot;
pub(crate) use traversal::undeclared_resource;

use crate::Value;
use crate::inputs::Inputs;
use crate::loader::Loader;
use crate::plan::known::Known;
use crate::state::States;
use crate::terragrunt::{Page, PageKey, Unit, UnitInputs};

/// Evaluates the roots of a deployment.
#[derive(Debug)]
pub(crate) struct Evaluator<'a> {
    pub(crate) loader: &'a Loader<'a>,
    pub(crate) interest: &'a Interest,
    /// What differs from root to root.
    contexts: RefCell<Vec<Rc<RootContext>>>,
    /// Which root has which state.
    pub(crate) states: OnceCell<States>,
    /// Files of Terragrunt.
    pub(crate) pages: RefCell<FxHashMap<PageKey, Rc<Page>>>,
    /// The roots that are units of Terragrunt, by their directories.
    pub(crate) units: RefCell<FxHashMap<PathBuf, RootId>>,
    /// What a plan of the root knows.
    pub(crate) known: Option<&'a Known>,
    modules: RefCell<Vec<Rc<ModuleInstance>>>,
    instances: RefCell<Vec<Rc<Instance>>>,
    /// The resources that data sources may look up, by their address.
    looked_up: RefCell<FxHashMap<(RootId, Arc<str>), u32>>,
    /// What members iterate, by their address.
    members: RefCell<FxHashMap<(RootId, Arc<str>), SmolStr>>,
    notices: RefCell<Vec<Notice>>,
    /// What was said, and where.
    said: RefCell<FxHashMap<String, FxHashSet<Option<Span>>>>,
    /// The files of modules that nobody edits: models, and what `terraform init` installed.
    pub(crate) fixed: RefCell<FxHashSet<FileId>>,
    /// The first list of zones of each Region, which stands for the others.
    zones: RefCell<FxHashMap<SmolStr, (RootId, Arc<str>)>>,
    /// Whether there was an ephemeral value.
    ephemeral: Cell<bool>,
    depth: Cell<u32>,
    steps: Cell<u64>,
}

/// What differs from root to root of a deployment.
#[derive(Debug, Default)]
pub(crate) struct RootContext {
    /// The root's directory.
    pub(crate) directory: PathBuf,
    /// The unit of Terragrunt that it is.
    pub(crate) unit: Option<Arc<Unit>>,
    /// What that unit gives; none while it is being worked out.
    pub(crate) of_unit: RefCell<Option<Option<Rc<UnitInputs>>>>,
    /// What is given from outside.
    pub(crate) inputs: Inputs,
    /// The number of its module instance.
    pub(crate) module: u32,
    /// Whether it is a library.
    pub(crate) library: bool,
    instances: Cell<usize>,
    modules: Cell<usize>,
}

impl RootContext {
    /// The directory that names it.
    pub(crate) fn named(&self) -> &Path {
        self.unit.as_ref().map_or(&self.directory, |unit| &unit.directory)
    }
}

/// Why an expression has no value; an error only where nothing catches it.
#[derive(Debug, Clone)]
pub(crate) struct Error {
    /// Where.
    pub(crate) span: Span,
    /// What is wrong and what would be right.
    pub(crate) message: SmolStr,
    /// Whether it depends on more than the code: on Terraform's version, or on files that are made
    /// later. Then it is only noticed.
    pub(crate) lenient: bool,
    /// Whether a cap of ours was reached: Terraform would go on, so that nothing may be concluded
    /// from it.
    pub(crate) capped: bool,
}

/// The result of evaluating an expression.
pub(crate) type Evaluated = Result<Value, Error>;

impl Error {
    pub(crate) fn new(span: Span, message: impl Into<SmolStr>) -> Self {
        Self { span, message: message.into(), lenient: false, capped: false }
    }

    /// A cap of ours is reached.
    pub(crate) fn cap(span: Span, message: impl Into<SmolStr>) -> Self {
        Self { lenient: true, capped: true, ..Self::new(span, message) }
    }

    /// It depends on more than the code.
    pub(crate) fn lenient(mut self) -> Self {
        self.lenient = true;
        self
    }
}

/// What names mean where an expression stands.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Scope<'s> {
    /// The root whose files are read.
    pub(crate) root: RootId,
    /// The file of Terragrunt that it is written in.
    pub(crate) page: Option<&'s Rc<Page>>,
    /// The module; none where only constants are allowed.
    pub(crate) module: Option<&'s Rc<ModuleInstance>>,
    /// The file of the expression.
    pub(crate) file: FileId,
    /// `count.index`, `each.key` and `each.value`.
    pub(crate) each: Option<&'s Each>,
    /// Names bound by `for`, `dynamic` and templates.
    pub(crate) bindings: Option<&'s Binding<'s>>,
    /// The instance that `self` means.
    pub(crate) this: Option<u32>,
    /// Whether what is evaluated may not exist, so that what fails may be what never happens.
    pub(crate) doubtful: bool,
}

/// A name bound within an expression.
#[derive(Debug)]
pub(crate) struct Binding<'s> {
    pub(crate) name: &'s str,
    pub(crate) value: Value,
    pub(crate) next: Option<&'s Binding<'s>>,
}

impl<'s> Scope<'s> {
    /// Where only constants are allowed.
    pub(crate) fn constant(file: FileId) -> Self {
        Self {
            root: RootId(0),
            page: None,
            module: None,
            file,
            each: None,
            bindings: None,
            this: None,
            doubtful: false,
        }
    }

    /// Within a module.
    pub(crate) fn module(module: &'s Rc<ModuleInstance>, file: FileId) -> Self {
        let doubtful = module.conditional.is_some();
        Self {
            root: module.root,
            page: None,
            module: Some(module),
            file,
            each: None,
            bindings: None,
            this: None,
            doubtful,
        }
    }

    /// With the names of an instance.
    pub(crate) fn with_each(mut self, each: &'s Each) -> Self {
        self.each = Some(each);
        self
    }

    /// The place of an expression.
    pub(crate) fn span(&self, expr: &Expr) -> Span {
        expr.range.in_file(self.file)
    }

    /// The value bound to a name within the expression.
    pub(crate) fn bound(&self, name: &str) -> Option<&'s Value> {
        std::iter::successors(self.bindings, |b| b.next).find(|b| b.name == name).map(|b| &b.value)
    }
}

impl<'a> Evaluator<'a> {
    /// An evaluator without roots.
    pub(crate) fn new(loader: &'a Loader<'a>, interest: &'a Interest) -> Self {
        Self {
            loader,
            interest,
            contexts: RefCell::default(),
            states: OnceCell::new(),
            pages: RefCell::default(),
            units: RefCell::default(),
            known: None,
            modules: RefCell::default(),
            instances: RefCell::default(),
            looked_up: RefCell::default(),
            members: RefCell::default(),
            notices: RefCell::default(),
            said: RefCell::default(),
            fixed: RefCell::default(),
            zones: RefCell::default(),
            ephemeral: Cell::new(false),
            depth: Cell::new(0),
            steps: Cell::new(0),
        }
    }

    /// What is particular to a root.
    pub(crate) fn context(&self, root: RootId) -> Rc<RootContext> {
        self.contexts.borrow().get(root.0 as usize).cloned().unwrap_or_default()
    }

    /// Says something about the input, once.
    pub(crate) fn notice(&self, notice: Notice) {
        let mut said = self.said.borrow_mut();
        if said.entry(notice.message.clone()).or_default().insert(notice.span) {
            self.notices.borrow_mut().push(notice);
        }
    }

    /// Says something once for the whole root, at the first place.
    pub(crate) fn notice_once(&self, span: Span, message: &str) {
        if !self.said.borrow().contains_key(message) {
            self.notice(Notice::notice(span, message));
        }
    }

    /// Reports an error that nothing caught, and gives the unknown value that stands for it. In a
    /// module that may not exist nothing is an error: what fails may be what never happens.
    pub(crate) fn report(&self, error: &Error, module: Option<&ModuleInstance>) -> Value {
        // What fails in a library may be what its callers never do.
        let root = module.map_or(RootId(0), |m| m.root);
        let lenient = error.lenient || self.context(root).library;
        let gravity = if lenient { Gravity::Notice } else { Gravity::Error };
        self.report_as(gravity, error, module)
    }

    /// The same, however it counts.
    pub(crate) fn report_as(
        &self,
        gravity: Gravity,
        error: &Error,
        module: Option<&ModuleInstance>,
    ) -> Value {
        // A name that is declared nowhere was reported before anything was evaluated.
        if module.is_some_and(|m| m.config.undeclared.contains(error.message.as_str())) {
            return self.failed(error);
        }
        // What can't be read is reported where it stands; what follows from it is not.
        let forgiven =
            |m: &ModuleInstance| m.conditional.is_some() || m.config.broken || m.config.is_model;
        if module.is_some_and(forgiven) {
            return self.failed(error);
        }
        let mut notice = Notice::at(gravity, error.span, error.message.as_str());
        if let Some(module) = module {
            notice.related = module.call_labels();
        }
        self.notice(notice);
        self.failed(error)
    }

    /// The unknown value that stands for an error.
    pub(crate) fn failed(&self, error: &Error) -> Value {
        let reason = format!("this can't be evaluated: {}", error.message);
        Value::unknown(crate::Type::Dynamic, &Cause::new(reason, Some(error.span)))
            .made_at(error.span)
    }

    /// What was said so far.
    pub(crate) fn take_notices(&self) -> Vec<Notice> {
        self.loader.reader.budget.add_steps(self.steps.get());
        self.said.borrow_mut().clear();
        self.notices.take()
    }

    /// Counts one evaluation; when the roots have used up its steps, the reason to stop.
    pub(crate) fn step(&self, span: Span) -> Result<(), Error> {
        let steps = self.steps.get() + 1;
        self.steps.set(steps);
        let roots = self.contexts.borrow().len().max(1) as u64;
        let most = self.loader.reader.budget.limits.steps.saturating_mul(roots);
        if steps > most || self.loader.reader.budget.is_cancelled() {
            let message = format!("evaluation stopped after {most} steps (the cap `steps`)");
            if steps == most + 1 {
                self.notice(Notice::notice(span, message.as_str()));
            }
            return Err(Error::cap(span, message));
        }
        Ok(())
    }

    /// Adds an instance of a resource and numbers it.
    pub(crate) fn add_instance(&self, make: impl FnOnce(u32) -> Instance) -> Rc<Instance> {
        let mut instances = self.instances.borrow_mut();
        let id = u32::try_from(instances.len()).unwrap_or(u32::MAX);
        let instance = Rc::new(make(id));
        let context = self.context(instance.module.root);
        context.instances.set(context.instances.get() + 1);
        instances.push(instance.clone());
        if data::may_be_looked_up(&instance) {
            let key = (instance.module.root, instance.address.clone());
            self.looked_up.borrow_mut().insert(key, id);
        }
        instance
    }

    /// The resource at an address, of the types that data sources may look up.
    pub(crate) fn looked_up(&self, root: RootId, address: &Arc<str>) -> Option<Rc<Instance>> {
        let id = self.looked_up.borrow().get(&(root, address.clone())).copied()?;
        self.instance(id)
    }

    /// The instance of a number.
    pub(crate) fn instance(&self, id: u32) -> Option<Rc<Instance>> {
        self.instances.borrow().get(id as usize).cloned()
    }

    /// How many instances of resources a root has so far.
    pub(crate) fn instance_count(&self, root: RootId) -> usize {
        self.context(root).instances.get()
    }

    /// Adds an instance of a module and numbers it.
    pub(crate) fn add_module(
        &self,
        make: impl FnOnce(u32) -> ModuleInstance,
    ) -> Rc<ModuleInstance> {
        let mut modules = self.modules.borrow_mut();
        let id = u32::try_from(modules.len()).unwrap_or(u32::MAX);
        let module = Rc::new(make(id));
        let context = self.context(module.root);
        context.modules.set(context.modules.get() + 1);
        modules.push(module.clone());
        module
    }

    /// The module instance of a number.
    pub(crate) fn module_instance(&self, id: u32) -> Option<Rc<ModuleInstance>> {
        self.modules.borrow().get(id as usize).cloned()
    }

    /// How many module instances a root has so far.
    pub(crate) fn module_count(&self, root: RootId) -> usize {
        self.context(root).modules.get()
    }

    /// A value that could not be worked out for a reason of ours.
    pub(crate) fn unknown(&self, reason: impl Into<SmolStr>, at: Span) -> Value {
        Value::unknown(crate::Type::Dynamic, &Cause::new(reason, Some(at))).made_at(at)
    }

    /// The cause of an unknown value, or an empty one.
    pub(crate) fn cause_of(value: &Value) -> Arc<Cause> {
        value.as_unknown().map(|u| u.cause.clone()).unwrap_or_default()
    }
}

impl Drop for Evaluator<'_> {
    /// Modules and their instances hold on to each other.
    fn drop(&mut self) {
        self.modules.get_mut().drain(..).for_each(|module| module.let_go());
    }
}

#[cfg(test)]
#[path = "eval/withheld_tests.rs"]
mod withheld_tests;
