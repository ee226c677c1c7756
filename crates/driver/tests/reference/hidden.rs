//! Worlds of which some values are not known: whatever is said of them must hold for the world that they
//! were taken from, as the values may be these.

use std::cell::RefCell;
use std::collections::BTreeMap;
use std::fmt::Write as _;

use proptest::test_runner::{Config, RngSeed, TestCaseError, TestRunner};

use crate::answer::outcomes;
use crate::compare::{judge, row_of, rows};
use crate::network::{ANYWHERE, Cidr, Entry, Peer, Protocol, Service, World};
use crate::terraform;
use crate::worlds::worlds;

/// What decides about needs, and is not what this is about.
const KEPT: [&str; 6] = [
    "role",
    "iam_instance_profile",
    "policy",
    "nat_gateway_id",
    "default_route_table_id",
    "default_network_acl_id",
];

/// What the engine takes for granted of parts whose place is not known: that a NAT gateway or instance has
/// a way out, that what adopts parts of a VPC or changes its resolver is for another one, and that a route
/// which is not known is not for the service's addresses.
const TAKEN: [(&str, &[&str]); 5] = [
    ("\"aws_nat_gateway\"", &["subnet_id", "vpc_id"]),
    ("\"p", &["subnet_id"]),
    ("\"aws_vpc_dhcp_options_association\"", &["vpc_id"]),
    ("\"aws_default_", &["vpc_id"]),
    ("\"aws_route\"", &["route_table_id", "destination_cidr_block"]),
];

/// Attributes that are also hidden by name.
const NAMES: [&str; 12] = [
    "cidr_block",
    "vpc_id",
    "subnet_id",
    "subnet_ids",
    "security_group_id",
    "security_group_ids",
    "vpc_security_group_ids",
    "security_groups",
    "cidr_blocks",
    "protocol",
    "rule_no",
    "to_port",
];

/// The text with every so many of its values, or of those of an attribute, taken from outside: all of them
/// or one element of a list.
fn hide(text: &str, named: Option<usize>, every: usize, first: usize) -> String {
    let mut out = String::new();
    let mut more = String::new();
    let mut number = 0;
    let (mut part, mut route) = ("", false);
    for line in text.lines() {
        if line.starts_with("resource") {
            part = line;
        }
        route = line == "  route {" || (route && line != "  }");
        let found = line.strip_prefix("  ").and_then(|l| l.split_once(" = "));
        let hides = |name: &str| match named {
            Some(index) => name == NAMES[index % NAMES.len()],
            None => !KEPT.contains(&name),
        };
        let Some((name, value)) = found.filter(|(name, _)| hides(name.trim())) else {
            let _ = writeln!(out, "{line}");
            continue;
        };
        number += 1;
        let placed = TAKEN.iter().any(|(of, names)| part.contains(of) && names.contains(&name))
            || (route && name.trim() == "cidr_block");
        if number % every != first % every || placed {
            let _ = writeln!(out, "{line}");
            continue;
        }
        let _ =
            writeln!(more, "data \"aws_ssm_parameter\" \"h{number}\" {{ name = \"h{number}\" }}");
        let unknown = format!("data.aws_ssm_parameter.h{number}.value");
        let inside = value.strip_prefix('[').and_then(|v| v.strip_suffix(']'));
        let value = match inside.map(|v| v.split(", ").collect::<Vec<_>>()) {
            Some(items) if !first.is_multiple_of(3) => {
                let kept: Vec<_> = items[1..].iter().map(|i| (*i).to_owned()).collect();
                format!("[{}]", [vec![unknown], kept].concat().join(", "))
            }
            _ => unknown,
        };
        let _ = writeln!(out, "  {name} = {value}");
    }
    out + &more
}

/// An attribute, if only its values are hidden; every how many of them; and from which on.
type Hidden = (Option<usize>, usize, usize);

fn check(world: &World, (named, every, first): Hidden) -> Result<Vec<bool>, String> {
    let every = if named.is_some() { every % 4 + 1 } else { every };
    let text = hide(&terraform::write(world), named, every, first);
    let (rows, _) = rows(&text);
    let mut decided = Vec::new();
    for (index, workload) in world.workloads.iter().enumerate() {
        for &subnet in &workload.subnets {
            for service in world.services() {
                // Without its subnets a workload has other rows.
                let Ok(row) = row_of(world, &rows, index, subnet, service) else { continue };
                decided.push(row.path != "unknown");
                if row.path != "unknown" {
                    let all = outcomes(world, index, subnet, service);
                    judge(&all, row).map_err(|error| format!("{error}\n{text}"))?;
                }
            }
        }
    }
    Ok(decided)
}

