//! Facts that may be unknown, and questions with three answers.

use std::sync::Arc;

use vpcelint_model::{Cause, Kind, Reference, Target, Value};
use vpcelint_source::Span;

/// A fact with the place that decides it.
#[derive(Debug, Clone)]
pub struct Fact<T> {
    /// The fact, or why it is not known.
    pub known: Result<T, Arc<Cause>>,
    /// Where it is written, or where the resource is that does not write it.
    pub at: Span,
    /// Whether it is written, not a default.
    pub written: bool,
}

/// The answer to a question.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Answer {
    /// Proven.
    Yes,
    /// The contrary is proven.
    No,
    /// It rests on something that is not known.
    Unknown(Arc<Cause>),
}

impl<T> Fact<T> {
    /// A known fact.
    pub fn known(value: T, at: Span) -> Self {
        Self { known: Ok(value), at, written: true }
    }

    /// A fact that is not known.
    pub fn unknown(cause: Arc<Cause>, at: Span) -> Self {
        Self { known: Err(cause), at, written: true }
    }

    /// The fact, if it is known.
    pub fn get(&self) -> Option<&T> {
        self.known.as_ref().ok()
    }

    /// Whether a condition holds for it.
    pub fn holds(&self, condition: impl FnOnce(&T) -> bool) -> Answer {
        match &self.known {
            Ok(value) => Answer::from(condition(value)),
            Err(cause) => Answer::Unknown(cause.clone()),
        }
    }

    /// Why it is not known.
    pub fn cause(&self) -> Option<&Arc<Cause>> {
        self.known.as_ref().err()
    }
}

impl Fact<bool> {
    /// A bool attribute with its default.
    pub(crate) fn bool(value: &Value, default: bool, at: Span) -> Self {
        let at = value.origin.at.unwrap_or(at);
        match (&value.kind, value.as_bool()) {
            (Kind::Null, _) => Self { known: Ok(default), at, written: false },
            (_, Some(b)) => Self::known(b, at),
            _ => Self::unknown(why(value), at),
        }
    }
}

impl From<bool> for Answer {
    fn from(b: bool) -> Self {
        if b { Self::Yes } else { Self::No }
    }
}

impl Answer {
    /// Whether it is yes.
    #[must_use]
    pub fn is_yes(&self) -> bool {
        *self == Self::Yes
    }

    /// Whether it is no.
    #[must_use]
    pub fn is_no(&self) -> bool {
        *self == Self::No
    }

    /// Both must hold.
    #[must_use]
    pub fn and(self, other: Self) -> Self {
        match (self, other) {
            (Self::No, _) | (_, Self::No) => Self::No,
            (Self::Yes, other) | (other, Self::Yes) => other,
            (unknown, _) => unknown,
        }
    }

    /// One must hold.
    #[must_use]
    pub fn or(self, other: Self) -> Self {
        match (self, other) {
            (Self::Yes, _) | (_, Self::Yes) => Self::Yes,
            (Self::No, other) | (other, Self::No) => other,
            (unknown, _) => unknown,
        }
    }
}

/// Why a value is not known, in words where it is known but of a kind that is not expected.
pub(crate) fn why(value: &Value) -> Arc<Cause> {
    value.cause().unwrap_or_else(|| {
        let reason = match value.as_reference() {
            Some(Reference { target: Target::Outside(address), attribute }) => {
                format!("`{}` is not in the code", full_name(address, attribute))
            }
            Some(r) if r.attribute.is_empty() => "it is only known after it is deployed".to_owned(),
            Some(r) => format!("`{}` is only known after it is applied", r.attribute),
            None => "the value is not of the kind that is expected here".to_owned(),
        };
        Cause::new(reason, value.origin.at)
    })
}

/// What a reference names; a template's `Ref` names no attribute.
pub(crate) fn full_name(address: &str, attribute: &str) -> String {
    match attribute {
        "" => address.to_owned(),
        attribute => format!("{address}.{attribute}"),
    }
}
