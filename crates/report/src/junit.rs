//! JUnit's XML for services that show tests: a failed test for each finding, a passed one for
//! each rule that found nothing, so that a clean run is not an empty document.

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use std::io;

use quick_xml::Writer;
use quick_xml::events::{BytesDecl, BytesText, Event};
use vpcelint_source::{Confidence, Diagnostic, Gravity, Notice};

use crate::{Report, concise, sentences, text};

/// The longest list of evidence of a finding.
const RELATED: usize = 30;

/// The document.
///
/// # Errors
/// If it can't be written as XML.
pub fn render(report: &Report<'_>) -> io::Result<String> {
    let mut bytes = Vec::new();
    write(&mut Writer::new_with_indent(&mut bytes, b' ', 2), report)?;
    bytes.push(b'\n');
    String::from_utf8(bytes).map_err(io::Error::other)
}

/// A test.
struct Case {
    class: String,
    name: String,
    outcome: Outcome,
}

enum Outcome {
    Passed,
    /// There was nothing to test.
    Skipped(String),
    /// `failure` or `error`, its type, its message, and all that is to be said.
    Failed(&'static str, &'static str, String, String),
    /// Passed, with something to say.
    Noted(String),
}

fn cases(report: &Report<'_>) -> Vec<Case> {
    let mut cases: Vec<_> = report.errors().map(|error| problem(report, error)).collect();
    cases.extend(report.by_severity().into_iter().map(|d| finding(report, d)));
    cases.extend(report.plain_notices().map(|notice| problem(report, notice)));
    let found: BTreeSet<_> = report.shown().map(|d| d.rule.id).collect();
    let silent = report.rules.iter().filter(|rule| !found.contains(rule.id));
    let nothing = sentences::nothing_to_examine(report);
    cases.extend(silent.map(|rule| Case {
        class: class(rule.id),
        name: rule.id.to_owned(),
        outcome: nothing.clone().map_or(Outcome::Passed, Outcome::Skipped),
    }));
    tell_apart(&mut cases);
    cases
}

/// The part before the last dot is the package.
fn class(name: &str) -> String {
    format!("vpcelint.{name}")
}

/// Some services show only the name of a test, others only the body of its failure: both say all
/// that is needed. Neither name nor class has a line, so that a test is the same one tomorrow.
fn finding(report: &Report<'_>, diagnostic: &Diagnostic) -> Case {
    let file = report.sources.get(diagnostic.primary.span.file);
    let file = file.map_or_else(|| "?".to_owned(), |f| text::visible(f.display(), text::MESSAGE));
    let resource = text::visible(&diagnostic.resource, text::MESSAGE);
    let message = text::visible(&diagnostic.message, text::MESSAGE);
    let outcome = Outcome::Failed(
        "failure",
        diagnostic.severity.name(),
        message.clone(),
        body(report, diagnostic, &message),
    );
    let name = format!("{}: {resource} in {file}", diagnostic.rule.id);
    Case { class: class(diagnostic.rule.id), name, outcome }
}

fn body(report: &Report<'_>, diagnostic: &Diagnostic, message: &str) -> String {
    let place = concise::place(report.sources, diagnostic.primary.span);
    let possible = match diagnostic.confidence {
        Confidence::Certain => "",
        Confidence::Possible => " (possible)",
    };
    let severity = diagnostic.severity.name();
    let mut out = format!("{place}: {severity}[{}]{possible}\n{message}\n", diagnostic.rule.id);
    if let Some(when) = &diagnostic.when {
        let _ = writeln!(out, "when {}", text::visible(when, text::MESSAGE));
    }
    if !diagnostic.related.is_empty() {
        out.push_str("evidence:\n");
    }
    for label in diagnostic.related.iter().take(RELATED) {
        let said = sentences::label(label);
        let _ = writeln!(out, "  {}: {said}", concise::place(report.sources, label.span));
    }
    if let Some(more @ 1..) = diagnostic.related.len().checked_sub(RELATED) {
        let _ = writeln!(out, "  and {}", sentences::count(more, "more place"));
    }
    let help = text::visible_lines(&diagnostic.help, text::MESSAGE);
    if !help.is_empty() {
        let _ = writeln!(out, "help: {help}");
    }
    out + &diagnostic.rule.url()
}

