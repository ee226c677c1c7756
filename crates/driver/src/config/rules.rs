//! What a configuration makes of findings.

use std::path::Path;

use vpcelint_source::{Diagnostic, FileId, Sources, Suppressed, SuppressedBy};

use super::{Config, ForFiles};

impl Config {
    /// The file that it was read from.
    pub(crate) fn file(&self) -> Option<FileId> {
        self.file
    }

    /// Where its paths begin.
    pub(crate) fn directory(&self) -> &Path {
        &self.directory
    }

    /// Whether roots and templates at or below a path are not looked for.
    pub(crate) fn excludes(&self, path: &Path) -> bool {
        let below = path.strip_prefix(&self.directory).ok();
        let mut within = below.into_iter().flat_map(Path::ancestors);
        !self.exclude.is_empty() && within.any(|path| self.exclude.is_match(path))
    }

    /// Whether a rule runs.
    pub(crate) fn selects(&self, rule: &str) -> bool {
        self.select.as_ref().is_none_or(|rules| rules.contains(rule))
    }

    /// Gives findings their severity, and suppresses those that are ignored or known.
    pub(crate) fn apply(&self, sources: &Sources, diagnostics: &mut Vec<Diagnostic>) {
        diagnostics.retain(|d| self.selects(d.rule.id));
        for diagnostic in diagnostics {
            let own = self.for_file(sources, diagnostic);
            // What is said last of a file holds.
            let all = || own.iter().rev().copied().chain([&self.everywhere]);
            let severity = all().find_map(|f| f.severity.get(diagnostic.rule.id));
            if let Some(severity) = severity {
                let full = diagnostic.severity >= diagnostic.rule.severity;
                let weaker = diagnostic.severity.min(*severity);
                diagnostic.severity = if full { *severity } else { weaker };
            }
            if diagnostic.suppressed.is_some() {
                continue;
            }
            let ignored = all().find_map(|f| f.ignore.get(diagnostic.rule.id));
            if let Some(range) = ignored {
                diagnostic.suppressed = Some(Suppressed {
                    by: SuppressedBy::Config,
                    reason: "the configuration ignores the rule here".to_owned(),
                    span: self.file.map(|file| range.in_file(file)),
                });
            }
        }
    }

    /// What is said for the files of which a finding's is one.
    fn for_file(&self, sources: &Sources, diagnostic: &Diagnostic) -> Vec<&ForFiles> {
        if self.paths.is_empty() {
            return Vec::new();
        }
        let Some(file) = sources.get(diagnostic.primary.span.file) else { return Vec::new() };
        let Ok(path) = file.path().strip_prefix(&self.directory) else { return Vec::new() };
        let of_file = self.paths.iter().filter(|(globs, _)| globs.is_match(path));
        of_file.map(|(_, for_files)| for_files).collect()
    }
}
