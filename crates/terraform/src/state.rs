//! Where the states of roots are kept, so that roots that read each other's states are seen together: what
//! `backend` and `cloud` blocks say, and what the data source `terraform_remote_state` asks for.

mod settings;

use std::path::Path;
use std::rc::Rc;
use std::sync::Arc;

use rustc_hash::FxHashMap;
use smol_str::{SmolStr, format_smolstr};
use vpcelint_model::{Cause, Choice, Interest, RootId, Scenario};
use vpcelint_source::{EntryKind, FileId, clean_path};
use vpcelint_syntax::hcl::{Block, ExprKind, StepKind};

use crate::Value;
use crate::config::ResourceMode;
use crate::eval::{Evaluator, Instance, ModuleInstance};
use crate::inputs::{Argument, Inputs};
use crate::loader::Loader;
use crate::root::DeployedRoot;
use settings::Settings;

/// The type of the data source that reads the state of another root.
pub(crate) const READER: &str = "terraform_remote_state";

/// A state, by what identifies it: equal for a root and for who reads its state.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct State(SmolStr);

/// The settings of a backend that identify a state, with what one is that is not written; none where it
/// has to be.
type Identifying = &'static [(&'static str, Option<&'static str>)];

/// The backends, sorted. What only says how to reach the state, such as a Region or a role, identifies
/// none.
const BACKENDS: [(&str, Identifying); 10] = [
    ("azurerm", &[("storage_account_name", None), ("container_name", None), ("key", None)]),
    ("consul", &[("address", Some("")), ("path", None)]),
    ("cos", &[("bucket", None), ("prefix", Some("")), ("key", Some("terraform.tfstate"))]),
    ("gcs", &[("bucket", None), ("prefix", Some(""))]),
    ("http", &[("address", None)]),
    ("kubernetes", &[("namespace", Some("default")), ("secret_suffix", None)]),
    ("oss", &[("bucket", None), ("prefix", Some("env:")), ("key", Some("terraform.tfstate"))]),
    ("pg", &[("conn_str", None), ("schema_name", Some("terraform_remote_state"))]),
    (
        "remote",
        &[
            ("hostname", Some("app.terraform.io")),
            ("organization", None),
            ("workspaces.name", None),
        ],
    ),
    ("s3", &[("bucket", None), ("key", None)]),
];

/// The state that settings of a backend identify, in a root; none where they are not all known.
fn state(kind: &str, settings: &Settings, directory: &Path) -> Option<State> {
    if kind == "local" {
        let path = settings.text("path", Some("terraform.tfstate"))?;
        let path = clean_path(&directory.join(path.as_str()));
        return Some(State(format_smolstr!("local {}", path.display())));
    }
    let at = BACKENDS.binary_search_by(|(name, _)| (*name).cmp(kind)).ok()?;
    let (_, identifying) = BACKENDS.get(at)?;
    let mut text = String::from(kind);
    for (name, default) in *identifying {
        let value = settings.text(name, *default)?;
        // What is written can't look like the settings behind it.
        text += &format!(" {name}={:?}", value.as_str());
    }
    Some(State(text.into()))
}

/// The state that a map of settings identifies.
pub(crate) fn state_of_config(kind: &str, config: &Value, directory: &Path) -> Option<State> {
    state(kind, &Settings::of_value(config)?, directory)
}

/// Which root has which state; none where several have it.
pub(crate) type States = FxHashMap<State, Option<RootId>>;

/// The workspace of which a state is read.
enum Workspace {
    Named(SmolStr),
    /// That of the root which reads it.
    Same,
}

