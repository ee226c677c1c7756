//! Broken files: one broken block costs only itself.

use super::{dump, hcl, wrong};

const BEFORE: &str = "resource \"a\" \"one\" {\n  x = 1\n}\n\n";
const BEHIND: &str = "\n# between\nresource \"a\" \"two\" {\n  y = [\n    1\n  ]\n}\nlocals {}\n";
const REST: &str = "resource a one{x=1}; resource a two{y=[1]}; locals{}";

#[test]
fn a_broken_block_costs_only_itself() {
    for (broken, error) in [
        ("resource \"b\" \"c\" {\n  z = {\n    k = 1\n\n}\n", "5 `{`: this `{` is never closed"),
        ("resource \"b\" \"c\" {\n  z = [1, 2\n}\n", "6 `[`: this `[` is never closed"),
        ("resource \"b\" \"c\" {\n  z = f(1\n}\n", "6 `(`: this `(` is never closed"),
        ("resource \"b\" \"c\" {\n  z = 1\n}\n}\n", "8 `}`: this `}` closes nothing"),
        ("resource \"b\" \"c\" {\n  z = 1]\n}\n", "6 `]`: this `]` closes nothing; no `[` is open"),
        (
            "resource \"b\" \"c\" {\n  z = \"open\n  v = \"x\"\n}\n",
            "6 `\"`: this string has no closing `\"` on its line",
        ),
        (
            "resource \"b\" \"c\" {\n  z =\n}\n",
            "6 `\n`: expected a value, found the end of the line",
        ),
        ("resource \"b\" \"c\" {\n  z 1\n}\n", "6 `1`: `z` needs `=` or `{` behind it"),
        (
            "resource \"b\" \"c\" {\n  z = 1 2\n}\n",
            "6 `2`: expected the end of the line, found `2`",
        ),
        (
            "resource \"b\" \"c\" {\n  z = a.\n}\n",
            "7 `}`: expected a name or an index behind `.`, found `}`",
        ),
        ("resource \"b\" \"c\" {\n  z = 1 & 2\n}\n", "6 `&`: there is no operator `&`; write `&&`"),
        (
            "resource \"b\" \"c\" {\n  z = \"\\d\"\n}\n",
            "6 `\\`: a string has no such escape; write `\\\\` for a backslash",
        ),
        (
            "resource \"b\" \"c\" {\n  z = \"%{ if q }r\"\n}\n",
            "6 `%{`: this `%{ if }` has no `%{ endif }`",
        ),
        (
            "resource \"b\" \"c\" {\n  z = \"%{ els }\"\n}\n",
            "6 `%{`: there is no directive `%{ els }`",
        ),
        (
            "resource \"b\" \"c\" {\n  z = <<E\nx\n",
            "6 `<<E\n`: this heredoc has no end: no line is `E` alone",
        ),
        (
            "resource \"b\" \"c\" {\n  z = <<E\n${x\nE\n}\n",
            "6 `<<E`: the end of this heredoc is within a `${` or `%{` that is never closed",
        ),
        ("resource \"b\" \"c\n", "5 `\"`: this string has no closing `\"` on its line"),
        ("resource \"b\" \"c\" {\n", "5 `{`: this `{` is never closed"),
        ("resource \"b\" /* c {\n", "5 `/*`: this comment is never closed by `*/`"),
        ("reso\n", "5 ``: `reso` needs `=` or `{` behind it"),
    ] {
        let text = format!("{BEFORE}{broken}{BEHIND}");
        let parsed = hcl(&text);
        let body = dump::body(&parsed.file.body).replace("; resource b c{z=1}", "");
        assert_eq!(body, REST, "{broken}");
        assert_eq!(super::listed(&parsed, &text), [error], "{broken}");
        let last = parsed.file.body.blocks.last().unwrap();
        assert_eq!(&text[last.range.as_usize()], "locals {}");
    }
}

#[test]
fn a_block_that_is_too_deep_costs_only_itself() {
    let deep = format!("locals {{\n  z = {}{}\n}}\n", "[".repeat(70), "]".repeat(70));
    let text = format!("{BEFORE}{deep}{BEHIND}");
    assert_eq!(dump::body(&hcl(&text).file.body), REST);
    assert_eq!(
        wrong(&text),
        ["6 `[`: this was not read: it is nested deeper than 64 levels (the cap `nesting`)"]
    );
    let long = format!("locals {{\n  z = 1{}\n}}\n", " + 1".repeat(200));
    let text = format!("{BEFORE}{long}{BEHIND}");
    assert_eq!(dump::body(&hcl(&text).file.body), REST);
    assert_eq!(
        wrong(&text),
        ["6 `+`: this was not read: it has more than 128 operators in a row (the cap `operators`)"]
    );
}

#[test]
fn several_broken_blocks_give_several_errors() {
    let text = "a {\n  b =\n}\nc = 1\nd {\n  e = [\n}\nf = 2\nc = 3\n";
    assert_eq!(dump::body(&hcl(text).file.body), "c=1; f=2");
    assert_eq!(
        wrong(text),
        [
            "2 `\n`: expected a value, found the end of the line",
            "6 `[`: this `[` is never closed",
            "9 `c`: the argument `c` is set twice here; each may be set once",
        ]
    );
    let many = "a =\n".repeat(300);
    assert_eq!(wrong(&many).len(), 101);
}

#[test]
fn carriage_returns_and_missing_last_newlines_do_no_harm() {
    let text = "a =\r\nb = {\r\n  c = 1\r\n}\r\nd = 2";
    assert_eq!(dump::body(&hcl(text).file.body), "b={c:1}; d=2");
    assert_eq!(dump::body(&hcl("a = <<E\nx\nE").file.body), "a=\"x\\n\"");
}
