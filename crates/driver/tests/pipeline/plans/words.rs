//! What is said of plans, and of files that are none.

use serde_json::Value;
use vpcelint_source::{Gravity, Memory};

use super::files::{check_in, recorded, run, text};

const STATE: &str = r#"{"version":4,"terraform_version":"1.11.4","serial":3,"lineage":"5f","outputs":{},"resources":[]}"#;
const SAVED: &str =
    "PK\u{3}\u{4}\u{14}\0\u{8}\0\u{8}\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\u{6}\0\0\0tfplan";
const LOG: &str = "{\"@level\":\"info\",\"@message\":\"Terraform 1.11.4\",\"type\":\"version\"}\n";

/// What is said of files, each with whether it is an error.
fn said(files: &[(&str, &str)], path: &str) -> Vec<(bool, String)> {
    let system =
        files.iter().fold(Memory::default(), |system, (path, text)| system.with(path, *text));
    let (_, checked) = check_in(&system, vec![path.into()], None);
    let said = checked.notices.iter().map(|n| (n.gravity == Gravity::Error, n.message.clone()));
    said.collect()
}

/// A small plan with more of its first level.
fn plan(more: &str) -> String {
    format!(
        r#"{{"format_version":"1.2","terraform_version":"1.11.4",{more}
        "planned_values":{{"root_module":{{"resources":[{{"address":"aws_vpc.a","mode":"managed","type":"aws_vpc",
        "name":"a","values":{{"cidr_block":"10.0.0.0/16"}}}}]}}}}}}"#
    )
}

#[test]
fn other_files_of_terraform_are_errors_that_say_what_to_do() {
    for (name, content) in [("terraform.tfstate", STATE), ("tfplan", SAVED), ("log.json", LOG)] {
        let said = said(&[(name, content)], name);
        let [(true, message)] = &said[..] else { panic!("{name}: {said:?}") };
        assert!(message.contains("terraform show -json"), "{message}");
    }
}

#[test]
fn plans_in_another_encoding_are_errors() {
    let wide: Vec<u8> = plan("").encode_utf16().flat_map(u16::to_le_bytes).collect();
    let wide = [b"\xff\xfe", &wide[..]].concat();
    let broken = [plan("").replace("10.0", "\u{0}\u{0}").as_bytes(), b"\xff"].concat();
    for (content, part) in [(&wide, "UTF-16"), (&broken, "not UTF-8")] {
        let system = Memory::default().with("p.json", content);
        let (_, checked) = check_in(&system, vec!["p.json".into()], None);
        let [error] = &checked.notices[..] else { panic!("{:?}", checked.notices) };
        assert!(error.gravity == Gravity::Error && error.message.contains(part), "{error:?}");
    }
}

#[test]
fn what_is_no_plan_is_nothing() {
    for content in
        ["{}", "{\"format_version\":1}", "[]", "", "PK\u{3}\u{4}other", "{\"lineage\":1}"]
    {
        assert_eq!(said(&[("x.json", content)], "x.json"), [], "{content}");
    }
}

