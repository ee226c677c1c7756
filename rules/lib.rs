//! The rules, one folder each: `rule.rs` answers, `doc.md` explains, `cases/` proves. The folder's
//! name is the rule's id.

mod changes;
mod own_names;
mod words;

use vpcelint_engine::Rule;
use vpcelint_source::{RuleMeta, Severity, Topic};

/// What a rule's file says about it.
#[derive(Debug, Clone, Copy)]
struct About {
    /// One sentence.
    summary: &'static str,
    /// The severity that a finding has at most.
    severity: Severity,
    /// What it is about.
    topics: &'static [Topic],
    /// The version that brought the rule.
    since: &'static str,
}

include!(concat!(env!("OUT_DIR"), "/rules.rs"));

/// The rule of an id.
#[must_use]
pub fn find(id: &str) -> Option<&'static Rule> {
    RULES.iter().find(|r| r.meta.id == id)
}
