//! Roots whose values can be worked out although Terraform refuses them for breaking a rule: which
//! of them are noticed.

use crate::json::Json;
use crate::language::{roots, run};

/// What is said of a root that Terraform refuses.
#[derive(Debug, PartialEq, Eq)]
enum Said {
    /// An error.
    Error,
    /// A notice, because it rests on more than the code.
    Notice,
    /// Nothing.
    Nothing,
}

/// What is said of each root that breaks a rule only.
const ROOTS: &[(&str, Said)] = &[
    ("duplicate-resource", Said::Error),
    ("ephemeral-in-resource", Said::Error),
    ("for-each-sensitive", Said::Error),
    ("module-input-unknown-name", Said::Error),
    ("override-missing-base", Said::Error),
    ("precondition-fails", Said::Error),
    // Which version of Terraform will run is not known.
    ("required-version", Said::Nothing),
    // A module that is called from elsewhere may leave it to its caller.
    ("sensitive-output-not-marked", Said::Notice),
    // One value may be meant for some of several roots.
    ("undeclared-on-command-line", Said::Notice),
    ("validation-fails", Said::Error),
];

#[test]
fn broken_rules() {
    let found: Vec<_> = roots()
        .into_iter()
        .filter(|(_, want)| want.has("check"))
        .map(|(name, want): (String, Json)| {
            let shown = run(&name, &want);
            let said = if !shown.errors.is_empty() {
                Said::Error
            } else if !shown.notices.is_empty() {
                Said::Notice
            } else {
                Said::Nothing
            };
            (name, said)
        })
        .collect();
    let found: Vec<_> = found.iter().map(|(name, said)| (name.as_str(), said)).collect();
    let expected: Vec<_> = ROOTS.iter().map(|(name, said)| (*name, said)).collect();
    assert_eq!(found, expected);
}
