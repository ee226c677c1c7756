//! What must never be printed: sensitive values, what files hold, and control characters.

use crate::project::{HEALTHY, Project, RULE};

/// Every way in which the program prints.
const WAYS: &[&[&str]] = &[
    &["--pedantic", "--min-severity", "info", "."],
    &["--format", "concise", "--pedantic", "--min-severity", "info", "."],
    &["--format", "json", "--pedantic", "--min-severity", "info", "."],
    &["--color", "always", "."],
    &["show", "."],
    &["show", "--format", "json", "."],
    &["show", ".", "--address", "aws_vpc.v"],
    &["show", ".", "--address", "aws_vpc.v.cidr_block"],
    &["show", "--format", "json", ".", "--address", "aws_vpc.v"],
    &["graph", "."],
];

/// None of the ways prints a word.
#[track_caller]
fn never(project: &Project, word: &str) {
    for way in WAYS {
        let ran = project.run(way);
        assert!(!ran.all().contains(word), "{way:?}: {}", ran.all());
    }
}

const SECRET: &str = "hunter2";

fn with_secret(body: &str) -> Project {
    let text = format!(
        "variable \"secret\" {{\n  sensitive = true\n}}\n\
         locals {{\n  again = \"<${{var.secret}}>\"\n}}\n{body}\n{HEALTHY}"
    );
    let values = format!("secret = \"{SECRET}\"\n");
    Project::new().file("main.tf", text).file("terraform.tfvars", values)
}

#[test]
fn sensitive_values() {
    for expression in [
        "var.secret",
        "local.again",
        "upper(lower(local.again))",
        "substr(var.secret, 0, 99)",
        "split(\"t\", var.secret)",
        "jsonencode({ a = var.secret })",
        "{ (var.secret) = 1 }",
        "[for c in [var.secret] : \"${c}!\"]",
        "var.secret == \"a\" ? \"${var.secret}\" : upper(var.secret)",
        "{ deep = [{ deeper = var.secret }] }",
        "sensitive(\"hunter\") == \"\" ? 1 : var.secret",
        "templatestring(\"$${x}\", { x = var.secret })",
        // What fails must not say with which value.
        "tonumber(var.secret)",
        "1 + var.secret",
        "cidrsubnet(var.secret, 8, 0)",
        "cidrhost(var.secret, 1)",
        "jsondecode(var.secret)",
        "yamldecode(\"[${var.secret}\")",
        "{ a = 1 }[var.secret]",
        "[1, 2][var.secret]",
        "regex(\"x${var.secret}(\", \"a\")",
        "regex(\"^x\", var.secret)",
        "file(var.secret)",
        "formatdate(var.secret, var.secret)",
        "timeadd(var.secret, \"1h\")",
        "base64decode(\"${var.secret}!\")",
        "parseint(var.secret, 10)",
        "tobool(var.secret)",
        "toset(var.secret)",
        "lookup({}, var.secret)",
        "zipmap([var.secret, var.secret], [1])",
        "templatefile(var.secret, {})",
        "templatestring(\"$${nosuch}\", { x = var.secret })",
        "element([], var.secret)",
        "csvdecode(\"a,a\\n${var.secret}\")",
        "format(\"%d\", var.secret)",
        "ipsplit(var.secret)",
        "merge({ a = 1 }, var.secret)",
        "one([var.secret, var.secret])",
        "coalesce(\"\", null) == var.secret",
        "sum([var.secret])",
        "strcontains(var.secret, var.secret) ? var.secret : 1",
        "var.secret.nosuch",
        "var.secret[\"x\"]",
        "var.secret()",
        "\"%{ if var.secret }a%{ endif }\"",
        "[for k, v in var.secret : k]",
        "{ for v in [var.secret, var.secret] : v => 1 }",
        "base64gunzip(var.secret)",
        "textdecodebase64(var.secret, var.secret)",
        "filebase64(\"/${var.secret}\")",
        "fileset(var.secret, \"[\")",
    ] {
        let project =
            with_secret(&format!("resource \"aws_vpc\" \"v\" {{\n  cidr_block = {expression}\n}}"));
        for way in WAYS {
            let ran = project.run(way);
            let all = ran.all();
            assert!(!all.contains(SECRET), "{expression} {way:?}: {all}");
            assert!(!all.contains(&SECRET.to_uppercase()), "{expression} {way:?}: {all}");
        }
        let found = project.run(&["--format", "concise", "."]);
        // What does not parse may hold what is missing.
        let parses = !found.all().contains("error: expected");
        assert!(found.out.contains(RULE) == parses, "{expression}: {}", found.all());
    }
}

