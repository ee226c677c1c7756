//! The pieces of files that pages show: the program takes those that it reads, the others are in order.

use std::collections::BTreeSet;
use std::path::Path;
use std::process::{Command, Output};

use serde_json::Value;
use tempfile::TempDir;
use toml::Table;

use crate::pages::{fences, read, top};

/// Pages whose TOML is of other programs.
const FOREIGN: [&str; 1] = ["docs/editors.md"];

const ROOT: &str = "resource \"aws_vpc\" \"v\" {\n  cidr_block = \"10.0.0.0/16\"\n}\n";

fn write(folder: &Path, name: &str, text: &str) {
    let path = folder.join(name);
    std::fs::create_dir_all(path.parent().unwrap()).unwrap();
    std::fs::write(path, text).unwrap();
}

fn repository() -> TempDir {
    let folder = TempDir::new().unwrap();
    write(folder.path(), ".git/HEAD", "");
    folder
}

fn vpcelint(folder: &Path, arguments: &[&str]) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_vpcelint"));
    command.args(arguments).current_dir(folder).env_clear().output().unwrap()
}

/// What there is to write, by the schema: the keys of an object.
fn keys(schema: &Value) -> BTreeSet<String> {
    schema["properties"].as_object().unwrap().keys().cloned().collect()
}

fn written(table: &Table) -> impl Iterator<Item = String> {
    table.keys().cloned()
}

#[test]
fn configurations_are_read_and_show_every_key() {
    let (mut top_keys, mut path_keys, mut price_keys) = <[BTreeSet<String>; 3]>::default().into();
    let mut count = 0;
    for fence in fences("toml") {
        let table: Table = toml::from_str(&fence.text).unwrap();
        if FOREIGN.iter().any(|page| fence.place.starts_with(page)) {
            continue;
        }
        count += 1;
        let folder = repository();
        write(folder.path(), "main.tf", ROOT);
        let _ = vpcelint(folder.path(), &["--write-baseline", "vpcelint-baseline.json"]);
        write(folder.path(), "vpcelint.toml", &fence.text);
        let ran = vpcelint(folder.path(), &["--format", "json"]);
        let said: Value = serde_json::from_slice(&ran.stdout).unwrap();
        assert_eq!(said["errors"], Value::Array(Vec::new()), "{}", fence.place);
        assert_eq!(ran.status.code(), Some(0), "{}", fence.place);
        top_keys.extend(written(&table));
        for paths in table.get("paths").into_iter().flat_map(|paths| paths.as_array().unwrap()) {
            path_keys.extend(written(paths.as_table().unwrap()));
        }
        for (_, prices) in table.get("prices").into_iter().flat_map(|of| of.as_table().unwrap()) {
            price_keys.extend(written(prices.as_table().unwrap()));
        }
    }
    assert!(count >= 8, "{count} configurations");
    let schema = read(&top().join("crates/driver/schema/vpcelint.schema.json"));
    let schema: Value = serde_json::from_str(&schema).unwrap();
    assert_eq!(top_keys, keys(&schema));
    assert_eq!(path_keys, keys(&schema["definitions"]["WrittenPaths"]));
    assert_eq!(price_keys, keys(&schema["definitions"]["OwnPrices"]));
}

#[test]
fn json_is_in_order() {
    for fence in fences("json") {
        let parsed: Result<Value, _> = serde_json::from_str(&fence.text);
        assert!(parsed.is_ok(), "{}: {parsed:?}", fence.place);
    }
}

/// Blocks that name their file are one repository, in which what the page says is so.
#[test]
fn roots_read_each_other_as_the_page_says() {
    let folder = repository();
    let mut count = 0;
    for fence in fences("hcl") {
        let name = fence.text.lines().next().unwrap().strip_prefix("# ");
        if let Some(name) = name.filter(|name| name.ends_with(".tf")) {
            write(folder.path(), name, &fence.text);
            count += 1;
        }
    }
    assert_eq!(count, 2);
    let ran = vpcelint(folder.path(), &["paths"]);
    let said = String::from_utf8(ran.stdout).unwrap();
    assert_eq!(ran.status.code(), Some(0), "{said}");
    let row = said.lines().find(|line| line.starts_with("aws_lambda_function.orders ")).unwrap();
    assert!(row.contains("aws_subnet.private") && row.contains("aws_vpc_endpoint.s3"), "{row}");
}

/// A comment on a resource hides what the page says that it hides.
#[test]
fn suppressing_comment_is_understood() {
    let shown =
        fences("hcl").into_iter().find(|fence| fence.text.contains("vpcelint:ignore[")).unwrap();
    let folder = repository();
    let body = "  vpc_id = aws_vpc.v.id\n  service_name = \"com.amazonaws.eu-west-1.sqs\"\n  \
                vpc_endpoint_type = \"Interface\"\n  subnet_ids = [aws_subnet.s.id]\n}\n\
                resource \"aws_subnet\" \"s\" {\n  vpc_id = aws_vpc.v.id\n  \
                cidr_block = \"10.0.1.0/24\"\n}\n";
    write(folder.path(), "main.tf", &format!("{ROOT}{}{body}", shown.text));
    let ran = vpcelint(folder.path(), &["--format", "json"]);
    let said: Value = serde_json::from_slice(&ran.stdout).unwrap();
    assert_eq!(said["summary"]["suppressed"], 1, "{said}");
    let hidden = said["findings"].as_array().unwrap().iter().any(|finding| {
        finding["rule"] == "interface-endpoint-private-dns-off"
            && finding.to_string().contains("resolved by the hub's hosted zone")
    });
    assert!(hidden, "{said}");
}

/// Metadata of a resource is understood: it hides nothing here, and that is found.
#[test]
fn suppressing_metadata_is_understood() {
    let all = fences("yaml");
    let shown = all.into_iter().find(|fence| fence.text.starts_with("Metadata:")).unwrap();
    let folder = repository();
    let metadata: String = shown.text.lines().map(|line| format!("    {line}\n")).collect();
    let head =
        "Resources:\n  V:\n    Type: AWS::EC2::VPC\n    Properties: {CidrBlock: 10.0.0.0/16}\n";
    write(folder.path(), "template.yaml", &format!("{head}{metadata}"));
    let ran = vpcelint(folder.path(), &["--format", "json"]);
    let said: Value = serde_json::from_slice(&ran.stdout).unwrap();
    assert_eq!(said["findings"][0]["rule"], "unused-suppression", "{said}");
    assert_eq!(said["errors"], Value::Array(Vec::new()), "{said}");
}
