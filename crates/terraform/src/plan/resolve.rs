//! What the names lead to that an expression refers to: instances, directly or through variables and
//! outputs. A local value's expression is not in a plan.

use std::cell::Cell;
use std::rc::Rc;
use std::sync::Arc;

use smol_str::SmolStr;

use super::address::{Step, path, steps};
use super::code::Code;
use super::instances::{Instances, Scope, joined};
use crate::eval::Key;

/// What a name leads to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Term {
    /// An attribute of an instance; an empty one where the instance is named as a whole.
    Instance(usize, SmolStr),
    /// Some or all instances of a declaration, whose address this is.
    All(Arc<str>, Vec<usize>),
}

/// What the names of an expression lead to.
#[derive(Debug, Default, Clone)]
pub(super) struct Found {
    pub(super) terms: Vec<Term>,
    /// Whether there is something known beside them.
    pub(super) known: bool,
    /// Whether something beside them is not known, or may not be.
    pub(super) opaque: bool,
}

/// What `count.index`, `each.key` and `each.value` rest on.
#[derive(Debug, Clone, Copy)]
pub(super) struct Each<'s, 'p> {
    pub(super) key: &'s Key,
    pub(super) for_each: Option<&'p Code>,
    /// How many instances there are beside each other.
    pub(super) siblings: usize,
}

/// Resolves names.
#[derive(Debug)]
pub(super) struct Resolver<'i, 'p> {
    pub(super) instances: &'i Instances<'p>,
    /// How many names may still be followed for one expression: outputs may name each other.
    left: Cell<usize>,
}

/// Names followed for one expression at most.
const MOST_NAMES: usize = 2048;
/// How deep names lead through each other at most.
const DEEPEST: usize = 128;

impl<'i, 'p> Resolver<'i, 'p> {
    pub(super) fn new(instances: &'i Instances<'p>) -> Self {
        Self { instances, left: Cell::new(0) }
    }

    /// What an expression's names lead to.
    pub(super) fn resolve(
        &self,
        scope: &Rc<Scope<'p>>,
        each: Each<'_, 'p>,
        references: &[SmolStr],
    ) -> Found {
        self.left.set(MOST_NAMES);
        self.found(scope, each, references, DEEPEST)
    }

    fn found(
        &self,
        scope: &Rc<Scope<'p>>,
        each: Each<'_, 'p>,
        references: &[SmolStr],
        depth: usize,
    ) -> Found {
        let mut found = Found::default();
        let mut own_key = false;
        for reference in most_specific(references) {
            let left = self.left.get();
            let (Some(depth), true) = (depth.checked_sub(1), left > 0) else {
                found.opaque = true;
                return found;
            };
            self.left.set(left - 1);
            let Some(steps) = steps(reference) else {
                found.opaque = true;
                continue;
            };
            match (steps.first().and_then(Step::name).map(SmolStr::as_str), steps.get(1)) {
                (Some("count"), _) => own_key = true,
                (Some("each"), Some(Step::Name(name))) if name == "key" => own_key = true,
                _ => {
                    let of_name = self.name(scope, each, &steps, depth);
                    found.add(of_name);
                }
            }
        }
        if own_key && !self.with_own_key(&mut found, each) {
            found.known = true;
        }
        found
    }

    fn name(
        &self,
        scope: &Rc<Scope<'p>>,
        each: Each<'_, 'p>,
        steps: &[Step],
        depth: usize,
    ) -> Found {
        let name = |n: usize| steps.get(n).and_then(Step::name).map(SmolStr::as_str);
        let rest = |n: usize| steps.get(n..).unwrap_or_default();
        match (name(0), name(1)) {
            (Some("each"), _) => self.each_value(scope, each, depth).behind(self, rest(2)),
            (Some("var"), Some(variable)) => {
                self.variable(scope, variable, depth).behind(self, rest(2))
            }
            (Some("module"), Some(call)) => self.output(scope, each, call, rest(2), depth),
            (Some("path" | "terraform"), _) => Found { known: true, ..Found::default() },
            (Some("data"), Some(kind)) => match name(2) {
                Some(name) => self.resource(scope, &format!("data.{kind}.{name}"), rest(3)),
                None => Found::opaque(),
            },
            (Some("local" | "self"), _) | (None, _) | (_, None) => Found::opaque(),
            (Some(kind), Some(name)) => self.resource(scope, &format!("{kind}.{name}"), rest(2)),
        }
    }

