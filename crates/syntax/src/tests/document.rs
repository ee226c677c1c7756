//! YAML and JSON documents: what is read, and where it lies.

use vpcelint_source::{FileId, Gravity, Limits};

use crate::document::{Document, Node, NodeKind};
use crate::{ParsedDocument, parse_document};

pub(super) fn read(text: &str) -> ParsedDocument {
    parse_document(FileId(0), text, &Limits::default())
}

/// The document, which must be read without notices.
fn clean(text: &str) -> Document {
    let parsed = read(text);
    assert_eq!(parsed.notices, [], "{text}");
    parsed.document.unwrap()
}

/// Each notice with its line and the text that it is about; errors are marked.
pub(super) fn said(text: &str) -> Vec<String> {
    let line = |at: usize| text[..at].matches('\n').count() + 1;
    let parsed = read(text);
    let notices = parsed.notices.iter().map(|notice| {
        let range = notice.range().unwrap().as_usize();
        let mark = if notice.gravity == Gravity::Error { "!" } else { "" };
        format!("{mark}{} `{}`: {}", line(range.start), &text[range], notice.message)
    });
    notices.collect()
}

/// A value in one line: `!Tag {key: [1, "text", true, null]}`.
pub(super) fn shown(node: &Node) -> String {
    let value = match &node.kind {
        NodeKind::Null => "null".to_owned(),
        NodeKind::Bool(value) => value.to_string(),
        NodeKind::Number(number) => number.to_string(),
        NodeKind::String(text) => format!("{text:?}"),
        NodeKind::List(items) => {
            format!("[{}]", items.iter().map(shown).collect::<Vec<_>>().join(", "))
        }
        NodeKind::Map(entries) => {
            let entries = entries.iter().map(|e| format!("{}: {}", e.key.text, shown(&e.value)));
            format!("{{{}}}", entries.collect::<Vec<_>>().join(", "))
        }
    };
    node.tag.as_ref().map_or(value.clone(), |tag| format!("!{} {value}", tag.name))
}

pub(super) fn root(text: &str) -> String {
    read(text).document.map_or("nothing".to_owned(), |document| shown(&document.root))
}

/// Recorded from `PyYAML` 6.0.3, but that dates, infinity and what is no number there are strings.
#[test]
fn plain_scalars_are_read_as_yaml_1_1_reads_them() {
    for (text, value) in [
        ("12", "12"),
        ("-12", "-12"),
        ("+12", "12"),
        ("0", "0"),
        ("-0", "0"),
        ("00", "0"),
        ("0777", "511"),
        ("-0777", "-511"),
        ("08", "\"08\""),
        ("0_7", "7"),
        ("0x1F", "31"),
        ("0x_f", "15"),
        ("0X1F", "\"0X1F\""),
        ("0x", "\"0x\""),
        ("0b11", "3"),
        ("0b1_1", "3"),
        ("0b2", "\"0b2\""),
        ("0b_", "\"0b_\""),
        ("0o17", "\"0o17\""),
        ("1_000", "1000"),
        ("_1", "\"_1\""),
        ("12:30:45", "45045"),
        ("190:20:30", "685230"),
        ("1_2:30", "750"),
        ("1:60", "\"1:60\""),
        ("1:5", "65"),
        ("-1:30", "-90"),
        ("01:30", "\"01:30\""),
        ("12:30:45.5", "45045.5"),
        ("0:30.", "30.0"),
        ("1.5", "1.5"),
        ("1.", "1."),
        ("+1.5", "+1.5"),
        (".5", ".5"),
        ("-.5", "\"-.5\""),
        ("._5", "\"._5\""),
        ("1_0.2_5", "10.25"),
        ("685_230.15", "685230.15"),
        ("1e3", "\"1e3\""),
        ("1.5e3", "\"1.5e3\""),
        ("1.5e+3", "1.5e+3"),
        (".inf", "\".inf\""),
        ("-.INF", "\"-.INF\""),
        (".nan", "\".nan\""),
        ("2012-10-17", "\"2012-10-17\""),
        ("2001-12-14t21:59:43.10-05:00", "\"2001-12-14t21:59:43.10-05:00\""),
        ("123456789012345678901234567890", "123456789012345678901234567890"),
        ("012345678901", "\"012345678901\""),
        ("10.0.0.0/16", "\"10.0.0.0/16\""),
        ("1.2.3", "\"1.2.3\""),
        ("+", "\"+\""),
        ("=", "\"=\""),
        ("y", "\"y\""),
        ("yEs", "\"yEs\""),
        ("tRUE", "\"tRUE\""),
        ("nUll", "\"nUll\""),
        ("a b", "\"a b\""),
    ] {
        assert_eq!(root(&format!("- {text}\n")), format!("[{value}]"), "{text}");
    }
    for word in "yes Yes YES true True TRUE on On ON".split(' ') {
        assert_eq!(root(word), "true");
    }
    for word in "no No NO false False FALSE off Off OFF".split(' ') {
        assert_eq!(root(word), "false");
    }
    assert_eq!(root("[~, null, Null, NULL, , 1]"), "nothing");
    assert_eq!(root("- ~\n- null\n- Null\n- NULL\n-\n"), "[null, null, null, null, null]");
}

