//! VPCs: CIDRs, DNS attributes, and the main table, default group and default ACL that each has.

use std::sync::Arc;

use ipnet::IpNet;
use vpcelint_model::{Cause, Kind, Reference, Resource, ResourceId, Target, Value};
use vpcelint_source::Span;

use crate::builder::Builder;
use crate::fact::why;
use crate::network::{GroupId, NetworkAclId, Node, Relation, TableId, VpcId};
use crate::spelling::{Attribute, Reads, Type};
use crate::{Fact, Link, NetworkAcl, RouteTable, SecurityGroup};

const VPC: Type = Type("aws_vpc", "AWS::EC2::VPC");
const DEFAULT_VPC: Type = Type("aws_default_vpc", "");
const CIDR_V4: Type = Type("aws_vpc_ipv4_cidr_block_association", "AWS::EC2::VPCCidrBlock");
const DHCP: Type = Type("aws_vpc_dhcp_options_association", "AWS::EC2::VPCDHCPOptionsAssociation");
const DHCP_OPTIONS: Type = Type("aws_vpc_dhcp_options", "AWS::EC2::DHCPOptions");

const POOL: Attribute = Attribute("ipv4_ipam_pool_id", "Ipv4IpamPoolId");
const CIDR_BLOCK: Attribute = Attribute("cidr_block", "CidrBlock");
const DNS_SUPPORT: Attribute = Attribute("enable_dns_support", "EnableDnsSupport");
const DNS_HOSTNAMES: Attribute = Attribute("enable_dns_hostnames", "EnableDnsHostnames");
const VPC_ID: Attribute = Attribute("vpc_id", "VpcId");
const OPTIONS_ID: Attribute = Attribute("dhcp_options_id", "DhcpOptionsId");
const NAME_SERVERS: Attribute = Attribute("domain_name_servers", "DomainNameServers");

/// What this family reads.
pub(crate) const READS: &[Reads] = &[
    Reads { of: VPC, attributes: &[CIDR_BLOCK, DNS_SUPPORT, DNS_HOSTNAMES] },
    Reads { of: DEFAULT_VPC, attributes: &[DNS_SUPPORT, DNS_HOSTNAMES] },
    Reads { of: CIDR_V4, attributes: &[VPC_ID, CIDR_BLOCK, POOL] },
    Reads { of: DHCP, attributes: &[VPC_ID, OPTIONS_ID] },
    Reads { of: DHCP_OPTIONS, attributes: &[NAME_SERVERS] },
];

/// A VPC that the code makes or adopts.
#[derive(Debug)]
pub struct Vpc {
    /// The resource that makes it.
    pub resource: ResourceId,
    /// Its header.
    pub at: Span,
    /// Why it may not exist.
    pub conditional: Option<Arc<Cause>>,
    /// Its IPv4 CIDR blocks, secondary ones included.
    pub cidrs: Vec<Fact<IpNet>>,
    /// Whether Amazon's DNS answers in it. True unless written otherwise.
    pub dns_support: Fact<bool>,
    /// Whether its instances get DNS names. In Terraform and CloudFormation false unless written
    /// otherwise, but true in the default VPC (VPC User Guide, 2023).
    pub dns_hostnames: Fact<bool>,
    /// Whether clients ask a resolver that is not Amazon's.
    pub custom_dns: Fact<bool>,
    /// Why names of AWS services may lead elsewhere in it than to public addresses, endpoints apart.
    pub names_open: Option<Arc<Cause>>,
    /// The same, by something that is neither a hosted zone of the code nor a Profile of which all is
    /// in the code.
    pub names_elsewhere: Option<Arc<Cause>>,
    /// The table of subnets without association of their own.
    pub main_table: Link<TableId>,
    /// The table that came with the VPC.
    pub default_table: TableId,
    /// Its default security group.
    pub default_group: GroupId,
    /// Its default network ACL.
    pub default_acl: NetworkAclId,
    /// Whether it is the Region's default VPC, adopted.
    pub is_default: bool,
}

