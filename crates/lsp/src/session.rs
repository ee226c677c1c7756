//! What the server knows of the files: those that are open, answers of the disk, and what was made of
//! them before.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use vpcelint_driver::{Checked, Hover, Kept, Options, Selection};
use vpcelint_source::{Budget, Diagnostic, Disk, Edit, Fix, Overlay, Remembering, Sources};

use crate::documents::Documents;
use crate::settings::Settings;

/// The table of files holds each content that a file has had. Above so many bytes it begins anew.
const MOST_BYTES: usize = 256 << 20;

/// One session with a client.
#[derive(Debug)]
pub(crate) struct Session {
    disk: Remembering<'static>,
    /// The folder that the client works in.
    folder: PathBuf,
    pub(crate) documents: Documents,
    pub(crate) settings: Settings,
    sources: Sources,
    kept: Arc<Kept>,
}

impl Session {
    pub(crate) fn new(folder: PathBuf, settings: Settings) -> Self {
        Self {
            disk: Remembering::new(&Disk),
            folder,
            documents: Documents::default(),
            settings,
            sources: Sources::default(),
            kept: Arc::default(),
        }
    }

    pub(crate) fn sources(&self) -> &Sources {
        &self.sources
    }

    pub(crate) fn folder(&self) -> &Path {
        &self.folder
    }

    /// Something happened to files on the disk.
    pub(crate) fn changed(&self, paths: &BTreeSet<PathBuf>) {
        self.disk.forget(paths);
    }

    /// Anything may have happened on the disk.
    pub(crate) fn all_changed(&self) {
        self.disk.forget_all();
    }

    /// Begins anew, with the files that are open.
    pub(crate) fn renew(&mut self) {
        self.sources = Sources::default();
        self.kept = Arc::default();
        self.disk.forget_all();
    }

    /// The files with what is not saved.
    fn system(&self) -> Overlay<'_> {
        let mut system = Overlay::new(&self.disk).working_in(&self.folder);
        for (path, document) in self.documents.iter() {
            system.put(path, document.text.clone());
        }
        system
    }

    fn options(&self, paths: Vec<PathBuf>) -> Options {
        Options { paths, config: self.settings.config.clone(), ..Options::default() }
    }

    /// Analyses every root and template that reaches an open file.
    pub(crate) fn check(&mut self, budget: &Budget) -> Checked {
        if self.sources.bytes() > MOST_BYTES {
            self.renew();
        }
        let paths: Vec<PathBuf> = self.documents.iter().map(|(path, _)| path.clone()).collect();
        if paths.is_empty() {
            return Checked::default();
        }
        let options = Options { kept: Some(self.kept.clone()), ..self.options(paths) };
        let selection = self.settings.selection();
        vpcelint_driver::check(&self.system(), &self.sources, budget, &options, selection)
    }

    /// What is to be said of the declaration at an offset of an open file.
    pub(crate) fn hover(&self, path: &Path, offset: u32) -> Option<Hover> {
        let (system, sources, budget) = (self.system(), Sources::default(), Budget::default());
        let options = self.options(Vec::new());
        vpcelint_driver::hover(&system, &sources, &budget, &options, (path, offset))
    }

    /// Whether the code is better with the fix of a finding in a file: the finding is gone, and nothing
    /// else came.
    pub(crate) fn is_mended(&self, path: &Path, finding: &Diagnostic) -> bool {
        !self.mended(path, &[finding]).is_empty()
    }

    /// Those of the findings in a file, by their fingerprints, whose fixes the code is better with.
    pub(crate) fn mended(&self, path: &Path, findings: &[&Diagnostic]) -> Vec<String> {
        let (system, sources, budget) = (self.system(), Sources::default(), Budget::default());
        let options = self.options(vec![path.to_path_buf()]);
        let wanted =
            |d: &Diagnostic, _: &Fix| findings.iter().any(|f| f.fingerprint == d.fingerprint);
        let selection = Selection { pedantic: true, ..self.settings.selection() };
        vpcelint_driver::fixes(&system, &sources, &budget, &options, selection, &wanted).mended
    }

    /// The comment that suppresses a finding.
    pub(crate) fn silence(&self, finding: &Diagnostic) -> Option<Edit> {
        vpcelint_driver::silence(&self.sources, &Budget::default(), finding)
    }
}
