//! The formats: valid documents with the keys that are promised, the same with any number of
//! threads, and a reader that goes away.

use std::collections::BTreeSet;
use std::io::Read as _;
use std::process::{Command, Stdio};

use serde_json::Value;

use crate::project::{HEALTHY, Project, RULE};

fn keys(value: &Value) -> BTreeSet<&str> {
    value.as_object().unwrap().keys().map(String::as_str).collect()
}

#[track_caller]
fn has_keys(value: &Value, wanted: &[&str]) {
    let keys = keys(value);
    for key in wanted {
        assert!(keys.contains(key), "`{key}` is missing in {value:#}");
    }
}

#[test]
fn json_of_check() {
    let project = Project::with_main(
        "locals { x = var.nosuch }\nmodule \"m\" {\n  source = \"./nosuch\"\n}\n",
    );
    let document = project.run(&["--format", "json", "."]).json();
    has_keys(&document, &["version", "tool", "findings", "errors", "notices", "summary"]);
    assert_eq!((&document["version"], &document["tool"]["name"]), (&1.into(), &"vpcelint".into()));
    let finding = &document["findings"][0];
    has_keys(
        finding,
        &[
            "rule",
            "severity",
            "confidence",
            "message",
            "help",
            "url",
            "resource",
            "fingerprint",
            "file",
            "range",
            "related",
        ],
    );
    assert!(finding.get("when").is_none() && finding.get("fix").is_none());
    for end in ["start", "end"] {
        has_keys(&finding["range"][end], &["line", "column", "offset"]);
    }
    has_keys(&document["errors"][0], &["file", "range", "message"]);
    has_keys(&document["notices"][0], &["file", "range", "message"]);
    has_keys(
        &document["summary"],
        &[
            "files",
            "roots",
            "resources",
            "vpcs",
            "subnets",
            "route_tables",
            "endpoints",
            "nat_gateways",
            "workloads",
            "undecided",
            "undecided_because",
            "by_severity",
        ],
    );
    assert_eq!(document["summary"]["roots"], 2);
    assert_eq!(document["summary"]["by_severity"]["high"], 2);
}

#[test]
fn json_of_show() {
    let project = Project::with_main("resource \"aws_vpc\" \"v\" {\n  big = 9007199254740993\n}\n");
    let ran = project.run(&["show", "--format", "json", "root"]);
    assert!(ran.out.contains("9007199254740993"), "all digits are there: {}", ran.out);
    let document = ran.json();
    has_keys(&document, &["version", "roots", "errors", "notices"]);
    let root = &document["roots"][0];
    assert_eq!(root["root"], "root");
    let endpoint = &root["resources"][1];
    has_keys(endpoint, &["address", "type", "file", "range", "exists", "values"]);
    assert_eq!(endpoint["address"], "aws_vpc_endpoint.lost");
    assert_eq!(endpoint["values"]["vpc_id"]["ref"], "aws_vpc.healthy.id");
}

#[test]
fn json_of_graph() {
    let project = Project::with_main("x = = 1\nmodule \"m\" {\n  source = \"./nosuch\"\n}\n");
    let ran = project.run(&["graph", "root"]);
    assert_eq!(ran.status, 2, "{}", ran.all());
    let document = ran.json();
    assert_eq!(document, project.run(&["graph", "--format", "json", "root"]).json());
    has_keys(&document, &["version", "roots", "errors", "notices"]);
    has_keys(&document["errors"][0], &["file", "range", "message"]);
    has_keys(&document["notices"][0], &["file", "range", "message"]);
    let root = &document["roots"][0];
    has_keys(
        root,
        &[
            "root",
            "vpcs",
            "subnets",
            "route_tables",
            "endpoints",
            "security_groups",
            "nat_gateways",
            "workloads",
        ],
    );
    assert_eq!(root["root"], "root");
    assert_eq!(root["endpoints"][0]["address"], "aws_vpc_endpoint.lost");
    assert_eq!(root["route_tables"][0]["address"], "aws_vpc.healthy.main");
    assert_eq!(project.run(&["graph", "second"]).status, 0);
}

#[test]
fn drawings_of_graph() {
    let project = Project::with_main("x = = 1\n");
    for (format, start, end) in [
        ("dot", "// The network", "}\n"),
        ("mermaid", "flowchart LR\n", "\n"),
        ("svg", "<svg xmlns=\"http://www.w3.org/2000/svg\"", "</svg>\n"),
        ("html", "<!doctype html>\n", "</html>\n"),
    ] {
        let ran = project.run(&["graph", "--format", format, "root"]);
        assert_eq!(ran.status, 2, "an error stays one: {}", ran.all());
        assert!(ran.out.starts_with(start) && ran.out.ends_with(end), "{}", ran.out);
        assert!(ran.out.contains("healthy"), "{}", ran.out);
        assert!(ran.err.contains("main.tf:1:"), "{}", ran.err);
        let threads = project.run(&["graph", "--format", format, "--threads", "1", "root"]);
        assert_eq!(ran.out, threads.out);
        let file = project.run(&["graph", "--format", format, "--output", "drawn", "second"]);
        assert_eq!((file.status, file.out.as_str()), (0, ""), "{}", file.all());
        let printed = project.run(&["graph", "--format", format, "second"]);
        assert_eq!(project.read("drawn"), printed.out);
    }
}

