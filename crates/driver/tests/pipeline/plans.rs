//! Plans and states that a real Terraform has recorded (`testdata/plans/record`) give what their source
//! gives, with the source and, as far as a plan says enough, without.

#![allow(clippy::unwrap_used, clippy::panic, reason = "a test fails where its input is wrong")]

mod differences;
mod files;
mod hostile;
mod words;

use std::collections::BTreeSet;

use self::differences::{ALONE, Why};
use self::files::{Findings, addresses, at, check, recorded, root_of};

#[test]
fn a_plan_with_its_source_gives_what_the_source_gives() {
    let mut problems = Vec::new();
    for name in recorded("plan.json") {
        let root = root_of(&name);
        let source = check(&at(&[&of_source(&root)]), None);
        let plan = check(&at(&[&format!("plans/{name}/plan.json")]), Some(&root));
        problems.extend(differ(&name, &source, &plan));
        if root == format!("plans/{name}") {
            let found = check(&at(&[&format!("plans/{name}/plan.json")]), None);
            assert_eq!(plan.placed, found.placed, "{name}: the source beside the plan is found");
        }
    }
    assert!(problems.is_empty(), "\n{}", problems.join("\n"));
}

/// A file by which a root is named, as its directory may hold others.
fn of_source(root: &str) -> String {
    format!("{root}/main.tf")
}

/// The findings, with their places and severities, that only one of both has.
fn differ(name: &str, source: &Findings, plan: &Findings) -> Vec<String> {
    assert!(!source.placed.is_empty(), "{name}: the source has findings");
    let less = source.placed.difference(&plan.placed);
    let more = plan.placed.difference(&source.placed);
    let less = less.map(|line| format!("{name}: - {line}"));
    less.chain(more.map(|line| format!("{name}: + {line}"))).collect()
}

#[test]
fn a_plan_alone_gives_what_the_source_gives_but_what_only_the_source_says() {
    let mut problems = Vec::new();
    let mut used = BTreeSet::new();
    for name in recorded("plan.json") {
        let source = check(&at(&[&of_source(&root_of(&name))]), None);
        let alone = check(&[("alone/plan.json", &format!("plans/{name}/plan.json"))], None);
        for (sign, line) in changes(&source, &alone) {
            let row = ALONE
                .iter()
                .position(|(root, s, of, _)| *root == name && *s == sign && line == *of);
            match row {
                Some(row) => drop(used.insert(row)),
                None => problems.push(format!("    (\"{name}\", '{sign}', \"{line}\", Why::),")),
            }
        }
        assert!(!alone.members.is_empty(), "{name}: something is found in the plan alone");
    }
    let unused = ALONE.iter().enumerate().filter(|(n, _)| !used.contains(n));
    problems.extend(unused.map(|(_, row)| format!("no longer so: {row:?}")));
    assert!(problems.is_empty(), "\n{}", problems.join("\n"));
    assert!(
        ALONE
            .iter()
            .all(|(_, sign, _, why)| { *sign != '+' || matches!(why, Why::Weaker | Why::Order) })
    );
}

/// The findings that only the source or only the plan has, and those that are graded otherwise.
fn changes<'a>(source: &'a Findings, plan: &'a Findings) -> Vec<(char, &'a String)> {
    let less = source.members.difference(&plan.members).map(|line| ('-', line));
    let more = plan.members.difference(&source.members).map(|line| ('+', line));
    let other = source
        .grades
        .iter()
        .filter(|(of, grade)| plan.grades.get(*of).is_some_and(|other| other != *grade));
    less.chain(more).chain(other.map(|(line, _)| ('~', line))).collect()
}

#[test]
fn what_goes_is_gone_and_what_moves_has_its_new_name() {
    for name in ["changed", "demo"] {
        let source = addresses(&of_source(&root_of(name)));
        let plan = addresses(&format!("plans/{name}/plan.json"));
        assert_eq!(source, plan, "{name}");
    }
    let before = addresses("plans/changed/state.json");
    let after = addresses("plans/changed/plan.json");
    let moved = ["aws_route_table.spare", "aws_route_table.office"];
    assert_eq!(moved.map(|address| before.contains(address)), [true, false]);
    assert_eq!(moved.map(|address| after.contains(address)), [false, true]);
    let gone =
        |all: &BTreeSet<String>| all.iter().any(|a| a.starts_with("module.network[\"stock\"]"));
    assert_eq!((gone(&before), gone(&after)), (true, false));
}

#[test]
fn a_state_gives_what_its_source_gives() {
    for name in recorded("state.json") {
        let root = format!("plans/{name}/before");
        let source = check(&at(&[&of_source(&root)]), None);
        let with = check(&at(&[&format!("plans/{name}/state.json")]), Some(&root));
        assert_eq!(source.placed, with.placed, "{name}");
        let alone = check(&[("alone/state.json", &format!("plans/{name}/state.json"))], None);
        assert_eq!(changes(&source, &alone), [], "{name}");
    }
}
