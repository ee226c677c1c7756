//! Each command of a page is run in a copy of the demo, in the order of the page, and prints what the page
//! shows. A line `...` stands for any lines.

use std::collections::BTreeSet;
use std::path::Path;
use std::process::{Command, Output};

use tempfile::TempDir;

use crate::foreign::FOREIGN;
use crate::pages::{Fence, Page, pages, spans, top};

/// A command with what the page shows of its output.
struct Shown {
    place: String,
    command: String,
    output: Vec<String>,
}

/// The commands of a block: after `$ ` in `console`, each line of `sh`.
fn commands(fence: &Fence) -> Vec<Shown> {
    let mut commands: Vec<Shown> = Vec::new();
    for line in fence.text.lines() {
        let prompt = match fence.language.as_str() {
            "sh" => Some(line).filter(|line| !line.trim().is_empty()),
            _ => line.strip_prefix("$ "),
        };
        let place = fence.place.clone();
        match (prompt, commands.last_mut()) {
            (Some(command), _) => {
                commands.push(Shown { place, command: command.to_owned(), output: Vec::new() });
            }
            (None, Some(last)) => last.output.push(line.trim_end().to_owned()),
            (None, None) => panic!("{place}: output before the first command"),
        }
    }
    commands
}

/// Whether the lines are those that are shown, `...` for any.
fn matches(shown: &[String], lines: &[&str]) -> bool {
    match shown.split_first() {
        None => lines.is_empty(),
        Some((first, rest)) if first == "..." => {
            (0..=lines.len()).any(|skipped| matches(rest, &lines[skipped..]))
        }
        Some((first, rest)) => {
            lines.split_first().is_some_and(|(line, more)| line == first && matches(rest, more))
        }
    }
}

/// A repository with the demo in it.
fn repository() -> TempDir {
    let folder = TempDir::new().unwrap();
    std::fs::create_dir(folder.path().join(".git")).unwrap();
    std::fs::write(folder.path().join(".git/HEAD"), "").unwrap();
    for entry in walkdir::WalkDir::new(top().join("testdata/demo")) {
        let entry = entry.unwrap();
        let to = folder.path().join(entry.path().strip_prefix(top()).unwrap());
        match entry.file_type().is_dir() {
            true => std::fs::create_dir_all(to).unwrap(),
            false => {
                std::fs::copy(entry.path(), to).unwrap();
            }
        }
    }
    folder
}

/// Runs a command after one that ended with a status.
fn run(folder: &Path, command: &str, status: i32) -> Output {
    let program = Path::new(env!("CARGO_BIN_EXE_vpcelint")).parent().unwrap().display().to_string();
    Command::new("sh")
        .args(["-c", &format!("(exit {status})\n{{ {command}\n}} 2>&1")])
        .current_dir(folder)
        .env_clear()
        .env("PATH", format!("{program}:/usr/bin:/bin"))
        .output()
        .unwrap()
}

/// Runs the commands of a page; what went otherwise than the page says.
fn wrong(page: &Page) -> Vec<String> {
    let (folder, mut wrong) = (repository(), Vec::new());
    for fence in page.fences().iter().filter(|f| f.language == "console" || f.language == "sh") {
        let shown: Vec<_> = commands(fence)
            .into_iter()
            .filter(|shown| FOREIGN.iter().all(|(command, _)| *command != shown.command))
            .collect();
        let mut status = 0;
        for (n, Shown { place, command, output }) in shown.iter().enumerate() {
            let ran = run(folder.path(), command, status);
            status = ran.status.code().unwrap();
            let text = String::from_utf8(ran.stdout).unwrap();
            let lines: Vec<_> = text.lines().map(str::trim_end).collect();
            // Findings are no failure of a page; other failures are shown by asking for the status.
            let asked = shown.get(n + 1).is_some_and(|next| next.command == "echo $?");
            let failed = status > i32::from(command.starts_with("vpcelint "));
            if (failed && !asked) || !(output.is_empty() || matches(output, &lines)) {
                wrong.push(format!("{place}: `{command}` ends with {status} and prints\n{text}"));
            }
        }
    }
    wrong
}

#[test]
fn commands_do_what_pages_show() {
    let wrong: Vec<_> = pages().iter().flat_map(wrong).collect();
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn elisions_stand_for_lines() {
    let shown = |text: &str| text.lines().map(str::to_owned).collect::<Vec<_>>();
    for (page, printed, same) in [
        ("a\nb", "a\nb", true),
        ("a\nb", "a\nb\nc", false),
        ("...\nb", "a\na\nb", true),
        ("a\n...", "a", true),
        ("a\n...\nc", "a\nb\nd", false),
        ("...", "", true),
        ("a ...", "a b", false),
    ] {
        let lines: Vec<_> = printed.lines().collect();
        assert_eq!(matches(&shown(page), &lines), same, "{page:?} {printed:?}");
    }
}

/// Commands stand in blocks that are run, and what is not run still stands in a page.
#[test]
fn every_command_is_run_or_has_a_reason() {
    let mut used = BTreeSet::new();
    for fence in pages().iter().flat_map(Page::fences) {
        match fence.language.as_str() {
            "console" | "sh" => used.extend(commands(&fence).into_iter().map(|c| c.command)),
            language => {
                assert!(!language.is_empty(), "{}: the block has no language", fence.place);
                let other = ["bash", "shell", "shell-session", "zsh"].contains(&language);
                assert!(!other, "{}: commands stand in `console` or `sh`", fence.place);
                let prompt = fence.text.lines().any(|line| line.starts_with("$ "));
                assert!(!prompt, "{}: a command in `{language}` is not run", fence.place);
            }
        }
    }
    for (command, reason) in FOREIGN {
        assert!(used.contains(*command), "no page has `{command}` ({reason})");
    }
}

/// What `--help` of all commands says.
fn help() -> String {
    let of = |arguments: &[&str]| {
        let program = env!("CARGO_BIN_EXE_vpcelint");
        let ran = Command::new(program).args(arguments).arg("--help").output().unwrap();
        String::from_utf8(ran.stdout).unwrap()
    };
    let all = of(&[]);
    let names = all.lines().skip_while(|line| *line != "Commands:").skip(1);
    let names = names.take_while(|line| !line.is_empty());
    let names = names.filter(|line| !line.starts_with("   ") && !line.contains("  help "));
    let mut text = all.clone();
    for name in names.filter_map(|line| line.split_whitespace().next()) {
        text.push_str(&of(&[name]));
    }
    text
}

/// Options of other programs, and of what reads plans, by their page.
const OTHERS: [(&str, &str); 2] =
    [("docs/comparison.md", "--release"), ("docs/comparison.md", "--skip-download")];

/// An option in the running text is one that the program has.
#[test]
fn options_exist() {
    let help = help();
    assert!(help.contains("--stdin-filename"), "{help}");
    let known: BTreeSet<_> = help.split(|c: char| !c.is_ascii_alphanumeric() && c != '-').collect();
    for page in pages() {
        for span in spans(&page)
            .into_iter()
            .filter(|span| span.starts_with("--") || span.starts_with("vpcelint "))
        {
            for word in span.split_whitespace().filter(|word| word.starts_with("--")) {
                let name = word.split('=').next().unwrap();
                let other = OTHERS.contains(&(page.name.as_str(), name));
                assert!(known.contains(name) || other, "{}: there is no {name}", page.name);
            }
        }
    }
}
