//! Documents that want to do harm.

use std::time::{Duration, Instant};

use proptest::prelude::*;
use vpcelint_source::{FileId, Limits, Range};

use super::document::{read, said};
use crate::document::{Node, NodeKind};
use crate::{ParsedDocument, parse_document};

const YAML: &str = "AWSTemplateFormatVersion: '2010-09-09'\nParameters:\n  é:\n    Type: String\n    Default: \"a\\tb\"\n\
                    Resources:\n  # vpcelint: ignore\n  Vpc: &v\n    Type: AWS::EC2::VPC\n    Properties:\n      \
                    Tags: [{Key: Name, Value: !Sub '${é}-x'}, a: b]\n      Text: |\n        line é\n\n        more\n  \
                    Two:\n    <<: *v\n    Other: !If\n    - C\n    - !Ref A\n    - 0777\nOutputs:\n  O: {Value: !GetAZs }\n";

const JSON: &str = "{\n  \"Resources\": {\n    \"A\": {\n      \"Type\": \"é\\u00e9\",\n      \"X\": [1, null, {\"a\": \
                    true}]\n    },\n    \"B\": {\n      \"A\": 1,\n      \"A\": 2\n    }\n  },\n  \"Outputs\": {}\n}\n";

const PIECES: [&str; 36] = [
    "{",
    "}",
    "[",
    "]",
    "{{",
    "}}",
    "\"",
    "'",
    "\\",
    ":",
    ": ",
    "- ",
    "? ",
    ", ",
    "\n",
    "\r\n",
    "\n\n",
    "\t",
    " ",
    "   ",
    "#",
    " # vpcelint: x",
    "|\n",
    ">",
    "&v ",
    "*v",
    "<<: ",
    "!Ref ",
    "!!str ",
    "---\n",
    "...\n",
    "%",
    "é",
    "\0",
    "\u{feff}",
    "a",
];

/// A text with a few random cuts and insertions.
fn damaged(text: &'static str) -> impl Strategy<Value = String> {
    let change = (0..text.len(), 0..12_usize, prop::sample::select(&PIECES[..]));
    prop::collection::vec(change, 1..5).prop_map(move |changes| {
        let mut text = text.to_owned();
        for (at, cut, piece) in changes {
            let border = |mut at: usize| {
                at = at.min(text.len());
                while !text.is_char_boundary(at) {
                    at -= 1;
                }
                at
            };
            let (start, end) = (border(at), border(at + cut));
            text.replace_range(start..end.max(start), piece);
        }
        text
    })
}

/// Fails unless every range lies within the text on borders of characters, and within its parent
/// where no alias brought it.
fn check(text: &str, parsed: &ParsedDocument) {
    let inside = |range: Range| assert!(text.get(range.as_usize()).is_some(), "{range:?} {text:?}");
    parsed.notices.iter().for_each(|notice| inside(notice.range().unwrap()));
    let Some(document) = &parsed.document else { return };
    document.comments.iter().for_each(|comment| inside(comment.range));
    let mut nodes = 0;
    let aliases = text.contains('*');
    let mut open = vec![(&document.root, document.root.range)];
    while let Some((node, parent)) = open.pop() {
        nodes += 1;
        inside(node.range);
        let holds = |range: Range| aliases || parent.join(range) == parent;
        assert!(holds(node.range), "{node:?} in {parent:?} of {text:?}");
        node.tag.iter().for_each(|tag| inside(tag.range));
        open.extend(node.elements().iter().map(|item| (item, node.range)));
        for entry in node.entries() {
            inside(entry.key.range);
            assert!(aliases || node.range.join(entry.key.range) == node.range, "{text:?}");
            assert!(aliases || entry.key.range.end <= entry.value.range.start, "{text:?}");
            open.push((&entry.value, node.range));
        }
    }
    assert_eq!(document.nodes, nodes, "{text:?}");
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 600, failure_persistence: None, ..Default::default() })]

    #[test]
    fn damaged_yaml_is_read_with_true_ranges(text in damaged(YAML)) {
        check(&text, &read(&text));
    }

    #[test]
    fn damaged_json_is_read_with_true_ranges(text in damaged(JSON)) {
        check(&text, &read(&text));
    }

    #[test]
    fn any_document_is_read(pieces in prop::collection::vec(prop::sample::select(&PIECES[..]), 0..40)) {
        let text = pieces.concat();
        check(&text, &read(&text));
    }

    #[test]
    fn random_text_is_read(text in any::<String>()) {
        check(&text, &read(&text));
    }
}

