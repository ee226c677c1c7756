//! Stub.
use crate::{Host, Type, Value};
/// A function.
#[derive(Debug)]
pub struct Function;
/// Error.
#[derive(Debug, thiserror::Error)]
#[error("{message}")]
pub struct CallError {
    /// Which.
    pub argument: Option<usize>,
    /// Why.
    pub message: smol_str::SmolStr,
}
/// Finds.
#[must_use]
pub fn find(_name: &str) -> Option<&'static Function> {
    Some(&Function)
}
/// Calls.
///
/// # Errors
/// never
pub fn call(_name: &str, _arguments: Vec<Value>, _host: &dyn Host) -> Result<Value, CallError> {
    Ok(Value::unknown(Type::Dynamic, &std::sync::Arc::default()))
}
