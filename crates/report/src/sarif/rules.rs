//! The rules as SARIF describes them.

use vpcelint_source::{RuleMeta, Severity, Topic};

use super::document::{Configuration, Descriptions, Descriptor, Message, RuleProperties};
use super::{level, precision};
use crate::{Level, Report};

/// Parts of a page that stand in the help: its examples are longer than a reader of a finding,
/// who has an example of his own, would read.
const PARTS: &[&str] = &["What it finds", "Why it matters", "How to fix", "Limits", "References"];

/// The rules of a run.
pub(super) struct Rules {
    rules: Vec<(&'static RuleMeta, &'static str)>,
}

impl Rules {
    /// The rules that were asked, and those of all findings.
    pub(super) fn of(report: &Report<'_>) -> Self {
        let found = report.diagnostics.iter().map(|d| d.rule);
        let mut rules: Vec<_> = report.rules.iter().copied().chain(found).collect();
        rules.sort_by_key(|rule| rule.id);
        rules.dedup_by_key(|rule| rule.id);
        let precision = precision(report);
        let of = |rule: &RuleMeta| precision.get(rule.id).copied().unwrap_or("high");
        Self { rules: rules.into_iter().map(|rule| (rule, of(rule))).collect() }
    }

    /// The place of a rule in the list.
    pub(super) fn index(&self, id: &str) -> Option<usize> {
        self.rules.binary_search_by_key(&id, |(rule, _)| rule.id).ok()
    }

    pub(super) fn descriptors(&self) -> Vec<Descriptor> {
        self.rules.iter().map(|(rule, precision)| descriptor(rule, precision)).collect()
    }
}

fn descriptor(rule: &RuleMeta, precision: &'static str) -> Descriptor {
    let security = rule.topics.contains(&Topic::Security);
    let page = page(rule);
    let first = part(rule.doc, "What it finds").and_then(|text| text.lines().next());
    Descriptor {
        id: rule.id,
        name: pascal(rule.id),
        short_description: Message::new(rule.summary),
        full_description: Message::new(&plain(first.unwrap_or(rule.summary))),
        help: Descriptions { text: plain(&page), markdown: page },
        help_uri: rule.url(),
        default_configuration: Configuration { level: level(Level::of(rule.severity)) },
        properties: RuleProperties {
            tags: tags(rule.topics),
            precision,
            problem_severity: match Level::of(rule.severity) {
                Level::Error => "error",
                Level::Warning => "warning",
                Level::Note => "recommendation",
            },
            security_severity: security.then(|| security_severity(rule.severity)),
        },
    }
}

/// The score by which GitHub ranks what is tagged `security`.
fn security_severity(severity: Severity) -> &'static str {
    match severity {
        Severity::Error | Severity::High => "7.5",
        Severity::Medium => "5.5",
        Severity::Low => "3.0",
        Severity::Info => "1.0",
    }
}

/// GitHub shows ten.
fn tags(topics: &[Topic]) -> Vec<&'static str> {
    let mut tags: Vec<_> = topics.iter().map(|topic| tag(*topic)).collect();
    tags.extend(["aws", "vpc"]);
    tags.sort_unstable();
    tags
}

fn tag(topic: Topic) -> &'static str {
    match topic {
        Topic::Addressing => "addressing",
        Topic::Cost => "cost",
        Topic::Deployment => "deployment",
        Topic::Dns => "dns",
        Topic::Endpoint => "vpc-endpoint",
        Topic::Routing => "routing",
        Topic::Security => "security",
        Topic::SecurityGroup => "security-group",
        Topic::Subnet => "subnet",
        Topic::Suppression => "suppression",
    }
}

/// `endpoint-default-sg` as `EndpointDefaultSg`.
fn pascal(id: &str) -> String {
    id.split('-')
        .flat_map(|word| {
            let mut letters = word.chars();
            letters.next().map(|c| c.to_ascii_uppercase()).into_iter().chain(letters)
        })
        .collect()
}

/// What a page says below a heading.
fn part<'a>(doc: &'a str, heading: &str) -> Option<&'a str> {
    let start = doc.find(&format!("## {heading}\n"))?;
    let text = doc.get(start..)?.split_once('\n')?.1;
    Some(text.split("\n## ").next()?.trim())
}

/// The page of a rule without its examples.
fn page(rule: &RuleMeta) -> String {
    let parts = PARTS
        .iter()
        .filter_map(|heading| Some(format!("## {heading}\n\n{}\n\n", part(rule.doc, heading)?)));
    let parts: String = parts.collect();
    format!("# {}\n\n{}\n\n{parts}[Examples]({})\n", rule.id, rule.summary, rule.url())
}

/// Markdown without its signs for headings, code and links: our own pages use no others.
fn plain(markdown: &str) -> String {
    let mut out = String::with_capacity(markdown.len());
    for line in markdown.lines() {
        let mut rest = line.trim_start_matches('#').trim_start();
        while let Some((before, link)) = rest.split_once('[') {
            let parts = link.split_once("](").and_then(|(name, target)| {
                let (target, after) = target.split_once(')')?;
                Some((name, target, after))
            });
            let Some((name, target, after)) = parts else { break };
            out.push_str(before);
            out.push_str(&format!("{name} ({target})"));
            rest = after;
        }
        out.push_str(rest);
        out.push('\n');
    }
    out.trim_end().replace('`', "")
}
