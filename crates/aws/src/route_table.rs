//! Route tables: routes written inline and apart, default and main tables. `sides` follows Terraform's
//! rules about who removes whose routes.

mod association;
mod route;

use std::sync::Arc;

use ipnet::IpNet;
use vpcelint_model::{Cause, Kind, Resource, ResourceId};
use vpcelint_source::Span;

use self::association::associate;
pub(crate) use self::association::associated;
use self::route::route;
use crate::builder::Builder;
use crate::network::{NatId, Relation, TableId, VpcId};
use crate::spelling::{Attribute, Reads, Type};
use crate::{Link, Source, Vpc};

const TABLE: Type = Type("aws_route_table", "AWS::EC2::RouteTable");
const DEFAULT_TABLE: Type = Type("aws_default_route_table", "");
const ROUTE: Type = Type("aws_route", "AWS::EC2::Route");
const ASSOCIATION: Type =
    Type("aws_route_table_association", "AWS::EC2::SubnetRouteTableAssociation");
const MAIN: Type = Type("aws_main_route_table_association", "");
const PROPAGATION: Type =
    Type("aws_vpn_gateway_route_propagation", "AWS::EC2::VPNGatewayRoutePropagation");

const VPC_ID: Attribute = Attribute("vpc_id", "VpcId");
const INLINE: Attribute = Attribute("route", "");
const PROPAGATING: Attribute = Attribute("propagating_vgws", "");
const TABLE_ID: Attribute = Attribute("route_table_id", "RouteTableId");
const TABLE_IDS: Attribute = Attribute("", "RouteTableIds");
const DEFAULT_TABLE_ID: Attribute = Attribute("default_route_table_id", "");
const SUBNET_ID: Attribute = Attribute("subnet_id", "SubnetId");
const EDGE_GATEWAY: Attribute = Attribute("gateway_id", "");
/// Destinations: inline Terraform blocks and separate routes write IPv4 under different names.
const DESTINATION: Attribute = Attribute("destination_cidr_block", "DestinationCidrBlock");
const INLINE_DESTINATION: Attribute = Attribute("cidr_block", "");
const DESTINATION_V6: Attribute =
    Attribute("destination_ipv6_cidr_block", "DestinationIpv6CidrBlock");
const INLINE_DESTINATION_V6: Attribute = Attribute("ipv6_cidr_block", "");
const PREFIX_LIST: Attribute = Attribute("destination_prefix_list_id", "DestinationPrefixListId");

const GATEWAY: Attribute = Attribute("gateway_id", "GatewayId");
const NAT: Attribute = Attribute("nat_gateway_id", "NatGatewayId");

/// Targets that lead to something whose way on is not in the table.
const TARGETS: [(Attribute, RouteTarget); 10] = [
    (Attribute("transit_gateway_id", "TransitGatewayId"), RouteTarget::TransitGateway),
    (Attribute("vpc_peering_connection_id", "VpcPeeringConnectionId"), RouteTarget::Peering),
    (
        Attribute("egress_only_gateway_id", "EgressOnlyInternetGatewayId"),
        RouteTarget::EgressOnlyInternetGateway,
    ),
    (Attribute("network_interface_id", "NetworkInterfaceId"), RouteTarget::Appliance),
    (Attribute("instance_id", "InstanceId"), RouteTarget::Appliance),
    (Attribute("vpc_endpoint_id", "VpcEndpointId"), RouteTarget::VpcEndpoint),
    (Attribute("core_network_arn", "CoreNetworkArn"), RouteTarget::CoreNetwork),
    (Attribute("local_gateway_id", "LocalGatewayId"), RouteTarget::LocalGateway),
    (Attribute("carrier_gateway_id", "CarrierGatewayId"), RouteTarget::CarrierGateway),
    (Attribute("odb_network_arn", "OdbNetworkArn"), RouteTarget::CoreNetwork),
];

