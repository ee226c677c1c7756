//! Every recorded root module with what it was given: its addresses and values.

use std::path::PathBuf;

use vpcelint_driver::{Argument, Given};
use vpcelint_source::Memory;

use crate::compare::{Comparison, Step, Verdict, has_holes};
use crate::json::Json;
use crate::shown::{ABOVE, Shown};
use crate::{Score, files_below, folder};

/// The recorded roots, by name, with what is expected of them.
pub(crate) fn roots() -> Vec<(String, Json)> {
    let mut names: Vec<_> = std::fs::read_dir(folder().join("language"))
        .unwrap()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .collect();
    names.sort();
    let expect = |name: String| {
        let file = folder().join("language").join(&name).join("expect.json");
        let text = std::fs::read_to_string(file).unwrap();
        (name, Json::parse(&text))
    };
    names.into_iter().map(expect).collect()
}

/// Evaluates a recorded root with what it was given.
pub(crate) fn run(name: &str, want: &Json) -> Shown {
    let root = format!("{ABOVE}/{name}");
    let mut system = Memory::default().with_variable("TF_WORKSPACE", "default");
    for (file, content) in files_below(&folder().join("language").join(name)) {
        if file != "expect.json" {
            system = system.with(&format!("{root}/{file}"), content);
        }
    }
    for (variable, value) in want.pairs("environment") {
        system = system.with_variable(variable, value);
    }
    let file = |file: &str| Argument::File(PathBuf::from(format!("{root}/{file}")));
    let value = |name: &str, value: &str| Argument::Value(name.into(), value.into());
    let mut arguments: Vec<_> = want
        .texts("arguments")
        .into_iter()
        .map(|argument| match argument.strip_prefix("-var-file=") {
            Some(path) => file(path),
            None => {
                let (name, text) = argument.strip_prefix("-var=").unwrap().split_once('=').unwrap();
                value(name, text)
            }
        })
        .collect();
    if arguments.is_empty() {
        arguments.extend(want.pairs("variables").into_iter().map(|(n, v)| value(n, v)));
        arguments.extend(want.texts("var_files").into_iter().map(file));
    }
    Shown::of(&system, &root, Given { arguments, ..Given::default() }, 2)
}

#[test]
fn root_modules() {
    let mut score = Score::default();
    let roots = roots();
    let mut answers = 0;
    for (name, want) in &roots {
        if want.has("check") {
            continue;
        }
        let shown = run(name, want);
        if let Some(error) = want.get("error") {
            answers += 1;
            let verdict = if is_doubtful(&shown) { Verdict::Right } else { Verdict::Wrong };
            score.add(verdict, name, &error.to_string(), "values, and no error");
            continue;
        }
        for error in &shown.errors {
            score.add(Verdict::Wrong, name, "no error", &error.message);
        }
        answers += want.get("resources").and_then(Json::map).unwrap().len();
        values(name, want, &shown, &mut score);
    }
    score.demand(answers);
    assert!(roots.len() >= 57, "no root is lost");
}

/// Whether it is said, or seen in the values, that something is wrong.
fn is_doubtful(shown: &Shown) -> bool {
    let unsure = |values: &Json| {
        ["input", "triggers_replace"].iter().any(|k| values.get(k).is_some_and(has_holes))
    };
    !shown.errors.is_empty()
        || !shown.notices.is_empty()
        || !shown.conditional.is_empty()
        || shown.resources.is_empty()
        || shown.resources.values().any(unsure)
}

fn values(name: &str, want: &Json, shown: &Shown, score: &mut Score) {
    let sensitive = want.texts("sensitive");
    let later = want.texts("unknown_at_plan");
    let sets = want.texts("sets");
    let expected = want.get("resources").and_then(Json::map).unwrap();
    for (address, attributes) in expected {
        let what = format!("{name}: {address}");
        let Some(values) = shown.resources.get(address) else {
            score.add(Verdict::Wrong, &what, "an instance", "absent");
            continue;
        };
        let conditional = shown.conditional.contains(address);
        let mut verdict = if conditional { Verdict::Unknown } else { Verdict::Right };
        for (attribute, want_value) in attributes.map().unwrap() {
            let here = format!("{address}.{attribute}");
            let under = |paths: &[&str]| paths.iter().any(|p| is_under(p, &here));
            let is_set = |path: &[Step]| {
                let steps: String = path.iter().map(written).collect();
                sets.contains(&format!("{here}{steps}").as_str())
            };
            let lenient = under(&sensitive) || want.has("reads_file");
            let got = shown.value(address, attribute).unwrap_or(Json::Null);
            let comparison = Comparison { sets: &is_set, lenient };
            let mut one = comparison.compare(want_value, &got);
            if one == Verdict::Unknown && under(&later) {
                let softened = soften(want_value, &here, &later);
                one = comparison.compare(&softened, &got).min(one);
            }
            verdict = verdict.max(one);
        }
        score.add(verdict, &what, &attributes.to_string(), &values.to_string());
    }
    for (address, values) in &shown.resources {
        if !expected.contains_key(address) {
            let what = format!("{name}: {address}");
            score.add(Verdict::Wrong, &what, "no such instance", &values.to_string());
        }
    }
}

/// Whether a path is a place or within it.
fn is_under(path: &str, place: &str) -> bool {
    path.strip_prefix(place).is_some_and(|r| r.is_empty() || r.starts_with(['.', '[']))
}

/// A step as it is written in a path.
fn written(step: &Step) -> String {
    match step {
        Step::Index(index) => format!("[{index}]"),
        Step::Key(key) => {
            let mut letters = key.chars();
            let first = letters.next().is_some_and(|c| c.is_ascii_alphabetic() || c == '_');
            if first && letters.all(|c| c.is_alphanumeric() || c == '_' || c == '-') {
                format!(".{key}")
            } else {
                format!("[{key:?}]")
            }
        }
    }
}

/// The expected value with holes where Terraform did not know it before apply.
fn soften(want: &Json, path: &str, later: &[&str]) -> Json {
    let inner = |step: Step, v: &Json| soften(v, &format!("{path}{}", written(&step)), later);
    if later.contains(&path) {
        return Json::Map([("unknown".to_owned(), Json::Bool(true))].into());
    }
    match want {
        Json::List(items) => {
            Json::List(items.iter().enumerate().map(|(n, v)| inner(Step::Index(n), v)).collect())
        }
        Json::Map(entries) => Json::Map(
            entries
                .iter()
                .map(|(k, v)| {
                    let hole = k == "unknown" && entries.len() == 1;
                    (k.clone(), if hole { v.clone() } else { inner(Step::Key(k.clone()), v) })
                })
                .collect(),
        ),
        other => other.clone(),
    }
}
