//! The declarations of one module directory, override files merged in. Nothing is evaluated here.

mod declare;
pub(crate) mod uses;

use std::path::{Path, PathBuf};
use std::sync::{Arc, OnceLock};

use rustc_hash::{FxHashMap, FxHashSet};
use smol_str::SmolStr;
use vpcelint_source::{FileId, Notice, Span};
use vpcelint_syntax::hcl::{Attribute, Block, Expr, File};

use crate::Type;
use crate::loader::{Loader, Syntax};

/// The configuration of a directory.
#[derive(Debug, Default)]
pub struct Module {
    /// The directory.
    pub directory: PathBuf,
    /// Its files, the override files last.
    pub files: Vec<Arc<File>>,
    /// Variables.
    pub variables: Vec<Variable>,
    /// Local values.
    pub locals: Vec<Local>,
    /// Outputs.
    pub outputs: Vec<Declaration>,
    /// Managed resources, data sources and ephemeral resources.
    pub resources: Vec<ResourceDeclaration>,
    /// Module calls.
    pub calls: Vec<Declaration>,
    /// Provider configurations.
    pub providers: Vec<Declaration>,
    /// `check` blocks, whose data sources have names of their own.
    pub checks: Vec<BlockRef>,
    /// `import`, `moved`, `removed` and `terraform` blocks.
    pub others: Vec<BlockRef>,
    /// What was wrong in the files.
    pub notices: Vec<Notice>,
    /// Whether a part of the files could not be read, so that names may be declared there.
    pub broken: bool,
    /// Whether it is a model of a module that is not there: what is wrong in it is our fault.
    pub is_model: bool,
    /// Whether a person edits its files.
    pub editable: bool,
    pub(crate) uses: uses::Uses,
    /// What was said of names that are declared nowhere.
    pub(crate) undeclared: FxHashSet<String>,
    variable_index: FxHashMap<SmolStr, u32>,
    local_index: FxHashMap<SmolStr, u32>,
    output_index: FxHashMap<SmolStr, u32>,
    call_index: FxHashMap<SmolStr, u32>,
    resource_index: FxHashMap<ResourceName, u32>,
}

/// A top-level block of one of the module's files.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct BlockRef {
    file: u32,
    block: u32,
}

/// Something that is declared by one block, with blocks of override files merged over it.
#[derive(Debug, Clone)]
pub struct Declaration {
    /// The name: its last label.
    pub name: SmolStr,
    /// The block, then those that override it, in order.
    pub parts: Vec<BlockRef>,
}

/// A variable.
#[derive(Debug)]
pub struct Variable {
    /// Name and blocks.
    pub declaration: Declaration,
    /// The type constraint, read when it is first needed.
    pub ty: OnceLock<Type>,
}

/// A local value.
#[derive(Debug, Clone)]
pub struct Local {
    /// The name.
    pub name: SmolStr,
    block: BlockRef,
    attribute: u32,
}

/// How a resource is declared.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum ResourceMode {
    /// `resource`
    Managed,
    /// `data`
    Data,
    /// `ephemeral`
    Ephemeral,
}

/// A resource's name within its module.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct ResourceName {
    /// How it is declared.
    pub mode: ResourceMode,
    /// The type.
    pub kind: SmolStr,
    /// The name.
    pub name: SmolStr,
}

impl ResourceName {
    /// The address within its module.
    #[must_use]
    pub fn address(&self) -> String {
        let prefix = match self.mode {
            ResourceMode::Managed => "",
            ResourceMode::Data => "data.",
            ResourceMode::Ephemeral => "ephemeral.",
        };
        format!("{prefix}{}.{}", self.kind, self.name)
    }
}

/// A resource.
#[derive(Debug, Clone)]
pub struct ResourceDeclaration {
    /// Its name.
    pub name: ResourceName,
    /// Its blocks.
    pub declaration: Declaration,
}

impl Module {
    /// Reads a directory.
    pub(crate) fn load(loader: &Loader<'_>, directory: &Path) -> Self {
        let mut paths = loader.configuration_files(directory);
        // Override files come last, in order of their names.
        paths.sort_by_key(|p| is_override(p));
        let first_override = paths.iter().position(|p| is_override(p)).unwrap_or(paths.len());
        let mut module = Self {
            directory: directory.to_path_buf(),
            is_model: crate::modules::is_model(directory),
            editable: crate::loader::editable(directory),
            ..Self::default()
        };
        for path in &paths {
            let loaded = loader.load(path, Syntax::Configuration);
            module.notices.extend(loaded.notices);
            module.files.push(loaded.file);
        }
        module.broken = !module.notices.is_empty();
        module.declare(first_override);
        module.collect_uses();
        module
    }

    /// The same with more files, by their paths: one of a name takes the place of another.
    pub(crate) fn extended(
        loader: &Loader<'_>,
        base: &Self,
        more: Vec<(PathBuf, Arc<File>)>,
        notices: Vec<Notice>,
    ) -> Self {
        let sources = &loader.reader.sources;
        let of_base = base.files.iter().filter_map(|file| {
            let path = sources.get(file.id)?.path().to_path_buf();
            let replaced = more.iter().any(|(other, _)| other.file_name() == path.file_name());
            (!replaced).then(|| (path, file.clone()))
        });
        let mut files: Vec<_> = of_base.collect();
        files.extend(more);
        files.sort_by_key(|(path, _)| is_override(path));
        let first_override =
            files.iter().position(|(path, _)| is_override(path)).unwrap_or(files.len());
        let mut module = Self {
            directory: base.directory.clone(),
            is_model: base.is_model,
            editable: base.editable,
            files: files.into_iter().map(|(_, file)| file).collect(),
            notices: base.notices.iter().cloned().chain(notices).collect(),
            ..Self::default()
        };
        module.broken = base.broken || !module.notices.is_empty();
        module.declare(first_override);
        module.collect_uses();
        module
    }