    fn resource(&self, scope: &Scope<'p>, local: &str, rest: &[Step]) -> Found {
        let all = self.instances.of_declaration(&scope.address, local);
        let key = rest.first().and_then(Step::key);
        let only = match all {
            [only] => self.instances.get(*only).filter(|i| i.key == Key::None).map(|_| *only),
            _ => None,
        };
        let term = match (only, key) {
            (Some(only), _) => Term::Instance(only, path(rest)),
            (None, Some(key)) => {
                let has = |n: &&usize| self.instances.get(**n).is_some_and(|i| i.key == key);
                match all.iter().find(has) {
                    Some(at) => Term::Instance(*at, path(rest.get(1..).unwrap_or_default())),
                    // Something like `try` is around it.
                    None => return Found { known: true, ..Found::default() },
                }
            }
            // A data source that is read later need not be there yet.
            (None, None) if all.is_empty() && local.starts_with("data.") => return Found::opaque(),
            (None, None) if all.is_empty() => return Found { known: true, ..Found::default() },
            (None, None) => Term::All(joined(&scope.address, local).as_str().into(), all.to_vec()),
        };
        Found { terms: vec![term], ..Found::default() }
    }

    /// A variable: of the root it is known, of other modules the argument of the call.
    fn variable(&self, scope: &Rc<Scope<'p>>, name: &str, depth: usize) -> Found {
        let argument = scope.parent.as_ref().and_then(|(parent, call)| {
            call.arguments.get(name).map(|argument| (parent, call, argument))
        });
        let Some((parent, call, argument)) = argument else {
            return Found { known: true, ..Found::default() };
        };
        if argument.references().is_empty() {
            return Found { known: true, ..Found::default() };
        }
        let each = self.each_of_call(scope, parent, call);
        self.found(parent, each, argument.references(), depth)
    }

    /// What `each` and `count` mean in the arguments of the call of a module instance.
    pub(super) fn each_of_call<'s>(
        &self,
        scope: &'s Scope<'p>,
        parent: &Scope<'p>,
        call: &'p super::code::CallCode,
    ) -> Each<'s, 'p> {
        let name = scope.address.rsplit("module.").next().unwrap_or_default();
        let name = name.split('[').next().unwrap_or_default();
        let siblings = self.instances.keys_of_module(parent, name).len();
        Each { key: &scope.key, for_each: call.for_each.as_ref(), siblings }
    }

    fn output(
        &self,
        scope: &Rc<Scope<'p>>,
        each: Each<'_, 'p>,
        call: &str,
        rest: &[Step],
        depth: usize,
    ) -> Found {
        let written = rest.first().and_then(Step::key);
        let behind = rest.get(usize::from(written.is_some())..).unwrap_or_default();
        let Some((Step::Name(output), behind)) = behind.split_first() else {
            return Found::opaque();
        };
        let keys = self.instances.keys_of_module(scope, call);
        let key = match (written, keys) {
            (Some(key), _) => key,
            (None, [only]) => only.clone(),
            (None, []) => Key::None,
            (None, _) if keys.contains(each.key) => each.key.clone(),
            (None, _) => return Found::opaque(),
        };
        let child = self.instances.child(scope, call, key);
        let Some(code) = child.code.and_then(|code| code.outputs.get(output)) else {
            return Found::opaque();
        };
        if code.references().is_empty() {
            return Found { known: true, ..Found::default() };
        }
        let none = Each { key: &Key::None, for_each: None, siblings: 1 };
        self.found(&child, none, code.references(), depth).behind(self, behind)
    }

    /// `each.value`, where it is iterated over the instances of one declaration, or of one thing.
    fn each_value(&self, scope: &Rc<Scope<'p>>, each: Each<'_, 'p>, depth: usize) -> Found {
        // What refers to nothing is known; a plan leaves it out unless it is a plain constant.
        let Some(code) = each.for_each.filter(|code| !code.references().is_empty()) else {
            return Found { known: true, ..Found::default() };
        };
        let none = Each { key: &Key::None, for_each: None, siblings: 1 };
        let mut found = self.found(scope, none, code.references(), depth);
        if found.terms.is_empty() {
            return found;
        }
        let one = found.terms.len() == 1 && !found.opaque;
        if !one || !self.with_own_key(&mut found, each) {
            return Found::opaque();
        }
        found
    }

    /// Takes of all instances of a declaration the one with the key of the instance whose
    /// expression it is; whether it could.
    fn with_own_key(&self, found: &mut Found, each: Each<'_, 'p>) -> bool {
        let mut done = false;
        for term in &mut found.terms {
            let Term::All(_, all) = term else { continue };
            // With another number of instances the index may be reckoned with.
            if matches!(each.key, Key::Index(_)) && all.len() != each.siblings {
                continue;
            }
            let has = |n: &&usize| self.instances.get(**n).is_some_and(|i| i.key == *each.key);
            if let Some(own) = all.iter().find(has) {
                *term = Term::Instance(*own, SmolStr::default());
                done = true;
            }
        }
        done || found.terms.is_empty() && found.known
    }
}

