//! `aws_iam_policy_document`: its statements and those of other documents, merged and written as
//! the provider writes them (its `iam_policy_model.go`, release 5.100).

use std::collections::BTreeMap;

use smol_str::SmolStr;

use super::Question;
use crate::functions::json::{quoted, read};
use crate::functions::text::Builder;
use crate::{Kind, Type, Value};

/// A document.
#[derive(Debug, Default)]
struct Document {
    version: Option<Value>,
    id: Option<Value>,
    statements: Vec<Statement>,
}

/// A statement, with its elements in the order in which they are written.
#[derive(Debug)]
struct Statement {
    sid: Option<SmolStr>,
    elements: Vec<(&'static str, Value)>,
}

/// The elements of a statement in their order: their name in JSON, and the argument.
const ELEMENTS: [(&str, &str); 9] = [
    ("Sid", "sid"),
    ("Effect", "effect"),
    ("Action", "actions"),
    ("NotAction", "not_actions"),
    ("Resource", "resources"),
    ("NotResource", "not_resources"),
    ("Principal", "principals"),
    ("NotPrincipal", "not_principals"),
    ("Condition", "condition"),
];

/// An attribute of the data source; none where statements or documents are not known.
pub(super) fn attribute(question: &Question<'_, '_>) -> Option<Value> {
    let indented = match question.name {
        "json" => true,
        "minified_json" => false,
        _ => return None,
    };
    let mut merged = Document::default();
    for source in texts(question, ["source_policy_documents", "source_json"])? {
        merged.merge(parsed(&source)?);
    }
    merged.merge(own(question)?);
    for over in texts(question, ["override_policy_documents", "override_json"])? {
        merged.merge(parsed(&over)?);
    }
    let mut writer = Writer { out: Builder::default(), indented, depth: 0 };
    writer.document(&merged);
    Some(writer.out.finish())
}

/// The documents that a list argument, or its older form, gives.
fn texts(question: &Question<'_, '_>, [many, one]: [&str; 2]) -> Option<Vec<SmolStr>> {
    let many = question.argument(many);
    let mut texts = Vec::new();
    if !many.is_null() {
        for text in many.items()?.iter() {
            if !text.is_null() {
                texts.push(text.as_str()?.into());
            }
        }
    }
    let one = question.argument(one);
    if !one.is_null() {
        texts.push(one.as_str()?.into());
    }
    // An empty document adds nothing.
    texts.retain(|text: &SmolStr| !text.is_empty());
    Some(texts)
}

/// What the data source's own arguments say.
fn own(question: &Question<'_, '_>) -> Option<Document> {
    let version = match question.argument("version") {
        version if version.is_null() => "2012-10-17".into(),
        version => version,
    };
    let id = question.argument("policy_id");
    let statements = question.argument("statement");
    let statements = match &statements.kind {
        Kind::Null(_) => Vec::new(),
        _ => statements.items()?.iter().map(own_statement).collect::<Option<_>>()?,
    };
    let id = (!id.is_null()).then_some(id);
    Some(Document { version: Some(version), id, statements })
}

fn own_statement(block: &Value) -> Option<Statement> {
    let written = block.entries()?;
    let mut elements = Vec::new();
    let mut sid = None;
    for (name, argument) in ELEMENTS {
        let value = written.get(argument).filter(|v| !v.is_null());
        let value = match (name, value) {
            ("Sid", Some(value)) if value.as_str() != Some("") => {
                sid = Some(value.as_str()?.into());
                Some(value.clone())
            }
            ("Sid", _) => None,
            ("Effect", value) => Some(value.cloned().unwrap_or_else(|| "Allow".into())),
            ("Principal" | "NotPrincipal", Some(blocks)) => principals(blocks)?,
            ("Condition", Some(blocks)) => conditions(blocks)?,
            (_, Some(value)) => strings(value)?,
            (_, None) => None,
        };
        elements.extend(value.map(|value| (name, value)));
    }
    Some(Statement { sid, elements })
}

/// A set of strings as the provider writes it: one alone, several in descending order. The outer
/// option is none where the set is not known, the inner where it is empty.
fn strings(value: &Value) -> Option<Option<Value>> {
    let mut items: Vec<Value> = value.items()?.iter().map(interpolated).collect();
    items.sort_by(|a, b| b.as_str().cmp(&a.as_str()));
    items.dedup();
    Some(match items.len() {
        0 => None,
        1 => items.pop(),
        _ => Some(Value::tuple(items)),
    })
}

/// A string with IAM's variables, which are written `&{...}` so that Terraform leaves them alone.
fn interpolated(value: &Value) -> Value {
    match &value.kind {
        Kind::String(text) => {
            Value { kind: Kind::String(text.replace("&{", "${").into()), ..value.clone() }
        }
        Kind::Bool(b) => Value::from(b.to_string()),
        Kind::Number(n) => Value::from(n.to_string()),
        _ => value.clone(),
    }
}

fn principals(blocks: &Value) -> Option<Option<Value>> {
    let mut by_type: BTreeMap<SmolStr, Vec<Value>> = BTreeMap::new();
    for block in blocks.items()?.iter() {
        let written = block.entries()?;
        let kind = written.get("type")?.as_str()?;
        let mut identifiers: Vec<Value> =
            written.get("identifiers")?.items()?.iter().map(interpolated).collect();
        identifiers.sort_by(|a, b| b.as_str().cmp(&a.as_str()));
        if kind == "*" && matches!(&identifiers[..], [only] if only.as_str() == Some("*")) {
            return Some(Some("*".into()));
        }
        by_type.entry(kind.into()).or_default().extend(identifiers);
    }
    let object = by_type.into_iter().map(|(kind, list)| (kind, one_or_all(list)));
    let object: BTreeMap<_, _> = object.collect();
    Some((!object.is_empty()).then(|| Value::object(object)))
}

fn conditions(blocks: &Value) -> Option<Option<Value>> {
    let mut by_test: BTreeMap<SmolStr, BTreeMap<SmolStr, Vec<Value>>> = BTreeMap::new();
    for block in blocks.items()?.iter() {
        let written = block.entries()?;
        let test = written.get("test")?.as_str()?.into();
        let variable = written.get("variable")?.as_str()?.replace("&{", "${").into();
        let values = written.get("values")?.items()?.iter().map(interpolated);
        by_test.entry(test).or_default().entry(variable).or_default().extend(values);
    }
    let object = by_test.into_iter().map(|(test, variables)| {
        let variables = variables.into_iter().map(|(name, values)| (name, one_or_all(values)));
        (test, Value::object(variables.collect()))
    });
    let object: BTreeMap<_, _> = object.collect();
    Some((!object.is_empty()).then(|| Value::object(object)))
}

fn one_or_all(mut values: Vec<Value>) -> Value {
    match values.len() {
        1 => values.pop().unwrap_or_else(|| Value::null(Type::String)),
        _ => Value::tuple(values),
    }
}

/// A document that is written as JSON; none where the provider would refuse it.
fn parsed(text: &str) -> Option<Document> {
    let value = read(text)?;
    let written = value.entries()?;
    let text_of = |name: &str| written.get(name).filter(|v| v.as_str() != Some("")).cloned();
    let statements = match written.get("Statement") {
        None => Vec::new(),
        Some(list) => list.items()?.iter().map(parsed_statement).collect::<Option<_>>()?,
    };
    Some(Document { version: text_of("Version"), id: text_of("Id"), statements })
}

fn parsed_statement(value: &Value) -> Option<Statement> {
    let written = value.entries()?;
    let sid = written.get("Sid").and_then(Value::as_str).filter(|s| !s.is_empty());
    let mut elements = Vec::new();
    for (name, _) in ELEMENTS {
        let Some(value) = written.get(name).filter(|v| !v.is_null()) else { continue };
        let value = match name {
            "Sid" if sid.is_none() => continue,
            "Principal" | "NotPrincipal" => by_kind(value, true),
            "Condition" => {
                let tests = value.entries()?.iter();
                let tests = tests.map(|(test, v)| (test.clone(), by_kind(v, false)));
                Value::object(tests.collect())
            }
            _ => value.clone(),
        };
        elements.push((name, value));
    }
    Some(Statement { sid: sid.map(Into::into), elements })
}

/// The lists of an object: one element alone, several in descending order where it is a set.
fn by_kind(value: &Value, set: bool) -> Value {
    let Some(entries) = value.entries() else { return value.clone() };
    let entries = entries.iter().map(|(name, value)| {
        let value = match value.items() {
            Some(items) => {
                let mut items = items.to_vec();
                if set {
                    items.sort_by(|a, b| b.as_str().cmp(&a.as_str()));
                }
                one_or_all(items)
            }
            None => value.clone(),
        };
        (name.clone(), value)
    });
    Value::object(entries.collect())
}

impl Document {
    /// A later document over this one: a statement takes the place of that with its `Sid`.
    fn merge(&mut self, other: Self) {
        self.version = other.version.or(self.version.take());
        self.id = other.id.or(self.id.take());
        for statement in other.statements {
            let same = |s: &&mut Statement| s.sid.is_some() && s.sid == statement.sid;
            match self.statements.iter_mut().find(same) {
                Some(slot) => *slot = statement,
                None => self.statements.push(statement),
            }
        }
    }
}

/// Writes JSON in the order of its parts.
struct Writer {
    out: Builder,
    indented: bool,
    depth: usize,
}

impl Writer {
    fn document(&mut self, document: &Document) {
        let mut first = true;
        self.open("{");
        for (name, value) in [("Version", &document.version), ("Id", &document.id)] {
            if let Some(value) = value {
                self.key(name, &mut first);
                self.value(value);
            }
        }
        if !document.statements.is_empty() {
            self.key("Statement", &mut first);
            self.open("[");
            for (n, statement) in document.statements.iter().enumerate() {
                self.separate(n == 0);
                let mut first = true;
                self.open("{");
                for (name, value) in &statement.elements {
                    self.key(name, &mut first);
                    self.value(value);
                }
                self.close("}");
            }
            self.close("]");
        }
        self.close("}");
    }

