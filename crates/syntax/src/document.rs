//! The tree of a YAML or JSON document, with a range on every key, scalar and element. Scalars are
//! read as YAML 1.1 reads them, which is what CloudFormation does.

mod blank;
mod build;
mod json;
pub(crate) mod read;
mod yaml;

use std::sync::Arc;

use smol_str::SmolStr;
use vpcelint_source::{FileId, Range};

use crate::hcl::Comment;

/// A document.
#[derive(Debug, Clone)]
pub struct Document {
    /// The file.
    pub id: FileId,
    /// Its only value.
    pub root: Node,
    /// Comments that name this tool, in order; JSON has none.
    pub comments: Vec<Comment>,
    /// Whether it is JSON.
    pub json: bool,
    /// How many nodes there are, those that aliases repeat counted each time.
    pub nodes: usize,
    /// Whether the text has more: what is broken, or beyond a cap, was left out.
    pub partial: bool,
}

/// A value of a document.
#[derive(Debug, Clone, PartialEq)]
pub struct Node {
    /// What it is.
    pub kind: NodeKind,
    /// Its place, quotes included, the tag left out. Of a block collection from its first key or
    /// element to the end of its last; of what an alias repeats the place of the alias.
    pub range: Range,
    /// Its local tag, such as `!Ref`.
    pub tag: Option<Tag>,
}

/// A local tag of a node.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Tag {
    /// The name behind the exclamation mark.
    pub name: SmolStr,
    /// Its place, the exclamation mark included.
    pub range: Range,
}

/// What a node is.
#[derive(Debug, Clone, PartialEq)]
pub enum NodeKind {
    /// `null`, `~` or nothing.
    Null,
    /// A bool: also `yes`, `no`, `on` and `off` where they stand plain.
    Bool(bool),
    /// A number: whole ones in decimal (`0777` is 511), others as they are written.
    Number(SmolStr),
    /// A string; whatever has a tag, is quoted or looks like a date is one.
    String(SmolStr),
    /// A list.
    List(Arc<[Node]>),
    /// A map in the order in which it is written. Each key is there once: the last one that was
    /// written counts.
    Map(Arc<[Entry]>),
}

/// An entry of a map.
#[derive(Debug, Clone, PartialEq)]
pub struct Entry {
    /// The key as text.
    pub key: Key,
    /// The value.
    pub value: Node,
}

/// A key of a map.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Key {
    /// Its text, unescaped, whatever its type.
    pub text: SmolStr,
    /// Its place, quotes included.
    pub range: Range,
}

impl Node {
    /// The value of a key, if it is a map that has it.
    #[must_use]
    pub fn get(&self, key: &str) -> Option<&Self> {
        self.entries().iter().find(|e| e.key.text == key).map(|e| &e.value)
    }

    /// The entries of a map; none if it is something else.
    #[must_use]
    pub fn entries(&self) -> &[Entry] {
        match &self.kind {
            NodeKind::Map(entries) => entries,
            _ => &[],
        }
    }

    /// The elements of a list; none if it is something else.
    #[must_use]
    pub fn elements(&self) -> &[Self] {
        match &self.kind {
            NodeKind::List(items) => items,
            _ => &[],
        }
    }

    /// The text of a string without tag.
    #[must_use]
    pub fn as_str(&self) -> Option<&str> {
        match &self.kind {
            NodeKind::String(text) if self.tag.is_none() => Some(text),
            _ => None,
        }
    }
}

impl Entry {
    /// From the key to the end of the value.
    #[must_use]
    pub fn range(&self) -> Range {
        self.key.range.join(self.value.range)
    }
}
