//! Reads and parses files once, and the directories that make modules once.

use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use rustc_hash::FxHashMap;
use smol_str::SmolStr;
use vpcelint_source::{Entry, EntryKind, FileId, Notice, Reader, Text, clean_path};
use vpcelint_syntax::hcl::File;

use crate::config::{Module, is_override};
use crate::modules::{self, Installed};
use crate::state::READER;

/// What all roots of a run share: the outside world, the files and the modules read so far.
#[derive(Debug)]
pub struct Loader<'a> {
    /// Reads files.
    pub reader: Reader<'a>,
    modules: Mutex<FxHashMap<PathBuf, Arc<Module>>>,
    /// Files that were looked into before their module was asked for.
    early: Mutex<FxHashMap<PathBuf, Early>>,
    /// What stands in each directory that was listed.
    listings: Mutex<FxHashMap<PathBuf, Arc<[Entry]>>>,
    /// What `terraform init` has installed for each root.
    pub(crate) installed: Mutex<FxHashMap<PathBuf, Arc<Installed>>>,
    /// Files of values, read once.
    values: Mutex<FxHashMap<PathBuf, Arc<Loaded>>>,
    /// Values of the command line and the environment, by who gives them.
    given: Mutex<FxHashMap<(SmolStr, SmolStr), FileId>>,
    /// Whether each directory of a local module can be used.
    locals: Mutex<FxHashMap<PathBuf, Result<(), Absent>>>,
    trees: Option<&'a Trees>,
}

/// Trees that outlive a run: the newest of each path, by the content that it was made of.
#[derive(Debug, Default)]
pub struct Trees(Mutex<FxHashMap<PathBuf, (FileId, Syntax, Loaded)>>);

impl Trees {
    fn get(&self, path: &Path, id: FileId, syntax: Syntax) -> Option<Loaded> {
        let trees = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let known = trees.get(path).filter(|(of, read_as, _)| *of == id && *read_as == syntax);
        known.map(|(_, _, loaded)| loaded.clone())
    }

    fn keep(&self, path: &Path, id: FileId, syntax: Syntax, loaded: &Loaded) {
        let mut trees = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        trees.insert(path.to_path_buf(), (id, syntax, loaded.clone()));
    }
}

/// A file that was read and parsed.
#[derive(Debug, Clone)]
pub(crate) struct Loaded {
    /// Its tree.
    pub(crate) file: Arc<File>,
    /// What was wrong in it.
    pub(crate) notices: Vec<Notice>,
}

/// A file of configuration that was read, or read and parsed, to find out what it calls.
#[derive(Debug)]
enum Early {
    Read(Text),
    Parsed(Loaded),
}

/// Why a module is not there.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Absent {
    /// It is in a registry or a repository.
    Remote,
    /// It lies outside of what may be read.
    OutsideBoundary,
    /// Its directory is not there or has no configuration.
    NoConfiguration,
}

/// How a file is to be read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Syntax {
    /// Configuration, by its name native or JSON.
    Configuration,
    /// Values of variables, by its name native or JSON.
    Values,
}

impl<'a> Loader<'a> {
    /// A loader that has read nothing.
    #[must_use]
    pub fn new(reader: Reader<'a>) -> Self {
        Self {
            reader,
            modules: Mutex::default(),
            early: Mutex::default(),
            listings: Mutex::default(),
            installed: Mutex::default(),
            values: Mutex::default(),
            given: Mutex::default(),
            locals: Mutex::default(),
            trees: None,
        }
    }

    /// The loader, with trees that outlive it.
    #[must_use]
    pub fn with_trees(self, trees: Option<&'a Trees>) -> Self {
        Self { trees, ..self }
    }

    /// A path as output shows it: relative to the working directory, with `/`.
    #[must_use]
    pub fn display(&self, path: &Path) -> Arc<str> {
        modules::shown(path).map_or_else(|| self.reader.display(path), Into::into)
    }

