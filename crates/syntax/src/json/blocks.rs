//! Blocks. A property of a block's body stays an attribute unless Terraform itself knows it as a
//! block: what a provider knows as one can't be seen here.

use jsonc_parser::ast::{ObjectProp, Value};
use jsonc_parser::common::Ranged as _;
use vpcelint_source::Range;

use super::{Reader, Reading};
use crate::hcl::{Block, Body, Name};

/// How many labels a block has at the top of a file.
fn labels_at_top(kind: &str) -> Option<usize> {
    match kind {
        "resource" | "data" | "ephemeral" => Some(2),
        "module" | "variable" | "output" | "provider" | "check" => Some(1),
        "locals" | "terraform" | "moved" | "import" | "removed" => Some(0),
        _ => None,
    }
}

/// How many labels a block has in a block of another kind.
fn labels_within(parent: &str, kind: &str) -> Option<usize> {
    match (parent, kind) {
        ("check", "data") => Some(2),
        ("terraform", "backend" | "provider_meta")
        | ("resource" | "removed", "provisioner")
        | ("resource" | "data" | "ephemeral" | "provider" | "provisioner" | "content", "dynamic") => {
            Some(1)
        }
        ("terraform", "required_providers" | "cloud")
        | ("cloud", "workspaces")
        | ("variable", "validation")
        | ("check", "assert")
        | ("output" | "lifecycle", "precondition")
        | ("lifecycle", "postcondition")
        | ("resource" | "data" | "ephemeral" | "removed" | "module", "lifecycle")
        | ("resource" | "removed" | "provisioner", "connection")
        | ("dynamic", "content") => Some(0),
        _ => None,
    }
}

/// How the strings of an attribute are read.
fn reading(kind: &str, attribute: &str) -> Reading {
    match (kind, attribute) {
        ("variable", "type")
        | (_, "depends_on")
        | ("resource" | "data" | "ephemeral" | "import", "provider")
        | ("module", "providers")
        | ("lifecycle", "ignore_changes" | "replace_triggered_by")
        | ("moved", "from" | "to")
        | ("import", "to")
        | ("removed", "from")
        | ("dynamic", "iterator") => Reading::Expression,
        ("variable" | "required_providers", _) => Reading::Literal,
        _ => Reading::Template,
    }
}

/// A block whose labels are being read.
#[derive(Clone, Copy)]
struct Head<'v> {
    property: &'v ObjectProp<'v>,
    left: usize,
}

impl Reader<'_> {
    pub(super) fn configuration(&mut self, value: &Value<'_>) -> Body {
        let mut body = Body::default();
        for object in self.objects(value, "the file") {
            for property in self.own_properties(object) {
                match labels_at_top(property.name.as_str()) {
                    Some(left) => {
                        let head = Head { property, left };
                        self.blocks(head, &property.value, &mut Vec::new(), &mut body.blocks);
                    }
                    None => {
                        let value = self.value(&property.value, Reading::Template);
                        self.attribute(&mut body, property, value);
                    }
                }
            }
        }
        body
    }

    /// Reads the blocks that a value holds, whose outer labels are known. A block in which
    /// something is wrong is left out.
    fn blocks(
        &mut self,
        head: Head<'_>,
        value: &Value<'_>,
        labels: &mut Vec<(Name, usize)>,
        blocks: &mut Vec<Block>,
    ) {
        let kind = head.property.name.as_str();
        for object in self.objects(value, &format!("`{kind}`")) {
            if head.left > 0 {
                for property in self.own_properties(object) {
                    labels.push((self.name(property), property.start()));
                    let inner = Head { left: head.left - 1, ..head };
                    self.blocks(inner, &property.value, labels, blocks);
                    labels.pop();
                }
                continue;
            }
            let errors = self.notices.len();
            let mut body = self.block_body(kind, object);
            if self.notices.len() > errors {
                continue;
            }
            self.drop_redefined(&mut body);
            let start = labels.last().map_or(head.property.start(), |(_, start)| *start);
            // Blocks share the keys of their kind and outer labels, so a header that began there
            // would cover its neighbours.
            let near = labels.last().map(|(name, _)| name.range);
            let name = self.name(head.property);
            blocks.push(Block {
                kind: Name { range: near.unwrap_or(name.range), ..name },
                labels: labels.iter().map(|(name, _)| name.clone()).collect(),
                body,
                range: Range::new(start + self.offset, object.range.end + self.offset),
            });
        }
    }

    fn block_body(&mut self, kind: &str, object: &jsonc_parser::ast::Object<'_>) -> Body {
        let mut body = Body::default();
        for property in self.own_properties(object) {
            let name = property.name.as_str();
            match labels_within(kind, name) {
                Some(left) => {
                    let head = Head { property, left };
                    self.blocks(head, &property.value, &mut Vec::new(), &mut body.blocks);
                }
                None => {
                    let value = self.value(&property.value, reading(kind, name));
                    self.attribute(&mut body, property, value);
                }
            }
        }
        body
    }
}