    /// Whether there is no configuration at all.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.files.is_empty()
    }

    /// A top-level block with its file.
    #[must_use]
    #[expect(clippy::indexing_slicing, reason = "block references are made by this module alone")]
    pub fn block(&self, at: BlockRef) -> (&File, &Block) {
        let file = &*self.files[at.file as usize];
        (file, &file.body.blocks[at.block as usize])
    }

    /// The blocks of a declaration, the last override first.
    pub fn parts<'m>(
        &'m self,
        declaration: &'m Declaration,
    ) -> impl Iterator<Item = (&'m File, &'m Block)> {
        declaration.parts.iter().rev().map(|at| self.block(*at))
    }

    /// The attribute of a declaration, as the last override has it.
    #[must_use]
    pub fn attribute<'m>(
        &'m self,
        declaration: &'m Declaration,
        name: &str,
    ) -> Option<(&'m File, &'m Attribute)> {
        self.parts(declaration).find_map(|(file, block)| Some((file, block.body.attribute(name)?)))
    }

    /// The nested blocks of a kind: those of the last override that has any.
    #[must_use]
    pub fn nested<'m>(
        &'m self,
        declaration: &'m Declaration,
        kind: &str,
    ) -> Vec<(FileId, &'m Block)> {
        for (file, block) in self.parts(declaration) {
            let found: Vec<_> = block
                .body
                .blocks
                .iter()
                .filter(|b| b.kind.text == kind || is_dynamic(b, kind))
                .map(|b| (file.id, b))
                .collect();
            if !found.is_empty() {
                return found;
            }
        }
        Vec::new()
    }

    /// The place of a declaration's header.
    #[must_use]
    pub fn header(&self, declaration: &Declaration) -> Option<Span> {
        declaration.parts.first().map(|at| {
            let (file, block) = self.block(*at);
            block.header().in_file(file.id)
        })
    }

    /// The expression of a local value.
    #[must_use]
    #[expect(clippy::indexing_slicing, reason = "locals are made by this module alone")]
    pub fn local(&self, local: &Local) -> (&File, &Attribute) {
        let (file, block) = self.block(local.block);
        (file, &block.body.attributes[local.attribute as usize])
    }

    /// The number of a variable.
    #[must_use]
    pub fn find_variable(&self, name: &str) -> Option<u32> {
        self.variable_index.get(name).copied()
    }

    /// The number of a local value.
    #[must_use]
    pub fn find_local(&self, name: &str) -> Option<u32> {
        self.local_index.get(name).copied()
    }

    /// The number of an output.
    #[must_use]
    pub fn find_output(&self, name: &str) -> Option<u32> {
        self.output_index.get(name).copied()
    }

    /// The number of a module call.
    #[must_use]
    pub fn find_call(&self, name: &str) -> Option<u32> {
        self.call_index.get(name).copied()
    }

    /// The number of a resource.
    #[must_use]
    pub fn find_resource(&self, mode: ResourceMode, kind: &str, name: &str) -> Option<u32> {
        let name = ResourceName { mode, kind: kind.into(), name: name.into() };
        self.resource_index.get(&name).copied()
    }

    /// The literal text of a module call's `version`.
    #[must_use]
    pub fn version_of<'m>(&'m self, call: &'m Declaration) -> Option<&'m str> {
        match &self.attribute(call, "version")?.1.value.kind {
            vpcelint_syntax::hcl::ExprKind::String(text) => Some(text),
            _ => None,
        }
    }

    /// The literal text of a module call's `source`.
    #[must_use]
    pub fn source_of<'m>(&'m self, call: &'m Declaration) -> Option<(&'m SmolStr, Span)> {
        let (file, attribute) = self.attribute(call, "source")?;
        match &attribute.value.kind {
            vpcelint_syntax::hcl::ExprKind::String(text) => {
                Some((text, attribute.value.range.in_file(file.id)))
            }
            _ => None,
        }
    }
}

/// Whether a block is `dynamic` of a kind.
pub(crate) fn is_dynamic(block: &Block, kind: &str) -> bool {
    block.kind.text == "dynamic" && block.label(0).is_some_and(|l| l == kind)
}

/// Whether Terraform itself reads an argument of a module call: it is no input of the module. In
/// JSON `//` is a comment.
pub(crate) fn is_meta_argument(name: &str) -> bool {
    matches!(name, "source" | "version" | "count" | "for_each" | "providers" | "depends_on" | "//")
}

/// Whether a file overrides others, by its name.
pub(crate) fn is_override(path: &Path) -> bool {
    let name = path.file_name().and_then(|n| n.to_str()).unwrap_or_default();
    let stem = name.split_once(".tf").or_else(|| name.split_once(".tofu")).map_or(name, |(s, _)| s);
    stem == "override" || stem.ends_with("_override")
}

impl Variable {
    /// The attribute of the variable's declaration.
    #[must_use]
    pub fn attribute<'m>(&'m self, module: &'m Module, name: &str) -> Option<(&'m File, &'m Expr)> {
        module.attribute(&self.declaration, name).map(|(file, a)| (file, &a.value))
    }
}
