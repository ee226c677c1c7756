//! Parameters: what is given, what a parent stack hands on, what a scenario assumes, and defaults.

use std::sync::Arc;

use smol_str::SmolStr;
use vpcelint_model::{
    Cause, Choice, InputKind, Kind, Link, LinkKind, Origin, Reference, RootId, Target, Value,
};
use vpcelint_source::Span;
use vpcelint_syntax::document::{Entry, Node, NodeKind};

use super::text::split_at;
use super::{Evaluator, Scope};
use crate::stack::Stack;

/// The words of a parameter's type that say what its value is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Form {
    /// A text, also where CloudFormation checks that it is a number.
    Text,
    /// A list of texts.
    List,
    /// The id of something that is there already.
    Id,
    /// Read from Systems Manager.
    Stored,
}

fn form(kind: &str) -> Form {
    if kind.starts_with("AWS::SSM::Parameter::Value<") {
        Form::Stored
    } else if kind == "CommaDelimitedList" || kind.starts_with("List<") {
        Form::List
    } else if kind.starts_with("AWS::") && kind.ends_with("::Id") {
        Form::Id
    } else {
        Form::Text
    }
}

impl Evaluator<'_> {
    /// The value of a parameter of a stack.
    pub(crate) fn parameter(&self, stack: &std::rc::Rc<Stack>, declared: &Entry) -> Value {
        let name = &declared.key.text;
        if let Some(value) = stack.parameters.borrow().get(name) {
            return value.clone();
        }
        let value = self.deeper(stack.template.span(declared.key.range), || {
            self.parameter_value(stack, declared)
        });
        let no_echo = declared.value.get("NoEcho").map(|n| &n.kind);
        let sensitive = match no_echo {
            Some(NodeKind::Bool(b)) => *b,
            Some(NodeKind::String(text)) => text.eq_ignore_ascii_case("true"),
            _ => false,
        };
        let value = Value { sensitive: value.sensitive || sensitive, ..value };
        stack.parameters.borrow_mut().insert(name.clone(), value.clone());
        value
    }

    fn parameter_value(&self, stack: &std::rc::Rc<Stack>, declared: &Entry) -> Value {
        let name = &declared.key.text;
        let at = stack.template.span(declared.key.range);
        let kind = declared.value.get("Type").and_then(Node::as_str).unwrap_or("String");
        let form = form(kind);
        let link = |kind, at| {
            Arc::new(Link {
                kind,
                root: stack.root,
                module: stack.address.trim_end_matches('/').into(),
                name: name.clone(),
                at: Some(at),
                next: None,
            })
        };
        if let Some(arguments) = &stack.arguments {
            let node = arguments.node.get(name);
            let value = node.map(|node| self.eval(&arguments.scope, node));
            // `AWS::NoValue` gives nothing.
            if let Some(value) = value.filter(|value| !value.is_null()) {
                let via = Link {
                    next: value.origin.via.clone(),
                    ..Link::clone(&link(LinkKind::ParameterArgument, at))
                };
                let value = self.in_form(stack.root, form, value, declared, at);
                let origin = Origin { at: value.origin.at, via: Some(Arc::new(via)) };
                return Value { origin, ..value };
            }
        } else if let Some(given) = self.given.parameter(stack, name) {
            let value = Value::from(Kind::String(given.text.clone()));
            self.check_allowed(declared, &given.text, given.at.unwrap_or(at));
            let mut value = self.in_form(stack.root, form, value, declared, at);
            let via = Link {
                at: given.at,
                name: given.from.clone(),
                ..Link::clone(&link(LinkKind::Given, at))
            };
            value.origin = Origin { at: given.at, via: Some(Arc::new(via)) };
            return value;
        }
        let default = declared.value.get("Default");
        if let Some(value) = self.assumed(stack, declared, default, form, at) {
            return value;
        }
        match default {
            Some(node) => {
                let default_at = stack.template.span(node.range);
                let text = literal(node);
                if let Some(text) = &text {
                    self.check_allowed(declared, text, default_at);
                }
                let value = match text {
                    Some(text) => Value::from(Kind::String(text)),
                    None => self.refuse(default_at, format!("the default of `{name}` is no text")),
                };
                let value = self.in_form(stack.root, form, value, declared, at);
                let via = Some(link(LinkKind::ParameterDefault, at));
                Value { origin: Origin { at: Some(default_at), via }, ..value }
            }
            None if stack.arguments.is_some() => {
                self.refuse(at, format!("the nested stack gets no value for `{name}`"))
            }
            None => self.without_value(stack, name, form, at),
        }
    }

    /// What a scenario says about a parameter that is not given.
    fn assumed(
        &self,
        stack: &Stack,
        declared: &Entry,
        default: Option<&Node>,
        form: Form,
        at: Span,
    ) -> Option<Value> {
        if stack.arguments.is_some() {
            return None;
        }
        let name = &declared.key.text;
        let address = stack.question(name);
        let asked = stack.questions.iter().any(|q| q == name);
        let value = match self.scenario.answer(&address) {
            Some(Choice::Value(text)) => Kind::String(text.clone()).into(),
            Some(Choice::Other(values)) => {
                // The default stands for all others.
                let default = default.and_then(literal).filter(|d| !values.contains(d));
                let other = Kind::Reference(outside(&address));
                match (default, form) {
                    (Some(text), _) => Kind::String(text).into(),
                    (None, Form::List) => {
                        let first = Reference { attribute: "[0]".into(), ..outside(&address) };
                        let cause = input(stack.root, &address, name, at);
                        let kind =
                            Kind::List(Arc::new(vec![Kind::Reference(first).into()]), Some(cause));
                        return Some(kind.into());
                    }
                    (None, _) => return Some(other.into()),
                }
            }
            Some(Choice::File(_)) | None if self.scenario.open && asked => {
                Value::unknown(&input(stack.root, &address, name, at))
            }
            _ => return None,
        };
        Some(self.in_form(stack.root, form, value, declared, at))
    }

    fn without_value(&self, stack: &Stack, name: &SmolStr, form: Form, at: Span) -> Value {
        match form {
            // It exists before the stack does: what it names is never made by the template.
            Form::Id => Kind::Reference(outside(&stack.question(name))).into(),
            _ => Value::unknown(&input(stack.root, &stack.question(name), name, at)),
        }
    }

    fn in_form(&self, root: RootId, form: Form, value: Value, declared: &Entry, at: Span) -> Value {
        match form {
            Form::Text | Form::Id => value,
            Form::List => match value.kind {
                Kind::String(_) | Kind::Text(_) | Kind::Reference(_) => {
                    trimmed(split_at(",", &value, at))
                }
                _ => value,
            },
            Form::Stored => {
                let name = &declared.key.text;
                let reason = format!("parameter `{name}` is read from Systems Manager");
                Value::unknown(&Cause::input(reason, Some(at), InputKind::Data, root, name.clone()))
            }
        }
    }

    /// Refuses a value that is not among those that are allowed.
    fn check_allowed(&self, declared: &Entry, text: &str, at: Span) {
        let allowed = literals_of(declared.value.get("AllowedValues"));
        if allowed.is_empty() || allowed.iter().any(|a| a == text) {
            return;
        }
        let kind = declared.value.get("Type").and_then(Node::as_str).unwrap_or("String");
        if matches!(form(kind), Form::Stored) {
            return;
        }
        let listed = || text.split(',').all(|part| allowed.iter().any(|a| a == part.trim()));
        if form(kind) == Form::List && listed() {
            return;
        }
        let allowed: Vec<_> = allowed.iter().map(|a| format!("`{a}`")).collect();
        let name = &declared.key.text;
        let message = match declared.value.get("NoEcho") {
            Some(_) => format!("the value of `{name}` is not among its `AllowedValues`"),
            None => format!("`{name}` may be {}, not `{text}`", allowed.join(", ")),
        };
        self.refuse(at, message);
    }

    /// What a pseudo parameter stands for.
    pub(super) fn pseudo(&self, scope: &Scope, name: &str, at: Span) -> Value {
        let stack = &scope.stack;
        let known = |value: &Option<SmolStr>| match value {
            Some(text) => Kind::String(text.clone()).into(),
            None => Value::unknown(&Cause::input(
                format!("`{name}` is not given"),
                Some(at),
                InputKind::Parameter,
                stack.root,
                name.into(),
            )),
        };
        let region = stack.region(at);
        let of_partition = |what: fn(&vpcelint_catalog::Partition) -> &'static str| {
            let partition = region.as_str().and_then(vpcelint_catalog::partition_of);
            match partition {
                Some(partition) => Kind::String(what(partition).into()).into(),
                None => known(&None),
            }
        };
        match name {
            "AWS::NoValue" => Value::default(),
            "AWS::Region" => region,
            "AWS::AccountId" => known(&stack.environment.account),
            "AWS::StackName" => known(&stack.environment.stack_name),
            "AWS::Partition" => of_partition(|p| p.name),
            "AWS::URLSuffix" => of_partition(|p| p.dns_suffix),
            "AWS::StackId" | "AWS::NotificationARNs" => known(&None),
            _ => self.refuse(at, format!("there is no pseudo parameter `{name}`")),
        }
    }
}

