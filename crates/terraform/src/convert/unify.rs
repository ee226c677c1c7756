//! Which types convert to which, and the type that several convert to.

use std::cell::Cell;
use std::collections::BTreeMap;
use std::sync::Arc;

use smol_str::SmolStr;

use crate::{ObjectType, Type, Value};

/// The most general of some types that all convert to, as conditionals, lists and functions that
/// join values choose it; none if there is none.
#[must_use]
pub fn unify(types: &[Type]) -> Option<Type> {
    Unifier::default().unify(types, true)
}

/// The type that values of many types convert to.
pub(super) fn unify_values<'a>(values: impl Iterator<Item = &'a Value>) -> Option<Type> {
    let mut types: Vec<Type> = Vec::new();
    for value in values {
        let ty = value.ty();
        // Most are like the one before.
        if !types.iter().rev().any(|t| *t == ty) {
            types.push(ty);
        }
        if types.len() > MOST_TYPES {
            return None;
        }
    }
    if types.is_empty() { Some(Type::Dynamic) } else { unify(&types) }
}

/// Whether two types are equal; optional attributes only count as attributes.
pub(crate) fn same_type(a: &Type, b: &Type) -> bool {
    match (a, b) {
        (Type::List(a), Type::List(b))
        | (Type::Set(a), Type::Set(b))
        | (Type::Map(a), Type::Map(b)) => same_type(a, b),
        (Type::Tuple(a), Type::Tuple(b)) => {
            a.len() == b.len() && a.iter().zip(b.iter()).all(|(a, b)| same_type(a, b))
        }
        (Type::Object(a), Type::Object(b)) => {
            let (a, b) = (&a.attributes, &b.attributes);
            a.len() == b.len() && a.iter().zip(b).all(|((k, a), (l, b))| k == l && same_type(a, b))
        }
        _ => a == b,
    }
}

/// The type without marks of optional attributes.
pub(crate) fn without_optional(ty: &Type) -> Type {
    match ty {
        Type::List(t) => Type::list(without_optional(t)),
        Type::Set(t) => Type::set(without_optional(t)),
        Type::Map(t) => Type::map(without_optional(t)),
        Type::Tuple(ts) => Type::Tuple(ts.iter().map(without_optional).collect()),
        Type::Object(o) => {
            let attributes = o.attributes.iter();
            Type::object(attributes.map(|(k, t)| (k.clone(), without_optional(t))).collect())
        }
        _ => ty.clone(),
    }
}

/// The wanted type with each `any` replaced by what stands in its place.
pub(crate) fn fill_in(have: &Type, wanted: &Type) -> Type {
    if wanted.is_whole() {
        return wanted.clone();
    }
    let each = |have: Option<&Type>, wanted: &Type| match have {
        Some(have) => fill_in(have, wanted),
        None => wanted.clone(),
    };
    let unified = |types: &[Type]| unify(types);
    match (have, wanted) {
        (Type::Dynamic, _) => wanted.clone(),
        (_, Type::Dynamic) => have.clone(),
        (Type::Tuple(ts), Type::List(w)) => Type::list(each(unified(ts).as_ref(), w)),
        (Type::Tuple(ts), Type::Set(w)) => Type::set(each(unified(ts).as_ref(), w)),
        (Type::List(t) | Type::Set(t), Type::List(w)) => Type::list(fill_in(t, w)),
        (Type::List(t) | Type::Set(t), Type::Set(w)) => Type::set(fill_in(t, w)),
        (Type::Map(t), Type::Map(w)) => Type::map(fill_in(t, w)),
        (Type::Object(o), Type::Map(w)) => {
            let types: Vec<_> = o.attributes.values().cloned().collect();
            Type::map(each(unified(&types).as_ref(), w))
        }
        (Type::Object(o), Type::Object(w)) => {
            let filled =
                w.attributes.iter().map(|(k, w)| (k.clone(), each(o.attributes.get(k), w)));
            Type::object(filled.collect())
        }
        (Type::Map(t), Type::Object(w)) => {
            Type::object(w.attributes.iter().map(|(k, w)| (k.clone(), fill_in(t, w))).collect())
        }
        (Type::Tuple(ts), Type::Tuple(ws)) => {
            Type::Tuple(ws.iter().enumerate().map(|(i, w)| each(ts.get(i), w)).collect())
        }
        _ => wanted.clone(),
    }
}

/// Works out conversions between types, within a number of steps.
#[derive(Debug)]
pub(crate) struct Unifier {
    steps: Cell<u32>,
}

impl Default for Unifier {
    fn default() -> Self {
        /// Far more than types that people write take.
        const STEPS: u32 = 2_000_000;
        Self { steps: Cell::new(STEPS) }
    }
}

impl Unifier {
    fn step(&self) -> bool {
        let left = self.steps.get();
        self.steps.set(left.saturating_sub(1));
        left > 0
    }

