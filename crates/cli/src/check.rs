//! `check`: what it finds, in the format that is asked for, and its exit status.

use std::io::{IsTerminal as _, Read as _, Write as _};
use std::path::{Path, PathBuf};

use anyhow::Context as _;
use clap::ArgMatches;
use vpcelint_driver::{Checked, Fixes, Options, Selection};
use vpcelint_report::human::HumanOptions;
use vpcelint_report::{
    Report, concise, github, gitlab, human, json, junit, markdown, sarif, to_json,
};
use vpcelint_source::{
    Applicability, Budget, Diagnostic, Disk, Fix, Overlay, Sources, System as _, clean_path,
};

use crate::args::{Check, Color, Format};
use crate::commands::{CLEAN, ERRORS, FINDINGS, options};
use crate::output::{print, put};
use crate::{fix, progress, watch};

/// Analyses, prints, and says by the exit status whether there is something to do.
pub(crate) fn check(arguments: &Check, matches: &ArgMatches) -> anyhow::Result<u8> {
    let baseline = arguments.baseline.clone();
    let mut options = Options { baseline, ..options(&arguments.analysis, matches)? };
    let selection = Selection {
        min_severity: arguments.min_severity.map(Into::into),
        pedantic: arguments.pedantic,
        list_members: arguments.write_baseline.is_some(),
    };
    if arguments.watch {
        return watch::watch(arguments, options, selection);
    }
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
    let check = || vpcelint_driver::check(&system, &sources, &budget, &options, selection);
    let mut checked = progress::shown(&budget, check);
    if let Some(path) = unsaved {
        checked.keep_file(&sources, &path);
    }
    report(arguments, &options, &sources, &checked)
}

/// What is printed of what was found.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Printed {
    text: String,
    summary: String,
}

impl Printed {
    /// Prints it: to standard output or the file that is asked for, and to standard error.
    pub(crate) fn put(&self, arguments: &Check) -> anyhow::Result<()> {
        put(&self.text, arguments.output.as_deref())?;
        let _ = std::io::stderr().write_all(self.summary.as_bytes());
        Ok(())
    }
}

/// What is to be printed of what was found.
pub(crate) fn printed(
    arguments: &Check,
    options: &Options,
    sources: &Sources,
    checked: &Checked,
) -> anyhow::Result<Printed> {
    let report = Report {
        sources,
        diagnostics: &checked.diagnostics,
        notices: &checked.notices,
        summary: &checked.summary,
        rules: &checked.rules,
        repository: &vpcelint_driver::repository(&Disk, options),
        working_directory: &Disk.working_directory(),
        version: env!("CARGO_PKG_VERSION"),
    };
    let output = arguments.output.as_deref();
    let text = rendered(&report, arguments).context("the findings can't be written")?;
    // A document is not read by people; what GitHub reads is one.
    let summary = match (arguments.format, output) {
        (Format::Github, _) => github::summary(&report),
        (Format::Concise, _) | (_, Some(_)) => concise::summary(&report),
        (_, None) => String::new(),
    };
    Ok(Printed { text, summary })
}

/// Prints what was found; the exit status.
fn report(
    arguments: &Check,
    options: &Options,
    sources: &Sources,
    checked: &Checked,
) -> anyhow::Result<u8> {
    printed(arguments, options, sources, checked)?.put(arguments)?;
    let written = match (&arguments.write_baseline, &checked.baseline) {
        (Some(path), Some(baseline)) => {
            let text = to_json(baseline).context("the baseline can't be written")?;
            put(&text, Some(path))?;
            true
        }
        _ => false,
    };
    Ok(status(checked, arguments.exit_zero || written))
}

fn fixes(arguments: &Check, options: &Options, selection: Selection) -> Fixes {
    let most = match arguments.unsafe_fixes {
        true => Applicability::Unsafe,
        false => Applicability::Safe,
    };
    let (sources, budget) = (Sources::default(), Budget::default());
    let wanted = |_: &Diagnostic, fix: &Fix| fix.applicability <= most;
    vpcelint_driver::fixes(&Disk, &sources, &budget, options, selection, &wanted)
}

/// Says on standard error what fixes came to.
fn say_fixes(fixes: &Fixes, verb: &str) {
    let left_out = match fixes.left_out {
        0 => String::new(),
        n => format!("; {n} left out, as they would not mend the code"),
    };
    let some = |n: usize, what: &str| format!("{n} {what}{}", if n == 1 { "" } else { "s" });
    let (mended, files) = (some(fixes.mended.len(), "finding"), some(fixes.files.len(), "file"));
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
    let Ok(text) = String::from_utf8(text) else {
        anyhow::bail!("the text on standard input is not UTF-8: save it in this encoding");
    };
    let path = clean_path(&Disk.working_directory().join(name));
    system.put(&path, text);
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
