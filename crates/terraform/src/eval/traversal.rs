//! References: the names of the language, and the steps and splats that follow them.

use std::rc::Rc;

use smol_str::SmolStr;
use vpcelint_model::{Cause, Input, InputKind};
use vpcelint_source::Span;
use vpcelint_syntax::hcl::{ExprKind, Step, StepKind, Traversal};

use super::instance::{Expansion, Key, ModuleInstance, Spread, Spreads};
use super::{Error, Evaluated, Evaluator, Scope, lift};
use crate::config::ResourceMode;
use crate::{Handle, Kind, Partial, Type, Value};

impl Evaluator<'_> {
    /// A name without steps.
    pub(crate) fn name_alone(&self, name: &str, scope: &Scope<'_>, span: Span) -> Evaluated {
        match scope.bound(name) {
            Some(value) => Ok(value.clone()),
            None => Err(Error::new(
                span,
                format!("`{name}` alone is no reference: an attribute must follow"),
            )),
        }
    }

    /// A name with steps.
    pub(crate) fn traversal(
        &self,
        traversal: &Traversal,
        scope: &Scope<'_>,
        span: Span,
    ) -> Evaluated {
        let ExprKind::Variable(name) = &traversal.root.kind else {
            let value = self.eval(&traversal.root, scope)?;
            return self.steps(value, &traversal.steps, scope, span);
        };
        if let Some(value) = scope.bound(name) {
            return self.steps(value.clone(), &traversal.steps, scope, span);
        }
        let (value, used) = self.named(name, &traversal.steps, scope, span)?;
        self.steps(value, traversal.steps.get(used..).unwrap_or_default(), scope, span)
    }

    /// The value of a name of the language, and how many steps belong to the name.
    fn named(
        &self,
        name: &str,
        steps: &[Step],
        scope: &Scope<'_>,
        span: Span,
    ) -> Result<(Value, usize), Error> {
        if let Some(page) = scope.page {
            return self.named_in_page(page, name, steps, span);
        }
        let Some(module) = scope.module else {
            return Err(Error::new(span, "only constants are allowed here"));
        };
        let attribute = |n: usize| attribute_step(steps, n);
        let needs = |what: &str| Error::new(span, format!("`{name}` must be followed by {what}"));
        let first = attribute(0).ok_or_else(|| needs("a name"))?;
        Ok(match name {
            "var" => (self.variable(module, first, span)?, 1),
            "local" => (self.local(module, first, span)?, 1),
            "each" | "count" => (self.each(name, first, scope, span)?, 1),
            "path" => (self.path(module, first, span)?, 1),
            "terraform" | "tofu" => (self.terraform_attribute(module, first, span)?, 1),
            "self" => (self.this(scope, span)?, 0),
            "module" => self.module_reference(module, first, steps, scope, span)?,
            "data" => {
                let second = attribute(1).ok_or_else(|| needs("a type and a name"))?;
                self.resource_reference(
                    ResourceMode::Data,
                    (first, second),
                    &steps[2..],
                    scope,
                    span,
                )
                .map(|(v, n)| (v, n + 2))?
            }
            "ephemeral" => {
                let second = attribute(1).ok_or_else(|| needs("a type and a name"))?;
                self.resource_reference(
                    ResourceMode::Ephemeral,
                    (first, second),
                    &steps[2..],
                    scope,
                    span,
                )
                .map(|(v, n)| (v, n + 2))?
            }
            "resource" => {
                let second = attribute(1).ok_or_else(|| needs("a type and a name"))?;
                self.resource_reference(
                    ResourceMode::Managed,
                    (first, second),
                    &steps[2..],
                    scope,
                    span,
                )
                .map(|(v, n)| (v, n + 2))?
            }
            kind => self
                .resource_reference(ResourceMode::Managed, (kind, first), &steps[1..], scope, span)
                .map(|(v, n)| (v, n + 1))?,
        })
    }

    fn each(&self, name: &str, part: &str, scope: &Scope<'_>, span: Span) -> Evaluated {
        let found = scope.each.and_then(|each| match (name, part) {
            ("count", "index") => each.index.as_ref(),
            ("each", "key") => each.key.as_ref(),
            ("each", "value") => each.value.as_ref(),
            _ => None,
        });
        found.cloned().ok_or_else(|| {
            let wanted = if name == "count" { "count" } else { "for_each" };
            Error::new(span, format!("`{name}.{part}` is only known where `{wanted}` is set"))
        })
    }

    fn path(&self, module: &ModuleInstance, part: &str, span: Span) -> Evaluated {
        Ok(match part {
            "module" => module.path.clone().into(),
            "root" => ".".into(),
            "cwd" => self.unknown("`path.cwd` depends on where Terraform runs", span),
            _ => return Err(Error::new(span, format!("there is no `path.{part}`"))),
        })
    }

    fn terraform_attribute(&self, module: &ModuleInstance, part: &str, span: Span) -> Evaluated {
        match part {
            "workspace" => Ok(match &self.context(module.root).inputs.workspace {
                Some(workspace) => workspace.clone().into(),
                None => {
                    let input = Input {
                        kind: InputKind::Workspace,
                        root: module.root,
                        address: "terraform.workspace".into(),
                    };
                    let cause = Cause {
                        reason: "the workspace is not given".into(),
                        at: Some(span),
                        inputs: vec![input],
                    };
                    Value::partial(Type::String, true, Partial::Nothing, &cause.into())
                }
            }),
            "applying" => Ok(self.unknown("`terraform.applying` is only known during a run", span)),
            _ => Err(Error::new(span, format!("there is no `terraform.{part}`"))),
        }
    }

    fn this(&self, scope: &Scope<'_>, span: Span) -> Evaluated {
        let id = scope.this.ok_or_else(|| Error::new(span, "`self` is not known here"))?;
        Ok(self.handle(Handle::Resource(id), span))
    }

    /// A whole instance as a value.
    pub(crate) fn handle(&self, handle: Handle, span: Span) -> Value {
        let cause = Cause::new("only known after it is applied", Some(span));
        Value::partial(Type::Dynamic, true, Partial::Handle(handle), &cause).made_at(span)
    }

    fn resource_reference(
        &self,
        mode: ResourceMode,
        (kind, name): (&str, &str),
        steps: &[Step],
        scope: &Scope<'_>,
        span: Span,
    ) -> Result<(Value, usize), Error> {
        let Some(module) = scope.module else {
            return Err(Error::new(span, "only constants are allowed here"));
        };
        let Some(index) = module.config.find_resource(mode, kind, name) else {
            return Err(Error::new(span, undeclared_resource(mode, kind, name)));
        };
        let Some(expansion) = self.resource_expansion(module, index) else {
            let name = module.name(&format!("{kind}.{name}"));
            return Ok((self.cycle(&name, span), 0));
        };
        self.pick(&expansion, steps, scope, span)
    }

    fn module_reference(
        &self,
        module: &Rc<ModuleInstance>,
        name: &str,
        steps: &[Step],
        scope: &Scope<'_>,
        span: Span,
    ) -> Result<(Value, usize), Error> {
        let Some(index) = module.config.find_call(name) else {
            return Err(Error::new(span, format!("there is no module call `{name}`")));
        };
        let Some(expansion) = self.module_expansion(module, index) else {
            return Ok((self.cycle(&module.name(&format!("module.{name}")), span), 1));
        };
        if let Some(value) = self.missing_module(module, index, &expansion, span) {
            return Ok((value, 1));
        }
        let rest = steps.get(1..).unwrap_or_default();
        self.pick(&expansion, rest, scope, span).map(|(value, used)| (value, used + 1))
    }

    /// The instance that the next step picks, or all of them as one value.
    fn pick<T: Spreads>(
        &self,
        expansion: &Expansion<T>,
        steps: &[Step],
        scope: &Scope<'_>,
        span: Span,
    ) -> Result<(Value, usize), Error> {
        if let Some(only) = expansion.single() {
            let handle = self.handle(only.handle(), span);
            return Ok((if steps.is_empty() { self.whole(handle, span) } else { handle }, 0));
        }
        let Some(Step { kind: StepKind::Index(expr), .. }) = steps.first() else {
            return Ok((self.all(expansion, span), 0));
        };
        let key = self.eval(expr, scope)?;
        let wanted = match (&key.kind, expansion.spread) {
            (Kind::Number(n), Spread::Count) => {
                n.as_i64().and_then(|n| u64::try_from(n).ok()).map(Key::Index)
            }
            (Kind::String(s), Spread::ForEach) => Some(Key::Name(s.clone())),
            _ => None,
        };
        let found = wanted.and_then(|k| expansion.instances.iter().find(|i| *i.key() == k));
        if let Some(found) = found {
            return Ok((self.handle(found.handle(), span), 1));
        }
        let all = self.all(expansion, span);
        Ok((self.index(&all, &key, scope.span(expr))?, 1))
    }

    /// A whole instance of a resource whose attributes are all known by name, as an object.
    fn whole(&self, value: Value, span: Span) -> Value {
        let Some(Partial::Handle(Handle::Resource(id))) = value.as_unknown().map(|u| &u.known)
        else {
            return value;
        };
        match self.instance(*id) {
            Some(instance) if super::attribute::is_builtin(&instance) => {
                let names = ["id", "input", "output", "triggers_replace"];
                let attribute = |name: &str| (name.into(), self.attribute(&instance, name, span));
                Value::object(names.into_iter().map(attribute).collect())
            }
            _ => value,
        }
    }

    /// All instances as a tuple or object, partly known where their number is not.
    fn all<T: Spreads>(&self, expansion: &Expansion<T>, span: Span) -> Value {
        let handles: Vec<_> =
            expansion.instances.iter().map(|i| self.handle(i.handle(), span)).collect();
        let by_name = |handles: Vec<Value>| -> Value {
            let names = expansion.instances.iter().map(|i| match i.key() {
                Key::Name(name) => name.clone(),
                other => other.to_string().into(),
            });
            Value::object(names.zip(handles).collect())
        };
        let Some(cause) = &expansion.open else {
            return match expansion.spread {
                Spread::ForEach => by_name(handles),
                _ => Value::tuple(handles),
            };
        };
        if expansion.stands_for_all() {
            return Value::partial(Type::Dynamic, true, Partial::Items(handles), cause);
        }
        // Some of these instances may not exist: each number of them is possible.
        let choices = match expansion.spread {
            Spread::ForEach => vec![by_name(handles), Value::object(Default::default())],
            _ => (expansion.certain()..=handles.len())
                .filter_map(|n| Some(Value::tuple(handles.get(..n)?.to_vec())))
                .collect(),
        };
        lift::one_of(choices, &Type::Dynamic, cause)
    }

    /// Applies steps to a value, in an expression whose whole place is given.
    pub(crate) fn steps(
        &self,
        value: Value,
        steps: &[Step],
        scope: &Scope<'_>,
        whole: Span,
    ) -> Evaluated {
        let mut value = value;
        let mut rest = steps;
        while let Some((step, behind)) = rest.split_first() {
            let span = step.range.in_file(scope.file);
            rest = behind;
            value = match &step.kind {
                StepKind::Attribute(name) => {
                    self.get_attribute(&value, name, span)?.made_at_all_of(span, whole)
                }
                StepKind::Index(expr) => {
                    let key = self.eval(expr, scope)?;
                    self.index(&value, &key, span)?
                }
                StepKind::LegacyIndex(n) => {
                    let key = Value::from(i64::try_from(*n).unwrap_or(i64::MAX));
                    self.index(&value, &key, span)?
                }
                StepKind::AttributeSplat => {
                    let end = behind
                        .iter()
                        .position(|s| {
                            !matches!(s.kind, StepKind::Attribute(_) | StepKind::LegacyIndex(_))
                        })
                        .unwrap_or(behind.len());
                    let (inner, outer) = behind.split_at(end);
                    rest = outer;
                    self.splat(&value, inner, scope, whole)?
                }
                StepKind::FullSplat => {
                    rest = &[];
                    self.splat(&value, behind, scope, whole)?
                }
            };
        }
        Ok(value)
    }

    /// Applies steps to each element; a single value counts as a list of one, null as an empty one.
    fn splat(&self, value: &Value, steps: &[Step], scope: &Scope<'_>, span: Span) -> Evaluated {
        if let Some(result) =
            lift::each_candidate(value, &mut |v| self.splat(v, steps, scope, span))
        {
            return result;
        }
        let each = |items: &[Value]| -> Result<Vec<Value>, Error> {
            let step = |item: &Value| match steps {
                [] => Ok(self.whole(item.clone(), span)),
                steps => self.steps(item.clone(), steps, scope, span),
            };
            items.iter().map(step).collect()
        };
        let result = match &value.kind {
            Kind::Null(Type::List(_) | Type::Set(_)) => {
                return Err(Error::new(span, "a null list has no elements"));
            }
            Kind::Null(_) => Value::tuple(Vec::new()),
            Kind::Tuple(items) => Value::tuple(each(items)?),
            Kind::List(element, items) | Kind::Set(element, items) => {
                let items = each(items)?;
                let ty = match &items[..] {
                    [] => self.type_behind(element, steps, scope, span),
                    items => lift::common_type(items),
                };
                if ty == Type::Dynamic && !items.is_empty() {
                    Value::tuple(items)
                } else {
                    Value::list(ty, items)
                }
            }
            Kind::Unknown(u) => match &u.known {
                Partial::Handle(_) => Value::tuple(each(std::slice::from_ref(value))?),
                Partial::Items(items) => {
                    let items = each(items)?;
                    let ty = match &u.ty {
                        Type::List(_) | Type::Set(_) => Type::list(lift::common_type(&items)),
                        _ => Type::Dynamic,
                    };
                    Value::partial(ty, true, Partial::Items(items), &u.cause)
                }
                _ => self.splat_unknown(value, &u.ty, u.not_null, steps, scope, span)?,
            },
            _ => Value::tuple(each(std::slice::from_ref(value))?),
        };
        Ok(result.marked(value.marks))
    }

    fn splat_unknown(
        &self,
        value: &Value,
        ty: &Type,
        not_null: bool,
        steps: &[Step],
        scope: &Scope<'_>,
        span: Span,
    ) -> Evaluated {
        let cause = Self::cause_of(value);
        Ok(match ty {
            Type::Dynamic => Value::unknown(Type::Dynamic, &cause),
            Type::List(element) | Type::Set(element) => {
                let ty = Type::list(self.type_behind(element, steps, scope, span));
                Value::partial(ty, true, Partial::Nothing, &cause)
            }
            Type::Tuple(_) => Value::unknown(Type::Dynamic, &cause),
            _ if not_null => Value::tuple(vec![self.steps(value.clone(), steps, scope, span)?]),
            // It may be null, and then the list is empty.
            _ => Value::partial(Type::Dynamic, true, Partial::Nothing, &cause),
        })
    }

    /// The type that steps lead to from a type.
    fn type_behind(&self, element: &Type, steps: &[Step], scope: &Scope<'_>, span: Span) -> Type {
        let sample = Value::partial(element.clone(), true, Partial::Nothing, &Default::default());
        self.steps(sample, steps, scope, span).map(|v| v.ty()).unwrap_or_default()
    }
}

/// The name in a step that is `.name`.
fn attribute_step(steps: &[Step], n: usize) -> Option<&SmolStr> {
    match &steps.get(n)?.kind {
        StepKind::Attribute(name) => Some(name),
        _ => None,
    }
}

/// The message about a resource that is not declared.
pub(crate) fn undeclared_resource(mode: ResourceMode, kind: &str, name: &str) -> String {
    match mode {
        ResourceMode::Data => {
            format!("there is no data source `data.{kind}.{name}` in this module")
        }
        ResourceMode::Ephemeral => {
            format!("there is no ephemeral resource `ephemeral.{kind}.{name}` in this module")
        }
        ResourceMode::Managed => format!("there is no resource `{kind}.{name}` in this module"),
    }
}
