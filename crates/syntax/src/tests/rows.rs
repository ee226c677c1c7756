//! Every expression that Terraform was asked about: what it reads is read here without a word,
//! what it refuses as syntax is refused here.

use crate::{Parsed, parse_hcl, parse_json, parse_json_values};
use vpcelint_source::{FileId, Limits};

#[derive(serde::Deserialize)]
struct Row {
    expr: String,
    #[serde(default)]
    syntax: bool,
}

#[test]
fn what_terraform_reads_is_read_and_what_it_refuses_is_refused() {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../../testdata/oracle/functions.jsonl");
    let rows = std::fs::read_to_string(path).unwrap();
    let mut wrong = Vec::new();
    let mut count = 0;
    for row in rows.lines() {
        let row: Row = serde_json::from_str(row).unwrap();
        let expression = row.expr;
        let newline = if expression.ends_with('\n') { "" } else { "\n" };
        let text =
            format!("resource \"terraform_data\" \"x\" {{\n  input = {expression}{newline}}}\n");
        let notices = parse_hcl(FileId(0), &text, &Limits::default()).notices;
        if notices.is_empty() == row.syntax {
            wrong.push(format!("{expression}\n    {notices:?}"));
        }
        count += 1;
    }
    assert!(count > 6000);
    assert!(wrong.is_empty(), "{} wrong:\n{}", wrong.len(), wrong.join("\n"));
}

#[test]
fn every_configuration_of_the_oracle_is_read() {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../../testdata/oracle/language");
    let (mut folders, mut count) = (vec![std::path::PathBuf::from(path)], 0);
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            let name = path.to_string_lossy().into_owned();
            if path.is_dir() {
                folders.push(path);
                continue;
            }
            let limits = Limits::default();
            let read = |parse: fn(FileId, &str, &Limits) -> Parsed| {
                parse(FileId(0), &std::fs::read_to_string(&path).unwrap(), &limits).notices
            };
            let notices = if name.ends_with(".tf.json") {
                read(parse_json)
            } else if name.ends_with(".tfvars.json") {
                read(parse_json_values)
            } else if name.ends_with(".tf") || name.ends_with(".tfvars") {
                read(parse_hcl)
            } else {
                continue;
            };
            assert_eq!(notices, [], "{name}");
            count += 1;
        }
    }
    assert!(count > 50, "{count}");
}
