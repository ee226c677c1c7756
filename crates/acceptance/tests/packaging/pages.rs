//! The files for CI that the documentation shows, read by the clients that would take them.

use std::process::Command;

use tempfile::TempDir;

use crate::clients::{client, installed, run, succeed, top};

/// The schema of each file that has one.
const SCHEMAS: [(&str, &str); 4] = [
    (".github/workflows/", "vendor.github-workflows"),
    (".gitlab-ci.yml", "vendor.gitlab-ci"),
    ("azure-pipelines.yml", "vendor.azure-pipelines"),
    (".circleci/config.yml", "vendor.circle-ci"),
];

/// Each file with its name, which its first line says.
fn shown(page: &str) -> Vec<(String, String)> {
    let text = std::fs::read_to_string(top().join(page)).unwrap();
    let blocks = text.split("```yaml\n").skip(1).map(|rest| rest.split("```").next().unwrap());
    let named = |block: &str| {
        let name = block.lines().next()?.strip_prefix("# ")?;
        Some((name.to_owned(), block.to_owned()))
    };
    blocks.filter_map(named).collect()
}

#[test]
fn files_for_ci_are_valid() {
    let files = shown("docs/ci.md");
    assert!(files.len() >= 7, "{files:?}");
    for (name, text) in &files {
        let folder = TempDir::new().unwrap();
        let file = folder.path().join("file.yaml");
        std::fs::write(&file, text).unwrap();
        let schema = SCHEMAS.iter().find(|(path, _)| name.starts_with(path));
        let mut command = match schema {
            Some((_, schema)) => {
                let mut command = Command::new(client("check-jsonschema"));
                command.args(["--builtin-schema", schema]);
                command
            }
            None => {
                assert_eq!(name, ".pre-commit-config.yaml");
                let mut command = Command::new(client("pre-commit"));
                command.arg("validate-config");
                command
            }
        };
        succeed(command.arg(&file));
    }
    for (path, _) in SCHEMAS {
        assert!(files.iter().any(|(name, _)| name.starts_with(path)), "{path}");
    }
}

/// Versions are this one, hooks and inputs are those that there are.
#[test]
fn files_for_ci_ask_for_what_there_is() {
    let version = format!("v{}", env!("CARGO_PKG_VERSION"));
    let action = std::fs::read_to_string(top().join("action.yml")).unwrap();
    let hooks = std::fs::read_to_string(top().join(".pre-commit-hooks.yaml")).unwrap();
    let (mut inputs, mut versions) = (0, 0);
    for (name, text) in shown("docs/ci.md") {
        for line in text.lines().map(|line| line.trim_start_matches([' ', '-'])) {
            if let Some(used) = line.strip_prefix("uses: vpcelint/vpcelint@") {
                assert_eq!(used, version, "{name}");
                versions += 1;
            }
            if let Some(used) = line.strip_prefix("rev: ") {
                assert_eq!(used, version, "{name}");
                versions += 1;
            }
            if let Some(id) = line.strip_prefix("id: ").filter(|_| name.starts_with(".pre-commit"))
            {
                assert!(hooks.lines().any(|line| line == format!("- id: {id}")), "{id}");
            }
        }
        for used in text.split("uses: vpcelint/vpcelint@").skip(1) {
            let given = used.lines().skip_while(|line| line.trim() != "with:").skip(1);
            for line in given.take_while(|line| line.starts_with("          ")) {
                let input = line.trim().split(':').next().unwrap();
                assert!(action.contains(&format!("\n  {input}:\n    description:")), "{input}");
                inputs += 1;
            }
        }
    }
    assert!(inputs >= 5 && versions >= 4, "{inputs} {versions}");
}

/// The script of the comparison, on a machine that has no other scanner.
#[test]
fn comparison_is_measured() {
    let mut command = Command::new("bash");
    command.arg("bench/compare.sh").arg(installed()).arg("testdata/demo/terraform");
    let said = succeed(command.current_dir(top()).env("RUNS", "1").env("PATH", "/usr/bin:/bin"));
    let row = said
        .lines()
        .find(|line| line.starts_with("vpcelint "))
        .unwrap()
        .split_whitespace()
        .collect::<Vec<_>>();
    let mut command = Command::new(installed());
    let found =
        run(command.args(["testdata/demo/terraform", "--format", "json"]).current_dir(top()));
    let found: serde_json::Value = serde_json::from_slice(&found.stdout).unwrap();
    let count = found["findings"].as_array().unwrap().len().to_string();
    assert_eq!(
        (row[0], row[1], row[5]),
        ("vpcelint", env!("CARGO_PKG_VERSION"), &*count),
        "{said}"
    );
    assert_eq!(row.len(), 7, "{said}");
}
