//! Addresses and references as Terraform prints them: names joined by dots, with keys in brackets.

use smol_str::SmolStr;

use crate::eval::Key;

/// A step of an address or a reference.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Step {
    /// `.name`, or the first name.
    Name(SmolStr),
    /// `[0]`
    Index(u64),
    /// `["a"]`
    Key(SmolStr),
}

impl Step {
    /// The name that it is.
    pub(super) fn name(&self) -> Option<&SmolStr> {
        match self {
            Self::Name(name) => Some(name),
            _ => None,
        }
    }

    /// The key of an instance that it is.
    pub(super) fn key(&self) -> Option<Key> {
        match self {
            Self::Name(_) => None,
            Self::Index(n) => Some(Key::Index(*n)),
            Self::Key(key) => Some(Key::Name(key.clone())),
        }
    }
}

/// More steps than these are no reference that anybody writes.
const MOST: usize = 64;

/// The steps of an address or reference; none where it is none.
pub(super) fn steps(text: &str) -> Option<Vec<Step>> {
    let mut steps = Vec::new();
    let mut rest = text;
    while !rest.is_empty() {
        if steps.len() == MOST {
            return None;
        }
        if let Some(quoted) = rest.strip_prefix("[\"") {
            let (key, after) = quoted_key(quoted)?;
            steps.push(Step::Key(key));
            rest = after;
        } else if let Some(index) = rest.strip_prefix('[') {
            let (digits, after) = index.split_once(']')?;
            steps.push(Step::Index(digits.parse().ok()?));
            rest = after;
        } else {
            let name = rest.strip_prefix('.').unwrap_or(rest);
            let end = name.find(['.', '[']).unwrap_or(name.len());
            let (name, after) = name.split_at_checked(end)?;
            if name.is_empty() {
                return None;
            }
            steps.push(Step::Name(name.into()));
            rest = after;
        }
    }
    (!steps.is_empty()).then_some(steps)
}

/// A key up to its closing quote, unescaped, and what stands behind the bracket.
fn quoted_key(text: &str) -> Option<(SmolStr, &str)> {
    let mut key = String::new();
    let mut chars = text.char_indices();
    while let Some((at, c)) = chars.next() {
        match c {
            '"' => return Some((key.into(), text.get(at + 1..)?.strip_prefix(']')?)),
            '\\' => match chars.next()?.1 {
                'n' => key.push('\n'),
                'r' => key.push('\r'),
                't' => key.push('\t'),
                other => key.push(other),
            },
            c => key.push(c),
        }
    }
    None
}

/// Steps behind a resource as the path of an attribute: `dns_entry[0].dns_name`.
pub(super) fn path(steps: &[Step]) -> SmolStr {
    let mut path = String::new();
    for step in steps {
        match step {
            Step::Name(name) if path.is_empty() => path.push_str(name),
            Step::Name(name) => {
                path.push('.');
                path.push_str(name);
            }
            Step::Index(_) | Step::Key(_) => {
                if let Some(key) = step.key() {
                    path.push_str(&key.to_string());
                }
            }
        }
    }
    path.into()
}

/// An address without the keys of its modules and its own.
pub(super) fn without_keys(steps: &[Step]) -> SmolStr {
    let names: Vec<_> = steps.iter().filter_map(Step::name).map(SmolStr::as_str).collect();
    names.join(".").into()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn steps_are_read_with_their_keys() {
        let name = |text: &str| Step::Name(text.into());
        for (text, wanted) in [
            ("aws_vpc.a", Some(vec![name("aws_vpc"), name("a")])),
            (
                "module.m[\"a.b\\\"]\"].x[10]",
                Some(vec![
                    name("module"),
                    name("m"),
                    Step::Key("a.b\"]".into()),
                    name("x"),
                    Step::Index(10),
                ]),
            ),
            ("", None),
            ("a..b", None),
            ("a[", None),
            ("a[\"x", None),
            ("a[x]", None),
            ("a[\"x\"", None),
        ] {
            assert_eq!(steps(text), wanted, "{text}");
        }
        let entry = steps("a.b[0].c[\"k\"]").map(|steps| path(steps.get(1..).unwrap_or_default()));
        assert_eq!(entry.as_deref(), Some("b[0].c[\"k\"]"));
    }
}
