//! The network as a flowchart of Mermaid, which code hosts draw in Markdown: VPCs, zones and subnets
//! are nested subgraphs, routes and paths are links.

use std::fmt::Write as _;

use crate::graph::Document;
use crate::paths::Row;
use crate::scene::{Edge, EdgeKind, Id, Kind, Part, RouteKind, Scene, clipped};

/// Characters of a line of a label at most.
const WIDEST: usize = 40;

/// Links that Mermaid draws unless it is configured otherwise.
const MOST_LINKS: usize = 500;

/// The flowchart.
#[must_use]
pub fn render(document: &Document, rows: &[Row]) -> String {
    let scene = Scene::of(document, rows);
    let mut out = String::from("flowchart LR\n");
    for id in &scene.deployments {
        push_part(&mut out, &scene, *id, 1);
    }
    push_links(&mut out, &scene);
    // Boxes get their classes where nothing is open any more.
    for (id, part) in scene.boxes() {
        if let Some(class) = class(part) {
            let _ = writeln!(out, "  class n{} {class}", id.0);
        }
    }
    for (class, look) in LOOKS {
        let _ = writeln!(out, "  classDef {class} {look}");
    }
    out
}

/// What the classes look like, readable on a light and on a dark page.
const LOOKS: &[(&str, &str)] = &[
    ("internet", "fill:#dcfce7,stroke:#15803d,color:#0f172a"),
    ("nat", "fill:#dbeafe,stroke:#1d4ed8,color:#0f172a"),
    ("other", "fill:#f3e8ff,stroke:#7e22ce,color:#0f172a"),
    ("unknown", "fill:#fef3c7,stroke:#a16207,color:#0f172a,stroke-dasharray:4 3"),
    ("isolated", "fill:#f1f5f9,stroke:#64748b,color:#0f172a"),
    ("box", "fill:#ffffff,stroke:#475569,color:#0f172a"),
    ("back", "fill:#f8fafc,stroke:#cbd5e1,color:#0f172a"),
    ("part", "fill:#ffffff,stroke:#64748b,color:#0f172a"),
    ("doubt", "fill:#ffffff,stroke:#a16207,color:#0f172a,stroke-dasharray:4 3"),
];

/// The class of a part.
fn class(part: &Part) -> Option<&'static str> {
    match (part.kind, part.route) {
        (Kind::Subnet, Some(RouteKind::Internet)) => Some("internet"),
        (Kind::Subnet, Some(RouteKind::Nat)) => Some("nat"),
        (Kind::Subnet, Some(RouteKind::Other)) => Some("other"),
        (Kind::Subnet, Some(RouteKind::Unknown)) => Some("unknown"),
        (Kind::Subnet, _) => Some("isolated"),
        (Kind::Vpc | Kind::Outside, _) => Some("box"),
        (kind, _) if kind.is_box() => Some("back"),
        _ if part.doubt => Some("doubt"),
        _ => Some("part"),
    }
}

fn push_part(out: &mut String, scene: &Scene, id: Id, depth: usize) {
    let part = scene.part(id);
    // Services are named at the paths to them.
    if part.kind == Kind::Service {
        return;
    }
    let indent = "  ".repeat(depth);
    let label = label(part);
    if part.kind.is_box() {
        let _ = writeln!(out, "{indent}subgraph n{}[\"{label}\"]", id.0);
        if part.children.is_empty() {
            // A subgraph without nodes becomes a node that no link may name twice.
            let _ = writeln!(out, "{indent}  e{}[\"empty\"]:::part", id.0);
        }
        for child in &part.children {
            push_part(out, scene, *child, depth + 1);
        }
        let _ = writeln!(out, "{indent}end");
        return;
    }
    let (open, close) = match part.kind {
        Kind::Nat | Kind::Gateway => ("{{", "}}"),
        Kind::Interface | Kind::Endpoint => ("([", "])"),
        Kind::Internet => ("((", "))"),
        _ => ("[", "]"),
    };
    let class = class(part).unwrap_or("part");
    let _ = writeln!(out, "{indent}n{}{open}\"{label}\"{close}:::{class}", id.0);
}

fn push_links(out: &mut String, scene: &Scene) {
    // Paths first: they are what the picture is for.
    let mut links: Vec<&Edge> = scene.edges.iter().collect();
    links.sort_by_key(|edge| matches!(edge.kind, EdgeKind::Route | EdgeKind::Table));
    for edge in links.iter().take(MOST_LINKS) {
        let (before, arrow) = match edge.kind {
            EdgeKind::Route => ("", "-->"),
            EdgeKind::Table => ("", "-.->"),
            EdgeKind::Path => ("", "==>"),
            EdgeKind::Short => ("does not reach ", "-.-x"),
            EdgeKind::Unknown => ("not known: ", "-.-o"),
        };
        let label = match edge.label.is_empty() {
            true => String::new(),
            false => format!("|\"{before}{}\"|", escaped(&clipped(&edge.label, WIDEST))),
        };
        let _ = writeln!(out, "  n{} {arrow}{label} n{}", edge.from.0, edge.to.0);
    }
    if let Some(more) = links.len().checked_sub(MOST_LINKS).filter(|more| *more > 0) {
        let _ = writeln!(out, "  more[\"{more} more links are not drawn\"]:::doubt");
    }
}

/// The lines of a label. Boxes have room for one only.
fn label(part: &Part) -> String {
    // Links show where other subnets lead.
    let alone = matches!(part.route, Some(RouteKind::None | RouteKind::Unknown));
    let what = match part.kind {
        Kind::Interface => "interface endpoint",
        _ => &part.what,
    };
    let facts = part.facts.iter().take(usize::from(alone)).map(String::as_str);
    let lines = [part.label.as_str(), what].into_iter().chain(facts).filter(|l| !l.is_empty());
    let lines: Vec<_> = lines.map(|line| escaped(&clipped(line, WIDEST))).collect();
    lines.join(if part.kind.is_box() { ", " } else { "<br/>" })
}

/// A text in which nothing has a meaning for Mermaid, for its Markdown or for the HTML that it makes.
fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            'a'..='z' | 'A'..='Z' | '0'..='9' | ' ' | '-' | ',' | '+' | '?' => out.push(c),
            _ if !c.is_ascii() => out.push(c),
            _ => {
                let _ = write!(out, "#{};", u32::from(c));
            }
        }
    }
    out
}
