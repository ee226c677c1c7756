//! The names by which code speaks of something that lies outside of it.

/// A name.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Name {
    /// A variable of a root: `var.vpc_id`.
    Variable(String),
    /// A parameter of a template: `VpcId`.
    Parameter(String),
    /// An id, as it is written: `vpc-0123456789abcdef0`.
    Id(String),
    /// A data source (`data.aws_vpc.main`), an output of a module that is not there
    /// (`module.network.vpc_id`), or what a stack exports (`Fn::ImportValue(Network-VpcId)`).
    Outside(String),
}

impl Name {
    /// A name as it is written in the configuration.
    pub(crate) fn of(text: &str) -> Self {
        let text = text.trim();
        if let Some(variable) = text.strip_prefix("var.") {
            return Self::Variable(variable.to_owned());
        }
        if let Some(export) = text.strip_prefix("!ImportValue ") {
            return Self::Outside(format!("Fn::ImportValue({})", export.trim()));
        }
        let is_id = ["vpc-", "subnet-", "sg-"].iter().any(|prefix| text.starts_with(prefix));
        if is_id {
            Self::Id(text.to_owned())
        } else if !text.is_empty() && text.bytes().all(|b| b.is_ascii_alphanumeric()) {
            Self::Parameter(text.to_owned())
        } else {
            Self::Outside(text.to_owned())
        }
    }

    /// What is behind the name, where a reference begins with it: nothing for the thing itself or its
    /// id, `[2]` for an element, `.cidr_block` for another attribute.
    pub(crate) fn rest_of<'a>(&self, address: &str, attribute: &'a str) -> Option<&'a str> {
        let name = match self {
            Self::Outside(name) => name.as_str(),
            Self::Parameter(name) => name.as_str(),
            Self::Variable(_) | Self::Id(_) => return None,
        };
        if address == name {
            return Some(if attribute == "id" { "" } else { attribute });
        }
        let own = name.strip_prefix(address)?.strip_prefix('.')?;
        attribute.strip_prefix(own).filter(|rest| rest.is_empty() || rest.starts_with(['[', '.']))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_told_by_their_form() {
        for (text, name) in [
            ("var.vpc_id", Name::Variable("vpc_id".into())),
            ("VpcId", Name::Parameter("VpcId".into())),
            ("vpc-0123456789abcdef0", Name::Id("vpc-0123456789abcdef0".into())),
            ("data.aws_vpc.main", Name::Outside("data.aws_vpc.main".into())),
            ("!ImportValue Net-Vpc", Name::Outside("Fn::ImportValue(Net-Vpc)".into())),
        ] {
            assert_eq!(Name::of(text), name);
        }
    }

    #[test]
    fn references_begin_with_a_name() {
        let rest = |name: &str, address: &str, attribute| {
            Name::of(name).rest_of(address, attribute).map(str::to_owned)
        };
        assert_eq!(rest("data.aws_vpc.main", "data.aws_vpc.main", "id").as_deref(), Some(""));
        assert_eq!(
            rest("data.aws_vpc.main", "data.aws_vpc.main", "cidr_block").as_deref(),
            Some("cidr_block")
        );
        assert_eq!(rest("module.n.vpc_id", "module.n", "vpc_id").as_deref(), Some(""));
        assert_eq!(rest("module.n.subnets", "module.n", "subnets[1]").as_deref(), Some("[1]"));
        assert_eq!(rest("module.n.sub", "module.n", "subnets[1]"), None);
        assert_eq!(rest("module.n.vpc_id", "module.other", "vpc_id"), None);
        assert_eq!(rest("var.x", "var.x", ""), None);
    }
}