/// The text of a scalar.
fn literal(node: &Node) -> Option<SmolStr> {
    match &node.kind {
        NodeKind::String(text) | NodeKind::Number(text) => Some(text.clone()),
        NodeKind::Bool(b) => Some(if *b { "true" } else { "false" }.into()),
        _ => None,
    }
}

/// The texts of a list of scalars.
pub(crate) fn literals_of(node: Option<&Node>) -> Vec<SmolStr> {
    node.map(Node::elements).unwrap_or_default().iter().filter_map(literal).collect()
}

fn outside(name: &SmolStr) -> Reference {
    Reference { target: Target::Outside(name.as_str().into()), attribute: SmolStr::default() }
}

fn input(root: RootId, address: &SmolStr, name: &str, at: Span) -> Arc<Cause> {
    let reason = format!("parameter `{name}` has no value");
    Cause::input(reason, Some(at), InputKind::Parameter, root, address.clone())
}

/// A list whose texts have no white space at their ends.
fn trimmed(list: Value) -> Value {
    let Kind::List(items, open) = &list.kind else { return list };
    let clean = |item: &Value| match &item.kind {
        Kind::String(text) => Value { kind: Kind::String(text.trim().into()), ..item.clone() },
        _ => item.clone(),
    };
    let kind = Kind::List(Arc::new(items.iter().map(clean).collect()), open.clone());
    Value { kind, ..list }
}

impl Stack {
    /// Its Region.
    pub(crate) fn region(&self, at: Span) -> Value {
        match &self.environment.region {
            Some(region) => Kind::String(region.clone()).into(),
            None => {
                let reason = "`AWS::Region` is not given (`--region` gives it)";
                let name: SmolStr = "AWS::Region".into();
                Value::unknown(&Cause::input(
                    reason,
                    Some(at),
                    InputKind::Parameter,
                    self.root,
                    name,
                ))
            }
        }
    }
}
