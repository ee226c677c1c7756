//! Reads one YAML document.

use std::collections::BTreeMap;

use granit_parser::{Event, Parser, ScalarStyle, Tag, options};
use smol_str::SmolStr;

use crate::functions::date;
use crate::functions::encoding::from_base64;
use crate::functions::text::string;
use crate::{Cause, Kind, Number, NumberError, Type, Value};

/// Documents of more nodes, aliases expanded, are not read.
pub(super) const MOST_NODES: usize = 1 << 18;

enum Trouble {
    Wrong(String),
    TooLarge,
}

impl<T: Into<String>> From<T> for Trouble {
    fn from(message: T) -> Self {
        Self::Wrong(message.into())
    }
}

type Read<T> = Result<T, Trouble>;

/// The value of a document; none if it is too large.
pub(super) fn document(text: &str) -> Result<Option<Value>, String> {
    let options = options! {
        emit_comments: false,
        block_scalar_eof_without_line_feed: true,
        bom_inside_document_as_content: true,
    };
    let mut reader = Reader {
        events: Parser::new_from_str_with_options(text, options),
        anchors: BTreeMap::new(),
        left: MOST_NODES,
    };
    match reader.document() {
        Ok(value) => Ok(Some(value)),
        Err(Trouble::Wrong(message)) => Err(message),
        Err(Trouble::TooLarge) => Ok(None),
    }
}

type Events<'a> = Parser<'a, granit_parser::StrInput<'a>>;

struct Reader<'a> {
    events: Events<'a>,
    /// Values by anchor with their number of nodes; none while one is being read.
    anchors: BTreeMap<usize, Option<(Value, usize)>>,
    left: usize,
}

impl<'a> Reader<'a> {
    fn next(&mut self) -> Read<Event<'a>> {
        match self.events.next() {
            Some(Ok((event, _))) => Ok(event),
            Some(Err(error)) => Err(error.to_string().into()),
            None => Err("unexpected end of the document".into()),
        }
    }

    fn document(&mut self) -> Read<Value> {
        if self.next()? != Event::StreamStart || !matches!(self.next()?, Event::DocumentStart(..)) {
            return Err("missing start of document".into());
        }
        let event = self.next()?;
        let value = self.node(event)?;
        if self.next()? != Event::DocumentEnd || self.next()? != Event::StreamEnd {
            return Err("unexpected extra content after value".into());
        }
        Ok(value)
    }

    fn spend(&mut self, nodes: usize) -> Read<()> {
        self.left = self.left.checked_sub(nodes).ok_or(Trouble::TooLarge)?;
        Ok(())
    }

    fn node(&mut self, event: Event<'a>) -> Read<Value> {
        self.spend(1)?;
        let before = self.left;
        let (value, anchor) = match event {
            Event::Scalar(text, style, anchor, tag) => {
                (scalar(&text, style, tag.as_deref())?, anchor)
            }
            Event::SequenceStart(_, anchor, tag) => {
                expect_tag(tag.as_deref(), "seq", "sequence")?;
                self.begin(anchor);
                (self.sequence()?, anchor)
            }
            Event::MappingStart(_, anchor, tag) => {
                expect_tag(tag.as_deref(), "map", "mapping")?;
                self.begin(anchor);
                (self.mapping()?, anchor)
            }
            Event::Alias(anchor) => return self.alias(anchor),
            _ => return Err("did not find expected node content".into()),
        };
        if anchor > 0 {
            self.anchors.insert(anchor, Some((value.clone(), before - self.left + 1)));
        }
        Ok(value)
    }

    fn begin(&mut self, anchor: usize) {
        if anchor > 0 {
            self.anchors.insert(anchor, None);
        }
    }

    fn alias(&mut self, anchor: usize) -> Read<Value> {
        match self.anchors.get(&anchor).cloned() {
            Some(Some((value, nodes))) => {
                self.spend(nodes)?;
                Ok(value)
            }
            Some(None) => Err("cannot refer to an anchor from inside its own definition".into()),
            None => Err("reference to undefined anchor".into()),
        }
    }

    fn sequence(&mut self) -> Read<Value> {
        let mut items = Vec::new();
        loop {
            match self.next()? {
                Event::SequenceEnd => return Ok(Value::tuple(items)),
                event => items.push(self.node(event)?),
            }
        }
    }

    fn mapping(&mut self) -> Read<Value> {
        let mut entries = BTreeMap::new();
        loop {
            let (text, style, tag) = match self.next()? {
                Event::MappingEnd => return Ok(Value::object(entries)),
                Event::Scalar(text, style, _, tag) => (text, style, tag),
                _ => return Err("only strings are allowed as mapping keys".into()),
            };
            let event = self.next()?;
            if text == "<<" && tag.is_none() {
                let merged = self.node(event)?;
                let Some(inner) = merged.entries() else {
                    let kind = merged.ty().friendly();
                    return Err(format!("cannot merge {kind} into mapping").into());
                };
                entries.extend(inner.iter().map(|(k, v)| (k.clone(), v.clone())));
                continue;
            }
            let name = key(&scalar(&text, style, tag.as_deref())?)?;
            let value = self.node(event)?;
            entries.insert(name, value);
        }
    }
}

