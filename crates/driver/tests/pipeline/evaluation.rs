//! Evaluation as a whole: nothing is concluded from a cap, no configuration makes it panic, and the
//! number of threads changes nothing.

#![expect(clippy::unwrap_used, reason = "what fails in a test fails the test")]

use std::path::PathBuf;

use proptest::prelude::*;
use vpcelint_driver::{Options, Selection};
use vpcelint_source::{Budget, Limits, Memory, Sources};

/// A folder that no file system has.
const ROOT: &str = "/vpcelint-evaluation";

fn options(threads: usize) -> Options {
    let paths = vec![PathBuf::from(ROOT)];
    Options { paths, threads: Some(threads), ..Options::default() }
}

fn show(text: &str, budget: &Budget, threads: usize) -> String {
    let system = Memory::default()
        .with(&format!("{ROOT}/main.tf"), text)
        .with(&format!("{ROOT}/m/main.tf"), MODULE)
        .with(&format!("{ROOT}/f.txt"), "a: [1, 2]\n");
    let sources = Sources::default();
    let interest = vpcelint_driver::everything();
    let run = vpcelint_driver::evaluate(&system, &sources, budget, &options(threads), &interest);
    let document = vpcelint_driver::show(&run, &sources, None);
    let people = vpcelint_driver::show_human(&run, &sources, Some("aws_vpc.v"));
    format!("{}{people}", vpcelint_report::to_json(&document).unwrap())
}

fn check(text: &str, threads: usize) -> String {
    let system = Memory::default()
        .with(&format!("{ROOT}/main.tf"), text)
        .with(&format!("{ROOT}/m/main.tf"), MODULE);
    let (sources, budget) = (Sources::default(), Budget::default());
    let selection = Selection { pedantic: true, ..Selection::default() };
    let checked = vpcelint_driver::check(&system, &sources, &budget, &options(threads), selection);
    format!("{checked:#?}")
}

const MODULE: &str = r#"
variable "x" {
  default = []
}
output "y" {
  value = var.x
}
resource "aws_subnet" "s" {
  count  = length(var.x)
  vpc_id = var.x[count.index]
}
"#;

#[test]
fn nothing_is_concluded_from_a_cap() {
    let loops = "length([for a in range(200): length([for b in range(200): b])]) > 0";
    let long = "length(join(\"\", [for a in range(200): \"abcdefgh\"])) > 0";
    let many = "length(setproduct(range(100), range(100))) > 0";
    let limits = [
        (loops, Limits { steps: 500, ..Limits::default() }, "`steps`"),
        (long, Limits { string_bytes: 100, ..Limits::default() }, "`string_bytes`"),
        (many, Limits { list_length: 100, ..Limits::default() }, "`list_length`"),
    ];
    for (fails, limits, name) in limits {
        for question in [
            format!("can({fails}) ? \"concluded\" : \"as well\""),
            format!("try({fails} ? \"concluded\" : \"as well\", \"concluded\")"),
            format!("{fails} ? \"concluded\" : \"as well\""),
        ] {
            let text = format!("resource \"aws_vpc\" \"v\" {{\n  cidr_block = {question}\n}}\n");
            let shown = show(&text, &Budget::new(limits.clone()), 1);
            assert!(shown.contains(name), "{question}: {shown}");
            assert!(!shown.contains("\"concluded\""), "{question}: {shown}");
            let free = show(&text, &Budget::default(), 1);
            assert!(free.contains("\"concluded\""), "{question}: {free}");
        }
    }
}

