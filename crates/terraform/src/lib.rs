//! Terraform's language: modules, variables, functions and expansion, evaluated with three
//! answers (known, partly known, unknown) into the neutral resource graph.

mod change;
mod config;
mod convert;
mod cycles;
mod eval;
pub mod functions;
mod host;
mod inputs;
mod loader;
mod lower;
mod modules;
mod number;
pub mod ops;
mod plan;
mod questions;
mod root;
mod state;
mod suppression;
mod terragrunt;
mod type_system;
mod unknown;
mod value;

pub use change::write;
pub use config::Module;
pub use convert::{ConvertError, convert, unify};
pub use host::{FileError, Host};
pub use inputs::{Argument, Assumed, Given, unused_arguments};
pub use loader::{Loader, Trees, has_values, is_configuration};
pub use number::{Number, NumberError};
pub use plan::{Detected, Plan, detect, may_be_plan};
pub use questions::{VALUES, questions};
pub use root::{DeployedRoot, Evaluation, evaluate};
pub use state::{Crossings, State, crossings};
pub use terragrunt::{STACK_FILE, Source, UNIT_FILE, Unit, unit};
pub use type_system::{ObjectType, Type};
pub use value::{
    Handle, Kind, Marks, Member, MemberPart, Partial, Reference, TextPart, Unknown, Value,
};
pub use vpcelint_model::{Cause, Input, InputKind, Link, LinkKind, Origin};
