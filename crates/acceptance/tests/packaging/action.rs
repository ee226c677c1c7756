//! The action's steps, as the runner runs them: with its environment variables, files and commands.

use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use tempfile::TempDir;

use crate::clients::{
    BAD, GOOD, both, client, commit, git, installed, repository, run, succeed, top, wheels,
};

/// What the runner gives a step: files that take what it hands on.
struct Runner {
    repository: TempDir,
    files: TempDir,
}

impl Runner {
    fn new(files: &[(&str, &str)]) -> Self {
        let runner = Self { repository: repository(), files: TempDir::new().unwrap() };
        commit(runner.repository.path(), files);
        runner
    }

    fn head(&self) -> String {
        let text = succeed(git(self.repository.path()).args(["rev-parse", "HEAD"]));
        text.trim().to_owned()
    }

    fn commit(&self, files: &[(&str, &str)]) {
        commit(self.repository.path(), files);
    }

    fn file(&self, name: &str) -> PathBuf {
        self.files.path().join(name)
    }

    fn read(&self, name: &str) -> String {
        std::fs::read_to_string(self.file(name)).unwrap_or_default()
    }

    /// A step of the action, with the inputs that are given.
    fn step(&self, name: &str, program: &Path, inputs: &[(&str, &str)]) -> Output {
        for file in ["output", "summary"] {
            std::fs::write(self.file(file), "").unwrap();
        }
        let mut command = Command::new("python3");
        command
            .arg(top().join("packaging/action/run.py"))
            .arg(name)
            .current_dir(self.repository.path())
            .env("GITHUB_ACTION_PATH", top())
            .env("GITHUB_OUTPUT", self.file("output"))
            .env("GITHUB_STEP_SUMMARY", self.file("summary"))
            .env("RUNNER_TEMP", self.file("temporary"))
            .env("PROGRAM", program);
        for (input, value) in inputs {
            command.env(format!("INPUT_{input}"), value);
        }
        run(&mut command)
    }

    /// The step that analyses, which must come to its end.
    fn analyse(&self, program: &Path, inputs: &[(&str, &str)]) -> String {
        let output = self.step("analyse", program, inputs);
        assert!(output.status.success(), "{}", both(&output));
        String::from_utf8(output.stdout).unwrap()
    }

    /// An output of the last step, read as the runner reads the file.
    fn output(&self, name: &str) -> Option<String> {
        let text = self.read("output");
        let (_, rest) = text.split_once(&format!("{name}<<"))?;
        let (mark, rest) = rest.split_once('\n')?;
        rest.split_once(&format!("\n{mark}\n")).map(|(value, _)| value.to_owned())
    }
}

/// The lines in which the runner looks for commands: those outside of what is marked as text.
fn commands(log: &str) -> Vec<&str> {
    let (mut commands, mut end) = (Vec::new(), None);
    for line in log.lines() {
        match &end {
            Some(mark) if line == format!("::{mark}::") => end = None,
            Some(_) => {}
            None => match line.strip_prefix("::stop-commands::") {
                Some(mark) => end = Some(mark.to_owned()),
                None => commands.push(line),
            },
        }
    }
    assert_eq!(end, None, "{log}");
    commands
}

/// Another endpoint with the same fault.
const ADDED: &str = r#"
resource "aws_vpc_endpoint" "dynamodb" {
  vpc_id       = aws_vpc.main.id
  service_name = "com.amazonaws.eu-west-1.dynamodb"
}
"#;

#[test]
fn status_is_that_of_the_program() {
    for (text, status) in [(GOOD, "0"), (BAD, "1"), ("resource {", "2")] {
        let runner = Runner::new(&[("a b/main.tf", text)]);
        let log = runner.analyse(installed(), &[("PATHS", "a b\n\n")]);
        assert_eq!(runner.output("status").as_deref(), Some(status), "{log}");
        assert_eq!(log.contains("[gateway-endpoint-no-route-table]"), status == "1", "{log}");
    }
}

