//! Bounds what is drawn: where a box holds more than a reader would look at, one part stands for the
//! others.

use super::{Id, Kind, Part, Scene};

/// Parts that are drawn at most, boxes included.
const MOST: usize = 2_000;

/// How many parts of a kind a box shows.
fn limit(kind: Kind) -> usize {
    match kind {
        Kind::Vpc | Kind::Subnet | Kind::Workload => 24,
        Kind::Zone => 12,
        Kind::Nat => 8,
        Kind::Interface | Kind::Endpoint | Kind::Gateway => 48,
        Kind::Service => 120,
        Kind::Deployment | Kind::Outside | Kind::Internet | Kind::More => usize::MAX,
    }
}

/// What parts of a kind are called where there are several.
fn plural(kind: Kind) -> &'static str {
    match kind {
        Kind::Deployment => "roots",
        Kind::Vpc => "VPCs",
        Kind::Zone => "zones",
        Kind::Subnet => "subnets",
        Kind::Nat => "NAT gateways",
        Kind::Interface | Kind::Endpoint => "endpoints",
        Kind::Workload => "workloads",
        Kind::Gateway => "gateways",
        Kind::Service => "services",
        Kind::Outside | Kind::Internet | Kind::More => "parts",
    }
}

/// Trims all boxes.
pub(super) fn trim(scene: &mut Scene) {
    let mut left = MOST;
    let all = std::mem::take(&mut scene.deployments);
    let (kept, hidden) = choose(scene, all, &mut left);
    scene.deployments = kept;
    for (kind, hidden) in hidden {
        scene.left_out += hidden.len();
        stand_in(scene, None, kind, &hidden);
    }
}

/// Parts that are hidden, by kind.
type Hidden = Vec<(Kind, Vec<Id>)>;

/// Which of the parts of a box are drawn, with what is in them.
fn choose(scene: &mut Scene, all: Vec<Id>, left: &mut usize) -> (Vec<Id>, Hidden) {
    let (mut kept, mut hidden) = (Vec::with_capacity(all.len()), Hidden::new());
    let mut count = (None, 0);
    for id in all {
        let kind = scene.part(id).kind;
        // Parts of a kind lie side by side.
        count = if count.0 == Some(kind) { (count.0, count.1 + 1) } else { (Some(kind), 1) };
        if *left == 0 || count.1 > limit(kind) {
            match hidden.last_mut() {
                Some((of, hidden)) if *of == kind => hidden.push(id),
                _ => hidden.push((kind, vec![id])),
            }
            continue;
        }
        *left -= 1;
        kept.push(id);
        let children = std::mem::take(&mut scene.part_mut(id).children);
        let (children, inner) = choose(scene, children, left);
        scene.part_mut(id).children = children;
        for (kind, inner) in inner {
            stand_in(scene, Some(id), kind, &inner);
        }
    }
    (kept, hidden)
}

/// Adds the part that stands for others.
fn stand_in(scene: &mut Scene, parent: Option<Id>, kind: Kind, hidden: &[Id]) {
    let label = format!("+{} more {}", hidden.len(), plural(kind));
    let mut part = Part::new(Kind::More, "", &label);
    part.facts.push("not drawn, so that the picture stays readable".to_owned());
    let more = scene.add(parent, part);
    let mut all = hidden.to_vec();
    while let Some(id) = all.pop() {
        let part = scene.part_mut(id);
        part.stand_in = Some(more);
        all.extend(std::mem::take(&mut part.children));
    }
}
