//! Sessions with a client that speaks the protocol over memory; the files are real ones.

#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test fails where it is wrong"
)]

#[path = "session/client.rs"]
mod client;

use serde_json::{Value, json};

use client::{Client, Files};

/// A network whose gateway endpoint misses a subnet's table.
const NETWORK: &str = r#"resource "aws_vpc" "v" {
  cidr_block = "10.0.0.0/16"
}

resource "aws_subnet" "a" {
  vpc_id     = aws_vpc.v.id
  cidr_block = "10.0.1.0/24"
}

resource "aws_route_table" "a" {
  vpc_id = aws_vpc.v.id
}

resource "aws_route_table_association" "a" {
  subnet_id      = aws_subnet.a.id
  route_table_id = aws_route_table.a.id
}

resource "aws_route_table" "b" {
  vpc_id = aws_vpc.v.id
}

resource "aws_vpc_endpoint" "s3" {
  vpc_id          = aws_vpc.v.id
  service_name    = "com.amazonaws.eu-west-1.s3"
  route_table_ids = [aws_route_table.b.id]
}
"#;

/// A function in the subnet that calls S3.
const FUNCTION: &str = r#"provider "aws" {
  region = "eu-west-1"
}

module "network" {
  source = "./network"
}

resource "aws_iam_role" "f" {
  assume_role_policy = "{}"
  inline_policy {
    name   = "s3"
    policy = jsonencode({ Statement = [{ Effect = "Allow", Action = "s3:GetObject", Resource = "arn:aws:s3:::x/*" }] })
  }
}

resource "aws_lambda_function" "f" {
  function_name = "f"
  role          = aws_iam_role.f.arn
  environment {
    variables = { BUCKET = "x" }
  }
  vpc_config {
    subnet_ids         = [module.network.subnet]
    security_group_ids = []
  }
}
"#;

const OUTPUT: &str = "\noutput \"subnet\" {\n  value = aws_subnet.a.id\n}\n";
const RULE: &str = "gateway-endpoint-subnet-not-associated";

fn modules() -> (Files, String) {
    let network = format!("{NETWORK}{OUTPUT}");
    let files = Files::new(&[("main.tf", FUNCTION), ("network/main.tf", &network)]);
    (files, network)
}

fn codes(diagnostics: &[Value]) -> Vec<&str> {
    diagnostics.iter().filter_map(|d| d["code"].as_str()).collect()
}

#[test]
fn an_edit_in_an_unsaved_module_changes_what_the_root_shows() {
    let (files, network) = modules();
    let mut client = Client::start(&files, json!({}));
    client.open("main.tf", FUNCTION);
    client.open("network/main.tf", &network);
    let shown = client.settled("network/main.tf");
    assert_eq!(codes(&shown), [RULE], "{shown:?}");
    assert!(shown[0]["message"].as_str().unwrap().contains("aws_lambda_function.f"), "{shown:?}");
    let related = shown[0]["relatedInformation"].as_array().unwrap();
    assert!(!related.is_empty());

    // The module is mended in its buffer; the disk knows nothing of it.
    let line = network.lines().position(|l| l.contains("route_table_ids")).unwrap();
    client.edit("network/main.tf", (line, 21), (line, 41), "aws_route_table.a.id");
    assert_eq!(client.settled("network/main.tf"), [] as [Value; 0]);
    client.edit("network/main.tf", (line, 21), (line, 41), "aws_route_table.b.id");
    assert_eq!(codes(&client.settled("network/main.tf")), [RULE]);
    client.close("network/main.tf");
    assert_eq!(codes(&client.settled("network/main.tf")), [RULE], "the disk's text counts again");
    client.end();
}

#[test]
fn of_many_quick_edits_the_last_one_counts() {
    let (files, network) = modules();
    let mut client = Client::start(&files, json!({}));
    client.open("network/main.tf", &network);
    client.settled("network/main.tf");
    let line = network.lines().position(|l| l.contains("route_table_ids")).unwrap();
    for n in 0..20 {
        let table = if n % 2 == 0 { "a" } else { "b" };
        client.edit("network/main.tf", (line, 37), (line, 38), table);
    }
    let shown = client.settled("network/main.tf");
    assert_eq!(codes(&shown), [RULE]);
    client.end();
}

