//! To the public addresses of a service: by the routes of gateway endpoints, else by the default
//! route, past the groups of the workload and the network ACL of its subnet.

use std::sync::Arc;

use ipnet::IpNet;
use vpcelint_aws::{
    Answer, DefaultRoute, Destination, Direction, EndpointId, Link, NatId, Node, Route,
    RouteTarget, TableId,
};
use vpcelint_model::Cause;

use super::{Step, Trace, Way};
use crate::departure::is_private;
use crate::filter::Peer;
use crate::{Goal, gateway_coverage, lets_out};

impl Trace<'_> {
    /// The way to public addresses.
    pub(super) fn by_public_addresses(&mut self) -> Way {
        let network = self.network;
        let says = "the name has public addresses of AWS";
        self.hop(Step::Address, None, None, Answer::Yes, says);
        let (tables, association) = match network.tables_of(self.subnet) {
            Ok(found) => found,
            Err(cause) => {
                let says = "which route table serves the subnet is not known";
                return self.unknown(Step::Route, cause, says);
            }
        };
        let [table] = tables[..] else {
            let cause = Cause::new("its route table is one of several", association);
            return self.unknown(Step::Route, cause, "which route table serves the subnet");
        };
        let way = match self.gateway(table) {
            Ok(Some(endpoint)) => {
                if let Some(route) = network.table(table).routes.iter().find(|r| may_win(r)) {
                    let reason = "a more specific route may take the addresses";
                    let cause = Cause::new(reason, Some(route.at));
                    return self.unknown(Step::Route, cause, "whether the endpoint takes them");
                }
                let at = Some(network.endpoint(endpoint).route_tables_at);
                let says = "the route of a gateway endpoint takes the service's addresses";
                self.hop(Step::Route, Some(endpoint.into()), at, Answer::Yes, says);
                Way::GatewayEndpoint(endpoint)
            }
            Ok(None) => self.by_route(table),
            Err(cause) => {
                let says = "whether the table has a gateway endpoint's route is not known";
                return self.unknown(Step::Route, cause, says);
            }
        };
        if matches!(way, Way::None | Way::Unknown(_)) {
            return way;
        }
        self.filtered().or_else(|| self.past_the_middle(&way)).unwrap_or(way)
    }

    /// The gateway endpoint whose route is in a table, if the service has such endpoints.
    fn gateway(&self, table: TableId) -> Result<Option<EndpointId>, Arc<Cause>> {
        let service = vpcelint_catalog::service(&self.need.service);
        if !service.is_some_and(|s| s.gateway) {
            return Ok(None);
        }
        let network = self.network;
        let coverage = gateway_coverage(network, self.vpc, &self.need.service);
        let inside = |id: &&EndpointId| {
            let endpoint = network.endpoint(**id);
            endpoint.conditional.is_none() && endpoint.route_tables.contains(table)
        };
        if let Some(endpoint) = coverage.endpoints.iter().find(inside) {
            return Ok(Some(*endpoint));
        }
        match coverage.open.or_else(|| network.unseen(table).cloned()) {
            Some(cause) => Err(cause),
            None => Ok(None),
        }
    }

    /// Where a table sends traffic to public addresses.
    fn by_route(&mut self, table: TableId) -> Way {
        let network = self.network;
        let of = network.table(table);
        if let Some(route) = of.routes.iter().find(|route| may_take(route)) {
            let cause = Cause::new("a more specific route may take the addresses", Some(route.at));
            return self.unknown(Step::Route, cause, "whether the default route takes them");
        }
        let unseen = network.unseen(table).cloned();
        let route = match of.default_route() {
            DefaultRoute::Unknown(cause) => {
                return self.unknown(Step::Route, cause, "the default route is not known");
            }
            DefaultRoute::None if unseen.is_some() => {
                let cause = unseen.unwrap_or_default();
                return self.unknown(Step::Route, cause, "whether there is a default route");
            }
            DefaultRoute::None => None,
            DefaultRoute::Route(n) => of.routes.get(n),
        };
        let Some(route) = route else {
            let says = format!("route table `{}` has no default route", of.address);
            self.hop(Step::Route, Some(table.into()), Some(of.at), Answer::No, says);
            return Way::None;
        };
        self.along(table, route)
    }

    /// Where a default route leads.
    fn along(&mut self, table: TableId, route: &Route) -> Way {
        let part = Some(Node::from(table));
        let at = Some(route.at);
        let mut yes = |says: &str, way: Way| {
            self.hop(Step::Route, part, at, Answer::Yes, says);
            way
        };
        match &route.target {
            RouteTarget::Nat(Link::To(nat)) => self.through_nat(table, route, *nat),
            RouteTarget::Nat(_) => yes("the default route leads to a NAT gateway", Way::Nat(None)),
            RouteTarget::InternetGateway => self.through_internet_gateway(table, route),
            RouteTarget::Appliance => self.through_appliance(table, route),
            RouteTarget::TransitGateway => match &route.to {
                Link::To(_) => {
                    yes("the default route leads to a transit gateway", Way::TransitGateway)
                }
                _ => yes(
                    "the default route leads to a transit gateway of elsewhere",
                    Way::External("a transit gateway"),
                ),
            },
            RouteTarget::Peering => {
                let says = "the default route leads to a peering connection, which carries no traffic \
                            to the internet";
                self.hop(Step::Route, part, at, Answer::No, says);
                Way::None
            }
            RouteTarget::VpnGateway => {
                yes("the default route leads to a VPN", Way::External("a virtual private gateway"))
            }
            RouteTarget::CoreNetwork => {
                yes("the default route leads to a core network", Way::External("a core network"))
            }
            RouteTarget::LocalGateway => {
                yes("the default route leads to an Outpost", Way::External("a local gateway"))
            }
            RouteTarget::CarrierGateway => {
                yes("the default route leads to a carrier", Way::External("a carrier gateway"))
            }
            RouteTarget::VpcEndpoint => {
                let reason = "what lies behind a Gateway Load Balancer endpoint is not followed";
                let cause = Cause::new(reason, at);
                self.unknown(Step::Route, cause, "the default route leads to an endpoint")
            }
            RouteTarget::Local | RouteTarget::EgressOnlyInternetGateway => {
                let says = "the default route leads to no way out for IPv4";
                self.hop(Step::Route, part, at, Answer::No, says);
                Way::None
            }
            RouteTarget::Unknown(cause) => self.unknown(
                Step::Route,
                cause.clone(),
                "where the default route leads is not known",
            ),
        }
    }

    /// A zonal NAT gateway leads on where the subnet that it is in has an internet gateway.
    fn through_nat(&mut self, table: TableId, route: &Route, id: NatId) -> Way {
        let network = self.network;
        let nat = network.nat(id);
        let says = "the default route leads to a NAT gateway";
        self.hop(Step::Route, Some(table.into()), Some(route.at), Answer::Yes, says);
        let way = Way::Nat(Some(id.into()));
        match (nat.public.get(), nat.regional.get()) {
            (Some(false), _) => return self.through_private_nat(id),
            (Some(true), Some(true)) => return way,
            (Some(true), Some(false)) => {}
            _ => {
                let cause = nat.public.cause().or(nat.regional.cause()).cloned();
                let cause = cause.unwrap_or_default();
                return self.unknown(Step::Route, cause, "what kind of NAT gateway it is");
            }
        }
        let Some(subnet) = nat.subnet.to() else {
            // Whoever places it elsewhere gives it a way out.
            return way;
        };
        match self.way_out_of(subnet) {
            crate::Egress { way: crate::egress::Way::Internet, route, .. } => {
                let says = "the NAT gateway's own subnet leads to the internet gateway";
                self.hop(Step::Route, Some(id.into()), route, Answer::Yes, says);
                way
            }
            crate::Egress { way: crate::egress::Way::Unknown(cause), .. } => {
                self.unknown(Step::Route, cause, "the way on from the NAT gateway is not known")
            }
            crate::Egress { way: crate::egress::Way::None, .. } => {
                let says = "the NAT gateway's own subnet has no way out";
                self.hop(Step::Route, Some(id.into()), Some(nat.at), Answer::No, says);
                Way::None
            }
            crate::Egress { .. } => {
                let cause =
                    Cause::new("the way on from the NAT gateway is not followed", Some(nat.at));
                self.unknown(Step::Route, cause, "the NAT gateway's subnet routes elsewhere")
            }
        }
    }

    /// Only interfaces with a public address get through an internet gateway (VPC User Guide, 2023).
    fn through_internet_gateway(&mut self, table: TableId, route: &Route) -> Way {
        let public = &self.workload.public_ip;
        let (answer, way, says) = match public.get() {
            Some(true) => {
                let says = "the default route leads to the internet gateway";
                (Answer::Yes, Way::InternetGateway, says)
            }
            Some(false) => {
                let says = "the default route leads to the internet gateway, but the workload has no \
                            public address";
                (Answer::No, Way::None, says)
            }
            None => {
                let cause = public.cause().cloned().unwrap_or_default();
                let says = "whether the workload has a public address is not known";
                (Answer::Unknown(cause.clone()), Way::Unknown(cause), says)
            }
        };
        self.hop(Step::Route, Some(table.into()), Some(route.at), answer, says);
        way
    }

    /// Whether groups and network ACL let the calls out; where the path ends if they do not.
    fn filtered(&mut self) -> Option<Way> {
        let port = self.port();
        let groups = self.groups();
        let out = lets_out(self.network, &groups, &Goal::Public, port);
        let at = out.by.or(Some(self.workload.at));
        let says = format!("what the workload's groups let out to public addresses on TCP {port}");
        let first = groups.known().next().map(Node::from);
        self.gate(first, at, out.answer, says)
            .or_else(|| self.past_acl(self.subnet, Direction::Egress, Peer::Public, port))
    }
}

/// Whether a route is more specific than the default one and may take the addresses of a service.
pub(super) fn may_take(route: &Route) -> bool {
    match &route.destination {
        Destination::Cidr(IpNet::V6(_)) => false,
        Destination::Cidr(cidr) => cidr.prefix_len() != 0 && !is_private(cidr),
        Destination::PrefixList(_) | Destination::Unknown(_) => true,
    }
}

/// Whether a route may be as specific as an entry of a service's prefix list, and so win over it.
fn may_win(route: &Route) -> bool {
    match &route.destination {
        Destination::Cidr(IpNet::V4(cidr)) => {
            cidr.prefix_len() >= LARGEST_ENTRY && !is_private(&IpNet::V4(*cidr))
        }
        _ => false,
    }
}

/// The shortest prefix in such a list: 52.216.0.0/15 of S3 in us-east-1.
const LARGEST_ENTRY: u8 = 15;
