//! Functions of numbers.

mod double;

use num_bigint::BigInt;

use crate::ops::{bounded, bounds};
use crate::{Number, NumberError, Partial, Type, Value, convert};

use super::{Answer, Call, Failure};

fn result(call: &Call<'_>, number: Result<Number, NumberError>) -> Answer {
    match number {
        Ok(n) => Ok(n.into()),
        // Terraform computes with infinity, though it cannot store it.
        Err(error @ (NumberError::Infinite | NumberError::Range)) => {
            Ok(call.unknown_because(error.to_string()))
        }
        Err(NumberError::Invalid) => Err(Failure::new("the result is not a number")),
        Err(error) => Err(Failure::new(error.to_string())),
    }
}

/// `abs`
pub(super) fn abs(call: &Call<'_>) -> Answer {
    match call.arg(0)?.as_number() {
        Some(n) => Ok(n.abs().into()),
        None => Ok(call.unknown_but(bounded(Some(Number::from(0)), None))),
    }
}

/// `ceil`
pub(super) fn ceil(call: &Call<'_>) -> Answer {
    Ok(call.number(0)?.ceil().into())
}

/// `floor`
pub(super) fn floor(call: &Call<'_>) -> Answer {
    Ok(call.number(0)?.floor().into())
}

/// `log`
pub(super) fn log(call: &Call<'_>) -> Answer {
    let (number, base) = (call.number(0)?.as_f64(), call.number(1)?.as_f64());
    result(call, Number::from_f64(double::ln(number) / double::ln(base)))
}

/// `pow`
pub(super) fn pow(call: &Call<'_>) -> Answer {
    let (number, power) = (call.number(0)?.as_f64(), call.number(1)?.as_f64());
    result(call, Number::from_f64(double::pow(number, power)))
}

/// `signum`
pub(super) fn signum(call: &Call<'_>) -> Answer {
    Ok(call.whole(0)?.signum().into())
}

/// `max`
pub(super) fn max(call: &Call<'_>) -> Answer {
    extreme(call, |a, b| a > b)
}

/// `min`
pub(super) fn min(call: &Call<'_>) -> Answer {
    extreme(call, |a, b| a < b)
}

fn extreme(call: &Call<'_>, better: fn(&Number, &Number) -> bool) -> Answer {
    if call.args.is_empty() {
        return Err(Failure::new("must pass at least one number"));
    }
    let mut best: Option<&Number> = None;
    for number in call.args.iter().filter_map(Value::as_number) {
        if best.is_none_or(|b| better(number, b)) {
            best = Some(number);
        }
    }
    if call.args.iter().all(|v| !v.is_unknown()) {
        return best.map(|n| n.clone().into()).ok_or_else(|| Failure::new("a number is required"));
    }
    // It is at least as good as the best that is known.
    let upwards = better(&Number::from(1), &Number::from(0));
    let ranges: Vec<_> = call.args.iter().map(bounds).collect();
    let pick = |values: Vec<Option<Number>>, all: bool| {
        let known: Vec<Number> = values.iter().flatten().cloned().collect();
        if all && known.len() < values.len() {
            return None;
        }
        if upwards { known.into_iter().max() } else { known.into_iter().min() }
    };
    let low = pick(ranges.iter().map(|r| r.0.clone()).collect(), !upwards);
    let high = pick(ranges.iter().map(|r| r.1.clone()).collect(), upwards);
    Ok(call.unknown_but(bounded(low, high)))
}

/// `sum`
pub(super) fn sum(call: &Call<'_>) -> Answer {
    let list = call.arg(0)?;
    let Some(items) = list.items() else {
        return match list.ty() {
            Type::Map(_) | Type::Object(_) if !list.is_unknown() => Err(Failure::argument(
                0,
                format!("argument must be list, set, or tuple. Received {}", list.ty().friendly()),
            )),
            Type::Bool | Type::Number | Type::String => {
                Err(Failure::argument(0, "cannot sum noniterable"))
            }
            _ => Ok(call.unknown()),
        };
    };
    if items.is_empty() {
        return Err(Failure::argument(0, "cannot sum an empty list"));
    }
    if !list.is_wholly_known() {
        return Ok(call.unknown());
    }
    let wrong = || Failure::argument(0, "argument must be list, set, or tuple of number values");
    let mut total: Option<Number> = None;
    for item in items.iter() {
        let number = convert(item, &Type::Number).map_err(|_| wrong())?;
        let Some(number) = number.as_number() else {
            return if number.is_unknown() { Ok(call.unknown()) } else { Err(wrong()) };
        };
        total = Some(match total {
            None => number.clone(),
            Some(sum) => match sum.add(number) {
                Ok(sum) => sum,
                Err(error) => return result(call, Err(error)),
            },
        });
    }
    total.map(Value::from).ok_or_else(wrong)
}

