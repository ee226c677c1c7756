//! Functions that choose: by a condition, by the keys of a mapping, or from another file.

use std::sync::Arc;

use vpcelint_model::{Cause, Kind, Value};
use vpcelint_source::Span;
use vpcelint_syntax::document::{Entry, Node};

use super::{Evaluator, Scope, Truth, cause_of, unknown};

impl Evaluator<'_> {
    /// `Fn::If`
    pub(super) fn choose(&self, scope: &Scope, argument: &Node, at: Span) -> Value {
        let [name, yes, no] = match self.arguments("If", argument, 3..=3, at) {
            Ok([name, yes, no]) => [name, yes, no],
            Ok(_) => return unknown("of its arguments", at),
            Err(value) => return value,
        };
        let name_at = scope.span(name);
        let name = self.eval(scope, name);
        let Some(name) = name.as_str() else {
            return self.refuse(at, "`Fn::If` takes the name of a condition as its first element");
        };
        match self.condition(scope, name, name_at) {
            Truth::Yes => self.eval(scope, yes),
            Truth::No => self.eval(scope, no),
            Truth::Unknown(cause) => {
                let both = self.perhaps(true, || [self.eval(scope, yes), self.eval(scope, no)]);
                let [yes, no] = both;
                if same(&yes, &no) {
                    return yes;
                }
                let reason = format!("it depends on the condition `{name}`");
                Value::unknown(&Arc::new(Cause {
                    reason: reason.into(),
                    at: Some(at),
                    inputs: cause.inputs.clone(),
                }))
            }
        }
    }

    /// `Fn::FindInMap`, with the default that AWS::LanguageExtensions brings.
    pub(super) fn find_in_map(&self, scope: &Scope, argument: &Node, at: Span) -> Value {
        let nodes = match self.arguments("FindInMap", argument, 3..=4, at) {
            Ok(nodes) => nodes,
            Err(value) => return value,
        };
        let mut keys = nodes.iter().take(3).map(|node| self.eval(scope, node));
        let (Some(map), Some(first), Some(second)) = (keys.next(), keys.next(), keys.next()) else {
            return unknown("of its arguments", at);
        };
        let default = nodes.get(3).and_then(|node| node.get("DefaultValue"));
        let Some(map_name) = map.as_text() else { return Value::unknown(&cause_of(&map, at)) };
        let template = scope.stack.template.clone();
        let maps = template.section("Mappings");
        let Some(map) = maps.iter().find(|entry| entry.key.text == map_name) else {
            return match default {
                Some(node) => self.eval(scope, node),
                None => {
                    let message = format!("there is no mapping `{map_name}` in the template");
                    // The check of names has said so of what is written out.
                    match nodes.first().and_then(Node::as_str) {
                        Some(_) => unknown(message, at),
                        None => self.refuse(at, message),
                    }
                }
            };
        };
        let levels = self.under(map.value.entries(), &first, at);
        let found = levels.and_then(|levels| {
            let mut found = Vec::new();
            for level in levels {
                found.extend(self.under(level.value.entries(), &second, at)?);
            }
            Ok(found)
        });
        match found {
            Ok(found) if !found.is_empty() => {
                let mut values = found.iter().map(|entry| self.eval(scope, &entry.value));
                let Some(value) = values.next() else { return unknown("of its keys", at) };
                match values.all(|other| same(&value, &other)) {
                    true => value,
                    false => Value::unknown(&Cause::join([
                        &cause_of(&first, at),
                        &cause_of(&second, at),
                    ])),
                }
            }
            Ok(_) => match default {
                Some(node) => self.eval(scope, node),
                None => {
                    let text = |v: &Value| v.as_text().filter(|_| !v.sensitive);
                    let key = |v: &Value| text(v).unwrap_or_else(|| "?".into());
                    let message = format!(
                        "the mapping `{map_name}` has no `{}` with `{}`",
                        key(&first),
                        key(&second)
                    );
                    self.refuse(at, message)
                }
            },
            Err(cause) => Value::unknown(&cause),
        }
    }

    /// The entries that a key may be that of: all where it is not known.
    fn under<'e>(
        &self,
        entries: &'e [Entry],
        key: &Value,
        at: Span,
    ) -> Result<Vec<&'e Entry>, Arc<Cause>> {
        if let Some(text) = key.as_text() {
            return Ok(entries.iter().filter(|e| e.key.text == text).collect());
        }
        if entries.is_empty() {
            return Err(cause_of(key, at));
        }
        Ok(entries.iter().collect())
    }

    /// `Fn::Transform`: `AWS::Include` of a local file is read, macros are not known.
    pub(super) fn transform(&self, scope: &Scope, argument: &Node, at: Span) -> Value {
        match self.included(scope, argument, at) {
            Ok((node, scope)) => self.eval(&scope, &node),
            Err(cause) => Value::unknown(&cause),
        }
    }

    /// The content of the file that a transform includes, with what it can see.
    pub(crate) fn included(
        &self,
        scope: &Scope,
        argument: &Node,
        at: Span,
    ) -> Result<(Node, Scope), Arc<Cause>> {
        let name = argument.get("Name").and_then(Node::as_str).unwrap_or_default();
        if name != "AWS::Include" {
            return Err(Cause::new(format!("it is made by the macro `{name}`"), Some(at)));
        }
        let location = argument.get("Parameters").and_then(|p| p.get("Location"));
        let location = location.map(|node| self.eval(scope, node));
        let path = location.as_ref().and_then(Value::as_str);
        let file = path.filter(|path| crate::stack::is_local(path));
        let Some(file) = file else {
            return Err(Cause::new("it is included from outside of the code", Some(at)));
        };
        let directory = scope.stack.template.path.parent().unwrap_or(&scope.stack.template.path);
        let path = directory.join(file);
        let reader = &self.loader.reader;
        if !reader.within_boundary(&path) {
            self.say(reader.outside(&path));
            return Err(Cause::new("it is included from outside of the boundary", Some(at)));
        }
        let document = self.loader.included(&path, &mut |notice| self.say(notice));
        let Some(document) = document else {
            return Err(Cause::new(format!("`{file}` can't be included"), Some(at)));
        };
        Ok((document.root.clone(), Scope { file: document.id, ..scope.clone() }))
    }
}

/// Whether two values are the same, wherever they are written.
pub(crate) fn same(one: &Value, two: &Value) -> bool {
    if let (Some(a), Some(b)) = (one.as_text(), two.as_text()) {
        return a == b;
    }
    match (&one.kind, &two.kind) {
        (Kind::Null, Kind::Null) => true,
        (Kind::Reference(a), Kind::Reference(b)) => a == b,
        (Kind::List(a, None), Kind::List(b, None)) => {
            a.len() == b.len() && a.iter().zip(b.iter()).all(|(a, b)| same(a, b))
        }
        (Kind::Map(a, None), Kind::Map(b, None)) => {
            let pairs = || a.iter().zip(b.iter());
            a.len() == b.len() && pairs().all(|((k, a), (l, b))| k == l && same(a, b))
        }
        _ => false,
    }
}
