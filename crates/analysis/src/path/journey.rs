//! Packets on their way through route tables: from a subnet, past gateways, to where they go.

use std::cell::Cell;
use std::rc::Rc;
use std::sync::Arc;

use ipnet::IpNet;
use vpcelint_aws::{
    Answer, Destination, Direction, EndpointId, EndpointKind, Fact, GatewayId, Link, Network, Node,
    Route, RouteTarget, SubnetId, TableId, VpcId,
};
use vpcelint_model::{Cause, ResourceId};
use vpcelint_source::Span;

use super::select::{Selected, select};
use super::{Hop, Step, Way};
use crate::departure::is_private;
use crate::gateway_coverage;

/// Where packets go.
#[derive(Debug, Clone, Copy)]
pub(super) enum To<'n> {
    /// To public IPv4 addresses of a service.
    Public(&'n str),
    /// To public IPv6 addresses of a service.
    Six(&'n str),
    /// To public IPv4 addresses of a service, as DNS64 writes them in IPv6.
    Translated(&'n str),
    /// To interfaces in a VPC.
    Inside {
        /// The VPC.
        vpc: VpcId,
        /// The block of their subnet.
        cidr: IpNet,
    },
}

/// Who sends packets, as gateways see it.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) enum Sender {
    /// The workload, from its own VPC.
    Workload,
    /// Who sends from another VPC than the one that packets are in.
    Foreign,
    /// Who answers, to an address that called.
    Answer,
    /// A NAT gateway, or an instance that forwards, with a public address.
    Nat(Node),
    /// A private NAT gateway.
    PrivateNat,
}

/// Where packets end.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum End {
    /// In the VPC where they go.
    Arrived,
    /// Elsewhere.
    Way(Way),
}

/// The subnets of an attachment, by one of which packets pass between a VPC and a transit gateway.
#[derive(Debug, Clone)]
pub(super) struct Door {
    /// How its network ACLs see them: into the subnet to the transit gateway, or out of it from there.
    pub(super) direction: Direction,
    /// The subnets.
    pub(super) subnets: Vec<SubnetId>,
}

/// A journey of packets.
#[derive(Debug, Clone)]
pub(super) struct Journey<'n> {
    pub(super) network: &'n Network,
    pub(super) to: To<'n>,
    /// The subnet that they start in.
    pub(super) start: SubnetId,
    /// Whether who sends them has a public address.
    pub(super) public_ip: &'n Fact<bool>,
    /// What was passed.
    pub(super) hops: Vec<Hop>,
    /// The attachments of transit gateways that were passed.
    pub(super) doors: Vec<Door>,
    /// The subnet whose addresses the packets have, if a private NAT gateway gave them these.
    pub(super) source: Option<SubnetId>,
    /// Subnets whose tables were passed, against circles.
    passed: Vec<SubnetId>,
    /// How many more subnets may be left, by this journey and those that branched off it.
    left: Rc<Cell<usize>>,
}

impl<'n> Journey<'n> {
    pub(super) fn new(
        network: &'n Network,
        start: SubnetId,
        public_ip: &'n Fact<bool>,
        to: To<'n>,
    ) -> Self {
        /// Ways that branch more often are those of nobody's network.
        const MOST: usize = 512;
        let left = Rc::new(Cell::new(MOST));
        let (hops, doors, passed) = (Vec::new(), Vec::new(), Vec::new());
        Self { network, to, start, public_ip, hops, doors, source: None, passed, left }
    }

    pub(super) fn hop(
        &mut self,
        part: Option<Node>,
        at: Option<Span>,
        verdict: Answer,
        says: impl Into<String>,
    ) {
        let says = says.into();
        self.hops.push(Hop { step: Step::Route, part, at, verdict, says });
    }

    pub(super) fn unknown(&mut self, cause: Arc<Cause>, says: impl Into<String>) -> End {
        self.hop(None, cause.at, Answer::Unknown(cause.clone()), says);
        End::Way(Way::Unknown(cause))
    }

    pub(super) fn dropped(
        &mut self,
        part: Option<Node>,
        at: Option<Span>,
        says: impl Into<String>,
    ) -> End {
        self.hop(part, at, Answer::No, says);
        End::Way(Way::None)
    }

