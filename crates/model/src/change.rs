//! Changes that rules propose, in the words of the graph. The front end that made a resource writes
//! them where a person would, or declines.

use smol_str::SmolStr;
use vpcelint_source::Applicability;

use crate::ResourceId;

/// A change of a resource that removes a finding.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Change {
    /// The resource that is changed.
    pub resource: ResourceId,
    /// The attribute or block, as the resource's language calls it.
    pub attribute: SmolStr,
    /// What is done to it.
    pub what: Edit,
    /// Whether it keeps what the author meant.
    pub applicability: Applicability,
}

/// What is done to an attribute.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Edit {
    /// It is set.
    Set(Literal),
    /// References to the ids of resources are appended to its list.
    Append(Vec<ResourceId>),
    /// A block is added, or an object to its list.
    Add(Vec<(SmolStr, Literal)>),
}

/// A value that is written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Literal {
    /// `true`, `false`
    Bool(bool),
    /// A number.
    Number(u32),
    /// A string.
    Text(SmolStr),
    /// An attribute of a resource.
    Attribute(ResourceId, SmolStr),
    /// A list.
    List(Vec<Literal>),
}
