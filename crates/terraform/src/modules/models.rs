//! Models of well-known modules: small configurations that take the same inputs and make the same
//! network. They are read like any module, from a place that no file system has.

use std::path::{Path, PathBuf};

use vpcelint_source::{Entry, EntryKind};

use super::version::Versions;

/// Where models stand.
const ABOVE: &str = "/vpcelint-models";

/// The files of all models with their paths, sorted.
static FILES: &[(&str, &str)] = include!(concat!(env!("OUT_DIR"), "/models.rs"));

/// The directory of the model of a module: of the newest major release that is admitted.
pub(super) fn find(name: &str, versions: &Versions, subdirectory: &str) -> Option<PathBuf> {
    let prefix = format!("{name}/v");
    let from = FILES.partition_point(|(path, _)| *path < prefix.as_str());
    let files = FILES.get(from..)?.iter().map_while(|(path, _)| path.strip_prefix(&prefix));
    let majors = files.filter_map(|rest| rest.split('/').next()?.parse::<u32>().ok());
    let major = majors.filter(|major| versions.admit_major(*major)).max()?;
    let directory = match subdirectory.trim_end_matches('/') {
        "" => format!("{prefix}{major}"),
        subdirectory => format!("{prefix}{major}/{subdirectory}"),
    };
    let directory = Path::new(ABOVE).join(directory);
    (!entries(&directory).is_empty()).then_some(directory)
}

/// The release of a module that a commit of its repository is.
pub(super) fn release_of(name: &str, commit: &str) -> Option<&'static str> {
    let path = format!("{name}/releases.tsv");
    let found = FILES.binary_search_by(|(file, _)| (*file).cmp(path.as_str())).ok()?;
    let (_, rows) = FILES.get(found)?;
    rows.lines().filter_map(|row| row.split_once('\t')).find(|(c, _)| *c == commit).map(|(_, v)| v)
}

/// Whether a path is that of a model, or of something in one.
pub(crate) fn is_model(path: &Path) -> bool {
    path.starts_with(ABOVE)
}

/// The path of a model's file as output shows it.
pub(crate) fn shown(path: &Path) -> Option<String> {
    let below = path.strip_prefix(ABOVE).ok()?;
    Some(format!("vpcelint:{}", below.to_string_lossy().replace('\\', "/")))
}

/// The files in a directory of a model.
pub(crate) fn entries(directory: &Path) -> Vec<Entry> {
    let files = FILES.iter().filter(|(path, _)| path.ends_with(".tf"));
    let files = files.map(|(path, _)| Path::new(ABOVE).join(path));
    let here = files.filter(|path| path.parent() == Some(directory));
    here.map(|path| Entry { path, kind: EntryKind::File, link: false }).collect()
}

/// The text of a model's file.
pub(crate) fn text(path: &Path) -> Option<&'static str> {
    let below = path.strip_prefix(ABOVE).ok()?.to_str()?;
    let found = FILES.binary_search_by(|(path, _)| (*path).cmp(below)).ok()?;
    FILES.get(found).map(|(_, text)| *text)
}
