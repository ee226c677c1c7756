//! Rewrites a text, byte for byte, so that the parser reads what Terraform reads. Offsets stay
//! true, and all names and texts are taken from the original.

use std::ops::Range;

/// What stands in a repaired place.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Fill {
    /// Blanks.
    Blank,
    /// Letters that differ from those of a heredoc's delimiter.
    Delimiter,
    /// A number that the parser can hold.
    Number,
}

/// A place to rewrite.
#[derive(Debug, Clone)]
pub(crate) struct Repair {
    pub(crate) span: Range<usize>,
    pub(crate) fill: Fill,
}

/// The text with repairs; none if they would spoil it.
pub(crate) fn repaired(text: &str, repairs: &[Repair]) -> Option<String> {
    let mut bytes = text.as_bytes().to_vec();
    for repair in repairs {
        let place = bytes.get_mut(repair.span.clone())?;
        for (index, byte) in place.iter_mut().enumerate() {
            *byte = match repair.fill {
                Fill::Blank => b' ',
                Fill::Delimiter => {
                    if *byte == b'z' {
                        b'y'
                    } else {
                        b'z'
                    }
                }
                Fill::Number => {
                    if index == 1 {
                        b'.'
                    } else {
                        b'0'
                    }
                }
            };
        }
    }
    String::from_utf8(bytes).ok()
}

/// A name of a length that no key of the text has; keys are all that it must not meet.
pub(crate) fn fresh_name(text: &str, length: usize) -> Option<String> {
    const LETTERS: &str = "qzjxkvwyhbgfpmucldrsntoaeiQZJXKVWYHBGFPMUCLDRSNTOAEI_";
    match length {
        0 => None,
        1 => LETTERS.chars().map(String::from).find(|name| !is_word_of(text, name)),
        _ => LETTERS.chars().find_map(|second| {
            let mut name = format!("q{second}");
            name.extend(std::iter::repeat_n('q', length - 2));
            (!is_word_of(text, &name)).then_some(name)
        }),
    }
}

fn is_word_of(text: &str, name: &str) -> bool {
    let part = |c: char| c == '_' || c == '-' || c.is_alphanumeric();
    text.match_indices(name).any(|(at, _)| {
        let before = text.get(..at).and_then(|t| t.chars().next_back());
        let behind = text.get(at + name.len()..).and_then(|t| t.chars().next());
        !before.is_some_and(part) && !behind.is_some_and(part)
    })
}
