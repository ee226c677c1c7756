//! Merge keys (`<<`): entries of other maps, which a map's own entries override.

use std::collections::HashSet;

use smol_str::SmolStr;

use crate::document::build::{Build, size};
use crate::document::{Entry, Node, NodeKind};

impl Build<'_> {
    /// The entries of a map with those of the maps that it merges, which come first. Of several
    /// merge keys the last counts, of several maps of one key the first.
    pub(super) fn merge(&mut self, own: Vec<Entry>, merged: &[Node]) -> Vec<Entry> {
        if merged.is_empty() {
            return own;
        }
        let mut keys: HashSet<SmolStr> = own.iter().map(|entry| entry.key.text.clone()).collect();
        let mut entries = Vec::new();
        for node in merged.iter().rev() {
            self.forget(node);
            for map in self.maps(node) {
                for entry in map.entries() {
                    if keys.insert(entry.key.text.clone()) {
                        self.nodes += size(&entry.value);
                        entries.push(entry.clone());
                    }
                }
            }
        }
        entries.extend(own);
        entries
    }

    /// The maps that a merge key names.
    fn maps<'n>(&mut self, node: &'n Node) -> Vec<&'n Node> {
        let nodes = match &node.kind {
            NodeKind::List(items) => items.iter().collect(),
            _ => vec![node],
        };
        let is_map = |node: &&Node| match node.kind {
            NodeKind::Map(_) => true,
            // An alias that could not be read, which has been said.
            NodeKind::Null => false,
            _ => {
                self.error(node.range, || {
                    "a merge key (`<<`) needs a map or a list of maps; this is left out".to_owned()
                });
                false
            }
        };
        nodes.into_iter().filter(is_map).collect()
    }
}