#[test]
fn sensitive_values_in_conditions_and_names() {
    for body in [
        "variable \"v\" {\n  default = \"hunter\"\n  validation {\n    condition = var.v == var.secret\n    error_message = \"Not ${var.secret}.\"\n  }\n}\nresource \"aws_vpc\" \"v\" {\n  cidr_block = var.v\n}",
        "resource \"aws_vpc\" \"v\" {\n  lifecycle {\n    precondition {\n      condition = var.secret == \"\"\n      error_message = \"Not ${var.secret}.\"\n    }\n  }\n}",
        "resource \"aws_vpc\" \"v\" {\n  for_each = toset([var.secret])\n  cidr_block = each.key\n}",
        "resource \"aws_vpc\" \"v\" {\n  count = var.secret\n}",
        "module \"m\" {\n  source = var.secret\n}",
        "output \"o\" {\n  value = var.secret\n}",
        "resource \"aws_vpc\" \"v\" {\n  tags = { (var.secret) = var.secret }\n}",
        "resource \"aws_security_group\" \"v\" {\n  ingress {\n    description = var.secret\n    cidr_blocks = [var.secret]\n  }\n}",
        "resource \"aws_security_group\" \"v\" {\n  dynamic \"ingress\" {\n    for_each = [var.secret]\n    content {\n      cidr_blocks = [ingress.value]\n    }\n  }\n}",
        "resource \"aws_vpc_endpoint\" \"v\" {\n  vpc_id = aws_vpc.healthy.id\n  service_name = \"com.amazonaws.eu-west-1.${var.secret}\"\n}",
        "provider \"aws\" {\n  region = var.secret\n}",
    ] {
        never(&with_secret(body), SECRET);
    }
}

#[test]
fn given_sensitive_values() {
    let text = "variable \"secret\" {\n  type      = number\n  sensitive = true\n}\n\
                resource \"aws_vpc\" \"v\" {\n  cidr_block = var.secret\n}\n";
    let project = Project::new().file("main.tf", text);
    let ran = project.run(&["show", ".", "--var", "secret=hunter2"]);
    assert_eq!(ran.status, 2, "{}", ran.all());
    assert!(!ran.all().contains(SECRET), "{}", ran.all());
    let ran = project.run(&[".", "--var", "secret=hunter2"]);
    assert!(!ran.all().contains(SECRET), "{}", ran.all());
    let ran = project.run_with(&["show", "."], &[("TF_VAR_secret", "hunter2")]);
    assert!(!ran.all().contains(SECRET), "{}", ran.all());
}

#[test]
fn sensitive_values_are_marked() {
    let project = with_secret("resource \"aws_vpc\" \"v\" {\n  cidr_block = var.secret\n}");
    assert_eq!(
        project.shown(".", "aws_vpc.v", "cidr_block"),
        serde_json::json!({ "sensitive": true })
    );
    assert!(project.run(&["show", "."]).out.contains("cidr_block = (sensitive)"));
}

