//! The one pipeline that the command line, editors, tests and benchmarks run:
//! discover, parse, evaluate, type, analyse, run rules.

mod discover;
mod pipeline;
mod show;

pub use discover::{Candidates, discover};
pub use pipeline::{Options, Run, evaluate};
pub use show::show;
pub use vpcelint_terraform::{Argument, Given};

/// The interest of `show`: everything.
#[must_use]
pub fn everything() -> vpcelint_model::Interest {
    vpcelint_model::Interest::everything()
}
