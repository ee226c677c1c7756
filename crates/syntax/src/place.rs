//! Where a parsed text lies in its file: at an offset, or within a string with escapes.

use vpcelint_source::Range;

/// The way from offsets into a parsed text to offsets into its file.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Place<'a> {
    /// The text stands in the file as it is, from this offset on.
    Offset(usize),
    /// The text is a string's content after its escapes were resolved, from this offset on.
    Unescaped(&'a Unescaped, usize),
}

impl Place<'_> {
    /// The place of what begins at an offset of the text.
    pub(crate) fn shifted(self, by: usize) -> Self {
        match self {
            Self::Offset(offset) => Self::Offset(offset + by),
            Self::Unescaped(map, offset) => Self::Unescaped(map, offset + by),
        }
    }

    /// The range in the file of a span of the text.
    pub(crate) fn range(self, span: std::ops::Range<usize>) -> Range {
        match self {
            Self::Offset(offset) => Range::new(span.start + offset, span.end + offset),
            Self::Unescaped(map, offset) => {
                Range::new(map.offset(span.start + offset), map.offset(span.end + offset))
            }
        }
    }
}

/// The offsets of a string's content within its file.
#[derive(Debug, Clone, Default)]
pub(crate) struct Unescaped {
    /// Offset in the text and in the file from which on both run in step, ascending.
    steps: Vec<(usize, usize)>,
}

impl Unescaped {
    /// Both run in step from here on.
    pub(crate) fn step(&mut self, text: usize, file: usize) {
        self.steps.push((text, file));
    }

    fn offset(&self, at: usize) -> usize {
        let index = self.steps.partition_point(|(text, _)| *text <= at);
        let step = index.checked_sub(1).and_then(|i| self.steps.get(i));
        step.map_or(at, |(text, file)| file + (at - text))
    }
}
