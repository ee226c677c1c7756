//! What `show` says of a root, as its JSON document has it.

use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;

use vpcelint_driver::{Given, Options};
use vpcelint_source::{Budget, Memory, Sources};

use crate::json::Json;

/// The folder that holds all roots; no file system has it.
pub(crate) const ABOVE: &str = "/vpcelint-oracle";

/// A root after evaluation.
#[derive(Debug, Default)]
pub(crate) struct Shown {
    /// The values of each instance.
    pub(crate) resources: BTreeMap<String, Json>,
    /// Instances that may not exist.
    pub(crate) conditional: BTreeSet<String>,
    /// Errors with their file and line.
    pub(crate) errors: Vec<Said>,
    /// Notices, likewise.
    pub(crate) notices: Vec<Said>,
}

/// An error or a notice.
#[derive(Debug)]
pub(crate) struct Said {
    pub(crate) file: String,
    pub(crate) line: Option<usize>,
    pub(crate) message: String,
}

impl Shown {
    /// Evaluates the root in a folder and reads the document of `show`.
    pub(crate) fn of(system: &Memory, root: &str, given: Given, threads: usize) -> Self {
        let (sources, budget) = (Sources::default(), Budget::default());
        let paths = vec![PathBuf::from(root)];
        let options = Options { paths, given, threads: Some(threads), ..Options::default() };
        let interest = vpcelint_driver::everything();
        let run = vpcelint_driver::evaluate(system, &sources, &budget, &options, &interest);
        let document = vpcelint_driver::show(&run, &sources, None);
        Self::read(&Json::parse(&vpcelint_report::to_json(&document).unwrap()))
    }

    fn read(document: &Json) -> Self {
        let list = |of: &Json, name: &str| of.get(name).and_then(Json::list).unwrap().to_vec();
        let said = |name: &str| list(document, name).iter().map(Said::read).collect();
        let mut shown =
            Self { errors: said("errors"), notices: said("notices"), ..Self::default() };
        let roots = list(document, "roots");
        assert!(roots.len() <= 1, "one root is evaluated: {document}");
        for resource in roots.iter().flat_map(|root| list(root, "resources")) {
            let address = resource.get("address").and_then(Json::text).unwrap().to_owned();
            let exists = resource.get("exists").and_then(Json::text).unwrap();
            if exists == "conditional" || address.contains("[?") {
                shown.conditional.insert(address.clone());
            }
            let values = resource.get("values").unwrap().clone();
            let before = shown.resources.insert(address.clone(), values);
            assert!(before.is_none(), "{address} is shown twice");
        }
        shown
    }

    /// The value of an attribute.
    pub(crate) fn value(&self, address: &str, attribute: &str) -> Option<Json> {
        Some(self.resolve(self.resources.get(address)?.get(attribute)?, 0))
    }

    /// References to an attribute that is shown as well are followed.
    fn resolve(&self, value: &Json, depth: usize) -> Json {
        /// References may lead in a circle.
        const MOST: usize = 50;
        match value {
            Json::Map(entries) if entries.len() == 1 && depth < MOST => {
                let target = value.get("ref").and_then(Json::text).and_then(|r| self.follow(r));
                match target {
                    Some(target) => self.resolve(&target, depth + 1),
                    None => self.within(value, depth),
                }
            }
            _ => self.within(value, depth),
        }
    }

    fn within(&self, value: &Json, depth: usize) -> Json {
        match value {
            Json::Map(entries) => Json::Map(
                entries.iter().map(|(k, v)| (k.clone(), self.resolve(v, depth))).collect(),
            ),
            Json::List(items) => Json::List(items.iter().map(|v| self.resolve(v, depth)).collect()),
            other => other.clone(),
        }
    }

    fn follow(&self, reference: &str) -> Option<Json> {
        let mut addresses: Vec<_> = self.resources.keys().collect();
        addresses.sort_by_key(|a| std::cmp::Reverse(a.len()));
        addresses.into_iter().find_map(|address| {
            let mut rest = reference.strip_prefix(address.as_str())?;
            if !rest.starts_with('.') {
                return None;
            }
            let mut value = self.resources.get(address)?;
            while !rest.is_empty() {
                let (step, after) = step(rest)?;
                value = match step.parse::<usize>() {
                    Ok(index) => value.list()?.get(index)?,
                    Err(_) => value.get(&step)?,
                };
                rest = after;
            }
            Some(value.clone())
        })
    }

    /// The error that stands within some lines of a file.
    pub(crate) fn error_within(&self, file: &str, first: usize, last: usize) -> Option<&Said> {
        self.errors.iter().find(|e| {
            let name = e.file.rsplit('/').next().unwrap_or_default();
            name == file && e.line.is_some_and(|line| (first..=last).contains(&line))
        })
    }
}

/// The first step of `.name[0]["key"]`, and what follows.
fn step(text: &str) -> Option<(String, &str)> {
    if let Some(text) = text.strip_prefix('.') {
        let end = text.find(['.', '[']).unwrap_or(text.len());
        let (name, rest) = text.split_at(end);
        return Some((name.to_owned(), rest));
    }
    if let Some(text) = text.strip_prefix("[\"") {
        let (key, rest) = text.split_once("\"]")?;
        return Some((key.replace("\\\"", "\"").replace("\\\\", "\\"), rest));
    }
    let (index, rest) = text.strip_prefix('[')?.split_once(']')?;
    Some((index.to_owned(), rest))
}

impl Said {
    fn read(problem: &Json) -> Self {
        let start = problem.get("range").and_then(|r| r.get("start"));
        Self {
            file: problem.get("file").and_then(Json::text).unwrap_or_default().to_owned(),
            line: start.and_then(|s| s.get("line")).and_then(Json::index),
            message: problem.get("message").and_then(Json::text).unwrap().to_owned(),
        }
    }
}
