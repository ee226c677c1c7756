//! Every output format, and the versioned structs of the JSON documents.

pub mod concise;
pub mod dot;
#[cfg(test)]
mod drawings;
mod excerpt;
pub mod github;
pub mod gitlab;
pub mod graph;
#[cfg(test)]
mod hosts;
pub mod hover;
pub mod human;
pub mod json;
pub mod junit;
pub mod markdown;
pub mod mermaid;
pub mod paths;
pub mod picture;
mod place;
mod repository;
#[cfg(test)]
mod samples;
pub mod sarif;
mod scene;
#[cfg(test)]
mod schema;
mod sentences;
pub mod show;
#[cfg(test)]
mod sketches;
#[cfg(test)]
mod tests;
mod text;

use std::path::Path;

use vpcelint_source::{Diagnostic, Gravity, Notice, RuleMeta, Severity, Sources, Summary};

pub use json::to_json;
pub use place::{File, Place, Position, Problem, Range, problem};

/// What a run found and examined: the input of every format.
#[derive(Debug, Clone, Copy)]
pub struct Report<'a> {
    /// The files that spans refer to.
    pub sources: &'a Sources,
    /// The findings in order, suppressed ones included.
    pub diagnostics: &'a [Diagnostic],
    /// Errors and notices in order.
    pub notices: &'a [Notice],
    /// What was examined.
    pub summary: &'a Summary,
    /// The rules that were asked, sorted by id.
    pub rules: &'a [&'static RuleMeta],
    /// The root of the repository, from which hosts of code see files.
    pub repository: &'a Path,
    /// The directory that paths in output are relative to.
    pub working_directory: &'a Path,
    /// The version of the tool.
    pub version: &'a str,
}

impl<'a> Report<'a> {
    /// The findings that are shown: those that nothing suppresses.
    pub fn shown(&self) -> impl Iterator<Item = &'a Diagnostic> + use<'a> {
        self.diagnostics.iter().filter(|d| d.suppressed.is_none())
    }

    /// The findings that are shown, the worst first.
    pub fn by_severity(&self) -> Vec<&'a Diagnostic> {
        let mut shown: Vec<_> = self.shown().collect();
        shown.sort_by_key(|d| std::cmp::Reverse(d.severity));
        shown
    }

    /// What makes the run fail.
    pub fn errors(&self) -> impl Iterator<Item = &'a Notice> + use<'a> {
        self.notices.iter().filter(|n| n.gravity == Gravity::Error)
    }

    /// What was not known and leaves the exit status as it is.
    pub fn plain_notices(&self) -> impl Iterator<Item = &'a Notice> + use<'a> {
        self.notices.iter().filter(|n| n.gravity == Gravity::Notice)
    }
}

/// How bad hosts of code take a severity for; they know three levels.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Level {
    Error,
    Warning,
    Note,
}

impl Level {
    pub(crate) const ALL: [Self; 3] = [Self::Error, Self::Warning, Self::Note];

    pub(crate) fn of(severity: Severity) -> Self {
        match severity {
            Severity::Error | Severity::High => Self::Error,
            Severity::Medium => Self::Warning,
            Severity::Low | Severity::Info => Self::Note,
        }
    }
}
