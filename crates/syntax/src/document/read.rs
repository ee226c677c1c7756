//! Chooses the language of a document, and reads it again without what is broken in it.

use vpcelint_source::{FileId, Gravity, Limits, Notice};

use super::blank;
use super::build::{Failure, Source};
use super::{Document, Entry, Node, NodeKind, json, yaml};
use crate::ParsedDocument;
use crate::hcl::Comment;

/// How many broken entries are left out of one document.
const REPAIRS: usize = 6;
/// How many slips that change nothing are passed over in one document.
const SLIPS: usize = 16;

/// What was read of a text.
#[derive(Debug)]
pub(super) struct Reading {
    /// The value, if the text has one.
    pub(super) root: Option<Node>,
    /// How many nodes there are.
    pub(super) nodes: usize,
    /// Comments that name this tool.
    pub(super) comments: Vec<Comment>,
    /// What is to say about it.
    pub(super) notices: Vec<Notice>,
    /// Whether something was left out of it.
    pub(super) partial: bool,
}

/// A language of documents.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Language {
    Json,
    Yaml,
}

impl Language {
    fn read(self, source: Source<'_>) -> Result<Reading, Failure> {
        match self {
            Self::Json => json::read(source),
            Self::Yaml => yaml::read(source),
        }
    }
}

/// Reads a document.
pub(crate) fn document(id: FileId, text: &str, limits: &Limits) -> ParsedDocument {
    let offset = text.len() - text.trim_start_matches('\u{feff}').len();
    let text = text.get(offset..).unwrap_or_default();
    let source = Source { id, text, offset, cap: limits.document_nodes };
    if !text.trim_start().starts_with(['{', '[']) {
        return read(source, Language::Yaml);
    }
    match json::read(source) {
        Ok(reading) => parsed(reading, &source, Language::Json),
        Err(failure) => match yaml::read(source) {
            Ok(reading) if is_flow_template(&source, &reading) => {
                parsed(reading, &source, Language::Yaml)
            }
            _ => recovered(source, Language::Json, failure),
        },
    }
}

fn read(source: Source<'_>, language: Language) -> ParsedDocument {
    match language.read(source) {
        Ok(reading) => parsed(reading, &source, language),
        Err(failure) => recovered(source, language, failure),
    }
}

fn parsed(reading: Reading, source: &Source<'_>, language: Language) -> ParsedDocument {
    let Reading { root, nodes, comments, notices, partial } = reading;
    let json = language == Language::Json;
    let document =
        root.map(|root| Document { id: source.id, root, comments, json, nodes, partial });
    ParsedDocument { document, notices }
}

/// Reads a text without the entries that are broken.
fn recovered(source: Source<'_>, language: Language, first: Failure) -> ParsedDocument {
    let mut text = source.text.to_owned();
    let mut errors = Vec::new();
    let mut failure = first;
    for _ in 0..SLIPS {
        let Some(mended) = without_slip(&text, &failure) else { break };
        let read = language.read(Source { text: &mended, ..source });
        let notice = failure.clone().notice(&source);
        errors.push(Notice { gravity: Gravity::Notice, ..notice });
        text = mended;
        match read {
            Ok(mut reading) => {
                errors.append(&mut reading.notices);
                reading.notices = errors;
                return parsed(reading, &source, language);
            }
            Err(next) => failure = next,
        }
    }
    let first = failure.clone();
    for _ in 0..REPAIRS {
        let attempts = blank::candidates(&text, language, &failure);
        let next = attempts.into_iter().find_map(|lines| {
            let blanked = blank::without(&text, lines, language);
            match language.read(Source { text: &blanked, ..source }) {
                Err(next) if next.start <= failure.start => None,
                read => Some((blanked, read)),
            }
        });
        let Some((blanked, read)) = next else { break };
        errors.push(failure.notice(&source));
        match read {
            Ok(mut reading) => {
                errors.append(&mut reading.notices);
                errors.sort_by_key(Notice::range);
                reading.notices = errors;
                reading.partial = true;
                return parsed(reading, &source, language);
            }
            Err(next) => failure = next,
        }
        text = blanked;
    }
    ParsedDocument { document: None, notices: vec![first.notice(&source)] }
}

/// The text without a slip that other readers pass over, as long as before: a comma behind the last
/// entry, or a comment that touches what is before it.
fn without_slip(text: &str, failure: &Failure) -> Option<String> {
    let behind = text.get(failure.start..)?;
    let length = match behind.as_bytes().first()? {
        _ if !failure.slip => return None,
        b',' => 1,
        b'#' => behind.find(['\r', '\n']).unwrap_or(behind.len()),
        _ => return None,
    };
    let mut mended = text.to_owned();
    mended.replace_range(failure.start..failure.start + length, &" ".repeat(length));
    Some(mended)
}

/// Whether a text that is no JSON is a template in YAML's own spelling rather than broken JSON,
/// much of which YAML reads as something else.
fn is_flow_template(source: &Source<'_>, reading: &Reading) -> bool {
    let Some(root) = reading.root.as_ref().filter(|root| root.get("Resources").is_some()) else {
        return false;
    };
    let mut own = false;
    let mut open = vec![root];
    let mut left = source.cap.max(source.text.len());
    while let Some(node) = open.pop() {
        let Some(less) = left.checked_sub(1) else { return own };
        left = less;
        own |= node.tag.is_some();
        match &node.kind {
            NodeKind::List(items) => open.extend(items.iter()),
            NodeKind::Map(entries) => {
                for Entry { key, value } in entries.iter() {
                    let written = source.slice(key.range);
                    if !written.starts_with('"') {
                        own = true;
                        if !written.starts_with(['\'', '*']) && !is_name(written) {
                            return false;
                        }
                    }
                    open.push(value);
                }
            }
            _ => {
                let written = source.slice(node.range);
                if !written.starts_with(['"', '\'']) && written.contains(['"', '#', '/', '\n']) {
                    return false;
                }
            }
        }
    }
    own
}

fn is_name(key: &str) -> bool {
    key.bytes().all(|b| b.is_ascii_alphanumeric() || b"_-.:".contains(&b))
}
