//! What Terraform 1.11.4 answered where the value is withheld from output (sensitive values and
//! what files hold), compared inside; everything else is compared as it is shown.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::path::{Path, PathBuf};

use smol_str::SmolStr;
use vpcelint_model::Interest;
use vpcelint_source::{Budget, Limits, Memory, Sources};

use super::{Evaluator, Scope};
use crate::inputs::Inputs;
use crate::loader::Loader;
use crate::{Kind, Number, Partial, Type, Value};

const RESOURCES: &str = r#"
resource "terraform_data" "z" {}
resource "terraform_data" "u" {
  input = terraform_data.z.id
}
"#;

type Row = BTreeMap<SmolStr, Value>;

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Verdict {
    Right,
    /// Not known to us, known to Terraform.
    Gap,
    Wrong,
}

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../testdata/oracle")
}

/// The files of the oracle, in memory beside the configuration.
fn system() -> Memory {
    fn add(memory: Memory, folder: &Path, below: &str) -> Memory {
        let mut memory = memory;
        for entry in std::fs::read_dir(folder).unwrap() {
            let entry = entry.unwrap();
            let name = format!("{below}/{}", entry.file_name().to_str().unwrap());
            if entry.file_type().unwrap().is_dir() {
                memory = add(memory, &entry.path(), &name);
            } else {
                memory = memory.with(&name, std::fs::read(entry.path()).unwrap());
            }
        }
        memory
    }
    let memory = Memory::default().with("root/main.tf", RESOURCES);
    add(memory, &folder().join("files"), "root/files")
}

fn json(text: &str, budget: &Budget) -> Value {
    struct Alone<'a>(&'a Limits);
    impl crate::Host for Alone<'_> {
        fn read(&self, _: &str) -> Result<std::sync::Arc<[u8]>, crate::FileError> {
            unreachable!()
        }
        fn exists(&self, _: &str) -> Result<bool, crate::FileError> {
            unreachable!()
        }
        fn files_below(&self, _: &str) -> Result<Vec<String>, crate::FileError> {
            unreachable!()
        }
        fn absolute(&self, _: &str) -> SmolStr {
            unreachable!()
        }
        fn template(
            &self,
            _: &str,
            _: Option<&str>,
            _: BTreeMap<SmolStr, Value>,
        ) -> Result<Value, SmolStr> {
            unreachable!()
        }
        fn limits(&self) -> &Limits {
            self.0
        }
    }
    crate::functions::call("jsondecode", vec![text.into()], &Alone(&budget.limits)).unwrap()
}

fn has_holes(value: &Value) -> bool {
    !value.is_wholly_known()
}

fn is_hole(want: &Value) -> bool {
    want.entries().is_some_and(|e| e.len() == 1 && e.get("unknown") == Some(&true.into()))
}

fn close(a: &Number, b: &Number) -> bool {
    if a == b || a.to_string() == b.to_string() {
        return true;
    }
    let whole = a.is_whole() && b.is_whole();
    let difference = a.sub(b).map_or(f64::INFINITY, |d| d.abs().as_f64());
    !whole && difference <= 1e-12 * a.as_f64().abs().max(1.0)
}

fn worst(verdicts: impl Iterator<Item = Verdict>) -> Verdict {
    verdicts.max().unwrap_or(Verdict::Right)
}

fn compare(want: &Value, got: &Value) -> Verdict {
    if is_hole(want) {
        return if has_holes(got) { Verdict::Right } else { Verdict::Wrong };
    }
    let right = |is: bool| if is { Verdict::Right } else { Verdict::Wrong };
    match (&want.kind, &got.kind) {
        (Kind::Null(_), Kind::Null(_)) => Verdict::Right,
        (Kind::Bool(a), Kind::Bool(b)) => right(a == b),
        (Kind::Number(a), Kind::Number(b)) => right(close(a, b)),
        (Kind::String(a), Kind::String(b)) => right(a == b),
        (Kind::Tuple(want), Kind::Set(element, got)) if !element.is_primitive() => {
            let mut left: Vec<&Value> = got.iter().collect();
            let mut missing = want.len() != got.len();
            for w in want.iter() {
                match left.iter().position(|g| compare(w, g) == Verdict::Right) {
                    Some(at) => drop(left.remove(at)),
                    None => missing = true,
                }
            }
            right(!missing)
        }
        (Kind::Tuple(want), Kind::List(_, got) | Kind::Set(_, got) | Kind::Tuple(got)) => {
            if want.len() != got.len() {
                return Verdict::Wrong;
            }
            worst(want.iter().zip(got.iter()).map(|(w, g)| compare(w, g)))
        }
        (Kind::Object(want), Kind::Map(_, got) | Kind::Object(got)) => {
            let null = Value::null(Type::Dynamic);
            let names = want.keys().chain(got.keys());
            worst(names.map(|n| compare(want.get(n).unwrap_or(&null), got.get(n).unwrap_or(&null))))
        }
        (Kind::Tuple(want), Kind::Unknown(u)) if matches!(u.ty, Type::Set(_)) => match &u.known {
            Partial::Items(items) if items.len() == want.len() => {
                worst(want.iter().zip(items).map(|(w, g)| compare(w, g)))
            }
            _ => Verdict::Gap,
        },
        (_, Kind::Unknown(_)) => Verdict::Gap,
        _ => Verdict::Wrong,
    }
}

