//! The Serverless Application Model: what its transform makes of serverless resources, as far as it
//! has to do with networks and what may be called. Source: SAM developer guide, 2025, and the
//! translator's own templates of policies.

use std::sync::{Arc, LazyLock};

use rustc_hash::FxHashMap;
use smol_str::SmolStr;
use vpcelint_source::Range;
use vpcelint_syntax::document::{Entry, Key, Node, NodeKind};

/// A resource that the transform makes: its logical id, type and properties.
pub(crate) type Made = (SmolStr, SmolStr, Node);

/// How the types of serverless resources begin.
pub(crate) const PREFIX: &str = "AWS::Serverless::";

/// The actions of each template of a policy (`S3ReadPolicy`). Source: aws-sam-translator,
/// `policy_templates.json`, read 2026-11-25.
static POLICY_TEMPLATES: LazyLock<FxHashMap<String, Vec<String>>> = LazyLock::new(|| {
    serde_json::from_str(include_str!("../data/policy_templates.json")).unwrap_or_default()
});

/// What the transform makes of a resource; nothing where it stays as it is.
pub(crate) fn lower(name: &SmolStr, kind: &str, body: &Node, globals: Option<&Node>) -> Vec<Made> {
    let nothing = map(Vec::new(), body.range);
    let properties = body.get("Properties").unwrap_or(&nothing);
    match kind.strip_prefix(PREFIX) {
        Some("Function") => function(name, properties, globals.and_then(|g| g.get("Function"))),
        Some("Api") => {
            let properties = merged(globals.and_then(|g| g.get("Api")), properties);
            vec![(name.clone(), "AWS::ApiGateway::RestApi".into(), api(&properties))]
        }
        Some("Application") => vec![(
            name.clone(),
            crate::stack::NESTED.into(),
            map(application(properties), properties.range),
        )],
        _ => Vec::new(),
    }
}

/// A function, and the role that the transform makes where none is given.
fn function(name: &SmolStr, own: &Node, globals: Option<&Node>) -> Vec<Made> {
    let properties = merged(globals, own);
    let mut entries = properties.entries().to_vec();
    let mut made = Vec::new();
    if properties.get("Role").is_none() {
        let role: SmolStr = format!("{name}Role").into();
        let reference = NodeKind::String(format!("{role}.Arn").into());
        entries.push(entry("Role", get_att(reference, own.range)));
        made.push((role, "AWS::IAM::Role".into(), role_of(&properties)));
    }
    // What the function of AWS Lambda does not have: what would only be read as a mistake.
    entries.retain(|e| {
        !matches!(e.key.text.as_str(), "Policies" | "Events" | "CodeUri" | "InlineCode")
    });
    made.insert(0, (name.clone(), "AWS::Lambda::Function".into(), map(entries, own.range)));
    made
}

/// The role of a function: policies of AWS by name or ARN, documents, and templates of policies.
fn role_of(function: &Node) -> Node {
    let (mut managed, mut inline) = (Vec::new(), Vec::new());
    let policies = function.get("Policies");
    let one = policies.map(std::slice::from_ref).unwrap_or_default();
    let list = match policies {
        // `!If [Condition, one, other]` is a list only in its spelling.
        Some(node) if node.tag.is_none() && matches!(node.kind, NodeKind::List(_)) => {
            node.elements()
        }
        _ => one,
    };
    for policy in list {
        match &policy.kind {
            NodeKind::String(_) if policy.tag.is_some() => managed.push(policy.clone()),
            NodeKind::String(text) => {
                let arn = match text.starts_with("arn:") {
                    true => text.clone(),
                    false => format!("arn:aws:iam::aws:policy/{text}").into(),
                };
                managed.push(Node { kind: NodeKind::String(arn), ..policy.clone() });
            }
            NodeKind::Map(_) if policy.get("Statement").is_some() => inline.push(policy.clone()),
            NodeKind::Map(entries) => match &entries[..] {
                [only] => match POLICY_TEMPLATES.get(only.key.text.as_str()) {
                    Some(actions) => inline.push(document(actions, policy.range)),
                    // An intrinsic function that gives an ARN, or a template that is not known.
                    None => managed.push(policy.clone()),
                },
                _ => managed.push(policy.clone()),
            },
            _ => managed.push(policy.clone()),
        }
    }
    let range = policies.map_or(function.range, |p| p.range);
    let inline = inline.into_iter().map(|document| {
        let range = document.range;
        map(vec![entry("PolicyDocument", document)], range)
    });
    let inline = NodeKind::List(inline.collect());
    map(
        vec![
            entry("ManagedPolicyArns", node(NodeKind::List(managed.into()), range)),
            entry("Policies", node(inline, range)),
        ],
        range,
    )
}

