//! VPC endpoints with all their side resources: associations, private DNS, policy.

mod service;

use std::sync::Arc;

use smol_str::SmolStr;
use vpcelint_model::{Cause, Kind, Language, Reference, Resource, ResourceId, Value};
use vpcelint_source::Span;

use self::service::service;
use crate::builder::Builder;
use crate::fact::why;
use crate::network::{EndpointId, GroupId, Node, Relation, SubnetId, TableId, VpcId};
use crate::spelling::{Attribute, Reads, Type};
use crate::{Answer, Fact, Link, LinkAt, Links};

const ENDPOINT: Type = Type("aws_vpc_endpoint", "AWS::EC2::VPCEndpoint");
const TABLE_ASSOCIATION: Type = Type("aws_vpc_endpoint_route_table_association", "");
const SUBNET_ASSOCIATION: Type = Type("aws_vpc_endpoint_subnet_association", "");
const GROUP_ASSOCIATION: Type = Type("aws_vpc_endpoint_security_group_association", "");
const PRIVATE_DNS: Type = Type("aws_vpc_endpoint_private_dns", "");
const POLICY: Type = Type("aws_vpc_endpoint_policy", "");
const LOOKUP: Type = Type("data.aws_vpc_endpoint", "");
const SERVICE_LOOKUP: Type = Type("data.aws_vpc_endpoint_service", "");
const ENDPOINT_SERVICE: Type = Type("aws_vpc_endpoint_service", "AWS::EC2::VPCEndpointService");

const KIND: Attribute = Attribute("vpc_endpoint_type", "VpcEndpointType");
const SERVICE: Attribute = Attribute("service_name", "ServiceName");
const VPC_ID: Attribute = Attribute("vpc_id", "VpcId");
const TABLES: Attribute = Attribute("route_table_ids", "RouteTableIds");
const SUBNETS: Attribute = Attribute("subnet_ids", "SubnetIds");
const SUBNET_CONFIGURATION: Attribute = Attribute("subnet_configuration", "");
const GROUPS: Attribute = Attribute("security_group_ids", "SecurityGroupIds");
const DNS: Attribute = Attribute("private_dns_enabled", "PrivateDnsEnabled");
const DNS_OPTIONS: Attribute = Attribute("dns_options", "DnsOptions");
const INBOUND_ONLY: Attribute = Attribute(
    "private_dns_only_for_inbound_resolver_endpoint",
    "PrivateDnsOnlyForInboundResolverEndpoint",
);
const ADDRESSES: Attribute = Attribute("ip_address_type", "IpAddressType");
const POLICY_TEXT: Attribute = Attribute("policy", "PolicyDocument");
const SERVICE_REGION: Attribute = Attribute("service_region", "ServiceRegion");
const ENDPOINT_ID: Attribute = Attribute("vpc_endpoint_id", "");
const TABLE_ID: Attribute = Attribute("route_table_id", "");
const SUBNET_ID: Attribute = Attribute("subnet_id", "");
const GROUP_ID: Attribute = Attribute("security_group_id", "");
const REPLACES_DEFAULT: Attribute = Attribute("replace_default_association", "");
const LOOKUP_SHORT: Attribute = Attribute("service", "");

/// What this family reads.
pub(crate) const READS: &[Reads] = &[
    Reads {
        of: ENDPOINT,
        attributes: &[
            KIND,
            SERVICE,
            VPC_ID,
            TABLES,
            SUBNETS,
            SUBNET_CONFIGURATION,
            GROUPS,
            DNS,
            DNS_OPTIONS,
            POLICY_TEXT,
            SERVICE_REGION,
            ADDRESSES,
        ],
    },
    Reads { of: TABLE_ASSOCIATION, attributes: &[ENDPOINT_ID, TABLE_ID] },
    Reads { of: SUBNET_ASSOCIATION, attributes: &[ENDPOINT_ID, SUBNET_ID] },
    Reads { of: GROUP_ASSOCIATION, attributes: &[ENDPOINT_ID, GROUP_ID, REPLACES_DEFAULT] },
    Reads { of: PRIVATE_DNS, attributes: &[ENDPOINT_ID, DNS] },
    Reads { of: POLICY, attributes: &[ENDPOINT_ID, POLICY_TEXT] },
    Reads { of: LOOKUP, attributes: &[VPC_ID, SERVICE] },
    Reads { of: SERVICE_LOOKUP, attributes: &[LOOKUP_SHORT, SERVICE] },
    Reads { of: ENDPOINT_SERVICE, attributes: &[] },
];

