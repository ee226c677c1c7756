//! `[for ...]` and `{for ...}`.

use std::collections::BTreeMap;

use smol_str::SmolStr;
use vpcelint_source::Span;
use vpcelint_syntax::hcl::{Expr, For};

use super::{Binding, Error, Evaluated, Evaluator, Scope, lift};
use crate::{Kind, Marks, Partial, Type, Value, convert};

/// What an iteration has made so far.
#[derive(Default)]
struct Made {
    items: Vec<Value>,
    entries: BTreeMap<SmolStr, Vec<Value>>,
    marks: Marks,
    /// Something on which the number of elements or their keys rest is unknown.
    open: Option<Value>,
    /// An element may or may not have been left out: what follows has no certain place.
    gap: bool,
}

impl Evaluator<'_> {
    /// The list or object that a `for` makes.
    pub(crate) fn for_expr(&self, expr: &For, scope: &Scope<'_>) -> Evaluated {
        let collection = self.with_all_outputs(self.eval(&expr.collection, scope)?);
        self.iterate(expr, &collection, scope)
    }

    fn iterate(&self, expr: &For, collection: &Value, scope: &Scope<'_>) -> Evaluated {
        let at = scope.span(&expr.collection);
        if let Some(result) =
            lift::each_candidate(collection, &mut |c| self.iterate(expr, c, scope))
        {
            return result;
        }
        let mut made = Made { marks: collection.marks, ..Made::default() };
        match &collection.kind {
            Kind::Null(_) => return Err(Error::new(at, "a null value can't be iterated")),
            Kind::List(_, items) | Kind::Tuple(items) => {
                for (n, item) in items.iter().enumerate() {
                    let key = Value::from(i64::try_from(n).unwrap_or(i64::MAX));
                    self.one(expr, key, item, scope, &mut made)?;
                }
            }
            Kind::Set(_, items) => {
                for item in items.iter() {
                    self.one(expr, item.clone(), item, scope, &mut made)?;
                }
            }
            Kind::Map(_, entries) | Kind::Object(entries) => {
                for (key, item) in entries.iter() {
                    self.one(expr, key.clone().into(), item, scope, &mut made)?;
                }
            }
            Kind::Unknown(u) => {
                if u.ty.is_primitive() {
                    return Err(Error::new(at, "this value can't be iterated"));
                }
                if let Partial::Items(items) = &u.known {
                    for item in items {
                        let key = Value::partial(Type::Dynamic, true, Partial::Nothing, &u.cause);
                        self.one(expr, key, item, scope, &mut made)?;
                    }
                } else {
                    self.try_once(expr, collection, &u.ty, scope)?;
                }
                made.open = Some(collection.clone());
            }
            _ => return Err(Error::new(at, "this value can't be iterated")),
        }
        Ok(finished(expr, made))
    }

    /// What is wrong for any element is wrong, even while the elements are not known.
    fn try_once(
        &self,
        expr: &For,
        collection: &Value,
        ty: &Type,
        scope: &Scope<'_>,
    ) -> Result<(), Error> {
        if let Some(element) = ty.element() {
            let cause = Self::cause_of(collection);
            let item = Value::unknown(element.clone(), &cause);
            let key = Value::partial(Type::Dynamic, true, Partial::Nothing, &cause);
            self.one(expr, key, &item, scope, &mut Made::default())?;
        }
        Ok(())
    }

    fn one(
        &self,
        expr: &For,
        key: Value,
        item: &Value,
        scope: &Scope<'_>,
        made: &mut Made,
    ) -> Result<(), Error> {
        let value = Binding { name: &expr.value, value: item.clone(), next: scope.bindings };
        let key = expr.key.as_ref().map(|name| Binding { name, value: key, next: Some(&value) });
        let inner = Scope { bindings: key.as_ref().or(Some(&value)), ..*scope };
        if let Some(condition) = &expr.condition {
            match self.passes(condition, &inner, made)? {
                Some(true) => {}
                Some(false) | None => return Ok(()),
            }
        }
        let Some(result_key) = &expr.result_key else {
            let item = self.eval(&expr.result, &inner)?;
            if !made.gap {
                made.items.push(item);
            }
            return self.within_cap(made.items.len(), scope.span(&expr.result));
        };
        let key = self.key(result_key, &inner)?;
        let value = self.eval(&expr.result, &inner)?;
        made.marks = made.marks.with(key.marks);
        let Some(name) = key.as_str() else {
            made.open = Some(key);
            return Ok(());
        };
        let values = made.entries.entry(name.into()).or_default();
        if !values.is_empty() && !expr.grouped {
            let same = if key.marks.is_withheld() {
                "the same key".to_owned()
            } else {
                format!("the key \"{name}\"")
            };
            let message = format!("two elements have {same}; `...` would group them");
            return Err(Error::new(scope.span(result_key), message));
        }
        values.push(value);
        Ok(())
    }

    /// Whether the condition lets an element through; when that is not known, the number of
    /// elements is not.
    fn passes(
        &self,
        condition: &Expr,
        scope: &Scope<'_>,
        made: &mut Made,
    ) -> Result<Option<bool>, Error> {
        let span = scope.span(condition);
        let value = self.eval(condition, scope)?;
        if value.is_null() {
            return Err(Error::new(span, "the condition is null: it must be true or false"));
        }
        let value = convert(&value, &Type::Bool)
            .map_err(|e| Error::new(span, format!("the condition must be true or false: {e}")))?;
        made.marks = made.marks.with(value.marks);
        if value.is_unknown() {
            made.open = Some(value.clone());
            made.gap = true;
        }
        Ok(value.as_bool())
    }

    /// An error when a list has more elements than the cap.
    pub(crate) fn within_cap(&self, length: usize, span: Span) -> Result<(), Error> {
        let most = self.loader.reader.budget.limits.list_length;
        if length <= most {
            return Ok(());
        }
        Err(Error::cap(
            span,
            format!("a list of more than {most} elements (the cap `list_length`)"),
        ))
    }
}

fn finished(expr: &For, made: Made) -> Value {
    let Made { items, entries, marks, open, .. } = made;
    let cause = open.as_ref().map(Evaluator::cause_of);
    let value = match (&expr.result_key, cause) {
        (None, None) => Value::tuple(items),
        (None, Some(cause)) => {
            let known = if items.is_empty() { Partial::Nothing } else { Partial::Items(items) };
            Value::partial(Type::Dynamic, true, known, &cause)
        }
        (Some(_), None) => {
            let pack = |values: Vec<Value>| match (expr.grouped, values.into_iter()) {
                (true, values) => Value::tuple(values.collect()),
                (false, mut values) => values.next().unwrap_or_else(|| Value::null(Type::Dynamic)),
            };
            Value::object(entries.into_iter().map(|(k, v)| (k, pack(v))).collect())
        }
        (Some(_), Some(cause)) => Value::partial(Type::Dynamic, true, Partial::Nothing, &cause),
    };
    value.marked(marks)
}
