//! Runs the cases of all rules: each folder `rules/<rule>/cases/<case>/` is a Terraform root, or a
//! CloudFormation template with what it nests.
//!
//! A case says itself what is to be found in it, in comments under the lines where the findings'
//! primary labels begin, with carets under the columns of the label:
//!
//! ```text
//!   route_table_ids = [aws_route_table.a.id]
//! #                   ^^^^^^^^^^^^^^^^^^^^^^ gateway-endpoint-subnet-not-associated: medium
//! ```
//!
//! - A `#` that touches the carets counts as one of them, so that a label can begin at the column
//!   of the `#`: `#^^^^^` marks six columns from the first one on.
//! - Of a label of several lines the first line is marked, to its end.
//! - Several comments under one line are several findings there.
//! - Behind the severity stands `possible` where the finding rests on an assumption, then
//!   `of <address>` where the case is about which resource is named, and at the end `when <words>`
//!   where the finding holds for some choices of the inputs only.
//! - JSON has no comments: the marks of a `template.json` stand in a `template.json.marks`, under
//!   lines that are copied from it. Each is the next line of the template with that text.
//! - What a comment of the case suppresses is not to be found.
//! - `# error: text` and `# notice: text`, anywhere in a file, ask for an error or notice whose
//!   message contains the text.
//!
//! Everything that is found must be marked, also what other rules find, and all that is marked must
//! be found; findings that rest on assumptions count as well. A case without marks of its rule is a
//! look-alike, in which the rule must stay silent. Beside the root a case may hold modules in
//! sub-folders and a `terraform.tfvars`, beside the template others that it nests or that import
//! what it exports. Its name says what it shows.
//!
//! Where a mark is missing, the test prints the comment to insert: first make sure that the finding
//! is right.

#![allow(clippy::unwrap_used, clippy::panic, reason = "a test fails where its files are wrong")]

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use vpcelint_driver::{Checked, Options, RULES, Selection, check};
use vpcelint_source::{
    Budget, Confidence, Diagnostic, Gravity, Memory, Severity, Sources, clean_path,
};

/// Where the root of a case stands in memory.
const ROOT: &str = "rule-case";

/// The ending of files of marks.
const MARKS: &str = ".marks";

/// How many cases there must be at least, those that fire and look-alikes: of each rule in Terraform,
/// in CloudFormation, and there of the rules about suppressions.
const LEAST: (usize, usize) = (4, 6);
const LEAST_TEMPLATES: (usize, usize) = (3, 5);
const LEAST_SUPPRESSIONS: (usize, usize) = (1, 1);

/// A finding as a case marks it.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
struct Mark {
    file: String,
    line: usize,
    column: usize,
    width: usize,
    rule: String,
    severity: &'static str,
    possible: bool,
    /// The resource that it names, where the case says so.
    of: Option<String>,
    /// When it holds, if not always.
    when: Option<String>,
}

/// A case with its files, by their path below the root.
#[derive(Debug)]
struct Case {
    rule: &'static str,
    name: String,
    files: BTreeMap<String, String>,
}

impl Case {
    /// Whether it is one of CloudFormation.
    fn is_template(&self) -> bool {
        !self.files.keys().any(|file| file.ends_with(".tf") || file.ends_with(".tf.json"))
    }
}

#[test]
fn each_case_finds_what_it_marks() {
    let mut problems = Vec::new();
    for case in cases() {
        for problem in problems_of(&case) {
            problems.push(format!("rules/{}/cases/{}: {problem}", case.rule, case.name));
        }
    }
    assert!(problems.is_empty(), "\n\n{}\n\n", problems.join("\n\n"));
}

#[test]
fn each_rule_has_cases_that_fire_and_look_alikes() {
    let mut counts: BTreeMap<(&str, bool), (usize, usize)> = RULES
        .iter()
        .flat_map(|r| [((r.meta.id, false), (0, 0)), ((r.meta.id, true), (0, 0))])
        .collect();
    for case in cases() {
        let (marks, _) = marks_of(&case);
        let count = counts.entry((case.rule, case.is_template())).or_default();
        match marks.iter().any(|m| m.rule == case.rule) {
            true => count.0 += 1,
            false => count.1 += 1,
        }
    }
    for ((rule, of_templates), count) in counts {
        let least = match (of_templates, rule.contains("suppression")) {
            (false, _) => LEAST,
            (true, false) => LEAST_TEMPLATES,
            (true, true) => LEAST_SUPPRESSIONS,
        };
        let enough = count.0 >= least.0 && count.1 >= least.1;
        let of = if of_templates { "templates" } else { "Terraform" };
        assert!(enough, "{rule}: {count:?} cases of {of} fire or stay silent, not {least:?}");
    }
}

#[test]
fn each_folder_of_cases_belongs_to_a_rule() {
    for entry in std::fs::read_dir(rules_folder()).unwrap() {
        let path = entry.unwrap().path();
        if path.join("cases").is_dir() {
            let id = path.file_name().unwrap().to_string_lossy().into_owned();
            assert!(RULES.iter().any(|r| r.meta.id == id), "{id}");
        }
    }
}

