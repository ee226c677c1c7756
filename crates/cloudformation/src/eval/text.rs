//! Functions that make texts: parts that are not known stay holes.

use std::sync::Arc;

use smol_str::SmolStr;
use vpcelint_model::{Cause, InputKind, Kind, Part, Reference, Target, Value};
use vpcelint_source::{Notice, Span};
use vpcelint_syntax::document::{Node, NodeKind};

use super::lists::element;
use super::{Evaluator, Scope, cause_of, unknown};

/// How a dynamic reference begins.
const DYNAMIC: &str = "{{resolve:";

impl Evaluator<'_> {
    /// `Fn::Join`
    pub(super) fn join(&self, scope: &Scope, argument: &Node, at: Span) -> Value {
        let [delimiter, list] = match self.arguments("Join", argument, 2..=2, at) {
            Ok([delimiter, list]) => [delimiter, list],
            Ok(_) => return unknown("of its arguments", at),
            Err(value) => return value,
        };
        let delimiter = self.eval(scope, delimiter);
        let Some(delimiter) = delimiter.as_text() else {
            return Value::unknown(&cause_of(&delimiter, at));
        };
        let list = self.eval(scope, list);
        self.joined(&delimiter, &list, at)
    }

    pub(super) fn joined(&self, delimiter: &str, list: &Value, at: Span) -> Value {
        let mut text = Joined::default();
        let (items, open) = match &list.kind {
            Kind::List(items, open) => (&items[..], open.clone()),
            Kind::Unknown(cause) => return Value::unknown(cause),
            Kind::Reference(_) => return Value::unknown(&cause_of(list, at)),
            _ => return self.refuse(at, "`Fn::Join` takes a list of texts as its second element"),
        };
        text.sensitive = list.sensitive;
        for (n, item) in items.iter().enumerate() {
            if self.is_too_long(&text) {
                break;
            }
            if n > 0 {
                text.literal(delimiter);
            }
            text.value(item, at);
        }
        if let Some(cause) = open {
            text.part(Part::Hole(cause));
        }
        self.finished(text, at)
    }

    /// `Fn::Sub`, with or without names of its own.
    pub(super) fn sub(&self, scope: &Scope, argument: &Node, at: Span) -> Value {
        let (template, names) = match &argument.kind {
            NodeKind::List(items) => match &items[..] {
                [template, names] => (template, Some(names)),
                _ => return self.refuse(at, "`Fn::Sub` takes a text, or a text and a map"),
            },
            _ => (argument, None),
        };
        let text: SmolStr = match &template.kind {
            NodeKind::String(text) => text.clone(),
            NodeKind::Number(text) => text.clone(),
            NodeKind::Bool(b) => if *b { "true" } else { "false" }.into(),
            _ => return self.refuse(at, "`Fn::Sub` takes a text that is written out"),
        };
        // Loops put their names in wherever they stand, within other names as well.
        let text = scope.spelled(&text).unwrap_or(text);
        let mut joined = Joined::default();
        for piece in pieces(&text) {
            if self.is_too_long(&joined) {
                break;
            }
            match piece {
                Piece::Text(text) => joined.literal(text),
                Piece::Name(name) => {
                    let own = names.and_then(|n| n.get(name));
                    let value = match own {
                        Some(node) => self.eval(scope, node),
                        None => self.named(scope, name, at),
                    };
                    joined.value(&value, at);
                }
            }
        }
        self.finished(joined, at)
    }

    /// `Fn::Base64`. The text stays as it is: nobody reads its encoding.
    pub(super) fn base64(&self, scope: &Scope, argument: &Node, _at: Span) -> Value {
        self.eval(scope, argument)
    }

    /// `Fn::ToJsonString`
    pub(super) fn to_json(&self, scope: &Scope, argument: &Node, at: Span) -> Value {
        let value = self.eval(scope, argument);
        let mut text = Joined::default();
        json(&value, &mut text, at);
        self.finished(text, at)
    }

    /// `Fn::Split`. Where a hole may hold the delimiter, the list goes on from there unknown.
    pub(super) fn split(&self, scope: &Scope, argument: &Node, at: Span) -> Value {
        let (delimiter, text) = match self.arguments("Split", argument, 2..=2, at) {
            Ok([delimiter, text]) => (self.eval(scope, delimiter), self.eval(scope, text)),
            Ok(_) => return unknown("of its arguments", at),
            Err(value) => return value,
        };
        match delimiter.as_text() {
            Some(delimiter) if !delimiter.is_empty() => {
                let list = match self.apart(&delimiter, &text, at) {
                    Some(unknown) => unknown,
                    None => split_at(&delimiter, &text, at),
                };
                self.count_bytes(size_of_val(list.elements().0));
                list
            }
            Some(_) => self.refuse(at, "`Fn::Split` takes a delimiter that is not empty"),
            None => Value::unknown(&cause_of(&delimiter, at)),
        }
    }

    /// The parts of an attribute that is cut into pieces, as names of endpoints are behind the zones
    /// that they are in: not known, but of which resource they are.
    fn apart(&self, delimiter: &str, text: &Value, at: Span) -> Option<Value> {
        let reference = text.as_reference().filter(|_| !is_clean(delimiter))?;
        let Target::Resource(id) = reference.target else { return None };
        let found =
            self.stacks.borrow().iter().find_map(|stack| Some((stack.root, stack.address_of(id)?)));
        let (root, address) = found?;
        let reason =
            format!("`{address}.{}` is only known after the stack is created", reference.attribute);
        Some(Value::unknown(&Cause::input(reason, Some(at), InputKind::Resource, root, address)))
    }

    fn is_too_long(&self, text: &Joined) -> bool {
        text.bytes > self.loader.reader.budget.limits.string_bytes
    }

    fn finished(&self, text: Joined, at: Span) -> Value {
        self.count_bytes(text.bytes);
        if self.is_too_long(&text) {
            let most = self.loader.reader.budget.limits.string_bytes;
            let message = format!("a text has more than {most} bytes (the cap `string_bytes`)");
            self.say(Notice::notice(at, message));
            return unknown("the cap `string_bytes` was reached", at);
        }
        let sensitive = text.sensitive;
        Value { sensitive, ..Value::from(resolved(text.kind(), at)) }
    }
}

