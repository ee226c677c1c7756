//! How Terraform and CloudFormation write the same thing.

use std::sync::LazyLock;

use vpcelint_model::{Interest, Language, Mode, Resource, Value};

/// What an attribute has that a language does not know.
static NOT_WRITTEN: LazyLock<Value> = LazyLock::new(Value::default);

/// The names of an attribute: Terraform's and CloudFormation's. An empty one does not exist.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Attribute(pub(crate) &'static str, pub(crate) &'static str);

/// The names of a resource type: Terraform's and CloudFormation's. An empty one does not exist; a
/// data source begins with `data.`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Type(pub(crate) &'static str, pub(crate) &'static str);

/// The attributes that are read of a type.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Reads {
    pub(crate) of: Type,
    pub(crate) attributes: &'static [Attribute],
}

impl Attribute {
    /// The name in a language.
    pub(crate) fn name(self, language: Language) -> &'static str {
        match language {
            Language::Terraform => self.0,
            Language::CloudFormation => self.1,
        }
    }

    /// The attribute of a resource.
    pub(crate) fn of(self, resource: &Resource) -> &Value {
        match self.name(resource.language) {
            "" => &NOT_WRITTEN,
            name => resource.get(name),
        }
    }

    /// The attribute of a block, list entry or nested property; none when it is not known.
    pub(crate) fn within(self, language: Language, block: &Value) -> Option<&Value> {
        match self.name(language) {
            "" => Some(&NOT_WRITTEN),
            name => block.get(name),
        }
    }

    /// The place of the attribute, or of the resource's header.
    pub(crate) fn place(self, resource: &Resource) -> vpcelint_source::Span {
        resource.place(self.name(resource.language))
    }
}

impl Type {
    /// Whether a resource is of this type.
    pub(crate) fn is(self, resource: &Resource) -> bool {
        let name = match resource.language {
            Language::Terraform => self.0,
            Language::CloudFormation => self.1,
        };
        match name.strip_prefix("data.") {
            Some(kind) => resource.mode == Mode::Data && resource.kind == kind,
            None => resource.mode == Mode::Managed && resource.kind == name,
        }
    }
}

/// Adds what is read to an interest.
pub(crate) fn add(interest: &mut Interest, reads: &Reads) {
    let names = |name: fn(&Attribute) -> &'static str| -> Vec<&'static str> {
        reads.attributes.iter().map(name).filter(|n| !n.is_empty()).collect()
    };
    if !reads.of.0.is_empty() {
        interest.add(reads.of.0, &names(|a| a.0));
    }
    if !reads.of.1.is_empty() {
        interest.add(reads.of.1, &names(|a| a.1));
    }
}
