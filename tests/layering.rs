//! The layers of the workspace: who may depend on whom, and what a module looks like.

#![expect(clippy::unwrap_used, reason = "what fails in a test fails the test")]

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::process::Command;

use serde_json::Value;

/// What each layer may depend on. Data flows from the left to the right, and nothing on the left
/// knows what is on its right.
const LAYERS: &[(&str, &[&str])] = &[
    ("source", &[]),
    ("catalog", &[]),
    ("syntax", &["source"]),
    ("model", &["source"]),
    ("terraform", &["catalog", "syntax", "model", "source"]),
    ("cloudformation", &["catalog", "syntax", "model", "source"]),
    ("aws", &["catalog", "model", "source"]),
    ("analysis", &["catalog", "aws", "model", "source"]),
    ("engine", &["analysis", "aws", "model", "source"]),
    ("rules", &["engine", "analysis", "aws", "catalog", "model", "source"]),
    ("report", &["source"]),
    (
        "driver",
        &[
            "source",
            "catalog",
            "syntax",
            "model",
            "terraform",
            "cloudformation",
            "aws",
            "analysis",
            "engine",
            "rules",
            "report",
        ],
    ),
    ("lsp", &["driver", "source"]),
    // The package of the binary, whose code is in `crates/cli`.
    ("vpcelint", &["driver", "report", "lsp", "source"]),
];

/// Folders of development only: nothing depends on them.
const DEVELOPMENT: &[&str] = &["acceptance", "bench", "fuzz", "testing", "xtask"];

/// Names that say nothing about what is inside.
const EMPTY_NAMES: &[&str] = &["utils", "common", "core", "helpers", "types"];

/// Lines of a file that can be read in one go.
const MOST_LINES: usize = 500;

fn top() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
}

fn packages() -> Vec<Value> {
    let out = Command::new(env!("CARGO"))
        .args(["metadata", "--format-version", "1", "--no-deps", "--offline"])
        .current_dir(top())
        .output()
        .unwrap();
    assert!(out.status.success(), "{}", String::from_utf8_lossy(&out.stderr));
    let document: Value = serde_json::from_slice(&out.stdout).unwrap();
    document["packages"].as_array().unwrap().clone()
}

/// The name within the workspace: without the prefix.
fn short(name: &str) -> &str {
    name.strip_prefix("vpcelint-").unwrap_or(name)
}

fn is_ours(name: &str) -> bool {
    name == "vpcelint" || name.starts_with("vpcelint-")
}

#[test]
fn dependencies_lead_to_the_left() {
    let packages = packages();
    assert!(packages.len() > 10, "the whole workspace is seen");
    for package in &packages {
        let name = package["name"].as_str().unwrap();
        let allowed = LAYERS.iter().find(|(layer, _)| *layer == short(name)).map(|(_, to)| *to);
        if DEVELOPMENT.contains(&short(name)) {
            continue;
        }
        let allowed = allowed.unwrap_or_else(|| panic!("{name} has no place among the layers"));
        for dependency in package["dependencies"].as_array().unwrap() {
            let to = dependency["name"].as_str().unwrap();
            // Tests may use whatever they need.
            if is_ours(to) && dependency["kind"].as_str() != Some("dev") {
                assert!(allowed.contains(&short(to)), "{name} must not depend on {to}");
            }
        }
    }
}

#[test]
fn packages_are_named_after_their_folders() {
    for package in packages() {
        let name = package["name"].as_str().unwrap();
        let manifest = Path::new(package["manifest_path"].as_str().unwrap());
        let folder = manifest.parent().unwrap();
        if folder == top() {
            assert_eq!(name, "vpcelint");
            continue;
        }
        let folder = folder.file_name().and_then(|n| n.to_str()).unwrap();
        assert_eq!(name, format!("vpcelint-{folder}"));
        assert!(!EMPTY_NAMES.contains(&folder), "{name} does not say what is inside");
    }
}

/// The files of Rust below the folders of code.
fn files() -> Vec<PathBuf> {
    fn add(folder: &Path, files: &mut Vec<PathBuf>) {
        for entry in std::fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                add(&path, files);
            } else if path.extension().is_some_and(|e| e == "rs") {
                files.push(path);
            }
        }
    }
    let mut files = Vec::new();
    for folder in ["crates", "rules", "tests", "bench"] {
        let folder = top().join(folder);
        if folder.is_dir() {
            add(&folder, &mut files);
        }
    }
    files.sort();
    assert!(files.len() > 100, "the code is seen");
    files
}

#[test]
fn modules_are_tidy() {
    let mut untidy = BTreeSet::new();
    for path in files() {
        let shown = path.strip_prefix(top()).unwrap().display().to_string();
        let text = std::fs::read_to_string(&path).unwrap();
        let lines = text.lines().count();
        if !text.starts_with("//! ") {
            untidy.insert(format!("{shown} does not open with what it is for"));
        }
        if lines > MOST_LINES {
            untidy.insert(format!("{shown} has {lines} lines, more than {MOST_LINES}"));
        }
        if path.file_name().is_some_and(|n| n == "mod.rs") {
            untidy.insert(format!("{shown} is named after what it is to the compiler"));
        }
        let parts = path.strip_prefix(top()).unwrap().components();
        for part in parts.filter_map(|p| p.as_os_str().to_str()) {
            if EMPTY_NAMES.contains(&part.trim_end_matches(".rs")) {
                untidy.insert(format!("{shown}: `{part}` does not say what is inside"));
            }
        }
        for (number, line) in (1..).zip(text.lines()) {
            let code = line.trim_start();
            let inline = code.strip_prefix("pub ").unwrap_or(code);
            let module = inline.strip_prefix("mod ").and_then(|m| m.split([' ', ';', '{']).next());
            if module.is_some_and(|m| EMPTY_NAMES.contains(&m)) {
                untidy
                    .insert(format!("{shown}:{number}: a module that does not say what is inside"));
            }
            let keyword = ["unsafe {", "unsafe fn", "unsafe impl", "unsafe extern"];
            if !shown.starts_with("tests") && keyword.iter().any(|k| code.contains(k)) {
                untidy.insert(format!("{shown}:{number}: unsafe code"));
            }
        }
    }
    assert!(untidy.is_empty(), "{untidy:#?}");
}

#[test]
fn unsafe_code_is_forbidden() {
    let manifest = std::fs::read_to_string(top().join("Cargo.toml")).unwrap();
    assert!(manifest.contains("unsafe_code = \"forbid\""));
    for package in packages() {
        let path = package["manifest_path"].as_str().unwrap();
        let manifest = std::fs::read_to_string(path).unwrap();
        assert!(manifest.contains("[lints]\nworkspace = true"), "{path} inherits the lints");
    }
}
