//! `terraform_remote_state`: the outputs of another root, where that is evaluated together with this one.

use std::collections::BTreeMap;

use super::Question;
use crate::eval::Evaluator;
use crate::{Handle, Partial, Type, Value};

/// An attribute of the data source: its outputs are those of the root that has the state.
pub(super) fn attribute(question: &Question<'_, '_>) -> Option<Value> {
    if question.name != "outputs" {
        return None;
    }
    let evaluator = question.evaluator;
    let Some(owner) = evaluator.owner_of_state(question.instance) else {
        // Once it is decided which state is read, it may be that of another root.
        let cause = evaluator.open_state(question.instance)?;
        return Some(Value::unknown(Type::Dynamic, &cause).made_at(question.at));
    };
    let outputs = Handle::Module(evaluator.context(owner).module);
    let defaults = question.argument("defaults");
    if defaults.is_null() {
        return Some(evaluator.handle(outputs, question.at));
    }
    // What the state does not have is what the reader says.
    let Some(defaults) = defaults.entries() else {
        return Some(Value::unknown(Type::Dynamic, &Evaluator::cause_of(&defaults)));
    };
    let mut all: BTreeMap<_, _> = BTreeMap::clone(defaults);
    all.extend(evaluator.named_outputs(evaluator.context(owner).module));
    Some(Value::object(all))
}

impl Evaluator<'_> {
    /// The outputs of another root as an object, where all of them are asked for at once.
    pub(crate) fn with_all_outputs(&self, value: Value) -> Value {
        let Some(Partial::Handle(Handle::Module(id))) = value.as_unknown().map(|u| &u.known) else {
            return value;
        };
        match self.module_instance(*id) {
            Some(module) if module.parent.is_none() => {
                let outputs = self.outputs(&module).into_iter().collect();
                Value { kind: Value::object(outputs).kind, ..value }
            }
            _ => value,
        }
    }
}