#[test]
fn tags_decide_what_a_scalar_is() {
    for (text, value) in [
        ("!!str 123", "\"123\""),
        ("!!int '12'", "12"),
        ("!!int x", "\"x\""),
        ("!!float 1", "1"),
        ("!!bool yes", "true"),
        ("!!null x", "null"),
        ("! 12", "\"12\""),
        ("!Ref 12", "!Ref \"12\""),
        ("!GetAZs ''", "!GetAZs \"\""),
        ("!GetAZs", "!GetAZs \"\""),
        ("!!map {a: 1}", "{a: 1}"),
        ("'12'", "\"12\""),
        ("\"\\u00e9\"", "\"é\""),
        ("|\n  12\n", "\"12\\n\""),
        (">-\n  a\n  b\n", "\"a b\""),
        ("|\n  a", "\"a\""),
    ] {
        assert_eq!(root(&format!("k: {text}")), format!("{{k: {value}}}"), "{text}");
    }
}

#[test]
fn short_forms_nest_as_cloudformation_allows() {
    for (text, value) in [
        ("!Sub 'a-${B}'", "!Sub \"a-${B}\""),
        ("!If [C, !Ref A, !Ref AWS::NoValue]", "!If [\"C\", !Ref \"A\", !Ref \"AWS::NoValue\"]"),
        ("\n  Fn::If: [C, !Ref A, 1]", "{Fn::If: [\"C\", !Ref \"A\", 1]}"),
        ("!Select [0, !GetAZs '']", "!Select [0, !GetAZs \"\"]"),
        (
            "!Select [0, !GetAZs {Ref: 'AWS::Region'}]",
            "!Select [0, !GetAZs {Ref: \"AWS::Region\"}]",
        ),
        (
            "!Select\n  - 0\n  - Fn::GetAZs: !Ref AWS::Region\n",
            "!Select [0, {Fn::GetAZs: !Ref \"AWS::Region\"}]",
        ),
        ("!Join\n  - ''\n  - - a\n    - !Ref b\n", "!Join [\"\", [\"a\", !Ref \"b\"]]"),
        ("!Sub\n  - x\n  - {y: !GetAtt a.b}\n", "!Sub [\"x\", {y: !GetAtt \"a.b\"}]"),
    ] {
        let text = format!("k: {text}");
        assert_eq!(shown(&clean(&text).root), format!("{{k: {value}}}"), "{text}");
    }
    let text = "a: !GetAZs !Ref AWS::Region\n";
    assert_eq!(
        said(text),
        [
            "!1 `!Ref`: `!Ref` can't follow another short form directly; write one of them in its long \
          form, such as `Fn::GetAZs:`"
        ]
    );
}

/// Each range of a node as the text in it, tags in parentheses, children indented.
fn places(node: &Node, text: &str, depth: usize, out: &mut Vec<String>) {
    let slice = |range: vpcelint_source::Range| text[range.as_usize()].replace('\n', "/");
    let tag = node.tag.as_ref().map_or(String::new(), |tag| format!("({}) ", slice(tag.range)));
    out.push(format!("{}{tag}{}", " ".repeat(depth), slice(node.range)));
    node.elements().iter().for_each(|item| places(item, text, depth + 1, out));
    for entry in node.entries() {
        out.push(format!("{}{}:", " ".repeat(depth + 1), slice(entry.key.range)));
        places(&entry.value, text, depth + 2, out);
    }
}

fn placed(text: &str) -> Vec<String> {
    let mut out = Vec::new();
    places(&clean(text).root, text, 0, &mut out);
    out
}

