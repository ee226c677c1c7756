//! The document of GitLab's code quality reports.

use serde::Serialize;
use sha2::{Digest as _, Sha256};
use std::collections::BTreeMap;
use vpcelint_source::{Confidence, Diagnostic, Gravity, Notice, Severity};

use crate::repository::Spot;
use crate::{Report, text};

/// An entry.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Issue {
    /// What GitLab shows.
    pub description: String,
    /// The id of the rule.
    pub check_name: &'static str,
    /// Identifies the entry, in this document and over time.
    pub fingerprint: String,
    /// `info`, `minor`, `major`, `critical` or `blocker`.
    pub severity: &'static str,
    /// Where.
    pub location: Location,
}

/// The place of an entry.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Location {
    /// Relative to the repository's root.
    pub path: String,
    /// The lines.
    pub lines: Lines,
}

/// The lines of an entry.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Lines {
    /// The first.
    pub begin: u32,
    /// The last.
    pub end: u32,
}

/// The document of a report: errors, findings, notices.
#[must_use]
pub fn document(report: &Report<'_>) -> Vec<Issue> {
    let mut issues: Vec<_> = report.errors().map(|error| problem(report, error)).collect();
    issues.extend(report.shown().map(|diagnostic| finding(report, diagnostic)));
    issues.extend(report.plain_notices().map(|notice| problem(report, notice)));
    tell_apart(&mut issues);
    issues
}

fn finding(report: &Report<'_>, diagnostic: &Diagnostic) -> Issue {
    let mut description = text::visible(&diagnostic.message, text::MESSAGE);
    if let Some(when) = &diagnostic.when {
        description += &format!(" (when {})", text::visible(when, text::MESSAGE));
    }
    if diagnostic.confidence == Confidence::Possible {
        description.insert_str(0, "possible: ");
    }
    let severity = match diagnostic.severity {
        Severity::Error => "blocker",
        Severity::High => "critical",
        Severity::Medium => "major",
        Severity::Low => "minor",
        Severity::Info => "info",
    };
    Issue {
        description,
        check_name: diagnostic.rule.id,
        fingerprint: hash(&diagnostic.fingerprint),
        severity,
        location: location(report.spot(diagnostic.primary.span)),
    }
}

fn problem(report: &Report<'_>, notice: &Notice) -> Issue {
    let (check_name, severity) = match notice.gravity {
        Gravity::Error => ("vpcelint-error", "blocker"),
        Gravity::Notice => ("vpcelint-notice", "info"),
    };
    let description = text::visible(&notice.message, text::MESSAGE);
    let location = location(report.notice_spot(notice));
    // Without the line, which changes with every edit above it.
    let fingerprint = hash(&format!("{check_name}:{}:{}", location.path, notice.message));
    Issue { description, check_name, fingerprint, severity, location }
}

/// GitLab demands a place; what is about none is about the whole repository.
fn location(spot: Option<Spot>) -> Location {
    let range = spot.as_ref().and_then(|spot| spot.range).unwrap_or_default();
    let path = spot.map_or_else(|| ".".to_owned(), |spot| spot.path.text().to_owned());
    let (begin, end) = (range.start.line, range.end.line);
    Location { path, lines: Lines { begin, end } }
}

fn hash(text: &str) -> String {
    Sha256::digest(text.as_bytes()).iter().map(|byte| format!("{byte:02x}")).collect()
}

/// GitLab drops entries with a fingerprint that another has: the second and later ones of a
/// fingerprint are numbered.
fn tell_apart(issues: &mut [Issue]) {
    let mut seen: BTreeMap<String, usize> = BTreeMap::new();
    for issue in issues {
        let count = seen.entry(issue.fingerprint.clone()).or_default();
        *count += 1;
        if *count > 1 {
            issue.fingerprint = hash(&format!("{}:{count}", issue.fingerprint));
        }
    }
}
