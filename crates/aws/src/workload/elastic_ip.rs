//! Elastic IP addresses: what has one has a public address, whatever its subnet says.

use vpcelint_model::{Mode, Resource, Value};

use super::{Workload, WorkloadKind, interface};
use crate::Fact;
use crate::builder::Builder;
use crate::fact::why;
use crate::spelling::{Attribute, Reads, Type};

const ADDRESS: Type = Type("aws_eip", "AWS::EC2::EIP");
const ASSOCIATION: Type = Type("aws_eip_association", "AWS::EC2::EIPAssociation");

const INSTANCE: Attribute = Attribute("instance", "InstanceId");
const INSTANCE_ID: Attribute = Attribute("instance_id", "InstanceId");
const INTERFACE: Attribute = Attribute("network_interface", "");
const INTERFACE_ID: Attribute = Attribute("network_interface_id", "NetworkInterfaceId");

/// What this family reads.
pub(super) const READS: &[Reads] = &[
    Reads { of: ADDRESS, attributes: &[INSTANCE, INTERFACE] },
    Reads { of: ASSOCIATION, attributes: &[INSTANCE_ID, INTERFACE_ID] },
];

/// Gives instances the addresses that resources of their own associate with them.
pub(super) fn attach(b: &Builder<'_>, made: &mut [Workload]) {
    for (_, resource) in b.resources() {
        let targets = match resource {
            r if ADDRESS.is(r) => [INSTANCE, INTERFACE],
            r if ASSOCIATION.is(r) => [INSTANCE_ID, INTERFACE_ID],
            _ => continue,
        };
        for target in targets {
            let value = target.of(resource);
            if !value.is_null() && value.as_str() != Some("") {
                give(b, made, resource, value);
            }
        }
    }
}

fn give(b: &Builder<'_>, made: &mut [Workload], resource: &Resource, to: &Value) {
    let at = to.origin.at.unwrap_or(resource.span);
    let owner = b.rests_on(to).filter(|id| b.graph.resource(*id).mode == Mode::Managed);
    if let Some(workload) = made.iter_mut().find(|w| owner.is_some_and(|id| w.is_at(id))) {
        workload.public_ip = match Builder::doubt(resource, workload.conditional.as_ref()) {
            Some(cause) => Fact::unknown(cause, at),
            None => Fact::known(true, at),
        };
        return;
    }
    // Written ids are those of something that is there already; what no instance has as its first
    // interface gives none an address for its calls.
    let unused = owner.is_some_and(|id| interface::INTERFACE.is(b.graph.resource(id)));
    if unused || to.as_str().is_some() {
        return;
    }
    // It may be any instance's, or that of an interface of any.
    for workload in made.iter_mut().filter(|w| w.kind == WorkloadKind::Instance) {
        if workload.public_ip.get() == Some(&false) {
            workload.public_ip = Fact::unknown(why(to), at);
        }
    }
}
