//! CloudFormation's language: parameters, conditions, intrinsic functions, nested stacks, SAM and CDK
//! assemblies, evaluated with three answers (known, partly known, unknown) into the neutral resource
//! graph.

mod assembly;
mod change;
mod check;
mod deployment;
mod detect;
mod eval;
mod expand;
mod given;
mod loader;
mod questions;
mod sam;
mod stack;
mod suppression;
mod template;

pub use assembly::{Assembly, Environment};
pub use change::write;
pub use deployment::{Evaluation, Member, crossings, environment, evaluate, questions};
pub use detect::{is_candidate, is_template};
pub use given::{Given, GivenParameter};
pub use loader::{Candidate, Loader, Ours, Probe, Trees};
pub use template::Template;

use std::path::PathBuf;

/// The files of ours that a template nests.
#[must_use]
pub fn nested_by(template: &Template) -> Vec<PathBuf> {
    let nothing = vpcelint_syntax::document::Node {
        kind: vpcelint_syntax::document::NodeKind::Null,
        range: template.document.root.range,
        tag: None,
    };
    let nests = |kind: &str| matches!(kind, stack::NESTED | "AWS::Serverless::Application");
    let resources = template.section("Resources").iter();
    let nested = resources.filter_map(|entry| {
        let kind = entry.value.get("Type")?.as_str()?;
        let properties = entry.value.get("Properties").unwrap_or(&nothing);
        if !nests(kind) {
            return None;
        }
        match properties.get("Location") {
            Some(location) => {
                let file = location.as_str().filter(|file| stack::is_local(file))?;
                let directory = template.path.parent().unwrap_or(&template.path);
                Some(vpcelint_source::clean_path(&directory.join(file)))
            }
            None => stack::nested_path(template, &entry.value, properties),
        }
    });
    nested.collect()
}