    fn value(&mut self, value: &Value) {
        match &value.kind {
            Kind::Tuple(items) | Kind::List(_, items) | Kind::Set(_, items) => {
                self.open("[");
                for (n, item) in items.iter().enumerate() {
                    self.separate(n == 0);
                    self.value(item);
                }
                self.close("]");
            }
            Kind::Object(entries) | Kind::Map(_, entries) if entries.is_empty() => {
                self.out.push("{}");
            }
            Kind::Object(entries) | Kind::Map(_, entries) => {
                let mut first = true;
                self.open("{");
                for (name, value) in entries.iter() {
                    self.key(name, &mut first);
                    self.value(value);
                }
                self.close("}");
            }
            _ => crate::functions::json::write(value, usize::MAX, &mut self.out),
        }
    }

    fn open(&mut self, bracket: &str) {
        self.out.push(bracket);
        self.depth += 1;
    }

    fn close(&mut self, bracket: &str) {
        self.depth -= 1;
        self.line();
        self.out.push(bracket);
    }

    fn key(&mut self, name: &str, first: &mut bool) {
        self.separate(std::mem::take(first));
        self.out.push(&quoted(name));
        self.out.push(if self.indented { ": " } else { ":" });
    }

    fn separate(&mut self, first: bool) {
        if !first {
            self.out.push(",");
        }
        self.line();
    }

    fn line(&mut self) {
        if self.indented {
            self.out.push("\n");
            for _ in 0..self.depth {
                self.out.push("  ");
            }
        }
    }
}
