//! One line for each finding, error and notice: for terminals, `grep` and editors.

use std::fmt::Write as _;

use vpcelint_source::{Confidence, Diagnostic, Gravity, Notice, Sources, Span};

use crate::{Report, sentences, text};

/// The lines `path:line:column: severity[rule-id] message`.
#[must_use]
pub fn render(report: &Report<'_>) -> String {
    let mut out = String::new();
    for diagnostic in report.shown() {
        push_finding(&mut out, report.sources, diagnostic);
    }
    for notice in report.errors().chain(report.plain_notices()) {
        let line = problem(report.sources, notice);
        let _ = writeln!(out, "{}{line}", here(&line));
    }
    out
}

/// What was examined; the caller prints it on standard error.
#[must_use]
pub fn summary(report: &Report<'_>) -> String {
    let mut out = sentences::summary(report, "; ").join("\n");
    out.push('\n');
    out
}

fn push_finding(out: &mut String, sources: &Sources, diagnostic: &Diagnostic) {
    let possible = match diagnostic.confidence {
        Confidence::Certain => "",
        Confidence::Possible => " (possible)",
    };
    let place = place(sources, diagnostic.primary.span);
    let _ = write!(
        out,
        "{}{place}: {}[{}]{possible} {}",
        here(&place),
        diagnostic.severity.name(),
        diagnostic.rule.id,
        text::visible(&diagnostic.message, text::MESSAGE)
    );
    if let Some(when) = &diagnostic.when {
        let _ = write!(out, " (when {})", text::visible(when, text::MESSAGE));
    }
    out.push('\n');
}

/// What stands before a line that begins with a file's name, so that none is a command to the runner of
/// GitHub Actions.
fn here(line: &str) -> &'static str {
    if line.trim_start().starts_with("::") { "./" } else { "" }
}

/// An error or notice on one line.
pub(crate) fn problem(sources: &Sources, notice: &Notice) -> String {
    let gravity = match notice.gravity {
        Gravity::Error => "error",
        Gravity::Notice => "notice",
    };
    let place = match (notice.span, &notice.path) {
        (Some(span), _) => format!("{}: ", place(sources, span)),
        (None, Some(path)) => format!("{}: ", text::visible(path, text::MESSAGE)),
        (None, None) => String::new(),
    };
    format!("{place}{gravity}: {}", text::visible(&notice.message, text::MESSAGE))
}

/// `path:line:column`
pub(crate) fn place(sources: &Sources, span: Span) -> String {
    match sources.locate(span) {
        Some((file, at)) => {
            let path = text::visible(file.display(), text::MESSAGE);
            format!("{path}:{}:{}", at.line, at.column)
        }
        None => "?".to_owned(),
    }
}
