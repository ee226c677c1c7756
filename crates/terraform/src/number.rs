//! Terraform's numbers.

/// A number.
#[derive(Debug, Clone, PartialEq)]
pub struct Number(i64);

impl From<i64> for Number {
    fn from(n: i64) -> Self {
        Self(n)
    }
}

impl Number {
    /// The whole number, if it is one and fits.
    #[must_use]
    pub fn as_i64(&self) -> Option<i64> {
        Some(self.0)
    }

    /// Reads a decimal literal.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        text.parse().ok().map(Self)
    }
}

impl std::fmt::Display for Number {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        self.0.fmt(f)
    }
}
