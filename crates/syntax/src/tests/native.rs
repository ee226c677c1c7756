//! Native syntax that is right.

use vpcelint_source::{FileId, Limits};

use super::{dump, hcl, wrong};
use crate::hcl::{Expr, ExprKind};
use crate::{parse_expression, parse_hcl};

/// The tree of an expression that is read without a word.
fn read(expression: &str) -> String {
    let text = format!("x = {expression}\n");
    let parsed = hcl(&text);
    assert_eq!(parsed.notices, [], "{expression}");
    dump::expr(&parsed.file.body.attribute("x").unwrap().value)
}

#[test]
fn expressions_keep_their_shape() {
    for (text, tree) in [
        ("[1, 2.50, 1e3, -4, - 0.1]", "[1 2.50 1e3 Negate(4) Negate(0.1)]"),
        ("(-\n0)", "(Negate(0))"),
        ("99999999999999999999999999", "99999999999999999999999999"),
        ("!a && b || c == d", "Or(And(Not(a) b) Equal(c d))"),
        ("a.b[0].c[*].d.*.e.0", "a.b[0].c[*].d.*.e.#0"),
        ("(a)[*]", "(a)[*]"),
        ("f(a, b...)", "f(a b...)"),
        ("provider::aws::arn_parse(a)", "provider::aws::arn_parse(a)"),
        ("a ? b : c ? d : e", "if(a b if(c d e))"),
        ("[for k, v in m : v if k != \"\"]", "for(k,v in m: v if NotEqual(k \"\"))"),
        ("{for v in l : v.id => v.n...}", "for(v in l: v.id=>v.n...)"),
        ("{ a = 1, \"b\" : 2, (c) = 3 }", "{a:1 (\"b\"):2 ((c)):3}"),
        ("\"a\\n\\u00e9$${x}\"", "\"a\\né${x}\""),
        ("\"e\\u0301\"", "\"é\""),
        ("\"${x}\"", "template<${x}>"),
        ("\" ${~ x ~} \"", "template<\"\" ${x} \"\">"),
        ("<<A\n${x}\nA\n", "heredoc<${x} \"\\n\">"),
    ] {
        assert_eq!(read(text), tree, "{text}");
    }
}

#[test]
fn what_the_parser_alone_refuses_is_read() {
    for (text, tree) in [
        ("{ a = 1, b = 2, a = 3 }", "{a:1 b:2 a:3}"),
        ("{ \"a\" = 1, \"a\" = 2 }", "{(\"a\"):1 (\"a\"):2}"),
        (
            "{ \"${b}-c\" = 1, \"${b}-c\" = 2 }",
            "{(template<${b} \"-c\">):1 (template<${b} \"-c\">):2}",
        ),
        ("{ for k in v :\n k => c ?\n 1 :\n 2\n }", "for(k in v: k=>if(c 1 2))"),
        ("{ // one\n for k in c ?\n a : # two\n b : k => 1\n }", "for(k in if(c a b): k=>1)"),
        ("[\r\nfor\r\n k in c ?\n a : b : k ]", "for(k in if(c a b): k)"),
        ("\"%{ if a ||\n b }x%{ endif }\"", "template<if(Or(a b) <\"x\"> <>)>"),
        ("1e400", "1e400"),
        ("<<E\nE\" x\n  E text\nEx\nE\n", "\"E\\\" x\\n  E text\\nEx\\n\""),
    ] {
        assert_eq!(read(text), tree, "{text}");
    }
    let parsed = hcl("\u{feff}x = 1 # vpcelint\n");
    let x = parsed.file.body.attribute("x").unwrap();
    assert_eq!((x.name.range.start, x.value.range.end), (3, 8));
    assert_eq!(parsed.file.comments[0].range.start, 9);
}