    /// Whether values of a type convert to another; `lossy` includes conversions that depend on
    /// the value, like string to number.
    pub(crate) fn convertible(&self, from: &Type, to: &Type, lossy: bool) -> bool {
        if !self.step() {
            return false;
        }
        match (from, to) {
            (_, Type::Dynamic) => true,
            (Type::Dynamic, _) => lossy,
            (Type::Bool | Type::Number, Type::String) => true,
            (Type::String, Type::Bool | Type::Number) => lossy,
            (Type::Object(a), Type::Object(b)) => self.object_to_object(a, b, lossy),
            (Type::Tuple(a), Type::Tuple(b)) => {
                let mut pairs = a.iter().zip(b.iter());
                a.len() == b.len() && pairs.all(|(a, b)| self.fits(a, b, lossy))
            }
            (Type::List(a) | Type::Set(a), Type::List(b)) => self.fits(a, b, lossy),
            (Type::List(a), Type::Set(b)) => lossy && self.fits(a, b, lossy),
            (Type::Set(a), Type::Set(b)) => self.fits(a, b, lossy),
            (Type::Map(a), Type::Map(b)) => self.fits(a, b, lossy),
            (Type::Tuple(a), Type::List(b) | Type::Set(b)) => {
                self.all_fit(a.iter(), b, lossy, true)
            }
            (Type::Object(a), Type::Map(b)) => self.all_fit(a.attributes.values(), b, lossy, false),
            (Type::Map(a), Type::Object(b)) => lossy && self.map_to_object(a, b),
            _ => false,
        }
    }

    fn fits(&self, from: &Type, to: &Type, lossy: bool) -> bool {
        same_type(from, to) || self.convertible(from, to, lossy)
    }

    /// Whether elements of a tuple or an object fit one element type.
    fn all_fit<'a>(
        &self,
        types: impl Iterator<Item = &'a Type> + Clone,
        element: &Type,
        lossy: bool,
        tuple: bool,
    ) -> bool {
        if *element != Type::Dynamic {
            return distinct(types).iter().all(|t| self.fits(t, element, lossy));
        }
        let types: Vec<_> = distinct(types).into_iter().cloned().collect();
        if types.is_empty() {
            return true;
        }
        match self.unify(&types, lossy) {
            None => false,
            Some(Type::Dynamic) if tuple => types.iter().all(|t| *t == Type::Dynamic),
            Some(common) => types.iter().all(|t| self.fits(t, &common, lossy)),
        }
    }

    fn object_to_object(&self, from: &ObjectType, to: &ObjectType, lossy: bool) -> bool {
        to.attributes.iter().all(|(name, to_ty)| match from.attributes.get(name) {
            Some(from_ty) => self.fits(from_ty, to_ty, lossy),
            None => to.optional.contains_key(name),
        })
    }

    fn map_to_object(&self, from: &Type, to: &ObjectType) -> bool {
        to.attributes
            .iter()
            .all(|(name, ty)| to.optional.contains_key(name) || self.fits(from, ty, true))
    }

    /// The type that all convert to.
    pub(crate) fn unify(&self, types: &[Type], lossy: bool) -> Option<Type> {
        let types: Vec<Type> = distinct(types.iter()).into_iter().cloned().collect();
        if !self.step() {
            return None;
        }
        if types.len() < 2 {
            return types.into_iter().next();
        }
        match self.by_kind(&types, lossy) {
            Decision::Is(result) => result,
            Decision::Open => self.by_preference(&types, lossy),
        }
    }

    /// Types of the same kind may unify to one that is none of them.
    fn by_kind(&self, types: &[Type], lossy: bool) -> Decision {
        let counts = Counts::of(types);
        let with_dynamic = |n: usize| n > 0 && n + counts.dynamic == types.len();
        let dynamic = counts.dynamic > 0;
        if with_dynamic(counts.map) || with_dynamic(counts.list) || with_dynamic(counts.set) {
            let result = if dynamic { Some(Type::Dynamic) } else { self.collections(types, lossy) };
            return Decision::Is(result);
        }
        if counts.map > 0 && with_dynamic(counts.map + counts.object) {
            let mixed = self.mixed(types, lossy, |t| matches!(t, Type::Object(_)), false);
            return mixed.map_or(Decision::Open, |t| Decision::Is(Some(t)));
        }
        if counts.list > 0 && with_dynamic(counts.list + counts.tuple) {
            let mixed = self.mixed(types, lossy, |t| matches!(t, Type::Tuple(_)), true);
            return mixed.map_or(Decision::Open, |t| Decision::Is(Some(t)));
        }
        if with_dynamic(counts.object) {
            let result = if dynamic { Some(Type::Dynamic) } else { self.objects(types, lossy) };
            return Decision::Is(result);
        }
        if with_dynamic(counts.tuple) {
            let result = if dynamic { Some(Type::Dynamic) } else { self.tuples(types, lossy) };
            return Decision::Is(result);
        }
        if counts.object > 0 && counts.tuple > 0 {
            return Decision::Is(None);
        }
        Decision::Open
    }

    fn collections(&self, types: &[Type], lossy: bool) -> Option<Type> {
        let elements: Vec<_> = types.iter().filter_map(Type::element).cloned().collect();
        let element = Arc::new(self.unify(&elements, lossy)?);
        let common = match types.first()? {
            Type::List(_) => Type::List(element),
            Type::Set(_) => Type::Set(element),
            _ => Type::Map(element),
        };
        types.iter().all(|t| self.fits(t, &common, lossy)).then_some(common)
    }

    /// Lists with tuples, or maps with objects: the latter are taken for the former first.
    fn mixed(
        &self,
        types: &[Type],
        lossy: bool,
        structural: impl Fn(&Type) -> bool,
        list: bool,
    ) -> Option<Type> {
        let parts: Vec<_> = types.iter().filter(|t| structural(t)).cloned().collect();
        let common = if list {
            self.tuples_to_list(&parts, lossy)?
        } else {
            self.objects_to_map(&parts, lossy)?
        };
        let replaced: Vec<_> =
            types.iter().map(|t| if structural(t) { common.clone() } else { t.clone() }).collect();
        let result = self.unify(&replaced, lossy)?;
        matches!((&result, list), (Type::List(_), true) | (Type::Map(_), false)).then_some(result)
    }

    fn objects(&self, types: &[Type], lossy: bool) -> Option<Type> {
        let all: Vec<_> = types.iter().filter_map(attributes).collect();
        let first = all.first()?;
        if !all.iter().all(|a| a.len() == first.len() && a.keys().eq(first.keys())) {
            return self.objects_to_map(types, lossy);
        }
        let mut common = BTreeMap::new();
        for name in first.keys() {
            let across: Vec<_> = all.iter().filter_map(|a| a.get(name)).cloned().collect();
            common.insert(name.clone(), self.unify(&across, lossy)?);
        }
        let common = Type::object(common);
        if types.iter().all(|t| self.fits(t, &common, lossy)) {
            return Some(common);
        }
        self.objects_to_map(types, lossy)
    }

    fn objects_to_map(&self, types: &[Type], lossy: bool) -> Option<Type> {
        let all = types.iter().filter_map(attributes).flat_map(BTreeMap::values);
        let element = self.unify(&all.cloned().collect::<Vec<_>>(), lossy)?;
        let common = Type::map(element);
        types.iter().all(|t| self.fits(t, &common, lossy)).then_some(common)
    }

    fn tuples(&self, types: &[Type], lossy: bool) -> Option<Type> {
        let all: Vec<_> = types.iter().filter_map(elements).collect();
        let first = all.first()?;
        if !all.iter().all(|t| t.len() == first.len()) {
            return self.tuples_to_list(types, lossy);
        }
        let mut common = Vec::with_capacity(first.len());
        for i in 0..first.len() {
            let across: Vec<_> = all.iter().filter_map(|t| t.get(i)).cloned().collect();
            common.push(self.unify(&across, lossy)?);
        }
        let common = Type::Tuple(common.into());
        if types.iter().all(|t| self.fits(t, &common, lossy)) {
            return Some(common);
        }
        self.tuples_to_list(types, lossy)
    }

    fn tuples_to_list(&self, types: &[Type], lossy: bool) -> Option<Type> {
        let all = types.iter().filter_map(elements).flat_map(|t| t.iter());
        let element = self.unify(&all.cloned().collect::<Vec<_>>(), lossy)?;
        let common = Type::list(element);
        types.iter().all(|t| self.fits(t, &common, lossy)).then_some(common)
    }

    /// The first of the types, in order of preference, that all others convert to.
    fn by_preference(&self, types: &[Type], lossy: bool) -> Option<Type> {
        let order = super::mismatch::preference(types);
        order
            .into_iter()
            .filter_map(|i| types.get(i))
            .find(|wanted| types.iter().all(|t| self.fits(t, wanted, lossy)))
            .cloned()
    }
}

