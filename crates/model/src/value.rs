//! Values of the graph: whatever the language, with references and holes, and never a guess.

use std::collections::BTreeMap;
use std::sync::Arc;

use smol_str::SmolStr;

use crate::{Cause, Origin, ResourceId, RootId};

/// A value with its origin.
#[derive(Debug, Clone)]
pub struct Value {
    /// What it is.
    pub kind: Kind,
    /// Where it comes from.
    pub origin: Origin,
    /// Must not reach the output.
    pub sensitive: bool,
    /// Rests on the content of a file; withheld as an attribute's value.
    pub from_file: bool,
    /// The likely name of something that differs from account to account: it says nothing about
    /// whether it is the same as what is written elsewhere.
    pub derived: bool,
}

/// What a value is.
#[derive(Debug, Clone)]
pub enum Kind {
    /// Null, or not written.
    Null,
    /// A bool.
    Bool(bool),
    /// A number, with all its digits.
    Number(SmolStr),
    /// A known string.
    String(SmolStr),
    /// A string with references or holes in it.
    Text(Arc<Vec<Part>>),
    /// A list or set; with a cause, it may go on.
    List(Arc<Vec<Value>>, Option<Arc<Cause>>),
    /// A map, object or block; with a cause, it may have further keys.
    Map(Arc<BTreeMap<SmolStr, Value>>, Option<Arc<Cause>>),
    /// Something that exists only after the code is deployed.
    Reference(Reference),
    /// Not known.
    Unknown(Arc<Cause>),
}

/// A part of a string.
#[derive(Debug, Clone)]
pub enum Part {
    /// Known text.
    Literal(SmolStr),
    /// An attribute of a resource.
    Reference(Reference),
    /// Not known.
    Hole(Arc<Cause>),
}

/// An attribute of a resource, or of something outside.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Reference {
    /// What is referred to.
    pub target: Target,
    /// The attribute's path, such as `id`.
    pub attribute: SmolStr,
}

/// What a reference refers to.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Target {
    /// An instance in the graph.
    Resource(ResourceId),
    /// Any instance of a resource of a root, whose address this is.
    Any(RootId, Arc<str>),
    /// Something that is not in the graph, such as a missing module or a data source.
    Outside(Arc<str>),
}

impl Default for Value {
    fn default() -> Self {
        Self {
            kind: Kind::Null,
            origin: Origin::default(),
            sensitive: false,
            from_file: false,
            derived: false,
        }
    }
}

impl From<Kind> for Value {
    fn from(kind: Kind) -> Self {
        Self { kind, ..Self::default() }
    }
}

impl Value {
    /// Unknown for a reason.
    #[must_use]
    pub fn unknown(cause: &Arc<Cause>) -> Self {
        Kind::Unknown(cause.clone()).into()
    }

    /// Whether it is null or not written.
    #[must_use]
    pub fn is_null(&self) -> bool {
        matches!(self.kind, Kind::Null)
    }

    /// The text of a known string.
    #[must_use]
    pub fn as_str(&self) -> Option<&str> {
        match &self.kind {
            Kind::String(s) => Some(s),
            _ => None,
        }
    }

    /// The text of a known string, number or bool.
    #[must_use]
    pub fn as_text(&self) -> Option<SmolStr> {
        match &self.kind {
            Kind::String(s) | Kind::Number(s) => Some(s.clone()),
            Kind::Bool(b) => Some(if *b { "true".into() } else { "false".into() }),
            _ => None,
        }
    }

    /// The known whole number, also when it is written as a string.
    #[must_use]
    pub fn as_i64(&self) -> Option<i64> {
        match &self.kind {
            Kind::Number(n) | Kind::String(n) => n.parse().ok(),
            _ => None,
        }
    }

    /// The known bool, also when it is written as a string.
    #[must_use]
    pub fn as_bool(&self) -> Option<bool> {
        match &self.kind {
            Kind::Bool(b) => Some(*b),
            // CloudFormation takes them in any case.
            Kind::String(s) if s.eq_ignore_ascii_case("true") || s == "1" => Some(true),
            Kind::String(s) if s.eq_ignore_ascii_case("false") || s == "0" => Some(false),
            _ => None,
        }
    }