/// The type of an endpoint.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum EndpointKind {
    /// Routes in route tables; S3, DynamoDB and S3 Express only.
    Gateway,
    /// An interface in each chosen subnet.
    Interface,
    /// A target of routes to a Gateway Load Balancer.
    GatewayLoadBalancer,
    /// Interfaces to a resource that is shared through VPC Lattice.
    Resource,
    /// Interfaces to a service network of VPC Lattice.
    ServiceNetwork,
    /// A tunnel.
    Tunnel,
}

impl EndpointKind {
    const ALL: [Self; 6] = [
        Self::Gateway,
        Self::Interface,
        Self::GatewayLoadBalancer,
        Self::Resource,
        Self::ServiceNetwork,
        Self::Tunnel,
    ];

    /// As both languages write it.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Gateway => "Gateway",
            Self::Interface => "Interface",
            Self::GatewayLoadBalancer => "GatewayLoadBalancer",
            Self::Resource => "Resource",
            Self::ServiceNetwork => "ServiceNetwork",
            Self::Tunnel => "Tunnel",
        }
    }
}

/// The service of an endpoint.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ServiceName {
    /// A service of AWS, by the name behind the Region (`s3`, `ecr.dkr`).
    Aws(SmolStr),
    /// A service of somebody else, named as it is referred to.
    Custom(SmolStr),
}

/// A VPC endpoint.
#[derive(Debug)]
pub struct Endpoint {
    /// The resource that makes it.
    pub resource: ResourceId,
    /// Its header.
    pub at: Span,
    /// Why it may not exist.
    pub conditional: Option<Arc<Cause>>,
    /// Its type; Gateway where nothing is written, in both languages (EC2 API, 2026).
    pub kind: Fact<EndpointKind>,
    /// Its service.
    pub service: Fact<ServiceName>,
    /// The whole name of its service, its Region included, where that is known.
    pub full_name: Option<SmolStr>,
    /// Its VPC.
    pub vpc: Link<VpcId>,
    /// Where its VPC is written.
    pub vpc_at: Span,
    /// What names its VPC, where that is a reference: equal ones name one VPC, wherever it is made.
    pub vpc_reference: Option<Reference>,
    /// The route tables of a gateway endpoint, from the list and from association resources.
    pub route_tables: Links<TableId>,
    /// Where the list of route tables is written, or the header.
    pub route_tables_at: Span,
    /// The subnets of an interface endpoint.
    pub subnets: Links<SubnetId>,
    /// Where the list of subnets is written, or the header.
    pub subnets_at: Span,
    /// Its security groups; the VPC's default group where none is given.
    pub groups: Links<GroupId>,
    /// Where the list of groups is written, or the header.
    pub groups_at: Span,
    /// Whether groups come only from association resources that leave the default group attached.
    pub keeps_default_group: bool,
    /// Whether private DNS is on; false where nothing is written (provider and CloudFormation).
    pub private_dns: Fact<bool>,
    /// Whether private DNS answers inbound resolver endpoints only, not the VPC itself.
    pub inbound_only: Fact<bool>,
    /// Whether its interfaces have addresses of IPv6. No where nothing is written (S3 guide, 2026-04).
    pub has_ipv6: Fact<bool>,
    /// The VPCs in which a Route 53 Profile lets its private names answer, beside its own.
    pub by_profile: Links<VpcId>,
    /// Its policy, if one is written.
    pub policy: Option<Value>,
    /// Whether its service is in another Region.
    pub cross_region: bool,
}

impl Endpoint {
    /// Whether it is of a type.
    #[must_use]
    pub fn is(&self, kind: EndpointKind) -> Answer {
        self.kind.holds(|k| *k == kind)
    }

    /// The AWS service, if it is known to be one.
    #[must_use]
    pub fn aws_service(&self) -> Option<&SmolStr> {
        match self.service.get()? {
            ServiceName::Aws(name) => Some(name),
            ServiceName::Custom(_) => None,
        }
    }

    /// Whether private DNS leads clients in its VPC to it. An S3 endpoint may answer inbound
    /// resolver endpoints only.
    #[must_use]
    pub fn answers_in_vpc(&self) -> Answer {
        let everybody = match self.aws_service() {
            Some(service) if service == "s3" => self.inbound_only.holds(|only| !only),
            _ => Answer::Yes,
        };
        self.is(EndpointKind::Interface).and(self.private_dns.holds(|on| *on)).and(everybody)
    }

    /// Whether it serves an AWS service; unknown where its service is.
    #[must_use]
    pub fn serves(&self, service: &str) -> Answer {
        self.service.holds(|s| matches!(s, ServiceName::Aws(name) if name == service))
    }
}

