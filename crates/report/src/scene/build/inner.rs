//! What lies in a VPC: zones, subnets, and what has network interfaces in them.

use super::{Builder, may_be_absent, route_kind, route_words, yes_or_no};
use crate::graph::{Endpoint, Known, Root, Subnet, Workload, Zone};
use crate::scene::names::short;
use crate::scene::{Id, Kind, Part, RouteKind};

impl<'d> Builder<'_, 'd> {
    pub(super) fn subnets(&mut self, n: usize, root: &'d Root) {
        for subnet in &root.subnets {
            let vpc = self.vpc(n, &subnet.vpc);
            let zone = self.zone(vpc, subnet);
            let part = self.subnet_part(n, vpc, subnet);
            let id = self.scene.add(Some(zone), part);
            self.places.parts.put(n, &subnet.address, id);
        }
    }

    fn subnet_part(&self, n: usize, vpc: Id, subnet: &'d Subnet) -> Part {
        let default = self.default_route(n, subnet);
        let within = &self.scene.part(vpc).address;
        let cidr = match &subnet.cidr {
            Known::Is(Some(cidr)) => cidr.clone(),
            Known::Is(None) => "IPv6 only".into(),
            Known::Not(_) => "?".into(),
        };
        let table = match &subnet.route_table {
            Known::Is(table) => format!("route table {table}"),
            Known::Not(why) => format!("route table not known: {}", why.unknown),
        };
        let mut part = Part::new(Kind::Subnet, &subnet.address, &short(&subnet.address, within))
            .what(&cidr)
            .fact(route_words(&default, within))
            .fact(table)
            .doubtful(subnet.exists.is_some());
        if let Known::Not(why) = &subnet.default_route {
            part = part.fact(format!("default route not known: {}", why.unknown));
        }
        if let Known::Not(why) = &subnet.cidr {
            part = part.fact(format!("addresses not known: {}", why.unknown));
        }
        if let Known::Not(why) = &subnet.az {
            part = part.fact(format!("zone: {}", why.unknown));
        }
        part.route = Some(route_kind(&default));
        may_be_absent(part, subnet.exists.as_ref())
    }

    /// The zone of a subnet: by its name, else by what tells it apart from others.
    fn zone(&mut self, vpc: Id, subnet: &Subnet) -> Id {
        match (&subnet.az, &subnet.zone) {
            (Known::Is(name), _) => self.kept(vpc, Kind::Zone, name, || {
                Part::new(Kind::Zone, name, &format!("zone {name}"))
            }),
            (Known::Not(why), Some(zone)) => {
                let (name, label, doubt) = match zone {
                    Zone::Likely(name) => (name, format!("zone {name} (likely)"), false),
                    Zone::Same(name) => (name, format!("zone {}", element(name)), true),
                };
                let id = self.kept(vpc, Kind::Zone, &format!("not known: {name}"), || {
                    Part::new(Kind::Zone, name, &label).doubtful(doubt)
                });
                self.note(id, &why.unknown);
                id
            }
            (Known::Not(why), None) => self.unknown_zone(vpc, &why.unknown),
        }
    }

    fn unknown_zone(&mut self, vpc: Id, reason: &str) -> Id {
        let id = self.kept(vpc, Kind::Zone, "", || {
            Part::new(Kind::Zone, "", "zone not known").doubtful(true)
        });
        self.note(id, reason);
        id
    }

    /// The subnet of a name in a VPC that is outside of the code, or of the reason why it is not
    /// known.
    fn other_subnet(&mut self, vpc: Id, subnet: Result<&str, &str>) -> Id {
        let name = subnet.unwrap_or_default();
        let zone = self.unknown_zone(vpc, "the subnets are outside of the code or not known");
        let id = self.kept(zone, Kind::Subnet, name, || {
            let label = if name.is_empty() { "subnet not known".into() } else { short(name, "") };
            let mut part = Part::new(Kind::Subnet, name, &label).doubtful(true);
            part.facts.push("default route not known".into());
            if !name.is_empty() {
                part.facts.push("outside of the code".into());
            }
            part.route = Some(RouteKind::Unknown);
            part
        });
        if let Err(reason) = subnet {
            self.note(id, reason);
        }
        id
    }

    fn known_subnet(&self, n: usize, name: &str) -> Option<Id> {
        let found = self.places.parts.find(n, name);
        found.iter().copied().find(|id| self.scene.part(*id).kind == Kind::Subnet)
    }

    pub(super) fn nats(&mut self, n: usize, root: &'d Root) {
        for nat in &root.nat_gateways {
            let mut part = Part::new(Kind::Nat, &nat.address, "").what("NAT");
            part = match &nat.connectivity {
                Known::Is(kind) => part.fact(*kind),
                Known::Not(why) => part.fact(format!("public or private: {}", why.unknown)),
            };
            let from = self.routed_from.get(nat.address.as_str()).copied();
            let vpc = |s: &mut Self| from.unwrap_or_else(|| s.unknown_vpc("that of NAT gateways"));
            let parent = match &nat.subnet {
                Known::Is(Some(name)) => match self.known_subnet(n, name) {
                    Some(id) => id,
                    None => {
                        let vpc = vpc(self);
                        self.other_subnet(vpc, Ok(name))
                    }
                },
                Known::Is(None) => {
                    part = part.what("regional NAT");
                    vpc(self)
                }
                Known::Not(why) => {
                    let vpc = vpc(self);
                    self.other_subnet(vpc, Err(&why.unknown))
                }
            };
            part.label = self.short_in(parent, &nat.address);
            let part = may_be_absent(part, nat.exists.as_ref());
            let id = self.scene.add(Some(parent), part);
            self.places.parts.put(n, &nat.address, id);
        }
    }

    /// A short name for something in a box.
    fn short_in(&self, parent: Id, address: &str) -> String {
        let vpc = self.scene.within(parent, Kind::Vpc);
        let within = vpc.map(|vpc| self.scene.part(vpc).address.as_str()).unwrap_or_default();
        crate::text::visible(&short(address, within), crate::scene::LONGEST)
    }

    pub(super) fn endpoints(&mut self, n: usize, root: &'d Root) {
        for endpoint in &root.endpoints {
            let vpc = self.vpc(n, &endpoint.vpc);
            let is_gateway = matches!(endpoint.r#type, Known::Is("Gateway"));
            let mut placed = false;
            for subnet in &endpoint.subnets {
                let Known::Is(name) = subnet else { continue };
                if is_gateway {
                    continue;
                }
                let parent = match self.known_subnet(n, name) {
                    Some(id) => id,
                    None => self.other_subnet(vpc, Ok(name)),
                };
                let id = self.scene.add(Some(parent), endpoint_part(endpoint, Kind::Interface));
                self.places.parts.put(n, &endpoint.address, id);
                placed = true;
            }
            if !placed {
                let id = self.scene.add(Some(vpc), endpoint_part(endpoint, Kind::Endpoint));
                self.places.parts.put(n, &endpoint.address, id);
            }
        }
    }

    pub(super) fn workloads(&mut self, n: usize, root: &'d Root) {
        for workload in &root.workloads {
            let mut unknown = None;
            for subnet in &workload.subnets {
                match subnet {
                    Known::Is(name) => {
                        let known = self.known_subnet(n, name);
                        let unseen = |s: &mut Self| s.unseen_subnet(n, workload, Ok(name));
                        let parent = known.unwrap_or_else(|| unseen(self));
                        self.workload(n, workload, parent, Some(name));
                    }
                    Known::Not(why) => {
                        // One place stands for all that are not known.
                        unknown = Some(self.unseen_subnet(n, workload, Err(&why.unknown)));
                    }
                }
            }
            if workload.subnets.is_empty() {
                unknown = Some(self.unseen_subnet(n, workload, Err("no subnet is named")));
            }
            if let Some(parent) = unknown {
                self.workload(n, workload, parent, None);
            }
        }
    }

    fn workload(&mut self, n: usize, workload: &'d Workload, parent: Id, subnet: Option<&'d str>) {
        let label = self.short_in(parent, &workload.address);
        let part = workload_part(workload, &label).doubtful(subnet.is_none());
        let id = self.scene.add(Some(parent), part);
        self.places.put_chip(n, &workload.address, subnet, id);
    }

    /// A subnet of a workload that the code does not make: in the VPC of its other subnets or of its
    /// security groups, as all interfaces of a workload are in one VPC.
    fn unseen_subnet(&mut self, n: usize, workload: &'d Workload, is: Result<&str, &str>) -> Id {
        let known = workload.subnets.iter().filter_map(|subnet| match subnet {
            Known::Is(name) => self.scene.within(self.known_subnet(n, name)?, Kind::Vpc),
            Known::Not(_) => None,
        });
        let vpc = known.into_iter().next().or_else(|| {
            workload.security_groups.iter().find_map(|group| {
                let Known::Is(group) = group else { return None };
                let (at, group) = self.groups.find(n, group).first().copied()?;
                let Known::Is(vpc) = &group.vpc else { return None };
                let found = self.places.parts.find(at, vpc).first().copied()?;
                (self.scene.part(found).kind == Kind::Vpc).then_some(found)
            })
        });
        let vpc = vpc.unwrap_or_else(|| self.unknown_vpc("that of subnets that are not known"));
        self.other_subnet(vpc, is)
    }
}