/// `parseint`
pub(super) fn parseint(call: &Call<'_>) -> Answer {
    let value = call.arg(0)?;
    let ty = value.ty();
    if ty != Type::String {
        if ty == Type::Dynamic {
            return Ok(call.unknown());
        }
        let message = format!("first argument must be a string, not {}", ty.friendly());
        return Err(Failure::argument(0, message));
    }
    if value.is_unknown() || call.arg(1)?.is_unknown() {
        return Ok(call.unknown());
    }
    let (text, base) = (call.str(0)?, call.whole(1)?);
    let base = u32::try_from(base).ok().filter(|b| (2..=62).contains(b)).ok_or_else(|| {
        Failure::argument(1, "base must be a whole number between 2 and 62 inclusive")
    })?;
    if text.len() > 4096 {
        return Ok(call.unknown_because("the number is too large to be worked out"));
    }
    match whole_of_base(text, base) {
        Some(n) => result(call, Number::from_whole(&n)),
        None => {
            Err(Failure::argument(0, format!("cannot parse {text:?} as a base {base} integer")))
        }
    }
}

/// Digits are `0-9a-zA-Z`; up to base 36 letters of both cases are equal.
fn whole_of_base(text: &str, base: u32) -> Option<BigInt> {
    let (negative, digits) = match text.as_bytes().first()? {
        b'-' => (true, text.get(1..)?),
        b'+' => (false, text.get(1..)?),
        _ => (false, text),
    };
    let mut n = BigInt::ZERO;
    if digits.is_empty() {
        return None;
    }
    for c in digits.bytes() {
        let digit = match c {
            b'0'..=b'9' => c - b'0',
            b'a'..=b'z' => c - b'a' + 10,
            b'A'..=b'Z' if base <= 36 => c - b'A' + 10,
            b'A'..=b'Z' => c - b'A' + 36,
            _ => return None,
        };
        if u32::from(digit) >= base {
            return None;
        }
        n = n * base + digit;
    }
    Some(if negative { -n } else { n })
}

/// `range`
pub(super) fn range(call: &Call<'_>) -> Answer {
    /// Terraform allows no more.
    const MOST: usize = 1024;
    let (zero, one) = (Number::from(0), Number::from(1));
    let (start, end, step) = match call.args.len() {
        1 => (zero, call.number(0)?.clone(), None),
        2 => (call.number(0)?.clone(), call.number(1)?.clone(), None),
        3 => (call.number(0)?.clone(), call.number(1)?.clone(), Some(call.number(2)?.clone())),
        _ => return Err(Failure::new("must have one, two, or three arguments")),
    };
    let step = step.unwrap_or_else(|| if end < start { one.neg() } else { one });
    if step.is_zero() {
        return Err(Failure::argument(2, "step must not be zero"));
    }
    let down = step.is_negative();
    if down && end > start {
        let message = "end must be less than start when step is negative";
        return Err(Failure::argument(1, message));
    }
    if !down && end < start {
        let message = "end must be greater than start when step is positive";
        return Err(Failure::argument(1, message));
    }
    let mut values = Vec::new();
    let mut number = start;
    while if down { number > end } else { number < end } {
        if values.len() >= MOST {
            return Err(Failure::new("more than 1024 values were generated"));
        }
        let next = number.add(&step);
        values.push(number.into());
        match next {
            Ok(next) => number = next,
            Err(error) => return result(call, Err(error)),
        }
    }
    Ok(Value::list(Type::Number, values))
}

/// The bounds of a length.
pub(super) fn length_between(low: u64, high: Option<u64>) -> Partial {
    let number = |n: u64| Number::from(i64::try_from(n).unwrap_or(i64::MAX));
    bounded(Some(number(low)), high.map(number))
}