#[test]
fn plans_that_are_not_whole_or_newer_are_noticed() {
    assert_eq!(said(&[("p.json", &plan(""))], "p.json"), []);
    for (more, part) in
        [(r#""errored":true,"#, "ended with an error"), (r#""complete":false,"#, "not complete")]
    {
        let said = said(&[("p.json", &plan(more))], "p.json");
        let [(false, message)] = &said[..] else { panic!("{said:?}") };
        assert!(message.contains(part), "{message}");
    }
    let newer = plan("").replacen("\"1.2\"", "\"2.0\"", 1);
    let said = said(&[("p.json", &newer)], "p.json");
    assert!(matches!(&said[..], [(false, m)] if m.contains("`2.0`")), "{said:?}");
}

#[test]
fn in_a_directory_plans_count_unless_the_source_is_there() {
    let vpc = "resource \"aws_vpc\" \"a\" {\n  cidr_block = \"10.0.0.0/16\"\n}\n";
    let plan = plan("");
    let alone = said(&[("d/p.json", &plan)], "d");
    assert_eq!(alone, []);
    let beside = said(&[("d/p.json", &plan), ("d/main.tf", vpc)], "d");
    assert!(matches!(&beside[..], [(false, m)] if m.contains("passed over")), "{beside:?}");
    let named = said(&[("d/p.json", &plan), ("d/main.tf", vpc)], "d/p.json");
    assert_eq!(named, []);
    let state = said(&[("d/terraform.tfstate", STATE), ("d/main.tf", vpc)], "d");
    assert_eq!(state, []);
}

#[test]
fn a_source_without_configuration_is_an_error() {
    let system = Memory::default().with("p.json", plan("").as_str()).with("d/x.txt", "");
    let (_, checked) = check_in(&system, vec!["p.json".into()], Some("d".to_owned()));
    let errors: Vec<_> = checked.notices.iter().filter(|n| n.gravity == Gravity::Error).collect();
    assert!(matches!(&errors[..], [e] if e.message.contains("`--source`")), "{errors:?}");
}

#[test]
fn places_in_a_plan_are_those_of_resources_and_expressions() {
    let mut seen = 0;
    for name in recorded("plan.json") {
        let (sources, checked) =
            run(&[("alone/plan.json", &format!("plans/{name}/plan.json"))], None);
        for diagnostic in &checked.diagnostics {
            let labels = std::iter::once(&diagnostic.primary).chain(&diagnostic.related);
            for label in labels {
                let file = sources.get(label.span.file).unwrap();
                let part = file.text().get(label.span.range.as_usize()).unwrap();
                let part: Value =
                    serde_json::from_str(part).unwrap_or_else(|e| panic!("{name}: {e}: {part}"));
                seen += 1;
                assert!(!part.is_null(), "{name}: {label:?}");
            }
            assert_eq!(diagnostic.fix, None, "nobody mends a plan");
        }
    }
    assert!(seen > 100, "{seen}");
}

#[test]
fn what_is_sensitive_is_not_shown() {
    let plan = r#"{"format_version":"1.2","terraform_version":"1.11.4","planned_values":{"root_module":{"resources":[
        {"address":"aws_vpc.a","mode":"managed","type":"aws_vpc","name":"a",
         "values":{"cidr_block":"10.9.0.0/16","tags":{"a":"secret","b":"open"}},
         "sensitive_values":{"cidr_block":true,"tags":{"a":true}}}]}}}"#;
    let system = Memory::default().with("p.json", plan);
    let sources = vpcelint_source::Sources::default();
    let budget = vpcelint_source::Budget::default();
    let options = vpcelint_driver::Options {
        paths: vec!["p.json".into()],
        threads: Some(1),
        ..vpcelint_driver::Options::default()
    };
    let everything = vpcelint_driver::everything();
    let run = vpcelint_driver::evaluate(&system, &sources, &budget, &options, &everything);
    let shown = serde_json::to_string(&vpcelint_driver::show(&run, &sources, None)).unwrap();
    assert!(!shown.contains("secret") && !shown.contains("10.9."), "{shown}");
    assert!(shown.contains("open"), "{shown}");
    let graph = vpcelint_driver::graph(&system, &sources, &budget, &options);
    let graph = serde_json::to_string(&graph).unwrap();
    assert!(graph.contains("aws_vpc.a") && !graph.contains("10.9."), "{graph}");
    assert!(text("plans/changed/plan.json").contains("after_sensitive"));
}

#[test]
fn what_a_plan_leaves_out_is_not_absent() {
    for name in ["endpoint-sg-no-ingress-at-all", "gateway-endpoint-no-route-table"] {
        let whole = text(&format!("plans/{name}/plan.json"));
        let found = |plan: &str| {
            let system = Memory::default().with("p.json", plan);
            let (_, checked) = check_in(&system, vec!["p.json".into()], None);
            checked.diagnostics.iter().filter(|finding| finding.rule.id == name).count()
        };
        assert!(found(whole) > 0, "{name}");
        let part = whole.replacen("\"complete\":true", "\"complete\":false", 1);
        assert_ne!(part, whole);
        assert_eq!(found(&part), 0, "{name}");
        let mut document: Value = serde_json::from_str(whole).unwrap();
        document.as_object_mut().unwrap().remove("configuration");
        assert_eq!(found(&document.to_string()), 0, "{name} without its configuration");
    }
}
