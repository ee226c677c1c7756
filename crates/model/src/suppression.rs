//! Wishes of authors to hide findings, as front ends found them; only the engine matches them.

use smol_str::SmolStr;
use vpcelint_source::{Notice, Span, SuppressedBy};

/// A comment or metadata that hides findings.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Suppression {
    /// The rules' ids; empty for all.
    pub rules: Vec<SmolStr>,
    /// The author's reason.
    pub reason: String,
    /// The comment or metadata.
    pub span: Span,
    /// How it is written.
    pub by: SuppressedBy,
    /// What it stands on.
    pub on: SuppressionTarget,
}

impl Suppression {
    /// Whether it hides findings of a rule.
    #[must_use]
    pub fn may_name(&self, rule: &str) -> bool {
        self.rules.is_empty() || self.rules.iter().any(|r| r == rule)
    }
}

/// What a suppression stands on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum SuppressionTarget {
    /// An attribute or block within a resource, by its place.
    Attribute(Span),
    /// A resource or module call, by the place of its whole block.
    Block(Span),
}

/// What is said of the first suppression of a file above the cap.
#[must_use]
pub fn too_many(at: Span, most: usize) -> Notice {
    let message = format!(
        "from here on, comments hide nothing: those of the file name more than {most} rules (the \
         cap `suppressions`)"
    );
    Notice::notice(at, message)
}
