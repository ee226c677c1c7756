//! SARIF 2.1.0, as code scanning services and viewers read it.

mod document;
mod location;
mod rules;

use std::collections::BTreeMap;

use vpcelint_source::{
    Applicability, Confidence, Diagnostic, Edit, Fix as SourceFix, Gravity, Label, Notice,
    Suppressed, SuppressedBy,
};

use crate::{Level, Report, json, sentences, text};

use document::{
    ArtifactChange, CodeFlow, Content, Driver, Fix, FlowLocation, Invocation, Located, Log,
    Message, Notification, Properties, Replacement, Result, Run, Suppression, ThreadFlow, Tool,
};

/// GitHub refuses a run with more results.
const RESULTS: usize = 25_000;

/// GitHub shows as many locations of a result, and refuses one with ten times as many.
const LOCATIONS: usize = 100;

/// The document of a report.
#[must_use]
pub fn document(report: &Report<'_>) -> impl serde::Serialize + use<> {
    let rules = rules::Rules::of(report);
    let (listed, left_out) = listed(report);
    let results = listed.iter().map(|d| result(report, &rules, d)).collect();
    let mut notifications: Vec<_> =
        report.errors().chain(report.plain_notices()).map(|n| notification(report, n)).collect();
    if left_out > 0 {
        let message = format!(
            "{} left out: GitHub takes {RESULTS} of a run; `--format json` lists all",
            sentences::count(left_out, "finding")
        );
        notifications.push(Notification::new("warning", &message, None));
    }
    let invocation = Invocation {
        execution_successful: report.errors().next().is_none(),
        tool_execution_notifications: notifications,
    };
    let run = Run {
        tool: Tool { driver: Driver::new(report.version, rules.descriptors()) },
        invocations: [invocation],
        original_uri_base_ids: location::bases(),
        column_kind: "unicodeCodePoints",
        results,
        properties: Properties {
            summary: Some(json::summary(report.summary)),
            ..Properties::default()
        },
    };
    Log::new(run)
}

/// What is listed, in order, and how many are not: those that are shown go before those that are
/// suppressed, and the worst before others.
fn listed<'a>(report: &Report<'a>) -> (Vec<&'a Diagnostic>, usize) {
    let mut all: Vec<_> = report.diagnostics.iter().enumerate().collect();
    let left_out = all.len().saturating_sub(RESULTS);
    if left_out > 0 {
        all.sort_by_key(|(_, d)| (d.suppressed.is_some(), std::cmp::Reverse(d.severity)));
        all.truncate(RESULTS);
        all.sort_by_key(|(index, _)| *index);
    }
    (all.into_iter().map(|(_, diagnostic)| diagnostic).collect(), left_out)
}

fn level(level: Level) -> &'static str {
    match level {
        Level::Error => "error",
        Level::Warning => "warning",
        Level::Note => "note",
    }
}

fn result(report: &Report<'_>, rules: &rules::Rules, diagnostic: &Diagnostic) -> Result {
    let rule = diagnostic.rule.id;
    let mut message = text::visible(&diagnostic.message, text::MESSAGE);
    if let Some(when) = &diagnostic.when {
        message += &format!(" (when {})", text::visible(when, text::MESSAGE));
    }
    let primary = location::of(report, &diagnostic.primary)
        .map(|location| location.about(&diagnostic.resource));
    let related = diagnostic.related.iter().take(LOCATIONS).enumerate();
    let related =
        related.filter_map(|(id, label)| Some(location::of(report, label)?.numbered(id + 1)));
    Result {
        rule_id: rule,
        rule_index: rules.index(rule),
        kind: "fail",
        level: level(Level::of(diagnostic.severity)),
        message: Message::new(&message),
        locations: primary.into_iter().collect(),
        related_locations: related.collect(),
        code_flows: flow(report, diagnostic).into_iter().collect(),
        partial_fingerprints: [("vpcelint/v1", diagnostic.fingerprint.clone())].into(),
        fixes: diagnostic.fix.iter().filter_map(|f| fix(report, diagnostic, f)).collect(),
        suppressions: diagnostic.suppressed.iter().map(|s| suppression(report, s)).collect(),
        properties: Properties {
            resource: Some(diagnostic.resource.clone()),
            severity: Some(diagnostic.severity.name()),
            confidence: Some(diagnostic.confidence.name()),
            when: diagnostic.when.clone(),
            help: Some(diagnostic.help.clone()),
            related_left_out: diagnostic.related.len().checked_sub(LOCATIONS).filter(|n| *n > 0),
            ..Properties::default()
        },
    }
}

