//! `count` and `for_each`: which instances there are, also where that is not (wholly) known.

use std::collections::BTreeSet;
use std::rc::Rc;
use std::sync::Arc;

use smol_str::{SmolStr, format_smolstr};
use vpcelint_model::{Cause, RootId};
use vpcelint_source::{FileId, Notice, Span};
use vpcelint_syntax::hcl::{Attribute, Expr, ExprKind, Step, StepKind};

use super::instance::{Each, Key, ModuleInstance, Seed, Spread};
use super::{Error, Evaluator, Scope, lift};
use crate::config::Declaration;
use crate::{Kind, Marks, Member, MemberPart, Partial, Type, Value, convert};

/// The keys of a declaration's instances.
#[derive(Debug)]
pub(crate) struct Seeds {
    pub(crate) spread: Spread,
    pub(crate) seeds: Vec<Seed>,
    /// Why their number is not known.
    pub(crate) open: Option<Arc<Cause>>,
}

impl Seeds {
    fn known(spread: Spread, seeds: Vec<Seed>) -> Self {
        let open = seeds.iter().find_map(|s| s.conditional.clone());
        Self { spread, seeds, open }
    }

    /// Two members that stand for all.
    fn members(spread: Spread, over: &SmolStr, cause: &Arc<Cause>) -> Self {
        let seeds = (0..2).map(|n| member(spread, over, n, cause)).collect();
        Self { spread, seeds, open: Some(cause.clone()) }
    }
}

/// One of the two members that stand for the instances of an iteration of unknown length.
fn member(spread: Spread, over: &SmolStr, index: u8, cause: &Arc<Cause>) -> Seed {
    let value = |ty: Type, not_null, part| {
        let member = Member { over: over.clone(), index, part };
        Value::partial(ty, not_null, Partial::Member(member), cause)
    };
    let each = match spread {
        Spread::Count => {
            Each { index: Some(value(Type::Number, true, MemberPart::Key)), ..Each::default() }
        }
        _ => Each {
            index: None,
            key: Some(value(Type::String, true, MemberPart::Key)),
            value: Some(value(Type::Dynamic, false, MemberPart::Element)),
        },
    };
    Seed { key: Key::Member(index), each, conditional: Some(cause.clone()), over: over.clone() }
}

fn seed(key: Key, each: Each, conditional: Option<Arc<Cause>>) -> Seed {
    Seed { key, each, conditional, over: SmolStr::default() }
}

