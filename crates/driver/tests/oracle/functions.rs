//! Every recorded expression as the input of a resource, many to a root; those that do not parse
//! each in a file of their own.

use std::fmt::Write as _;

use vpcelint_driver::Given;
use vpcelint_source::Memory;

use crate::compare::{Comparison, Verdict, has_holes, has_withheld, is_withheld, sets_by_type};
use crate::json::Json;
use crate::shown::{ABOVE, Said, Shown};
use crate::{Score, files_below, folder};

/// Expressions of one root.
const SIZE: usize = 500;
/// The resources that expressions may refer to.
const BASE: &str = r#"resource "terraform_data" "z" {}
resource "terraform_data" "u" {
  input = terraform_data.z.id
}
"#;

/// The lines of an expression's resource.
struct Place {
    file: String,
    first: usize,
    last: usize,
}

#[test]
fn expressions() {
    let text = std::fs::read_to_string(folder().join("functions.jsonl")).unwrap();
    let rows: Vec<_> = text.lines().filter(|l| !l.trim().is_empty()).map(Json::parse).collect();
    let (broken, whole): (Vec<_>, Vec<_>) = rows.iter().partition(|row| row.has("syntax"));
    let files = files_below(&folder().join("files"));
    let mut score = Score::default();
    for (n, rows) in whole.chunks(SIZE).enumerate() {
        batch(&format!("{ABOVE}/whole{n}"), rows, false, &files, &mut score);
    }
    for (n, rows) in broken.chunks(SIZE).enumerate() {
        batch(&format!("{ABOVE}/broken{n}"), rows, true, &files, &mut score);
    }
    score.demand(rows.len());
    assert!(rows.len() >= 6258, "no row is lost");
}

fn batch(root: &str, rows: &[&Json], apart: bool, files: &[(String, Vec<u8>)], score: &mut Score) {
    let mut system = Memory::default().with_variable("TF_WORKSPACE", "default");
    for (name, content) in files {
        system = system.with(&format!("{root}/files/{name}"), content);
    }
    let mut text = BASE.to_owned();
    let mut places = Vec::new();
    for (n, row) in rows.iter().enumerate() {
        let expr = row.get("expr").and_then(Json::text).unwrap();
        let end = if expr.ends_with('\n') { "" } else { "\n" };
        let block = format!("resource \"terraform_data\" \"c{n}\" {{\n  input = {expr}{end}}}\n");
        let lines = block.matches('\n').count();
        if apart {
            let file = format!("c{n}.tf");
            system = system.with(&format!("{root}/{file}"), &block);
            places.push(Place { file, first: 1, last: lines + 1 });
        } else {
            let first = text.matches('\n').count() + 1;
            places.push(Place { file: "main.tf".into(), first, last: first + lines - 1 });
            let _ = text.write_str(&block);
        }
    }
    let system = system.with(&format!("{root}/main.tf"), &text);
    let shown = Shown::of(&system, root, Given::default(), 1);
    for (n, (row, place)) in rows.iter().zip(&places).enumerate() {
        let address = format!("terraform_data.c{n}");
        let said = shown.error_within(&place.file, place.first, place.last);
        let there = shown.resources.contains_key(&address);
        let got = shown.value(&address, "input");
        let verdict = judge(row, said, there, got.as_ref());
        let name = |key: &str| row.get(key).and_then(Json::text).unwrap();
        let what = format!("{} {:?}", name("fn"), name("expr"));
        let got = match (said, got) {
            (Some(said), _) => format!("error: {}", said.message),
            (None, Some(got)) => got.to_string(),
            (None, None) => "absent".into(),
        };
        score.add(verdict, &what, &row.to_string(), &got);
    }
}

fn judge(row: &Json, said: Option<&Said>, there: bool, got: Option<&Json>) -> Verdict {
    let right = |is: bool| if is { Verdict::Right } else { Verdict::Wrong };
    let missing = if said.is_some() { Verdict::Wrong } else { Verdict::Unknown };
    if row.get("error").is_some() {
        let nothing = got.is_none_or(|got| has_holes(got) || is_withheld(got));
        return right(said.is_some() || nothing);
    }
    if row.has("unknown") {
        let plain = Comparison { sets: &|_| false, lenient: false };
        return match got {
            None if !there => Verdict::Unknown,
            None => Verdict::Wrong,
            Some(got) => {
                let also = row.get("also");
                let follows = also.is_some_and(|a| plain.compare(a, got) == Verdict::Right);
                right(has_holes(got) || follows)
            }
        };
    }
    let want = row.get("value").unwrap();
    let Some(got) = got else {
        return if *want == Json::Null && there && said.is_none() {
            Verdict::Right
        } else {
            missing
        };
    };
    if said.is_some() {
        return Verdict::Wrong;
    }
    let kept_back = row.has("sensitive") || row.has("reads_file");
    // Nothing that is to be kept back is printed; that a file is not there is no content.
    let absence = row.get("expr").and_then(Json::text).unwrap().contains("none.txt");
    if kept_back && !absence && !has_withheld(got) {
        return Verdict::Wrong;
    }
    let types = row.get("type").and_then(Json::text).unwrap_or_default();
    let sets = sets_by_type(types);
    Comparison { sets: &sets, lenient: kept_back }.compare(want, got)
}
