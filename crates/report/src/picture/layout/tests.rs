//! Boxes lie in boxes, and never over each other.

use std::collections::BTreeMap;

use proptest::prelude::*;

use super::*;
use crate::graph::Document;
use crate::sketches;

fn areas(document: &Document) -> (Scene, Layout) {
    let scene = Scene::of(document, &[]);
    let layout = layout(&scene);
    (scene, layout)
}

/// What is wrong with a layout.
fn faults(scene: &Scene, layout: &Layout) -> Vec<String> {
    /// Edges are rounded to whole pixels.
    const NEARLY: f32 = 1.01;
    let of: HashMap<Id, Area> = layout.parts.iter().copied().collect();
    let mut faults = Vec::new();
    let mut siblings: BTreeMap<Option<Id>, Vec<(Id, Area)>> = BTreeMap::new();
    for (id, area) in &layout.parts {
        let parent = scene.part(*id).parent;
        siblings.entry(parent).or_default().push((*id, *area));
        let all = Area { x: 0.0, y: 0.0, width: layout.width, height: layout.height };
        let outer = parent.map_or(Some(all), |parent| of.get(&parent).copied());
        let inside = outer.is_some_and(|o| {
            area.x + NEARLY >= o.x
                && area.y + NEARLY >= o.y
                && area.x + area.width <= o.x + o.width + NEARLY
                && area.y + area.height <= o.y + o.height + NEARLY
        });
        if !inside {
            faults.push(format!("{:?} {area:?} is not in {outer:?}", scene.part(*id)));
        }
    }
    for group in siblings.values() {
        for (n, (one, a)) in group.iter().enumerate() {
            for (two, b) in group.iter().skip(n + 1) {
                let apart = a.x + a.width <= b.x + NEARLY
                    || b.x + b.width <= a.x + NEARLY
                    || a.y + a.height <= b.y + NEARLY
                    || b.y + b.height <= a.y + NEARLY;
                if !apart {
                    faults.push(format!("{one:?} {a:?} and {two:?} {b:?} overlap"));
                }
            }
        }
    }
    faults
}

#[test]
fn three_vpcs_are_readable() {
    let (document, _) = sketches::grid(3, 20);
    let (scene, layout) = areas(&document);
    assert_eq!(faults(&scene, &layout), [""; 0]);
    let (width, height) = (layout.width, layout.height);
    assert!(width <= 1_800.0 && height <= 1_800.0, "{width} x {height}");
    let drawn = |kind| layout.parts.iter().filter(|(id, _)| scene.part(*id).kind == kind).count();
    assert_eq!((drawn(Kind::Vpc), drawn(Kind::Subnet), drawn(Kind::Interface)), (3, 27, 180));
}

#[test]
fn tiers_lie_side_by_side() {
    let (document, _) = sketches::grid(1, 20);
    let (scene, layout) = areas(&document);
    let subnets = layout.parts.iter().filter(|(id, _)| scene.part(*id).kind == Kind::Subnet);
    let mut rows: Vec<_> = subnets.map(|(id, a)| (a.y as i32, scene.part(*id).route)).collect();
    rows.sort();
    rows.dedup();
    assert_eq!(rows.len(), 3, "one row for each kind of route: {rows:?}");
}

#[test]
fn hostile_and_crowded_networks_are_in_order() {
    for (document, rows) in [sketches::small(), sketches::hostile(), sketches::crowd(300)] {
        let scene = Scene::of(&document, &rows);
        let layout = layout(&scene);
        assert_eq!(faults(&scene, &layout), [""; 0]);
        assert!(layout.width <= 1_800.0);
    }
}

proptest! {
    #[test]
    fn boxes_lie_in_boxes_and_not_over_each_other(document in sketches::any()) {
        let (scene, layout) = areas(&document);
        prop_assert_eq!(faults(&scene, &layout), Vec::<String>::new());
        prop_assert!(layout.width <= 1_800.0);
        // Nothing is left out.
        let mut open = scene.deployments.clone();
        let mut count = 0;
        while let Some(id) = open.pop() {
            count += 1;
            open.extend(&scene.part(id).children);
        }
        prop_assert_eq!(layout.parts.len(), count);
    }
}
