//! The values of expressions that are constants, or that only hand on a variable.

use std::rc::Rc;

use serde_json::Value as Json;

use super::Plan;
use super::code::Code;
use super::instances::Scope;

/// What providers write where nothing is given, although the configuration may give null.
const DEFAULTS: [(&str, &str, &str); 1] = [("aws_vpc_endpoint", "vpc_endpoint_type", "Gateway")];

/// How many calls hand a variable on at most.
const DEEPEST: usize = 64;

/// The value of an expression that is a constant or a variable; none where it is something else.
pub(super) fn constant<'a>(
    plan: &'a Plan,
    scope: &Rc<Scope<'a>>,
    code: &'a Code,
) -> Option<&'a Json> {
    let (mut scope, mut code) = (scope.clone(), code);
    for _ in 0..DEEPEST {
        if let Some(constant) = code.constant() {
            return Some(constant);
        }
        let [only] = code.references() else { return None };
        let name = only.strip_prefix("var.")?;
        let default = scope.code.and_then(|code| code.defaults.get(name));
        let Some((parent, call)) = scope.parent.clone() else {
            let given = plan.document.variables.as_ref().and_then(|all| all.get(name));
            return given.map(|variable| &variable.value).or(default);
        };
        let Some(argument) = call.arguments.get(name) else { return default };
        code = argument;
        scope = parent;
    }
    None
}

/// Whether a value is what the provider writes where an attribute is not given.
pub(super) fn is_default(kind: &str, attribute: &str, value: &str) -> bool {
    DEFAULTS.contains(&(kind, attribute, value))
}
