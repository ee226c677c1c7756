//! Terraform's operators. Each answers with three outcomes: what follows from the parts that
//! are known is said, the rest stays unknown.

mod equality;
mod text;

use smol_str::SmolStr;
use vpcelint_syntax::hcl::{BinaryOp, UnaryOp};

use crate::unknown::marks_in;
use crate::{Cause, Kind, Number, NumberError, Partial, Type, Value, convert};

pub(crate) use equality::{equal, surely_same};
pub(crate) use text::{safe_end, safe_start};

/// Why an operation fails.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{message}")]
pub struct OpError {
    /// In Terraform's words.
    pub message: SmolStr,
}

impl OpError {
    fn new(message: impl Into<SmolStr>) -> Self {
        Self { message: message.into() }
    }
}

type Outcome = Result<Value, OpError>;

/// The result of an infix operator; both operands have been evaluated.
///
/// # Errors
/// If an operand is unsuitable, or there is no result.
pub fn binary(op: BinaryOp, left: &Value, right: &Value) -> Outcome {
    let result = match op {
        BinaryOp::Equal | BinaryOp::NotEqual => {
            let answer = equal(left, right).map(|e| e == (op == BinaryOp::Equal));
            return Ok(truth(answer, left, right).marked(equality::marks(left, right)));
        }
        BinaryOp::And | BinaryOp::Or => {
            let (left, right) = operands(left, right, &Type::Bool)?;
            each(&left, &right, &|a, b| Ok(logic(op, a, b)))
        }
        _ => {
            let (left, right) = operands(left, right, &Type::Number)?;
            each(&left, &right, &|a, b| arithmetic(op, a, b))
        }
    };
    Ok(result?.marked(left.marks.with(right.marks)))
}

/// The result of a prefix operator.
///
/// # Errors
/// If the operand is unsuitable.
pub fn unary(op: UnaryOp, value: &Value) -> Outcome {
    let wanted = if op == UnaryOp::Not { Type::Bool } else { Type::Number };
    let operand = operand(value, &wanted, "unary")?;
    let nothing = Value::from(false);
    let apply = |a: &Value, _: &Value| {
        Ok(match (op, &a.kind) {
            (UnaryOp::Not, Kind::Bool(b)) => Value::from(!b),
            (UnaryOp::Negate, Kind::Number(n)) => Value::from(n.neg()),
            (UnaryOp::Not, _) => unknown(Type::Bool, Partial::Nothing, &[a]),
            (UnaryOp::Negate, _) => {
                let (low, high) = bounds(a);
                let known = bounded(high.map(|n| n.neg()), low.map(|n| n.neg()));
                unknown(Type::Number, known, &[a])
            }
        })
    };
    Ok(each(&operand, &nothing, &apply)?.marked(value.marks))
}

fn operands(left: &Value, right: &Value, ty: &Type) -> Result<(Value, Value), OpError> {
    Ok((operand(left, ty, "left")?, operand(right, ty, "right")?))
}

fn operand(value: &Value, ty: &Type, side: &str) -> Outcome {
    let converted = convert(value, ty).map_err(|e| {
        OpError::new(format!("Unsuitable value for {side} operand: {}.", e.message))
    })?;
    if converted.is_null() {
        return Err(OpError::new("Error during operation: argument must not be null."));
    }
    Ok(converted)
}

fn unknown(ty: Type, known: Partial, values: &[&Value]) -> Value {
    crate::unknown::unknown_from(ty, known, values.iter().copied())
}

fn truth(answer: Option<bool>, left: &Value, right: &Value) -> Value {
    match answer {
        Some(answer) => answer.into(),
        None if !left.is_unknown() && !right.is_unknown() && left.as_str().is_some() => {
            let reason = "what a zone is called differs from account to account";
            Value::partial(Type::Bool, true, Partial::Nothing, &Cause::new(reason, None))
        }
        None => unknown(Type::Bool, Partial::Nothing, &[left, right]),
    }
}

/// Candidates of more combinations than these are not tried.
const MOST_COMBINATIONS: usize = 64;

/// Applies an operation to each combination of candidates; without candidates, to the values.
fn each(left: &Value, right: &Value, apply: &dyn Fn(&Value, &Value) -> Outcome) -> Outcome {
    let (lefts, rights) = (candidates(left), candidates(right));
    let count = lefts.len().saturating_mul(rights.len());
    if count <= 1 || count > MOST_COMBINATIONS {
        return apply(left, right);
    }
    let mut results: Vec<Value> = Vec::new();
    let mut failed = None;
    for a in lefts {
        for b in rights {
            match apply(a, b) {
                Ok(result) if results.contains(&result) => {}
                Ok(result) => results.push(result),
                Err(error) => failed = Some(error),
            }
        }
    }
    match (results.len(), failed) {
        (0, Some(error)) => Err(error),
        (1, None) => Ok(results.remove(0)),
        _ => {
            let ty = results.first().map(Value::ty).unwrap_or_default();
            let marks = marks_in(&results);
            Ok(unknown(ty, Partial::OneOf(results), &[left, right]).marked(marks))
        }
    }
}

