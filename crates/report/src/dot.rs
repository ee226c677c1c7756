//! The network as a graph in the language of Graphviz: VPCs, zones and subnets are clusters, routes
//! and paths are edges.

use std::fmt::Write as _;

use crate::graph::Document;
use crate::paths::Row;
use crate::scene::{EdgeKind, Id, Kind, Part, RouteKind, Scene, clipped};

/// Characters of a line of a label at most.
const WIDEST: usize = 48;

/// The graph.
#[must_use]
pub fn render(document: &Document, rows: &[Row]) -> String {
    let scene = Scene::of(document, rows);
    let mut out = String::from(HEAD);
    for id in &scene.deployments {
        push_part(&mut out, &scene, *id, 1);
    }
    for edge in &scene.edges {
        let ends = (anchor(&scene, edge.from), anchor(&scene, edge.to));
        let look = match edge.kind {
            EdgeKind::Route => "color=\"#64748b\"",
            EdgeKind::Table => "color=\"#64748b\" style=dashed",
            EdgeKind::Path => "color=\"#1d4ed8\" penwidth=1.6",
            EdgeKind::Short => "color=\"#b91c1c\" style=dashed",
            EdgeKind::Unknown => "color=\"#a16207\" style=dotted",
        };
        let before = match edge.kind {
            EdgeKind::Short => "does not reach ",
            EdgeKind::Unknown => "not known: ",
            _ => "",
        };
        let label = quoted(&[clipped(&format!("{before}{}", edge.label), WIDEST)]);
        let _ = writeln!(out, "  {} -> {} [label={label} {look}];", ends.0, ends.1);
    }
    out.push_str("}\n");
    out
}

const HEAD: &str = r##"// The network that the code would deploy: vpcelint graph --format dot | dot -Tsvg
digraph network {
  graph [rankdir=LR fontname="Helvetica,Arial,sans-serif" fontsize=12 compound=true];
  node [shape=box style="rounded,filled" fillcolor="#ffffff" color="#64748b" fontname="Helvetica,Arial,sans-serif" fontsize=10];
  edge [fontname="Helvetica,Arial,sans-serif" fontsize=9];
"##;

/// Colours of a subnet: its background and its border.
fn colours(route: Option<RouteKind>) -> (&'static str, &'static str) {
    match route {
        Some(RouteKind::Internet) => ("#dcfce7", "#15803d"),
        Some(RouteKind::Nat) => ("#dbeafe", "#1d4ed8"),
        Some(RouteKind::Other) => ("#f3e8ff", "#7e22ce"),
        Some(RouteKind::Unknown) => ("#fef3c7", "#a16207"),
        Some(RouteKind::None) | None => ("#f1f5f9", "#64748b"),
    }
}

/// The node at which the edges of a part end: a subnet has one of its own.
fn anchor(scene: &Scene, id: Id) -> String {
    match scene.part(id).kind {
        Kind::Subnet => format!("r{}", id.0),
        _ => format!("n{}", id.0),
    }
}

fn push_part(out: &mut String, scene: &Scene, id: Id, depth: usize) {
    let part = scene.part(id);
    // Services are named at the paths to them.
    if part.kind == Kind::Service {
        return;
    }
    let indent = "  ".repeat(depth);
    if !part.kind.is_box() {
        let (shape, fill) = look(part.kind);
        let style = if part.doubt { "rounded,filled,dashed" } else { "rounded,filled" };
        let label = quoted(&lines(part));
        let tip = quoted(&[part.told()]);
        let _ = writeln!(
            out,
            "{indent}n{} [label={label} tooltip={tip} shape={shape} style=\"{style}\" fillcolor=\"{fill}\"];",
            id.0
        );
        return;
    }
    let (fill, border) = match part.kind {
        Kind::Subnet => colours(part.route),
        Kind::Zone => ("#f8fafc", "#cbd5e1"),
        _ => ("#ffffff", "#475569"),
    };
    let style = if part.doubt { "rounded,filled,dashed" } else { "rounded,filled" };
    let _ = writeln!(out, "{indent}subgraph cluster_{} {{", id.0);
    let _ = writeln!(
        out,
        "{indent}  label={}; tooltip={}; style=\"{style}\"; fillcolor=\"{fill}\"; color=\"{border}\";",
        quoted(&lines(part)),
        quoted(&[part.told()])
    );
    // Edges end at nodes, and a cluster without one is not drawn.
    if part.kind == Kind::Subnet {
        let route: Vec<_> = part.facts.iter().take(1).map(|f| clipped(f, WIDEST)).collect();
        let _ = writeln!(
            out,
            "{indent}  r{} [label={} shape=plaintext style=\"\"];",
            id.0,
            quoted(&route)
        );
    } else if part.children.is_empty() {
        let _ = writeln!(out, "{indent}  r{} [label=\"empty\" shape=plaintext style=\"\"];", id.0);
    }
    for child in &part.children {
        push_part(out, scene, *child, depth + 1);
    }
    let _ = writeln!(out, "{indent}}}");
}

/// Shape and background of a node.
fn look(kind: Kind) -> (&'static str, &'static str) {
    match kind {
        Kind::Workload => ("box", "#ffffff"),
        Kind::Nat => ("cds", "#bfdbfe"),
        Kind::Interface | Kind::Endpoint => ("component", "#ccfbf1"),
        Kind::Gateway => ("house", "#e2e8f0"),
        Kind::Internet => ("ellipse", "#e2e8f0"),
        _ => ("plaintext", "#ffffff"),
    }
}

/// The lines of a label.
fn lines(part: &Part) -> Vec<String> {
    let what = match part.kind {
        Kind::Interface => "interface endpoint",
        _ => part.what.as_str(),
    };
    let lines = [part.label.as_str(), what].into_iter().filter(|l| !l.is_empty());
    lines.map(|line| clipped(line, WIDEST)).collect()
}

/// A quoted string of lines: quotes and backslashes are escaped, and so is what Graphviz would take
/// for an entity.
fn quoted(lines: &[String]) -> String {
    let mut out = String::from("\"");
    for (n, line) in lines.iter().enumerate() {
        if n > 0 {
            out.push_str("\\n");
        }
        for c in line.chars() {
            match c {
                '"' => out.push_str("\\\""),
                '\\' => out.push_str("\\\\"),
                '&' => out.push_str("&amp;"),
                '<' => out.push_str("&lt;"),
                '>' => out.push_str("&gt;"),
                '\n' => out.push_str("\\n"),
                _ => out.push(c),
            }
        }
    }
    out.push('"');
    out
}
