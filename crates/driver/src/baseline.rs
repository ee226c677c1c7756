//! Baselines: findings that are known, by fingerprint, so that only what is new counts.

use std::path::Path;

use rustc_hash::FxHashSet;
use serde::{Deserialize, Serialize};
use vpcelint_source::{Diagnostic, Gravity, Notice, Reader, Sources, Suppressed, SuppressedBy};

/// The version of the document.
const VERSION: u32 = 1;

/// A baseline as it is written.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct Baseline {
    /// The version of the document.
    pub version: u32,
    /// The findings, those of one cause one by one, in order of their fingerprints.
    pub findings: Vec<Known>,
}

/// A finding that is known.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct Known {
    /// Identifies it.
    pub fingerprint: String,
    /// The rule, for readers.
    #[serde(default)]
    pub rule: String,
    /// The resource, for readers.
    #[serde(default)]
    pub resource: String,
    /// The file, for readers.
    #[serde(default)]
    pub file: String,
}

impl Baseline {
    /// The baseline of findings.
    pub(crate) fn of<'d>(
        sources: &Sources,
        findings: impl Iterator<Item = &'d Diagnostic>,
    ) -> Self {
        let mut findings: Vec<_> = findings
            .map(|d| Known {
                fingerprint: d.fingerprint.clone(),
                rule: d.rule.id.to_owned(),
                resource: d.resource.clone(),
                file: sources
                    .get(d.primary.span.file)
                    .map(|file| file.display().to_string())
                    .unwrap_or_default(),
            })
            .collect();
        findings.sort();
        findings.dedup_by(|a, b| a.fingerprint == b.fingerprint);
        Self { version: VERSION, findings }
    }
}

/// The fingerprints of a baseline; what is wrong with the file is an error.
pub(crate) fn read(
    reader: &Reader<'_>,
    path: &Path,
    notices: &mut Vec<Notice>,
) -> FxHashSet<String> {
    let mut wrong = |message: String| {
        notices.push(Notice::about(Gravity::Error, Some(reader.display(path)), message));
        FxHashSet::default()
    };
    let text = match reader.read(path, true) {
        Ok(text) => text.text,
        Err(notice) => {
            notices.push(Notice { gravity: Gravity::Error, ..notice });
            return FxHashSet::default();
        }
    };
    match serde_json::from_str::<Baseline>(&text) {
        Ok(baseline) if baseline.version == VERSION => {
            baseline.findings.into_iter().map(|known| known.fingerprint).collect()
        }
        Ok(baseline) => wrong(format!(
            "this is a baseline of version {}: write it anew with `--write-baseline`",
            baseline.version
        )),
        Err(error) => wrong(format!("this is no baseline: {error}")),
    }
}

/// Suppresses what is known.
pub(crate) fn apply(known: &FxHashSet<String>, diagnostics: &mut [Diagnostic]) {
    if known.is_empty() {
        return;
    }
    for diagnostic in diagnostics.iter_mut().filter(|d| d.suppressed.is_none()) {
        if known.contains(&diagnostic.fingerprint) {
            diagnostic.suppressed = Some(Suppressed {
                by: SuppressedBy::Baseline,
                reason: "the baseline has it".to_owned(),
                span: None,
            });
        }
    }
}
