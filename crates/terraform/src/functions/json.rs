//! JSON: written with holes where something is not known, and read with all digits.

use std::collections::BTreeMap;
use std::fmt::Write;

use smol_str::{SmolStr, ToSmolStr};

use crate::{Kind, Number, Partial, Type, Value};

use super::text::{Builder, partial_text, string};
use super::{Answer, Call, Failure};

/// `jsonencode`
pub(super) fn encode(call: &Call<'_>) -> Answer {
    let mut builder = Builder::default();
    let most = call.limits().string_bytes;
    write(call.arg(0)?, most, &mut builder);
    if builder.len() > most {
        return Ok(call.too_long());
    }
    Ok(builder.finish())
}

/// A string in quotes, escaped as Go does.
pub(crate) fn quoted(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + 2);
    out.push('"');
    escape(text, &mut out);
    out.push('"');
    out
}

fn escape(text: &str, out: &mut String) {
    for c in text.chars() {
        match c {
            '"' => out.push_str("\\\""),
            '\\' => out.push_str("\\\\"),
            '\n' => out.push_str("\\n"),
            '\r' => out.push_str("\\r"),
            '\t' => out.push_str("\\t"),
            '\u{8}' => out.push_str("\\b"),
            '\u{c}' => out.push_str("\\f"),
            '<' | '>' | '&' | '\u{2028}' | '\u{2029}' | '\0'..='\u{1f}' => {
                let written = write!(out, "\\u{:04x}", u32::from(c));
                debug_assert!(written.is_ok(), "writing to a string does not fail");
            }
            c => out.push(c),
        }
    }
}

/// Writes a value until it is longer than allowed; what is not known becomes a hole.
pub(crate) fn write(value: &Value, most: usize, out: &mut Builder) {
    if out.len() > most {
        return;
    }
    match &value.kind {
        Kind::Null(_) => out.push("null"),
        Kind::Bool(b) => out.push(if *b { "true" } else { "false" }),
        Kind::Number(n) => out.push(&n.to_string()),
        Kind::String(s) => out.push(&quoted(s)),
        Kind::List(_, v) | Kind::Set(_, v) | Kind::Tuple(v) => write_all(v, most, out),
        Kind::Map(_, m) | Kind::Object(m) => {
            out.push("{");
            for (i, (key, value)) in m.iter().enumerate() {
                if i > 0 {
                    out.push(",");
                }
                out.push(&quoted(key));
                out.push(":");
                write(value, most, out);
            }
            out.push("}");
        }
        Kind::Unknown(u) => write_unknown(value, u, out),
    }
}

fn write_all(values: &[Value], most: usize, out: &mut Builder) {
    out.push("[");
    for (i, value) in values.iter().enumerate() {
        if i > 0 {
            out.push(",");
        }
        write(value, most, out);
    }
    out.push("]");
}

fn write_unknown(value: &Value, unknown: &crate::Unknown, out: &mut Builder) {
    if let Some(parts) = partial_text(value) {
        out.push("\"");
        for part in parts {
            match part {
                crate::TextPart::Literal(text) => {
                    let mut escaped = String::new();
                    escape(text, &mut escaped);
                    out.push(&escaped);
                }
                crate::TextPart::Hole(hole) => {
                    out.push_value(hole);
                }
            }
        }
        out.push("\"");
        return;
    }
    let names = matches!(unknown.known, Partial::Reference(_) | Partial::Member(_));
    if unknown.ty == Type::String && (unknown.not_null || names) {
        out.push("\"");
        out.push_value(value);
        out.push("\"");
    } else if unknown.ty.is_primitive() || names {
        out.push_value(value);
    } else {
        // Any JSON may stand here.
        let any = Value::partial(Type::String, true, Partial::Nothing, &unknown.cause);
        out.push_value(&any);
    }
}

/// `jsondecode`
pub(super) fn decode(call: &Call<'_>) -> Answer {
    let text = call.str(0)?;
    let mut reader = Reader { text: text.as_bytes(), at: 0 };
    let value = reader.document().map_err(Failure::argument_zero)?;
    Ok(value)
}

/// The value of a JSON text; none where it is none.
pub(crate) fn read(text: &str) -> Option<Value> {
    Reader { text: text.as_bytes(), at: 0 }.document().ok()
}

impl Failure {
    fn argument_zero(message: String) -> Self {
        Self::argument(0, message)
    }
}

/// Reads JSON as strictly as Go.
struct Reader<'a> {
    text: &'a [u8],
    at: usize,
}

type Read<T> = Result<T, String>;

