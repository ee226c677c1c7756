//! The command line of vpcelint: arguments, printing, exit status.

mod args;
mod check;
mod commands;
mod fix;
mod output;
mod progress;
mod watch;

use std::io::Write as _;
use std::process::ExitCode;

use clap::{CommandFactory as _, FromArgMatches as _};

use args::Arguments;

/// Evaluation makes many small values: an allocator for such makes the whole run a third shorter.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> ExitCode {
    // `check` is the command where none is named.
    let matches = Arguments::command().get_matches_from(args::with_command(std::env::args_os()));
    let arguments = match Arguments::from_arg_matches(&matches) {
        Ok(arguments) => arguments,
        Err(error) => error.exit(),
    };
    let inner = matches.subcommand().map_or(&matches, |(_, inner)| inner);
    match commands::run(arguments.command, inner) {
        Ok(status) => ExitCode::from(status),
        Err(error) => {
            let _ = writeln!(std::io::stderr(), "error: {error:#}");
            ExitCode::from(commands::ERRORS)
        }
    }
}
