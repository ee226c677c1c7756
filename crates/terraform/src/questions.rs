//! Inputs of finite choice that a root is not given: booleans, variables whose validation lists what
//! they may be, and files of values of which one is chosen.

use std::path::{Path, PathBuf};

use smol_str::SmolStr;
use vpcelint_model::{Choice, Input, InputKind, Question, Scenario};
use vpcelint_source::EntryKind;
use vpcelint_syntax::hcl::{Expr, ExprKind};

use crate::config::{Module, Variable};
use crate::inputs::{Given, Inputs};
use crate::loader::Loader;

/// The address of the question which file of values is used.
pub(crate) const VALUES: &str = "the file of values";

/// The inputs of finite choice that a root is not given, in the order in which they are declared.
#[must_use]
pub fn questions(loader: &Loader<'_>, directory: &Path, given: &Given) -> Vec<Question> {
    let config = loader.module(directory);
    // What is wrong in files of values is said when the root is evaluated.
    let inputs = Inputs::read(loader, &config, given, &Scenario::first(), &mut Vec::new());
    let library = inputs.make_library(loader, &config);
    let mut all: Vec<Question> = files(loader, &config, given).into_iter().collect();
    let open = config.variables.iter().filter(|v| !inputs.has(&v.declaration.name));
    all.extend(open.filter_map(|variable| of_variable(&config, variable, library)));
    all
}

/// The files of values side by side, of which one is chosen.
pub(crate) fn files(loader: &Loader<'_>, config: &Module, given: &Given) -> Option<Question> {
    let chosen = |a: &crate::Argument| matches!(a, crate::Argument::File(_));
    if given.arguments.iter().any(chosen) {
        return None;
    }
    let found = values_files(loader, &config.directory);
    if found.len() < 2 {
        return None;
    }
    let name = |path: &PathBuf| {
        let below = path.strip_prefix(&config.directory).unwrap_or(path);
        Choice::File(below.to_string_lossy().replace('\\', "/").into())
    };
    let input = Input { kind: InputKind::Values, address: VALUES.into() };
    Some(Question { input, choices: found.iter().map(name).collect() })
}

/// Files of values that Terraform does not read by itself, in a root's directory or below it in a
/// directory of environments.
fn values_files(loader: &Loader<'_>, directory: &Path) -> Vec<PathBuf> {
    let is_chosen = |name: &str| {
        name.ends_with(".tfvars") && !name.ends_with(".auto.tfvars") && name != "terraform.tfvars"
    };
    let entries = loader.entries(directory);
    let mut found = Vec::new();
    for entry in entries.iter() {
        if entry.kind == EntryKind::File && is_chosen(entry.name()) {
            found.push(entry.path.clone());
        }
        if entry.kind == EntryKind::Directory && entry.name().starts_with("env") {
            let below = loader.entries(&entry.path);
            let files = below.iter().filter(|e| e.kind == EntryKind::File);
            // The directory of one environment holds a root of its own.
            if below.iter().any(|e| crate::is_configuration(e.name())) {
                continue;
            }
            found.extend(files.filter(|e| e.name().ends_with(".tfvars")).map(|e| e.path.clone()));
            for environment in below.iter().filter(|e| e.kind == EntryKind::Directory) {
                let inner = loader.entries(&environment.path);
                if inner.iter().any(|e| crate::is_configuration(e.name())) {
                    continue;
                }
                let files = inner.iter().filter(|e| e.name().ends_with(".tfvars"));
                found.extend(files.map(|e| e.path.clone()));
            }
        }
    }
    found
}

/// The question about a variable that is not given: in a root if it has no default, in a library also
/// if it is a bool with one.
pub(crate) fn of_variable(config: &Module, variable: &Variable, library: bool) -> Option<Question> {
    let written = |name: &str| variable.attribute(config, name).map(|(_, expr)| expr);
    let default = written("default");
    let value = |text: &str| Choice::Value(text.into());
    let choices = if is_bool(written("type"), default) {
        if default.is_some() && !library {
            return None;
        }
        vec![value("true"), value("false")]
    } else if default.is_none() {
        listed(config, variable)?.into_iter().map(Choice::Value).collect()
    } else {
        return None;
    };
    let address = format!("var.{}", variable.declaration.name).into();
    Some(Question { input: Input { kind: InputKind::Variable, address }, choices })
}

fn is_bool(ty: Option<&Expr>, default: Option<&Expr>) -> bool {
    match ty.map(|ty| &ty.kind) {
        Some(ExprKind::Variable(name)) => name == "bool",
        Some(_) => false,
        None => matches!(default.map(|d| &d.kind), Some(ExprKind::Bool(_))),
    }
}

/// The texts that a validation of a variable lists: `contains(["a", "b"], var.x)`.
fn listed(config: &Module, variable: &Variable) -> Option<Vec<SmolStr>> {
    let validations = config.nested(&variable.declaration, "validation");
    validations.into_iter().find_map(|(_, block)| {
        let ExprKind::Call(call) = &block.body.attribute("condition")?.value.kind else {
            return None;
        };
        let [list, _] = &call.arguments[..] else { return None };
        let ExprKind::Tuple(items) = &list.kind else { return None };
        if call.name.text != "contains" {
            return None;
        }
        let texts: Option<Vec<_>> = items
            .iter()
            .map(|item| match &item.kind {
                ExprKind::String(text) => Some(text.clone()),
                _ => None,
            })
            .collect();
        texts.filter(|texts| !texts.is_empty())
    })
}
