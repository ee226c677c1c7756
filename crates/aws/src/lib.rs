//! The network that a deployment makes and the workloads in it, typed, with both languages'
//! spellings side by side. What is not known is said, never guessed.

mod builder;
mod deciding;
mod endpoint;
mod fact;
mod gateway;
mod hosted_zone;
mod iam;
mod link;
mod lookup;
mod missing;
mod network;
mod network_acl;
mod occupant;
mod prefix_list;
mod private_names;
mod public_access;
mod route_table;
mod security_group;
mod spelling;
mod subnet;
mod transit;
mod vpc;
mod workload;

pub use deciding::deciding_inputs;
pub use endpoint::{Endpoint, EndpointKind, ServiceName};
pub use fact::{Answer, Fact};
pub use gateway::{Gateway, GatewayKind, NatGateway};
pub use hosted_zone::{HostedZone, NameRecord};
pub use iam::{Grant, Grants};
pub use link::{Link, LinkAt, Links};
pub use network::{
    EndpointId, GatewayId, GroupId, HostedZoneId, NatId, Network, NetworkAclId, Node, OccupantId,
    Relation, SubnetId, TableId, TransitAttachmentId, TransitTableId, VpcId, WorkloadId,
};
pub use network_acl::{AclEntry, NetworkAcl};
pub use occupant::Occupant;
pub use public_access::PublicAccess;
pub use route_table::{DefaultRoute, Destination, Route, RouteTable, RouteTarget};
pub use security_group::{Direction, More, Rule, SecurityGroup, Source};
pub use subnet::Subnet;
pub use transit::{TransitAttachment, TransitRoute, TransitTable};
pub use vpc::Vpc;
pub use workload::{Need, Strength, Workload, WorkloadKind};

use vpcelint_model::{Graph, Interest};

/// What the typed network reads of each resource type.
#[must_use]
pub fn interest() -> Interest {
    let mut interest = Interest::default();
    let families = [
        vpc::READS,
        subnet::READS,
        route_table::READS,
        gateway::READS,
        transit::READS,
        endpoint::READS,
        security_group::READS,
        network_acl::READS,
        iam::READS,
        occupant::READS,
        prefix_list::READS,
        private_names::READS,
        public_access::READS,
        hosted_zone::READS,
        workload::READS,
        lookup::READS,
    ];
    for reads in families.into_iter().flatten() {
        spelling::add(&mut interest, reads);
    }
    for reads in lookup::READS_OF_FOUND {
        let names: Vec<_> = reads.attributes.iter().map(|a| a.0).collect();
        interest.add_with(reads.of.0, &names, lookup::KINDS);
    }
    // Whoever gets an endpoint may associate more with it, and add rules to its groups.
    interest.ask_for_exports(&["aws_vpc_endpoint"]);
    interest
}

/// The network of a deployment.
#[must_use]
pub fn network(graph: &Graph) -> Network {
    builder::build(graph)
}
