//! Where documents go: standard output, or a file that is never seen half written.

use std::io::{self, Write as _};
use std::path::{Path, PathBuf};

use anyhow::Context as _;
use tempfile::Builder;

/// Writes to the file that is asked for, else to standard output.
pub(crate) fn put(text: &str, output: Option<&Path>) -> anyhow::Result<()> {
    match output {
        Some(path) => {
            write(text, path).with_context(|| format!("`{}` can't be written", path.display()))
        }
        None => print(text),
    }
}

/// Prints to standard output; a reader that has gone away is no error.
pub(crate) fn print(text: &str) -> anyhow::Result<()> {
    let mut out = io::stdout().lock();
    match out.write_all(text.as_bytes()).and_then(|()| out.flush()) {
        Err(error) if error.kind() != io::ErrorKind::BrokenPipe => Err(error.into()),
        _ => Ok(()),
    }
}

/// Writes a file beside the one that is asked for and renames it.
pub(crate) fn write(text: &str, path: &Path) -> io::Result<()> {
    // A link stays one: the file that it leads to is replaced.
    let path = path.canonicalize().unwrap_or_else(|_| path.to_path_buf());
    let known = path.metadata().ok();
    if known.as_ref().is_some_and(|file| !file.is_file()) {
        // Devices and pipes are written to.
        return std::fs::write(path, text);
    }
    let mut builder = Builder::new();
    let permissions = known.map(|file| file.permissions()).or_else(of_new_files);
    if let Some(permissions) = permissions {
        builder.permissions(permissions);
    }
    let mut file = builder.tempfile_in(folder(&path))?;
    file.write_all(text.as_bytes())?;
    file.persist(path)?;
    Ok(())
}

/// Temporary files are the user's own, but what is asked for is a file like any other; the umask
/// applies.
#[cfg(unix)]
fn of_new_files() -> Option<std::fs::Permissions> {
    use std::os::unix::fs::PermissionsExt as _;
    Some(std::fs::Permissions::from_mode(0o666))
}

#[cfg(not(unix))]
fn of_new_files() -> Option<std::fs::Permissions> {
    None
}

fn folder(path: &Path) -> PathBuf {
    match path.parent() {
        Some(parent) if parent != Path::new("") => parent.to_path_buf(),
        _ => PathBuf::from("."),
    }
}
