//! The files that the client has open, with what it has not saved.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use lsp_types::{TextDocumentContentChangeEvent, Uri};

use crate::position::{Encoding, Lines};
use crate::uri;

/// A file that is open.
#[derive(Debug, Clone)]
pub(crate) struct Document {
    /// As the client writes it.
    pub(crate) uri: Uri,
    pub(crate) version: i32,
    pub(crate) text: Arc<str>,
}

/// All files that are open, by path.
#[derive(Debug, Clone, Default)]
pub(crate) struct Documents(BTreeMap<PathBuf, Document>);

impl Documents {
    /// A file was opened; its path, if it is one.
    pub(crate) fn open(&mut self, document: Document) -> Option<PathBuf> {
        let path = uri::to_path(&document.uri)?;
        self.0.insert(path.clone(), document);
        Some(path)
    }

    /// A file was changed; changes build upon each other.
    pub(crate) fn change(
        &mut self,
        uri: &Uri,
        version: i32,
        changes: Vec<TextDocumentContentChangeEvent>,
        encoding: Encoding,
    ) {
        let document = uri::to_path(uri).and_then(|path| self.0.get_mut(&path));
        let Some(document) = document else { return };
        let mut text = document.text.to_string();
        for change in changes {
            text = match change.range {
                None => change.text,
                Some(range) => {
                    let lines = Lines::new(text.as_str(), encoding);
                    let (start, end) = (lines.offset(range.start), lines.offset(range.end));
                    let before = text.get(..start).unwrap_or_default();
                    let after = text.get(end.max(start)..).unwrap_or_default();
                    [before, &change.text, after].concat()
                }
            };
        }
        document.text = text.into();
        document.version = version;
    }

    /// A file was closed.
    pub(crate) fn close(&mut self, uri: &Uri) {
        if let Some(path) = uri::to_path(uri) {
            self.0.remove(&path);
        }
    }

    pub(crate) fn get(&self, path: &Path) -> Option<&Document> {
        self.0.get(path)
    }

    /// All of them, by path.
    pub(crate) fn iter(&self) -> impl Iterator<Item = (&PathBuf, &Document)> {
        self.0.iter()
    }
}

#[cfg(test)]
mod tests {
    use std::str::FromStr as _;

    use lsp_types::{Position, Range};
    use proptest::prelude::*;

    use super::*;

    fn edit(start: (u32, u32), end: (u32, u32), text: &str) -> TextDocumentContentChangeEvent {
        let at = |(line, character)| Position { line, character };
        TextDocumentContentChangeEvent {
            range: Some(Range { start: at(start), end: at(end) }),
            range_length: None,
            text: text.to_owned(),
        }
    }

    fn changed(text: &str, changes: Vec<TextDocumentContentChangeEvent>) -> String {
        let uri = Uri::from_str("file:///a.tf").unwrap();
        let mut documents = Documents::default();
        let document = Document { uri: uri.clone(), version: 1, text: text.into() };
        let path = documents.open(document).unwrap();
        documents.change(&uri, 2, changes, Encoding::Utf16);
        let document = documents.get(&path).unwrap();
        assert_eq!(document.version, 2);
        document.text.to_string()
    }

    #[test]
    fn changes_build_upon_each_other() {
        let changes =
            vec![edit((0, 1), (0, 3), "x"), edit((0, 2), (1, 0), ""), edit((9, 9), (9, 9), "!")];
        assert_eq!(changed("a\u{1f600}b\nc", changes), "axc!");
        let whole = TextDocumentContentChangeEvent {
            range: None,
            range_length: None,
            text: "new".to_owned(),
        };
        assert_eq!(changed("old", vec![edit((0, 0), (0, 1), ""), whole]), "new");
    }

    proptest! {
        #[test]
        fn no_edit_breaks_it(
            text in "[a\u{1f600}\r\n]{0,20}",
            edits in prop::collection::vec(((0u32..5, 0u32..9), (0u32..5, 0u32..9), "[b\n]{0,3}"), 0..6),
        ) {
            let edits = edits.iter().map(|(start, end, text)| edit(*start, *end, text)).collect();
            changed(&text, edits);
        }
    }
}
