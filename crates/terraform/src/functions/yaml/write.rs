//! Writes YAML in the style of Terraform: block collections, quoted strings.

use std::fmt::Write;

use crate::{Kind, Value};

/// Quoted strings are folded at a blank behind this column.
const WIDTH: usize = 80;
/// Longer keys are written in the long form.
const MOST_KEY: usize = 128;

/// The document of a known value; none if it is longer than allowed.
pub(super) fn document(value: &Value, most: usize) -> Option<String> {
    let mut writer = Writer { out: String::new(), column: 0, open: false, most };
    let block = writer.node(value, None, false)?;
    if !block {
        writer.newline(0);
    }
    // A plain scalar alone does not say where it ends.
    if matches!(value.kind, Kind::Null(_) | Kind::Bool(_) | Kind::Number(_)) || writer.open {
        writer.out.push_str("...\n");
    }
    Some(writer.out)
}

struct Writer {
    out: String,
    column: usize,
    /// Whether the last text ends in line breaks that count.
    open: bool,
    most: usize,
}

impl Writer {
    fn push(&mut self, text: &str) {
        self.out.push_str(text);
        self.column += text.chars().count();
    }

    fn newline(&mut self, indent: usize) {
        self.out.push('\n');
        self.out.push_str(&" ".repeat(indent));
        self.column = indent;
    }

    /// Begins an entry: on the same line as a dash or a key's mark if nothing else stands there.
    fn entry(&mut self, indent: usize, first_inline: bool) {
        if first_inline || self.out.is_empty() {
            return;
        }
        if self.out.ends_with('\n') {
            self.push(&" ".repeat(indent));
        } else {
            self.newline(indent);
        }
    }

    /// Writes a node within a collection of that indent; whether it ended its last line itself.
    fn node(&mut self, value: &Value, indent: Option<usize>, in_mapping: bool) -> Option<bool> {
        if self.out.len() > self.most {
            return None;
        }
        self.open = false;
        let inner = indent.map_or(0, |i| i + 2);
        match &value.kind {
            Kind::Bool(b) => self.push(if *b { "true" } else { "false" }),
            Kind::Number(n) => self.push(&n.to_string()),
            Kind::String(s) if is_literal(s) => {
                self.literal(s, indent.map_or(2, |i| i + 2));
                return Some(true);
            }
            Kind::String(s) => self.quoted(s, Some(indent.map_or(2, |i| i + 2))),
            Kind::List(_, v) | Kind::Set(_, v) | Kind::Tuple(v) if v.is_empty() => self.push("[]"),
            Kind::Map(_, m) | Kind::Object(m) if m.is_empty() => self.push("{}"),
            Kind::List(_, v) | Kind::Set(_, v) | Kind::Tuple(v) => {
                // The items of a sequence that is an entry's value are not indented.
                let at = if in_mapping { indent.unwrap_or(0) } else { inner };
                return self.sequence(v, at, indent.is_some() && !in_mapping);
            }
            Kind::Map(_, m) | Kind::Object(m) => {
                let inline = indent.is_some() && !in_mapping;
                let mut ended = false;
                for (i, (key, value)) in m.iter().enumerate() {
                    self.entry(inner, i == 0 && inline);
                    self.key(key, inner);
                    ended = self.value(value, inner)?;
                }
                return Some(ended);
            }
            Kind::Null(_) | Kind::Unknown(_) => self.push("null"),
        }
        Some(false)
    }

    fn sequence(&mut self, items: &[Value], indent: usize, inline: bool) -> Option<bool> {
        let mut ended = false;
        for (i, item) in items.iter().enumerate() {
            self.entry(indent, i == 0 && inline);
            self.push("- ");
            ended = self.node(item, Some(indent), false)?;
        }
        Some(ended)
    }

    fn key(&mut self, key: &str, indent: usize) {
        if key.len() <= MOST_KEY && !key.contains(is_break) {
            self.quoted(key, None);
            self.push(":");
            return;
        }
        self.push("? ");
        if is_literal(key) {
            self.literal(key, indent + 2);
            self.push(&" ".repeat(indent));
        } else {
            self.quoted(key, Some(indent + 2));
            self.newline(indent);
        }
        self.push(":");
    }

