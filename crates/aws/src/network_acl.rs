//! Network ACLs: entries written inline and apart, and the subnets that they filter.

use std::sync::Arc;

use vpcelint_model::{Cause, Resource, ResourceId, Value};
use vpcelint_source::Span;

use crate::builder::Builder;
use crate::network::{Network, NetworkAclId, Relation, SubnetId, VpcId};
use crate::spelling::{Attribute, Reads, Type};
use crate::{Direction, Link};

const ACL: Type = Type("aws_network_acl", "AWS::EC2::NetworkAcl");
const DEFAULT_ACL: Type = Type("aws_default_network_acl", "");
const ENTRY: Type = Type("aws_network_acl_rule", "AWS::EC2::NetworkAclEntry");
const ASSOCIATION: Type =
    Type("aws_network_acl_association", "AWS::EC2::SubnetNetworkAclAssociation");

const VPC_ID: Attribute = Attribute("vpc_id", "VpcId");
const SUBNETS: Attribute = Attribute("subnet_ids", "");
const SUBNET: Attribute = Attribute("subnet_id", "SubnetId");
const INGRESS: Attribute = Attribute("ingress", "");
const EGRESS: Attribute = Attribute("egress", "");
const DEFAULT_ID: Attribute = Attribute("default_network_acl_id", "");
const ACL_ID: Attribute = Attribute("network_acl_id", "NetworkAclId");
const NUMBER: Attribute = Attribute("rule_number", "RuleNumber");
const INLINE_NUMBER: Attribute = Attribute("rule_no", "");
const ACTION: Attribute = Attribute("rule_action", "RuleAction");
const INLINE_ACTION: Attribute = Attribute("action", "");
const IS_EGRESS: Attribute = Attribute("egress", "Egress");
const PROTOCOL: Attribute = Attribute("protocol", "Protocol");
const CIDR: Attribute = Attribute("cidr_block", "CidrBlock");
const CIDR_V6: Attribute = Attribute("ipv6_cidr_block", "Ipv6CidrBlock");
const FROM_PORT: Attribute = Attribute("from_port", "");
const TO_PORT: Attribute = Attribute("to_port", "");
const PORTS: Attribute = Attribute("", "PortRange");
const FIRST_PORT: &str = "From";
const LAST_PORT: &str = "To";

/// What this family reads.
pub(crate) const READS: &[Reads] = &[
    Reads { of: ACL, attributes: &[VPC_ID, SUBNETS, INGRESS, EGRESS] },
    Reads { of: DEFAULT_ACL, attributes: &[DEFAULT_ID, SUBNETS, INGRESS, EGRESS] },
    Reads {
        of: ENTRY,
        attributes: &[
            ACL_ID, NUMBER, ACTION, IS_EGRESS, PROTOCOL, CIDR, CIDR_V6, FROM_PORT, TO_PORT, PORTS,
        ],
    },
    Reads { of: ASSOCIATION, attributes: &[ACL_ID, SUBNET] },
];

/// An entry of a network ACL, as it is written.
#[derive(Debug, Clone)]
pub struct AclEntry {
    /// The direction.
    pub direction: Option<Direction>,
    /// Its number; the lowest that matches decides.
    pub number: Option<i64>,
    /// Whether it allows.
    pub allows: Option<bool>,
    /// The protocol, -1 for all.
    pub protocol: Option<i64>,
    /// The addresses.
    pub cidr: Option<ipnet::IpNet>,
    /// The first and last port.
    pub ports: Option<(i64, i64)>,
    /// Where it is written.
    pub at: Span,
}

/// A network ACL.
#[derive(Debug)]
pub struct NetworkAcl {
    /// The resource that makes or adopts it; none for a default ACL that the code never names.
    pub resource: Option<ResourceId>,
    /// The header of that resource, or of its VPC.
    pub at: Span,
    /// The address, or `<vpc>.default_acl`.
    pub address: Arc<str>,
    /// Its VPC.
    pub vpc: Link<VpcId>,
    /// Whether it allows everything: a default ACL that nobody adopted.
    pub allows_all: bool,
    /// Its entries.
    pub entries: Vec<AclEntry>,
    /// Why there may be more entries.
    pub open: Option<Arc<Cause>>,
}

