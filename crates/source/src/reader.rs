//! Reads files into the table of files: nothing outside of a boundary, nothing above the cap.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use crate::{Budget, FileId, Gravity, Notice, Range, ReadError, Sources, System, clean_path};

/// Reads files below a boundary.
#[derive(Debug)]
pub struct Reader<'a> {
    /// Access to files and the environment.
    pub system: &'a dyn System,
    /// The table of files.
    pub sources: &'a Sources,
    /// The caps.
    pub budget: &'a Budget,
    /// Nothing above this directory is read.
    pub boundary: PathBuf,
    /// Paths in output are relative to this directory.
    pub working_directory: PathBuf,
}

/// The text of a file.
#[derive(Debug, Clone)]
pub struct Text {
    /// Its number.
    pub id: FileId,
    /// What stands in it; bytes that are no UTF-8 stand as as many `?`.
    pub text: Arc<str>,
    /// The first byte that is no UTF-8.
    pub broken: Option<usize>,
}

/// How a file begins that git-crypt has encrypted.
const ENCRYPTED: &[u8] = b"\0GITCRYPT\0";

impl<'a> Reader<'a> {
    /// A reader of what lies below a boundary.
    #[must_use]
    pub fn new(
        system: &'a dyn System,
        sources: &'a Sources,
        budget: &'a Budget,
        boundary: PathBuf,
    ) -> Self {
        let working_directory = system.working_directory();
        Self { system, sources, budget, boundary, working_directory }
    }

    /// A path as output shows it: relative to the working directory, with `/`.
    #[must_use]
    pub fn display(&self, path: &Path) -> Arc<str> {
        relative(&self.working_directory, path).into()
    }

    /// Whether a path may be read: it is below the boundary, links followed.
    #[must_use]
    pub fn within_boundary(&self, path: &Path) -> bool {
        let real = self.system.canonical(path).unwrap_or_else(|| clean_path(path));
        real.starts_with(&self.boundary)
            || self.system.canonical(&self.boundary).is_some_and(|b| real.starts_with(b))
    }

    /// Reads a file of ours; the boundary is the caller's to check, where links may lead out of it.
    ///
    /// # Errors
    /// What is to be said where it can't be read, or must not be.
    pub fn read(&self, path: &Path, editable: bool) -> Result<Text, Notice> {
        let limit = self.budget.limits.file_bytes;
        let bytes = self.system.read(path, limit);
        let bytes = bytes.map_err(|error| self.unreadable(path, &error))?;
        if bytes.starts_with(ENCRYPTED) {
            let message =
                "not read: the file is encrypted by git-crypt; `git-crypt unlock` opens it";
            return Err(Notice::about(Gravity::Notice, Some(self.display(path)), message));
        }
        let (text, broken) = text_of(bytes);
        Ok(self.add(path, text, broken, editable))
    }

    /// Adds the text of a file to the table.
    #[must_use]
    pub fn add(&self, path: &Path, text: Arc<str>, broken: Option<usize>, editable: bool) -> Text {
        let display = self.display(path);
        let id = self.sources.add(path.to_path_buf(), display, text.clone(), editable);
        Text { id, text, broken }
    }

    /// What is said about a file that can't be read.
    #[must_use]
    pub fn unreadable(&self, path: &Path, error: &ReadError) -> Notice {
        let limit = self.budget.limits.file_bytes;
        let (gravity, message) = match error {
            ReadError::Missing => (Gravity::Error, "no such file".to_owned()),
            ReadError::NotAFile => (Gravity::Error, "this is no file".to_owned()),
            ReadError::TooLarge(bytes) => (
                Gravity::Notice,
                format!(
                    "not read: the file has {bytes} bytes, more than the cap of {limit} (`file_bytes`)"
                ),
            ),
            ReadError::Refused(why) => (Gravity::Error, format!("the file can't be read: {why}")),
        };
        Notice::about(gravity, Some(self.display(path)), message)
    }

    /// What is said about a file outside of the boundary.
    #[must_use]
    pub fn outside(&self, path: &Path) -> Notice {
        let boundary = self.display(&self.boundary);
        let message = format!("not read: the file lies outside of `{boundary}`");
        Notice::about(Gravity::Notice, Some(self.display(path)), message)
    }
}

impl Text {
    /// What is said where the text is no UTF-8.
    #[must_use]
    pub fn not_utf8(&self) -> Option<Notice> {
        let offset = self.broken?;
        let span = Range::new(offset, offset + 1).in_file(self.id);
        Some(Notice::error(span, "the file is not UTF-8 text: save it in this encoding"))
    }
}

/// The text of a file, bytes that are no UTF-8 replaced one by one, and the offset of the first.
#[must_use]
pub fn text_of(bytes: Vec<u8>) -> (Arc<str>, Option<usize>) {
    let bytes = match String::from_utf8(bytes) {
        Ok(text) => return (text.into(), None),
        Err(error) => error.into_bytes(),
    };
    let mut text = String::with_capacity(bytes.len());
    let mut first = None;
    for chunk in bytes.utf8_chunks() {
        text.push_str(chunk.valid());
        if !chunk.invalid().is_empty() {
            first.get_or_insert(text.len());
            text.extend(std::iter::repeat_n('?', chunk.invalid().len()));
        }
    }
    (text.into(), first)
}

/// The path of `path` as seen from `base`, with `/`.
#[must_use]
pub fn relative(base: &Path, path: &Path) -> String {
    let (base, path) = (clean_path(base), clean_path(path));
    let (mut from, mut to) = (base.components().peekable(), path.components().peekable());
    while let (Some(a), Some(b)) = (from.peek(), to.peek()) {
        if a != b {
            break;
        }
        from.next();
        to.next();
    }
    let up = from.map(|_| "..".to_owned());
    let down = to.map(|c| c.as_os_str().to_string_lossy().into_owned());
    let parts: Vec<_> = up.chain(down).collect();
    if parts.is_empty() { ".".into() } else { parts.join("/") }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn invalid_bytes_keep_their_length() {
        let (text, at) = text_of(b"a\xff\xfe\xc3b".to_vec());
        assert_eq!((&*text, at), ("a???b", Some(1)));
    }

    #[test]
    fn paths_are_relative_to_the_working_directory() {
        for (base, path, shown) in [
            ("/a/b", "/a/b/c", "c"),
            ("/a/b", "/a", ".."),
            ("/a/b", "/x/y", "../../x/y"),
            ("/a", "/a", "."),
        ] {
            assert_eq!(relative(Path::new(base), Path::new(path)), shown);
        }
    }
}
