//! Broken documents: one broken entry of a section costs only itself.

use vpcelint_source::{FileId, Gravity, Limits};

use super::document::{root, said};

const BEFORE: &str = "Parameters:\n  P:\n    Type: String\nResources:\n  A:\n    Type: T\n";
const BEHIND: &str = "\n  # of C\n  C:\n    Type: U\n    X: [1]\nOutputs:\n  O:\n    Value: v\n";
const REST: &str = "{Parameters: {P: {Type: \"String\"}}, Resources: {A: {Type: \"T\"}, \
                    C: {Type: \"U\", X: [1]}}, Outputs: {O: {Value: \"v\"}}}";

#[test]
fn a_broken_entry_of_yaml_costs_only_itself() {
    for (broken, error) in [
        (
            "  B\n    Type: V\n",
            "!7 `B`: `B` is neither key nor value here; a colon is missing behind the key",
        ),
        ("  B:\n    Type V\n    Y: 1\n", "!8 `Type V`: `Type V` needs a colon behind it"),
        (
            "  B:\n    Type: V\n    Y 1\n",
            "!9 `Y`: `Y` is neither key nor value here; a colon is missing behind the key",
        ),
        (
            "  B:\n    Type: V\n    Prop\n",
            "!9 `Prop`: `Prop` is neither key nor value here; a colon is missing behind the key",
        ),
        (
            "   B:\n    Type: V\n",
            "!7 `B:`: expected a key, found `B:`; its indentation fits no line above",
        ),
        (
            " B:\n    Type: V\n",
            "!7 `B:`: expected a key, found `B:`; its indentation fits no line above",
        ),
        (
            "  B:\n    Type: V\n   Y: 1\n",
            "!9 `Y:`: expected a key, found `Y:`; its indentation fits no line above",
        ),
        (
            "  B:\n    Type: V\n     Y: 1\n",
            "!9 `Y`: `Y` is indented deeper than the keys of its map, so it is part of the value \
             before it; give both the same indent",
        ),
        ("  B:\n    Type: \"V\n    Y: 1\n", "!8 `\"`: this `\"` is never closed"),
        ("  B:\n    Type: \"V\n    Y: \"1\"\n", "!8 `\"`: this `\"` is not closed on its line"),
        ("  B:\n    Y: [1, 2\n", "!8 `[`: this `[` is never closed"),
        ("  B:\n    Y: {a: 1\n    Z: 2\n", "!8 `{`: this `{` is never closed"),
        ("  B:\n    Y: 1]\n    Z: ]\n", "!9 `]`: `]` closes nothing"),
        (
            "  B:\n    Y: a: b\n",
            "!8 `:`: there can't be a second colon here; put quotes around a \
             text that holds `: `, or check the indentation",
        ),
        (
            "  B:\n    Y: {{ x }} z\n",
            "!8 `z`: expected a key, found `z`; its indentation fits no line above",
        ),
        (
            "  B:\n\tType: V\n    Y: 1\n",
            "!8 `Type:`: YAML allows no tabs for indentation; use spaces",
        ),
        ("  B:\n    Y: @x\n", "!8 `@x`: a text can't begin with `@`; put it in quotes"),
        (
            "  B:\n    Y: \"\\d\"\n",
            "!8 `\"\\d\"`: this string has an escape that YAML does not know; write `\\\\` for a \
             backslash, or use single quotes",
        ),
        ("  B:\n    Y: 'a'b\n", "!8 `b`: nothing may follow the closing quote, but `b` does"),
        (
            "  B:\n    Y: - 1\n",
            "!8 `-`: a list can't begin here; put its `- ` on a line of its own",
        ),
    ] {
        let text = format!("{BEFORE}{broken}{BEHIND}");
        assert_eq!(root(&text), REST, "{broken}");
        assert_eq!(said(&text), [error], "{broken}");
        let text = text.replace('\n', "\r\n");
        assert_eq!(root(&text), REST, "{broken} with carriage returns");
    }
}

const JSON: &str = r#"{
  "Parameters": {
    "P": { "Type": "String" }
  },
  "Resources": {
    "A": {
      "Type": "T"
    },
    "B": {
      "Type": "V",
      "Y": [
        1
      ]
    },
    "C": {
      "Type": "U"
    }
  },
  "Outputs": {
    "O": { "Value": "v" }
  }
}
"#;

