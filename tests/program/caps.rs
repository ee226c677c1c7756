//! Every cap: just below it all works, just above it is named, and far above the run ends as well.

use std::fmt::Write as _;

use serde_json::{Value, json};
use vpcelint_source::Limits;

use crate::project::Project;

fn local(expression: &str) -> String {
    format!("resource \"aws_vpc\" \"v\" {{\n  cidr_block = {expression}\n}}\n")
}

fn value(text: &str) -> Value {
    Project::with_main(text).shown("root", "aws_vpc.v", "cidr_block")
}

fn is_unknown(value: &Value) -> bool {
    value.get("unknown").is_some()
}

/// Just below nothing is said; above and far above the cap is named.
fn cap(name: &str, below: &str, above: &[String]) {
    Project::with_main(below).check().nothing_said();
    for text in above {
        let checked = Project::with_main(text).check();
        checked.keeps_the_rest();
        assert_eq!(checked.status, 1, "{name}: {:#}", checked.document);
        let notices = checked.notices();
        let named = format!("`{name}`");
        assert!(notices.iter().any(|n| n.contains(&named)), "{name}: {notices:?}");
        assert!(checked.errors().is_empty(), "{name}: {:?}", checked.errors());
        assert!(notices.len() <= 12, "{name}: {notices:?}");
    }
}

#[test]
fn file_bytes() {
    let most = usize::try_from(Limits::default().file_bytes).unwrap();
    let text = |bytes: usize| {
        let start = "locals {\n  x = 1\n}\n";
        let mut text = start.to_owned();
        while text.len() + 100 <= bytes {
            text.push_str(&format!("#{}\n", "x".repeat(98)));
        }
        text.push_str(&"\n".repeat(bytes - text.len()));
        text
    };
    cap("file_bytes", &text(most), &[text(most + 1), text(20_000_000)]);
}

#[test]
fn object_entries() {
    let most = Limits::default().object_entries;
    let text = |n: usize| {
        let entries = (0..n).fold(String::new(), |mut s, i| {
            let _ = writeln!(s, "    k{i} = {i}");
            s
        });
        format!("locals {{\n  x = {{\n{entries}  }}\n}}\n{}", local("\"10.0.0.${local.x.k7}/32\""))
    };
    assert_eq!(value(&text(most)), "10.0.0.7/32");
    cap("object_entries", &text(most), &[text(most + 1), text(100_000)]);
}

#[test]
fn nesting() {
    let text = |n: usize| format!("locals {{\n  x = {}{}\n}}\n", "[".repeat(n), "]".repeat(n));
    let group = |n: usize| format!("locals {{\n  x = {}1{}\n}}\n", "(".repeat(n), ")".repeat(n));
    let blocks =
        |n: usize| format!("locals {{\n  x = 1\n}}\n{}{}", "a {\n".repeat(n), "}\n".repeat(n));
    let above = [text(100), text(10_000), group(10_000), blocks(10_000), text(300_000)];
    cap("nesting", &text(40), &above);
}

#[test]
fn operators() {
    let sum = |n: usize| local(&vec!["1"; n + 1].join(" + "));
    assert_eq!(value(&sum(100)), 101);
    cap("operators", &sum(100), &[sum(200), sum(20_000)]);
}

fn chain(n: usize) -> String {
    let mut text = "locals {\n  a0 = \"10.0.0.0/16\"\n".to_owned();
    for i in 1..=n {
        let _ = writeln!(text, "  a{i} = local.a{}", i - 1);
    }
    format!("{text}}}\n{}", local(&format!("local.a{n}")))
}

#[test]
fn reference_depth() {
    let most = Limits::default().reference_depth as usize;
    assert_eq!(value(&chain(most - 10)), "10.0.0.0/16");
    assert!(is_unknown(&value(&chain(most + 10))));
    cap("reference_depth", &chain(most - 10), &[chain(300), chain(10_000)]);
}

#[test]
fn instances() {
    let most = Limits::default().instances;
    let text = |n: &str| {
        format!(
            "resource \"aws_vpc\" \"v\" {{\n  count = {n}\n  cidr_block = \"10.0.0.0/16\"\n}}\n"
        )
    };
    let project = Project::with_main(text(&most.to_string()));
    assert_eq!(project.show("root")["roots"][0]["resources"].as_array().unwrap().len(), most + 2);
    let above = [text(&(most + 1).to_string()), text("1000000000"), text("pow(10, 30)")];
    cap("instances", &text(&most.to_string()), &above[..2]);
    Project::with_main(&above[2]).check().keeps_the_rest();
}

#[test]
fn root_instances() {
    let limits = Limits::default();
    let full = limits.root_instances / limits.instances;
    let text = |n: usize| {
        let mut text = String::new();
        for i in 0..n {
            let count = limits.instances;
            let _ = writeln!(text, "resource \"aws_vpc\" \"v{i}\" {{\n  count = {count}\n}}");
        }
        text
    };
    cap("root_instances", &text(full - 1), &[text(full + 1), text(full + 200)]);
}