const ROUTE_READS: &[Attribute] = &[
    TABLE_ID,
    DESTINATION,
    DESTINATION_V6,
    PREFIX_LIST,
    GATEWAY,
    NAT,
    TARGETS[0].0,
    TARGETS[1].0,
    TARGETS[2].0,
    TARGETS[3].0,
    TARGETS[4].0,
    TARGETS[5].0,
    TARGETS[6].0,
    TARGETS[7].0,
    TARGETS[8].0,
    TARGETS[9].0,
];

/// What this family reads.
pub(crate) const READS: &[Reads] = &[
    Reads { of: TABLE, attributes: &[VPC_ID, INLINE, PROPAGATING] },
    Reads { of: DEFAULT_TABLE, attributes: &[DEFAULT_TABLE_ID, INLINE, PROPAGATING] },
    Reads { of: ROUTE, attributes: ROUTE_READS },
    Reads { of: ASSOCIATION, attributes: &[SUBNET_ID, TABLE_ID, EDGE_GATEWAY] },
    Reads { of: MAIN, attributes: &[VPC_ID, TABLE_ID] },
    Reads { of: PROPAGATION, attributes: &[TABLE_ID, TABLE_IDS] },
];

/// Where a route leads.
#[derive(Debug, Clone, PartialEq)]
pub enum RouteTarget {
    /// Within the VPC.
    Local,
    /// An internet gateway.
    InternetGateway,
    /// A NAT gateway.
    Nat(Link<NatId>),
    /// An egress-only internet gateway (IPv6).
    EgressOnlyInternetGateway,
    /// A transit gateway.
    TransitGateway,
    /// A peering connection.
    Peering,
    /// A virtual private gateway.
    VpnGateway,
    /// An instance or interface: a NAT instance or firewall.
    Appliance,
    /// A Gateway Load Balancer or Network Firewall endpoint.
    VpcEndpoint,
    /// Cloud WAN.
    CoreNetwork,
    /// An Outpost's gateway.
    LocalGateway,
    /// A Wavelength zone's gateway.
    CarrierGateway,
    /// Not known.
    Unknown(Arc<Cause>),
}

/// What a route is for.
#[derive(Debug, Clone, PartialEq)]
pub enum Destination {
    /// A range of addresses.
    Cidr(IpNet),
    /// A prefix list, with the addresses in it.
    PrefixList(Link<ResourceId>, Vec<Source>),
    /// Not known.
    Unknown(Arc<Cause>),
}

/// A route.
#[derive(Debug, Clone)]
pub struct Route {
    /// What it is for.
    pub destination: Destination,
    /// Where it leads.
    pub target: RouteTarget,
    /// What it names as its target.
    pub to: Link<ResourceId>,
    /// Where it is written.
    pub at: Span,
    /// The resource that writes it, if not the table's.
    pub by: Option<ResourceId>,
    /// Why it may not exist.
    pub conditional: Option<Arc<Cause>>,
}

/// A route table.
#[derive(Debug)]
pub struct RouteTable {
    /// The resource that makes or adopts it; none for a main table that the code never names.
    pub resource: Option<ResourceId>,
    /// The header of that resource, or of its VPC.
    pub at: Span,
    /// The address, or `<vpc>.main`; `<vpc>.default_table` where another table is the main one.
    pub address: Arc<str>,
    /// Why it may not exist.
    pub conditional: Option<Arc<Cause>>,
    /// Its VPC.
    pub vpc: Link<VpcId>,
    /// Whether it came with its VPC.
    pub is_default: bool,
    /// Its routes.
    pub routes: Vec<Route>,
    /// Why there may be more routes.
    pub open: Option<Arc<Cause>>,
}

/// The default route of a table for IPv4.
#[derive(Debug, Clone, PartialEq)]
pub enum DefaultRoute {
    /// There is none.
    None,
    /// The route with this number leads somewhere known.
    Route(usize),
    /// Not known.
    Unknown(Arc<Cause>),
}

