//! `a[b]` and `a.b` on values.

use std::sync::Arc;

use smol_str::{SmolStr, format_smolstr};
use vpcelint_source::Span;

use super::{Error, Evaluated, Evaluator, lift};
use crate::{Handle, Kind, Marks, Member, Partial, Reference, Type, Unknown, Value, convert};

impl Evaluator<'_> {
    /// `value[key]`
    pub(crate) fn index(&self, value: &Value, key: &Value, span: Span) -> Evaluated {
        let marks = value.marks.with(key.marks);
        if key.is_null() {
            return Err(Error::new(span, "an index must not be null"));
        }
        if value.is_null() {
            return Err(Error::new(span, "this value is null: it has no elements"));
        }
        if let Some(result) = lift::each_candidate(value, &mut |v| self.index(v, key, span)) {
            return result;
        }
        if let Some(result) = lift::each_candidate(key, &mut |k| self.index(value, k, span)) {
            return result;
        }
        let found = match &value.kind {
            Kind::List(_, items) | Kind::Tuple(items) => self.element(value, items, key, span)?,
            Kind::Map(..) | Kind::Object(_) => self.entry(value, key, span)?,
            Kind::Unknown(u) => self.index_unknown(u, key, span)?,
            Kind::Set(..) => {
                return Err(Error::new(span, "a set has no order: its elements have no index"));
            }
            _ => return Err(Error::new(span, "this value has no elements")),
        };
        Ok(found.marked(marks))
    }

    fn element(
        &self,
        value: &Value,
        items: &Arc<Vec<Value>>,
        key: &Value,
        span: Span,
    ) -> Evaluated {
        let key = convert(key, &Type::Number)
            .map_err(|e| Error::new(span, format!("an index of a list must be a number: {e}")))?;
        if key.is_unknown() {
            let ty = match &value.kind {
                Kind::List(element, _) => element.clone(),
                _ => lift::common_type(items),
            };
            return Ok(match &items[..] {
                [] => return Err(Error::new(span, "this list has no elements")),
                items => lift::one_of(items.to_vec(), &ty, &Self::cause_of(&key)),
            });
        }
        let index = key.as_number().and_then(crate::Number::as_i64);
        let index = index.ok_or_else(|| Error::new(span, "an index must be a whole number"))?;
        let item = usize::try_from(index).ok().and_then(|i| items.get(i)).cloned();
        item.ok_or_else(|| {
            let shown = if key.marks.is_withheld() { String::new() } else { format!(" {index}") };
            let message = format!("there is no element{shown} in a list of {}", items.len());
            Error::new(span, message)
        })
    }

    fn entry(&self, value: &Value, key: &Value, span: Span) -> Evaluated {
        let key = convert(key, &Type::String)
            .map_err(|e| Error::new(span, format!("the key of a map must be a string: {e}")))?;
        let Some(entries) = value.entries() else { return Ok(Value::null(Type::Dynamic)) };
        match key.as_str() {
            Some(name) => entries.get(name).cloned().ok_or_else(|| {
                let shown = if key.marks.is_withheld() {
                    "this key".to_owned()
                } else {
                    format!("the key \"{name}\"")
                };
                Error::new(span, format!("there is no element with {shown}"))
            }),
            None => {
                let ty = match &value.kind {
                    Kind::Map(element, _) => element.clone(),
                    _ => Type::Dynamic,
                };
                let candidates: Vec<_> = entries.values().cloned().collect();
                if candidates.is_empty() {
                    return Err(Error::new(span, "this map has no elements"));
                }
                let cause = Self::cause_of(&key);
                if candidates.len() == 1 {
                    // Terraform does not look at how many there are.
                    return Ok(Value::unknown(ty, &cause));
                }
                Ok(lift::one_of(candidates, &ty, &cause))
            }
        }
    }

    fn index_unknown(&self, unknown: &Arc<Unknown>, key: &Value, span: Span) -> Evaluated {
        let element = unknown.ty.element().cloned();
        match &unknown.known {
            Partial::Handle(_) => {
                if let Some(name) = key.as_str() {
                    return self.attribute_of_unknown(unknown, name, span);
                }
            }
            Partial::Reference(reference) => {
                let step = match &key.kind {
                    Kind::Number(n) => Some(format_smolstr!("[{n}]")),
                    Kind::String(s) => Some(format_smolstr!("[\"{s}\"]")),
                    _ => None,
                };
                if let Some(step) = step {
                    return Ok(extended(unknown, reference, &step, element.unwrap_or_default()));
                }
            }
            Partial::Items(items) if !matches!(unknown.ty, Type::Set(_)) => {
                if let Some(item) = self.item_of(unknown, items, key) {
                    return Ok(item);
                }
            }
            _ => {}
        }
        if matches!(unknown.ty, Type::Set(_)) {
            return Err(Error::new(span, "a set has no order: its elements have no index"));
        }
        if unknown.ty.is_primitive() {
            return Err(Error::new(span, "this value has no elements"));
        }
        let ty = match (&unknown.ty, key.as_str(), key.as_number().and_then(|n| n.as_i64())) {
            (Type::Object(o), Some(name), _) => o.attributes.get(name).cloned().unwrap_or_default(),
            (Type::Tuple(items), _, Some(n)) => {
                usize::try_from(n).ok().and_then(|n| items.get(n)).cloned().unwrap_or_default()
            }
            _ => element.unwrap_or_default(),
        };
        Ok(Value::unknown(ty, &unknown.cause))
    }

    /// An element of a list that begins with known items: the item itself where its index is
    /// known, the member where the index is a member of the same iteration, else any.
    fn item_of(&self, unknown: &Arc<Unknown>, items: &[Value], key: &Value) -> Option<Value> {
        if let Some(number) = key.as_number() {
            let stands_for_all = items.iter().any(|i| self.is_member(i));
            let index = usize::try_from(number.as_i64()?).ok()?;
            return match items.get(index) {
                Some(item) if !stands_for_all => Some(item.clone()),
                _ if stands_for_all => self.any_of(items),
                _ => None,
            };
        }
        let Partial::Member(member) = &key.as_unknown()?.known else {
            return self.any_of(items);
        };
        let same = items.iter().find(|i| self.is_member_of(i, member));
        same.cloned().or_else(|| self.any_of(items)).or_else(|| {
            Some(Value::unknown(unknown.ty.element().cloned().unwrap_or_default(), &unknown.cause))
        })
    }

    /// Whether a value is an instance that stands for others.
    fn is_member(&self, value: &Value) -> bool {
        self.member_key(value).is_some()
    }

    fn is_member_of(&self, value: &Value, member: &Member) -> bool {
        self.member_key(value)
            .is_some_and(|(over, index)| over == member.over && index == member.index)
    }

    fn member_key(&self, value: &Value) -> Option<(SmolStr, u8)> {
        match &value.as_unknown()?.known {
            Partial::Handle(handle) => self.member_of_handle(*handle),
            Partial::Member(member) => Some((member.over.clone(), member.index)),
            Partial::Reference(reference) => {
                self.member_of_address(reference.root, &reference.address)
            }
            _ => None,
        }
    }

    /// Any of the instances that items stand for.
    fn any_of(&self, items: &[Value]) -> Option<Value> {
        let first = items.first()?.as_unknown()?;
        let (root, address, attribute) = match &first.known {
            Partial::Handle(handle @ Handle::Resource(_)) => {
                let (root, address) = self.address_of_handle(*handle)?;
                (root, address, SmolStr::default())
            }
            Partial::Reference(r) => (r.root, r.address.clone(), r.attribute.clone()),
            _ => return None,
        };
        let any = any_address(&address);
        let reference = Reference { root, address: any.into(), attribute };
        let known = Partial::Reference(reference);
        Some(Value::partial(first.ty.clone(), first.not_null, known, &first.cause))
    }

    /// `value.name`
    pub(crate) fn get_attribute(&self, value: &Value, name: &SmolStr, span: Span) -> Evaluated {
        if value.is_null() {
            return Err(Error::new(
                span,
                format!("this value is null: it has no attribute `{name}`"),
            ));
        }
        if let Some(r) = lift::each_candidate(value, &mut |v| self.get_attribute(v, name, span)) {
            return r;
        }
        let found = match &value.kind {
            Kind::Object(entries)
                if !entries.contains_key(name) && value.marks.has(Marks::BLOCK) =>
            {
                let reason =
                    format!("`{name}` is not written in this block: a provider may set it");
                self.unknown(reason, span)
            }
            Kind::Map(_, entries) | Kind::Object(entries) => entries
                .get(name)
                .cloned()
                .ok_or_else(|| Error::new(span, format!("there is no attribute `{name}`")))?,
            Kind::Unknown(u) => self.attribute_of_unknown(u, name, span)?,
            _ => return Err(Error::new(span, format!("this value has no attribute `{name}`"))),
        };
        Ok(found.marked(value.marks.without(Marks::BLOCK)))
    }

    fn attribute_of_unknown(&self, unknown: &Arc<Unknown>, name: &str, span: Span) -> Evaluated {
        match &unknown.known {
            Partial::Handle(handle) => return self.attribute_of_handle(*handle, name, span),
            Partial::Block(written, _) if written.get(name).is_some_and(|v| !v.is_null()) => {
                return Ok(written
                    .get(name)
                    .cloned()
                    .unwrap_or_else(|| Value::null(Type::Dynamic)));
            }
            Partial::Reference(reference) | Partial::Block(_, reference) => {
                let step = if reference.attribute.is_empty() {
                    name.into()
                } else {
                    format_smolstr!(".{name}")
                };
                let ty = attribute_type(&unknown.ty, name);
                return Ok(extended(unknown, reference, &step, ty));
            }
            _ => {}
        }
        match &unknown.ty {
            Type::Dynamic => Ok(Value::unknown(Type::Dynamic, &unknown.cause)),
            Type::Map(element) => Ok(Value::unknown((**element).clone(), &unknown.cause)),
            Type::Object(o) if o.attributes.contains_key(name) => {
                Ok(Value::unknown(attribute_type(&unknown.ty, name), &unknown.cause))
            }
            _ => Err(Error::new(span, format!("this value has no attribute `{name}`"))),
        }
    }
}

/// The address of any instance, from that of one.
pub(crate) fn any_address(address: &str) -> String {
    match address.rfind('[') {
        Some(at) if address.ends_with(']') => format!("{}[*]", &address[..at]),
        _ => address.to_owned(),
    }
}

fn attribute_type(ty: &Type, name: &str) -> Type {
    match ty {
        Type::Object(o) => o.attributes.get(name).cloned().unwrap_or_default(),
        Type::Map(element) => (**element).clone(),
        _ => Type::Dynamic,
    }
}

/// A reference one step further.
fn extended(unknown: &Unknown, reference: &Reference, step: &str, ty: Type) -> Value {
    let attribute = format_smolstr!("{}{step}", reference.attribute);
    let reference = Reference { address: reference.address.clone(), attribute, ..*reference };
    Value::partial(ty, false, Partial::Reference(reference), &unknown.cause)
}
