//! References between things of the network, which may lead outside or be unknown.

use std::sync::Arc;

use vpcelint_model::{Cause, ResourceId};
use vpcelint_source::Span;

/// Where a reference leads.
#[derive(Debug, Clone, PartialEq)]
pub enum Link<Id> {
    /// To one thing of the network.
    To(Id),
    /// To any of several.
    Any(Vec<Id>),
    /// To something that the code does not make, named as it is referred to.
    Outside(Arc<str>),
    /// Not known.
    Unknown(Arc<Cause>),
    /// It is not written.
    Absent,
}

/// A reference with the place where it is written.
#[derive(Debug, Clone)]
pub struct LinkAt<Id> {
    /// Where it leads.
    pub link: Link<Id>,
    /// Where it is written.
    pub at: Span,
    /// The resource that writes it, if that is another one than the owner.
    pub by: Option<ResourceId>,
}

/// A list of references, possibly with more that are not known.
#[derive(Debug, Clone)]
pub struct Links<Id> {
    /// Those that are known to be in it.
    pub items: Vec<LinkAt<Id>>,
    /// Why there may be more.
    pub open: Option<Arc<Cause>>,
}

impl<Id> Default for Links<Id> {
    fn default() -> Self {
        Self { items: Vec::new(), open: None }
    }
}

impl<Id> From<Option<Id>> for Link<Id> {
    fn from(id: Option<Id>) -> Self {
        id.map_or(Self::Absent, Self::To)
    }
}

impl<Id: Copy + PartialEq> Link<Id> {
    /// The one thing that it leads to.
    pub fn to(&self) -> Option<Id> {
        match self {
            Self::To(id) => Some(*id),
            _ => None,
        }
    }

    /// Whether it may lead to a thing.
    pub fn may_be(&self, id: Id) -> bool {
        match self {
            Self::To(to) => *to == id,
            Self::Any(ids) => ids.contains(&id),
            Self::Unknown(_) => true,
            Self::Outside(_) | Self::Absent => false,
        }
    }
}

impl<Id: Copy + PartialEq> Links<Id> {
    /// The things that certainly are in the list.
    pub fn known(&self) -> impl Iterator<Item = Id> {
        self.items.iter().filter_map(|i| i.link.to())
    }

    /// Whether a thing certainly is in the list.
    pub fn contains(&self, id: Id) -> bool {
        self.known().any(|k| k == id)
    }

    /// Why a thing that is not seen in the list may be in it.
    pub fn uncertain(&self, id: Id) -> Option<Arc<Cause>> {
        let among_several = self.items.iter().find_map(|i| match &i.link {
            Link::Any(ids) if ids.contains(&id) => {
                Some(Cause::new("it may be any of several instances", Some(i.at)))
            }
            Link::Unknown(cause) => Some(cause.clone()),
            _ => None,
        });
        among_several.or_else(|| self.open.clone())
    }

    /// Whether nothing is in the list, and nothing can be.
    pub fn is_certainly_empty(&self) -> bool {
        self.items.is_empty() && self.open.is_none()
    }

    /// Why the list is not known to its end.
    pub fn unknown(&self) -> Option<Arc<Cause>> {
        let item = self.items.iter().find_map(|i| match &i.link {
            Link::Unknown(cause) => Some(cause.clone()),
            Link::Any(_) => Some(Cause::new("it may be any of several instances", Some(i.at))),
            _ => None,
        });
        item.or_else(|| self.open.clone())
    }
}
