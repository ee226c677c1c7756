//! The pages of the rules: all have the same parts, and their examples do what they say.

#![allow(clippy::panic, reason = "a test fails where a page is wrong")]

use vpcelint_driver::{Options, RULES, Selection, check};
use vpcelint_source::{Budget, Memory, RuleMeta, Severity, Sources};

/// The headings of a page, behind its title.
const HEADINGS: [&str; 8] = [
    "What it finds",
    "Why it matters",
    "Bad",
    "Good",
    "How to fix",
    "Limits",
    "References",
    // Nothing may follow.
    "",
];

#[test]
fn pages_have_the_same_parts() {
    for rule in RULES {
        let title = format!("# {}\n", rule.meta.id);
        assert!(rule.meta.doc.starts_with(&title), "{}", rule.meta.id);
        let headings: Vec<_> =
            rule.meta.doc.lines().filter_map(|l| l.strip_prefix("## ")).chain([""]).collect();
        assert_eq!(headings, HEADINGS, "{}", rule.meta.id);
        for heading in HEADINGS.iter().filter(|h| !h.is_empty()) {
            let text = part(rule.meta, heading);
            assert!(text.trim().len() > 40, "{}: {heading} says too little", rule.meta.id);
        }
    }
}

#[test]
fn bad_examples_fire_their_rule_alone() {
    for rule in RULES {
        let found = findings(rule.meta, "Bad");
        assert!(!found.is_empty(), "{}: nothing is found", rule.meta.id);
        for (id, message) in found {
            assert_eq!(id, rule.meta.id, "{message}");
        }
    }
}

#[test]
fn good_examples_are_silent() {
    for rule in RULES {
        assert_eq!(findings(rule.meta, "Good"), [], "{}", rule.meta.id);
    }
}

/// The text below a heading.
fn part<'d>(meta: &RuleMeta, heading: &str) -> &'d str
where
    'static: 'd,
{
    let (_, rest) = meta.doc.split_once(&format!("\n## {heading}\n")).unwrap_or_default();
    rest.split("\n## ").next().unwrap_or_default()
}

/// What is found in the code below a heading: rule and message, errors and notices included.
fn findings(meta: &RuleMeta, heading: &str) -> Vec<(String, String)> {
    let text = part(meta, heading);
    let code = text.split_once("```hcl\n").and_then(|(_, rest)| rest.split_once("```"));
    let (code, rest) = code.unwrap_or_else(|| panic!("{}: no code in {heading}", meta.id));
    assert!(!rest.contains("```"), "{}: more than one block in {heading}", meta.id);
    let system = Memory::default().with("page/main.tf", code);
    let options = Options { paths: vec!["page".into()], threads: Some(1), ..Options::default() };
    let selection = Selection { min_severity: Severity::Info, pedantic: true };
    let checked = check(&system, &Sources::default(), &Budget::default(), &options, selection);
    let findings = checked.diagnostics.into_iter().map(|d| (d.rule.id.to_owned(), d.message));
    let notices = checked.notices.into_iter().map(|n| (format!("{:?}", n.gravity), n.message));
    findings.chain(notices).collect()
}
