//! Subnets.

use std::sync::Arc;

use ipnet::IpNet;
use smol_str::SmolStr;
use vpcelint_model::{Cause, Kind, Part, Reference, ResourceId, Target, Value};
use vpcelint_source::Span;

use crate::builder::Builder;
use crate::fact::why;
use crate::network::{Relation, VpcId};
use crate::spelling::{Attribute, Reads, Type};
use crate::vpc::{chosen, cidr_of};
use crate::{Answer, Fact, Link, PublicAccess};

const SUBNET: Type = Type("aws_subnet", "AWS::EC2::Subnet");
const DEFAULT_SUBNET: Type = Type("aws_default_subnet", "");

const VPC_ID: Attribute = Attribute("vpc_id", "VpcId");
const CIDR: Attribute = Attribute("cidr_block", "CidrBlock");
const ZONE: Attribute = Attribute("availability_zone", "AvailabilityZone");
const ZONE_ID: Attribute = Attribute("availability_zone_id", "AvailabilityZoneId");
const PUBLIC_IP: Attribute = Attribute("map_public_ip_on_launch", "MapPublicIpOnLaunch");
const IPV6_NATIVE: Attribute = Attribute("ipv6_native", "Ipv6Native");
const DNS64: Attribute = Attribute("enable_dns64", "EnableDns64");

/// Behind a zone's name that is only the likely one.
const DERIVED: &str = " of the list";

/// What this family reads.
pub(crate) const READS: &[Reads] = &[
    Reads { of: SUBNET, attributes: &[VPC_ID, CIDR, ZONE, ZONE_ID, PUBLIC_IP, IPV6_NATIVE, DNS64] },
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
    /// Its Region, where that is known.
    pub region: Option<SmolStr>,
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
    /// Whether names without an address of IPv6 get one that a NAT gateway translates. False by
    /// default.
    pub dns64: Fact<bool>,
    /// What of the internet is blocked for it, whatever its routes are.
    pub public_access: PublicAccess,
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
            // What is given but empty is not known, either.
            region: resource.region.as_str().filter(|r| !r.is_empty()).map(Into::into),
            vpc,
            cidr: match is_default {
                true => Fact::unknown(chosen(at), at),
                false => cidr_of(CIDR.of(resource), at),
            },
            zone: zone_of(b, zone, at),
            public_ip: Fact::bool(PUBLIC_IP.of(resource), is_default, at),
            ipv6_native: Fact::bool(IPV6_NATIVE.of(resource), false, at),
            dns64: Fact::bool(DNS64.of(resource), false, at),
            public_access: PublicAccess::Open,
        };
        let vpc = subnet.vpc.to();
        let made = b.network.add(subnet);
        b.makes(id, made);
        if let Some(vpc) = vpc {
            b.refers(id, "VpcId", vpc);
            b.network.tie(made, Relation::In, vpc, at);
        }
    }
}

/// A zone's name, or what identifies it.
fn zone_of(b: &Builder<'_>, value: &Value, at: Span) -> Fact<SmolStr> {
    let at = value.origin.at.unwrap_or(at);
    match &value.kind {
        // What a Region's first zone is called differs from account to account.
        Kind::String(name) if value.derived => Fact::known(format!("{name}{DERIVED}").into(), at),
        Kind::String(name) => Fact::known(name.clone(), at),
        Kind::Reference(r) => match identity(b, r) {
            Some(identity) => Fact::known(identity.into(), at),
            None => Fact::unknown(why(value), at),
        },
        // `${var.region}a`: the known end tells zones of one region apart.
        Kind::Text(parts) => match &parts[..] {
            [Part::Hole(cause), Part::Literal(end)] if !cause.inputs.is_empty() => {
                let inputs: Vec<_> = cause.inputs.iter().map(|i| i.address.as_str()).collect();
                Fact::known(format!("${{{}}}{end}", inputs.join(",")).into(), at)
            }
            // `${data.aws_region.current.name}a`
            [Part::Reference(r), Part::Literal(end)] => match identity(b, r) {
                Some(identity) => Fact::known(format!("${{{identity}}}{end}").into(), at),
                None => Fact::unknown(why(value), at),
            },
            _ => Fact::unknown(why(value), at),
        },
        Kind::Null => Fact::unknown(Cause::new("AWS chooses the zone", Some(at)), at),
        _ => Fact::unknown(why(value), at),
    }
}

/// What a reference refers to, where it is one thing.
fn identity(b: &Builder<'_>, reference: &Reference) -> Option<String> {
    let target = match &reference.target {
        Target::Resource(id) => &b.graph.resource(*id).address,
        Target::Any(..) => return None,
        Target::Outside(address) => address,
    };
    Some(format!("{target}.{}", reference.attribute))
}

impl Subnet {
    /// The name or id of its zone, where it certainly is that.
    pub fn zone_name(&self) -> Result<&str, Arc<Cause>> {
        let zone = self.zone.known.as_ref().map_err(Arc::clone)?.as_str();
        let reason = match Form::of(zone) {
            Form::Name | Form::Id => return Ok(zone),
            Form::Listed => format!("the zone is an element of a list: `{zone}`"),
            Form::Letter | Form::Text => format!("only a part of the zone is known: `{zone}`"),
            Form::Identity => format!("`{zone}` is only known after it is applied"),
        };
        Err(Cause::new(reason, Some(self.zone.at)))
    }