impl Evaluator<'_> {
    /// The keys of the instances of a resource or module call.
    pub(crate) fn seeds(&self, module: &Rc<ModuleInstance>, of: &Declaration) -> Seeds {
        let count = module.config.attribute(of, "count");
        let for_each = module.config.attribute(of, "for_each");
        let result = match (count, for_each) {
            (None, None) => {
                return Seeds::known(Spread::Single, vec![seed(Key::None, Each::default(), None)]);
            }
            (Some((file, attribute)), None) => self.count(module, file.id, attribute),
            (None, Some((file, attribute))) => self.for_each(module, file.id, attribute),
            (Some(_), Some((file, attribute))) => Err(Error::new(
                attribute.name.range.in_file(file.id),
                "`count` and `for_each` exclude each other",
            )),
        };
        let spread = if for_each.is_some() { Spread::ForEach } else { Spread::Count };
        result.unwrap_or_else(|error| {
            let failed = self.report(&error, Some(module));
            Seeds { spread, seeds: Vec::new(), open: Some(Self::cause_of(&failed)) }
        })
    }

    fn count(
        &self,
        module: &Rc<ModuleInstance>,
        file: FileId,
        attribute: &Attribute,
    ) -> Result<Seeds, Error> {
        let span = attribute.value.range.in_file(file);
        let value = self.eval(&attribute.value, &Scope::module(module, file))?;
        let value = convert(&value, &Type::Number)
            .map_err(|e| Error::new(span, format!("`count` must be a whole number: {e}")))?;
        if let Some((candidates, cause)) = lift::candidates(&value) {
            let numbers: Result<Vec<_>, _> = candidates.iter().map(|c| whole(c, span)).collect();
            if let Some(numbers) = numbers?.into_iter().collect::<Option<Vec<_>>>() {
                let least = numbers.iter().min().copied().unwrap_or_default();
                let most = numbers.iter().max().copied().unwrap_or_default();
                return Ok(self.indexes(module.root, least, most, cause, span));
            }
        }
        match whole(&value, span)? {
            Some(number) => Ok(self.indexes(module.root, number, number, &Arc::default(), span)),
            None => {
                let over = self.identity(&attribute.value, module, file);
                Ok(Seeds::members(Spread::Count, &over, &Self::cause_of(&value)))
            }
        }
    }

    /// Instances 0 to `most`, of which those from `least` on may not exist.
    fn indexes(
        &self,
        root: RootId,
        least: u64,
        most: u64,
        cause: &Arc<Cause>,
        span: Span,
    ) -> Seeds {
        if let Some(seeds) = self.too_many(root, Spread::Count, most, span) {
            return seeds;
        }
        let seeds = (0..most).map(|n| {
            let index = Value::from(i64::try_from(n).unwrap_or(i64::MAX));
            let each = Each { index: Some(index), ..Each::default() };
            seed(Key::Index(n), each, (n >= least).then(|| cause.clone()))
        });
        Seeds::known(Spread::Count, seeds.collect())
    }

    /// What stands for more instances than the cap allows.
    fn too_many(&self, root: RootId, spread: Spread, wanted: u64, span: Span) -> Option<Seeds> {
        let limits = &self.loader.reader.budget.limits;
        let room = limits.root_instances.saturating_sub(self.instance_count(root));
        let (most, cap) = if limits.instances <= room {
            (limits.instances, "instances")
        } else {
            (room, "root_instances")
        };
        if wanted <= most as u64 {
            return None;
        }
        let message = if cap == "instances" {
            let message = format!(
                "{wanted} instances are more than the cap of {most} (`{cap}`): two stand for all \
                 of them"
            );
            self.notice(Notice::notice(span, message.as_str()));
            message
        } else {
            let most = limits.root_instances;
            let message = format!(
                "the root has more than {most} instances (the cap `{cap}`): from here on, two \
                 stand for all of a resource"
            );
            self.notice_once(span, &message);
            message
        };
        let over = format_smolstr!("{}:{}", span.file.0, span.range.start);
        Some(Seeds::members(spread, &over, &Cause::new(message, Some(span))))
    }

    fn for_each(
        &self,
        module: &Rc<ModuleInstance>,
        file: FileId,
        attribute: &Attribute,
    ) -> Result<Seeds, Error> {
        let span = attribute.value.range.in_file(file);
        let value = self.eval(&attribute.value, &Scope::module(module, file))?;
        if value.deep_marks().has(Marks::SENSITIVE) && value.marks.has(Marks::SENSITIVE) {
            let message = "`for_each` must not be sensitive: its keys are shown in addresses";
            self.notice(Notice::error(span, message));
            let over = self.identity(&attribute.value, module, file);
            let cause = Cause::new("`for_each` is sensitive", Some(span));
            return Ok(Seeds::members(Spread::ForEach, &over, &cause));
        }
        if let Some((candidates, cause)) = lift::candidates(&value) {
            let keys: Result<Vec<_>, _> = candidates.iter().map(|c| entries(c, span)).collect();
            if let Some(all) = keys?.into_iter().collect::<Option<Vec<_>>>() {
                return Ok(self.union(module.root, &all, cause, span));
            }
        }
        match entries(&value, span)? {
            Some(entries) => {
                if let Some(seeds) =
                    self.too_many(module.root, Spread::ForEach, entries.len() as u64, span)
                {
                    return Ok(seeds);
                }
                let seeds = entries.into_iter().map(|(k, v)| named(k, v, None)).collect();
                Ok(Seeds::known(Spread::ForEach, seeds))
            }
            None => {
                let over = self.identity(&attribute.value, module, file);
                Ok(Seeds::members(Spread::ForEach, &over, &Self::cause_of(&value)))
            }
        }
    }

    /// The keys of several possible maps: those that not all have may not exist.
    fn union(&self, root: RootId, all: &[Entries], cause: &Arc<Cause>, span: Span) -> Seeds {
        let names: BTreeSet<&SmolStr> = all.iter().flatten().map(|(k, _)| k).collect();
        if let Some(seeds) = self.too_many(root, Spread::ForEach, names.len() as u64, span) {
            return seeds;
        }
        let seeds = names.into_iter().map(|name| {
            let values: Vec<_> =
                all.iter().flat_map(|m| m.iter().filter(|(k, _)| k == name)).collect();
            let conditional = (values.len() < all.len()).then(|| cause.clone());
            let values: Vec<_> = values.into_iter().map(|(_, v)| v.clone()).collect();
            let ty = lift::common_type(&values);
            named(name.clone(), lift::one_of(values, &ty, cause), conditional)
        });
        Seeds::known(Spread::ForEach, seeds.collect())
    }

    /// Identifies what an expression iterates, so that iterations over the same list meet: names
    /// are followed to where their value is given, `length()` and the like are looked through.
    fn identity(&self, expr: &Expr, module: &Rc<ModuleInstance>, file: FileId) -> SmolStr {
        /// Longer chains of names are not followed.
        const MOST: u32 = 64;
        self.identity_within(expr, module, file, MOST)
    }

    fn identity_within(
        &self,
        expr: &Expr,
        module: &Rc<ModuleInstance>,
        file: FileId,
        left: u32,
    ) -> SmolStr {
        /// Functions that keep the number of elements.
        const KEEP_LENGTH: [&str; 5] = ["length", "toset", "tolist", "tomap", "sort"];
        let text = || {
            let source = self.loader.reader.sources.get(file);
            let text = source.as_ref().and_then(|f| f.text().get(expr.range.as_usize()));
            let words: Vec<_> = text.unwrap_or_default().split_whitespace().collect();
            format_smolstr!("{}:{}:{}", module.root.0, module.address, words.join(" "))
        };
        let Some(left) = left.checked_sub(1) else { return text() };
        match &expr.kind {
            ExprKind::Parens(inner) => self.identity_within(inner, module, file, left),
            ExprKind::Call(call) if KEEP_LENGTH.contains(&call.name.text.as_str()) => {
                match &call.arguments[..] {
                    [only] => self.identity_within(only, module, file, left),
                    _ => text(),
                }
            }
            ExprKind::Traversal(t) => match (&t.root.kind, &t.steps[..]) {
                (ExprKind::Variable(root), [Step { kind: StepKind::Attribute(name), .. }]) => {
                    self.identity_of_name(root, name, module, left).unwrap_or_else(text)
                }
                _ => text(),
            },
            _ => text(),
        }
    }

    fn identity_of_name(
        &self,
        root: &str,
        name: &SmolStr,
        module: &Rc<ModuleInstance>,
        left: u32,
    ) -> Option<SmolStr> {
        match root {
            "local" => {
                let index = module.config.find_local(name)?;
                let (file, attribute) =
                    module.config.local(module.config.locals.get(index as usize)?);
                Some(self.identity_within(&attribute.value, module, file.id, left))
            }
            "var" => Some(match self.argument(module, name) {
                Some((parent, file, expr)) => self.identity_within(expr, parent, file, left),
                None => {
                    format_smolstr!("{}:{}", module.root.0, module.name(&format!("var.{name}")))
                }
            }),
            _ => None,
        }
    }
}

