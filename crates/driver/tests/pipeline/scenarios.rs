//! Scenarios of Terraform's roots: what is not given and decides about the network is looked at with
//! each of its answers.

#![allow(clippy::unwrap_used, clippy::panic, reason = "a test fails where its input is wrong")]

use vpcelint_driver::{Argument, Checked, Given, Options, Selection, check};
use vpcelint_source::{Budget, Memory, Sources};

/// A VPC with an interface endpoint whose private DNS a variable switches.
const NETWORK: &str = r#"
resource "aws_vpc" "a" {
  cidr_block           = "10.0.0.0/16"
  enable_dns_hostnames = true
}
resource "aws_subnet" "a" {
  vpc_id     = aws_vpc.a.id
  cidr_block = "10.0.0.0/24"
}
resource "aws_security_group" "a" {
  vpc_id = aws_vpc.a.id
  ingress {
    protocol    = "tcp"
    from_port   = 443
    to_port     = 443
    cidr_blocks = ["10.0.0.0/16"]
  }
}
resource "aws_vpc_endpoint" "ssm" {
  vpc_id              = aws_vpc.a.id
  vpc_endpoint_type   = "Interface"
  service_name        = "com.amazonaws.eu-west-1.ssm"
  subnet_ids          = [aws_subnet.a.id]
  security_group_ids  = [aws_security_group.a.id]
  private_dns_enabled = SWITCH
}
"#;

const PROVIDER: &str = "provider \"aws\" { region = \"eu-west-1\" }\n";

fn checked(files: &[(&str, String)], arguments: Vec<Argument>) -> Checked {
    let system = files
        .iter()
        .fold(Memory::default(), |system, (path, text)| system.with(&format!("code/{path}"), text));
    let given = Given { arguments, ..Given::default() };
    let options =
        Options { paths: vec!["code".into()], given, threads: Some(1), ..Options::default() };
    let selection = Selection::default();
    check(&system, &Sources::default(), &Budget::default(), &options, selection)
}

/// The number of scenarios, and when private DNS is found to be off.
fn off(files: &[(&str, String)], arguments: Vec<Argument>) -> (usize, Vec<Option<String>>) {
    let run = checked(files, arguments);
    let found = run.diagnostics.into_iter();
    let found = found.filter(|d| d.rule.id == "interface-endpoint-private-dns-off");
    (run.summary.scenarios, found.map(|d| d.when).collect())
}

fn root(variables: &str, switch: &str) -> String {
    format!("{PROVIDER}{variables}{}", NETWORK.replace("SWITCH", switch))
}

#[test]
fn booleans_without_default_are_looked_at_both_ways() {
    let files = [("main.tf", root("variable \"dns\" { type = bool }\n", "var.dns"))];
    let when = Some("var.dns is false".to_owned());
    assert_eq!(off(&files, vec![]), (2, vec![when]));
    let given = |value: &str| vec![Argument::Value("dns".into(), value.into())];
    assert_eq!(off(&files, given("true")), (0, vec![]));
    assert_eq!(off(&files, given("false")), (0, vec![None]));
    // One that decides about nothing in the network is no scenario.
    let files = [("main.tf", root("variable \"dns\" { type = bool }\n", "true"))];
    assert_eq!(off(&files, vec![]), (0, vec![]));
}

#[test]
fn defaults_count_in_a_root_and_are_looked_at_both_ways_in_a_library() {
    let variable = "variable \"dns\" {\n  type = bool\n  default = true\n}\n";
    let files = [("main.tf", root(variable, "var.dns"))];
    assert_eq!(off(&files, vec![]), (0, vec![]));
    let library = root(variable, "var.dns").replace(PROVIDER, "");
    let when = Some("var.dns is false".to_owned());
    assert_eq!(off(&[("main.tf", library)], vec![]), (2, vec![when]));
}

#[test]
fn listed_values_are_looked_at_each() {
    let variable = "variable \"stage\" {
  type = string
  validation {
    condition     = contains([\"dev\", \"test\", \"prod\"], var.stage)
    error_message = \"no such stage\"
  }
}\n";
    let files = [("main.tf", root(variable, "var.stage != \"dev\""))];
    assert_eq!(off(&files, vec![]), (3, vec![Some("var.stage is `dev`".to_owned())]));
}

#[test]
fn files_of_values_side_by_side_are_scenarios() {
    let variable = "variable \"dns\" {}\n";
    let values = |on: bool| format!("dns = {on}\n");
    let main = || ("main.tf", root(variable, "var.dns"));
    let beside = [main(), ("dev.tfvars", values(true)), ("prod.tfvars", values(false))];
    let prod = Some("the values are those of `prod.tfvars`".to_owned());
    assert_eq!(off(&beside, vec![]), (2, vec![prod]));
    let below =
        [main(), ("env/dev.tfvars", values(true)), ("env/prod/terraform.tfvars", values(false))];
    let prod = Some("the values are those of `env/prod/terraform.tfvars`".to_owned());
    assert_eq!(off(&below, vec![]), (2, vec![prod]));
    // One file is chosen: that is what is looked at.
    let chosen = vec![Argument::File("/code/dev.tfvars".into())];
    assert_eq!(off(&beside, chosen), (0, vec![]));
}

#[test]
fn opposite_counts_never_meet() {
    let twice = "variable \"first\" { type = bool }\n".to_owned()
        + &NETWORK
            .replace("SWITCH", "true")
            .replace("\"ssm\" {", "\"ssm\" {\n  count = var.first ? 1 : 0")
        + r#"
resource "aws_vpc_endpoint" "other" {
  count               = var.first ? 0 : 1
  vpc_id              = aws_vpc.a.id
  vpc_endpoint_type   = "Interface"
  service_name        = "com.amazonaws.eu-west-1.ssm"
  subnet_ids          = [aws_subnet.a.id]
  security_group_ids  = [aws_security_group.a.id]
  private_dns_enabled = true
}
"#;
    let run = checked(&[("main.tf", format!("{PROVIDER}{twice}"))], vec![]);
    assert_eq!(run.summary.scenarios, 2);
    assert_eq!(run.diagnostics, []);
    let both = twice.replace("var.first ? 0 : 1", "var.first ? 1 : 0");
    let run = checked(&[("main.tf", format!("{PROVIDER}{both}"))], vec![]);
    let found: Vec<_> = run.diagnostics.iter().map(|d| (d.rule.id, d.when.as_deref())).collect();
    assert_eq!(found, [("private-dns-duplicate-in-vpc", Some("var.first is true"))]);
}