    /// The elements of a list that is known to its end.
    #[must_use]
    pub fn as_list(&self) -> Option<&[Self]> {
        match &self.kind {
            Kind::List(items, None) => Some(items),
            _ => None,
        }
    }

    /// The elements that are known, and why there may be more.
    #[must_use]
    pub fn elements(&self) -> (&[Self], Option<&Arc<Cause>>) {
        match &self.kind {
            Kind::List(items, open) => (items, open.as_ref()),
            Kind::Unknown(cause) => (&[], Some(cause)),
            _ => (&[], None),
        }
    }

    /// The entry of a map; null when it is certainly not there, `None` when it is not known.
    #[must_use]
    pub fn get(&self, key: &str) -> Option<&Self> {
        /// What a key has that is not written.
        static NULL: Value = Value {
            kind: Kind::Null,
            origin: Origin { at: None, via: None },
            sensitive: false,
            from_file: false,
            derived: false,
        };
        match &self.kind {
            Kind::Map(entries, open) => match (entries.get(key), open) {
                (Some(value), _) => Some(value),
                (None, None) => Some(&NULL),
                (None, Some(_)) => None,
            },
            Kind::Null => Some(&NULL),
            _ => None,
        }
    }

    /// The reference that it is.
    #[must_use]
    pub fn as_reference(&self) -> Option<&Reference> {
        match &self.kind {
            Kind::Reference(r) => Some(r),
            _ => None,
        }
    }

    /// Why it is not wholly known, if that is so.
    #[must_use]
    pub fn cause(&self) -> Option<Arc<Cause>> {
        match &self.kind {
            Kind::Unknown(cause) => Some(cause.clone()),
            Kind::List(items, open) => open.clone().or_else(|| items.iter().find_map(Self::cause)),
            Kind::Map(entries, open) => {
                open.clone().or_else(|| entries.values().find_map(Self::cause))
            }
            Kind::Text(parts) => parts.iter().find_map(|p| match p {
                Part::Hole(cause) => Some(cause.clone()),
                _ => None,
            }),
            _ => None,
        }
    }

    /// The value with what must not reach the output made unknown; none where there is nothing
    /// such in it. What is not known yet gives nothing away.
    #[must_use]
    pub fn withheld(&self) -> Option<Self> {
        let kind = match &self.kind {
            Kind::Unknown(_) | Kind::Reference(_) => return None,
            _ if self.sensitive => {
                Kind::Unknown(Cause::new("the value is sensitive", self.origin.at))
            }
            Kind::List(items, open) => {
                let new: Vec<_> = items.iter().map(Self::withheld).collect();
                new.iter().find(|v| v.is_some())?;
                let new = new.into_iter().zip(items.iter());
                let items = new.map(|(new, old)| new.unwrap_or_else(|| old.clone())).collect();
                Kind::List(Arc::new(items), open.clone())
            }
            Kind::Map(entries, open) => {
                let new = entries.iter().filter_map(|(k, v)| Some((k.clone(), v.withheld()?)));
                let new: Vec<_> = new.collect();
                new.first()?;
                let mut entries = BTreeMap::clone(entries);
                entries.extend(new);
                Kind::Map(Arc::new(entries), open.clone())
            }
            _ => return None,
        };
        Some(Self { kind, ..self.clone() })
    }

    /// Calls a function with every reference in it.
    pub fn for_each_reference(&self, visit: &mut dyn FnMut(&Reference)) {
        match &self.kind {
            Kind::Reference(r) => visit(r),
            Kind::List(items, _) => items.iter().for_each(|v| v.for_each_reference(visit)),
            Kind::Map(entries, _) => entries.values().for_each(|v| v.for_each_reference(visit)),
            Kind::Text(parts) => {
                for part in parts.iter() {
                    if let Part::Reference(r) = part {
                        visit(r);
                    }
                }
            }
            _ => {}
        }
    }
}
