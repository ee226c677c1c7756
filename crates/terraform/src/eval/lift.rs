//! Values that are one of several: applying something to each, and joining the results.

use std::sync::Arc;

use vpcelint_model::Cause;

use super::Evaluated;
use crate::{Marks, Partial, Type, Value};

/// More candidates than these are no longer told apart.
const MOST: usize = 8;

/// The candidates of a value that is one of several.
pub(crate) fn candidates(value: &Value) -> Option<(&[Value], &Arc<Cause>)> {
    let unknown = value.as_unknown()?;
    match &unknown.known {
        Partial::OneOf(candidates) => Some((candidates, &unknown.cause)),
        _ => None,
    }
}

/// A value that is one of these; when all are equal and known, that one.
pub(crate) fn one_of(values: Vec<Value>, ty: &Type, cause: &Arc<Cause>) -> Value {
    let mut marks = Marks::NONE;
    let mut flat: Vec<Value> = Vec::new();
    for value in values {
        marks = marks.with(value.marks);
        let parts = match candidates(&value) {
            Some((inner, _)) => inner.to_vec(),
            None => vec![value],
        };
        for part in parts {
            if !flat.contains(&part) {
                flat.push(part);
            }
        }
    }
    let not_null = flat.iter().all(|v| match v.as_unknown() {
        Some(u) => u.not_null,
        None => !v.is_null(),
    });
    match flat.len() {
        1 => flat.swap_remove(0).marked(marks),
        n if n > MOST || n == 0 => {
            Value::partial(ty.clone(), not_null, Partial::Nothing, cause).marked(marks)
        }
        _ => Value::partial(ty.clone(), not_null, Partial::OneOf(flat), cause).marked(marks),
    }
}

/// Applies something to each candidate of a value that is one of several. Candidates for which it
/// fails drop out (Terraform would refuse them) unless it fails for all.
pub(crate) fn each_candidate(
    value: &Value,
    apply: &mut dyn FnMut(&Value) -> Evaluated,
) -> Option<Evaluated> {
    let (parts, cause) = candidates(value)?;
    let mut results = Vec::with_capacity(parts.len());
    let mut failure = None;
    for part in parts {
        match apply(part) {
            Ok(result) => results.push(result),
            Err(error) => failure = Some(error),
        }
    }
    if results.is_empty() {
        return failure.map(Err);
    }
    let ty = common_type(&results);
    Some(Ok(one_of(results, &ty, cause).marked(value.marks)))
}

/// The type of all values, if they have one.
pub(crate) fn common_type(values: &[Value]) -> Type {
    let mut types = values.iter().map(Value::ty);
    let Some(first) = types.next() else { return Type::Dynamic };
    if types.all(|t| t == first) { first } else { Type::Dynamic }
}
