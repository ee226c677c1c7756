//! Policy documents: JSON, data sources, policies of the code and of AWS.

use std::sync::Arc;

use smol_str::SmolStr;
use vpcelint_model::{Cause, Graph, Kind, Part, Resource, Target, Value};
use vpcelint_source::Span;

use super::{
    ARN, DOCUMENT, Grant, Grants, NAME, Object, POLICY, POLICY_LOOKUP, POLICY_TEXT, SOURCES,
    STATEMENT,
};
use crate::fact::why;

/// What a policy allows that an ARN names: one of the code, or one of AWS.
pub(super) fn policy(graph: &Graph, arn: &Value, at: Span) -> Grants {
    let at = arn.origin.at.unwrap_or(at);
    match &arn.kind {
        Kind::String(text) => managed(text, at),
        Kind::Reference(r) => match &r.target {
            Target::Resource(id) => {
                let resource = graph.resource(*id);
                if POLICY.is(resource) {
                    return document(graph, POLICY_TEXT.of(resource), resource.span);
                }
                if POLICY_LOOKUP.is(resource) {
                    // A lookup: by its ARN or name it may be one of AWS.
                    let known = [ARN, NAME].into_iter().find_map(|a| a.of(resource).as_str());
                    return known.map_or_else(|| unknown(why(arn)), |name| managed(name, at));
                }
                unknown(why(arn))
            }
            _ => unknown(why(arn)),
        },
        // `arn:${partition}:iam::aws:policy/Name`
        Kind::Text(parts) => match parts.last() {
            Some(Part::Literal(end)) if end.contains(":aws:policy/") => managed(end, at),
            _ => unknown(why(arn)),
        },
        Kind::Null => Grants::default(),
        _ => unknown(why(arn)),
    }
}

fn unknown(cause: Arc<Cause>) -> Grants {
    Grants { all: Vec::new(), open: Some(cause) }
}

/// What an AWS-managed policy allows.
fn managed(arn: &str, at: Span) -> Grants {
    let name = arn.rsplit('/').next().unwrap_or(arn);
    let Some(prefixes) = vpcelint_catalog::managed_policy(name) else {
        return unknown(Cause::new(format!("the policy `{name}` is not known"), Some(at)));
    };
    let all = prefixes.iter().filter(|p| **p != "*").map(|prefix| Grant {
        action: format!("{prefix}:*").into(),
        managed: Some(name.into()),
        broad: is_broad(name, prefix, prefixes.len()),
        on: Arc::default(),
        at,
    });
    let open = prefixes.contains(&"*").then(|| everything(at));
    Grants { all: all.collect(), open }
}

/// Whether a prefix is beside what a policy is made for: it is one of many, and the policy's name does
/// not have it.
fn is_broad(policy: &str, prefix: &str, prefixes: usize) -> bool {
    /// A policy of so few services is made for all of them.
    const FEW: usize = 3;
    let words = |text: &str| text.to_ascii_lowercase().replace(['-', '_'], "");
    prefixes > FEW && !words(policy).contains(&words(prefix))
}

fn everything(at: Span) -> Arc<Cause> {
    Cause::new("its role may call everything", Some(at))
}

/// What a policy document allows: JSON, or a data source.
pub(super) fn document(graph: &Graph, value: &Value, at: Span) -> Grants {
    /// Data sources that extend each other in longer chains are not followed.
    const MOST: u32 = 8;
    document_within(graph, value, at, MOST)
}

fn document_within(graph: &Graph, value: &Value, at: Span, left: u32) -> Grants {
    let at = value.origin.at.unwrap_or(at);
    if let Some(data) = data_source(graph, value) {
        return data_document(graph, data, left);
    }
    match &value.kind {
        Kind::Reference(_) => unknown(why(value)),
        Kind::Map(..) => statements(value, at),
        Kind::Null => Grants::default(),
        _ => match value.parse_json() {
            Some(document) => statements(&document, at),
            None => unknown(why(value)),
        },
    }
}

/// The data source that makes a document: it shows where each statement is written.
fn data_source<'g>(graph: &'g Graph, value: &Value) -> Option<&'g Resource> {
    let is_document = |r: &&Resource| DOCUMENT.is(r);
    if let Some(Target::Resource(id)) = value.as_reference().map(|r| &r.target) {
        return Some(graph.resource(*id)).filter(is_document);
    }
    value.origin.links().find_map(|link| {
        graph.find(link.root, &link.module).map(|id| graph.resource(id)).filter(is_document)
    })
}

/// The statements of a policy document.
fn statements(document: &Value, at: Span) -> Grants {
    let mut grants = Grants::default();
    let Some(statement) = document.get("Statement") else { return unknown(why(document)) };
    let one = std::slice::from_ref(statement);
    let list = match &statement.kind {
        Kind::Map(..) => one,
        _ => {
            let (list, open) = statement.elements();
            grants.open = open.cloned();
            list
        }
    };
    for statement in list {
        let allows = allows(statement.get("Effect"), false);
        let actions = ["Action", "NotAction"].map(|name| statement.get(name));
        let on = objects(statement.get("Resource"));
        add_statement(&mut grants, allows, actions, &on, at);
    }
    grants
}

