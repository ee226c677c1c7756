//! AWS-managed IAM policies.

/// Name and prefixes of the allowed actions, sorted by name.
static POLICIES: &[(&str, &[&str])] = include!(concat!(env!("OUT_DIR"), "/managed_policies.rs"));

/// The prefixes of the actions that an AWS-managed policy allows, by its name; `*` is all.
#[must_use]
pub fn managed_policy(name: &str) -> Option<&'static [&'static str]> {
    let found = POLICIES.binary_search_by(|(n, _)| (*n).cmp(name)).ok()?;
    POLICIES.get(found).map(|(_, prefixes)| *prefixes)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn policies_are_found_by_name() {
        let ssm = managed_policy("AmazonSSMManagedInstanceCore").unwrap();
        assert!(ssm.contains(&"ssmmessages"));
        assert_eq!(managed_policy("AdministratorAccess"), Some(&["*"][..]));
        assert_eq!(managed_policy("NoSuchPolicy"), None);
    }
}
