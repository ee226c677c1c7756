//! The columns and rows of the zones of a VPC: subnets whose default routes lead to the same kind of
//! thing lie in the same rows of all zones.

use crate::scene::{Id, Kind, RouteKind, Scene};

/// Subnets of a zone for which it is made wider.
const MANY: usize = 4;

/// Zones side by side.
#[derive(Debug, Default)]
pub(super) struct Band {
    pub(super) columns: usize,
    pub(super) rows: usize,
    pub(super) zones: Vec<Zone>,
    pub(super) cells: Vec<Cell>,
}

/// A zone, in columns side by side.
#[derive(Debug)]
pub(super) struct Zone {
    pub(super) id: Id,
    pub(super) column: usize,
    pub(super) span: usize,
}

/// A subnet in a column and row.
#[derive(Debug)]
pub(super) struct Cell {
    pub(super) id: Id,
    pub(super) column: usize,
    pub(super) row: usize,
}

/// The zones of a VPC in bands of so many columns at most.
pub(super) fn bands(scene: &Scene, zones: &[Id], most: usize) -> Vec<Band> {
    let mut bands: Vec<Band> = Vec::new();
    for id in zones {
        let span = scene.part(*id).children.len().div_ceil(MANY).clamp(1, 3);
        match bands.last_mut() {
            Some(band) if band.columns + span <= most => {
                band.zones.push(Zone { id: *id, column: band.columns, span });
                band.columns += span;
            }
            _ => bands.push(Band {
                columns: span,
                zones: vec![Zone { id: *id, column: 0, span }],
                ..Band::default()
            }),
        }
    }
    for band in &mut bands {
        fill(scene, band);
    }
    bands
}

fn fill(scene: &Scene, band: &mut Band) {
    for tier in RouteKind::ALL.into_iter().map(Some).chain([None]) {
        let mut rows = 0;
        for zone in &band.zones {
            let subnets = scene.part(zone.id).children.iter().filter(|id| {
                let part = scene.part(**id);
                // What stands for more subnets has no route.
                part.route == tier && (tier.is_some() || part.kind == Kind::More)
            });
            for (n, id) in subnets.enumerate() {
                let (column, row) = (zone.column + n % zone.span, n / zone.span);
                band.cells.push(Cell { id: *id, column, row: band.rows + row });
                rows = rows.max(row + 1);
            }
        }
        band.rows += rows;
    }
}
