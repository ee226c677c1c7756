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
    /// The table that serves the subnet; several where it is one of them; none where that is not
    /// known.
    pub tables: Vec<TableId>,
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
    let (tables, association) = match network.tables_of(subnet) {
        Ok(found) => found,
        Err(cause) => {
            let way = Way::Unknown(cause);
            return Egress { tables: Vec::new(), association: None, way, route: None };
        }
    };
    let mut ways = tables.iter().map(|table| way_of(network, *table));
    let (mut way, route) = ways.next().unwrap_or((Way::None, None));
    // One of several tables: known where all lead to the same kind of target.
    for (other, at) in ways {
        way = match (way, other) {
            (Way::Nat(a), Way::Nat(b)) if a == b => Way::Nat(a),
            (Way::Nat(_), Way::Nat(_)) => Way::Nat(Link::Absent),
            (a, b) if a == b => a,
            (Way::Unknown(cause), _) | (_, Way::Unknown(cause)) => Way::Unknown(cause),
            _ => Way::Unknown(Cause::new("its route table is one of several", at.or(association))),
        };
    }
    Egress { tables, association, way, route }
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