/// The folder of the rules.
fn rules_folder() -> PathBuf {
    clean_path(&Path::new(env!("CARGO_MANIFEST_DIR")).join("../../rules"))
}

/// All cases, sorted by rule and name.
fn cases() -> Vec<Case> {
    let mut cases = Vec::new();
    for rule in RULES {
        let folder = rules_folder().join(rule.meta.id).join("cases");
        let Ok(entries) = std::fs::read_dir(&folder) else { continue };
        for entry in entries {
            let path = entry.unwrap().path();
            let name = path.file_name().unwrap().to_string_lossy().into_owned();
            let mut files = BTreeMap::new();
            read_below(&path, "", &mut files);
            cases.push(Case { rule: rule.meta.id, name, files });
        }
    }
    cases.sort_by(|a, b| (a.rule, &a.name).cmp(&(b.rule, &b.name)));
    cases
}

fn read_below(folder: &Path, prefix: &str, files: &mut BTreeMap<String, String>) {
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        let name = format!("{prefix}{}", path.file_name().unwrap().to_string_lossy());
        if path.is_dir() {
            read_below(&path, &format!("{name}/"), files);
        } else {
            files.insert(name, std::fs::read_to_string(&path).unwrap());
        }
    }
}

/// Runs the pipeline over files in memory: no environment, no home directory, no network.
fn run(files: &BTreeMap<String, String>) -> (Sources, Checked) {
    let read = files.iter().filter(|(path, _)| !path.ends_with(MARKS));
    let system = read.fold(Memory::default(), |system, (path, text)| {
        system.with(&format!("{ROOT}/{path}"), text)
    });
    let sources = Sources::default();
    let options = Options { paths: vec![ROOT.into()], threads: Some(1), ..Options::default() };
    let selection =
        Selection { min_severity: Some(Severity::Info), pedantic: true, ..Selection::default() };
    let checked = check(&system, &sources, &Budget::default(), &options, selection);
    (sources, checked)
}

/// What differs between what a case marks and what is found in it.
fn problems_of(case: &Case) -> Vec<String> {
    let (sources, checked) = run(&case.files);
    let (mut marks, mut notices) = marks_of(case);
    let mut problems = Vec::new();
    for diagnostic in checked.diagnostics.iter().filter(|d| d.suppressed.is_none()) {
        let found = found(&sources, diagnostic);
        let fits = |m: &Mark| {
            let of = m.of.clone().or_else(|| found.of.clone());
            Mark { of, ..m.clone() } == found
        };
        match marks.iter().position(fits) {
            Some(n) => drop(marks.remove(n)),
            None => problems.push(unmarked(&found, diagnostic)),
        }
        problems.extend(flaws(diagnostic));
        problems.extend(case.is_template().then(|| foreign_words(diagnostic)).flatten());
    }
    problems.extend(marks.iter().map(|m| format!("not found: {m:?}")));
    for notice in &checked.notices {
        let fits = |(gravity, text): &(Gravity, String)| {
            *gravity == notice.gravity && notice.message.contains(text.as_str())
        };
        match notices.iter().position(fits) {
            Some(n) => drop(notices.remove(n)),
            None => problems.push(format!("{:?}: {}", notice.gravity, notice.message)),
        }
    }
    problems.extend(notices.iter().map(|n| format!("not noticed: {n:?}")));
    problems
}

/// What a finding lacks that every finding has.
fn flaws(diagnostic: &Diagnostic) -> Vec<String> {
    let mut flaws = Vec::new();
    let mut check = |good: bool, flaw: &str| {
        if !good {
            flaws.push(format!("{flaw}: {diagnostic:?}"));
        }
    };
    check(
        // A comment is no resource.
        diagnostic.resource.is_empty()
            || diagnostic.message.contains(&format!("`{}`", diagnostic.resource)),
        "the message does not name the resource",
    );
    check(!diagnostic.help.is_empty(), "no help");
    check(!diagnostic.related.is_empty(), "no evidence");
    check(diagnostic.severity <= diagnostic.rule.severity, "worse than its rule");
    flaws
}

/// What a finding about a template says in words of Terraform.
fn foreign_words(diagnostic: &Diagnostic) -> Option<String> {
    const WORDS: [&str; 6] = ["aws_", "_ids`", "_enabled", "_type`", "enable_dns", "provider"];
    let labels = diagnostic.related.iter().chain([&diagnostic.primary]).map(|l| &l.message);
    let mut texts = labels.chain([&diagnostic.message, &diagnostic.help, &diagnostic.attribute]);
    let foreign = |text: &&String| WORDS.iter().any(|word| text.contains(word));
    texts.find(foreign).map(|text| format!("not in the words of CloudFormation: {text}"))
}