/// What a random expression is made of.
fn expression() -> impl Strategy<Value = String> {
    let leaf = prop_oneof![
        Just("null".to_owned()),
        Just("true".to_owned()),
        "-?[0-9]{1,3}(\\.[0-9])?",
        "\"[a-z./0-9é]{0,4}\"",
        Just("\"10.0.0.0/16\"".to_owned()),
        Just("[]".to_owned()),
        Just("{}".to_owned()),
        prop::sample::select(vec![
            "local.a",
            "local.b",
            "local.c",
            "var.v",
            "var.none",
            "var.secret",
            "aws_vpc.v.id",
            "aws_vpc.w[0].id",
            "aws_vpc.w[*].cidr_block",
            "aws_vpc.w",
            "module.m.y",
            "module.m",
            "module.n[0].y",
            "data.aws_vpc.d.id",
            "count.index",
            "each.key",
            "each.value",
            "self.id",
            "path.module",
            "terraform.workspace",
            "file(\"f.txt\")",
            "local.nosuch",
        ])
        .prop_map(str::to_owned),
    ];
    leaf.prop_recursive(4, 24, 3, |inner| {
        let many = prop::collection::vec(inner.clone(), 0..3);
        let function = prop::sample::select(vec![
            "length",
            "concat",
            "merge",
            "flatten",
            "cidrsubnet",
            "element",
            "lookup",
            "keys",
            "values",
            "zipmap",
            "toset",
            "tolist",
            "tomap",
            "try",
            "can",
            "coalesce",
            "join",
            "split",
            "format",
            "jsonencode",
            "jsondecode",
            "range",
            "setproduct",
            "slice",
            "one",
            "sensitive",
            "nonsensitive",
            "yamldecode",
            "distinct",
            "compact",
            "contains",
            "index",
        ]);
        let operator =
            prop::sample::select(vec!["+", "-", "*", "/", "%", "==", "!=", "<", "&&", "||"]);
        prop_oneof![
            many.clone().prop_map(|v| format!("[{}]", v.join(", "))),
            (inner.clone(), inner.clone()).prop_map(|(k, v)| format!("{{ ({k}) = {v}, a = {v} }}")),
            (function, many).prop_map(|(f, v)| format!("{f}({})", v.join(", "))),
            (inner.clone(), operator, inner.clone()).prop_map(|(a, o, b)| format!("({a} {o} {b})")),
            (inner.clone(), inner.clone(), inner.clone())
                .prop_map(|(a, b, c)| format!("({a} ? {b} : {c})")),
            (inner.clone(), inner.clone()).prop_map(|(a, b)| format!("[for k, v in {a} : {b}]")),
            (inner.clone(), inner.clone(), inner.clone())
                .prop_map(|(a, b, c)| format!("{{ for k, v in {a} : {b} => v if {c} }}")),
            (inner.clone(), inner.clone()).prop_map(|(a, b)| format!("{a}[{b}]")),
            inner.clone().prop_map(|a| format!("({a}).a")),
            inner.clone().prop_map(|a| format!("({a})[*].id")),
            inner.clone().prop_map(|a| format!("\"x${{{a}}}y\"")),
            inner.prop_map(|a| format!("\"%{{ if {a} }}x%{{ endif }}\"")),
        ]
    })
}

/// A configuration with random expressions at every place where one may stand.
const PLACES: &str = r#"
locals {
  a = $
  b = $
  c = $
}
variable "v" {
  default = $
}
variable "none" {}
variable "secret" {
  default   = "x"
  sensitive = true
}
data "aws_vpc" "d" {}
resource "aws_vpc" "v" {
  cidr_block = $
  tags       = $
}
resource "aws_vpc" "w" {
  count      = $
  cidr_block = $
  lifecycle {
    precondition {
      condition     = $
      error_message = $
    }
  }
}
resource "aws_security_group" "g" {
  vpc_id = aws_vpc.v.id
  dynamic "ingress" {
    for_each = $
    content {
      from_port   = $
      cidr_blocks = $
    }
  }
}
resource "aws_vpc_endpoint" "e" {
  for_each     = $
  service_name = $
  vpc_id       = $
}
module "m" {
  source = "./m"
  x      = $
}
module "n" {
  source = "./m"
  count  = $
  x      = $
}
output "o" {
  value = $
}
"#;

fn configuration() -> impl Strategy<Value = String> {
    let places = PLACES.matches('$').count();
    prop::collection::vec(expression(), places).prop_map(|expressions| {
        let mut pieces = PLACES.split('$');
        let mut text = pieces.next().unwrap_or_default().to_owned();
        for (expression, piece) in expressions.into_iter().zip(pieces) {
            text.push_str(&expression);
            text.push_str(piece);
        }
        text
    })
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn no_configuration_makes_it_panic(text in configuration()) {
        let one = show(&text, &Budget::default(), 1);
        prop_assert_eq!(&one, &show(&text, &Budget::default(), 3));
        prop_assert_eq!(check(&text, 1), check(&text, 3));
    }

    #[test]
    fn no_damage_makes_it_panic(text in configuration(), at in any::<prop::sample::Index>(), what in "[{}()\\[\\]\"$%=<\n]") {
        let mut text = text;
        let places: Vec<_> = text.char_indices().map(|(at, _)| at).collect();
        text.insert_str(*at.get(&places), &what);
        check(&text, 1);
    }
}
