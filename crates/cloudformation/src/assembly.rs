//! Cloud assemblies, which the CDK synthesises: `manifest.json` says into which account and Region
//! each template goes, and under which name.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use serde_json::Value;
use smol_str::SmolStr;
use vpcelint_source::Reader;

/// Where a stack is deployed, as far as that is known.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Environment {
    /// The Region.
    pub region: Option<SmolStr>,
    /// The account.
    pub account: Option<SmolStr>,
    /// The stack's name.
    pub stack_name: Option<SmolStr>,
}

impl Environment {
    /// Whether exports of one may be seen in the other: names are those of a Region and account.
    #[must_use]
    pub fn may_share(&self, other: &Self) -> bool {
        let same = |one: &Option<SmolStr>, two: &Option<SmolStr>| match (one, two) {
            (Some(one), Some(two)) => one == two,
            _ => true,
        };
        same(&self.region, &other.region) && same(&self.account, &other.account)
    }
}

/// The stacks of an assembly by the file names of their templates.
#[derive(Debug, Default)]
pub struct Assembly {
    stacks: BTreeMap<String, Environment>,
}

impl Assembly {
    /// Reads the manifest in a directory, if there is one.
    #[must_use]
    pub fn read(reader: &Reader<'_>, directory: &Path) -> Option<Self> {
        let path: PathBuf = directory.join("manifest.json");
        if !reader.within_boundary(&path) {
            return None;
        }
        let bytes = reader.system.read(&path, reader.budget.limits.file_bytes).ok()?;
        let manifest: Value = serde_json::from_slice(&bytes).ok()?;
        let artifacts = manifest.get("artifacts")?.as_object()?;
        let mut assembly = Self::default();
        for (id, artifact) in artifacts {
            if artifact.get("type").and_then(Value::as_str) != Some("aws:cloudformation:stack") {
                continue;
            }
            let properties = artifact.get("properties");
            let text = |name: &str| properties?.get(name)?.as_str();
            let Some(file) = text("templateFile") else { continue };
            let place = artifact.get("environment").and_then(Value::as_str).unwrap_or_default();
            let (account, region) =
                place.trim_start_matches("aws://").split_once('/').unwrap_or_default();
            // `unknown-account` and `unknown-region` stand for what the deployment says.
            let known = |text: &str| {
                (!text.is_empty() && !text.starts_with("unknown-")).then(|| SmolStr::from(text))
            };
            let environment = Environment {
                region: known(region),
                account: known(account),
                stack_name: Some(text("stackName").unwrap_or(id).into()),
            };
            assembly.stacks.insert(file.to_owned(), environment);
        }
        Some(assembly)
    }

    /// Where the stack of a template is deployed.
    #[must_use]
    pub fn environment(&self, template: &Path) -> Option<&Environment> {
        self.stacks.get(template.file_name()?.to_str()?)
    }
}
