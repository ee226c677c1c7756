//! Version constraints of module calls, as far as they decide the major release.

/// The releases that a constraint admits.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(super) struct Versions(Vec<(Operator, [u32; 3])>);

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Operator {
    Equal,
    NotEqual,
    Greater,
    GreaterOrEqual,
    Less,
    LessOrEqual,
}

/// Longer ones than this before shorter ones.
const OPERATORS: [(&str, Operator); 6] = [
    (">=", Operator::GreaterOrEqual),
    ("<=", Operator::LessOrEqual),
    ("!=", Operator::NotEqual),
    (">", Operator::Greater),
    ("<", Operator::Less),
    ("=", Operator::Equal),
];

impl Versions {
    /// Reads a constraint such as `>= 3.0, < 6` or `~> 5.1`.
    pub(super) fn parse(text: &str) -> Option<Self> {
        let mut all = Vec::new();
        for part in text.split(',') {
            let part = part.trim();
            if let Some(version) = part.strip_prefix("~>") {
                let (low, parts) = numbers(version.trim())?;
                all.push((Operator::GreaterOrEqual, low));
                // All but the last number that is written stay as they are.
                let high = match parts {
                    1 => continue,
                    2 => [low[0] + 1, 0, 0],
                    _ => [low[0], low[1] + 1, 0],
                };
                all.push((Operator::Less, high));
                continue;
            }
            let found = OPERATORS.iter().find_map(|(sign, operator)| {
                part.strip_prefix(sign).map(|version| (*operator, version.trim()))
            });
            let (operator, version) = found.unwrap_or((Operator::Equal, part));
            all.push((operator, numbers(version)?.0));
        }
        Some(Self(all))
    }

    /// The releases of a major version.
    pub(super) fn of_major(major: u32) -> Self {
        let next = (Operator::Less, [major.saturating_add(1), 0, 0]);
        Self(vec![(Operator::GreaterOrEqual, [major, 0, 0]), next])
    }

    /// One release.
    pub(super) fn exact(text: &str) -> Option<Self> {
        // A commit begins with digits at times; a release has dots.
        let (numbers, parts) = numbers(text)?;
        (parts > 1).then(|| Self(vec![(Operator::Equal, numbers)]))
    }

    /// Whether some release of a major version is admitted.
    pub(super) fn admit_major(&self, major: u32) -> bool {
        let mut candidates = vec![[major, 0, 0], [major, u32::MAX, u32::MAX]];
        // Beside the ends, what is written and its neighbours.
        for (_, [a, b, c]) in self.0.iter().filter(|(_, [a, ..])| *a == major) {
            candidates.extend([[*a, *b, *c], [*a, *b, c.saturating_add(1)]]);
            candidates.push([*a, b.saturating_add(1), 0]);
            candidates.extend(c.checked_sub(1).map(|c| [*a, *b, c]));
            candidates.extend(b.checked_sub(1).map(|b| [*a, b, u32::MAX]));
        }
        candidates.iter().any(|version| self.0.iter().all(|(op, wanted)| op.holds(version, wanted)))
    }
}

impl Operator {
    fn holds(self, version: &[u32; 3], wanted: &[u32; 3]) -> bool {
        match self {
            Self::Equal => version == wanted,
            Self::NotEqual => version != wanted,
            Self::Greater => version > wanted,
            Self::GreaterOrEqual => version >= wanted,
            Self::Less => version < wanted,
            Self::LessOrEqual => version <= wanted,
        }
    }
}

/// The numbers of a version, and how many of them are written.
fn numbers(text: &str) -> Option<([u32; 3], usize)> {
    let text = text.strip_prefix('v').unwrap_or(text);
    let release = text.split(['-', '+']).next()?;
    let mut numbers = [0; 3];
    let mut count = 0;
    for part in release.split('.') {
        *numbers.get_mut(count)? = part.parse().ok().filter(|n| *n < u32::MAX)?;
        count += 1;
    }
    Some((numbers, count))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn constraints_admit_majors() {
        for (constraint, admitted) in [
            ("5.1.0", &[5][..]),
            ("= 3.19.0", &[3]),
            ("v4.0.1", &[4]),
            ("~> 5.0", &[5]),
            ("~> 3.14.2", &[3]),
            ("~> 4", &[4, 5, 6]),
            (">= 3.0", &[3, 4, 5, 6]),
            (">= 3.0, < 5.0.0", &[3, 4]),
            ("> 4.9, != 6.0.0", &[4, 5, 6]),
            ("< 4.0.1", &[3, 4]),
            (">= 7", &[]),
            ("2.77.0", &[]),
        ] {
            let versions = Versions::parse(constraint).unwrap();
            let majors: Vec<u32> = (3..=6).filter(|m| versions.admit_major(*m)).collect();
            assert_eq!(majors, admitted, "{constraint}");
        }
        for wrong in ["", "latest", "1.2.3.4", ">="] {
            assert_eq!(Versions::parse(wrong), None, "{wrong}");
        }
        assert!(Versions::default().admit_major(6));
        assert_eq!(Versions::exact("25322"), None);
    }
}
