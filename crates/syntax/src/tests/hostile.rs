//! Input that wants to do harm.

use std::time::{Duration, Instant};

use proptest::prelude::*;
use vpcelint_source::{FileId, Limits, Range};

use super::hcl;
use crate::hcl::{Body, Expr, ExprKind, ObjectKey, StepKind, TemplatePart};
use crate::{Parsed, parse_expression, parse_json, parse_json_values, parse_template};

/// Fails unless every range lies within the text, on the borders of characters.
struct Ranges<'a>(&'a str);

impl Ranges<'_> {
    fn range(&self, range: Range) {
        assert!(self.0.get(range.as_usize()).is_some(), "{range:?} of {:?}", self.0);
    }

    fn parsed(&self, parsed: &Parsed, names: bool) {
        self.body(&parsed.file.body, names);
        parsed.file.comments.iter().for_each(|comment| self.range(comment.range));
        parsed.notices.iter().for_each(|notice| self.range(notice.range().unwrap()));
    }

    fn body(&self, body: &Body, names: bool) {
        for attribute in &body.attributes {
            self.range(attribute.range());
            let text = &self.0[attribute.range().as_usize()];
            assert!(!names || text.starts_with(attribute.name.text.as_str()), "{text:?}");
            self.expr(&attribute.value);
        }
        for block in &body.blocks {
            self.range(block.range);
            self.range(block.header());
            assert!(!names || self.0[block.range.as_usize()].starts_with(block.kind.text.as_str()));
            self.body(&block.body, names);
        }
    }

    fn expr(&self, expr: &Expr) {
        self.range(expr.range);
        match &expr.kind {
            ExprKind::Template(template) => self.parts(&template.parts),
            ExprKind::Tuple(items) => items.iter().for_each(|item| self.expr(item)),
            ExprKind::Object(items) => {
                for item in items {
                    self.range(item.key.range());
                    if let ObjectKey::Expr(key) = &item.key {
                        self.expr(key);
                    }
                    self.expr(&item.value);
                }
            }
            ExprKind::Parens(inner) | ExprKind::Unary(_, inner) => self.expr(inner),
            ExprKind::Traversal(traversal) => {
                self.expr(&traversal.root);
                for step in &traversal.steps {
                    self.range(step.range);
                    if let StepKind::Index(index) = &step.kind {
                        self.expr(index);
                    }
                }
            }
            ExprKind::Call(call) => call.arguments.iter().for_each(|a| self.expr(a)),
            ExprKind::Binary(_, sides) => {
                self.expr(&sides.0);
                self.expr(&sides.1);
            }
            ExprKind::Conditional(c) => [&c.0, &c.1, &c.2].into_iter().for_each(|e| self.expr(e)),
            ExprKind::For(f) => {
                let exprs = [Some(&f.collection), f.result_key.as_ref(), Some(&f.result)];
                exprs
                    .into_iter()
                    .chain([f.condition.as_ref()])
                    .flatten()
                    .for_each(|e| self.expr(e));
            }
            _ => {}
        }
    }

    fn parts(&self, parts: &[TemplatePart]) {
        for part in parts {
            match part {
                TemplatePart::Literal(_) => {}
                TemplatePart::Interpolation(expr) => self.expr(expr),
                TemplatePart::If(directive) => {
                    self.range(directive.range);
                    self.expr(&directive.condition);
                    self.parts(&directive.then);
                    self.parts(&directive.otherwise);
                }
                TemplatePart::For(directive) => {
                    self.range(directive.range);
                    self.expr(&directive.collection);
                    self.parts(&directive.body);
                }
            }
        }
    }
}

const NATIVE: &str = r#"# vpcelint: ignore
resource "aws_vpc" "é" {
  cidr_block = "10.0.${var.n}.0/16"
  tags       = merge({ Name = "a", for = 1 }, local.tags...)
  x          = [for k, v in m : { (k) = v.*.id[0] } if !(v == null)]
  y          = <<-EOT
    %{ for s in l ~}
    - ${s}
    %{ endfor ~}
    EOT
  dynamic "z" {
    for_each = { for i in range(3) : i => i... }
    content { w = i ? -1.5e3 : "%{ if a }\t\"b%{ else }c%{ endif }" }
  }
}
locals { a = provider::b::c(1) } // end
"#;

const JSON: &str = r#"{"//": "c", "resource": {"t": {"n": [{"a": "x\u00e9${f(\"y\")}", "b": [1, null]}]}},
"variable": {"v": {"type": "map(string)"}}, "moved": {"from": "a.b", "to": "c[\"d\"]"}}"#;