#[test]
fn every_node_has_its_place() {
    let text = "# é\n\"é\": !Sub  'x' # c\nb:\n- !Ref y\n- - 1\n  - [2 , {p: q}, r: s]\nc: |\n  é\n  t \n\nd:\n  \
                e: !If\n    - 1\n  f:\ng: >\nh:  # c\ni: !GetAZs\n";
    let expected = [
        "\"é\":",
        "(!Sub) 'x'",
        "b:",
        "!Ref y/- - 1/  - [2 , {p: q}, r: s]",
        " (!Ref) y",
        " 1/  - [2 , {p: q}, r: s]",
        "  1",
        "  [2 , {p: q}, r: s]",
        "   2",
        "   {p: q}",
        "    p:",
        "     q",
        "   r: s",
        "    r:",
        "     s",
        "c:",
        "é/  t",
        "d:",
        "e: !If/    - 1/  f",
        " e:",
        "  (!If) 1",
        "   1",
        " f:",
        "  ",
        "g:",
        "",
        "h:",
        "",
        "i:",
        "(!GetAZs) ",
    ];
    let found = placed(text);
    let shallow: Vec<_> = found.iter().skip(1).map(|line| line.trim_start()).collect();
    let wanted: Vec<_> = expected.iter().map(|line| line.trim_start()).collect();
    assert_eq!(shallow, wanted);
    assert!(found[0].starts_with("\"é\": !Sub") && found[0].ends_with("i: !GetAZs"), "{found:?}");
    // Ranges of nothing lie on the line of their keys.
    let document = clean(text);
    let end = |key: &str| document.root.get(key).unwrap().range.start as usize;
    assert!(text[..end("h")].ends_with("\nh"));
    assert!(text[..end("i")].ends_with("!GetAZs"));
}

#[test]
fn places_count_bytes_behind_a_byte_order_mark_and_carriage_returns() {
    for text in
        ["\u{feff}a: é\r\nb:\r\n  - ü\r\n", "\u{feff}{\"a\": \"é\",\r\n\"b\": [\r\n\"ü\"]}\r\n"]
    {
        let document = clean(text);
        let slice = |key: &str| &text[document.root.get(key).unwrap().range.as_usize()];
        assert_eq!(slice("a").trim_matches('"'), "é");
        let item = &document.root.get("b").unwrap().elements()[0];
        assert_eq!(text[item.range.as_usize()].trim_matches('"'), "ü");
    }
}

#[test]
fn json_is_read_strictly_with_places() {
    let text = "{\"a\\u00e9\": [1, -2.5e3, true, null], \"b\": {\"c\": \"\\n\"}}";
    assert_eq!(shown(&clean(text).root), "{aé: [1, -2.5e3, true, null], b: {c: \"\\n\"}}");
    assert_eq!(
        placed(text)[1..4],
        [" \"a\\u00e9\":", "  [1, -2.5e3, true, null]", "   1"].map(str::to_owned)
    );
    assert!(clean(text).json);
    assert_eq!(clean(text).nodes, 8);
    assert_eq!(
        said("{\"a\": 1, // c\n\"b\": 2}"),
        ["!1 `// c`: this is not valid JSON: JSON has no comments"]
    );
    assert_eq!(
        said("{\"a\": 1,}"),
        ["1 `,`: this is not valid JSON: the last entry must have no comma behind it"]
    );
}

#[test]
fn yaml_within_braces_is_read_if_it_is_a_template() {
    let text = "{Resources: {A: {Type: X, P: !Ref B}}}";
    assert_eq!(shown(&clean(text).root), "{Resources: {A: {Type: \"X\", P: !Ref \"B\"}}}");
    assert!(!clean(text).json);
    for broken in [
        "{\"Resources\": {\"A\": {Type\": \"X\"}}}",
        "{\"Resources\": {\"A\": 1 // x\n}}",
        "{\"Resources\": {\"A\": 1}, // x\n \"B\": 1}",
        "{Other: 1}",
    ] {
        assert_eq!(root(broken), "nothing", "{broken}");
        let said = said(broken);
        assert!(said.len() == 1 && said[0].starts_with('!'), "{said:?}");
    }
}

#[test]
fn the_last_of_equal_keys_counts() {
    let text = "a: 1\nb: 2\na: 3\n";
    assert_eq!(root(text), "{b: 2, a: 3}");
    assert_eq!(
        said(text),
        [
            "3 `a`: the key `a` stands twice in this map: CloudFormation takes the last one and ignores \
          the one in line 1"
        ]
    );
    let json = "{\"a\": 1,\n\"a\": [1, 2],\n \"a\": 3}";
    assert_eq!(root(json), "{a: 3}");
    assert_eq!(read(json).document.unwrap().nodes, 2);
    assert_eq!(said(json).len(), 2);
    let wide: String = (0..40).map(|i| format!("k{}: {i}\n", i % 20)).collect();
    assert_eq!(said(&wide).len(), 20);
    assert!(root(&wide).starts_with("{k0: 20, k1: 21,"));
}

