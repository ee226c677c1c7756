//! Conditions, with three answers.

use std::cell::RefCell;
use std::sync::Arc;

use vpcelint_model::{Cause, Choice, Kind, Part, Target, Value};
use vpcelint_source::Span;
use vpcelint_syntax::document::{Node, NodeKind};

use super::{Called, Evaluator, Scope, intrinsic};

/// Whether a condition is true.
#[derive(Debug, Clone)]
pub(crate) enum Truth {
    Yes,
    No,
    Unknown(Arc<Cause>),
}

/// A condition of a stack: its truth, once it was asked for.
#[derive(Debug, Default)]
pub(crate) struct Condition(RefCell<State>);

#[derive(Debug, Default, Clone)]
enum State {
    #[default]
    New,
    Open,
    Done(Truth),
}

impl Truth {
    fn not(self) -> Self {
        match self {
            Self::Yes => Self::No,
            Self::No => Self::Yes,
            unknown => unknown,
        }
    }

    fn and(self, other: Self) -> Self {
        match (self, other) {
            (Self::No, _) | (_, Self::No) => Self::No,
            (Self::Yes, other) | (other, Self::Yes) => other,
            (Self::Unknown(a), Self::Unknown(b)) => Self::Unknown(Cause::join([&a, &b])),
        }
    }
}

impl From<bool> for Truth {
    fn from(b: bool) -> Self {
        if b { Self::Yes } else { Self::No }
    }
}

