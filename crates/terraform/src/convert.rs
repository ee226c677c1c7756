//! Conversion of values to types, as Terraform does it for variables, arguments and operands;
//! what is known of values that are not wholly known is kept.

mod mismatch;
mod sets;
mod unify;
mod unknown;

use std::collections::BTreeMap;
use std::sync::Arc;

use smol_str::{SmolStr, ToSmolStr};

use crate::{Cause, Kind, Number, NumberError, ObjectType, Type, Value};

pub(crate) use mismatch::constraint;
pub(crate) use sets::{set_of, sort_key_order};
pub use unify::unify;
use unify::{Unifier, same_type, without_optional};

/// Why a value does not convert.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{message}")]
pub struct ConvertError {
    /// In Terraform's words, such as `element 0: string required`.
    pub message: SmolStr,
}

impl ConvertError {
    fn new(message: impl Into<SmolStr>) -> Self {
        Self { message: message.into() }
    }

    /// The error of a part.
    fn within(self, part: &str) -> Self {
        Self { message: format!("{part}: {}", self.message).into() }
    }
}

type Converted = Result<Value, ConvertError>;

/// Converts a value to a type; missing optional attributes get their defaults.
///
/// # Errors
/// If Terraform refuses the conversion.
pub fn convert(value: &Value, ty: &Type) -> Converted {
    let have = value.ty();
    if same_type(&have, ty) && !has_defaults(ty) {
        return Ok(value.clone());
    }
    if Unifier::default().convertible(&have, ty, true) {
        return apply(value, ty);
    }
    if unknown::leaves_type_open(value) {
        return Ok(unknown::of_some(value, ty));
    }
    Err(ConvertError::new(mismatch::message(&have, ty)))
}

/// Whether a type has attributes with defaults.
fn has_defaults(ty: &Type) -> bool {
    match ty {
        Type::List(t) | Type::Set(t) | Type::Map(t) => has_defaults(t),
        Type::Tuple(ts) => ts.iter().any(has_defaults),
        Type::Object(o) => {
            o.optional.values().any(Option::is_some) || o.attributes.values().any(has_defaults)
        }
        _ => false,
    }
}

/// Converts a value whose type is known to be convertible.
fn apply(value: &Value, ty: &Type) -> Converted {
    let kind = match (&value.kind, ty) {
        (_, Type::Dynamic) => return Ok(value.clone()),
        (Kind::Unknown(u), _) => unknown::convert(u, ty)?,
        (Kind::Null(have), _) => Kind::Null(unify::fill_in(have, &without_optional(ty))),
        (Kind::String(text), Type::Number) => number(text)?,
        (Kind::String(text), Type::Bool) => bool(text)?,
        (Kind::Number(n), Type::String) => Kind::String(n.to_smolstr()),
        (Kind::Bool(b), Type::String) => Kind::String(b.to_smolstr()),
        (Kind::Bool(_), Type::Bool)
        | (Kind::Number(_), Type::Number)
        | (Kind::String(_), Type::String) => return Ok(value.clone()),
        (Kind::List(_, v) | Kind::Set(_, v) | Kind::Tuple(v), Type::List(e) | Type::Set(e)) => {
            let items = elements(value, v, e)?;
            let element = element_type(value, &items, e);
            if matches!(ty, Type::Set(_)) {
                return Ok(set_of(element, items).like(value));
            }
            Kind::List(element, Arc::new(items))
        }
        (Kind::Tuple(v), Type::Tuple(types)) if v.len() == types.len() => tuple(v, types)?,
        (Kind::Map(_, entries) | Kind::Object(entries), Type::Map(e)) => map(value, entries, e)?,
        (Kind::Map(_, entries) | Kind::Object(entries), Type::Object(o)) => {
            object(entries, o, matches!(value.kind, Kind::Map(..)))?
        }
        _ => return Err(ConvertError::new(mismatch::message(&value.ty(), ty))),
    };
    Ok(Value { kind, marks: value.marks, origin: value.origin.clone() })
}

impl Value {
    /// With the marks and the origin of another value.
    fn like(mut self, other: &Self) -> Self {
        self.marks = self.marks.with(other.marks);
        self.origin = other.origin.clone();
        self
    }
}

fn number(text: &str) -> Result<Kind, ConvertError> {
    match Number::read(text) {
        Ok(n) => Ok(Kind::Number(n)),
        Err(NumberError::Invalid) => Err(ConvertError::new("a number is required")),
        Err(error) => {
            let cause = Cause::new(error.to_string(), None);
            Ok(Value::unknown(Type::Number, &cause).kind)
        }
    }
}

fn bool(text: &str) -> Result<Kind, ConvertError> {
    match text {
        "true" | "1" => Ok(Kind::Bool(true)),
        "false" | "0" => Ok(Kind::Bool(false)),
        _ => {
            let lower = text.to_ascii_lowercase();
            let hint = if lower == "true" || lower == "false" {
                format!("; to convert from string, use lowercase \"{lower}\"")
            } else {
                String::new()
            };
            Err(ConvertError::new(format!("a bool is required{hint}")))
        }
    }
}

