//! Parameters of finite choice: those with `AllowedValues`, and those that conditions and mappings
//! compare with something that is written out.

use std::sync::Arc;

use smol_str::SmolStr;
use vpcelint_model::{Choice, Input, InputKind, Question, RootId};
use vpcelint_syntax::document::{Node, NodeKind};

use crate::eval::{intrinsic, literals_of};
use crate::template::Template;

/// The parameters of a template that have finite choice, with their choices in the order in which
/// they are written.
pub(crate) fn of_template(template: &Template) -> Vec<(SmolStr, Vec<Choice>)> {
    let mut compared = Compared { template, found: Vec::new() };
    for entry in template.section("Conditions") {
        compared.value(&entry.value);
    }
    for section in ["Resources", "Outputs"] {
        for entry in template.section(section) {
            compared.value(&entry.value);
        }
    }
    let parameters = template.section("Parameters").iter();
    let questions = parameters.filter_map(|declared| {
        let allowed = literals_of(declared.value.get("AllowedValues"));
        let name = &declared.key.text;
        let kind = declared.value.get("Type").and_then(Node::as_str).unwrap_or("String");
        if kind.starts_with("AWS::SSM::") {
            return None;
        }
        let found = compared.found.iter().filter(|(parameter, ..)| parameter == name);
        let mut values: Vec<SmolStr> = Vec::new();
        let mut keys = false;
        for (_, value, key) in found {
            keys |= *key;
            if !values.contains(value) {
                values.push(value.clone());
            }
        }
        let choices: Vec<Choice> = if !allowed.is_empty() {
            allowed.into_iter().map(Choice::Value).collect()
        } else if values.is_empty() {
            return None;
        } else {
            // A mapping has to have the key, and who compares with both answers thinks of no third.
            let other =
                (!keys && !is_switch(&values)).then(|| Choice::Other(Arc::from(values.as_slice())));
            values.into_iter().map(Choice::Value).chain(other).collect()
        };
        Some((name.clone(), choices))
    });
    questions.collect()
}

/// Whether values are the two answers of a switch.
fn is_switch(values: &[SmolStr]) -> bool {
    const ANSWERS: [[&str; 2]; 5] =
        [["true", "false"], ["yes", "no"], ["on", "off"], ["1", "0"], ["enabled", "disabled"]];
    let lower: Vec<_> = values.iter().map(|value| value.to_ascii_lowercase()).collect();
    let both = |answers: &[&str; 2]| answers.iter().all(|a| lower.iter().any(|l| l == a));
    ANSWERS.iter().any(both)
}

/// A parameter as a question of its deployment.
pub(crate) fn question(root: RootId, address: SmolStr, choices: Vec<Choice>) -> Question {
    Question { input: Input { kind: InputKind::Parameter, root, address }, choices }
}

/// What parameters are compared with: the parameter, the value, and whether that is a mapping's key.
struct Compared<'t> {
    template: &'t Template,
    found: Vec<(SmolStr, SmolStr, bool)>,
}

impl Compared<'_> {
    fn value(&mut self, node: &Node) {
        if let Some((called, argument)) = intrinsic(node) {
            if called.is("Equals") {
                self.equals(argument.elements());
            } else if called.is("FindInMap") {
                self.find_in_map(argument.elements());
            }
            self.value(&argument);
            return;
        }
        match &node.kind {
            NodeKind::List(items) => items.iter().for_each(|item| self.value(item)),
            NodeKind::Map(entries) => entries.iter().for_each(|e| self.value(&e.value)),
            _ => {}
        }
    }

    fn equals(&mut self, sides: &[Node]) {
        let [one, two] = sides else { return };
        for (side, other) in [(one, two), (two, one)] {
            let Some(parameter) = self.parameter(side) else { continue };
            let value = match &other.kind {
                NodeKind::String(text) if other.tag.is_none() => text.clone(),
                NodeKind::Number(text) => text.clone(),
                NodeKind::Bool(b) => if *b { "true" } else { "false" }.into(),
                _ => continue,
            };
            self.found.push((parameter, value, false));
        }
    }

    fn find_in_map(&mut self, arguments: &[Node]) {
        let [map, first, ..] = arguments else { return };
        let Some(parameter) = self.parameter(first) else { return };
        let maps = self.template.section("Mappings").iter();
        let map = maps.filter(|e| map.as_str() == Some(e.key.text.as_str()));
        for key in map.flat_map(|e| e.value.entries()) {
            self.found.push((parameter.clone(), key.key.text.clone(), true));
        }
    }

    /// The parameter that an expression gives as it is: `Ref`, or a list of it joined by nothing.
    fn parameter(&self, node: &Node) -> Option<SmolStr> {
        let (called, argument) = intrinsic(node)?;
        if called.is("Ref") {
            let name = argument.as_str()?;
            return self.template.parameter(name).map(|declared| declared.key.text.clone());
        }
        match argument.elements() {
            [delimiter, list] if called.is("Join") && delimiter.as_str() == Some("") => {
                let [only] = list.elements() else { return self.parameter(list) };
                self.parameter(only)
            }
            _ => None,
        }
    }
}
