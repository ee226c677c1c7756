//! What `terraform show -json` writes, as far as it is read: of a plan its values, changes and
//! configuration, of a state its values. Unknown fields are passed over.

use std::collections::BTreeMap;

use serde::Deserialize;
use serde_json::{Map, Value as Json};

/// A plan or a state.
#[derive(Debug, Default, Deserialize)]
pub(super) struct Document {
    pub(super) format_version: Option<String>,
    pub(super) variables: Option<BTreeMap<String, Variable>>,
    pub(super) planned_values: Option<Values>,
    /// Of a state.
    pub(super) values: Option<Values>,
    pub(super) prior_state: Option<Prior>,
    pub(super) resource_changes: Option<Vec<ResourceChange>>,
    pub(super) configuration: Option<Configuration>,
    pub(super) relevant_attributes: Option<Vec<Relevant>>,
    pub(super) errored: Option<bool>,
    /// Whether everything was planned: not with `-target`, and not where something was deferred.
    pub(super) complete: Option<bool>,
}

/// The value that a variable of the root has.
#[derive(Debug, Deserialize)]
pub(super) struct Variable {
    #[serde(default)]
    pub(super) value: Json,
}

/// The state before the plan.
#[derive(Debug, Deserialize)]
pub(super) struct Prior {
    pub(super) values: Option<Values>,
}

/// The instances of all modules.
#[derive(Debug, Deserialize)]
pub(super) struct Values {
    pub(super) outputs: Option<BTreeMap<String, Variable>>,
    pub(super) root_module: Option<ValuesModule>,
}

/// The instances of a module instance.
#[derive(Debug, Deserialize)]
pub(super) struct ValuesModule {
    pub(super) address: Option<String>,
    pub(super) resources: Option<Vec<ValuesResource>>,
    pub(super) child_modules: Option<Vec<Self>>,
}

/// An instance with its values.
#[derive(Debug, Deserialize)]
pub(super) struct ValuesResource {
    pub(super) address: String,
    pub(super) mode: String,
    #[serde(rename = "type")]
    pub(super) kind: String,
    pub(super) name: String,
    pub(super) index: Option<Json>,
    pub(super) values: Option<Map<String, Json>>,
    #[serde(default)]
    pub(super) sensitive_values: Json,
    pub(super) deposed_key: Option<String>,
}

/// What the plan does to an instance.
#[derive(Debug, Deserialize)]
pub(super) struct ResourceChange {
    pub(super) address: String,
    pub(super) deposed: Option<String>,
    pub(super) change: Change,
}

/// The change of an instance.
#[derive(Debug, Deserialize)]
pub(super) struct Change {
    #[serde(default)]
    pub(super) actions: Vec<String>,
    #[serde(default)]
    pub(super) after_unknown: Json,
    #[serde(default)]
    pub(super) after_sensitive: Json,
}

/// An attribute that values of the plan rest on.
#[derive(Debug, Deserialize)]
pub(super) struct Relevant {
    pub(super) resource: String,
    #[serde(default)]
    pub(super) attribute: Vec<Json>,
}

/// The configuration that was planned.
#[derive(Debug, Deserialize)]
pub(super) struct Configuration {
    pub(super) provider_config: Option<BTreeMap<String, Provider>>,
    pub(super) root_module: Option<ConfigurationModule>,
}

/// The configuration of a provider.
#[derive(Debug, Deserialize)]
pub(super) struct Provider {
    pub(super) module_address: Option<String>,
    pub(super) expressions: Option<BTreeMap<String, Json>>,
}

/// The configuration of a module.
#[derive(Debug, Deserialize)]
pub(super) struct ConfigurationModule {
    pub(super) outputs: Option<BTreeMap<String, Output>>,
    pub(super) resources: Option<Vec<ConfigurationResource>>,
    pub(super) module_calls: Option<BTreeMap<String, ModuleCall>>,
    pub(super) variables: Option<BTreeMap<String, VariableDeclaration>>,
}

/// The declaration of a variable.
#[derive(Debug, Deserialize)]
pub(super) struct VariableDeclaration {
    pub(super) default: Option<Json>,
}

/// An output.
#[derive(Debug, Deserialize)]
pub(super) struct Output {
    pub(super) expression: Option<Json>,
}

/// A declaration.
#[derive(Debug, Deserialize)]
pub(super) struct ConfigurationResource {
    pub(super) mode: String,
    #[serde(rename = "type")]
    pub(super) kind: String,
    pub(super) name: String,
    pub(super) provider_config_key: Option<String>,
    pub(super) expressions: Option<BTreeMap<String, Json>>,
    pub(super) count_expression: Option<Json>,
    pub(super) for_each_expression: Option<Json>,
}

/// A module call.
#[derive(Debug, Deserialize)]
pub(super) struct ModuleCall {
    pub(super) expressions: Option<BTreeMap<String, Json>>,
    pub(super) count_expression: Option<Json>,
    pub(super) for_each_expression: Option<Json>,
    pub(super) module: Option<ConfigurationModule>,
}