    /// The configuration of a directory, read once.
    pub fn module(&self, directory: &Path) -> Arc<Module> {
        let directory = clean_path(directory);
        if let Some(module) =
            self.modules.lock().unwrap_or_else(PoisonError::into_inner).get(&directory)
        {
            return module.clone();
        }
        let module = Arc::new(Module::load(self, &directory));
        let mut modules = self.modules.lock().unwrap_or_else(PoisonError::into_inner);
        modules.entry(directory).or_insert(module).clone()
    }

    /// Lets go of the configuration of a directory that no other root uses: trees take much memory.
    pub fn forget(&self, directory: &Path) {
        self.modules.lock().unwrap_or_else(PoisonError::into_inner).remove(&clean_path(directory));
    }

    /// Reads the files of a directory's configuration before it is parsed.
    pub fn read_early(&self, directory: &Path) {
        for path in self.configuration_files(directory) {
            if self.early().contains_key(&path) {
                continue;
            }
            if let Ok(read) = self.read(&path) {
                self.early().insert(path, Early::Read(read));
            }
        }
    }

    fn early(&self) -> MutexGuard<'_, FxHashMap<PathBuf, Early>> {
        self.early.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The sources of the module calls of a directory that was read, as far as they are literal.
    /// Files that call nothing are not parsed.
    pub fn calls_of(&self, directory: &Path) -> Vec<SmolStr> {
        let paths = self.configuration_files(directory);
        if paths.iter().any(|p| is_override(p)) {
            let module = self.module(directory);
            let sources = module.calls.iter().filter_map(|call| module.source_of(call));
            return sources.map(|(source, _)| source.clone()).collect();
        }
        paths.iter().flat_map(|path| self.calls_in(path)).collect()
    }

    /// Whether the files of a directory may read the state of another root.
    pub fn reads_states(&self, directory: &Path) -> bool {
        let early = self.early();
        let modules = self.modules.lock().unwrap_or_else(PoisonError::into_inner);
        let text =
            |id: FileId| self.reader.sources.get(id).map(|file| file.text().contains(READER));
        if let Some(module) = modules.get(directory) {
            return module.files.iter().any(|file| text(file.id) == Some(true));
        }
        self.configuration_files(directory).iter().any(|path| match early.get(path) {
            Some(Early::Read(read)) => read.text.contains(READER),
            Some(Early::Parsed(loaded)) => text(loaded.file.id) == Some(true),
            None => false,
        })
    }

    fn calls_in(&self, path: &Path) -> Vec<SmolStr> {
        let early = self.early().remove(path);
        let read = match early {
            Some(Early::Parsed(read)) => read,
            Some(Early::Read(read)) if !is_json(path) && !may_call(&read.text) => {
                self.early().insert(path.to_path_buf(), Early::Read(read));
                return Vec::new();
            }
            Some(Early::Read(read)) => self.parse(path, &read, Syntax::Configuration),
            None => return Vec::new(),
        };
        let calls = read.file.body.blocks_of("module");
        let sources = calls.filter_map(|b| match &b.body.attribute("source")?.value.kind {
            vpcelint_syntax::hcl::ExprKind::String(source) => Some(source.clone()),
            _ => None,
        });
        let sources = sources.collect();
        self.early().insert(path.to_path_buf(), Early::Parsed(read));
        sources
    }

    /// The files of a directory that are links and belong to a root: configuration and values.
    pub fn linked_files(&self, directory: &Path) -> Vec<PathBuf> {
        let entries = self.entries(directory);
        let linked = entries.iter().filter(|e| e.link && e.kind == EntryKind::File);
        let own = linked.filter(|e| is_configuration(e.name()) || has_values(e.name()));
        own.map(|e| e.path.clone()).collect()
    }

