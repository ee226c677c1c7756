//! The document of `paths --format json`, and the table and hops for people.

mod money;

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
    /// What it costs, where it leads through a NAT gateway.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub cost: Option<Cost>,
    /// The hops up to where it is decided.
    pub hops: Vec<Hop>,
}

/// What the traffic of a VPC to a service costs by NAT gateways, and by an endpoint in their place:
/// list prices on demand, without the hours of the NAT gateways, which stay.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct Cost {
    /// The VPC.
    pub vpc: String,
    /// The Region, where it is known.
    pub region: Option<String>,
    /// The currency, where prices of the Region are known.
    pub currency: Option<String>,
    /// A GB by the NAT gateway.
    pub nat_gb: Option<Amount>,
    /// The zones that the traffic comes from.
    pub zones: u32,
    /// The kind of endpoint that could take its place, if there is one.
    #[cfg_attr(test, schemars(extend("enum" = ["gateway-endpoint", "interface-endpoint", null])))]
    pub endpoint: Option<&'static str>,
    /// That endpoint for a month in these zones.
    pub endpoint_month: Option<Amount>,
    /// A GB by that endpoint.
    pub endpoint_gb: Option<Amount>,
    /// The GB in a month above which the endpoint is cheaper while the NAT gateway stays.
    pub break_even_gb: Option<f64>,
    /// Whether all prices that this rests on are confirmed.
    pub confirmed: bool,
    /// The traffic of a month, where it is given.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub traffic: Option<Traffic>,
}

/// A price.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct Amount {
    /// How much.
    pub amount: f64,
    /// Whether it stands in a price list or on a bill.
    pub confirmed: bool,
}

/// The traffic of a month.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct Traffic {
    /// GB, of all paths of the VPC to the service.
    pub gigabytes: f64,
    /// What they cost by the NAT gateway.
    pub now: Option<f64>,
    /// What they would cost with the endpoint, its month included.
    pub with_endpoint: Option<f64>,
}

/// A subnet's address, or `{"unknown": "reason"}`.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
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
    // Roots have the same addresses where they are the stages of one network.
    let mut roots = rows.iter().map(|row| &row.root);
    let first = roots.next();
    let several = roots.any(|root| Some(root) != first);
    let line = |root: &str, rest: [&str; 4]| -> Vec<String> {
        let root = several.then(|| visible(root));
        root.into_iter().chain(rest.map(visible)).collect()
    };
    let titles = line("ROOT", ["WORKLOAD", "SUBNET", "SERVICE", "NEED"]);
    let mut lines = vec![(titles, "PATH".to_owned())];
    lines.extend(rows.iter().map(|row| {
        let cells = line(&row.root, [&row.workload, subnet(row), &row.service, row.confidence]);
        (cells, visible(&way(row)))
    }));
    let mut widths = [0; 5];
    for (cells, _) in &lines {
        for (width, cell) in widths.iter_mut().zip(cells) {
            *width = (*width).max(cell.chars().count());
        }
    }
    let mut text = String::new();
    for (cells, way) in &lines {
        for (cell, width) in cells.iter().zip(widths) {
            text.push_str(cell);
            text.extend(std::iter::repeat_n(' ', width + 2 - cell.chars().count()));
        }
        text.push_str(way.trim_end());
        text.push('\n');
    }
    text + &money::render(rows)
}

fn subnet(row: &Row) -> &str {
    match &row.subnet {
        Subnet::Is(address) => address,
        Subnet::Unknown { .. } => "?",
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
        visible(subnet(row)),
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
    if let Some(cost) = &row.cost {
        let _ = writeln!(text, "  {:<8} {:<7} {}", "cost", "", money::says(cost));
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    fn row(root: &str) -> Row {
        Row {
            root: root.to_owned(),
            workload: "aws_instance.i".to_owned(),
            subnet: Subnet::Is("aws_subnet.a".to_owned()),
            service: "s3".to_owned(),
            family: "ipv4",
            confidence: "likely",
            because: String::new(),
            path: "nat",
            via: None,
            when: None,
            reason: None,
            cost: None,
            hops: Vec::new(),
        }
    }

    #[test]
    fn several_roots_are_told_apart() {
        let one = render(&[row("live/dev"), row("live/dev")], false);
        assert!(one.starts_with("WORKLOAD "), "{one}");
        assert!(!one.contains("live/dev"), "{one}");
        let two = render(&[row("live/dev"), row("live/prod")], false);
        let lines: Vec<_> = two.lines().collect();
        assert_eq!(lines[0], "ROOT       WORKLOAD        SUBNET        SERVICE  NEED    PATH");
        assert_eq!(lines[2], "live/prod  aws_instance.i  aws_subnet.a  s3       likely  nat");
    }
}