#[test]
fn keys_are_text() {
    assert_eq!(
        root("1: a\nyes: b\n~: c\n'd': e\n? f\n"),
        "{1: \"a\", yes: \"b\", ~: \"c\", d: \"e\", f: null}"
    );
    let text = "? [a]\n: b\nc: {{ d }}\ne: 1\n";
    assert_eq!(root(text), "{c: {}, e: 1}");
    assert_eq!(
        said(text),
        [
            "!1 `[a]`: a list can't be a key here; the entry is left out",
            "!3 `{ d }`: a map can't be a key; put quotes around `{{ }}` if a tool is to fill it in; the \
             entry is left out",
        ]
    );
}

#[test]
fn merge_keys_are_resolved() {
    let text = "a: &a {x: 1, y: 2}\nb: &b {y: 3, z: 4}\nc:\n  <<: [*a, *b]\n  x: 5\nd:\n  <<: *a\n  <<: *b\ne:\n  \
                '<<': 1\n";
    let expected = "{a: {x: 1, y: 2}, b: {y: 3, z: 4}, c: {y: 2, z: 4, x: 5}, d: {y: 3, z: 4, x: 1}, e: {<<: 1}}";
    assert_eq!(root(text), expected);
    let said = said(text);
    assert_eq!(said.len(), 2, "{said:?}");
    assert!(said[0].starts_with("4 `<<`: CloudFormation itself refuses merge keys"));
    assert!(said[1].starts_with("4 `*a`: CloudFormation itself refuses anchors and aliases"));
    let document = read(text).document.unwrap();
    assert_eq!(document.nodes, 1 + 3 + 3 + 4 + 4 + 2);
    assert!(root("a:\n  <<: 1\n  b: 2\n") == "{a: {b: 2}}");
}

#[test]
fn aliases_share_what_they_name() {
    let text = "a: &k !Sub {x: [1]}\nb: *k\n*k : 1\nc: &s yes\n*s : 2\nd: *no\ne: &r [*r]\n";
    let document = read(text).document.unwrap();
    assert_eq!(
        shown(&document.root),
        "{a: !Sub {x: [1]}, b: !Sub {x: [1]}, c: true, yes: 2, d: null, e: [null]}"
    );
    let alias = document.root.get("b").unwrap();
    assert_eq!(&text[alias.range.as_usize()], "*k");
    assert_eq!(&text[alias.tag.as_ref().unwrap().range.as_usize()], "*k");
    let (NodeKind::Map(one), NodeKind::Map(two)) =
        (&document.root.get("a").unwrap().kind, &alias.kind)
    else {
        panic!("these are maps")
    };
    assert!(std::sync::Arc::ptr_eq(one, two));
    let errors: Vec<_> = said(text).into_iter().filter(|said| said.starts_with('!')).collect();
    assert_eq!(
        errors,
        [
            "!3 `*k`: a map can't be a key here; the entry is left out",
            "!6 `*no`: there is no anchor `&no` before this alias; it is read as null",
            "!7 `*r`: this alias stands within what its own anchor names; it is read as null",
        ]
    );
}

#[test]
fn comments_that_name_the_tool_are_kept() {
    let text =
        "# vpcelint: ignore\na: 1 # other\nb: # vpcelint:ignore[x] \r\n  c: '# vpcelint: no'\n";
    let comments = clean(text).comments;
    let found: Vec<_> =
        comments.iter().map(|c| (&text[c.range.as_usize()], c.text.as_str())).collect();
    assert_eq!(
        found,
        [
            ("# vpcelint: ignore", "vpcelint: ignore"),
            ("# vpcelint:ignore[x]", "vpcelint:ignore[x]")
        ]
    );
}

#[test]
fn a_document_may_be_empty_but_not_be_followed_by_another() {
    for empty in ["", " \n", "# c\n", "---\n", "\u{feff}", "---\n...\n"] {
        assert_eq!(root(empty), "nothing");
        assert!(said(empty).is_empty());
    }
    assert_eq!(root("---\na: 1\n---\n"), "{a: 1}");
    let text = "a: 1\n---\nb: 2\n";
    assert_eq!(root(text), "{a: 1}");
    let said = said(text);
    assert!(said.len() == 1 && said[0].starts_with("!3 `"), "{said:?}");
}
