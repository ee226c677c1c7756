//! Every expression that Terraform was asked about: what it reads is read here without a word,
//! what it refuses as syntax is refused here.

use crate::parse_hcl;
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
