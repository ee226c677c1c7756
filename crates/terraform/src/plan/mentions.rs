//! Which attributes the expressions of a plan's configuration read by name.

use std::collections::BTreeSet;
use std::sync::Arc;

use rustc_hash::FxHashMap;
use serde_json::Value as Json;
use smol_str::{SmolStr, format_smolstr};

use super::address::{Step, steps, without_keys};
use super::code::ModuleCode;
use super::document::Relevant;
use super::instances::joined;
use super::resolve::most_specific;

/// The attributes that are read by name.
#[derive(Debug, Default)]
pub(super) struct Mentions {
    /// Of each declaration, by its address without keys; an empty name where the whole is handed on.
    of: FxHashMap<SmolStr, BTreeSet<SmolStr>>,
    /// Of something else, which may be a resource, with the call whose output it is.
    pub(super) loose: BTreeSet<(SmolStr, SmolStr)>,
}

impl Mentions {
    /// What a configuration reads, and what else the plan says that its values rest on, which local
    /// values may hide.
    pub(super) fn of(root: &ModuleCode, relevant: &[Relevant]) -> Self {
        let mut mentions = Self::default();
        mentions.module(root, "");
        for Relevant { resource, attribute } in relevant {
            let Some(steps) = steps(resource) else { continue };
            let name = attribute.first().and_then(Json::as_str).unwrap_or_default();
            mentions.of.entry(without_keys(&steps)).or_default().insert(name.into());
        }
        mentions
    }

    /// Adds what a module reads; the reader of JSON bounds how deep they are nested.
    fn module(&mut self, module: &ModuleCode, address: &str) {
        module.for_each_leaf(&mut |references| {
            for reference in most_specific(references) {
                if let Some(steps) = steps(reference) {
                    self.reference(address, &steps);
                }
            }
        });
        for (name, call) in &module.calls {
            let inner = joined(address, &format_smolstr!("module.{name}"));
            self.module(&call.module, &inner);
        }
    }

    fn reference(&mut self, module: &str, steps: &[Step]) {
        let name = |n: usize| steps.get(n).and_then(Step::name).map(SmolStr::as_str);
        /// The first name behind some steps and a key.
        fn behind(steps: &[Step], n: usize) -> Option<&SmolStr> {
            steps.get(n..)?.iter().find_map(Step::name)
        }
        let (local, read) = match (name(0), name(1)) {
            (Some("each"), Some("value")) | (Some("var" | "local" | "self"), Some(_)) => {
                let read = behind(steps, 2).cloned();
                self.loose.extend(read.map(|read| (read, SmolStr::default())));
                return;
            }
            (Some("module"), Some(call)) => {
                let mut names = steps.iter().filter_map(Step::name);
                let read = names.nth(3).cloned();
                self.loose.extend(read.map(|read| (read, call.into())));
                return;
            }
            (Some("data"), Some(kind)) => {
                let Some(name) = name(2) else { return };
                (format_smolstr!("data.{kind}.{name}"), behind(steps, 3))
            }
            (Some(kind), Some(name)) => (format_smolstr!("{kind}.{name}"), behind(steps, 2)),
            _ => return,
        };
        let read = read.cloned().unwrap_or_default();
        self.of.entry(joined(module, &local)).or_default().insert(read);
    }

    /// The attributes of an instance that are read, sorted.
    pub(super) fn of_instance(&self, address: &str) -> Arc<[SmolStr]> {
        let base = steps(address).map(|steps| without_keys(&steps));
        let names = base.and_then(|base| self.of.get(&base));
        names.map(|names| names.iter().cloned().collect()).unwrap_or_default()
    }
}
