//! A value that is worked out once, when it is first needed.

use std::cell::RefCell;

use vpcelint_model::Cause;
use vpcelint_source::{Notice, Span};

use super::Evaluator;
use crate::{Type, Value};

/// A value that is worked out at most once.
#[derive(Debug, Default)]
pub(crate) struct Slot(RefCell<State>);

#[derive(Debug, Default)]
enum State {
    #[default]
    Empty,
    Running,
    Done(Value),
}

impl Evaluator<'_> {
    /// The value of a slot. Meeting a slot that is being worked out is a cycle; a chain of
    /// references beyond the cap is unknown.
    pub(crate) fn once(
        &self,
        slot: &Slot,
        name: &dyn Fn() -> String,
        at: Span,
        compute: impl FnOnce() -> Value,
    ) -> Value {
        match &*slot.0.borrow() {
            State::Done(value) => return value.clone(),
            State::Running => return self.cycle(&name(), at),
            State::Empty => {}
        }
        if let Some(value) = self.too_deep(&name(), at) {
            return value;
        }
        *slot.0.borrow_mut() = State::Running;
        self.depth.set(self.depth.get() + 1);
        let value = compute();
        self.depth.set(self.depth.get() - 1);
        let value = self.within_size(value, name, at);
        *slot.0.borrow_mut() = State::Done(value.clone());
        value
    }

    /// The value, or unknown where it has more parts than the cap, or deeper ones.
    fn within_size(&self, value: Value, name: &dyn Fn() -> String, at: Span) -> Value {
        let limits = &self.loader.reader.budget.limits;
        let (most, deepest) = (limits.value_parts, limits.value_depth);
        let message = if value.has_more_parts_than(most) {
            format!("`{}` has more than {most} parts (the cap `value_parts`)", name())
        } else if value.is_deeper_than(deepest) {
            format!("`{}` is nested more than {deepest} times (the cap `value_depth`)", name())
        } else {
            return value;
        };
        let message = format!("{message}: it counts as unknown");
        self.notice(Notice::notice(at, message.as_str()));
        Value::unknown(Type::Dynamic, &Cause::new(message, Some(at))).made_at(at)
    }

    /// What stands for a reference that leads back to itself.
    pub(crate) fn cycle(&self, name: &str, at: Span) -> Value {
        let reason = format!("cycle: `{name}` depends on itself");
        Value::unknown(Type::Dynamic, &Cause::new(reason, Some(at))).made_at(at)
    }

    /// What stands for the end of a chain of references that is longer than the cap.
    pub(crate) fn too_deep(&self, name: &str, at: Span) -> Option<Value> {
        let most = self.loader.reader.budget.limits.reference_depth;
        if self.depth.get() < most {
            return None;
        }
        let message = format!(
            "`{name}` is reached by a chain of more than {most} references (the cap \
             `reference_depth`): it counts as unknown"
        );
        self.notice(Notice::notice(at, message.as_str()));
        Some(Value::unknown(Type::Dynamic, &Cause::new(message, Some(at))).made_at(at))
    }
}
