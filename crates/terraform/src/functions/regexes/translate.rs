//! Rewrites what the two syntaxes of regular expressions spell differently.

use std::iter::Peekable;
use std::str::Chars;

use smol_str::SmolStr;

/// A pattern in the engine's syntax.
pub(super) struct Translated {
    pub(super) text: String,
    /// The names of the groups, in order; the engine does not get them, as Go allows more.
    pub(super) names: Vec<Option<SmolStr>>,
}

pub(super) fn translate(pattern: &str) -> Result<Translated, String> {
    let mut t = Translator {
        rest: pattern.chars().peekable(),
        out: String::new(),
        names: Vec::new(),
        repeated: Repeated::No,
    };
    while let Some(c) = t.rest.next() {
        let before = std::mem::replace(&mut t.repeated, Repeated::No);
        match c {
            '\\' => t.escape(false)?,
            '[' => t.class()?,
            '{' => t.brace(before)?,
            '(' => t.group()?,
            '*' | '+' | '?' => t.repeat(c, before)?,
            c => t.out.push(c),
        }
    }
    Ok(Translated { text: t.out, names: t.names })
}

/// What stands before a repetition.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Repeated {
    No,
    Once,
    /// With its `?`.
    Lazy,
}

struct Translator<'a> {
    rest: Peekable<Chars<'a>>,
    out: String,
    names: Vec<Option<SmolStr>>,
    repeated: Repeated,
}

