//! What a root is given from outside: values of variables, in Terraform's order, and the workspace.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use rustc_hash::FxHashMap;
use smol_str::{SmolStr, format_smolstr};
use vpcelint_model::{Cause, Choice, Input, InputKind, LinkKind, RootId, Scenario};
use vpcelint_source::{EntryKind, FileId, Gravity, Notice, Span};
use vpcelint_syntax::hcl::{Body, Expr};

use crate::config::Module;
use crate::eval::{Error, Evaluated, Evaluator};
use crate::loader::{Loader, has_values};
use crate::questions;
use crate::root::DeployedRoot;
use crate::{Type, Value, convert};

/// One argument of the command line that gives values; their order matters.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Argument {
    /// `--var name=value`
    Value(String, String),
    /// `--var-file path`
    File(PathBuf),
}

/// An input that stands for things outside of the code: what it is given, where nothing else gives it
/// anything.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Assumed {
    /// The name of the variable or parameter.
    pub name: String,
    /// The ids of what it stands for.
    pub ids: Vec<SmolStr>,
    /// Whether it is a list.
    pub many: bool,
    /// What says so, such as a configuration file.
    pub from: SmolStr,
    /// Where.
    pub at: Span,
}

/// What is given for every root.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Given {
    /// From the command line, in order.
    pub arguments: Vec<Argument>,
    /// The workspace, if it was given.
    pub workspace: Option<String>,
    /// The Region of providers that name none, if it was given.
    pub region: Option<String>,
    /// The Availability Zones of Regions, where they are given.
    pub zones: Arc<BTreeMap<String, Vec<String>>>,
    /// What stands for things outside of the code.
    pub assumed: Vec<Assumed>,
    /// What `terraform init -backend-config` takes: settings of backends beside those of their blocks.
    pub backend: Arc<[Argument]>,
}

/// What one root is given.
#[derive(Debug, Default)]
pub(crate) struct Inputs {
    /// What tells its inputs from those of other roots of the deployment.
    qualifier: Option<SmolStr>,
    /// Those that it has in common with them.
    shared: Arc<BTreeSet<SmolStr>>,
    values: FxHashMap<SmolStr, InputValue>,
    /// Whether a unit of Terragrunt gives them.
    of_unit: bool,
    /// Whether arguments of the command line give values that are for other roots of the scan: some have
    /// no variable here. Terraform takes them for one root.
    of_others: bool,
    /// Why there may be values that are not seen, for variables that are not given after it.
    hidden: Option<SmolStr>,
    /// The files that arguments of the command line name.
    given_files: BTreeSet<FileId>,
    /// What a scenario assumes about variables that are not given.
    assumed: FxHashMap<SmolStr, SmolStr>,
    /// Variables that are unknown whatever their defaults, with what would settle them.
    held: FxHashMap<SmolStr, Input>,
    pub(crate) workspace: Option<SmolStr>,
    /// The Region of providers that name none.
    pub(crate) region: Option<SmolStr>,
    /// The Availability Zones of Regions, where they are given.
    pub(crate) zones: Arc<BTreeMap<String, Vec<String>>>,
    /// Settings of its backend beside those of the block.
    pub(crate) backend: Arc<[Argument]>,
}

/// A given value before its variable's type is known.
#[derive(Debug)]
enum InputValue {
    /// From a file.
    Expr { expr: Expr, span: Span },
    /// From a unit of Terragrunt, when it is asked for.
    Unit,
    /// From the command line or the environment: a literal for a string, else an expression.
    Text { text: String, from: SmolStr },
    /// Ids of things outside of the code.
    Assumed(Assumed),
}

