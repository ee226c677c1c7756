//! Where a plan and its source say different things, and why.

/// Why a plan alone says less than its source.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Why {
    /// A set that refers to all instances of a declaration may leave some out: of the expression a
    /// plan lists the names only.
    Members,
    /// A local value is not in a plan.
    Local,
    /// A text that holds something that is not known is wholly unknown in a plan, such as the
    /// definitions of a task's containers.
    Text,
    /// The finding that stands for others here, as those are not proven.
    Weaker,
}

/// What differs with the source: the root, a part of the finding, and why.
pub(crate) const WITH_SOURCE: [(&str, &str, &str); 0] = [];

/// What differs without: the root, whether it is left out or more, the finding, and why.
pub(crate) const ALONE: [(&str, char, &str, Why); 0] = [];
