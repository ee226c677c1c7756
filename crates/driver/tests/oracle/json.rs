//! JSON with all digits of its numbers.

use std::collections::BTreeMap;
use std::fmt;

use serde_json::value::RawValue;

use crate::decimal::Decimal;

/// A document.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Json {
    Null,
    Bool(bool),
    Number(Decimal, String),
    String(String),
    List(Vec<Json>),
    Map(BTreeMap<String, Json>),
}

impl Json {
    /// Reads a document; numbers keep their digits.
    #[track_caller]
    pub(crate) fn parse(text: &str) -> Self {
        Self::read(text.trim()).unwrap_or_else(|e| panic!("{e}: {text:.200}"))
    }

    fn read(text: &str) -> serde_json::Result<Self> {
        Ok(match text.as_bytes().first() {
            Some(b'{') => {
                let parts: BTreeMap<String, &RawValue> = serde_json::from_str(text)?;
                let parts = parts.into_iter().map(|(k, v)| Ok((k, Self::read(v.get())?)));
                Self::Map(parts.collect::<serde_json::Result<_>>()?)
            }
            Some(b'[') => {
                let parts: Vec<&RawValue> = serde_json::from_str(text)?;
                Self::List(parts.iter().map(|v| Self::read(v.get())).collect::<Result<_, _>>()?)
            }
            Some(b'"') => Self::String(serde_json::from_str(text)?),
            Some(b't' | b'f') => Self::Bool(serde_json::from_str(text)?),
            Some(b'n') => serde_json::from_str::<()>(text).map(|()| Self::Null)?,
            _ => {
                let raw: &RawValue = serde_json::from_str(text)?;
                Self::Number(Decimal::parse(raw.get()).unwrap(), raw.get().to_owned())
            }
        })
    }

    /// The entry of a map.
    pub(crate) fn get(&self, key: &str) -> Option<&Self> {
        self.map()?.get(key)
    }

    pub(crate) fn map(&self) -> Option<&BTreeMap<String, Self>> {
        if let Self::Map(map) = self { Some(map) } else { None }
    }

    pub(crate) fn list(&self) -> Option<&[Self]> {
        if let Self::List(list) = self { Some(list) } else { None }
    }

    pub(crate) fn text(&self) -> Option<&str> {
        if let Self::String(text) = self { Some(text) } else { None }
    }

    pub(crate) fn is_true(&self) -> bool {
        *self == Self::Bool(true)
    }

    /// A number that is small and whole.
    pub(crate) fn index(&self) -> Option<usize> {
        if let Self::Number(_, text) = self { text.parse().ok() } else { None }
    }

    /// The flag of an object.
    pub(crate) fn has(&self, flag: &str) -> bool {
        self.get(flag).is_some_and(Self::is_true)
    }

    /// The texts of a list in an object, none if it is not there.
    pub(crate) fn texts(&self, key: &str) -> Vec<&str> {
        let list = self.get(key).and_then(Self::list).unwrap_or_default();
        list.iter().map(|v| v.text().unwrap()).collect()
    }

    /// The texts of a map in an object, none if it is not there.
    pub(crate) fn pairs(&self, key: &str) -> Vec<(&str, &str)> {
        let map = self.get(key).and_then(Self::map).into_iter().flatten();
        map.map(|(k, v)| (k.as_str(), v.text().unwrap())).collect()
    }
}

impl fmt::Display for Json {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Null => f.write_str("null"),
            Self::Bool(b) => write!(f, "{b}"),
            Self::Number(_, text) => f.write_str(text),
            Self::String(text) => write!(f, "{text:?}"),
            Self::List(items) => {
                f.write_str("[")?;
                for (n, item) in items.iter().enumerate() {
                    write!(f, "{}{item}", if n == 0 { "" } else { ", " })?;
                }
                f.write_str("]")
            }
            Self::Map(entries) => {
                f.write_str("{")?;
                for (n, (key, item)) in entries.iter().enumerate() {
                    write!(f, "{}{key:?}: {item}", if n == 0 { "" } else { ", " })?;
                }
                f.write_str("}")
            }
        }
    }
}