impl Inputs {
    /// Reads what a root is given, the later over the earlier: the environment,
    /// `terraform.tfvars`, `terraform.tfvars.json`, `*.auto.tfvars(.json)` by name, the command
    /// line in its order. A scenario says what else is assumed.
    pub(crate) fn read(
        loader: &Loader<'_>,
        config: &Module,
        member: &DeployedRoot,
        scenario: &Scenario,
        notices: &mut Vec<Notice>,
    ) -> Self {
        let directory = &config.directory;
        let given = &*member.given;
        let mut inputs = Self {
            qualifier: member.qualifier.clone(),
            shared: member.shared.clone(),
            workspace: workspace(loader, directory, given),
            region: region(loader, given),
            zones: given.zones.clone(),
            backend: given.backend.clone(),
            ..Self::default()
        };
        for assumed in &given.assumed {
            let name = assumed.name.as_str().into();
            inputs.values.insert(name, InputValue::Assumed(assumed.clone()));
        }
        for (name, text) in loader.reader.system.variables("TF_VAR_") {
            let variable = name.trim_start_matches("TF_VAR_").into();
            inputs.values.insert(variable, InputValue::Text { text, from: name.into() });
        }
        if let Some(unit) = &member.unit {
            inputs.of_unit = true;
            inputs.hidden = unit.open.clone();
            inputs.values.extend(unit.inputs.iter().map(|name| (name.clone(), InputValue::Unit)));
        }
        for path in automatic_files(loader, directory) {
            inputs.file(loader, &path, notices);
        }
        if let Some(Choice::File(file)) = scenario.answer(&member.values) {
            inputs.file(loader, &directory.join(file.as_str()), notices);
        }
        let own = inputs.are_given();
        for argument in &given.arguments {
            match argument {
                Argument::Value(name, text) => {
                    let from = format!("--var {name}").into();
                    let value = InputValue::Text { text: text.clone(), from };
                    inputs.values.insert(name.as_str().into(), value);
                }
                Argument::File(path) => {
                    let path = loader.reader.working_directory.join(path);
                    let file = inputs.file(loader, &path, notices);
                    inputs.given_files.insert(file);
                }
            }
        }
        for argument in &*given.backend {
            if let Argument::File(path) = argument {
                let loaded = loader.values(&loader.reader.working_directory.join(path));
                notices.extend(loaded.notices.iter().cloned());
            }
        }
        let mut names = inputs.values.keys();
        inputs.of_others = !own && names.any(|name| config.find_variable(name).is_none());
        inputs.assume(loader, config, member, scenario);
        inputs
    }

    fn assume(
        &mut self,
        loader: &Loader<'_>,
        config: &Module,
        member: &DeployedRoot,
        scenario: &Scenario,
    ) {
        for variable in config.variables.iter().filter(|_| !scenario.fixed.is_empty()) {
            let name = &variable.declaration.name;
            let address = self.qualified(&format!("var.{name}"));
            if let Some(Choice::Value(text)) = scenario.answer(&address) {
                self.assumed.insert(name.clone(), text.clone());
            }
        }
        if !scenario.open {
            return;
        }
        let library = self.make_library(loader, config);
        for variable in &config.variables {
            let name = &variable.declaration.name;
            let free = !self.has(name) && !self.assumed.contains_key(name);
            if let Some(question) =
                questions::of_variable(config, variable, library).filter(|_| free)
            {
                self.held.insert(name.clone(), self.own(&question.input));
            }
        }
        let given = &*member.given;
        let files = questions::files(loader, config, member);
        let free = scenario.answer(&member.values).is_none();
        let Some(question) = files.filter(|_| free) else { return };
        for choice in &question.choices {
            let Choice::File(file) = choice else { continue };
            let loaded = loader.values(&config.directory.join(file.as_str()));
            for attribute in &loaded.file.body.attributes {
                let name = &attribute.name.text;
                if !given.arguments.iter().any(|a| matches!(a, Argument::Value(n, _) if n == name))
                {
                    self.values.remove(name);
                    self.held.insert(name.clone(), question.input.clone());
                }
            }
        }
    }

    /// An address that tells an input from those of other roots of the deployment.
    pub(crate) fn qualified(&self, address: &str) -> SmolStr {
        match &self.qualifier {
            Some(root) if !self.shared.contains(address) => format_smolstr!("{address} of {root}"),
            _ => address.into(),
        }
    }

    /// The input of a root as one of its deployment.
    pub(crate) fn own(&self, input: &Input) -> Input {
        Input { address: self.qualified(&input.address), ..*input }
    }

    /// Whether a variable is given.
    pub(crate) fn has(&self, name: &str) -> bool {
        self.values.contains_key(name) || self.hidden.is_some()
    }

    /// What would settle a variable that is unknown whatever its default.
    pub(crate) fn held(&self, name: &str) -> Option<&Input> {
        self.held.get(name)
    }

    /// What a scenario assumes about a variable that is not given.
    pub(crate) fn assumed(&self, name: &str) -> Option<&SmolStr> {
        self.assumed.get(name).filter(|_| !self.has(name))
    }

