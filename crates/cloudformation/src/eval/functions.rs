//! The intrinsic functions, in their long and short forms.

use std::borrow::Cow;

use vpcelint_model::Value;
use vpcelint_source::Span;
use vpcelint_syntax::document::{Node, NodeKind};

use super::{Evaluator, Scope};

/// Evaluates a function: what it can see, its argument, and its place.
type Evaluate = fn(&Evaluator<'_>, &Scope, &Node, Span) -> Value;

/// An intrinsic function.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Function {
    /// Its name behind `Fn::`, which is also its short form; `Ref` has no such prefix.
    pub(crate) name: &'static str,
    evaluate: Evaluate,
}

/// All functions that give values. Source: CloudFormation User Guide, intrinsic function reference.
const FUNCTIONS: [Function; 19] = [
    Function { name: "Ref", evaluate: |e, s, n, at| e.reference(s, n, at) },
    Function { name: "GetAtt", evaluate: |e, s, n, at| e.get_att(s, n, at) },
    Function { name: "Sub", evaluate: |e, s, n, at| e.sub(s, n, at) },
    Function { name: "Join", evaluate: |e, s, n, at| e.join(s, n, at) },
    Function { name: "Select", evaluate: |e, s, n, at| e.select(s, n, at) },
    Function { name: "Split", evaluate: |e, s, n, at| e.split(s, n, at) },
    Function { name: "If", evaluate: |e, s, n, at| e.choose(s, n, at) },
    Function { name: "FindInMap", evaluate: |e, s, n, at| e.find_in_map(s, n, at) },
    Function { name: "GetAZs", evaluate: |e, s, n, at| e.zones(s, n, at) },
    Function { name: "Cidr", evaluate: |e, s, n, at| e.cidr(s, n, at) },
    Function { name: "ImportValue", evaluate: |e, s, n, at| e.import(s, n, at) },
    Function { name: "Base64", evaluate: |e, s, n, at| e.base64(s, n, at) },
    Function { name: "Length", evaluate: |e, s, n, at| e.length(s, n, at) },
    Function { name: "ToJsonString", evaluate: |e, s, n, at| e.to_json(s, n, at) },
    Function { name: "Transform", evaluate: |e, s, n, at| e.transform(s, n, at) },
    Function { name: "Equals", evaluate: |e, s, n, at| e.truth_as_value(s, n, at) },
    Function { name: "And", evaluate: |e, s, n, at| e.truth_as_value(s, n, at) },
    Function { name: "Or", evaluate: |e, s, n, at| e.truth_as_value(s, n, at) },
    Function { name: "Not", evaluate: |e, s, n, at| e.truth_as_value(s, n, at) },
];

/// What a node calls.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Called<'n> {
    /// A function that is known.
    Known(Function),
    /// A name that none has.
    Unknown(&'n str),
}

/// The function that a node calls and its argument, in either form; none if it is a plain value.
pub(crate) fn intrinsic(node: &Node) -> Option<(Called<'_>, Cow<'_, Node>)> {
    if let Some(tag) = &node.tag {
        let plain = Node { tag: None, ..node.clone() };
        return Some((called(&tag.name), Cow::Owned(plain)));
    }
    let NodeKind::Map(entries) = &node.kind else { return None };
    let [entry] = &entries[..] else { return None };
    let key = entry.key.text.as_str();
    match key.strip_prefix("Fn::") {
        // A loop gives entries of the map around it.
        Some(name) if name.starts_with("ForEach") => None,
        Some(name) => Some((called(name), Cow::Borrowed(&entry.value))),
        None if key == "Ref" => Some((called(key), Cow::Borrowed(&entry.value))),
        None => None,
    }
}

fn called(name: &str) -> Called<'_> {
    match FUNCTIONS.iter().find(|f| f.name == name) {
        Some(function) => Called::Known(*function),
        None => Called::Unknown(name),
    }
}

impl Called<'_> {
    /// Whether it is the function of a name.
    pub(crate) fn is(&self, name: &str) -> bool {
        matches!(self, Self::Known(function) if function.name == name)
    }
}

impl Evaluator<'_> {
    /// Calls a function.
    pub(super) fn call(
        &self,
        scope: &Scope,
        called: Called<'_>,
        argument: &Node,
        at: Span,
    ) -> Value {
        match called {
            Called::Known(function) => (function.evaluate)(self, scope, argument, at),
            Called::Unknown(name) => {
                if scope.stack.template.macros().next().is_some() {
                    return super::unknown(format!("a macro may replace `Fn::{name}`"), at);
                }
                self.refuse(at, format!("there is no intrinsic function `Fn::{name}`"))
            }
        }
    }

    /// The elements that a function is written with, of which there must be some number.
    pub(super) fn arguments<'n>(
        &self,
        name: &str,
        argument: &'n Node,
        count: std::ops::RangeInclusive<usize>,
        at: Span,
    ) -> Result<&'n [Node], Value> {
        let NodeKind::List(items) = &argument.kind else {
            return Err(self.refuse(at, format!("`Fn::{name}` takes a list here")));
        };
        if count.contains(&items.len()) {
            return Ok(items);
        }
        let (least, most) = (count.start(), count.end());
        let wanted = match least == most {
            true => least.to_string(),
            false => format!("{least} to {most}"),
        };
        let message = format!("`Fn::{name}` takes {wanted} elements, not {}", items.len());
        Err(self.refuse(at, message))
    }
}