impl NetworkAcl {
    /// The ACL that comes with a VPC: it allows everything (VPC User Guide, 2023).
    pub(crate) fn default_of(vpc: VpcId, resource: &Resource) -> Self {
        Self {
            resource: None,
            at: resource.span,
            address: format!("{}.default_acl", resource.address).into(),
            vpc: Link::To(vpc),
            allows_all: true,
            entries: Vec::new(),
            open: None,
        }
    }
}

/// Makes the ACLs.
pub(crate) fn parts(b: &mut Builder<'_>) {
    for (id, resource) in b.resources() {
        if ACL.is(resource) {
            let made = b.network.add(NetworkAcl {
                resource: Some(id),
                at: resource.span,
                address: resource.address.clone(),
                vpc: b.link(VPC_ID.of(resource)),
                allows_all: false,
                entries: Vec::new(),
                open: None,
            });
            b.makes(id, made);
        } else if DEFAULT_ACL.is(resource) {
            let Link::To(acl) = b.link::<NetworkAclId>(DEFAULT_ID.of(resource)) else { continue };
            b.network.change::<NetworkAcl>(acl.0, |a| {
                a.resource = Some(id);
                a.at = resource.span;
                a.address = resource.address.clone();
                a.allows_all = false;
            });
            b.makes(id, acl);
        }
    }
}

/// Adds entries and the subnets that each ACL filters.
pub(crate) fn sides(b: &mut Builder<'_>) {
    for (id, resource) in b.resources() {
        if ACL.is(resource) || DEFAULT_ACL.is(resource) {
            let Some(Ok(acl)) = b.part(id).map(NetworkAclId::try_from) else { continue };
            for (attribute, direction) in
                [(INGRESS, Direction::Ingress), (EGRESS, Direction::Egress)]
            {
                let (blocks, open) = Builder::blocks(attribute.of(resource));
                for block in blocks {
                    let at = block.origin.at.unwrap_or(resource.span);
                    let get = |a: Attribute| a.within(resource.language, block);
                    let entry = AclEntry {
                        direction: Some(direction),
                        ..entry(&get, at, INLINE_NUMBER, INLINE_ACTION)
                    };
                    b.network.change::<NetworkAcl>(acl.0, |a| a.entries.push(entry));
                }
                if let Some(cause) = open {
                    b.network.change::<NetworkAcl>(acl.0, |a| a.open = Some(cause));
                }
            }
            let at = SUBNETS.place(resource);
            let subnets = b.links::<SubnetId>(SUBNETS.of(resource), at);
            for subnet in subnets.items {
                filter(b, resource, subnet.link, &Link::To(acl), at);
            }
            if let Some(cause) = subnets.open {
                filter(b, resource, Link::Unknown(cause), &Link::To(acl), at);
            }
        } else if ENTRY.is(resource) {
            let get = |a: Attribute| Some(a.of(resource));
            let entry = AclEntry {
                direction: IS_EGRESS
                    .of(resource)
                    .as_bool()
                    .or_else(|| IS_EGRESS.of(resource).is_null().then_some(false))
                    .map(|e| if e { Direction::Egress } else { Direction::Ingress }),
                ..entry(&get, resource.span, NUMBER, ACTION)
            };
            entry_of(b, b.link::<NetworkAclId>(ACL_ID.of(resource)), entry);
        } else if ASSOCIATION.is(resource) {
            let acl = b.link::<NetworkAclId>(ACL_ID.of(resource));
            let subnet = b.link::<SubnetId>(SUBNET.of(resource));
            filter(b, resource, subnet, &acl, resource.span);
        }
    }
}

