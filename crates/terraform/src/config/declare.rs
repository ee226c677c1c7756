//! Finds the declarations in a module's files and merges override files over them.

use smol_str::SmolStr;
use vpcelint_source::Notice;
use vpcelint_syntax::hcl::Block;

use super::{
    BlockRef, Declaration, Local, Module, ResourceDeclaration, ResourceMode, ResourceName, Variable,
};

/// What a top-level block declares.
enum Kind {
    Variable,
    Locals,
    Output,
    Resource(ResourceMode),
    Call,
    Provider,
    Check,
    Other,
}

impl Kind {
    /// The kind of a block and how many labels it has.
    fn of(block: &Block) -> Option<(Self, usize)> {
        Some(match block.kind.text.as_str() {
            "variable" => (Self::Variable, 1),
            "locals" => (Self::Locals, 0),
            "output" => (Self::Output, 1),
            "resource" => (Self::Resource(ResourceMode::Managed), 2),
            "data" => (Self::Resource(ResourceMode::Data), 2),
            "ephemeral" => (Self::Resource(ResourceMode::Ephemeral), 2),
            "module" => (Self::Call, 1),
            "provider" => (Self::Provider, 1),
            "check" => (Self::Check, 1),
            "terraform" | "moved" | "import" | "removed" | "language" => (Self::Other, 0),
            "action" => (Self::Other, 2),
            _ => return None,
        })
    }
}

impl Module {
    /// Declares what the files hold; files from `first_override` on override.
    pub(super) fn declare(&mut self, first_override: usize) {
        for (f, file) in self.files.clone().iter().enumerate() {
            for (b, block) in file.body.blocks.iter().enumerate() {
                let at = BlockRef {
                    file: u32::try_from(f).unwrap_or(u32::MAX),
                    block: u32::try_from(b).unwrap_or(u32::MAX),
                };
                self.declare_block(at, block, f >= first_override);
            }
            for attribute in &file.body.attributes {
                let span = attribute.name.range.in_file(file.id);
                self.notices.push(Notice::error(
                    span,
                    format!("an argument named `{}` is not expected here", attribute.name.text),
                ));
            }
        }
    }

    fn declare_block(&mut self, at: BlockRef, block: &Block, overrides: bool) {
        let Some((kind, labels)) = Kind::of(block) else {
            let message = format!("blocks of type `{}` are not expected here", block.kind.text);
            self.error(at, message);
            return;
        };
        if block.labels.len() != labels {
            let message = format!(
                "a `{}` block has {labels} label(s), this one {}",
                block.kind.text,
                block.labels.len()
            );
            self.error(at, message);
            return;
        }
        let name = block.labels.last().map(|l| l.text.clone()).unwrap_or_default();
        match kind {
            Kind::Locals => self.declare_locals(at, block, overrides),
            Kind::Variable => {
                if let Some(index) = self.variable_index.get(&name).copied() {
                    self.again(at, overrides, "variable", &name, |m| {
                        m.variables.get_mut(index as usize).map(|v| &mut v.declaration)
                    });
                } else if self.may_declare(at, overrides, "variable", &name) {
                    self.variable_index.insert(name.clone(), number(self.variables.len()));
                    let declaration = Declaration { name, parts: vec![at] };
                    self.variables.push(Variable { declaration, ty: Default::default() });
                }
            }
            Kind::Output => {
                if let Some(index) = self.output_index.get(&name).copied() {
                    self.again(at, overrides, "output", &name, |m| {
                        m.outputs.get_mut(index as usize)
                    });
                } else if self.may_declare(at, overrides, "output", &name) {
                    self.output_index.insert(name.clone(), number(self.outputs.len()));
                    self.outputs.push(Declaration { name, parts: vec![at] });
                }
            }
            Kind::Call => {
                if let Some(index) = self.call_index.get(&name).copied() {
                    self.again(at, overrides, "module call", &name, |m| {
                        m.calls.get_mut(index as usize)
                    });
                } else if self.may_declare(at, overrides, "module call", &name) {
                    self.call_index.insert(name.clone(), number(self.calls.len()));
                    self.calls.push(Declaration { name, parts: vec![at] });
                }
            }
            Kind::Resource(mode) => self.declare_resource(at, block, mode, overrides),
            Kind::Provider => self.declare_provider(at, name, overrides),
            Kind::Check => self.checks.push(at),
            Kind::Other => self.others.push(at),
        }
    }

