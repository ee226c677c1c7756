//! The picture itself: a standalone SVG without script, in the colours of the reader's system.

use std::fmt::Write as _;

use super::layout::{Area, HEADING, LINE, Layout, PAD, SMALL, SWATCH, TEXT, layout, lines};
use super::{palette, width};
use crate::scene::{Id, Kind, Part, Scene};
use crate::text;

/// How much wider bold texts are.
const BOLD: f32 = 1.13;

/// How the picture begins.
#[derive(Debug, Clone, Copy)]
pub(super) struct Frame {
    /// Whether it brings its own style sheet and name space.
    pub(super) standalone: bool,
}

/// Draws a scene.
pub(super) fn draw(scene: &Scene, frame: Frame) -> String {
    let layout = layout(scene);
    let mut out = String::new();
    push_head(&mut out, scene, &layout, frame);
    for (kind, area) in &layout.legend {
        let class = kind.name();
        let _ = write!(out, "<g class=\"{class}\">");
        push_rect(&mut out, "edge", Area { width: SWATCH, height: SWATCH, ..*area }, 3.0);
        out.push_str("</g><g class=\"paper\">");
        let at = (area.x + SWATCH + 6.0, area.y + 11.0);
        push_text(&mut out, "s m", at, kind.words());
        out.push_str("</g>\n");
    }
    for (id, area) in &layout.parts {
        push_part(&mut out, scene, *id, *area);
    }
    out.push_str("</svg>\n");
    out
}

fn push_head(out: &mut String, scene: &Scene, layout: &Layout, frame: Frame) {
    let (width, height) = (layout.width, layout.height);
    let space = if frame.standalone { " xmlns=\"http://www.w3.org/2000/svg\"" } else { "" };
    let _ = writeln!(
        out,
        "<svg{space} class=\"vpcelint\" viewBox=\"0 0 {width} {height}\" width=\"{width}\" \
         height=\"{height}\" role=\"graphics-document\" aria-labelledby=\"picture-title picture-desc\">\n\
         <title id=\"picture-title\">Network</title>\n<desc id=\"picture-desc\">{}</desc>",
        escaped(&describe(scene, layout))
    );
    if frame.standalone {
        let _ = writeln!(out, "<style>{}</style>", palette::style());
    }
    let paper = Area { x: 0.0, y: 0.0, width, height };
    out.push_str("<g class=\"paper\">");
    push_rect(out, "edge", paper, 0.0);
    out.push_str("</g>\n");
}

/// What is in the picture, in a sentence.
fn describe(scene: &Scene, layout: &Layout) -> String {
    let count = |kind| layout.parts.iter().filter(|(id, _)| scene.part(*id).kind == kind).count();
    let mut said = Vec::new();
    for (kind, one, many) in [
        (Kind::Vpc, "VPC", "VPCs"),
        (Kind::Subnet, "subnet", "subnets"),
        (Kind::Nat, "NAT gateway", "NAT gateways"),
        (Kind::Interface, "interface of endpoints", "interfaces of endpoints"),
        (Kind::Endpoint, "other endpoint", "other endpoints"),
        (Kind::Workload, "workload", "workloads"),
        (Kind::Service, "service", "services"),
    ] {
        let n = count(kind);
        if n > 0 {
            said.push(format!("{n} {}", if n == 1 { one } else { many }));
        }
    }
    let mut text = match said.is_empty() {
        true => "There is no network to draw".to_owned(),
        false => said.join(", "),
    };
    match scene.empty {
        0 => {}
        1 => text.push_str("; 1 root has no network"),
        n => {
            let _ = write!(text, "; {n} roots have no network");
        }
    }
    if scene.left_out > 0 {
        let _ = write!(text, "; not drawn: {} of the roots", scene.left_out);
    }
    text.push('.');
    text
}

/// The classes of a part.
fn classes(part: &Part) -> String {
    let mut classes = part.kind.name().to_owned();
    if let Some(route) = part.route {
        classes.push(' ');
        classes.push_str(route.name());
    }
    if part.doubt {
        classes.push_str(" doubt");
    }
    classes
}

fn push_part(out: &mut String, scene: &Scene, id: Id, area: Area) {
    let part = scene.part(id);
    let within = match part.kind.is_box() {
        true => None,
        false => scene.within(id, Kind::Subnet),
    };
    let within = within.map(|subnet| format!(" data-in=\"{}\"", subnet.0)).unwrap_or_default();
    let _ = write!(
        out,
        "<g id=\"n{}\" class=\"{}\"{within} data-address=\"{}\"><title>{}</title>",
        id.0,
        classes(part),
        escaped(&part.address),
        escaped(&part.told())
    );
    let round = if part.kind.is_box() { 6.0 } else { area.height / 2.0 };
    let round = if part.kind == Kind::Workload { 4.0 } else { round };
    push_rect(out, "edge", area, round);
    match part.kind {
        Kind::Subnet => push_subnet(out, scene, id, area),
        kind if kind.is_box() => push_heading(out, part, area),
        _ => push_chip(out, part, area),
    }
    out.push_str("</g>\n");
}

