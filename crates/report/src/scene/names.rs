//! Short names of addresses: without their type, and without what the box around them says already.

/// Characters of a short name at most.
const SHORT: usize = 60;

/// An address taken apart.
#[derive(Debug, PartialEq, Eq)]
struct Address<'a> {
    /// The modules or nested stacks around it, outermost first.
    around: Vec<&'a str>,
    name: &'a str,
}

/// A name without type and without the modules that the box around it has as well.
pub(super) fn short(address: &str, within: &str) -> String {
    let one = taken_apart(address);
    let outer = taken_apart(within);
    let common = one.around.iter().zip(&outer.around).take_while(|(a, b)| a == b).count();
    let mut parts: Vec<_> = one.around.into_iter().skip(common).collect();
    parts.push(one.name);
    clipped(&parts.join("."), SHORT)
}

/// A name without its type.
pub(crate) fn short_name(address: &str) -> String {
    short(address, "")
}

fn taken_apart(address: &str) -> Address<'_> {
    let steps = steps(address);
    if let [around @ .., name] = &steps[..]
        && address.contains('/')
        && !address.contains('.')
    {
        return Address { around: around.to_vec(), name };
    }
    let mut around = Vec::new();
    let mut rest = &steps[..];
    while let ["module", name, more @ ..] = rest {
        around.push(*name);
        rest = more;
    }
    let name = match rest {
        // What comes with something: `aws_vpc.main.main`.
        [kind, name] | ["data", kind, name] if kind.contains('_') => name,
        _ => rest.first().and_then(|first| tail(address, first)).unwrap_or(address),
    };
    Address { around, name }
}

/// The text from where one of its parts begins.
fn tail<'a>(text: &'a str, part: &str) -> Option<&'a str> {
    let at = (part.as_ptr() as usize).checked_sub(text.as_ptr() as usize)?;
    text.get(at..)
}

/// The steps of an address: between dots or slashes that are not in brackets.
fn steps(address: &str) -> Vec<&str> {
    let (mut depth, mut quoted, mut escaped) = (0_usize, false, false);
    let split = |c: char| {
        match c {
            _ if escaped => escaped = false,
            '\\' if quoted => escaped = true,
            '"' => quoted = !quoted,
            _ if quoted => {}
            '[' => depth += 1,
            ']' => depth = depth.saturating_sub(1),
            '.' | '/' => return depth == 0,
            _ => {}
        }
        false
    };
    address.split(split).collect()
}

/// A text of at most so many characters, with its middle left out where it is longer: the ends of
/// addresses tell them apart.
pub(crate) fn clipped(text: &str, limit: usize) -> String {
    let length = text.chars().count();
    if length <= limit {
        return text.to_owned();
    }
    let head = limit.saturating_sub(1) / 3;
    let behind = limit.saturating_sub(head + 1);
    let start: String = text.chars().take(head).collect();
    let end: String = text.chars().skip(length.saturating_sub(behind)).collect();
    format!("{start}\u{2026}{end}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_leave_out_what_is_said_already() {
        for (address, within, expected) in [
            ("aws_subnet.private[\"b\"]", "aws_vpc.main", "private[\"b\"]"),
            ("module.shop.aws_subnet.a[0]", "module.shop.aws_vpc.this", "a[0]"),
            ("module.x.module.y[\"a.b\"].aws_subnet.a", "module.x.aws_vpc.v", "y[\"a.b\"].a"),
            ("module.x.aws_subnet.a", "", "x.a"),
            ("data.aws_subnet.a", "", "a"),
            ("Nested/Subnet", "Nested/Vpc", "Subnet"),
            ("Nested/Subnet", "", "Nested.Subnet"),
            ("subnet-0123", "", "subnet-0123"),
            ("aws_vpc.main.main", "", "aws_vpc.main.main"),
            ("module.x.private_subnets[0]", "", "x.private_subnets[0]"),
            ("", "", ""),
            ("module", "module", "module"),
        ] {
            assert_eq!(short(address, within), expected, "{address}");
        }
    }

    #[test]
    fn the_middle_of_long_names_is_left_out() {
        assert_eq!(clipped("abcdefghij", 10), "abcdefghij");
        assert_eq!(clipped("abcdefghijk", 7), "ab\u{2026}hijk");
        assert_eq!(clipped("ab", 0), "\u{2026}");
        assert_eq!(short(&"x".repeat(100_000), "").chars().count(), SHORT);
    }
}
