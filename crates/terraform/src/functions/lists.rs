//! Functions of lists, sets and tuples. What is known of a list of unknown length is what it
//! begins with.

use rustc_hash::FxHashSet;

use crate::ops::equal;
use crate::{Kind, Partial, Type, Value, convert, unify};

use super::{Answer, Call, Failure};

/// What is known of a sequence.
pub(super) struct Known<'a> {
    pub(super) items: &'a [Value],
    /// Whether these are all.
    pub(super) whole: bool,
    /// Whether it is a set, which has no first element.
    pub(super) set: bool,
    /// Whether some elements stand for an unknown number of them, in an order that is not known.
    pub(super) loose: bool,
}

impl<'a> Known<'a> {
    fn all(items: &'a [Value], set: bool) -> Self {
        Self { items, whole: true, set, loose: false }
    }

    /// The elements that certainly come first.
    pub(super) fn first(&self) -> &'a [Value] {
        if self.loose || self.set && !self.whole { &[] } else { self.items }
    }
}

/// The elements of a sequence that are known; none if it is no sequence.
pub(super) fn known(value: &Value) -> Option<Known<'_>> {
    match &value.kind {
        Kind::List(_, v) | Kind::Tuple(v) => Some(Known::all(v, false)),
        Kind::Set(_, v) => Some(Known::all(v, true)),
        Kind::Unknown(u) => {
            let set = matches!(u.ty, Type::Set(_));
            match (&u.known, &u.ty) {
                (Partial::Items(items), _) => {
                    let loose = crate::unknown::stand_for_all(items);
                    Some(Known { items, whole: false, set, loose })
                }
                (_, Type::List(_) | Type::Set(_) | Type::Tuple(_) | Type::Dynamic) => {
                    Some(Known { items: &[], whole: false, set, loose: false })
                }
                _ => None,
            }
        }
        _ => None,
    }
}

fn tuple_length(value: &Value) -> Option<usize> {
    match (&value.kind, value.ty()) {
        (Kind::Unknown(_), Type::Tuple(t)) => Some(t.len()),
        _ => None,
    }
}

fn is_list_type(ty: &Type) -> bool {
    matches!(ty, Type::List(_) | Type::Tuple(_))
}

/// `concat`
pub(super) fn concat(call: &Call<'_>) -> Answer {
    if call.args.is_empty() {
        return Err(Failure::new("at least one argument is required"));
    }
    let types: Vec<Type> = call.args.iter().map(list_type).collect();
    for (i, ty) in types.iter().enumerate() {
        if !is_list_type(ty) && *ty != Type::Dynamic {
            let message = format!("all arguments must be lists or tuples; got {}", ty.friendly());
            return Err(Failure::argument(i, message));
        }
    }
    let lists = types.iter().all(|t| matches!(t, Type::List(_)));
    let common = if lists { unify(&types) } else { None };
    let mut items: Vec<Value> = Vec::new();
    let (mut open, mut loose) = (false, false);
    let marks = call.args.iter().fold(crate::Marks::NONE, |m, v| m.with(v.marks));
    for (i, arg) in call.args.iter().enumerate() {
        let converted = match &common {
            Some(ty) => convert(arg, ty).map_err(|e| Failure::argument(i, e.message))?,
            None => arg.clone(),
        };
        let Some(known) = known(&converted) else { return Ok(call.unknown()) };
        if items.len() + known.items.len() > call.limits().list_length {
            return Ok(call.too_many());
        }
        // Behind elements without order, what is certain is certain anywhere.
        if !open || loose {
            items.extend_from_slice(if known.set { known.first() } else { known.items });
        }
        open |= !known.whole;
        loose |= known.loose;
    }
    if open {
        let ty = common.unwrap_or_default();
        return Ok(call.unknown_of(ty, Partial::Items(items)).marked(marks));
    }
    let result = match common {
        Some(Type::List(element)) => Value::list(Type::clone(&element), items),
        _ => Value::tuple(items),
    };
    Ok(result.marked(marks))
}

/// The kind of sequence, without the types of a tuple's elements.
fn list_type(value: &Value) -> Type {
    match &value.kind {
        Kind::Tuple(_) => Type::Tuple([].into()),
        _ => value.ty(),
    }
}