#[test]
fn file_contents() {
    for expression in [
        "file(\"word.txt\")",
        "trimspace(file(\"word.txt\"))",
        "[file(\"word.txt\")]",
        "jsonencode({ a = file(\"word.txt\") })",
        "templatefile(\"word.txt\", {})",
        "yamldecode(file(\"word.yaml\")).word",
        "tonumber(file(\"word.txt\"))",
        "jsondecode(file(\"word.txt\"))",
        "cidrsubnet(file(\"word.txt\"), 8, 0)",
        "csvdecode(file(\"word.txt\"))",
        "{ a = 1 }[file(\"word.txt\")]",
    ] {
        let text =
            format!("resource \"aws_vpc\" \"v\" {{\n  cidr_block = {expression}\n}}\n{HEALTHY}");
        let project = Project::new().file("main.tf", text).file("word.txt", "hunter2 \"x");
        let project = project.file("word.yaml", "word: hunter2\n");
        for way in WAYS {
            let all = project.run(way).all();
            assert!(!all.contains(SECRET), "{expression} {way:?}: {all}");
        }
    }
    let text = "resource \"aws_vpc\" \"v\" {\n  cidr_block = file(\"word.txt\")\n}\n";
    let project = Project::new().file("main.tf", text).file("word.txt", "x");
    let withheld = serde_json::json!({ "withheld": "file content" });
    assert_eq!(project.shown(".", "aws_vpc.v", "cidr_block"), withheld);
}

#[test]
fn files_outside_are_not_read() {
    let outside = Project::new().file("word.txt", SECRET).file("list/hunter2.txt", "");
    let place = outside.path().to_str().unwrap();
    for expression in [
        "file(\"/etc/passwd\")".to_owned(),
        "file(\"../../../../../../../../etc/passwd\")".to_owned(),
        "file(\"~/.ssh/id_rsa\")".to_owned(),
        format!("file(\"{place}/word.txt\")"),
        format!("filebase64(\"{place}/word.txt\")"),
        format!("filemd5(\"{place}/word.txt\")"),
        format!("templatefile(\"{place}/word.txt\", {{}})"),
        format!("join(\",\", fileset(\"{place}/list\", \"*\"))"),
        format!("fileexists(\"{place}/word.txt\") ? \"there\" : \"not\""),
    ] {
        let text =
            format!("resource \"aws_vpc\" \"v\" {{\n  cidr_block = {expression}\n}}\n{HEALTHY}");
        let project = Project::new().file("main.tf", text);
        never(&project, SECRET);
        never(&project, "root:");
        let value = project.shown(".", "aws_vpc.v", "cidr_block");
        assert!(value.get("unknown").is_some(), "{expression}: {value}");
        let ran = project.run(&["--format", "json", "."]);
        let notices = ran.json()["notices"].to_string();
        let said = notices.contains("outside of") || notices.contains("home directory");
        assert!(said && ran.status == 1, "{expression}: {notices}");
    }
}

#[test]
fn control_characters() {
    let evil = "a\u{1b}[31m\u{7}\u{202e}b\u{9b}c";
    let text = format!(
        "variable \"{evil}\" {{}}\nresource \"aws_vpc\" \"{evil}\" {{\n  cidr_block = \"{evil}\"\n}}\n\
         resource \"aws_vpc\" \"v\" {{\n  cidr_block = local.{evil}\n  for_each = toset([\"{evil}\"])\n}}\n\
         resource \"aws_vpc_endpoint\" \"lost\" {{\n  for_each = toset([\"{evil}\"])\n  vpc_id = aws_vpc.v[\"{evil}\"].id\n  service_name = \"com.amazonaws.eu-west-1.s3\"\n}}\n\
         module \"m\" {{\n  source = \"./{evil}\"\n}}\nlocals {{\n  x = \"{evil}\" + 1\n}}\n"
    );
    let project = Project::new().file("main.tf", &text).file(&format!("{evil}/main.tf"), &text);
    let project = project.file(&format!("{evil}.tf"), "x = = 1\n");
    for way in WAYS {
        // Colours are the program's own.
        if way.contains(&"always") {
            continue;
        }
        let all = project.run(way).all();
        let bad = all.chars().find(|c| {
            c.is_control() && !matches!(c, '\n') || ('\u{202a}'..='\u{202e}').contains(c)
        });
        assert_eq!(bad, None, "{way:?}: {all:?}");
    }
}