/// A policy's document that allows some actions.
fn document(actions: &[String], range: Range) -> Node {
    let text = |text: &str| node(NodeKind::String(text.into()), range);
    let actions = actions.iter().map(|a| text(a)).collect();
    let statement = map(
        vec![entry("Effect", text("Allow")), entry("Action", node(NodeKind::List(actions), range))],
        range,
    );
    map(vec![entry("Statement", statement)], range)
}

/// The API with its endpoint's type as the API Gateway takes it.
fn api(properties: &Node) -> Node {
    let mut entries = properties.entries().to_vec();
    for e in &mut entries {
        if e.key.text != "EndpointConfiguration" {
            continue;
        }
        let range = e.value.range;
        let list = |value: &Node| node(NodeKind::List(Arc::from([value.clone()])), range);
        e.value = match &e.value.kind {
            NodeKind::Map(inner) => {
                let renamed = inner.iter().map(|i| match i.key.text.as_str() {
                    "Type" => entry("Types", list(&i.value)),
                    "VPCEndpointIds" => entry("VpcEndpointIds", i.value.clone()),
                    _ => i.clone(),
                });
                map(renamed.collect(), range)
            }
            _ => map(vec![entry("Types", list(&e.value))], range),
        };
    }
    map(entries, properties.range)
}

/// An application as the stack that it becomes.
fn application(properties: &Node) -> Vec<Entry> {
    let renamed = properties.entries().iter().map(|e| match e.key.text.as_str() {
        "Location" => Entry {
            key: Key { text: "TemplateURL".into(), range: e.key.range },
            value: e.value.clone(),
        },
        _ => e.clone(),
    });
    renamed.collect()
}

/// Properties over the globals: maps are joined, lists put behind each other, the rest is replaced.
fn merged(globals: Option<&Node>, own: &Node) -> Node {
    let Some(globals) = globals else { return own.clone() };
    if globals.tag.is_some() || own.tag.is_some() {
        return own.clone();
    }
    match (&globals.kind, &own.kind) {
        (NodeKind::Map(below), NodeKind::Map(above)) => {
            // A function call is no map that could be joined.
            let is_call = |entries: &[Entry]| match entries {
                [only] => only.key.text.starts_with("Fn::") || only.key.text == "Ref",
                _ => false,
            };
            if is_call(below) || is_call(above) {
                return own.clone();
            }
            let mut entries: Vec<Entry> = Vec::with_capacity(below.len() + above.len());
            for e in below.iter() {
                let value = match own.get(&e.key.text) {
                    Some(value) => merged(Some(&e.value), value),
                    None => e.value.clone(),
                };
                entries.push(Entry { key: e.key.clone(), value });
            }
            entries.extend(above.iter().filter(|e| globals.get(&e.key.text).is_none()).cloned());
            map(entries, own.range)
        }
        (NodeKind::List(below), NodeKind::List(above)) => {
            let items = below.iter().chain(above.iter()).cloned().collect();
            node(NodeKind::List(items), own.range)
        }
        _ => own.clone(),
    }
}

fn get_att(reference: NodeKind, range: Range) -> Node {
    map(vec![entry("Fn::GetAtt", node(reference, range))], range)
}

fn entry(key: &str, value: Node) -> Entry {
    Entry { key: Key { text: key.into(), range: value.range }, value }
}

fn node(kind: NodeKind, range: Range) -> Node {
    Node { kind, range, tag: None }
}

fn map(entries: Vec<Entry>, range: Range) -> Node {
    node(NodeKind::Map(entries.into()), range)
}
