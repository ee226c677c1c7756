//! The hooks, run by pre-commit on repositories with a bad and a good commit.

use std::path::Path;
use std::process::{Command, Output};

use tempfile::TempDir;

use crate::clients::{BAD, GOOD, both, client, commit, git, repository, run, succeed, top, wheels};

/// `pre-commit try-repo` of this repository's hook, on what is staged or on all files.
fn try_hook(hook: &str, folder: &Path, home: &Path, arguments: &[&str]) -> Output {
    let mut command = Command::new(client("pre-commit"));
    command
        .args(["try-repo", "--color", "never", "--verbose"])
        .arg(top())
        .arg(hook)
        .args(arguments)
        .current_dir(folder)
        .env("PRE_COMMIT_HOME", home)
        .env("PIP_FIND_LINKS", wheels())
        .env("GIT_CONFIG_GLOBAL", "/dev/null")
        .env("GIT_CONFIG_SYSTEM", "/dev/null");
    // The clone is built with a target directory that stays, and without optimization.
    command
        .env("CARGO_TARGET_DIR", top().join("target/hook"))
        .env("CARGO_PROFILE_RELEASE_OPT_LEVEL", "0")
        .env("CARGO_PROFILE_RELEASE_LTO", "off")
        .env("CARGO_PROFILE_RELEASE_CODEGEN_UNITS", "16");
    run(&mut command)
}

/// Both hooks must do the same with the same commits.
fn bad_then_good(hook: &str) {
    let (folder, home) = (repository(), TempDir::new().unwrap());
    let path = folder.path();
    commit(
        path,
        &[
            ("network/main.tf", BAD),
            ("network/dev.tfvars", ""),
            ("other stack/main.tofu", GOOD),
            ("app.template", "{\"AWSTemplateFormatVersion\": \"2010-09-09\", \"Resources\": {}}"),
            ("compose.yaml", "services: {a: [1, 2}"),
            ("package.json", "{\"name\": \"not ours\"}"),
            ("README.md", "nothing\n"),
        ],
    );
    let bad = try_hook(hook, path, home.path(), &["--all-files"]);
    let said = both(&bad);
    assert_eq!(bad.status.code(), Some(1), "{said}");
    // Six files were handed over and the root was analysed once.
    assert_eq!(said.matches("[gateway-endpoint-no-route-table]").count(), 1, "{said}");
    assert!(said.contains("network/main.tf"), "{said}");
    assert!(said.contains("exit code: 1"), "{said}");
    assert!(!said.contains("compose.yaml"), "{said}");

    // Only what the commit touches is handed over: the bad root is no concern of this one.
    std::fs::write(path.join("other stack/main.tofu"), format!("# tidy\n{GOOD}")).unwrap();
    succeed(git(path).args(["add", "-A"]));
    let elsewhere = try_hook(hook, path, home.path(), &[]);
    assert!(elsewhere.status.success(), "{}", both(&elsewhere));
    assert!(both(&elsewhere).contains("1 root"), "{}", both(&elsewhere));

    // A file of values leads to the root that reads it.
    succeed(git(path).args(["commit", "-q", "-m", "tidy"]));
    std::fs::write(path.join("network/dev.tfvars"), "# values\n").unwrap();
    succeed(git(path).args(["add", "-A"]));
    let values = try_hook(hook, path, home.path(), &[]);
    assert_eq!(values.status.code(), Some(1), "{}", both(&values));

    commit(path, &[("network/main.tf", GOOD)]);
    let good = try_hook(hook, path, home.path(), &["--all-files"]);
    assert!(good.status.success(), "{}", both(&good));
    assert!(both(&good).contains("Passed"), "{}", both(&good));
}

#[test]
fn prebuilt_hook_refuses_a_bad_commit_and_passes_a_good_one() {
    bad_then_good("vpcelint");
}

#[test]
fn hook_from_source_does_the_same() {
    bad_then_good("vpcelint-src");
}

#[test]
fn manifest_is_valid() {
    succeed(
        Command::new(client("pre-commit"))
            .args(["validate-manifest", ".pre-commit-hooks.yaml"])
            .current_dir(top()),
    );
}