#[test]
fn a_fix_is_offered_and_mends() {
    let (files, network) = modules();
    let mut client = Client::start(&files, json!({}));
    client.open("network/main.tf", &network);
    let shown = client.settled("network/main.tf");
    let range = shown[0]["range"].clone();
    let actions = client.actions("network/main.tf", &range);
    let titles: Vec<_> = actions.iter().filter_map(|a| a["title"].as_str()).collect();
    assert!(titles[0].contains("aws_route_table.a"), "{titles:?}");
    assert_eq!(actions[0]["isPreferred"], true);
    assert_eq!(titles[1], format!("Suppress {RULE} with a comment"));
    client.apply(&actions[0]);
    assert_eq!(client.settled("network/main.tf"), [] as [Value; 0]);
    let text = client.text("network/main.tf");
    assert!(text.contains("[aws_route_table.b.id, aws_route_table.a.id]"), "{text}");
    client.end();
}

#[test]
fn all_fixes_of_a_file_are_one_action_for_who_asks() {
    let (files, network) = modules();
    // Another network like it, with a subnet whose traffic goes by NAT.
    let other = NETWORK.replace("\"a\"", "\"c\"").replace("\"b\"", "\"d\"");
    let other = other.replace("\"v\"", "\"w\"").replace("\"s3\"", "\"other\"");
    let other = other.replace(".a.id", ".c.id").replace(".b.id", ".d.id").replace(".v.id", ".w.id");
    let route = "resource \"aws_route\" \"n\" {\n  route_table_id         = aws_route_table.c.id\n  \
                 destination_cidr_block = \"0.0.0.0/0\"\n  nat_gateway_id         = \"nat-1\"\n}\n";
    let text = format!("{network}\n{other}\n{route}");
    let mut client = Client::start(&files, json!({}));
    client.open("network/main.tf", &text);
    assert_eq!(codes(&client.settled("network/main.tf")), [RULE, RULE]);
    assert!(client.actions_of("network/main.tf", "refactor").is_empty());
    for kind in ["source", "source.fixAll", "source.fixAll.vpcelint"] {
        let actions = client.actions_of("network/main.tf", kind);
        assert_eq!(actions.len(), 1, "{kind}: {actions:?}");
        assert_eq!(actions[0]["kind"], "source.fixAll.vpcelint");
    }
    let action = client.actions_of("network/main.tf", "source.fixAll").remove(0);
    client.apply(&action);
    assert_eq!(client.settled("network/main.tf"), [] as [Value; 0]);
    assert!(client.actions_of("network/main.tf", "source.fixAll").is_empty());
    client.end();
}

#[test]
fn a_comment_is_offered_and_suppresses() {
    let (files, network) = modules();
    let mut client = Client::start(&files, json!({}));
    client.open("network/main.tf", &network);
    let range = client.settled("network/main.tf")[0]["range"].clone();
    let actions = client.actions("network/main.tf", &range);
    client.apply(&actions[1]);
    assert_eq!(client.settled("network/main.tf"), [] as [Value; 0]);
    let text = client.text("network/main.tf");
    let comment = format!("  # vpcelint:ignore[{RULE}]\n  route_table_ids");
    assert!(text.contains(&comment), "{text}");
    client.end();
}

#[test]
fn no_comment_is_offered_where_none_counts() {
    let template = r#"{
  "Resources": {
    "V": {"Type": "AWS::EC2::VPC", "Properties": {"CidrBlock": "10.0.0.0/16"}},
    "E": {
      "Type": "AWS::EC2::VPCEndpoint",
      "Properties": {"VpcId": {"Ref": "V"}, "ServiceName": "com.amazonaws.eu-west-1.s3"}
    }
  }
}
"#;
    let module = "variable \"dns\" {\n  type = bool\n}\nresource \"aws_vpc\" \"v\" {\n  cidr_block = \"10.0.0.0/16\"\n}\nresource \
                  \"aws_subnet\" \"a\" {\n  vpc_id     = aws_vpc.v.id\n  cidr_block = \"10.0.1.0/24\"\n}\nresource \
                  \"aws_vpc_endpoint\" \"e\" {\n  vpc_id              = aws_vpc.v.id\n  service_name        = \
                  \"com.amazonaws.eu-west-1.sqs\"\n  vpc_endpoint_type   = \"Interface\"\n  subnet_ids          = \
                  [aws_subnet.a.id]\n  private_dns_enabled = var.dns\n}\n";
    let files = Files::new(&[
        ("t.template", template),
        ("root/main.tf", module),
        ("root/terraform.tfvars", "dns = false\n"),
    ]);
    let mut client = Client::start(&files, json!({}));
    for (name, text) in [("t.template", template), ("root/terraform.tfvars", "dns = false\n")] {
        client.open(name, text);
        let shown = client.settled(name);
        assert!(!shown.is_empty(), "{name}");
        let actions = client.actions(name, &shown[0]["range"].clone());
        let titles: Vec<_> = actions.iter().filter_map(|a| a["title"].as_str()).collect();
        assert!(titles.iter().all(|title| !title.starts_with("Suppress")), "{name}: {titles:?}");
    }
    client.end();
}

