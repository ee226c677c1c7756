//! Neovim, without a window.

use std::process::Command;

use serde_json::{Value, json};
use tempfile::TempDir;

use crate::{path_with_program, top};

const CALLER: &str = r#"provider "aws" {
  region = "eu-west-1"
}

module "network" {
  source = "./network"
}

resource "aws_instance" "worker" {
  subnet_id = module.network.subnet
  user_data = "aws s3 cp s3://example/data ."
}
"#;

const NETWORK: &str = r#"resource "aws_vpc" "main" {
  cidr_block = "10.0.0.0/16"
}

resource "aws_subnet" "private" {
  vpc_id     = aws_vpc.main.id
  cidr_block = "10.0.1.0/24"
}

resource "aws_route_table" "private" {
  vpc_id = aws_vpc.main.id
}

resource "aws_route_table" "other" {
  vpc_id = aws_vpc.main.id
}

resource "aws_route_table_association" "private" {
  subnet_id      = aws_subnet.private.id
  route_table_id = aws_route_table.private.id
}

resource "aws_vpc_endpoint" "s3" {
  vpc_id          = aws_vpc.main.id
  service_name    = "com.amazonaws.eu-west-1.s3"
  # Ω 😀: characters of one to four bytes
  route_table_ids = [aws_route_table.other.id]
}

output "subnet" {
  value = aws_subnet.private.id
}
"#;

const TEMPLATE: &str = "Resources:
  Vpc:
    Type: AWS::EC2::VPC
    Properties:
      CidrBlock: 10.0.0.0/16
  Endpoint:
    Type: AWS::EC2::VPCEndpoint
    Properties:
      VpcId: !Ref Vpc
      ServiceName: com.amazonaws.eu-west-1.s3
";

/// The settings that the documentation gives for a version.
fn settings() -> String {
    let page = std::fs::read_to_string(top().join("docs/editors.md")).unwrap();
    let (_, section) = page.split_once("Before (0.7 and later):").unwrap();
    let (_, code) = section.split_once("```lua\n").unwrap();
    code.split_once("```").unwrap().0.to_owned()
}

fn codes(of: &Value) -> Vec<&str> {
    of.as_array().unwrap().iter().map(|d| d["code"].as_str().unwrap()).collect()
}

#[test]
fn neovim_shows_a_finding_and_its_code_action_mends_it() {
    let folder = TempDir::new().unwrap();
    let write = |name: &str, text: &str| {
        let path = folder.path().join(name);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(path, text).unwrap();
    };
    write("code/.git/HEAD", "");
    write("code/main.tf", CALLER);
    write("code/network/main.tf", NETWORK);
    write("code/template.yaml", TEMPLATE);
    let result = folder.path().join("result.json");
    let run = Command::new("nvim")
        .args(["--headless", "-u", "NONE", "-i", "NONE", "-n", "-c"])
        .arg(format!("luafile {}", top().join("crates/acceptance/editors/neovim.lua").display()))
        .env("PATH", path_with_program())
        .env("HOME", folder.path())
        .env("XDG_STATE_HOME", folder.path())
        .env("XDG_CACHE_HOME", folder.path())
        .env("TEST_FOLDER", folder.path().join("code"))
        .env("TEST_RESULT", &result)
        .env("TEST_SETTINGS", settings())
        .output()
        .unwrap();
    assert!(run.status.success(), "{}", String::from_utf8_lossy(&run.stderr));
    let seen: Value = serde_json::from_str(&std::fs::read_to_string(&result).unwrap()).unwrap();
    assert_eq!(seen["failure"], Value::Null, "{}", String::from_utf8_lossy(&run.stderr));

    let rule = "gateway-endpoint-subnet-not-associated";
    assert_eq!(codes(&seen["broken"]), [rule]);
    let line = NETWORK.lines().position(|line| line.contains("route_table_ids")).unwrap();
    assert_eq!(seen["broken"][0]["line"], json!(line));
    // The finding stands beside its line.
    let screen = seen["screen"].as_array().unwrap();
    let mut lines = screen.iter().map(|line| line.as_str().unwrap());
    let line = lines.find(|line| line.contains("route_table_ids = [")).unwrap();
    assert!(
        line.contains("gateway endpoint `module.network.aws_vpc_endpoint.s3` misses"),
        "{line}"
    );
    let message = seen["broken"][0]["message"].as_str().unwrap();
    assert!(message.contains("module.network.aws_subnet.private"), "{message}");
    let hover = seen["hover"].as_str().unwrap();
    assert!(hover.contains("`module.network.aws_vpc_endpoint.s3`: a Gateway endpoint"), "{hover}");
    assert!(!seen["evidence"].as_array().unwrap().is_empty());

    let actions = seen["actions"].as_array().unwrap();
    assert!(actions[0].as_str().unwrap().contains("aws_route_table.private"), "{actions:?}");
    assert!(actions[1].as_str().unwrap().contains("Suppress"), "{actions:?}");
    assert_eq!(seen["mended"], json!([]));
    let text = seen["text"].as_str().unwrap();
    let lists = "[aws_route_table.other.id, aws_route_table.private.id]";
    assert!(text.contains(&format!("  route_table_ids = {lists}\n")), "{text}");
    assert_eq!(codes(&seen["again"]).len(), 1);
    assert_eq!(codes(&seen["template"]), ["gateway-endpoint-no-route-table"]);
}