impl Evaluator<'_> {
    /// Finds out which of the roots has which state.
    pub(crate) fn join_states(&self, roots: &[Rc<ModuleInstance>], members: &[DeployedRoot]) {
        if roots.len() < 2 {
            return;
        }
        let mut states = States::default();
        for (module, member) in roots.iter().zip(members) {
            let Some(state) = self.own_state(module) else { continue };
            let only = states.contains_key(&state) || member.shares_state;
            states.insert(state, (!only).then_some(module.root));
        }
        // There is one set of roots, so that this happens once.
        let _first = self.states.set(states);
    }

    /// The root of the deployment whose state a data source reads.
    pub(crate) fn owner_of_state(&self, instance: &Rc<Instance>) -> Option<RootId> {
        let states = self.states.get().filter(|states| states.len() > 1)?;
        let own = instance.module.root;
        let owner = (*states.get(&self.state_read(instance)?)?)?;
        if owner == own {
            return None;
        }
        let reader = self.context(own).inputs.workspace.clone();
        let of_owner = self.context(owner).inputs.workspace.clone();
        let same = match self.workspace_read(instance)? {
            Workspace::Same => reader == of_owner,
            Workspace::Named(name) => of_owner.as_deref().unwrap_or("default") == name,
        };
        same.then_some(owner)
    }

    /// Why it is not known which state a data source reads, where inputs decide that it is one of the
    /// deployment or another one.
    pub(crate) fn open_state(&self, instance: &Rc<Instance>) -> Option<Arc<Cause>> {
        self.states.get().filter(|states| states.len() > 1)?;
        let asked = ["backend", "config", "workspace"];
        let asked = asked.iter().filter_map(|name| self.argument_of(instance, name));
        let asked: Vec<_> = asked.filter(|value| !value.is_wholly_known()).collect();
        let cause = crate::unknown::cause_in(&asked);
        (!cause.inputs.is_empty()).then_some(cause)
    }

    /// The state that a data source reads.
    fn state_read(&self, instance: &Rc<Instance>) -> Option<State> {
        let kind = self.argument_of(instance, "backend")?;
        let settings = match self.argument_of(instance, "config") {
            Some(config) => Settings::of_value(&config)?,
            None => Settings::default(),
        };
        let settings = settings.in_workspace(self.argument_of(instance, "workspace").as_ref());
        state(kind.as_str()?, &settings, &self.context(instance.module.root).directory)
    }

    /// An argument of a data source; none where it is not written.
    fn argument_of(&self, instance: &Rc<Instance>, name: &str) -> Option<Value> {
        let config = &instance.module.config;
        let header = config.header(&instance.declaration(config)?.declaration)?;
        self.configured(instance, name, header).filter(|value| !value.is_null())
    }

    fn workspace_read(&self, instance: &Rc<Instance>) -> Option<Workspace> {
        let Some(value) = self.argument_of(instance, "workspace") else {
            return Some(Workspace::Named("default".into()));
        };
        if let Some(name) = value.as_str() {
            return Some(Workspace::Named(name.into()));
        }
        let config = &instance.module.config;
        let declaration = &instance.declaration(config)?.declaration;
        let (_, attribute) = config.attribute(declaration, "workspace")?;
        let ExprKind::Traversal(traversal) = &attribute.value.kind else { return None };
        let (ExprKind::Variable(root), [step]) = (&traversal.root.kind, &traversal.steps[..])
        else {
            return None;
        };
        let own = matches!(&step.kind, StepKind::Attribute(name) if name == "workspace");
        (own && (root == "terraform" || root == "tofu")).then_some(Workspace::Same)
    }

    /// The state of a root; none where that is not known.
    fn own_state(&self, root: &Rc<ModuleInstance>) -> Option<State> {
        let context = self.context(root.root);
        if let Some(state) = context.unit.as_ref().and_then(|unit| unit.state.clone()) {
            return Some(state);
        }
        let directory = context.named();
        let Some((file, kind, block)) = backend(root) else {
            return state("local", &Settings::default(), directory);
        };
        let written = Settings::of_body(&block.body, &mut |expr| {
            let scope = crate::eval::Scope::module(root, file);
            self.eval(expr, &scope).ok()
        });
        let workspace = self.context(root.root).inputs.workspace.clone();
        // As for `terraform init`, what is given comes before what the block says.
        let written = written.with(self.given_settings(root));
        let written = written.in_workspace(workspace.map(Value::from).as_ref());
        // So may files for `-backend-config`.
        let mut states = backend_files(self.loader, directory).into_iter().map(|path| {
            let more = self.settings_of_file(&path);
            state(&kind, &written.clone().with(more), directory)
        });
        match states.next() {
            None => state(&kind, &written, directory),
            Some(first) => first.filter(|first| states.all(|s| s.as_ref() == Some(first))),
        }
    }

    /// The settings of backends that are given, the later over the earlier.
    fn given_settings(&self, root: &Rc<ModuleInstance>) -> Settings {
        let given = &self.context(root.root).inputs.backend;
        given.iter().fold(Settings::default(), |settings, argument| match argument {
            Argument::Value(name, text) => settings.with(Settings::of_text(name, text)),
            Argument::File(path) => {
                let path = self.loader.reader.working_directory.join(path);
                settings.with(self.settings_of_file(&path))
            }
        })
    }

    fn settings_of_file(&self, path: &Path) -> Settings {
        let loaded = self.loader.values(path);
        let id = loaded.file.id;
        Settings::of_body(&loaded.file.body, &mut |expr| self.constant(expr, id).ok())
    }

    /// The states that the data sources of a module and of those that it calls read; whether all of
    /// them are known.
    fn states_read_in(&self, module: &Rc<ModuleInstance>, found: &mut Vec<State>) -> bool {
        let mut all = true;
        for (index, resource) in (0u32..).zip(&module.config.resources) {
            if resource.name.mode != ResourceMode::Data || resource.name.kind != READER {
                continue;
            }
            let Some(expansion) = self.resource_expansion(module, index) else { continue };
            for instance in &expansion.instances {
                match self.state_read(instance) {
                    Some(state) => found.push(state),
                    None => all = false,
                }
            }
        }
        for index in (0u32..).take(module.config.calls.len()) {
            let Some(expansion) = self.module_expansion(module, index) else { continue };
            for child in &expansion.instances {
                all &= self.states_read_in(child, found);
            }
        }
        all
    }
}