/// `flatten`
pub(super) fn flatten(call: &Call<'_>) -> Answer {
    let list = call.arg(0)?;
    let Some(top) = known(list) else {
        return Err(Failure::new("can only flatten lists, sets and tuples"));
    };
    let most = call.limits().list_length;
    let mut flat = Flat { items: Vec::new(), whole: true, loose: false, most };
    flat.add(&top, 0);
    if flat.items.len() > most {
        return Ok(call.too_many());
    }
    let marks = list.marks.with(flat.marks_within(list));
    let result = if flat.whole {
        Value::tuple(flat.items)
    } else {
        call.unknown_of(Type::Dynamic, Partial::Items(flat.items))
    };
    Ok(result.marked(marks))
}

struct Flat {
    items: Vec<Value>,
    /// Whether all is known; what follows the first unknown part has no place.
    whole: bool,
    /// Whether there is no order anyway.
    loose: bool,
    most: usize,
}

impl Flat {
    /// Deeper lists than this are not flattened.
    const MOST_DEPTH: usize = 256;

    fn add(&mut self, list: &Known<'_>, depth: usize) {
        self.loose |= list.loose;
        if list.set && !list.whole && !self.loose {
            self.whole = false;
            return;
        }
        for item in list.items {
            let placed = self.whole || self.loose;
            if !placed || self.items.len() > self.most || depth > Self::MOST_DEPTH {
                self.whole = false;
                return;
            }
            match &item.kind {
                Kind::List(_, v) | Kind::Set(_, v) | Kind::Tuple(v) => {
                    self.add(&Known::all(v, matches!(item.kind, Kind::Set(..))), depth + 1);
                }
                Kind::Unknown(u) if is_scalar(&u.ty, &u.known) => self.items.push(item.clone()),
                Kind::Unknown(_) => match known(item) {
                    Some(inner) => {
                        self.add(&inner, depth + 1);
                        self.whole = false;
                    }
                    None => self.items.push(item.clone()),
                },
                _ => self.items.push(item.clone()),
            }
        }
        self.whole &= list.whole;
    }

    /// The marks of the lists that fell away.
    fn marks_within(&self, list: &Value) -> crate::Marks {
        let inner = list.items().map_or(&[][..], |v| v.as_slice());
        inner
            .iter()
            .filter(|v| v.items().is_some())
            .fold(crate::Marks::NONE, |m, v| m.with(v.marks).with(self.marks_within(v)))
    }
}

/// Whether an unknown element is certainly no list.
fn is_scalar(ty: &Type, known: &Partial) -> bool {
    matches!(known, Partial::Handle(_))
        || !matches!(ty, Type::Dynamic | Type::List(_) | Type::Set(_) | Type::Tuple(_))
}

/// `element`
pub(super) fn element(call: &Call<'_>) -> Answer {
    let list = call.arg(0)?;
    let ty = list.ty();
    if !is_list_type(&ty) && ty != Type::Dynamic {
        return Err(Failure::new(format!("cannot read elements from {}", ty.friendly())));
    }
    let Some(known) = known(list) else { return Ok(call.unknown()) };
    let length = if known.whole { Some(known.items.len()) } else { tuple_length(list) };
    if length == Some(0) {
        return Err(Failure::new("cannot use element function with an empty list"));
    }
    let element = ty.element().cloned().unwrap_or_default();
    if call.arg(1)?.is_unknown() {
        // Whichever it is, it is one of them.
        return Ok(match known.items {
            [one] if known.whole => one.clone().marked(list.marks),
            items if (known.whole || known.loose) && items.len() <= 16 => {
                call.unknown_of(element, Partial::OneOf(distinct_of(items)))
            }
            _ => call.unknown_of(element, Partial::Nothing),
        });
    }
    let index = call.whole(1)?;
    let whole = length.and_then(|l| i64::try_from(l).ok());
    if index < 0 && matches!(ty, Type::Tuple(_)) && whole.is_some_and(|l| index % l != 0) {
        return Err(Failure::new("cannot use element function with a negative index"));
    }
    let at = match length {
        Some(length) => i64::try_from(length).ok().and_then(|l| index.checked_rem_euclid(l)),
        None => Some(index),
    };
    if known.loose && known.items.len() <= 16 {
        return Ok(call.unknown_of(element, Partial::OneOf(distinct_of(known.items))));
    }
    let found = at.and_then(|at| usize::try_from(at).ok()).and_then(|at| known.first().get(at));
    match found {
        // A longer list may not wrap around.
        Some(item) => Ok(item.clone().marked(list.marks)),
        None => Ok(call.unknown_of(element, Partial::Nothing)),
    }
}