    fn value(&mut self, value: &Value, indent: usize) -> Option<bool> {
        let block = match &value.kind {
            Kind::List(_, v) | Kind::Set(_, v) | Kind::Tuple(v) => !v.is_empty(),
            Kind::Map(_, m) | Kind::Object(m) => !m.is_empty(),
            _ => false,
        };
        if !block {
            self.push(" ");
        }
        self.node(value, Some(indent), true)
    }

    fn literal(&mut self, text: &str, indent: usize) {
        self.push("|");
        if text.starts_with([' ', '\n']) {
            self.push("2");
        }
        let breaks = text.len() - text.trim_end_matches('\n').len();
        self.open = breaks > 1 || breaks == text.len();
        self.push(match (self.open, breaks) {
            (true, _) => "+",
            (_, 0) => "-",
            _ => "",
        });
        self.out.push('\n');
        let body = text.strip_suffix('\n').unwrap_or(text);
        for line in body.split('\n') {
            if !line.is_empty() {
                self.out.push_str(&" ".repeat(indent));
                self.out.push_str(line);
            }
            self.out.push('\n');
        }
        self.column = 0;
    }

    /// In double quotes, folded at blanks where an indent is given.
    fn quoted(&mut self, text: &str, fold: Option<usize>) {
        self.push("\"");
        let mut blank = false;
        let mut chars = text.char_indices().peekable();
        while let Some((at, c)) = chars.next() {
            if c == ' ' {
                let within = at > 0 && at + 1 < text.len();
                match fold.filter(|_| within && !blank && self.column > WIDTH) {
                    Some(indent) => {
                        self.newline(indent);
                        if chars.peek().is_some_and(|(_, c)| *c == ' ') {
                            self.push("\\");
                        }
                    }
                    None => self.push(" "),
                }
                blank = true;
                continue;
            }
            blank = false;
            if is_printable(c) && !is_break(c) && c != '"' && c != '\\' {
                self.push(c.encode_utf8(&mut [0; 4]));
            } else {
                self.push(&escaped(c));
            }
        }
        self.push("\"");
    }
}

fn is_break(c: char) -> bool {
    matches!(c, '\n' | '\r' | '\u{85}' | '\u{2028}' | '\u{2029}')
}

fn is_printable(c: char) -> bool {
    matches!(c, '\n' | ' '..='~' | '\u{a0}'..='\u{d7ff}' | '\u{e000}'..='\u{fffd}')
        && c != '\u{feff}'
}

/// Whether a string is written as a block: several lines that survive it.
fn is_literal(text: &str) -> bool {
    let mut before = 'x';
    let blank_before_break = text.chars().any(|c| {
        let pair = before == ' ' && is_break(c);
        before = c;
        pair
    });
    text.contains('\n')
        && !text.ends_with(' ')
        && !blank_before_break
        && text.chars().all(is_printable)
}

const ESCAPES: &[(char, &str)] = &[
    ('\0', "\\0"),
    ('\u{7}', "\\a"),
    ('\u{8}', "\\b"),
    ('\t', "\\t"),
    ('\n', "\\n"),
    ('\u{b}', "\\v"),
    ('\u{c}', "\\f"),
    ('\r', "\\r"),
    ('\u{1b}', "\\e"),
    ('"', "\\\""),
    ('\\', "\\\\"),
    ('\u{85}', "\\N"),
    ('\u{a0}', "\\_"),
    ('\u{2028}', "\\L"),
    ('\u{2029}', "\\P"),
];

fn escaped(c: char) -> String {
    if let Some((_, text)) = ESCAPES.iter().find(|(k, _)| *k == c) {
        return (*text).to_owned();
    }
    let code = u32::from(c);
    let mut out = String::new();
    let written = match code {
        0..=0xff => write!(out, "\\x{code:02X}"),
        0x100..=0xffff => write!(out, "\\u{code:04X}"),
        _ => write!(out, "\\U{code:08X}"),
    };
    debug_assert!(written.is_ok(), "writing to a string does not fail");
    out
}