/// Makes the VPCs with what comes with each.
pub(crate) fn parts(b: &mut Builder<'_>) {
    for (id, resource) in b.resources() {
        let is_default = DEFAULT_VPC.is(resource);
        if !VPC.is(resource) && !is_default {
            continue;
        }
        // The network numbers VPCs in order, so the number is known before it is made.
        let vpc = VpcId(u32::try_from(b.network.vpcs.len()).unwrap_or(u32::MAX));
        let table = b.network.add(RouteTable::main_of(vpc, resource, is_default));
        let group = b.network.add(SecurityGroup::default_of(vpc, resource));
        let acl = b.network.add(NetworkAcl::default_of(vpc, resource));
        let made = b.network.add(read(id, resource, is_default, table, group, acl));
        b.makes(id, made);
        for attribute in ["main_route_table_id", "default_route_table_id"] {
            b.refers(id, attribute, table);
        }
        for attribute in ["default_security_group_id", "DefaultSecurityGroup"] {
            b.refers(id, attribute, group);
        }
        for attribute in ["default_network_acl_id", "DefaultNetworkAcl"] {
            b.refers(id, attribute, acl);
        }
        for node in [Node::from(table), Node::from(group), Node::from(acl)] {
            b.network.tie(node, Relation::In, made, resource.span);
        }
    }
}

fn read(
    id: ResourceId,
    resource: &Resource,
    is_default: bool,
    default_table: TableId,
    default_group: GroupId,
    default_acl: NetworkAclId,
) -> Vpc {
    let at = resource.span;
    Vpc {
        resource: id,
        at,
        conditional: Builder::conditional(resource),
        cidrs: vec![match is_default {
            true => Fact::unknown(chosen(at), at),
            false => cidr_of(CIDR_BLOCK.of(resource), at),
        }],
        dns_support: Fact::bool(DNS_SUPPORT.of(resource), true, at),
        dns_hostnames: Fact::bool(DNS_HOSTNAMES.of(resource), is_default, at),
        custom_dns: Fact { known: Ok(false), at, written: false },
        names_open: None,
        names_elsewhere: None,
        main_table: Link::To(default_table),
        default_table,
        default_group,
        default_acl,
        is_default,
    }
}

/// Adds secondary CIDR blocks and DHCP options.
pub(crate) fn sides(b: &mut Builder<'_>) {
    for (_, resource) in b.resources() {
        if CIDR_V4.is(resource) {
            let block = CIDR_BLOCK.of(resource);
            // CloudFormation associates blocks of IPv6 with the same type.
            if block.is_null() && POOL.of(resource).is_null() {
                continue;
            }
            let cidr = cidr_of(block, resource.span);
            if let Link::To(VpcId(n)) = b.link::<VpcId>(VPC_ID.of(resource)) {
                b.network.change::<Vpc>(n, |vpc| {
                    vpc.cidrs.push(match Builder::doubt(resource, vpc.conditional.as_ref()) {
                        Some(cause) => Fact::unknown(cause, resource.span),
                        None => cidr,
                    });
                });
            }
        } else if DHCP.is(resource) {
            let servers = servers_of(b, OPTIONS_ID.of(resource), resource.span);
            if let Link::To(VpcId(n)) = b.link::<VpcId>(VPC_ID.of(resource)) {
                b.network.change::<Vpc>(n, |vpc| {
                    vpc.custom_dns = match Builder::doubt(resource, vpc.conditional.as_ref()) {
                        Some(cause) => Fact::unknown(cause, resource.span),
                        None => servers,
                    };
                });
            }
        }
    }
}

/// Whether DHCP options name a resolver that is not Amazon's.
fn servers_of(b: &Builder<'_>, options: &Value, at: Span) -> Fact<bool> {
    let Some(Reference { target: Target::Resource(id), .. }) = options.as_reference() else {
        return Fact::unknown(why(options), at);
    };
    let resource = b.graph.resource(*id);
    let servers = NAME_SERVERS.of(resource);
    let at = NAME_SERVERS.place(resource);
    match &servers.kind {
        Kind::Null => Fact { known: Ok(false), at, written: false },
        Kind::List(items, None) => {
            let amazon =
                |v: &Value| v.as_str().map(|s| s.eq_ignore_ascii_case("AmazonProvidedDNS"));
            match items.iter().map(amazon).collect::<Option<Vec<_>>>() {
                Some(amazon) => Fact::known(!amazon.contains(&true), at),
                None => Fact::unknown(why(servers), at),
            }
        }
        _ => Fact::unknown(why(servers), at),
    }
}

/// The CIDR block that a value holds.
pub(crate) fn cidr_of(value: &Value, at: Span) -> Fact<IpNet> {
    let at = value.origin.at.unwrap_or(at);
    match value.as_str().and_then(|s| s.trim().parse::<IpNet>().ok()) {
        Some(cidr) => Fact::known(cidr.trunc(), at),
        None if value.is_null() => Fact::unknown(chosen(at), at),
        None => Fact::unknown(why(value), at),
    }
}

/// Why a CIDR block is not known that the code does not write.
pub(crate) fn chosen(at: Span) -> Arc<Cause> {
    Cause::new("AWS chooses the CIDR block", Some(at))
}
