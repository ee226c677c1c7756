//! Texts above the files of another system: what an editor has not saved, or a fix would write.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use crate::{Entry, EntryKind, ReadError, System, clean_path};

/// A system in which some files have other contents.
#[derive(Debug, Clone)]
pub struct Overlay<'a> {
    below: &'a dyn System,
    texts: BTreeMap<PathBuf, Arc<str>>,
    working_directory: Option<PathBuf>,
}

impl<'a> Overlay<'a> {
    /// Nothing above a system yet.
    #[must_use]
    pub fn new(below: &'a dyn System) -> Self {
        Self { below, texts: BTreeMap::new(), working_directory: None }
    }

    /// Puts a text above a file, or makes one.
    pub fn put(&mut self, path: &Path, text: impl Into<Arc<str>>) {
        self.texts.insert(clean_path(path), text.into());
    }

    /// The same, with another working directory.
    #[must_use]
    pub fn working_in(self, directory: &Path) -> Self {
        Self { working_directory: Some(clean_path(directory)), ..self }
    }
}

impl System for Overlay<'_> {
    fn read(&self, path: &Path, limit: u64) -> Result<Vec<u8>, ReadError> {
        match self.texts.get(&clean_path(path)) {
            Some(text) if text.len() as u64 > limit => Err(ReadError::TooLarge(text.len() as u64)),
            Some(text) => Ok(text.as_bytes().to_vec()),
            None => self.below.read(path, limit),
        }
    }

    fn head(&self, path: &Path, bytes: u64) -> Option<Vec<u8>> {
        let Some(text) = self.texts.get(&clean_path(path)) else {
            return self.below.head(path, bytes);
        };
        let end = usize::try_from(bytes).unwrap_or(usize::MAX).min(text.len());
        text.as_bytes().get(..end).map(<[u8]>::to_vec)
    }

    fn list(&self, directory: &Path, depth: usize) -> Vec<Entry> {
        let mut entries = self.below.list(directory, depth);
        for path in self.texts.keys() {
            let levels = path.strip_prefix(directory).map_or(0, |rest| rest.components().count());
            let listed = (1..=depth).contains(&levels);
            if listed && !entries.iter().any(|entry| entry.path == *path) {
                let kind = EntryKind::File;
                entries.push(Entry { path: path.clone(), kind, link: false });
            }
        }
        entries.sort();
        entries
    }

    fn find(&self, directory: &Path, wanted: &dyn Fn(&str) -> bool) -> Vec<PathBuf> {
        let mut files = self.below.find(directory, wanted);
        for path in self.texts.keys() {
            let name = path.file_name().and_then(|n| n.to_str()).unwrap_or_default();
            if path.starts_with(directory) && wanted(name) && !files.contains(path) {
                files.push(path.clone());
            }
        }
        files
    }

    fn kind(&self, path: &Path) -> Option<EntryKind> {
        match self.texts.contains_key(&clean_path(path)) {
            true => Some(EntryKind::File),
            false => self.below.kind(path),
        }
    }

    fn canonical(&self, path: &Path) -> Option<PathBuf> {
        let real = self.below.canonical(path);
        real.or_else(|| self.texts.contains_key(&clean_path(path)).then(|| clean_path(path)))
    }

    fn variable(&self, name: &str) -> Option<String> {
        self.below.variable(name)
    }

    fn variables(&self, prefix: &str) -> Vec<(String, String)> {
        self.below.variables(prefix)
    }

    fn working_directory(&self) -> PathBuf {
        self.working_directory.clone().unwrap_or_else(|| self.below.working_directory())
    }
}
