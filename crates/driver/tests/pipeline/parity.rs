//! The same set-up in both languages gives the same network and the same findings.

#![allow(clippy::unwrap_used, clippy::panic, reason = "a test fails where its input is wrong")]

use std::path::Path;

use serde_json::Value;
use vpcelint_driver::{Given, Options, Selection, check, graph};
use vpcelint_source::{Budget, Memory, Severity, Sources, clean_path};

const FILES: [&str; 2] = ["main.tf", "template.yaml"];

/// A system with one of the files, and what asks for it.
fn set_up(name: &str) -> (Memory, Options) {
    let folder = clean_path(&Path::new(env!("CARGO_MANIFEST_DIR")).join("../../testdata/parity"));
    let text = std::fs::read_to_string(folder.join(name)).unwrap();
    let given = Given { region: Some("eu-west-1".into()), ..Given::default() };
    let options =
        Options { paths: vec!["code".into()], given, threads: Some(1), ..Options::default() };
    (Memory::default().with(&format!("code/{name}"), text), options)
}

/// An address without its type: Terraform's resources have logical ids as names.
fn bare(address: &str) -> &str {
    match address.strip_prefix("aws_").and_then(|rest| rest.split_once('.')) {
        Some((_, name)) => name,
        None => address,
    }
}

/// The document with bare addresses and without its root's name; lists whose order means nothing
/// sorted.
fn plain(value: &Value, key: &str) -> Value {
    match value {
        Value::String(text) => match key {
            // Words may name what is written in one language only.
            "because" | "root" => Value::Null,
            _ => bare(text).into(),
        },
        Value::Array(items) => {
            let mut items: Vec<_> = items.iter().map(|item| plain(item, key)).collect();
            items.sort_by_key(Value::to_string);
            items.into()
        }
        Value::Object(entries) => entries.iter().map(|(k, v)| (k.clone(), plain(v, k))).collect(),
        other => other.clone(),
    }
}

#[test]
fn both_languages_make_the_same_network() {
    let documents = FILES.map(|name| {
        let (system, options) = set_up(name);
        let document = graph(&system, &Sources::default(), &Budget::default(), &options);
        plain(&serde_json::to_value(document).unwrap(), "")
    });
    let [terraform, template] = &documents;
    let [of_terraform, of_template] = [terraform, template].map(|d| &d["roots"][0]);
    for section in of_terraform.as_object().unwrap().keys() {
        let lines = |v: &Value| serde_json::to_string_pretty(&v[section.as_str()]).unwrap();
        assert_eq!(lines(of_terraform), lines(of_template), "{section}");
    }
    assert_eq!(terraform, template);
    let workloads = of_terraform["workloads"].as_array().unwrap();
    assert_eq!(workloads.len(), 5, "{workloads:?}");
}

#[test]
fn both_languages_give_the_same_findings() {
    let findings = FILES.map(|name| {
        let (system, options) = set_up(name);
        let selection = Selection {
            min_severity: Some(Severity::Info),
            pedantic: true,
            ..Selection::default()
        };
        let checked = check(&system, &Sources::default(), &Budget::default(), &options, selection);
        assert!(checked.notices.is_empty(), "{:?}", checked.notices);
        let mut found: Vec<_> = checked
            .diagnostics
            .iter()
            .map(|d| {
                let address = bare(&d.resource).to_owned();
                (d.rule.id, address, d.severity, d.confidence)
            })
            .collect();
        found.sort();
        (found, checked.summary.undecided)
    });
    let [terraform, template] = &findings;
    assert_eq!(terraform, template);
    assert!(terraform.0.len() >= 5, "{terraform:?}");
}
