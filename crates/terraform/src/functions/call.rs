//! One call: its arguments are checked and converted, then the function's body runs.

use smol_str::SmolStr;
use vpcelint_source::Limits;

use crate::host::{FileError, Host};
use crate::unknown::{cause_in, marks_in};
use crate::{Cause, Kind, Marks, Partial, Type, Value, convert};

use super::{Answer, Failure, Function, Param};

/// Why a call fails.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{message}")]
pub struct CallError {
    /// The argument that is to blame.
    pub argument: Option<usize>,
    /// In Terraform's words.
    pub message: SmolStr,
}

/// A call whose arguments have the types that the function wants.
pub(crate) struct Call<'a> {
    pub(crate) function: &'static Function,
    pub(crate) args: Vec<Value>,
    pub(crate) host: &'a dyn Host,
}

/// Candidates of more combinations than these are not tried.
const MOST_COMBINATIONS: usize = 16;
/// Arguments with more parts in them than this are not worked on.
const MOST_PARTS: usize = 1 << 20;

pub(super) fn call(
    function: &'static Function,
    given: Vec<Value>,
    host: &dyn Host,
) -> Result<Value, CallError> {
    check_arity(function, given.len())?;
    let mut args = Vec::with_capacity(given.len());
    let mut parts = MOST_PARTS;
    for (i, value) in given.into_iter().enumerate() {
        if !value.takes_parts(&mut parts) {
            let reason = format!(
                "the arguments of `{}` have more than {MOST_PARTS} parts: it counts as unknown",
                function.name
            );
            host.notice(&reason);
            return Ok(Value::unknown(function.result.ty(), &Cause::new(reason, None)));
        }
        args.push(argument(function, i, &value).map_err(|e| e.without(&[value]))?);
    }
    let call = Call { function, args, host };
    call.each_candidate().map_err(|failure| call.describe(&failure).without(&call.args))
}

impl CallError {
    /// The error, silent about why where arguments must not be printed.
    fn without(self, args: &[Value]) -> Self {
        if !marks_in(args).is_withheld() {
            return self;
        }
        let message = "it fails, and the values that it is given are kept back".into();
        Self { message, ..self }
    }
}

fn param(function: &Function, index: usize) -> Option<&Param> {
    function.params.get(index).or(function.variadic.as_ref())
}

fn check_arity(function: &Function, given: usize) -> Result<(), CallError> {
    let (name, wanted) = (function.name, function.params.len());
    let at_least = if function.variadic.is_some() { "at least " } else { "" };
    let message = if let Some(missing) = function.params.get(given) {
        format!(
            "Function \"{name}\" expects {at_least}{wanted} argument(s). Missing value for \"{}\".",
            missing.name
        )
    } else if given > wanted && function.variadic.is_none() {
        format!("Function \"{name}\" expects only {wanted} argument(s).")
    } else {
        return Ok(());
    };
    Err(CallError { argument: None, message: message.into() })
}

fn argument(function: &Function, index: usize, value: &Value) -> Result<Value, CallError> {
    let Some(param) = param(function, index) else { return Ok(value.clone()) };
    let invalid = |message: &str| CallError {
        argument: Some(index),
        message: format!("Invalid value for \"{}\" parameter: {message}.", param.name).into(),
    };
    if value.is_null() && !param.null {
        return Err(invalid("argument must not be null"));
    }
    let ty = param.ty.ty();
    if ty == Type::Dynamic {
        return Ok(value.clone());
    }
    convert(value, &ty).map_err(|e| invalid(&e.message))
}