#[test]
fn hovering_shows_paths_and_what_an_endpoint_serves() {
    let (files, network) = modules();
    let mended = network.replace("[aws_route_table.b.id]", "[aws_route_table.a.id]");
    let mut client = Client::start(&files, json!({}));
    client.open("main.tf", FUNCTION);
    client.open("network/main.tf", &mended);
    client.settled("main.tf");
    let line = FUNCTION.lines().position(|l| l.contains("function_name")).unwrap();
    let hover = client.request("textDocument/hover", &client.at("main.tf", (line, 4)));
    let text = hover["contents"]["value"].as_str().unwrap();
    assert!(text.contains("`aws_lambda_function.f`: a workload"), "{text}");
    assert!(
        text.contains("| `s3` likely | `module.network.aws_subnet.a` | gateway-endpoint | `module.network.aws_vpc_endpoint.s3` |"),
        "{text}"
    );
    let line = mended.lines().position(|l| l.contains("service_name")).unwrap();
    let hover = client.request("textDocument/hover", &client.at("network/main.tf", (line, 4)));
    let text = hover["contents"]["value"].as_str().unwrap();
    assert!(text.contains("- `aws_lambda_function.f` to `s3`"), "{text}");
    let nothing = client.request("textDocument/hover", &client.at("main.tf", (3, 0)));
    assert_eq!(nothing, Value::Null);
    client.end();
}

#[test]
fn the_evidence_is_where_a_definition_would_be() {
    let (files, network) = modules();
    let mut client = Client::start(&files, json!({}));
    client.open("network/main.tf", &network);
    let shown = client.settled("network/main.tf");
    let at = shown[0]["range"]["start"].clone();
    let at = (at["line"].as_u64().unwrap() as usize, at["character"].as_u64().unwrap() as usize);
    let found = client.request("textDocument/definition", &client.at("network/main.tf", at));
    let related = shown[0]["relatedInformation"].as_array().unwrap();
    let places = found.as_array().unwrap();
    assert!(related.iter().all(|r| places.contains(&r["location"])), "{places:?}");
    assert!(places.iter().any(|p| p["uri"].as_str().unwrap().ends_with("/main.tf")));
    client.end();
}

#[test]
fn positions_are_in_the_units_that_were_agreed() {
    let text = format!("# \u{1f600}\u{e4}\nlocals {{ x = \"\u{1f600}\" }} {NETWORK}");
    let text = text.replacen("} resource", "}\nresource", 1).replace(
        "service_name    =",
        "tags = { n = \"\u{1f600}\u{e4}\" } // \u{1f600}\n  service_name    =",
    );
    let text = text.replace("route_table_ids = [", "route_table_ids = [ /* \u{1f600} */ ");
    for (encodings, width) in
        [(json!(["utf-16"]), 2), (json!(["utf-8", "utf-16"]), 4), (json!([]), 2)]
    {
        let files = Files::new(&[("main.tf", &text)]);
        let mut client =
            Client::start(&files, json!({"general": {"positionEncodings": encodings}}));
        let agreed = if width == 4 { "utf-8" } else { "utf-16" };
        assert_eq!(client.capabilities["positionEncoding"], agreed);
        client.open("main.tf", &text);
        client.settled("main.tf");
        // An edit behind a wide character on its line.
        let line = text.lines().position(|l| l.contains("route_table_ids")).unwrap();
        let start = "  route_table_ids = [ /* ".len() + width + " */ aws_route_table.".len();
        client.edit("main.tf", (line, start), (line, start + 1), "a");
        client.settled("main.tf");
        let hover = client.request("textDocument/hover", &client.at("main.tf", (line, start)));
        let shown = hover["contents"]["value"].as_str().unwrap();
        assert!(shown.contains("- route tables: `aws_route_table.a`"), "{shown}");
        client.end();
    }
}

