//! When an answer of ours agrees with Terraform's.

use std::collections::BTreeSet;

use crate::json::Json;

/// What an answer is worth, the worst last.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Verdict {
    Right,
    /// Not wholly known to us, known to Terraform.
    Unknown,
    Wrong,
}

/// A step into a value.
#[derive(Debug, Clone)]
pub(crate) enum Step {
    Key(String),
    Index(usize),
}

/// Whether a set stands at a path of the expected value, so that order does not count.
pub(crate) type Sets<'a> = &'a dyn Fn(&[Step]) -> bool;

/// Sets by the console's `type()`: exact in nested collections, all that follows elsewhere.
pub(crate) fn sets_by_type(text: &str) -> impl Fn(&[Step]) -> bool {
    let mut chain = Vec::new();
    let mut rest = text.trim_start();
    while let Some((kind, inner)) =
        ["set(", "list(", "map("].iter().find_map(|kind| Some((*kind, rest.strip_prefix(kind)?)))
    {
        chain.push(kind == "set(");
        rest = inner.trim_start();
    }
    let elsewhere = rest.contains("set(");
    move |path| chain.get(path.len()).copied().unwrap_or(elsewhere)
}

/// An unknown value or an unresolved reference of ours.
pub(crate) fn is_hole(value: &Json) -> bool {
    value.map().is_some_and(|map| {
        let reference = map.len() == 1 && map.contains_key("ref");
        (map.contains_key("unknown") || reference) && map.len() <= 3
    })
}

/// Whether there is a hole anywhere.
pub(crate) fn has_holes(value: &Json) -> bool {
    any(value, &is_hole)
}

/// Whether a value is kept back.
pub(crate) fn is_withheld(value: &Json) -> bool {
    let keys = ["unknown", "sensitive", "withheld"];
    value.map().is_some_and(|map| keys.iter().any(|k| map.contains_key(*k)))
}

/// Whether anything is kept back or unknown.
pub(crate) fn has_withheld(value: &Json) -> bool {
    any(value, &is_withheld)
}

fn any(value: &Json, is: &dyn Fn(&Json) -> bool) -> bool {
    let inner = |v: &Json| any(v, is);
    is(value)
        || match value {
            Json::List(items) => items.iter().any(inner),
            Json::Map(entries) => entries.values().any(inner),
            _ => false,
        }
}

/// Whether Terraform does not know the value before apply.
fn is_expected_hole(want: &Json) -> bool {
    want.map().is_some_and(|m| m.len() == 1) && want.has("unknown")
}

/// Whether a value agrees with what is known of a string with holes.
fn may_be(want: &Json, got: &Json) -> bool {
    match (want, got.get("known")) {
        (Json::String(want), Some(Json::String(known))) => fits(want, known),
        _ => true,
    }
}

/// Whether a text fits a pattern whose `${?}` stand for any text.
fn fits(text: &str, pattern: &str) -> bool {
    let mut pieces = pattern.split("${?}");
    let Some(mut rest) = text.strip_prefix(pieces.next().unwrap_or_default()) else {
        return false;
    };
    let pieces: Vec<_> = pieces.collect();
    let Some((last, middle)) = pieces.split_last() else { return rest.is_empty() };
    for piece in middle {
        match rest.find(piece) {
            Some(at) => rest = rest.get(at + piece.len()..).unwrap_or_default(),
            None => return false,
        }
    }
    rest.ends_with(last)
}

/// A comparison; with `lenient`, parts of the value may be withheld.
#[derive(Clone, Copy)]
pub(crate) struct Comparison<'a> {
    pub(crate) sets: Sets<'a>,
    pub(crate) lenient: bool,
}

impl Comparison<'_> {
    pub(crate) fn compare(self, want: &Json, got: &Json) -> Verdict {
        self.at(want, got, &mut Vec::new())
    }

    fn at(self, want: &Json, got: &Json, path: &mut Vec<Step>) -> Verdict {
        let right = |is: bool| if is { Verdict::Right } else { Verdict::Wrong };
        if is_expected_hole(want) {
            return right(is_hole(got));
        }
        if self.lenient && is_withheld(got) {
            return Verdict::Right;
        }
        if is_hole(got) {
            return if may_be(want, got) { Verdict::Unknown } else { Verdict::Wrong };
        }
        match (want, got) {
            (Json::Number(want, _), Json::Number(got, _)) => right(want.agrees(got)),
            (Json::List(want), Json::List(got)) if want.len() != got.len() => {
                if self.open_ended(want, got, path) { Verdict::Unknown } else { Verdict::Wrong }
            }
            (Json::List(want), Json::List(got)) if (self.sets)(path) => self.set(want, got, path),
            (Json::List(want), Json::List(got)) => {
                let pairs = want.iter().zip(got).enumerate();
                worst(pairs.map(|(n, (w, g))| self.inner(w, g, Step::Index(n), path)))
            }
            (Json::Map(want), Json::Map(got)) => {
                // Null and an omitted attribute are equal, but what is not expected is wrong.
                let names: BTreeSet<&String> = want.keys().chain(got.keys()).collect();
                worst(names.into_iter().map(|name| {
                    let got = got.get(name).unwrap_or(&Json::Null);
                    match want.get(name) {
                        Some(want) => self.inner(want, got, Step::Key(name.clone()), path),
                        None => right(*got == Json::Null),
                    }
                }))
            }
            _ => right(want == got),
        }
    }

    fn inner(self, want: &Json, got: &Json, step: Step, path: &mut Vec<Step>) -> Verdict {
        path.push(step);
        let verdict = self.at(want, got, path);
        path.pop();
        verdict
    }

    /// In any order; the best match first, so that a hole is not taken for a known element.
    fn set(self, want: &[Json], got: &[Json], path: &mut Vec<Step>) -> Verdict {
        let mut rest: Vec<&Json> = got.iter().collect();
        let mut verdicts = Vec::new();
        for (n, want) in want.iter().enumerate() {
            let ranked = rest.iter().map(|got| self.inner(want, got, Step::Index(n), path));
            if let Some((at, verdict)) = ranked.enumerate().min_by_key(|(_, verdict)| *verdict) {
                verdicts.push(verdict);
                rest.remove(at);
            }
        }
        worst(verdicts.into_iter())
    }

    /// A list that ends in a hole may go on, and the size of a set with a hole is not known.
    fn open_ended(self, want: &[Json], got: &[Json], path: &mut Vec<Step>) -> bool {
        let expected = want.iter().any(has_holes);
        if expected || !got.iter().any(is_hole) {
            return false;
        }
        let set = (self.sets)(path);
        let mut fits =
            |w: &Json, g: &Json, n: usize| self.inner(w, g, Step::Index(n), path) != Verdict::Wrong;
        if set {
            return got
                .iter()
                .all(|g| is_hole(g) || want.iter().enumerate().any(|(n, w)| fits(w, g, n)));
        }
        let Some((last, known)) = got.split_last() else { return false };
        is_hole(last)
            && got.len() <= want.len() + 1
            && want.iter().zip(known).enumerate().all(|(n, (w, g))| fits(w, g, n))
    }
}

fn worst(verdicts: impl Iterator<Item = Verdict>) -> Verdict {
    verdicts.max().unwrap_or(Verdict::Right)
}
