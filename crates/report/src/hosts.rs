//! The formats for hosts of code and test services over the shared samples, read by readers of
//! their own.

use std::collections::BTreeSet;
use std::path::Path;

use proptest::prelude::*;
use serde_json::Value;
use vpcelint_source::{Severity, Summary};

use crate::samples::{self, Samples};
use crate::{Report, github, gitlab, junit, markdown, sarif, to_json};

fn sarif_of(report: &Report<'_>) -> Value {
    serde_json::from_str(&to_json(&sarif::document(report)).unwrap()).unwrap()
}

fn gitlab_of(report: &Report<'_>) -> Value {
    serde_json::from_str(&to_json(&gitlab::document(report)).unwrap()).unwrap()
}

fn every_sample() -> [Samples; 5] {
    let clean = samples::clean(Summary { vpcs: 1, files: 2, ..Summary::default() });
    [samples::ordinary(), samples::hostile(), samples::crowded(), samples::many(300), clean]
}

macro_rules! snapshots {
    ($($name:ident: $samples:ident, $render:expr;)*) => {$(
        #[test]
        fn $name() {
            let samples = samples::$samples();
            let render: fn(&Report<'_>) -> String = $render;
            insta::assert_snapshot!(render(&samples.report()));
        }
    )*};
}

snapshots! {
    sarif_of_the_ordinary: ordinary, |r| serde_json::to_string_pretty(&sarif_of(r)).unwrap();
    sarif_of_hostile_input: hostile, |r| {
        serde_json::to_string_pretty(&sarif_of(r)["runs"][0]["results"]).unwrap()
    };
    github_of_the_ordinary: ordinary, |r| github::render(r) + "---\n" + &github::summary(r);
    github_of_hostile_input: hostile, github::render;
    gitlab_of_the_ordinary: ordinary, |r| serde_json::to_string_pretty(&gitlab_of(r)).unwrap();
    gitlab_of_hostile_input: hostile, |r| serde_json::to_string_pretty(&gitlab_of(r)).unwrap();
    junit_of_the_ordinary: ordinary, |r| junit::render(r).unwrap();
    junit_of_hostile_input: hostile, |r| junit::render(r).unwrap();
    markdown_of_the_ordinary: ordinary, markdown::render;
    markdown_of_hostile_input: hostile, markdown::render;
}

#[test]
fn sarif_regions_are_those_of_the_findings() {
    let samples = samples::ordinary();
    let report = samples.report();
    let document = sarif_of(&report);
    let results = document["runs"][0]["results"].as_array().unwrap();
    assert_eq!(results.len(), report.diagnostics.len());
    for (result, diagnostic) in results.iter().zip(report.diagnostics) {
        let place = &result["locations"][0]["physicalLocation"];
        let file = report.sources.get(diagnostic.primary.span.file).unwrap();
        let lines: Vec<Vec<char>> =
            file.text().split_inclusive('\n').map(|line| line.chars().collect()).collect();
        let number =
            |key: &str| usize::try_from(place["region"][key].as_u64().unwrap()).unwrap() - 1;
        let offset = |line: usize, column: usize| {
            let before = lines[..line].iter().flatten().map(|c| c.len_utf8()).sum::<usize>();
            before + lines[line][..column].iter().map(|c| c.len_utf8()).sum::<usize>()
        };
        let range = offset(number("startLine"), number("startColumn"))
            ..offset(number("endLine"), number("endColumn"));
        assert_eq!(range, diagnostic.primary.span.range.as_usize());
        let id = result["ruleIndex"].as_u64().unwrap();
        let rule = &document["runs"][0]["tool"]["driver"]["rules"][usize::try_from(id).unwrap()];
        assert_eq!(rule["id"], diagnostic.rule.id);
    }
}

#[test]
fn sarif_keeps_to_what_github_takes() {
    for samples in every_sample() {
        let document = sarif_of(&samples.report());
        for result in document["runs"][0]["results"].as_array().unwrap() {
            let flow = &result["codeFlows"][0]["threadFlows"][0]["locations"];
            for list in [&result["relatedLocations"], flow] {
                assert!(list.as_array().is_none_or(|list| list.len() <= 101));
            }
            let uris: Vec<_> = uris(result);
            for uri in uris {
                assert!(
                    uri.bytes().all(|b| b.is_ascii_alphanumeric()
                        || b"-._~/%".contains(&b)
                        || uri.starts_with("file:///")),
                    "{uri}"
                );
                assert!(!uri.split('/').any(|part| part == ".."), "{uri}");
            }
        }
    }
}

fn uris(value: &Value) -> Vec<&str> {
    match value {
        Value::Object(map) => {
            let own = map.get("uri").and_then(Value::as_str);
            own.into_iter().chain(map.values().flat_map(uris)).collect()
        }
        Value::Array(list) => list.iter().flat_map(uris).collect(),
        _ => Vec::new(),
    }
}

#[test]
fn hosts_see_files_from_the_repository() {
    let samples = samples::ordinary();
    let report = Report { repository: Path::new("/repository/code/network"), ..samples.report() };
    assert!(github::render(&report).contains("::error file=main.tf,line="));
    assert_eq!(gitlab_of(&report)[2]["location"]["path"], "main.tf");
    let location = |report: &Report<'_>| {
        let result = &sarif_of(report)["runs"][0]["results"][0];
        result["locations"][0]["physicalLocation"]["artifactLocation"].clone()
    };
    let inside = location(&report);
    assert_eq!((&inside["uri"], &inside["uriBaseId"]), (&"main.tf".into(), &"%SRCROOT%".into()));
    // A place in another repository has no name that this one knows.
    let outside = location(&Report { repository: Path::new("/other"), ..report });
    assert_eq!(outside["uri"], "file:///repository/code/network/main.tf");
    assert!(outside.get("uriBaseId").is_none());
    // Those for people and tests are seen from where the tool runs.
    for text in [junit::render(&report).unwrap(), markdown::render(&report)] {
        assert!(text.contains("network/main.tf:8:21"), "{text}");
    }
}