#[test]
fn concise() {
    let project = Project::with_main(
        "variable \"v\" {}\nresource \"aws_vpc\" \"v\" {\n  cidr_block = var.v\n}\n",
    );
    let ran = project.run(&["--format", "concise", "."]);
    let lines: Vec<_> = ran.out.lines().collect();
    assert_eq!(lines.len(), 3, "{lines:#?}");
    assert!(lines[0].starts_with(&format!("root/healthy.tf:5:1: high[{RULE}] ")), "{lines:#?}");
    assert!(lines[1].starts_with(&format!("second/main.tf:5:1: high[{RULE}] ")), "{lines:#?}");
    assert!(lines[2].starts_with("root/main.tf:1:1: notice: "), "{lines:#?}");
    assert!(ran.err.contains("2 findings") && ran.err.contains("2 roots"), "{}", ran.err);
}

#[test]
fn human() {
    let ran = Project::with_main("locals { x = var.nosuch }\n").run(&["."]);
    for words in ["aws_vpc_endpoint.lost", RULE, "root/healthy.tf", "2 roots"] {
        assert!(ran.all().contains(words), "{words}: {}", ran.all());
    }
    assert!(!ran.out.contains('\u{1b}'), "no colours where there is no terminal");
    let ran = Project::with_main("").run(&["--color", "always", "."]);
    assert!(ran.out.contains('\u{1b}'));
}

#[test]
fn formats_of_hosts_and_test_services() {
    let project = Project::with_main(
        "locals { x = var.nosuch }\nmodule \"m\" {\n  source = \"./nosuch\"\n}\n",
    );
    for (format, start, end, finding) in [
        ("sarif", "{\"$schema\":", "}\n", "\"uri\":\"root/healthy.tf\""),
        (
            "github",
            "::error file=root/main.tf,line=1,",
            "\n",
            "::error file=root/healthy.tf,line=5,",
        ),
        ("gitlab", "[{\"description\":", "]\n", "\"path\":\"root/healthy.tf\""),
        ("junit", "<?xml version=\"1.0\"", "</testsuites>\n", "root/healthy.tf:5:1: high"),
        ("markdown", "## vpcelint\n", "\n", "`root/healthy.tf:5:1`"),
    ] {
        let ran = project.run(&["--format", format, "."]);
        assert_eq!(ran.status, 2, "{}", ran.all());
        assert!(ran.out.starts_with(start) && ran.out.ends_with(end), "{}", ran.out);
        for said in [finding, RULE, "nosuch"] {
            assert!(ran.out.contains(said), "{said}: {}", ran.out);
        }
        assert_eq!(ran.err.contains("2 findings"), format == "github", "{}", ran.err);
        assert_eq!(ran.out, project.run(&["--format", format, "--threads", "1", "."]).out);
        // What stood in the file is gone, and nothing is left beside it.
        let kept = project.run(&["--format", format, "--output", "written", "."]);
        assert_eq!((kept.status, kept.out.as_str()), (2, ""));
        assert!(kept.err.contains("2 findings"), "{}", kept.err);
        assert_eq!(project.read("written"), ran.out);
    }
    let names = std::fs::read_dir(project.path()).unwrap().map(|entry| entry.unwrap().file_name());
    let names: BTreeSet<_> = names.map(|name| name.to_string_lossy().into_owned()).collect();
    assert!(names.iter().all(|name| !name.starts_with(".tmp")), "{names:?}");
}

#[test]
fn any_number_of_threads() {
    let mut project = Project::with_main("x = = 1\nlocals {\n  a = local.b\n  b = local.a\n}\n");
    for n in 0..12 {
        let text = format!(
            "{HEALTHY}variable \"v{n}\" {{}}\nresource \"aws_vpc\" \"v\" {{\n  count = 3\n  \
             cidr_block = \"${{var.v{n}}}-{n}\"\n}}\nresource \"aws_subnet\" \"s\" {{\n  \
             vpc_id = aws_vpc.v[1].id\n}}\nmodule \"m\" {{\n  source = \"../outside\"\n}}\n"
        );
        project = project.file(&format!("more{n}/main.tf"), text);
    }
    let project = project.file("outside/main.tf", HEALTHY);
    for way in [
        &["--format", "concise", "."][..],
        &["--format", "json", "--pedantic", "."],
        &["."],
        &["show", "."],
        &["show", "--format", "json", "."],
        &["graph", "."],
    ] {
        let run = |threads: &str| {
            let arguments = [way, &["--threads", threads]].concat();
            let ran = project.run(&arguments);
            (ran.status, ran.out, ran.err)
        };
        let one = run("1");
        assert!(one.1.contains("more11"), "{one:?}");
        for threads in ["2", "4", "4"] {
            assert_eq!(one, run(threads), "{way:?}");
        }
    }
}

#[test]
fn a_reader_that_goes_away() {
    let text = "resource \"aws_vpc\" \"v\" {\n  count = 1000\n  x = join(\"\", [for i in range(999): \"abc\"])\n}\n";
    let project = Project::with_main(text);
    let mut child = Command::new(env!("CARGO_BIN_EXE_vpcelint"))
        .args(["show", "root"])
        .current_dir(project.path())
        .env_clear()
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    let mut first = [0];
    child.stdout.take().unwrap().read_exact(&mut first).unwrap();
    let ran = child.wait_with_output().unwrap();
    assert_eq!(ran.status.code(), Some(0));
    assert_eq!(String::from_utf8(ran.stderr).unwrap(), "");
}
