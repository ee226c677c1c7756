//! Findings, notices and fixes as plain data; every renderer needs only this crate.

use std::sync::Arc;

use crate::{Range, Span};

/// How bad a finding is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Severity {
    /// Hygiene without consequence for traffic.
    Info,
    /// Small cost or hygiene.
    Low,
    /// Degraded availability or security, or clear cost.
    Medium,
    /// Traffic is broken or silently takes an unintended path.
    High,
    /// The deployment will fail.
    Error,
}

impl Severity {
    /// All severities, the worst first.
    pub const ALL: [Self; 5] = [Self::Error, Self::High, Self::Medium, Self::Low, Self::Info];

    /// The name in output and configuration.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Error => "error",
            Self::High => "high",
            Self::Medium => "medium",
            Self::Low => "low",
            Self::Info => "info",
        }
    }

    /// The severity of a name.
    #[must_use]
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|s| s.name() == name)
    }
}

/// Whether the facts that a finding rests on are proven.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Confidence {
    /// Rests on an assumption; shown only on request.
    Possible,
    /// Proven from the code.
    Certain,
}

impl Confidence {
    /// The name in output.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Possible => "possible",
            Self::Certain => "certain",
        }
    }
}

/// What a rule is, independent of any finding.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct RuleMeta {
    /// Kebab-case id; the name of the rule's folder.
    pub id: &'static str,
    /// One sentence.
    pub summary: &'static str,
    /// The severity that a finding has at most.
    pub severity: Severity,
    /// What it is about.
    pub topics: &'static [Topic],
    /// The version that brought the rule.
    pub since: &'static str,
    /// The rule's page, as Markdown.
    pub doc: &'static str,
}

/// What a rule is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Topic {
    /// CIDR blocks.
    Addressing,
    /// What is paid.
    Cost,
    /// What AWS refuses to deploy.
    Deployment,
    /// Names, and who answers for them.
    Dns,
    /// VPC endpoints.
    Endpoint,
    /// Route tables and gateways.
    Routing,
    /// Who gets in where he should not.
    Security,
    /// Security groups.
    SecurityGroup,
    /// Subnets.
    Subnet,
    /// What hides findings.
    Suppression,
}

impl RuleMeta {
    /// The address of the rule's page.
    #[must_use]
    pub fn url(&self) -> String {
        format!("https://github.com/vpcelint/vpcelint/blob/main/rules/{}/doc.md", self.id)
    }
}

/// A place with what it says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Label {
    /// The place.
    pub span: Span,
    /// What is there, in a short sentence.
    pub message: String,
    /// The resource that the place belongs to, as its tool prints it.
    pub resource: Option<String>,
}

/// Replaces a range of one file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Edit {
    /// The replaced place; empty for an insertion.
    pub span: Span,
    /// The new text.
    pub text: String,
}

/// Whether a fix may be applied without a look.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Applicability {
    /// Keeps what the author meant.
    Safe,
    /// May change what the author meant.
    Unsafe,
}

/// A change of the source that removes a finding.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fix {
    /// Whether it may be applied without a look.
    pub applicability: Applicability,
    /// The edits, in order of position, without overlap.
    pub edits: Vec<Edit>,
}

/// What suppressed a finding.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SuppressedBy {
    /// A comment in the source.
    Comment,
    /// Metadata of a template.
    Metadata,
    /// The configuration.
    Config,
    /// The baseline.
    Baseline,
}

/// A suppression with its reason and place.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Suppressed {
    /// What suppressed it.
    pub by: SuppressedBy,
    /// The author's reason.
    pub reason: String,
    /// The place of the suppression.
    pub span: Option<Span>,
}

/// A finding.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Diagnostic {
    /// The rule.
    pub rule: &'static RuleMeta,
    /// How bad it is here.
    pub severity: Severity,
    /// Whether it is proven.
    pub confidence: Confidence,
    /// Names the resource and what AWS will do.
    pub message: String,
    /// Where the mend belongs.
    pub primary: Label,
    /// The evidence, in the order in which it proves the finding.
    pub related: Vec<Label>,
    /// The concrete change that mends it.
    pub help: String,
    /// The address of what suffers.
    pub resource: String,
    /// The attribute that the finding is about.
    pub attribute: String,
    /// Identifies the finding without line numbers.
    pub fingerprint: String,
    /// The scenario in which it holds, if not in all.
    pub when: Option<String>,
    /// The suppression that hides it.
    pub suppressed: Option<Suppressed>,
    /// A change of the source that removes it.
    pub fix: Option<Fix>,
}

/// Whether something else than a finding makes the run fail.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Gravity {
    /// Exit status 2.
    Error,
    /// Exit status unchanged.
    Notice,
}

/// What is to say about the input itself: an error, or something that was not known.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Notice {
    /// Whether it makes the run fail.
    pub gravity: Gravity,
    /// What and, where it helps, what to do.
    pub message: String,
    /// Where, if it is in a file that was read.
    pub span: Option<Span>,
    /// The path that it is about when there is no span.
    pub path: Option<Arc<str>>,
    /// Further places, such as the module calls that lead there.
    pub related: Vec<Label>,
}

impl Notice {
    /// An error at a place.
    #[must_use]
    pub fn error(span: Span, message: impl Into<String>) -> Self {
        Self::at(Gravity::Error, span, message)
    }

    /// A notice at a place.
    #[must_use]
    #[expect(clippy::self_named_constructors, reason = "a notice of the gravity notice")]
    pub fn notice(span: Span, message: impl Into<String>) -> Self {
        Self::at(Gravity::Notice, span, message)
    }

    /// At a place.
    #[must_use]
    pub fn at(gravity: Gravity, span: Span, message: impl Into<String>) -> Self {
        Self { gravity, message: message.into(), span: Some(span), path: None, related: Vec::new() }
    }

    /// About a path that could not be read, or a value given outside of files.
    #[must_use]
    pub fn about(gravity: Gravity, path: Option<Arc<str>>, message: impl Into<String>) -> Self {
        Self { gravity, message: message.into(), span: None, path, related: Vec::new() }
    }

    /// The range within its file.
    #[must_use]
    pub fn range(&self) -> Option<Range> {
        self.span.map(|s| s.range)
    }
}
