//! Templates, against what Terraform makes of them.

use std::collections::HashMap;

use serde_json::Value;
use vpcelint_source::FileId;

use super::hcl;
use crate::hcl::{BinaryOp, Expr, ExprKind, ObjectKey, TemplatePart};
use crate::parse_template;

type Scope = HashMap<String, Value>;

/// As much of evaluation as the rows about templates need.
fn eval(expr: &Expr, scope: &Scope) -> Option<Value> {
    Some(match &expr.kind {
        ExprKind::Bool(value) => Value::Bool(*value),
        ExprKind::Number(text) => serde_json::from_str(text).ok()?,
        ExprKind::String(text) => Value::String(text.to_string()),
        ExprKind::Variable(name) => scope.get(name.as_str())?.clone(),
        ExprKind::Tuple(items) => {
            Value::Array(items.iter().map(|i| eval(i, scope)).collect::<Option<_>>()?)
        }
        ExprKind::Object(items) => {
            let mut map = std::collections::BTreeMap::new();
            for item in items {
                let ObjectKey::Name(name) = &item.key else { return None };
                map.insert(name.text.to_string(), eval(&item.value, scope)?);
            }
            Value::Array(map.into_values().collect())
        }
        ExprKind::Template(template) => match template.parts.as_slice() {
            [TemplatePart::Interpolation(only)] if !template.heredoc => eval(only, scope)?,
            parts => Value::String(text(parts, scope)?),
        },
        ExprKind::Call(call) if call.name.text == "upper" => {
            Value::String(eval(&call.arguments[0], scope)?.as_str()?.to_uppercase())
        }
        ExprKind::Call(call) if call.name.text == "trimspace" => {
            Value::String(eval(&call.arguments[0], scope)?.as_str()?.trim().to_owned())
        }
        ExprKind::Binary(op, sides) => {
            let (left, right) = (eval(&sides.0, scope)?, eval(&sides.1, scope)?);
            match op {
                BinaryOp::Add => Value::from(left.as_i64()? + right.as_i64()?),
                BinaryOp::Equal => Value::Bool(left == right),
                _ => return None,
            }
        }
        _ => return None,
    })
}

fn text(parts: &[TemplatePart], scope: &Scope) -> Option<String> {
    let mut out = String::new();
    for part in parts {
        match part {
            TemplatePart::Literal(literal) => out.push_str(literal),
            TemplatePart::Interpolation(expr) => match eval(expr, scope)? {
                Value::String(text) => out.push_str(&text),
                value @ (Value::Bool(_) | Value::Number(_)) => {
                    // `1.50` is written as 1.5.
                    let float = value.as_f64().filter(|_| !value.is_i64());
                    let value = float.map_or(value.to_string(), |n| n.to_string());
                    out.push_str(&value);
                }
                _ => return None,
            },
            TemplatePart::If(directive) => {
                let condition = eval(&directive.condition, scope)?;
                let then = matches!(condition, Value::Bool(true)) || condition == "true";
                let branch = if then { &directive.then } else { &directive.otherwise };
                out.push_str(&text(branch, scope)?);
            }
            TemplatePart::For(directive) => {
                for element in eval(&directive.collection, scope)?.as_array()? {
                    let mut scope = scope.clone();
                    scope.insert(directive.value.to_string(), element.clone());
                    out.push_str(&text(&directive.body, &scope)?);
                }
            }
        }
    }
    Some(out)
}

#[derive(serde::Deserialize)]
struct Row {
    r#fn: String,
    expr: String,
}

#[derive(serde::Deserialize)]
struct Outcome {
    value: Option<Value>,
}

#[test]
fn templates_have_the_text_that_terraform_gives_them() {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../../testdata/oracle/functions.jsonl");
    let rows = std::fs::read_to_string(path).unwrap();
    let mut compared = 0;
    for line in rows.lines() {
        let row: Row = serde_json::from_str(line).unwrap();
        if row.r#fn != "(heredoc)" && row.r#fn != "(template)" {
            continue;
        }
        let Ok(Outcome { value: Some(value) }) = serde_json::from_str(line) else { continue };
        let source = format!("x = {}\n", row.expr);
        let Some(attribute) = hcl(&source).file.body.attributes.pop() else { continue };
        if value.is_object() {
            continue;
        }
        if let Some(read) = eval(&attribute.value, &Scope::new()) {
            assert_eq!(read, value, "{}", row.expr);
            compared += 1;
        }
    }
    assert!(compared > 150, "{compared}");
}

#[test]
fn template_files_are_read() {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../../testdata/oracle/files/t.tftpl");
    let source = std::fs::read_to_string(path).unwrap();
    let read = parse_template(FileId(0), &source).unwrap();
    let ExprKind::Template(template) = &read.kind else { panic!() };
    let [first, TemplatePart::Interpolation(name), rest, ..] = template.parts.as_slice() else {
        panic!()
    };
    assert_eq!(first, &TemplatePart::Literal("Hello ".into()));
    assert_eq!(&source[name.range.as_usize()], "name");
    assert_eq!(rest, &TemplatePart::Literal(", 7!\n".into()));

    let scope = Scope::from([("on".into(), true.into()), ("l".into(), vec![1, 2].into())]);
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../../testdata/oracle/files/strip.tftpl");
    let strip = parse_template(FileId(0), &std::fs::read_to_string(path).unwrap()).unwrap();
    assert_eq!(eval(&strip, &scope).unwrap(), "7\n  on\n- 1\n- 2\ntail\n");

    assert_eq!(parse_template(FileId(0), "").unwrap().kind, ExprKind::String("".into()));
    assert_eq!(
        parse_template(FileId(0), "a${nope(").unwrap_err().message,
        "this `(` is never closed"
    );
    // Blank lines are lines of their own here: a `~` takes only the first.
    let lines = parse_template(FileId(0), "${1 ~}\n\n  a").unwrap();
    assert_eq!(eval(&lines, &scope).unwrap(), "1\n  a");
}
