//! Matches findings with the wishes of authors to hide them: on the attribute, the resource, the
//! module calls that lead to it, then the VPC or subnet that owns it.

use std::collections::BTreeMap;

use vpcelint_aws::{Network, Node};
use vpcelint_model::{Resource, Suppression, SuppressionTarget};
use vpcelint_source::{
    Confidence, Diagnostic, Label, RuleMeta, Severity, Span, Suppressed, SuppressedBy,
};

use crate::Context;

/// The rule about suppressions that hide nothing.
pub const UNUSED: &str = "unused-suppression";
/// The rule about suppressions that name no rule.
pub const UNKNOWN: &str = "suppression-of-unknown-rule";

/// A suppression after a run.
#[derive(Debug, Clone)]
pub struct Wish {
    /// As it is written.
    pub suppression: Suppression,
    /// Whether it hid something, or may be about something that could not be decided.
    pub used: bool,
}

/// The suppression that hides a finding, by its number: the nearest one.
pub(crate) fn hiding(cx: &Context<'_>, rule: &str, at: Span, resource: &Resource) -> Option<usize> {
    let all = cx.graph.suppressions();
    if all.is_empty() {
        return None;
    }
    let names = |s: &Suppression| s.rules.iter().any(|r| r == rule);
    let find = |fits: &dyn Fn(&Suppression) -> bool| {
        all.iter().position(|s| (names(s) || s.rules.is_empty()) && fits(s))
    };
    let on_block = |s: &Suppression, at: Span| match s.on {
        SuppressionTarget::Block(block) => within(block, at),
        SuppressionTarget::Attribute(_) => false,
    };
    let attribute = find(&|s| match s.on {
        SuppressionTarget::Attribute(of) => within(of, at),
        SuppressionTarget::Block(_) => false,
    });
    attribute
        .or_else(|| find(&|s| on_block(s, at) || on_block(s, resource.span)))
        .or_else(|| find(&|s| resource.calls.iter().any(|call| on_block(s, call.span))))
        .or_else(|| {
            // An owner hides what it names, not all that is in it.
            let owners = owners(cx, resource);
            find(&|s| names(s) && owners.iter().any(|owner| on_block(s, *owner)))
        })
}

fn within(outer: Span, inner: Span) -> bool {
    outer.file == inner.file
        && outer.range.start <= inner.range.start
        && inner.range.end <= outer.range.end
}

/// The headers of the VPC and of the subnets that a resource's part of the network is in.
fn owners(cx: &Context<'_>, resource: &Resource) -> Vec<Span> {
    let Some(id) = cx.graph.find(resource.root, &resource.address) else { return Vec::new() };
    let network: &Network = cx.network;
    let mut owners = Vec::new();
    for node in network.nodes().filter(|node| network.resource_of(*node) == Some(id)) {
        let mut inside: Vec<Node> = network.owners_of(node);
        inside.extend(inside.clone().into_iter().flat_map(|owner| network.owners_of(owner)));
        owners.extend(inside.into_iter().filter_map(|node| network.resource_of(node)));
    }
    owners.into_iter().map(|id| cx.graph.resource(id).span).collect()
}

