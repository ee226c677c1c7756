//! Where each box of the picture lies: a tree of flex boxes and grids, laid out by taffy as a browser
//! would do it. Zones are columns, and subnets with the same kind of default route are one tier.

#[cfg(test)]
mod tests;
mod tiers;

use std::collections::HashMap;

use taffy::TaffyError;
use taffy::prelude::*;

use super::width;
use crate::scene::{Id, Kind, RouteKind, Scene};
use tiers::{Band, bands};

/// Sizes of texts.
pub(super) const TEXT: f32 = 11.0;
pub(super) const SMALL: f32 = 10.0;
pub(super) const HEADING: f32 = 13.0;
/// The height of a line of text.
pub(super) const LINE: f32 = 15.0;
/// Room between a border and what is in it.
pub(super) const PAD: f32 = 10.0;
/// The square before a label of the legend.
pub(super) const SWATCH: f32 = 14.0;

/// The height of what is no box.
const CHIP: f32 = 22.0;
/// The room between two of them.
const GAP: f32 = 6.0;
/// The width of a column of subnets.
const COLUMN: f32 = 264.0;
/// Columns side by side at most.
const COLUMNS: usize = 6;
/// The widest picture, and the narrowest.
const WIDEST: f32 = 1_760.0;
const NARROWEST: f32 = 700.0;

/// A rectangle, in pixels from the left and the top.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Area {
    pub(super) x: f32,
    pub(super) y: f32,
    pub(super) width: f32,
    pub(super) height: f32,
}

/// Where everything is.
#[derive(Debug)]
pub(super) struct Layout {
    pub(super) width: f32,
    pub(super) height: f32,
    /// The part that is drawn, outer boxes before inner ones.
    pub(super) parts: Vec<(Id, Area)>,
    pub(super) legend: Vec<(RouteKind, Area)>,
}

/// Lays out a scene. Where taffy refuses, which it has no reason to, nothing is drawn.
pub(super) fn layout(scene: &Scene) -> Layout {
    let mut plan = Plan { scene, tree: TaffyTree::new(), shown: Vec::new() };
    plan.layout().unwrap_or(Layout {
        width: NARROWEST,
        height: CHIP,
        parts: Vec::new(),
        legend: Vec::new(),
    })
}

/// What a node of taffy's tree is for.
#[derive(Debug, Clone, Copy)]
enum Shown {
    Part(Id),
    Legend(RouteKind),
}

struct Plan<'s> {
    scene: &'s Scene,
    tree: TaffyTree<()>,
    shown: Vec<(NodeId, Shown)>,
}

type Made = Result<NodeId, TaffyError>;

