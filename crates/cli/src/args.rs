//! The arguments.

use std::ffi::OsString;
use std::path::PathBuf;

use clap::{ArgMatches, Args, Parser, Subcommand, ValueEnum};
use vpcelint_driver::{Argument, Given};

/// Finds what is wrong with the paths from workloads to AWS services, before anything is deployed.
#[derive(Debug, Parser)]
#[command(name = "vpcelint", version, about, args_conflicts_with_subcommands = true)]
pub(crate) struct Arguments {
    #[command(subcommand)]
    pub(crate) command: Command,
}

/// What to do.
#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// Analyse Terraform and CloudFormation below files and directories (the command where none is
    /// named)
    Check(Check),
    /// Print the way that each workload's traffic takes to each service that it calls
    Paths(Paths),
    /// Print every resource instance after evaluation, with where each value comes from
    Show(Show),
    /// Print the network that each root would deploy
    Graph(Graph),
    /// List the rules, or print one rule's page
    Rules(Rules),
    /// Speak with an editor by the language server protocol, on standard input and output
    Lsp(Lsp),
    /// Print what makes a shell complete the arguments
    #[command(hide = true)]
    Completions(Completions),
    /// Print the page of the manual, or that of a command
    #[command(hide = true)]
    Man(Man),
}

/// Puts `check` in front where no command is named.
pub(crate) fn with_command(arguments: impl IntoIterator<Item = OsString>) -> Vec<OsString> {
    /// What needs no command put in front.
    const KNOWN: [&str; 13] = [
        "check",
        "paths",
        "show",
        "graph",
        "rules",
        "lsp",
        "completions",
        "man",
        "help",
        "-h",
        "--help",
        "-V",
        "--version",
    ];
    let mut arguments: Vec<_> = arguments.into_iter().collect();
    let first = arguments.get(1).and_then(|a| a.to_str());
    // A directory of a command's name is reached as `./show`.
    if !first.is_some_and(|a| KNOWN.contains(&a)) {
        arguments.insert(arguments.len().min(1), "check".into());
    }
    arguments
}

/// Arguments of all commands that analyse.
#[derive(Debug, Args)]
pub(crate) struct Analysis {
    /// Files and directories; a file means every root or template that reaches it
    pub(crate) paths: Vec<PathBuf>,
    /// Give a variable of the root, or a parameter of the template, a value
    #[arg(long = "var", value_name = "NAME=VALUE")]
    pub(crate) variables: Vec<String>,
    /// Read values from a file: `*.tfvars`, or parameters as the AWS CLI, CodePipeline or SAM take
    /// them
    #[arg(long = "var-file", value_name = "FILE")]
    pub(crate) variable_files: Vec<PathBuf>,
    /// The workspace
    #[arg(long, value_name = "NAME")]
    pub(crate) workspace: Option<String>,
    /// The Region of providers that name none, and of stacks
    #[arg(long, value_name = "NAME")]
    pub(crate) region: Option<String>,
    /// A setting of the backends, or a file of settings, as `terraform init` takes them: with what their
    /// blocks leave open, more roots that read each other's states are seen together
    #[arg(long = "backend-config", value_name = "NAME=VALUE|FILE")]
    pub(crate) backend_config: Vec<String>,
    /// The directory of the root whose plan or state is analysed, as `terraform show -json` writes it;
    /// without it, the plan's own directory where that holds the plan's configuration
    #[arg(long, value_name = "DIR")]
    pub(crate) source: Option<PathBuf>,
    /// The configuration, in place of the nearest `vpcelint.toml` upward from each root
    #[arg(long, value_name = "FILE")]
    pub(crate) config: Option<PathBuf>,
    /// How many threads to use
    #[arg(long, value_name = "N")]
    pub(crate) threads: Option<usize>,
}

impl Analysis {
    /// What is given, in the order of the command line, which decides.
    pub(crate) fn given(&self, matches: &ArgMatches) -> anyhow::Result<Given> {
        let places = |id: &str| matches.indices_of(id).into_iter().flatten();
        let mut all = Vec::new();
        for (place, variable) in places("variables").zip(&self.variables) {
            let Some((name, value)) = variable.split_once('=') else {
                anyhow::bail!("`--var {variable}`: NAME=VALUE is expected");
            };
            all.push((place, Argument::Value(name.trim().to_owned(), value.to_owned())));
        }
        for (place, file) in places("variable_files").zip(&self.variable_files) {
            all.push((place, Argument::File(file.clone())));
        }
        all.sort_by_key(|(place, _)| *place);
        let arguments = all.into_iter().map(|(_, argument)| argument).collect();
        let (workspace, region) = (self.workspace.clone(), self.region.clone());
        let backend = self.backend_config.iter().map(|setting| match setting.split_once('=') {
            Some((name, value)) => Argument::Value(name.trim().to_owned(), value.to_owned()),
            None => Argument::File(setting.into()),
        });
        let backend = backend.collect();
        Ok(Given { arguments, workspace, region, backend, ..Given::default() })
    }
}