/// What of the world that is worked out by hand is replaced by what, each leaving open whether the function
/// gets to the endpoint.
const UNKNOWNS: [(&str, &str); 5] = [
    ("  type = \"ingress\"", "  type = UNKNOWN"),
    (
        "  protocol = \"tcp\"\n  from_port = 443\n  to_port = 443",
        "  protocol = UNKNOWN\n  from_port = 0\n  to_port = 0",
    ),
    ("    protocol = \"-1\"\n    from_port = 0", "    protocol = UNKNOWN\n    from_port = 0"),
    ("    to_port = 443", "    to_port = UNKNOWN"),
    (
        "MORE",
        "resource \"aws_network_acl_rule\" \"r\" {\n  network_acl_id = UNKNOWN\n  rule_number = 1\n}MORE",
    ),
];

#[test]
fn what_decides_must_be_known() {
    let mut world = crate::by_hand::world();
    world.style.rules = 1;
    world.subnets[1].acl = Some(1);
    let https = Entry { protocol: Protocol::Tcp, ports: (443, 443), ..world.acls[1].outbound[0] };
    world.acls[1].outbound = vec![https];
    let said = UNKNOWNS.map(|replaced| with(&world, &[replaced]));
    assert_eq!(said, ["unknown"; 5]);
}

/// What is changed, what of the text is replaced by what, and what is said nevertheless.
type Still = (fn(&mut World), &'static [(&'static str, &'static str)], &'static str);

const SUBNET: (&str, &str) = ("  cidr_block = \"10.0.1.0/24\"", "  cidr_block = UNKNOWN");
const SUBNET_OF_ENDPOINT: (&str, &str) =
    ("  cidr_block = \"10.0.0.0/24\"", "  cidr_block = UNKNOWN");
const VPC: (&str, &str) = ("  cidr_block = \"10.0.0.0/16\"", "  cidr_block = UNKNOWN");
const VPC_OF_POOL: (&str, &str) =
    ("  cidr_block = \"10.0.0.0/16\"", "  ipv4_ipam_pool_id = \"ipam-pool-0123456789abcdef0\"");
const GROUPS: &str = "security_group_ids = [aws_security_group.g1.id]";
const GROUPS_OF_ENDPOINT: &str = "security_group_ids = [aws_security_group.g2.id]";

fn admits(w: &mut World, peer: Peer) {
    w.groups[2].ingress[0].peer = peer;
}

fn lets_out(w: &mut World, peer: Peer) {
    w.groups[1].egress[0].peer = peer;
}