/// The evidence in the order in which it proves the finding; it ends where the finding is shown.
fn flow(report: &Report<'_>, diagnostic: &Diagnostic) -> Option<CodeFlow> {
    let end = Label {
        message: if diagnostic.primary.message.is_empty() {
            diagnostic.rule.summary.to_owned()
        } else {
            diagnostic.primary.message.clone()
        },
        ..diagnostic.primary.clone()
    };
    let steps = diagnostic.related.iter().take(LOCATIONS).chain([&end]);
    let locations: Vec<_> = steps
        .filter_map(|label| Some(FlowLocation { location: location::of(report, label)? }))
        .collect();
    (locations.len() > 1).then_some(CodeFlow { thread_flows: [ThreadFlow { locations }] })
}

fn fix(report: &Report<'_>, diagnostic: &Diagnostic, fix: &SourceFix) -> Option<Fix> {
    let mut changes: Vec<ArtifactChange> = Vec::new();
    for edit in &fix.edits {
        let physical = location::physical(report, edit.span)?;
        let replacement = replacement(edit, physical.region?);
        match changes.iter_mut().find(|c| c.artifact_location == physical.artifact_location) {
            Some(change) => change.replacements.push(replacement),
            None => changes.push(ArtifactChange {
                artifact_location: physical.artifact_location,
                replacements: vec![replacement],
            }),
        }
    }
    let care = match fix.applicability {
        Applicability::Safe => "",
        Applicability::Unsafe => " (look at it: this may change what was meant)",
    };
    let description = format!("{}{care}", text::visible(&diagnostic.help, text::MESSAGE));
    Some(Fix { description: Message::new(&description), artifact_changes: changes })
}

fn replacement(edit: &Edit, region: location::Region) -> Replacement {
    let inserted = (!edit.text.is_empty()).then(|| Content { text: edit.text.clone() });
    Replacement { deleted_region: region, inserted_content: inserted }
}

fn suppression(report: &Report<'_>, suppressed: &Suppressed) -> Suppression {
    let kind = match suppressed.by {
        SuppressedBy::Comment | SuppressedBy::Metadata => "inSource",
        SuppressedBy::Config | SuppressedBy::Baseline => "external",
    };
    let reason = text::visible(&suppressed.reason, text::MESSAGE);
    let place = suppressed.span.and_then(|span| location::physical(report, span));
    Suppression {
        kind,
        justification: (!reason.is_empty()).then_some(reason),
        location: place.map(|physical| Located { physical_location: physical }),
    }
}

fn notification(report: &Report<'_>, notice: &Notice) -> Notification {
    let level = match notice.gravity {
        Gravity::Error => "error",
        Gravity::Notice => "note",
    };
    let location = report.notice_spot(notice).as_ref().and_then(location::of_spot);
    let mut message = text::visible(&notice.message, text::MESSAGE);
    // What is no file has no place in SARIF.
    if let (None, Some(path)) = (&location, &notice.path) {
        message = format!("{}: {message}", text::visible(path, text::MESSAGE));
    }
    Notification::new(level, &message, location)
}

/// How sure the findings of a rule are, in GitHub's words.
fn precision(report: &Report<'_>) -> BTreeMap<&'static str, &'static str> {
    let mut all = BTreeMap::new();
    for diagnostic in report.diagnostics {
        let precision = all.entry(diagnostic.rule.id).or_insert("high");
        if diagnostic.confidence == Confidence::Possible {
            *precision = "medium";
        }
    }
    all
}
