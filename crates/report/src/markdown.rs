//! Markdown for the summary of a job and for the comment on a change: a table of the findings,
//! then each with its evidence. What comes from input is escaped, and the whole fits a comment.

pub(crate) mod escape;

use std::fmt::Write as _;

use vpcelint_source::{Confidence, Diagnostic, Label, Notice, Severity, Sources, Span};

use crate::{Report, concise, sentences, text};

use escape::{Where, code, fenced, prose};

/// Bytes of the whole at most: GitHub takes 65,536 characters in a comment.
const WHOLE: usize = 60_000;

/// Bytes of the errors and notices, and of the table, at most each.
const PART: usize = 15_000;

/// Characters of a message at most.
const MESSAGE: usize = 600;

/// Places of evidence of a finding at most.
const RELATED: usize = 12;

/// Lines of an excerpt at most, and characters of a line.
const EXCERPT: (usize, usize) = (5, 160);

/// The page.
#[must_use]
pub fn render(report: &Report<'_>) -> String {
    let mut out = String::from("## vpcelint\n\n");
    for line in sentences::summary(report, "; ") {
        let _ = writeln!(out, "{}\n", prose(&line, Where::Text));
    }
    let findings = report.by_severity();
    problems(&mut out, report, "error", report.errors());
    if !findings.is_empty() {
        table(&mut out, report, &findings);
        details(&mut out, report, &findings);
    }
    problems(&mut out, report, "notice", report.plain_notices());
    out
}

/// A list of errors or notices.
fn problems<'n>(
    out: &mut String,
    report: &Report<'_>,
    what: &str,
    notices: impl Iterator<Item = &'n Notice>,
) {
    let items = notices.map(|notice| {
        let message = prose(&text::visible(&notice.message, MESSAGE), Where::Text);
        let place = match (notice.span, &notice.path) {
            (Some(span), _) => concise::place(report.sources, span),
            (None, Some(path)) => text::visible(path, MESSAGE),
            (None, None) => return format!("- {what}: {message}\n"),
        };
        format!("- {}: {what}: {message}\n", code(&place, Where::Text))
    });
    let (list, left_out) = within(items, PART.min(WHOLE.saturating_sub(out.len())));
    out.push_str(&list);
    note(out, left_out, what);
    if !list.is_empty() || left_out > 0 {
        out.push('\n');
    }
}

/// As many of the items as fit, and how many do not.
fn within(items: impl Iterator<Item = String>, most: usize) -> (String, usize) {
    let (mut out, mut left_out) = (String::new(), 0);
    for item in items {
        // After the first that does not fit none follows, so that the order says what is missing.
        if left_out > 0 || out.len() + item.len() > most {
            left_out += 1;
        } else {
            out.push_str(&item);
        }
    }
    (out, left_out)
}

/// Says what is left out.
fn note(out: &mut String, left_out: usize, what: &str) {
    if left_out > 0 {
        let count = sentences::count(left_out, &format!("more {what}"));
        let _ = writeln!(out, "\n*{count}: `--format json` lists all.*");
    }
}

fn table(out: &mut String, report: &Report<'_>, findings: &[&Diagnostic]) {
    out.push_str("| severity | rule | finding | place |\n|---|---|---|---|\n");
    let rows = findings.iter().map(|diagnostic| {
        format!(
            "| {} | {} | {} | {} |\n",
            severity(diagnostic),
            rule(diagnostic),
            prose(&told(diagnostic), Where::Cell),
            code(&concise::place(report.sources, diagnostic.primary.span), Where::Cell)
        )
    });
    let (rows, left_out) = within(rows, PART);
    out.push_str(&rows);
    note(out, left_out, "finding");
    out.push('\n');
}

/// The message, with the scenario in which it holds.
fn told(diagnostic: &Diagnostic) -> String {
    let mut message = text::visible(&diagnostic.message, MESSAGE);
    if let Some(when) = &diagnostic.when {
        let _ = write!(message, " (when {})", text::visible(when, MESSAGE));
    }
    message
}

fn severity(diagnostic: &Diagnostic) -> String {
    let sign = match diagnostic.severity {
        Severity::Error | Severity::High => "🔴",
        Severity::Medium => "🟠",
        Severity::Low | Severity::Info => "🔵",
    };
    let possible = match diagnostic.confidence {
        Confidence::Certain => "",
        Confidence::Possible => " (possible)",
    };
    format!("{sign} {}{possible}", diagnostic.severity.name())
}

/// The rule with a link to its page.
fn rule(diagnostic: &Diagnostic) -> String {
    format!("[`{}`]({})", diagnostic.rule.id, diagnostic.rule.url())
}

fn details(out: &mut String, report: &Report<'_>, findings: &[&Diagnostic]) {
    let head = "<details><summary>Evidence and what to change</summary>\n\n";
    // What follows has room of its own.
    let most = WHOLE.saturating_sub(out.len() + head.len() + PART);
    let items = findings.iter().map(|diagnostic| detail(report, diagnostic));
    let (list, left_out) = within(items, most);
    out.push_str(head);
    out.push_str(&list);
    note(out, left_out, "finding");
    out.push_str("\n</details>\n\n");
}

/// A finding with an excerpt, its evidence and the change that mends it.
fn detail(report: &Report<'_>, diagnostic: &Diagnostic) -> String {
    let sources = report.sources;
    let mut out = format!("#### {} {}\n\n", severity(diagnostic), rule(diagnostic));
    let _ = writeln!(out, "{}\n", prose(&told(diagnostic), Where::Text));
    let _ = writeln!(out, "{}\n", labelled(sources, &diagnostic.primary));
    if let Some(excerpt) = excerpt(sources, diagnostic.primary.span) {
        let _ = writeln!(out, "{excerpt}");
    }
    for label in diagnostic.related.iter().take(RELATED) {
        let _ = writeln!(out, "- {}", labelled(sources, label));
    }
    if let Some(more @ 1..) = diagnostic.related.len().checked_sub(RELATED) {
        let _ = writeln!(out, "- {}", sentences::count(more, "more place"));
    }
    let help = text::visible(&diagnostic.help, text::MESSAGE);
    if !help.is_empty() {
        let _ = writeln!(out, "\n**Help:** {}\n", prose(&help, Where::Text));
    }
    out
}

/// A place and what it says.
fn labelled(sources: &Sources, label: &Label) -> String {
    let place = code(&concise::place(sources, label.span), Where::Text);
    let said: String = text::visible(&sentences::label(label), MESSAGE);
    if said.is_empty() { place } else { format!("{place}: {}", prose(&said, Where::Text)) }
}

/// The first lines of a place, as a block of code.
fn excerpt(sources: &Sources, span: Span) -> Option<String> {
    let file = sources.get(span.file)?;
    let (first, last) = (file.position(span.range.start).line, file.position(span.range.end).line);
    let mut lines = Vec::new();
    for line in (first..=last).take(EXCERPT.0) {
        let start = *file.lines().get(line as usize - 1)? as usize;
        let end = file.lines().get(line as usize).map_or(file.text().len(), |at| *at as usize);
        let line = file.text().get(start..end)?.trim_end().replace('\t', "    ");
        lines.push(text::visible(&line, EXCERPT.1));
    }
    let more = (last - first) as usize >= EXCERPT.0;
    lines.extend(more.then(|| "...".to_owned()));
    let language = match file.display().rsplit('.').next() {
        Some("tf" | "tfvars" | "tofu") => "hcl",
        Some("yaml" | "yml" | "template") => "yaml",
        Some("json") => "json",
        _ => "",
    };
    lines.iter().any(|line| !line.is_empty()).then(|| fenced(&lines, language))
}
