//! The text of strings, heredocs and templates.

use super::{Kind, Scanner};
use crate::repair::Fill;

impl Scanner<'_> {
    /// Reads a part of a quoted string.
    pub(super) fn quoted(&mut self) {
        match self.peek(0) {
            b'"' => {
                self.check_directives();
                self.stack.pop();
                self.at += 1;
            }
            b'\\' if !matches!(self.peek(1), b'\r' | b'\n') => {
                if !matches!(self.peek(1), b'n' | b'r' | b't' | b'"' | b'\\' | b'u' | b'U') {
                    let message = "a string has no such escape; write `\\\\` for a backslash";
                    self.wrong(self.at..self.at + 1, message);
                }
                // A character of several bytes may follow; its rest is text.
                self.at += 2;
            }
            b'\n' => {
                self.unclosed(self.stack.len() - 1);
                self.stack.pop();
            }
            b'$' | b'%' => self.marker(),
            _ => {
                let rest = self.bytes.get(self.at + 1..).unwrap_or_default();
                let special = |b: &u8| matches!(b, b'"' | b'\\' | b'\n' | b'$' | b'%');
                self.at += 1 + rest.iter().position(special).unwrap_or(rest.len());
            }
        }
    }

    /// Reads a part of a text in which only markers are special.
    pub(super) fn bare_text(&mut self) {
        match self.peek(0) {
            b'$' | b'%' => self.marker(),
            _ => self.at += self.plain_length(|b| matches!(b, b'$' | b'%')),
        }
    }

    /// The bytes before the first special one, at least one.
    fn plain_length(&self, special: impl Fn(u8) -> bool) -> usize {
        let rest = self.bytes.get(self.at + 1..).unwrap_or_default();
        1 + rest.iter().position(|b| special(*b)).unwrap_or(rest.len())
    }

    /// Reads `<<A` and the end of its line, or what only looks so.
    pub(super) fn heredoc_start(&mut self) {
        self.begin_item();
        let rest = self.text.get(self.at + 2..).unwrap_or_default();
        let flush = usize::from(rest.starts_with('-'));
        let rest = rest.get(flush..).unwrap_or_default();
        let part = |c: char| c == '_' || c == '-' || c.is_alphanumeric();
        let length = rest.find(|c| !part(c)).unwrap_or(rest.len());
        let behind = rest.get(length..).unwrap_or_default();
        let line_break = match behind.as_bytes() {
            [b'\n', ..] => 1,
            [b'\r', b'\n', ..] => 2,
            _ => 0,
        };
        if length == 0 || line_break == 0 {
            self.at += 2;
            return;
        }
        let delimiter = self.at + 2 + flush;
        self.push(Kind::Heredoc, 2 + flush + length + line_break);
        if let Some(frame) = self.stack.last_mut() {
            frame.delimiter = delimiter..delimiter + length;
        }
        self.heredoc_line();
    }

    /// Reads a part of a heredoc's line.
    pub(super) fn heredoc_text(&mut self) {
        match self.peek(0) {
            b'$' | b'%' => self.marker(),
            b'\n' => {
                self.at += 1;
                self.heredoc_line();
            }
            _ => self.at += self.plain_length(|b| matches!(b, b'$' | b'%' | b'\n')),
        }
    }

    /// At the start of a heredoc's line: ends the heredoc, or hides a delimiter that does not
    /// stand alone and so ends nothing, but would for the parser.
    fn heredoc_line(&mut self) {
        let Some(frame) = self.stack.last() else { return };
        let delimiter = self.text.get(frame.delimiter.clone()).unwrap_or_default();
        let rest = self.text.get(self.at..).unwrap_or_default();
        let line = rest.trim_start_matches([' ', '\t']);
        let Some(behind) = line.strip_prefix(delimiter) else { return };
        let start = self.at + (rest.len() - line.len());
        let end = start + delimiter.len();
        let to_line_end = behind.split('\n').next().unwrap_or_default();
        if to_line_end.trim().is_empty() {
            self.check_directives();
            self.stack.pop();
            self.at = end;
        } else if !behind.starts_with(|c: char| c == '_' || c == '-' || c.is_alphanumeric()) {
            self.repair(start..end, Fill::Delimiter);
        }
    }

    /// At `$` or `%`: the start of an interpolation or directive, an escaped one, or plain text.
    fn marker(&mut self) {
        let (first, next) = (self.peek(0), self.peek(1));
        if next == b'{' {
            if first == b'%' {
                self.directive();
            }
            self.push(Kind::Marker, 2);
        } else if next == first && self.peek(2) == b'{' {
            self.at += 3;
        } else {
            self.at += 1;
        }
    }

    /// At `%{`: notes what it opens or closes.
    fn directive(&mut self) {
        let rest = self.text.get(self.at + 2..).unwrap_or_default();
        let rest = rest.strip_prefix('~').unwrap_or(rest).trim_start();
        let word = rest.split(|c: char| !c.is_ascii_alphanumeric() && c != '_').next();
        let word = word.unwrap_or_default();
        let span = self.at..self.at + 2;
        if word.is_empty() && !rest.starts_with("/*") && !rest.starts_with('#') {
            self.wrong(span, "this `%{` needs `if`, `else`, `endif`, `for` or `endfor`");
            return;
        }
        let Some(frame) = self.stack.last_mut() else { return };
        let open = frame.directives.last().map(|(is_for, _)| *is_for);
        let fits = match word {
            "if" | "for" => {
                frame.directives.push((word == "for", self.at));
                true
            }
            "else" => open == Some(false),
            "endif" | "endfor" => {
                frame.directives.pop();
                open == Some(word == "endfor")
            }
            _ => {
                let short: String = word.chars().take(20).collect();
                self.wrong(span, format!("there is no directive `%{{ {short} }}`"));
                return;
            }
        };
        if !fits {
            self.wrong(span, format!("this `%{{ {word} }}` does not fit: nothing it ends is open"));
        }
    }

    /// At the end of a template: notes a directive without end.
    pub(super) fn check_directives(&mut self) {
        let Some(frame) = self.stack.last() else { return };
        if let Some((is_for, at)) = frame.directives.last().copied() {
            let (start, end) = if is_for { ("for", "endfor") } else { ("if", "endif") };
            let message = format!("this `%{{ {start} }}` has no `%{{ {end} }}`");
            self.wrong(at..at + 2, message);
        }
    }
}