fn distinct_of(items: &[Value]) -> Vec<Value> {
    let mut distinct: Vec<Value> = Vec::new();
    for item in items {
        if !distinct.contains(item) {
            distinct.push(item.clone());
        }
    }
    distinct
}

/// `slice`
pub(super) fn slice(call: &Call<'_>) -> Answer {
    let list = call.arg(0)?;
    let ty = list.ty();
    if matches!(ty, Type::Set(_)) {
        return Err(Failure::argument(
            0,
            "cannot slice a set, because its elements do not have indices",
        ));
    }
    if !is_list_type(&ty) && ty != Type::Dynamic {
        return Err(Failure::argument(0, "must be a list or tuple value"));
    }
    let Some(known) = known(list) else { return Ok(call.unknown()) };
    let length = if known.whole { Some(known.items.len()) } else { tuple_length(list) };
    let start = slice_index(call, 1, "start", length)?;
    let end = slice_index(call, 2, "end", length)?;
    let (Some(start), Some(end)) = (start, end) else {
        return Ok(call.unknown_of(list_like(&ty), Partial::Nothing).marked(list.marks));
    };
    if start > end {
        return Err(Failure::argument(1, "start index must not be greater than end index"));
    }
    if end - start > call.limits().list_length {
        return Ok(call.too_many());
    }
    // Of a longer list, the elements that are not known have a number at least.
    let any = match known.items {
        items if known.loose && items.len() <= 16 => Partial::OneOf(distinct_of(items)),
        _ => Partial::Nothing,
    };
    let unknown = call.unknown_of(ty.element().cloned().unwrap_or_default(), any);
    let first = known.first();
    let items = (start..end).map(|i| first.get(i).unwrap_or(&unknown).clone()).collect();
    let result = match &ty {
        Type::List(element) => Value::list(Type::clone(element), items),
        _ => Value::tuple(items),
    };
    Ok(result.marked(list.marks))
}

/// The type of a part of a list.
fn list_like(ty: &Type) -> Type {
    if matches!(ty, Type::List(_)) { ty.clone() } else { Type::Dynamic }
}

fn slice_index(
    call: &Call<'_>,
    index: usize,
    which: &str,
    length: Option<usize>,
) -> Result<Option<usize>, Failure> {
    if call.arg(index)?.is_unknown() {
        return Ok(None);
    }
    let at = usize::try_from(call.whole(index)?).map_err(|_| {
        Failure::argument(index, format!("{which} index must not be less than zero"))
    })?;
    if length.is_some_and(|length| at > length) {
        let message = format!("{which} index must not be greater than the length of the list");
        return Err(Failure::argument(index, message));
    }
    Ok(Some(at))
}

/// `reverse`
pub(super) fn reverse(call: &Call<'_>) -> Answer {
    let list = call.arg(0)?;
    let ty = list.ty();
    match &list.kind {
        Kind::List(element, v) | Kind::Set(element, v) => {
            let reversed = v.iter().rev().cloned().collect();
            Ok(Value::list(element.clone(), reversed).marked(list.marks))
        }
        Kind::Tuple(v) => Ok(Value::tuple(v.iter().rev().cloned().collect()).marked(list.marks)),
        Kind::Unknown(u) => {
            let known = match &u.known {
                Partial::Items(items) if crate::unknown::stand_for_all(items) => u.known.clone(),
                Partial::Items(items) => {
                    Partial::Length(u64::try_from(items.len()).unwrap_or(0), None)
                }
                Partial::Length(low, high) => Partial::Length(*low, *high),
                _ => Partial::Nothing,
            };
            let ty = match ty {
                Type::Set(element) => Type::List(element),
                Type::Tuple(t) => Type::Tuple(t.iter().rev().cloned().collect()),
                ty @ (Type::List(_) | Type::Dynamic) => ty,
                ty => return Err(not_reversible(&ty)),
            };
            Ok(call.unknown_of(ty, known).marked(list.marks))
        }
        _ => Err(not_reversible(&ty)),
    }
}

fn not_reversible(ty: &Type) -> Failure {
    Failure::argument(0, format!("can only reverse list or tuple values, not {}", ty.friendly()))
}

