//! What an editor shows beside a resource: the paths of a workload, what an endpoint serves, where a
//! subnet's traffic goes. Markdown, in which nothing from the input is markup.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;

use crate::graph::{Endpoint, Known, NatGateway, Root, RouteTable, Subnet, Vpc, Workload};
use crate::markdown::escape::{Where, code, prose};
use crate::paths::{self, Row};
use crate::text;

/// Parts at most: a module call may make hundreds.
const PARTS: usize = 6;

/// Lines of a list or table at most.
const LINES: usize = 25;

/// What is to be said of resources, given by root and address; nothing if there is nothing.
#[must_use]
pub fn render(of: &BTreeSet<(String, String)>, roots: &[Root], rows: &[Row]) -> String {
    let mut parts = Vec::new();
    let deployments: BTreeMap<&str, usize> =
        roots.iter().map(|root| (root.root.as_str(), root.deployment)).collect();
    for root in roots {
        let together = |row: &&Row| deployments.get(row.root.as_str()) == Some(&root.deployment);
        let rows: Vec<&Row> = rows.iter().filter(together).collect();
        let beside: Vec<&Root> =
            roots.iter().filter(|other| other.deployment == root.deployment).collect();
        let is = |address: &str| of.contains(&(root.root.clone(), address.to_owned()));
        let workloads = root.workloads.iter().filter(|w| is(&w.address));
        parts.extend(workloads.map(|w| workload(w, &root.root, &rows)));
        let endpoints = root.endpoints.iter().filter(|e| is(&e.address));
        parts.extend(endpoints.map(|e| endpoint(e, &root.root, &rows)));
        let gateways = root.nat_gateways.iter().filter(|n| is(&n.address));
        parts.extend(gateways.map(|n| nat(n, &root.root, &rows)));
        parts.extend(
            root.subnets.iter().filter(|s| is(&s.address)).map(|s| subnet(s, root, &beside)),
        );
        parts.extend(root.route_tables.iter().filter(|t| is(&t.address)).map(route_table));
        parts.extend(root.vpcs.iter().filter(|v| is(&v.address)).map(|v| vpc(v, root)));
    }
    let more = parts.len().saturating_sub(PARTS);
    parts.truncate(PARTS);
    if more > 0 {
        parts.push(format!("and {more} more\n"));
    }
    parts.join("\n---\n\n")
}

/// Characters of a name or a sentence at most.
const LENGTH: usize = 300;

fn named(name: &str, at: Where) -> String {
    code(&text::visible(name, LENGTH), at)
}

fn said(sentence: &str, at: Where) -> String {
    prose(&text::visible(sentence, LENGTH), at)
}

fn title(address: &str, what: &str) -> String {
    format!("{}: {}\n\n", named(address, Where::Text), said(what, Where::Text))
}

/// A value, or why it is not known.
fn shown<T: AsRef<str>>(known: &Known<T>) -> String {
    match known {
        Known::Is(value) => named(value.as_ref(), Where::Cell),
        Known::Not(unknown) => format!("not known ({})", said(&unknown.unknown, Where::Cell)),
    }
}

fn list<T: AsRef<str>>(out: &mut String, what: &str, items: &[Known<T>]) {
    let names: Vec<_> = items.iter().take(LINES).map(shown).collect();
    let more = items.len().saturating_sub(LINES);
    let names = if names.is_empty() { "none".to_owned() } else { names.join(", ") };
    let more = if more > 0 { format!(" and {more} more") } else { String::new() };
    let _ = writeln!(out, "- {what}: {names}{more}");
}

fn yes(known: &Known<bool>) -> Known<&'static str> {
    match known {
        Known::Is(true) => Known::Is("yes"),
        Known::Is(false) => Known::Is("no"),
        Known::Not(unknown) => Known::Not(unknown.clone()),
    }
}

fn workload(of: &Workload, root: &str, rows: &[&Row]) -> String {
    let mut out = title(&of.address, &format!("a workload ({})", of.kind));
    let own: Vec<_> =
        rows.iter().filter(|row| row.root == root && row.workload == of.address).collect();
    if own.is_empty() {
        out.push_str("Nothing is known to be called from here.\n");
        return out;
    }
    out.push_str("| calls | from | path | by |\n|---|---|---|---|\n");
    for row in own.iter().take(LINES) {
        let from = match &row.subnet {
            paths::Subnet::Is(address) => named(address, Where::Cell),
            paths::Subnet::Unknown { unknown } => said(unknown, Where::Cell),
        };
        let strength = match row.confidence {
            "proven" => String::new(),
            other => format!(" {other}"),
        };
        let by = match (&row.via, &row.reason) {
            (Some(via), _) => named(via, Where::Cell),
            (None, Some(reason)) => said(reason, Where::Cell),
            (None, None) => String::new(),
        };
        let service = named(&row.service, Where::Cell);
        let _ = writeln!(out, "| {service}{strength} | {from} | {} | {by} |", row.path);
    }
    more(&mut out, own.len());
    out
}

