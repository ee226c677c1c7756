//! Format strings in the manner of C's `printf`, with Go's verbs.

use num_bigint::{BigInt, Sign};
use unicode_segmentation::UnicodeSegmentation;

use crate::{Kind, Type, Value, convert};

use super::text::Builder;
use super::{Failure, json};

/// One verb, such as `%-5.2f`.
#[derive(Default)]
struct Verb<'a> {
    raw: &'a str,
    offset: usize,
    argument: usize,
    mode: char,
    zero: bool,
    sharp: bool,
    plus: bool,
    minus: bool,
    space: bool,
    width: Option<usize>,
    precision: Option<usize>,
}

/// Why formatting fails.
pub(super) enum Trouble {
    /// A message about the format string or an argument.
    Text(String),
    /// The number of the first argument that is too many.
    TooMany(usize, String),
    /// The result is too long.
    TooLong,
}

impl Trouble {
    fn text(message: impl Into<String>) -> Self {
        Self::Text(message.into())
    }

    /// As a failure of a function whose format string is its first argument.
    pub(super) fn failure(self) -> Option<Failure> {
        match self {
            Self::Text(message) => Some(Failure::new(message)),
            Self::TooMany(at, message) => Some(Failure::argument(at, message)),
            Self::TooLong => None,
        }
    }
}

/// Formats arguments; those that are not known leave holes.
///
/// A bare null has no type: where `open`, Terraform waits for one.
pub(super) fn format(
    format: &str,
    args: &[Value],
    most: usize,
    open: bool,
) -> Result<Value, Trouble> {
    let mut builder = Builder::default();
    let (mut at, mut next, mut highest) = (0, 1, 0);
    while let Some(rest) = format.get(at..) {
        let Some(percent) = rest.find('%') else {
            builder.push(rest);
            break;
        };
        builder.push(rest.get(..percent).unwrap_or(""));
        at += percent;
        if rest.get(percent..).is_some_and(|r| r.starts_with("%%")) {
            builder.push("%");
            at += 2;
            continue;
        }
        let verb = Scanner { text: format, at: at + 1 }.verb(at, next)?;
        at += verb.raw.len();
        highest = highest.max(verb.argument);
        next = verb.argument + 1;
        let wide = verb.width.unwrap_or(0).max(verb.precision.unwrap_or(0));
        if builder.len().saturating_add(wide) > most {
            return Err(Trouble::TooLong);
        }
        match args.get(verb.argument - 1) {
            Some(arg) if open && *arg == Value::null(Type::Dynamic) => hole(arg, &mut builder)?,
            _ => append(&verb, args, most, &mut builder)?,
        }
        if builder.len() > most {
            return Err(Trouble::TooLong);
        }
    }
    if highest < args.len() {
        let message = if highest == 0 {
            "too many arguments; no verbs in format string".to_owned()
        } else {
            format!("too many arguments; only {highest} used by format string")
        };
        return Err(Trouble::TooMany(highest + 1, message));
    }
    Ok(builder.finish())
}

struct Scanner<'a> {
    text: &'a str,
    at: usize,
}

impl<'a> Scanner<'a> {
    fn peek(&self) -> Option<char> {
        self.text.get(self.at..).and_then(|t| t.chars().next())
    }

    fn unexpected(&self) -> Trouble {
        match self.peek() {
            Some(c) => {
                Trouble::text(format!("unrecognized format character {c:?} at offset {}", self.at))
            }
            None => Trouble::text(format!("invalid format string starting at offset {}", self.at)),
        }
    }

    /// A number without leading zero.
    fn number(&mut self, leading_zero: bool) -> Option<usize> {
        let mut number = None;
        while let Some(c) = self.peek() {
            let Some(digit) = c.to_digit(10) else { break };
            if number.is_none() && digit == 0 && !leading_zero {
                break;
            }
            let digit = usize::try_from(digit).unwrap_or(0);
            number = Some(number.unwrap_or(0usize).saturating_mul(10).saturating_add(digit));
            self.at += 1;
        }
        number
    }

