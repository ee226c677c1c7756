//! What is handed to a module that is not there: it may contain anything that belongs to it.

use std::sync::Arc;

use vpcelint_model::{Cause, Mode};

use crate::builder::Builder;
use crate::network::{Node, VpcId};

/// Marks every part that a missing module is given, and the VPC of that part.
pub(crate) fn mark(b: &mut Builder<'_>) {
    for (_, resource) in b.resources() {
        if resource.mode != Mode::MissingModule {
            continue;
        }
        let reason = format!("`{}` is not on disk and may contain it", resource.address);
        let cause = Cause::new(reason, Some(resource.span));
        let mut nodes = Vec::new();
        for value in resource.values.values() {
            value.for_each_reference(&mut |reference| nodes.extend(b.part_of(reference)));
        }
        for node in nodes {
            put(b, node, &cause);
            if let Some(vpc) = vpc_of(b, node) {
                put(b, Node::Vpc(vpc), &cause);
            }
        }
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
