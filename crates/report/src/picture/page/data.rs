//! What the script of the page works with.

use std::collections::{BTreeMap, HashMap};

use serde::Serialize;

use crate::paths::{Hop, Row, Subnet};
use crate::scene::{Ends, Id, LONGEST, Scene, short_name};
use crate::text;

/// The parts of the picture are numbers, as in their ids.
#[derive(Serialize)]
struct Data<'a> {
    workloads: Vec<Workload<'a>>,
    services: Vec<Service>,
    hops: Vec<Said>,
    rows: Vec<Path>,
}

#[derive(Serialize)]
struct Workload<'a> {
    root: &'a str,
    address: &'a str,
    kind: &'a str,
    drawn: Vec<usize>,
}

#[derive(Serialize)]
struct Service {
    name: String,
    drawn: Vec<usize>,
}

#[derive(Serialize, PartialEq, Eq, Hash, Clone)]
struct Said {
    step: &'static str,
    verdict: &'static str,
    says: String,
    resource: Option<String>,
    place: Option<String>,
}

#[derive(Serialize)]
struct Path {
    workload: usize,
    service: usize,
    subnet: String,
    subnet_short: String,
    family: &'static str,
    confidence: &'static str,
    because: String,
    path: &'static str,
    via: Option<String>,
    when: Option<String>,
    reason: Option<String>,
    hops: Vec<usize>,
    from: Vec<usize>,
    subnets: Vec<usize>,
    through: Vec<Vec<usize>>,
    to: Option<usize>,
    ends: &'static str,
}

/// The data as JSON that can stand in a page.
pub(super) fn json(scene: &Scene, rows: &[Row]) -> String {
    let data = data(scene, rows);
    let text = serde_json::to_string(&data).unwrap_or_else(|_| "null".to_owned());
    // Nothing in it can end the element, begin another or a comment.
    text.replace('<', "\\u003c").replace('>', "\\u003e").replace('&', "\\u0026")
}

fn data<'a>(scene: &'a Scene, rows: &[Row]) -> Data<'a> {
    let workloads: Vec<_> = scene
        .workloads
        .iter()
        .map(|w| Workload {
            root: &w.root,
            address: &w.address,
            kind: w.kind,
            drawn: numbers(&w.drawn),
        })
        .collect();
    let places: HashMap<_, _> =
        workloads.iter().enumerate().map(|(n, w)| ((w.root, w.address), n)).collect();
    let services = services(scene, rows);
    let names: HashMap<_, _> =
        services.iter().enumerate().map(|(n, s)| (s.name.clone(), n)).collect();
    let mut hops = Hops::default();
    let mut paths = Vec::with_capacity(rows.len());
    for (row, walk) in rows.iter().zip(&scene.walks) {
        let (root, address) = (visible(&row.root), visible(&row.workload));
        let workload = places.get(&(root.as_str(), address.as_str()));
        let service = names.get(&visible(&row.service));
        let (Some(workload), Some(service)) = (workload, service) else { continue };
        let (subnet, subnet_short) = subnet(row);
        paths.push(Path {
            workload: *workload,
            service: *service,
            subnet,
            subnet_short,
            family: row.family,
            confidence: row.confidence,
            because: visible(&row.because),
            path: row.path,
            via: row.via.as_deref().map(visible),
            when: row.when.as_deref().map(visible),
            reason: row.reason.as_deref().map(visible),
            hops: row.hops.iter().map(|hop| hops.number(hop)).collect(),
            from: numbers(&walk.from),
            subnets: numbers(&walk.subnets),
            through: walk.through.iter().map(|step| numbers(step)).collect(),
            to: walk.to.map(|id| id.0),
            ends: match walk.ends {
                Some(Ends::There) => "there",
                Some(Ends::Short) => "short",
                Some(Ends::Unknown) | None => "unknown",
            },
        });
    }
    Data { workloads, services, hops: hops.all, rows: paths }
}

/// Services by name, with what is drawn for each.
fn services(scene: &Scene, rows: &[Row]) -> Vec<Service> {
    let mut drawn: BTreeMap<String, Vec<usize>> = BTreeMap::new();
    for (name, id) in &scene.services {
        drawn.entry(name.clone()).or_default().push(id.0);
    }
    for row in rows {
        drawn.entry(visible(&row.service)).or_default();
    }
    let services = drawn.into_iter().map(|(name, mut drawn)| {
        drawn.sort_unstable();
        drawn.dedup();
        Service { name, drawn }
    });
    services.collect()
}

/// Hops, each once: many paths share theirs.
#[derive(Default)]
struct Hops {
    all: Vec<Said>,
    numbers: HashMap<Said, usize>,
}

impl Hops {
    fn number(&mut self, hop: &Hop) -> usize {
        let place = match (&hop.file, &hop.range) {
            (Some(file), Some(range)) => Some(format!("{}:{}", visible(file), range.start.line)),
            _ => None,
        };
        let said = Said {
            step: hop.step,
            verdict: hop.verdict,
            says: visible(&hop.says),
            resource: hop.resource.as_deref().map(visible),
            place,
        };
        if let Some(number) = self.numbers.get(&said) {
            return *number;
        }
        let number = self.all.len();
        self.all.push(said.clone());
        self.numbers.insert(said, number);
        number
    }
}

fn subnet(row: &Row) -> (String, String) {
    match &row.subnet {
        Subnet::Is(address) => (visible(address), visible(&short_name(address))),
        Subnet::Unknown { unknown } => {
            (visible(&format!("? ({unknown})")), "subnet not known".into())
        }
    }
}

fn numbers(ids: &[Id]) -> Vec<usize> {
    ids.iter().map(|id| id.0).collect()
}

fn visible(text: &str) -> String {
    text::visible(text, LONGEST)
}
