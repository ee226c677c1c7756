//! Internet gateways, NAT gateways and the other gateways that routes lead to.

use std::sync::Arc;

use vpcelint_model::{Cause, ResourceId};
use vpcelint_source::Span;

use crate::builder::Builder;
use crate::network::{GatewayId, Relation, SubnetId, VpcId};
use crate::spelling::{Attribute, Reads, Type};
use crate::{Fact, Link};

const INTERNET: Type = Type("aws_internet_gateway", "AWS::EC2::InternetGateway");
const EGRESS_ONLY: Type =
    Type("aws_egress_only_internet_gateway", "AWS::EC2::EgressOnlyInternetGateway");
const VPN: Type = Type("aws_vpn_gateway", "AWS::EC2::VPNGateway");
const TRANSIT: Type = Type("aws_ec2_transit_gateway", "AWS::EC2::TransitGateway");
const PEERING: Type = Type("aws_vpc_peering_connection", "AWS::EC2::VPCPeeringConnection");
const PEERING_ACCEPTER: Type = Type("aws_vpc_peering_connection_accepter", "");
const ATTACHMENT: Type = Type("aws_internet_gateway_attachment", "AWS::EC2::VPCGatewayAttachment");
const VPN_ATTACHMENT: Type = Type("aws_vpn_gateway_attachment", "");
const NAT: Type = Type("aws_nat_gateway", "AWS::EC2::NatGateway");

const VPC_ID: Attribute = Attribute("vpc_id", "VpcId");
const PEER_VPC_ID: Attribute = Attribute("peer_vpc_id", "PeerVpcId");
const CONNECTION_ID: Attribute = Attribute("vpc_peering_connection_id", "");
const ATTACHED: [Attribute; 2] = [
    Attribute("internet_gateway_id", "InternetGatewayId"),
    Attribute("vpn_gateway_id", "VpnGatewayId"),
];
const SUBNET_ID: Attribute = Attribute("subnet_id", "SubnetId");
const CONNECTIVITY: Attribute = Attribute("connectivity_type", "ConnectivityType");
const MODE: Attribute = Attribute("availability_mode", "AvailabilityMode");

/// What this family reads.
pub(crate) const READS: &[Reads] = &[
    Reads { of: INTERNET, attributes: &[VPC_ID] },
    Reads { of: EGRESS_ONLY, attributes: &[VPC_ID] },
    Reads { of: VPN, attributes: &[VPC_ID] },
    Reads { of: TRANSIT, attributes: &[] },
    Reads { of: PEERING, attributes: &[VPC_ID, PEER_VPC_ID] },
    Reads { of: PEERING_ACCEPTER, attributes: &[CONNECTION_ID] },
    Reads { of: ATTACHMENT, attributes: &[VPC_ID, ATTACHED[0], ATTACHED[1]] },
    Reads { of: VPN_ATTACHMENT, attributes: &[VPC_ID, ATTACHED[1]] },
    Reads { of: NAT, attributes: &[SUBNET_ID, CONNECTIVITY, MODE, VPC_ID] },
];

/// What kind of gateway.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum GatewayKind {
    /// An internet gateway.
    Internet,
    /// An egress-only internet gateway, for IPv6.
    EgressOnly,
    /// A virtual private gateway.
    Vpn,
    /// A transit gateway.
    Transit,
    /// A peering connection.
    Peering,
}

/// A gateway that is no NAT gateway.
#[derive(Debug)]
pub struct Gateway {
    /// The resource that makes it.
    pub resource: ResourceId,
    /// Its header.
    pub at: Span,
    /// What kind.
    pub kind: GatewayKind,
    /// Its VPC.
    pub vpc: Link<VpcId>,
    /// The VPC on the other side of a peering connection.
    pub peer: Link<VpcId>,
}

/// A NAT gateway.
#[derive(Debug)]
pub struct NatGateway {
    /// The resource that makes it.
    pub resource: ResourceId,
    /// Its header.
    pub at: Span,
    /// Why it may not exist.
    pub conditional: Option<Arc<Cause>>,
    /// Its subnet; absent for a regional one.
    pub subnet: Link<SubnetId>,
    /// Whether it leads to the internet (`connectivity_type` public, the default).
    pub public: Fact<bool>,
    /// Whether it is regional (`availability_mode`), so that it needs no public subnet.
    pub regional: Fact<bool>,
}

/// Makes the gateways.
pub(crate) fn parts(b: &mut Builder<'_>) {
    const KINDS: [(Type, GatewayKind); 5] = [
        (INTERNET, GatewayKind::Internet),
        (EGRESS_ONLY, GatewayKind::EgressOnly),
        (VPN, GatewayKind::Vpn),
        (TRANSIT, GatewayKind::Transit),
        (PEERING, GatewayKind::Peering),
    ];
    for (id, resource) in b.resources() {
        if NAT.is(resource) {
            nat(b, id, resource);
        } else if let Some((_, kind)) = KINDS.iter().find(|(t, _)| t.is(resource)) {
            let vpc = b.link(VPC_ID.of(resource));
            let peer = match kind {
                GatewayKind::Peering => b.link(PEER_VPC_ID.of(resource)),
                _ => Link::Absent,
            };
            let at = resource.span;
            let made = b.network.add(Gateway { resource: id, at, kind: *kind, vpc, peer });
            b.makes(id, made);
        }
    }
    accepters(b);
}

/// Routes may name a peering connection by the resource that accepts it.
fn accepters(b: &mut Builder<'_>) {
    for (id, resource) in b.resources().filter(|(_, r)| PEERING_ACCEPTER.is(r)) {
        if let Link::To(gateway) = b.link::<GatewayId>(CONNECTION_ID.of(resource)) {
            b.makes(id, gateway);
        }
    }
}

/// Gives gateways the VPCs that they are attached to by a resource of its own.
pub(crate) fn sides(b: &mut Builder<'_>) {
    for (_, resource) in b.resources() {
        if !ATTACHMENT.is(resource) && !VPN_ATTACHMENT.is(resource) {
            continue;
        }
        let vpc = b.link::<VpcId>(VPC_ID.of(resource));
        for attribute in ATTACHED {
            if let Link::To(GatewayId(n)) = b.link::<GatewayId>(attribute.of(resource)) {
                b.network.change::<Gateway>(n, |gateway| gateway.vpc = vpc.clone());
            }
        }
    }
}

fn nat(b: &mut Builder<'_>, id: ResourceId, resource: &vpcelint_model::Resource) {
    let at = resource.span;
    let is = |attribute: Attribute, word: &str, default: bool| {
        let value = attribute.of(resource);
        let at = attribute.place(resource);
        match value.as_str() {
            Some(text) => Fact::known(text.eq_ignore_ascii_case(word), at),
            None if value.is_null() => Fact { known: Ok(default), at, written: false },
            None => Fact::unknown(crate::fact::why(value), at),
        }
    };
    let nat = NatGateway {
        resource: id,
        at,
        conditional: Builder::conditional(resource),
        subnet: b.link(SUBNET_ID.of(resource)),
        public: is(CONNECTIVITY, "public", true),
        regional: is(MODE, "regional", false),
    };
    let subnet = nat.subnet.to();
    let made = b.network.add(nat);
    b.makes(id, made);
    if let Some(subnet) = subnet {
        b.network.tie(made, Relation::InSubnet, subnet, SUBNET_ID.place(resource));
    }
}