/// Makes the endpoints.
pub(crate) fn parts(b: &mut Builder<'_>) {
    for (id, resource) in b.resources() {
        if LOOKUP.is(resource) {
            let service = match SERVICE.of(resource) {
                // By its id, or by tags.
                name if name.is_null() => Fact::unknown(why(name), resource.span),
                name => service(b, name, SERVICE.place(resource)),
            };
            b.network.strays.lookups.push((b.link(VPC_ID.of(resource)), service));
            continue;
        }
        if !ENDPOINT.is(resource) {
            continue;
        }
        let endpoint = read(b, id, resource);
        let vpc = endpoint.vpc.to();
        let made = b.network.add(endpoint);
        b.makes(id, made);
        if let Some(vpc) = vpc {
            b.network.tie(made, Relation::In, vpc, resource.span);
        }
    }
}

fn read(b: &Builder<'_>, id: ResourceId, resource: &Resource) -> Endpoint {
    let at = resource.span;
    let policy = POLICY_TEXT.of(resource);
    Endpoint {
        resource: id,
        at,
        conditional: Builder::conditional(resource),
        kind: kind(KIND.of(resource), KIND.place(resource)),
        service: service(b, SERVICE.of(resource), SERVICE.place(resource)),
        full_name: SERVICE.of(resource).as_str().map(Into::into),
        vpc: b.link(VPC_ID.of(resource)),
        vpc_at: VPC_ID.place(resource),
        vpc_reference: VPC_ID.of(resource).as_reference().cloned(),
        route_tables: b.links(TABLES.of(resource), TABLES.place(resource)),
        route_tables_at: TABLES.place(resource),
        subnets: subnets(b, resource),
        subnets_at: SUBNETS.place(resource),
        groups: b.links(GROUPS.of(resource), GROUPS.place(resource)),
        groups_at: GROUPS.place(resource),
        keeps_default_group: false,
        private_dns: Fact::bool(DNS.of(resource), false, DNS.place(resource)),
        inbound_only: inbound_only(resource),
        has_ipv6: match (ADDRESSES.of(resource), ADDRESSES.place(resource)) {
            (value, at) if value.is_null() => Fact { known: Ok(false), at, written: false },
            (value, at) => match value.as_str() {
                Some(kind) => Fact::known(!kind.eq_ignore_ascii_case("ipv4"), at),
                None => Fact::unknown(why(value), at),
            },
        },
        by_profile: Links::default(),
        policy: (!policy.is_null()).then(|| policy.clone()),
        cross_region: !SERVICE_REGION.of(resource).is_null(),
    }
}

/// Blocks with fixed addresses name subnets that `subnet_ids` must list as well (provider
/// documentation); what AWS makes of those that it doesn't list is not known.
fn subnets(b: &Builder<'_>, resource: &Resource) -> Links<SubnetId> {
    let mut subnets = b.links(SUBNETS.of(resource), SUBNETS.place(resource));
    if subnets.is_certainly_empty() && resource.language == Language::Terraform {
        let (blocks, open) = Builder::blocks(SUBNET_CONFIGURATION.of(resource));
        if open.is_some() || !blocks.is_empty() {
            let at = SUBNET_CONFIGURATION.place(resource);
            let cause = Cause::new("`subnet_configuration` may name further subnets", Some(at));
            subnets.open = Some(open.unwrap_or(cause));
        }
    }
    subnets
}

/// Only S3 knows private DNS for inbound resolver endpoints only. It is so where nothing is written
/// (S3 guide, 2026-04); the Terraform provider sends false for a block that leaves it out.
fn inbound_only(resource: &Resource) -> Fact<bool> {
    let options = DNS_OPTIONS.of(resource);
    let at = DNS_OPTIONS.place(resource);
    let block = match &options.kind {
        Kind::Null => return Fact { known: Ok(true), at, written: false },
        Kind::List(items, None) => match items.first() {
            Some(block) => block,
            None => return Fact { known: Ok(true), at, written: false },
        },
        _ => options,
    };
    let Some(value) = INBOUND_ONLY.within(resource.language, block) else {
        return Fact::unknown(why(options), at);
    };
    match (value.as_str(), resource.language) {
        (Some("OnlyInboundResolver"), _) => Fact::known(true, at),
        (Some("AllResolvers"), _) => Fact::known(false, at),
        (_, Language::CloudFormation) if value.is_null() => Fact::known(true, at),
        _ => Fact::bool(value, false, at),
    }
}

fn kind(value: &Value, at: Span) -> Fact<EndpointKind> {
    if value.is_null() {
        return Fact { known: Ok(EndpointKind::Gateway), at, written: false };
    }
    match EndpointKind::ALL.into_iter().find(|kind| value.as_str() == Some(kind.name())) {
        Some(kind) => Fact::known(kind, at),
        None => Fact::unknown(why(value), at),
    }
}

