//! Answers that follow from parts.

use vpcelint_syntax::hcl::{BinaryOp, UnaryOp};

use super::{binary, unary};
use crate::{Cause, Number, Partial, TextPart, Type, Value};

fn unknown(ty: Type, known: Partial) -> Value {
    Value::partial(ty, true, known, &Cause::new("because", None))
}

fn text(literal: &str) -> Value {
    let hole = unknown(Type::String, Partial::Nothing);
    unknown(
        Type::String,
        Partial::Text(vec![TextPart::Literal(literal.into()), TextPart::Hole(hole)]),
    )
}

fn answer(op: BinaryOp, a: &Value, b: &Value) -> Option<bool> {
    binary(op, a, b).unwrap().as_bool()
}

#[test]
fn unknown_and_false_is_false() {
    let open = unknown(Type::Bool, Partial::Nothing);
    assert_eq!(answer(BinaryOp::And, &open, &false.into()), Some(false));
    assert_eq!(answer(BinaryOp::Or, &true.into(), &open), Some(true));
    assert_eq!(answer(BinaryOp::And, &open, &true.into()), None);
    assert!(unary(UnaryOp::Not, &open).unwrap().is_unknown());
    assert!(binary(BinaryOp::And, &false.into(), &Value::null(Type::Dynamic)).is_err());
}

#[test]
fn equality_of_what_is_partly_known() {
    let null = Value::null(Type::Dynamic);
    assert_eq!(answer(BinaryOp::Equal, &text("abc-"), &null), Some(false));
    assert_eq!(answer(BinaryOp::Equal, &text("abc-"), &"x".into()), Some(false));
    assert_eq!(answer(BinaryOp::Equal, &text("abc-"), &"abc-d".into()), None);
    // An accent may follow and change the letter.
    assert_eq!(answer(BinaryOp::Equal, &text("e"), &"\u{e9}".into()), None);
    let list = Value::tuple(vec![text("a-")]);
    assert_eq!(answer(BinaryOp::Equal, &list, &Value::tuple(vec![])), Some(false));
    assert_eq!(answer(BinaryOp::Equal, &list, &Value::tuple(vec!["b".into()])), Some(false));
    let one = unknown(Type::String, Partial::OneOf(vec!["x".into(), "y".into()]));
    assert_eq!(answer(BinaryOp::Equal, &one, &"z".into()), Some(false));
    assert_eq!(answer(BinaryOp::NotEqual, &one, &"x".into()), None);
}

#[test]
fn comparison_by_bounds() {
    let length = unknown(Type::Number, Partial::Number(Some(Number::from(0)), None));
    assert_eq!(answer(BinaryOp::Less, &length, &0.into()), Some(false));
    assert_eq!(answer(BinaryOp::Equal, &length, &(-1).into()), Some(false));
    assert_eq!(answer(BinaryOp::Greater, &length, &0.into()), None);
    let more = binary(BinaryOp::Add, &length, &1.into()).unwrap();
    assert_eq!(answer(BinaryOp::GreaterOrEqual, &more, &1.into()), Some(true));
}

#[test]
fn infinity_is_unknown() {
    assert!(binary(BinaryOp::Divide, &1.into(), &0.into()).unwrap().is_unknown());
    assert!(binary(BinaryOp::Divide, &0.into(), &0.into()).is_err());
}