const STILL: &[Still] = &[
    (|_| {}, &[SUBNET], "interface-endpoint"),
    (|w| admits(w, Peer::Block(ANYWHERE)), &[SUBNET], "interface-endpoint"),
    (|w| admits(w, Peer::Block(ANYWHERE)), &[SUBNET, VPC], "interface-endpoint"),
    (|w| admits(w, Peer::Block(FOREIGN)), &[SUBNET], "blocked"),
    (|w| admits(w, Peer::Block(FOREIGN)), &[SUBNET, VPC], "unknown"),
    (|w| admits(w, Peer::Block(w.subnets[1].cidr)), &[SUBNET], "unknown"),
    (|w| admits(w, Peer::Block(TEN)), &[VPC], "interface-endpoint"),
    (|w| w.style.named_blocks = true, &[VPC_OF_POOL], "interface-endpoint"),
    (
        |w| {
            w.style.named_blocks = true;
            lets_out(w, Peer::Block(w.vpcs[0].cidrs[0]));
        },
        &[VPC_OF_POOL],
        "interface-endpoint",
    ),
    (|_| {}, &[SUBNET_OF_ENDPOINT], "interface-endpoint"),
    (|w| lets_out(w, Peer::Block(w.subnets[0].cidr)), &[SUBNET_OF_ENDPOINT], "unknown"),
    (
        |w| {
            let rule = w.groups[2].ingress[0];
            w.groups[2].ingress.push(rule);
        },
        &[("  cidr_blocks = [\"10.0.0.0/16\"]", "  cidr_blocks = [UNKNOWN]")],
        "interface-endpoint",
    ),
    (
        |w| admits(w, Peer::Group(1)),
        &[(GROUPS, "security_group_ids = [UNKNOWN, aws_security_group.g1.id]")],
        "interface-endpoint",
    ),
    (
        |w| admits(w, Peer::Group(1)),
        &[("source_security_group_id = aws_security_group.g1.id", BY_ID)],
        "blocked",
    ),
    (|w| admits(w, Peer::Elsewhere), &[(GROUPS, "security_group_ids = [UNKNOWN]")], "unknown"),
    (|w| admits(w, Peer::Elsewhere), &[(GROUPS, AND_ANOTHER)], "unknown"),
    (|w| admits(w, Peer::Group(0)), &[(GROUPS, AND_ANOTHER)], "unknown"),
    (|w| admits(w, Peer::Group(0)), &[(GROUPS, AND_ELSEWHERE)], "blocked"),
    (
        |w| lets_out(w, Peer::Group(0)),
        &[(GROUPS_OF_ENDPOINT, "security_group_ids = [\"sg-0123456789abcdef0\"]")],
        "unknown",
    ),
    (|w| lets_out(w, Peer::Group(0)), &[], "blocked"),
    (|_| {}, &[(GROUPS_OF_ENDPOINT, "security_group_ids = [\"sg-0123456789abcdef0\"]")], "unknown"),
];

const FOREIGN: Cidr = Cidr::new([192, 168, 0, 0], 16);
const TEN: Cidr = Cidr::new([10, 0, 0, 0], 8);
const BY_ID: &str = "source_security_group_id = \"sg-0123456789abcdef0\"";
const AND_ANOTHER: &str =
    "security_group_ids = [aws_security_group.g1.id, \"sg-0123456789abcdef0\"]";
const AND_ELSEWHERE: &str =
    "security_group_ids = [aws_security_group.g1.id, \"123456789012/sg-0123456789abcdef0\"]";

#[test]
fn what_decides_nothing_may_be_hidden() {
    for (number, (change, replaced, wanted)) in STILL.iter().enumerate() {
        let mut world = crate::by_hand::world();
        world.style.rules = 1;
        change(&mut world);
        assert_eq!(with(&world, replaced), *wanted, "{number}");
    }
}

/// The function's path to SQS, with parts of the text replaced.
fn with(world: &World, replaced: &[(&str, &str)]) -> &'static str {
    let mut text = terraform::write(world) + "MORE";
    for (known, unknown) in replaced {
        assert!(text.contains(known), "{known}: {text}");
        let unknown = unknown.replace("UNKNOWN", "data.aws_ssm_parameter.h.value");
        text = text.replacen(known, &unknown, 1);
    }
    let more = "\ndata \"aws_ssm_parameter\" \"h\" { name = \"h\" }\n";
    let (rows, _) = rows(&text.replacen("MORE", more, 1));
    row_of(world, &rows, 0, 1, Service::Sqs).unwrap().path
}

#[test]
fn what_is_hidden_is_not_guessed() {
    let mut config = Config { failure_persistence: None, ..Config::default() };
    if std::env::var_os("PROPTEST_CASES").is_none() {
        config.cases = 600;
        config.rng_seed = RngSeed::Fixed(0);
    }
    let counts: RefCell<BTreeMap<bool, usize>> = RefCell::default();
    let named = proptest::option::of(0..NAMES.len());
    let hidden = (named, 3..80_usize, 0..80_usize);
    let result = TestRunner::new(config).run(&(worlds(), hidden), |(world, hidden)| {
        let all = check(&world, hidden).map_err(TestCaseError::fail)?;
        for decided in all {
            *counts.borrow_mut().entry(decided).or_default() += 1;
        }
        Ok(())
    });
    if let Err(error) = result {
        panic!("{error}");
    }
    let counts = counts.into_inner();
    assert!(counts[&true] * 3 > counts[&false], "too little is said: {counts:?}");
    assert!(counts[&false] * 3 > counts[&true], "too little is hidden: {counts:?}");
}
