//! YAML: read as Terraform reads it (1.2 with the words of 1.1), and written in its style.

mod read;
mod write;

use super::{Answer, Call, Failure};

/// `yamldecode`
pub(super) fn decode(call: &Call<'_>) -> Answer {
    match read::document(call.str(0)?) {
        Ok(Some(value)) => Ok(value),
        Ok(None) => Ok(call.too_large(read::MOST_NODES)),
        Err(message) => Err(Failure::new(message)),
    }
}

/// `yamlencode`
pub(super) fn encode(call: &Call<'_>) -> Answer {
    let value = call.arg(0)?;
    if !value.is_wholly_known() {
        return Ok(call.unknown());
    }
    match write::document(value, call.limits().string_bytes) {
        Some(text) => Ok(super::text::string(text)),
        None => Ok(call.too_long()),
    }
}
