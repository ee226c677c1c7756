//! What a unit deploys: its module with the files that Terragrunt adds, its inputs, its state, and the
//! units that it depends on.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::rc::Rc;
use std::sync::Arc;

use smol_str::SmolStr;
use vpcelint_model::{Interest, RootId};
use vpcelint_source::{FileId, Notice, Range, Span, clean_path};
use vpcelint_syntax::hcl::{Block, File};

use super::UNIT_FILE;
use super::page::Page;
use crate::Value;
use crate::config::Module;
use crate::eval::Evaluator;
use crate::functions::NOT_KNOWN;
use crate::loader::{Absent, Loader};
use crate::modules::Wanted;
use crate::state::{State, state_of_config};
use crate::value::{Partial, TextPart};

/// Where the module of a unit is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Source {
    /// In the directory of the unit itself.
    Own,
    /// In another directory.
    Directory(PathBuf),
    /// It is not there, as is said at the place.
    Missing(Notice),
}

/// A unit of Terragrunt.
#[derive(Debug)]
pub struct Unit {
    /// The directory of its `terragrunt.hcl`.
    pub directory: PathBuf,
    /// Where its module is.
    pub source: Source,
    /// The directories of the units whose outputs it uses.
    pub dependencies: Vec<PathBuf>,
    /// The files that it includes.
    pub includes: Vec<PathBuf>,
    /// The files of Terragrunt that it rests on, itself and what it includes or reads.
    pub files: BTreeSet<PathBuf>,
    /// The module with what Terragrunt adds.
    pub(crate) module: Arc<Module>,
    /// The files that Terragrunt makes.
    pub(crate) generated: Vec<FileId>,
    /// The names of its inputs.
    pub(crate) inputs: BTreeSet<SmolStr>,
    /// Why it may have further inputs.
    pub(crate) open: Option<SmolStr>,
    /// Where it says which module it deploys, or its beginning.
    pub(crate) place: Span,
    /// Its state, where `remote_state` says which one.
    pub(crate) state: Option<State>,
}

impl Unit {
    /// Where it says which module it deploys, or its beginning.
    #[must_use]
    pub fn place(&self) -> Span {
        self.place
    }
}

/// The unit in a directory; none where its `terragrunt.hcl` deploys nothing, as it does that others
/// include.
#[must_use]
pub fn unit(loader: &Loader<'_>, directory: &Path) -> Option<Unit> {
    let interest = Interest::default();
    let evaluator = Evaluator::new(loader, &interest);
    let page = evaluator.unit_page(directory, RootId(0))?;
    if evaluator.is_skipped(&page) {
        return None;
    }
    let source = evaluator.source_of_unit(&page);
    let own = !loader.configuration_files(directory).is_empty();
    let (source, place) = match source {
        Some(found) => found,
        None if own => (Source::Own, Range::default().in_file(page.loaded.file.id)),
        None => return None,
    };
    let (module, generated) = evaluator.module_of(&page, &source);
    let inputs = evaluator.inputs_of(&page);
    let state = evaluator.state_of_unit(&page);
    let dependencies = evaluator.dependencies(&page);
    let includes = evaluator.includes(&page);
    let includes = includes.iter().map(|include| include.page.path.clone()).collect();
    let files = evaluator.pages.borrow().keys().map(|(path, ..)| path.clone()).collect();
    Some(Unit {
        directory: directory.to_path_buf(),
        source,
        dependencies,
        includes,
        files,
        module,
        generated,
        inputs: inputs.values.into_keys().collect(),
        open: inputs.open.map(|cause| cause.reason.clone()),
        place,
        state,
    })
}