/// A text that is being put together.
#[derive(Default)]
struct Joined {
    parts: Vec<Part>,
    /// The text behind the last part.
    tail: String,
    /// What it takes in memory.
    bytes: usize,
    sensitive: bool,
}

impl Joined {
    fn literal(&mut self, text: &str) {
        self.bytes += text.len();
        self.tail.push_str(text);
    }

    fn part(&mut self, part: Part) {
        self.bytes += size_of::<Part>();
        if !self.tail.is_empty() {
            self.parts.push(Part::Literal(std::mem::take(&mut self.tail).into()));
        }
        self.parts.push(part);
    }

    fn value(&mut self, value: &Value, at: Span) {
        self.sensitive |= value.sensitive;
        match &value.kind {
            Kind::Null => {}
            Kind::Reference(reference) => self.part(Part::Reference(reference.clone())),
            Kind::Text(parts) => {
                for part in parts.iter() {
                    match part {
                        Part::Literal(text) => self.literal(text),
                        other => self.part(other.clone()),
                    }
                }
            }
            // A name that is only the likely one is none.
            _ if value.derived => {
                let reason = "the name of a zone differs from account to account";
                self.part(Part::Hole(Cause::new(reason, Some(at))));
            }
            _ => match value.as_text() {
                Some(text) => self.literal(&text),
                None => self.part(Part::Hole(cause_of(value, at))),
            },
        }
    }