#[test]
fn inputs_reach_the_program_as_arguments() {
    let runner = Runner::new(&[("main.tf", BAD)]);
    let quiet = [("MIN_SEVERITY", "error")];
    runner.analyse(installed(), &quiet);
    assert_eq!(runner.output("status").as_deref(), Some("0"));
    runner.analyse(installed(), &[("ARGUMENTS", "--exit-zero --var 'a=b c'")]);
    assert_eq!(runner.output("status").as_deref(), Some("0"));
    // No shell reads them.
    let made = runner.file("made");
    let text = format!("$(touch {0})\n; touch {0}\n--output={0}", made.display());
    runner.analyse(installed(), &[("PATHS", &text)]);
    assert_eq!(runner.output("status").as_deref(), Some("2"));
    assert!(!made.exists());
}

#[test]
fn only_what_the_change_adds_counts() {
    let runner = Runner::new(&[("stack/main.tf", BAD)]);
    let base = runner.head();
    let inputs = [("ONLY_NEW", "true"), ("BASE", base.as_str())];

    runner.commit(&[("stack/main.tf", &format!("# moved down\n\n{BAD}"))]);
    let log = runner.analyse(installed(), &inputs);
    assert_eq!(runner.output("status").as_deref(), Some("0"), "{log}");

    runner.commit(&[("stack/main.tf", &format!("{BAD}{ADDED}"))]);
    let log = runner.analyse(installed(), &inputs);
    assert_eq!(runner.output("status").as_deref(), Some("1"), "{log}");
    assert!(log.contains("aws_vpc_endpoint.dynamodb"), "{log}");
    assert!(!log.contains("aws_vpc_endpoint.s3"), "{log}");

    // A folder that the base does not have is all new; an absolute path means the same in both trees.
    runner.commit(&[("other/main.tf", BAD)]);
    let other = runner.repository.path().join("stack");
    for (path, added) in [("other", "aws_vpc_endpoint.s3"), (other.to_str().unwrap(), "dynamodb")] {
        let log = runner.analyse(installed(), &[inputs[0], inputs[1], ("PATHS", path)]);
        assert_eq!(runner.output("status").as_deref(), Some("1"), "{log}");
        assert_eq!(log.matches(": high[").count(), 1, "{log}");
        assert!(log.contains(added), "{log}");
    }

    // Nothing of the comparison stays behind.
    let trees = succeed(git(runner.repository.path()).args(["worktree", "list"]));
    assert_eq!(trees.lines().count(), 1, "{trees}");
}

#[test]
fn base_is_a_commit_and_nothing_else() {
    let runner = Runner::new(&[("main.tf", BAD)]);
    for base in ["--upload-pack=touch made", "main", "HEAD~1"] {
        let inputs = [("ONLY_NEW", "true"), ("BASE", base)];
        let output = runner.step("analyse", installed(), &inputs);
        assert_eq!(output.status.code(), Some(1));
        assert!(both(&output).contains("`base` is not a full commit id"), "{}", both(&output));
    }
}

#[test]
fn base_is_fetched_where_the_clone_is_shallow() {
    let origin = Runner::new(&[("main.tf", BAD)]);
    let base = origin.head();
    origin.commit(&[("main.tf", &format!("{BAD}\n# the same\n"))]);
    let clone = Runner { repository: TempDir::new().unwrap(), files: TempDir::new().unwrap() };
    let url = format!("file://{}", origin.repository.path().display());
    succeed(git(clone.repository.path()).args(["clone", "-q", "--depth=1", &url, "."]));
    let log = clone.analyse(installed(), &[("ONLY_NEW", "true"), ("BASE", &base)]);
    assert_eq!(clone.output("status").as_deref(), Some("0"), "{log}");
}

/// Prints what a hostile file name or message could bring along, and more than a comment takes.
const STRANGER: &str = r#"#!/usr/bin/env python3
import sys
if "markdown" in sys.argv:
    print("| finding |\n" * 20000)
else:
    print("::error file=main.tf,line=1::found\n::set-output name=status::0\n  ::add-mask::a")
    print("::stop-commands::x\n::errorx::\n##[add-path]/tmp/evil\nx.tf:1: high\r::add-path::/tmp/evil")
    print("::warning file=a::b\n::x::", file=sys.stderr)
sys.exit(1)
"#;