/// The values of which it is one.
pub(crate) fn candidates(value: &Value) -> &[Value] {
    match &value.kind {
        Kind::Unknown(u) => match &u.known {
            Partial::OneOf(values) if values.iter().all(|v| !v.is_null()) => values,
            _ => std::slice::from_ref(value),
        },
        _ => std::slice::from_ref(value),
    }
}

fn logic(op: BinaryOp, left: &Value, right: &Value) -> Value {
    // The operand that decides whatever the other is.
    let decisive = op == BinaryOp::Or;
    match (left.as_bool(), right.as_bool()) {
        (Some(a), _) if a == decisive => decisive.into(),
        (_, Some(b)) if b == decisive => decisive.into(),
        (Some(_), Some(_)) => (!decisive).into(),
        _ => unknown(Type::Bool, Partial::Nothing, &[left, right]),
    }
}

fn arithmetic(op: BinaryOp, left: &Value, right: &Value) -> Outcome {
    let compare = match op {
        BinaryOp::Less => Some(less(left, right)),
        BinaryOp::Greater => Some(less(right, left)),
        BinaryOp::LessOrEqual => Some(less(right, left).map(|l| !l)),
        BinaryOp::GreaterOrEqual => Some(less(left, right).map(|l| !l)),
        _ => None,
    };
    if let Some(answer) = compare {
        return Ok(truth(answer, left, right));
    }
    match (left.as_number(), right.as_number()) {
        (Some(a), Some(b)) => match calculate(op, a, b) {
            Ok(n) => Ok(n.into()),
            // Terraform computes with infinity, though it cannot store it.
            Err(error @ (NumberError::Infinite | NumberError::Range)) => {
                let cause = Cause::new(error.to_string(), None);
                Ok(Value::partial(Type::Number, true, Partial::Nothing, &cause))
            }
            Err(error) => Err(OpError::new(format!("Error during operation: {error}."))),
        },
        _ => Ok(unknown(Type::Number, range(op, left, right), &[left, right])),
    }
}

fn calculate(op: BinaryOp, a: &Number, b: &Number) -> Result<Number, NumberError> {
    match op {
        BinaryOp::Add => a.add(b),
        BinaryOp::Subtract => a.sub(b),
        BinaryOp::Multiply => a.mul(b),
        BinaryOp::Divide => a.div(b),
        _ => a.rem(b),
    }
}

/// Whether one number is certainly, or certainly not, below another.
fn less(a: &Value, b: &Value) -> Option<bool> {
    let ((a_low, a_high), (b_low, b_high)) = (bounds(a), bounds(b));
    if a_high.zip(b_low).is_some_and(|(a, b)| a < b) {
        return Some(true);
    }
    a_low.zip(b_high).is_some_and(|(a, b)| a >= b).then_some(false)
}

/// Between which numbers a number is.
pub(crate) fn bounds(value: &Value) -> (Option<Number>, Option<Number>) {
    match &value.kind {
        Kind::Number(n) => (Some(n.clone()), Some(n.clone())),
        Kind::Unknown(u) => match &u.known {
            Partial::Number(low, high) => (low.clone(), high.clone()),
            Partial::OneOf(values) => {
                let numbers: Option<Vec<_>> = values.iter().map(Value::as_number).collect();
                numbers.map_or((None, None), |n| {
                    (n.iter().min().copied().cloned(), n.iter().max().copied().cloned())
                })
            }
            _ => (None, None),
        },
        _ => (None, None),
    }
}

fn range(op: BinaryOp, left: &Value, right: &Value) -> Partial {
    let ((a_low, a_high), (b_low, b_high)) = (bounds(left), bounds(right));
    let both = |a: &Option<Number>, b: &Option<Number>| {
        a.as_ref().zip(b.as_ref()).and_then(|(a, b)| calculate(op, a, b).ok())
    };
    match op {
        BinaryOp::Add => bounded(both(&a_low, &b_low), both(&a_high, &b_high)),
        BinaryOp::Subtract => bounded(both(&a_low, &b_high), both(&a_high, &b_low)),
        BinaryOp::Multiply => {
            let corners =
                [(&a_low, &b_low), (&a_low, &b_high), (&a_high, &b_low), (&a_high, &b_high)];
            let products: Option<Vec<_>> = corners.iter().map(|(a, b)| both(a, b)).collect();
            products.map_or(Partial::Nothing, |p| {
                bounded(p.iter().min().cloned(), p.iter().max().cloned())
            })
        }
        _ => Partial::Nothing,
    }
}

/// What is known of a number between bounds.
pub(crate) fn bounded(low: Option<Number>, high: Option<Number>) -> Partial {
    if low.is_none() && high.is_none() { Partial::Nothing } else { Partial::Number(low, high) }
}

#[cfg(test)]
#[path = "ops/tests.rs"]
mod tests;
