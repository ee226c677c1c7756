//! The table of all files that were read, and the way from offsets to lines.

use std::path::{Path, PathBuf};
use std::sync::{Arc, OnceLock, PoisonError, RwLock};

use rustc_hash::FxHashMap;

use crate::{FileId, Span};

/// A position for people and output formats.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct LineColumn {
    /// Line, from 1.
    pub line: u32,
    /// Column in Unicode scalar values, from 1.
    pub column: u32,
    /// Byte offset from the start of the file.
    pub offset: u32,
}

/// One content of one path.
#[derive(Debug)]
pub struct SourceFile {
    path: PathBuf,
    display: Arc<str>,
    text: Arc<str>,
    editable: bool,
    lines: OnceLock<Vec<u32>>,
    strides: OnceLock<Vec<u32>>,
}

/// Lines up to this length are counted from their start, longer ones with a table.
const STRIDE: usize = 4096;

impl SourceFile {
    /// The absolute path.
    #[must_use]
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// The path as output shows it: relative to the working directory, with `/`.
    #[must_use]
    pub fn display(&self) -> &Arc<str> {
        &self.display
    }

    /// The content. Bytes that were no UTF-8 stand as as many `?`.
    #[must_use]
    pub fn text(&self) -> &Arc<str> {
        &self.text
    }

    /// Whether a user could edit this file (not an embedded or downloaded one).
    #[must_use]
    pub fn editable(&self) -> bool {
        self.editable
    }

    /// Offsets at which lines start.
    pub fn lines(&self) -> &[u32] {
        self.lines.get_or_init(|| {
            let breaks = self.text.bytes().enumerate().filter(|(_, b)| *b == b'\n');
            std::iter::once(0)
                .chain(breaks.map(|(i, _)| u32::try_from(i + 1).unwrap_or(u32::MAX)))
                .collect()
        })
    }

    /// Line and column of an offset; an offset within a character counts as its start.
    #[must_use]
    pub fn position(&self, offset: u32) -> LineColumn {
        let mut at = (offset as usize).min(self.text.len());
        while !self.text.is_char_boundary(at) {
            at -= 1;
        }
        let offset = u32::try_from(at).unwrap_or(u32::MAX);
        let lines = self.lines();
        let line = lines.partition_point(|start| *start <= offset).max(1);
        let start = lines.get(line - 1).map_or(0, |s| *s as usize);
        let column = self.characters(start, at) + 1;
        LineColumn {
            line: u32::try_from(line).unwrap_or(u32::MAX),
            column: u32::try_from(column).unwrap_or(u32::MAX),
            offset,
        }
    }

    /// How many characters begin in a range. The table keeps a file that is one long line from
    /// being counted through for each of its labels.
    fn characters(&self, start: usize, end: usize) -> usize {
        if end.saturating_sub(start) < STRIDE {
            return begun(self.text.as_bytes().get(start..end).unwrap_or_default());
        }
        self.characters_before(end) - self.characters_before(start)
    }

    fn characters_before(&self, offset: usize) -> usize {
        let strides = self.strides.get_or_init(|| {
            let mut sum = 0;
            let chunks = self.text.as_bytes().chunks(STRIDE);
            let sums = chunks.map(|chunk| {
                sum += begun(chunk);
                u32::try_from(sum).unwrap_or(u32::MAX)
            });
            std::iter::once(0).chain(sums).collect()
        });
        let stride = offset / STRIDE;
        let rest = self.text.as_bytes().get(stride * STRIDE..offset).unwrap_or_default();
        strides.get(stride).map_or(0, |sum| *sum as usize) + begun(rest)
    }
}

/// How many characters begin in these bytes of UTF-8.
fn begun(bytes: &[u8]) -> usize {
    bytes.iter().filter(|b| **b & 0xC0 != 0x80).count()
}

/// The files that a run has read; shared by all stages and threads.
#[derive(Debug, Default)]
pub struct Sources {
    files: RwLock<Files>,
}

#[derive(Debug, Default)]
struct Files {
    all: Vec<Arc<SourceFile>>,
    /// The newest file of each path.
    newest: FxHashMap<PathBuf, FileId>,
    bytes: usize,
}

impl Sources {
    /// Adds a file and names it; a content that a path has already keeps its name.
    pub fn add(&self, path: PathBuf, display: Arc<str>, text: Arc<str>, editable: bool) -> FileId {
        let mut files = self.files.write().unwrap_or_else(PoisonError::into_inner);
        let known = files.newest.get(&path).copied();
        let same = known.filter(|id| {
            files.all.get(id.0 as usize).is_some_and(|file| {
                file.text == text && file.display == display && file.editable == editable
            })
        });
        if let Some(id) = same {
            return id;
        }
        let id = FileId(u32::try_from(files.all.len()).unwrap_or(u32::MAX));
        files.newest.insert(path.clone(), id);
        files.bytes += text.len();
        let (lines, strides) = (OnceLock::new(), OnceLock::new());
        files.all.push(Arc::new(SourceFile { path, display, text, editable, lines, strides }));
        id
    }

    /// The file of an id.
    #[must_use]
    pub fn get(&self, id: FileId) -> Option<Arc<SourceFile>> {
        self.files.read().unwrap_or_else(PoisonError::into_inner).all.get(id.0 as usize).cloned()
    }

    /// How many files were read.
    #[must_use]
    pub fn len(&self) -> usize {
        self.files.read().unwrap_or_else(PoisonError::into_inner).all.len()
    }

    /// How many bytes the texts have together.
    #[must_use]
    pub fn bytes(&self) -> usize {
        self.files.read().unwrap_or_else(PoisonError::into_inner).bytes
    }

    /// Whether no file was read.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// File and start position of a span.
    #[must_use]
    pub fn locate(&self, span: Span) -> Option<(Arc<SourceFile>, LineColumn)> {
        let file = self.get(span.file)?;
        let position = file.position(span.range.start);
        Some((file, position))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Range;

    #[test]
    fn columns_count_characters_and_offsets_count_bytes() {
        let sources = Sources::default();
        let id = sources.add("/x.tf".into(), "x.tf".into(), "a\r\nüb\n".into(), true);
        let (file, at) = sources.locate(Range::new(5, 6).in_file(id)).unwrap();
        assert_eq!(at, LineColumn { line: 2, column: 2, offset: 5 });
        assert_eq!(file.position(4), LineColumn { line: 2, column: 1, offset: 3 });
        assert_eq!(file.position(99), LineColumn { line: 3, column: 1, offset: 7 });
    }

    #[test]
    fn columns_of_long_lines_are_counted_with_a_table() {
        let sources = Sources::default();
        let text = format!("a\n{}", "xü".repeat(10_000));
        let id = sources.add("/x.tf".into(), "x.tf".into(), text.as_str().into(), true);
        let file = sources.get(id).unwrap();
        for offset in [2, 4095, 4096, 4097, 8192, 12_289, 30_001, 30_002] {
            let at = file.position(offset);
            let column = text[2..at.offset as usize].chars().count() + 1;
            assert_eq!((at.line, at.column as usize), (2, column), "{offset}");
        }
    }
}