const PIECES: [&str; 34] = [
    "{",
    "}",
    "[",
    "]",
    "(",
    ")",
    "\"",
    "\\",
    "${",
    "%{",
    "~}",
    "<<E\n",
    "\nE\n",
    "EOT",
    "\n",
    "\r\n",
    "for ",
    " in ",
    "if ",
    "=",
    "=>",
    "...",
    ".0",
    "/*",
    "*/",
    "#",
    "//",
    "é",
    "\0",
    "\u{feff}",
    "1e999",
    "a",
    "resource \"a\" \"b\" {\n",
    "%{ endif }",
];

/// A text with a few random cuts and insertions.
fn damaged(text: &'static str) -> impl Strategy<Value = String> {
    let change = (0..text.len(), 0..12_usize, prop::sample::select(&PIECES[..]));
    prop::collection::vec(change, 1..6).prop_map(move |changes| {
        let mut text = text.to_owned();
        for (at, cut, piece) in changes {
            let border = |mut at: usize| {
                at = at.min(text.len());
                while !text.is_char_boundary(at) {
                    at -= 1;
                }
                at
            };
            let (start, end) = (border(at), border(at + cut));
            text.replace_range(start..end.max(start), piece);
        }
        text
    })
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 400, failure_persistence: None, ..Default::default() })]

    #[test]
    fn damaged_files_are_read_with_true_ranges(text in damaged(NATIVE)) {
        Ranges(&text).parsed(&hcl(&text), true);
    }

    #[test]
    fn damaged_json_is_read_with_true_ranges(text in damaged(JSON)) {
        Ranges(&text).parsed(&parse_json(FileId(0), &text, &Limits::default()), false);
        Ranges(&text).parsed(&parse_json_values(FileId(0), &text, &Limits::default()), false);
    }

    #[test]
    fn any_text_is_read(pieces in prop::collection::vec(prop::sample::select(&PIECES[..]), 0..60)) {
        let text = pieces.concat();
        Ranges(&text).parsed(&hcl(&text), true);
        for read in [parse_template(FileId(0), &text), parse_expression(FileId(0), &text, 0)] {
            match read {
                Ok(expr) => Ranges(&text).expr(&expr),
                Err(notice) => Ranges(&text).range(notice.range().unwrap()),
            }
        }
    }

    #[test]
    fn random_text_is_read(text in any::<String>()) {
        Ranges(&text).parsed(&hcl(&text), true);
    }
}

#[test]
fn large_hostile_files_are_read_fast() {
    let crowded: String = (0..20_000).map(|i| format!("k{i} = 1\n")).collect();
    let texts = [
        "/*".repeat(500_000),
        format!("a = {}{}", "[".repeat(10_000), "]".repeat(10_000)),
        format!("a = {{\n{crowded}}}\n"),
        "\0".repeat(100_000),
        "\"${".repeat(30_000),
        (0..5_000).map(|i| format!("locals {{\n a = <<E{i}\n")).collect(),
        "a {\n".repeat(10_000),
        "a = 1\n".repeat(10_000),
        "a =\n".repeat(10_000),
        format!("a = {{{}}}\n", "b = 1, ".repeat(3_000)),
    ];
    for text in texts {
        let start = Instant::now();
        let parsed = hcl(&text);
        assert!(!parsed.notices.is_empty());
        assert!(start.elapsed() < Duration::from_secs(10), "{:?}", text.get(..20));
    }
}

/// Test threads have the stack that threads have by default; the deepest trees must fit.
#[test]
fn the_deepest_trees_fit_the_stack() {
    let operators = " + 1".repeat(120);
    for text in [
        format!("x = {}1{operators}{}\n", "(".repeat(60), ")".repeat(60)),
        format!("x = {}1{operators}{}\n", "\"${".repeat(60), "}\"".repeat(60)),
        format!("x = \"{}a{}\"\n", "%{ if a }".repeat(60), "%{ endif }".repeat(60)),
        format!("{}x = 1{operators}\n{}", "a {\n".repeat(60), "}\n".repeat(60)),
        format!("x = {}1{}\n", "{ a = ".repeat(60), " }".repeat(60)),
        format!("x = {}1\n", "-".repeat(60)),
        format!("x = {}1{}\n", "a ? 1 : ".repeat(60), ""),
    ] {
        let parsed = hcl(&text);
        assert_eq!(parsed.notices, [], "{text}");
        let again = parsed.file.clone();
        assert!(again == parsed.file);
        Ranges(&text).parsed(&parsed, true);
    }
    let (open, close) = ("{\"a\": [".repeat(60), "]}".repeat(60));
    let text = format!("{{\"locals\": {{\"x\": {open}1{close}}}}}");
    let parsed = parse_json(FileId(0), &text, &Limits::default());
    assert_eq!(parsed.notices, []);
    Ranges(&text).parsed(&parsed, false);
}
