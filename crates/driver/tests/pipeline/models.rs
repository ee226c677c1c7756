//! The models of modules are sound: they are read and evaluated with their defaults without an error;
//! what fails for want of an argument is only noticed, as the modules themselves fail then. That they make what their modules make is what `models/check.py` of
//! the Terraform front end compares, which needs the modules.

#![expect(clippy::unwrap_used, reason = "what fails in a test fails the test")]

use std::path::{Path, PathBuf};

use vpcelint_driver::{Options, evaluate, everything};
use vpcelint_source::{Budget, Disk, Gravity, Sources};

/// The directories with files of models, sorted.
fn directories() -> Vec<PathBuf> {
    fn below(directory: &Path, found: &mut Vec<PathBuf>) {
        let entries = std::fs::read_dir(directory).unwrap();
        let entries: Vec<_> = entries.map(|e| e.unwrap().path()).collect();
        if entries.iter().any(|e| e.extension().is_some_and(|e| e == "tf")) {
            found.push(directory.to_path_buf());
        }
        entries.iter().filter(|e| e.is_dir()).for_each(|e| below(e, found));
    }
    let mut found = Vec::new();
    below(&Path::new(env!("CARGO_MANIFEST_DIR")).join("../terraform/models"), &mut found);
    found.sort();
    found
}

#[test]
fn models_are_evaluated_without_an_error() {
    let directories = directories();
    assert!(directories.len() > 30, "the models are there");
    for directory in directories {
        let (sources, budget) = (Sources::default(), Budget::default());
        let options = Options { paths: vec![directory.clone()], ..Options::default() };
        let run = evaluate(&Disk, &sources, &budget, &options, &everything());
        let said: Vec<_> = run
            .notices
            .iter()
            .filter(|n| n.gravity == Gravity::Error)
            .map(|n| format!("{}: {}", directory.display(), n.message))
            .collect();
        assert!(said.is_empty(), "{}", said.join("\n"));
    }
}
