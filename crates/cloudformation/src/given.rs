//! What is given for parameters from outside: on the command line, and in the files of the AWS CLI,
//! CodePipeline and SAM.

use std::collections::BTreeMap;
use std::sync::Arc;

use smol_str::SmolStr;
use vpcelint_source::Span;

use crate::stack::Stack;

/// What is given.
#[derive(Debug, Clone, Default)]
pub struct Given {
    /// Values of parameters, the later over the earlier.
    pub parameters: Vec<GivenParameter>,
    /// The Region, where a stack's environment says none.
    pub region: Option<SmolStr>,
    /// The Availability Zones of Regions, where they are given.
    pub zones: Arc<BTreeMap<String, Vec<String>>>,
}

/// A value that is given for a parameter.
#[derive(Debug, Clone)]
pub struct GivenParameter {
    /// The parameter's name.
    pub name: SmolStr,
    /// The value as text.
    pub text: SmolStr,
    /// What gives it, such as `--var Name` or a file.
    pub from: SmolStr,
    /// Where, if that is in a file.
    pub at: Option<Span>,
}

impl Given {
    /// What is given for a parameter of a stack that nothing nests.
    pub(crate) fn parameter(&self, stack: &Stack, name: &str) -> Option<&GivenParameter> {
        if stack.arguments.is_some() {
            return None;
        }
        self.parameters.iter().rev().find(|given| given.name == name)
    }

    /// Whether a parameter is given.
    pub(crate) fn has(&self, name: &str) -> bool {
        self.parameters.iter().any(|given| given.name == name)
    }
}