fn push_heading(out: &mut String, part: &Part, area: Area) {
    let (size, class) = match part.kind {
        Kind::Deployment | Kind::Vpc => (HEADING, "b h"),
        _ => (TEXT, "b"),
    };
    let (x, y) = (area.x + PAD, area.y + 20.0 - if part.kind == Kind::Zone { 2.0 } else { 0.0 });
    let room = area.width - 2.0 * PAD;
    let prefix = match part.kind {
        Kind::Vpc if !part.address.is_empty() => "VPC ",
        _ => "",
    };
    let what = width::fitted(&part.what, TEXT, room * 0.45);
    let taken = if what.is_empty() { 0.0 } else { width::of(&what, TEXT) + PAD };
    let label = width::fitted(&format!("{prefix}{}", part.label), size * BOLD, room - taken);
    push_text(out, class, (x, y), &label);
    if !what.is_empty() {
        push_end(out, "m", (area.x + area.width - PAD, y), &what);
    }
}

fn push_subnet(out: &mut String, scene: &Scene, id: Id, area: Area) {
    let part = scene.part(id);
    let bar = Area { x: area.x, y: area.y + 6.0, width: 4.0, height: area.height - 12.0 };
    push_rect(out, "bar", bar, 2.0);
    let (left, right) = (area.x + PAD, area.x + area.width - PAD);
    let mut y = area.y + 17.0;
    let room = area.width - 2.0 * PAD;
    let what = width::fitted(&part.what, SMALL, room / 2.0);
    let taken = if what.is_empty() { 0.0 } else { width::of(&what, SMALL) + 6.0 };
    push_text(out, "b", (left, y), &width::fitted(&part.label, TEXT * BOLD, room - taken));
    if !what.is_empty() {
        push_end(out, "s m", (right, y), &what);
    }
    for (n, fact) in part.facts.iter().take(usize::from(lines(scene, id))).enumerate() {
        y += LINE;
        let arrow = if n == 0 { "\u{2192} " } else { "" };
        let text = width::fitted(&format!("{arrow}{fact}"), SMALL, room);
        push_text(out, "s m", (left, y), &text);
    }
}

fn push_chip(out: &mut String, part: &Part, area: Area) {
    let (mut x, y) = (area.x + 8.0, area.y + 15.0);
    let room = area.width - 16.0;
    let mut left = room;
    if !part.what.is_empty() {
        // The label comes first where both have no room.
        let rest = (room - width::of(&part.label, TEXT) - 5.0).max(room * 0.4);
        let what = width::fitted(&part.what, SMALL, rest + 0.5);
        push_text(out, "s m", (x, y), &what);
        let used = width::of(&what, SMALL) + 5.0;
        x += used;
        left -= used;
    }
    push_text(out, "", (x, y), &width::fitted(&part.label, TEXT, left + 0.5));
}

fn push_rect(out: &mut String, class: &str, area: Area, round: f32) {
    let Area { x, y, width, height } = area;
    let _ = write!(
        out,
        "<rect class=\"{class}\" x=\"{x}\" y=\"{y}\" width=\"{width}\" height=\"{height}\" rx=\"{round}\"/>"
    );
}

fn push_text(out: &mut String, class: &str, (x, y): (f32, f32), text: &str) {
    let text = escaped(text);
    let class = match class {
        "" => String::new(),
        class => format!(" class=\"{class}\""),
    };
    let _ = write!(out, "<text{class} x=\"{x:.1}\" y=\"{y:.1}\">{text}</text>");
}

/// A text that ends at a point.
fn push_end(out: &mut String, class: &str, (x, y): (f32, f32), text: &str) {
    let text = escaped(text);
    let _ = write!(
        out,
        "<text class=\"{class}\" text-anchor=\"end\" x=\"{x:.1}\" y=\"{y:.1}\">{text}</text>"
    );
}

/// A text as XML and HTML both read it. Line breaks between facts stay.
pub(super) fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\'' => out.push_str("&#39;"),
            '\n' => out.push('\n'),
            c => {
                text::push_visible(&mut out, c);
            }
        }
    }
    out
}
