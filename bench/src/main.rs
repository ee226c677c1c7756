//! Compares the whole program with a program that only reads and parses the same files with
//! hcl-edit, and templates with a parser of YAML or JSON, run for run: `vpcelint-bench compare PROGRAM DIRECTORY...`. `estate DIRECTORY` makes
//! an estate of a thousand roots to compare on. `crowd DIRECTORY` makes a VPC with thousands of
//! workloads, and `paths PROGRAM DIRECTORY` says what following their paths takes: the whole program
//! that prints them against the whole program that only says how many there would be, in one run.

mod crowd;
mod estate;

use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use anyhow::{Context as _, bail};

/// Pairs of runs, after one that warms the cache.
const RUNS: usize = 21;

fn main() -> anyhow::Result<()> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let words: Vec<&str> = arguments.iter().map(String::as_str).collect();
    match words[..] {
        ["parse", directory] => parse(Path::new(directory)),
        ["estate", directory] => estate::write(Path::new(directory)),
        ["compare", program, ref directories @ ..] if !directories.is_empty() => {
            directories.iter().try_for_each(|directory| compare(program, directory))
        }
        ["crowd", directory] => crowd::write(Path::new(directory)),
        ["paths", program, directory] => paths(program, directory),
        _ => bail!(
            "parse DIRECTORY | estate DIRECTORY | compare PROGRAM DIRECTORY... | \
                   crowd DIRECTORY | paths PROGRAM DIRECTORY"
        ),
    }
}

/// The files that the program would read: those that may be ours, hidden directories left out.
fn files(directory: &Path) -> impl Iterator<Item = PathBuf> {
    let hidden = |e: &walkdir::DirEntry| {
        e.depth() > 0 && e.file_name().to_str().is_some_and(|n| n.starts_with('.'))
    };
    walkdir::WalkDir::new(directory)
        .into_iter()
        .filter_entry(move |e| !hidden(e))
        .filter_map(Result::ok)
        .filter(|e| e.file_type().is_file())
        .filter(|e| {
            e.path().extension().and_then(|x| x.to_str()).is_some_and(|x| OURS.contains(&x))
        })
        .map(walkdir::DirEntry::into_path)
}

/// The endings of files that may be ours.
const OURS: [&str; 5] = ["tf", "yaml", "yml", "json", "template"];

/// Reads and parses each file once.
fn parse(directory: &Path) -> anyhow::Result<()> {
    let (mut count, mut bytes, mut items) = (0, 0, 0);
    for path in files(directory) {
        let Ok(text) = std::fs::read_to_string(&path) else { continue };
        let configuration = path.extension().is_some_and(|x| x == "tf");
        let template_words = text.contains("Resources") && text.contains("AWS::");
        if !(configuration || template_words) {
            continue;
        }
        count += 1;
        bytes += text.len();
        items += match configuration {
            true => hcl_edit::parser::parse_body(&text).map_or(0, |body| body.len()),
            false => template(&text),
        };
    }
    writeln!(std::io::stdout(), "{count} files, {bytes} bytes, {items} items")?;
    Ok(())
}

/// How much a template holds.
fn template(text: &str) -> usize {
    if text.trim_start().starts_with('{') {
        let options = jsonc_parser::ParseOptions::default();
        let collect = jsonc_parser::CollectOptions::default();
        let parsed = jsonc_parser::parse_to_ast(text, &collect, &options);
        return parsed.map_or(0, |parsed| usize::from(parsed.value.is_some()));
    }
    granit_parser::Parser::new_from_str(text).filter(Result::is_ok).count()
}

/// Runs both programs in turn and prints the median of each, and of the ratio of each pair.
fn compare(program: &str, directory: &str) -> anyhow::Result<()> {
    let own = std::env::current_exe()?;
    let whole = || {
        let mut command = Command::new(program);
        command.args(["check", directory, "--threads", "1", "--format", "concise"]);
        command
    };
    let bare = || {
        let mut command = Command::new(&own);
        command.args(["parse", directory]);
        command
    };
    let _ = (time(whole())?, time(bare())?);
    let mut pairs = Vec::with_capacity(RUNS);
    for _ in 0..RUNS {
        pairs.push((time(whole())?, time(bare())?));
    }
    let mut ratios: Vec<f64> =
        pairs.iter().map(|(w, b)| w.as_secs_f64() / b.as_secs_f64()).collect();
    ratios.sort_by(f64::total_cmp);
    let median = |mut times: Vec<Duration>| {
        times.sort();
        times.get(times.len() / 2).copied().unwrap_or_default().as_secs_f64() * 1000.0
    };
    let whole = median(pairs.iter().map(|p| p.0).collect());
    let bare = median(pairs.iter().map(|p| p.1).collect());
    let ratio = ratios.get(ratios.len() / 2).copied().unwrap_or_default();
    writeln!(
        std::io::stdout(),
        "{directory}: whole {whole:.1} ms, bare parse {bare:.1} ms, ratio {ratio:.2}"
    )?;
    Ok(())
}

/// What following the paths of a crowd takes beyond reading and evaluating it.
fn paths(program: &str, directory: &str) -> anyhow::Result<()> {
    let run = |rest: &[&str]| {
        let mut command = Command::new(program);
        command.args(["paths", directory, "--threads", "1", "--format", "json"]).args(rest);
        command
    };
    let (all, none) = (|| run(&[]), || run(&["--to", "nothing"]));
    let _ = (time(all())?, time(none())?);
    let mut pairs = Vec::with_capacity(RUNS);
    for _ in 0..RUNS {
        pairs.push((time(all())?, time(none())?));
    }
    let mut each: Vec<f64> = pairs
        .iter()
        .map(|(all, none)| (all.as_secs_f64() - none.as_secs_f64()) * 1000.0)
        .map(|taken| taken / (f64::from(crowd::PAIRS) / 1000.0))
        .collect();
    each.sort_by(f64::total_cmp);
    let median = each.get(each.len() / 2).copied().unwrap_or_default();
    writeln!(
        std::io::stdout(),
        "{directory}: {median:.1} ms for a thousand pairs of workload and service, printed"
    )?;
    Ok(())
}

fn time(mut command: Command) -> anyhow::Result<Duration> {
    let start = Instant::now();
    let status = command.stdout(Stdio::null()).stderr(Stdio::null()).status();
    let status = status.with_context(|| format!("{command:?} can't be started"))?;
    let taken = start.elapsed();
    if status.code().is_none_or(|code| code > 2) {
        bail!("{command:?} ended with {status}");
    }
    Ok(taken)
}