impl RouteTable {
    /// The table that comes with a VPC: with the local route only, in the default VPC also with a
    /// route to its internet gateway (VPC User Guide, 2023).
    pub(crate) fn main_of(vpc: VpcId, resource: &Resource, is_default: bool) -> Self {
        let internet = Route {
            destination: Destination::Cidr(IpNet::V4(Default::default())),
            target: RouteTarget::InternetGateway,
            to: Link::Unknown(Cause::new(
                "the internet gateway of the default VPC is not in the code",
                Some(resource.span),
            )),
            at: resource.span,
            by: None,
            conditional: None,
        };
        Self {
            resource: None,
            at: resource.span,
            address: format!("{}.main", resource.address).into(),
            conditional: Builder::conditional(resource),
            vpc: Link::To(vpc),
            is_default: true,
            routes: if is_default { vec![internet] } else { Vec::new() },
            open: None,
        }
    }

    /// Its default route for IPv4.
    #[must_use]
    pub fn default_route(&self) -> DefaultRoute {
        let everything = IpNet::V4(Default::default());
        let mut doubt = None;
        for (n, route) in self.routes.iter().enumerate() {
            match (&route.destination, &route.target, &route.conditional) {
                (Destination::Cidr(cidr), target, conditional) if *cidr == everything => {
                    match (target, conditional) {
                        (RouteTarget::Unknown(cause), _) | (_, Some(cause)) => {
                            doubt = Some(cause.clone());
                        }
                        _ => return DefaultRoute::Route(n),
                    }
                }
                (Destination::Unknown(cause), ..) => doubt = Some(cause.clone()),
                _ => {}
            }
        }
        match doubt.or_else(|| self.open.clone()) {
            Some(cause) => DefaultRoute::Unknown(cause),
            None => DefaultRoute::None,
        }
    }
}

/// Makes the tables with their inline routes; adopted default tables get those of their block.
pub(crate) fn parts(b: &mut Builder<'_>) {
    for (id, resource) in b.resources() {
        if TABLE.is(resource) {
            let table = RouteTable {
                resource: Some(id),
                at: resource.span,
                address: resource.address.clone(),
                conditional: Builder::conditional(resource),
                vpc: b.link(VPC_ID.of(resource)),
                is_default: false,
                routes: Vec::new(),
                open: None,
            };
            let vpc = table.vpc.to();
            let made = b.network.add(table);
            b.makes(id, made);
            if let Some(vpc) = vpc {
                b.network.tie(made, Relation::In, vpc, resource.span);
            }
        } else if DEFAULT_TABLE.is(resource) {
            adopt(b, id, resource);
        }
    }
}

/// Adopting a default table removes every route that its block does not write.
fn adopt(b: &mut Builder<'_>, id: ResourceId, resource: &Resource) {
    match b.link::<TableId>(DEFAULT_TABLE_ID.of(resource)) {
        Link::To(table) => {
            b.network.change::<RouteTable>(table.0, |t| {
                t.resource = Some(id);
                t.at = resource.span;
                t.address = resource.address.clone();
                match Builder::doubt(resource, t.conditional.as_ref()) {
                    Some(cause) => t.open = Some(cause),
                    None => t.routes.clear(),
                }
            });
            b.makes(id, table);
        }
        other => {
            let vpc = match other {
                Link::Unknown(cause) => Link::Unknown(cause),
                _ => Link::Unknown(Cause::new(
                    "the VPC of the default table is not in the code",
                    Some(DEFAULT_TABLE_ID.place(resource)),
                )),
            };
            let made = b.network.add(RouteTable {
                resource: Some(id),
                at: resource.span,
                address: resource.address.clone(),
                conditional: Builder::conditional(resource),
                vpc,
                is_default: true,
                routes: Vec::new(),
                open: None,
            });
            b.makes(id, made);
        }
    }
}

