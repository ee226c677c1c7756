//! The engine's rows beside the reference's answers.

use std::cell::RefCell;
use std::collections::{BTreeMap, BTreeSet};

use proptest::strategy::Strategy;
use proptest::test_runner::{Config, RngSeed, TestCaseError, TestRunner};
use vpcelint_driver::{Ask, Given, Options, paths};
use vpcelint_report::paths::{Row, Subnet};
use vpcelint_source::{Budget, Memory, Notice, Sources};

use crate::answer::{Outcome, decided, outcomes};
use crate::far::far_worlds;
use crate::network::{Service, World};
use crate::stretch::NO_WAY_BACK;
use crate::terraform;
use crate::worlds::worlds;

/// What the engine may leave unknown although the reference decides, of how many rows in ten thousand, and
/// why.
const TOLERATED: &[(&str, usize, &str)] = &[
    (
        "the VPC's DHCP options name another resolver than Amazon's",
        450,
        "a server of one's own may answer with anything, also where no endpoint is in the code",
    ),
    (
        "a more specific route may take the addresses",
        300,
        "it is not followed; here it sometimes ends where the default route ends",
    ),
    (
        "the rule covers only some addresses",
        40,
        "rules are asked one by one; another may cover the rest, or none that the endpoint can have",
    ),
    (
        "the rule admits only a part of the subnet",
        10,
        "rules are asked one by one, and five addresses of a subnet are nobody's",
    ),
    (
        "an entry covers a part of the traffic only",
        120,
        "entries are asked one by one; the next ones may say the same of the rest",
    ),
    (
        "the rule names public addresses that may be those of the service",
        50,
        "rules are asked one by one, and what else refuses is not asked any more",
    ),
    (
        "the network ACLs let calls through to some of its interfaces only",
        20,
        "what else refuses, as a policy may, is not asked any more",
    ),
    (
        "only some of the endpoint's interfaces can be reached",
        60,
        "what refuses the calls to the others is not asked any more",
    ),
    (
        "whether the VPCs know each other's groups is not followed",
        300,
        "that a group is in another VPC than who shall have it is not looked at",
    ),
    (
        "the routes for the answers are not in the code",
        40,
        "what refuses the calls themselves is not asked any more",
    ),
    (
        "the group of the rule is not in the code",
        20,
        "the groups of the workload are known, but not who shares them across VPCs",
    ),
    (
        "whether a hosted zone answers in a VPC without DNS host names is not sure",
        200,
        "both answers may end the same",
    ),
    (
        "the group that the rule names is not known",
        60,
        "what is written as an id may be that of a group of the code",
    ),
];

/// What the code does not say of an interface that traffic is sent to.
const NO_NAT: [&str; 1] = ["what the interface forwards to is not known"];

/// How often what was said.
type Counts = BTreeMap<String, usize>;

pub(crate) fn rows(text: &str) -> (Vec<Row>, Vec<Notice>) {
    let system = Memory::default().with("code/main.tf", text);
    let given = Given { region: Some("eu-west-1".into()), ..Given::default() };
    let options =
        Options { paths: vec!["code".into()], given, threads: Some(1), ..Options::default() };
    let (sources, budget) = (Sources::default(), Budget::default());
    paths(&system, &sources, &budget, &options, &Ask::default())
}

/// Whether the row says what the reference says.
fn agrees(outcome: &Outcome, row: &Row) -> bool {
    let via = row.via.as_deref();
    let policy = row.hops.last().map(|hop| hop.verdict);
    match outcome {
        Outcome::GatewayEndpoint(it) => {
            row.path == "gateway-endpoint" && via == Some(it) && policy == Some("yes")
        }
        Outcome::InterfaceEndpoint(it) => {
            row.path == "interface-endpoint" && via == Some(it) && policy == Some("yes")
        }
        Outcome::Partly(it) => {
            row.path.ends_with("endpoint") && via == Some(it) && policy == Some("unknown")
        }
        Outcome::Nat(it) => row.path == "nat" && via == Some(it),
        Outcome::InternetGateway => row.path == "internet-gateway",
        Outcome::External => row.path == "external",
        Outcome::TransitGateway => row.path == "transit-gateway",
        Outcome::Blocked(all) => match row.path {
            "none" => all.contains(NO_WAY_BACK),
            path => path == "blocked" && via.is_some_and(|v| all.contains(v)),
        },
        Outcome::None => row.path == "none",
        Outcome::Open(_) => false,
    }
}

