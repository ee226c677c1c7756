//! What is asked of a system, as data: so that answers can be remembered, and asked again to find out
//! whether what rests on them still holds.

use std::collections::BTreeSet;
use std::hash::{Hash, Hasher as _};
use std::ops::Bound;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use rustc_hash::{FxHashMap, FxHasher};

use crate::{Entry, EntryKind, ReadError, System};

/// Something that is asked of a system, but for the working directory, which does not change.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Question {
    /// The content of a file, of so many bytes at most.
    Read(PathBuf, u64),
    /// So many first bytes of a file.
    Head(PathBuf, u64),
    /// The entries below a directory, down to so many levels.
    List(PathBuf, usize),
    /// The files below a directory that its repository does not ignore.
    Find(PathBuf),
    /// What stands at a path.
    Kind(PathBuf),
    /// The path with its links resolved.
    Canonical(PathBuf),
    /// A variable of the environment.
    Variable(String),
    /// The variables with a prefix.
    Variables(String),
}

impl Question {
    /// The path that it is about, if it is about one.
    #[must_use]
    pub fn path(&self) -> Option<&Path> {
        match self {
            Self::Read(path, _)
            | Self::Head(path, _)
            | Self::List(path, _)
            | Self::Find(path)
            | Self::Kind(path)
            | Self::Canonical(path) => Some(path),
            Self::Variable(_) | Self::Variables(_) => None,
        }
    }

    /// Whether the answer may be another one after something happened at some paths: at its own or
    /// above it, and of a listing at one below.
    #[must_use]
    pub fn is_about(&self, changed: &BTreeSet<PathBuf>) -> bool {
        let Some(path) = self.path() else { return false };
        let from = (Bound::Included(path), Bound::Unbounded);
        let below = || changed.range::<Path, _>(from).next().is_some_and(|c| c.starts_with(path));
        path.ancestors().any(|above| changed.contains(above))
            || matches!(self, Self::List(..) | Self::Find(_) | Self::Kind(_)) && below()
    }

    /// Asks it.
    #[must_use]
    pub fn ask(&self, system: &dyn System) -> Answer {
        match self {
            Self::Read(path, limit) => Answer::Bytes(system.read(path, *limit).map(Into::into)),
            Self::Head(path, bytes) => Answer::Head(system.head(path, *bytes)),
            Self::List(path, depth) => Answer::Entries(system.list(path, *depth).into()),
            Self::Find(path) => {
                let mut files = system.find(path, &|_| true);
                files.sort();
                Answer::Files(files.into())
            }
            Self::Kind(path) => Answer::Kind(system.kind(path)),
            Self::Canonical(path) => Answer::Canonical(system.canonical(path)),
            Self::Variable(name) => Answer::Variable(system.variable(name)),
            Self::Variables(prefix) => Answer::Variables(system.variables(prefix)),
        }
    }
}

/// The answer to a question.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum Answer {
    /// To [`Question::Read`].
    Bytes(Result<Arc<[u8]>, ReadError>),
    /// To [`Question::Head`].
    Head(Option<Vec<u8>>),
    /// To [`Question::List`].
    Entries(Arc<[Entry]>),
    /// To [`Question::Find`], sorted.
    Files(Arc<[PathBuf]>),
    /// To [`Question::Kind`].
    Kind(Option<EntryKind>),
    /// To [`Question::Canonical`].
    Canonical(Option<PathBuf>),
    /// To [`Question::Variable`].
    Variable(Option<String>),
    /// To [`Question::Variables`].
    Variables(Vec<(String, String)>),
}

impl Answer {
    /// A number that other answers hardly have.
    #[must_use]
    pub fn hash(&self) -> u64 {
        let mut hasher = FxHasher::default();
        Hash::hash(self, &mut hasher);
        hasher.finish()
    }
}

/// What was asked to find something out, with hashes of the answers.
#[derive(Debug, Clone, Default)]
pub struct ReadSet(Vec<(Question, u64)>);

impl ReadSet {
    /// Whether all answers are still the same.
    #[must_use]
    pub fn holds(&self, answers: &Asked<'_>) -> bool {
        self.0.iter().all(|(question, hash)| answers.hash(question) == *hash)
    }
}

/// Hashes of the answers of a system that does not change meanwhile, each asked for once.
#[derive(Debug)]
pub struct Asked<'a> {
    system: &'a dyn System,
    known: Mutex<FxHashMap<Question, u64>>,
}

impl<'a> Asked<'a> {
    /// Nothing asked yet.
    #[must_use]
    pub fn new(system: &'a dyn System) -> Self {
        Self { system, known: Mutex::default() }
    }

    fn hash(&self, question: &Question) -> u64 {
        let known = || self.known.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(hash) = known().get(question) {
            return *hash;
        }
        let hash = question.ask(self.system).hash();
        known().insert(question.clone(), hash);
        hash
    }
}

/// Remembers what another system answered, until something is said to have changed.
#[derive(Debug)]
pub struct Remembering<'a> {
    system: &'a dyn System,
    answers: Mutex<FxHashMap<Question, Answer>>,
}

impl<'a> Remembering<'a> {
    /// Remembers nothing yet.
    #[must_use]
    pub fn new(system: &'a dyn System) -> Self {
        Self { system, answers: Mutex::default() }
    }

    /// Forgets what it knows about some paths, as something happened there.
    pub fn forget(&self, changed: &BTreeSet<PathBuf>) {
        self.answers().retain(|question, _| !question.is_about(changed));
    }

    /// Forgets everything.
    pub fn forget_all(&self) {
        self.answers().clear();
    }

