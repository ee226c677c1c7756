//! Runs rules over a network and turns their answers into findings.

use std::cmp::Reverse;
use std::collections::BTreeMap;

use vpcelint_aws::Network;
use vpcelint_model::{Change, Graph, ResourceId, Suppression};
use vpcelint_source::{Diagnostic, FileId, Fix, Label, RuleMeta, Sources};

use crate::answer::{Found, Verdict};
use crate::suppression::{Wish, hiding, shown};

/// What rules look at.
#[derive(Debug, Clone, Copy)]
pub struct Context<'a> {
    /// The resources as they are written.
    pub graph: &'a Graph,
    /// The network that they make.
    pub network: &'a Network,
    /// The files that say what lies outside of the code.
    pub told: &'a [FileId],
}

impl Context<'_> {
    /// The address of a resource, as its tool prints it.
    #[must_use]
    pub fn address(&self, resource: ResourceId) -> &str {
        &self.graph.resource(resource).address
    }
}

/// A rule.
#[derive(Debug, Clone, Copy)]
pub struct Rule {
    /// What it is.
    pub meta: &'static RuleMeta,
    /// Answers for each subject of a network.
    pub check: fn(&Context<'_>) -> Vec<Verdict>,
}

/// What the rules said of a network.
#[derive(Debug, Clone, Default)]
pub struct Outcome {
    /// The findings, one for each subject.
    pub diagnostics: Vec<Diagnostic>,
    /// The change that each finding proposes.
    pub changes: Vec<Option<Change>>,
    /// How many questions could not be answered.
    pub undecided: usize,
    /// By reason.
    pub undecided_because: BTreeMap<String, usize>,
    /// The suppressions, and whether each was used.
    pub wishes: Vec<Wish>,
}

/// Runs rules over a network.
#[must_use]
pub fn run<'r>(context: &Context<'_>, rules: impl IntoIterator<Item = &'r Rule>) -> Outcome {
    let mut outcome = Outcome::default();
    let wish = |s: &Suppression| Wish { suppression: s.clone(), used: false };
    outcome.wishes = context.graph.suppressions().iter().map(wish).collect();
    for rule in rules {
        for verdict in (rule.check)(context) {
            match verdict {
                Verdict::Clear => {}
                Verdict::Undecided(undecided) => {
                    outcome.undecided += 1;
                    let reason = undecided.cause.reason.to_string();
                    *outcome.undecided_because.entry(reason).or_default() += 1;
                    // What could not be decided may be what a suppression is about.
                    let about =
                        outcome.wishes.iter_mut().filter(|w| w.suppression.may_name(rule.meta.id));
                    about.for_each(|wish| wish.used = true);
                }
                Verdict::Found(found) => {
                    let resource = context.graph.resource(found.resource);
                    let change = found.change.clone();
                    let mut diagnostic = diagnostic(context, rule.meta, *found);
                    if !lies_in_code(&mut diagnostic, context.told) {
                        continue;
                    }
                    let at = diagnostic.primary.span;
                    let hidden = hiding(context, rule.meta.id, at, resource);
                    outcome.changes.push(change);
                    if let Some(wish) = hidden.and_then(|n| outcome.wishes.get_mut(n)) {
                        wish.used = true;
                        diagnostic.suppressed = Some(shown(&wish.suppression));
                    }
                    outcome.diagnostics.push(diagnostic);
                }
            }
        }
    }
    outcome
}

/// Whether a finding is about the code. What lies outside of it was told, so the finding is shown where
/// the code is; what is about nothing but that is no finding.
fn lies_in_code(finding: &mut Diagnostic, told: &[FileId]) -> bool {
    let is_told = |label: &Label| told.contains(&label.span.file);
    if !is_told(&finding.primary) {
        return true;
    }
    let Some(own) = finding.related.iter_mut().find(|label| !is_told(label)) else { return false };
    std::mem::swap(own, &mut finding.primary);
    true
}