fn kind(outcome: &Outcome) -> &'static str {
    match outcome {
        Outcome::GatewayEndpoint(_) => "gateway-endpoint",
        Outcome::InterfaceEndpoint(_) => "interface-endpoint",
        Outcome::Nat(it) if it.starts_with("aws_instance") => "instance",
        Outcome::Nat(_) => "nat",
        Outcome::InternetGateway => "internet-gateway",
        Outcome::External => "external",
        Outcome::Partly(_) => "allowed in part",
        Outcome::TransitGateway => "transit-gateway",
        Outcome::Blocked(all) if all.iter().any(|a| a.contains("endpoint")) => {
            "blocked by a policy"
        }
        Outcome::Blocked(all) if all.contains(NO_WAY_BACK) => "no way back",
        Outcome::Blocked(all) => match all.iter().any(|a| a.contains("acl")) {
            true if all.len() == 1 => "blocked by an ACL",
            true => "blocked by several",
            false => "blocked by groups",
        },
        Outcome::None => "none",
        Outcome::Open(_) => "open",
    }
}

/// A row in a few lines.
pub(crate) fn brief(row: &Row) -> String {
    let Row { workload, subnet, service, path, via, reason, .. } = row;
    let mut text = format!("{workload} {subnet:?} {service}: {path} {via:?} {reason:?}");
    for hop in &row.hops {
        text += &format!("\n  {} {} {:?}: {}", hop.step, hop.verdict, hop.resource, hop.says);
    }
    text
}

/// Whether the hops tell what the row says.
fn told(row: &Row) -> Result<(), String> {
    let verdicts: Vec<_> = row.hops.iter().map(|hop| hop.verdict).collect();
    let last = row.hops.last().map(|hop| hop.step);
    let fits = match row.path {
        "unknown" => verdicts.contains(&"unknown") || verdicts.contains(&"no"),
        "none" | "blocked" => verdicts.contains(&"no"),
        "gateway-endpoint" | "interface-endpoint" => {
            last == Some("policy") && verdicts.iter().rev().skip(1).all(|v| *v == "yes")
        }
        _ => verdicts.iter().all(|v| *v == "yes"),
    };
    let first = row.hops.first().map(|hop| hop.step) == Some("name");
    (fits && first).then_some(()).ok_or_else(|| format!("the hops: {}", brief(row)))
}

/// What a row says beside what the reference says, or that they differ.
pub(crate) fn judge(all: &BTreeSet<Outcome>, row: &Row) -> Result<String, String> {
    let unknown = row.path == "unknown";
    told(row)?;
    let reason = row.reason.as_deref().unwrap_or_default();
    match decided(all) {
        Some(it) if agrees(&it, row) => Ok(kind(&it).to_owned()),
        Some(_) if unknown && TOLERATED.iter().any(|(tolerated, ..)| *tolerated == reason) => {
            Ok(format!("unknown: {reason}"))
        }
        Some(Outcome::None) if unknown && NO_NAT.contains(&reason) => {
            Ok(format!("unknown: {reason}"))
        }
        None if unknown => Ok("undecided".into()),
        None if all.iter().any(|o| matches!(o, Outcome::Open(_))) => Ok("open".into()),
        _ => Err(format!("the reference: {all:?}\nthe engine: {}", brief(row))),
    }
}

/// Compares all rows of a world, and hands over what was said.
pub(crate) fn compare(world: &World, said: &mut dyn FnMut(String)) -> Result<(), String> {
    let text = terraform::write(world);
    let (rows, notices) = rows(&text);
    if !notices.is_empty() {
        return Err(format!("{notices:#?}\n{text}"));
    }
    for (index, workload) in world.workloads.iter().enumerate() {
        for &subnet in &workload.subnets {
            for service in world.services() {
                let row = row_of(world, &rows, index, subnet, service);
                let row = row.map_err(|error| format!("{error}\n{text}"))?;
                let all = outcomes(world, index, subnet, service);
                said(judge(&all, row).map_err(|error| format!("{error}\n{text}"))?);
            }
        }
    }
    Ok(())
}

