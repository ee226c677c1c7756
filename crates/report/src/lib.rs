//! Every output format, and the versioned structs of the JSON documents.

pub mod concise;
pub mod dot;
#[cfg(test)]
mod drawings;
mod excerpt;
pub mod graph;
pub mod human;
pub mod json;
pub mod mermaid;
pub mod paths;
pub mod picture;
mod place;
#[cfg(test)]
mod samples;
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

use vpcelint_source::{Diagnostic, Gravity, Notice, Sources, Summary};

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
    /// The version of the tool.
    pub version: &'a str,
}

impl<'a> Report<'a> {
    /// The findings that are shown: those that nothing suppresses.
    pub fn shown(&self) -> impl Iterator<Item = &'a Diagnostic> + use<'a> {
        self.diagnostics.iter().filter(|d| d.suppressed.is_none())
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
