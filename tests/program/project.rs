//! A folder with configuration, and the program run in it with an empty environment.

use std::io::{Read, Write};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use serde_json::Value;
use tempfile::TempDir;

/// A VPC whose gateway endpoint is in no route table: one finding of severity high.
pub(crate) const HEALTHY: &str = r#"resource "aws_vpc" "healthy" {
  cidr_block = "10.0.0.0/16"
}

resource "aws_vpc_endpoint" "lost" {
  vpc_id       = aws_vpc.healthy.id
  service_name = "com.amazonaws.eu-west-1.s3"
}
"#;

/// The rule that finds it.
pub(crate) const RULE: &str = "gateway-endpoint-no-route-table";

/// When a run counts as hanging; no run comes near it.
const HANGS: Duration = Duration::from_secs(240);

/// A temporary folder.
pub(crate) struct Project {
    folder: TempDir,
}

/// What a run printed.
#[derive(Debug)]
pub(crate) struct Ran {
    pub(crate) status: i32,
    pub(crate) out: String,
    pub(crate) err: String,
}

impl Project {
    pub(crate) fn new() -> Self {
        Self { folder: TempDir::new().unwrap() }
    }

    /// A project of one file beside one that is in order, with a second root beside it.
    pub(crate) fn with_main(text: impl AsRef<[u8]>) -> Self {
        Self::new()
            .file("root/main.tf", text)
            .file("root/healthy.tf", HEALTHY)
            .file("second/main.tf", HEALTHY)
    }

    pub(crate) fn path(&self) -> &Path {
        self.folder.path()
    }

    /// Adds a file.
    pub(crate) fn file(self, name: &str, text: impl AsRef<[u8]>) -> Self {
        let path = self.path().join(name);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(path, text).unwrap();
        self
    }

    /// The text of a file.
    pub(crate) fn read(&self, name: &str) -> String {
        std::fs::read_to_string(self.path().join(name)).unwrap()
    }

    /// Runs the program with nothing in its environment.
    pub(crate) fn run(&self, arguments: &[&str]) -> Ran {
        self.run_with(arguments, &[])
    }

    /// Runs the program with these variables in its environment.
    pub(crate) fn run_with(&self, arguments: &[&str], environment: &[(&str, &str)]) -> Ran {
        let mut command = Command::new(env!("CARGO_BIN_EXE_vpcelint"));
        command.args(arguments).current_dir(self.path()).env_clear();
        command.envs(environment.iter().copied());
        command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped());
        let mut child = command.spawn().unwrap();
        let out = read(child.stdout.take().unwrap());
        let err = read(child.stderr.take().unwrap());
        let status = wait(&mut child, arguments);
        let ran = Ran { status, out: out.join().unwrap(), err: err.join().unwrap() };
        assert!(!ran.err.contains("panicked"), "{arguments:?}: {}", ran.err);
        ran
    }

    /// Runs the program with a text on standard input.
    pub(crate) fn run_on(&self, input: &[u8], arguments: &[&str]) -> Ran {
        let mut command = Command::new(env!("CARGO_BIN_EXE_vpcelint"));
        command.args(arguments).current_dir(self.path()).env_clear();
        command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
        let mut child = command.spawn().unwrap();
        child.stdin.take().unwrap().write_all(input).unwrap();
        let out = child.wait_with_output().unwrap();
        let text = |bytes: Vec<u8>| String::from_utf8(bytes).unwrap();
        Ran { status: out.status.code().unwrap(), out: text(out.stdout), err: text(out.stderr) }
    }

    /// The findings, errors and notices of everything below the project.
    pub(crate) fn check(&self) -> Checked {
        let ran = self.run(&["--format", "json", "."]);
        Checked { status: ran.status, document: ran.json() }
    }

    /// The document of `show` for a folder.
    pub(crate) fn show(&self, folder: &str) -> Value {
        self.run(&["show", "--format", "json", folder]).json()
    }

    /// The value of an attribute as `show` has it.
    pub(crate) fn shown(&self, folder: &str, address: &str, attribute: &str) -> Value {
        let document = self.show(folder);
        let resources = document["roots"][0]["resources"].as_array().unwrap();
        let resource = resources.iter().find(|r| r["address"] == address);
        resource.unwrap_or_else(|| panic!("{address}: {document}"))["values"][attribute].clone()
    }

    /// The path of a file in the project.
    pub(crate) fn at(&self, name: &str) -> PathBuf {
        self.path().join(name)
    }
}