/// A chain of modules, each in a folder within the other.
fn nested(levels: usize) -> Project {
    let call = "module \"m\" {\n  source = \"./m\"\n}\n";
    let mut project = Project::with_main(call);
    for level in 1..=levels {
        let folder = format!("root{}", "/m".repeat(level));
        let text = if level == levels { "" } else { call };
        project = project.file(&format!("{folder}/main.tf"), text);
    }
    project
}

#[test]
fn module_depth() {
    let most = Limits::default().module_depth as usize;
    nested(most).check().nothing_said();
    nested(most + 1).check().one_notice("`module_depth`");
    nested(most * 2).check().one_notice("`module_depth`");
    Project::with_main("module \"m\" {\n  source = \"./\"\n}\n")
        .check()
        .one_notice("`module_depth`");
}

#[test]
fn modules() {
    let limits = Limits::default();
    let text = |calls: usize| {
        let mut text = String::new();
        for i in 0..calls {
            let count = limits.instances;
            let _ = writeln!(
                text,
                "module \"m{i}\" {{\n  source = \"../small\"\n  count = {count}\n}}"
            );
        }
        text
    };
    let project = |n| Project::with_main(text(n)).file("small/main.tf", "locals {\n  x = 1\n}\n");
    let full = limits.modules / limits.instances;
    project(full - 1).check().nothing_said();
    for calls in [full + 1, full + 20] {
        let checked = project(calls).check();
        checked.keeps_the_rest();
        assert!(checked.notices().iter().all(|n| n.contains("`modules`")));
        assert!(!checked.notices().is_empty() && checked.status == 1);
    }
}

#[test]
fn modules_that_call_themselves_many_times() {
    let twice = "module \"a\" {\n  source = \"./\"\n}\nmodule \"b\" {\n  source = \"./\"\n}\n";
    let checked = Project::with_main(twice).check();
    checked.keeps_the_rest();
    assert_eq!(checked.status, 1);
    assert!(
        checked.notices().iter().any(|n| n.contains("the cap `mod")),
        "{:?}",
        checked.notices()
    );
    let other = "module \"a\" {\n  source = \"../other\"\n  count = 1000\n}\n";
    let back = "module \"b\" {\n  source = \"../root\"\n  count = 1000\n}\n";
    let checked = Project::with_main(other).file("other/main.tf", back).check();
    assert_eq!(checked.status, 1, "{:#}", checked.document);
}

#[test]
fn list_length() {
    let most = Limits::default().list_length;
    let product =
        |n: usize, m: usize| local(&format!("\"${{length(setproduct(range({n}), range({m})))}}\""));
    assert_eq!(value(&product(256, 256)), most);
    let nested = local("join(\",\", flatten([for a in range(1000): [for b in range(1000): b]]))");
    let spread = local("join(\",\", concat([for a in range(1000): range(1000)]...))");
    let cube = local("\"${length(setproduct(range(1000), range(1000), range(1000)))}\"");
    let above = [product(257, 256), cube, nested, spread];
    cap("list_length", &product(256, 256), &above);
    let dynamic = "resource \"aws_security_group\" \"g\" {\n  dynamic \"ingress\" {\n    for_each = \
                   setproduct(range(1000), range(60))\n    content {\n      from_port = 443\n    }\n  }\n}\n";
    Project::with_main(dynamic).check().keeps_the_rest();
}

#[test]
fn value_parts() {
    // Every step doubles a value that is shared.
    let text = |n: usize| {
        let mut text = "locals {\n  a0 = \"x\"\n".to_owned();
        for i in 1..=n {
            let _ = writeln!(text, "  a{i} = [local.a{0}, local.a{0}]", i - 1);
        }
        let used = format!("length(local.a{n}) > 0 ? \"10.0.0.0/16\" : \"\"");
        format!("{text}}}\n{}", local(&used))
    };
    assert_eq!(value(&text(14)), "10.0.0.0/16");
    cap("value_parts", &text(14), &[text(18), text(60), text(200)]);
    let encoded =
        text(60).replace("length(local.a60) > 0 ? \"10.0.0.0/16\" : \"\"", "jsonencode(local.a60)");
    Project::with_main(&encoded).check().keeps_the_rest();
    Project::with_main(&encoded).show("root");
}

#[test]
fn value_depth() {
    // Every step nests a value sixty times.
    let text = |n: usize, depth: usize| {
        let mut text = "locals {\n  a0 = \"x\"\n".to_owned();
        for i in 1..=n {
            let (open, close) = ("[".repeat(depth), "]".repeat(depth));
            let _ = writeln!(text, "  a{i} = {open}local.a{}{close}", i - 1);
        }
        let used = format!("length(local.a{n}) > 0 ? \"10.0.0.0/16\" : \"\"");
        format!("{text}}}\n{}", local(&used))
    };
    assert_eq!(value(&text(2, 50)), "10.0.0.0/16");
    cap("value_depth", &text(2, 50), &[text(3, 60), text(5, 60)]);
    Project::with_main(text(200, 60)).show("root");
}

