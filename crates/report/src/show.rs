//! The document of `show --format json`, version 1.

use std::collections::BTreeMap;

use serde::Serialize;
use serde::ser::{SerializeMap as _, Serializer};
use serde_json::value::RawValue;

use crate::{Problem, Range};

/// The document.
#[derive(Debug, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct Document {
    /// 1.
    #[cfg_attr(test, schemars(extend("const" = 1)))]
    pub version: u32,
    /// The roots, by path.
    pub roots: Vec<Root>,
    /// What Terraform or CloudFormation would refuse.
    pub errors: Vec<Problem>,
    /// What was not known.
    pub notices: Vec<Problem>,
}

/// A root.
#[derive(Debug, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct Root {
    /// Its directory, or the template's file.
    pub root: String,
    /// Its resource instances.
    pub resources: Vec<Resource>,
}

/// A resource instance.
#[derive(Debug, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct Resource {
    /// The address as its tool prints it.
    pub address: String,
    /// The type.
    pub r#type: String,
    /// The file of its block.
    pub file: String,
    /// The header of its block.
    pub range: Option<Range>,
    /// `yes` or `conditional`.
    #[cfg_attr(test, schemars(extend("enum" = ["yes", "conditional"])))]
    pub exists: &'static str,
    /// The attributes and blocks that are written.
    pub values: BTreeMap<String, Value>,
}

/// A value.
#[derive(Debug)]
pub enum Value {
    /// `null`
    Null,
    /// A bool.
    Bool(bool),
    /// A number with all its digits.
    Number(Box<RawValue>),
    /// A known string.
    String(String),
    /// A list; one that may go on ends in an unknown.
    List(Vec<Value>),
    /// A map.
    Map(BTreeMap<String, Value>),
    /// `{"ref": "aws_subnet.a[0].id"}`, with the root where it is another one.
    Reference {
        /// What is referred to.
        address: String,
        /// The root that it is in, where that is not the resource's own.
        root: Option<String>,
    },
    /// `{"unknown": "reason"}`, with the known parts of a string.
    Unknown {
        /// Why.
        reason: String,
        /// The string with `${?}` where parts are not known.
        known: Option<String>,
    },
    /// `{"sensitive": true}`
    Sensitive,
    /// `{"withheld": "file content"}`
    Withheld,
}

impl Serialize for Value {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Self::Null => serializer.serialize_unit(),
            Self::Bool(b) => serializer.serialize_bool(*b),
            Self::Number(raw) => raw.serialize(serializer),
            Self::String(text) => serializer.serialize_str(text),
            Self::List(items) => serializer.collect_seq(items),
            Self::Map(entries) => serializer.collect_map(entries),
            Self::Reference { address, root } => {
                let root = root.iter().map(|root| ("root", root));
                serializer.collect_map([("ref", address)].into_iter().chain(root))
            }
            Self::Unknown { reason, known } => {
                let mut map = serializer.serialize_map(None)?;
                map.serialize_entry("unknown", reason)?;
                if let Some(known) = known {
                    map.serialize_entry("known", known)?;
                }
                map.end()
            }
            Self::Sensitive => serializer.collect_map([("sensitive", true)]),
            Self::Withheld => serializer.collect_map([("withheld", "file content")]),
        }
    }
}
