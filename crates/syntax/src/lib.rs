//! Reads Terraform's native and JSON syntax into one compact tree with a span on everything.
//! Reading never fails: it returns what could be read, and a notice for what could not.

pub mod hcl;
mod lower;
mod place;

pub use smol_str::SmolStr;

use hcl::{Expr, File};
use lower::Lower;
use place::Place;
use vpcelint_source::{FileId, Limits, Notice, Range};

/// A tree with what was wrong in its text.
#[derive(Debug, Default)]
pub struct Parsed {
    /// What could be read.
    pub file: File,
    /// What could not, as errors at their places.
    pub notices: Vec<Notice>,
}

/// Reads native syntax (`*.tf`, `*.tofu`, `*.tfvars`, `*.hcl`).
#[must_use]
pub fn parse_hcl(id: FileId, text: &str, limits: &Limits) -> Parsed {
    let _ = limits;
    match hcl_edit::parser::parse_body(text) {
        Ok(body) => {
            let mut lower = Lower::new(text, Place::Offset(0));
            let body = lower.body(body);
            let notices = notices(id, &lower);
            Parsed { file: File { body, ..File::empty(id) }, notices }
        }
        Err(error) => Parsed { file: File::empty(id), notices: vec![refused(id, 0, &error)] },
    }
}

/// Reads one expression, which lies in its file at an offset.
///
/// # Errors
/// When it is no expression, or one that Terraform refuses.
pub fn parse_expression(id: FileId, text: &str, offset: usize) -> Result<Expr, Notice> {
    let tree = hcl_edit::parser::parse_expr(text).map_err(|e| refused(id, offset, &e))?;
    let mut lower = Lower::new(text, Place::Offset(offset));
    let expr = lower.expression(tree);
    match notices(id, &lower).into_iter().next() {
        Some(notice) => Err(notice),
        None => Ok(expr),
    }
}

/// Reads a text that is a template as a whole, such as a template file. A template without
/// interpolations and directives is a string.
///
/// # Errors
/// When it is no template, or one that Terraform refuses.
pub fn parse_template(id: FileId, text: &str) -> Result<Expr, Notice> {
    let tree = hcl_edit::parser::parse_template(text).map_err(|e| refused(id, 0, &e))?;
    let mut lower = Lower::new(text, Place::Offset(0));
    let expr = lower.bare_template(tree);
    match notices(id, &lower).into_iter().next() {
        Some(notice) => Err(notice),
        None => Ok(expr),
    }
}

fn notices(id: FileId, lower: &Lower<'_>) -> Vec<Notice> {
    let problems = lower.problems.iter();
    problems.map(|p| Notice::error(p.range.in_file(id), p.message.clone())).collect()
}

fn refused(id: FileId, offset: usize, error: &hcl_edit::parser::Error) -> Notice {
    let at = error.location().offset() + offset;
    Notice::error(Range::new(at, at + 1).in_file(id), error.message())
}
