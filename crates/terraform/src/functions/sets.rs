//! Functions of sets.

use crate::convert::{set_of, sort_key_order};
use crate::ops::equal;
use crate::unknown::{cause_in, marks_in};
use crate::{Kind, Marks, Partial, Type, Value, convert};

use super::lists::known;
use super::maps::common_element;
use super::{Answer, Call, Failure};

/// The arguments as sets of one type.
fn prepared(call: &Call<'_>) -> Result<(Type, Vec<Value>), Failure> {
    let empty = |v: &&Value| matches!(&v.kind, Kind::Set(Type::Dynamic, items) if items.is_empty());
    let elements = call.args.iter().filter(|v| !empty(v));
    let types: Vec<Type> = elements.filter_map(|v| v.ty().element().cloned()).collect();
    let Some(element) = common_element(&types) else {
        return Err(Failure::new("given sets must all have compatible element types"));
    };
    let ty = Type::set(element.clone());
    let mut sets = Vec::with_capacity(call.args.len());
    for (i, arg) in call.args.iter().enumerate() {
        sets.push(convert(arg, &ty).map_err(|e| Failure::argument(i, e.message))?);
    }
    Ok((element, sets))
}

/// `setunion`
pub(super) fn setunion(call: &Call<'_>) -> Answer {
    let (element, sets) = prepared(call)?;
    let mut members = Vec::new();
    let mut whole = true;
    for set in &sets {
        let is_partial = set.as_unknown().is_some_and(|u| !matches!(u.known, Partial::Items(_)));
        whole &= !is_partial;
        if let Some(found) = known(set) {
            members.extend_from_slice(found.items);
        }
    }
    if members.len() > call.limits().list_length {
        return Ok(call.too_many());
    }
    let union = set_of(element.clone(), members);
    if whole {
        return Ok(union);
    }
    let members = known(&union).map_or(&[][..], |k| k.items).to_vec();
    Ok(and_more(call, element, members))
}

/// `setintersection`
pub(super) fn setintersection(call: &Call<'_>) -> Answer {
    let (element, sets) = prepared(call)?;
    let unknown = || Ok(call.unknown_of(Type::set(element.clone()), Partial::Nothing));
    if !sets.iter().all(|s| matches!(s.kind, Kind::Set(..)) && s.is_wholly_known()) {
        return unknown();
    }
    let (Some(first), rest) = (sets.first().and_then(Value::items), sets.get(1..).unwrap_or(&[]))
    else {
        return unknown();
    };
    let kept = first.iter().filter(|v| rest.iter().all(|s| has(s, v)));
    Ok(set_of(element.clone(), kept.cloned().collect()))
}

/// `setsubtract`
pub(super) fn setsubtract(call: &Call<'_>) -> Answer {
    let (element, sets) = prepared(call)?;
    let [from, without] = sets.as_slice() else { return Ok(call.unknown()) };
    let unknown = |known| Ok(call.unknown_of(Type::set(element.clone()), known));
    let (Some(all), Some(taken)) = (known(from), known(without)) else {
        return unknown(Partial::Nothing);
    };
    let whole = |v: &Value| matches!(v.kind, Kind::Set(..)) && v.is_wholly_known();
    if whole(from) && whole(without) {
        let kept = all.items.iter().filter(|v| !has(without, v));
        return Ok(set_of(element.clone(), kept.cloned().collect()));
    }
    if !without.is_unknown() {
        let stays = |v: &&Value| taken.items.iter().all(|t| equal(v, t) == Some(false));
        let kept = all.items.iter().filter(stays).cloned().collect();
        return Ok(and_more(call, element.clone(), kept));
    }
    unknown(Partial::Nothing)
}

/// A set with these members and perhaps others, for which one unknown member stands.
fn and_more(call: &Call<'_>, element: Type, mut members: Vec<Value>) -> Value {
    if !members.iter().any(Value::is_unknown) {
        members.push(Value::unknown(element.clone(), &cause_in(&call.args)));
    }
    call.unknown_of(Type::set(element), Partial::Items(members))
}

/// Whether a known set has a member.
fn has(set: &Value, member: &Value) -> bool {
    set.items().is_some_and(|items| items.binary_search_by(|v| sort_key_order(v, member)).is_ok())
}

/// `setproduct`
pub(super) fn setproduct(call: &Call<'_>) -> Answer {
    if call.args.len() < 2 {
        return Err(Failure::new("at least two arguments are required"));
    }
    let mut columns: Vec<Vec<Value>> = Vec::new();
    let mut elements = Vec::new();
    let (mut ordered, mut whole, mut loose) = (true, true, false);
    for (i, arg) in call.args.iter().enumerate() {
        let ty = arg.ty();
        let element = match &ty {
            Type::List(t) => Type::clone(t),
            Type::Set(t) => {
                ordered = false;
                Type::clone(t)
            }
            Type::Tuple(types) => one_type(types)
                .ok_or_else(|| Failure::argument(i, "all elements must be of the same type"))?,
            Type::Dynamic => Type::Dynamic,
            _ => return Err(Failure::argument(i, "a set or a list is required")),
        };
        let found = known(arg).filter(|k| k.whole || k.loose);
        whole &= found.is_some();
        loose |= found.as_ref().is_some_and(|k| k.loose);
        let column = found.map_or(&[][..], |k| k.items).iter().map(|v| convert(v, &element));
        let column = column.collect::<Result<_, _>>();
        columns.push(column.map_err(|e| Failure::argument(i, e.message))?);
        elements.push(element);
    }
    let marks = call.args.iter().fold(Marks::NONE, |m, v| m.with(v.marks));
    let element = Type::Tuple(elements.into());
    let list = if ordered { Type::list(element.clone()) } else { Type::set(element.clone()) };
    if !whole {
        return Ok(call.unknown_of(list, Partial::Nothing).marked(marks));
    }
    let total = columns.iter().map(Vec::len).fold(1usize, usize::saturating_mul);
    if total > call.limits().list_length {
        return Ok(call.too_many());
    }
    let rows: Vec<_> = (0..total).map(|row| Value::tuple(combination(&columns, row))).collect();
    if loose {
        return Ok(call.unknown_of(list, Partial::Items(rows)).marked(marks));
    }
    let product = if ordered { Value::list(element, rows) } else { set_of(element, rows) };
    let marks = if ordered { marks } else { marks.with(marks_in([&product])) };
    Ok(product.marked(marks))
}

/// The type of a tuple's elements; a null among them may stand for any, but only for one.
fn one_type(types: &[Type]) -> Option<Type> {
    let common = common_element(types)?;
    let mut others = types.iter().filter(|t| **t != Type::Dynamic);
    let first = others.next();
    let clash = common == Type::Dynamic && others.any(|t| Some(t) != first);
    (!clash).then_some(common)
}

/// The combination of a number; the last column changes fastest.
fn combination(columns: &[Vec<Value>], mut number: usize) -> Vec<Value> {
    let mut row: Vec<Value> = Vec::with_capacity(columns.len());
    for column in columns.iter().rev() {
        let length = column.len().max(1);
        row.extend(column.get(number % length).cloned());
        number /= length;
    }
    row.reverse();
    row
}