    fn kind(mut self) -> Kind {
        if !self.tail.is_empty() {
            self.parts.push(Part::Literal(std::mem::take(&mut self.tail).into()));
        }
        match &self.parts[..] {
            [] => Kind::String(SmolStr::default()),
            [Part::Literal(text)] => Kind::String(text.clone()),
            [Part::Reference(reference)] => Kind::Reference(reference.clone()),
            [Part::Hole(cause)] => Kind::Unknown(cause.clone()),
            _ => Kind::Text(Arc::new(self.parts)),
        }
    }
}

/// A piece of the text of `Fn::Sub`.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Piece<'t> {
    /// Text.
    Text(&'t str),
    /// `${Name}`
    Name(&'t str),
}

/// The pieces of the text of `Fn::Sub`; `${!Literal}` stands for `${Literal}`.
pub(crate) fn pieces(text: &str) -> Vec<Piece<'_>> {
    let mut found = Vec::new();
    let mut rest = text;
    while let Some((before, behind)) = rest.split_once("${") {
        let Some((name, after)) = behind.split_once('}') else { break };
        found.push(Piece::Text(before));
        match name.strip_prefix('!') {
            Some(literal) => {
                found.push(Piece::Text("${"));
                found.push(Piece::Text(literal));
                found.push(Piece::Text("}"));
            }
            None => found.push(Piece::Name(name.trim())),
        }
        rest = after;
    }
    found.push(Piece::Text(rest));
    found.retain(|piece| *piece != Piece::Text(""));
    found
}

/// The text with what `{{resolve:...}}` stands for left open: it is read at deployment.
pub(super) fn resolved(kind: Kind, at: Span) -> Kind {
    let one = |text: &SmolStr| vec![Part::Literal(text.clone())];
    let parts = match &kind {
        Kind::String(text) if text.contains(DYNAMIC) => one(text),
        Kind::Text(parts) => {
            let dynamic = |p: &Part| matches!(p, Part::Literal(text) if text.contains(DYNAMIC));
            if !parts.iter().any(dynamic) {
                return kind;
            }
            parts.to_vec()
        }
        _ => return kind,
    };
    let cause = Cause::new("a dynamic reference is resolved at deployment", Some(at));
    let mut joined = Joined::default();
    let mut inside = false;
    for part in parts {
        match part {
            Part::Literal(text) => {
                let mut rest = text.as_str();
                loop {
                    let mark = if inside { "}}" } else { DYNAMIC };
                    let Some((before, behind)) = rest.split_once(mark) else { break };
                    match inside {
                        true => joined.part(Part::Hole(cause.clone())),
                        false => joined.literal(before),
                    }
                    inside = !inside;
                    rest = behind;
                }
                if !inside {
                    joined.literal(rest);
                }
            }
            other if !inside => joined.part(other),
            _ => {}
        }
    }
    if inside {
        joined.part(Part::Hole(cause));
    }
    joined.kind()
}

/// Whether ids and the like do not hold a delimiter.
fn is_clean(delimiter: &str) -> bool {
    delimiter.chars().all(|c| c.is_whitespace() || ",;|".contains(c))
}

/// Splits a text; ids and the like hold no commas and no white space.
pub(super) fn split_at(delimiter: &str, text: &Value, at: Span) -> Value {
    let like = |kind: Kind| Value { kind, ..text.clone() };
    let parts = match &text.kind {
        Kind::String(known) => {
            let items = known.split(delimiter).map(|s| like(Kind::String(s.into()))).collect();
            return like(Kind::List(Arc::new(items), None));
        }
        Kind::Text(parts) => parts,
        Kind::Reference(reference) if is_clean(delimiter) => {
            if is_one(reference) {
                return like(Kind::List(Arc::new(vec![text.clone()]), None));
            }
            // A text of another stack often is a list that was joined.
            let first = Value { origin: text.origin.clone(), ..element(reference, 0) };
            return like(Kind::List(Arc::new(vec![first]), Some(cause_of(text, at))));
        }
        _ => return Value::unknown(&cause_of(text, at)),
    };
    let mut items = Vec::new();
    let mut current = Joined::default();
    for part in parts.iter() {
        match part {
            Part::Literal(literal) => {
                let mut pieces = literal.split(delimiter);
                current.literal(pieces.next().unwrap_or_default());
                for piece in pieces {
                    items.push(like(std::mem::take(&mut current).kind()));
                    current.literal(piece);
                }
            }
            Part::Reference(_) if is_clean(delimiter) => current.part(part.clone()),
            Part::Reference(_) => {
                let open = Some(cause_of(text, at));
                return like(Kind::List(Arc::new(items), open));
            }
            Part::Hole(cause) => {
                return like(Kind::List(Arc::new(items), Some(cause.clone())));
            }
        }
    }
    items.push(like(current.kind()));
    like(Kind::List(Arc::new(items), None))
}

