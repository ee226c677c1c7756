//! What each command does.

use std::io::Write as _;
use std::path::Path;

use anyhow::Context as _;
use clap::{ArgMatches, CommandFactory as _};
use vpcelint_driver::{Ask, Figures, Options};
use vpcelint_report::{Report, concise, dot, mermaid, picture, to_json};
use vpcelint_source::{Budget, Disk, Gravity, Notice, Severity, Sources};

use crate::args::{
    Analysis, Arguments, Command, Completions, Graph, GraphFormat, Paths, Rules, Show, ShowFormat,
};
use crate::check::check;
use crate::output::{print, put};

/// Nothing at or above the threshold.
pub(crate) const CLEAN: u8 = 0;
/// Findings at or above the threshold.
pub(crate) const FINDINGS: u8 = 1;
/// Errors.
pub(crate) const ERRORS: u8 = 2;

/// Runs a command; the exit status.
pub(crate) fn run(command: Command, matches: &ArgMatches) -> anyhow::Result<u8> {
    match command {
        Command::Check(arguments) => check(&arguments, matches),
        Command::Show(arguments) => show(&arguments, matches),
        Command::Graph(arguments) => graph(&arguments, matches),
        Command::Paths(arguments) => paths(&arguments, matches),
        Command::Rules(arguments) => rules(&arguments),
        Command::Lsp(_) => {
            vpcelint_lsp::serve_stdio(env!("CARGO_PKG_VERSION"))?;
            Ok(CLEAN)
        }
        Command::Completions(arguments) => completions(&arguments),
        Command::Man(arguments) => manual(arguments.command.as_deref()),
    }
}

pub(crate) fn options(analysis: &Analysis, matches: &ArgMatches) -> anyhow::Result<Options> {
    let given = analysis.given(matches)?;
    Ok(Options {
        paths: analysis.paths.clone(),
        given,
        config: analysis.config.clone(),
        source: analysis.source.clone(),
        threads: analysis.threads,
        ..Options::default()
    })
}

fn show(arguments: &Show, matches: &ArgMatches) -> anyhow::Result<u8> {
    let options = options(&arguments.analysis, matches)?;
    let (sources, budget) = (Sources::default(), Budget::default());
    let interest = vpcelint_driver::everything();
    let run = vpcelint_driver::evaluate(&Disk, &sources, &budget, &options, &interest);
    let status = if run.has_errors() { ERRORS } else { CLEAN };
    let address = arguments.address.as_deref();
    match arguments.format {
        ShowFormat::Json => {
            let document = vpcelint_driver::show(&run, &sources, address);
            print(&to_json(&document).context("the values can't be written")?)?;
        }
        ShowFormat::Human => {
            print(&vpcelint_driver::show_human(&run, &sources, address))?;
            say(&sources, &run.notices);
        }
    }
    Ok(status)
}

fn graph(arguments: &Graph, matches: &ArgMatches) -> anyhow::Result<u8> {
    let options = options(&arguments.analysis, matches)?;
    let (sources, budget) = (Sources::default(), Budget::default());
    let output = arguments.output.as_deref();
    if arguments.format == GraphFormat::Json {
        let document = vpcelint_driver::graph(&Disk, &sources, &budget, &options);
        put(&to_json(&document).context("the network can't be written")?, output)?;
        return Ok(if document.errors.is_empty() { CLEAN } else { ERRORS });
    }
    let drawn = vpcelint_driver::draw(&Disk, &sources, &budget, &options);
    let (document, rows) = (&drawn.document, &drawn.rows);
    let text = match arguments.format {
        GraphFormat::Mermaid => mermaid::render(document, rows),
        GraphFormat::Svg => picture::svg(document, rows),
        GraphFormat::Html => picture::page(document, rows),
        GraphFormat::Dot | GraphFormat::Json => dot::render(document, rows),
    };
    put(&text, output)?;
    // What is not known is missing in the picture, which can't say so itself.
    say(&sources, &drawn.notices);
    Ok(if document.errors.is_empty() { CLEAN } else { ERRORS })
}

fn paths(arguments: &Paths, matches: &ArgMatches) -> anyhow::Result<u8> {
    let options = options(&arguments.analysis, matches)?;
    let (sources, budget) = (Sources::default(), Budget::default());
    let figures = Figures { traffic: arguments.traffic.clone(), prices: arguments.prices.clone() };
    let explain = arguments.from.is_some() && arguments.to.is_some();
    let without_hops = !explain && arguments.format == ShowFormat::Human;
    let ask = Ask { from: arguments.from.clone(), to: arguments.to.clone(), figures, without_hops };
    let (rows, notices) = vpcelint_driver::paths(&Disk, &sources, &budget, &options, &ask);
    match arguments.format {
        ShowFormat::Json => print(&to_json(&rows).context("the paths can't be written")?)?,
        ShowFormat::Human => {
            print(&vpcelint_report::paths::render(&rows, explain))?;
        }
    }
    say(&sources, &notices);
    let failed = notices.iter().any(|n| n.gravity == Gravity::Error);
    Ok(if failed { ERRORS } else { CLEAN })
}

/// Prints errors and notices on standard error.
fn say(sources: &Sources, notices: &[Notice]) {
    let problems = Report {
        sources,
        diagnostics: &[],
        notices,
        summary: &Default::default(),
        rules: &[],
        repository: Path::new(""),
        working_directory: Path::new(""),
        version: env!("CARGO_PKG_VERSION"),
    };
    let _ = std::io::stderr().write_all(concise::render(&problems).as_bytes());
}

fn rules(arguments: &Rules) -> anyhow::Result<u8> {
    let mut text = String::new();
    match &arguments.id {
        None => {
            for rule in vpcelint_driver::RULES {
                let severity = rule.meta.severity.name();
                text += &format!("{:<40} {severity:<7} {}\n", rule.meta.id, rule.meta.summary);
            }
        }
        Some(id) => match vpcelint_driver::find_rule(id) {
            Some(rule) => text += rule.meta.doc,
            None => anyhow::bail!("there is no rule `{id}`; `vpcelint rules` lists all"),
        },
    }
    print(&text)?;
    Ok(CLEAN)
}

impl From<crate::args::MinSeverity> for Severity {
    fn from(severity: crate::args::MinSeverity) -> Self {
        use crate::args::MinSeverity;
        match severity {
            MinSeverity::Error => Self::Error,
            MinSeverity::High => Self::High,
            MinSeverity::Medium => Self::Medium,
            MinSeverity::Low => Self::Low,
            MinSeverity::Info => Self::Info,
        }
    }
}

fn completions(arguments: &Completions) -> anyhow::Result<u8> {
    let mut text = Vec::new();
    clap_complete::generate(arguments.shell, &mut Arguments::command(), "vpcelint", &mut text);
    print(&String::from_utf8(text).context("the completions can't be written")?)?;
    Ok(CLEAN)
}

fn manual(of: Option<&str>) -> anyhow::Result<u8> {
    let mut all = Arguments::command();
    all.build();
    let page = match of {
        None => all,
        Some(name) => {
            let found = all.find_subcommand(name).cloned();
            let found = found.with_context(|| format!("there is no command `{name}`"))?;
            let long = format!("vpcelint-{name}");
            found.display_name(long)
        }
    };
    let mut text = Vec::new();
    clap_mangen::Man::new(page).render(&mut text)?;
    print(&String::from_utf8(text).context("the manual can't be written")?)?;
    Ok(CLEAN)
}