impl Reader<'_> {
    /// Deeper nesting is refused.
    const MOST_DEPTH: usize = 256;

    fn document(&mut self) -> Read<Value> {
        let value = self.value(0)?;
        self.blank();
        if self.at < self.text.len() {
            return Err(self.wrong("after top-level value"));
        }
        Ok(value)
    }

    fn wrong(&self, wher: &str) -> String {
        match self.text.get(self.at) {
            Some(c) => format!("invalid character {:?} {wher}", char::from(*c)),
            None => "unexpected end of JSON input".to_owned(),
        }
    }

    fn blank(&mut self) {
        while matches!(self.text.get(self.at), Some(b' ' | b'\t' | b'\n' | b'\r')) {
            self.at += 1;
        }
    }

    fn take(&mut self, byte: u8) -> bool {
        let is = self.text.get(self.at) == Some(&byte);
        self.at += usize::from(is);
        is
    }

    fn value(&mut self, depth: usize) -> Read<Value> {
        if depth > Self::MOST_DEPTH {
            return Err("the document is nested too deeply".to_owned());
        }
        self.blank();
        match self.text.get(self.at) {
            Some(b'{') => self.object(depth),
            Some(b'[') => self.array(depth),
            Some(b'"') => Ok(string(self.string()?)),
            Some(b'-' | b'0'..=b'9') => self.number(),
            Some(b't') => self.word("true", true.into()),
            Some(b'f') => self.word("false", false.into()),
            Some(b'n') => self.word("null", Value::null(Type::Dynamic)),
            _ => Err(self.wrong("looking for beginning of value")),
        }
    }

    fn word(&mut self, word: &str, value: Value) -> Read<Value> {
        let end = self.at + word.len();
        if self.text.get(self.at..end) == Some(word.as_bytes()) {
            self.at = end;
            return Ok(value);
        }
        Err(self.wrong("in literal"))
    }

    fn digits(&mut self) -> Read<()> {
        let start = self.at;
        while matches!(self.text.get(self.at), Some(b'0'..=b'9')) {
            self.at += 1;
        }
        if self.at == start { Err(self.wrong("in numeric literal")) } else { Ok(()) }
    }

    fn number(&mut self) -> Read<Value> {
        let start = self.at;
        self.take(b'-');
        if !self.take(b'0') {
            self.digits()?;
        }
        if self.take(b'.') {
            self.digits()?;
        }
        if self.take(b'e') || self.take(b'E') {
            let _ = self.take(b'+') || self.take(b'-');
            self.digits()?;
        }
        let text = self.text.get(start..self.at).unwrap_or(&[]);
        let text = std::str::from_utf8(text).map_err(|e| e.to_string())?;
        Number::read(text).map(Value::from).map_err(|e| e.to_string())
    }

    fn array(&mut self, depth: usize) -> Read<Value> {
        self.at += 1;
        let mut items = Vec::new();
        self.blank();
        if self.take(b']') {
            return Ok(Value::tuple(items));
        }
        loop {
            items.push(self.value(depth + 1)?);
            self.blank();
            if self.take(b']') {
                return Ok(Value::tuple(items));
            }
            if !self.take(b',') {
                return Err(self.wrong("after array element"));
            }
        }
    }

    fn object(&mut self, depth: usize) -> Read<Value> {
        self.at += 1;
        let mut entries: BTreeMap<SmolStr, Value> = BTreeMap::new();
        self.blank();
        if self.take(b'}') {
            return Ok(Value::object(entries));
        }
        loop {
            self.blank();
            if self.text.get(self.at) != Some(&b'"') {
                return Err(self.wrong("looking for beginning of object key string"));
            }
            let key = string(self.string()?).as_str().unwrap_or("").to_smolstr();
            self.blank();
            if !self.take(b':') {
                return Err(self.wrong("after object key"));
            }
            entries.insert(key, self.value(depth + 1)?);
            self.blank();
            if self.take(b'}') {
                return Ok(Value::object(entries));
            }
            if !self.take(b',') {
                return Err(self.wrong("after object key:value pair"));
            }
        }
    }

    fn string(&mut self) -> Read<String> {
        self.at += 1;
        let mut out = Vec::new();
        loop {
            match self.text.get(self.at) {
                None => return Err(self.wrong("")),
                Some(b'"') => break self.at += 1,
                Some(b'\\') => {
                    self.at += 1;
                    let c = self.escaped()?;
                    out.extend_from_slice(c.encode_utf8(&mut [0; 4]).as_bytes());
                }
                Some(0..=0x1f) => return Err(self.wrong("in string literal")),
                Some(byte) => {
                    out.push(*byte);
                    self.at += 1;
                }
            }
        }
        Ok(String::from_utf8_lossy(&out).into_owned())
    }

    fn escaped(&mut self) -> Read<char> {
        let Some(byte) = self.text.get(self.at) else { return Err(self.wrong("")) };
        let plain = match byte {
            b'"' | b'\\' | b'/' => char::from(*byte),
            b'b' => '\u{8}',
            b'f' => '\u{c}',
            b'n' => '\n',
            b'r' => '\r',
            b't' => '\t',
            b'u' => return self.unicode(),
            _ => return Err(self.wrong("in string escape code")),
        };
        self.at += 1;
        Ok(plain)
    }

    fn unicode(&mut self) -> Read<char> {
        let first = self.hex()?;
        if (0xd800..0xdc00).contains(&first) && self.text.get(self.at..self.at + 2) == Some(b"\\u")
        {
            let before = self.at;
            self.at += 1;
            let second = self.hex()?;
            if (0xdc00..0xe000).contains(&second) {
                let c = 0x10000 + ((first - 0xd800) << 10) + (second - 0xdc00);
                return Ok(char::from_u32(c).unwrap_or('\u{fffd}'));
            }
            self.at = before;
        }
        // Half of a pair becomes the replacement character.
        Ok(char::from_u32(first).unwrap_or('\u{fffd}'))
    }

    /// Four hexadecimal digits behind `u`.
    fn hex(&mut self) -> Read<u32> {
        self.at += 1;
        let digits = self.text.get(self.at..self.at + 4);
        let text = digits.filter(|d| d.iter().all(u8::is_ascii_hexdigit));
        let code = text.and_then(|d| std::str::from_utf8(d).ok());
        match code.and_then(|t| u32::from_str_radix(t, 16).ok()) {
            Some(code) => {
                self.at += 4;
                Ok(code)
            }
            None => Err(self.wrong("in \\u hexadecimal character escape")),
        }
    }
}
