//! A file of Terragrunt, evaluated for one unit: its locals, what it includes, and what other units hand
//! out.

use std::cell::RefCell;
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::rc::Rc;
use std::sync::Arc;

use smol_str::{SmolStr, format_smolstr};
use vpcelint_model::{Cause, Input, InputKind, LinkKind, RootId};
use vpcelint_source::{EntryKind, Notice, Span, clean_path};
use vpcelint_syntax::hcl::{Attribute, Block, Body, ExprKind, ObjectKey, Step, StepKind};

use super::merge::{Strategy, UnitInputs};
use super::{Source, Unit};
use crate::eval::{Error, Evaluated, Evaluator, Scope, Slot};
use crate::loader::Loaded;
use crate::{Handle, Partial, Reference, Type, Value};

/// The path of a file, the directory and the root of the unit for which it is evaluated, and whether
/// that includes it.
pub(crate) type PageKey = (PathBuf, PathBuf, RootId, bool);

/// A file of Terragrunt while it is evaluated.
#[derive(Debug)]
pub(crate) struct Page {
    /// The file.
    pub(super) path: PathBuf,
    pub(super) loaded: Arc<Loaded>,
    /// The directory of the unit; of a file that is only read, that of the file.
    pub(super) unit: PathBuf,
    /// The root that the unit is.
    pub(crate) root: RootId,
    /// Whether the unit includes it.
    pub(super) included: bool,
    locals: RefCell<BTreeMap<SmolStr, Rc<Slot>>>,
    dependencies: RefCell<BTreeMap<SmolStr, Rc<Slot>>>,
    inputs: Slot,
    includes: RefCell<Option<Rc<Vec<Include>>>>,
}

/// A file that another one includes.
#[derive(Debug)]
pub(super) struct Include {
    pub(super) label: SmolStr,
    pub(super) page: Rc<Page>,
    pub(super) strategy: Strategy,
}

impl Page {
    /// What the paths in it are relative to.
    pub(crate) fn directory(&self) -> &Path {
        &self.unit
    }

    pub(super) fn body(&self) -> &Body {
        &self.loaded.file.body
    }

    /// The last block of a kind.
    pub(super) fn block<'p>(&'p self, kind: &'p str) -> Option<&'p Block> {
        self.body().blocks_of(kind).last()
    }

    fn labelled<'p>(&'p self, kind: &'p str, label: &str) -> Option<&'p Block> {
        let mut blocks = self.body().blocks_of(kind);
        blocks.find(|block| block.label(0).is_some_and(|l| l == label))
    }
}

