//! Terraform's functions, and the convention by which they are called: arity, nulls, conversion
//! of arguments, unknown values and marks are dealt with here, once for all of them.

mod call;
mod table;
pub(crate) mod text;

mod collections;
mod compact;
mod conversion;
mod csv;
mod date;
mod encoding;
mod files;
mod format;
mod hash;
pub(crate) mod json;
mod lists;
mod maps;
mod network;
mod numbers;
mod printf;
mod regexes;
mod sets;
mod strings;
mod yaml;

use smol_str::SmolStr;

use crate::host::Host;
use crate::{Cause, Type, Value};

pub(crate) use call::Call;
pub use call::CallError;

/// A function.
#[derive(Debug)]
pub struct Function {
    /// Its name.
    pub name: &'static str,
    /// Its parameters.
    pub params: &'static [Param],
    /// The parameter that takes all further arguments.
    pub variadic: Option<Param>,
    /// The type of its result, as far as it does not depend on the arguments.
    pub result: Wanted,
    pub(crate) run: fn(&Call<'_>) -> Result<Value, Failure>,
}

/// A parameter.
#[derive(Debug, Clone, Copy)]
pub struct Param {
    /// Its name in messages.
    pub name: &'static str,
    /// What arguments are converted to.
    pub ty: Wanted,
    /// Whether it takes null.
    pub null: bool,
    /// Whether the function itself deals with unknown arguments.
    pub unknown: bool,
    /// Whether the function itself deals with marks; else the result gets all of them.
    pub marked: bool,
}

/// The types that parameters and results have.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[expect(missing_docs, reason = "the names say it")]
pub enum Wanted {
    Any,
    Bool,
    Number,
    String,
    ListOfAny,
    ListOfBool,
    ListOfNumber,
    ListOfString,
    SetOfAny,
    SetOfString,
    MapOfAny,
    MapOfStrings,
}

impl Wanted {
    /// The type.
    #[must_use]
    pub fn ty(self) -> Type {
        match self {
            Self::Any => Type::Dynamic,
            Self::Bool => Type::Bool,
            Self::Number => Type::Number,
            Self::String => Type::String,
            Self::ListOfAny => Type::list(Type::Dynamic),
            Self::ListOfBool => Type::list(Type::Bool),
            Self::ListOfNumber => Type::list(Type::Number),
            Self::ListOfString => Type::list(Type::String),
            Self::SetOfAny => Type::set(Type::Dynamic),
            Self::SetOfString => Type::set(Type::String),
            Self::MapOfAny => Type::map(Type::Dynamic),
            Self::MapOfStrings => Type::map(Type::list(Type::String)),
        }
    }
}

/// Why the body of a function fails.
#[derive(Debug)]
pub(crate) struct Failure {
    /// The argument that is to blame.
    argument: Option<usize>,
    message: SmolStr,
}

impl Failure {
    pub(crate) fn new(message: impl Into<SmolStr>) -> Self {
        Self { argument: None, message: message.into() }
    }

    pub(crate) fn argument(index: usize, message: impl Into<SmolStr>) -> Self {
        Self { argument: Some(index), message: message.into() }
    }
}

pub(crate) type Answer = Result<Value, Failure>;

/// The function of a name, which may have the prefix `core::`.
#[must_use]
pub fn find(name: &str) -> Option<&'static Function> {
    let name = name.strip_prefix("core::").unwrap_or(name);
    let at = table::FUNCTIONS.binary_search_by(|f| f.name.cmp(name)).ok()?;
    table::FUNCTIONS.get(at)
}

/// All functions, by name; `try` and `can` are part of the language.
#[must_use]
pub fn all() -> &'static [Function] {
    table::FUNCTIONS
}

/// Stands for what is not known of a configuration that Terragrunt writes.
pub(crate) const NOT_KNOWN: &str = "provider::terragrunt::not_known";

/// Stands in models of modules for outputs of what they leave out.
const LEFT_OUT: &str = "provider::model::left_out";

/// Calls a function.
///
/// # Errors
/// If there is no such function, or Terraform's would fail.
pub fn call(name: &str, arguments: Vec<Value>, host: &dyn Host) -> Result<Value, CallError> {
    if name.starts_with("provider::") {
        let reason = match name {
            NOT_KNOWN => "what Terragrunt writes here is not known".to_owned(),
            LEFT_OUT => "the model of the module leaves it out".to_owned(),
            _ => format!("`{name}` is a function of a provider"),
        };
        let cause = Cause::new(reason, None);
        return Ok(Value::unknown(Type::Dynamic, &cause));
    }
    match find(name) {
        Some(function) => call::call(function, arguments, host),
        None => Err(CallError {
            argument: None,
            message: format!("There is no function named \"{name}\".").into(),
        }),
    }
}

#[cfg(test)]
#[path = "functions/tests.rs"]
mod tests;