fn more(out: &mut String, all: usize) {
    if all > LINES {
        let _ = writeln!(out, "\nand {} more", all - LINES);
    }
}

fn endpoint(of: &Endpoint, root: &str, rows: &[&Row]) -> String {
    let kind = match &of.r#type {
        Known::Is(kind) => format!("{} {kind} endpoint", article(kind)),
        Known::Not(_) => "an endpoint".to_owned(),
    };
    let mut out = title(&of.address, &kind);
    let _ = writeln!(out, "- service: {}", shown(&of.service));
    match &of.r#type {
        Known::Is("Gateway") => list(&mut out, "route tables", &of.route_tables),
        _ => {
            list(&mut out, "subnets", &of.subnets);
            list(&mut out, "security groups", &of.security_groups);
            let _ = writeln!(out, "- private DNS: {}", shown(&yes(&of.private_dns)));
        }
    }
    served(&mut out, &of.address, root, rows);
    out
}

fn article(kind: &str) -> &'static str {
    if kind.starts_with('I') { "an" } else { "a" }
}

fn nat(of: &NatGateway, root: &str, rows: &[&Row]) -> String {
    let mut out = title(&of.address, "a NAT gateway");
    served(&mut out, &of.address, root, rows);
    out
}

/// Whose traffic something carries: where roots beside have its address, it is named with its root.
fn served(out: &mut String, address: &str, root: &str, rows: &[&Row]) {
    let qualified = format!("{address} of {root}");
    let is_this = |via: &str| via == address || via == qualified;
    let through = rows.iter().filter(|row| row.via.as_deref().is_some_and(is_this));
    let carried = through.filter(|row| row.path != "blocked");
    let pairs: BTreeSet<_> = carried.map(|row| (&row.workload, &row.service)).collect();
    if pairs.is_empty() {
        out.push_str("\nNo workload in this code is known to use it.\n");
        return;
    }
    out.push_str("\nCarries the calls of\n\n");
    for (workload, service) in pairs.iter().take(LINES) {
        let (workload, service) = (named(workload, Where::Text), named(service, Where::Text));
        let _ = writeln!(out, "- {workload} to {service}");
    }
    more(out, pairs.len());
}

fn subnet(of: &Subnet, root: &Root, beside: &[&Root]) -> String {
    let mut out = title(&of.address, "a subnet");
    let _ = writeln!(out, "- route table: {}", shown(&of.route_table));
    let way = match &of.default_route {
        Known::Is(Some(route)) => shown(&route.target),
        Known::Is(None) => "none: nothing leaves but by endpoints".to_owned(),
        Known::Not(unknown) => {
            format!("not known ({})", said(&unknown.unknown, Where::Text))
        }
    };
    let _ = writeln!(out, "- default route: {way}");
    if let Known::Is(table) = &of.route_table
        && let Some(table) = root.route_tables.iter().find(|t| t.address == *table)
    {
        list(&mut out, "gateway endpoints", &table.gateway_endpoints);
    }
    let qualified = format!("{} of {}", of.address, root.root);
    let inside = beside.iter().flat_map(|root| &root.workloads).filter(|w| {
        let is_this = |a: &String| *a == of.address || *a == qualified;
        let here = |s: &Known<String>| matches!(s, Known::Is(a) if is_this(a));
        w.subnets.iter().any(here)
    });
    let inside: Vec<_> = inside.map(|w| Known::Is(w.address.clone())).collect();
    list(&mut out, "workloads", &inside);
    out
}

fn route_table(of: &RouteTable) -> String {
    let mut out = title(&of.address, "a route table");
    for route in of.routes.iter().take(LINES) {
        let _ = match route {
            Known::Is(route) => {
                writeln!(out, "- {} to {}", shown(&route.destination), shown(&route.target))
            }
            Known::Not(unknown) => {
                writeln!(out, "- more, not known ({})", said(&unknown.unknown, Where::Text))
            }
        };
    }
    more(&mut out, of.routes.len());
    list(&mut out, "gateway endpoints", &of.gateway_endpoints);
    out
}

fn vpc(of: &Vpc, root: &Root) -> String {
    let mut out = title(&of.address, "a VPC");
    list(&mut out, "CIDR blocks", &of.cidrs);
    let _ = writeln!(out, "- DNS resolution: {}", shown(&yes(&of.dns_support)));
    let _ = writeln!(out, "- DNS host names: {}", shown(&yes(&of.dns_hostnames)));
    let own = root.endpoints.iter().filter(|e| matches!(&e.vpc, Known::Is(v) if *v == of.address));
    let own: Vec<_> = own.map(|e| Known::Is(e.address.clone())).collect();
    list(&mut out, "endpoints", &own);
    out
}
