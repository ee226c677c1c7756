//! Every output format, and the versioned structs of the JSON documents.

mod place;
pub mod show;

pub use place::{File, Place, Position, Problem, Range, problem};

/// A document as JSON text with a final newline.
///
/// # Errors
/// If it can't be written as JSON.
pub fn json(document: &impl serde::Serialize) -> Result<String, serde_json::Error> {
    let mut text = serde_json::to_string(document)?;
    text.push('\n');
    Ok(text)
}
