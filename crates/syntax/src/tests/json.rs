//! JSON syntax.

use vpcelint_source::{FileId, Limits};

use super::{dump, listed};
use crate::{Parsed, parse_json, parse_json_values};

fn json(text: &str) -> Parsed {
    parse_json(FileId(0), text, &Limits::default())
}

fn read(text: &str) -> String {
    let parsed = json(text);
    assert_eq!(parsed.notices, [], "{text}");
    dump::body(&parsed.file.body)
}

#[test]
fn labels_may_be_split_over_objects_and_lists() {
    for (text, tree) in [
        (
            r#"{"resource": {"aws_vpc": {"a": {"x": 1}, "b": [{"x": 2}]}, "aws_eip": [{"c": {}}]}}"#,
            "resource aws_vpc a{x=1}; resource aws_vpc b{x=2}; resource aws_eip c{}",
        ),
        (
            r#"[{"locals": {"a": -1.50}}, {"locals": [{"b": null}]}]"#,
            "locals{a=Negate(1.50)}; locals{b=null}",
        ),
        (
            r#"{"resource": {"t": {"n": {
                "ingress": [{"from_port": 1}],
                "dynamic": {"egress": {"for_each": "${x}", "iterator": "it", "content": {"p": "${it.value}"}}},
                "provisioner": [{"local-exec": {"command": "c"}}],
                "lifecycle": {"ignore_changes": ["tags[\"a\"]"], "precondition": {"condition": true}},
                "depends_on": ["a.b"], "provider": "aws.east"
            }}}}"#,
            "resource t n{ingress=[{from_port:1}]; depends_on=[a.b]; provider=aws.east; \
             dynamic egress{for_each=template<${x}>; iterator=it; content{p=template<${it.value}>}}; \
             provisioner local-exec{command=\"c\"}; \
             lifecycle{ignore_changes=[tags[\"a\"]]; precondition{condition=true}}}",
        ),
        (
            r#"{"variable": {"v": {"type": "list(object({ a = string }))", "default": "${no}"}},
                "module": {"m": {"source": "./m", "providers": {"aws.a": "aws.b"}}},
                "terraform": {"backend": {"s3": {"bucket": "b"}}, "required_providers": {"aws": {"version": "5"}}},
                "moved": {"from": "a.b", "to": "a.c[\"d\"]"}, "import": {"to": "a.b", "id": "${i}"}}"#,
            "variable v{type=list(object({a:string})); default=\"${no}\"}; \
             module m{source=\"./m\"; providers={(aws.a):aws.b}}; \
             terraform{backend s3{bucket=\"b\"}; required_providers{aws={version:\"5\"}}}; \
             moved{from=a.b; to=a.c[\"d\"]}; import{to=a.b; id=template<${i}>}",
        ),
    ] {
        assert_eq!(read(text), tree);
    }
}

#[test]
fn comments_are_kept_apart_in_bodies_only() {
    let text = r#"{"//": "top", "locals": {"//": ["a", " vpcelint: b "], "o": {"//": "kept"}}}"#;
    let parsed = json(text);
    assert_eq!(dump::body(&parsed.file.body), "locals{o={//:\"kept\"}}");
    let comments = parsed.file.comments.iter();
    let comments: Vec<_> = comments.map(|c| (c.text.as_str(), &text[c.range.as_usize()])).collect();
    assert_eq!(
        comments,
        [("top", "\"top\""), ("a", "\"a\""), ("vpcelint: b", "\" vpcelint: b \"")]
    );
}

#[test]
fn places_behind_escapes_are_true() {
    let text = "{\"locals\": {\"a\": \"é\\n\\u00e9\\ud83d\\ude00 ${f(\\\"q\\\", bad.x)} %{ if c }d%{ endif }\"}}";
    let parsed = json(text);
    assert_eq!(parsed.notices, []);
    let value = &parsed.file.body.blocks[0].body.attributes[0].value;
    assert_eq!(
        dump::expr(value),
        "template<\"é\\né😀 \" ${f(\"q\" bad.x)} \" \" if(c <\"d\"> <>)>"
    );
    let crate::hcl::ExprKind::Template(template) = &value.kind else { panic!() };
    let crate::hcl::TemplatePart::Interpolation(call) = &template.parts[1] else { panic!() };
    assert_eq!(&text[call.range.as_usize()], "f(\\\"q\\\", bad.x)");
    let crate::hcl::ExprKind::Call(call) = &call.kind else { panic!() };
    assert_eq!(&text[call.arguments[0].range.as_usize()], "\\\"q\\\"");
    assert_eq!(&text[call.arguments[1].range.as_usize()], "bad.x");
}

#[test]
fn headers_do_not_cover_neighbours() {
    let text = r#"{"resource": {"t": {"a": {"x": 1}, "b": {"x": 2}}}}"#;
    let block = &json(text).file.body.blocks[1];
    assert_eq!(&text[block.range.as_usize()], r#""b": {"x": 2}"#);
    assert_eq!(&text[block.header().as_usize()], "\"b\"");
}

#[test]
fn broken_json_is_one_error() {
    for (text, error) in [
        ("", "1 ``: this file is empty; it needs a value"),
        ("{\"a\": 1,}", "1 `,`: this is not valid JSON: trailing commas are not allowed"),
        ("{\"a\": }", "1 `}`: this is not valid JSON: unexpected close brace"),
        ("7", "1 `7`: the file must be an object here"),
        ("{\"locals\": 7}", "1 `7`: `locals` must be an object here"),
        ("{\"locals\": {\"a\": \"${b +}\"}}", "1 `}`: expected a value, found `}`"),
        (
            "{\"locals\": {\"a\": 1, \"a\": 2}}",
            "1 `\"a\"`: the argument `a` is set twice here; each may be set once",
        ),
    ] {
        assert_eq!(listed(&json(text), text), [error], "{text}");
    }
    let deep = "[".repeat(200_000);
    assert_eq!(
        listed(&json(&deep), &deep),
        ["1 `[`: this was not read: it is nested deeper than 128 levels (the cap `nesting`)"]
    );
}

#[test]
fn a_block_with_a_broken_string_costs_only_itself() {
    let text = r#"{"resource": {"t": {"a": {"x": "${"}, "b": {"x": 2}}}}"#;
    let parsed = json(text);
    assert_eq!(parsed.notices.len(), 1);
    assert_eq!(dump::body(&parsed.file.body), "resource t b{x=2}");
}

#[test]
fn values_are_literal() {
    let text = "\u{feff}{\"a\": \"${x}\", \"b\": {\"c.d\": [1, null]}, \"//\": \"e\"}";
    let parsed = parse_json_values(FileId(0), text, &Limits::default());
    assert_eq!(parsed.notices, []);
    assert_eq!(dump::body(&parsed.file.body), "a=\"${x}\"; b={c.d:[1 null]}");
    let a = &parsed.file.body.attributes[0];
    assert_eq!(&text[a.name.range.as_usize()], "\"a\"");
}
