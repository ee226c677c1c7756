//! Roots of Terraform that belong together, seen together.

#![allow(clippy::unwrap_used, clippy::panic, reason = "a test fails where its input is wrong")]

mod remote_state;
mod terragrunt;
mod together;

use serde_json::Value;
use vpcelint_driver::{
    Argument, Ask, Checked, Given, Options, Selection, check, evaluate, everything, graph, paths,
    show,
};
use vpcelint_report::paths::{Row, Subnet};
use vpcelint_source::{Budget, Gravity, Memory, Notice, Sources};

/// A VPC with two private subnets behind a NAT gateway, and a gateway endpoint in the first one's table
/// alone.
const NETWORK: &str = r#"
provider "aws" { region = "eu-west-1" }
resource "aws_vpc" "main" { cidr_block = "10.0.0.0/16" }
resource "aws_subnet" "private" {
  count      = 2
  vpc_id     = aws_vpc.main.id
  cidr_block = cidrsubnet("10.0.0.0/16", 8, count.index)
}
resource "aws_subnet" "public" {
  vpc_id     = aws_vpc.main.id
  cidr_block = "10.0.9.0/24"
}
resource "aws_internet_gateway" "main" { vpc_id = aws_vpc.main.id }
resource "aws_eip" "nat" {}
resource "aws_nat_gateway" "main" {
  subnet_id     = aws_subnet.public.id
  allocation_id = aws_eip.nat.id
}
resource "aws_route_table" "public" {
  vpc_id = aws_vpc.main.id
  route {
    cidr_block = "0.0.0.0/0"
    gateway_id = aws_internet_gateway.main.id
  }
}
resource "aws_route_table_association" "public" {
  subnet_id      = aws_subnet.public.id
  route_table_id = aws_route_table.public.id
}
resource "aws_route_table" "private" {
  count  = 2
  vpc_id = aws_vpc.main.id
  route {
    cidr_block     = "0.0.0.0/0"
    nat_gateway_id = aws_nat_gateway.main.id
  }
}
resource "aws_route_table_association" "private" {
  count          = 2
  subnet_id      = aws_subnet.private[count.index].id
  route_table_id = aws_route_table.private[count.index].id
}
resource "aws_vpc_endpoint" "s3" {
  vpc_id          = aws_vpc.main.id
  service_name    = "com.amazonaws.eu-west-1.s3"
  route_table_ids = [aws_route_table.private[0].id]
}
output "vpc" { value = aws_vpc.main }
output "private_subnets" { value = aws_subnet.private[*].id }
"#;

/// A function that calls S3; where it runs, the tests say.
const FUNCTION: &str = r#"
provider "aws" { region = "eu-west-1" }
resource "aws_security_group" "main" {
  vpc_id = VPC
  egress {
    protocol    = "-1"
    from_port   = 0
    to_port     = 0
    cidr_blocks = ["0.0.0.0/0"]
  }
}
resource "aws_iam_role" "main" {
  assume_role_policy = jsonencode({ Statement = [] })
  inline_policy {
    policy = jsonencode({ Statement = [{ Effect = "Allow", Action = ["s3:GetObject"], Resource = "*" }] })
  }
}
resource "aws_lambda_function" "main" {
  function_name = "main"
  role          = aws_iam_role.main.arn
  vpc_config {
    subnet_ids         = [SUBNET]
    security_group_ids = [aws_security_group.main.id]
  }
}
"#;

/// The rule about tables that a gateway endpoint misses.
const MISSED: &str = "gateway-endpoint-subnet-not-associated";

fn backend(key: &str) -> String {
    format!(
        "terraform {{\n  backend \"s3\" {{\n    bucket = \"states\"\n    key = \"{key}\"\n  }}\n}}\n"
    )
}

/// Reads the state of another root by its key.
fn reader(key: &str) -> String {
    let config = format!("{{ bucket = \"states\", key = \"{key}\", region = \"eu-west-1\" }}");
    format!(
        "data \"terraform_remote_state\" \"net\" {{\n  backend = \"s3\"\n  config = {config}\n}}\n"
    )
}