/// The statements of `aws_iam_policy_document`, with those of the documents that it extends.
fn data_document(graph: &Graph, data: &Resource, left: u32) -> Grants {
    let mut grants = Grants::default();
    let (blocks, open) = STATEMENT.of(data).elements();
    grants.open = open.cloned();
    for block in blocks {
        // The provider's default is Allow.
        let allows = allows(block.get("effect"), true);
        let actions = ["actions", "not_actions"].map(|name| block.get(name));
        let on = objects(block.get("resources"));
        add_statement(&mut grants, allows, actions, &on, block.origin.at.unwrap_or(data.span));
    }
    let Some(left) = left.checked_sub(1) else { return grants };
    for source in SOURCES {
        let value = source.of(data);
        let one = std::slice::from_ref(value);
        let (items, open) = match &value.kind {
            Kind::List(..) | Kind::Unknown(_) => value.elements(),
            _ => (one, None),
        };
        if let Some(cause) = open {
            grants.open = Some(cause.clone());
        }
        for item in items {
            grants.extend(document_within(graph, item, data.span, left));
        }
    }
    grants
}

/// Adds what a statement allows. One of everything but some actions (`NotAction`) names no service,
/// and what a condition asks for is not looked into: an identity that may call something under a
/// condition may call it.
fn add_statement(
    grants: &mut Grants,
    allows: Option<bool>,
    [actions, others]: [Option<&Value>; 2],
    on: &Arc<[Object]>,
    at: Span,
) {
    if allows == Some(false) {
        return;
    }
    let (true, Some(actions), Some(others)) = (allows.is_some(), actions, others) else {
        let reason = "a statement of its role's policy is only known later";
        grants.open = Some(Cause::new(reason, Some(at)));
        return;
    };
    if !matches!(others.elements(), ([], None)) {
        let reason = "its role may call everything but some actions";
        grants.open = Some(Cause::new(reason, Some(at)));
    }
    add_actions(grants, actions, on, at);
}

/// What a statement is confined to; empty where a part of it is not known.
fn objects(resources: Option<&Value>) -> Arc<[Object]> {
    let Some(resources) = resources else { return Arc::default() };
    let one = std::slice::from_ref(resources);
    let (items, open) = match &resources.kind {
        Kind::List(..) => resources.elements(),
        _ => (one, None),
    };
    let given = items.iter().filter(|item| !item.is_null());
    let all: Option<Vec<Object>> = given.map(object).collect();
    all.filter(|_| open.is_none()).map(Arc::from).unwrap_or_default()
}

fn object(arn: &Value) -> Option<Object> {
    let mut object = Object { part: None, text: SmolStr::default() };
    let whole;
    let parts = match &arn.kind {
        Kind::Text(parts) => parts.as_slice(),
        Kind::String(text) => return Some(Object { part: None, text: text.as_str().into() }),
        Kind::Reference(reference) => {
            whole = [Part::Reference(reference.clone())];
            &whole
        }
        _ => return None,
    };
    let mut text = String::new();
    for part in parts {
        match part {
            Part::Literal(written) => text.push_str(written),
            Part::Reference(reference) if object.part.is_none() => {
                object.part = Some(reference.clone());
            }
            _ => text.push('*'),
        }
    }
    object.text = text.into();
    Some(object)
}

/// Whether a statement allows what it names; none when it is not known.
fn allows(effect: Option<&Value>, default: bool) -> Option<bool> {
    let effect = effect?;
    match effect.as_str() {
        Some(word) => Some(word == "Allow"),
        None => effect.is_null().then_some(default),
    }
}

fn add_actions(grants: &mut Grants, actions: &Value, on: &Arc<[Object]>, at: Span) {
    let one = std::slice::from_ref(actions);
    let list = match &actions.kind {
        Kind::List(items, open) => {
            if open.is_some() {
                grants.open.clone_from(open);
            }
            items.as_slice()
        }
        Kind::Unknown(cause) => {
            grants.open = Some(cause.clone());
            return;
        }
        _ => one,
    };
    for action in list {
        let Some(action) = action.as_str() else {
            if !action.is_null() {
                grants.open = Some(why(action));
            }
            continue;
        };
        match action.split_once(':') {
            Some((prefix, _)) if !prefix.contains('*') => {
                let (action, on) = (action.into(), on.clone());
                grants.all.push(Grant { action, managed: None, broad: false, on, at });
            }
            // `*` names no service: it is no evidence for any, nor that none is called.
            _ => grants.open = Some(everything(at)),
        }
    }
}

/// Whether a role's trust policy names service accounts of Kubernetes (EKS guide, IRSA, 2024).
pub(super) fn trusts_accounts(graph: &Graph, trust: &Value) -> bool {
    match data_source(graph, trust) {
        Some(data) => mentions_account(STATEMENT.of(data)),
        None => mentions_account(trust),
    }
}

fn mentions_account(value: &Value) -> bool {
    const SUBJECT: &str = "system:serviceaccount:";
    match &value.kind {
        Kind::String(text) => text.contains(SUBJECT),
        Kind::Text(parts) => parts.iter().any(|part| match part {
            Part::Literal(text) => text.contains(SUBJECT),
            _ => false,
        }),
        Kind::List(items, _) => items.iter().any(mentions_account),
        Kind::Map(entries, _) => entries.values().any(mentions_account),
        _ => value.parse_json().is_some_and(|inner| mentions_account(&inner)),
    }
}
