//! Puts the parts of a document where they are. What is not known has a place of its own.

mod edge;
mod inner;

use std::collections::{BTreeMap, HashMap};

use super::names::short;
use super::place::{Addressed, Places};
use super::{Id, Kind, Part, RouteKind, Scene, words};
use crate::graph::{Document, Known, Root, Route, RouteTable, SecurityGroup, Subnet, TargetKind};

/// Builds the boxes of all deployments; where the addresses of each are.
pub(super) fn build<'d>(scene: &mut Scene, document: &'d Document) -> Vec<Places<'d>> {
    let mut deployments: BTreeMap<usize, Vec<(usize, &'d Root)>> = BTreeMap::new();
    for (number, root) in document.roots.iter().enumerate() {
        if is_empty(root) {
            scene.empty += 1;
        } else {
            deployments.entry(root.deployment).or_default().push((number, root));
        }
    }
    deployments.into_values().map(|roots| Builder::new(scene, roots).build()).collect()
}

fn is_empty(root: &Root) -> bool {
    root.vpcs.is_empty()
        && root.subnets.is_empty()
        && root.endpoints.is_empty()
        && root.nat_gateways.is_empty()
        && root.workloads.is_empty()
}

struct Builder<'s, 'd> {
    scene: &'s mut Scene,
    roots: Vec<(usize, &'d Root)>,
    top: Id,
    places: Places<'d>,
    tables: Addressed<'d, (usize, &'d RouteTable)>,
    groups: Addressed<'d, (usize, &'d SecurityGroup)>,
    /// The one place of a text in a box: zones, what is outside of the code, what is not known.
    kept: HashMap<(Id, Kind, String), Id>,
    /// The VPC of a route that leads to a target.
    routed_from: HashMap<&'d str, Id>,
}

