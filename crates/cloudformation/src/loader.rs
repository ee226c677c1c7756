//! Reads and parses templates once, and the manifests of the assemblies that they are part of.

use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use rustc_hash::FxHashMap;
use vpcelint_source::{FileId, Gravity, Notice, ReadError, Reader, clean_path};
use vpcelint_syntax::ParsedDocument;
use vpcelint_syntax::document::Document;

use crate::assembly::Assembly;
use crate::detect::{claims_to_be_template, is_template, may_be_template};
use crate::template::Template;

/// What a file is that may be a template.
#[derive(Debug, Clone)]
pub enum Candidate {
    /// A template.
    Template(Arc<Template>),
    /// A template that can't be read, and why.
    Broken(Vec<Notice>),
    /// Something else.
    Other,
}

/// What was found in a file.
#[derive(Debug)]
pub enum Probe {
    /// A template, or what was meant as one.
    Ours(Box<Ours>),
    /// What an earlier run has found.
    Known(Candidate),
    /// A template that is not read, and why.
    Refused(Notice),
    /// Something else.
    Other,
}

/// A template that is in no table yet.
#[derive(Debug)]
pub struct Ours {
    text: Arc<str>,
    broken: Option<usize>,
    parsed: ParsedDocument,
}

/// The file of what is in no table yet.
const NOWHERE: FileId = FileId(u32::MAX);

/// What all templates of a run share: the files and the templates read so far.
#[derive(Debug)]
pub struct Loader<'a> {
    /// Reads files.
    pub reader: Reader<'a>,
    templates: Mutex<FxHashMap<PathBuf, Candidate>>,
    included: Mutex<FxHashMap<PathBuf, Option<Arc<Document>>>>,
    assemblies: Mutex<FxHashMap<PathBuf, Option<Arc<Assembly>>>>,
    trees: Option<&'a Trees>,
}

/// Templates that outlive a run: the newest of each path, by the content that it was made of.
#[derive(Debug, Default)]
pub struct Trees(Mutex<FxHashMap<PathBuf, (Arc<str>, Candidate)>>);

impl Trees {
    fn get(&self, path: &Path, text: &str) -> Option<Candidate> {
        let trees = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        trees.get(path).filter(|(of, _)| **of == *text).map(|(_, candidate)| candidate.clone())
    }

    fn keep(&self, path: &Path, text: Arc<str>, candidate: &Candidate) {
        let mut trees = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        trees.insert(path.to_path_buf(), (text, candidate.clone()));
    }
}

impl<'a> Loader<'a> {
    /// A loader that has read nothing.
    #[must_use]
    pub fn new(reader: Reader<'a>) -> Self {
        Self {
            reader,
            templates: Mutex::default(),
            included: Mutex::default(),
            assemblies: Mutex::default(),
            trees: None,
        }
    }

    /// The loader, with templates that outlive it.
    #[must_use]
    pub fn with_trees(self, trees: Option<&'a Trees>) -> Self {
        Self { trees, ..self }
    }

    /// What a file is, read once.
    pub fn template(&self, path: &Path) -> Candidate {
        let path = clean_path(path);
        if let Some(known) = self.templates().get(&path) {
            return known.clone();
        }
        let probe = self.probe(&path);
        self.keep(&path, probe)
    }

    fn templates(&self) -> MutexGuard<'_, FxHashMap<PathBuf, Candidate>> {
        self.templates.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Lets go of a template that nothing else uses: trees take much memory.
    pub fn forget(&self, path: &Path) {
        self.templates().remove(&clean_path(path));
    }

    /// Looks into a file, without adding it to the table of files: many can be looked into at once.
    #[must_use]
    pub fn probe(&self, path: &Path) -> Probe {
        let limits = &self.reader.budget.limits;
        let bytes = match self.reader.system.read(path, limits.file_bytes) {
            Ok(bytes) => bytes,
            Err(error @ ReadError::TooLarge(_)) => return self.too_large(path, &error),
            // What can't be read is not known to be ours.
            Err(_) => return Probe::Other,
        };
        if !std::str::from_utf8(&bytes).map_or(true, may_be_template) {
            return Probe::Other;
        }
        if !self.reader.within_boundary(path) {
            return Probe::Refused(self.reader.outside(path));
        }
        let (text, broken) = vpcelint_source::text_of(bytes);
        if let Some(known) = self.trees.and_then(|trees| trees.get(path, &text)) {
            return Probe::Known(known);
        }
        let parsed = vpcelint_syntax::parse_document(NOWHERE, &text, limits);
        let fails = parsed.notices.iter().any(|n| n.gravity == Gravity::Error);
        let ours = match &parsed.document {
            Some(document) if is_template(&document.root) => true,
            // Without what could not be read a template may have no resource left.
            Some(document) => {
                let root = &document.root;
                let left = root.entries().is_empty() || root.get("Resources").is_some();
                left && !parsed.notices.is_empty() && claims_to_be_template(&text)
            }
            None => claims_to_be_template(&text),
        };
        if ours && fails && is_filled_in(&text) {
            let message = "not read: another tool fills this template in before it is deployed";
            let path = Some(self.reader.display(path));
            return Probe::Refused(Notice::about(Gravity::Notice, path, message));
        }
        if ours {
            return Probe::Ours(Box::new(Ours { text, broken, parsed }));
        }
        if let Some(trees) = self.trees {
            trees.keep(path, text, &Candidate::Other);
        }
        Probe::Other
    }

