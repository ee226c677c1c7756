//! Reads Terraform's native and JSON syntax into one compact tree with a span on everything, and
//! YAML and JSON documents into another. Reading never fails: it returns what could be read, and a notice for what could not.

pub mod comments;
pub mod document;
mod explain;
pub mod hcl;
mod json;
mod lower;
mod native;
mod place;
mod repair;
mod scan;
#[cfg(test)]
mod tests;

pub use smol_str::SmolStr;

use document::Document;
use hcl::{Expr, File};
use place::Place;
use vpcelint_source::{FileId, Limits, Notice};

/// A tree with what was wrong in its text.
#[derive(Debug, Default)]
pub struct Parsed {
    /// What could be read.
    pub file: File,
    /// What could not, as errors at their places.
    pub notices: Vec<Notice>,
}

/// Reads native syntax (`*.tf`, `*.tofu`, `*.tfvars`, `*.hcl`). A broken block or argument at the
/// top costs only itself and is reported as an error. Of the comments only those are kept that
/// name this tool.
#[must_use]
pub fn parse_hcl(id: FileId, text: &str, limits: &Limits) -> Parsed {
    native::file(id, text, limits)
}

/// Reads one expression, which lies in its file at an offset.
///
/// # Errors
/// When it is no expression, or one that Terraform refuses.
pub fn parse_expression(id: FileId, text: &str, offset: usize) -> Result<Expr, Notice> {
    native::expression(id, text, Place::Offset(offset))
}

/// Reads a text that is a template as a whole, such as a template file. A template without
/// interpolations and directives is a string.
///
/// # Errors
/// When it is no template, or one that Terraform refuses.
pub fn parse_template(id: FileId, text: &str) -> Result<Expr, Notice> {
    native::template(id, text, Place::Offset(0))
}

/// Reads JSON syntax (`*.tf.json`). A property of a block's body stays an attribute unless it is a
/// block that Terraform itself knows; strings are templates but where Terraform wants references
/// or types. A file that is not JSON is empty, with an error.
#[must_use]
pub fn parse_json(id: FileId, text: &str, _limits: &Limits) -> Parsed {
    json::configuration(id, text)
}

/// Reads values of variables in JSON (`*.tfvars.json`): attributes whose strings are literal.
#[must_use]
pub fn parse_json_values(id: FileId, text: &str, _limits: &Limits) -> Parsed {
    json::values(id, text)
}

/// A document with what was wrong in its text.
#[derive(Debug, Default)]
pub struct ParsedDocument {
    /// What could be read; none where nothing could.
    pub document: Option<Document>,
    /// What could not, as errors at their places, and what CloudFormation reads otherwise.
    pub notices: Vec<Notice>,
}

/// Reads a CloudFormation template or other YAML or JSON document. What begins with a bracket is
/// JSON, unless only YAML can have it and it is a template; all else is YAML. A broken entry of a
/// section costs only itself and is reported as an error. Of the comments only those are kept that
/// name this tool.
#[must_use]
pub fn parse_document(id: FileId, text: &str, limits: &Limits) -> ParsedDocument {
    document::read::document(id, text, limits)
}

/// How many errors of one file are listed.
const LISTED: usize = 100;

/// Keeps the first errors and counts the others.
fn shorten(notices: &mut Vec<Notice>) {
    let more = notices.len().saturating_sub(LISTED);
    if let Some(next) = notices.get(LISTED).and_then(|notice| notice.span) {
        notices.truncate(LISTED);
        let message = format!("this file has {more} more errors from here on");
        notices.push(Notice::error(next, message));
    }
}
