//! The table, the calling convention, and what stays known.

use std::collections::BTreeMap;
use std::sync::Arc;

use smol_str::SmolStr;
use vpcelint_source::Limits;

use super::{all, call, find};
use crate::{Cause, FileError, Host, Kind, Marks, Partial, TextPart, Type, Value};

struct Nowhere(Limits);

impl Host for Nowhere {
    fn read(&self, _: &str) -> Result<Arc<[u8]>, FileError> {
        Err(FileError::Hidden("outside".into()))
    }
    fn exists(&self, _: &str) -> Result<bool, FileError> {
        Err(FileError::Hidden("outside".into()))
    }
    fn files_below(&self, _: &str) -> Result<Vec<String>, FileError> {
        Ok(vec!["a.txt".into(), "sub/b.txt".into(), "sub/c.md".into()])
    }
    fn absolute(&self, path: &str) -> SmolStr {
        path.into()
    }
    fn template(
        &self,
        text: &str,
        _: Option<&str>,
        _: BTreeMap<SmolStr, Value>,
    ) -> Result<Value, SmolStr> {
        Ok(text.into())
    }
    fn limits(&self) -> &Limits {
        &self.0
    }
}

fn run(name: &str, args: &[Value]) -> Value {
    call(name, args.to_vec(), &Nowhere(Limits::default())).unwrap()
}

fn message(name: &str, args: &[Value]) -> String {
    call(name, args.to_vec(), &Nowhere(Limits::default())).unwrap_err().message.to_string()
}

fn unknown(ty: Type, known: Partial) -> Value {
    Value::partial(ty, true, known, &Cause::new("because", None))
}

fn id() -> Value {
    unknown(Type::String, Partial::Nothing)
}

fn text(parts: &[&str]) -> Value {
    let parts = parts.iter().map(|p| match *p {
        "?" => TextPart::Hole(id()),
        p => TextPart::Literal(p.into()),
    });
    unknown(Type::String, Partial::Text(parts.collect()))
}

fn known(value: &Value) -> Partial {
    match &value.kind {
        Kind::Unknown(u) => u.known.clone(),
        kind => panic!("{kind:?} is known"),
    }
}

fn tuple(items: &[Value]) -> Value {
    Value::tuple(items.to_vec())
}

#[test]
fn table_is_sorted() {
    assert!(all().windows(2).all(|w| w[0].name < w[1].name));
    assert!(find("core::upper").is_some() && find("nope").is_none());
    assert_eq!(all().len(), 118);
}

#[test]
fn convention() {
    assert!(message("upper", &[]).contains("Missing value for \"str\""));
    assert!(message("upper", &["a".into(), "b".into()]).contains("only 1 argument"));
    let null = Value::null(Type::String);
    assert_eq!(
        message("upper", &[null]),
        "Invalid value for \"str\" parameter: argument must not be null."
    );
    assert_eq!(run("upper", &[5.into()]), "5".into());
    let secret = Value::from("x").marked(Marks::SENSITIVE);
    assert!(run("upper", &[secret]).marks.has(Marks::SENSITIVE));
    assert!(run("provider::a::b", &[]).is_unknown());
    assert!(run("timestamp", &[]).is_unknown());
}

#[test]
fn lists_keep_what_they_begin_with() {
    let more = unknown(Type::list(Type::String), Partial::Nothing);
    let joined = run("concat", &[tuple(&["a".into()]), more.clone()]);
    assert_eq!(known(&joined), Partial::Items(vec!["a".into()]));
    let sliced = run("slice", &[more.clone(), 0.into(), 3.into()]);
    assert_eq!(sliced.items().unwrap().len(), 3);
    assert_eq!(run("element", &[tuple(&["a".into()]), id()]), "a".into());
    let flat = run("flatten", &[tuple(&[tuple(&["a".into(), id()]), more])]);
    assert!(matches!(known(&flat), Partial::Items(items) if items.len() == 2));
    assert_eq!(run("length", &[tuple(&[id(), id()])]), 2.into());
    let compact = run("compact", &[tuple(&["a".into(), "".into(), id(), "b".into()])]);
    assert_eq!(known(&compact), Partial::Items(vec!["a".into()]));
}

#[test]
fn strings_keep_the_text_around_holes() {
    let name = run("join", &["-".into(), tuple(&["a".into(), id(), "b".into()])]);
    assert_eq!(name, text(&["a-", "?", "-b"]));
    assert_eq!(run("format", &["x-%s-y".into(), id()]), text(&["x-", "?", "-y"]));
    assert_eq!(run("startswith", &[text(&["vpc-", "?"]), "vpc".into()]), true.into());
    assert_eq!(run("startswith", &[text(&["vpc-", "?"]), "sub".into()]), false.into());
    assert_eq!(run("endswith", &[text(&["?", ".s3"]), "s3".into()]), true.into());
    assert_eq!(run("upper", &[text(&["a-", "?"])]), text(&["A-", "?"]));
    let document = run("jsonencode", &[Value::object([("a".into(), id())].into())]);
    assert_eq!(document, text(&["{\"a\":\"", "?", "\"}"]));
    assert_eq!(run("trimprefix", &[text(&["vpc-", "?"]), "vpc".into()]), text(&["-", "?"]));
}

#[test]
fn candidates_agree_or_stay() {
    let one = unknown(Type::String, Partial::OneOf(vec!["vpc-1".into(), "vpc-2".into()]));
    assert_eq!(run("startswith", &[one.clone(), "vpc-".into()]), true.into());
    let upper = run("upper", &[one]);
    assert_eq!(known(&upper), Partial::OneOf(vec!["VPC-1".into(), "VPC-2".into()]));
}

#[test]
fn limits_hold() {
    let wide = run("format", &["%999999999s".into(), "a".into()]);
    assert!(wide.is_unknown());
    let thousand = run("range", &[1000.into()]);
    assert!(run("setproduct", &[thousand.clone(), thousand.clone(), thousand]).is_unknown());
    let lines = Value::from("\n".repeat(1000));
    assert!(run("indent", &[100_000.into(), lines]).is_unknown());
    assert!(message("indent", &[(-1).into(), "a".into()]).contains("negative"));
    let bomb = "a: &a [x,x,x,x,x,x,x,x,x,x]\n".to_owned()
        + &(0..12)
            .map(|i| {
                let (from, to) = (char::from(b'a' + i), char::from(b'b' + i));
                format!("{to}: &{to} [*{from},*{from},*{from},*{from},*{from},*{from},*{from}]\n")
            })
            .collect::<String>();
    assert!(run("yamldecode", &[bomb.into()]).is_unknown());
    let deep = "[".repeat(100_000);
    assert!(call("jsondecode", vec![deep.clone().into()], &Nowhere(Limits::default())).is_err());
    assert!(call("yamldecode", vec![deep.into()], &Nowhere(Limits::default())).is_err());
    assert!(run("regexall", &["(((((a{500}){500}){500}){5}){5})".into(), "a".into()]).is_unknown());
}

#[test]
fn files_that_must_not_be_read_are_unknown() {
    assert!(run("file", &["/etc/passwd".into()]).is_unknown());
    assert!(run("fileexists", &["../x".into()]).is_unknown());
    let found = run("fileset", &["d".into(), "**/*.txt".into()]);
    assert_eq!(*found.items().unwrap().as_ref(), ["a.txt".into(), "sub/b.txt".into()]);
}