    /// The likely name of its zone, where it is an element of the Region's list.
    #[must_use]
    pub fn likely_zone(&self) -> Option<&str> {
        self.zone.get()?.strip_suffix(DERIVED)
    }

    /// Whether it certainly is in the zone of another subnet of its VPC. Names, ids and identities
    /// are not compared with each other.
    #[must_use]
    pub fn shares_zone(&self, other: &Self) -> Answer {
        let (one, two) = match (&self.zone.known, &other.zone.known) {
            (Ok(one), Ok(two)) => (one.as_str(), two.as_str()),
            (Err(cause), _) | (_, Err(cause)) => return Answer::Unknown(cause.clone()),
        };
        match (Form::of(one), Form::of(two)) {
            (Form::Name, Form::Name) | (Form::Id, Form::Id) | (Form::Listed, Form::Listed) => {
                Answer::from(one == two)
            }
            // What stands for the Region is one thing in one VPC.
            (Form::Letter, Form::Letter) if one == two => Answer::Yes,
            (Form::Letter, Form::Letter) if !same_end(one, two) => Answer::No,
            (Form::Identity, Form::Identity) if one == two => Answer::Yes,
            // The elements of a list of zones are different zones.
            (Form::Identity, Form::Identity) if list_of(one) == list_of(two) => Answer::No,
            _ => {
                let reason = "zones that are written in different ways are not compared";
                Answer::Unknown(Cause::new(reason, Some(other.zone.at)))
            }
        }
    }
}

/// Whether two texts end with the same letter.
fn same_end(one: &str, two: &str) -> bool {
    one.bytes().next_back() == two.bytes().next_back()
}

/// The list that an identity is an element of, or the identity.
fn list_of(identity: &str) -> &str {
    match identity.strip_suffix(']').and_then(|i| i.rsplit_once('[')) {
        Some((list, index)) if index.bytes().all(|b| b.is_ascii_digit()) => list,
        _ => identity,
    }
}

/// How a zone is written.
#[derive(Debug, PartialEq, Eq)]
enum Form {
    /// `eu-west-1a`
    Name,
    /// An element of the Region's list, by its likely name.
    Listed,
    /// `euw1-az1`
    Id,
    /// A letter behind something that stands for the Region.
    Letter,
    /// Any other text of which only a part is known.
    Text,
    /// Something that is only known later.
    Identity,
}

impl Form {
    fn of(zone: &str) -> Self {
        if let Some((_, end)) = zone.strip_prefix("${").and_then(|z| z.rsplit_once('}')) {
            let letter = end.len() == 1 && end.bytes().all(|b| b.is_ascii_lowercase());
            return if letter { Self::Letter } else { Self::Text };
        }
        if zone.ends_with(DERIVED) {
            return Self::Listed;
        }
        if zone.contains('.') {
            return Self::Identity;
        }
        if zone.contains("-az") { Self::Id } else { Self::Name }
    }
}

#[cfg(test)]
mod tests {
    use vpcelint_source::{FileId, Range};

    use super::*;

    fn in_zone(zone: &str) -> Subnet {
        let at = Range::default().in_file(FileId(0));
        let unknown = || Cause::new("", None);
        Subnet {
            resource: ResourceId(0),
            at,
            conditional: None,
            region: None,
            vpc: Link::Absent,
            cidr: Fact::unknown(unknown(), at),
            zone: Fact::known(zone.into(), at),
            public_ip: Fact::known(false, at),
            ipv6_native: Fact::known(false, at),
            dns64: Fact::known(false, at),
            public_access: PublicAccess::Open,
        }
    }

    #[test]
    fn zones_are_compared_where_they_are_written_alike() {
        for (one, two, same) in [
            ("eu-west-1a", "eu-west-1a", Some(true)),
            ("eu-west-1a", "eu-west-1b", Some(false)),
            ("euw1-az1", "euw1-az1", Some(true)),
            ("euw1-az1", "eu-west-1a", None),
            ("eu-west-1a of the list", "eu-west-1a of the list", Some(true)),
            ("eu-west-1a of the list", "eu-west-1b of the list", Some(false)),
            ("eu-west-1a of the list", "eu-west-1a", None),
            (
                "data.aws_availability_zones.x.names[0]",
                "data.aws_availability_zones.x.names[0]",
                Some(true),
            ),
            (
                "data.aws_availability_zones.x.names[0]",
                "data.aws_availability_zones.x.names[1]",
                Some(false),
            ),
            (
                "data.aws_availability_zones.x.names[0]",
                "data.aws_availability_zones.y.names[1]",
                None,
            ),
            ("data.aws_availability_zones.x.names[0]", "eu-west-1a", None),
            ("${var.region}a", "${var.region}a", Some(true)),
            ("${var.region}a", "${var.region}b", Some(false)),
            ("${var.region}a", "${var.other}a", None),
            ("${var.zones}-1", "${var.zones}-1", None),
        ] {
            let answer = in_zone(one).shares_zone(&in_zone(two));
            let expected = same.map(Answer::from);
            match expected {
                Some(expected) => assert_eq!(answer, expected, "{one} {two}"),
                None => assert!(matches!(answer, Answer::Unknown(_)), "{one} {two}"),
            }
        }
    }
}