#[test]
fn what_the_parser_alone_accepts_is_refused() {
    for (text, errors) in [
        ("x = \"a\nb\"\n", ["1 `\"a`: this string has no closing `\"` on its line"]),
        (
            "x = 10.1.2.3/32\n",
            ["1 `.2`: this is no number; an address or a version is a string and needs quotes"],
        ),
        ("x = a.0.1\n", ["1 `.1`: `.0.1` is not allowed; write `[0][1]`"]),
        ("x = f(<<E\na\nE)\n", ["1 `<<E\n`: this heredoc has no end: no line is `E` alone"]),
        (
            "a {\n  x = 1\n  x = 2\n}\n",
            ["3 `x`: the argument `x` is set twice here; each may be set once"],
        ),
    ] {
        assert_eq!(wrong(text), errors, "{text}");
    }
    assert_eq!(dump::body(&hcl("a {\n  x = 1\n  x = 2\n}\n").file.body), "a{x=1}");
}

#[test]
fn blocks_have_their_places() {
    let text = "a \"b\" c { d = 1 }\n\nlocals {}\n";
    let body = hcl(text).file.body;
    assert_eq!(dump::body(&body), "a b c{d=1}; locals{}");
    let block = &body.blocks[0];
    assert_eq!(&text[block.range.as_usize()], "a \"b\" c { d = 1 }");
    assert_eq!(&text[block.header().as_usize()], "a \"b\" c");
    assert_eq!(&text[block.body.attributes[0].range().as_usize()], "d = 1");
    let call = parse_expression(FileId(0), " a.b[f(c)] ", 10).unwrap();
    assert_eq!((call.range.start, call.range.end), (11, 20));
}

#[test]
fn only_marked_comments_are_kept() {
    let text = "# other\nx = 1 // vpcelint: ignore\ny = \"# vpcelint\"\n/* vpcelint */ z = <<E\n# vpcelint\nE\n";
    let comments = hcl(text).file.comments;
    let texts: Vec<_> = comments.iter().map(|c| c.text.as_str()).collect();
    assert_eq!(texts, ["vpcelint: ignore", "vpcelint"]);
    assert_eq!(&text[comments[1].range.as_usize()], "/* vpcelint */");
}

#[test]
fn expressions_are_read_alone() {
    let read = |text: &str| parse_expression(FileId(0), text, 0).map(|e| dump::expr(&e));
    assert_eq!(read("a\n  && b"), Ok("And(a b)".into()));
    assert_eq!(read("# c\n{ a = 1, a = 2 }\n"), Ok("{a:1 a:2}".into()));
    let error = read("a +").unwrap_err();
    assert_eq!(error.message, "something is missing here at the end of the line");
}

#[test]
fn crowded_objects_are_not_read() {
    let limits = Limits { object_entries: 3, ..Limits::default() };
    let text = "a = { b = 1, c = 2, d = x ? 1 : 2 }\ne = { f = 1, g = 2, h = 3, i = 4 }\nj = 1\n";
    let parsed = parse_hcl(FileId(0), text, &limits);
    assert_eq!(parsed.notices.len(), 1);
    assert_eq!(parsed.notices[0].gravity, vpcelint_source::Gravity::Notice);
    assert_eq!(dump::body(&parsed.file.body), "a={b:1 c:2 d:if(x 1 2)}; j=1");
}

/// Every slice of an expression's range reads as the expression itself.
#[test]
fn ranges_hold_what_they_name() {
    let text =
        "x = [f(\"é\", -a.b[\"c\"]), (d ? e : -1) * 2, { g = \"h${i}\", (j) = k[*].l }, !m]\n";
    let body = hcl(text).file.body;
    check(text, &body.attributes[0].value);
    fn check(text: &str, e: &Expr) {
        let slice = &text[e.range.as_usize()];
        let again = parse_expression(FileId(0), slice, e.range.start as usize).unwrap();
        assert_eq!(&again, e, "{slice}");
        match &e.kind {
            ExprKind::Tuple(items) => items.iter().for_each(|i| check(text, i)),
            ExprKind::Object(items) => items.iter().for_each(|i| check(text, &i.value)),
            ExprKind::Call(call) => call.arguments.iter().for_each(|a| check(text, a)),
            ExprKind::Unary(_, inner) | ExprKind::Parens(inner) => check(text, inner),
            ExprKind::Binary(_, sides) => {
                [&sides.0, &sides.1].into_iter().for_each(|s| check(text, s));
            }
            ExprKind::Traversal(traversal) => check(text, &traversal.root),
            _ => {}
        }
    }
}