    fn verb(mut self, offset: usize, argument: usize) -> Result<Verb<'a>, Trouble> {
        let mut verb = Verb { offset, argument, ..Verb::default() };
        loop {
            match self.peek() {
                Some('0') => verb.zero = true,
                Some('#') => verb.sharp = true,
                Some('+') => verb.plus = true,
                Some('-') => verb.minus = true,
                Some(' ') => verb.space = true,
                _ => break,
            }
            self.at += 1;
        }
        verb.width = self.number(false);
        if self.peek() == Some('.') {
            self.at += 1;
            verb.precision = Some(self.number(true).unwrap_or(0));
        }
        if self.peek() == Some('[') {
            self.at += 1;
            verb.argument = self.number(false).ok_or_else(|| self.unexpected())?;
            if self.peek() != Some(']') {
                return Err(self.unexpected());
            }
            self.at += 1;
        }
        match self.peek() {
            Some(c) if c.is_ascii_alphabetic() => verb.mode = c,
            _ => return Err(self.unexpected()),
        }
        verb.raw = self.text.get(offset..=self.at).unwrap_or("");
        Ok(verb)
    }
}

impl Verb<'_> {
    fn unsupported(&self, why: &str) -> Trouble {
        let (raw, offset) = (self.raw, self.offset);
        Trouble::text(format!("unsupported value for {raw:?} at {offset}: {why}"))
    }

    fn pad(&self, text: &str) -> String {
        let missing = self.width.unwrap_or(0).saturating_sub(text.graphemes(true).count());
        let pad = if self.zero { "0" } else { " " }.repeat(missing);
        if self.minus { format!("{text}{pad}") } else { format!("{pad}{text}") }
    }

    fn sign(&self, negative: bool) -> &'static str {
        match (negative, self.plus, self.space) {
            (true, ..) => "-",
            (_, true, _) => "+",
            (_, _, true) => " ",
            _ => "",
        }
    }

    /// Pads a number; zeros come between sign and digits.
    fn pad_number(&self, sign: &str, digits: &str, zeros: bool) -> String {
        let length = sign.len() + digits.len();
        let missing = self.width.unwrap_or(0).saturating_sub(length);
        match (self.minus, self.zero && zeros) {
            (true, _) => format!("{sign}{digits}{}", " ".repeat(missing)),
            (_, true) => format!("{sign}{}{digits}", "0".repeat(missing)),
            _ => format!("{}{sign}{digits}", " ".repeat(missing)),
        }
    }
}

fn append(
    verb: &Verb<'_>,
    args: &[Value],
    most: usize,
    builder: &mut Builder,
) -> Result<(), Trouble> {
    let (raw, offset) = (verb.raw, verb.offset);
    let Some(arg) = args.get(verb.argument - 1) else {
        let (need, have) = (verb.argument, args.len());
        return Err(Trouble::text(format!(
            "not enough arguments for {raw:?} at {offset}: need index {need} but have {have} total"
        )));
    };
    let wanted = match verb.mode {
        'v' => return as_is(verb, arg, most, builder),
        't' => Type::Bool,
        'b' | 'd' | 'o' | 'x' | 'X' | 'e' | 'E' | 'f' | 'g' | 'G' => Type::Number,
        's' | 'q' => Type::String,
        mode => {
            return Err(Trouble::text(format!(
                "unsupported format verb {mode:?} in {raw:?} at offset {offset}"
            )));
        }
    };
    if arg.is_null() {
        return Err(verb.unsupported("null value cannot be formatted"));
    }
    let value = convert(arg, &wanted).map_err(|e| verb.unsupported(&e.message))?;
    match (&value.kind, verb.mode) {
        (Kind::Unknown(_), _) => return unknown(verb, &value, builder),
        (Kind::Bool(b), _) => builder.push(if *b { "true" } else { "false" }),
        (Kind::Number(n), 'b' | 'd' | 'o' | 'x' | 'X') => {
            if !n.is_whole() {
                return Err(verb.unsupported("an integer is required"));
            }
            builder.push(&whole(verb, &n.truncate()));
        }
        (Kind::Number(n), mode) => {
            let text = match mode {
                'e' | 'E' => n.scientific(verb.precision.unwrap_or(6)),
                'f' => n.fixed(verb.precision.unwrap_or(6)),
                _ => n.general(verb.precision),
            };
            let text = if mode.is_ascii_uppercase() { text.to_uppercase() } else { text };
            let digits = text.trim_start_matches('-');
            let sign = verb.sign(digits.len() < text.len());
            builder.push(&verb.pad_number(sign, digits, true));
        }
        (Kind::String(s), mode) => {
            let short: String = match verb.precision.filter(|p| *p > 0) {
                Some(most) => s.graphemes(true).take(most).collect(),
                None => s.to_string(),
            };
            let text = if mode == 'q' { json::quoted(&short) } else { short };
            builder.push(&verb.pad(&text));
        }
        _ => return Err(verb.unsupported("the value cannot be formatted")),
    }
    Ok(())
}