impl Plan<'_> {
    fn layout(&mut self) -> Result<Layout, TaffyError> {
        let root = self.root()?;
        self.compute(root, WIDEST)?;
        // What wraps takes all the room that it may, so that only VPCs tell how much is needed.
        let wide = self.read(root)?;
        let vpcs = wide.parts.iter().filter(|(id, _)| self.scene.part(*id).kind == Kind::Vpc);
        let right = vpcs.map(|(_, area)| area.x + area.width).fold(0.0, f32::max);
        self.compute(root, (right + 2.0 * PAD).clamp(NARROWEST, WIDEST))?;
        self.read(root)
    }

    fn compute(&mut self, root: NodeId, width: f32) -> Result<(), TaffyError> {
        let style = Style { size: wide(width), ..column(PAD, PAD, 14.0) };
        self.tree.set_style(root, style)?;
        self.tree.compute_layout(root, Size::MAX_CONTENT)
    }

    /// Where everything is, from the left and the top of the picture.
    fn read(&self, root: NodeId) -> Result<Layout, TaffyError> {
        let shown: HashMap<_, _> = self.shown.iter().copied().collect();
        let Size { width, height } = self.tree.layout(root)?.size;
        let mut layout = Layout { width, height, parts: Vec::new(), legend: Vec::new() };
        let mut open = vec![(root, 0.0, 0.0)];
        while let Some((node, left, top)) = open.pop() {
            let at = self.tree.layout(node)?;
            let (x, y) = (left + at.location.x, top + at.location.y);
            let area = Area { x, y, width: at.size.width, height: at.size.height };
            match shown.get(&node) {
                Some(Shown::Part(id)) => layout.parts.push((*id, area)),
                Some(Shown::Legend(kind)) => layout.legend.push((*kind, area)),
                None => {}
            }
            let children = self.tree.children(node)?;
            open.extend(children.into_iter().rev().map(|child| (child, x, y)));
        }
        Ok(layout)
    }

    fn root(&mut self) -> Made {
        let mut children = vec![self.legend()?];
        for id in self.scene.deployments.clone() {
            children.push(match self.scene.part(id).kind {
                Kind::Deployment => self.deployment(id)?,
                _ => self.chip(id, COLUMN)?,
            });
        }
        self.tree.new_with_children(Style::default(), &children)
    }

    fn legend(&mut self) -> Made {
        let mut items = Vec::new();
        for kind in RouteKind::ALL {
            let width = SWATCH + 6.0 + width::of(kind.words(), SMALL) + 8.0;
            let style = Style { size: sized(width, LINE), ..Style::default() };
            let leaf = self.tree.new_leaf(style)?;
            self.shown.push((leaf, Shown::Legend(kind)));
            items.push(leaf);
        }
        self.tree.new_with_children(row(0.0, 0.0, GAP), &items)
    }

    fn part(&mut self, id: Id, style: Style, children: &[NodeId]) -> Made {
        let node = self.tree.new_with_children(style, children)?;
        self.shown.push((node, Shown::Part(id)));
        Ok(node)
    }

    fn deployment(&mut self, id: Id) -> Made {
        let (mut children, mut vpcs) = (Vec::new(), Vec::new());
        for child in &self.scene.part(id).children {
            match self.scene.part(*child).kind {
                Kind::Outside => children.push(self.outside(*child)?),
                Kind::Vpc => vpcs.push(self.vpc(*child)?),
                _ => vpcs.push(self.chip(*child, COLUMN)?),
            }
        }
        children.push(self.tree.new_with_children(row(0.0, 0.0, 14.0), &vpcs)?);
        self.part(id, column(PAD, 30.0, 12.0), &children)
    }

    fn outside(&mut self, id: Id) -> Made {
        let chips = self.chips(&self.scene.part(id).children, COLUMN)?;
        self.part(id, row(PAD, 28.0, GAP), &chips)
    }

    fn chips(&mut self, ids: &[Id], room: f32) -> Result<Vec<NodeId>, TaffyError> {
        ids.iter().map(|id| self.chip(*id, room)).collect()
    }

    /// What is no box: as wide as its texts, in so much room.
    fn chip(&mut self, id: Id, room: f32) -> Made {
        let part = self.scene.part(id);
        let what = width::of(&part.what, SMALL) + if part.what.is_empty() { 0.0 } else { 5.0 };
        let width = (16.0 + what + width::of(&part.label, TEXT)).ceil().min(room);
        self.part(id, Style { size: sized(width, CHIP), flex_shrink: 0.0, ..Style::default() }, &[])
    }

    fn vpc(&mut self, id: Id) -> Made {
        let of_kind = |zones: bool| {
            let children = self.scene.part(id).children.iter().copied();
            children.filter(|c| (self.scene.part(*c).kind == Kind::Zone) == zones).collect()
        };
        let (zones, edge): (Vec<Id>, Vec<Id>) = (of_kind(true), of_kind(false));
        let bands = bands(self.scene, &zones, COLUMNS);
        let columns = bands.iter().map(|band| band.columns).max().unwrap_or(1);
        let room = across(columns);
        let mut children = Vec::new();
        if !edge.is_empty() {
            let chips = self.chips(&edge, room)?;
            children.push(self.tree.new_with_children(row(0.0, 0.0, GAP), &chips)?);
        }
        for band in bands {
            children.push(self.band(&band)?);
        }
        let style = Style { size: wide(room + 2.0 * PAD), ..column(PAD, 32.0, PAD) };
        self.part(id, style, &children)
    }

    /// Zones side by side, and their subnets above them in the same grid.
    fn band(&mut self, band: &Band) -> Made {
        let mut items = Vec::new();
        for zone in &band.zones {
            let style = Style {
                grid_row: Line { start: line(1), end: span(count(band.rows + 1)) },
                grid_column: Line { start: column_line(zone.column), end: span(count(zone.span)) },
                ..Style::default()
            };
            items.push(self.part(zone.id, style, &[])?);
        }
        for cell in &band.cells {
            let at = Style {
                grid_row: Line { start: row_line(cell.row), end: span(1) },
                grid_column: Line { start: column_line(cell.column), end: span(1) },
                margin: Rect {
                    left: length(8.0),
                    right: length(8.0),
                    top: zero(),
                    bottom: length(8.0),
                },
                ..Style::default()
            };
            items.push(self.subnet(cell.id, at)?);
        }
        let style = Style {
            display: Display::Grid,
            grid_template_columns: vec![length(COLUMN); band.columns],
            grid_template_rows: vec![length(26.0)],
            grid_auto_rows: vec![auto()],
            gap: Size { width: length(PAD), height: zero() },
            ..Style::default()
        };
        self.tree.new_with_children(style, &items)
    }

    fn subnet(&mut self, id: Id, at: Style) -> Made {
        let part = self.scene.part(id);
        if part.kind != Kind::Subnet {
            return self.part(id, Style { min_size: tall(CHIP), ..at }, &[]);
        }
        let room = COLUMN - 16.0 - 2.0 * PAD;
        let chips = self.chips(&part.children, room)?;
        let head = 8.0 + LINE * (1 + lines(self.scene, id)) as f32 + GAP;
        let style = row(PAD, head, GAP);
        let style = Style {
            grid_row: at.grid_row,
            grid_column: at.grid_column,
            margin: at.margin,
            ..style
        };
        self.part(id, style, &chips)
    }
}