/// Converts the elements of a list, set or tuple to one type.
fn elements(value: &Value, items: &[Value], element: &Type) -> Result<Vec<Value>, ConvertError> {
    let common = match (&value.kind, element) {
        (Kind::Tuple(_), Type::Dynamic) => unify::unify_values(items.iter()),
        _ => None,
    };
    let wanted = common.as_ref().unwrap_or(element);
    let mut converted = Vec::with_capacity(items.len());
    for (i, item) in items.iter().enumerate() {
        converted.push(part(item, wanted).map_err(|e| e.within(&format!("element {i}")))?);
    }
    level(&mut converted, wanted)?;
    Ok(converted)
}

/// Converts a part, without building its type where its kind says enough.
fn part(value: &Value, ty: &Type) -> Converted {
    let same = matches!(
        (&value.kind, ty),
        (_, Type::Dynamic)
            | (Kind::Bool(_), Type::Bool)
            | (Kind::Number(_), Type::Number)
            | (Kind::String(_), Type::String)
    );
    if same { Ok(value.clone()) } else { convert(value, ty) }
}

/// Gives values that were converted to a type with `any` in it one type.
fn level(values: &mut [Value], wanted: &Type) -> Result<(), ConvertError> {
    if wanted.is_whole() || values.len() < 2 {
        return Ok(());
    }
    let Some(common) = unify::unify_values(values.iter()) else {
        return Err(ConvertError::new("cannot find a common base type for all elements"));
    };
    for value in values.iter_mut() {
        *value = part(value, &common)?;
    }
    if common == Type::Dynamic && !values.iter().any(unknown::leaves_type_open) {
        let mut types = values.iter().map(Value::ty).filter(|t| *t != Type::Dynamic);
        let first = types.next();
        if !types.all(|t| Some(&t) == first.as_ref()) {
            return Err(ConvertError::new("all elements must have the same type"));
        }
    }
    Ok(())
}

/// The element type of converted elements.
fn element_type(from: &Value, items: &[Value], wanted: &Type) -> Type {
    let wanted = without_optional(wanted);
    if wanted.is_whole() {
        return wanted;
    }
    match items.first() {
        Some(first) => first.ty(),
        None => match (&from.kind, &wanted) {
            (Kind::List(t, _) | Kind::Set(t, _) | Kind::Map(t, _), Type::Dynamic) => t.clone(),
            _ => wanted,
        },
    }
}

fn tuple(items: &[Value], types: &[Type]) -> Result<Kind, ConvertError> {
    let mut converted = Vec::with_capacity(items.len());
    for (i, (item, ty)) in items.iter().zip(types).enumerate() {
        converted.push(part(item, ty).map_err(|e| e.within(&format!("element {i}")))?);
    }
    Ok(Kind::Tuple(Arc::new(converted)))
}

fn map(
    value: &Value,
    entries: &BTreeMap<SmolStr, Value>,
    element: &Type,
) -> Result<Kind, ConvertError> {
    let common = match (&value.kind, element) {
        (Kind::Object(_), Type::Dynamic) => unify::unify_values(entries.values()),
        _ => None,
    };
    let wanted = common.as_ref().unwrap_or(element);
    let mut converted = Vec::with_capacity(entries.len());
    for (name, item) in entries {
        converted.push(part(item, wanted).map_err(|e| e.within(&format!("element {name:?}")))?);
    }
    level(&mut converted, wanted)?;
    let element = element_type(value, &converted, element);
    let entries = entries.keys().cloned().zip(converted).collect();
    Ok(Kind::Map(element, Arc::new(entries)))
}

/// Converts entries to an object: others are dropped, missing ones get null or their default.
fn object(
    entries: &BTreeMap<SmolStr, Value>,
    ty: &ObjectType,
    from_map: bool,
) -> Result<Kind, ConvertError> {
    let mut converted = BTreeMap::new();
    for (name, wanted) in &ty.attributes {
        let optional = ty.optional.get(name);
        let given = entries.get(name);
        let default =
            optional.and_then(Option::as_ref).filter(|_| given.is_none_or(Value::is_null));
        let value = match (default.or(given), optional) {
            (Some(value), _) => {
                part(value, wanted).map_err(|e| e.within(&format!("attribute {name:?}")))?
            }
            (None, Some(_)) => Value::null(without_optional(wanted)),
            (None, None) if from_map => {
                let message = format!("map has no element for required attribute {name:?}");
                return Err(ConvertError::new(message));
            }
            (None, None) => {
                return Err(ConvertError::new(format!("attribute {name:?} is required")));
            }
        };
        converted.insert(name.clone(), value);
    }
    Ok(Kind::Object(Arc::new(converted)))
}

#[cfg(test)]
#[path = "convert/tests.rs"]
mod tests;