/// Findings about suppressions themselves: those that hide nothing in any root, and those that name
/// a rule that is none of `rules`.
#[must_use]
pub fn findings(wishes: &[Wish], rules: &[&'static RuleMeta]) -> Vec<Diagnostic> {
    let meta = |id: &str| rules.iter().find(|m| m.id == id).copied();
    let (Some(unused), Some(unknown)) = (meta(UNUSED), meta(UNKNOWN)) else { return Vec::new() };
    // Several roots may have one suppression.
    let mut by_place: BTreeMap<Span, (&Suppression, bool)> = BTreeMap::new();
    for wish in wishes {
        let entry = by_place.entry(wish.suppression.span).or_insert((&wish.suppression, false));
        entry.1 |= wish.used;
    }
    let mut found = Vec::new();
    for (suppression, used) in by_place.into_values() {
        let strange: Vec<_> = suppression
            .rules
            .iter()
            .filter(|id| meta(id).is_none())
            .map(|id| id.as_str())
            .collect();
        for id in &strange {
            let near = nearest(id, rules.iter().map(|m| m.id));
            let help = near.map_or_else(String::new, |near| format!("did you mean `{near}`? "));
            let message = format!("{} hides `{id}`, but there is no such rule", this(suppression));
            let help = format!("{help}`vpcelint rules` lists all rules");
            found.push(diagnostic(unknown, suppression, message, help));
        }
        if !used && strange.len() < suppression.rules.len().max(1) {
            let message =
                format!("{} hides nothing: no finding that it names is there", this(suppression));
            let help =
                format!("remove {}, so that it does not hide a later finding", that(suppression));
            found.push(diagnostic(unused, suppression, message, help));
        }
    }
    found
}

/// What a suppression is, where it is pointed at.
fn this(suppression: &Suppression) -> &'static str {
    match suppression.by {
        SuppressedBy::Metadata => "this entry of the metadata",
        _ => "this comment",
    }
}

/// What a suppression is, where it is spoken of.
fn that(suppression: &Suppression) -> &'static str {
    match suppression.by {
        SuppressedBy::Metadata => "the entry of the metadata",
        _ => "the comment",
    }
}

fn diagnostic(
    rule: &'static RuleMeta,
    suppression: &Suppression,
    message: String,
    help: String,
) -> Diagnostic {
    let label = |span, message: &str| Label { span, message: message.into(), resource: None };
    let primary = label(suppression.span, this(suppression));
    let about = match suppression.on {
        SuppressionTarget::Attribute(at) if at == suppression.span => {
            label(at, "nothing follows it that it could be about")
        }
        SuppressionTarget::Attribute(at) | SuppressionTarget::Block(at) => {
            label(at, "it is about this")
        }
    };
    let rules = suppression.rules.join(",");
    Diagnostic {
        rule,
        severity: Severity::Low,
        confidence: Confidence::Certain,
        message,
        primary,
        related: vec![about],
        help,
        resource: String::new(),
        attribute: rules.clone(),
        fingerprint: format!("{}:{rules}:{}", rule.id, suppression.reason),
        when: None,
        suppressed: None,
        fix: None,
    }
}

/// The suppression as a finding shows it.
pub(crate) fn shown(suppression: &Suppression) -> Suppressed {
    Suppressed {
        by: suppression.by,
        reason: suppression.reason.clone(),
        span: Some(suppression.span),
    }
}

/// The id that a misspelled one likely stands for, if one is near it.
#[must_use]
pub fn nearest<'a>(id: &str, known: impl Iterator<Item = &'a str>) -> Option<&'a str> {
    /// Ids of other tools are below it, words left out or written wrong above.
    const LEAST: f64 = 0.8;
    /// No id is nearly as long; the comparison costs the product of the lengths.
    const LONGEST: usize = 128;
    if id.len() > LONGEST {
        return None;
    }
    let likeness = known.map(|known| (strsim::jaro_winkler(id, known), known));
    let near = likeness.filter(|(likeness, _)| *likeness >= LEAST);
    near.max_by(|a, b| a.0.total_cmp(&b.0)).map(|(_, known)| known)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_ids_that_are_near_are_proposed() {
        let known = ["nat-carries-s3-or-dynamodb", "endpoint-default-sg", "endpoint-sg-wrong-port"];
        let long = "endpoint-default-sg".repeat(10);
        for (id, near) in [
            ("nat-carries-s3", Some(known[0])),
            ("nat-carries-s3-dynamodb", Some(known[0])),
            ("endpoint-defualt-sg", Some(known[1])),
            ("CKV_AWS_12", None),
            ("", None),
            (&long, None),
        ] {
            assert_eq!(nearest(id, known.into_iter()), near, "{id}");
        }
    }
}
