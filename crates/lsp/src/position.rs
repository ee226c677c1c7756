//! Positions of the protocol: lines by its three line ends, characters in the units that were agreed.

use std::borrow::Cow;

use lsp_types::{Position, PositionEncodingKind};

/// The units in which characters of a line are counted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) enum Encoding {
    /// Bytes.
    Utf8,
    /// Units of UTF-16: what a client counts that says nothing.
    #[default]
    Utf16,
    /// Unicode scalar values.
    Utf32,
}

impl Encoding {
    /// The first that the client offers and that costs nothing; else UTF-16, which all know.
    pub(crate) fn agreed(offered: &[PositionEncodingKind]) -> Self {
        let has = |kind: PositionEncodingKind| offered.contains(&kind);
        match () {
            () if has(PositionEncodingKind::UTF8) => Self::Utf8,
            () if has(PositionEncodingKind::UTF16) => Self::Utf16,
            () if has(PositionEncodingKind::UTF32) => Self::Utf32,
            () => Self::Utf16,
        }
    }

    pub(crate) fn kind(self) -> PositionEncodingKind {
        match self {
            Self::Utf8 => PositionEncodingKind::UTF8,
            Self::Utf16 => PositionEncodingKind::UTF16,
            Self::Utf32 => PositionEncodingKind::UTF32,
        }
    }

    fn units(self, c: char) -> usize {
        match self {
            Self::Utf8 => c.len_utf8(),
            Self::Utf16 => c.len_utf16(),
            Self::Utf32 => 1,
        }
    }
}

/// The lines of a text.
#[derive(Debug)]
pub(crate) struct Lines<'t> {
    text: Cow<'t, str>,
    starts: Vec<usize>,
    encoding: Encoding,
}

impl<'t> Lines<'t> {
    pub(crate) fn new(text: impl Into<Cow<'t, str>>, encoding: Encoding) -> Self {
        let text = text.into();
        let bytes = text.as_bytes();
        let mut starts = vec![0];
        for (at, byte) in bytes.iter().enumerate() {
            let ends = match byte {
                b'\n' => true,
                b'\r' => bytes.get(at + 1) != Some(&b'\n'),
                _ => false,
            };
            if ends {
                starts.push(at + 1);
            }
        }
        Self { text, starts, encoding }
    }

    /// The position of an offset; within a character that of its start.
    pub(crate) fn position(&self, offset: u32) -> Position {
        let mut at = (offset as usize).min(self.text.len());
        while !self.text.is_char_boundary(at) {
            at -= 1;
        }
        let line = self.starts.partition_point(|start| *start <= at).saturating_sub(1);
        let start = self.starts.get(line).copied().unwrap_or_default();
        let before = self.text.get(start..at).unwrap_or_default();
        let character: usize = match self.encoding {
            Encoding::Utf8 => before.len(),
            encoding => before.chars().map(|c| encoding.units(c)).sum(),
        };
        Position { line: number(line), character: number(character) }
    }

    /// The offset of a position; behind the end of a line that of its end, behind the last line that of
    /// the text's end.
    pub(crate) fn offset(&self, position: Position) -> usize {
        let line = position.line as usize;
        let Some(start) = self.starts.get(line).copied() else { return self.text.len() };
        let end = self.starts.get(line + 1).copied().unwrap_or(self.text.len());
        let whole = self.text.get(start..end).unwrap_or_default();
        let line = whole.trim_end_matches(['\r', '\n']);
        let mut left = position.character as usize;
        let mut at = start;
        for c in line.chars() {
            let units = self.encoding.units(c);
            if left < units {
                break;
            }
            left -= units;
            at += c.len_utf8();
        }
        at
    }

    /// The range of the protocol.
    pub(crate) fn range(&self, range: vpcelint_source::Range) -> lsp_types::Range {
        lsp_types::Range { start: self.position(range.start), end: self.position(range.end) }
    }
}

fn number(n: usize) -> u32 {
    u32::try_from(n).unwrap_or(u32::MAX)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn characters_are_counted_in_the_agreed_units() {
        let text = "a\u{e4}\u{1f600}z\r\nb\rc";
        for (encoding, character) in
            [(Encoding::Utf8, 7), (Encoding::Utf16, 4), (Encoding::Utf32, 3)]
        {
            let lines = Lines::new(text, encoding);
            let z = u32::try_from(text.find('z').unwrap()).unwrap();
            assert_eq!(lines.position(z), Position { line: 0, character }, "{encoding:?}");
            assert_eq!(lines.offset(Position { line: 0, character }), z as usize);
            let c = u32::try_from(text.find('c').unwrap()).unwrap();
            assert_eq!(lines.position(c), Position { line: 2, character: 0 });
        }
    }

    #[test]
    fn what_is_behind_the_end_is_the_end() {
        let lines = Lines::new("ab\r\ncd", Encoding::Utf16);
        assert_eq!(lines.offset(Position { line: 0, character: 99 }), 2);
        assert_eq!(lines.offset(Position { line: 1, character: 99 }), 6);
        assert_eq!(lines.offset(Position { line: 9, character: 0 }), 6);
        assert_eq!(lines.position(99), Position { line: 1, character: 2 });
    }

    #[test]
    fn utf8_is_taken_where_it_is_offered() {
        let offer = [PositionEncodingKind::UTF16, PositionEncodingKind::UTF8];
        assert_eq!(Encoding::agreed(&offer), Encoding::Utf8);
        assert_eq!(Encoding::agreed(&[]), Encoding::Utf16);
    }

    proptest! {
        #[test]
        fn offsets_come_back(text in "[a\u{e4}\u{1f600}\r\n]{0,40}", at in 0usize..100) {
            for encoding in [Encoding::Utf8, Encoding::Utf16, Encoding::Utf32] {
                let lines = Lines::new(text.as_str(), encoding);
                let mut at = at.min(text.len());
                while !text.is_char_boundary(at) {
                    at -= 1;
                }
                // Within a line end there is no position.
                let within = text[..at].ends_with('\r') && text[at..].starts_with('\n');
                if !within {
                    let position = lines.position(u32::try_from(at).unwrap());
                    prop_assert_eq!(lines.offset(position), at);
                }
            }
        }
    }
}