#[test]
#[cfg(unix)]
fn text_of_a_stranger_is_no_command() {
    use std::os::unix::fs::PermissionsExt as _;

    let runner = Runner::new(&[("main.tf", GOOD)]);
    let program = runner.file("program");
    std::fs::write(&program, STRANGER).unwrap();
    std::fs::set_permissions(&program, std::fs::Permissions::from_mode(0o755)).unwrap();
    let inputs = [("ANNOTATIONS", "true"), ("SUMMARY", "true"), ("COMMENT", "true")];
    let log = runner.analyse(&program, &inputs);
    assert_eq!(commands(&log), ["::error file=main.tf,line=1::found"], "{log}");
    assert!(log.contains("::set-output"), "the text itself is not lost: {log}");
    // Without annotations nothing is a command.
    assert_eq!(commands(&runner.analyse(&program, &[])), [""; 0]);

    runner.analyse(&program, &inputs);
    assert_eq!(runner.output("status").as_deref(), Some("1"));
    let body = std::fs::read_to_string(runner.output("comment-file").unwrap()).unwrap();
    assert!(body.starts_with("<!-- vpcelint -->\n| finding |\n"));
    assert!(body.len() <= 65536 && body.ends_with("more lines are left out.\n"), "{}", body.len());
    assert!(runner.read("summary").len() <= 1024 * 1024);
}

#[test]
fn outputs_are_written_in_their_formats() {
    let runner = Runner::new(&[("main.tf", BAD)]);
    let base = runner.head();
    runner.commit(&[("main.tf", &format!("{BAD}{ADDED}"))]);
    let inputs = ["ANNOTATIONS", "SUMMARY", "SARIF", "COMMENT"].map(|input| (input, "true"));
    let inputs = [&inputs[..], &[("BASE", base.as_str())]].concat();
    let log = runner.analyse(installed(), &inputs);
    assert_eq!(runner.output("status").as_deref(), Some("1"), "{log}");
    assert_eq!(commands(&log).len(), 2, "{log}");
    assert!(commands(&log)[0].starts_with("::error file=main.tf,"), "{log}");
    // The summary tells of everything, the comment only of what the change adds.
    let comment = std::fs::read_to_string(runner.output("comment-file").unwrap()).unwrap();
    let summary = runner.read("summary");
    for (text, expected) in [(&summary, true), (&comment, false)] {
        assert!(text.contains("aws_vpc_endpoint.dynamodb"), "{text}");
        assert_eq!(text.contains("aws_vpc_endpoint.s3"), expected, "{text}");
    }
    let sarif = std::fs::read_to_string(runner.output("sarif-file").unwrap()).unwrap();
    let sarif: serde_json::Value = serde_json::from_str(&sarif).unwrap();
    assert_eq!(sarif["version"], "2.1.0");
    assert_eq!(sarif["runs"][0]["results"].as_array().unwrap().len(), 2);
}

#[test]
fn program_of_the_actions_own_version_is_installed() {
    let runner = Runner::new(&[("main.tf", GOOD)]);
    let mut command = Command::new("python3");
    command
        .arg(top().join("packaging/action/run.py"))
        .arg("install")
        .env("GITHUB_ACTION_PATH", top())
        .env("GITHUB_OUTPUT", runner.file("output"))
        .env("RUNNER_TEMP", runner.file("temporary"))
        .env("PIP_NO_INDEX", "1")
        .env("PIP_FIND_LINKS", wheels());
    succeed(&mut command);
    let program = runner.output("program").unwrap();
    let said = succeed(Command::new(program).arg("--version"));
    assert_eq!(said, format!("vpcelint {}\n", env!("CARGO_PKG_VERSION")));
    // An option of pip is not a version.
    let output = run(command.env("INPUT_VERSION", "1 --index-url=x"));
    assert!(both(&output).contains("`version` is not a version"), "{}", both(&output));
}

#[test]
fn action_is_valid() {
    let mut command = Command::new(client("check-jsonschema"));
    succeed(
        command.args(["--builtin-schema", "vendor.github-actions"]).arg(top().join("action.yml")),
    );
    succeed(Command::new(client("zizmor")).args(["--offline", "-q"]).arg(top().join("action.yml")));
    // No input is pasted into a script.
    let text = std::fs::read_to_string(top().join("action.yml")).unwrap();
    for line in text.lines().filter(|line| line.trim_start().starts_with("run:")) {
        assert!(!line.contains("${{") && !line.ends_with('|'), "{line}");
    }
}