impl Call<'_> {
    /// Runs the function for each combination of candidates; mostly there is one.
    fn each_candidate(&self) -> Answer {
        let open = |v: &Value| match &v.kind {
            Kind::Unknown(u) => match &u.known {
                Partial::OneOf(values) => Some(values.len()),
                _ => None,
            },
            _ => None,
        };
        let count = self.args.iter().filter_map(open).fold(1usize, usize::saturating_mul);
        let at = self.args.iter().position(|v| open(v).is_some());
        let Some(at) = at.filter(|_| count <= MOST_COMBINATIONS) else { return self.once() };
        let Some(Kind::Unknown(unknown)) = self.args.get(at).map(|v| &v.kind) else {
            return self.once();
        };
        let Partial::OneOf(candidates) = &unknown.known else { return self.once() };
        let mut results: Vec<Value> = Vec::new();
        let mut failed = None;
        for candidate in candidates {
            match self.with_argument(at, candidate) {
                Ok(result) if results.contains(&result) => {}
                Ok(result) => results.push(result),
                Err(failure) => failed = Some(failure),
            }
        }
        let marks = marks_in(&self.args);
        match (results.len(), failed) {
            (0, Some(failure)) => Err(failure),
            (1, None) => Ok(results.remove(0).marked(marks)),
            _ => {
                let types: Vec<Type> = results.iter().map(Value::ty).collect();
                let ty = types.first().filter(|t| types.iter().all(|u| u == *t)).cloned();
                let not_null = results.iter().all(crate::unknown::is_not_null);
                let results = Partial::OneOf(flat(results));
                let ty = ty.unwrap_or_default();
                Ok(Value::partial(ty, not_null, results, &unknown.cause).marked(marks))
            }
        }
    }

    fn with_argument(&self, at: usize, candidate: &Value) -> Answer {
        let mut args = self.args.clone();
        if let (Some(slot), Some(param)) = (args.get_mut(at), param(self.function, at)) {
            if candidate.is_null() && !param.null {
                return Err(Failure::argument(at, "argument must not be null"));
            }
            slot.kind = candidate.kind.clone();
            slot.marks = slot.marks.with(candidate.marks);
        }
        Call { function: self.function, args, host: self.host }.each_candidate()
    }

    /// Runs the function, unless an unknown argument makes the result unknown.
    fn once(&self) -> Answer {
        let mut marks = Marks::NONE;
        let mut unknown = false;
        for (i, value) in self.args.iter().enumerate() {
            let Some(param) = param(self.function, i) else { continue };
            if !param.marked {
                marks = marks.with(value.deep_marks());
            }
            unknown |= value.is_unknown() && !param.unknown;
        }
        let result = if unknown { self.unknown() } else { (self.function.run)(self)? };
        Ok(self.checked(result).marked(marks))
    }

    /// The result, unless it is longer than the limits allow.
    fn checked(&self, result: Value) -> Value {
        let limits = self.limits();
        match &result.kind {
            Kind::String(s) if s.len() > limits.string_bytes => self.too_long(),
            Kind::List(_, v) | Kind::Set(_, v) | Kind::Tuple(v) if v.len() > limits.list_length => {
                self.too_many()
            }
            _ => result,
        }
    }

    fn describe(&self, failure: &Failure) -> CallError {
        let message = match failure.argument.and_then(|i| param(self.function, i)) {
            Some(param) => {
                format!("Invalid value for \"{}\" parameter: {}.", param.name, failure.message)
            }
            None => {
                let name = self.function.name;
                format!("Call to function \"{name}\" failed: {}.", failure.message)
            }
        };
        CallError { argument: failure.argument, message: message.into() }
    }

    pub(crate) fn limits(&self) -> &Limits {
        self.host.limits()
    }

    /// The result where it is not known, because of the arguments.
    pub(crate) fn unknown(&self) -> Value {
        self.unknown_but(Partial::Nothing)
    }

    /// The result where only a part of it is known.
    pub(crate) fn unknown_but(&self, known: Partial) -> Value {
        self.unknown_of(self.function.result.ty(), known)
    }

    /// A value of a type of which only a part is known.
    pub(crate) fn unknown_of(&self, ty: Type, known: Partial) -> Value {
        let not_null = ty != Type::Dynamic || known != Partial::Nothing;
        Value::partial(ty, not_null, known, &cause_in(&self.args))
    }

    /// The result where it is not known for a reason of its own.
    pub(crate) fn unknown_because(&self, reason: impl Into<SmolStr>) -> Value {
        let cause = Cause::new(reason, None);
        Value::partial(self.function.result.ty(), true, Partial::Nothing, &cause)
    }

    /// The result where it would be a longer string than the cap allows.
    pub(crate) fn too_long(&self) -> Value {
        let most = self.limits().string_bytes;
        self.capped(&format!("more than {most} bytes (the cap `string_bytes`)"))
    }

    /// The result where it would have more elements than the cap allows.
    pub(crate) fn too_many(&self) -> Value {
        let most = self.limits().list_length;
        self.capped(&format!("more than {most} elements (the cap `list_length`)"))
    }

    /// The result where a document has more parts, aliases followed, than are read.
    pub(crate) fn too_large(&self, most: usize) -> Value {
        self.capped(&format!("more than {most} parts"))
    }

    /// The result where it would take too many comparisons.
    pub(crate) fn too_much(&self) -> Value {
        let reason =
            format!("`{}` has too much to compare: it counts as unknown", self.function.name);
        self.host.notice(&reason);
        self.unknown_because(reason)
    }

    fn capped(&self, size: &str) -> Value {
        let reason =
            format!("the result of `{}` has {size}: it counts as unknown", self.function.name);
        self.host.notice(&reason);
        self.unknown_because(reason)
    }

    /// The result where a file cannot be read.
    pub(crate) fn without_file(&self, error: FileError) -> Answer {
        match error {
            FileError::Absent(message) => Err(Failure::argument(0, message)),
            FileError::Hidden(reason) => {
                let secret = marks_in(&self.args).is_withheld();
                let reason = if secret { "what it names can't be read".into() } else { reason };
                self.host.notice(&reason);
                Ok(self.unknown_because(reason))
            }
        }
    }

    pub(crate) fn arg(&self, index: usize) -> Result<&Value, Failure> {
        self.args.get(index).ok_or_else(|| Failure::new("an argument is missing"))
    }

    /// The text of an argument that is a known string.
    pub(crate) fn str(&self, index: usize) -> Result<&str, Failure> {
        let text = self.arg(index)?.as_str();
        text.ok_or_else(|| Failure::argument(index, "string required"))
    }

    /// A known number.
    pub(crate) fn number(&self, index: usize) -> Result<&crate::Number, Failure> {
        let number = self.arg(index)?.as_number();
        number.ok_or_else(|| Failure::argument(index, "number required"))
    }

    /// A known number that must be whole and not too large.
    pub(crate) fn whole(&self, index: usize) -> Result<i64, Failure> {
        self.number(index)?.as_i64().ok_or_else(|| {
            Failure::argument(
                index,
                format!(
                    "value must be a whole number, between {} and {} inclusive",
                    i64::MIN,
                    i64::MAX
                ),
            )
        })
    }

    /// The parts of an argument that is a list, set or tuple.
    pub(crate) fn items(&self, index: usize) -> Result<&[Value], Failure> {
        let items = self.arg(index)?.items();
        items.map(|v| v.as_slice()).ok_or_else(|| Failure::argument(index, "list required"))
    }
}

/// Candidates of candidates are candidates.
fn flat(values: Vec<Value>) -> Vec<Value> {
    let mut flat: Vec<Value> = Vec::new();
    for value in values {
        let inner = match &value.kind {
            Kind::Unknown(u) => match &u.known {
                Partial::OneOf(inner) => Some(inner.clone()),
                _ => None,
            },
            _ => None,
        };
        for value in inner.unwrap_or_else(|| vec![value]) {
            if !flat.contains(&value) {
                flat.push(value);
            }
        }
    }
    flat
}
