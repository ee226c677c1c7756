//! Access to the outside world: files, listings and the environment. Nothing else reads them.

use std::collections::BTreeMap;
use std::io::Read as _;
use std::path::{Component, Path, PathBuf};
use std::sync::Arc;

/// What a directory entry is, symbolic links followed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum EntryKind {
    /// A file.
    File,
    /// A directory.
    Directory,
}

/// An entry below a directory.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Entry {
    /// Path of the entry, beginning with the listed directory.
    pub path: PathBuf,
    /// What it is.
    pub kind: EntryKind,
    /// Whether it is reached through a symbolic link.
    pub link: bool,
}

impl Entry {
    /// The name, if it is Unicode.
    #[must_use]
    pub fn name(&self) -> &str {
        self.path.file_name().and_then(|n| n.to_str()).unwrap_or_default()
    }
}

/// Why a file could not be read.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum ReadError {
    /// There is no such file.
    Missing,
    /// It is a directory, or something else that is no file.
    NotAFile,
    /// It has more bytes than the cap.
    TooLarge(u64),
    /// The operating system refused, with its words.
    Refused(String),
}

/// Access to files, listings and the environment.
pub trait System: Send + Sync + std::fmt::Debug {
    /// The content of a file of at most `limit` bytes.
    ///
    /// # Errors
    /// When it is missing, no file, too large or refused.
    fn read(&self, path: &Path, limit: u64) -> Result<Vec<u8>, ReadError>;

    /// The first bytes of a file, if it can be read.
    fn head(&self, path: &Path, bytes: u64) -> Option<Vec<u8>>;

    /// The entries below a directory down to `depth` levels, sorted by path, the directory itself
    /// left out; links are followed, loops left out. Empty when it can't be listed.
    fn list(&self, directory: &Path, depth: usize) -> Vec<Entry>;

    /// The files below a directory whose names are wanted, without those that its repository
    /// ignores and those in hidden directories; links are not followed. In any order.
    fn find(&self, directory: &Path, wanted: &dyn Fn(&str) -> bool) -> Vec<PathBuf>;

    /// What stands at a path, links followed.
    fn kind(&self, path: &Path) -> Option<EntryKind>;

    /// The path with all links resolved.
    fn canonical(&self, path: &Path) -> Option<PathBuf>;

    /// A variable of the environment.
    fn variable(&self, name: &str) -> Option<String>;

    /// The variables of the environment whose names begin with a prefix, sorted.
    fn variables(&self, prefix: &str) -> Vec<(String, String)>;

    /// The working directory.
    fn working_directory(&self) -> PathBuf;
}

/// The path without `.` and `..`, by its words alone.
#[must_use]
pub fn clean_path(path: &Path) -> PathBuf {
    let mut clean = PathBuf::new();
    for part in path.components() {
        match part {
            Component::CurDir => {}
            Component::ParentDir => match clean.components().next_back() {
                Some(Component::Normal(_)) => {
                    clean.pop();
                }
                Some(Component::RootDir | Component::Prefix(_)) => {}
                _ => clean.push(".."),
            },
            other => clean.push(other),
        }
    }
    if clean.as_os_str().is_empty() { PathBuf::from(".") } else { clean }
}

/// The real file system and environment.
#[derive(Debug, Clone, Copy, Default)]
pub struct Disk;

impl System for Disk {
    fn read(&self, path: &Path, limit: u64) -> Result<Vec<u8>, ReadError> {
        let refused = |e: std::io::Error| match e.kind() {
            std::io::ErrorKind::NotFound => ReadError::Missing,
            _ => ReadError::Refused(e.to_string()),
        };
        // Opening a pipe or a device could wait for ever, so its kind is asked first.
        let data = std::fs::metadata(path).map_err(refused)?;
        if !data.is_file() {
            return Err(ReadError::NotAFile);
        }
        if data.len() > limit {
            return Err(ReadError::TooLarge(data.len()));
        }
        let expected = usize::try_from(data.len()).unwrap_or(0);
        let mut bytes = Vec::with_capacity(expected + 1);
        let file = std::fs::File::open(path).map_err(refused)?;
        // It may have grown since it was asked.
        file.take(limit.saturating_add(1)).read_to_end(&mut bytes).map_err(refused)?;
        if bytes.len() as u64 > limit {
            return Err(ReadError::TooLarge(bytes.len() as u64));
        }
        Ok(bytes)
    }