fn function(vpc: &str, subnet: &str) -> String {
    FUNCTION.replace("VPC", vpc).replace("SUBNET", subnet)
}

/// The function in a subnet that another root hands out.
fn app(reader: &str) -> String {
    let outputs = "data.terraform_remote_state.net.outputs";
    let subnet = format!("{outputs}.private_subnets[1]");
    reader.to_owned() + &function(&format!("{outputs}.vpc.id"), &subnet)
}

/// The network and the function, by the key that the function's root reads.
fn both(key: &str) -> Vec<(&'static str, String)> {
    vec![
        ("net/main.tf", backend("network.tfstate") + NETWORK),
        ("app/main.tf", backend("app.tfstate") + &app(&reader(key))),
    ]
}

fn system(files: &[(&str, String)]) -> Memory {
    let memory = Memory::default().with("code/.git/HEAD", "");
    files.iter().fold(memory, |memory, (path, text)| memory.with(&format!("code/{path}"), text))
}

/// A run over files below `code`.
#[derive(Default)]
struct Run<'a> {
    paths: &'a [&'a str],
    arguments: Vec<Argument>,
    backend: Vec<Argument>,
    workspace: Option<&'a str>,
    threads: usize,
}

impl Run<'_> {
    fn options(&self) -> Options {
        let paths = if self.paths.is_empty() { &["code"] } else { self.paths };
        Options {
            paths: paths.iter().map(Into::into).collect(),
            given: Given {
                arguments: self.arguments.clone(),
                backend: self.backend.clone().into(),
                workspace: self.workspace.map(str::to_owned),
                ..Given::default()
            },
            threads: Some(self.threads.max(1)),
            ..Options::default()
        }
    }

    fn check(&self, files: &[(&str, String)]) -> Checked {
        let (system, sources, budget) = (system(files), Sources::default(), Budget::default());
        check(&system, &sources, &budget, &self.options(), Selection::default())
    }

    /// The document of `show`, and what is said.
    fn show(&self, files: &[(&str, String)]) -> (Value, Vec<Notice>) {
        let (system, sources, budget) = (system(files), Sources::default(), Budget::default());
        let run = evaluate(&system, &sources, &budget, &self.options(), &everything());
        let document = serde_json::to_value(show(&run, &sources, None)).unwrap();
        (document, run.notices)
    }

    fn paths(&self, files: &[(&str, String)]) -> Vec<Row> {
        let (system, sources, budget) = (system(files), Sources::default(), Budget::default());
        paths(&system, &sources, &budget, &self.options(), &Ask::default()).0
    }
}

/// The subnets of the function of a root.
fn subnets(document: &Value, root: &str) -> Value {
    let roots = document["roots"].as_array().unwrap();
    let root = roots.iter().find(|r| r["root"] == root).unwrap();
    let resources = root["resources"].as_array().unwrap();
    let function = resources.iter().find(|r| r["type"] == "aws_lambda_function").unwrap();
    function["values"]["vpc_config"][0]["subnet_ids"].clone()
}

/// The subnet of the network root, as the root of the function sees it.
fn second_subnet() -> Value {
    serde_json::json!([{ "ref": "aws_subnet.private[1].id", "root": "code/net" }])
}

/// Whether the function of `app` is in the subnet of `net`.
fn is_joined(files: &[(&str, String)], run: &Run<'_>) -> bool {
    subnets(&run.show(files).0, "code/app") == second_subnet()
}

/// The fingerprints of findings of a rule that are not suppressed.
fn found(checked: &Checked, rule: &str) -> Vec<String> {
    let found = checked.diagnostics.iter();
    let found = found.filter(|d| d.rule.id == rule && d.suppressed.is_none());
    found.map(|d| d.fingerprint.clone()).collect()
}

fn errors(notices: &[Notice]) -> Vec<&str> {
    let errors = notices.iter().filter(|n| n.gravity == Gravity::Error);
    errors.map(|n| n.message.as_str()).collect()
}