#[test]
fn a_broken_entry_of_json_costs_only_itself() {
    let b = "{Parameters: {P: {Type: \"String\"}}, Resources: {A: {Type: \"T\"}, C: {Type: \"U\"}}, \
             Outputs: {O: {Value: \"v\"}}}";
    let c = b.replace("C: {Type: \"U\"}", "B: {Type: \"V\", Y: [1]}");
    let a = b.replace("A: {Type: \"T\"}", "B: {Type: \"V\", Y: [1]}");
    for (from, to, rest, error) in [
        ("\"V\",", "\"V\"", b, "!10 ``: this is not valid JSON: there is a comma missing here"),
        ("\"V\",", "\"V,", b, "!10 `\"`: this string has no closing `\"` on its line"),
        (
            "\"Y\":",
            "\"Y\"",
            b,
            "!11 `[`: this is not valid JSON: this key needs a colon and a value",
        ),
        ("      ]\n    },", "      \n    },", b, "!11 `[`: this `[` is never closed"),
        ("      ]\n    },", "      ]\n    ,", b, "!9 `{`: this `{` is never closed"),
        ("      ]\n    },", "      ]\n    }},", b, "!14 `}`: this `}` closes nothing"),
        (
            "        1\n",
            "        {{ x }}\n",
            b,
            "!12 `{`: this is not valid JSON: a key or `}` must stand here",
        ),
        (
            "\"U\"\n    }\n",
            "\"U\n    }\n",
            &c,
            "!16 `\"`: this string has no closing `\"` on its line",
        ),
        (
            "\"T\"\n    },",
            "\"T\"\n    }",
            &a,
            "!8 ``: this is not valid JSON: there is a comma missing here",
        ),
        (
            "    \"A\": {\n",
            "    \"A\"\n",
            &a,
            "!7 `\"Type\"`: this is not valid JSON: this key needs a colon and a value",
        ),
    ] {
        let text = JSON.replacen(from, to, 1);
        assert_ne!(text, JSON);
        assert_eq!(root(&text), rest, "{text}");
        assert_eq!(said(&text), [error], "{text}");
    }
}

#[test]
fn several_broken_entries_give_several_errors() {
    let broken = |count: usize| {
        let entries = (0..count).map(|i| format!("  B{i}:\n    Y: [\n  G{i}:\n    Y: 1\n"));
        format!("Resources:\n{}", entries.collect::<String>())
    };
    assert_eq!(root(&broken(2)), "{Resources: {G0: {Y: 1}, G1: {Y: 1}}}");
    assert_eq!(said(&broken(6)).len(), 6);
    assert_eq!(root(&broken(7)), "nothing");
    assert_eq!(said(&broken(7)), ["!3 `[`: this `[` is never closed"]);
}

#[test]
fn a_broken_section_costs_only_itself() {
    let text = "A: 1\nHalf\nResources:\n  B:\n    C: 1\n";
    assert_eq!(root(text), "{A: 1, Resources: {B: {C: 1}}}");
    assert_eq!(said(text).len(), 1);
    assert_eq!(root("A: [1\nResources:\n  B: 1\n"), "{Resources: {B: 1}}");
    assert_eq!(root("{\"a\": \n"), "nothing");
    assert_eq!(root("- a\nb: 1\n"), "[\"a\"]");
}

#[test]
fn slips_that_change_nothing_are_passed_over() {
    for text in [
        "Resources:\n  A: \"x\"# said\n  B: y\n",
        "{\"Resources\": {\"A\": \"x\", \"B\": \"y\",},}",
    ] {
        let parsed = crate::parse_document(FileId(0), text, &Limits::default());
        let document = parsed.document.unwrap();
        let resources = document.root.get("Resources").unwrap();
        assert_eq!(resources.get("B").and_then(|b| b.as_str()), Some("y"), "{text}");
        assert!(!parsed.notices.is_empty());
        assert!(
            parsed.notices.iter().all(|n| n.gravity == Gravity::Notice),
            "{:?}",
            parsed.notices
        );
    }
}
