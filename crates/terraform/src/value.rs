//! Terraform's values: typed null and unknown, marks, and where each value comes from.
//! A value that is not wholly known keeps all that is.

use std::collections::BTreeMap;
use std::sync::Arc;

use smol_str::SmolStr;
use vpcelint_model::{Cause, Link, LinkKind, Origin, RootId};
use vpcelint_source::Span;

use crate::{Number, Type};

/// A value, cheap to clone.
#[derive(Debug, Clone)]
pub struct Value {
    /// What it is.
    pub kind: Kind,
    /// What must be said or withheld about it.
    pub marks: Marks,
    /// Where it comes from.
    pub origin: Origin,
}

/// Equality of content: marks and origin do not count, unknowns are equal when they know the same.
impl PartialEq for Value {
    fn eq(&self, other: &Self) -> bool {
        self.kind == other.kind
    }
}

/// What a value is.
#[derive(Debug, Clone, PartialEq)]
pub enum Kind {
    /// Null of a type.
    Null(Type),
    /// A bool.
    Bool(bool),
    /// A number.
    Number(Number),
    /// A string in Unicode's form NFC.
    String(SmolStr),
    /// A list of one element type.
    List(Type, Arc<Vec<Value>>),
    /// A set of one element type, sorted as Terraform sorts it, without equal elements.
    Set(Type, Arc<Vec<Value>>),
    /// A tuple.
    Tuple(Arc<Vec<Value>>),
    /// A map of one element type.
    Map(Type, Arc<BTreeMap<SmolStr, Value>>),
    /// An object.
    Object(Arc<BTreeMap<SmolStr, Value>>),
    /// Not (wholly) known.
    Unknown(Arc<Unknown>),
}

/// Marks of a value.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Hash)]
pub struct Marks(u8);

impl Marks {
    /// No mark.
    pub const NONE: Self = Self(0);
    /// Must not reach the output.
    pub const SENSITIVE: Self = Self(1);
    /// Rests on the content of a file; withheld as an attribute's value.
    pub const FILE: Self = Self(2);
    /// Exists only during a run.
    pub const EPHEMERAL: Self = Self(4);
    /// What a block of a resource writes; the provider may give it further attributes.
    pub const BLOCK: Self = Self(8);
    /// The likely name of something that differs from account to account, such as the first
    /// Availability Zone of a Region: compared with what is written it is not known.
    pub const DERIVED: Self = Self(16);

    /// Whether a value must not be printed, nor what fails because of it.
    #[must_use]
    pub fn is_withheld(self) -> bool {
        self.0 & (Self::SENSITIVE.0 | Self::FILE.0 | Self::EPHEMERAL.0) != 0
    }

    /// Both sets of marks.
    #[must_use]
    pub fn with(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }

    /// These marks without others.
    #[must_use]
    pub fn without(self, other: Self) -> Self {
        Self(self.0 & !other.0)
    }

    /// Whether all of these marks are set.
    #[must_use]
    pub fn has(self, other: Self) -> bool {
        self.0 & other.0 == other.0
    }
}

/// A value that is not wholly known before the code is applied, or not known to us.
#[derive(Debug, Clone, PartialEq)]
pub struct Unknown {
    /// Its type, as far as it is known.
    pub ty: Type,
    /// Whether it is certainly not null.
    pub not_null: bool,
    /// What is known of it.
    pub known: Partial,
    /// Why it is not known.
    pub cause: Arc<Cause>,
}

/// What is known of an unknown value.
#[derive(Debug, Clone, PartialEq)]
pub enum Partial {
    /// Nothing.
    Nothing,
    /// A string of text and holes; never two texts in a row.
    Text(Vec<TextPart>),
    /// A list, set or tuple with at least these elements; a list and a tuple begin with them.
    Items(Vec<Value>),
    /// One of these values, each possible.
    OneOf(Vec<Value>),
    /// A number within these bounds (inclusive).
    Number(Option<Number>, Option<Number>),
    /// A collection whose length is within these bounds (inclusive).
    Length(u64, Option<u64>),
    /// An attribute of a resource that exists only after the code is applied.
    Reference(Reference),
    /// A whole instance of a resource or module; the evaluator knows its attributes.
    Handle(Handle),
    /// A block of a resource with what is written in it; the provider may set further attributes.
    Block(Arc<BTreeMap<SmolStr, Value>>, Reference),
    /// The key, index or element of an iteration whose length is not known.
    Member(Member),
}

/// A part of a string with holes.
#[derive(Debug, Clone, PartialEq)]
pub enum TextPart {
    /// Known text, not empty.
    Literal(SmolStr),
    /// An unknown string, number or bool.
    Hole(Value),
}

/// An attribute of a resource instance.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Reference {
    /// The root of the instance.
    pub root: RootId,
    /// The instance's address; of any instance, the resource's address followed by `[*]`.
    pub address: Arc<str>,
    /// The attribute's path, such as `id` or `dns_entry[0].dns_name`.
    pub attribute: SmolStr,
}

