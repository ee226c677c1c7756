//! The hooks, run by pre-commit on repositories with a bad and a good commit.

use std::path::Path;
use std::process::{Command, Output};

use tempfile::TempDir;

use crate::clients::{BAD, GOOD, both, client, commit, git, repository, run, succeed, top, wheels};

/// Runs a hook of this repository on what is staged, or on all files.
struct Hook {
    id: &'static str,
    home: TempDir,
}

impl Hook {
    /// `pre-commit try-repo`, which installs the hook each time, from what is committed here or not.
    fn try_repo(&self, folder: &Path, arguments: &[&str]) -> Output {
        let mut command = self.client(folder);
        command.args(["try-repo", "--verbose"]).arg(top()).arg(self.id).args(arguments);
        run(&mut command)
    }

    /// `pre-commit run`, which installs the hook once, from the last commit.
    fn run(&self, folder: &Path, arguments: &[&str]) -> Output {
        let head = succeed(git(&top()).args(["rev-parse", "HEAD"]));
        let config = format!(
            "repos: [{{repo: \"{}\", rev: {}, hooks: [{{id: {}}}]}}]\n",
            top().display(),
            head.trim(),
            self.id
        );
        let file = self.home.path().join("config.yaml");
        std::fs::write(&file, config).unwrap();
        let mut command = self.client(folder);
        command.args(["run", "--verbose", "--config"]).arg(file).args(arguments);
        run(&mut command)
    }

    fn client(&self, folder: &Path) -> Command {
        let mut command = Command::new(client("pre-commit"));
        command
            .current_dir(folder)
            .env("PRE_COMMIT_HOME", self.home.path())
            .env("PRE_COMMIT_COLOR", "never")
            .env("PIP_FIND_LINKS", wheels())
            .env("GIT_CONFIG_GLOBAL", "/dev/null")
            .env("GIT_CONFIG_SYSTEM", "/dev/null")
            // The clone is built in a folder that stays, and without optimization.
            .env("CARGO_TARGET_DIR", top().join("target/hook"))
            .env("CARGO_PROFILE_RELEASE_OPT_LEVEL", "0")
            .env("CARGO_PROFILE_RELEASE_LTO", "off")
            .env("CARGO_PROFILE_RELEASE_CODEGEN_UNITS", "16");
        command
    }
}

/// A repository with a bad root, a good one, a template, and files that are none of our concern.
fn bad_commit() -> TempDir {
    let folder = repository();
    commit(
        folder.path(),
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
    folder
}

/// The root is refused once, whatever number of its files was handed over.
fn assert_refused(output: &Output) {
    let said = both(output);
    assert_eq!(output.status.code(), Some(1), "{said}");
    assert_eq!(said.matches("[gateway-endpoint-no-route-table]").count(), 1, "{said}");
    assert!(said.contains("network/main.tf"), "{said}");
    assert!(said.contains("exit code: 1"), "{said}");
    assert!(!said.contains("compose.yaml"), "{said}");
}

fn assert_passed(output: &Output) {
    assert!(output.status.success(), "{}", both(output));
    assert!(both(output).contains("Passed"), "{}", both(output));
}

#[test]
fn prebuilt_hook_refuses_a_bad_commit_and_passes_a_good_one() {
    let (folder, home) = (bad_commit(), TempDir::new().unwrap());
    let (path, hook) = (folder.path(), Hook { id: "vpcelint", home });
    assert_refused(&hook.try_repo(path, &["--all-files"]));

    // Only what the commit touches is handed over: the bad root is no concern of this one.
    std::fs::write(path.join("other stack/main.tofu"), format!("# tidy\n{GOOD}")).unwrap();
    succeed(git(path).args(["add", "-A"]));
    let elsewhere = hook.run(path, &[]);
    assert_passed(&elsewhere);
    assert!(both(&elsewhere).contains("1 root"), "{}", both(&elsewhere));

    // A file of values leads to the root that reads it.
    succeed(git(path).args(["commit", "-q", "-m", "tidy"]));
    std::fs::write(path.join("network/dev.tfvars"), "# values\n").unwrap();
    succeed(git(path).args(["add", "-A"]));
    assert_refused(&hook.run(path, &[]));

    commit(path, &[("network/main.tf", GOOD)]);
    assert_passed(&hook.try_repo(path, &["--all-files"]));
}

#[test]
fn hook_from_source_does_the_same() {
    let (folder, home) = (bad_commit(), TempDir::new().unwrap());
    let hook = Hook { id: "vpcelint-src", home };
    assert_refused(&hook.run(folder.path(), &["--all-files"]));
    commit(folder.path(), &[("network/main.tf", GOOD)]);
    assert_passed(&hook.run(folder.path(), &["--all-files"]));
}

#[test]
fn manifest_is_valid() {
    succeed(
        Command::new(client("pre-commit"))
            .args(["validate-manifest", ".pre-commit-hooks.yaml"])
            .current_dir(top()),
    );
}