    /// What was asked so far.
    #[must_use]
    pub fn read_set(&self) -> ReadSet {
        let answers = self.answers();
        let mut all: Vec<_> = answers.iter().map(|(q, a)| (q.clone(), a.hash())).collect();
        drop(answers);
        all.sort_unstable();
        ReadSet(all)
    }

    /// The directories in which something may happen that changes an answer.
    #[must_use]
    #[expect(clippy::iter_over_hash_type, reason = "a set has no order of insertion")]
    pub fn directories(&self) -> BTreeSet<PathBuf> {
        let mut all = BTreeSet::new();
        let parent = |path: &Path| path.parent().map(Path::to_path_buf);
        for (question, answer) in self.answers().iter() {
            match (question, answer) {
                (Question::Find(top), Answer::Files(files)) => {
                    all.insert(top.clone());
                    for file in files.iter() {
                        let above = file.ancestors().skip(1).take_while(|above| *above != top);
                        all.extend(above.map(Path::to_path_buf));
                    }
                }
                (Question::List(directory, _), _) => {
                    all.insert(directory.clone());
                }
                _ => all.extend(question.path().and_then(parent)),
            }
        }
        all
    }

    fn answers(&self) -> MutexGuard<'_, FxHashMap<Question, Answer>> {
        self.answers.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn answer(&self, question: Question) -> Answer {
        if let Some(answer) = self.answers().get(&question) {
            return answer.clone();
        }
        let answer = question.ask(self.system);
        self.answers().insert(question, answer.clone());
        answer
    }
}

impl System for Remembering<'_> {
    fn read(&self, path: &Path, limit: u64) -> Result<Vec<u8>, ReadError> {
        match self.answer(Question::Read(path.to_path_buf(), limit)) {
            Answer::Bytes(bytes) => bytes.map(|bytes| bytes.to_vec()),
            _ => Err(ReadError::Missing),
        }
    }

    fn head(&self, path: &Path, bytes: u64) -> Option<Vec<u8>> {
        match self.answer(Question::Head(path.to_path_buf(), bytes)) {
            Answer::Head(head) => head,
            _ => None,
        }
    }

    fn list(&self, directory: &Path, depth: usize) -> Vec<Entry> {
        match self.answer(Question::List(directory.to_path_buf(), depth)) {
            Answer::Entries(entries) => entries.to_vec(),
            _ => Vec::new(),
        }
    }

    fn find(&self, directory: &Path, wanted: &dyn Fn(&str) -> bool) -> Vec<PathBuf> {
        let Answer::Files(files) = self.answer(Question::Find(directory.to_path_buf())) else {
            return Vec::new();
        };
        let name = |path: &PathBuf| path.file_name().and_then(|n| n.to_str()).is_some_and(wanted);
        files.iter().filter(|path| name(path)).cloned().collect()
    }

    fn kind(&self, path: &Path) -> Option<EntryKind> {
        match self.answer(Question::Kind(path.to_path_buf())) {
            Answer::Kind(kind) => kind,
            _ => None,
        }
    }

    fn canonical(&self, path: &Path) -> Option<PathBuf> {
        match self.answer(Question::Canonical(path.to_path_buf())) {
            Answer::Canonical(path) => path,
            _ => None,
        }
    }

    fn variable(&self, name: &str) -> Option<String> {
        match self.answer(Question::Variable(name.to_owned())) {
            Answer::Variable(value) => value,
            _ => None,
        }
    }

    fn variables(&self, prefix: &str) -> Vec<(String, String)> {
        match self.answer(Question::Variables(prefix.to_owned())) {
            Answer::Variables(variables) => variables,
            _ => Vec::new(),
        }
    }

    fn working_directory(&self) -> PathBuf {
        self.system.working_directory()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Memory, Overlay};

    #[test]
    fn answers_are_remembered_until_something_happens_there() {
        let disk = Memory::default().with("a/b.tf", "1").with("a/c.tf", "2");
        let mut above = Overlay::new(&disk);
        let set = {
            let remembering = Remembering::new(&above);
            assert_eq!(remembering.read(Path::new("/a/b.tf"), 9), Ok(b"1".to_vec()));
            assert_eq!(remembering.list(Path::new("/a"), 1).len(), 2);
            assert_eq!(remembering.find(Path::new("/"), &|name| name == "c.tf").len(), 1);
            assert_eq!(remembering.variable("X"), None);
            remembering.read_set()
        };
        assert_eq!(set.0.len(), 4);
        assert!(set.holds(&Asked::new(&above)));
        above.put(Path::new("/a/c.tf"), "another");
        assert!(set.holds(&Asked::new(&above)), "its content was not asked for");
        above.put(Path::new("/a/b.tf"), "3");
        assert!(!set.holds(&Asked::new(&above)));
        let mut above = Overlay::new(&disk);
        above.put(Path::new("/a/new.tf"), "");
        assert!(!set.holds(&Asked::new(&above)), "the listing is another one");
    }

    #[test]
    fn what_is_forgotten_is_asked_again() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("x/main.tf");
        let remembering = Remembering::new(&crate::Disk);
        assert_eq!(remembering.read(&file, 9), Err(ReadError::Missing));
        assert!(remembering.find(folder.path(), &|_| true).is_empty());
        std::fs::create_dir(file.parent().unwrap()).unwrap();
        std::fs::write(&file, "1").unwrap();
        assert_eq!(remembering.read(&file, 9), Err(ReadError::Missing), "it is remembered");
        remembering.forget(&BTreeSet::from([file.clone()]));
        assert_eq!(remembering.read(&file, 9), Ok(b"1".to_vec()));
        assert_eq!(remembering.find(folder.path(), &|_| true), std::slice::from_ref(&file));
        let directories = remembering.directories();
        assert!(
            directories.contains(folder.path()) && directories.contains(file.parent().unwrap())
        );
    }
}