/// The backend of a root: the file, the kind and the block of the last file that has one.
fn backend(root: &ModuleInstance) -> Option<(FileId, SmolStr, &Block)> {
    let blocks = root.config.others.iter().rev().map(|at| root.config.block(*at));
    let terraform = blocks.filter(|(_, block)| block.kind.text == "terraform");
    terraform.into_iter().find_map(|(file, block)| {
        let mut backends =
            block.body.blocks.iter().filter_map(|inner| match inner.kind.text.as_str() {
                "backend" => Some((file.id, inner.label(0)?.clone(), inner)),
                "cloud" => Some((file.id, "remote".into(), inner)),
                _ => None,
            });
        backends.next_back()
    })
}

/// The files beside a root that are meant for `-backend-config`, by their names.
fn backend_files(loader: &Loader<'_>, directory: &Path) -> Vec<std::path::PathBuf> {
    let entries = loader.entries(directory);
    let files = entries.iter().filter(|e| e.kind == EntryKind::File);
    let meant = files.filter(|e| {
        let name = e.name();
        name.ends_with(".tfbackend") || name.starts_with("backend") && name.ends_with(".hcl")
    });
    meant.map(|e| e.path.clone()).collect()
}

/// The states that a root may have and those that it may read.
#[derive(Debug, Clone, Default)]
pub struct Crossings {
    /// Its own: one, unless inputs that are not given decide.
    pub own: Vec<State>,
    /// Those that its data sources read.
    pub reads: Vec<State>,
}

/// The state of a root, and, where it `reads` any, those of others that it reads, whatever the inputs
/// that are not given.
#[must_use]
pub fn crossings(loader: &Loader<'_>, member: &DeployedRoot, reads: bool) -> Crossings {
    /// More answers than these are not tried.
    const MOST: usize = 32;
    let mut found = Crossings::default();
    let settled = cross(loader, member, reads, &Scenario::first(), &mut found);
    if !settled {
        let questions = crate::questions::questions(loader, std::slice::from_ref(member));
        let answers = questions.iter().flat_map(|q| q.choices.iter().map(|c| (&q.input, c)));
        for (input, choice) in answers.filter(|(_, c)| !matches!(c, Choice::Other(_))).take(MOST) {
            let scenario = Scenario::first().with(input, choice);
            cross(loader, member, reads, &scenario, &mut found);
        }
    }
    for states in [&mut found.own, &mut found.reads] {
        states.sort();
        states.dedup();
    }
    found
}

/// Adds the states under a scenario; whether all are known.
fn cross(
    loader: &Loader<'_>,
    member: &DeployedRoot,
    reads: bool,
    scenario: &Scenario,
    found: &mut Crossings,
) -> bool {
    let config = member.config(loader);
    let inputs = Inputs::read(loader, &config, member, scenario, &mut Vec::new());
    let interest = Interest::default();
    let evaluator = Evaluator::new(loader, &interest);
    let root = evaluator.root(config, inputs, member.unit.clone());
    let own = evaluator.own_state(&root);
    let known = own.is_some();
    found.own.extend(own);
    let settled = !reads || evaluator.states_read_in(&root, &mut found.reads);
    settled && known
}