    fn declare_resource(
        &mut self,
        at: BlockRef,
        block: &Block,
        mode: ResourceMode,
        overrides: bool,
    ) {
        let [kind, name] = &block.labels[..] else { return };
        let name = ResourceName { mode, kind: kind.text.clone(), name: name.text.clone() };
        let address = name.address();
        if let Some(index) = self.resource_index.get(&name).copied() {
            self.again(at, overrides, "resource", &address, |m| {
                m.resources.get_mut(index as usize).map(|r| &mut r.declaration)
            });
        } else if self.may_declare(at, overrides, "resource", &address) {
            self.resource_index.insert(name.clone(), number(self.resources.len()));
            let declaration = Declaration { name: name.name.clone(), parts: vec![at] };
            self.resources.push(ResourceDeclaration { name, declaration });
        }
    }

    /// Provider configurations are told apart by their alias, and overridden only as a whole.
    fn declare_provider(&mut self, at: BlockRef, name: SmolStr, overrides: bool) {
        let alias = |module: &Self, at: BlockRef| {
            let (_, block) = module.block(at);
            block.body.attribute("alias").map(|a| a.value.kind.clone())
        };
        let wanted = alias(self, at);
        let known = self.providers.iter().position(|p| {
            p.name == name && p.parts.first().is_some_and(|first| alias(self, *first) == wanted)
        });
        match known.and_then(|index| self.providers.get_mut(index)) {
            Some(provider) if overrides => provider.parts.push(at),
            _ => self.providers.push(Declaration { name, parts: vec![at] }),
        }
    }

    fn declare_locals(&mut self, at: BlockRef, block: &Block, overrides: bool) {
        for (index, attribute) in block.body.attributes.iter().enumerate() {
            let name = attribute.name.text.clone();
            let local = Local { name: name.clone(), block: at, attribute: number(index) };
            match self.local_index.get(&name).copied() {
                Some(known) if overrides => {
                    if let Some(slot) = self.locals.get_mut(known as usize) {
                        *slot = local;
                    }
                }
                Some(_) => {
                    let (file, _) = self.block(at);
                    let span = attribute.name.range.in_file(file.id);
                    let message = format!("the local value `{name}` was already declared");
                    self.notices.push(Notice::error(span, message));
                }
                None => {
                    self.local_index.insert(name, number(self.locals.len()));
                    self.locals.push(local);
                }
            }
        }
    }

    /// A block for something that is declared: an override, or an error.
    fn again(
        &mut self,
        at: BlockRef,
        overrides: bool,
        what: &str,
        name: &str,
        find: impl FnOnce(&mut Self) -> Option<&mut Declaration>,
    ) {
        if overrides {
            if let Some(declaration) = find(self) {
                declaration.parts.push(at);
            }
        } else {
            self.error(at, format!("the {what} `{name}` was already declared"));
        }
    }

    /// Whether a block may declare something new: in an override file it may not.
    fn may_declare(&mut self, at: BlockRef, overrides: bool, what: &str, name: &str) -> bool {
        if overrides {
            self.error(
                at,
                format!("there is no {what} `{name}` that this override file could override"),
            );
        }
        !overrides
    }

    fn error(&mut self, at: BlockRef, message: String) {
        let (file, block) = self.block(at);
        let span = block.header().in_file(file.id);
        self.notices.push(Notice::error(span, message));
    }
}

fn number(index: usize) -> u32 {
    u32::try_from(index).unwrap_or(u32::MAX)
}