pub(crate) fn row_of<'r>(
    world: &World,
    rows: &'r [Row],
    workload: usize,
    subnet: usize,
    service: Service,
) -> Result<&'r Row, String> {
    let address = world.workload_address(workload);
    let place = Subnet::Is(format!("aws_subnet.s{subnet}"));
    let fits = |r: &&Row| r.workload == address && r.subnet == place && r.service == service.name();
    let found: Vec<_> = rows.iter().filter(fits).collect();
    let [row] = found[..] else {
        return Err(format!("{address} {place:?} {service:?}: {found:#?}"));
    };
    Ok(row)
}

/// The least share of each answer, in thousandths: the worlds shall be of all kinds.
const SHARES: [(&str, usize); 12] = [
    ("blocked by a policy", 5),
    ("blocked by an ACL", 15),
    ("blocked by groups", 60),
    ("blocked by several", 10),
    ("external", 15),
    ("gateway-endpoint", 40),
    ("instance", 2),
    ("interface-endpoint", 60),
    ("internet-gateway", 20),
    ("nat", 30),
    ("none", 100),
    ("undecided", 40),
];

/// The least share of each answer where VPCs are joined.
const FAR_SHARES: [(&str, usize); 11] = [
    ("blocked by a policy", 10),
    ("blocked by an ACL", 4),
    ("blocked by groups", 40),
    ("external", 5),
    ("gateway-endpoint", 15),
    ("interface-endpoint", 100),
    ("internet-gateway", 15),
    ("nat", 20),
    ("no way back", 4),
    ("transit-gateway", 3),
    ("undecided", 10),
];

/// The engine shall decide most of what can be decided, in thousandths.
const UNKNOWN: usize = 120;

/// Compares all rows of so many worlds, and counts what was said.
fn agrees_on(cases: u32, worlds: impl Strategy<Value = World>) -> Counts {
    let mut config = Config { failure_persistence: None, ..Config::default() };
    let more = std::env::var_os("PROPTEST_CASES").is_some();
    if !more {
        config.cases = cases;
        config.rng_seed = RngSeed::Fixed(0);
    }
    let counts = RefCell::new(Counts::new());
    let result = TestRunner::new(config).run(&worlds, |world| {
        let mut counts = counts.borrow_mut();
        let mut said = |what| *counts.entry(what).or_default() += 1;
        compare(&world, &mut said).map_err(TestCaseError::fail)
    });
    if let Err(error) = result {
        panic!("{error}");
    }
    counts.into_inner()
}

#[test]
fn the_engine_agrees_with_the_reference() {
    said_enough(&agrees_on(1500, worlds()), &SHARES);
}

#[test]
fn the_engine_agrees_where_vpcs_are_joined() {
    said_enough(&agrees_on(500, far_worlds()), &FAR_SHARES);
}

fn said_enough(counts: &Counts, shares: &[(&str, usize)]) {
    let all: usize = counts.values().sum();
    for (what, share) in shares {
        let count = counts.get(*what).copied().unwrap_or_default();
        assert!(count * 1000 >= share * all, "{what}: {count} of {all}: {counts:#?}");
    }
    for (reason, most, _) in TOLERATED {
        let count = counts.get(&format!("unknown: {reason}")).copied().unwrap_or_default();
        assert!(count * 10_000 <= most * all, "{reason}: {count} of {all}: {counts:#?}");
    }
    let unknown = counts.iter().filter(|(what, _)| what.starts_with("unknown"));
    let unknown: usize = unknown.map(|(_, count)| count).sum();
    assert!(unknown * 1000 <= UNKNOWN * all, "{unknown} of {all}: {counts:#?}");
    assert!(std::env::var_os("SHOW_COUNTS").is_none(), "{all}: {counts:#?}");
}
