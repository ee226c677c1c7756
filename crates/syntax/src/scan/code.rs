//! Everything but the text of strings and heredocs.

use super::{Kind, Mode, Scanner};
use crate::repair::Fill;

/// How many times the square of the cap all objects of a file may cost the parser.
const SQUARES: usize = 8;

/// Objects smaller than this are never refused for what others cost.
const SMALL: usize = 256;

impl Scanner<'_> {
    /// Reads one token.
    pub(super) fn code(&mut self) {
        match self.peek(0) {
            b' ' | b'\t' | b'\r' => self.blank(),
            b'\n' => self.newline(),
            b'#' => self.line_comment(),
            b'/' if self.peek(1) == b'/' => self.line_comment(),
            b'/' if self.peek(1) == b'*' => self.block_comment(),
            b'"' => self.push(Kind::Quote, 1),
            b'{' => self.open_brace(),
            b'[' => self.push(Kind::Bracket, 1),
            b'(' => self.push(Kind::Paren, 1),
            b'}' => self.close_brace(),
            b']' => self.close(Kind::Bracket, "]", "["),
            b')' => self.close(Kind::Paren, ")", "("),
            b'<' if self.peek(1) == b'<' => self.heredoc_start(),
            b'0'..=b'9' => self.number(),
            byte if byte == b'_' || byte.is_ascii_alphabetic() || byte >= 0x80 => self.word(),
            byte => self.symbol(byte),
        }
    }

    fn blank(&mut self) {
        if self.peek(0) == b'\r' && self.peek(1) == b'\n' && self.in_one_line() {
            self.repair(self.at..self.at + 1, Fill::Blank);
        }
        self.at += 1;
    }

    /// Whether line breaks mean nothing here.
    fn in_one_line(&self) -> bool {
        match self.stack.last() {
            Some(frame) => frame.kind.ignores_newlines(),
            None => self.mode == Mode::Expression,
        }
    }

    pub(super) fn newline(&mut self) {
        if self.in_one_line() {
            self.repair(self.at..self.at + 1, Fill::Blank);
        }
        match self.stack.last_mut() {
            Some(frame) => frame.assigned = false,
            None if self.mode == Mode::Body => self.end_item(self.at),
            None => {}
        }
        self.at += 1;
        if self.mode == Mode::Body && !self.stack.is_empty() && self.begins_block(self.at) {
            if self.leave_heredoc() {
                return;
            }
            self.unclosed(self.stack.len() - 1);
            self.stack.clear();
            self.end_item(self.at);
        }
    }

    fn line_comment(&mut self) {
        let rest = self.text.get(self.at..).unwrap_or_default();
        let length = rest.find('\n').map_or(rest.len(), |end| {
            rest.get(..end).map_or(end, |line| line.strip_suffix('\r').map_or(end, str::len))
        });
        self.comment(self.at + length);
    }

    fn block_comment(&mut self) {
        let end = match self.no_comment_end {
            Some(_) => None,
            None => self.text.get(self.at + 2..).and_then(|rest| rest.find("*/")),
        };
        if let Some(end) = end {
            self.comment(self.at + 2 + end + 2);
        } else {
            self.no_comment_end = Some(self.at);
            self.begin_item();
            self.wrong(self.at..self.at + 2, "this comment is never closed by `*/`");
            self.at += 2;
        }
    }

    fn comment(&mut self, end: usize) {
        if self.in_one_line() {
            self.repair(self.at..end, Fill::Blank);
        }
        self.scan.comments.push(self.at..end);
        self.at = end;
    }

    fn open_brace(&mut self) {
        let in_body = match self.stack.last() {
            Some(frame) => frame.kind == Kind::Body && !frame.assigned,
            None => self.mode == Mode::Body && !self.assigned,
        };
        let kind = if in_body {
            Kind::Body
        } else if self.is_for(self.at + 1) {
            Kind::ForObject
        } else {
            Kind::Object
        };
        self.push(kind, 1);
    }

    /// Whether a `for` follows, behind blanks and comments.
    fn is_for(&self, from: usize) -> bool {
        let mut rest = self.text.get(from..).unwrap_or_default();
        loop {
            rest = rest.trim_start_matches([' ', '\t', '\r', '\n']);
            let end = if rest.starts_with('#') || rest.starts_with("//") {
                rest.find('\n')
            } else if rest.starts_with("/*") && self.no_comment_end.is_none() {
                rest.find("*/").map(|end| end + 2)
            } else {
                break;
            };
            let Some(behind) = end.and_then(|end| rest.get(end..)) else { return false };
            rest = behind;
        }
        let behind = rest.strip_prefix("for");
        behind.is_some_and(|rest| rest.starts_with([' ', '\t', '\r', '\n', '#', '/']))
    }

    fn close_brace(&mut self) {
        self.begin_item();
        let mut found = None;
        for (index, frame) in self.stack.iter().enumerate().rev() {
            match frame.kind {
                Kind::Body | Kind::Object | Kind::ForObject | Kind::Marker => {
                    found = Some(index);
                    break;
                }
                Kind::Bracket | Kind::Paren => {}
                Kind::Quote | Kind::Heredoc | Kind::Template => break,
            }
        }
        match found {
            Some(index) => self.close_down_to(index),
            None => self.wrong(self.at..self.at + 1, "this `}` closes nothing"),
        }
        self.at += 1;
    }

    fn close(&mut self, kind: Kind, closing: &str, opening: &str) {
        self.begin_item();
        let brackets = |frame: &&super::Frame| matches!(frame.kind, Kind::Bracket | Kind::Paren);
        let open = self.stack.iter().rev().take_while(brackets);
        match open.into_iter().position(|frame| frame.kind == kind) {
            Some(above) => self.close_down_to(self.stack.len() - 1 - above),
            None => {
                let message = format!("this `{closing}` closes nothing; no `{opening}` is open");
                self.wrong(self.at..self.at + 1, message);
            }
        }
        self.at += 1;
    }

    /// Closes something, and with a word what is still open in it.
    fn close_down_to(&mut self, index: usize) {
        if index + 1 < self.stack.len() {
            self.unclosed(self.stack.len() - 1);
        }
        self.stack.truncate(index + 1);
        let Some(frame) = self.stack.pop() else { return };
        self.squares = self.squares.saturating_add(frame.entries.saturating_mul(frame.entries));
        let allowed = self.entries_limit.saturating_mul(self.entries_limit).saturating_mul(SQUARES);
        if frame.entries > SMALL && self.squares > allowed {
            self.crowded.get_or_insert(frame.open);
        }
    }

    fn word(&mut self) {
        self.begin_item();
        let rest = self.bytes.get(self.at..).unwrap_or_default();
        let part = |b: &u8| *b == b'_' || *b == b'-' || b.is_ascii_alphanumeric() || *b >= 0x80;
        self.at += rest.iter().position(|b| !part(b)).unwrap_or(rest.len()).max(1);
    }

    fn number(&mut self) {
        self.begin_item();
        let start = self.at;
        while matches!(self.peek(0), b'0'..=b'9' | b'.') {
            self.at += 1;
        }
        if matches!(self.peek(0), b'e' | b'E') {
            let sign = usize::from(matches!(self.peek(1), b'+' | b'-'));
            if self.peek(1 + sign).is_ascii_digit() {
                self.at += 1 + sign;
                while self.peek(0).is_ascii_digit() {
                    self.at += 1;
                }
            }
        }
        let number = self.text.get(start..self.at).unwrap_or_default();
        if number.parse::<f64>().is_ok_and(f64::is_infinite) {
            self.repair(start..self.at, Fill::Number);
        }
    }

    fn symbol(&mut self, byte: u8) {
        self.begin_item();
        let next = self.peek(1);
        self.at += 1;
        match byte {
            b'=' | b'!' | b'<' | b'>' if next == b'=' => self.at += 1,
            b'=' if next == b'>' => self.at += 1,
            b':' if next == b':' => self.at += 1,
            b'&' | b'|' if next == byte => self.at += 1,
            b'&' | b'|' => {
                let sign = char::from(byte);
                let message = format!("there is no operator `{sign}`; write `{sign}{sign}`");
                self.wrong(self.at - 1..self.at, message);
            }
            b'=' => self.assignment(),
            b':' => self.entry(),
            // Its `:` will be counted, and is no entry's.
            b'?' => {
                if let Some(frame) = self.stack.last_mut() {
                    frame.entries = frame.entries.saturating_sub(1);
                }
            }
            _ => {}
        }
    }

    fn assignment(&mut self) {
        match self.stack.last_mut() {
            Some(frame) if frame.kind == Kind::Body => frame.assigned = true,
            Some(_) => self.entry(),
            None => self.assigned = true,
        }
    }

    fn entry(&mut self) {
        let Some(frame) = self.stack.last_mut() else { return };
        if frame.kind == Kind::Object {
            frame.entries += 1;
            if frame.entries > self.entries_limit {
                self.crowded.get_or_insert(frame.open);
            }
        }
    }
}
