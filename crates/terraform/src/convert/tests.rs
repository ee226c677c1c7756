//! Conversions that Terraform does and refuses.

use std::collections::BTreeMap;

use super::{convert, unify};
use crate::{Cause, Kind, ObjectType, Partial, TextPart, Type, Value};

fn object(entries: &[(&str, Value)]) -> Value {
    Value::object(entries.iter().map(|(k, v)| ((*k).into(), v.clone())).collect())
}

fn message(value: &Value, ty: &Type) -> String {
    convert(value, ty).unwrap_err().message.to_string()
}

#[test]
fn primitives() {
    assert_eq!(convert(&"12".into(), &Type::Number).unwrap(), 12.into());
    assert_eq!(convert(&12.into(), &Type::String).unwrap(), "12".into());
    assert_eq!(message(&"x".into(), &Type::Number), "a number is required");
    assert!(message(&"True".into(), &Type::Bool).contains("use lowercase \"true\""));
    assert_eq!(message(&true.into(), &Type::Number), "number required");
    assert!(convert(&"Inf".into(), &Type::Number).unwrap().is_unknown());
}

#[test]
fn tuples_become_lists_and_sets() {
    let mixed = Value::tuple(vec![1.into(), "a".into()]);
    let list = convert(&mixed, &Type::list(Type::Dynamic)).unwrap();
    assert_eq!(list, Value::list(Type::String, vec!["1".into(), "a".into()]));
    let set =
        convert(&Value::tuple(vec![10.into(), 9.into(), 10.into()]), &Type::set(Type::Dynamic));
    let Kind::Set(Type::Number, items) = set.unwrap().kind else { panic!("a set of numbers") };
    assert_eq!(*items, [9.into(), 10.into()]);
    let nested = Value::tuple(vec![1.into(), Value::tuple(vec![])]);
    assert_eq!(message(&nested, &Type::list(Type::String)), "element 1: string required");
}

#[test]
fn objects_take_defaults_and_lose_what_is_not_asked_for() {
    let ty = Type::Object(
        ObjectType {
            attributes: BTreeMap::from([
                ("a".into(), Type::String),
                ("b".into(), Type::Number),
                ("c".into(), Type::Bool),
            ]),
            optional: BTreeMap::from([("b".into(), Some("7".into())), ("c".into(), None)]),
        }
        .into(),
    );
    let value = object(&[("a", 1.into()), ("b", Value::null(Type::Dynamic)), ("z", 1.into())]);
    let want = object(&[("a", "1".into()), ("b", 7.into()), ("c", Value::null(Type::Bool))]);
    assert_eq!(convert(&value, &ty).unwrap(), want);
    assert_eq!(message(&object(&[]), &ty), "attribute \"a\" is required");
}

#[test]
fn what_is_known_stays_known() {
    let cause = Cause::new("because", None);
    let number = Value::unknown(Type::Number, &cause);
    let text = convert(&number, &Type::String).unwrap();
    let Kind::Unknown(u) = &text.kind else { panic!("unknown") };
    assert_eq!(u.known, Partial::Text(vec![TextPart::Hole(number)]));
    let items = Partial::Items(vec![1.into(), 2.into()]);
    let list = Value::partial(Type::Dynamic, true, items, &cause);
    let list = convert(&list, &Type::list(Type::String)).unwrap();
    let Kind::Unknown(u) = &list.kind else { panic!("unknown") };
    assert_eq!(u.known, Partial::Items(vec!["1".into(), "2".into()]));
    assert_eq!(u.ty, Type::list(Type::String));
}

#[test]
fn unification() {
    let tuple = |t: &[Type]| Type::Tuple(t.into());
    assert_eq!(unify(&[Type::Bool, Type::Number]), None);
    assert_eq!(unify(&[Type::Bool, Type::Number, Type::String]), Some(Type::String));
    let tuples = [tuple(&[Type::Number]), tuple(&[])];
    assert_eq!(unify(&tuples), Some(Type::list(Type::Number)));
    let lists = [Type::list(Type::Number), tuple(&[Type::String])];
    assert_eq!(unify(&lists), Some(Type::list(Type::String)));
}
