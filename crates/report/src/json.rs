//! The document of `check --format json`, version 1, and how documents are written.

mod escape;

use std::collections::BTreeMap;

use serde::Serialize;
use vpcelint_source::{
    Applicability, Diagnostic, Fix as SourceFix, Label, Severity, Suppressed as Suppression,
    SuppressedBy,
};

use crate::{Place, Problem, Range, Report, problem};

pub use escape::to_json;

/// The document.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct Document {
    /// 1.
    #[cfg_attr(test, schemars(extend("const" = 1)))]
    pub version: u32,
    /// What wrote the document.
    pub tool: Tool,
    /// The findings by file, position and rule, suppressed ones included.
    pub findings: Vec<Finding>,
    /// What makes the run fail.
    pub errors: Vec<Problem>,
    /// What was not known.
    pub notices: Vec<Problem>,
    /// What was examined.
    pub summary: Summary,
}

/// What wrote the document.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct Tool {
    /// `vpcelint`
    pub name: &'static str,
    /// Its version.
    pub version: String,
}

/// A finding.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct Finding {
    /// The id of the rule.
    pub rule: &'static str,
    /// How bad it is.
    #[cfg_attr(test, schemars(extend("enum" = ["error", "high", "medium", "low", "info"])))]
    pub severity: &'static str,
    /// Whether it is proven.
    #[cfg_attr(test, schemars(extend("enum" = ["certain", "possible"])))]
    pub confidence: &'static str,
    /// The resource and what AWS will do.
    pub message: String,
    /// The change that mends it.
    pub help: String,
    /// The rule's page.
    pub url: String,
    /// The address of what suffers.
    pub resource: String,
    /// Identifies the finding without line numbers.
    pub fingerprint: String,
    /// The file in which the mend belongs.
    pub file: String,
    /// The place in which the mend belongs.
    pub range: Range,
    /// The evidence.
    pub related: Vec<Related>,
    /// The scenario in which it holds, if not in all.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub when: Option<String>,
    /// What hides it; such a finding counts in no severity.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub suppressed: Option<Suppressed>,
    /// A change of the source that removes it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub fix: Option<Fix>,
}

/// A place that is part of the evidence.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct Related {
    /// What is there.
    pub message: String,
    /// The resource that the place belongs to.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub resource: Option<String>,
    /// The file.
    pub file: String,
    /// The place.
    pub range: Range,
}

/// What hides a finding.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct Suppressed {
    /// The kind of suppression.
    #[cfg_attr(test, schemars(extend("enum" = ["comment", "metadata", "config", "baseline"])))]
    pub by: &'static str,
    /// The author's reason.
    pub reason: String,
    /// The file of the suppression.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub file: Option<String>,
    /// The place of the suppression.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub range: Option<Range>,
}

/// A change of the source.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct Fix {
    /// Whether it keeps what the author meant.
    #[cfg_attr(test, schemars(extend("enum" = ["safe", "unsafe"])))]
    pub applicability: &'static str,
    /// The edits, in order of position, without overlap.
    pub edits: Vec<Edit>,
}

/// Replaces a place.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct Edit {
    /// The file.
    pub file: String,
    /// The replaced place; empty for an insertion.
    pub range: Range,
    /// The new text.
    pub text: String,
}

/// What was examined, decided and left undecided.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct Summary {
    /// Configuration files read.
    pub files: usize,
    /// Roots or templates.
    pub roots: usize,
    /// Resource instances.
    pub resources: usize,
    /// VPCs.
    pub vpcs: usize,
    /// Subnets.
    pub subnets: usize,
    /// Route tables, main tables included.
    pub route_tables: usize,
    /// VPC endpoints.
    pub endpoints: usize,
    /// NAT gateways.
    pub nat_gateways: usize,
    /// Workloads with network interfaces.
    pub workloads: usize,
    /// Scenarios beyond the first evaluation.
    pub scenarios: usize,
    /// Questions that no rule could decide.
    pub undecided: usize,
    /// Undecided questions by reason.
    pub undecided_because: BTreeMap<String, usize>,
    /// Findings suppressed by comment, metadata or configuration.
    pub suppressed: usize,
    /// Findings that the baseline holds.
    pub baselined: usize,
    /// Findings that count, by severity.
    pub by_severity: BySeverity,
}

