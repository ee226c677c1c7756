//! The inputs on which the network rests: the existence, type, route or reference of something in it.

use std::collections::BTreeSet;

use smol_str::SmolStr;
use vpcelint_model::{Asked, Cause, Existence, Graph, Kind, Mode, Value};

/// Types that only say what may be called, not where.
const ELSEWHERE: [&str; 2] = ["aws_iam_", "AWS::IAM::"];

/// The addresses of the inputs that decide about the network of a graph.
#[must_use]
pub fn deciding_inputs(graph: &Graph) -> BTreeSet<SmolStr> {
    let mut found = BTreeSet::new();
    for (_, resource) in graph.resources() {
        let elsewhere = ELSEWHERE.iter().any(|prefix| resource.kind.starts_with(prefix));
        let unread = matches!(&resource.asked, Asked::Only(names) if names.is_empty());
        if resource.mode == Mode::Data || elsewhere || unread {
            continue;
        }
        if let Existence::Conditional(cause) = &resource.exists {
            add(cause, &mut found);
        }
        resource.values.values().for_each(|value| within(value, &mut found));
    }
    found
}

fn add(cause: &Cause, found: &mut BTreeSet<SmolStr>) {
    found.extend(cause.inputs.iter().map(|input| input.address.clone()));
}

/// What is unknown as a whole decides; a hole in a text leaves what is known of it.
fn within(value: &Value, found: &mut BTreeSet<SmolStr>) {
    match &value.kind {
        Kind::Unknown(cause) => add(cause, found),
        Kind::List(items, open) => {
            open.iter().for_each(|cause| add(cause, found));
            items.iter().for_each(|item| within(item, found));
        }
        Kind::Map(entries, open) => {
            open.iter().for_each(|cause| add(cause, found));
            entries.values().for_each(|entry| within(entry, found));
        }
        _ => {}
    }
}
