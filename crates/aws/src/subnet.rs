//! Subnets.

use std::sync::Arc;

use ipnet::IpNet;
use smol_str::SmolStr;
use vpcelint_model::{Cause, Kind, Part, ResourceId, Value};
use vpcelint_source::Span;

use crate::builder::Builder;
use crate::fact::why;
use crate::network::{Relation, VpcId};
use crate::spelling::{Attribute, Reads, Type};
use crate::vpc::cidr_of;
use crate::{Fact, Link};

const SUBNET: Type = Type("aws_subnet", "AWS::EC2::Subnet");
const DEFAULT_SUBNET: Type = Type("aws_default_subnet", "");

const VPC_ID: Attribute = Attribute("vpc_id", "VpcId");
const CIDR: Attribute = Attribute("cidr_block", "CidrBlock");
const ZONE: Attribute = Attribute("availability_zone", "AvailabilityZone");
const ZONE_ID: Attribute = Attribute("availability_zone_id", "AvailabilityZoneId");
const PUBLIC_IP: Attribute = Attribute("map_public_ip_on_launch", "MapPublicIpOnLaunch");
const IPV6_NATIVE: Attribute = Attribute("ipv6_native", "Ipv6Native");

/// What this family reads.
pub(crate) const READS: &[Reads] = &[
    Reads { of: SUBNET, attributes: &[VPC_ID, CIDR, ZONE, ZONE_ID, PUBLIC_IP, IPV6_NATIVE] },
    Reads { of: DEFAULT_SUBNET, attributes: &[ZONE, PUBLIC_IP] },
];

/// A subnet.
#[derive(Debug)]
pub struct Subnet {
    /// The resource that makes it.
    pub resource: ResourceId,
    /// Its header.
    pub at: Span,
    /// Why it may not exist.
    pub conditional: Option<Arc<Cause>>,
    /// Its VPC.
    pub vpc: Link<VpcId>,
    /// Its IPv4 block.
    pub cidr: Fact<IpNet>,
    /// Its Availability Zone, as a name or id, or as an identity (`data.…names[0]`).
    pub zone: Fact<SmolStr>,
    /// Whether instances get public addresses unless they say otherwise. False by default.
    pub public_ip: Fact<bool>,
    /// Whether it has no IPv4.
    pub ipv6_native: Fact<bool>,
}

/// Makes the subnets.
pub(crate) fn parts(b: &mut Builder<'_>) {
    for (id, resource) in b.resources() {
        let is_default = DEFAULT_SUBNET.is(resource);
        if !SUBNET.is(resource) && !is_default {
            continue;
        }
        let at = resource.span;
        let vpc = match is_default {
            true => Link::Outside("default VPC".into()),
            false => b.link(VPC_ID.of(resource)),
        };
        let zone = match ZONE.of(resource) {
            zone if zone.is_null() => ZONE_ID.of(resource),
            zone => zone,
        };
        let subnet = Subnet {
            resource: id,
            at,
            conditional: Builder::conditional(resource),
            vpc,
            cidr: cidr_of(CIDR.of(resource), at),
            zone: zone_of(b, zone, at),
            public_ip: Fact::bool(PUBLIC_IP.of(resource), is_default, at),
            ipv6_native: Fact::bool(IPV6_NATIVE.of(resource), false, at),
        };
        let vpc = subnet.vpc.to();
        let made = b.network.add(subnet);
        b.makes(id, made);
        if let Some(vpc) = vpc {
            b.network.tie(made, Relation::In, vpc, at);
        }
    }
}

/// A zone's name, or what identifies it.
fn zone_of(b: &Builder<'_>, value: &Value, at: Span) -> Fact<SmolStr> {
    let at = value.origin.at.unwrap_or(at);
    match &value.kind {
        // What a Region's first zone is called differs from account to account.
        Kind::String(name) if value.derived => {
            Fact::known(format!("{name} of the list").into(), at)
        }
        Kind::String(name) => Fact::known(name.clone(), at),
        Kind::Reference(r) => {
            let target = match &r.target {
                vpcelint_model::Target::Resource(id) => b.graph.resource(*id).address.clone(),
                vpcelint_model::Target::Any(_) => return Fact::unknown(why(value), at),
                vpcelint_model::Target::Outside(address) => address.clone(),
            };
            Fact::known(format!("{target}.{}", r.attribute).into(), at)
        }
        // `${var.region}a`: the known end tells zones of one region apart.
        Kind::Text(parts) => match &parts[..] {
            [Part::Hole(cause), Part::Literal(end)] if !cause.inputs.is_empty() => {
                let inputs: Vec<_> = cause.inputs.iter().map(|i| i.address.as_str()).collect();
                Fact::known(format!("${{{}}}{end}", inputs.join(",")).into(), at)
            }
            _ => Fact::unknown(why(value), at),
        },
        _ => Fact::unknown(why(value), at),
    }
}
