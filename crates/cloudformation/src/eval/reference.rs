//! Functions that refer: to parameters, resources and their attributes, outputs of nested stacks and
//! exports of other ones.

use std::rc::Rc;
use std::sync::Arc;

use smol_str::SmolStr;
use vpcelint_model::{Cause, Kind, Link, LinkKind, Part, Reference, Target, Value};
use vpcelint_source::{Notice, Span};
use vpcelint_syntax::document::{Node, NodeKind};

use super::{Evaluator, Scope, Truth, cause_of, unknown};
use crate::stack::{Child, Declared, Stack};

/// Attributes of resources that give a property back, where it is written: types, attributes.
/// Source: CloudFormation resource reference, return values.
const GIVEN_BACK: [(&str, &[&str]); 3] = [
    ("AWS::EC2::VPC", &["CidrBlock"]),
    ("AWS::EC2::Subnet", &["AvailabilityZone", "CidrBlock", "VpcId"]),
    ("AWS::EC2::SecurityGroup", &["VpcId"]),
];

impl Evaluator<'_> {
    /// `Ref`
    pub(super) fn reference(&self, scope: &Scope, argument: &Node, at: Span) -> Value {
        let name = self.eval(scope, argument);
        match name.as_text() {
            Some(name) => self.referred(scope, &name, at),
            None => self.refuse(at, "`Ref` takes the name of a parameter or resource"),
        }
    }

    /// What `${Name}` or `${Name.Attribute}` stands for.
    pub(super) fn named(&self, scope: &Scope, name: &str, at: Span) -> Value {
        match name.split_once('.') {
            Some((resource, attribute)) => self.attribute(scope, resource, attribute, at),
            None => self.referred(scope, name, at),
        }
    }

    fn referred(&self, scope: &Scope, name: &str, at: Span) -> Value {
        if let Some(value) = scope.looped(name) {
            return value.clone();
        }
        if name.starts_with("AWS::") {
            return self.pseudo(scope, name, at);
        }
        if let Some(declared) = scope.stack.template.parameter(name) {
            let value = self.parameter(&scope.stack, declared);
            return value;
        }
        match scope.stack.resource(name) {
            Some(declared) => self.of_resource(scope, declared, "", at),
            None => self.undeclared(scope, name, "", at),
        }
    }

    /// `Fn::GetAtt`, written as a list or as a text with a dot.
    pub(super) fn get_att(&self, scope: &Scope, argument: &Node, at: Span) -> Value {
        let parts: Vec<Value> = match &argument.kind {
            NodeKind::List(items) => items.iter().map(|item| self.eval(scope, item)).collect(),
            _ => vec![self.eval(scope, argument)],
        };
        let texts: Option<Vec<SmolStr>> = parts.iter().map(Value::as_text).collect();
        let Some(texts) = texts else {
            return match parts.iter().find_map(Value::cause) {
                Some(cause) => Value::unknown(&cause),
                None => self.refuse(at, "`Fn::GetAtt` takes the names of a resource and attribute"),
            };
        };
        match texts.join(".").split_once('.') {
            Some((resource, attribute)) => self.attribute(scope, resource, attribute, at),
            None => self.refuse(at, "`Fn::GetAtt` takes the names of a resource and attribute"),
        }
    }

    fn attribute(&self, scope: &Scope, resource: &str, attribute: &str, at: Span) -> Value {
        match scope.stack.resource(resource) {
            Some(declared) => self.of_resource(scope, declared, attribute, at),
            None => self.undeclared(scope, resource, attribute, at),
        }
    }

    /// A name that no parameter or resource has: SAM and macros make resources of their own.
    fn undeclared(&self, scope: &Scope, name: &str, attribute: &str, at: Span) -> Value {
        let template = &scope.stack.template;
        if crate::check::may_be_made(template, name) {
            let target = Target::Outside(name.into());
            return Kind::Reference(Reference { target, attribute: attribute.into() }).into();
        }
        // The check of names has said so already, unless loops make names that it does not know.
        let loops = template.section("Resources").iter().any(|e| e.key.text.starts_with("Fn::"));
        if loops && scope.stack.is_all_seen() {
            let message = format!("there is no parameter or resource `{name}` in the template");
            return self.refuse(at, message);
        }
        unknown(format!("there is no `{name}` in the template"), at)
    }

    fn of_resource(&self, scope: &Scope, declared: &Declared, attribute: &str, at: Span) -> Value {
        match &declared.exists {
            Truth::No => {
                let name = &declared.name;
                let reason = format!("`{name}` is not made: its condition is false");
                if self.uncertain.get() == 0 {
                    let message = format!(
                        "`{name}` is referred to here, but its condition is false, so that it is not made"
                    );
                    self.say(Notice::notice(at, message));
                }
                return unknown(reason, at);
            }
            Truth::Yes | Truth::Unknown(_) => {}
        }
        if let Some(output) = attribute.strip_prefix("Outputs.") {
            return self.output_of_child(scope, declared, output, at);
        }
        if let Some(value) = self.given_back(scope, declared, attribute) {
            return value;
        }
        let target = Target::Resource(declared.id);
        Kind::Reference(Reference { target, attribute: attribute.into() }).into()
    }

    /// The property that an attribute gives back, where its value is known.
    fn given_back(&self, scope: &Scope, declared: &Declared, attribute: &str) -> Option<Value> {
        let (_, attributes) = GIVEN_BACK.iter().find(|(kind, _)| *kind == declared.kind)?;
        if !attributes.contains(&attribute) {
            return None;
        }
        let node = declared.properties.get(attribute)?;
        let key = (scope.stack.index, declared.name.clone(), SmolStr::from(attribute));
        if let Some(value) = self.known.borrow().get(&key) {
            return Some(value.clone());
        }
        let scope = declared.scope(&scope.stack);
        let value = self.deeper(scope.span(node), || self.eval(&scope, node));
        self.known.borrow_mut().insert(key, value.clone());
        let known = matches!(value.kind, Kind::String(_) | Kind::Reference(_));
        known.then_some(value)
    }

    fn output_of_child(&self, scope: &Scope, declared: &Declared, output: &str, at: Span) -> Value {
        match self.child(&scope.stack, declared) {
            Some(Child::Local(child)) => match child.output(output) {
                Some(_) => self.output(&child, output, at),
                None => {
                    let message = format!("`{}` has no output `{output}`", declared.name);
                    self.refuse(at, message)
                }
            },
            Some(Child::Open) => unknown("nested stacks depend on each other in a circle", at),
            Some(Child::Remote) | None => {
                let attribute = format!("Outputs.{output}").into();
                let target = Target::Resource(declared.id);
                Kind::Reference(Reference { target, attribute }).into()
            }
        }
    }

    /// The value of an output of another stack.
    pub(crate) fn output(&self, stack: &Rc<Stack>, name: &str, at: Span) -> Value {
        let key = (stack.index, SmolStr::default(), SmolStr::from(name));
        if let Some(value) = self.known.borrow().get(&key) {
            return value.clone();
        }
        let Some((node, scope)) = stack.output(name) else {
            return unknown(format!("there is no output `{name}`"), at);
        };
        let truth = match node.get("Condition").and_then(Node::as_str) {
            Some(condition) => self.condition(&scope, condition, scope.span(node)),
            None => Truth::Yes,
        };
        if let Truth::No = truth {
            return unknown(format!("the condition of the output `{name}` is false"), at);
        }
        let Some(value) = node.get("Value") else {
            return unknown(format!("the output `{name}` has no value"), at);
        };
        let mut value = self.deeper(at, || self.eval(&scope, value));
        let link = Link {
            kind: LinkKind::StackOutput,
            root: stack.root,
            module: stack.address.trim_end_matches('/').into(),
            name: name.into(),
            at: Some(scope.span(node)),
            next: value.origin.via.take(),
        };
        value.origin.via = Some(Arc::new(link));
        self.known.borrow_mut().insert(key, value.clone());
        value
    }

    /// `Fn::ImportValue`: joined to the stack of the deployment that exports the name, else something
    /// outside of the code.
    pub(super) fn import(&self, scope: &Scope, argument: &Node, at: Span) -> Value {
        let name = self.eval(scope, argument);
        let exported = name.as_str().and_then(|name| self.exporter(&scope.stack, name));
        if let Some((stack, output)) = exported {
            return self.output(&stack, &output, at);
        }
        let shown = match &name.kind {
            _ if name.sensitive => "sensitive".to_owned(),
            Kind::String(name) => name.to_string(),
            Kind::Text(parts) => parts.iter().map(part).collect(),
            Kind::Unknown(cause) => hole(cause),
            _ => return Value::unknown(&cause_of(&name, at)),
        };
        let target = Target::Outside(format!("Fn::ImportValue({shown})").into());
        Kind::Reference(Reference { target, attribute: SmolStr::default() }).into()
    }
}

fn part(part: &Part) -> String {
    match part {
        Part::Literal(text) => text.to_string(),
        Part::Reference(reference) => format!("${{{}}}", reference.attribute),
        Part::Hole(cause) => hole(cause),
    }
}

/// A hole by what it rests on: the same inputs give the same text.
fn hole(cause: &Cause) -> String {
    let inputs: Vec<_> = cause.inputs.iter().map(|i| i.address.as_str()).collect();
    format!("${{{}}}", inputs.join(","))
}
