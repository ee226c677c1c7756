//! Route tables with their routes and gateway endpoints, and the table and default route of a subnet.

use rustc_hash::FxHashSet;
use vpcelint_aws::{
    Answer, DefaultRoute, Destination, EndpointId, EndpointKind, Link, Network, Relation, Route,
    RouteTable, RouteTarget, SubnetId, TableId,
};
use vpcelint_report::graph::{self, Known, TargetKind};

use super::{Typed, exists, named, not};

/// The tables that certainly are main tables.
pub(super) fn mains(network: &Network) -> FxHashSet<TableId> {
    network.vpcs_all().filter_map(|(_, vpc)| vpc.main_table.to()).collect()
}

/// The endpoints that may have routes in more tables than are known.
pub(super) fn vague_endpoints(network: &Network) -> Vec<EndpointId> {
    let vague = network.endpoints_all().filter(|(id, e)| {
        let unseen = e.route_tables.unknown().is_some() || network.unseen(*id).is_some();
        unseen && !e.is(EndpointKind::Gateway).is_no()
    });
    vague.map(|(id, _)| id).collect()
}

impl Typed<'_> {
    pub(super) fn table(
        &self,
        id: TableId,
        mains: &FxHashSet<TableId>,
        vague: &[EndpointId],
    ) -> graph::RouteTable {
        let table = self.network.table(id);
        let mut routes: Vec<_> = table.routes.iter().map(|r| self.route_if_there(r)).collect();
        let more = table.open.as_ref().or(self.network.unseen(id));
        routes.extend(more.map(not));
        graph::RouteTable {
            address: self.address(id),
            vpc: self.link(&table.vpc),
            main: self.is_main(id, table, mains),
            routes,
            gateway_endpoints: self.gateway_endpoints_in(id, table, vague),
            exists: exists(table.conditional.as_ref()),
        }
    }

    fn is_main(&self, id: TableId, table: &RouteTable, mains: &FxHashSet<TableId>) -> Known<bool> {
        let vpc = table.vpc.to().map(|vpc| self.network.vpc(vpc));
        match vpc.map(|v| &v.main_table) {
            _ if mains.contains(&id) => Known::Is(true),
            Some(Link::Unknown(cause)) => not(cause),
            Some(main) if main.may_be(id) => Known::not("it is one of several tables"),
            None if table.is_default => Known::not("its VPC is not in the code"),
            _ => Known::Is(false),
        }
    }

    /// The gateway endpoints with routes in a table: those that name it, those that may, and those
    /// that may be in a module that is not there.
    fn gateway_endpoints_in(
        &self,
        id: TableId,
        table: &RouteTable,
        vague: &[EndpointId],
    ) -> Vec<Known<String>> {
        let mut found = Vec::new();
        let inside = self.network.from::<EndpointId>(id, Relation::InTable);
        for (endpoint, _) in &inside {
            let one = self.network.endpoint(*endpoint);
            match (&one.is(EndpointKind::Gateway), &one.conditional) {
                (Answer::No, _) => {}
                (Answer::Unknown(cause), _) | (Answer::Yes, Some(cause)) => found.push(not(cause)),
                (Answer::Yes, None) => found.push(Known::Is(self.address(*endpoint))),
            }
        }
        let vpc = table.vpc.to();
        for endpoint in vague {
            let one = self.network.endpoint(*endpoint);
            let elsewhere = vpc.is_some_and(|vpc| !one.vpc.may_be(vpc));
            if elsewhere || inside.iter().any(|(other, _)| other == endpoint) {
                continue;
            }
            let doubt = one.route_tables.uncertain(id);
            found.extend(doubt.as_ref().or(self.network.unseen(*endpoint)).map(not));
        }
        let unseen = self.network.unseen(id).or(vpc.and_then(|vpc| self.network.unseen(vpc)));
        found.extend(unseen.map(not));
        let mut unknown = FxHashSet::default();
        found.retain(|one| match one {
            Known::Is(_) => true,
            Known::Not(why) => unknown.insert(why.unknown.clone()),
        });
        found
    }

    /// A route, unknown where it may not exist.
    fn route_if_there(&self, route: &Route) -> Known<graph::Route> {
        match &route.conditional {
            Some(cause) => not(cause),
            None => Known::Is(self.route(route)),
        }
    }

    fn route(&self, route: &Route) -> graph::Route {
        let name = |id| self.resource(id);
        let absent = || Known::not("it is not written");
        let destination = match &route.destination {
            Destination::Cidr(cidr) => Known::Is(cidr.to_string()),
            Destination::PrefixList(list, _) => named(list, name, absent),
            Destination::Unknown(cause) => not(cause),
        };
        let target = named(&route.to, name, absent);
        graph::Route { destination, target, target_kind: kind(&route.target) }
    }

    /// The address of the table that serves a subnet.
    pub(super) fn table_of(&self, subnet: SubnetId) -> Known<String> {
        if let Some(name) = self.network.outside_table_of(subnet) {
            return Known::Is(name.to_string());
        }
        match self.network.tables_of(subnet) {
            Ok((tables, _)) => match tables[..] {
                [table] => Known::Is(self.address(table)),
                _ => Known::not("its route table is one of several"),
            },
            Err(cause) => not(&cause),
        }
    }

    /// The default route of a subnet; that of several tables where they agree.
    pub(super) fn default_route_of(&self, subnet: SubnetId) -> Known<Option<graph::Route>> {
        let tables = match self.network.tables_of(subnet) {
            Ok((tables, _)) => tables,
            Err(cause) => return not(&cause),
        };
        let mut routes = tables.into_iter().map(|table| self.default_route(table));
        let first = routes.next().unwrap_or(Known::Is(None));
        match routes.all(|other| other == first) {
            true => first,
            false => Known::not("its route table is one of several"),
        }
    }

    fn default_route(&self, id: TableId) -> Known<Option<graph::Route>> {
        let table = self.network.table(id);
        let route = match table.default_route() {
            DefaultRoute::Unknown(cause) => return not(&cause),
            DefaultRoute::Route(n) => table.routes.get(n),
            DefaultRoute::None => None,
        };
        match (route, self.network.unseen(id)) {
            (Some(route), _) => Known::Is(Some(self.route(route))),
            // A module that is not there may add one.
            (None, Some(cause)) => not(cause),
            (None, None) => Known::Is(None),
        }
    }
}

fn kind(target: &RouteTarget) -> Known<TargetKind> {
    Known::Is(match target {
        RouteTarget::Local => TargetKind::Local,
        RouteTarget::InternetGateway => TargetKind::InternetGateway,
        RouteTarget::Nat(_) => TargetKind::NatGateway,
        RouteTarget::EgressOnlyInternetGateway => TargetKind::EgressOnlyInternetGateway,
        RouteTarget::TransitGateway => TargetKind::TransitGateway,
        RouteTarget::Peering => TargetKind::PeeringConnection,
        RouteTarget::VpnGateway => TargetKind::VpnGateway,
        RouteTarget::Appliance => TargetKind::Appliance,
        RouteTarget::VpcEndpoint => TargetKind::VpcEndpoint,
        RouteTarget::CoreNetwork => TargetKind::CoreNetwork,
        RouteTarget::LocalGateway => TargetKind::LocalGateway,
        RouteTarget::CarrierGateway => TargetKind::CarrierGateway,
        RouteTarget::Unknown(cause) => return not(cause),
    })
}