fn diagnostic(context: &Context<'_>, rule: &'static RuleMeta, found: Found) -> Diagnostic {
    let resource = context.graph.resource(found.resource);
    let root = context.graph.root(resource.root).map(|r| r.from_boundary.clone());
    let fingerprint = format!(
        "{}:{}:{}:{}",
        rule.id,
        root.unwrap_or_default(),
        resource.address,
        found.attribute
    );
    let mut related = found.evidence.labels();
    related.extend(resource.inner.map(|span| Label {
        span,
        message: format!("`{}` is made here, in a file that is not edited", resource.address),
        resource: None,
    }));
    related.extend(resource.path.iter().map(|path| Label {
        span: resource.span,
        message: format!("the construct `{path}` of the program that wrote the template makes it"),
        resource: None,
    }));
    related.extend(resource.calls.iter().map(|call| Label {
        span: call.span,
        message: format!("`{}` is called here", call.address),
        resource: None,
    }));
    // Its module may be that of many units.
    let unit = context.graph.root(resource.root).and_then(|root| Some((root, root.unit?)));
    related.extend(unit.into_iter().map(|(root, span)| Label {
        span,
        message: format!("the unit `{}` deploys it", root.path),
        resource: None,
    }));
    related
        .retain(|label| label.span != found.primary.span || label.message != found.primary.message);
    Diagnostic {
        rule,
        severity: found.severity,
        confidence: found.confidence,
        message: found.message,
        primary: Label { resource: Some(resource.address.to_string()), ..found.primary },
        related,
        help: found.help,
        resource: resource.address.to_string(),
        attribute: found.attribute.to_owned(),
        fingerprint,
        when: None,
        suppressed: None,
        fix: None,
    }
}

/// Joins findings of one cause: those that agree in rule, primary place and attribute are one, the
/// strongest of them, of equals the first address in order; the others are related. Sorts by path,
/// position and rule.
#[must_use]
pub fn join(sources: &Sources, mut diagnostics: Vec<Diagnostic>) -> Vec<Diagnostic> {
    diagnostics.sort_by_cached_key(|d| {
        let place = sources.locate(d.primary.span);
        let (file, offset) = match place {
            Some((file, at)) => (file.display().clone(), at.offset),
            None => ("".into(), 0),
        };
        let strength = Reverse((d.confidence, d.severity));
        let order = (d.attribute.clone(), d.suppressed.is_some(), strength, d.resource.clone());
        (file, offset, d.primary.span.range.end, d.rule.id, order)
    });
    let mut joined: Vec<Diagnostic> = Vec::new();
    for diagnostic in diagnostics {
        match joined.last_mut() {
            Some(first)
                if first.rule.id == diagnostic.rule.id
                    && first.primary.span == diagnostic.primary.span
                    && first.attribute == diagnostic.attribute
                    && first.suppressed == diagnostic.suppressed =>
            {
                merge(first, diagnostic);
            }
            _ => joined.push(diagnostic),
        }
    }
    joined
}

/// Takes a finding of the same cause into another one.
fn merge(first: &mut Diagnostic, other: Diagnostic) {
    if other.resource != first.resource {
        let also = Label {
            span: other.primary.span,
            message: format!("this also concerns `{}`", other.resource),
            resource: Some(other.resource.clone()),
        };
        if !first.related.contains(&also) {
            first.related.push(also);
        }
    }
    first.fix = match (first.fix.take(), other.fix) {
        (Some(one), Some(two)) => Some(both(one, two)),
        // What mends a part of it only is no fix.
        _ => None,
    };
    for label in other.related {
        if !first.related.contains(&label) {
            first.related.push(label);
        }
    }
}

/// Two fixes in one; what they add at one place stands in order.
fn both(mut one: Fix, two: Fix) -> Fix {
    one.applicability = one.applicability.max(two.applicability);
    for edit in two.edits {
        match one.edits.iter_mut().find(|e| e.span == edit.span) {
            Some(same) if same.text == edit.text => {}
            Some(same) if same.span.range.start == same.span.range.end => {
                same.text.push_str(&edit.text);
            }
            Some(_) => {}
            None => one.edits.push(edit),
        }
    }
    one.edits.sort_by_key(|edit| (edit.span.file.0, edit.span.range.start));
    one
}