/// Arguments of `check`.
#[derive(Debug, Args)]
pub(crate) struct Check {
    #[command(flatten)]
    pub(crate) analysis: Analysis,
    /// The format
    #[arg(long, value_enum, default_value_t = Format::Human)]
    pub(crate) format: Format,
    /// Write to a file instead of standard output; the summary goes to standard error
    #[arg(long, value_name = "FILE")]
    pub(crate) output: Option<PathBuf>,
    /// The least severity that is shown and counts; that of the configuration, else `low`
    #[arg(long, value_enum)]
    pub(crate) min_severity: Option<MinSeverity>,
    /// Show findings that rest on an assumption as well
    #[arg(long)]
    pub(crate) pedantic: bool,
    /// Findings that are known and do not count, as `--write-baseline` writes them
    #[arg(long, value_name = "FILE")]
    pub(crate) baseline: Option<PathBuf>,
    /// Write what is found to a baseline
    #[arg(long, value_name = "FILE")]
    pub(crate) write_baseline: Option<PathBuf>,
    /// Write the safe fixes of findings: those after which the finding is gone and no other came
    #[arg(long)]
    pub(crate) fix: bool,
    /// Write fixes that may change what was meant as well
    #[arg(long)]
    pub(crate) unsafe_fixes: bool,
    /// Show what `--fix` would write, and write nothing
    #[arg(long)]
    pub(crate) diff: bool,
    /// The file whose text is on standard input, where the path is `-`: what is found in that file is
    /// reported
    #[arg(long, value_name = "NAME")]
    pub(crate) stdin_filename: Option<PathBuf>,
    /// Analyse again whenever something changes that was read, until interrupted
    #[arg(long, conflicts_with_all = ["fix", "unsafe_fixes", "diff", "write_baseline", "stdin_filename"])]
    pub(crate) watch: bool,
    /// Exit with 0 even when there are findings
    #[arg(long)]
    pub(crate) exit_zero: bool,
    /// When to use colours
    #[arg(long, value_enum, default_value_t = Color::Auto)]
    pub(crate) color: Color,
}

/// The formats of `check`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum Format {
    /// For people, with excerpts
    Human,
    /// A line for each finding
    Concise,
    /// A versioned document, in which suppressed findings are listed as well
    Json,
    /// SARIF 2.1.0 for code scanning, in which suppressed findings are listed as well
    Sarif,
    /// Annotations of GitHub Actions
    Github,
    /// A code quality report of GitLab
    Gitlab,
    /// Tests in JUnit's XML, of which those with findings fail
    Junit,
    /// For the summary of a job and for comments
    Markdown,
}

/// Severities on the command line.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum MinSeverity {
    /// The deployment will fail
    Error,
    /// Traffic is broken or takes an unintended path
    High,
    /// Degraded availability or security, or clear cost
    Medium,
    /// Small cost or hygiene
    Low,
    /// Everything
    Info,
}

/// When to use colours.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum Color {
    /// On a terminal
    Auto,
    /// Always
    Always,
    /// Never
    Never,
}

/// Arguments of `paths`.
#[derive(Debug, Args)]
pub(crate) struct Paths {
    #[command(flatten)]
    pub(crate) analysis: Analysis,
    /// The format
    #[arg(long, value_enum, default_value_t = ShowFormat::Human)]
    pub(crate) format: ShowFormat,
    /// Only this workload
    #[arg(long, value_name = "ADDRESS")]
    pub(crate) from: Option<String>,
    /// Only this service; with a workload, its hops are printed with what decides each
    #[arg(long, value_name = "SERVICE")]
    pub(crate) to: Option<String>,
    /// What NAT gateways carry: lines of a subnet or workload, a service and GB in a month
    #[arg(long, value_name = "CSV")]
    pub(crate) traffic: Option<PathBuf>,
    /// Prices of your own: a JSON object of Regions with `nat_gb`, `interface_hour`, `interface_gb`
    #[arg(long, value_name = "JSON")]
    pub(crate) prices: Option<PathBuf>,
}

/// Arguments of `show`.
#[derive(Debug, Args)]
pub(crate) struct Show {
    #[command(flatten)]
    pub(crate) analysis: Analysis,
    /// The format
    #[arg(long, value_enum, default_value_t = ShowFormat::Human)]
    pub(crate) format: ShowFormat,
    /// Only this resource, or this attribute of it
    #[arg(long, value_name = "ADDRESS")]
    pub(crate) address: Option<String>,
}

/// The formats of `show`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum ShowFormat {
    /// For people, with where each value comes from
    Human,
    /// A versioned document
    Json,
}

/// Arguments of `graph`.
#[derive(Debug, Args)]
pub(crate) struct Graph {
    #[command(flatten)]
    pub(crate) analysis: Analysis,
    /// The format
    #[arg(long, value_enum, default_value_t = GraphFormat::Json)]
    pub(crate) format: GraphFormat,
    /// Write to a file instead of standard output
    #[arg(long, value_name = "FILE")]
    pub(crate) output: Option<PathBuf>,
}

/// The formats of `graph`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum GraphFormat {
    /// A versioned document
    Json,
    /// A graph for Graphviz
    Dot,
    /// A flowchart for Markdown
    Mermaid,
    /// A picture
    Svg,
    /// A page with the picture, in which paths are looked up
    Html,
}

/// Arguments of `rules`.
#[derive(Debug, Args)]
pub(crate) struct Rules {
    /// The rule whose page to print
    pub(crate) id: Option<String>,
}

/// Arguments of `lsp`.
#[derive(Debug, Args)]
pub(crate) struct Lsp {
    /// What some editors add; there is nothing else
    #[arg(long, hide = true)]
    stdio: bool,
}

/// Arguments of `man`.
#[derive(Debug, Args)]
pub(crate) struct Man {
    /// The command
    pub(crate) command: Option<String>,
}

/// Arguments of `completions`.
#[derive(Debug, Args)]
pub(crate) struct Completions {
    /// The shell
    #[arg(value_enum)]
    pub(crate) shell: clap_complete::Shell,
}