    fn head(&self, path: &Path, bytes: u64) -> Option<Vec<u8>> {
        if !std::fs::metadata(path).ok()?.is_file() {
            return None;
        }
        let mut head = Vec::new();
        std::fs::File::open(path).ok()?.take(bytes).read_to_end(&mut head).ok()?;
        Some(head)
    }

    fn list(&self, directory: &Path, depth: usize) -> Vec<Entry> {
        // One level can hold no loop, so links are followed by hand: following them while walking
        // opens every directory once more.
        let deep = depth > 1;
        let mut entries: Vec<_> = walkdir::WalkDir::new(directory)
            .min_depth(1)
            .max_depth(depth)
            .follow_links(deep)
            .follow_root_links(true)
            .into_iter()
            .filter_map(Result::ok)
            .filter_map(|e| {
                let link = e.path_is_symlink();
                let kind = match e.file_type() {
                    t if t.is_dir() => Some(EntryKind::Directory),
                    t if t.is_file() => Some(EntryKind::File),
                    t if t.is_symlink() => self.kind(e.path()),
                    _ => None,
                };
                Some(Entry { link, kind: kind?, path: e.into_path() })
            })
            .collect();
        entries.sort();
        entries
    }

    fn find(&self, directory: &Path, wanted: &dyn Fn(&str) -> bool) -> Vec<PathBuf> {
        // What a repository itself ignores counts, not what its user does.
        let walk = ignore::WalkBuilder::new(directory)
            .follow_links(false)
            .ignore(false)
            .git_global(false)
            .git_exclude(false)
            .build();
        let entries = walk.filter_map(Result::ok);
        let files = entries.filter(|e| {
            e.file_type().is_some_and(|t| !t.is_dir())
                && wanted(e.file_name().to_str().unwrap_or_default())
        });
        files.map(ignore::DirEntry::into_path).collect()
    }

    fn kind(&self, path: &Path) -> Option<EntryKind> {
        let data = std::fs::metadata(path).ok()?;
        if data.is_dir() {
            Some(EntryKind::Directory)
        } else {
            data.is_file().then_some(EntryKind::File)
        }
    }

    fn canonical(&self, path: &Path) -> Option<PathBuf> {
        std::fs::canonicalize(path).ok()
    }

    fn variable(&self, name: &str) -> Option<String> {
        std::env::var(name).ok()
    }

    fn variables(&self, prefix: &str) -> Vec<(String, String)> {
        let mut found: Vec<_> = std::env::vars_os()
            .filter_map(|(k, v)| Some((k.into_string().ok()?, v.into_string().ok()?)))
            .filter(|(k, _)| k.starts_with(prefix))
            .collect();
        found.sort();
        found
    }

    fn working_directory(&self) -> PathBuf {
        std::env::current_dir().unwrap_or_else(|_| PathBuf::from("/"))
    }
}

/// A file system in memory, for tests and embedded files. Its working directory is `/`.
#[derive(Debug, Clone, Default)]
pub struct Memory {
    files: BTreeMap<PathBuf, Arc<[u8]>>,
    environment: BTreeMap<String, String>,
}

impl Memory {
    /// Adds a file; relative paths are below `/`.
    #[must_use]
    pub fn with(mut self, path: &str, content: impl AsRef<[u8]>) -> Self {
        self.files.insert(clean_path(&Path::new("/").join(path)), Arc::from(content.as_ref()));
        self
    }

    /// Sets a variable of the environment.
    #[must_use]
    pub fn with_variable(mut self, name: &str, value: &str) -> Self {
        self.environment.insert(name.into(), value.into());
        self
    }
}

impl System for Memory {
    fn read(&self, path: &Path, limit: u64) -> Result<Vec<u8>, ReadError> {
        let path = clean_path(path);
        match self.files.get(&path) {
            Some(bytes) if bytes.len() as u64 > limit => {
                Err(ReadError::TooLarge(bytes.len() as u64))
            }
            Some(bytes) => Ok(bytes.to_vec()),
            None if self.kind(&path).is_some() => Err(ReadError::NotAFile),
            None => Err(ReadError::Missing),
        }
    }