/// Whether what is referred to is a single id or the like, rather than a text that may hold several.
fn is_one(reference: &Reference) -> bool {
    let attribute = reference.attribute.as_str();
    let imported = match &reference.target {
        Target::Outside(name) => name.starts_with("Fn::ImportValue("),
        _ => false,
    };
    let named_after_one =
        || ["Id", "Arn", "ARN", "Name"].iter().any(|end| attribute.ends_with(end));
    !imported && !attribute.starts_with("Outputs.") && (attribute.is_empty() || named_after_one())
}

/// Writes a value as JSON.
fn json(value: &Value, text: &mut Joined, at: Span) {
    let quoted = |s: &str| serde_json::Value::from(s).to_string();
    match &value.kind {
        Kind::Null => text.literal("null"),
        Kind::Bool(_) | Kind::Number(_) => text.value(value, at),
        Kind::String(s) => text.literal(&quoted(s)),
        Kind::List(items, None) => {
            text.literal("[");
            for (n, item) in items.iter().enumerate() {
                text.literal(if n > 0 { "," } else { "" });
                json(item, text, at);
            }
            text.literal("]");
        }
        Kind::Map(entries, None) => {
            text.literal("{");
            for (n, (key, item)) in entries.iter().enumerate() {
                text.literal(if n > 0 { "," } else { "" });
                text.literal(&quoted(key));
                text.literal(":");
                json(item, text, at);
            }
            text.literal("}");
        }
        Kind::Text(parts) => {
            text.literal("\"");
            for part in parts.iter() {
                match part {
                    Part::Literal(s) => {
                        let quoted = quoted(s);
                        let inner = quoted.strip_prefix('"').and_then(|q| q.strip_suffix('"'));
                        text.literal(inner.unwrap_or(&quoted));
                    }
                    other => text.part(other.clone()),
                }
            }
            text.literal("\"");
        }
        Kind::Reference(reference) => {
            text.literal("\"");
            text.part(Part::Reference(reference.clone()));
            text.literal("\"");
        }
        _ => text.value(value, at),
    }
}

#[cfg(test)]
mod tests {
    use vpcelint_source::{FileId, Range};

    use super::*;

    #[test]
    fn texts_are_cut_into_pieces() {
        use Piece::{Name, Text};
        for (text, wanted) in [
            ("a", vec![Text("a")]),
            ("${A}", vec![Name("A")]),
            ("x${A.B}y", vec![Text("x"), Name("A.B"), Text("y")]),
            ("${!A}", vec![Text("${"), Text("A"), Text("}")]),
            ("${A", vec![Text("${A")]),
            ("$A {B}", vec![Text("$A {B}")]),
        ] {
            assert_eq!(pieces(text), wanted, "{text}");
        }
    }

    #[test]
    fn dynamic_references_are_holes() {
        let at = Range::new(0, 1).in_file(FileId(0));
        let text = Kind::String("a{{resolve:ssm:/x:1}}b{{resolve:secretsmanager:y}}".into());
        let Kind::Text(parts) = resolved(text, at) else { panic!() };
        assert!(matches!(
            &parts[..],
            [Part::Literal(a), Part::Hole(_), Part::Literal(b), Part::Hole(_)] if a == "a" && b == "b"
        ));
    }
}
