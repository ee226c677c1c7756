//! What a root is given from outside: values of variables, in Terraform's order, and the workspace.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use rustc_hash::FxHashMap;
use smol_str::SmolStr;
use vpcelint_model::{Cause, Choice, Input, InputKind, LinkKind, Scenario};
use vpcelint_source::{EntryKind, Gravity, Notice, Span};
use vpcelint_syntax::hcl::{Body, Expr};

use crate::config::Module;
use crate::eval::{Error, Evaluated, Evaluator};
use crate::loader::{Loader, has_values};
use crate::questions::{self, VALUES};
use crate::{Type, Value, convert};

/// One argument of the command line that gives values; their order matters.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Argument {
    /// `--var name=value`
    Value(String, String),
    /// `--var-file path`
    File(PathBuf),
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
}

/// What one root is given.
#[derive(Debug, Default)]
pub(crate) struct Inputs {
    values: FxHashMap<SmolStr, InputValue>,
    /// Why there may be values that are not seen, for variables that are not given after it.
    hidden: Option<SmolStr>,
    /// What a scenario assumes about variables that are not given.
    assumed: FxHashMap<SmolStr, SmolStr>,
    /// Variables that are unknown whatever their defaults, with what would settle them.
    held: FxHashMap<SmolStr, Input>,
    pub(crate) workspace: Option<SmolStr>,
    /// The Region of providers that name none.
    pub(crate) region: Option<SmolStr>,
    /// The Availability Zones of Regions, where they are given.
    pub(crate) zones: Arc<BTreeMap<String, Vec<String>>>,
}

/// A given value before its variable's type is known.
#[derive(Debug)]
enum InputValue {
    /// From a file.
    Expr { expr: Expr, span: Span },
    /// From the command line or the environment: a literal for a string, else an expression.
    Text { text: String, from: SmolStr },
}

impl Inputs {
    /// Reads what a root is given, the later over the earlier: the environment,
    /// `terraform.tfvars`, `terraform.tfvars.json`, `*.auto.tfvars(.json)` by name, the command
    /// line in its order. A scenario says what else is assumed.
    pub(crate) fn read(
        loader: &Loader<'_>,
        config: &Module,
        given: &Given,
        scenario: &Scenario,
        notices: &mut Vec<Notice>,
    ) -> Self {
        let directory = &config.directory;
        let mut inputs = Self {
            workspace: workspace(loader, directory, given),
            region: region(loader, given),
            zones: given.zones.clone(),
            ..Self::default()
        };
        for (name, text) in loader.reader.system.variables("TF_VAR_") {
            let variable = name.trim_start_matches("TF_VAR_").into();
            inputs.values.insert(variable, InputValue::Text { text, from: name.into() });
        }
        for path in automatic_files(loader, directory) {
            inputs.file(loader, &path, notices);
        }
        if let Some(Choice::File(file)) = scenario.answer(VALUES) {
            inputs.file(loader, &directory.join(file.as_str()), notices);
        }
        for argument in &given.arguments {
            match argument {
                Argument::Value(name, text) => {
                    let from = format!("--var {name}").into();
                    let value = InputValue::Text { text: text.clone(), from };
                    inputs.values.insert(name.as_str().into(), value);
                }
                Argument::File(path) => {
                    inputs.file(loader, &loader.reader.working_directory.join(path), notices);
                }
            }
        }
        inputs.assume(loader, config, given, scenario);
        inputs
    }

    fn assume(&mut self, loader: &Loader<'_>, config: &Module, given: &Given, scenario: &Scenario) {
        for (input, choice) in &scenario.fixed {
            if let (Some(name), Choice::Value(text)) = (input.address.strip_prefix("var."), choice)
            {
                self.assumed.insert(name.into(), text.clone());
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
                self.held.insert(name.clone(), question.input);
            }
        }
        let files = questions::files(loader, config, given);
        let Some(question) = files.filter(|_| scenario.answer(VALUES).is_none()) else { return };
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
            && !self.are_given()
            && !entries.iter().any(|e| has_values(e.name()))
            && !config.others.iter().any(|at| deploys(&config.block(*at).1.body))
    }

    /// Whether any value is given.
    pub(crate) fn are_given(&self) -> bool {
        !self.values.is_empty() || self.hidden.is_some()
    }

    fn file(&mut self, loader: &Loader<'_>, path: &Path, notices: &mut Vec<Notice>) {
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
    pub(crate) fn given(&self, name: &SmolStr, ty: &Type, typed: bool) -> Option<Evaluated> {
        let Some(given) = self.inputs.values.get(name) else {
            let hidden = self.inputs.hidden.clone()?;
            let address = format!("var.{name}").into();
            let cause = Cause::input(hidden, None, InputKind::Variable, address);
            return Some(Ok(Value::unknown(ty.clone(), &cause)));
        };
        Some(match given {
            InputValue::Expr { expr, span } => self.constant(expr, span.file).map(|value| {
                value.through(
                    LinkKind::Given,
                    &SmolStr::default(),
                    format!("var.{name}").into(),
                    Some(*span),
                )
            }),
            InputValue::Text { text, from } => self.text_value(name, text, from, ty, typed),
        })
    }

    /// Terraform takes text as it is for a variable of a primitive type or none, and reads it as
    /// an expression for others.
    fn text_value(
        &self,
        name: &SmolStr,
        text: &str,
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
        let value = value.through(LinkKind::Given, &SmolStr::default(), from.clone(), None);
        convert(&value, ty).map_err(|e| wrong(e.to_string()))
    }

    /// Says which given names no variable has.
    pub(crate) fn check_given(&self, module: &Module) {
        let mut names: Vec<_> = self.inputs.values.iter().collect();
        names.sort_by(|a, b| a.0.cmp(b.0));
        for (name, value) in names {
            if module.find_variable(name).is_some() {
                continue;
            }
            let (gravity, span, path) = match value {
                InputValue::Expr { span, .. } => (Gravity::Notice, Some(*span), None),
                InputValue::Text { from, .. } if from.starts_with("--var") => {
                    (Gravity::Notice, None, None)
                }
                InputValue::Text { .. } => continue,
            };
            let message =
                format!("a value is given for `{name}`, but the root has no such variable");
            let mut notice = Notice::about(gravity, path, message);
            notice.span = span;
            self.notice(notice);
        }
    }
}