/// The entries of a map, or the elements of a set as keys and values.
type Entries = Vec<(SmolStr, Value)>;

fn named(key: SmolStr, value: Value, conditional: Option<Arc<Cause>>) -> Seed {
    // Of a set, the key is the element.
    let same = value.as_str() == Some(key.as_str());
    let each_key = if same { value.clone() } else { key.clone().into() };
    let each = Each { index: None, key: Some(each_key), value: Some(value) };
    seed(Key::Name(key), each, conditional)
}

/// The number of a `count`; none when it is not known.
fn whole(value: &Value, span: Span) -> Result<Option<u64>, Error> {
    if value.is_null() {
        return Err(Error::new(span, "`count` is null: it must be a whole number"));
    }
    let Some(number) = value.as_number() else { return Ok(None) };
    let number = number.as_i64().and_then(|n| u64::try_from(n).ok());
    number.map(Some).ok_or_else(|| Error::new(span, "`count` must be a whole number, zero or more"))
}

/// The entries of a `for_each`; none when its keys are not known.
fn entries(value: &Value, span: Span) -> Result<Option<Entries>, Error> {
    let wrong = "`for_each` must be a map, or a set of strings; use `toset()` for a list";
    match &value.kind {
        Kind::Null(_) => {
            Err(Error::new(span, "`for_each` is null: it must be a map or a set of strings"))
        }
        Kind::Map(_, entries) | Kind::Object(entries) => {
            Ok(Some(entries.iter().map(|(k, v)| (k.clone(), v.clone())).collect()))
        }
        Kind::Set(_, items) => {
            let keys: Option<Vec<_>> =
                items.iter().map(|v| v.as_str().map(|s| (SmolStr::from(s), v.clone()))).collect();
            match keys {
                Some(keys) => Ok(Some(keys)),
                None if items.iter().any(Value::is_unknown) => Ok(None),
                None => Err(Error::new(span, wrong)),
            }
        }
        Kind::Unknown(u) => match &u.ty {
            Type::List(_) | Type::Tuple(_) | Type::Bool | Type::Number | Type::String => {
                Err(Error::new(span, wrong))
            }
            _ => Ok(None),
        },
        _ => Err(Error::new(span, wrong)),
    }
}