impl Evaluator<'_> {
    /// Whether a condition is true that a name stands for.
    pub(crate) fn condition(&self, scope: &Scope, name: &str, at: Span) -> Truth {
        let Some((cell, node, scope)) = scope.stack.condition(name) else {
            let message = format!("there is no condition `{name}` in the template");
            return self.refused(at, message);
        };
        let state = cell.0.borrow().clone();
        match state {
            State::Done(truth) => truth,
            State::Open => self.refused(at, format!("the condition `{name}` depends on itself")),
            State::New => {
                *cell.0.borrow_mut() = State::Open;
                let truth = self.truth(&scope, node);
                *cell.0.borrow_mut() = State::Done(truth.clone());
                truth
            }
        }
    }

    /// Whether an expression of a condition is true.
    pub(crate) fn truth(&self, scope: &Scope, node: &Node) -> Truth {
        let at = scope.span(node);
        if let Some(name) = condition_name(node) {
            return self.condition(scope, name, at);
        }
        let Some((called, argument)) = intrinsic(node) else {
            return match &node.kind {
                NodeKind::Bool(b) => Truth::from(*b),
                NodeKind::String(text) if text == "true" => Truth::Yes,
                NodeKind::String(text) if text == "false" => Truth::No,
                _ => self.refused(at, "this is no condition"),
            };
        };
        let name = match called {
            Called::Known(function) => function.name,
            Called::Unknown(name) => name,
        };
        let within = |count| self.arguments(name, &argument, count, at);
        let all = |name: &str| {
            // CloudFormation User Guide: two to ten conditions.
            let nodes = within(if name == "Not" { 1..=1 } else { 2..=10 });
            nodes.map(|nodes| nodes.iter().map(|n| self.truth(scope, n)).collect::<Vec<_>>())
        };
        let error = || Truth::Unknown(Cause::new("of an error in the template", Some(at)));
        if called.is("Equals") {
            return match within(2..=2) {
                Ok([one, two]) => {
                    let (one, two) = (self.eval(scope, one), self.eval(scope, two));
                    self.equal(scope, &one, &two, at)
                }
                _ => error(),
            };
        }
        if called.is("Not") {
            let truth = all("Not").ok().and_then(|all| all.into_iter().next());
            return truth.map_or_else(error, Truth::not);
        }
        if called.is("And") {
            return all("And")
                .map_or_else(|_| error(), |all| all.into_iter().fold(Truth::Yes, Truth::and));
        }
        if called.is("Or") {
            let none =
                |all: Vec<Truth>| all.into_iter().map(Truth::not).fold(Truth::Yes, Truth::and);
            return all("Or").map_or_else(|_| error(), |all| none(all).not());
        }
        if let Called::Unknown("Contains") = called
            && let [list, value] = argument.elements()
        {
            let (list, value) = (self.eval(scope, list), self.eval(scope, value));
            let (items, open) = list.elements();
            let found = items.iter().map(|item| self.equal(scope, item, &value, at).not());
            let start = open.map_or(Truth::Yes, |cause| Truth::Unknown(cause.clone()));
            return found.fold(start, Truth::and).not();
        }
        // A macro, or a function of the section `Rules` that is not known.
        match self.eval(scope, node) {
            value if value.as_bool().is_some() => Truth::from(value.as_bool() == Some(true)),
            value => Truth::Unknown(super::cause_of(&value, at)),
        }
    }

    /// Whether a rule of a stack's template forbids what its parameters are.
    pub(crate) fn forbids(&self, scope: &Scope, rule: &Node) -> bool {
        let truth = |node: &Node| self.perhaps(true, || self.truth(scope, node));
        let applies = match rule.get("RuleCondition") {
            Some(condition) => matches!(truth(condition), Truth::Yes),
            None => true,
        };
        let assertions = rule.get("Assertions").map(Node::elements).unwrap_or_default();
        let mut asserted = assertions.iter().filter_map(|a| a.get("Assert"));
        applies && asserted.any(|assert| matches!(truth(assert), Truth::No))
    }

    /// A condition where a value is wanted.
    pub(super) fn truth_as_value(&self, _scope: &Scope, _argument: &Node, at: Span) -> Value {
        self.refuse(at, "conditions stand in the section `Conditions` only; use `Fn::If` here")
    }

    fn refused(&self, at: Span, message: impl Into<String>) -> Truth {
        let value = self.refuse(at, message);
        Truth::Unknown(super::cause_of(&value, at))
    }

    /// Whether two values are equal, as texts.
    fn equal(&self, scope: &Scope, one: &Value, two: &Value, at: Span) -> Truth {
        if let (Some(a), Some(b)) = (one.as_text(), two.as_text()) {
            return if one.derived != two.derived {
                Truth::Unknown(Cause::new("names of zones differ between accounts", Some(at)))
            } else {
                Truth::from(a == b)
            };
        }
        for (value, other) in [(one, two), (two, one)] {
            let Some(text) = other.as_text() else { continue };
            if self.cannot_be(scope, value, &text) {
                return Truth::No;
            }
        }
        if let (Kind::List(a, None), Kind::List(b, None)) = (&one.kind, &two.kind) {
            if a.len() != b.len() {
                return Truth::No;
            }
            let pairs = a.iter().zip(b.iter());
            return pairs.map(|(a, b)| self.equal(scope, a, b, at)).fold(Truth::Yes, Truth::and);
        }
        let causes: Vec<_> = [one, two].into_iter().filter_map(Value::cause).collect();
        match &causes[..] {
            [] => Truth::Unknown(super::cause_of(one, at)),
            _ => Truth::Unknown(Cause::join(&causes)),
        }
    }

    /// Whether a value that is not wholly known certainly is not a text.
    fn cannot_be(&self, scope: &Scope, value: &Value, text: &str) -> bool {
        match &value.kind {
            Kind::Reference(reference) => {
                // What has an id is not empty; a parameter that is anything but some values is none
                // of them.
                let Target::Outside(name) = &reference.target else { return text.is_empty() };
                let answer = match reference.attribute.as_str() {
                    "" => self.scenario.answer(&scope.stack.question(name)),
                    _ => None,
                };
                match answer {
                    Some(Choice::Other(values)) => values.iter().any(|v| v == text),
                    _ => text.is_empty(),
                }
            }
            Kind::Text(parts) => {
                let fixed = |part: Option<&Part>| match part {
                    Some(Part::Literal(fixed)) => fixed.clone(),
                    _ => Default::default(),
                };
                let least: usize = parts
                    .iter()
                    .map(|part| match part {
                        Part::Literal(fixed) => fixed.len(),
                        Part::Reference(_) => 1,
                        Part::Hole(_) => 0,
                    })
                    .sum();
                text.len() < least
                    || !text.starts_with(fixed(parts.first()).as_str())
                    || !text.ends_with(fixed(parts.last()).as_str())
            }
            Kind::List(..) | Kind::Map(..) => true,
            _ => false,
        }
    }
}

/// The name of `{Condition: Name}` or `!Condition Name`.
pub(crate) fn condition_name(node: &Node) -> Option<&str> {
    if let (Some(tag), NodeKind::String(name)) = (&node.tag, &node.kind) {
        return (tag.name == "Condition").then_some(name);
    }
    match node.entries() {
        // The translator of SAM writes some twice.
        [entry] if entry.key.text == "Condition" => {
            entry.value.as_str().or_else(|| condition_name(&entry.value))
        }
        _ => None,
    }
}
