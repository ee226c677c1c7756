//! Terragrunt: directories whose `terragrunt.hcl` says which module is deployed with which inputs. Only
//! what needs no execution is known.

mod functions;
mod merge;
mod page;
mod unit;

pub(crate) use merge::UnitInputs;
pub(crate) use page::{Page, PageKey};
pub use unit::{Source, Unit, unit};

/// The name of the file that makes a directory a unit.
pub const UNIT_FILE: &str = "terragrunt.hcl";
/// The name of the file that describes several units, which is not read.
pub const STACK_FILE: &str = "terragrunt.stack.hcl";
