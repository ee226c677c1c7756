//! Plans and states as `terraform show -json` and `tofu show -json` write them: the instances that
//! there will be, or are, with their values, as resources of the graph.

mod address;
mod build;
mod code;
mod constants;
mod detect;
mod document;
mod identifiers;
mod instances;
pub(crate) mod known;
mod mentions;
mod overlay;
mod region;
mod resolve;
mod slots;
mod stated;
mod unknown;
mod value;

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use smol_str::SmolStr;
use vpcelint_model::{Cause, Interest, RootId, Scenario};
use vpcelint_source::{FileId, Gravity, Notice, Range, Reader};
use vpcelint_syntax::document::Node;

pub use detect::{Detected, detect, may_be_plan};

use self::build::Build;
use self::code::{ModuleCode, ProviderCode, local_name};
use self::document::{Document, Values};
use self::instances::Instances;
use crate::config::ResourceMode;
use crate::inputs::Given;
use crate::loader::Loader;
use crate::root::{DeployedRoot, Evaluation, evaluate_knowing};

/// A plan or state that was read.
#[derive(Debug)]
pub struct Plan {
    /// Its file.
    pub path: PathBuf,
    /// Its path as output shows it.
    pub display: Arc<str>,
    file: FileId,
    document: Document,
    code: Option<ModuleCode>,
    providers: BTreeMap<SmolStr, ProviderCode>,
    /// The tree of the file, for places; none where it has too many parts.
    tree: Option<Node>,
}

impl Plan {
    /// Its file in the table of files.
    #[must_use]
    pub fn file(&self) -> FileId {
        self.file
    }
}

/// A plan is a deployment of one root.
const ROOT: RootId = RootId(0);

/// What is said of a file that is no plan after all.
const UNREADABLE: &str =
    "this was not read: it is no plan or state as `terraform show -json` writes them";

impl Plan {
    /// Reads the text of a plan or state.
    ///
    /// # Errors
    /// What is to be said where it is none, or not whole.
    pub fn read(reader: &Reader<'_>, path: &Path, text: &Arc<str>) -> Result<Self, Notice> {
        let display = reader.display(path);
        // A plan is made, not written: nobody mends it.
        let file = reader.add(path, text.clone(), None, false).id;
        let offset = text.len() - text.trim_start_matches('\u{feff}').len();
        let json = text.get(offset..).unwrap_or_default();
        let document: Result<Document, _> = serde_json::from_str(json);
        let mut document = document.map_err(|error| {
            let at = place_of(json, offset, &error);
            Notice::error(at.in_file(file), format!("{UNREADABLE} ({error})"))
        })?;
        let mut limits = reader.budget.limits.clone();
        limits.document_nodes = limits.plan_nodes;
        let tree = vpcelint_syntax::parse_document(file, text, &limits).document.map(|d| d.root);
        let configuration = document.configuration.take();
        let (code, providers) = match configuration {
            Some(configuration) => {
                let (code, providers) = code::read(configuration, tree.as_ref());
                (Some(code), providers)
            }
            None => (None, BTreeMap::new()),
        };
        Ok(Self { path: path.to_path_buf(), display, file, document, code, providers, tree })
    }

    /// Whether a directory's configuration is what was planned, as far as the names of the root say:
    /// it declares all that the plan has.
    #[must_use]
    pub fn is_of(&self, loader: &Loader<'_>, directory: &Path) -> bool {
        let module = loader.module(directory);
        let declared: BTreeSet<String> = module
            .resources
            .iter()
            .filter(|r| r.name.mode != ResourceMode::Ephemeral)
            .map(|r| r.name.address())
            .chain(module.calls.iter().map(|call| format!("module.{}", call.name)))
            .collect();
        let names = self.names();
        !names.is_empty() && names.iter().all(|name| declared.contains(name.as_str()))
    }

