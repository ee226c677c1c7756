//! Which configuration holds for a root: the nearest upward to the repository's root, or the one that
//! is named on the command line.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};

use vpcelint_source::{EntryKind, Notice, Reader, clean_path};
use vpcelint_terraform::Argument;

use super::{NAME, read};
use crate::given::AllGiven;
use crate::pipeline::Options;

/// The configurations of a run.
#[derive(Debug)]
pub(crate) struct Configs<'a> {
    reader: &'a Reader<'a>,
    options: &'a Options,
    by_path: Mutex<BTreeMap<Option<PathBuf>, Arc<AllGiven>>>,
    notices: Mutex<Vec<Notice>>,
}

impl<'a> Configs<'a> {
    pub(crate) fn new(reader: &'a Reader<'a>, options: &'a Options) -> Self {
        let (by_path, notices) = (Mutex::default(), Mutex::default());
        Self { reader, options, by_path, notices }
    }

    /// What holds for what is in a directory.
    pub(crate) fn of(&self, directory: &Path, boundary: &Path) -> Arc<AllGiven> {
        let path = match &self.options.config {
            Some(path) => Some(clean_path(&self.reader.working_directory.join(path))),
            None => self.nearest(directory, boundary),
        };
        let mut by_path = self.by_path.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(given) = by_path.get(&path) {
            return given.clone();
        }
        let mut notices = Vec::new();
        let Reader { system, sources, budget, .. } = *self.reader;
        let inside = Reader::new(system, sources, budget, boundary.to_path_buf());
        let within = self.options.config.is_none().then_some(&inside);
        let config = path.as_deref().map(|path| read(self.reader, path, within, &mut notices));
        let mut config = config.unwrap_or_default();
        let mut given = self.options.given.clone();
        given.region = given.region.or_else(|| config.region.clone());
        given.zones = config.zones.clone();
        let backend = config.backend.iter();
        let backend = backend.map(|(name, text)| Argument::Value(name.clone(), text.clone()));
        given.backend = backend.chain(given.backend.iter().cloned()).collect();
        for assumption in &mut config.assume {
            assumption.region = given.region.clone();
            given.assumed.extend(assumption.values());
        }
        let config = Arc::new(config);
        let mut given = AllGiven::read(self.reader, &given, &mut notices);
        given.config = config;
        self.notices.lock().unwrap_or_else(PoisonError::into_inner).append(&mut notices);
        let given = Arc::new(given);
        by_path.insert(path, given.clone());
        given
    }

    fn nearest(&self, directory: &Path, boundary: &Path) -> Option<PathBuf> {
        let within = directory.ancestors().take_while(|above| above.starts_with(boundary));
        let files = within.map(|above| above.join(NAME));
        files.into_iter().find(|file| self.reader.system.kind(file) == Some(EntryKind::File))
    }

    /// What is to be said of them.
    pub(crate) fn notices(self) -> Vec<Notice> {
        self.notices.into_inner().unwrap_or_else(PoisonError::into_inner)
    }
}