/// `distinct`
pub(super) fn distinct(call: &Call<'_>) -> Answer {
    let list = call.arg(0)?;
    let ty = list.ty();
    let Some(known) = known(list) else { return Ok(call.unknown()) };
    if known.items.iter().all(|v| v.as_str().is_some()) {
        let mut seen = FxHashSet::default();
        let kept = known.items.iter().filter(|v| seen.insert(v.as_str())).cloned().collect();
        return Ok(distinct_list(call, ty, kept, known.whole));
    }
    if known.items.len() > MOST_COMPARED {
        return Ok(call.too_much());
    }
    let mut kept: Vec<Value> = Vec::new();
    for item in known.items {
        let answers: Vec<_> = kept.iter().map(|k| equal(k, item)).collect();
        if answers.contains(&Some(true)) {
            continue;
        }
        if answers.contains(&None) && !known.loose {
            return Ok(call.unknown_of(ty, Partial::Items(kept)));
        }
        kept.push(item.clone());
    }
    Ok(distinct_list(call, ty, kept, known.whole))
}

/// Each is compared with each: more are not worth it.
const MOST_COMPARED: usize = 4096;

fn distinct_list(call: &Call<'_>, ty: Type, kept: Vec<Value>, whole: bool) -> Value {
    match ty {
        Type::List(element) if whole => Value::list(Type::clone(&element), kept),
        ty => call.unknown_of(ty, Partial::Items(kept)),
    }
}

/// `chunklist`
pub(super) fn chunklist(call: &Call<'_>) -> Answer {
    let list = call.arg(0)?;
    let marks = list.marks.with(call.arg(1)?.marks);
    let ty = list.ty();
    let Some(known) = known(list) else { return Ok(call.unknown()) };
    if call.arg(1)?.is_unknown() || list.is_unknown() && known.first().is_empty() {
        return Ok(call.unknown_of(Type::list(ty), Partial::Nothing).marked(marks));
    }
    let size = usize::try_from(call.whole(1)?)
        .map_err(|_| Failure::new("the size argument must be positive"))?;
    let element = ty.element().cloned().unwrap_or_default();
    if !known.whole {
        let full = known.items.chunks_exact(size.max(1));
        let chunks = full.map(|c| Value::list(element.clone(), c.to_vec())).collect();
        let chunks = if size == 0 { Vec::new() } else { chunks };
        return Ok(call.unknown_of(Type::list(ty), Partial::Items(chunks)).marked(marks));
    }
    let size = if size == 0 { known.items.len().max(1) } else { size };
    let chunks = known.items.chunks(size).map(|c| Value::list(element.clone(), c.to_vec()));
    Ok(Value::list(ty, chunks.collect()).marked(marks))
}

/// `coalescelist`
pub(super) fn coalescelist(call: &Call<'_>) -> Answer {
    if call.args.is_empty() {
        return Err(Failure::new("at least one argument is required"));
    }
    for arg in call.args.iter().take_while(|v| !v.is_unknown()) {
        if !is_list_type(&list_type(arg)) {
            return Err(Failure::new("coalescelist arguments must be lists or tuples"));
        }
    }
    for (i, arg) in call.args.iter().enumerate() {
        match &arg.kind {
            Kind::Null(_) => {}
            Kind::List(_, v) | Kind::Tuple(v) if v.is_empty() => {}
            Kind::List(..) | Kind::Tuple(_) => return Ok(arg.clone()),
            Kind::Unknown(u) => {
                let full = match &u.known {
                    Partial::Items(_) => known(arg).is_some_and(|k| !k.first().is_empty()),
                    Partial::Length(low, _) => *low > 0,
                    _ => false,
                };
                if full && u.not_null {
                    return Ok(arg.clone());
                }
                return Ok(this_or_next(call, arg, i));
            }
            _ => return Err(Failure::new("coalescelist arguments must be lists or tuples")),
        }
    }
    Err(Failure::new("no non-null arguments"))
}

/// A list that may be empty, or else the one that counts after it.
fn this_or_next(call: &Call<'_>, list: &Value, at: usize) -> Value {
    let next = call.args.iter().skip(at + 1).find(|v| match &v.kind {
        Kind::Null(_) => false,
        _ => v.items().is_none_or(|v| !v.is_empty()),
    });
    let same = known(list).is_some_and(|k| !k.items.is_empty());
    match next {
        Some(next) if same && !next.is_unknown() => {
            call.unknown_of(Type::Dynamic, Partial::OneOf(vec![list.clone(), next.clone()]))
        }
        None if same => list.clone(),
        _ => call.unknown(),
    }
}
