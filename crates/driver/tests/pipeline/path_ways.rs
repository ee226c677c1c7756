//! The ways that a route can lead, each a pair of files in `testdata/paths/ways` that are put behind
//! a network of one VPC. The expectation stands in the file: `# <workload> <service>: <path>`.

#![allow(clippy::unwrap_used, clippy::panic, reason = "a test fails where its input is wrong")]

use std::collections::BTreeMap;
use std::path::Path;

use vpcelint_driver::{Ask, Given, Options, paths};
use vpcelint_source::{Budget, Memory, Sources};

/// The paths of all workloads, by `<workload> <service>`.
fn all_paths(name: &str, text: &str) -> BTreeMap<String, String> {
    let system = Memory::default().with(&format!("code/{name}"), text);
    let given = Given { region: Some("eu-west-1".into()), ..Given::default() };
    let options =
        Options { paths: vec!["code".into()], given, threads: Some(1), ..Options::default() };
    let (sources, budget) = (Sources::default(), Budget::default());
    let (rows, notices) = paths(&system, &sources, &budget, &options, &Ask::default());
    assert_eq!(notices, [], "{name}: {text}");
    let bare = |address: &str| address.rsplit('.').next().unwrap_or(address).to_lowercase();
    let rows = rows.into_iter().map(|row| {
        let via = row.via.as_deref().map(bare);
        let path = [Some(row.path.to_owned()), via].into_iter().flatten().collect::<Vec<_>>();
        (format!("{} {}", bare(&row.workload), row.service), path.join(" "))
    });
    rows.collect()
}

#[test]
fn each_way_leads_where_its_case_says() {
    let data = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../testdata/paths");
    let mut cases: Vec<_> = std::fs::read_dir(data.join("ways"))
        .unwrap()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .collect();
    cases.sort();
    let stems = |end: &str| -> Vec<String> {
        cases.iter().filter_map(|name| name.strip_suffix(end)).map(ToOwned::to_owned).collect()
    };
    let terraform_only = ["prefix-list-of-the-endpoint"];
    let (terraform, templates) = (stems(".tf"), stems(".yaml"));
    let single = terraform.iter().filter(|stem| !templates.contains(stem));
    assert!(single.eq(terraform_only), "each case is in both languages, if templates can say it");
    assert!(cases.len() > 60, "{}", cases.len());
    for name in &cases {
        let case = std::fs::read_to_string(data.join("ways").join(name)).unwrap();
        let end = name.rsplit('.').next().unwrap();
        let base = std::fs::read_to_string(data.join(format!("ways.{end}"))).unwrap();
        let comments = case.lines().skip(1).map_while(|line| line.strip_prefix("# "));
        let mut text = base;
        let mut wanted = Vec::new();
        for comment in comments {
            if let Some(edit) = comment.strip_prefix("replace: ") {
                let (from, to) = edit.split_once(" => ").unwrap();
                assert!(text.contains(from), "{name}: {from}");
                text = text.replace(from, &to.replace("\\n", "\n"));
            } else {
                wanted.push(comment.split_once(": ").unwrap());
            }
        }
        assert!(!wanted.is_empty(), "{name}");
        text.push_str(&case);
        let found = all_paths(&format!("main.{end}"), &text);
        for (row, path) in wanted {
            assert_eq!(found.get(row).map(String::as_str), Some(path), "{name}: {row}");
        }
        // What is in no VPC takes no path.
        assert!(found.keys().all(|row| !row.starts_with("elsewhere")), "{name}");
    }
}
