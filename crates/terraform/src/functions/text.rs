//! Strings that functions build, with holes where something is not known.

use std::sync::Arc;

use unicode_normalization::{UnicodeNormalization, is_nfc};

use crate::unknown::text_parts;
use crate::{Cause, Kind, Partial, TextPart, Type, Value};

/// A string value of known text, in normal form.
pub(super) fn string(text: impl AsRef<str>) -> Value {
    let text = text.as_ref();
    if text.is_ascii() || is_nfc(text) {
        text.into()
    } else {
        text.nfc().collect::<String>().into()
    }
}

/// Collects text and holes.
#[derive(Default)]
pub(crate) struct Builder {
    parts: Vec<TextPart>,
    open: String,
    causes: Vec<Arc<Cause>>,
    bytes: usize,
}

impl Builder {
    pub(crate) fn push(&mut self, text: &str) {
        self.open.push_str(text);
        self.bytes += text.len();
    }

    /// Bytes of known text so far.
    pub(super) fn len(&self) -> usize {
        self.bytes
    }

    /// Appends a string, number or bool that may have holes; false if it is something else.
    pub(crate) fn push_value(&mut self, value: &Value) -> bool {
        let Some(parts) = text_parts(value) else { return false };
        if let Kind::Unknown(u) = &value.kind {
            self.causes.push(u.cause.clone());
        }
        self.push_parts(parts);
        true
    }

    pub(super) fn push_parts(&mut self, parts: Vec<TextPart>) {
        for part in parts {
            match part {
                TextPart::Literal(text) => self.push(&text),
                TextPart::Hole(_) => {
                    self.close();
                    self.parts.push(part);
                }
            }
        }
    }

    fn close(&mut self) {
        if !self.open.is_empty() {
            self.parts.push(TextPart::Literal(std::mem::take(&mut self.open).into()));
        }
    }

    /// The string; a string that is nothing but one unknown string is that string.
    pub(crate) fn finish(mut self) -> Value {
        if self.parts.is_empty() {
            return string(self.open);
        }
        self.close();
        if let [TextPart::Hole(hole)] = self.parts.as_slice()
            && let Kind::Unknown(u) = &hole.kind
            && u.ty == Type::String
        {
            let mut unknown = crate::Unknown::clone(u);
            unknown.not_null = true;
            return Value { kind: Kind::Unknown(Arc::new(unknown)), ..hole.clone() };
        }
        let cause = Cause::join(&self.causes);
        Value::partial(Type::String, true, Partial::Text(self.parts), &cause)
    }
}

/// A string value of parts.
pub(super) fn of_parts(parts: Vec<TextPart>, cause: &Arc<Cause>) -> Value {
    let mut builder = Builder { causes: vec![cause.clone()], ..Builder::default() };
    builder.push_parts(parts);
    builder.finish()
}

/// The text that a value certainly begins with, so far as no accent that follows can change it.
pub(super) fn known_start(parts: &[TextPart]) -> &str {
    match parts {
        [TextPart::Literal(text)] => text,
        [TextPart::Literal(text), TextPart::Hole(hole), ..] => {
            text.get(..crate::ops::safe_end(text, hole)).unwrap_or("")
        }
        _ => "",
    }
}

/// The text that a value certainly ends with.
pub(super) fn known_end(parts: &[TextPart]) -> &str {
    match parts {
        [TextPart::Literal(text)] => text,
        [.., TextPart::Hole(_), TextPart::Literal(text)] => {
            text.get(crate::ops::safe_start(text)..).unwrap_or("")
        }
        _ => "",
    }
}

/// The parts of an unknown string with known text in it.
pub(super) fn partial_text(value: &Value) -> Option<&[TextPart]> {
    match &value.kind {
        Kind::Unknown(u) if u.ty == Type::String => match &u.known {
            Partial::Text(parts) => Some(parts),
            _ => None,
        },
        _ => None,
    }
}
