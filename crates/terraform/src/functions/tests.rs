//! The table, the calling convention, and what stays known.

use std::collections::BTreeMap;
use std::sync::Arc;

use proptest::prelude::*;
use smol_str::SmolStr;
use vpcelint_source::Limits;

use super::{all, call, find};
use crate::{Cause, FileError, Host, Kind, Marks, Partial, Reference, TextPart, Type, Value};

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
    // An id is never empty.
    let reference = Reference {
        root: vpcelint_model::RootId(0),
        address: "aws_vpc.a".into(),
        attribute: "id".into(),
    };
    let named = unknown(Type::String, Partial::Reference(reference));
    let compact = run("compact", &[tuple(&["".into(), named.clone(), "b".into()])]);
    assert_eq!(compact.items().unwrap().to_vec(), [named, "b".into()]);
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

/// Texts that mean something to one function or another.
const TEXTS: &[&str] = &[
    "",
    "a",
    ",",
    "10.0.0.0/8",
    "fd00::/8",
    "::ffff:1.2.3.4/97",
    "2020-02-29T23:59:60Z",
    "2020-01-01T00:00:00+14:00",
    "-9223372036.854775808s",
    "%",
    "%[18446744073709551615]d",
    "%-+#0 99.99[1]v %s",
    "(((a*)*)*)*",
    "[[:alpha:]-z]",
    "\\p{",
    "(?P<n>.)|(x)",
    "/(/",
    "/a|/",
    "{\"a\": [1e400, \"\\ud800\"]}",
    "a: &x [*x]",
    "- |2-\n   x",
    "? [",
    "a,\"b\nc",
    "é\u{301}",
    "UTF-16",
    "latin1",
    "YQ==",
    "$1${n}$$",
    "ZZZ 'x''",
    "\u{200d}👨\u{200d}👩",
    "1e-9000",
    "-0",
    "Inf",
    "6ba7b810-9dad-11d1-80b4-00c04fd430c8",
    "dns",
    "**/*.{a,b",
    "~/x",
    "../../..",
    "\r\n\r\n",
    "true",
];

const NUMBERS: &[&str] =
    &["0", "-1", "1.5", "1e300", "-1e-300", "9223372036854775807", "64", "1e19000"];

fn any_value() -> impl Strategy<Value = Value> {
    let hole = prop_oneof![
        Just(id()),
        Just(text(&["a-", "?", "é"])),
        Just(unknown(Type::Dynamic, Partial::Nothing)),
        Just(unknown(Type::Number, Partial::Number(None, Some(3.into())))),
        Just(unknown(Type::list(Type::String), Partial::Items(vec!["a".into(), id()]))),
        Just(unknown(Type::set(Type::String), Partial::Length(0, Some(2)))),
        Just(unknown(Type::String, Partial::OneOf(vec!["a".into(), "1".into()]))),
    ];
    let leaf = prop_oneof![
        4 => proptest::sample::select(TEXTS).prop_map(Value::from),
        4 => proptest::sample::select(NUMBERS)
            .prop_map(|n| crate::Number::parse(n).unwrap().into()),
        1 => any::<i64>().prop_map(Value::from),
        1 => any::<bool>().prop_map(Value::from),
        1 => Just(Value::null(Type::Dynamic)),
        2 => hole,
    ];
    leaf.prop_recursive(3, 24, 5, |inner| {
        let items = proptest::collection::vec(inner.clone(), 0..5);
        let entries = proptest::collection::btree_map("[a-c]", inner, 0..4);
        prop_oneof![
            items.clone().prop_map(Value::tuple),
            entries.prop_map(|e| {
                Value::object(e.into_iter().map(|(k, v)| (k.into(), v)).collect())
            }),
            items.prop_map(|v| {
                let list = crate::convert(&Value::tuple(v), &Type::set(Type::Dynamic));
                list.unwrap_or_else(|_| Value::tuple(Vec::new()))
            }),
        ]
    })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2000))]

    #[test]
    fn no_call_panics(
        function in proptest::sample::select((0..all().len()).collect::<Vec<_>>()),
        args in proptest::collection::vec(any_value(), 0..4),
    ) {
        let limits = Limits { string_bytes: 4096, list_length: 512, ..Limits::default() };
        let _ = call(all()[function].name, args, &Nowhere(limits));
    }

    #[test]
    fn no_operation_or_conversion_panics(a in any_value(), b in any_value()) {
        use vpcelint_syntax::hcl::BinaryOp;
        for op in [BinaryOp::Add, BinaryOp::Multiply, BinaryOp::Divide, BinaryOp::Modulo,
            BinaryOp::Less, BinaryOp::Equal, BinaryOp::And]
        {
            let _ = crate::ops::binary(op, &a, &b);
        }
        if let Ok(converted) = crate::convert(&a, &b.ty()) {
            let _ = crate::convert(&converted, &Type::list(Type::String));
        }
        let _ = crate::unify(&[a.ty(), b.ty()]);
    }
}
