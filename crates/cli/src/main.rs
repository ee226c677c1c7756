//! The command line of vpcelint: arguments, printing, exit status.

mod args;

use std::io::Write as _;
use std::process::ExitCode;

use anyhow::Context as _;
use clap::{CommandFactory as _, FromArgMatches as _};
use vpcelint_driver::Options;
use vpcelint_source::{Budget, Disk, Sources};

use args::{Arguments, Command};

fn main() -> ExitCode {
    let matches = Arguments::command().get_matches();
    let arguments = Arguments::from_arg_matches(&matches);
    match arguments.map_err(anyhow::Error::from).and_then(|a| run(a, &matches)) {
        Ok(status) => status,
        Err(error) => {
            let _ = writeln!(std::io::stderr(), "error: {error:#}");
            ExitCode::from(2)
        }
    }
}

fn run(arguments: Arguments, matches: &clap::ArgMatches) -> anyhow::Result<ExitCode> {
    match arguments.command {
        Command::Show(show) => {
            let matches = matches.subcommand().map_or(matches, |(_, inner)| inner);
            let options = Options {
                paths: show.analysis.paths.clone(),
                given: show.analysis.given(matches),
                threads: show.analysis.threads,
            };
            let (sources, budget) = (Sources::default(), Budget::default());
            let interest = vpcelint_driver::everything();
            let run = vpcelint_driver::evaluate(&Disk, &sources, &budget, &options, &interest);
            let document = vpcelint_driver::show(&run, &sources);
            let text =
                vpcelint_report::to_json(&document).context("the document can't be written")?;
            print(&text)?;
            Ok(if run.has_errors() { ExitCode::from(2) } else { ExitCode::SUCCESS })
        }
    }
}

/// Prints to standard output; a reader that has gone away is no error.
fn print(text: &str) -> anyhow::Result<()> {
    let mut out = std::io::stdout().lock();
    match out.write_all(text.as_bytes()).and_then(|()| out.flush()) {
        Err(error) if error.kind() != std::io::ErrorKind::BrokenPipe => Err(error.into()),
        _ => Ok(()),
    }
}