enum Decision {
    Is(Option<Type>),
    Open,
}

#[derive(Default)]
struct Counts {
    map: usize,
    list: usize,
    set: usize,
    object: usize,
    tuple: usize,
    dynamic: usize,
}

impl Counts {
    fn of(types: &[Type]) -> Self {
        let mut counts = Self::default();
        for ty in types {
            match ty {
                Type::Map(_) => counts.map += 1,
                Type::List(_) => counts.list += 1,
                Type::Set(_) => counts.set += 1,
                Type::Object(_) => counts.object += 1,
                Type::Tuple(_) => counts.tuple += 1,
                Type::Dynamic => counts.dynamic += 1,
                _ => {}
            }
        }
        counts
    }
}

fn attributes(ty: &Type) -> Option<&BTreeMap<SmolStr, Type>> {
    match ty {
        Type::Object(o) => Some(&o.attributes),
        _ => None,
    }
}

fn elements(ty: &Type) -> Option<&Arc<[Type]>> {
    match ty {
        Type::Tuple(t) => Some(t),
        _ => None,
    }
}

/// Values of more types than these have none in common.
const MOST_TYPES: usize = 2048;

/// Each type once, in order.
fn distinct<'a>(types: impl Iterator<Item = &'a Type>) -> Vec<&'a Type> {
    let mut distinct: Vec<&Type> = Vec::new();
    for ty in types {
        if distinct.len() <= MOST_TYPES && !distinct.iter().rev().any(|t| *t == ty) {
            distinct.push(ty);
        }
    }
    distinct
}