fn read(mut from: impl Read + Send + 'static) -> std::thread::JoinHandle<String> {
    std::thread::spawn(move || {
        let mut bytes = Vec::new();
        from.read_to_end(&mut bytes).unwrap();
        String::from_utf8(bytes).unwrap()
    })
}

fn wait(child: &mut Child, arguments: &[&str]) -> i32 {
    let start = Instant::now();
    loop {
        if let Some(status) = child.try_wait().unwrap() {
            return status.code().unwrap_or_else(|| panic!("{arguments:?} crashed: {status}"));
        }
        if start.elapsed() > HANGS {
            child.kill().unwrap();
            panic!("{arguments:?} hangs");
        }
        std::thread::sleep(Duration::from_millis(2));
    }
}

impl Ran {
    /// The document on standard output.
    #[track_caller]
    pub(crate) fn json(&self) -> Value {
        serde_json::from_str(&self.out).unwrap_or_else(|e| panic!("{e}: {self:?}"))
    }

    /// Both outputs.
    pub(crate) fn all(&self) -> String {
        format!("{}{}", self.out, self.err)
    }
}

/// What `check` said.
#[derive(Debug)]
pub(crate) struct Checked {
    pub(crate) status: i32,
    pub(crate) document: Value,
}

impl Checked {
    fn messages(&self, list: &str) -> Vec<String> {
        let list = self.document[list].as_array().unwrap();
        let line = |p: &Value| p["range"]["start"]["line"].as_u64().unwrap_or(0);
        let message = |p: &Value| p["message"].as_str().unwrap().to_owned();
        list.iter().map(|p| format!("{}: {}", line(p), message(p))).collect()
    }

    /// The errors, as `line: message`.
    pub(crate) fn errors(&self) -> Vec<String> {
        self.messages("errors")
    }

    /// The notices, as `line: message`.
    pub(crate) fn notices(&self) -> Vec<String> {
        self.messages("notices")
    }

    /// Both roots' findings are there; where the first is not wholly read, its question is left undecided.
    #[track_caller]
    pub(crate) fn keeps_the_rest(&self) -> &Self {
        let found: Vec<_> = self.document["findings"]
            .as_array()
            .unwrap()
            .iter()
            .filter(|f| f["rule"] == RULE)
            .map(|f| f["file"].as_str().unwrap())
            .collect();
        let undecided = self.document["summary"]["undecided_because"].to_string();
        let decided = found.contains(&"root/healthy.tf");
        assert!(decided || undecided.contains("is not wholly read"), "{:#}", self.document);
        assert!(found.contains(&"second/main.tf"), "{:#}", self.document);
        self
    }

    /// One error with these words, and no notice.
    #[track_caller]
    pub(crate) fn one_error(&self, words: &str) {
        self.keeps_the_rest();
        let (errors, notices) = (self.errors(), self.notices());
        assert_eq!(errors.len(), 1, "{errors:?} {notices:?}");
        assert!(errors[0].contains(words), "{errors:?}");
        assert!(notices.is_empty(), "{notices:?}");
        assert_eq!(self.status, 2);
    }

    /// One notice with these words, and no error; the exit status is that of the findings.
    #[track_caller]
    pub(crate) fn one_notice(&self, words: &str) {
        self.keeps_the_rest();
        let (errors, notices) = (self.errors(), self.notices());
        assert_eq!(notices.len(), 1, "{notices:?} {errors:?}");
        assert!(notices[0].contains(words), "{notices:?}");
        assert!(errors.is_empty(), "{errors:?}");
        assert_eq!(self.status, 1);
    }

    /// Neither errors nor notices.
    #[track_caller]
    pub(crate) fn nothing_said(&self) {
        self.keeps_the_rest();
        assert!(self.errors().is_empty() && self.notices().is_empty(), "{:#}", self.document);
        assert_eq!(self.status, 1);
    }
}
