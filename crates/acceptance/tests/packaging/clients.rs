//! The programs that the tests run, and the wheel that several of them install.

use std::path::{Path, PathBuf};
use std::process::{Command, Output};
use std::sync::OnceLock;

use tempfile::TempDir;

pub(crate) fn top() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..").canonicalize().unwrap()
}

/// A program of the environment that `.ci/run` makes from `clients/requirements.txt`.
pub(crate) fn client(name: &str) -> PathBuf {
    let path = top().join("target/clients/bin").join(name);
    assert!(path.is_file(), "{} is missing: `.ci/run` installs it", path.display());
    path
}

/// Runs a command to its end; what it did.
pub(crate) fn run(command: &mut Command) -> Output {
    command.output().unwrap()
}

/// Runs a command that must succeed; what it printed.
pub(crate) fn succeed(command: &mut Command) -> String {
    let output = run(command);
    assert!(output.status.success(), "{command:?}: {}", both(&output));
    String::from_utf8(output.stdout).unwrap()
}

/// Everything that was printed.
pub(crate) fn both(output: &Output) -> String {
    let (out, err) = (&output.stdout, &output.stderr);
    format!("{}{}", String::from_utf8_lossy(out), String::from_utf8_lossy(err))
}

/// Git that knows nothing of the machine's configuration.
pub(crate) fn git(folder: &Path) -> Command {
    let mut command = Command::new("git");
    command
        .current_dir(folder)
        .env("GIT_CONFIG_GLOBAL", "/dev/null")
        .env("GIT_CONFIG_SYSTEM", "/dev/null")
        .args(["-c", "user.name=Test", "-c", "user.email=test@example.com"]);
    command
}

/// An empty repository.
pub(crate) fn repository() -> TempDir {
    let folder = TempDir::new().unwrap();
    succeed(git(folder.path()).args(["init", "-q", "-b", "main"]));
    folder
}

/// Writes files below a folder and commits them.
pub(crate) fn commit(folder: &Path, files: &[(&str, &str)]) {
    for (name, text) in files {
        let path = folder.join(name);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(path, text).unwrap();
    }
    succeed(git(folder).args(["add", "-A"]));
    succeed(git(folder).args(["commit", "-q", "-m", "change"]));
}

/// The folder of the wheel, built once. The profile is that of the tests: what is packed is the same.
pub(crate) fn wheels() -> &'static Path {
    static WHEELS: OnceLock<TempDir> = OnceLock::new();
    WHEELS
        .get_or_init(|| {
            let folder = TempDir::new().unwrap();
            succeed(
                Command::new(client("maturin"))
                    .args(["build", "-q", "--profile", "dev", "--out"])
                    .arg(folder.path())
                    .current_dir(top().join("packaging/pypi"))
                    .env("CARGO_TARGET_DIR", top().join("target")),
            );
            folder
        })
        .path()
}

/// The program out of the wheel, in an environment of its own, installed once.
pub(crate) fn installed() -> &'static Path {
    static INSTALLED: OnceLock<(TempDir, PathBuf)> = OnceLock::new();
    let (_, program) = INSTALLED.get_or_init(|| {
        let folder = TempDir::new().unwrap();
        succeed(Command::new("python3").args(["-m", "venv"]).arg(folder.path()));
        succeed(
            Command::new(folder.path().join("bin/pip"))
                .args(["install", "-q", "--no-index", "--find-links"])
                .arg(wheels())
                .arg("vpcelint"),
        );
        let program = folder.path().join("bin/vpcelint");
        (folder, program)
    });
    program
}

/// A gateway endpoint in no route table: a finding.
pub(crate) const BAD: &str = r#"
resource "aws_vpc" "main" {
  cidr_block = "10.0.0.0/16"
}

resource "aws_vpc_endpoint" "s3" {
  vpc_id       = aws_vpc.main.id
  service_name = "com.amazonaws.eu-west-1.s3"
}
"#;

/// The same network with nothing to complain of.
pub(crate) const GOOD: &str = r#"
resource "aws_vpc" "main" {
  cidr_block = "10.0.0.0/16"
}
"#;

#[test]
fn wheel_installs_the_program() {
    let said = succeed(Command::new(installed()).arg("--version"));
    assert_eq!(said, format!("vpcelint {}\n", env!("CARGO_PKG_VERSION")));
    // `pip show -f` lists what was installed: the program and its metadata, no module.
    let pip = installed().with_file_name("pip");
    let listed = succeed(Command::new(pip).args(["show", "-f", "vpcelint"]));
    assert!(listed.contains("bin/vpcelint"), "{listed}");
    assert!(!listed.contains(".py"), "{listed}");
}