impl Found {
    fn opaque() -> Self {
        Self { opaque: true, ..Self::default() }
    }

    fn add(&mut self, other: Self) {
        self.known |= other.known;
        self.opaque |= other.opaque;
        for term in other.terms {
            if !self.terms.contains(&term) {
                self.terms.push(term);
            }
        }
    }

    /// What stands behind a name: an element or attribute of what the name leads to.
    fn behind(mut self, resolver: &Resolver<'_, '_>, rest: &[Step]) -> Self {
        for step in rest {
            let one = self.terms.len() == 1;
            let exact = !self.known && !self.opaque;
            match (self.terms.first_mut(), step) {
                (None, _) => return self,
                (Some(Term::Instance(_, attribute)), Step::Name(name)) if one => {
                    let name = Step::Name(name.clone());
                    let whole = steps(attribute).unwrap_or_default().into_iter().chain([name]);
                    *attribute = path(&whole.collect::<Vec<_>>());
                }
                (Some(Term::All(_, all)), Step::Index(_) | Step::Key(_)) if one => {
                    let key = step.key();
                    let has = |n: &&usize| {
                        resolver.instances.get(**n).is_some_and(|i| Some(&i.key) == key.as_ref())
                    };
                    match all.iter().find(has) {
                        Some(at) => self.terms = vec![Term::Instance(*at, SmolStr::default())],
                        None => return Self::opaque(),
                    }
                }
                (Some(Term::Instance(_, attribute)), Step::Index(n)) if exact => {
                    // An element of a list that is written out, or of a list that is an attribute.
                    let list = one && !matches!(attribute.as_str(), "id" | "arn");
                    let at = usize::try_from(*n).unwrap_or(usize::MAX);
                    let listed = self.terms.iter().all(|t| matches!(t, Term::Instance(..)));
                    match self.terms.get(at).cloned() {
                        _ if list => self.index_into(*n),
                        Some(term) if listed => self.terms = vec![term],
                        _ => return Self::opaque(),
                    }
                }
                _ => return Self::opaque(),
            }
        }
        self
    }

    fn index_into(&mut self, n: u64) {
        if let Some(Term::Instance(_, attribute)) = self.terms.first_mut()
            && !attribute.is_empty()
        {
            *attribute = format!("{attribute}[{n}]").into();
        }
    }
}

/// The references without the shorter ones that Terraform lists behind each: `a.b[0].id`, `a.b[0]`,
/// `a.b`.
pub(super) fn most_specific(references: &[SmolStr]) -> impl Iterator<Item = &SmolStr> {
    let mut last: Option<&SmolStr> = None;
    references.iter().filter(move |reference| {
        let shorter = last.is_some_and(|last| {
            last.len() > reference.len()
                && last.starts_with(reference.as_str())
                && last.as_bytes().get(reference.len()).is_some_and(|b| matches!(b, b'.' | b'['))
        });
        if !shorter {
            last = Some(reference);
        }
        !shorter
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn of_each_reference_the_longest_counts() {
        let all = ["a.b[0].id", "a.b[0]", "a.b", "a.b[1].id", "a.b[1]", "a.b", "a.bc", "a.b"];
        let all: Vec<_> = all.iter().map(SmolStr::new).collect();
        let left: Vec<_> = most_specific(&all).map(SmolStr::as_str).collect();
        assert_eq!(left, ["a.b[0].id", "a.b[1].id", "a.bc", "a.b"]);
    }
}
