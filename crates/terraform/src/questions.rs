//! Inputs of finite choice that a root is not given: booleans, variables whose validation lists what
//! they may be, and files of values of which one is chosen.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use smol_str::{SmolStr, format_smolstr};
use vpcelint_model::{Choice, Input, InputKind, Question, RootId, Scenario};
use vpcelint_source::EntryKind;
use vpcelint_syntax::hcl::{Expr, ExprKind};

use crate::config::{Module, Variable};
use crate::inputs::Inputs;
use crate::loader::Loader;
use crate::root::DeployedRoot;

/// The address of the question which file of values is used; of one root of several it goes on with
/// ` of ` and the root.
pub const VALUES: &str = "the file of values";

/// The inputs of finite choice that the roots of a deployment are not given, in the order in which
/// they are declared.
#[must_use]
pub fn questions(loader: &Loader<'_>, members: &[DeployedRoot]) -> Vec<Question> {
    let mut all: Vec<Question> = Vec::new();
    for (root, member) in (0u32..).map(RootId).zip(members) {
        let config = member.config(loader);
        // What is wrong in files of values is said when the root is evaluated.
        let inputs = Inputs::read(loader, &config, member, &Scenario::first(), &mut Vec::new());
        let library = inputs.make_library(loader, &config);
        // Roots with files of the same names are deployed with the same ones.
        let files = files(loader, &config, member);
        let files = files.filter(|question| !asked(&all, &question.input));
        all.extend(files);
        let open = config.variables.iter().filter(|v| !inputs.has(&v.declaration.name));
        let of_variables = open.filter_map(|variable| of_variable(&config, variable, library));
        for question in of_variables {
            let input = Input { root, ..inputs.own(&question.input) };
            if !member.shared.contains(&input.address) || !asked(&all, &input) {
                all.push(Question { input, ..question });
            }
        }
    }
    all
}

/// Whether an input is asked for.
fn asked(all: &[Question], input: &Input) -> bool {
    all.iter().any(|known| known.input.address == input.address)
}

/// The variables for which several roots are asked that no other one reads, all of them with the same
/// choices. Each has one answer for all of these roots: what one is given changes nothing of another,
/// so that all is looked at without looking at each combination.
pub(crate) fn shared(loader: &Loader<'_>, members: &[DeployedRoot]) -> BTreeSet<SmolStr> {
    let mut known: BTreeMap<SmolStr, Vec<Vec<Choice>>> = BTreeMap::new();
    for member in members.iter().filter(|member| !member.is_read) {
        for question in questions(loader, std::slice::from_ref(member)) {
            if question.input.kind != InputKind::Variable {
                continue;
            }
            known.entry(question.input.address).or_default().push(question.choices);
        }
    }
    let alike = |all: &[Vec<Choice>]| {
        let mut rest = all.iter().skip(1).peekable();
        rest.peek().is_some() && rest.all(|choices| Some(choices) == all.first())
    };
    known.into_iter().filter(|(_, all)| alike(all)).map(|(address, _)| address).collect()
}

/// The question of each root of a deployment which file of values is used: one where the files have
/// the same names.
pub(crate) fn addresses(loader: &Loader<'_>, directories: &[PathBuf]) -> Vec<SmolStr> {
    let mut known: Vec<(Vec<PathBuf>, SmolStr)> = Vec::new();
    let mut addresses = Vec::new();
    for directory in directories {
        let files = values_files(loader, directory);
        let below = files.iter().map(|f| f.strip_prefix(directory).unwrap_or(f).to_path_buf());
        let below: Vec<_> = below.collect();
        if let Some((_, address)) = known.iter().find(|(names, _)| *names == below) {
            addresses.push(address.clone());
            continue;
        }
        let address = match known.is_empty() {
            true => VALUES.into(),
            false => format_smolstr!("{VALUES} of {}", loader.display(directory)),
        };
        if below.len() > 1 {
            known.push((below, address.clone()));
        }
        addresses.push(address);
    }
    addresses
}

/// The files of values side by side, of which one is chosen.
pub(crate) fn files(
    loader: &Loader<'_>,
    config: &Module,
    member: &DeployedRoot,
) -> Option<Question> {
    let chosen = |a: &crate::Argument| matches!(a, crate::Argument::File(_));
    if member.unit.is_some() || member.given.arguments.iter().any(chosen) {
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
    let input = Input { kind: InputKind::Values, root: RootId(0), address: member.values.clone() };
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
    Some(Question { input: Input { kind: InputKind::Variable, root: RootId(0), address }, choices })
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