fn workload_part(workload: &Workload, label: &str) -> Part {
    let mut part = Part::new(Kind::Workload, &workload.address, label).what(workload.kind);
    for need in &workload.needs {
        part = match need {
            Known::Is(need) => part.fact(format!("calls {} ({})", need.service, need.confidence)),
            Known::Not(why) => part.fact(format!("may call more: {}", why.unknown)),
        };
    }
    may_be_absent(part, workload.exists.as_ref())
}

/// What tells a zone apart, without the list that it is an element of.
fn element(zone: &str) -> String {
    match zone.strip_suffix(']').and_then(|z| z.rsplit_once('[')) {
        Some((_, index)) if index.bytes().all(|b| b.is_ascii_digit()) => format!("[{index}]"),
        _ => short(zone, ""),
    }
}

fn endpoint_part(endpoint: &Endpoint, kind: Kind) -> Part {
    let service = match &endpoint.service {
        Known::Is(service) => service.as_str(),
        Known::Not(_) => "?",
    };
    let unplaced = kind == Kind::Endpoint && !matches!(endpoint.r#type, Known::Is("Gateway"));
    let open = |list: &[Known<String>]| list.iter().any(|one| matches!(one, Known::Not(_)));
    let mut part = Part::new(kind, &endpoint.address, service)
        .what(match (&endpoint.r#type, kind) {
            (Known::Is("Gateway"), _) => "gateway endpoint",
            (Known::Is(_), Kind::Interface) => "",
            (Known::Is(_), _) => "endpoint",
            (Known::Not(_), _) => "endpoint of unknown type",
        })
        .doubtful(unplaced || open(&endpoint.subnets))
        .fact(match &endpoint.service {
            Known::Is(service) => format!("service {service}"),
            Known::Not(why) => format!("service not known: {}", why.unknown),
        })
        .fact(match &endpoint.r#type {
            Known::Is(kind) => format!("type {kind}"),
            Known::Not(why) => format!("type not known: {}", why.unknown),
        });
    if kind == Kind::Interface {
        part.facts.push(format!("private DNS: {}", yes_or_no(&endpoint.private_dns)));
    }
    for list in [&endpoint.subnets, &endpoint.route_tables] {
        for one in list {
            if let Known::Not(why) = one {
                part = part.fact(format!("it may be in more: {}", why.unknown));
            }
        }
    }
    if matches!(endpoint.r#type, Known::Is("Gateway")) && endpoint.route_tables.is_empty() {
        part.facts.push("it is in no route table".into());
    }
    if unplaced && endpoint.subnets.is_empty() {
        part.facts.push("it has no subnets".into());
    }
    may_be_absent(part, endpoint.exists.as_ref())
}