/// A whole instance, by the evaluator's numbers.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Handle {
    /// An instance of a managed resource or data source.
    Resource(u32),
    /// An instance of a module.
    Module(u32),
}

/// A member that stands for those of an iteration of unknown length.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Member {
    /// Identifies what is iterated: equal for iterations over the same list.
    pub over: SmolStr,
    /// 0 or 1: two members stand for all.
    pub index: u8,
    /// Which part of the member.
    pub part: MemberPart,
}

/// The parts of a member.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum MemberPart {
    /// `count.index`, or the key of `for_each`.
    Key,
    /// The element.
    Element,
}

impl From<Kind> for Value {
    fn from(kind: Kind) -> Self {
        Self { kind, marks: Marks::NONE, origin: Origin::default() }
    }
}

impl From<bool> for Value {
    fn from(b: bool) -> Self {
        Kind::Bool(b).into()
    }
}

impl From<Number> for Value {
    fn from(n: Number) -> Self {
        Kind::Number(n).into()
    }
}

impl From<i64> for Value {
    fn from(n: i64) -> Self {
        Number::from(n).into()
    }
}

impl From<&str> for Value {
    fn from(s: &str) -> Self {
        Kind::String(s.into()).into()
    }
}

impl From<SmolStr> for Value {
    fn from(s: SmolStr) -> Self {
        Kind::String(s).into()
    }
}

impl From<String> for Value {
    fn from(s: String) -> Self {
        Kind::String(s.into()).into()
    }
}

impl Value {
    /// Null of a type.
    #[must_use]
    pub fn null(ty: Type) -> Self {
        Kind::Null(ty).into()
    }

    /// A tuple.
    #[must_use]
    pub fn tuple(items: Vec<Self>) -> Self {
        Kind::Tuple(Arc::new(items)).into()
    }

    /// A list; the caller has converted the elements.
    #[must_use]
    pub fn list(element: Type, items: Vec<Self>) -> Self {
        Kind::List(element, Arc::new(items)).into()
    }

    /// A map; the caller has converted the elements.
    #[must_use]
    pub fn map(element: Type, items: BTreeMap<SmolStr, Self>) -> Self {
        Kind::Map(element, Arc::new(items)).into()
    }

    /// An object.
    #[must_use]
    pub fn object(attributes: BTreeMap<SmolStr, Self>) -> Self {
        Kind::Object(Arc::new(attributes)).into()
    }

    /// Unknown of a type, possibly null.
    #[must_use]
    pub fn unknown(ty: Type, cause: &Arc<Cause>) -> Self {
        Self::partial(ty, false, Partial::Nothing, cause)
    }

    /// Unknown of a type, of which something is known.
    #[must_use]
    pub fn partial(ty: Type, not_null: bool, known: Partial, cause: &Arc<Cause>) -> Self {
        Kind::Unknown(Arc::new(Unknown { ty, not_null, known, cause: cause.clone() })).into()
    }

    /// With more marks.
    #[must_use]
    pub fn marked(mut self, marks: Marks) -> Self {
        self.marks = self.marks.with(marks);
        self
    }

    /// Made by the expression at a place, unless it is known where it comes from.
    #[must_use]
    pub fn made_at(mut self, span: Span) -> Self {
        if self.origin.at.is_none() {
            self.origin.at = Some(span);
        }
        self
    }

    /// Made by a whole expression, where a part of it made it.
    #[must_use]
    pub fn made_at_all_of(mut self, part: Span, whole: Span) -> Self {
        if self.origin.at == Some(part) {
            self.origin.at = Some(whole);
        }
        self
    }

    /// Come through one more name.
    #[must_use]
    pub fn through(
        mut self,
        kind: LinkKind,
        root: RootId,
        module: &SmolStr,
        name: SmolStr,
        at: Option<Span>,
    ) -> Self {
        let next = self.origin.via.take();
        let module = module.clone();
        self.origin.via = Some(Arc::new(Link { kind, root, module, name, at, next }));
        self
    }

    /// The type, `Dynamic` where it is not known.
    #[must_use]
    pub fn ty(&self) -> Type {
        match &self.kind {
            Kind::Null(ty) => ty.clone(),
            Kind::Bool(_) => Type::Bool,
            Kind::Number(_) => Type::Number,
            Kind::String(_) => Type::String,
            Kind::List(t, _) => Type::list(t.clone()),
            Kind::Set(t, _) => Type::set(t.clone()),
            Kind::Map(t, _) => Type::map(t.clone()),
            Kind::Tuple(items) => Type::Tuple(items.iter().map(Self::ty).collect()),
            Kind::Object(o) => Type::object(o.iter().map(|(k, v)| (k.clone(), v.ty())).collect()),
            Kind::Unknown(u) => u.ty.clone(),
        }
    }

    /// What is known of it, if it is not wholly known itself (its elements may still be unknown).
    #[must_use]
    pub fn as_unknown(&self) -> Option<&Arc<Unknown>> {
        match &self.kind {
            Kind::Unknown(u) => Some(u),
            _ => None,
        }
    }

