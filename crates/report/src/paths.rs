//! The document of `paths --format json`, and the table and hops for people.

use std::fmt::Write as _;

use serde::Serialize;

use crate::Range;
use crate::text;

/// A path of a workload to a service.
#[derive(Debug, Clone, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct Row {
    /// The root, or the template's file.
    pub root: String,
    /// The address of the workload.
    pub workload: String,
    /// The subnet that it runs in.
    pub subnet: Subnet,
    /// The service's short name, as endpoints have it.
    pub service: String,
    /// The addresses that are used: `ipv6` only from subnets that have no IPv4.
    #[cfg_attr(test, schemars(extend("enum" = ["ipv4", "ipv6"])))]
    pub family: &'static str,
    /// How sure it is that the workload calls it.
    #[cfg_attr(test, schemars(extend("enum" = ["proven", "likely", "hint"])))]
    pub confidence: &'static str,
    /// The evidence for that.
    pub because: String,
    /// The path.
    #[cfg_attr(test, schemars(extend("enum" = ["gateway-endpoint", "interface-endpoint", "nat",
        "internet-gateway", "egress-only-internet-gateway", "transit-gateway", "external", "blocked",
        "none", "unknown"])))]
    pub path: &'static str,
    /// The address of what carries the traffic, or refuses it.
    pub via: Option<String>,
    /// The scenario in which it is so, if not in all.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub when: Option<String>,
    /// The fact that makes it unknown.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
    /// The hops up to where it is decided.
    pub hops: Vec<Hop>,
}

/// A subnet's address, or `{"unknown": "reason"}`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(untagged)]
pub enum Subnet {
    /// Its address.
    Is(String),
    /// It is not known.
    Unknown {
        /// Why.
        unknown: String,
    },
}

/// A hop.
#[derive(Debug, Clone, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct Hop {
    /// What it is about.
    #[cfg_attr(test, schemars(extend("enum" = ["name", "resolver", "address", "route", "group", "acl",
        "policy"])))]
    pub step: &'static str,
    /// The address of the resource that decides.
    pub resource: Option<String>,
    /// The file in which that is written.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub file: Option<String>,
    /// Where in the file.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub range: Option<Range>,
    /// Whether traffic gets on from here.
    #[cfg_attr(test, schemars(extend("enum" = ["yes", "no", "unknown"])))]
    pub verdict: &'static str,
    /// What happens there, in words.
    pub says: String,
}

/// Characters of one cell or sentence at most.
const LONGEST: usize = 400;

/// A text with what can't be seen made visible.
fn visible(text: &str) -> String {
    text::visible(text, LONGEST)
}

/// The paths for people: a table, or with `explain` the hops of each.
#[must_use]
pub fn render(rows: &[Row], explain: bool) -> String {
    if explain {
        return rows.iter().map(hops).collect::<Vec<_>>().join("\n");
    }
    let mut lines = vec![["WORKLOAD", "SUBNET", "SERVICE", "NEED", "PATH"].map(String::from)];
    lines.extend(rows.iter().map(|row| {
        [row.workload.clone(), subnet(row), row.service.clone(), row.confidence.into(), way(row)]
            .map(|cell| visible(&cell))
    }));
    let mut widths = [0; 5];
    for line in &lines {
        for (width, cell) in widths.iter_mut().zip(line) {
            *width = (*width).max(cell.chars().count());
        }
    }
    let mut text = String::new();
    for line in &lines {
        let mut out = String::new();
        for (cell, width) in line.iter().zip(widths) {
            let _ = write!(out, "{cell:<width$}  ");
        }
        text.push_str(out.trim_end());
        text.push('\n');
    }
    text
}

fn subnet(row: &Row) -> String {
    match &row.subnet {
        Subnet::Is(address) => address.clone(),
        Subnet::Unknown { .. } => "?".into(),
    }
}

/// The path with what carries it, when it holds, or why it is not known.
fn way(row: &Row) -> String {
    let mut text = row.path.to_owned();
    if let Some(via) = &row.via {
        let _ = write!(text, " {via}");
    }
    if let Some(reason) = &row.reason {
        let _ = write!(text, " ({reason})");
    }
    if let Some(when) = &row.when {
        let _ = write!(text, ", when {when}");
    }
    text
}

/// One path, hop by hop.
fn hops(row: &Row) -> String {
    let mut text = format!(
        "{} in {} -> {}: {}\n",
        visible(&row.workload),
        visible(&subnet(row)),
        row.service,
        visible(&way(row))
    );
    for hop in &row.hops {
        let place = match (&hop.file, &hop.range) {
            (Some(file), Some(range)) => {
                format!(" ({}:{}:{})", visible(file), range.start.line, range.start.column)
            }
            _ => String::new(),
        };
        let of = hop.resource.as_ref().map(|r| format!(" `{}`", visible(r))).unwrap_or_default();
        let (step, verdict) = (hop.step, hop.verdict);
        let _ = writeln!(text, "  {step:<8} {verdict:<7} {}{of}{place}", visible(&hop.says));
    }
    text
}
