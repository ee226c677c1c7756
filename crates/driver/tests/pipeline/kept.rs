//! What an editor keeps between runs: after a change only what it touches is read and evaluated again.

#![allow(clippy::unwrap_used, reason = "a test fails where its input is wrong")]

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use vpcelint_driver::{Checked, Kept, Options, Selection, check};
use vpcelint_source::{
    Budget, Entry, EntryKind, Memory, Overlay, ReadError, Remembering, Sources, System,
};

/// A system that counts what it is asked.
#[derive(Debug)]
struct Counting {
    system: Memory,
    asked: AtomicUsize,
}

impl Counting {
    fn count(&self) -> &Memory {
        self.asked.fetch_add(1, Ordering::Relaxed);
        &self.system
    }
}

impl System for Counting {
    fn read(&self, path: &Path, limit: u64) -> Result<Vec<u8>, ReadError> {
        self.count().read(path, limit)
    }
    fn head(&self, path: &Path, bytes: u64) -> Option<Vec<u8>> {
        self.count().head(path, bytes)
    }
    fn list(&self, directory: &Path, depth: usize) -> Vec<Entry> {
        self.count().list(directory, depth)
    }
    fn find(&self, directory: &Path, wanted: &dyn Fn(&str) -> bool) -> Vec<PathBuf> {
        self.count().find(directory, wanted)
    }
    fn kind(&self, path: &Path) -> Option<EntryKind> {
        self.count().kind(path)
    }
    fn canonical(&self, path: &Path) -> Option<PathBuf> {
        self.count().canonical(path)
    }
    fn variable(&self, name: &str) -> Option<String> {
        self.count().variable(name)
    }
    fn variables(&self, prefix: &str) -> Vec<(String, String)> {
        self.count().variables(prefix)
    }
    fn working_directory(&self) -> PathBuf {
        self.system.working_directory()
    }
}

const ROOTS: usize = 100;

fn root(table: &str) -> String {
    format!(
        r#"module "network" {{
  source = "../../network"
  cidr   = file("${{path.module}}/cidr.txt")
  table  = "{table}"
}}
"#
    )
}

const NETWORK: &str = r#"variable "cidr" {}
variable "table" {}
resource "aws_vpc" "v" {
  cidr_block = var.cidr
}
resource "aws_subnet" "a" {
  vpc_id     = aws_vpc.v.id
  cidr_block = cidrsubnet(var.cidr, 8, 1)
}
resource "aws_route_table" "t" {
  for_each = toset(["a", "b"])
  vpc_id   = aws_vpc.v.id
}
resource "aws_route_table_association" "a" {
  subnet_id      = aws_subnet.a.id
  route_table_id = aws_route_table.t["a"].id
}
resource "aws_instance" "i" {
  subnet_id = aws_subnet.a.id
  user_data = "aws s3 cp s3://x/y z"
}
resource "aws_vpc_endpoint" "s3" {
  vpc_id          = aws_vpc.v.id
  service_name    = "com.amazonaws.eu-west-1.s3"
  route_table_ids = [aws_route_table.t[var.table].id]
}
"#;

struct Editor<'a> {
    disk: &'a Counting,
    remembering: Remembering<'a>,
    sources: Sources,
    options: Options,
    opened: Vec<(PathBuf, String)>,
}

impl<'a> Editor<'a> {
    fn new(disk: &'a Counting, open: &[&str]) -> Self {
        let paths = open.iter().map(PathBuf::from).collect();
        let kept = Some(Arc::new(Kept::default()));
        let options = Options { paths, kept, threads: Some(2), ..Options::default() };
        let (sources, opened) = (Sources::default(), Vec::new());
        Self { disk, remembering: Remembering::new(disk), sources, options, opened }
    }

    fn edit(&mut self, path: &str, text: String) {
        self.opened.retain(|(known, _)| known != Path::new(path));
        self.opened.push((path.into(), text));
    }

    /// What is found, how often the disk was asked for it, and the steps of evaluation.
    fn check(&self) -> (Checked, usize, u64) {
        let mut system = Overlay::new(&self.remembering);
        for (path, text) in &self.opened {
            system.put(path, text.as_str());
        }
        let before = self.disk.asked.load(Ordering::Relaxed);
        let budget = Budget::default();
        let checked = check(&system, &self.sources, &budget, &self.options, Selection::default());
        (checked, self.disk.asked.load(Ordering::Relaxed) - before, budget.steps())
    }

    /// What a run says that keeps nothing.
    fn anew(&self) -> Vec<(String, String)> {
        let mut system = Overlay::new(self.disk);
        for (path, text) in &self.opened {
            system.put(path, text.as_str());
        }
        let options = Options { kept: None, ..self.options.clone() };
        let (sources, budget) = (Sources::default(), Budget::default());
        said(&check(&system, &sources, &budget, &options, Selection::default()))
    }
}

fn said(checked: &Checked) -> Vec<(String, String)> {
    let findings = checked.diagnostics.iter().map(|d| (d.fingerprint.clone(), d.message.clone()));
    let notices = checked.notices.iter().map(|n| (String::new(), n.message.clone()));
    findings.chain(notices).collect()
}

fn disk() -> Counting {
    let mut system = Memory::default().with(".git/HEAD", "").with("network/main.tf", NETWORK);
    for n in 0..ROOTS {
        system = system
            .with(&format!("roots/r{n}/main.tf"), root("a"))
            .with(&format!("roots/r{n}/cidr.txt"), format!("10.{n}.0.0/16"));
    }
    Counting { system, asked: AtomicUsize::new(0) }
}

#[test]
fn a_keystroke_opens_no_file_and_evaluates_only_what_it_touches() {
    let disk = disk();
    let mut editor = Editor::new(&disk, &["network/main.tf"]);
    let (first, asked, all) = editor.check();
    assert_eq!((first.summary.roots, first.diagnostics.len()), (ROOTS, 0));
    assert!(asked > ROOTS && all > 0);
    // One root is edited: the disk is not asked, the others are not evaluated.
    editor.edit("/roots/r7/main.tf", root("b"));
    let (second, asked, steps) = editor.check();
    assert_eq!((asked, second.diagnostics.len()), (0, 1));
    assert_eq!(said(&second), editor.anew());
    assert_eq!(steps, all / ROOTS as u64, "one root of {ROOTS}");
    // Nothing changed: nothing is evaluated.
    let (third, asked, steps) = editor.check();
    assert_eq!((said(&third), asked, steps), (said(&second), 0, 0));
    // All roots use the module.
    editor.edit("/network/main.tf", NETWORK.replace("10", "11").replace("aws s3", "aws  s3"));
    let (fourth, asked, steps) = editor.check();
    assert_eq!((asked, steps), (0, all));
    assert_eq!(said(&fourth), editor.anew());
}

#[test]
fn what_a_root_reads_by_functions_counts_as_well() {
    let disk = disk();
    let mut editor = Editor::new(&disk, &["roots/r1/main.tf", "roots/r2/main.tf"]);
    let (_, _, all) = editor.check();
    editor.edit("/roots/r1/cidr.txt", "10.1.0.0/33".to_owned());
    let (broken, asked, steps) = editor.check();
    assert_eq!((asked, steps > 0 && steps <= all / 2), (0, true), "{steps} of {all}");
    assert!(broken.has_errors());
    assert_eq!(said(&broken), editor.anew());
    // A configuration that comes into being holds for what is below.
    editor.edit("/vpcelint.toml", "ignore = [\"nonsense\"]\n".to_owned());
    assert_eq!(said(&editor.check().0), editor.anew());
}
