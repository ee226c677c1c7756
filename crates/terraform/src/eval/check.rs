//! What Terraform refuses although every value can be worked out: conditions that are not met, and
//! values that must not go where they are put.

use std::rc::Rc;

use vpcelint_syntax::hcl::{Attribute, Body, File};

use super::attribute::is_builtin;
use super::instance::{Instance, Key, ModuleInstance};
use super::{Error, Evaluator, Scope};
use crate::config::ResourceMode;
use crate::{Marks, Value};

impl Evaluator<'_> {
    /// What a rule says when it is not met; nothing that is to be kept back.
    pub(super) fn said(&self, rule: &Body, scope: &Scope<'_>) -> Option<String> {
        let value = self.eval(&rule.attribute("error_message")?.value, scope).ok()?;
        if value.deep_marks().is_withheld() {
            return None;
        }
        value.as_str().map(str::to_owned)
    }

    /// Reports the preconditions of an instance that are certainly not met.
    pub(crate) fn check_preconditions(&self, instance: &Rc<Instance>) {
        let config = &instance.module.config;
        let Some(declaration) = instance.declaration(config) else { return };
        if matches!(instance.seed.key, Key::Member(_)) || Self::existence(instance).is_some() {
            return;
        }
        for (file, lifecycle) in config.nested(&declaration.declaration, "lifecycle") {
            for rule in lifecycle.body.blocks_of("precondition") {
                let Some(condition) = rule.body.attribute("condition") else { continue };
                let scope = self.instance_scope(instance, file);
                let Ok(result) = self.eval(&condition.value, &scope) else { continue };
                if result.as_bool() != Some(false) {
                    continue;
                }
                let said = self.said(&rule.body, &scope);
                let said = said.as_deref().unwrap_or("its condition is not met");
                let message = format!("a precondition of `{}` fails: {said}", instance.address);
                let error = Error::new(scope.span(&condition.value), message);
                self.report_in(&error, &scope);
            }
        }
    }

    /// Reports an ephemeral value where it would have to be kept in the state. Providers give
    /// arguments that are not kept names that end in `_wo`.
    pub(super) fn check_ephemeral(
        &self,
        instance: &Rc<Instance>,
        (file, attribute): (&File, &Attribute),
        value: &Value,
    ) {
        if !self.ephemeral.get() || !value.deep_marks().has(Marks::EPHEMERAL) {
            return;
        }
        let Some(declaration) = instance.declaration(&instance.module.config) else { return };
        let known = is_builtin(instance) || declaration.name.kind.starts_with("aws_");
        let name = &attribute.name.text;
        if declaration.name.mode != ResourceMode::Managed || !known || name.ends_with("_wo") {
            return;
        }
        let message = format!(
            "the value of `{name}` is ephemeral, but `{name}` is kept in Terraform's state",
        );
        let error = Error::new(attribute.value.range.in_file(file.id), message);
        self.report_in(&error, &self.instance_scope(instance, file.id));
    }

    /// Reports an output of the root that is not marked although its value is sensitive.
    pub(super) fn check_output(
        &self,
        module: &ModuleInstance,
        output: &str,
        (file, attribute): (&File, &Attribute),
        value: &Value,
    ) {
        if module.parent.is_some() || !value.deep_marks().has(Marks::SENSITIVE) {
            return;
        }
        let message = format!(
            "the value of output `{output}` is sensitive, so that the root must mark the output: \
             `sensitive = true`"
        );
        let error = Error::new(attribute.value.range.in_file(file.id), message);
        self.report(&error, Some(module));
    }
}
