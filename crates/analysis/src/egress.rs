//! Where the IPv4 traffic of a subnet leaves that no more specific route takes.

use std::sync::Arc;

use vpcelint_aws::{DefaultRoute, Link, NatId, Network, RouteTarget, SubnetId, TableId};
use vpcelint_model::Cause;
use vpcelint_source::Span;

/// Where a default route leads.
#[derive(Debug, Clone, PartialEq)]
pub enum Way {
    /// There is no default route.
    None,
    /// A NAT gateway.
    Nat(Link<NatId>),
    /// An internet gateway.
    Internet,
    /// Something else, in words, whose way on is not followed here.
    Other(&'static str),
    /// Not known.
    Unknown(Arc<Cause>),
}

/// The way out of a subnet, with what decides it.
#[derive(Debug, Clone)]
pub struct Egress {
    /// The table that serves the subnet.
    pub table: Option<TableId>,
    /// The association that says so; none for the main table.
    pub association: Option<Span>,
    /// Where its default route leads.
    pub way: Way,
    /// The default route.
    pub route: Option<Span>,
}

/// The way out of a subnet.
#[must_use]
pub fn egress(network: &Network, subnet: SubnetId) -> Egress {
    let (table, association) = match network.table_of(subnet) {
        Ok(found) => found,
        Err(cause) => {
            return Egress {
                table: None,
                association: None,
                way: Way::Unknown(cause),
                route: None,
            };
        }
    };
    let (way, route) = way_of(network, table);
    Egress { table: Some(table), association, way, route }
}

fn way_of(network: &Network, id: TableId) -> (Way, Option<Span>) {
    let table = network.table(id);
    if let Some(cause) = network.unseen(id) {
        // A module that is not there may add routes; those that are seen stand.
        if matches!(table.default_route(), DefaultRoute::None) {
            return (Way::Unknown(cause.clone()), None);
        }
    }
    match table.default_route() {
        DefaultRoute::None => (Way::None, None),
        DefaultRoute::Unknown(cause) => (Way::Unknown(cause), None),
        DefaultRoute::Route(n) => match table.routes.get(n) {
            Some(route) => (way_to(&route.target), Some(route.at)),
            None => (Way::None, None),
        },
    }
}

fn way_to(target: &RouteTarget) -> Way {
    match target {
        RouteTarget::Nat(nat) => Way::Nat(nat.clone()),
        RouteTarget::InternetGateway => Way::Internet,
        RouteTarget::Local => Way::None,
        RouteTarget::EgressOnlyInternetGateway => Way::Other("an egress-only internet gateway"),
        RouteTarget::TransitGateway => Way::Other("a transit gateway"),
        RouteTarget::Peering => Way::Other("a peering connection"),
        RouteTarget::VpnGateway => Way::Other("a virtual private gateway"),
        RouteTarget::Appliance => Way::Other("an instance or network interface"),
        RouteTarget::VpcEndpoint => Way::Other("a Gateway Load Balancer endpoint"),
        RouteTarget::CoreNetwork => Way::Other("a core network"),
        RouteTarget::LocalGateway => Way::Other("a local gateway"),
        RouteTarget::CarrierGateway => Way::Other("a carrier gateway"),
        RouteTarget::Unknown(cause) => Way::Unknown(cause.clone()),
    }
}