    /// The directory of a module that is called by a local path; else why it is not there.
    ///
    /// # Errors
    /// When the source is no local path, or its directory is outside of the boundary or empty.
    pub(crate) fn local_module(&self, caller: &Path, source: &str) -> Result<PathBuf, Absent> {
        if !(source.starts_with("./") || source.starts_with("../")) {
            return Err(Absent::Remote);
        }
        self.usable_directory(&clean_path(&caller.join(source)))
    }

    /// The directory, if a module can be read there.
    pub(crate) fn usable_directory(&self, directory: &Path) -> Result<PathBuf, Absent> {
        let directory = directory.to_path_buf();
        let known =
            self.locals.lock().unwrap_or_else(PoisonError::into_inner).get(&directory).copied();
        let usable = known.unwrap_or_else(|| {
            let usable = self.usable(&directory);
            let mut locals = self.locals.lock().unwrap_or_else(PoisonError::into_inner);
            locals.insert(directory.clone(), usable);
            usable
        });
        usable.map(|()| directory)
    }

    fn usable(&self, directory: &Path) -> Result<(), Absent> {
        if modules::is_model(directory) {
            let there = !modules::entries(directory).is_empty();
            return if there { Ok(()) } else { Err(Absent::NoConfiguration) };
        }
        if !self.reader.within_boundary(directory) {
            return Err(Absent::OutsideBoundary);
        }
        if self.reader.system.kind(directory) != Some(EntryKind::Directory)
            || self.module(directory).is_empty()
        {
            return Err(Absent::NoConfiguration);
        }
        Ok(())
    }

    /// What stands in a directory, listed once.
    pub(crate) fn entries(&self, directory: &Path) -> Arc<[Entry]> {
        let listings = || self.listings.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(entries) = listings().get(directory) {
            return entries.clone();
        }
        let entries: Arc<[Entry]> = match modules::is_model(directory) {
            true => modules::entries(directory).into(),
            false => self.reader.system.list(directory, 1).into(),
        };
        listings().entry(directory.to_path_buf()).or_insert(entries).clone()
    }

    /// The configuration files of a directory: Terraform's and OpenTofu's, in order of their
    /// names, `x.tofu` instead of `x.tf`, editors' backups left out.
    pub(crate) fn configuration_files(&self, directory: &Path) -> Vec<PathBuf> {
        let entries = self.entries(directory);
        let names: Vec<_> = entries
            .iter()
            .filter(|e| e.kind == EntryKind::File && is_configuration(e.name()))
            .collect();
        let replaced = |name: &str| {
            let twin = name
                .strip_suffix(".tf")
                .map(|stem| format!("{stem}.tofu"))
                .or_else(|| name.strip_suffix(".tf.json").map(|stem| format!("{stem}.tofu.json")));
            twin.is_some_and(|twin| names.iter().any(|e| e.name() == twin))
        };
        names.iter().filter(|e| !replaced(e.name())).map(|e| e.path.clone()).collect()
    }

    /// Whether a listed file is a link that leads out of the boundary.
    fn leads_outside(&self, path: &Path) -> bool {
        let directory = path.parent().unwrap_or(path);
        let listings = self.listings.lock().unwrap_or_else(PoisonError::into_inner);
        let link = listings
            .get(directory)
            .is_some_and(|entries| entries.iter().any(|e| e.link && e.path == path));
        drop(listings);
        link && !self.reader.within_boundary(path)
    }

    /// A file of values, read once.
    pub(crate) fn values(&self, path: &Path) -> Arc<Loaded> {
        let all = || self.values.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(known) = all().get(path) {
            return known.clone();
        }
        let loaded = Arc::new(self.load(path, Syntax::Values));
        all().entry(path.to_path_buf()).or_insert(loaded).clone()
    }

    /// The number of a value that is given outside of files, added to the table of files once.
    pub(crate) fn given_text(&self, path: PathBuf, from: &SmolStr, text: &str) -> FileId {
        let mut all = self.given.lock().unwrap_or_else(PoisonError::into_inner);
        let key = (from.clone(), SmolStr::from(text));
        *all.entry(key).or_insert_with(|| {
            self.reader.sources.add(path, from.as_str().into(), text.into(), false)
        })
    }

