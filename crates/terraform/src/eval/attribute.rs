//! Attributes and blocks of instances, and references to what only exists after an apply.

use std::collections::BTreeMap;
use std::rc::Rc;
use std::sync::Arc;

use smol_str::{SmolStr, format_smolstr};
use vpcelint_model::{Cause, Input, InputKind, LinkKind, RootId};
use vpcelint_source::{FileId, Span};
use vpcelint_syntax::hcl::{Block, Body, Expr, File};

use super::instance::{Instance, Key};
use super::{Binding, Error, Evaluated, Evaluator, Scope};
use crate::config::{Module, ResourceDeclaration, ResourceMode};
use crate::{Handle, Kind, Marks, Partial, Reference, Type, Value};

/// Arguments that Terraform itself reads.
const META_ARGUMENTS: [&str; 8] =
    ["count", "for_each", "provider", "depends_on", "lifecycle", "provisioner", "connection", "//"];

impl Instance {
    /// The declaration of the instance.
    pub(crate) fn declaration<'m>(&self, module: &'m Module) -> Option<&'m ResourceDeclaration> {
        module.resources.get(self.declaration as usize)
    }
}

impl Evaluator<'_> {
    /// The attribute of a whole instance.
    pub(crate) fn attribute_of_handle(&self, handle: Handle, name: &str, span: Span) -> Evaluated {
        match handle {
            Handle::Resource(id) => match self.instance(id) {
                Some(instance) => Ok(self.attribute(&instance, name, span)),
                None => Ok(self.unknown("no such instance", span)),
            },
            Handle::Module(id) => match self.module_instance(id) {
                Some(module) => self.output(&module, name, span),
                None => Ok(self.unknown("no such module", span)),
            },
        }
    }

    /// The root and the address of a whole instance.
    pub(crate) fn address_of_handle(&self, handle: Handle) -> Option<(RootId, Arc<str>)> {
        match handle {
            Handle::Resource(id) => self.instance(id).map(|i| (i.module.root, i.address.clone())),
            Handle::Module(id) => {
                self.module_instance(id).map(|m| (m.root, m.address.as_str().into()))
            }
        }
    }

    /// What a member instance iterates, and which of the two it is.
    pub(crate) fn member_of_handle(&self, handle: Handle) -> Option<(SmolStr, u8)> {
        let (key, over) = match handle {
            Handle::Resource(id) => {
                let instance = self.instance(id)?;
                (instance.seed.key.clone(), instance.seed.over.clone())
            }
            Handle::Module(id) => {
                let module = self.module_instance(id)?;
                (module.key.clone(), module.over.clone())
            }
        };
        match key {
            Key::Member(index) => Some((over, index)),
            _ => None,
        }
    }

    /// The same, by an address.
    pub(crate) fn member_of_address(&self, root: RootId, address: &str) -> Option<(SmolStr, u8)> {
        let index = match address.get(address.rfind("[?")?..)? {
            "[?0]" => 0,
            "[?1]" => 1,
            _ => return None,
        };
        let over = self.members.borrow().get(&(root, address.into())).cloned()?;
        Some((over, index))
    }

    /// An attribute of an instance as another expression sees it: what is configured, or a
    /// reference to what will exist.
    pub(crate) fn attribute(&self, instance: &Rc<Instance>, name: &str, span: Span) -> Value {
        if let Some(value) = self.data_attribute(instance, name, span) {
            return value;
        }
        let configured = self.configured(instance, name, span);
        match configured {
            // The provider may make blocks of a kind of which none is written.
            Some(value) if is_block(instance, name) && is_empty(&value) => {
                self.computed(instance, name, span)
            }
            Some(value) if is_block(instance, name) => {
                let reference = reference_to(instance, name);
                opened(value, &reference)
            }
            // The provider may choose a value for what is null.
            Some(value) if !value.is_null() || is_builtin(instance) => value,
            _ => self.computed(instance, name, span),
        }
    }

    /// The value that the configuration gives to an attribute or to the blocks of a kind.
    pub(crate) fn configured(
        &self,
        instance: &Rc<Instance>,
        name: &str,
        span: Span,
    ) -> Option<Value> {
        let config = &instance.module.config;
        let declaration = instance.declaration(config)?;
        if META_ARGUMENTS.contains(&name) {
            return None;
        }
        let attribute = config.attribute(&declaration.declaration, name);
        let blocks = match attribute {
            Some(_) => Vec::new(),
            None => config.nested(&declaration.declaration, name),
        };
        if attribute.is_none() && blocks.is_empty() {
            return None;
        }
        let slot = instance.attributes.borrow_mut().entry(name.into()).or_default().clone();
        let full = || format!("{}.{name}", instance.address);
        Some(self.once(&slot, &full, span, || match attribute {
            Some((file, attribute)) => {
                let value = self.eval_in_instance(instance, file, &attribute.value);
                self.check_ephemeral(instance, (file, attribute), &value);
                let at = attribute.name.range.in_file(file.id);
                let address = SmolStr::from(instance.address.clone());
                value.through(
                    LinkKind::Attribute,
                    instance.module.root,
                    &address,
                    name.into(),
                    Some(at),
                )
            }
            None => {
                let scope = self.instance_scope(instance, FileId(0));
                self.blocks(&blocks, &scope)
                    .unwrap_or_else(|error| self.report(&error, Some(&instance.module)))
            }
        }))
    }

    pub(super) fn instance_scope<'s>(&self, instance: &'s Rc<Instance>, file: FileId) -> Scope<'s> {
        Scope {
            this: Some(instance.id),
            doubtful: Self::existence(instance).is_some(),
            ..Scope::module(&instance.module, file).with_each(&instance.seed.each)
        }
    }

    /// Reports an error, unless what it stands in may not exist.
    pub(crate) fn report_in(&self, error: &Error, scope: &Scope<'_>) -> Value {
        if scope.doubtful {
            self.failed(error)
        } else {
            self.report(error, scope.module.map(|m| &**m))
        }
    }

    fn eval_in_instance(&self, instance: &Rc<Instance>, file: &File, expr: &Expr) -> Value {
        let scope = self.instance_scope(instance, file.id);
        self.eval(expr, &scope).unwrap_or_else(|error| self.report_in(&error, &scope))
    }

    /// An attribute that only exists after an apply.
    pub(super) fn computed(&self, instance: &Rc<Instance>, name: &str, span: Span) -> Value {
        let Some(declaration) = instance.declaration(&instance.module.config) else {
            return self.unknown("no such instance", span);
        };
        if is_builtin(instance) && matches!(name, "input" | "triggers_replace") {
            return Value::null(Type::Dynamic);
        }
        let reference = reference_to(instance, name);
        let full = format_smolstr!("{}.{name}", instance.address);
        let root = instance.module.root;
        let (reason, inputs) = match declaration.name.mode {
            ResourceMode::Data => (
                format_smolstr!("`{full}` is looked up at deployment"),
                vec![Input { kind: InputKind::Data, root, address: full }],
            ),
            _ => {
                let address = instance.address.as_ref().into();
                let input = Input { kind: InputKind::Resource, root, address };
                (format_smolstr!("`{full}` is only known after it is applied"), vec![input])
            }
        };
        let cause = Arc::new(Cause { reason, at: Some(span), inputs });
        let (ty, not_null) = match name {
            "id" | "arn" => (Type::String, true),
            name if name.ends_with("_id") || name.ends_with("_arn") => (Type::String, false),
            _ => (Type::Dynamic, false),
        };
        Value::partial(ty, not_null, Partial::Reference(reference), &cause).made_at(span)
    }

    /// The names of the attributes and blocks that an instance's configuration sets, sorted.
    pub(crate) fn set_names(&self, instance: &Instance) -> Vec<SmolStr> {
        let config = &instance.module.config;
        let Some(declaration) = instance.declaration(config) else { return Vec::new() };
        let mut names = Vec::new();
        for (_, block) in config.parts(&declaration.declaration) {
            names.extend(block.body.attributes.iter().map(|a| a.name.text.clone()));
            names.extend(block.body.blocks.iter().filter_map(block_name));
        }
        names.retain(|n| !META_ARGUMENTS.contains(&n.as_str()));
        names.sort();
        names.dedup();
        names
    }

    /// The blocks of a kind as a list of objects, `dynamic` ones spread.
    fn blocks(&self, blocks: &[(FileId, &Block)], scope: &Scope<'_>) -> Evaluated {
        let mut items = Vec::new();
        let mut open = None;
        for (file, block) in blocks {
            let scope = Scope { file: *file, ..*scope };
            let at = block.range.in_file(*file);
            if block.kind.text == "dynamic" {
                if let Some(cause) = self.dynamic(block, &scope, &mut items)? {
                    open = Some(cause);
                }
            } else {
                items.push(self.body(&block.body, &scope)?.made_at(at));
            }
        }
        Ok(match open {
            None => Value::tuple(items),
            Some(cause) => Value::partial(Type::Dynamic, true, Partial::Items(items), &cause),
        })
    }

    /// Adds the blocks of a `dynamic` block; the cause, where their number is not known.
    fn dynamic(
        &self,
        block: &Block,
        scope: &Scope<'_>,
        items: &mut Vec<Value>,
    ) -> Result<Option<Arc<Cause>>, Error> {
        let header = block.header().in_file(scope.file);
        let missing = |what: &str| Error::new(header, format!("a `dynamic` block needs `{what}`"));
        let for_each = &block.body.attribute("for_each").ok_or_else(|| missing("for_each"))?.value;
        let content = block.body.blocks_of("content").next().ok_or_else(|| missing("content"))?;
        let iterator = match block.body.attribute("iterator").map(|a| &a.value.kind) {
            Some(
                vpcelint_syntax::hcl::ExprKind::Variable(name)
                | vpcelint_syntax::hcl::ExprKind::String(name),
            ) => name.clone(),
            _ => block.label(0).cloned().unwrap_or_default(),
        };
        let collection = self.eval(for_each, scope)?;
        let mut one = |key: Value, value: Value| -> Result<(), Error> {
            let each = Value::object([("key".into(), key), ("value".into(), value)].into());
            let binding = Binding { name: &iterator, value: each, next: scope.bindings };
            let inner = Scope { bindings: Some(&binding), ..*scope };
            let object = self.body(&content.body, &inner)?;
            items.push(object.made_at(content.range.in_file(scope.file)));
            self.within_cap(items.len(), header)
        };
        match &collection.kind {
            Kind::List(_, list) | Kind::Tuple(list) => {
                for (n, value) in list.iter().enumerate() {
                    one(i64::try_from(n).unwrap_or(i64::MAX).into(), value.clone())?;
                }
            }
            Kind::Set(_, list) => {
                for value in list.iter() {
                    one(value.clone(), value.clone())?;
                }
            }
            Kind::Map(_, entries) | Kind::Object(entries) => {
                for (key, value) in entries.iter() {
                    one(key.clone().into(), value.clone())?;
                }
            }
            Kind::Unknown(u) if !u.ty.is_primitive() => {
                if let Partial::Items(list) = &u.known {
                    for (n, value) in list.iter().enumerate() {
                        one(i64::try_from(n).unwrap_or(i64::MAX).into(), value.clone())?;
                    }
                }
                return Ok(Some(u.cause.clone()));
            }
            _ => {
                let span = scope.span(for_each);
                return Err(Error::new(
                    span,
                    "`for_each` of a `dynamic` block must be a collection",
                ));
            }
        }
        Ok(None)
    }

    /// The content of a block as an object.
    fn body(&self, body: &Body, scope: &Scope<'_>) -> Evaluated {
        let mut object = BTreeMap::new();
        for attribute in &body.attributes {
            if attribute.name.text == "//" {
                continue;
            }
            // One wrong attribute must not cost its neighbours.
            let value = self
                .eval(&attribute.value, scope)
                .unwrap_or_else(|error| self.report_in(&error, scope));
            object.insert(attribute.name.text.clone(), value);
        }
        let mut kinds: BTreeMap<SmolStr, Vec<(FileId, &Block)>> = BTreeMap::new();
        for block in &body.blocks {
            if let Some(name) = block_name(block) {
                kinds.entry(name).or_default().push((scope.file, block));
            }
        }
        for (kind, blocks) in kinds {
            object.insert(kind, self.blocks(&blocks, scope)?);
        }
        Ok(Value::object(object).marked(Marks::BLOCK))
    }
}

