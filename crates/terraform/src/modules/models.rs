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

/// The major version of the first release that has a commit of a module's repository.
pub(super) fn major_of(name: &str, commit: &str) -> Option<u32> {
    /// Git itself takes no shorter beginning of a commit for one.
    const LEAST: usize = 7;
    if commit.len() < LEAST || !commit.bytes().all(|b| b.is_ascii_hexdigit()) {
        return None;
    }
    let path = format!("{name}/commits.tsv");
    let found = FILES.binary_search_by(|(file, _)| (*file).cmp(path.as_str())).ok()?;
    let (_, rows) = FILES.get(found)?;
    let rows = rows.lines().filter_map(|row| row.split_once('\t'));
    let mut same = rows.filter(|(c, _)| c.starts_with(commit) || commit.starts_with(c));
    let (_, major) = same.next()?;
    same.next().is_none().then(|| major.parse().ok()).flatten()
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
    let Some(stored) = stored(directory) else { return Vec::new() };
    let prefix = format!("{stored}/");
    let from = FILES.partition_point(|(path, _)| *path < prefix.as_str());
    let below = FILES.get(from..).unwrap_or_default().iter();
    let names = below.map_while(|(path, _)| path.strip_prefix(&prefix));
    let here = names.filter(|name| !name.contains('/') && name.ends_with(".tf"));
    here.map(|name| Entry { path: directory.join(name), kind: EntryKind::File, link: false })
        .collect()
}

/// The text of a model's file.
pub(crate) fn text(path: &Path) -> Option<&'static str> {
    let stored = stored(path.parent()?)?;
    let file = format!("{stored}/{}", path.file_name()?.to_str()?);
    let found = FILES.binary_search_by(|(path, _)| (*path).cmp(file.as_str())).ok()?;
    FILES.get(found).map(|(_, text)| *text)
}

/// The directory in which the files of a model's directory are stored: submodules that differ only
/// in their name share one, which is called `_any`.
fn stored(directory: &Path) -> Option<String> {
    let own = directory.strip_prefix(ABOVE).ok()?.to_str()?;
    let is_there = |directory: &str| {
        let prefix = format!("{directory}/");
        let from = FILES.partition_point(|(path, _)| *path < prefix.as_str());
        FILES.get(from).is_some_and(|(path, _)| path.starts_with(&prefix))
    };
    if is_there(own) {
        return Some(own.to_owned());
    }
    let shared = format!("{}/_any", own.rsplit_once('/')?.0);
    is_there(&shared).then_some(shared)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn models_are_found_by_release_and_directory() {
        let found = |name: &str, version: &str, subdirectory: &str| {
            let versions = Versions::parse(version).unwrap();
            let directory = find(name, &versions, subdirectory)?;
            Some(directory.strip_prefix(ABOVE).unwrap().to_str().unwrap().to_owned())
        };
        let vpc = "terraform-aws-modules/vpc/aws";
        assert_eq!(found(vpc, "~> 5.1", "").unwrap(), format!("{vpc}/v5"));
        assert_eq!(found(vpc, ">= 3.0", "").unwrap(), format!("{vpc}/v6"));
        let endpoints = found(vpc, "3.2.0", "modules/vpc-endpoints").unwrap();
        assert_eq!(endpoints, format!("{vpc}/v3/modules/vpc-endpoints"));
        assert_eq!(found(vpc, "2.78.0", ""), None);
        assert_eq!(found(vpc, "5.0.0", "modules/no-such"), None);
        assert_eq!(found("terraform-aws-modules/nothing/aws", "1.0.0", ""), None);
        let groups = "terraform-aws-modules/security-group/aws";
        let https = found(groups, "5.3.0", "modules/https-443").unwrap();
        assert_eq!(https, format!("{groups}/v5/modules/https-443"));
        let directory = Path::new(ABOVE).join(&https);
        let files = entries(&directory);
        assert!(files.iter().all(|file| text(&file.path).is_some()) && !files.is_empty());
    }

    #[test]
    fn commits_are_known_by_their_beginning() {
        let vpc = "terraform-aws-modules/vpc/aws";
        for (commit, major) in [
            ("a0307d4d1807de60b3868b96ef1b369808289157", Some(6)),
            ("a0307d4", Some(6)),
            ("a0307", None),
            ("0000000000000000000000000000000000000000", None),
            ("main", None),
        ] {
            assert_eq!(major_of(vpc, commit), major, "{commit}");
        }
    }
}
