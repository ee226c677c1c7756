//! `--watch`: what is printed after a file has changed.

use std::io::{BufRead as _, BufReader};
use std::process::{Child, Command, Stdio};
use std::sync::mpsc;
use std::time::Duration;

use crate::project::{HEALTHY, Project};

/// Longer than any machine takes: only a test that fails waits so long.
const PATIENCE: Duration = Duration::from_secs(120);

/// A program that would not end by itself, however the test ends.
struct Running(Child);

impl Drop for Running {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

#[test]
fn what_changes_is_looked_at_again() {
    let project = Project::new().file("main.tf", HEALTHY);
    let write = |name: &str, text: &str| {
        let path = project.at(name);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(path, text).unwrap();
    };
    let child = Command::new(env!("CARGO_BIN_EXE_vpcelint"))
        .args(["check", ".", "--watch", "--format", "concise", "--output", "out.txt"])
        .current_dir(project.path())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    let mut child = Running(child);
    let (tell, said) = mpsc::channel();
    let lines = BufReader::new(child.0.stderr.take().unwrap()).lines();
    std::thread::spawn(move || {
        for line in lines.map_while(Result::ok) {
            let _ = tell.send(line);
        }
    });
    let next = || said.recv_timeout(PATIENCE).unwrap();
    // A file may be looked at while it is written.
    let wait = |words: &str| while !next().contains(words) {};
    assert!(next().contains("1 finding"));
    // The report that it writes itself is nothing that it reads, nor is this.
    write("notes.txt", "nothing");
    write("main.tf", &HEALTHY.replace("aws_vpc_endpoint", "aws_vpc_endpoint_policy"));
    wait("no findings");
    write("main.tf", HEALTHY);
    wait("1 finding");
    // A directory that was not there.
    write("new/main.tf", HEALTHY);
    wait("2 findings");
    write("new/more.tf", "locals {\n");
    wait("1 error");
}