/// `%v`
fn as_is(verb: &Verb<'_>, arg: &Value, most: usize, builder: &mut Builder) -> Result<(), Trouble> {
    if verb.width.is_none() {
        match &arg.kind {
            Kind::Unknown(u) if !verb.sharp && u.not_null && u.ty == Type::String => {
                builder.push_value(arg);
                return Ok(());
            }
            Kind::Unknown(_) => return hole(arg, builder),
            _ => {}
        }
    } else if !arg.is_wholly_known() {
        return hole(arg, builder);
    }
    let text = match &arg.kind {
        Kind::String(s) if !verb.sharp => s.to_string(),
        Kind::Number(n) if !verb.sharp => n.general(None),
        _ => {
            if !arg.is_wholly_known() {
                json::write(arg, most, builder);
                return Ok(());
            }
            let mut inner = Builder::default();
            json::write(arg, most, &mut inner);
            inner.finish().as_str().unwrap_or("").to_owned()
        }
    };
    builder.push(&verb.pad(&text));
    Ok(())
}

/// A value that is not known: as it is where the verb does not change it, else any text.
fn unknown(verb: &Verb<'_>, value: &Value, builder: &mut Builder) -> Result<(), Trouble> {
    let plain = verb.width.is_none() && verb.precision.is_none() && !verb.plus && !verb.space;
    match (verb.mode, value.ty()) {
        ('s', Type::String) if plain => {
            builder.push_value(value);
            Ok(())
        }
        ('d', Type::Number) if plain => {
            builder.push_value(value);
            Ok(())
        }
        _ => hole(value, builder),
    }
}

fn hole(value: &Value, builder: &mut Builder) -> Result<(), Trouble> {
    let cause = crate::unknown::cause_in([value]);
    builder.push_value(&Value::partial(Type::String, true, crate::Partial::Nothing, &cause));
    Ok(())
}

fn whole(verb: &Verb<'_>, n: &BigInt) -> String {
    let (base, prefix) = match verb.mode {
        'b' => (2, "0b"),
        'o' => (8, "0"),
        'x' => (16, "0x"),
        'X' => (16, "0X"),
        _ => (10, ""),
    };
    let mut digits = n.magnitude().to_str_radix(base);
    if verb.mode == 'X' {
        digits = digits.to_uppercase();
    }
    if let Some(precision) = verb.precision {
        if precision == 0 && digits == "0" {
            return String::new();
        }
        digits = format!("{}{digits}", "0".repeat(precision.saturating_sub(digits.len())));
    }
    let prefix = if verb.sharp { prefix } else { "" };
    let sign = format!("{}{prefix}", verb.sign(n.sign() == Sign::Minus));
    verb.pad_number(&sign, &digits, verb.precision.is_none())
}