    /// The way on from a subnet.
    pub(super) fn leave(&mut self, subnet: SubnetId, sender: Sender) -> End {
        /// No way of AWS leads through more.
        const MOST: usize = 16;
        let network = self.network;
        if self.passed.contains(&subnet) || self.passed.len() >= MOST {
            let at = network.subnet(subnet).at;
            return self.dropped(Some(subnet.into()), Some(at), "the routes lead in a circle");
        }
        let Some(left) = self.left.get().checked_sub(1) else {
            let at = Some(network.subnet(subnet).at);
            let cause = Cause::new("the routes branch too often to follow them all", at);
            return self.unknown(cause, "which way it goes on is not known");
        };
        self.left.set(left);
        self.passed.push(subnet);
        let vpc = match &network.subnet(subnet).vpc {
            Link::To(vpc) => *vpc,
            Link::Unknown(cause) => {
                return self.unknown(cause.clone(), "the VPC of the subnet is not known");
            }
            _ => {
                let at = Some(network.subnet(subnet).at);
                let cause = Cause::new("the VPC of the subnet is not in the code", at);
                return self.unknown(cause, "the VPC of the subnet is not known");
            }
        };
        let (tables, association) = match network.tables_of(subnet) {
            Ok(found) => found,
            Err(cause) => {
                return self.unknown(cause, "which route table serves the subnet is not known");
            }
        };
        if let [table] = tables[..] {
            return self.by_table(table, subnet, vpc, sender);
        }
        let ends = tables.iter().map(|table| {
            let mut journey = self.clone();
            (journey.by_table(*table, subnet, vpc, sender), journey)
        });
        let ends: Vec<_> = ends.collect();
        let cause = || Cause::new("its route table is one of several", association);
        self.agreed(ends).unwrap_or_else(|| {
            self.unknown(cause(), "which route table serves the subnet is not known")
        })
    }

    /// The end of all of several journeys, where they agree: of several NAT gateways none is named.
    fn agreed(&mut self, ends: Vec<(End, Self)>) -> Option<End> {
        let nats = ends.iter().all(|(end, _)| matches!(end, End::Way(Way::Nat(_))));
        let mut ends = ends.into_iter();
        let (first, journey) = ends.next()?;
        let same = ends.all(|(end, _)| end == first);
        if !same && !nats {
            return None;
        }
        *self = journey;
        Some(if same { first } else { End::Way(Way::Nat(None)) })
    }

    fn by_table(&mut self, table: TableId, subnet: SubnetId, vpc: VpcId, sender: Sender) -> End {
        let network = self.network;
        if let Some(end) = self.by_local_route(table, vpc) {
            return end;
        }
        if let Some(end) = self.by_gateway_endpoint(table, vpc, sender) {
            return end;
        }
        match select(network, table, &self.to) {
            Selected::Route(route) => self.along(table, route, subnet, vpc, sender),
            Selected::None => {
                let of = network.table(table);
                let what = match self.to {
                    To::Public(_) => "default route",
                    To::Six(_) => "default route for IPv6",
                    To::Translated(_) => "route for 64:ff9b::/96",
                    To::Inside { .. } => "route to the other VPC",
                };
                let says = format!("route table `{}` has no {what}", of.address);
                self.dropped(Some(table.into()), Some(of.at), says)
            }
            Selected::Unknown(cause) => {
                self.unknown(cause, "which route takes the traffic is not known")
            }
        }
    }

    /// Every table leads to its own VPC by itself.
    fn by_local_route(&mut self, table: TableId, vpc: VpcId) -> Option<End> {
        let To::Inside { vpc: goal, cidr } = self.to else { return None };
        let network = self.network;
        let at = Some(network.vpc(vpc).at);
        if goal == vpc {
            self.hop(Some(table.into()), at, Answer::Yes, "the local route leads there");
            return Some(End::Arrived);
        }
        let own = network.vpc(vpc).cidrs.iter().filter_map(|c| c.get());
        if own.into_iter().any(|own| own.contains(&cidr)) {
            let says = "the VPC has the same addresses itself, so that its local route takes them";
            return Some(self.dropped(Some(table.into()), at, says));
        }
        None
    }

    /// The route of a gateway endpoint is more specific than any default route.
    fn by_gateway_endpoint(&mut self, table: TableId, vpc: VpcId, sender: Sender) -> Option<End> {
        let (service, six) = match self.to {
            To::Public(service) => (service, false),
            To::Six(service) => (service, true),
            To::Translated(_) | To::Inside { .. } => return None,
        };
        let endpoint = match gateway_in(self.network, table, vpc, service, six) {
            Ok(found) => found?,
            Err(cause) => {
                let says = "whether the table has a gateway endpoint's route is not known";
                return Some(self.unknown(cause, says));
            }
        };
        let mut routes = self.network.table(table).routes.iter();
        if let Some(route) = routes.find(|route| may_win(route)) {
            let reason = "a more specific route may take the addresses";
            let cause = Cause::new(reason, Some(route.at));
            return Some(self.unknown(cause, "whether the gateway endpoint takes them"));
        }
        let at = Some(self.network.endpoint(endpoint).route_tables_at);
        if sender == Sender::Foreign {
            let says = "a gateway endpoint serves its own VPC only";
            return Some(self.dropped(Some(endpoint.into()), at, says));
        }
        let says = "the route of a gateway endpoint takes the service's addresses";
        self.hop(Some(endpoint.into()), at, Answer::Yes, says);
        Some(End::Way(match sender {
            Sender::Nat(node) => Way::Nat(Some(node)),
            _ => Way::GatewayEndpoint(endpoint),
        }))
    }