impl Evaluator<'_> {
    /// A file of Terragrunt, opened once for each unit; none where it is not there or may not be read.
    pub(super) fn page(
        &self,
        path: &Path,
        unit: &Path,
        root: RootId,
        included: bool,
    ) -> Option<Rc<Page>> {
        let path = clean_path(path);
        let key = (path.clone(), unit.to_path_buf(), root, included);
        if let Some(page) = self.pages.borrow().get(&key) {
            return Some(page.clone());
        }
        let reader = &self.loader.reader;
        let there = reader.within_boundary(&path)
            && reader.system.kind(&path) == Some(EntryKind::File)
            && self.pages.borrow().len() < reader.budget.limits.modules;
        if !there {
            return None;
        }
        let loaded = self.loader.values(&path);
        loaded.notices.iter().for_each(|notice| self.notice(notice.clone()));
        let page = Rc::new(Page {
            path,
            loaded,
            unit: unit.to_path_buf(),
            root,
            included,
            locals: RefCell::default(),
            dependencies: RefCell::default(),
            inputs: Slot::default(),
            includes: RefCell::default(),
        });
        self.pages.borrow_mut().insert(key, page.clone());
        Some(page)
    }

    fn page_scope<'s>(page: &'s Rc<Page>) -> Scope<'s> {
        let constant = Scope::constant(page.loaded.file.id);
        Scope { root: page.root, page: Some(page), ..constant }
    }

    /// The value of an attribute of a page; unknown where it fails, which is said.
    pub(super) fn page_value(&self, page: &Rc<Page>, attribute: &Attribute) -> Value {
        let result = self.eval(&attribute.value, &Self::page_scope(page));
        // What we do not know of Terragrunt is no mistake of the author.
        result.unwrap_or_else(|error| self.report(&error.lenient(), None))
    }

    /// The text of an attribute of a block, where it is known, with its place.
    pub(super) fn page_text(
        &self,
        page: &Rc<Page>,
        block: &Block,
        name: &str,
    ) -> Option<(SmolStr, Span)> {
        let attribute = block.body.attribute(name)?;
        let value = self.page_value(page, attribute);
        let span = attribute.value.range.in_file(page.loaded.file.id);
        Some((value.as_str()?.into(), span))
    }

    /// What a name stands for in a page, and how many steps belong to it.
    pub(crate) fn named_in_page(
        &self,
        page: &Rc<Page>,
        name: &str,
        steps: &[Step],
        span: Span,
    ) -> Result<(Value, usize), Error> {
        let first = match steps.first().map(|step| &step.kind) {
            Some(StepKind::Attribute(first)) => Some(first),
            Some(StepKind::Index(index)) => match &index.kind {
                ExprKind::String(first) => Some(first),
                _ => None,
            },
            _ => None,
        };
        let Some(first) = first else {
            return Err(Error::new(span, format!("`{name}` must be followed by a name")).lenient());
        };
        match name {
            "local" => Ok((self.page_local(page, first, span)?, 1)),
            "dependency" => Ok((self.dependency(page, first, span), 1)),
            "include" => {
                let includes = self.includes(page);
                let find = |label: &str| includes.iter().find(|i| i.label == label);
                match (find(first), find("")) {
                    (Some(include), _) => Ok((self.exposed(&include.page), 1)),
                    (None, Some(include)) => Ok((self.exposed(&include.page), 0)),
                    _ => Ok((self.unknown("what is included is not read", span), 1)),
                }
            }
            _ => Ok((self.unknown(format!("`{name}.{first}` is not known"), span), 1)),
        }
    }

    fn page_local(&self, page: &Rc<Page>, name: &SmolStr, span: Span) -> Evaluated {
        let found = page.body().blocks_of("locals").find_map(|b| b.body.attribute(name));
        let Some(attribute) = found else {
            let message = format!("there is no local value `{name}` in this file");
            return Err(Error::new(span, message).lenient());
        };
        let slot = page.locals.borrow_mut().entry(name.clone()).or_default().clone();
        let full = || format!("local.{name}");
        Ok(self.once(&slot, &full, span, || {
            let at = attribute.name.range.in_file(page.loaded.file.id);
            let value = self.page_value(page, attribute);
            value.through(LinkKind::Local, page.root, &SmolStr::default(), name.clone(), Some(at))
        }))
    }

    /// What a file shows to those that include or read it.
    pub(super) fn exposed(&self, page: &Rc<Page>) -> Value {
        let mut locals = BTreeMap::new();
        for attribute in page.body().blocks_of("locals").flat_map(|b| &b.body.attributes) {
            let name = &attribute.name.text;
            let at = attribute.name.range.in_file(page.loaded.file.id);
            let value = self.page_local(page, name, at);
            locals.insert(name.clone(), value.unwrap_or_else(|error| self.failed(&error)));
        }
        let inputs = self.inputs_of(page);
        let inputs = match inputs.open {
            Some(cause) => Value::unknown(Type::Dynamic, &cause),
            None => Value::object(inputs.values),
        };
        let shown = [("locals".into(), Value::object(locals)), ("inputs".into(), inputs)];
        Value::object(shown.into())
    }

    /// The files that a page includes, in the order in which it does.
    pub(super) fn includes(&self, page: &Rc<Page>) -> Rc<Vec<Include>> {
        if let Some(known) = &*page.includes.borrow() {
            return known.clone();
        }
        // While they are being found there are none; an included file includes no other.
        *page.includes.borrow_mut() = Some(Rc::default());
        if page.included {
            return Rc::default();
        }
        let mut found = Vec::new();
        for block in page.body().blocks_of("include") {
            let Some((path, span)) = self.page_text(page, block, "path") else { continue };
            let path = page.unit.join(path.as_str());
            let Some(included) = self.page(&path, &page.unit, page.root, true) else {
                let message = "what is included here is not read: it is not there, or lies outside of \
                               what may be read";
                self.notice(Notice::notice(span, message));
                continue;
            };
            let strategy = self.page_text(page, block, "merge_strategy");
            found.push(Include {
                label: block.label(0).cloned().unwrap_or_default(),
                page: included,
                strategy: Strategy::named(strategy.as_ref().map(|(name, _)| name.as_str())),
            });
        }
        let found = Rc::new(found);
        *page.includes.borrow_mut() = Some(found.clone());
        found
    }

    /// The pages whose blocks count for a page: itself, then what it includes, the last first.
    pub(super) fn merged_pages(&self, page: &Rc<Page>) -> Vec<Rc<Page>> {
        let includes = self.includes(page);
        let merged = includes.iter().rev().filter(|i| i.strategy != Strategy::None);
        std::iter::once(page.clone()).chain(merged.map(|i| i.page.clone())).collect()
    }

    /// The inputs that a page gives, with those of what it includes.
    pub(crate) fn inputs_of(&self, page: &Rc<Page>) -> UnitInputs {
        let mut inputs = self.own_inputs(page);
        for include in self.includes(page).iter().rev() {
            inputs = inputs.over(self.own_inputs(&include.page), include.strategy);
        }
        inputs
    }

    fn own_inputs(&self, page: &Rc<Page>) -> UnitInputs {
        let Some(attribute) = page.body().attribute("inputs") else { return UnitInputs::default() };
        let at = attribute.value.range.in_file(page.loaded.file.id);
        let value = self.once(&page.inputs, &|| "inputs".to_owned(), at, || {
            // One wrong input must not cost its neighbours.
            let ExprKind::Object(items) = &attribute.value.kind else {
                return self.page_value(page, attribute);
            };
            let mut values = BTreeMap::new();
            for item in items {
                let scope = Self::page_scope(page);
                let key = match &item.key {
                    ObjectKey::Name(name) => Some(name.text.clone()),
                    ObjectKey::Expr(key) => {
                        let key = self.eval(key, &scope).ok();
                        key.as_ref().and_then(Value::as_str).map(SmolStr::from)
                    }
                };
                let Some(key) = key else {
                    return self.unknown("the name of an input is not known", at);
                };
                let value = self.eval(&item.value, &scope);
                let value = value.unwrap_or_else(|error| self.report(&error.lenient(), None));
                values.insert(key, value);
            }
            Value::object(values)
        });
        UnitInputs::of(&value)
    }

    /// An input that the unit gives which a root is.
    pub(crate) fn input_of_unit(&self, root: RootId, name: &str) -> Option<Value> {
        let context = self.context(root);
        let known = context.of_unit.borrow().clone();
        let inputs = match known {
            Some(Some(inputs)) => inputs,
            Some(None) => {
                let reason = format!("cycle: the inputs of the unit need `{name}`");
                return Some(Value::unknown(Type::Dynamic, &Cause::new(reason, None)));
            }
            None => {
                *context.of_unit.borrow_mut() = Some(None);
                let page = self.unit_page(context.named(), root)?;
                let inputs = Rc::new(self.inputs_of(&page));
                *context.of_unit.borrow_mut() = Some(Some(inputs.clone()));
                inputs
            }
        };
        let missing = || inputs.open.as_ref().map(|cause| Value::unknown(Type::Dynamic, cause));
        inputs.values.get(name).cloned().or_else(missing)
    }

    /// The roots that are units.
    pub(crate) fn unit_roots(&self) -> Vec<RootId> {
        let mut roots: Vec<_> = self.units.borrow().values().copied().collect();
        roots.sort();
        roots
    }

    /// `dependency.name`: what another unit hands out, where that is evaluated together with this one.
    fn dependency(&self, page: &Rc<Page>, name: &SmolStr, span: Span) -> Value {
        let slot = page.dependencies.borrow_mut().entry(name.clone()).or_default().clone();
        let full = || format!("dependency.{name}");
        self.once(&slot, &full, span, || self.dependency_value(page, name, span))
    }

    fn dependency_value(&self, page: &Rc<Page>, name: &SmolStr, span: Span) -> Value {
        let owner = self.directory_of_dependency(page, name).and_then(|directory| {
            let units = self.units.borrow();
            let is_seen = |owner: &RootId| {
                let unit = self.context(*owner).unit.clone();
                let missing = |u: Arc<Unit>| matches!(u.source, Source::Missing(_));
                *owner != page.root && !unit.is_some_and(missing)
            };
            units.get(&directory).copied().filter(is_seen)
        });
        let address = format_smolstr!("dependency.{name}");
        let outputs = match owner {
            Some(owner) => self.handle(Handle::Module(self.context(owner).module), span),
            // Mocks stand for what is not deployed yet: they are no facts.
            None => {
                let input = Input {
                    kind: InputKind::Data,
                    root: page.root,
                    address: format_smolstr!("{address}.outputs"),
                };
                let reason = format_smolstr!("`{address}` is not seen together with this unit");
                let cause = Cause { reason, at: Some(span), inputs: vec![input] };
                let known = Partial::Reference(Reference {
                    root: page.root,
                    address: address.as_str().into(),
                    attribute: "outputs".into(),
                });
                Value::partial(Type::Dynamic, true, known, &cause.into()).made_at(span)
            }
        };
        Value::object([("outputs".into(), outputs)].into())
    }

    /// The directory of the unit that a dependency names; none where its outputs are not used.
    fn directory_of_dependency(&self, page: &Rc<Page>, name: &str) -> Option<PathBuf> {
        let pages = self.merged_pages(page);
        let (page, block) =
            pages.iter().find_map(|page| Some((page, page.labelled("dependency", name)?)))?;
        self.directory_of_block(page, block)
    }

    fn directory_of_block(&self, page: &Rc<Page>, block: &Block) -> Option<PathBuf> {
        let is = |name: &str| {
            let value = block.body.attribute(name).map(|a| self.page_value(page, a));
            value.and_then(|value| value.as_bool())
        };
        if is("skip_outputs") == Some(true) || is("enabled") == Some(false) {
            return None;
        }
        let (path, _) = self.page_text(page, block, "config_path")?;
        let path = clean_path(&page.unit.join(path.as_str()));
        let file = path.extension().is_some_and(|ending| ending == "hcl");
        Some(if file { path.parent().unwrap_or(&path).to_path_buf() } else { path })
    }

    /// The directories of the units that a page depends on.
    pub(super) fn dependencies(&self, page: &Rc<Page>) -> Vec<PathBuf> {
        let mut found = Vec::new();
        for page in self.merged_pages(page) {
            for block in page.body().blocks_of("dependency") {
                found.extend(self.directory_of_block(&page, block));
            }
        }
        found
    }
}
