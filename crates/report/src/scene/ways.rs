//! Which parts a path goes through.

use std::collections::HashMap;

use super::place::Places;
use super::{Id, Kind, LONGEST, Listed, Scene};
use crate::graph::Document;
use crate::paths::{Row, Subnet};
use crate::text;

/// Whether a path gets to its service.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Ends {
    /// It does.
    There,
    /// It is refused, or leads nowhere.
    Short,
    /// That is not known.
    Unknown,
}

/// The parts that a row goes through, as far as they are drawn.
#[derive(Debug, Default)]
pub(crate) struct Walk {
    /// What stands for the workload.
    pub(crate) from: Vec<Id>,
    /// The subnets in which that is.
    pub(crate) subnets: Vec<Id>,
    /// What carries the traffic, one after the other; an endpoint has several interfaces.
    pub(crate) through: Vec<Vec<Id>>,
    /// The service.
    pub(crate) to: Option<Id>,
    pub(crate) ends: Option<Ends>,
}

/// All workloads, in the order of the code.
pub(super) fn workloads(scene: &Scene, document: &Document, places: &[Places<'_>]) -> Vec<Listed> {
    let mut listed = Vec::new();
    for places in places {
        for n in &places.roots {
            let Some(root) = document.roots.get(*n) else { continue };
            listed.extend(root.workloads.iter().map(|workload| Listed {
                root: text::visible(&root.root, LONGEST),
                address: text::visible(&workload.address, LONGEST),
                kind: workload.kind,
                drawn: drawn(scene, &places.all_chips(*n, &workload.address)),
            }));
        }
    }
    listed
}

/// The services of all deployments.
pub(super) fn services(scene: &Scene, places: &[Places<'_>]) -> Vec<(String, Id)> {
    let all = places.iter().flat_map(|places| &places.services);
    all.map(|(name, id)| (text::visible(name, LONGEST), scene.drawn(*id))).collect()
}

/// What is drawn for parts, each once.
fn drawn(scene: &Scene, ids: &[Id]) -> Vec<Id> {
    let mut drawn: Vec<_> = ids.iter().map(|id| scene.drawn(*id)).collect();
    drawn.sort();
    drawn.dedup();
    drawn
}

/// The walks of all rows.
pub(super) fn walks(
    scene: &Scene,
    document: &Document,
    places: &[Places<'_>],
    rows: &[Row],
) -> Vec<Walk> {
    let mut roots: HashMap<&str, (usize, &Places<'_>)> = HashMap::new();
    for places in places {
        for n in &places.roots {
            if let Some(root) = document.roots.get(*n) {
                roots.entry(root.root.as_str()).or_insert((*n, places));
            }
        }
    }
    let walk = |row: &Row| match roots.get(row.root.as_str()) {
        Some((n, places)) => Walker { scene, places, n: *n }.walk(row),
        None => Walk::default(),
    };
    rows.iter().map(walk).collect()
}

struct Walker<'a> {
    scene: &'a Scene,
    places: &'a Places<'a>,
    n: usize,
}

impl Walker<'_> {
    fn walk(&self, row: &Row) -> Walk {
        let subnet = match &row.subnet {
            Subnet::Is(address) => Some(address.as_str()),
            Subnet::Unknown { .. } => None,
        };
        let chips = self.places.chips(self.n, &row.workload, subnet);
        let mut subnets: Vec<_> =
            chips.iter().filter_map(|id| self.scene.within(*id, Kind::Subnet)).collect();
        subnets.dedup();
        let through = self.through(row, &subnets).into_iter();
        let through = through.map(|step| drawn(self.scene, &step)).filter(|step| !step.is_empty());
        Walk {
            from: drawn(self.scene, &chips),
            through: through.collect(),
            subnets: drawn(self.scene, &subnets),
            to: self.places.services.get(row.service.as_str()).map(|id| self.scene.drawn(*id)),
            ends: Some(match row.path {
                "blocked" | "none" => Ends::Short,
                "unknown" => Ends::Unknown,
                _ => Ends::There,
            }),
        }
    }

    fn through(&self, row: &Row, subnets: &[Id]) -> Vec<Vec<Id>> {
        let via = || self.carriers(row.via.as_deref().unwrap_or_default());
        match row.path {
            "gateway-endpoint" | "interface-endpoint" => vec![via()],
            "blocked" | "none" | "unknown" => self.as_far_as_it_gets(row),
            // A transit gateway stands at the edge of each VPC whose routes lead to it.
            "transit-gateway" | "external" => vec![self.leads(subnets)],
            _ => self.outwards(row, subnets, via()),
        }
    }

    /// The way to the internet: along the default route, which may lead through another VPC to what is
    /// named.
    fn outwards(&self, row: &Row, subnets: &[Id], via: Vec<Id>) -> Vec<Vec<Id>> {
        let first = self.leads(subnets);
        let mut steps = match via.is_empty() || first.iter().any(|id| via.contains(id)) {
            true => self.onward(first),
            false => std::iter::once(first).chain(self.onward(via)).collect(),
        };
        if row.path.ends_with("internet-gateway")
            && let Some(internet) = self.places.internet
            && !steps.iter().any(|step| step.contains(&internet))
        {
            steps.push(vec![internet]);
        }
        steps
    }

    /// What an address stands for that can carry traffic.
    fn carriers(&self, address: &str) -> Vec<Id> {
        let found = self.places.parts.find(self.n, address).iter().copied();
        found
            .filter(|id| {
                !matches!(self.scene.part(*id).kind, Kind::Vpc | Kind::Zone | Kind::Subnet)
            })
            .collect()
    }

    /// Where the default routes of subnets lead.
    fn leads(&self, subnets: &[Id]) -> Vec<Id> {
        subnets.iter().filter_map(|id| self.places.leads.get(id).copied()).collect()
    }

    /// From what carries the traffic on to the internet, as far as it leads there.
    fn onward(&self, first: Vec<Id>) -> Vec<Vec<Id>> {
        /// NAT gateway, internet gateway, internet.
        const MOST: usize = 3;
        let mut steps = Vec::new();
        let mut at = first;
        while !at.is_empty() && steps.len() < MOST {
            let next = at.iter().filter_map(|id| self.next(*id)).collect();
            steps.push(std::mem::replace(&mut at, next));
        }
        steps
    }

    fn next(&self, id: Id) -> Option<Id> {
        let part = self.scene.part(id);
        match part.kind {
            Kind::Nat | Kind::Workload => {
                let subnet = self.scene.within(id, Kind::Subnet)?;
                self.places.leads.get(&subnet).copied().filter(|next| *next != id)
            }
            Kind::Gateway if part.what.ends_with("internet gateway") => self.places.internet,
            _ => None,
        }
    }

    /// The carriers among the hops that let the traffic on.
    fn as_far_as_it_gets(&self, row: &Row) -> Vec<Vec<Id>> {
        let mut steps: Vec<Vec<Id>> = Vec::new();
        for hop in row.hops.iter().filter(|hop| hop.verdict == "yes") {
            let carriers = self.carriers(hop.resource.as_deref().unwrap_or_default());
            let carriers: Vec<_> = carriers
                .into_iter()
                .filter(|id| self.scene.part(*id).kind != Kind::Workload)
                .collect();
            if !carriers.is_empty() && !steps.contains(&carriers) {
                steps.push(carriers);
            }
        }
        steps
    }
}
