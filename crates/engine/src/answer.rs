//! What a rule answers for each subject: found with evidence, clear, or undecided for a reason.

use std::sync::Arc;

use vpcelint_model::{Cause, Change, ResourceId};
use vpcelint_source::{Confidence, Label, Severity, Span};

/// The answer for one subject.
#[derive(Debug, Clone)]
pub enum Verdict {
    /// Something is wrong, and it is proven.
    Found(Box<Found>),
    /// Nothing is wrong.
    Clear,
    /// It rests on something that is not known.
    Undecided(Undecided),
}

/// Why a question could not be answered.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Undecided {
    /// The fact that is not known.
    pub cause: Arc<Cause>,
    /// Where the question arose.
    pub at: Span,
}

/// The places that prove a finding, in the order in which they do; never none.
#[derive(Debug, Clone)]
pub struct Evidence(Vec<Label>);

/// Something that is wrong.
#[derive(Debug, Clone)]
pub struct Found {
    pub(crate) resource: ResourceId,
    pub(crate) attribute: &'static str,
    pub(crate) severity: Severity,
    pub(crate) confidence: Confidence,
    pub(crate) message: String,
    pub(crate) primary: Label,
    pub(crate) evidence: Evidence,
    pub(crate) help: String,
    pub(crate) change: Option<Change>,
}

impl Evidence {
    /// Evidence begins with one place.
    #[must_use]
    pub fn new(at: Span, message: impl Into<String>) -> Self {
        Self(vec![Label { span: at, message: message.into(), resource: None }])
    }

    /// One more place.
    #[must_use]
    pub fn and(mut self, at: Span, message: impl Into<String>) -> Self {
        self.push(at, message);
        self
    }

    /// One more place.
    pub fn push(&mut self, at: Span, message: impl Into<String>) {
        let label = Label { span: at, message: message.into(), resource: None };
        if !self.0.contains(&label) {
            self.0.push(label);
        }
    }

    pub(crate) fn labels(self) -> Vec<Label> {
        self.0
    }
}

impl Found {
    /// A finding about an attribute of a resource, with the place where the mend belongs.
    #[must_use]
    pub fn new(
        resource: ResourceId,
        attribute: &'static str,
        severity: Severity,
        at: Span,
        label: impl Into<String>,
        evidence: Evidence,
    ) -> Self {
        Self {
            resource,
            attribute,
            severity,
            confidence: Confidence::Certain,
            message: String::new(),
            primary: Label { span: at, message: label.into(), resource: None },
            evidence,
            help: String::new(),
            change: None,
        }
    }

    /// Names the resource and what AWS will do.
    #[must_use]
    pub fn message(mut self, message: impl Into<String>) -> Self {
        self.message = message.into();
        self
    }

    /// The change that mends it.
    #[must_use]
    pub fn help(mut self, help: impl Into<String>) -> Self {
        self.help = help.into();
        self
    }

    /// A change of the code that removes it.
    #[must_use]
    pub fn change(mut self, change: impl Into<Option<Change>>) -> Self {
        self.change = change.into();
        self
    }

    /// It rests on an assumption.
    #[must_use]
    pub fn possible(mut self) -> Self {
        self.confidence = Confidence::Possible;
        self
    }
}

impl From<Found> for Verdict {
    fn from(found: Found) -> Self {
        Self::Found(Box::new(found))
    }
}

impl Verdict {
    /// Undecided for a reason, at the place where the question arose.
    #[must_use]
    pub fn undecided(cause: Arc<Cause>, at: Span) -> Self {
        Self::Undecided(Undecided { cause, at })
    }
}
