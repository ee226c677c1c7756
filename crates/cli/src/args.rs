//! The arguments.

use std::path::PathBuf;

use clap::{ArgMatches, Args, Parser, Subcommand};
use vpcelint_driver::{Argument, Given};

/// Finds what is wrong with the paths from workloads to AWS services, before anything is deployed.
#[derive(Debug, Parser)]
#[command(name = "vpcelint", version, about)]
pub(crate) struct Arguments {
    #[command(subcommand)]
    pub(crate) command: Command,
}

/// What to do.
#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// Print every resource instance after evaluation.
    Show(Show),
}

/// Arguments of all commands that analyse.
#[derive(Debug, Args)]
pub(crate) struct Analysis {
    /// Files and directories
    pub(crate) paths: Vec<PathBuf>,
    /// Give a variable a value
    #[arg(long = "var", value_name = "NAME=VALUE")]
    pub(crate) variables: Vec<String>,
    /// Read values of variables from a file
    #[arg(long = "var-file", value_name = "FILE")]
    pub(crate) variable_files: Vec<PathBuf>,
    /// The workspace
    #[arg(long)]
    pub(crate) workspace: Option<String>,
    /// Threads
    #[arg(long, value_name = "N")]
    pub(crate) threads: Option<usize>,
}

impl Analysis {
    /// What is given, in the order of the command line, which decides.
    pub(crate) fn given(&self, matches: &ArgMatches) -> Given {
        let places = |id: &str| matches.indices_of(id).into_iter().flatten();
        let values = self.variables.iter().map(|v| {
            let (name, value) = v.split_once('=').unwrap_or((v, ""));
            Argument::Value(name.to_owned(), value.to_owned())
        });
        let files = self.variable_files.iter().cloned().map(Argument::File);
        let values = places("variables").zip(values);
        let mut all: Vec<_> = places("variable_files").zip(files).chain(values).collect();
        all.sort_by_key(|(place, _)| *place);
        let arguments = all.into_iter().map(|(_, argument)| argument).collect();
        Given { arguments, workspace: self.workspace.clone() }
    }
}

/// Arguments of `show`.
#[derive(Debug, Args)]
pub(crate) struct Show {
    #[command(flatten)]
    pub(crate) analysis: Analysis,
    /// The format
    #[arg(long, default_value = "human")]
    pub(crate) format: String,
}