#[test]
fn the_whole_texts_are_read() {
    for text in [YAML, JSON] {
        let parsed = read(text);
        check(text, &parsed);
        assert!(parsed.document.is_some());
        assert!(!said(text).iter().any(|said| said.starts_with('!')), "{:?}", said(text));
    }
}

#[test]
fn alias_bombs_are_capped() {
    let mut text = "a0: &a0 [x, x]\n".to_owned();
    for i in 1..40 {
        text.push_str(&format!("a{i}: &a{i} [*a{0}, *a{0}, *a{0}, *a{0}]\n", i - 1));
    }
    text.push_str("m: {<<: [{a: *a4}, {a: *a4}]}\n");
    let limits = Limits { document_nodes: 10_000, ..Limits::default() };
    let parsed = parse_document(FileId(0), &text, &limits);
    let document = parsed.document.as_ref().unwrap();
    assert!(document.nodes <= 10_500, "{}", document.nodes);
    assert_eq!(parsed.notices.len(), 3);
    assert!(
        parsed.notices.iter().any(|n| n.message.contains("10000 nodes (the cap `document_nodes`)"))
    );
    check(&text, &parsed);
    let start = Instant::now();
    assert!(read(&text).document.unwrap().nodes <= 1 << 21);
    assert!(start.elapsed() < Duration::from_secs(5));
}

#[test]
fn nesting_is_capped() {
    let depth = |mut node: &Node| {
        let mut depth = 0;
        loop {
            node = match &node.kind {
                NodeKind::List(items) if !items.is_empty() => &items[0],
                NodeKind::Map(entries) if !entries.is_empty() => &entries[0].value,
                _ => return depth,
            };
            depth += 1;
        }
    };
    let flow = |n: usize| format!("{}1{}", "[".repeat(n), "]".repeat(n));
    let object = |n: usize| format!("{}1{}", "{\"a\":".repeat(n), "}".repeat(n));
    let block = |n: usize| (0..n).map(|i| format!("{}a:\n", " ".repeat(i))).collect::<String>();
    let list = |n: usize| format!("{}1\n", "- ".repeat(n));
    let yaml = |n: usize| format!("a: {}", flow(n));
    let shapes: [&dyn Fn(usize) -> String; 5] = [&flow, &object, &block, &list, &yaml];
    for shape in shapes {
        let text = shape(255);
        let parsed = read(&text);
        assert_eq!(parsed.notices, [], "{text}");
        assert!(depth(&parsed.document.unwrap().root) >= 255);
        let text = shape(256);
        let parsed = read(&text);
        assert!(parsed.document.is_none_or(|document| depth(&document.root) < 255));
        let message = "this was not read: it is nested deeper than 255 levels (the cap `nesting`)";
        assert_eq!(parsed.notices.len(), 1);
        assert_eq!(parsed.notices[0].message, message);
    }
    let text = format!("R:\n  A: {}\n  B: 1\n", flow(300));
    assert!(read(&text).document.unwrap().root.get("R").unwrap().get("B").is_some());
}

#[test]
fn large_documents_are_read_fast() {
    let lines = |line: &str, n: usize| line.repeat(n);
    let numbered = |f: &dyn Fn(usize) -> String, n: usize| (0..n).map(f).collect::<String>();
    let texts = [
        numbered(&|i| format!("k{i}: 1\n"), 60_000),
        lines("k: 1\n", 60_000),
        format!("a:\n{}  b: 1\n", lines("# vpcelint: x\n", 40_000)),
        format!("{{{}\"a\": 1}}", lines("\"k\": 1,\n", 60_000)),
        format!("R:\n{}", lines("  a: [\n", 20_000)),
        format!("R:\n{}", lines("  a: \"\n", 20_001)),
        format!("R:\n{}", lines("  a\n", 20_000)),
        format!("R:\n{}", lines("  a: *b\n", 20_000)),
        format!("{{\n\"R\": {{\n{}}}}}", lines("  \"a\": {\n", 200)),
        format!("{{\n{}", lines(" \"a\": }\n", 20_000)),
        lines("? [a]\n: b\n", 20_000),
        lines("{{", 100),
        lines("\t", 100_000),
        lines("&a ", 20_000),
        lines("!a ", 20_000),
        lines("- ", 100_000),
        format!(
            "a: &a {{{}}}\n{}",
            numbered(&|i| format!("k{i}: 1, "), 1_000),
            lines("b: {<<: *a}\n", 20_000)
        ),
        format!("a: |\n{}", lines("  text\n", 60_000)),
        lines("---\na\n", 20_000),
    ];
    for text in texts {
        let start = Instant::now();
        let parsed = read(&text);
        assert!(parsed.notices.len() <= 107);
        assert!(start.elapsed() < Duration::from_secs(10), "{:?}", text.get(..20));
    }
}
