//! README.md lists the rules as they are; where it does not, the list is made anew and the test fails.

use std::fmt::Write as _;
use std::path::Path;

const START: &str = "<!-- rules: made by the tests from the rules themselves -->\n";
const END: &str = "<!-- end of rules -->";

#[test]
fn readme_lists_the_rules() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("README.md");
    let text = std::fs::read_to_string(&path).unwrap();
    let mut table = String::from("| rule | at most | what it finds |\n|---|---|---|\n");
    for rule in vpcelint_driver::RULES {
        let meta = rule.meta;
        let _ = writeln!(
            table,
            "| [`{id}`](rules/{id}/doc.md) | {} | {} |",
            meta.severity.name(),
            meta.summary,
            id = meta.id,
        );
    }
    let (before, rest) = text.split_once(START).expect("README.md marks where the rules begin");
    let (_, after) = rest.split_once(END).expect("README.md marks where the rules end");
    let fresh = format!("{before}{START}{table}{END}{after}");
    if fresh != text {
        std::fs::write(&path, fresh).unwrap();
        panic!("the rules in README.md were stale and are made anew: run the test again");
    }
}
