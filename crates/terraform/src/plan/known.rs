//! What a plan knows of its source: the values of the root's variables and of the data sources that
//! were read.

use std::collections::BTreeMap;
use std::sync::Arc;

use rustc_hash::FxHashMap;
use serde_json::Value as Json;
use smol_str::SmolStr;

use super::document::Document;
use super::identifiers::is_identifier;
use super::instances::{Instances, has_unknown};
use crate::functions::json::read;
use crate::{Marks, Value};

/// What is known of a root.
#[derive(Debug, Default)]
pub(crate) struct Known {
    variables: BTreeMap<SmolStr, Value>,
    /// The attributes of data sources, by their addresses.
    data: FxHashMap<Arc<str>, BTreeMap<SmolStr, Value>>,
}

impl Known {
    /// What a plan knows.
    pub(super) fn of(document: &Document, instances: &Instances<'_>) -> Self {
        let mut known = Self::default();
        for (name, variable) in document.variables.iter().flatten() {
            if let Some(value) = read(&variable.value.to_string()) {
                known.variables.insert(name.into(), value);
            }
        }
        for instance in instances.all.iter().filter(|instance| instance.data) {
            let mut attributes = BTreeMap::new();
            for (name, json) in instance.values.into_iter().flatten() {
                if json.is_null() || instance.unknown.get(name).is_some_and(has_unknown) {
                    continue;
                }
                let secret = |mask: &Json| mask.get(name).is_some_and(has_unknown);
                if let Some(value) = read(&json.to_string()) {
                    let value = match instance.sensitive.iter().any(|mask| secret(mask)) {
                        true => value.marked(Marks::SENSITIVE),
                        false => value,
                    };
                    attributes.insert(name.as_str().into(), value);
                }
            }
            known.data.insert(instance.address.clone(), attributes);
        }
        known
    }

    /// The value of a variable of the root.
    pub(crate) fn variable(&self, name: &str) -> Option<&Value> {
        self.variables.get(name)
    }

    /// An attribute of a data source.
    pub(crate) fn data(&self, address: &str, attribute: &str) -> Option<&Value> {
        let value = self.data.get(address)?.get(attribute)?;
        // What has an identifier may say more than that.
        (!value.as_str().is_some_and(is_identifier)).then_some(value)
    }
}
