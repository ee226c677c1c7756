//! The Region of an instance in a plan or state.

use std::rc::Rc;

use vpcelint_model::{Cause, Value};

use super::Plan;
use super::address::steps;
use super::constants::constant;
use super::instances::{Instance, Instances, Scope};

/// The Region: of its own, else of its provider, else as its ARN says it.
pub(super) fn of<'a>(
    plan: &'a Plan,
    instances: &Instances<'a>,
    instance: &Instance<'a>,
    usual: Option<&str>,
) -> Value {
    if let Some(own) = instance.value("region").as_str().filter(|own| !own.is_empty()) {
        return text(own);
    }
    if let Some(region) = instance.value("arn").as_str().and_then(region_of_arn) {
        return text(region);
    }
    let key = instance.code.and_then(|code| code.provider.as_ref());
    let provider = key.and_then(|key| plan.providers.get(key));
    let Some(region) = provider.and_then(|p| p.region.as_ref()) else {
        return usual.map(text).unwrap_or_default();
    };
    let scope = provider.and_then(|p| scope_of(instances, instance, &p.module));
    match scope.and_then(|scope| constant(plan, &scope, region)?.as_str()) {
        Some(region) => text(region),
        None => Value::unknown(&Cause::new("the Region of the provider is not in the plan", None)),
    }
}

fn text(region: &str) -> Value {
    vpcelint_model::Kind::String(region.into()).into()
}

/// The module instance above an instance in which a provider is configured.
fn scope_of<'p>(
    instances: &Instances<'p>,
    instance: &Instance<'p>,
    module: &str,
) -> Option<Rc<Scope<'p>>> {
    let wanted = match module {
        "" => return Some(instances.root.clone()),
        module => super::address::without_keys(&steps(module)?),
    };
    let above = std::iter::successors(Some(instance.scope.clone()), |scope| {
        scope.parent.as_ref().map(|(parent, _)| parent.clone())
    });
    let names = |scope: &Scope<'_>| steps(&scope.address).map(|s| super::address::without_keys(&s));
    above.into_iter().find(|scope| names(scope).as_ref() == Some(&wanted))
}

fn region_of_arn(arn: &str) -> Option<&str> {
    arn.strip_prefix("arn:")?.split(':').nth(2).filter(|region| !region.is_empty())
}