    /// The way on along a route.
    fn along(
        &mut self,
        table: TableId,
        route: &'n Route,
        subnet: SubnetId,
        vpc: VpcId,
        sender: Sender,
    ) -> End {
        let part = Some(Node::from(table));
        let at = Some(route.at);
        let external = |journey: &mut Self, says: &str, what: &'static str| {
            journey.hop(part, at, Answer::Yes, format!("the route leads to {says}"));
            End::Way(Way::External(what))
        };
        match &route.target {
            RouteTarget::Nat(nat) => self.through_nat(table, route, nat, sender),
            RouteTarget::InternetGateway => {
                self.through_internet_gateway(table, route, subnet, sender)
            }
            RouteTarget::Appliance => self.through_appliance(table, route, sender),
            RouteTarget::TransitGateway => {
                self.through_transit_gateway(table, route, subnet, vpc, sender)
            }
            RouteTarget::Peering => self.through_peering(table, route, vpc),
            RouteTarget::VpcEndpoint => self.through_inspection(table, route, sender),
            RouteTarget::VpnGateway => external(self, "a VPN", "a virtual private gateway"),
            RouteTarget::CoreNetwork => external(self, "a core network", "a core network"),
            RouteTarget::LocalGateway => external(self, "an Outpost", "a local gateway"),
            RouteTarget::CarrierGateway => external(self, "a carrier", "a carrier gateway"),
            RouteTarget::EgressOnlyInternetGateway if matches!(self.to, To::Six(_)) => {
                if let Some(end) = self.blocked(subnet, true) {
                    return end;
                }
                let says = "the route leads to an egress-only internet gateway";
                self.hop(part, at, Answer::Yes, says);
                let gateway = gateway_of(self.network, &route.to);
                End::Way(Way::EgressOnlyInternetGateway(gateway.map(Node::from)))
            }
            RouteTarget::Local | RouteTarget::EgressOnlyInternetGateway => {
                self.dropped(part, at, "the route leads to no way out for these addresses")
            }
            RouteTarget::Unknown(cause) => {
                self.unknown(cause.clone(), "where the route leads is not known")
            }
        }
    }

    /// Peering connections join two VPCs, and lead no further (VPC peering guide, 2023).
    fn through_peering(&mut self, table: TableId, route: &Route, vpc: VpcId) -> End {
        let network = self.network;
        let (part, at) = (Some(Node::from(table)), Some(route.at));
        let To::Inside { vpc: goal, .. } = self.to else {
            let says = "the route leads to a peering connection, which carries no traffic to the \
                        internet";
            return self.dropped(part, at, says);
        };
        let Some(peering) = gateway_of(network, &route.to) else {
            let says = "the route leads to a peering connection of elsewhere";
            self.hop(part, at, Answer::Yes, says);
            return End::Way(Way::External("a peering connection"));
        };
        let gateway = network.gateway(peering);
        let ends = [&gateway.vpc, &gateway.peer];
        let other = match ends.iter().position(|end| end.to() == Some(vpc)) {
            Some(0) => ends[1],
            Some(_) => ends[0],
            None => {
                let cause = Cause::new("the ends of the peering connection are not known", at);
                return self.unknown(cause, "whether the peering connection is this VPC's");
            }
        };
        match other {
            Link::To(to) if *to == goal => {
                let says = "the route leads through a peering connection to the other VPC";
                self.hop(Some(peering.into()), at, Answer::Yes, says);
                End::Arrived
            }
            Link::To(_) => {
                let says = "the route leads to a peering connection with another VPC, which leads no \
                            further";
                self.dropped(Some(peering.into()), at, says)
            }
            Link::Unknown(cause) => {
                self.unknown(cause.clone(), "where the peering connection leads is not known")
            }
            _ => {
                self.hop(Some(peering.into()), at, Answer::Yes, "the peer is not in the code");
                End::Way(Way::External("a peering connection"))
            }
        }
    }

    /// Through the endpoint of a Gateway Load Balancer, or of a firewall: on from its own subnet. What
    /// the appliances let through is not part of the network.
    fn through_inspection(&mut self, table: TableId, route: &Route, sender: Sender) -> End {
        let network = self.network;
        let at = Some(route.at);
        let target = route.to.to();
        let endpoint = network.endpoints_all().find(|(_, e)| Some(e.resource) == target);
        if let Some((id, endpoint)) = endpoint {
            if endpoint.is(EndpointKind::GatewayLoadBalancer).is_no() {
                let says = "the route leads to an endpoint that takes no routes";
                return self.dropped(Some(id.into()), at, says);
            }
            if let Some(cause) = endpoint.subnets.unknown() {
                return self.unknown(cause, "in which subnet the endpoint is, is not known");
            }
            let subnets: Vec<_> = endpoint.subnets.known().collect();
            let says = "the route leads to a Gateway Load Balancer endpoint, whose appliances decide \
                        by rules of their own";
            self.hop(Some(id.into()), at, Answer::Yes, says);
            return self.each(&subnets, sender, "Gateway Load Balancer endpoint");
        }
        let firewall = network.occupants_all().find(|(_, o)| Some(o.resource) == target);
        if let Some((id, firewall)) = firewall {
            if let Some(cause) = firewall.subnets.unknown() {
                return self.unknown(cause, "in which subnets the firewall is, is not known");
            }
            let subnets: Vec<_> = firewall.subnets.known().collect();
            let says =
                "the route leads to an endpoint of a firewall, which decides by rules of its own";
            self.hop(Some(id.into()), at, Answer::Yes, says);
            return self.each(&subnets, sender, "firewall");
        }
        let cause = Cause::new("the endpoint that the route leads to is not in the code", at);
        self.hop(Some(table.into()), at, Answer::Unknown(cause.clone()), "an endpoint takes it");
        End::Way(Way::Unknown(cause))
    }

    /// That of several subnets which is in the zone where packets come from; all where none is.
    pub(super) fn near<'s>(&self, subnets: &'s [SubnetId]) -> &'s [SubnetId] {
        let start = self.network.subnet(self.start);
        let near = |id: &&SubnetId| {
            **id == self.start || self.network.subnet(**id).shares_zone(start).is_yes()
        };
        subnets.iter().find(near).map_or(subnets, std::slice::from_ref)
    }

    /// The way on from one of several subnets: that in the zone where packets come from, else one for
    /// all where they agree.
    pub(super) fn each(&mut self, subnets: &[SubnetId], sender: Sender, of: &str) -> End {
        let start = self.network.subnet(self.start);
        let chosen = self.near(subnets);
        if chosen.is_empty() {
            return self.dropped(None, Some(start.at), format!("the {of} is in no subnet"));
        }
        let ends = chosen.iter().map(|subnet| {
            let mut journey = self.clone();
            journey.start = *subnet;
            (journey.leave(*subnet, sender), journey)
        });
        let ends: Vec<_> = ends.collect();
        self.agreed(ends).unwrap_or_else(|| {
            let reason = format!("the way on differs between the subnets of the {of}");
            self.unknown(Cause::new(reason, Some(start.at)), "the way on is not known")
        })
    }
}

