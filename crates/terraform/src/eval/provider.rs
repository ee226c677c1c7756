//! The Region in which a resource's provider works.

use std::rc::Rc;

use smol_str::SmolStr;
use vpcelint_syntax::hcl::{Expr, ExprKind, ObjectKey, StepKind};

use super::instance::{Instance, ModuleInstance};
use super::{Evaluator, Scope};
use crate::{Type, Value};

/// A provider configuration as it is referred to: `aws`, `aws.west`.
type ProviderName = (SmolStr, Option<SmolStr>);

impl Evaluator<'_> {
    /// The Region of an instance's provider; null where nothing says.
    pub(crate) fn region(&self, instance: &Rc<Instance>) -> Value {
        let module = &instance.module;
        let Some(declaration) = instance.declaration(&module.config) else {
            return Value::null(Type::String);
        };
        // Since release 6 of the provider a resource may have a Region of its own.
        if module.config.attribute(&declaration.declaration, "region").is_some()
            && let Some(header) = module.config.header(&declaration.declaration)
            && let Some(value) = self.configured(instance, "region", header)
            && !value.is_null()
        {
            return value;
        }
        let name = module
            .config
            .attribute(&declaration.declaration, "provider")
            .and_then(|(_, attribute)| provider_name(&attribute.value))
            .unwrap_or_else(|| {
                let kind = declaration.name.kind.as_str();
                (kind.split('_').next().unwrap_or_default().into(), None)
            });
        self.region_of(module, &name)
    }

    fn region_of(&self, module: &Rc<ModuleInstance>, name: &ProviderName) -> Value {
        if let Some(value) = module.providers.borrow().get(name) {
            return value.clone();
        }
        let value = self.find_region(module, name);
        module.providers.borrow_mut().insert(name.clone(), value.clone());
        value
    }

    /// The Region of providers that name none.
    fn usual_region(&self, module: &ModuleInstance) -> Value {
        let region = self.context(module.root).inputs.region.clone();
        region.map_or_else(|| Value::null(Type::String), Value::from)
    }

    fn find_region(&self, module: &Rc<ModuleInstance>, name: &ProviderName) -> Value {
        let own = module.config.providers.iter().find(|p| {
            let alias = module.config.attribute(p, "alias");
            let alias = alias.and_then(|(f, a)| self.constant(&a.value, f.id).ok());
            let alias = alias.as_ref().and_then(Value::as_str);
            p.name == name.0 && alias == name.1.as_deref()
        });
        let region = own.and_then(|p| module.config.attribute(p, "region"));
        if let Some((file, attribute)) = region {
            return self
                .eval(&attribute.value, &Scope::module(module, file.id))
                .unwrap_or_else(|error| self.report(&error, Some(module)));
        }
        if own.is_some() {
            return self.usual_region(module);
        }
        let Some(parent) = &module.parent else { return self.usual_region(module) };
        let Some(call) = parent.module.config.calls.get(parent.call as usize) else {
            return Value::null(Type::String);
        };
        match parent.module.config.attribute(call, "providers") {
            Some((_, attribute)) => match passed(&attribute.value, name) {
                Some(given) => self.region_of(&parent.module, &given),
                None if name.1.is_none() => self.region_of(&parent.module, name),
                None => Value::null(Type::String),
            },
            None => self.region_of(&parent.module, name),
        }
    }
}

/// The provider that a call's `providers` gives for a name.
fn passed(providers: &Expr, name: &ProviderName) -> Option<ProviderName> {
    let ExprKind::Object(items) = &providers.kind else { return None };
    let item = items.iter().find(|item| {
        let key = match &item.key {
            ObjectKey::Name(key) => Some((key.text.clone(), None)),
            ObjectKey::Expr(Expr { kind: ExprKind::String(text), .. }) => {
                Some(match text.split_once('.') {
                    Some((name, alias)) => (name.into(), Some(alias.into())),
                    None => (text.clone(), None),
                })
            }
            ObjectKey::Expr(expr) => provider_name(expr),
        };
        key.as_ref() == Some(name)
    })?;
    provider_name(&item.value)
}

/// The provider that an expression names.
fn provider_name(expr: &Expr) -> Option<ProviderName> {
    match &expr.kind {
        ExprKind::Variable(name) => Some((name.clone(), None)),
        // Quoted, as in old configurations.
        ExprKind::String(text) => Some(match text.split_once('.') {
            Some((name, alias)) => (name.into(), Some(alias.into())),
            None => (text.clone(), None),
        }),
        ExprKind::Traversal(traversal) => match (&traversal.root.kind, traversal.steps.first()) {
            (ExprKind::Variable(name), Some(step)) => match &step.kind {
                StepKind::Attribute(alias) => Some((name.clone(), Some(alias.clone()))),
                _ => None,
            },
            _ => None,
        },
        _ => None,
    }
}