/// Gives VPCs their main tables.
pub(crate) fn mains(b: &mut Builder<'_>) {
    for (_, resource) in b.resources().filter(|(_, r)| MAIN.is(r)) {
        let table = b.link::<TableId>(TABLE_ID.of(resource));
        if let Link::To(VpcId(vpc)) = b.link::<VpcId>(VPC_ID.of(resource)) {
            let mut replaced = None;
            b.network.change::<Vpc>(vpc, |v| {
                v.main_table = match Builder::doubt(resource, v.conditional.as_ref()) {
                    Some(cause) => Link::Unknown(cause),
                    None => table,
                };
                let own = Link::To(v.default_table);
                replaced = (v.main_table != own).then_some((v.resource, v.default_table));
            });
            if let Some((vpc, TableId(default))) = replaced {
                // What came as the main table is that no more, so it is not called so.
                let address = format!("{}.default_table", b.graph.resource(vpc).address);
                b.network.change::<RouteTable>(default, |t| {
                    if t.resource.is_none() {
                        t.address = address.into();
                    }
                });
            }
        }
    }
}

/// Adds routes and associations.
pub(crate) fn sides(b: &mut Builder<'_>) {
    for (id, resource) in b.resources() {
        if TABLE.is(resource) || DEFAULT_TABLE.is(resource) {
            inline(b, id, resource);
        } else if ROUTE.is(resource) {
            let route = Route {
                by: Some(id),
                conditional: Builder::conditional(resource),
                ..route(b, &|a| Some(a.of(resource)), resource.span, false)
            };
            match b.link::<TableId>(TABLE_ID.of(resource)) {
                Link::To(table) => add_route(b, table, route),
                Link::Any(tables) => {
                    let cause =
                        Cause::new("the route is in one of several tables", Some(resource.span));
                    for table in tables {
                        b.network.change::<RouteTable>(table.0, |t| t.open = Some(cause.clone()));
                    }
                }
                Link::Unknown(cause) => b.network.strays.routes = Some(cause),
                Link::Outside(_) | Link::Absent => {}
            }
        } else if ASSOCIATION.is(resource) {
            associate(b, resource);
        } else if PROPAGATION.is(resource) {
            propagate(b, resource);
        }
    }
    if let Some(cause) = b.network.strays.routes.clone() {
        for table in &mut b.network.tables {
            table.open.get_or_insert_with(|| cause.clone());
        }
    }
}

fn inline(b: &mut Builder<'_>, id: ResourceId, resource: &Resource) {
    let Some(Ok(table)) = b.part(id).map(TableId::try_from) else { return };
    let (blocks, open) = Builder::blocks(INLINE.of(resource));
    for block in blocks {
        let at = block.origin.at.unwrap_or(resource.span);
        let route = route(b, &|a| a.within(resource.language, block), at, true);
        add_route(b, table, route);
    }
    let propagating = PROPAGATING.of(resource);
    let propagated = match &propagating.kind {
        Kind::Null => None,
        Kind::List(items, None) if items.is_empty() => None,
        _ => Some(Cause::new("routes are propagated into this table", propagating.origin.at)),
    };
    if let Some(cause) = open.or(propagated) {
        b.network.change::<RouteTable>(table.0, |t| t.open = Some(cause));
    }
}

fn propagate(b: &mut Builder<'_>, resource: &Resource) {
    let cause = Cause::new("routes are propagated into this table", Some(resource.span));
    let one = b.links::<TableId>(TABLE_ID.of(resource), resource.span);
    let many = b.links::<TableId>(TABLE_IDS.of(resource), resource.span);
    for table in one.known().chain(many.known()).collect::<Vec<_>>() {
        b.network.change::<RouteTable>(table.0, |t| t.open = Some(cause.clone()));
    }
}

fn add_route(b: &mut Builder<'_>, table: TableId, route: Route) {
    let nat = match &route.target {
        RouteTarget::Nat(Link::To(nat)) => Some(*nat),
        _ => None,
    };
    let at = route.at;
    b.network.change::<RouteTable>(table.0, |t| t.routes.push(route));
    if let Some(nat) = nat {
        b.network.tie(table, Relation::RoutesTo, nat, at);
    }
}
