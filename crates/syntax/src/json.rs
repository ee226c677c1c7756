//! JSON syntax (`*.tf.json`, `*.tfvars.json`), lowered into the tree of native syntax.

mod blocks;
mod strings;

use std::collections::HashSet;

use jsonc_parser::ast::{Object, ObjectProp, Value};
use jsonc_parser::{CollectOptions, ParseOptions, parse_to_ast};
use smol_str::SmolStr;
use vpcelint_source::{FileId, Gravity, Notice, Range};

use crate::Parsed;
use crate::hcl::{
    Attribute, Body, Comment, Expr, ExprKind, File, Name, ObjectItem, ObjectKey, UnaryOp,
};

/// Values may be nested as deep as this.
const DEEPEST: usize = 128;

/// JSON as its standard has it: by default the parser takes more.
pub(crate) const STRICT: ParseOptions = ParseOptions {
    allow_comments: false,
    allow_loose_object_property_names: false,
    allow_trailing_commas: false,
    allow_missing_commas: false,
    allow_single_quoted_strings: false,
    allow_hexadecimal_numbers: false,
    allow_unary_plus_numbers: false,
    allow_bare_decimal_point_numbers: false,
    allow_non_finite_numbers: false,
    allow_extended_string_escapes: false,
};

/// The key whose value is a comment.
const COMMENT: &str = "//";

/// How strings are read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Reading {
    /// As templates.
    Template,
    /// As expressions: where Terraform wants a reference or a type.
    Expression,
    /// As they are.
    Literal,
}

/// Reads a configuration.
pub(crate) fn configuration(id: FileId, text: &str) -> Parsed {
    read(id, text, |reader, value| reader.configuration(value))
}

/// Reads values of variables.
pub(crate) fn values(id: FileId, text: &str) -> Parsed {
    read(id, text, |reader, value| {
        let mut body = Body::default();
        for object in reader.objects(value, "the file") {
            for property in reader.own_properties(object) {
                let value = reader.value(&property.value, Reading::Literal);
                reader.attribute(&mut body, property, value);
            }
        }
        reader.drop_redefined(&mut body);
        body
    })
}

fn read(id: FileId, text: &str, lower: impl Fn(&mut Reader<'_>, &Value<'_>) -> Body) -> Parsed {
    let offset = text.len() - text.trim_start_matches('\u{feff}').len();
    let text = text.get(offset..).unwrap_or_default();
    let mut reader = Reader { id, text, offset, comments: Vec::new(), notices: Vec::new() };
    let body = match reader.parse() {
        Ok(value) => lower(&mut reader, &value),
        Err(notice) => {
            reader.notices.push(notice);
            Body::default()
        }
    };
    let Reader { comments, mut notices, .. } = reader;
    crate::shorten(&mut notices);
    Parsed { file: File { id, body, comments, json: true }, notices }
}

struct Reader<'a> {
    id: FileId,
    text: &'a str,
    /// Where the text begins in its file.
    offset: usize,
    comments: Vec<Comment>,
    notices: Vec<Notice>,
}