/// A number for each severity.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct BySeverity {
    /// The deployment will fail.
    pub error: usize,
    /// Traffic is broken or takes an unintended path.
    pub high: usize,
    /// Degraded availability or security, or clear cost.
    pub medium: usize,
    /// Small cost or hygiene.
    pub low: usize,
    /// Hygiene without consequence for traffic.
    pub info: usize,
}

/// The document of a report.
#[must_use]
pub fn document(report: &Report<'_>) -> Document {
    Document {
        version: 1,
        tool: Tool { name: "vpcelint", version: report.version.to_owned() },
        findings: report.diagnostics.iter().map(|d| finding(report, d)).collect(),
        errors: report.errors().map(|n| problem(report.sources, n)).collect(),
        notices: report.plain_notices().map(|n| problem(report.sources, n)).collect(),
        summary: summary(report.summary),
    }
}

fn finding(report: &Report<'_>, diagnostic: &Diagnostic) -> Finding {
    let place = Place::of(report.sources, diagnostic.primary.span).unwrap_or_default();
    Finding {
        rule: diagnostic.rule.id,
        severity: diagnostic.severity.name(),
        confidence: diagnostic.confidence.name(),
        message: diagnostic.message.clone(),
        help: diagnostic.help.clone(),
        url: diagnostic.rule.url(),
        resource: diagnostic.resource.clone(),
        fingerprint: diagnostic.fingerprint.clone(),
        file: place.file,
        range: place.range,
        related: diagnostic.related.iter().map(|l| related(report, l)).collect(),
        when: diagnostic.when.clone(),
        suppressed: diagnostic.suppressed.as_ref().map(|s| suppressed(report, s)),
        fix: diagnostic.fix.as_ref().map(|f| fix(report, f)),
    }
}

fn related(report: &Report<'_>, label: &Label) -> Related {
    let Place { file, range } = Place::of(report.sources, label.span).unwrap_or_default();
    Related { message: label.message.clone(), resource: label.resource.clone(), file, range }
}

fn suppressed(report: &Report<'_>, suppression: &Suppression) -> Suppressed {
    let place = suppression.span.and_then(|span| Place::of(report.sources, span));
    let (file, range) = place.map(|p| (p.file, p.range)).unzip();
    let by = match suppression.by {
        SuppressedBy::Comment => "comment",
        SuppressedBy::Metadata => "metadata",
        SuppressedBy::Config => "config",
        SuppressedBy::Baseline => "baseline",
    };
    Suppressed { by, reason: suppression.reason.clone(), file, range }
}

fn fix(report: &Report<'_>, fix: &SourceFix) -> Fix {
    let edits = fix.edits.iter().map(|edit| {
        let Place { file, range } = Place::of(report.sources, edit.span).unwrap_or_default();
        Edit { file, range, text: edit.text.clone() }
    });
    let applicability = match fix.applicability {
        Applicability::Safe => "safe",
        Applicability::Unsafe => "unsafe",
    };
    Fix { applicability, edits: edits.collect() }
}

/// What was examined, as the documents have it.
pub(crate) fn summary(summary: &vpcelint_source::Summary) -> Summary {
    let of = |severity: Severity| summary.by_severity.get(&severity).copied().unwrap_or(0);
    Summary {
        files: summary.files,
        roots: summary.roots,
        resources: summary.resources,
        vpcs: summary.vpcs,
        subnets: summary.subnets,
        route_tables: summary.route_tables,
        endpoints: summary.endpoints,
        nat_gateways: summary.nat_gateways,
        workloads: summary.workloads,
        scenarios: summary.scenarios,
        undecided: summary.undecided,
        undecided_because: summary.undecided_because.clone(),
        suppressed: summary.suppressed,
        baselined: summary.baselined,
        by_severity: BySeverity {
            error: of(Severity::Error),
            high: of(Severity::High),
            medium: of(Severity::Medium),
            low: of(Severity::Low),
            info: of(Severity::Info),
        },
    }
}
