//! The recorded files, and what is found in them.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::sync::LazyLock;

use vpcelint_driver::{Checked, Options, Selection};
use vpcelint_source::{Budget, Memory, Severity, Sources, clean_path};

/// The top of the repository.
fn top() -> PathBuf {
    clean_path(&Path::new(env!("CARGO_MANIFEST_DIR")).join("../.."))
}

/// The text of every file that a test may read, by its path from `testdata`.
static FILES: LazyLock<BTreeMap<String, String>> = LazyLock::new(|| {
    let mut files = BTreeMap::new();
    for (folder, prefix) in
        [("testdata/plans", "plans/"), ("testdata/demo", "demo/"), ("rules", "../rules/")]
    {
        read_below(&top().join(folder), prefix, &mut files);
    }
    files
});

fn read_below(folder: &Path, prefix: &str, files: &mut BTreeMap<String, String>) {
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        let name = format!("{prefix}{}", path.file_name().unwrap().to_string_lossy());
        if path.is_dir() {
            read_below(&path, &format!("{name}/"), files);
        } else if [".tf", ".json", "source"].iter().any(|end| name.ends_with(end)) {
            files.insert(name, std::fs::read_to_string(&path).unwrap());
        }
    }
}

/// The text of a file.
pub(crate) fn text(path: &str) -> &'static str {
    FILES.get(path).map(String::as_str).unwrap()
}

/// The names of the roots of which there is such a file, sorted.
pub(crate) fn recorded(file: &str) -> Vec<String> {
    let names = FILES.keys().filter_map(|path| {
        let name = path.strip_prefix("plans/")?.strip_suffix(file)?.strip_suffix('/')?;
        Some(name.to_owned())
    });
    let names: Vec<_> = names.collect();
    assert!(!names.is_empty(), "{file}");
    names
}

/// The directory of a root's configuration.
pub(crate) fn root_of(name: &str) -> String {
    match FILES.get(&format!("plans/{name}/source")) {
        Some(source) => source.trim().strip_prefix("testdata/").unwrap().to_owned(),
        None => format!("plans/{name}"),
    }
}

/// What was found.
#[derive(Debug)]
pub(crate) struct Findings {
    /// Rule, resource, severity, confidence, place and fix of each finding.
    pub(crate) placed: BTreeSet<String>,
    /// Severity and confidence, by rule and resource.
    pub(crate) grades: BTreeMap<String, String>,
    /// Rule and resource, those of one cause one by one.
    pub(crate) members: BTreeSet<String>,
}

/// Files where they stand.
pub(crate) fn at<'a>(paths: &[&'a str]) -> Vec<(&'a str, &'a str)> {
    paths.iter().map(|path| (*path, *path)).collect()
}

/// Runs the pipeline over files: each a path with that of its text; of a directory its configuration.
pub(crate) fn check<'a>(paths: &[(&'a str, &'a str)], source: Option<&str>) -> Findings {
    let (sources, checked) = run(paths, source);
    assert_eq!(checked.notices, [], "{paths:?}");
    findings(&sources, &checked)
}

/// All configuration, with some plans.
fn system(paths: &[(&str, &str)]) -> Memory {
    let code = FILES.iter().filter(|(path, _)| path.ends_with(".tf"));
    let named = paths.iter().filter(|(_, of)| of.ends_with(".json"));
    let code = code.map(|(path, content)| (clean(path), content.as_str()));
    let all = code.chain(named.map(|(path, of)| (clean(path), text(of))));
    all.fold(Memory::default(), |system, (path, content)| system.with(&path, content))
}

/// The same, with all that is said.
pub(crate) fn run<'a>(paths: &[(&'a str, &'a str)], source: Option<&str>) -> (Sources, Checked) {
    let system = system(paths);
    let paths: Vec<_> = paths.iter().map(|(path, _)| clean(path).into()).collect();
    check_in(&system, paths, source.map(clean))
}

/// Runs the pipeline over paths of a system.
pub(crate) fn check_in(
    system: &Memory,
    paths: Vec<PathBuf>,
    source: Option<String>,
) -> (Sources, Checked) {
    let sources = Sources::default();
    let source = source.map(Into::into);
    let options = Options { paths, source, threads: Some(1), ..Options::default() };
    let selection =
        Selection { min_severity: Some(Severity::Info), pedantic: true, list_members: true };
    let checked = vpcelint_driver::check(system, &sources, &Budget::default(), &options, selection);
    (sources, checked)
}

/// The addresses of all resources in a file, or of the root that it belongs to.
pub(crate) fn addresses(path: &str) -> BTreeSet<String> {
    let (name, of) = match path.ends_with(".json") {
        true => ("alone/plan.json", path),
        false => (path, path),
    };
    let system = system(&[(name, of)]);
    let (sources, budget) = (Sources::default(), Budget::default());
    let paths = vec![clean(name).into()];
    let options = Options { paths, threads: Some(1), ..Options::default() };
    let everything = vpcelint_driver::everything();
    let run = vpcelint_driver::evaluate(&system, &sources, &budget, &options, &everything);
    let graph = run.graphs.first().unwrap();
    graph.resources().map(|(_, resource)| resource.address.to_string()).collect()
}

/// A path from the top of the repository in memory.
fn clean(path: &str) -> String {
    match path.strip_prefix("../") {
        Some(path) => path.to_owned(),
        None => format!("testdata/{path}"),
    }
}

/// The findings in a few words.
pub(crate) fn findings(sources: &Sources, checked: &Checked) -> Findings {
    let placed = checked.diagnostics.iter().map(|d| {
        let (file, at) = sources.locate(d.primary.span).unwrap();
        let range = d.primary.span.range;
        assert!(file.text().get(range.as_usize()).is_some(), "{d:?}");
        let place = format!("{}:{}+{}", file.display(), at.line, range.end - range.start);
        let (severity, confidence) = (d.severity.name(), d.confidence.name());
        let fix = d.fix.as_ref().map(|fix| fix.edits.iter().map(|edit| edit.text.as_str()));
        let fix: Vec<_> = fix.into_iter().flatten().collect();
        format!("{} {} {severity} {confidence} {place} {fix:?}", d.rule.id, d.resource)
    });
    let members = checked.baseline.as_ref().unwrap().findings.iter();
    let grades = checked.diagnostics.iter().map(|d| {
        let grade = format!("{} {}", d.severity.name(), d.confidence.name());
        (format!("{} {}", d.rule.id, d.resource), grade)
    });
    Findings {
        placed: placed.collect(),
        grades: grades.collect(),
        members: members.map(|known| format!("{} {}", known.rule, known.resource)).collect(),
    }
}