/// Adds what side resources say, then ties the endpoints.
pub(crate) fn sides(b: &mut Builder<'_>) {
    for (id, resource) in b.resources() {
        if TABLE_ASSOCIATION.is(resource) {
            let side = b.side_link(id, resource, TABLE_ID);
            associate(b, resource, side, |e| &mut e.route_tables);
        } else if SUBNET_ASSOCIATION.is(resource) {
            let side = b.side_link(id, resource, SUBNET_ID);
            associate(b, resource, side, |e| &mut e.subnets);
        } else if GROUP_ASSOCIATION.is(resource) {
            let keeps = REPLACES_DEFAULT.of(resource).as_bool() != Some(true);
            if let Link::To(EndpointId(n)) = b.link::<EndpointId>(ENDPOINT_ID.of(resource)) {
                b.network.change::<Endpoint>(n, |e| {
                    e.keeps_default_group |= keeps && e.groups.is_certainly_empty();
                });
            }
            let side = b.side_link(id, resource, GROUP_ID);
            associate(b, resource, side, |e| &mut e.groups);
        } else if PRIVATE_DNS.is(resource) {
            let dns = Fact::bool(DNS.of(resource), false, DNS.place(resource));
            each_endpoint(b, resource, |e| {
                e.private_dns = match Builder::doubt(resource, e.conditional.as_ref()) {
                    Some(cause) => Fact::unknown(cause, dns.at),
                    None => dns.clone(),
                };
            });
        } else if POLICY.is(resource) {
            let policy = POLICY_TEXT.of(resource).clone();
            each_endpoint(b, resource, |e| e.policy = Some(policy.clone()));
        }
    }
    for (id, endpoint) in collect(b) {
        tie(b, id, &endpoint);
    }
}

/// What of an endpoint ties it to other parts.
struct Ties {
    route_tables: Vec<(TableId, Span)>,
    subnets: Vec<(SubnetId, Span)>,
    groups: Vec<(GroupId, Span)>,
}

fn collect(b: &Builder<'_>) -> Vec<(EndpointId, Ties)> {
    fn known<Id: Copy + PartialEq>(links: &Links<Id>) -> Vec<(Id, Span)> {
        links.items.iter().filter_map(|i| Some((i.link.to()?, i.at))).collect()
    }
    b.network
        .endpoints_all()
        .map(|(id, e)| {
            let ties = Ties {
                route_tables: known(&e.route_tables),
                subnets: known(&e.subnets),
                groups: known(&e.groups),
            };
            (id, ties)
        })
        .collect()
}

fn tie(b: &mut Builder<'_>, id: EndpointId, ties: &Ties) {
    for (table, at) in &ties.route_tables {
        b.network.tie(id, Relation::InTable, *table, *at);
    }
    for (subnet, at) in &ties.subnets {
        b.network.tie(id, Relation::InSubnet, *subnet, *at);
    }
    for (group, at) in &ties.groups {
        b.network.tie(id, Relation::GuardedBy, *group, *at);
    }
}

/// Adds an entry to a list of the endpoint that a side resource names. One that may not exist, or
/// whose endpoint is not known, opens the lists that it may belong to.
fn associate<Id: Copy + PartialEq>(
    b: &mut Builder<'_>,
    side: &Resource,
    entry: LinkAt<Id>,
    list: impl Fn(&mut Endpoint) -> &mut Links<Id>,
) {
    match b.link::<EndpointId>(ENDPOINT_ID.of(side)) {
        Link::To(EndpointId(n)) => b.network.change::<Endpoint>(n, |e| {
            let doubt = Builder::doubt(side, e.conditional.as_ref());
            let links = list(e);
            match doubt {
                Some(cause) => links.open = Some(cause),
                None => links.items.push(entry),
            }
        }),
        Link::Any(ids) => {
            let cause =
                Cause::new("an association names one of several endpoints", Some(side.span));
            for EndpointId(n) in ids {
                b.network.change::<Endpoint>(n, |e| list(e).open = Some(cause.clone()));
            }
        }
        Link::Unknown(cause) => {
            for endpoint in &mut b.network.endpoints {
                list(endpoint).open = Some(cause.clone());
            }
        }
        Link::Outside(_) | Link::Absent => {}
    }
}

fn each_endpoint(b: &mut Builder<'_>, side: &Resource, mut change: impl FnMut(&mut Endpoint)) {
    match b.link::<EndpointId>(ENDPOINT_ID.of(side)) {
        Link::To(EndpointId(n)) => b.network.change::<Endpoint>(n, change),
        Link::Any(ids) => {
            for EndpointId(n) in ids {
                b.network.change::<Endpoint>(n, &mut change);
            }
        }
        Link::Unknown(cause) => {
            for n in 0..b.network.endpoints.len() {
                let node = Node::Endpoint(EndpointId(u32::try_from(n).unwrap_or(u32::MAX)));
                b.network.unseen.entry(node).or_insert_with(|| cause.clone());
            }
        }
        Link::Outside(_) | Link::Absent => {}
    }
}
