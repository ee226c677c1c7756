//! What pages list is made from where it is said once. Where a page is stale it is made anew and the test
//! fails, so that it passes when it is run again.

use std::collections::BTreeSet;
use std::fmt::Write as _;
use std::path::Path;
use std::process::Command;

use vpcelint_source::Limits;

use crate::pages::{read, top};

/// Files that were stale.
#[derive(Default)]
struct Stale(Vec<String>);

impl Stale {
    fn file(&mut self, name: &str, fresh: &str) {
        let path = top().join(name);
        if read(&path) != fresh {
            std::fs::create_dir_all(path.parent().unwrap()).unwrap();
            std::fs::write(path, fresh).unwrap();
            self.0.push(name.to_owned());
        }
    }

    /// What stands between two comments of a page.
    fn part(&mut self, name: &str, what: &str, fresh: &str) {
        let text = read(&top().join(name));
        let end = format!("<!-- end of {what} -->");
        let (before, rest) =
            text.split_once(&format!("<!-- {what}: made by the tests from ")).unwrap();
        let (source, rest) = rest.split_once(" -->\n").unwrap();
        let (_, after) = rest.split_once(&end).unwrap();
        let start = format!("<!-- {what}: made by the tests from {source} -->");
        self.file(name, &format!("{before}{start}\n{fresh}{end}{after}"));
    }

    #[track_caller]
    fn none(self) {
        assert!(self.0.is_empty(), "made anew, run the test again: {}", self.0.join(", "));
    }
}

/// A rule is added by a folder: the pages follow.
#[test]
fn rules_are_listed() {
    let mut table = String::from("| rule | at most | what it finds |\n|---|---|---|\n");
    let (mut summary, mut stale, mut names) = (String::new(), Stale::default(), BTreeSet::new());
    for rule in vpcelint_driver::RULES {
        let (id, meta) = (rule.meta.id, rule.meta);
        let severity = meta.severity.name();
        let _ = writeln!(table, "| [`{id}`](rules/{id}.md) | {severity} | {} |", meta.summary);
        let _ = writeln!(summary, "- [{id}](rules/{id}.md)");
        stale.file(
            &format!("docs/rules/{id}.md"),
            &format!("{{{{#include ../../rules/{id}/doc.md}}}}\n"),
        );
        names.insert(format!("{id}.md"));
    }
    stale.part("docs/rules.md", "rules", &table);
    stale.part("docs/SUMMARY.md", "rules", &summary);
    for entry in std::fs::read_dir(top().join("docs/rules")).unwrap() {
        let path = entry.unwrap().path();
        let name = path.file_name().unwrap().to_str().unwrap().to_owned();
        if !names.contains(&name) {
            std::fs::remove_file(path).unwrap();
            stale.0.push(name);
        }
    }
    stale.none();
}

/// Each page is in the table of contents.
#[test]
fn pages_are_listed() {
    let summary = read(&top().join("docs/SUMMARY.md"));
    for page in crate::pages::pages() {
        let Some(name) = page.name.strip_prefix("docs/") else { continue };
        let listed = name == "SUMMARY.md" || summary.contains(&format!("]({name})"));
        assert!(listed, "docs/SUMMARY.md does not list {name}");
    }
}

/// The inputs and outputs of the action, as the page lists them.
#[test]
fn inputs_of_the_action_are_listed() {
    let text = read(&top().join("action.yml"));
    let mut table = String::new();
    for (section, heads) in [
        ("inputs", "| input | what it is | default |\n|---|---|---|\n"),
        ("outputs", "\n| output | what it is |\n|---|---|\n"),
    ] {
        table.push_str(heads);
        let (_, rest) = text.split_once(&format!("\n{section}:\n")).unwrap();
        let body = rest.split("\n\n").next().unwrap();
        let names = body.lines().filter(|line| !line.starts_with("   "));
        for name in names.filter_map(|line| line.trim_start().strip_suffix(':')) {
            let (_, lines) = body.split_once(&format!("  {name}:\n")).unwrap();
            let value = |key: &str| {
                let lines = lines.lines().take_while(|line| line.starts_with("    "));
                let key = format!("    {key}: ");
                lines.filter_map(|line| line.strip_prefix(&key)).next().unwrap_or_default()
            };
            let _ = write!(table, "| `{name}` | {} |", value("description"));
            if section == "inputs" {
                let default = value("default").trim_matches('"');
                let shown = if default.is_empty() { String::new() } else { format!("`{default}`") };
                let _ = write!(table, " {shown} |");
            }
            table.push('\n');
        }
    }
    let mut stale = Stale::default();
    stale.part("docs/ci.md", "inputs", &table);
    stale.none();
}

/// The caps by the names that notices use, with what the code says of them.
#[test]
fn limits_are_listed() {
    let code = read(&top().join("crates/source/src/budget.rs"));
    let mut table = String::from("| cap | of what | at most |\n|---|---|---|\n");
    let values = format!("{:#?}", Limits::default());
    for line in values.lines().filter_map(|line| line.strip_suffix(',')) {
        let (name, value) = line.trim().split_once(": ").unwrap();
        let (before, _) = code.split_once(&format!("\n    pub {name}: ")).unwrap();
        let comment = before.lines().next_back().unwrap();
        let what = comment.trim().strip_prefix("/// ").unwrap().trim_end_matches('.');
        let _ = writeln!(table, "| `{name}` | {what} | {} |", thousands(value));
    }
    let mut stale = Stale::default();
    stale.part("docs/limits.md", "limits", &table);
    stale.none();
}

/// A number as people read it.
fn thousands(digits: &str) -> String {
    let mut text = String::new();
    for (n, digit) in digits.chars().enumerate() {
        if n > 0 && (digits.len() - n).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}

/// The drawings of the demo.
#[test]
fn drawings_are_fresh() {
    let mut stale = Stale::default();
    for format in ["svg", "html"] {
        let ran = Command::new(env!("CARGO_BIN_EXE_vpcelint"))
            .args(["graph", "testdata/demo/terraform", "--format", format])
            .current_dir(top())
            .env_clear()
            .output()
            .unwrap();
        assert!(ran.status.success());
        stale.file(&format!("docs/demo.{format}"), &String::from_utf8(ran.stdout).unwrap());
    }
    stale.none();
}

/// Links to files of the repository lead to files that are there.
#[test]
fn links_into_the_repository_lead_somewhere() {
    const HOST: &str = "https://github.com/vpcelint/vpcelint/blob/main/";
    let mut count = 0;
    for page in crate::pages::pages() {
        let links = page.text.split("](").skip(1).filter_map(|rest| rest.split(')').next());
        for link in links.map(|link| link.split('#').next().unwrap()) {
            let path = match link.strip_prefix(HOST) {
                Some(path) => Path::new("").join(path),
                None if link.contains("://") || link.is_empty() => continue,
                None => Path::new(&page.name).parent().unwrap().join(link),
            };
            count += 1;
            assert!(top().join(&path).exists(), "{} links to {}", page.name, path.display());
        }
    }
    assert!(count > 50, "{count} links");
}
