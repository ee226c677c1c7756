//! Every format over the shared samples.

use std::time::{Duration, Instant};

use proptest::prelude::*;
use vpcelint_source::Summary;

use crate::human::{self, HumanOptions};
use crate::samples::{self, Samples};
use crate::{Report, concise, github, gitlab, json, junit, markdown, sarif, text, to_json};

const UNICODE: HumanOptions = HumanOptions { color: false, unicode: true, width: 100 };

fn human(samples: &Samples) -> String {
    human::render(&samples.report(), &UNICODE)
}

fn pretty(report: &Report<'_>) -> String {
    indented(&to_json(&json::document(report)).unwrap())
}

fn indented(text: &str) -> String {
    let value: serde_json::Value = serde_json::from_str(text).unwrap();
    serde_json::to_string_pretty(&value).unwrap()
}

/// Every format's output.
fn all(samples: &Samples) -> Vec<String> {
    let report = samples.report();
    vec![
        human(samples),
        human::render(&report, &HumanOptions::default()),
        human::render(&report, &HumanOptions { width: 0, ..UNICODE }),
        concise::render(&report),
        concise::summary(&report),
        to_json(&json::document(&report)).unwrap(),
        to_json(&sarif::document(&report)).unwrap(),
        to_json(&gitlab::document(&report)).unwrap(),
        github::render(&report),
        github::summary(&report),
        junit::render(&report).unwrap(),
        markdown::render(&report),
    ]
}

#[test]
fn human_with_unicode() {
    insta::assert_snapshot!(human(&samples::ordinary()));
}

#[test]
fn human_without_unicode() {
    let samples = samples::ordinary();
    insta::assert_snapshot!(human::render(&samples.report(), &HumanOptions::default()));
}

#[test]
fn human_with_colour() {
    let samples = samples::ordinary();
    let text = human::render(&samples.report(), &HumanOptions { color: true, ..UNICODE });
    insta::assert_snapshot!(text.replace('\u{1b}', "<ESC>"));
}

#[test]
fn human_of_hostile_input() {
    insta::assert_snapshot!(human(&samples::hostile()));
}

#[test]
fn human_of_many_related_places() {
    let text = human(&samples::crowded());
    assert!(text.contains("28 more related places: --format json lists all"), "{text}");
    assert!(text.len() < 10_000);
}

#[test]
fn concise_of_the_ordinary() {
    let samples = samples::ordinary();
    let report = samples.report();
    insta::assert_snapshot!(concise::render(&report) + "---\n" + &concise::summary(&report));
}

#[test]
fn concise_of_hostile_input() {
    let samples = samples::hostile();
    insta::assert_snapshot!(concise::render(&samples.report()));
}

#[test]
fn json_of_the_ordinary() {
    insta::assert_snapshot!(pretty(&samples::ordinary().report()));
}

#[test]
fn json_keeps_the_order_of_the_keys() {
    let samples = samples::ordinary();
    let text = to_json(&json::document(&samples.report())).unwrap();
    let keys = [
        "{\"version\":1,\"tool\":{\"name\":\"vpcelint\",\"version\":",
        "\"findings\":[{\"rule\":",
        "\"severity\":",
        "\"confidence\":",
        "\"message\":",
        "\"help\":",
        "\"url\":",
        "\"resource\":",
        "\"fingerprint\":",
        "\"file\":",
        "\"range\":{\"start\":{\"line\":",
        "\"related\":[{",
        "\"fix\":{\"applicability\":\"safe\",\"edits\":[{\"file\":",
        "\"when\":",
        "\"suppressed\":{\"by\":\"comment\",\"reason\":\"accepted\",\"file\":",
        "\"errors\":[{\"file\":",
        "\"notices\":[{\"file\":",
        "\"summary\":{\"files\":12,\"roots\":2,\"resources\":61,\"vpcs\":3,\"subnets\":14,",
        "\"by_severity\":{\"error\":1,\"high\":0,\"medium\":1,\"low\":1,\"info\":0}}}\n",
    ];
    let mut rest = text.as_str();
    for key in keys {
        rest = rest.split_once(key).unwrap_or_else(|| panic!("{key} in {rest}")).1;
    }
}

#[test]
fn no_findings_is_never_said_alone() {
    let last = |summary| human(&samples::clean(summary));
    assert_eq!(
        last(Summary { files: 1, roots: 1, resources: 5, ..Summary::default() }),
        "nothing to examine: no VPC and no VPC endpoint in 1 file, 1 root, 5 resources\n"
    );
    assert_eq!(
        last(Summary { vpcs: 1, files: 2, ..Summary::default() }),
        "no findings in 2 files, 0 roots, 1 VPC, 0 subnets, 0 route tables, 0 endpoints, \
         0 NAT gateways, 0 workloads\n"
    );
}

#[test]
fn nothing_raw_reaches_a_format() {
    for samples in [samples::ordinary(), samples::hostile(), samples::crowded()] {
        for out in all(&samples) {
            let raw = out.chars().find(|c| *c != '\n' && text::is_hidden(*c));
            assert_eq!(raw, None, "{out}");
        }
    }
}

#[test]
fn long_lines_render_in_bounded_size() {
    let samples = samples::hostile();
    for out in all(&samples) {
        assert!(out.len() < 60_000, "{}", out.len());
        assert!(out.lines().all(|line| line.len() < 1_200 || line.starts_with(['{', '['])));
    }
}

#[test]
fn columns_count_characters() {
    let out = concise::render(&samples::hostile().report());
    for place in ["wide.tf:1:6:", "tabs.tf:2:4:", "end.tf:2:5:", "long.json:1:500009:"] {
        assert!(out.contains(place), "{place} in {out}");
    }
    let human = human(&samples::hostile());
    for place in ["[wide.tf:1:6]", "[tabs.tf:2:4]", "[end.tf:2:5]", "[long.json:1:500009]"] {
        assert!(human.contains(place), "{place} in {human}");
    }
}

#[test]
fn a_thousand_findings_on_one_line_are_cheap() {
    let samples = samples::many(1_000);
    let start = Instant::now();
    let size: usize = all(&samples).iter().map(String::len).sum();
    let spent = start.elapsed();
    assert!(size > 100_000 && spent < Duration::from_secs(20), "{size} bytes in {spent:?}");
}

proptest! {
    #[test]
    fn any_place_of_any_text_renders(
        text in "(a|b = 1|\t|\r|\n|\r\n|ü|日|\u{feff}|\u{301}|\u{1b}|x{90}|\u{202e}){0,40}",
        start in 0usize..200,
        length in 0usize..200,
        width in 0usize..120,
    ) {
        let samples = samples::one(&text, start, start + length);
        for unicode in [true, false] {
            let options = HumanOptions { color: false, unicode, width };
            let out = human::render(&samples.report(), &options);
            prop_assert!(out.chars().all(|c| c == '\n' || !text::is_hidden(c)), "{out}");
            prop_assert_eq!(out.matches("the label").count(), 2, "{}", out);
            prop_assert!(out.len() < 10_000, "{out}");
        }
    }
}