fn key(value: &Value) -> Read<SmolStr> {
    match crate::convert(value, &Type::String).map(|v| v.kind) {
        Ok(Kind::String(text)) => Ok(text),
        Ok(Kind::Null(_)) => Err("mapping key cannot be null".into()),
        _ => Err("only strings are allowed as mapping keys".into()),
    }
}

/// A tag in its short form (`!!str`, `!local`).
fn short(tag: &Tag) -> String {
    let text = tag.to_string();
    match text.strip_prefix("tag:yaml.org,2002:") {
        Some(suffix) => format!("!!{suffix}"),
        None => text,
    }
}

fn expect_tag(tag: Option<&Tag>, suffix: &str, what: &str) -> Read<()> {
    match tag.map(short) {
        Some(tag) if tag != format!("!!{suffix}") => {
            Err(format!("can't interpret {what} as {tag}").into())
        }
        _ => Ok(()),
    }
}

const TRUE: &[&str] = &["y", "Y", "yes", "Yes", "YES", "true", "True", "TRUE", "on", "On", "ON"];
const FALSE: &[&str] =
    &["n", "N", "no", "No", "NO", "false", "False", "FALSE", "off", "Off", "OFF"];
const NULL: &[&str] = &["", "~", "null", "Null", "NULL"];
const INFINITE: &[&str] =
    &[".inf", ".Inf", ".INF", "+.inf", "+.Inf", "+.INF", "-.inf", "-.Inf", "-.INF"];
const NOT_A_NUMBER: &[&str] = &[".nan", ".NaN", ".NAN"];

fn scalar(text: &str, style: ScalarStyle, tag: Option<&Tag>) -> Read<Value> {
    let tag = tag.map(short);
    let tag = tag.as_deref();
    let quoted = matches!(style, ScalarStyle::SingleQuoted | ScalarStyle::DoubleQuoted);
    if tag.is_none() && matches!(style, ScalarStyle::Literal | ScalarStyle::Folded) {
        // A block is text, but written as what it would be if it were plain.
        let plain = resolved(text, false, None)?;
        return crate::convert(&plain, &Type::String).map_err(|e| e.to_string().into());
    }
    resolved(text, quoted, tag)
}