impl<'a> Reader<'a> {
    fn parse(&self) -> Result<Value<'a>, Notice> {
        if let Some(at) = too_deep(self.text, DEEPEST) {
            let message = format!(
                "this was not read: it is nested deeper than {DEEPEST} levels (the cap `nesting`)"
            );
            let error = self.error(at, at + 1, message);
            return Err(Notice { gravity: Gravity::Notice, ..error });
        }
        match parse_to_ast(self.text, &CollectOptions::default(), &STRICT) {
            Ok(result) => {
                result.value.ok_or_else(|| self.error(0, 0, "this file is empty; it needs a value"))
            }
            Err(error) => {
                let range = error.range();
                let mut kind = error.kind().to_string();
                if let Some(first) = kind.get_mut(..1) {
                    first.make_ascii_lowercase();
                }
                let message = format!("this is not valid JSON: {kind}");
                Err(self.error(range.start, range.end, message))
            }
        }
    }

    fn error(&self, start: usize, end: usize, message: impl Into<String>) -> Notice {
        let clamp = |mut at: usize| {
            at = at.min(self.text.len());
            while !self.text.is_char_boundary(at) {
                at -= 1;
            }
            at + self.offset
        };
        Notice::error(Range::new(clamp(start), clamp(end)).in_file(self.id), message)
    }

    fn refuse(&mut self, at: &impl jsonc_parser::common::Ranged, message: impl Into<String>) {
        let notice = self.error(at.start(), at.end(), message);
        self.notices.push(notice);
    }

    fn range(&self, at: &impl jsonc_parser::common::Ranged) -> Range {
        Range::new(at.start() + self.offset, at.end() + self.offset)
    }

    fn name(&self, property: &ObjectProp<'_>) -> Name {
        Name { text: property.name.as_str().into(), range: self.range(&property.name) }
    }

    /// The object, or the objects in a list; `null` is none.
    fn objects<'v>(&mut self, value: &'v Value<'v>, what: &str) -> Vec<&'v Object<'v>> {
        match value {
            Value::Object(object) => vec![object],
            Value::NullKeyword(_) => Vec::new(),
            Value::Array(array) => {
                let elements = array.elements.iter();
                elements.flat_map(|element| self.objects(element, what)).collect()
            }
            other => {
                self.refuse(other, format!("{what} must be an object here"));
                Vec::new()
            }
        }
    }

    /// The properties of an object but for its comments, which are kept.
    fn own_properties<'v>(&mut self, object: &'v Object<'v>) -> Vec<&'v ObjectProp<'v>> {
        let (comments, own): (Vec<_>, Vec<_>) =
            object.properties.iter().partition(|property| property.name.as_str() == COMMENT);
        for property in comments {
            self.comment(&property.value);
        }
        own
    }

    fn comment(&mut self, value: &Value<'_>) {
        match value {
            Value::StringLit(string) => {
                let range = self.range(string);
                self.comments.push(Comment { range, text: string.value.trim().into() });
            }
            Value::Array(array) => array.elements.iter().for_each(|element| self.comment(element)),
            _ => {}
        }
    }

    fn attribute(&mut self, body: &mut Body, property: &ObjectProp<'_>, value: Expr) {
        body.attributes.push(Attribute { name: self.name(property), value });
    }

    /// Reports attributes that stand twice; the first stays.
    fn drop_redefined(&mut self, body: &mut Body) {
        let mut seen = HashSet::new();
        body.attributes.retain(|attribute| {
            let fresh = seen.insert(attribute.name.text.clone());
            if !fresh {
                let name = &attribute.name.text;
                let message =
                    format!("the argument `{name}` is set twice here; each may be set once");
                self.notices.push(Notice::error(attribute.name.range.in_file(self.id), message));
            }
            fresh
        });
    }

    fn value(&mut self, value: &Value<'_>, reading: Reading) -> Expr {
        let range = self.range(value);
        let kind = match value {
            Value::NullKeyword(_) => ExprKind::Null,
            Value::BooleanLit(literal) => ExprKind::Bool(literal.value),
            Value::NumberLit(number) => self.number(number.value, range),
            Value::StringLit(string) => self.string(string, reading),
            Value::Array(array) => {
                let elements = array.elements.iter();
                ExprKind::Tuple(elements.map(|element| self.value(element, reading)).collect())
            }
            Value::Object(object) => self.object(object, reading),
        };
        Expr { kind, range }
    }

    fn number(&self, text: &str, range: Range) -> ExprKind {
        match text.strip_prefix('-') {
            None => ExprKind::Number(text.into()),
            Some(positive) => {
                let range = Range { start: range.start + 1, ..range };
                let number = Expr { kind: ExprKind::Number(positive.into()), range };
                ExprKind::Unary(UnaryOp::Negate, Box::new(number))
            }
        }
    }

    fn object(&mut self, object: &Object<'_>, reading: Reading) -> ExprKind {
        let mut seen = HashSet::new();
        let mut items = Vec::with_capacity(object.properties.len());
        for property in &object.properties {
            if !seen.insert(property.name.as_str()) {
                let message = format!("the key `{}` stands twice here", property.name.as_str());
                self.refuse(&property.name, message);
                continue;
            }
            let key = self.key(property, reading);
            items.push(ObjectItem { key, value: self.value(&property.value, reading) });
        }
        ExprKind::Object(items)
    }

    fn key(&mut self, property: &ObjectProp<'_>, reading: Reading) -> ObjectKey {
        let name = self.name(property);
        let range = name.range;
        if reading == Reading::Literal || is_identifier(&name.text) {
            return ObjectKey::Name(name);
        }
        let kind = self.text_of(range, &name.text, reading);
        match kind {
            ExprKind::Variable(text) => ObjectKey::Name(Name { text, range }),
            // The name of an object's entry is a name, however it is quoted.
            ExprKind::String(text) => ObjectKey::Name(Name { text, range }),
            kind => ObjectKey::Expr(Expr { kind, range }),
        }
    }
}

fn is_identifier(text: &SmolStr) -> bool {
    text.bytes().all(|b| b == b'_' || b == b'-' || b.is_ascii_alphanumeric())
}

/// Where brackets are nested deeper than a cap.
pub(crate) fn too_deep(text: &str, deepest: usize) -> Option<usize> {
    let (mut depth, mut quoted, mut escaped) = (0_usize, false, false);
    text.bytes().position(|byte| {
        if std::mem::take(&mut escaped) {
            return false;
        }
        match byte {
            b'\\' if quoted => escaped = true,
            b'"' => quoted = !quoted,
            b'{' | b'[' if !quoted => depth += 1,
            b'}' | b']' if !quoted => depth = depth.saturating_sub(1),
            _ => {}
        }
        depth > deepest
    })
}
