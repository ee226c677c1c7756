//! A terminal: how far a long scan has come is shown there, and nowhere else.

use std::process::{Command, Output};

use tempfile::TempDir;

use crate::{programs, top};

/// Roots that take more than half a second together.
fn slow() -> TempDir {
    let folder = TempDir::new().unwrap();
    for n in 0..30 {
        let root = folder.path().join(format!("root{n}"));
        std::fs::create_dir(&root).unwrap();
        let text = r#"
resource "aws_vpc" "v" {
  cidr_block = "10.0.0.0/16"
}
resource "aws_subnet" "s" {
  count      = 250
  vpc_id     = aws_vpc.v.id
  cidr_block = cidrsubnet(aws_vpc.v.cidr_block, 8, count.index)
}
resource "aws_instance" "i" {
  count     = 250
  subnet_id = aws_subnet.s[count.index].id
}
"#;
        std::fs::write(root.join("main.tf"), text).unwrap();
    }
    folder
}

fn run(on_terminal: bool, folder: &TempDir, ci: &str) -> Output {
    let program = programs().join("vpcelint");
    let mut command = match on_terminal {
        true => Command::new("python3"),
        false => Command::new(&program),
    };
    if on_terminal {
        command.arg(top().join("crates/acceptance/editors/terminal.py")).arg(&program);
    }
    command.args(["check", "--format", "concise"]).arg(folder.path());
    command.env("CI", ci).env("TERM", "xterm").output().unwrap()
}

#[test]
fn progress_is_shown_on_a_terminal_only() {
    let folder = slow();
    let shown = run(true, &folder, "");
    let text = String::from_utf8_lossy(&shown.stdout);
    assert!(shown.status.success(), "{text}");
    assert!(text.contains("of 30 roots analysed"), "{text}");
    // It is gone at the end.
    let (_, last) = text.rsplit_once("roots analysed").unwrap();
    assert!(last.contains("\u{1b}[2K"), "{last:?}");
    assert!(last.contains("no findings"), "{last:?}");
    for (on_terminal, ci) in [(true, "true"), (false, "")] {
        let shown = run(on_terminal, &folder, ci);
        let text = [shown.stdout, shown.stderr].concat();
        let text = String::from_utf8_lossy(&text);
        assert!(text.contains("no findings"), "{text}");
        assert!(!text.contains("roots analysed"), "{text}");
    }
}