    /// Reads and parses a file; what is wrong with it stands in the notices.
    pub(crate) fn load(&self, path: &Path, syntax: Syntax) -> Loaded {
        let early = match syntax {
            Syntax::Configuration => self.early().remove(path),
            Syntax::Values => None,
        };
        let read = match early {
            Some(Early::Parsed(loaded)) => return loaded,
            Some(Early::Read(read)) => Ok(read),
            None => self.read(path),
        };
        match read {
            Ok(read) => self.parse(path, &read, syntax),
            Err(notice) => Loaded { file: Arc::default(), notices: vec![notice] },
        }
    }

    fn read(&self, path: &Path) -> Result<Text, Notice> {
        if let Some(text) = modules::text(path) {
            let display = self.display(path);
            let text: Arc<str> = text.into();
            let id = self.reader.sources.add(path.to_path_buf(), display, text.clone(), false);
            return Ok(Text { id, text, broken: None });
        }
        if self.leads_outside(path) {
            return Err(self.reader.outside(path));
        }
        self.reader.read(path, editable(path))
    }

    fn parse(&self, path: &Path, read: &Text, syntax: Syntax) -> Loaded {
        let Text { id, text, .. } = read;
        let id = *id;
        if let Some(known) = self.trees.and_then(|trees| trees.get(path, id, syntax)) {
            return known;
        }
        let limits = &self.reader.budget.limits;
        let mut parsed = match (is_json(path), syntax) {
            (false, _) => vpcelint_syntax::parse_hcl(id, text, limits),
            (true, Syntax::Configuration) => vpcelint_syntax::parse_json(id, text, limits),
            (true, Syntax::Values) => vpcelint_syntax::parse_json_values(id, text, limits),
        };
        if let Some(notice) = read.not_utf8() {
            parsed.notices = vec![notice];
        }
        let loaded = Loaded { file: parsed.file.into(), notices: parsed.notices };
        if let Some(trees) = self.trees {
            trees.keep(path, id, syntax, &loaded);
        }
        loaded
    }
}

fn is_json(path: &Path) -> bool {
    path.extension().is_some_and(|e| e == "json")
}

/// Whether a text may hold a module call: a word `module` with a name behind it.
fn may_call(text: &str) -> bool {
    let behind = text.match_indices("module").filter_map(|(at, word)| text.get(at + word.len()..));
    behind.filter_map(|rest| rest.bytes().next()).any(|b| matches!(b, b' ' | b'\t' | b'"'))
}

/// Whether a file's name says that it is configuration.
#[must_use]
pub fn is_configuration(name: &str) -> bool {
    /// Names of configuration end so.
    const ENDINGS: [&str; 4] = [".tf", ".tofu", ".tf.json", ".tofu.json"];
    let backup = name.starts_with('.')
        || name.ends_with('~')
        || name.starts_with('#') && name.ends_with('#');
    !backup && ENDINGS.iter().any(|e| name.ends_with(e))
}

/// Whether a file's name says that it gives values to variables.
#[must_use]
pub fn has_values(name: &str) -> bool {
    name.ends_with(".tfvars") || name.ends_with(".tfvars.json")
}

/// Whether a person edits this file: what `terraform init` downloads is nobody's, nor is a model.
pub(crate) fn editable(path: &Path) -> bool {
    !modules::is_model(path) && !path.components().any(|c| c.as_os_str() == ".terraform")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn backups_are_no_configuration() {
        for (name, is) in [
            ("a.tf", true),
            ("a.tofu.json", true),
            (".a.tf", false),
            ("a.tf~", false),
            ("#a.tf#", false),
            ("a.tfvars", false),
        ] {
            assert_eq!(is_configuration(name), is, "{name}");
        }
    }
}
