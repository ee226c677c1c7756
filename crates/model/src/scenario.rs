//! What may be assumed about inputs that are not given: questions with a finite number of answers,
//! and the answers under which a root is evaluated.

use std::sync::Arc;

use smol_str::SmolStr;

use crate::Input;

/// An answer to a question.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Choice {
    /// This value, as text.
    Value(SmolStr),
    /// Anything but these values.
    Other(Arc<[SmolStr]>),
    /// The values of this file.
    File(SmolStr),
}

/// An input of finite choice that is not given.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Question {
    /// The input.
    pub input: Input,
    /// All that it may be, in the order in which it is written.
    pub choices: Vec<Choice>,
}

/// The answers under which a root is evaluated.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Scenario {
    /// What is fixed, in the order in which it was.
    pub fixed: Vec<(Input, Choice)>,
    /// Whether inputs of finite choice that are neither given nor fixed are unknown, whatever their
    /// defaults.
    pub open: bool,
}

impl Scenario {
    /// The first evaluation: what is given and the defaults.
    #[must_use]
    pub fn first() -> Self {
        Self::default()
    }

    /// The answer for an input, if it is fixed.
    #[must_use]
    pub fn answer(&self, address: &str) -> Option<&Choice> {
        self.fixed.iter().find(|(input, _)| input.address == address).map(|(_, choice)| choice)
    }

    /// The scenario in which one more input is fixed.
    #[must_use]
    pub fn with(&self, input: &Input, choice: &Choice) -> Self {
        let mut more = self.clone();
        more.fixed.push((input.clone(), choice.clone()));
        more
    }
}