/// A finding in the form of a mark.
fn found(sources: &Sources, diagnostic: &Diagnostic) -> Mark {
    let span = diagnostic.primary.span;
    let (file, start) = sources.locate(span).unwrap();
    let line = file.text().lines().nth(start.line as usize - 1).unwrap_or_default();
    let end = file.position(span.range.end);
    let end = if end.line == start.line { end.column } else { line.chars().count() as u32 + 1 };
    Mark {
        file: file.display().trim_start_matches(&format!("{ROOT}/")).to_owned(),
        line: start.line as usize,
        column: start.column as usize,
        width: (end - start.column) as usize,
        rule: diagnostic.rule.id.to_owned(),
        severity: diagnostic.severity.name(),
        possible: diagnostic.confidence == Confidence::Possible,
        of: Some(diagnostic.resource.clone()),
        when: diagnostic.when.clone(),
    }
}

/// The comment that would mark a finding.
fn unmarked(found: &Mark, diagnostic: &Diagnostic) -> String {
    let carets = match found.column {
        1 => format!("#{}", "^".repeat(found.width - 1)),
        column => format!("#{}{}", " ".repeat(column - 2), "^".repeat(found.width)),
    };
    let possible = if found.possible { " possible" } else { "" };
    let when = found.when.as_ref().map(|words| format!(" when {words}")).unwrap_or_default();
    format!(
        "found, but not marked below {}:{}:\n{carets} {}: {}{possible} of {}{when}\n{}",
        found.file, found.line, found.rule, found.severity, diagnostic.resource, diagnostic.message,
    )
}

/// The findings that a case marks, and the errors and notices that it asks for.
fn marks_of(case: &Case) -> (Vec<Mark>, Vec<(Gravity, String)>) {
    let (mut marks, mut notices) = (Vec::new(), Vec::new());
    for (file, text) in &case.files {
        // Lines of marks belong to the last line before them that is none.
        let mut marked = 0;
        let copied = file.strip_suffix(MARKS).and_then(|of| Some((of, case.files.get(of)?)));
        for (number, line) in text.lines().enumerate() {
            let comment = line.trim_start().strip_prefix('#').unwrap_or_default().trim_start();
            if let Some(text) = comment.strip_prefix("error: ") {
                notices.push((Gravity::Error, text.trim().to_owned()));
            } else if let Some(text) = comment.strip_prefix("notice: ") {
                notices.push((Gravity::Notice, text.trim().to_owned()));
            } else if comment.starts_with('^') {
                let file = copied.map_or(file.as_str(), |(of, _)| of);
                let mark = mark(file, marked, line).unwrap_or_else(|| {
                    panic!("rules/{}/cases/{}/{file}: {line}", case.rule, case.name)
                });
                marks.push(mark);
            } else if let Some((_, text)) = copied {
                let next = text.lines().skip(marked).position(|l| l == line);
                marked += next.unwrap_or_else(|| panic!("{file}: {line}")) + 1;
            } else {
                marked = number + 1;
            }
        }
    }
    (marks, notices)
}

/// Reads `#   ^^^^ rule: severity possible of address when words`.
fn mark(file: &str, line: usize, comment: &str) -> Option<Mark> {
    let chars: Vec<char> = comment.chars().collect();
    let hash = chars.iter().position(|c| *c == '#')?;
    let first = chars.iter().position(|c| *c == '^')?;
    let start = if first == hash + 1 { hash } else { first };
    let end = first + chars.iter().skip(first).take_while(|c| **c == '^').count();
    let words: String = chars.iter().skip(end).collect();
    let (rule, rest) = words.trim().split_once(": ")?;
    let (rest, when) = match rest.split_once(" when ") {
        Some((rest, words)) => (rest, Some(words.to_owned())),
        None => (rest, None),
    };
    let (rest, of) = match rest.split_once(" of ") {
        Some((rest, address)) => (rest, Some(address.to_owned())),
        None => (rest, None),
    };
    let (severity, possible) = match rest.strip_suffix(" possible") {
        Some(severity) => (severity, true),
        None => (rest, false),
    };
    Some(Mark {
        file: file.to_owned(),
        line,
        column: start + 1,
        width: end - start,
        rule: RULES.iter().find(|r| r.meta.id == rule)?.meta.id.to_owned(),
        severity: Severity::from_name(severity)?.name(),
        possible,
        of,
        when,
    })
}

#[test]
fn marks_are_read_by_their_columns() {
    let rule = "endpoint-default-sg";
    let read = |comment: &str| {
        let mark = mark("main.tf", 1, comment)?;
        Some((mark.column, mark.width, mark.severity, mark.possible, mark.of, mark.when))
    };
    assert_eq!(read(&format!("#^^^ {rule}: high")), Some((1, 4, "high", false, None, None)));
    assert_eq!(
        read(&format!("#^ {rule}: low of Vpc when Stage is \"dev\"")),
        Some((1, 2, "low", false, Some("Vpc".into()), Some("Stage is \"dev\"".into())))
    );
    assert_eq!(
        read(&format!("  # ^ {rule}: low possible of aws_vpc.a[\"b\"]")),
        Some((5, 1, "low", true, Some("aws_vpc.a[\"b\"]".into()), None))
    );
    assert_eq!(read(&format!("# ^ {rule}: dire")), None);
    assert_eq!(read("# ^ no-such-rule: low"), None);
}
