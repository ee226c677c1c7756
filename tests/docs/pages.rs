//! The pages, and the fenced blocks in them.

use std::path::{Path, PathBuf};

/// A page.
pub(crate) struct Page {
    /// Its path from the top.
    pub(crate) name: String,
    pub(crate) text: String,
}

/// A fenced block.
pub(crate) struct Fence {
    /// The page and line, for people.
    pub(crate) place: String,
    pub(crate) language: String,
    pub(crate) text: String,
}

pub(crate) fn top() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
}

pub(crate) fn read(path: &Path) -> String {
    std::fs::read_to_string(path).unwrap_or_default().replace("\r\n", "\n")
}

/// README.md and the pages of `docs`, but those of rules, which other tests read.
pub(crate) fn pages() -> Vec<Page> {
    let mut names: Vec<String> = std::fs::read_dir(top().join("docs"))
        .unwrap()
        .map(|entry| format!("docs/{}", entry.unwrap().file_name().to_str().unwrap()))
        .filter(|name| name.ends_with(".md"))
        .collect();
    names.push("README.md".to_owned());
    names.sort();
    names.into_iter().map(|name| Page { text: read(&top().join(&name)), name }).collect()
}

impl Page {
    pub(crate) fn fences(&self) -> Vec<Fence> {
        let mut fences = Vec::new();
        let mut open: Option<Fence> = None;
        for (n, line) in self.text.lines().enumerate() {
            match (&mut open, line.strip_prefix("```")) {
                (None, Some(language)) => {
                    let place = format!("{}:{}", self.name, n + 1);
                    open =
                        Some(Fence { place, language: language.to_owned(), text: String::new() });
                }
                (Some(_), Some(_)) => fences.extend(open.take()),
                (Some(fence), None) => {
                    fence.text.push_str(line);
                    fence.text.push('\n');
                }
                (None, None) => {}
            }
        }
        assert!(open.is_none(), "{} ends within a block", self.name);
        fences
    }
}

/// The spans of code in the running text.
pub(crate) fn spans(page: &Page) -> Vec<&str> {
    let mut inside = false;
    let lines = page.text.lines().filter(|line| {
        let fence = line.starts_with("```");
        inside ^= fence;
        !inside && !fence
    });
    lines.flat_map(|line| line.split('`').skip(1).step_by(2)).collect()
}

/// The blocks of a language, of all pages.
pub(crate) fn fences(language: &str) -> Vec<Fence> {
    let all = pages().into_iter().flat_map(|page| page.fences());
    all.filter(|fence| fence.language == language).collect()
}