    /// Whether it is unknown itself (its elements don't count).
    #[must_use]
    pub fn is_unknown(&self) -> bool {
        matches!(self.kind, Kind::Unknown(_))
    }

    /// Whether it is null.
    #[must_use]
    pub fn is_null(&self) -> bool {
        matches!(self.kind, Kind::Null(_))
    }

    /// Whether nothing in it is unknown.
    #[must_use]
    pub fn is_wholly_known(&self) -> bool {
        match &self.kind {
            Kind::Unknown(_) => false,
            Kind::List(_, v) | Kind::Set(_, v) | Kind::Tuple(v) => {
                v.iter().all(Self::is_wholly_known)
            }
            Kind::Map(_, m) | Kind::Object(m) => m.values().all(Self::is_wholly_known),
            _ => true,
        }
    }

    /// The marks of it and of everything in it.
    #[must_use]
    pub fn deep_marks(&self) -> Marks {
        let within = match &self.kind {
            Kind::List(_, v) | Kind::Set(_, v) | Kind::Tuple(v) => {
                v.iter().fold(Marks::NONE, |m, v| m.with(v.deep_marks()))
            }
            Kind::Map(_, m) | Kind::Object(m) => {
                m.values().fold(Marks::NONE, |m, v| m.with(v.deep_marks()))
            }
            Kind::Unknown(u) => match &u.known {
                Partial::Items(v) | Partial::OneOf(v) => {
                    v.iter().fold(Marks::NONE, |m, v| m.with(v.deep_marks()))
                }
                Partial::Text(parts) => parts.iter().fold(Marks::NONE, |m, p| match p {
                    TextPart::Literal(_) => m,
                    TextPart::Hole(v) => m.with(v.deep_marks()),
                }),
                _ => Marks::NONE,
            },
            _ => Marks::NONE,
        };
        self.marks.with(within)
    }

    /// Whether it has more parts than a cap. Values share their parts, so that a short chain of
    /// names can make one whose parts nobody could visit.
    #[must_use]
    pub fn has_more_parts_than(&self, most: usize) -> bool {
        !self.takes_parts(&mut { most })
    }

    /// Takes its parts from those that are left; whether there were enough of them.
    pub(crate) fn takes_parts(&self, left: &mut usize) -> bool {
        let Some(rest) = left.checked_sub(1) else { return false };
        *left = rest;
        match &self.kind {
            Kind::List(_, v) | Kind::Set(_, v) | Kind::Tuple(v) => {
                v.iter().all(|v| v.takes_parts(left))
            }
            Kind::Map(_, m) | Kind::Object(m) => m.values().all(|v| v.takes_parts(left)),
            Kind::Unknown(u) => match &u.known {
                Partial::Items(v) | Partial::OneOf(v) => v.iter().all(|v| v.takes_parts(left)),
                Partial::Text(parts) => parts.iter().all(|p| match p {
                    TextPart::Literal(_) => true,
                    TextPart::Hole(v) => v.takes_parts(left),
                }),
                _ => true,
            },
            _ => true,
        }
    }

    /// Whether its parts are nested in each other more than so many times. Short of parts, see
    /// `has_more_parts_than`.
    pub(crate) fn is_deeper_than(&self, most: usize) -> bool {
        let Some(left) = most.checked_sub(1) else { return true };
        match &self.kind {
            Kind::List(_, v) | Kind::Set(_, v) | Kind::Tuple(v) => {
                v.iter().any(|v| v.is_deeper_than(left))
            }
            Kind::Map(_, m) | Kind::Object(m) => m.values().any(|v| v.is_deeper_than(left)),
            Kind::Unknown(u) => match &u.known {
                Partial::Items(v) | Partial::OneOf(v) => v.iter().any(|v| v.is_deeper_than(left)),
                _ => false,
            },
            _ => false,
        }
    }

    /// The text of a known string.
    #[must_use]
    pub fn as_str(&self) -> Option<&str> {
        match &self.kind {
            Kind::String(s) => Some(s),
            _ => None,
        }
    }

    /// The known bool.
    #[must_use]
    pub fn as_bool(&self) -> Option<bool> {
        match self.kind {
            Kind::Bool(b) => Some(b),
            _ => None,
        }
    }

    /// The known number.
    #[must_use]
    pub fn as_number(&self) -> Option<&Number> {
        match &self.kind {
            Kind::Number(n) => Some(n),
            _ => None,
        }
    }

    /// The elements of a known list, set or tuple.
    #[must_use]
    pub fn items(&self) -> Option<&Arc<Vec<Self>>> {
        match &self.kind {
            Kind::List(_, v) | Kind::Set(_, v) | Kind::Tuple(v) => Some(v),
            _ => None,
        }
    }

    /// The entries of a known map or object.
    #[must_use]
    pub fn entries(&self) -> Option<&Arc<BTreeMap<SmolStr, Self>>> {
        match &self.kind {
            Kind::Map(_, m) | Kind::Object(m) => Some(m),
            _ => None,
        }
    }
}
