//! What each command does.

use std::io::{IsTerminal as _, Read as _, Write as _};
use std::path::{Path, PathBuf};

use anyhow::Context as _;
use clap::{ArgMatches, CommandFactory as _};
use vpcelint_driver::{Ask, Checked, Figures, Fixes, Options, Selection};
use vpcelint_report::human::HumanOptions;
use vpcelint_report::{
    Report, concise, dot, github, gitlab, human, json, junit, markdown, mermaid, picture, sarif,
    to_json,
};
use vpcelint_source::{
    Applicability, Budget, Disk, Gravity, Notice, Overlay, Severity, Sources, System as _,
    clean_path,
};

use crate::args::{
    Analysis, Arguments, Check, Color, Command, Completions, Format, Graph, GraphFormat, Paths,
    Rules, Show, ShowFormat,
};
use crate::fix;
use crate::output::{print, put};

/// Nothing at or above the threshold.
const CLEAN: u8 = 0;
/// Findings at or above the threshold.
const FINDINGS: u8 = 1;
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
        Command::Completions(arguments) => completions(&arguments),
        Command::Man => manual(),
    }
}

fn options(analysis: &Analysis, matches: &ArgMatches) -> anyhow::Result<Options> {
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

fn check(arguments: &Check, matches: &ArgMatches) -> anyhow::Result<u8> {
    let baseline = arguments.baseline.clone();
    let mut options = Options { baseline, ..options(&arguments.analysis, matches)? };
    let selection = Selection {
        min_severity: arguments.min_severity.map(Into::into),
        pedantic: arguments.pedantic,
        list_members: arguments.write_baseline.is_some(),
    };
    let mut system = Overlay::new(&Disk);
    let unsaved = unsaved(arguments, &mut options, &mut system)?;
    if arguments.diff {
        let fixes = fixes(arguments, &options, selection);
        print(&fix::diff(&fixes))?;
        say_fixes(&fixes, "would mend");
        return Ok(if fixes.files.is_empty() || arguments.exit_zero { CLEAN } else { FINDINGS });
    }
    if arguments.fix || arguments.unsafe_fixes {
        let fixes = fixes(arguments, &options, selection);
        fix::write(&fixes)?;
        say_fixes(&fixes, "mended");
    }
    let (sources, budget) = (Sources::default(), Budget::default());
    let mut checked = vpcelint_driver::check(&system, &sources, &budget, &options, selection);
    if let Some(path) = unsaved {
        checked.keep_file(&sources, &path);
    }
    let repository = vpcelint_driver::repository(&Disk, &options);
    let report = Report {
        sources: &sources,
        diagnostics: &checked.diagnostics,
        notices: &checked.notices,
        summary: &checked.summary,
        rules: &checked.rules,
        repository: &repository,
        working_directory: &Disk.working_directory(),
        version: env!("CARGO_PKG_VERSION"),
    };
    let output = arguments.output.as_deref();
    let text = rendered(&report, arguments).context("the findings can't be written")?;
    put(&text, output)?;
    // A document is not read by people; what GitHub reads is one.
    let summary = match (arguments.format, output) {
        (Format::Github, _) => github::summary(&report),
        (Format::Concise, _) | (_, Some(_)) => concise::summary(&report),
        (_, None) => String::new(),
    };
    let _ = std::io::stderr().write_all(summary.as_bytes());
    let written = match (&arguments.write_baseline, &checked.baseline) {
        (Some(path), Some(baseline)) => {
            let text = to_json(baseline).context("the baseline can't be written")?;
            put(&text, Some(path))?;
            true
        }
        _ => false,
    };
    Ok(status(&checked, arguments.exit_zero || written))
}

fn fixes(arguments: &Check, options: &Options, selection: Selection) -> Fixes {
    let most = match arguments.unsafe_fixes {
        true => Applicability::Unsafe,
        false => Applicability::Safe,
    };
    let (sources, budget) = (Sources::default(), Budget::default());
    vpcelint_driver::fixes(&Disk, &sources, &budget, options, selection, most)
}

/// Says on standard error what fixes came to.
fn say_fixes(fixes: &Fixes, verb: &str) {
    let left_out = match fixes.left_out {
        0 => String::new(),
        n => format!("; {n} left out, as they would not mend the code"),
    };
    let some = |n: usize, what: &str| format!("{n} {what}{}", if n == 1 { "" } else { "s" });
    let (mended, files) = (some(fixes.mended, "finding"), some(fixes.files.len(), "file"));
    let said = format!("{verb} {mended} in {files}{left_out}\n");
    let _ = std::io::stderr().write_all(said.as_bytes());
}

/// Puts the text on standard input in the place of its file, whose path comes back; an editor has not
/// saved it.
fn unsaved(
    arguments: &Check,
    options: &mut Options,
    system: &mut Overlay<'_>,
) -> anyhow::Result<Option<PathBuf>> {
    let dash = arguments.analysis.paths == [Path::new("-")];
    let Some(name) = &arguments.stdin_filename else {
        anyhow::ensure!(!dash, "`-` needs `--stdin-filename NAME`, which says whose text it is");
        return Ok(None);
    };
    anyhow::ensure!(dash, "`--stdin-filename` needs the path `-`, and no other");
    anyhow::ensure!(
        !(arguments.fix || arguments.unsafe_fixes || arguments.diff),
        "fixes are written to files: `-` has none"
    );
    let limit = Budget::default().limits.file_bytes;
    let mut text = Vec::new();
    std::io::stdin().lock().take(limit + 1).read_to_end(&mut text)?;
    let path = clean_path(&Disk.working_directory().join(name));
    system.put(&path, String::from_utf8_lossy(&text).into_owned());
    options.paths = vec![name.clone()];
    Ok(Some(path))
}

/// The report in the format that is asked for.
fn rendered(report: &Report<'_>, arguments: &Check) -> anyhow::Result<String> {
    Ok(match arguments.format {
        Format::Human => human::render(report, &human_options(arguments)),
        Format::Concise => concise::render(report),
        Format::Json => to_json(&json::document(report))?,
        Format::Sarif => to_json(&sarif::document(report))?,
        Format::Github => github::render(report),
        Format::Gitlab => to_json(&gitlab::document(report))?,
        Format::Junit => junit::render(report)?,
        Format::Markdown => markdown::render(report),
    })
}

/// Errors win over findings; `--exit-zero` only turns findings into success.
fn status(checked: &Checked, exit_zero: bool) -> u8 {
    if checked.has_errors() {
        ERRORS
    } else if !checked.has_findings() || exit_zero {
        CLEAN
    } else {
        FINDINGS
    }
}

/// Colours and Unicode on a terminal only, unless the arguments say otherwise.
fn human_options(arguments: &Check) -> HumanOptions {
    /// Columns where the terminal does not say.
    const WIDTH: usize = 100;
    let terminal = arguments.output.is_none() && std::io::stdout().is_terminal();
    let forbidden = std::env::var_os("NO_COLOR").is_some_and(|v| !v.is_empty())
        || std::env::var_os("TERM").is_some_and(|t| t == "dumb");
    let color = match arguments.color {
        Color::Always => true,
        Color::Never => false,
        Color::Auto => terminal && !forbidden,
    };
    let locale = ["LC_ALL", "LC_CTYPE", "LANG"]
        .iter()
        .find_map(|name| std::env::var(name).ok().filter(|v| !v.is_empty()));
    let utf8 = locale.is_some_and(|l| l.to_ascii_lowercase().replace('-', "").contains("utf8"));
    let width = std::env::var("COLUMNS").ok().and_then(|c| c.parse().ok());
    HumanOptions { color, unicode: terminal && utf8, width: width.unwrap_or(WIDTH) }
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

fn manual() -> anyhow::Result<u8> {
    let mut text = Vec::new();
    clap_mangen::Man::new(Arguments::command()).render(&mut text)?;
    print(&String::from_utf8(text).context("the manual can't be written")?)?;
    Ok(CLEAN)
}
