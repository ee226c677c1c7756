//! JSON text in which everything that acts on a terminal is an escape.

use std::io::{self, Write};

use serde::Serialize;
use serde_json::Serializer;
use serde_json::ser::Formatter;

use crate::text;

/// A document as JSON text with a final newline.
///
/// # Errors
/// If it can't be written as JSON.
pub fn to_json(document: &impl Serialize) -> Result<String, serde_json::Error> {
    let mut bytes = Vec::new();
    document.serialize(&mut Serializer::with_formatter(&mut bytes, Visible))?;
    bytes.push(b'\n');
    String::from_utf8(bytes).map_err(serde::ser::Error::custom)
}

/// Compact JSON. `serde_json` escapes the control characters below U+0020; DEL, those of C1 and
/// the characters that reorder or hide text pass it, though a log that shows the document would
/// obey them.
struct Visible;

impl Formatter for Visible {
    fn write_string_fragment<W>(&mut self, writer: &mut W, fragment: &str) -> io::Result<()>
    where
        W: ?Sized + Write,
    {
        let mut plain = 0;
        for (at, c) in fragment.char_indices().filter(|(_, c)| text::is_hidden(*c)) {
            write_part(writer, fragment, plain..at)?;
            for unit in c.encode_utf16(&mut [0; 2]) {
                write!(writer, "\\u{unit:04x}")?;
            }
            plain = at + c.len_utf8();
        }
        write_part(writer, fragment, plain..fragment.len())
    }
}

fn write_part<W>(writer: &mut W, text: &str, part: std::ops::Range<usize>) -> io::Result<()>
where
    W: ?Sized + Write,
{
    writer.write_all(text.get(part).unwrap_or_default().as_bytes())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn escapes_lose_nothing() {
        let text = "a\u{1b}\u{7f}\u{9b}\u{202e}\u{e0041}\"\\ü本\n";
        let json = to_json(&text).unwrap();
        assert_eq!(json, "\"a\\u001b\\u007f\\u009b\\u202e\\udb40\\udc41\\\"\\\\ü本\\n\"\n");
        assert_eq!(serde_json::from_str::<String>(&json).unwrap(), text);
    }
}
