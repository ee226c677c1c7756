//! What lies at the edge of a VPC, and outside: what routes lead to, and services.

use std::collections::BTreeSet;

use super::Builder;
use crate::graph::{Known, Root, Route, TargetKind};
use crate::scene::names::short;
use crate::scene::{Id, Kind, Part, words};

impl<'d> Builder<'_, 'd> {
    /// Notes from which VPC routes lead to what, and where tables are.
    pub(super) fn targets(&mut self, n: usize, root: &'d Root) {
        for table in &root.route_tables {
            for route in &table.routes {
                if let Known::Is(Route { target: Known::Is(target), .. }) = route {
                    let vpc = self.vpc(n, &table.vpc);
                    self.routed_from.entry(target).or_insert(vpc);
                }
            }
        }
        for subnet in &root.subnets {
            if let Known::Is(Some(Route { target: Known::Is(target), .. })) = &subnet.default_route
            {
                let vpc = self.vpc(n, &subnet.vpc);
                self.routed_from.entry(target).or_insert(vpc);
            }
        }
    }

    /// What routes lead to and is not drawn in a subnet.
    pub(super) fn gateways(&mut self, n: usize, root: &'d Root) {
        for table in &root.route_tables {
            let leads = table.routes.iter().filter(|r| match r {
                Known::Is(route) => route.target_kind != Known::Is(TargetKind::Local),
                Known::Not(_) => true,
            });
            for route in leads {
                let vpc = self.vpc(n, &table.vpc);
                match route {
                    Known::Is(route) => {
                        self.target(n, vpc, route);
                    }
                    Known::Not(why) => {
                        let id = self.unknown_target(vpc);
                        self.note(id, &format!("{}: {}", table.address, why.unknown));
                    }
                }
            }
        }
    }

    fn unknown_target(&mut self, vpc: Id) -> Id {
        self.kept(vpc, Kind::Gateway, "", || {
            Part::new(Kind::Gateway, "", "routes that are not known").doubtful(true)
        })
    }

    /// What a route leads to.
    fn target(&mut self, n: usize, vpc: Id, route: &'d Route) -> Id {
        let target = match &route.target {
            Known::Is(target) => target.as_str(),
            Known::Not(_) => "?",
        };
        if let Some(id) = self.places.parts.find(n, target).first()
            && self.is_target(*id)
        {
            return *id;
        }
        let kind = match route.target_kind {
            Known::Is(kind) => words(kind),
            Known::Not(_) => "target of unknown kind",
        };
        let label = short(target, &self.scene.part(vpc).address);
        let outside_nat = route.target_kind == Known::Is(TargetKind::NatGateway);
        let id = self.kept(vpc, Kind::Gateway, &format!("{kind} {target}"), || {
            let doubt = target == "?" || outside_nat || matches!(route.target_kind, Known::Not(_));
            Part::new(Kind::Gateway, target, &label).what(kind).doubtful(doubt)
        });
        for fact in [reason(&route.target), reason(&route.target_kind)].into_iter().flatten() {
            self.note(id, fact);
        }
        if !self.places.parts.find(n, target).contains(&id)
            && let Known::Is(target) = &route.target
        {
            self.places.parts.put(n, target, id);
        }
        id
    }

    /// Whether a part of an address can be what a route leads to.
    fn is_target(&self, id: Id) -> bool {
        matches!(
            self.scene.part(id).kind,
            Kind::Nat | Kind::Interface | Kind::Endpoint | Kind::Workload
        )
    }

    /// Where default routes lead, and the gateway endpoints beside them.
    pub(super) fn default_routes(&mut self, n: usize, root: &'d Root) {
        for subnet in &root.subnets {
            let own = self.places.parts.find(n, &subnet.address).first().copied();
            let Some(id) = own else { continue };
            if let Known::Is(Some(route)) = self.default_route(n, subnet) {
                let vpc = self.vpc(n, &subnet.vpc);
                let target = self.target(n, vpc, route);
                self.places.leads.insert(id, target);
            }
            let Known::Is(table) = &subnet.route_table else { continue };
            let Some((at, table)) = self.tables.find(n, table).first().copied() else { continue };
            let mut services = Vec::new();
            for endpoint in &table.gateway_endpoints {
                let Known::Is(name) = endpoint else {
                    services.push("?".to_owned());
                    continue;
                };
                if let Some(endpoint) = self.places.parts.find(at, name).first().copied() {
                    services.push(self.scene.part(endpoint).label.clone());
                    self.places.inside.push((id, endpoint));
                }
            }
            if !services.is_empty() {
                let fact = format!("gateway endpoints: {}", services.join(", "));
                self.scene.part_mut(id).facts.insert(1, crate::text::visible(&fact, 300));
            }
        }
    }

    /// Services and the internet.
    pub(super) fn outside(&mut self, outside: Id, roots: &[(usize, &'d Root)]) {
        let internet =
            Part::new(Kind::Internet, "internet", "Internet").fact("what public addresses lead to");
        self.places.internet = Some(self.scene.add(Some(outside), internet));
        let mut services: BTreeSet<&'d str> = BTreeSet::new();
        for (_, root) in roots {
            for need in root.workloads.iter().flat_map(|w| &w.needs) {
                if let Known::Is(need) = need {
                    services.insert(&need.service);
                }
            }
            for endpoint in &root.endpoints {
                if let Known::Is(service) = &endpoint.service {
                    services.insert(service);
                }
            }
        }
        for service in services {
            let id = self.scene.add(Some(outside), Part::new(Kind::Service, service, service));
            self.places.services.insert(service, id);
        }
    }
}

fn reason<T>(known: &Known<T>) -> Option<&str> {
    match known {
        Known::Is(_) => None,
        Known::Not(why) => Some(&why.unknown),
    }
}
