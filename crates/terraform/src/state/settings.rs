//! The settings of a backend, as far as they are known.

use std::collections::BTreeMap;

use smol_str::{SmolStr, format_smolstr};
use vpcelint_syntax::hcl::{Body, Expr};

use crate::{Kind, Value};

/// The block, or the object, of a backend's settings that identifies a state.
const NESTED: &str = "workspaces";

/// Settings by their names; none where one is written and not known. Those in the block `workspaces`
/// stand behind its name and a dot.
#[derive(Debug, Clone, Default)]
pub(super) struct Settings(BTreeMap<SmolStr, Option<SmolStr>>);

impl Settings {
    /// Those that a block or a file writes.
    pub(super) fn of_body(body: &Body, eval: &mut dyn FnMut(&Expr) -> Option<Value>) -> Self {
        let mut settings = Self::default();
        for attribute in &body.attributes {
            let value = eval(&attribute.value);
            settings.add(&attribute.name.text, value.as_ref());
        }
        for attribute in body.blocks_of(NESTED).flat_map(|block| &block.body.attributes) {
            let value = eval(&attribute.value);
            let name = format_smolstr!("{NESTED}.{}", attribute.name.text);
            settings.add(&name, value.as_ref());
        }
        settings
    }

    /// One whose value is text.
    pub(super) fn of_text(name: &str, text: &str) -> Self {
        Self([(name.into(), Some(text.into()))].into())
    }

    /// Those of the argument `config`; none where not even their names are known.
    pub(super) fn of_value(config: &Value) -> Option<Self> {
        let mut settings = Self::default();
        for (name, value) in object(config)?.iter() {
            settings.add(name, Some(value));
        }
        Some(settings)
    }

    fn add(&mut self, name: &SmolStr, value: Option<&Value>) {
        if value.is_some_and(Value::is_null) {
            return;
        }
        if name == NESTED
            && let Some(entries) = value.and_then(object)
        {
            for (inner, value) in entries.iter() {
                self.add(&format_smolstr!("{NESTED}.{inner}"), Some(value));
            }
            return;
        }
        let text = value.and_then(|value| match &value.kind {
            Kind::String(text) => Some(text.clone()),
            _ => None,
        });
        self.0.insert(name.clone(), text);
    }

    /// With more of them, which override these.
    pub(super) fn with(mut self, more: Self) -> Self {
        self.0.extend(more.0);
        self
    }

    /// With the name of the remote workspace where they only say what it begins with.
    pub(super) fn in_workspace(mut self, workspace: Option<&Value>) -> Self {
        let name = format_smolstr!("{NESTED}.name");
        if let Some(prefix) = self.0.get(format!("{NESTED}.prefix").as_str())
            && !self.0.contains_key(&name)
        {
            let workspace = workspace.and_then(Value::as_str);
            let whole = prefix.as_ref().zip(workspace).map(|(p, w)| format_smolstr!("{p}{w}"));
            self.0.insert(name, whole);
        }
        self
    }

    /// A setting, or what it is where it is not written; none where it is not known, or has to be
    /// written.
    pub(super) fn text(&self, name: &str, default: Option<&str>) -> Option<SmolStr> {
        match self.0.get(name) {
            Some(text) => text.clone(),
            None => default.map(SmolStr::from),
        }
    }
}

/// The entries of an object, or of the only block of its kind.
fn object(value: &Value) -> Option<&BTreeMap<SmolStr, Value>> {
    match &value.kind {
        Kind::Map(_, entries) | Kind::Object(entries) => Some(entries),
        Kind::Tuple(items) | Kind::List(_, items) => match &items[..] {
            [only] => object(only),
            _ => None,
        },
        _ => None,
    }
}