    /// Whether they make a root a library: it takes values, gets none, and does not say where to
    /// deploy. What fails with its defaults need not fail where it is called.
    pub(crate) fn make_library(&self, loader: &Loader<'_>, config: &Module) -> bool {
        let deploys = |body: &Body| {
            body.blocks_of("backend").next().is_some() || body.blocks_of("cloud").next().is_some()
        };
        let entries = loader.entries(&config.directory);
        !config.variables.is_empty()
            && config.providers.is_empty()
            && !self.of_unit
            && (self.of_others || !self.are_given())
            && !entries.iter().any(|e| has_values(e.name()))
            && !config.others.iter().any(|at| deploys(&config.block(*at).1.body))
    }

    /// Whether any value is given.
    pub(crate) fn are_given(&self) -> bool {
        !self.values.is_empty() || self.hidden.is_some()
    }

    fn file(&mut self, loader: &Loader<'_>, path: &Path, notices: &mut Vec<Notice>) -> FileId {
        let loaded = loader.values(path);
        // A file that can't be read at all may give anything; what is wrong in one is an error.
        if loaded.notices.iter().any(|n| n.gravity == Gravity::Notice && n.span.is_none()) {
            self.hidden = Some(format!("`{}` is not read", loader.display(path)).into());
            self.values.clear();
        }
        notices.extend(loaded.notices.iter().cloned());
        for attribute in &loaded.file.body.attributes {
            let span = attribute.value.range.in_file(loaded.file.id);
            let value = InputValue::Expr { expr: attribute.value.clone(), span };
            self.values.insert(attribute.name.text.clone(), value);
        }
        loaded.file.id
    }
}

/// The files of values that Terraform reads by itself, in its order.
fn automatic_files(loader: &Loader<'_>, directory: &Path) -> Vec<PathBuf> {
    let entries = loader.entries(directory);
    let files: Vec<_> = entries.iter().filter(|e| e.kind == EntryKind::File).collect();
    let fixed = ["terraform.tfvars", "terraform.tfvars.json"];
    let first = fixed.iter().filter_map(|name| files.iter().find(|e| e.name() == *name));
    let auto = files
        .iter()
        .filter(|e| e.name().ends_with(".auto.tfvars") || e.name().ends_with(".auto.tfvars.json"));
    first.chain(auto).map(|e| e.path.clone()).collect()
}

/// The Region of providers that name none: given, else that of the environment, in the provider's
/// order.
pub(crate) fn region(loader: &Loader<'_>, given: &Given) -> Option<SmolStr> {
    let from = |name: &str| loader.reader.system.variable(name).filter(|r| !r.is_empty());
    let region = given.region.clone().or_else(|| from("AWS_REGION"));
    region.or_else(|| from("AWS_DEFAULT_REGION")).map(SmolStr::from)
}

/// The workspace: given, else as the environment or `terraform init` left it.
fn workspace(loader: &Loader<'_>, directory: &Path, given: &Given) -> Option<SmolStr> {
    if let Some(workspace) = &given.workspace {
        return Some(workspace.as_str().into());
    }
    if let Some(workspace) = loader.reader.system.variable("TF_WORKSPACE").filter(|w| !w.is_empty())
    {
        return Some(workspace.into());
    }
    /// Nobody names a workspace with more bytes.
    const MOST_BYTES: u64 = 4096;
    let initialised = loader.entries(directory).iter().any(|e| e.name() == ".terraform");
    let file = initialised.then(|| directory.join(".terraform").join("environment"))?;
    let bytes = loader.reader.system.read(&file, MOST_BYTES).ok()?;
    let text = std::str::from_utf8(&bytes).ok()?.trim();
    (!text.is_empty()).then(|| text.into())
}