/// Lines of facts below the name of a subnet: its route, and the gateway endpoints of its table.
pub(super) fn lines(scene: &Scene, id: Id) -> u8 {
    let facts = &scene.part(id).facts;
    1 + u8::from(facts.get(1).is_some_and(|fact| fact.starts_with("gateway endpoints")))
}

/// The width of columns side by side.
fn across(columns: usize) -> f32 {
    f32::from(count(columns)) * (COLUMN + PAD) - PAD
}

/// A small number, as the grid has it.
fn count(n: usize) -> u16 {
    u16::try_from(n).unwrap_or(u16::MAX)
}

fn column_line(column: usize) -> GridPlacement {
    line(i16::try_from(column + 1).unwrap_or(1))
}

/// The line above a row of subnets; the first row has the names of the zones.
fn row_line(row: usize) -> GridPlacement {
    line(i16::try_from(row + 2).unwrap_or(2))
}

fn sized(width: f32, height: f32) -> Size<Dimension> {
    Size { width: length(width), height: length(height) }
}

fn wide(width: f32) -> Size<Dimension> {
    Size { width: length(width), height: auto() }
}

fn tall(height: f32) -> Size<LengthPercentageAuto> {
    Size { width: auto(), height: length(height) }
}

fn column(pad: f32, top: f32, gap: f32) -> Style {
    Style { flex_direction: FlexDirection::Column, ..flex_box(pad, top, gap) }
}

/// Side by side, in as many lines as it takes.
fn row(pad: f32, top: f32, gap: f32) -> Style {
    Style {
        flex_wrap: FlexWrap::Wrap,
        align_items: AlignItems::START,
        align_content: AlignContent::START,
        ..flex_box(pad, top, gap)
    }
}

fn flex_box(pad: f32, top: f32, gap: f32) -> Style {
    Style {
        display: Display::Flex,
        padding: Rect {
            left: length(pad),
            right: length(pad),
            top: length(top),
            bottom: length(pad),
        },
        gap: Size { width: length(gap), height: length(gap) },
        ..Style::default()
    }
}