/// The gateway endpoint whose route is in a table, if the service has such endpoints.
pub(super) fn gateway_in(
    network: &Network,
    table: TableId,
    vpc: VpcId,
    service: &str,
    six: bool,
) -> Result<Option<EndpointId>, Arc<Cause>> {
    if !vpcelint_catalog::service(service).is_some_and(|s| s.gateway) {
        return Ok(None);
    }
    let coverage = gateway_coverage(network, vpc, service);
    let inside = |id: &&EndpointId| {
        let endpoint = network.endpoint(**id);
        let family = !six || endpoint.has_ipv6.get() == Some(&true);
        family && endpoint.conditional.is_none() && endpoint.route_tables.contains(table)
    };
    if let Some(endpoint) = coverage.endpoints.iter().find(inside) {
        return Ok(Some(*endpoint));
    }
    match coverage.open.or_else(|| network.unseen(table).cloned()) {
        Some(cause) => Err(cause),
        None => Ok(None),
    }
}

/// Whether a route may be as specific as an entry of a service's prefix list, and so win over it.
fn may_win(route: &Route) -> bool {
    /// The shortest prefix in such a list: 52.216.0.0/15 of S3 in us-east-1.
    const LARGEST_ENTRY: u8 = 15;
    match &route.destination {
        Destination::Cidr(cidr @ IpNet::V4(_)) => {
            cidr.prefix_len() >= LARGEST_ENTRY && !is_private(cidr)
        }
        _ => false,
    }
}

/// The gateway of the code that a route names.
pub(super) fn gateway_of(network: &Network, to: &Link<ResourceId>) -> Option<GatewayId> {
    let target = to.to()?;
    network.gateways_all().find(|(_, gateway)| gateway.resource == target).map(|(id, _)| id)
}