impl Evaluator<'_> {
    /// The value given for a root's variable.
    pub(crate) fn given(
        &self,
        root: RootId,
        name: &SmolStr,
        ty: &Type,
        typed: bool,
    ) -> Option<Evaluated> {
        let inputs = &self.context(root).inputs;
        let Some(given) = inputs.values.get(name) else {
            let hidden = inputs.hidden.clone()?;
            let address = inputs.qualified(&format!("var.{name}"));
            let cause = Cause::input(hidden, None, InputKind::Variable, root, address);
            return Some(Ok(Value::unknown(ty.clone(), &cause)));
        };
        Some(match given {
            InputValue::Expr { expr, span } => self.constant(expr, span.file).map(|value| {
                value.through(
                    LinkKind::Given,
                    root,
                    &SmolStr::default(),
                    format!("var.{name}").into(),
                    Some(*span),
                )
            }),
            InputValue::Unit => {
                let value = self.input_of_unit(root, name)?;
                let name = format_smolstr!("inputs.{name}");
                Ok(value.through(LinkKind::Given, root, &SmolStr::default(), name, None))
            }
            InputValue::Assumed(assumed) => {
                let mut ids = assumed.ids.iter().map(|id| Value::from(id.as_str()));
                let value = match assumed.many {
                    true => Value::tuple(ids.collect()),
                    false => ids.next()?,
                };
                let name = &SmolStr::default();
                let at = Some(assumed.at);
                Ok(value.through(LinkKind::Given, root, name, assumed.from.clone(), at))
            }
            InputValue::Text { text, from } => self.text_value(root, (name, text), from, ty, typed),
        })
    }

    /// Terraform takes text as it is for a variable of a primitive type or none, and reads it as
    /// an expression for others.
    fn text_value(
        &self,
        root: RootId,
        (name, text): (&SmolStr, &str),
        from: &SmolStr,
        ty: &Type,
        typed: bool,
    ) -> Evaluated {
        let literal = ty.is_primitive() || !typed;
        let path = PathBuf::from(from.as_str());
        let id = self.loader.given_text(path, from, text);
        let span = vpcelint_source::Range::new(0, text.len()).in_file(id);
        let wrong =
            |why: String| Error::new(span, format!("the value of variable `{name}`: {why}"));
        let value = if literal {
            Value::from(text).made_at(span)
        } else {
            let expr = vpcelint_syntax::parse_expression(id, text, 0)
                .map_err(|notice| wrong(notice.message))?;
            self.constant(&expr, id)?
        };
        let value = value.through(LinkKind::Given, root, &SmolStr::default(), from.clone(), None);
        convert(&value, ty).map_err(|e| wrong(e.to_string()))
    }

    /// Says which names of its own files of values no variable of a root has.
    pub(crate) fn check_values(&self, root: RootId, module: &Module) {
        let inputs = &self.context(root).inputs;
        let mut names: Vec<_> = inputs.values.iter().collect();
        names.sort_by(|a, b| a.0.cmp(b.0));
        for (name, value) in names {
            let InputValue::Expr { span, .. } = value else { continue };
            if module.find_variable(name).is_none() && !inputs.given_files.contains(&span.file) {
                let message =
                    format!("a value is given for `{name}`, but the root has no such variable");
                self.notice(Notice {
                    span: Some(*span),
                    ..Notice::about(Gravity::Notice, None, message)
                });
            }
        }
    }
}

/// What arguments give although none of the roots that they are for has such a variable.
#[must_use]
pub fn unused_arguments(loader: &Loader<'_>, roots: &[&DeployedRoot]) -> Vec<Notice> {
    let given = roots.first().filter(|root| !root.given.arguments.is_empty());
    let Some(first) = given else { return Vec::new() };
    let modules: Vec<_> = roots.iter().map(|root| root.config(loader)).collect();
    let mut given: Vec<(SmolStr, Option<Span>)> = Vec::new();
    for argument in &first.given.arguments {
        match argument {
            Argument::Value(name, _) => given.push((name.as_str().into(), None)),
            Argument::File(path) => {
                let loaded = loader.values(&loader.reader.working_directory.join(path));
                let attributes = loaded.file.body.attributes.iter();
                given.extend(attributes.map(|attribute| {
                    let span = attribute.value.range.in_file(loaded.file.id);
                    (attribute.name.text.clone(), Some(span))
                }));
            }
        }
    }
    given.retain(|(name, _)| modules.iter().all(|module| module.find_variable(name).is_none()));
    let whose = if roots.len() > 1 { "no root has" } else { "the root has no" };
    let notices = given.into_iter().map(|(name, span)| {
        let message = format!("a value is given for `{name}`, but {whose} such a variable");
        Notice { span, ..Notice::about(Gravity::Notice, None, message) }
    });
    notices.collect()
}