#[test]
fn templates_are_analysed_as_well() {
    let template = "Resources:\n  V:\n    Type: AWS::EC2::VPC\n    Properties: {CidrBlock: 10.0.0.0/16, EnableDnsSupport: true}\n  E:\n    Type: AWS::EC2::VPCEndpoint\n    Properties:\n      VpcId: !Ref V\n      VpcEndpointType: Interface\n      ServiceName: com.amazonaws.eu-west-1.sqs\n      PrivateDnsEnabled: true\n";
    let files = Files::new(&[("t.yaml", template), ("other.yaml", "a: 1\n")]);
    let mut client = Client::start(&files, json!({}));
    client.open("t.yaml", template);
    client.open("other.yaml", "a: 1\n");
    let shown = client.settled("t.yaml");
    assert!(codes(&shown).contains(&"private-dns-vpc-attributes-off"), "{shown:?}");
    assert_eq!(client.settled("other.yaml"), [] as [Value; 0]);
    client.end();
}

#[test]
fn what_is_broken_is_shown_and_nothing_ends_the_session() {
    let files = Files::new(&[("main.tf", NETWORK)]);
    let mut client = Client::start(&files, json!({}));
    client.open("main.tf", "resource \"aws_vpc\" \"v\" {\n  cidr_block = \n}\n");
    let shown = client.settled("main.tf");
    assert_eq!(shown[0]["severity"], 1, "{shown:?}");
    let deep = format!("locals {{ x = {}1{} }}", "[".repeat(20_000), "]".repeat(20_000));
    for text in ["\u{0}", "}}}}", "\"${", deep.as_str(), ""] {
        client.replace("main.tf", text);
        client.settled("main.tf");
    }
    client.notify("textDocument/didChange", &json!({"nonsense": true}));
    client.notify("textDocument/didOpen", &json!({"textDocument": {"uri": "untitled:x", "languageId": "t", "version": 1, "text": "x"}}));
    let refused = client.request_raw("textDocument/hover", &json!({"position": 3}));
    assert_eq!(refused.response_result.unwrap_err().code, -32602);
    let unknown = client.request_raw("textDocument/rename", &json!({}));
    assert_eq!(unknown.response_result.unwrap_err().code, -32601);
    client.replace("main.tf", NETWORK);
    assert_eq!(codes(&client.settled("main.tf")), [] as [&str; 0]);
    client.end();
}

#[test]
fn files_that_change_on_the_disk_are_read_again() {
    let (files, network) = modules();
    let watching = json!({"workspace": {"didChangeWatchedFiles": {"dynamicRegistration": true}}});
    for (capabilities, watches) in [(watching, true), (json!({}), false)] {
        let mut client = Client::start(&files, capabilities);
        client.open("main.tf", FUNCTION);
        assert_eq!(codes(&client.settled("network/main.tf")), [RULE]);
        let mended = network.replace("[aws_route_table.b.id]", "[aws_route_table.a.id]");
        files.write("network/main.tf", &mended);
        if watches {
            client.changed_on_disk("network/main.tf");
        } else {
            client.save("main.tf");
        }
        assert_eq!(client.settled("network/main.tf"), [] as [Value; 0]);
        files.write("network/main.tf", &network);
        client.end();
    }
}

#[test]
fn settings_say_what_counts() {
    let (files, network) = modules();
    let options = json!({"minSeverity": "error"});
    let mut client = Client::start_with(&files, json!({}), &options);
    client.open("network/main.tf", &network);
    assert_eq!(client.settled("network/main.tf"), [] as [Value; 0]);
    let settings = json!({"settings": {"vpcelint": {"minSeverity": ""}}});
    client.notify("workspace/didChangeConfiguration", &settings);
    assert_eq!(codes(&client.settled("network/main.tf")), [RULE]);
    client.end();
}
