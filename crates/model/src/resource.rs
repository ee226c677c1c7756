//! A resource instance after evaluation.

use std::collections::BTreeMap;
use std::sync::{Arc, LazyLock};

use smol_str::SmolStr;
use vpcelint_source::Span;

use crate::{Cause, Kind, RootId, Value};

/// The language that a resource is written in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Language {
    /// Terraform or OpenTofu.
    Terraform,
    /// CloudFormation, SAM or CDK output.
    CloudFormation,
}

/// Whether the code makes the resource or looks it up.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Mode {
    /// Made by the code.
    Managed,
    /// Looked up by the code.
    Data,
    /// A call of a module that is not there, with its arguments: it stands for what it may make.
    MissingModule,
    /// What may be in something outside of the code beside what is told of it.
    Untold,
}

/// Whether an instance exists.
#[derive(Debug, Clone)]
pub enum Existence {
    /// It does.
    Yes,
    /// That depends.
    Conditional(Arc<Cause>),
}

/// A module call or nested stack on the way to a resource.
#[derive(Debug, Clone)]
pub struct Call {
    /// The address of the module instance.
    pub address: SmolStr,
    /// The header of the call.
    pub span: Span,
}

/// A resource instance.
#[derive(Debug, Clone)]
pub struct Resource {
    /// The root that it belongs to.
    pub root: RootId,
    /// The language that it is written in.
    pub language: Language,
    /// Whether it is made or looked up.
    pub mode: Mode,
    /// The type, such as `aws_vpc` or `AWS::EC2::VPC`.
    pub kind: SmolStr,
    /// The address, as its tool prints it.
    pub address: Arc<str>,
    /// The header of its block; of a resource in files that nobody edits, that of the nearest call
    /// that somebody does.
    pub span: Span,
    /// The header of its block in a file that nobody edits, where people can look at it.
    pub inner: Option<Span>,
    /// Whether it exists.
    pub exists: Existence,
    /// The calls that lead to it, the outermost first.
    pub calls: Arc<[Call]>,
    /// The Region that its provider works in; null when nothing says.
    pub region: Value,
    /// The evaluated attributes and blocks that are written; blocks are lists of maps.
    pub values: BTreeMap<SmolStr, Value>,
    /// Whether attributes were left out because nobody asked for them.
    pub asked: Asked,
    /// The attributes that expressions of its module read by name, sorted; an empty name where the
    /// whole resource is handed on.
    pub mentions: Arc<[SmolStr]>,
    /// Where a program makes it that wrote the template: the CDK's path of constructs.
    pub path: Option<Arc<str>>,
}

/// Which attributes of a resource were evaluated.
#[derive(Debug, Clone)]
pub enum Asked {
    /// All.
    Everything,
    /// These, sorted.
    Only(Arc<[SmolStr]>),
}

impl Resource {
    /// The value of an attribute: null when it is not written, unknown when it was not asked for.
    #[must_use]
    pub fn get(&self, attribute: &str) -> &Value {
        static NULL: LazyLock<Value> = LazyLock::new(Value::default);
        static UNASKED: LazyLock<Value> = LazyLock::new(|| {
            Kind::Unknown(Cause::new("the attribute was not evaluated", None)).into()
        });
        if let Some(value) = self.values.get(attribute) {
            return value;
        }
        match &self.asked {
            Asked::Only(asked)
                if asked.binary_search_by(|a| a.as_str().cmp(attribute)).is_err() =>
            {
                &UNASKED
            }
            _ => &NULL,
        }
    }

    /// Whether an expression of its module reads an attribute by name.
    #[must_use]
    pub fn mentions(&self, attribute: &str) -> bool {
        self.mentions.binary_search_by(|m| m.as_str().cmp(attribute)).is_ok()
    }

    /// Whether it is in the module of a call of this name.
    #[must_use]
    pub fn is_in_call(&self, call: &str) -> bool {
        let mut rest: &str = &self.address;
        while let Some(at) = rest.find("module.") {
            rest = rest.get(at + "module.".len()..).unwrap_or_default();
            let behind = rest.strip_prefix(call);
            if behind.is_some_and(|b| b.starts_with(['.', '['])) {
                return true;
            }
        }
        false
    }

    /// The place of an attribute's value, or of the header where it is not written.
    #[must_use]
    pub fn place(&self, attribute: &str) -> Span {
        self.values.get(attribute).and_then(|v| v.origin.at).unwrap_or(self.span)
    }
}
