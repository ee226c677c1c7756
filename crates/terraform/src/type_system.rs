//! Terraform's types and type constraints.

use std::collections::BTreeMap;
use std::fmt;
use std::sync::Arc;

use smol_str::SmolStr;

use crate::Value;

/// A type; as a constraint, objects may have optional attributes and `any` stands as `Dynamic`.
#[derive(Debug, Clone, PartialEq, Default)]
pub enum Type {
    /// Not known; `any` in a constraint.
    #[default]
    Dynamic,
    /// `bool`
    Bool,
    /// `number`
    Number,
    /// `string`
    String,
    /// `list(T)`
    List(Arc<Type>),
    /// `set(T)`
    Set(Arc<Type>),
    /// `map(T)`
    Map(Arc<Type>),
    /// `tuple([...])`
    Tuple(Arc<[Type]>),
    /// `object({...})`
    Object(Arc<ObjectType>),
}

/// The attributes of an object type.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct ObjectType {
    /// Types by name.
    pub attributes: BTreeMap<SmolStr, Type>,
    /// The optional ones, with their default (in constraints only).
    pub optional: BTreeMap<SmolStr, Option<Value>>,
}

impl Type {
    /// `list(T)`
    #[must_use]
    pub fn list(element: Self) -> Self {
        Self::List(Arc::new(element))
    }

    /// `set(T)`
    #[must_use]
    pub fn set(element: Self) -> Self {
        Self::Set(Arc::new(element))
    }

    /// `map(T)`
    #[must_use]
    pub fn map(element: Self) -> Self {
        Self::Map(Arc::new(element))
    }

    /// `object({...})` without optional attributes.
    #[must_use]
    pub fn object(attributes: BTreeMap<SmolStr, Self>) -> Self {
        Self::Object(Arc::new(ObjectType { attributes, optional: BTreeMap::new() }))
    }

    /// Whether no part of it is `Dynamic`.
    #[must_use]
    pub fn is_whole(&self) -> bool {
        match self {
            Self::Dynamic => false,
            Self::Bool | Self::Number | Self::String => true,
            Self::List(t) | Self::Set(t) | Self::Map(t) => t.is_whole(),
            Self::Tuple(ts) => ts.iter().all(Self::is_whole),
            Self::Object(o) => o.attributes.values().all(Self::is_whole),
        }
    }

    /// Whether it is `bool`, `number` or `string`.
    #[must_use]
    pub fn is_primitive(&self) -> bool {
        matches!(self, Self::Bool | Self::Number | Self::String)
    }

    /// The element type of a list, set or map.
    #[must_use]
    pub fn element(&self) -> Option<&Self> {
        match self {
            Self::List(t) | Self::Set(t) | Self::Map(t) => Some(t),
            _ => None,
        }
    }

    /// The name in Terraform's messages (`list of string`).
    #[must_use]
    pub fn friendly(&self) -> String {
        match self {
            Self::Dynamic => "any type".into(),
            Self::Bool => "bool".into(),
            Self::Number => "number".into(),
            Self::String => "string".into(),
            Self::List(t) => format!("list of {}", t.friendly()),
            Self::Set(t) => format!("set of {}", t.friendly()),
            Self::Map(t) => format!("map of {}", t.friendly()),
            Self::Tuple(_) => "tuple".into(),
            Self::Object(_) => "object".into(),
        }
    }
}

impl fmt::Display for Type {
    /// As a constraint is written (`list(string)`).
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Dynamic => f.write_str("any"),
            Self::Bool => f.write_str("bool"),
            Self::Number => f.write_str("number"),
            Self::String => f.write_str("string"),
            Self::List(t) => write!(f, "list({t})"),
            Self::Set(t) => write!(f, "set({t})"),
            Self::Map(t) => write!(f, "map({t})"),
            Self::Tuple(ts) => {
                let parts: Vec<_> = ts.iter().map(ToString::to_string).collect();
                write!(f, "tuple([{}])", parts.join(", "))
            }
            Self::Object(o) => {
                let parts: Vec<_> =
                    o.attributes.iter().map(|(k, t)| format!("{k} = {t}")).collect();
                write!(f, "object({{{}}})", parts.join(", "))
            }
        }
    }
}
