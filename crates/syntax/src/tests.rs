//! Tests of the crate's surface.

mod document;
mod document_hostile;
mod document_recovery;
mod dump;
mod hostile;
mod json;
mod native;
mod recovery;
mod rows;
mod templates;

use vpcelint_source::{FileId, Limits};

use crate::{Parsed, parse_hcl};

fn hcl(text: &str) -> Parsed {
    parse_hcl(FileId(0), text, &Limits::default())
}

/// What is wrong in a text: each error with the place that it names.
fn wrong(text: &str) -> Vec<String> {
    listed(&hcl(text), text)
}

fn listed(parsed: &Parsed, text: &str) -> Vec<String> {
    let line = |at: usize| text[..at].matches('\n').count() + 1;
    let notices = parsed.notices.iter().map(|notice| {
        let range = notice.range().unwrap().as_usize();
        format!("{} `{}`: {}", line(range.start), &text[range], notice.message)
    });
    notices.collect()
}
