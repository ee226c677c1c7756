//! What a run examined and left undecided, in sentences for people.

use vpcelint_source::{Label, Severity};

use crate::{Report, text};

/// How many reasons for undecided questions are named.
const REASONS: usize = 3;

/// The lines of the summary.
pub(crate) fn summary(report: &Report<'_>, separator: &str) -> Vec<String> {
    let mut lines = vec![verdict(report, separator)];
    lines.extend(problems(report));
    lines.extend(undecided(report));
    lines.extend(hidden(report));
    lines
}

/// `3 findings (1 high, 2 medium)` with what was examined.
fn verdict(report: &Report<'_>, separator: &str) -> String {
    let found = report.shown().count();
    match (found, nothing_to_examine(report)) {
        (0, Some(why)) => why,
        (0, None) => format!("no findings in {}", examined(report)),
        _ => format!(
            "{} ({}){separator}examined: {}",
            count(found, "finding"),
            by_severity(report),
            examined(report)
        ),
    }
}

/// Says so where there was no network at all.
pub(crate) fn nothing_to_examine(report: &Report<'_>) -> Option<String> {
    let summary = report.summary;
    let [files, roots] = [count(summary.files, "file"), count(summary.roots, "root")];
    (summary.vpcs == 0 && summary.endpoints == 0).then(|| {
        format!(
            "nothing to examine: no VPC and no VPC endpoint in {files}, {roots}, {}",
            count(summary.resources, "resource")
        )
    })
}

/// What a related place says, with its resource where the text does not name it.
pub(crate) fn label(label: &Label) -> String {
    let message = text::visible(&label.message, text::MESSAGE);
    match &label.resource {
        Some(resource) if !label.message.contains(resource.as_str()) => {
            let resource = text::visible(resource, text::MESSAGE);
            if message.is_empty() { resource } else { format!("{resource}: {message}") }
        }
        _ => message,
    }
}

fn by_severity(report: &Report<'_>) -> String {
    let parts = Severity::ALL.into_iter().filter_map(|severity| {
        let count = report.shown().filter(|d| d.severity == severity).count();
        (count > 0).then(|| format!("{count} {}", severity.name()))
    });
    parts.collect::<Vec<_>>().join(", ")
}

fn examined(report: &Report<'_>) -> String {
    let s = report.summary;
    let mut parts = vec![
        count(s.files, "file"),
        count(s.roots, "root"),
        count(s.vpcs, "VPC"),
        count(s.subnets, "subnet"),
        count(s.route_tables, "route table"),
        count(s.endpoints, "endpoint"),
        count(s.nat_gateways, "NAT gateway"),
        count(s.workloads, "workload"),
    ];
    if s.scenarios > 0 {
        parts.push(count(s.scenarios, "scenario"));
    }
    parts.join(", ")
}

fn problems(report: &Report<'_>) -> Option<String> {
    let (errors, notices) = (report.errors().count(), report.plain_notices().count());
    let parts = [(errors, "error"), (notices, "notice")].into_iter().filter(|(n, _)| *n > 0);
    let parts: Vec<_> = parts.map(|(n, what)| count(n, what)).collect();
    (!parts.is_empty()).then(|| parts.join(", "))
}

/// How many questions stayed open, with the most frequent reasons.
fn undecided(report: &Report<'_>) -> Option<String> {
    let summary = report.summary;
    if summary.undecided == 0 {
        return None;
    }
    let mut reasons: Vec<_> = summary.undecided_because.iter().collect();
    reasons.sort_by(|(a, x), (b, y)| y.cmp(x).then_with(|| a.cmp(b)));
    let mut named: Vec<_> = reasons
        .iter()
        .take(REASONS)
        .map(|(reason, n)| format!("{} ({n})", text::visible(reason, text::MESSAGE)))
        .collect();
    let others: usize = reasons.iter().skip(REASONS).map(|(_, n)| **n).sum();
    if others > 0 {
        named.push(format!("other reasons ({others})"));
    }
    let because = if named.is_empty() { String::new() } else { format!(": {}", named.join(", ")) };
    Some(format!("{} left undecided{because}", count(summary.undecided, "question")))
}

/// How many findings are not shown.
fn hidden(report: &Report<'_>) -> Option<String> {
    let summary = report.summary;
    let parts = [(summary.suppressed, "suppressed"), (summary.baselined, "in the baseline")];
    let parts = parts.into_iter().filter(|(n, _)| *n > 0);
    let parts: Vec<_> = parts.map(|(n, how)| format!("{} {how}", count(n, "finding"))).collect();
    (!parts.is_empty()).then(|| parts.join(", "))
}

/// `1 file`, `2 files`.
pub(crate) fn count(number: usize, what: &str) -> String {
    format!("{number} {what}{}", if number == 1 { "" } else { "s" })
}