impl Evaluator<'_> {
    /// The file of the unit in a directory.
    pub(crate) fn unit_page(&self, directory: &Path, root: RootId) -> Option<Rc<Page>> {
        self.page(&directory.join(UNIT_FILE), directory, root, false)
    }

    /// The last block of a kind that counts for a page, with the page that has it.
    fn merged_block<T>(
        &self,
        page: &Rc<Page>,
        kind: &str,
        pick: &dyn Fn(&Rc<Page>, &Block) -> Option<T>,
    ) -> Option<T> {
        let pages = self.merged_pages(page);
        pages.iter().find_map(|page| page.block(kind).and_then(|block| pick(page, block)))
    }

    /// Whether a page says that it deploys nothing.
    fn is_skipped(&self, page: &Rc<Page>) -> bool {
        let skip = page.body().attribute("skip").map(|attribute| self.page_value(page, attribute));
        skip.is_some_and(|value| value.as_bool() == Some(true))
    }

    /// Where the module is that a page deploys, and the place that says so; none where nothing does.
    fn source_of_unit(&self, page: &Rc<Page>) -> Option<(Source, Span)> {
        self.merged_block(page, "terraform", &|of, block| {
            let attribute = block.body.attribute("source")?;
            let span = attribute.value.range.in_file(of.loaded.file.id);
            let value = self.page_value(of, attribute);
            let missing = |message: String| Source::Missing(Notice::notice(span, message));
            if value.is_null() || value.as_str() == Some("") {
                return None;
            }
            let Some(source) = value.as_str() else {
                return Some((missing("the source of this unit is not known".into()), span));
            };
            Some((self.found(page, source).unwrap_or_else(missing), span))
        })
    }

    /// The directory of a source; else what is to be said.
    fn found(&self, page: &Rc<Page>, source: &str) -> Result<Source, String> {
        let directory = page.directory();
        let local = source.starts_with('.') || source.starts_with('/');
        let found = if local {
            // Before `//` stands what Terragrunt copies, behind it the module in that.
            let path = match source.split_once("//") {
                Some((whole, inner)) => directory.join(whole).join(inner),
                None => directory.join(source),
            };
            let path = clean_path(&path);
            if path == directory {
                return Ok(Source::Own);
            }
            self.loader.usable_directory(&path)
        } else {
            let wanted =
                Wanted { root: directory, caller: directory, key: "", source, version: None };
            self.loader.directory_of(wanted)
        };
        found.map(Source::Directory).map_err(|absent| match absent {
            Absent::Remote => format!(
                "the module of this unit ({source}) is not on disk: what it contains and its outputs \
                 are unknown"
            ),
            Absent::OutsideBoundary => format!(
                "the module of this unit lies outside of `{}`, so it is not read",
                self.loader.display(&self.loader.reader.boundary)
            ),
            Absent::NoConfiguration => {
                format!("the directory `{source}` of this unit's module has no configuration")
            }
        })
    }

    /// The module of a unit with what is beside `terragrunt.hcl` and what Terragrunt makes.
    fn module_of(&self, page: &Rc<Page>, source: &Source) -> (Arc<Module>, Vec<FileId>) {
        let own = self.loader.module(page.directory());
        let base = match source {
            Source::Own => own.clone(),
            Source::Directory(directory) => self.loader.module(directory),
            Source::Missing(_) => return (Arc::default(), Vec::new()),
        };
        let mut more: Vec<(PathBuf, Arc<File>)> = Vec::new();
        if *source != Source::Own {
            let path =
                |id: FileId| self.loader.reader.sources.get(id).map(|f| f.path().to_path_buf());
            more.extend(own.files.iter().filter_map(|file| Some((path(file.id)?, file.clone()))));
        }
        let mut notices = Vec::new();
        let mut generated = Vec::new();
        for (name, text) in self.generated(page, &base) {
            let path = clean_path(&page.directory().join(name.as_str()));
            let sources = &self.loader.reader.sources;
            let display = self.loader.display(&path);
            let id = sources.add(path.clone(), display, text.as_str().into(), false);
            let limits = &self.loader.reader.budget.limits;
            let parsed = vpcelint_syntax::parse_hcl(id, &text, limits);
            notices.extend(parsed.notices);
            generated.push(id);
            more.push((path, Arc::new(parsed.file)));
        }
        if more.is_empty() {
            return (base, generated);
        }
        (Arc::new(Module::extended(self.loader, &base, more, notices)), generated)
    }

    /// The files that Terragrunt makes, by their names: what is not known at all is left out, as is what
    /// gives way to a file of the module.
    fn generated(&self, page: &Rc<Page>, base: &Module) -> Vec<(SmolStr, SmolStr)> {
        let mut seen = BTreeSet::new();
        let mut files = Vec::new();
        let sources = &self.loader.reader.sources;
        let there = |name: &str| {
            let mut paths = base.files.iter().filter_map(|file| sources.get(file.id));
            paths.any(|file| file.path().file_name().is_some_and(|n| n == name))
        };
        for page in self.merged_pages(page) {
            for block in page.body().blocks_of("generate") {
                let label = block.label(0).cloned().unwrap_or_default();
                if !seen.insert(label) {
                    continue;
                }
                let text = |name: &str| self.page_text(&page, block, name).map(|(text, _)| text);
                let disabled = block.body.attribute("disable").map(|a| self.page_value(&page, a));
                if disabled.is_some_and(|value| value.as_bool() != Some(false)) {
                    continue;
                }
                let contents = block.body.attribute("contents").map(|a| self.page_value(&page, a));
                let contents = contents.as_ref().and_then(configuration);
                let (Some(path), Some(contents)) = (text("path"), contents) else {
                    continue;
                };
                let keeps = matches!(text("if_exists").as_deref(), Some("skip" | "error"));
                if crate::is_configuration(&path) && !path.contains('/') && !(keeps && there(&path))
                {
                    files.push((path, contents));
                }
            }
        }
        files
    }

    /// The state that `remote_state` names.
    fn state_of_unit(&self, page: &Rc<Page>) -> Option<State> {
        self.merged_block(page, "remote_state", &|of, block| {
            let (backend, _) = self.page_text(of, block, "backend")?;
            let config = self.page_value(of, block.body.attribute("config")?);
            state_of_config(&backend, &config, page.directory())
        })
    }
}

/// The configuration that a text is: what is not known of it is the call of a function whose result is
/// not known.
fn configuration(contents: &Value) -> Option<SmolStr> {
    let Some(Partial::Text(parts)) = contents.as_unknown().map(|unknown| &unknown.known) else {
        return contents.as_str().map(SmolStr::from);
    };
    let mut text = String::new();
    for part in parts {
        match part {
            TextPart::Literal(literal) => text.push_str(literal),
            TextPart::Hole(_) if ends_in_quotes(&text) => {
                text.push_str("${");
                text.push_str(NOT_KNOWN);
                text.push_str("()}");
            }
            TextPart::Hole(_) => {
                text.push_str(NOT_KNOWN);
                text.push_str("()");
            }
        }
    }
    Some(text.into())
}

/// Whether a quoted string is open at the end of a text; none goes over the end of a line.
fn ends_in_quotes(text: &str) -> bool {
    let line = text.rsplit('\n').next().unwrap_or(text);
    let mut open = false;
    let mut escaped = false;
    for byte in line.bytes() {
        open ^= byte == b'"' && !escaped;
        escaped = byte == b'\\' && !escaped;
    }
    open
}