    /// Adds a file that was looked into to the table of files, and says what it is.
    pub fn keep(&self, path: &Path, probe: Probe) -> Candidate {
        let path = clean_path(path);
        let candidate = match probe {
            Probe::Other => Candidate::Other,
            Probe::Known(candidate) => candidate,
            Probe::Refused(notice) => Candidate::Broken(vec![notice]),
            Probe::Ours(ours) => self.candidate(&path, *ours),
        };
        self.templates().entry(path).or_insert(candidate).clone()
    }

    fn candidate(&self, path: &Path, ours: Ours) -> Candidate {
        let Ours { text, broken, parsed } = ours;
        let read = self.reader.add(path, text.clone(), broken, editable(path));
        let here = |notice: Notice| Notice {
            span: notice.span.map(|span| span.range.in_file(read.id)),
            ..notice
        };
        let mut notices: Vec<_> = parsed.notices.into_iter().map(here).collect();
        notices.extend(read.not_utf8());
        let candidate = match parsed.document {
            Some(mut document) => {
                document.id = read.id;
                let display = self.reader.display(path);
                let template = Template::new(path.to_path_buf(), display, document, notices);
                Candidate::Template(Arc::new(template))
            }
            None => Candidate::Broken(notices),
        };
        if let Some(trees) = self.trees {
            trees.keep(path, text, &candidate);
        }
        candidate
    }

    /// The document of a file that a template includes, read once; what is wrong in it is said the
    /// first time.
    pub(crate) fn included(
        &self,
        path: &Path,
        say: &mut dyn FnMut(Notice),
    ) -> Option<Arc<Document>> {
        let all = || self.included.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(known) = all().get(path) {
            return known.clone();
        }
        let read = self.reader.read(path, true).ok().and_then(|read| {
            let limits = &self.reader.budget.limits;
            let parsed = vpcelint_syntax::parse_document(read.id, &read.text, limits);
            parsed.notices.into_iter().for_each(say);
            parsed.document.map(Arc::new)
        });
        all().entry(path.to_path_buf()).or_insert(read).clone()
    }

    /// A file above the cap is only worth a word where its beginning says that it is a template.
    fn too_large(&self, path: &Path, error: &ReadError) -> Probe {
        /// Bytes that are looked at.
        const HEAD: u64 = 64 << 10;
        let head = self.reader.system.head(path, HEAD).unwrap_or_default();
        if !may_be_template(&String::from_utf8_lossy(&head)) {
            return Probe::Other;
        }
        let notice = self.reader.unreadable(path, error);
        Probe::Refused(Notice { gravity: Gravity::Error, ..notice })
    }

    /// The cloud assembly whose manifest lies beside a template, read once.
    pub fn assembly_of(&self, template: &Path) -> Option<Arc<Assembly>> {
        let directory = template.parent()?.to_path_buf();
        let all = || self.assemblies.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(known) = all().get(&directory) {
            return known.clone();
        }
        let read = Assembly::read(&self.reader, &directory).map(Arc::new);
        all().entry(directory).or_insert(read).clone()
    }
}

/// Whether a text has the marks of a tool that fills it in: `templatefile`, Jinja or Go's templates.
fn is_filled_in(text: &str) -> bool {
    let marked = |line: &str| {
        let line = line.trim_start();
        ["%{", "{%", "{{"].iter().any(|mark| line.starts_with(mark))
            || line.contains("{{ ") && line.contains(" }}")
    };
    text.lines().any(marked)
}

/// Whether a person edits this file: what a tool has synthesised or built is nobody's.
fn editable(path: &Path) -> bool {
    let made = |name: &std::ffi::OsStr| name == ".aws-sam";
    !path.components().any(|c| made(c.as_os_str()))
}