/// A reference to an attribute of an instance.
fn reference_to(instance: &Instance, name: &str) -> Reference {
    Reference {
        root: instance.module.root,
        address: instance.address.clone(),
        attribute: name.into(),
    }
}

fn is_empty(blocks: &Value) -> bool {
    blocks.items().is_some_and(|items| items.is_empty())
}

/// Whether a name is that of nested blocks, not of an attribute.
fn is_block(instance: &Instance, name: &str) -> bool {
    let config = &instance.module.config;
    instance.declaration(config).is_some_and(|d| config.attribute(&d.declaration, name).is_none())
}

/// Blocks as other expressions see them: the provider may set attributes in them that are not
/// written, so that what is not written is not missing.
fn opened(value: Value, at: &Reference) -> Value {
    let Kind::Tuple(items) = &value.kind else { return value };
    if items.is_empty() || !items.iter().all(|i| matches!(i.kind, Kind::Object(_))) {
        return value;
    }
    let cause = Cause::new(format!("`{}` is only known after it is applied", at.address), None);
    let blocks = items.iter().enumerate().map(|(n, item)| {
        let attribute = format_smolstr!("{}[{n}]", at.attribute);
        let at = Reference { address: at.address.clone(), attribute, ..*at };
        let written = item.entries().map(|entries| {
            let inner = entries.iter().map(|(name, v)| {
                let attribute = format_smolstr!("{}.{name}", at.attribute);
                let at = Reference { address: at.address.clone(), attribute, ..at };
                (name.clone(), opened(v.clone(), &at))
            });
            Arc::new(inner.collect())
        });
        let known = Partial::Block(written.unwrap_or_default(), at);
        let block = Value::partial(Type::Dynamic, true, known, &cause).marked(item.marks);
        Value { origin: item.origin.clone(), ..block }
    });
    Value { kind: Kind::Tuple(Arc::new(blocks.collect())), ..value.clone() }
}

/// The name under which a nested block's values stand: of a `dynamic` block its label.
fn block_name(block: &Block) -> Option<SmolStr> {
    if block.kind.text == "dynamic" {
        block.label(0).cloned()
    } else {
        Some(block.kind.text.clone())
    }
}

/// Whether Terraform itself implements the resource, so that what is not set is null.
pub(super) fn is_builtin(instance: &Instance) -> bool {
    instance
        .declaration(&instance.module.config)
        .is_some_and(|d| d.name.kind == "terraform_data" && d.name.mode == ResourceMode::Managed)
}
