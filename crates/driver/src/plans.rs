//! Plans and states of Terraform among files, and where their source is.

use std::path::{Path, PathBuf};

use rayon::prelude::*;
use vpcelint_source::{EntryKind, Gravity, Notice, System, clean_path, text_of};
use vpcelint_terraform::{Detected, Loader, Plan, detect, is_configuration, may_be_plan};

/// As much of a file is looked at to see whether it may be a plan.
const HEAD_BYTES: u64 = 4096;

/// The plan or state in a file that was named; none where it is something else.
pub(crate) fn named(loader: &Loader<'_>, path: &Path) -> Option<Result<Plan, Notice>> {
    let reader = &loader.reader;
    let head = reader.system.head(path, HEAD_BYTES)?;
    let refused = |gravity, message: &str| {
        Some(Err(Notice::about(gravity, Some(loader.display(path)), message)))
    };
    if head.starts_with(b"\xff\xfe") || head.starts_with(b"\xfe\xff") {
        let plain: Vec<_> = head.iter().copied().filter(u8::is_ascii).filter(|b| *b != 0).collect();
        let message =
            "the plan is UTF-16 text, as `>` of older PowerShells writes: save it as UTF-8";
        return if may_be_plan(&plain) { refused(Gravity::Error, message) } else { None };
    }
    let text = head.strip_prefix(b"\xef\xbb\xbf").unwrap_or(&head).trim_ascii_start();
    if !text.starts_with(b"{") && !head.starts_with(b"PK") {
        return None;
    }
    let bytes = match reader.system.read(path, reader.budget.limits.plan_bytes) {
        Ok(bytes) => bytes,
        Err(_) if !may_be_plan(&head) => return None,
        Err(vpcelint_source::ReadError::TooLarge(bytes)) => {
            let most = reader.budget.limits.plan_bytes;
            let message = format!(
                "not read: the plan has {bytes} bytes, more than the cap of {most} (`plan_bytes`)"
            );
            return refused(Gravity::Notice, &message);
        }
        Err(error) => return Some(Err(reader.unreadable(path, &error))),
    };
    match detect(&bytes)? {
        Detected::Plan => {
            let (text, broken) = text_of(bytes);
            match broken {
                None => Some(Plan::read(reader, path, &text)),
                Some(_) => {
                    refused(Gravity::Error, "the plan is not UTF-8 text: save it in this encoding")
                }
            }
        }
        Detected::Saved => refused(
            Gravity::Error,
            "this is a saved plan: `terraform show -json FILE > plan.json` writes what can be analysed",
        ),
        Detected::State => refused(
            Gravity::Error,
            "this is a state as Terraform keeps it: `terraform show -json FILE > state.json` writes what \
             can be analysed",
        ),
        Detected::Log => refused(
            Gravity::Error,
            "this is what `terraform plan -json` says while it works: save the plan with `-out=FILE`, and \
             `terraform show -json FILE > plan.json` writes what can be analysed",
        ),
    }
}

/// The plans and states among the files below a directory. Beside configuration they are passed over:
/// that is analysed itself.
pub(crate) fn below(loader: &Loader<'_>, files: &[PathBuf]) -> (Vec<Plan>, Vec<Notice>) {
    let (mut plans, mut notices) = (Vec::new(), Vec::new());
    let mut files: Vec<_> = files.iter().filter(|path| may_be_named(path)).collect();
    files.sort();
    let begins_as_one = |path: &PathBuf| {
        let head = loader.reader.system.head(path, HEAD_BYTES);
        head.is_some_and(|head| may_be_plan(&head))
    };
    let candidates: Vec<PathBuf> =
        files.par_iter().map(|path| clean_path(path)).filter(begins_as_one).collect();
    for path in candidates {
        let beside = path.parent().is_some_and(|directory| {
            let entries = loader.reader.system.list(directory, 1);
            entries.iter().any(|e| e.kind == EntryKind::File && is_configuration(e.name()))
        });
        match named(loader, &path) {
            Some(Ok(_)) if beside => {
                let message = "this plan was passed over, as the configuration beside it is analysed: name \
                               it to analyse it";
                let path = Some(loader.display(&path));
                notices.push(Notice::about(Gravity::Notice, path, message));
            }
            Some(Ok(plan)) => plans.push(plan),
            // What else is in a directory is nobody's mistake.
            Some(Err(notice)) if !beside && notice.span.is_none() => {
                notices.push(Notice { gravity: Gravity::Notice, ..notice });
            }
            Some(Err(notice)) if !beside => notices.push(notice),
            _ => {}
        }
    }
    (plans, notices)
}

fn may_be_named(path: &Path) -> bool {
    let name = path.file_name().and_then(|n| n.to_str()).unwrap_or_default();
    name.ends_with(".json") && !is_configuration(name)
}

/// Where the source of a plan is: where the command line says, else beside it, if what is there
/// declares what the plan has.
pub(crate) fn source_of(loader: &Loader<'_>, plan: &Plan, given: Option<&Path>) -> Option<PathBuf> {
    if let Some(given) = given {
        return Some(given.to_path_buf());
    }
    let beside = clean_path(plan.path.parent()?);
    plan.is_of(loader, &beside).then_some(beside)
}

/// The directory that the command line gives as the source of plans, or what is wrong with it.
pub(crate) fn given_source(system: &dyn System, given: &Path) -> Result<PathBuf, Notice> {
    let directory = clean_path(&system.working_directory().join(given));
    let entries = system.list(&directory, 1);
    if entries.iter().any(|e| e.kind == EntryKind::File && is_configuration(e.name())) {
        return Ok(directory);
    }
    let path = Some(given.to_string_lossy().into_owned().into());
    let message = "there is no Terraform configuration here: `--source` is the root of the plan";
    Err(Notice::about(Gravity::Error, path, message))
}