impl<'s, 'd> Builder<'s, 'd> {
    fn new(scene: &'s mut Scene, roots: Vec<(usize, &'d Root)>) -> Self {
        let paths: Vec<_> = roots.iter().map(|(_, root)| root.root.as_str()).collect();
        let name = match paths[..] {
            ["" | "."] => "the working directory".to_owned(),
            _ => paths.join(", "),
        };
        let top = scene.add(None, Part::new(Kind::Deployment, &name, &name));
        let (mut tables, mut groups) = (Addressed::among(&roots), Addressed::among(&roots));
        for (n, root) in &roots {
            root.route_tables.iter().for_each(|t| tables.put(*n, &t.address, (*n, t)));
            root.security_groups.iter().for_each(|g| groups.put(*n, &g.address, (*n, g)));
        }
        let places = Places {
            roots: roots.iter().map(|(n, _)| *n).collect(),
            parts: Addressed::among(&roots),
            ..Places::default()
        };
        let (kept, routed_from) = Default::default();
        Self { scene, roots, top, places, tables, groups, kept, routed_from }
    }

    fn build(mut self) -> Places<'d> {
        let outside = Part::new(Kind::Outside, "", "Outside of the VPCs");
        let outside = self.scene.add(Some(self.top), outside);
        let roots = std::mem::take(&mut self.roots);
        for (n, root) in &roots {
            self.vpcs(*n, root);
        }
        for (n, root) in &roots {
            self.subnets(*n, root);
        }
        for (n, root) in &roots {
            self.targets(*n, root);
        }
        for (n, root) in &roots {
            self.nats(*n, root);
            self.endpoints(*n, root);
        }
        for (n, root) in &roots {
            self.workloads(*n, root);
        }
        for (n, root) in &roots {
            self.gateways(*n, root);
        }
        for (n, root) in &roots {
            self.default_routes(*n, root);
        }
        self.outside(outside, &roots);
        self.sort();
        self.places
    }

    fn vpcs(&mut self, n: usize, root: &'d Root) {
        for vpc in &root.vpcs {
            let cidrs = vpc.cidrs.iter().map(|cidr| match cidr {
                Known::Is(cidr) => cidr.as_str(),
                Known::Not(_) => "?",
            });
            let cidrs = cidrs.collect::<Vec<_>>().join(", ");
            let mut part = Part::new(Kind::Vpc, &vpc.address, &short(&vpc.address, ""))
                .what(&cidrs)
                .doubtful(vpc.exists.is_some());
            part.facts.push(format!("DNS support: {}", yes_or_no(&vpc.dns_support)));
            part.facts.push(format!("DNS host names: {}", yes_or_no(&vpc.dns_hostnames)));
            let part = may_be_absent(part, vpc.exists.as_ref());
            let id = self.scene.add(Some(self.top), part);
            self.places.parts.put(n, &vpc.address, id);
        }
    }

    /// The box of a VPC: of the code, outside of it, or not known.
    fn vpc(&mut self, n: usize, vpc: &'d Known<String>) -> Id {
        match vpc {
            Known::Is(name) => {
                let found = self.places.parts.find(n, name);
                match found.iter().find(|id| self.scene.part(**id).kind == Kind::Vpc) {
                    Some(id) => *id,
                    None => self.outside_vpc(name),
                }
            }
            Known::Not(why) => self.unknown_vpc(&why.unknown),
        }
    }

    fn outside_vpc(&mut self, name: &str) -> Id {
        self.kept(self.top, Kind::Vpc, name, || {
            Part::new(Kind::Vpc, name, &short(name, "")).what("outside of the code").doubtful(true)
        })
    }

    fn unknown_vpc(&mut self, reason: &str) -> Id {
        let id = self.kept(self.top, Kind::Vpc, "", || {
            Part::new(Kind::Vpc, "", "VPC not known").doubtful(true)
        });
        self.note(id, reason);
        id
    }

    /// Adds a reason to a part that stands for everything that is not known, each once.
    fn note(&mut self, id: Id, reason: &str) {
        /// Reasons that are named.
        const MOST: usize = 12;
        let part = self.scene.part_mut(id);
        let reason = crate::text::visible(reason, super::LONGEST);
        if part.facts.len() < MOST && !part.facts.contains(&reason) {
            part.facts.push(reason);
        }
    }

    /// The part of a name in a box; made where it is not there yet.
    fn kept(&mut self, box_: Id, kind: Kind, name: &str, make: impl FnOnce() -> Part) -> Id {
        // What would be the same to a reader is the same; names are not kept at any length.
        let key = (box_, kind, crate::text::visible(name, 4 * super::LONGEST));
        if let Some(id) = self.kept.get(&key) {
            return *id;
        }
        let id = self.scene.add(Some(box_), make());
        self.kept.insert(key, id);
        id
    }

    /// The default route of a subnet: that of IPv6 where it has no IPv4.
    fn default_route(&self, n: usize, subnet: &'d Subnet) -> Known<Option<&'d Route>> {
        let table = match &subnet.route_table {
            Known::Is(table) => self.tables.find(n, table).first(),
            Known::Not(_) => None,
        };
        let own = match &subnet.default_route {
            Known::Is(route) => Known::Is(route.as_ref()),
            Known::Not(why) => Known::Not(why.clone()),
        };
        let (Known::Is(None), Known::Is(None), Some((_, table))) = (&subnet.cidr, &own, table)
        else {
            return own;
        };
        let six = |route: &&Known<Route>| matches!(route, Known::Is(Route { destination: Known::Is(to), .. }) if to == "::/0");
        match table.routes.iter().find(six) {
            Some(Known::Is(route)) => Known::Is(Some(route)),
            _ => own,
        }
    }

    /// Zones in the order of their names, unknown ones last; subnets by where they lead.
    fn sort(&mut self) {
        let vpcs = self.scene.part(self.top).children.clone();
        for vpc in vpcs {
            let mut children = std::mem::take(&mut self.scene.part_mut(vpc).children);
            children.sort_by_cached_key(|id| {
                let part = self.scene.part(*id);
                let zone = part.kind == Kind::Zone;
                (part.kind, zone.then(|| (part.address.is_empty(), part.label.clone())))
            });
            for zone in &children {
                let mut subnets = std::mem::take(&mut self.scene.part_mut(*zone).children);
                subnets.sort_by_key(|id| (self.scene.part(*id).route, *id));
                for subnet in &subnets {
                    let mut inner = std::mem::take(&mut self.scene.part_mut(*subnet).children);
                    inner.sort_by_key(|id| (self.scene.part(*id).kind, *id));
                    self.scene.part_mut(*subnet).children = inner;
                }
                self.scene.part_mut(*zone).children = subnets;
            }
            self.scene.part_mut(vpc).children = children;
        }
    }
}

fn yes_or_no(fact: &Known<bool>) -> String {
    match fact {
        Known::Is(true) => "yes".into(),
        Known::Is(false) => "no".into(),
        Known::Not(why) => crate::text::visible(&format!("? ({})", why.unknown), super::LONGEST),
    }
}

fn may_be_absent(part: Part, exists: Option<&crate::graph::Unknown>) -> Part {
    match exists {
        Some(why) => part.doubtful(true).fact(format!("it may not exist: {}", why.unknown)),
        None => part,
    }
}

fn route_kind(route: &Known<Option<&Route>>) -> RouteKind {
    let kind = match route {
        Known::Is(None) => return RouteKind::None,
        Known::Is(Some(route)) => &route.target_kind,
        Known::Not(_) => return RouteKind::Unknown,
    };
    match kind {
        Known::Is(TargetKind::InternetGateway) => RouteKind::Internet,
        Known::Is(TargetKind::NatGateway) => RouteKind::Nat,
        Known::Is(_) => RouteKind::Other,
        Known::Not(_) => RouteKind::Unknown,
    }
}

/// Where a default route leads, in words.
fn route_words(route: &Known<Option<&Route>>, within: &str) -> String {
    let route = match route {
        Known::Is(None) => return "no default route".into(),
        Known::Not(_) => return "default route not known".into(),
        Known::Is(Some(route)) => route,
    };
    let kind = match &route.target_kind {
        Known::Is(kind) => words(*kind),
        Known::Not(_) => return "default route leads to ?".into(),
    };
    match &route.target {
        Known::Is(target) => format!("{kind} {}", short(target, within)),
        Known::Not(_) => format!("{kind} ?"),
    }
}