#[test]
fn string_bytes() {
    let most = Limits::default().string_bytes;
    let padded = |n: usize| local(&format!("substr(format(\"%{n}d\", 1), 0, 3)"));
    assert_eq!(value(&padded(1_000_000)), "   ");
    assert_eq!(value(&padded(most)), "   ");
    let mut above = vec![padded(most + 1), padded(1_000_000_000), padded(usize::MAX)];
    above.push(local("format(\"%99999999999999999999999d\", 1)"));
    let long = "join(\"\", [for i in range(1000): \"abcdefghij\"])";
    above.push(local(&format!("join({long}, range(1000))")));
    above.push(local(&format!("replace({long}, \"\", {long})")));
    above.push(local(&format!("join(\"\", [for i in range(1000): {long}])")));
    above.push(local(&format!("\"%{{ for i in range(1000) }}${{{long}}}%{{ endfor }}\"")));
    cap("string_bytes", &padded(most), &above);
    assert!(is_unknown(&value(&above[0])));
}

#[test]
fn strings_that_double() {
    let mut text = "locals {\n  a0 = \"abcdefgh\"\n".to_owned();
    for i in 1..=60 {
        let _ = writeln!(text, "  a{i} = \"${{local.a{0}}}${{local.a{0}}}\"", i - 1);
    }
    cap("string_bytes", "", &[format!("{text}}}\n{}", local("local.a60"))]);
}

#[test]
fn steps() {
    let inner = "[for c in range(1024): c]";
    let some =
        local(&format!("length([for a in range(10): {inner}]) > 0 ? \"10.0.0.0/16\" : \"\""));
    let loops = "length([for a in range(1024): length([for b in range(1024): \
                 length([for c in range(1024): c + a + b])])]) > 0";
    let all = local(&format!("{loops} ? \"10.0.0.0/16\" : \"10.1.0.0/16\""));
    cap("steps", &some, &[all]);
}

#[test]
fn what_terraform_itself_limits() {
    let range = Project::with_main(local("join(\",\", range(1000000000))")).check();
    range.one_error("more than 1024 values");
    assert_eq!(value(&local("length(range(1024))")), 1024);
    Project::with_main(local("1e999999999")).check().one_error("1e999999999");
    assert!(is_unknown(&value(&local("pow(10, 1000000000)"))));
}

#[test]
fn documents_that_explode() {
    let mut yaml = "a0: &a0 [x, x]\\n".to_owned();
    for i in 1..=60 {
        yaml += &format!("a{i}: &a{i} [*a{0}, *a{0}]\\n", i - 1);
    }
    let text = local(&format!("yamldecode(\"{yaml}\").a0[0]"));
    Project::with_main(&text).check().one_notice("parts");
    let deep = local(&format!("jsondecode(\"{}{}\")", "[".repeat(50_000), "]".repeat(50_000)));
    Project::with_main(&deep).check().keeps_the_rest();
    let deep = local(&format!("yamldecode(\"{}{}\")", "[".repeat(50_000), "]".repeat(50_000)));
    Project::with_main(&deep).check().keeps_the_rest();
    let regex = local("regex(\"(a*)*b\", join(\"\", [for i in range(1000): \"aaaaaaaaaa\"]))");
    Project::with_main(&regex).check().keeps_the_rest();
    let regex = local("regex(\"((a{1000}){1000}){1000}\", \"a\")");
    Project::with_main(&regex).check().keeps_the_rest();
}

#[test]
fn long_lines_and_names() {
    let long = "x".repeat(3_000_000);
    Project::with_main(local(&format!("\"{long}\" + 1"))).check().keeps_the_rest();
    let project = Project::with_main(format!("locals {{\n  {long} = local.{long}\n}}\n"));
    assert_eq!(project.check().keeps_the_rest().status, 2);
    let human = project.run(&["."]);
    assert!(human.all().len() < 100_000, "{}", human.all().len());
    let many = "}".repeat(200_000);
    let project = Project::with_main(many);
    assert_eq!(project.check().keeps_the_rest().status, 2);
    assert!(project.run(&["."]).all().len() < 200_000);
}

#[test]
fn many_errors_are_counted_rather_than_printed() {
    let text: String = (0..20_000).map(|i| format!("x{i} = = 1\n")).collect();
    let checked = Project::with_main(text).check();
    checked.keeps_the_rest();
    assert!(checked.errors().len() <= 200, "{}", checked.errors().len());
    assert_eq!(json!(checked.status), 2);
}

#[test]
fn suppressions() {
    let text = |n: usize| {
        let mut text = "locals {\n".to_owned();
        for i in 0..n {
            let _ =
                writeln!(text, "  # vpcelint:ignore\n  a{i} = {{ k = {i} }} /* vpcelint:ignore */");
        }
        text + "}\n"
    };
    Project::with_main(text(500)).check().nothing_said();
    let names = |n| format!("# vpcelint:ignore[{}]\nlocals {{}}\n", "a, ".repeat(n));
    for text in [text(600), text(100_000), names(100_000)] {
        let checked = Project::with_main(text).check();
        let notices = checked.notices();
        assert!(notices.iter().any(|n| n.contains("`suppressions`")), "{notices:?}");
        assert!(checked.errors().is_empty(), "{:?}", checked.errors());
    }
}
