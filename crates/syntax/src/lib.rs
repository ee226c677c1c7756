//! Reads Terraform's native and JSON syntax into one compact tree with a span on everything.
//! Reading never fails: it returns what could be read, and a notice for what could not.

pub mod hcl;
mod lower;

pub use smol_str::SmolStr;

use hcl::File;
use vpcelint_source::{Limits, Notice};

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
pub fn parse_hcl(id: vpcelint_source::FileId, text: &str, limits: &Limits) -> Parsed {
    let _ = limits;
    match hcl_edit::parser::parse_body(text) {
        Ok(body) => Parsed { file: lower::file(id, text, &body), notices: Vec::new() },
        Err(error) => {
            let at = error.location().offset();
            let span = vpcelint_source::Range::new(at, at + 1).in_file(id);
            Parsed { file: File::empty(id), notices: vec![Notice::error(span, error.message())] }
        }
    }
}