    /// What the root declares.
    fn names(&self) -> BTreeSet<SmolStr> {
        if let Some(code) = &self.code {
            let calls = code.calls.keys().map(|name| format!("module.{name}").into());
            return code.resources.keys().cloned().chain(calls).collect();
        }
        let root = self.values().and_then(|v| v.root_module.as_ref());
        let resources = root.iter().flat_map(|m| m.resources.iter().flatten());
        let own = resources.map(|r| local_name(&r.mode, &r.kind, &r.name));
        let modules = root.iter().flat_map(|m| m.child_modules.iter().flatten());
        let called = modules.filter_map(|m| {
            let steps = address::steps(m.address.as_deref()?)?;
            steps.get(1)?.name().map(|name| format!("module.{name}").into())
        });
        own.chain(called).collect()
    }

    fn values(&self) -> Option<&Values> {
        self.document.planned_values.as_ref().or(self.document.values.as_ref())
    }

    /// What is to be said of the plan itself.
    fn notices(&self) -> Vec<Notice> {
        /// The newest format whose fields are known.
        const NEWEST: u64 = 1;
        let mut notices = Vec::new();
        let mut say = |key: &str, message: String| {
            let place = self.tree.as_ref().and_then(|t| t.get(key)).map(|n| n.range);
            notices.push(Notice::notice(place.unwrap_or_default().in_file(self.file), message));
        };
        let format = self.document.format_version.as_deref().unwrap_or_default();
        let major = format.split('.').next().and_then(|n| n.parse::<u64>().ok());
        if major.is_none_or(|major| major > NEWEST) {
            let message = format!(
                "the plan has the format `{}`, this program knows those up to {NEWEST}: what is new in it is \
                 not seen",
                format.escape_debug()
            );
            say("format_version", message);
        }
        if self.document.errored == Some(true) {
            let message = "the plan ended with an error, so that it is not whole: what follows rests on what \
                           was planned before";
            say("errored", message.into());
        } else if self.document.complete == Some(false) {
            let message = "the plan is not complete (`-target`, or changes that were put off): what it leaves \
                           out is not seen";
            say("complete", message.into());
        }
        notices
    }

    /// Whether it leaves something out.
    fn is_partial(&self) -> bool {
        self.document.errored == Some(true) || self.document.complete == Some(false)
    }

    /// The resources of the graph. Where the directory of its source is known, places and what only
    /// the source says are taken from there. Resource ids count from `first`.
    #[must_use]
    pub fn evaluate(
        &self,
        loader: &Loader<'_>,
        source: Option<&Path>,
        given: &Arc<Given>,
        interest: &Interest,
        first: u32,
    ) -> Evaluation {
        let limits = &loader.reader.budget.limits;
        let place = (self.file, self.tree.as_ref());
        let instances =
            Instances::of(&self.document, self.code.as_ref(), place, limits.root_instances);
        let of_source = source.map(|directory| {
            let known = known::Known::of(&self.document, &instances);
            let scenario = Scenario::first();
            let knowing = Some(&known);
            let member = DeployedRoot::alone(directory.to_path_buf(), given.clone());
            evaluate_knowing(loader, &[member], interest, &scenario, knowing)
        });
        let build = Build {
            plan: self,
            instances: &instances,
            interest,
            region: crate::inputs::region(loader, given),
        };
        let mut evaluation = build.evaluation(of_source.as_ref(), first);
        let mut notices = self.notices();
        if instances.over {
            let message = format!(
                "the plan has more than {} instances (the cap `root_instances`): the others are not seen",
                limits.root_instances
            );
            notices.push(Notice::about(Gravity::Notice, Some(self.display.clone()), message));
        }
        notices.append(&mut evaluation.notices);
        let partial = (self.is_partial() || instances.over).then(|| {
            Cause::new(
                format!("`{}` is not the whole plan, and the rest may contain it", self.display),
                None,
            )
        });
        let partial = partial.or_else(|| of_source.and_then(|source| source.partial));
        Evaluation { notices, partial, ..evaluation }
    }
}

/// Where reading a document failed.
fn place_of(json: &str, offset: usize, error: &serde_json::Error) -> Range {
    let before = json.split_inclusive('\n').take(error.line().saturating_sub(1));
    let line: usize = before.map(str::len).sum();
    let at = (line + error.column().saturating_sub(1)).min(json.len());
    let at = (0..=at).rev().find(|at| json.is_char_boundary(*at)).unwrap_or_default();
    Range::new(offset + at, offset + at)
}
