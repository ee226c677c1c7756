//! JSON documents inside strings, also where parts of the string are not known.

use std::sync::Arc;

use crate::{Kind, Part, Value};

/// Stands for the nth part that is no text, while the document is parsed.
const OPEN: char = '\u{F8F0}';
/// Ends such a stand-in.
const CLOSE: char = '\u{F8F1}';

impl Value {
    /// The document that a string holds, its values with the string's origin; `None` when it is
    /// no string of JSON. References and holes stand where they stood.
    #[must_use]
    pub fn parse_json(&self) -> Option<Self> {
        let parts: &[Part] = match &self.kind {
            Kind::String(text) => return self.read(text, &[]),
            Kind::Text(parts) => parts,
            _ => return None,
        };
        self.read(&with_stand_ins(parts), parts)
    }

    fn read(&self, text: &str, parts: &[Part]) -> Option<Self> {
        let document: serde_json::Value = serde_json::from_str(text).ok()?;
        Some(self.value_of(document, parts))
    }

    fn like(&self, kind: Kind) -> Self {
        Self { kind, ..self.clone() }
    }

    fn value_of(&self, document: serde_json::Value, parts: &[Part]) -> Self {
        use serde_json::Value as Json;
        let kind = match document {
            Json::Null => Kind::Null,
            Json::Bool(b) => Kind::Bool(b),
            Json::Number(n) => Kind::Number(n.to_string().into()),
            Json::String(s) if s.contains(OPEN) => filled(&s, parts),
            Json::String(s) => Kind::String(s.into()),
            Json::Array(items) => {
                let items = items.into_iter().map(|v| self.value_of(v, parts)).collect();
                Kind::List(Arc::new(items), None)
            }
            Json::Object(entries) => {
                let entries =
                    entries.into_iter().map(|(k, v)| (k.into(), self.value_of(v, parts))).collect();
                Kind::Map(Arc::new(entries), None)
            }
        };
        self.like(kind)
    }
}

/// The text with a stand-in for each part that is none; outside of strings it is quoted, so that
/// the document can be parsed.
fn with_stand_ins(parts: &[Part]) -> String {
    let mut text = String::new();
    let (mut quoted, mut escaped) = (false, false);
    for (n, part) in parts.iter().enumerate() {
        match part {
            Part::Literal(literal) => {
                for c in literal.chars() {
                    match c {
                        _ if escaped => escaped = false,
                        '\\' if quoted => escaped = true,
                        '"' => quoted = !quoted,
                        _ => {}
                    }
                }
                text.push_str(literal);
            }
            _ if quoted => text.push_str(&format!("{OPEN}{n}{CLOSE}")),
            _ => text.push_str(&format!("\"{OPEN}{n}{CLOSE}\"")),
        }
    }
    text
}

/// The string with its parts put back.
fn filled(text: &str, parts: &[Part]) -> Kind {
    let mut found = Vec::new();
    let mut rest = text;
    while let Some((before, after)) = rest.split_once(OPEN) {
        let Some((number, behind)) = after.split_once(CLOSE) else { break };
        if !before.is_empty() {
            found.push(Part::Literal(before.into()));
        }
        if let Some(part) = number.parse::<usize>().ok().and_then(|n| parts.get(n)) {
            found.push(part.clone());
        }
        rest = behind;
    }
    if !rest.is_empty() {
        found.push(Part::Literal(rest.into()));
    }
    match &found[..] {
        [Part::Reference(r)] => Kind::Reference(r.clone()),
        [Part::Hole(cause)] => Kind::Unknown(cause.clone()),
        _ => Kind::Text(Arc::new(found)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Cause, Reference, Target};

    #[test]
    fn holes_and_references_stand_where_they_stood() {
        let arn = Reference { target: Target::Outside("x".into()), attribute: "arn".into() };
        let text = vec![
            Part::Literal(r#"{"a":"\"#.into()),
            Part::Literal(r#"" "#.into()),
            Part::Reference(arn.clone()),
            Part::Literal(r#"/*","b":"#.into()),
            Part::Reference(arn),
            Part::Literal(r#","c":["#.into()),
            Part::Hole(Cause::new("r", None)),
            Part::Literal("]}".into()),
        ];
        let value: Value = Kind::Text(Arc::new(text)).into();
        let document = value.parse_json().unwrap();
        let Kind::Text(a) = &document.get("a").unwrap().kind else { panic!("{document:?}") };
        assert_eq!(a.len(), 3);
        assert!(document.get("b").unwrap().as_reference().is_some());
        let c = document.get("c").unwrap().as_list().unwrap();
        assert!(matches!(c[0].kind, Kind::Unknown(_)));
        assert!(document.get("d").unwrap().is_null());
    }
}
