//! Variables, local values and outputs.

use std::rc::Rc;

use smol_str::{SmolStr, format_smolstr};
use vpcelint_model::{Cause, Input, InputKind, LinkKind};
use vpcelint_source::{FileId, Gravity, Notice, Span};
use vpcelint_syntax::hcl::Expr;

use super::instance::{ModuleInstance, Parent};
use super::{Binding, Error, Evaluated, Evaluator, Scope};
use crate::config::Variable;
use crate::{Kind, Marks, Partial, Type, Value, convert};

/// Whether a variable's value was given or is its default.
#[derive(Debug, Clone, Copy)]
enum Source {
    Given,
    Default,
}

impl Evaluator<'_> {
    /// `var.name`
    pub(crate) fn variable(
        &self,
        module: &Rc<ModuleInstance>,
        name: &str,
        span: Span,
    ) -> Evaluated {
        let index = module.config.find_variable(name).ok_or_else(|| {
            Error::new(span, format!("there is no variable `{name}` in this module"))
        })?;
        let (Some(slot), Some(variable)) =
            (module.variables.get(index as usize), module.config.variables.get(index as usize))
        else {
            return Ok(self.unknown("no such variable", span));
        };
        let full = || module.name(&format!("var.{name}")).to_string();
        Ok(self.once(slot, &full, span, || self.variable_value(module, variable)))
    }

    fn variable_value(&self, module: &Rc<ModuleInstance>, variable: &Variable) -> Value {
        let name = &variable.declaration.name;
        let ty = self.type_of(module, variable);
        let given = match &module.parent {
            Some(parent) => self.argument_value(module, parent, name),
            None => {
                let typed = variable.attribute(&module.config, "type").is_some();
                let secret = self.flag(module, variable, "sensitive") == Some(true);
                let header = self.header(module, variable).filter(|_| secret);
                self.given_value(module, name, (ty, typed), header)
            }
        };
        let nullable = self.flag(module, variable, "nullable").unwrap_or(true);
        let planned = self.known.filter(|_| module.parent.is_none());
        let planned = planned.and_then(|known| known.variable(name));
        let value = match given {
            given if planned.is_some() => {
                self.planned_value(module, variable, given, (ty, planned))
            }
            Some(value) if !value.is_null() || nullable => {
                self.fitted(module, variable, value, ty, Source::Given)
            }
            _ => self.default_value(module, variable, ty),
        };
        let mut marks = Marks::NONE;
        if self.flag(module, variable, "sensitive") == Some(true) {
            marks = marks.with(Marks::SENSITIVE);
        }
        if self.flag(module, variable, "ephemeral") == Some(true) {
            marks = marks.with(Marks::EPHEMERAL);
            self.ephemeral.set(true);
        }
        let value = value.marked(marks);
        self.validate(module, variable, &value);
        value
    }

    /// The value that a plan has for a variable, at the place where the source gives it, if it gives
    /// the same.
    fn planned_value(
        &self,
        module: &Rc<ModuleInstance>,
        variable: &Variable,
        given: Option<Value>,
        (ty, planned): (&Type, Option<&Value>),
    ) -> Value {
        let planned = planned.and_then(|planned| convert(planned, ty).ok());
        let has_default = variable.attribute(&module.config, "default").is_some();
        let own = match given.filter(|value| !value.is_null()) {
            Some(value) => Some(self.fitted(module, variable, value, ty, Source::Given)),
            None if has_default || planned.is_none() => {
                Some(self.default_value(module, variable, ty))
            }
            None => None,
        };
        match (own, planned) {
            (Some(own), Some(planned)) if own == planned => own,
            (_, Some(mut planned)) => {
                planned.origin.at = self.header(module, variable);
                planned
            }
            (own, None) => own.unwrap_or_else(|| Value::null(ty.clone())),
        }
    }

    /// The type constraint of a variable.
    pub(crate) fn type_of<'v>(&self, module: &ModuleInstance, variable: &'v Variable) -> &'v Type {
        variable.ty.get_or_init(|| match variable.attribute(&module.config, "type") {
            Some((file, expr)) => self.type_constraint(expr, file.id).unwrap_or_else(|error| {
                self.report(&error, Some(module));
                Type::Dynamic
            }),
            None => Type::Dynamic,
        })
    }

    /// A constant bool in a variable's block.
    fn flag(&self, module: &ModuleInstance, variable: &Variable, name: &str) -> Option<bool> {
        let (file, expr) = variable.attribute(&module.config, name)?;
        self.constant(expr, file.id).ok()?.as_bool()
    }

    fn header(&self, module: &ModuleInstance, variable: &Variable) -> Option<Span> {
        module.config.header(&variable.declaration)
    }

    /// The expression that a module call gives for a variable, with where it stands.
    pub(crate) fn argument<'m>(
        &self,
        module: &'m ModuleInstance,
        name: &str,
    ) -> Option<(&'m Rc<ModuleInstance>, FileId, &'m Expr)> {
        let parent = module.parent.as_ref()?;
        let call = parent.module.config.calls.get(parent.call as usize)?;
        let (file, attribute) = parent.module.config.attribute(call, name)?;
        Some((&parent.module, file.id, &attribute.value))
    }

    fn argument_value(
        &self,
        module: &Rc<ModuleInstance>,
        parent: &Parent,
        name: &SmolStr,
    ) -> Option<Value> {
        let (caller, file, expr) = self.argument(module, name)?;
        let scope = Scope::module(caller, file).with_each(&parent.each);
        let value =
            self.eval(expr, &scope).unwrap_or_else(|error| self.report(&error, Some(caller)));
        let at = expr.range.in_file(file);
        Some(value.through(
            LinkKind::Argument,
            module.root,
            &module.address,
            name.clone(),
            Some(at),
        ))
    }

    fn given_value(
        &self,
        module: &ModuleInstance,
        name: &SmolStr,
        (ty, typed): (&Type, bool),
        secret: Option<Span>,
    ) -> Option<Value> {
        let result = self.given(module.root, name, ty, typed)?;
        Some(result.unwrap_or_else(|error| {
            let error = match secret {
                None => error,
                // Its place and its words would show the value.
                Some(header) => {
                    let message = format!("the value given for variable `{name}` does not fit");
                    Error::new(header, message)
                }
            };
            self.report(&error, Some(module))
        }))
    }

    /// What a scenario says of a root's variable that is not given: a value, or that it is unknown
    /// whatever its default.
    fn assumed_value(
        &self,
        module: &ModuleInstance,
        variable: &Variable,
        ty: &Type,
    ) -> Option<Value> {
        let name = &variable.declaration.name;
        if module.parent.is_some() {
            return None;
        }
        let context = self.context(module.root);
        let header = self.header(module, variable);
        if let Some(text) = context.inputs.assumed(name) {
            let mut value = convert(&Value::from(text.as_str()), ty).ok()?;
            value.origin.at = header;
            return Some(value);
        }
        let input = context.inputs.held(name)?.clone();
        let reason = format_smolstr!("variable `{name}` is not given");
        let cause = Cause { reason, at: header, inputs: vec![input] };
        let mut value = Value::partial(ty.clone(), true, Partial::Nothing, &cause.into());
        value.origin.at = header;
        Some(value)
    }

    fn default_value(&self, module: &Rc<ModuleInstance>, variable: &Variable, ty: &Type) -> Value {
        let name = &variable.declaration.name;
        if let Some(value) = self.assumed_value(module, variable, ty) {
            return value;
        }
        let Some((file, expr)) = variable.attribute(&module.config, "default") else {
            return self.without_value(module, variable, ty);
        };
        let value =
            self.constant(expr, file.id).unwrap_or_else(|error| self.report(&error, Some(module)));
        let header = self.header(module, variable);
        let value =
            value.through(LinkKind::Default, module.root, &module.address, name.clone(), header);
        self.fitted(module, variable, value, ty, Source::Default)
    }

    /// What a variable is that has no default and is not given.
    fn without_value(&self, module: &ModuleInstance, variable: &Variable, ty: &Type) -> Value {
        let name = &variable.declaration.name;
        let address = module.name(&format!("var.{name}"));
        let address = match module.parent {
            None => self.context(module.root).inputs.qualified(&address),
            Some(_) => address,
        };
        let header = self.header(module, variable);
        if module.parent.is_some() {
            if let Some(call) = module.calls.last().filter(|_| !module.config.is_model) {
                let message = format!("the argument `{name}` is required by this module");
                self.notice(Notice::error(call.span, message));
            }
        } else if let Some(header) = header {
            let message = format!(
                "variable `{name}` has no value: it counts as unknown; give it with \
                 `--var {name}=...` or a file"
            );
            self.notice(Notice::notice(header, message));
        }
        let cause = Cause {
            reason: format_smolstr!("variable `{name}` has no value"),
            at: header,
            inputs: vec![Input { kind: InputKind::Variable, root: module.root, address }],
        };
        let nullable = self.flag(module, variable, "nullable").unwrap_or(true);
        let mut value = Value::partial(ty.clone(), !nullable, Partial::Nothing, &cause.into());
        value.origin.at = header;
        value
    }

    /// The value converted to the variable's type.
    fn fitted(
        &self,
        module: &ModuleInstance,
        variable: &Variable,
        value: Value,
        ty: &Type,
        from: Source,
    ) -> Value {
        if *ty == Type::Dynamic {
            return value;
        }
        let origin = value.origin.clone();
        match convert(&value, ty) {
            Ok(value) => Value { origin, ..value },
            Err(error) => {
                let name = &variable.declaration.name;
                let secret = value.deep_marks().is_withheld()
                    || self.flag(module, variable, "sensitive") == Some(true);
                let written = value.origin.at.filter(|_| !secret);
                let at = written.or_else(|| self.header(module, variable));
                let why = if secret { String::new() } else { format!(": {error}") };
                let message = format!("the value of variable `{name}` has the wrong type{why}");
                match (at, from) {
                    (Some(at), Source::Given) => {
                        self.report(&Error::new(at, message), Some(module))
                    }
                    // Terraform refuses such a declaration, whoever calls it.
                    (Some(at), Source::Default) => {
                        self.report_as(Gravity::Error, &Error::new(at, message), Some(module))
                    }
                    (None, _) => Value::unknown(ty.clone(), &Cause::new(message, None)),
                }
            }
        }
    }

    /// Reports the rules of a variable that its value certainly breaks.
    fn validate(&self, module: &Rc<ModuleInstance>, variable: &Variable, value: &Value) {
        let name = &variable.declaration.name;
        for (file, block) in module.config.nested(&variable.declaration, "validation") {
            let Some(condition) = block.body.attribute("condition") else { continue };
            // The variable is being worked out: within its own rules it is this value.
            let own = Value::object([(name.clone(), value.clone())].into());
            let binding = Binding { name: "var", value: own, next: None };
            let scope = Scope { bindings: Some(&binding), ..Scope::module(module, file) };
            let Ok(result) = self.eval(&condition.value, &scope) else { continue };
            if result.as_bool() != Some(false) {
                continue;
            }
            let said = self.said(&block.body, &scope);
            let said = said.as_deref().unwrap_or("its rule is not met");
            let written = value.origin.at.filter(|_| !value.deep_marks().is_withheld());
            let at = written.unwrap_or_else(|| block.header().in_file(file));
            let message = format!("the value of variable `{name}` is refused: {said}");
            self.report(&Error::new(at, message), Some(module));
        }
    }

    /// `local.name`
    pub(crate) fn local(&self, module: &Rc<ModuleInstance>, name: &str, span: Span) -> Evaluated {
        let index = module.config.find_local(name).ok_or_else(|| {
            Error::new(span, format!("there is no local value `{name}` in this module"))
        })?;
        let (Some(slot), Some(local)) =
            (module.locals.get(index as usize), module.config.locals.get(index as usize))
        else {
            return Ok(self.unknown("no such local value", span));
        };
        let full = || module.name(&format!("local.{name}")).to_string();
        Ok(self.once(slot, &full, span, || {
            let (file, attribute) = module.config.local(local);
            let value = self
                .eval(&attribute.value, &Scope::module(module, file.id))
                .unwrap_or_else(|error| self.report(&error, Some(module)));
            let at = attribute.name.range.in_file(file.id);
            value.through(
                LinkKind::Local,
                module.root,
                &module.address,
                local.name.clone(),
                Some(at),
            )
        }))
    }

    /// The values of all outputs of a module instance, by name.
    pub(crate) fn outputs(&self, module: &Rc<ModuleInstance>) -> Vec<(SmolStr, Value)> {
        let outputs = module.config.outputs.iter().filter_map(|output| {
            let span = module.config.header(output)?;
            Some((output.name.clone(), self.output(module, &output.name, span).ok()?))
        });
        outputs.collect()
    }

    /// The same, by the number of the module instance.
    pub(crate) fn named_outputs(&self, module: u32) -> Vec<(SmolStr, Value)> {
        self.module_instance(module).map(|m| self.outputs(&m)).unwrap_or_default()
    }

    /// An output of a module instance.
    pub(crate) fn output(&self, module: &Rc<ModuleInstance>, name: &str, span: Span) -> Evaluated {
        let Some(index) = module.config.find_output(name) else {
            let address = &module.address;
            if module.parent.is_none() {
                let root = self.loader.display(self.context(module.root).named());
                // Terraform only says so once that root was applied as it is.
                let message = format!("the root `{root}` has no output `{name}`");
                return Err(Error::new(span, message).lenient());
            }
            if module.config.is_model {
                let reason = format!("`{address}` is not on disk: its `{name}` is not modelled");
                return Ok(self.unknown(reason, span));
            }
            return Err(Error::new(span, format!("`{address}` has no output `{name}`")));
        };
        let (Some(slot), Some(output)) =
            (module.outputs.get(index as usize), module.config.outputs.get(index as usize))
        else {
            return Ok(self.unknown("no such output", span));
        };
        let full = || module.name(&format!("output.{name}")).to_string();
        Ok(self.once(slot, &full, span, || {
            let Some((file, attribute)) = module.config.attribute(output, "value") else {
                return Value::null(Type::Dynamic);
            };
            let mut value = self
                .eval(&attribute.value, &Scope::module(module, file.id))
                .unwrap_or_else(|error| self.report(&error, Some(module)));
            let flag = |kind: &str| {
                let flag = module.config.attribute(output, kind);
                let set = flag.and_then(|(f, a)| self.constant(&a.value, f.id).ok());
                set.is_some_and(|v| v.kind == Kind::Bool(true))
            };
            if flag("sensitive") {
                value = value.marked(Marks::SENSITIVE);
            } else {
                self.check_output(module, name, (file, attribute), &value);
            }
            if flag("ephemeral") {
                value = value.marked(Marks::EPHEMERAL);
                self.ephemeral.set(true);
            }
            let at = attribute.value.range.in_file(file.id);
            value.through(
                LinkKind::Output,
                module.root,
                &module.address,
                output.name.clone(),
                Some(at),
            )
        }))
    }
}