fn problem(report: &Report<'_>, notice: &Notice) -> Case {
    let said = concise::problem(report.sources, notice);
    let message = text::visible(&notice.message, text::MESSAGE);
    let file = match (notice.span.and_then(|s| report.sources.get(s.file)), &notice.path) {
        (Some(file), _) => Some(file.display().clone()),
        (None, path) => path.clone(),
    };
    let within = file.map(|f| format!(" in {}", text::visible(&f, text::MESSAGE)));
    let name = format!("{message}{}", within.unwrap_or_default());
    let (class, outcome) = match notice.gravity {
        Gravity::Error => (class("error"), Outcome::Failed("error", "error", message, said)),
        Gravity::Notice => (class("notice"), Outcome::Noted(said)),
    };
    Case { class, name, outcome }
}

/// GitLab takes tests of one class and name for one: later ones are numbered.
fn tell_apart(cases: &mut [Case]) {
    let mut seen: BTreeMap<(String, String), usize> = BTreeMap::new();
    for case in cases {
        let count = seen.entry((case.class.clone(), case.name.clone())).or_default();
        *count += 1;
        if *count > 1 {
            let _ = write!(case.name, " ({count})");
        }
    }
}

type Xml<'a> = Writer<&'a mut Vec<u8>>;

fn write(xml: &mut Xml<'_>, report: &Report<'_>) -> io::Result<()> {
    let cases = cases(report);
    let count = |wanted: &str| {
        let outcomes = cases.iter().map(|case| &case.outcome);
        let fits = |o: &&Outcome| match o {
            Outcome::Failed(element, ..) => *element == wanted,
            Outcome::Skipped(_) => wanted == "skipped",
            Outcome::Passed | Outcome::Noted(_) => false,
        };
        outcomes.filter(fits).count().to_string()
    };
    let tests = cases.len().to_string();
    let (failures, errors, skipped) = (count("failure"), count("error"), count("skipped"));
    let totals = [
        ("name", "vpcelint"),
        ("tests", tests.as_str()),
        ("failures", failures.as_str()),
        ("errors", errors.as_str()),
    ];
    xml.write_event(Event::Decl(BytesDecl::new("1.0", Some("UTF-8"), None)))?;
    let suites = xml.create_element("testsuites").with_attributes(totals);
    suites.write_inner_content(|xml| {
        let suite = xml.create_element("testsuite").with_attributes(totals);
        let suite = suite.with_attribute(("skipped", skipped.as_str()));
        suite.write_inner_content(|xml| {
            for case in &cases {
                write_case(xml, case)?;
            }
            let summary = sentences::summary(report, "; ").join("\n");
            element(xml, "system-out", &[], &summary)
        })?;
        Ok(())
    })?;
    Ok(())
}

fn write_case(xml: &mut Xml<'_>, case: &Case) -> io::Result<()> {
    let attributes = [("classname", attribute(&case.class)), ("name", attribute(&case.name))];
    let attributes = attributes.iter().map(|(key, value)| (*key, value.as_ref()));
    let test = xml.create_element("testcase").with_attributes(attributes);
    if matches!(case.outcome, Outcome::Passed) {
        test.write_empty()?;
        return Ok(());
    }
    test.write_inner_content(|xml| match &case.outcome {
        Outcome::Passed => Ok(()),
        Outcome::Skipped(why) => {
            xml.create_element("skipped")
                .with_attribute(("message", why.as_str()))
                .write_empty()?;
            Ok(())
        }
        Outcome::Failed(name, kind, message, body) => {
            element(xml, name, &[("type", kind), ("message", message)], body)
        }
        Outcome::Noted(said) => element(xml, "system-out", &[], said),
    })?;
    Ok(())
}

/// What stands in an attribute is on one line: a parser would make a line break a blank.
fn attribute(text: &str) -> Cow<'_, str> {
    if text.contains('\n') { Cow::Owned(text.replace('\n', " ")) } else { Cow::Borrowed(text) }
}

fn element(
    xml: &mut Xml<'_>,
    name: &str,
    attributes: &[(&str, &str)],
    text: &str,
) -> io::Result<()> {
    let element = xml.create_element(name).with_attributes(attributes.iter().copied());
    element.write_text_content(BytesText::new(text))?;
    Ok(())
}