fn judge(row: &Row, got: &Result<Value, String>) -> Verdict {
    if row.contains_key("error") || row.contains_key("infinite") {
        return match got {
            Err(_) => Verdict::Right,
            Ok(value) if value.is_unknown() => {
                if row.contains_key("infinite") {
                    Verdict::Right
                } else {
                    Verdict::Gap
                }
            }
            Ok(_) => Verdict::Wrong,
        };
    }
    let Ok(got) = got else { return Verdict::Wrong };
    if row.contains_key("unknown") {
        let also = row.get("also").is_some_and(|also| compare(also, got) == Verdict::Right);
        return if also || has_holes(got) { Verdict::Right } else { Verdict::Wrong };
    }
    let verdict = compare(&row["value"], got);
    let sensitive = row.contains_key("sensitive");
    let marked = got.deep_marks().has(crate::Marks::SENSITIVE);
    if sensitive && !marked || !sensitive && marked && verdict == Verdict::Right {
        return Verdict::Wrong;
    }
    // That a file is not there is no content.
    let file = got.deep_marks().has(crate::Marks::FILE)
        || row["expr"].as_str().is_some_and(|e| e.contains("none.txt"));
    if row.contains_key("reads_file") && !file { Verdict::Wrong } else { verdict }
}

fn show(value: &Value) -> String {
    match &value.kind {
        Kind::Null(t) => format!("null:{t}"),
        Kind::Bool(b) => b.to_string(),
        Kind::Number(n) => n.to_string(),
        Kind::String(s) => format!("{s:?}"),
        Kind::List(_, v) | Kind::Set(_, v) | Kind::Tuple(v) => {
            format!("[{}]", v.iter().map(show).collect::<Vec<_>>().join(", "))
        }
        Kind::Map(_, m) | Kind::Object(m) => {
            let parts: Vec<_> = m.iter().map(|(k, v)| format!("{k} = {}", show(v))).collect();
            format!("{{{}}}", parts.join(", "))
        }
        Kind::Unknown(u) => format!("?{}({:?} because {})", u.ty, u.known, u.cause.reason),
    }
}

#[test]
fn withheld_values_are_right() {
    let system = system();
    let sources = Sources::default();
    let budget = Budget::new(Limits { steps: u64::MAX, ..Limits::default() });
    let loader =
        Loader::new(vpcelint_source::Reader::new(&system, &sources, &budget, "/root".into()));
    let directory = PathBuf::from("/root");
    let module = loader.module(&directory);
    let interest = Interest::everything();
    let text = std::fs::read_to_string(folder().join("functions.jsonl")).unwrap();
    let mut offenders = String::new();
    let mut right = 0;
    for line in text.lines() {
        let row = json(line, &budget).entries().unwrap().as_ref().clone();
        if !row.contains_key("sensitive") && !row.contains_key("reads_file") {
            continue;
        }
        let expr = row["expr"].as_str().unwrap();
        let id = sources.add("/root/row.tf".into(), "row.tf".into(), expr.into(), true);
        let got = match vpcelint_syntax::parse_expression(id, expr, 0) {
            Err(notice) => Err(notice.message),
            Ok(parsed) => {
                let evaluator = Evaluator::new(&loader, &interest);
                let root = evaluator.root(module.clone(), Inputs::default(), None);
                let scope = Scope::module(&root, id);
                evaluator.eval(&parsed, &scope).map_err(|e| e.message.to_string())
            }
        };
        if judge(&row, &got) == Verdict::Right {
            right += 1;
            continue;
        }
        let got = got.map_or_else(|e| format!("error: {e}"), |v| show(&v));
        writeln!(offenders, "{expr}\n    want {line}\n    got  {got}").unwrap();
    }
    assert!(offenders.is_empty(), "{offenders}");
    assert!(right >= 126, "no row is lost: {right}");
}