impl Translator<'_> {
    /// A repetition must not be repeated.
    fn repeat(&mut self, c: char, before: Repeated) -> Result<(), String> {
        self.repeated = match (before, c) {
            (Repeated::No, _) => Repeated::Once,
            (Repeated::Once, '?') => Repeated::Lazy,
            _ => return Err(format!("invalid nested repetition operator: `{c}`")),
        };
        self.out.push(c);
        Ok(())
    }

    /// Names are kept apart; flags that Go does not have are refused.
    fn group(&mut self) -> Result<(), String> {
        self.out.push('(');
        if self.rest.next_if_eq(&'?').is_none() {
            self.names.push(None);
            return Ok(());
        }
        let mut ahead = self.rest.clone();
        let named = match (ahead.next(), ahead.next()) {
            (Some('P'), Some('<')) => Some(2),
            (Some('<'), Some(c)) if c != '=' && c != '!' => Some(1),
            _ => None,
        };
        if let Some(skip) = named {
            self.rest.nth(skip - 1);
            return self.name();
        }
        let flags: String = self.rest.clone().take_while(|c| !":)".contains(*c)).collect();
        if !flags.chars().all(|c| "imsU-".contains(c)) {
            return Err(format!("invalid or unsupported Perl syntax: `(?{flags}`"));
        }
        self.out.push('?');
        Ok(())
    }

    fn name(&mut self) -> Result<(), String> {
        let name: String = self.rest.by_ref().take_while(|c| *c != '>').collect();
        if name.is_empty() || !name.chars().all(|c| c.is_ascii_alphanumeric() || c == '_') {
            return Err(format!("invalid named capture: `(?P<{name}>`"));
        }
        self.names.push(Some(name.into()));
        Ok(())
    }

    /// A brace that is no repetition is itself.
    fn brace(&mut self, before: Repeated) -> Result<(), String> {
        let ahead: String = self.rest.clone().take_while(|c| *c != '}').take(16).collect();
        let length = ahead.chars().count();
        let (low, high) =
            ahead.split_once(',').map_or((ahead.as_str(), None), |(l, h)| (l, Some(h)));
        let digits = |s: &str| s.bytes().all(|b| b.is_ascii_digit());
        let closed = self.rest.clone().nth(length) == Some('}');
        if !(closed && !low.is_empty() && digits(low) && high.is_none_or(digits)) {
            self.out.push_str("\\{");
            return Ok(());
        }
        let large = |s: &str| !s.is_empty() && s.parse::<u32>().map_or(true, |n| n > 1000);
        if large(low) || high.is_some_and(large) {
            return Err(format!("invalid repeat count: `{{{ahead}}}`"));
        }
        if before != Repeated::No {
            return Err(format!("invalid nested repetition operator: `{{{ahead}}}`"));
        }
        self.repeated = Repeated::Once;
        self.out.push_str(&format!("{{{ahead}}}"));
        self.rest.nth(length);
        Ok(())
    }

    fn class(&mut self) -> Result<(), String> {
        self.out.push('[');
        if self.rest.next_if_eq(&'^').is_some() {
            self.out.push('^');
        }
        let mut first = true;
        loop {
            match self.rest.next() {
                None => return Err("missing closing ]".to_owned()),
                Some(']') if !first => {
                    self.out.push(']');
                    return Ok(());
                }
                Some('\\') => self.escape(true)?,
                Some('[') if self.rest.peek() == Some(&':') => self.named_class(),
                Some(c @ ('[' | ']' | '&' | '~')) => self.out.extend(['\\', c]),
                Some('-') if self.rest.peek() == Some(&'-') => self.out.push_str("\\-"),
                Some(c) => self.out.push(c),
            }
            first = false;
        }
    }

    /// `[:alpha:]` within a class; else its bracket is a character.
    fn named_class(&mut self) {
        let name: String = self.rest.clone().skip(1).take_while(|c| *c != ':').collect();
        let length = name.chars().count();
        let end: String = self.rest.clone().skip(1 + length).take(2).collect();
        if end == ":]" {
            self.out.push_str(&format!("[:{name}:]"));
            self.rest.nth(length + 2);
        } else {
            self.out.push_str("\\[");
        }
    }

    fn escape(&mut self, in_class: bool) -> Result<(), String> {
        let Some(c) = self.rest.next() else {
            return Err("trailing backslash at end of expression".to_owned());
        };
        // Go's classes are those of ASCII.
        let set = |inner: &str, negated: bool| match (in_class, negated) {
            (true, false) => inner.to_owned(),
            (_, true) => format!("[^{inner}]"),
            (false, false) => format!("[{inner}]"),
        };
        let text = match c {
            'd' | 'D' => set("0-9", c == 'D'),
            'w' | 'W' => set("0-9A-Za-z_", c == 'W'),
            's' | 'S' => set(r"\t\n\x0C\r ", c == 'S'),
            'b' | 'B' if !in_class => format!(r"(?-u:\{c})"),
            'A' | 'z' if !in_class => format!("\\{c}"),
            'a' | 'f' | 't' | 'n' | 'r' | 'v' => format!("\\{c}"),
            'p' | 'P' | 'x' => format!("\\{c}{}", self.braced()),
            'Q' if !in_class => return self.quoted(),
            '0'..='7' => return self.octal(c),
            c if c.is_ascii_alphanumeric() => {
                return Err(format!("invalid escape sequence: `\\{c}`"));
            }
            // In the engine these are the ends of words.
            '<' | '>' => c.to_string(),
            c if c.is_ascii() => format!("\\{c}"),
            c => c.to_string(),
        };
        self.out.push_str(&text);
        Ok(())
    }

    /// What follows in braces, braces included.
    fn braced(&mut self) -> String {
        if self.rest.next_if_eq(&'{').is_none() {
            return String::new();
        }
        let inner: String = self.rest.by_ref().take_while(|c| *c != '}').collect();
        format!("{{{inner}}}")
    }

    /// `\Q...\E`
    fn quoted(&mut self) -> Result<(), String> {
        let mut text = String::new();
        while let Some(c) = self.rest.next() {
            if c == '\\' && self.rest.next_if_eq(&'E').is_some() {
                break;
            }
            text.push(c);
        }
        self.out.push_str(&regex::escape(&text));
        Ok(())
    }

    fn octal(&mut self, first: char) -> Result<(), String> {
        let mut value = first.to_digit(8).unwrap_or(0);
        let more = self.rest.peek().is_some_and(|c| c.is_digit(8));
        if first != '0' && !more {
            return Err(format!("invalid escape sequence: `\\{first}`"));
        }
        for _ in 0..2 {
            match self.rest.next_if(|c| c.is_digit(8)).and_then(|c| c.to_digit(8)) {
                Some(digit) => value = value * 8 + digit,
                None => break,
            }
        }
        self.out.push_str(&format!("\\x{{{value:x}}}"));
        Ok(())
    }
}
