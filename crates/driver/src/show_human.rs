//! `show` for people: each resource with its values in HCL, and for an address the chain of names
//! that each value came through.

use std::fmt::Write as _;

use hcl::expr::{Expression, ObjectKey, Variable};
use vpcelint_model::{Existence, Graph, LinkKind, Resource, Value};
use vpcelint_report::show::Value as Shown;
use vpcelint_source::{Sources, Span};

use crate::Run;
use crate::show::{asks, value};

/// The text of what was evaluated; with an address, only that resource or attribute, and where its
/// values come from.
#[must_use]
pub fn show_human(run: &Run, sources: &Sources, address: Option<&str>) -> String {
    let mut text = String::new();
    for graph in &run.graphs {
        let mut of_roots = vec![String::new(); graph.roots().len()];
        for (_, resource) in graph.resources() {
            let of_root = of_roots.get_mut(resource.root.0 as usize);
            if let (Some(attribute), Some(text)) = (asks(address, resource), of_root) {
                one(graph, sources, resource, attribute, address.is_some(), text);
            }
        }
        for (root, of_root) in graph.roots().iter().zip(of_roots) {
            let _ = writeln!(text, "# root {}", root.path);
            text.push_str(&of_root);
        }
    }
    text
}

fn one(
    graph: &Graph,
    sources: &Sources,
    resource: &Resource,
    attribute: Option<&str>,
    explain: bool,
    text: &mut String,
) {
    let exists = match &resource.exists {
        Existence::Yes => String::new(),
        Existence::Conditional(cause) => format!("  # may not exist: {}", cause.reason),
    };
    let place = place(sources, resource.span);
    let _ = writeln!(text, "\n{}  # {place}{exists}", escaped(&resource.address));
    for (name, of) in &resource.values {
        if attribute.is_some_and(|a| a != name.as_str()) {
            continue;
        }
        let _ = writeln!(text, "  {name} = {}", hcl(&value(graph, resource.root, of)));
        if explain {
            chain(sources, of, text);
        }
    }
}

/// Where a value was written, and the names that it came through since.
fn chain(sources: &Sources, of: &Value, text: &mut String) {
    let mut links: Vec<_> = of.origin.links().collect();
    links.reverse();
    let mut steps = Vec::new();
    if let Some(at) = of.origin.at {
        steps.push(format!("written at {}", place(sources, at)));
    }
    for link in links {
        let what = match link.kind {
            LinkKind::Local | LinkKind::Output | LinkKind::StackOutput => "through",
            LinkKind::Default | LinkKind::ParameterDefault => "the default of",
            LinkKind::Given => "given as",
            LinkKind::Argument | LinkKind::ParameterArgument => "the argument for",
            LinkKind::Attribute => "to",
        };
        let at = link.at.map(|at| format!(" ({})", place(sources, at))).unwrap_or_default();
        steps.push(format!("{what} {}{at}", escaped(&link.full_name())));
    }
    for (n, step) in steps.iter().enumerate() {
        let _ = writeln!(text, "    {} {step}", if n == 0 { "#" } else { "# ->" });
    }
}

fn place(sources: &Sources, span: Span) -> String {
    match sources.locate(span) {
        Some((file, at)) => format!("{}:{}:{}", escaped(file.display()), at.line, at.column),
        None => "?".into(),
    }
}

/// A value in HCL; what is no value stands as words in its place.
fn hcl(value: &Shown) -> String {
    let text = hcl::format::to_string(&expression(value)).unwrap_or_default();
    text.trim_end().replace('\n', "\n  ")
}

fn expression(value: &Shown) -> Expression {
    let words = |words: String| Expression::Variable(Variable::unchecked(words));
    match value {
        Shown::Null => Expression::Null,
        Shown::Bool(b) => Expression::Bool(*b),
        // Digits of Terraform's numbers that no number of Rust holds.
        Shown::Number(n) => words(n.get().to_owned()),
        Shown::String(s) => Expression::String(visible(s)),
        Shown::Reference { address, root: None } => words(visible(address)),
        Shown::Reference { address, root: Some(root) } => {
            words(format!("{} (of {})", visible(address), visible(root)))
        }
        Shown::Unknown { reason, known: None } => words(format!("(unknown: {})", visible(reason))),
        Shown::Unknown { reason, known: Some(known) } => {
            let (known, reason) = (visible(known), visible(reason));
            words(format!("\"{known}\" (partly unknown: {reason})"))
        }
        Shown::Sensitive => words("(sensitive)".into()),
        Shown::Withheld => words("(withheld: the content of a file)".into()),
        Shown::List(items) => Expression::Array(items.iter().map(expression).collect()),
        Shown::Map(entries) => {
            let entries = entries.iter().map(|(k, v)| {
                let key = Expression::String(visible(k));
                (ObjectKey::Expression(key), expression(v))
            });
            Expression::Object(entries.collect())
        }
    }
}

/// Text with what can't be seen made visible; line breaks stay, as strings are quoted.
fn visible(text: &str) -> String {
    text.chars()
        .flat_map(|c| match c {
            '\n' | '\t' => vec![c],
            c if c.is_control() || is_invisible(c) => c.escape_unicode().collect(),
            c => vec![c],
        })
        .collect()
}

/// Text of one line, with what can't be seen made visible; addresses have their quotes escaped already.
fn escaped(text: &str) -> String {
    text.chars()
        .flat_map(|c| match c {
            '\n' => vec!['\\', 'n'],
            '\t' => vec!['\\', 't'],
            c if c.is_control() || is_invisible(c) => c.escape_unicode().collect(),
            c => vec![c],
        })
        .collect()
}

/// Characters that change the direction of text or are not seen.
fn is_invisible(c: char) -> bool {
    matches!(c, '\u{200B}'..='\u{200F}' | '\u{202A}'..='\u{202E}' | '\u{2060}'..='\u{2069}' | '\u{FEFF}')
}
