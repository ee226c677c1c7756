//! What functions ask of the world around them.

use std::collections::BTreeMap;
use std::sync::Arc;

use smol_str::SmolStr;
use vpcelint_source::Limits;

use crate::Value;

/// The world around an expression: files and templates, within limits.
pub trait Host {
    /// The content of a file; relative paths start at the working directory.
    ///
    /// # Errors
    /// If there is no such file, or it may not be looked at.
    fn read(&self, path: &str) -> Result<Arc<[u8]>, FileError>;

    /// Whether a file is there.
    ///
    /// # Errors
    /// [`FileError::Absent`] if it is something other than a file, [`FileError::Hidden`] if it
    /// may not be looked at.
    fn exists(&self, path: &str) -> Result<bool, FileError>;

    /// The files below a folder, at any depth, relative to it and with `/`.
    ///
    /// # Errors
    /// If there is no such folder, or it may not be looked at.
    fn files_below(&self, folder: &str) -> Result<Vec<String>, FileError>;

    /// The absolute form of a path.
    fn absolute(&self, path: &str) -> SmolStr;

    /// Renders a template: the content of a file (then its path is given), or a string, whose
    /// template may not read files. Neither may render further templates.
    ///
    /// # Errors
    /// If the template is broken or fails.
    fn template(
        &self,
        text: &str,
        file: Option<&str>,
        variables: BTreeMap<SmolStr, Value>,
    ) -> Result<Value, SmolStr>;

    /// Hears why a result is unknown that Terraform would know: a cap, or a file that must not be
    /// looked at.
    fn notice(&self, _message: &str) {}

    /// The limits of the run.
    fn limits(&self) -> &Limits;
}

/// Why a file cannot be read.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum FileError {
    /// It is certainly not there, or not a file: Terraform fails, too.
    #[error("{0}")]
    Absent(SmolStr),
    /// It may be there, but must not be looked at: what depends on it is unknown.
    #[error("{0}")]
    Hidden(SmolStr),
}