    fn head(&self, path: &Path, bytes: u64) -> Option<Vec<u8>> {
        let all = self.files.get(&clean_path(path))?;
        let end = usize::try_from(bytes).unwrap_or(usize::MAX).min(all.len());
        all.get(..end).map(<[u8]>::to_vec)
    }

    fn list(&self, directory: &Path, depth: usize) -> Vec<Entry> {
        let directory = clean_path(directory);
        let mut entries = std::collections::BTreeSet::new();
        for path in self.files.keys() {
            let Ok(rest) = path.strip_prefix(&directory) else {
                continue;
            };
            let parts: Vec<_> = rest.components().collect();
            for n in 1..=parts.len().min(depth) {
                let path = parts.iter().take(n).fold(directory.clone(), |p, c| p.join(c));
                let last = n == parts.len();
                let kind = if last { EntryKind::File } else { EntryKind::Directory };
                entries.insert(Entry { path, kind, link: false });
            }
        }
        entries.into_iter().collect()
    }

    fn find(&self, directory: &Path, wanted: &dyn Fn(&str) -> bool) -> Vec<PathBuf> {
        let directory = clean_path(directory);
        let visible = |path: &Path| {
            let mut parts = path.components().map(|c| c.as_os_str().to_string_lossy());
            parts.all(|part| !part.starts_with('.'))
        };
        let below = self.files.keys().filter(|path| {
            let name = path.file_name().and_then(|n| n.to_str()).unwrap_or_default();
            path.strip_prefix(&directory).is_ok_and(visible) && wanted(name)
        });
        below.cloned().collect()
    }

    fn kind(&self, path: &Path) -> Option<EntryKind> {
        let path = clean_path(path);
        if self.files.contains_key(&path) {
            return Some(EntryKind::File);
        }
        let below = self.files.range(path.clone()..).next();
        below.is_some_and(|(p, _)| p.starts_with(&path)).then_some(EntryKind::Directory)
    }

    fn canonical(&self, path: &Path) -> Option<PathBuf> {
        self.kind(path).map(|_| clean_path(path))
    }

    fn variable(&self, name: &str) -> Option<String> {
        self.environment.get(name).cloned()
    }

    fn variables(&self, prefix: &str) -> Vec<(String, String)> {
        let all = self.environment.iter().filter(|(k, _)| k.starts_with(prefix));
        all.map(|(k, v)| (k.clone(), v.clone())).collect()
    }

    fn working_directory(&self) -> PathBuf {
        PathBuf::from("/")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn disk_and_memory_answer_alike() {
        let folder = tempfile::tempdir().unwrap();
        let memory = Memory::default().with("a/b.tf", "x").with("c.tf", "yy");
        std::fs::create_dir(folder.path().join("a")).unwrap();
        std::fs::write(folder.path().join("a/b.tf"), "x").unwrap();
        std::fs::write(folder.path().join("c.tf"), "yy").unwrap();
        let names = |system: &dyn System, root: &Path, depth| -> Vec<(PathBuf, EntryKind)> {
            let entries = system.list(root, depth).into_iter();
            entries.map(|e| (e.path.strip_prefix(root).unwrap().into(), e.kind)).collect()
        };
        for depth in [1, 5] {
            let disk = names(&Disk, folder.path(), depth);
            assert_eq!(disk, names(&memory, Path::new("/"), depth));
            assert_eq!(disk.len(), if depth == 1 { 2 } else { 3 });
        }
        for (system, root) in [(&Disk as &dyn System, folder.path()), (&memory, Path::new("/"))] {
            let mut found = system.find(root, &|name| name.ends_with(".tf"));
            found.sort();
            assert_eq!(found, [root.join("a/b.tf"), root.join("c.tf")]);
            assert_eq!(system.read(&root.join("c.tf"), 1), Err(ReadError::TooLarge(2)));
            assert_eq!(system.read(&root.join("a"), 9), Err(ReadError::NotAFile));
            assert_eq!(system.read(&root.join("z"), 9), Err(ReadError::Missing));
        }
    }

    #[test]
    fn paths_are_cleaned_by_their_words() {
        for (path, clean) in
            [("a/./b/../c", "a/c"), ("../x", "../x"), ("a/..", "."), ("/../a", "/a"), ("", ".")]
        {
            assert_eq!(clean_path(Path::new(path)), Path::new(clean), "{path}");
        }
    }
}
