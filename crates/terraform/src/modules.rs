//! Where the module of a call is: a local directory, what `terraform init` has installed, or one
//! of the models of well-known modules that this crate brings along.

mod models;
mod source;
mod version;

use std::path::{Path, PathBuf};
use std::sync::{Arc, PoisonError};

use rustc_hash::FxHashMap;
use serde_json::Value;
use vpcelint_source::clean_path;

use crate::loader::{Absent, Loader};

pub(crate) use models::{entries, is_model, shown, text};

/// The directories of the modules that `terraform init` has installed, by the names of the calls
/// that lead to each, joined with dots.
pub(crate) type Installed = FxHashMap<String, PathBuf>;

/// A call, as far as it says where its module is.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Wanted<'c> {
    /// The root's directory.
    pub(crate) root: &'c Path,
    /// The directory of the module that calls.
    pub(crate) caller: &'c Path,
    /// The names of the calls that lead to it, joined with dots.
    pub(crate) key: &'c str,
    /// Its `source`.
    pub(crate) source: &'c str,
    /// Its `version`.
    pub(crate) version: Option<&'c str>,
}

impl Loader<'_> {
    /// The directory of a call's module; else why it is not there.
    ///
    /// # Errors
    /// When it is neither local nor installed, and there is no model of it.
    pub(crate) fn directory_of(&self, wanted: Wanted<'_>) -> Result<PathBuf, Absent> {
        let source = wanted.source;
        if source.starts_with("./") || source.starts_with("../") {
            return self.local_module(wanted.caller, source);
        }
        if let Some(directory) = self.installed(wanted.root).get(wanted.key) {
            return self.usable_directory(directory);
        }
        let model = source::of(source, wanted.version)
            .and_then(|module| models::find(&module.name, &module.versions, &module.subdirectory));
        model.ok_or(Absent::Remote)
    }

    /// What `terraform init` has installed for a root, read once.
    fn installed(&self, root: &Path) -> Arc<Installed> {
        let all = || self.installed.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(known) = all().get(root) {
            return known.clone();
        }
        let found = Arc::new(self.read_installed(root).unwrap_or_default());
        all().entry(root.to_path_buf()).or_insert(found).clone()
    }

    /// Reads `.terraform/modules/modules.json`, whose directories are relative to the root. Whoever
    /// wrote it, nothing outside of the boundary is read.
    fn read_installed(&self, root: &Path) -> Option<Installed> {
        if !self.entries(root).iter().any(|e| e.name() == ".terraform") {
            return None;
        }
        let path = root.join(".terraform").join("modules").join("modules.json");
        let bytes = self.reader.system.read(&path, self.reader.budget.limits.file_bytes).ok()?;
        let manifest: Value = serde_json::from_slice(&bytes).ok()?;
        let modules = manifest.get("Modules")?.as_array()?.iter();
        let entry = |module: &Value| {
            let text = |name: &str| module.get(name).and_then(Value::as_str);
            let directory = clean_path(&root.join(text("Dir")?));
            Some((text("Key")?.to_owned(), directory))
        };
        Some(modules.filter_map(entry).filter(|(key, _)| !key.is_empty()).collect())
    }
}
