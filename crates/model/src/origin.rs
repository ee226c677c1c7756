//! Where values come from, and what those that are not known rest on.

use std::sync::Arc;

use smol_str::SmolStr;
use vpcelint_source::Span;

use crate::RootId;

/// Where a value was written and the names it came through.
#[derive(Debug, Clone, Default)]
pub struct Origin {
    /// The expression that made it.
    pub at: Option<Span>,
    /// The last name that it came through.
    pub via: Option<Arc<Link>>,
}

impl Origin {
    /// The names that it came through, the last first.
    pub fn links(&self) -> impl Iterator<Item = &Link> {
        std::iter::successors(self.via.as_deref(), |link| link.next.as_deref())
    }
}

/// A name that a value came through.
#[derive(Debug, Clone)]
pub struct Link {
    /// What kind of name.
    pub kind: LinkKind,
    /// The root in which the name stands.
    pub root: RootId,
    /// The address of the module instance in which the name stands; empty for the root.
    pub module: SmolStr,
    /// The name alone, such as `azs`.
    pub name: SmolStr,
    /// Where the name is defined.
    pub at: Option<Span>,
    /// The name before it.
    pub next: Option<Arc<Link>>,
}

impl Link {
    /// The name as people write it, such as `local.azs` or `module.vpc.var.cidr`.
    #[must_use]
    pub fn full_name(&self) -> String {
        let prefix = match self.kind {
            LinkKind::Local => "local.",
            LinkKind::Default | LinkKind::Argument => "var.",
            LinkKind::Output => "output.",
            LinkKind::StackOutput => "Outputs.",
            LinkKind::Given
            | LinkKind::Attribute
            | LinkKind::ParameterDefault
            | LinkKind::ParameterArgument => "",
        };
        match self.module.as_str() {
            "" => format!("{prefix}{}", self.name),
            stack if self.is_of_stack() => format!("{stack}/{prefix}{}", self.name),
            module => format!("{module}.{prefix}{}", self.name),
        }
    }
}

impl Link {
    /// Whether it is a name of a template.
    fn is_of_stack(&self) -> bool {
        matches!(
            self.kind,
            LinkKind::ParameterDefault | LinkKind::ParameterArgument | LinkKind::StackOutput
        )
    }
}

/// The kinds of names that values come through.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum LinkKind {
    /// A local value.
    Local,
    /// A variable's default.
    Default,
    /// A value given for a root's variable (file, environment, command line).
    Given,
    /// A module call's argument.
    Argument,
    /// A module's output.
    Output,
    /// A resource's attribute.
    Attribute,
    /// A parameter's default, in a template.
    ParameterDefault,
    /// What a stack hands to a nested one for a parameter.
    ParameterArgument,
    /// An output of a nested stack, or of another one that exports it.
    StackOutput,
}

/// Why a value is not known.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Cause {
    /// In words, such as ``variable `azs` has no value``.
    pub reason: SmolStr,
    /// Where.
    pub at: Option<Span>,
    /// The inputs that would settle it.
    pub inputs: Vec<Input>,
}

/// Something from outside that decides a value.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Input {
    /// What kind of input.
    pub kind: InputKind,
    /// The root that it is an input of, or that makes it.
    pub root: RootId,
    /// Its address, such as `var.azs` or `data.aws_vpc.main.id`.
    pub address: SmolStr,
}

/// The kinds of inputs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum InputKind {
    /// A variable of the root without value.
    Variable,
    /// An attribute of a data source.
    Data,
    /// `terraform.workspace`.
    Workspace,
    /// An output of a module that is not there.
    Module,
    /// A parameter of a template, or a pseudo parameter.
    Parameter,
    /// An export of a stack that is not there.
    Import,
    /// A file of values, of which one is chosen.
    Values,
    /// A resource of the code, some attribute of which is only known once it exists.
    Resource,
}

impl Cause {
    /// A cause without inputs.
    #[must_use]
    pub fn new(reason: impl Into<SmolStr>, at: Option<Span>) -> Arc<Self> {
        Arc::new(Self { reason: reason.into(), at, inputs: Vec::new() })
    }

    /// A cause that rests on one input.
    #[must_use]
    pub fn input(
        reason: impl Into<SmolStr>,
        at: Option<Span>,
        kind: InputKind,
        root: RootId,
        address: SmolStr,
    ) -> Arc<Self> {
        Arc::new(Self { reason: reason.into(), at, inputs: vec![Input { kind, root, address }] })
    }

    /// The first cause with the inputs of all.
    #[must_use]
    pub fn join<'a>(causes: impl IntoIterator<Item = &'a Arc<Self>>) -> Arc<Self> {
        /// More inputs than these say nothing.
        const MOST_INPUTS: usize = 16;
        let mut causes = causes.into_iter();
        let Some(first) = causes.next() else { return Arc::default() };
        let mut joined = first.clone();
        for cause in causes {
            for input in &cause.inputs {
                if !joined.inputs.contains(input) && joined.inputs.len() < MOST_INPUTS {
                    Arc::make_mut(&mut joined).inputs.push(input.clone());
                }
            }
        }
        joined
    }
}
