//! What Terraform 1.11.4 answered to thousands of expressions and to whole root modules, compared
//! with what `show` says of them.

#![expect(clippy::unwrap_used, clippy::panic, reason = "what fails in a test fails the test")]

mod checks;
mod compare;
mod decimal;
mod functions;
mod json;
mod language;
mod policy_documents;
mod shown;

use std::path::{Path, PathBuf};

use compare::Verdict;

/// Answers by verdict, with those that are not right.
#[derive(Debug, Default)]
struct Score {
    right: usize,
    offenders: Vec<String>,
}

impl Score {
    fn add(&mut self, verdict: Verdict, what: &str, want: &str, got: &str) {
        if verdict == Verdict::Right {
            self.right += 1;
        } else {
            let (want, got) = (brief(want), brief(got));
            self.offenders
                .push(format!("{verdict:?} {what}\n    terraform: {want}\n    here: {got}"));
        }
    }

    /// All of `expected` answers are right.
    #[track_caller]
    fn demand(&self, expected: usize) {
        let offenders = self.offenders.join("\n");
        assert!(self.offenders.is_empty(), "{} are not right:\n{offenders}", self.offenders.len());
        assert_eq!(self.right, expected, "every answer is compared");
    }
}

fn brief(text: &str) -> String {
    /// Characters of a value that tell what it is.
    const MOST: usize = 300;
    match text.char_indices().nth(MOST) {
        Some((at, _)) => format!("{}...", text.get(..at).unwrap_or_default()),
        None => text.to_owned(),
    }
}

/// The oracle's folder.
fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../testdata/oracle")
}

/// The files below a folder with their paths from it, sorted.
fn files_below(folder: &Path) -> Vec<(String, Vec<u8>)> {
    fn add(folder: &Path, below: &str, files: &mut Vec<(String, Vec<u8>)>) {
        for entry in std::fs::read_dir(folder).unwrap() {
            let entry = entry.unwrap();
            let name = entry.file_name().into_string().unwrap();
            let name = if below.is_empty() { name } else { format!("{below}/{name}") };
            if entry.file_type().unwrap().is_dir() {
                add(&entry.path(), &name, files);
            } else {
                files.push((name, std::fs::read(entry.path()).unwrap()));
            }
        }
    }
    let mut files = Vec::new();
    add(folder, "", &mut files);
    files.sort();
    files
}