/// Adds an entry to its ACL; one that may belong to several opens these.
fn entry_of(b: &mut Builder<'_>, acl: Link<NetworkAclId>, entry: AclEntry) {
    let (acls, cause) = match acl {
        Link::To(acl) => {
            return b.network.change::<NetworkAcl>(acl.0, |a| a.entries.push(entry));
        }
        Link::Any(acls) => {
            (acls, Cause::new("an entry names one of several network ACLs", Some(entry.at)))
        }
        Link::Unknown(cause) => (b.network.network_acls_all().map(|(id, _)| id).collect(), cause),
        Link::Outside(_) | Link::Absent => return,
    };
    for acl in acls {
        b.network.change::<NetworkAcl>(acl.0, |a| a.open = Some(cause.clone()));
    }
}

/// Says which ACL filters a subnet, or which subnets it may filter.
fn filter(
    b: &mut Builder<'_>,
    by: &Resource,
    subnet: Link<SubnetId>,
    acl: &Link<NetworkAclId>,
    at: Span,
) {
    let owner = subnet.to().and_then(|id| b.network.subnet(id).conditional.as_ref());
    let doubt = match (Builder::doubt(by, owner), acl, &subnet) {
        (Some(cause), ..) => cause,
        (None, Link::To(acl), Link::To(subnet)) => {
            return b.network.tie(*subnet, Relation::FilteredBy, *acl, at);
        }
        (None, Link::Unknown(cause), _) | (None, _, Link::Unknown(cause)) => cause.clone(),
        (None, Link::To(_), _) => {
            Cause::new("a network ACL filters one of several subnets", Some(at))
        }
        _ => Cause::new("its network ACL is not in the code", Some(at)),
    };
    b.network.strays.filters.push((subnet, doubt));
}

impl Network {
    /// The network ACL that filters a subnet: the VPC's default one where nothing names another.
    pub fn acl_of(&self, subnet: SubnetId) -> Result<NetworkAclId, Arc<Cause>> {
        match &self.to::<NetworkAclId>(subnet, Relation::FilteredBy)[..] {
            [(acl, _)] => return Ok(*acl),
            [_, (_, at), ..] => {
                return Err(Cause::new("several network ACLs name this subnet", Some(*at)));
            }
            [] => {}
        }
        let mut strays = self.strays.filters.iter();
        let stray = strays.find(|(link, _)| link.may_be(subnet)).map(|(_, cause)| cause);
        if let Some(cause) = stray.or_else(|| self.unseen(subnet)) {
            return Err(cause.clone());
        }
        let subnet = self.subnet(subnet);
        match &subnet.vpc {
            Link::To(vpc) => Ok(self.vpc(*vpc).default_acl),
            Link::Unknown(cause) => Err(cause.clone()),
            _ => Err(Cause::new("the VPC of the subnet is not in the code", Some(subnet.at))),
        }
    }
}

fn entry<'v>(
    get: &dyn Fn(Attribute) -> Option<&'v Value>,
    at: Span,
    number: Attribute,
    action: Attribute,
) -> AclEntry {
    let whole = |a: Attribute| get(a).and_then(Value::as_i64);
    let range = || {
        let range = get(PORTS)?;
        range.get(FIRST_PORT)?.as_i64().zip(range.get(LAST_PORT)?.as_i64())
    };
    let protocol = get(PROTOCOL).and_then(Value::as_text);
    let protocol = match protocol.as_deref() {
        Some("all") => Some(-1),
        Some("tcp") => Some(6),
        Some("udp") => Some(17),
        Some("icmp") => Some(1),
        Some(other) => other.parse().ok(),
        None => None,
    };
    let cidr = [CIDR, CIDR_V6].into_iter().find_map(|a| get(a).and_then(Value::as_str));
    let allows = get(action).and_then(Value::as_str).map(|s| s.eq_ignore_ascii_case("allow"));
    AclEntry {
        direction: None,
        number: whole(number),
        allows,
        protocol,
        cidr: cidr.and_then(|c| c.parse().ok()),
        ports: whole(FROM_PORT).zip(whole(TO_PORT)).or_else(range),
        at,
    }
}
