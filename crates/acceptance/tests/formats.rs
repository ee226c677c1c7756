//! What `check` writes, in the programs that read it: Microsoft's SARIF validator and libxml2.

#![cfg(feature = "clients")]
#![expect(clippy::unwrap_used, reason = "what fails in a test fails the test")]

use std::path::{Path, PathBuf};
use std::process::Command;

use tempfile::TempDir;
use vpcelint_driver::{Options, Selection};
use vpcelint_report::{Report, junit, sarif, to_json};
use vpcelint_source::{Budget, Disk, Sources, System as _};

/// Names, reasons and texts that try to be more than that, with an error and a notice.
const HOSTILE: &str = r##"
# vpcelint:ignore[gateway-endpoint-no-route-table] [x](https://evil.test) {0} ]]> <b> 日本 🦀
resource "aws_vpc_endpoint" "ignored" {
  vpc_id       = aws_vpc.v["end"].id
  service_name = "com.amazonaws.eu-west-1.s3"
}
locals {
  keys = toset([
    "[x](https://evil.test) {0} {1}",
    "]]><img src=x onerror=alert(1)>",
    "\u202edrawkcab\u202c\u0001\u001b[2J",
    "日本語 🦀 &amp; \"'",
    "::error::x\n::set-output name=a::b",
    "end",
  ])
}
resource "aws_vpc" "v" {
  for_each   = local.keys
  cidr_block = "10.0.0.0/16"
}
resource "aws_vpc_endpoint" "e" {
  for_each     = local.keys
  vpc_id       = aws_vpc.v[each.key].id
  service_name = "com.amazonaws.eu-west-1.s3"
}
module "gone" {
  source = "./nosuch"
}
output "x" {
  value = var.nosuch
}
"##;

fn top() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..")
}

/// The SARIF log and the JUnit document of a directory.
fn written(path: &Path) -> (String, String) {
    let options = Options { paths: vec![path.to_owned()], ..Options::default() };
    let (sources, budget) = (Sources::default(), Budget::default());
    let selection = Selection { pedantic: true, ..Selection::default() };
    let checked = vpcelint_driver::check(&Disk, &sources, &budget, &options, selection);
    let report = Report {
        sources: &sources,
        diagnostics: &checked.diagnostics,
        notices: &checked.notices,
        summary: &checked.summary,
        rules: &checked.rules,
        repository: &vpcelint_driver::repository(&Disk, &options),
        working_directory: &Disk.working_directory(),
        version: "0.1.0",
    };
    assert!(report.shown().next().is_some(), "there is something to write");
    (to_json(&sarif::document(&report)).unwrap(), junit::render(&report).unwrap())
}

/// The log and the document of a repository in which even a folder's name is hostile.
fn hostile() -> (String, String) {
    let folder = TempDir::new().unwrap();
    let root = folder.path().join("a b#c?d%20:e,[f] 日本");
    std::fs::create_dir(&root).unwrap();
    std::fs::create_dir(folder.path().join(".git")).unwrap();
    std::fs::write(root.join("main.tf"), HOSTILE).unwrap();
    written(&root)
}

/// The log of the renderers' own samples, as their test keeps it: all that can be in one.
fn samples() -> String {
    let kept = "crates/report/src/snapshots/vpcelint_report__hosts__sarif_of_the_ordinary.snap";
    let text = std::fs::read_to_string(top().join(kept)).unwrap();
    text.splitn(3, "---\n").nth(2).unwrap().to_owned()
}

/// Runs a program on a text; all that it says.
#[track_caller]
fn said_of(name: &str, text: &str, command: impl FnOnce(&Path) -> Command) -> String {
    let folder = TempDir::new().unwrap();
    let file = folder.path().join(name);
    std::fs::write(&file, text).unwrap();
    let mut command = command(&file);
    let out = command.output().map_err(|error| format!("{command:?} is needed: {error}")).unwrap();
    let said = [out.stdout, out.stderr].concat();
    let said = String::from_utf8_lossy(&said).into_owned();
    assert!(out.status.success(), "{command:?}: {said}");
    said
}

#[track_caller]
fn multitool(log: &str) -> String {
    let packages = Path::new(env!("CARGO_MANIFEST_DIR")).join("sarif/node_modules/@microsoft");
    assert!(packages.is_dir(), "`npm ci` has not run in the folder `sarif`");
    said_of("log.sarif", log, |file| {
        let mut command = Command::new("node");
        command
            .arg(packages.join("sarif-multitool/bin.js"))
            // It hands its arguments to a shell.
            .args(["validate", "--rule-kind", "\"Sarif;Gh\""])
            .arg(file)
            .env("DOTNET_SYSTEM_GLOBALIZATION_INVARIANT", "1");
        command
    })
}

/// The validator ends with 0 whatever it finds.
#[track_caller]
fn is_valid(log: &str) {
    let said = multitool(log);
    assert!(said.contains("Analysis completed"), "{said}");
    assert!(!said.contains(": error "), "{said}");
}

#[test]
fn sarif_of_the_demo_is_valid() {
    is_valid(&written(&top().join("testdata/demo")).0);
}

#[test]
fn sarif_of_hostile_input_is_valid() {
    is_valid(&hostile().0);
}

#[test]
fn sarif_of_the_samples_is_valid() {
    is_valid(&samples());
}

#[test]
fn the_validator_finds_what_is_wrong() {
    let broken = samples().replace("\"executionSuccessful\"", "\"executionSuccess\"");
    assert!(multitool(&broken).contains(": error "));
}

#[test]
fn junit_is_well_formed() {
    for document in [written(&top().join("testdata/demo")).1, hostile().1] {
        let said = said_of("tests.xml", &document, |file| {
            let mut command = Command::new("xmllint");
            command.args(["--noout", "--nonet"]).arg(file);
            command
        });
        assert_eq!(said, "");
    }
}
