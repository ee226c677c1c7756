//! What is handed to a module that is not there: it may contain anything that belongs to it, as may a VPC
//! of which not all is told.

use std::sync::Arc;

use ipnet::IpNet;
use vpcelint_model::{Cause, Kind, Language, Mode, Value};

use crate::builder::Builder;
use crate::network::{Node, VpcId};

/// Marks every part that a missing module is given, and the VPC of that part, and every VPC of which not
/// all is told.
pub(crate) fn mark(b: &mut Builder<'_>) {
    for (_, resource) in b.resources() {
        let address = &resource.address;
        let reason = match (resource.mode, resource.language) {
            (Mode::MissingModule, Language::Terraform) => {
                format!("`{address}` is not on disk and may contain it")
            }
            (Mode::MissingModule, Language::CloudFormation) => {
                format!("what `{address}` makes is not seen and may contain it")
            }
            (Mode::Untold, _) => {
                format!("`{address}` may have more than is assumed (no `complete = true`)")
            }
            (Mode::Managed | Mode::Data, _) => continue,
        };
        let cause = Cause::new(reason, Some(resource.span));
        let mut nodes = Vec::new();
        for (name, value) in &resource.values {
            let before = nodes.len();
            value.for_each_reference(&mut |reference| nodes.extend(b.part_of(reference)));
            // It may look a VPC up by what it is given.
            if nodes.len() == before && names_network(name) && may_name(value) {
                nodes.extend(b.network.vpcs_all().map(|(id, _)| Node::Vpc(id)));
            }
        }
        for node in nodes {
            put(b, node, &cause);
            if let Some(vpc) = vpc_of(b, node) {
                put(b, Node::Vpc(vpc), &cause);
            }
        }
    }
    // What is not read may belong to anything.
    if let Some(cause) = b.graph.partial() {
        let nodes: Vec<_> = b.network.nodes().collect();
        nodes.into_iter().for_each(|node| put(b, node, cause));
    }
}

/// Whether an argument's name says that it names a VPC, subnets or route tables.
fn names_network(argument: &str) -> bool {
    let words = argument.to_ascii_lowercase().replace('_', "");
    ["vpc", "subnet", "routetable"].iter().any(|word| words.contains(word))
}

/// Whether a value may name a part of the code that it does not refer to: what is not known, what is
/// looked up, or a name. An id that is written belongs to something that is there already.
fn may_name(value: &Value) -> bool {
    match &value.kind {
        Kind::Unknown(_) | Kind::Reference(_) | Kind::Text(_) => true,
        Kind::String(text) => {
            let id = ["vpc-", "subnet-", "rtb-"].iter().any(|prefix| text.starts_with(prefix));
            !id && !text.is_empty() && text.parse::<IpNet>().is_err()
        }
        Kind::List(items, open) => open.is_some() || items.iter().any(may_name),
        Kind::Map(entries, open) => open.is_some() || entries.values().any(may_name),
        Kind::Null | Kind::Bool(_) | Kind::Number(_) => false,
    }
}

/// Notes every part that a root hands out: other code may add to it.
pub(crate) fn note_exports(b: &mut Builder<'_>) {
    let mut nodes = Vec::new();
    for value in b.graph.exports() {
        value.for_each_reference(&mut |reference| nodes.extend(b.part_of(reference)));
    }
    b.network.exported.extend(nodes);
}

fn put(b: &mut Builder<'_>, node: Node, cause: &Arc<Cause>) {
    b.network.unseen.entry(node).or_insert_with(|| cause.clone());
}

fn vpc_of(b: &Builder<'_>, node: Node) -> Option<VpcId> {
    let network = &b.network;
    match node {
        Node::Vpc(id) => Some(id),
        Node::Subnet(id) => network.subnet(id).vpc.to(),
        Node::Table(id) => network.table(id).vpc.to(),
        // A group is handed to whatever has an interface; that says nothing about the VPC.
        Node::Group(_) => None,
        Node::Endpoint(id) => network.endpoint(id).vpc.to(),
        Node::Gateway(id) => network.gateway(id).vpc.to(),
        _ => None,
    }
}
