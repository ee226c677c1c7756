//! The pages of the rules: all have the same parts, and their examples do what they say.

#![allow(clippy::panic, reason = "a test fails where a page is wrong")]

use vpcelint_driver::{Options, RULES, Selection, check};
use vpcelint_source::{Budget, Memory, RuleMeta, Severity, Sources};

/// The languages of the examples, with the name of the file that each is.
const LANGUAGES: [(&str, &str); 2] = [("hcl", "main.tf"), ("yaml", "template.yaml")];

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
        for (language, file) in LANGUAGES {
            let found = findings(rule.meta, "Bad", language, file);
            assert!(!found.is_empty(), "{}: nothing is found in {language}", rule.meta.id);
            for (id, message) in found {
                assert_eq!(id, rule.meta.id, "{language}: {message}");
            }
        }
    }
}

#[test]
fn good_examples_are_silent() {
    for rule in RULES {
        for (language, file) in LANGUAGES {
            let found = findings(rule.meta, "Good", language, file);
            assert_eq!(found, [], "{}: {language}", rule.meta.id);
        }
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

/// What is found in the code of a language below a heading: rule and message, errors and notices
/// included.
fn findings(meta: &RuleMeta, heading: &str, language: &str, file: &str) -> Vec<(String, String)> {
    let text = part(meta, heading);
    let fence = format!("```{language}\n");
    let code = text.split_once(&fence).and_then(|(_, rest)| rest.split_once("```"));
    let (code, _) = code.unwrap_or_else(|| panic!("{}: no {language} in {heading}", meta.id));
    let fences = text.matches("```").count();
    assert_eq!(fences, 2 * LANGUAGES.len(), "{}: one block of each language in {heading}", meta.id);
    let system = Memory::default().with(&format!("page/{file}"), code);
    let options = Options { paths: vec!["page".into()], threads: Some(1), ..Options::default() };
    let selection =
        Selection { min_severity: Some(Severity::Info), pedantic: true, ..Selection::default() };
    let checked = check(&system, &Sources::default(), &Budget::default(), &options, selection);
    let shown = checked.diagnostics.into_iter().filter(|d| d.suppressed.is_none());
    let findings = shown.map(|d| (d.rule.id.to_owned(), d.message));
    let notices = checked.notices.into_iter().map(|n| (format!("{:?}", n.gravity), n.message));
    findings.chain(notices).collect()
}