fn resolved(text: &str, quoted: bool, tag: Option<&str>) -> Read<Value> {
    match tag {
        Some("!!str") => return Ok(string(text)),
        Some("!!binary") => {
            let message = format!("cannot parse {text:?} as !!binary: not valid base64");
            return from_base64(text).map(|_| string(text)).ok_or_else(|| message.into());
        }
        None | Some("!!bool" | "!!int" | "!!float" | "!!null" | "!!timestamp") => {}
        Some(other) => return Err(format!("unsupported tag {other:?}").into()),
    }
    if quoted && is_resolvable(text) {
        return Ok(string(text));
    }
    if let Some(value) = word(text) {
        return Ok(value);
    }
    if tag.is_none() && NOT_A_NUMBER.contains(&text) {
        return Err("floating point NaN is not supported".into());
    }
    if matches!(tag, None | Some("!!timestamp"))
        && let Some(timestamp) = date::parse(text, true).filter(|_| begins_with_year(text))
    {
        return Ok(date::text(&timestamp).into());
    }
    let wrong = |tag: &str| Trouble::from(format!("cannot parse {text:?} as {tag}"));
    match tag {
        _ if is_number(text) => number(text).ok_or_else(|| wrong("!!int")),
        None => Ok(string(text)),
        Some("!!null") => Ok(Value::null(Type::Dynamic)),
        Some(tag @ ("!!int" | "!!float")) => number(text).ok_or_else(|| wrong(tag)),
        Some(tag) => Err(wrong(tag)),
    }
}

/// Whether a text could be something other than a string, by its first character.
fn is_resolvable(text: &str) -> bool {
    text.is_empty()
        || text.starts_with(|c: char| c.is_ascii_digit() || "+-.yYnNtTfFoO~".contains(c))
}

fn word(text: &str) -> Option<Value> {
    if TRUE.contains(&text) {
        Some(true.into())
    } else if FALSE.contains(&text) {
        Some(false.into())
    } else if NULL.contains(&text) {
        Some(Value::null(Type::Dynamic))
    } else if INFINITE.contains(&text) {
        let cause = Cause::new("infinity is no number that Terraform can store", None);
        Some(Value::unknown(Type::Number, &cause))
    } else {
        None
    }
}

fn begins_with_year(text: &str) -> bool {
    text.bytes().take_while(u8::is_ascii_digit).count() == 4
}

/// `12`, `-1.5e3`, `.5`, `0o17`, `0x1f`
fn is_number(text: &str) -> bool {
    let radix = |prefix: &str, radix: u32| {
        text.strip_prefix(prefix)
            .is_some_and(|digits| !digits.is_empty() && digits.chars().all(|c| c.is_digit(radix)))
    };
    if radix("0o", 8) || radix("0x", 16) {
        return true;
    }
    let plain = text.strip_prefix(['+', '-']).unwrap_or(text);
    let (mantissa, exponent) =
        plain.split_once(['e', 'E']).map_or((plain, None), |(m, e)| (m, Some(e)));
    let digits = |s: &str| !s.is_empty() && s.bytes().all(|b| b.is_ascii_digit());
    let exponent = exponent.is_none_or(|e| digits(e.strip_prefix(['+', '-']).unwrap_or(e)));
    let mantissa = match mantissa.split_once('.') {
        Some((whole, "")) => digits(whole),
        Some(("", fraction)) => digits(fraction),
        Some((whole, fraction)) => digits(whole) && digits(fraction),
        None => digits(mantissa),
    };
    mantissa && exponent
}

fn number(text: &str) -> Option<Value> {
    let plain = text.replace('_', "");
    match Number::read(&plain) {
        Ok(n) => return Some(n.into()),
        Err(NumberError::Invalid) => {}
        Err(error) => {
            let cause = Cause::new(error.to_string(), None);
            return Some(Value::unknown(Type::Number, &cause));
        }
    }
    let (negative, digits) = match plain.strip_prefix('-') {
        Some(digits) => (true, digits),
        None => (false, plain.strip_prefix('+').unwrap_or(&plain)),
    };
    let radix = [("0x", 16), ("0X", 16), ("0o", 8), ("0O", 8), ("0b", 2), ("0B", 2)];
    let (digits, radix) =
        radix.iter().find_map(|(p, r)| digits.strip_prefix(p).map(|d| (d, *r)))?;
    let n = i128::from(u64::from_str_radix(digits, radix).ok()?);
    Number::from_whole(&(if negative { -n } else { n }).into()).ok().map(Value::from)
}
