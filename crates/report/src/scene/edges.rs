//! Routes and paths as edges between parts, for formats that draw all of them at once: paths of a
//! workload through one thing are one edge.

use std::collections::{BTreeMap, BTreeSet};

use super::place::Places;
use super::{Ends, Id, Kind, Scene};
use crate::paths::Row;

/// What an edge is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum EdgeKind {
    /// A default route, or what it leads on to.
    Route,
    /// A gateway endpoint has routes in the table of a subnet.
    Table,
    /// The paths of a workload to services.
    Path,
    /// Services that a workload does not reach.
    Short,
    /// Services of which that is not known.
    Unknown,
}

/// An edge between two parts; one that leads nowhere stays at its part.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Edge {
    pub(crate) from: Id,
    pub(crate) to: Id,
    pub(crate) kind: EdgeKind,
    /// What it carries: services.
    pub(crate) label: String,
}

/// The edges of a scene.
pub(super) fn edges(scene: &Scene, places: &[Places<'_>], rows: &[Row]) -> Vec<Edge> {
    let mut found: BTreeMap<(EdgeKind, Id, Id), BTreeSet<&str>> = BTreeMap::new();
    for places in places {
        for (kind, from, to) in routes(scene, places) {
            found.entry((kind, scene.drawn(from), scene.drawn(to))).or_default();
        }
    }
    for (walk, row) in scene.walks.iter().zip(rows) {
        for from in &walk.from {
            let to = walk.through.first().and_then(|step| nearest(scene, *from, step));
            let (kind, to) = match (walk.ends, to) {
                (Some(Ends::Short), to) => (EdgeKind::Short, to.unwrap_or(*from)),
                (Some(Ends::Unknown), to) => (EdgeKind::Unknown, to.unwrap_or(*from)),
                (_, Some(to)) => (EdgeKind::Path, to),
                (_, None) => continue,
            };
            found.entry((kind, *from, to)).or_default().insert(&row.service);
        }
    }
    let edges = found.into_iter().filter(|((kind, from, to), _)| {
        from != to || matches!(kind, EdgeKind::Short | EdgeKind::Unknown)
    });
    edges
        .map(|((kind, from, to), services)| Edge { from, to, kind, label: list(&services) })
        .collect()
}

fn routes(scene: &Scene, places: &Places<'_>) -> Vec<(EdgeKind, Id, Id)> {
    let mut routes: Vec<_> =
        places.leads.iter().map(|(from, to)| (EdgeKind::Route, *from, *to)).collect();
    // A gateway of the internet leads there.
    for (_, _, to) in routes.clone() {
        let part = scene.part(to);
        if let Some(internet) = places.internet
            && part.kind == Kind::Gateway
            && part.what.ends_with("internet gateway")
        {
            routes.push((EdgeKind::Route, to, internet));
        }
    }
    routes.extend(places.inside.iter().map(|(from, to)| (EdgeKind::Table, *from, *to)));
    routes
}

/// The one of several parts that is nearest: in the same subnet, else zone, else VPC.
pub(crate) fn nearest(scene: &Scene, from: Id, of: &[Id]) -> Option<Id> {
    let around = |kind| scene.within(from, kind);
    let in_same = |kind| {
        let own = around(kind)?;
        of.iter().copied().find(|id| scene.within(*id, kind) == Some(own))
    };
    let boxes = [Kind::Subnet, Kind::Zone, Kind::Vpc];
    boxes.into_iter().find_map(in_same).or_else(|| of.first().copied())
}

/// Some services of many.
fn list(services: &BTreeSet<&str>) -> String {
    /// Services that are named.
    const MOST: usize = 8;
    let mut names: Vec<_> =
        services.iter().take(MOST).map(|s| crate::text::visible(s, super::LONGEST)).collect();
    if let Some(more) = services.len().checked_sub(MOST).filter(|more| *more > 0) {
        names.push(format!("+{more} more"));
    }
    names.join(", ")
}