#[test]
fn every_finding_error_and_notice_is_in_every_format() {
    let samples = samples::ordinary();
    let report = samples.report();
    let texts = [
        github::render(&report),
        to_json(&gitlab::document(&report)).unwrap(),
        junit::render(&report).unwrap(),
        markdown::render(&report),
        to_json(&sarif::document(&report)).unwrap(),
    ];
    for text in &texts {
        let plain = text.replace(['`', '\\'], "").replace("%2C", ",");
        for said in [
            "CreateSubnet fails: 10.0.1.128/25 lies within 10.0.1.0/24",
            "var.create_nat is true",
            "aws_nat_gateway.main is not declared in this module",
            "gone.tf",
            "the module is not there",
            "var.region has no value",
            "possible",
        ] {
            assert!(plain.contains(said), "{said} in {text}");
        }
    }
    for text in &texts[..4] {
        assert!(!text.contains("aws_subnet.hidden"), "suppressed findings are not shown: {text}");
    }
    assert!(texts[4].contains("aws_subnet.hidden"));
}

#[test]
fn github_says_what_it_will_not_show() {
    let samples = samples::many(25);
    let report = samples.report();
    let summary = github::summary(&report);
    assert!(summary.contains("GitHub shows the first 10 of 25 errors of a step"), "{summary}");
    assert!(!github::summary(&samples::ordinary().report()).contains("GitHub"));
    let lines = github::render(&samples::ordinary().report());
    let kinds: Vec<_> = lines.lines().map(|line| line.split([' ']).next().unwrap()).collect();
    let sorted = ["::error", "::error", "::error", "::warning", "::notice", "::notice", "::notice"];
    assert_eq!(kinds, sorted);
}

#[test]
fn gitlab_has_no_fingerprint_twice() {
    for samples in every_sample() {
        let document = gitlab_of(&samples.report());
        let issues = document.as_array().unwrap();
        let prints: BTreeSet<_> =
            issues.iter().map(|issue| issue["fingerprint"].as_str().unwrap()).collect();
        assert_eq!(prints.len(), issues.len());
    }
}

#[test]
fn junit_is_xml_and_counts_what_it_has() {
    for samples in every_sample() {
        let report = samples.report();
        let text = junit::render(&report).unwrap();
        let document = roxmltree::Document::parse(&text).unwrap();
        let suite = document.root_element().first_element_child().unwrap();
        let of = |name: &str| document.descendants().filter(|n| n.has_tag_name(name)).count();
        for (attribute, element) in [
            ("tests", "testcase"),
            ("failures", "failure"),
            ("errors", "error"),
            ("skipped", "skipped"),
        ] {
            assert_eq!(suite.attribute(attribute), Some(of(element).to_string().as_str()));
        }
        assert_eq!(of("failure"), report.shown().count());
        let cases = document.descendants().filter(|n| n.has_tag_name("testcase"));
        let names: BTreeSet<_> = cases
            .map(|n| (n.attribute("classname").unwrap(), n.attribute("name").unwrap()))
            .collect();
        assert_eq!(names.len(), of("testcase"), "no test is there twice");
    }
}

#[test]
fn a_clean_run_of_junit_has_passed_tests() {
    let count = |samples: &Samples, name: &str| {
        let text = junit::render(&samples.report()).unwrap();
        let document = roxmltree::Document::parse(&text).unwrap();
        document.descendants().filter(|n| n.has_tag_name(name)).count()
    };
    let clean = samples::clean(Summary { vpcs: 1, ..Summary::default() });
    assert_eq!((count(&clean, "testcase"), count(&clean, "skipped")), (4, 0));
    let nothing = samples::clean(Summary::default());
    assert_eq!((count(&nothing, "testcase"), count(&nothing, "skipped")), (4, 4));
}

#[test]
fn markdown_is_never_longer_than_a_comment() {
    let samples = samples::many(3_000);
    let report = samples.report();
    let text = markdown::render(&report);
    assert!(text.len() < 65_536, "{}", text.len());
    let shown = text.matches("#### ").count();
    let left_out = report.shown().count() - shown;
    assert!(
        shown > 20 && text.contains(&format!("{left_out} more findings: `--format json`")),
        "{shown}"
    );
    assert_eq!(report.by_severity().first().unwrap().severity, Severity::Error);
}

proptest! {
    #[test]
    fn any_place_of_any_text_is_written(
        text in "(a|b = 1|\t|\r|\n|\r\n|ü|日|\u{1f980}|`|```|<|&|]]>|\u{0}|\u{1b}|\u{ffff}|%|:){0,40}",
        start in 0usize..200,
        length in 0usize..200,
    ) {
        let samples = samples::one(&text, start, start + length);
        let report = samples.report();
        prop_assert_eq!(sarif_of(&report)["runs"][0]["results"].as_array().unwrap().len(), 1);
        prop_assert_eq!(gitlab_of(&report).as_array().unwrap().len(), 1);
        let xml = junit::render(&report).unwrap();
        prop_assert!(roxmltree::Document::parse(&xml).is_ok(), "{}", xml);
        prop_assert_eq!(github::render(&report).lines().count(), 1);
        prop_assert!(markdown::render(&report).contains("#### 🔴 error"));
    }
}
