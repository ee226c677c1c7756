//! Terraform's language: modules, variables, functions and expansion, evaluated with three
//! answers (known, partly known, unknown) into the neutral resource graph.

mod convert;
pub mod functions;
mod host;
mod number;
pub mod ops;
mod types;
mod unknown;
mod value;

pub use convert::{ConvertError, convert, unify};
pub use host::{FileError, Host};
pub use number::{Number, NumberError};
pub use types::{ObjectType, Type};
pub use value::{
    Handle, Kind, Marks, Member, MemberPart, Partial, Reference, TextPart, Unknown, Value,
};
pub use vpcelint_model::{Cause, Input, InputKind, Link, LinkKind, Origin};
