//! Fixes: what they change, line by line. After each the finding is gone and no other came, which
//! `fixes` itself looks at: a fix that would not be so is left out.

#![allow(clippy::unwrap_used, clippy::panic, reason = "a test fails where its input is wrong")]

mod templates;

use vpcelint_driver::{Fixes, Options, Selection, fixes};
use vpcelint_source::{Applicability, Budget, Diagnostic, Fix, Memory, Sources};

fn run(files: &[(&str, &str)]) -> Fixes {
    let mut system = Memory::default().with("code/.git/HEAD", "");
    for (name, text) in files {
        system = system.with(&format!("code/{name}"), text);
    }
    let options = Options { paths: vec!["code".into()], threads: Some(1), ..Options::default() };
    let (sources, budget) = (Sources::default(), Budget::default());
    let wanted = |_: &Diagnostic, fix: &Fix| fix.applicability == Applicability::Safe;
    fixes(&system, &sources, &budget, &options, Selection::default(), &wanted)
}

/// The lines that go and come, by file.
fn changes(fixes: &Fixes) -> Vec<String> {
    let mut all = Vec::new();
    for file in &fixes.files {
        let (before, after): (Vec<_>, Vec<_>) =
            (file.before.lines().collect(), file.after.lines().collect());
        let start = before.iter().zip(&after).take_while(|(a, b)| a == b).count();
        let ends = before.iter().rev().zip(after.iter().rev());
        let end = ends.take_while(|(a, b)| a == b).count();
        let end = end.min(before.len() - start).min(after.len() - start);
        let name = file.path.file_name().unwrap().to_str().unwrap();
        all.extend(before[start..before.len() - end].iter().map(|l| format!("{name}:-{l}")));
        all.extend(after[start..after.len() - end].iter().map(|l| format!("{name}:+{l}")));
    }
    all
}

/// A private network with an interface endpoint; what is wrong is put in.
const NETWORK: &str = r#"provider "aws" {
  region = "eu-west-1"
}

resource "aws_vpc" "v" {
  cidr_block = "10.0.0.0/16"
  HOSTNAMES
}

resource "aws_subnet" "a" {
  vpc_id     = aws_vpc.v.id
  cidr_block = "10.0.1.0/24"
}

resource "aws_security_group" "g" {
  vpc_id = aws_vpc.v.id
  RULES
}
"#;
const RULES: &str = "ingress {
    from_port   = 443
    to_port     = 443
    protocol    = \"tcp\"
    cidr_blocks = [\"10.0.0.0/16\"]
  }";

fn network(hostnames: &str, rules: &str) -> String {
    NETWORK.replace("HOSTNAMES", hostnames).replace("RULES", rules)
}

fn right() -> String {
    network("enable_dns_hostnames = true", RULES)
}

/// An endpoint whose private DNS is as given.
fn endpoint(private_dns: &str) -> String {
    format!(
        r#"
resource "aws_vpc_endpoint" "e" {{
  vpc_id             = aws_vpc.v.id
  service_name       = "com.amazonaws.eu-west-1.sqs"
  vpc_endpoint_type  = "Interface"
  subnet_ids         = [aws_subnet.a.id]
  security_group_ids = [aws_security_group.g.id] # theirs
  {private_dns}
}}
"#
    )
}

#[track_caller]
fn assert_fixed(files: &[(&str, &str)], wanted: &[&str]) {
    let fixes = run(files);
    assert_eq!(fixes.after.notices, []);
    assert_eq!(changes(&fixes), wanted, "left out: {}", fixes.left_out);
    let left: Vec<_> = fixes.after.diagnostics.iter().map(|d| (d.rule.id, &d.message)).collect();
    assert_eq!((left, fixes.left_out), (vec![], 0));
}

#[test]
fn an_attribute_that_is_not_written_is_added_below_the_others() {
    let code = right() + &endpoint("");
    let code = code.replace("# theirs\n  \n", "# theirs\n");
    assert_fixed(&[("main.tf", &code)], &["main.tf:+", "main.tf:+  private_dns_enabled = true"]);
    let vpc = network("", RULES).replace("16\"\n  \n", "16\"\n");
    let code = vpc + &endpoint("private_dns_enabled = true");
    assert_fixed(&[("main.tf", &code)], &["main.tf:+", "main.tf:+  enable_dns_hostnames = true"]);
    // Names that are not longer stand in line.
    let untyped = endpoint("private_dns_enabled = true")
        .replace("  vpc_endpoint_type  = \"Interface\"\n", "");
    assert_fixed(
        &[("main.tf", &(right() + &untyped))],
        &["main.tf:+  vpc_endpoint_type   = \"Interface\""],
    );
}

#[test]
fn a_literal_is_changed_where_it_is_written() {
    for (value, more, file, wanted) in [
        (
            "false",
            "",
            "main.tf",
            vec!["main.tf:-  private_dns_enabled = false", "main.tf:+  private_dns_enabled = true"],
        ),
        (
            "local.dns",
            "locals {\n  dns = false\n}\n",
            "main.tf",
            vec!["main.tf:-  dns = false", "main.tf:+  dns = true"],
        ),
        (
            "var.dns",
            "variable \"dns\" {\n  default = false\n}\n",
            "main.tf",
            vec!["main.tf:-  default = false", "main.tf:+  default = true"],
        ),
        (
            "var.dns",
            "variable \"dns\" {\n  type = bool\n}\n",
            "terraform.tfvars",
            vec!["terraform.tfvars:-dns = false", "terraform.tfvars:+dns = true"],
        ),
    ] {
        let code = right() + &endpoint(&format!("private_dns_enabled = {value}")) + more;
        let values = ("terraform.tfvars", "dns = false\n");
        let files = [("main.tf", code.as_str()), values];
        let given = if file == "main.tf" { &files[..1] } else { &files };
        assert_fixed(given, &wanted);
    }
}

#[test]
fn a_module_is_mended_in_its_call() {
    let child = r#"variable "vpc_id" {}
variable "subnets" {}
variable "groups" {}
variable "private_dns" {
  default = false
}
resource "aws_vpc_endpoint" "e" {
  vpc_id              = var.vpc_id
  service_name        = "com.amazonaws.eu-west-1.sqs"
  vpc_endpoint_type   = "Interface"
  subnet_ids          = var.subnets
  security_group_ids  = var.groups
  private_dns_enabled = var.private_dns
}
"#;
    let call = |more: &str| {
        right()
            + &format!(
                "\nmodule \"e\" {{\n  source      = \"./e\"\n  vpc_id      = aws_vpc.v.id\n  \
                 subnets     = [aws_subnet.a.id]\n  groups      = \
                 [aws_security_group.g.id]{more}\n}}\n"
            )
    };
    let given = call("\n  private_dns = false");
    assert_fixed(
        &[("main.tf", &given), ("e/main.tf", child)],
        &["main.tf:-  private_dns = false", "main.tf:+  private_dns = true"],
    );
    assert_fixed(
        &[("main.tf", &call("")), ("e/main.tf", child)],
        &["main.tf:+  private_dns = true"],
    );
}

#[test]
fn an_element_of_a_map_is_changed_alone() {
    let code = right()
        + r#"
locals {
  endpoints = {
    sqs = { dns = false }
    sns = { dns = true }
  }
}

resource "aws_vpc_endpoint" "e" {
  for_each            = local.endpoints
  vpc_id              = aws_vpc.v.id
  service_name        = "com.amazonaws.eu-west-1.${each.key}"
  vpc_endpoint_type   = "Interface"
  subnet_ids          = [aws_subnet.a.id]
  security_group_ids  = [aws_security_group.g.id]
  private_dns_enabled = each.value.dns
}
"#;
    assert_fixed(
        &[("main.tf", &code)],
        &["main.tf:-    sqs = { dns = false }", "main.tf:+    sqs = { dns = true }"],
    );
}

#[test]
fn a_group_admits_the_vpc() {
    let code = network("enable_dns_hostnames = true", "") + &endpoint("private_dns_enabled = true");
    assert_fixed(
        &[("main.tf", &code.replace("v.id\n  \n}", "v.id\n}"))],
        &[
            "main.tf:+",
            "main.tf:+  ingress {",
            "main.tf:+    from_port   = 443",
            "main.tf:+    to_port     = 443",
            "main.tf:+    protocol    = \"tcp\"",
            "main.tf:+    cidr_blocks = [aws_vpc.v.cidr_block]",
            "main.tf:+  }",
        ],
    );
}

/// A gateway endpoint that misses the table of a subnet with a NAT gateway.
fn missed(tables: &str) -> String {
    let table = |name: &str| {
        format!(
            r#"
resource "aws_subnet" "{name}" {{
  vpc_id     = aws_vpc.v.id
  cidr_block = "10.0.CIDR.0/24"
}}
resource "aws_route_table" "{name}" {{
  vpc_id = aws_vpc.v.id
  route {{
    cidr_block     = "0.0.0.0/0"
    nat_gateway_id = aws_nat_gateway.n.id
  }}
}}
resource "aws_route_table_association" "{name}" {{
  subnet_id      = aws_subnet.{name}.id
  route_table_id = aws_route_table.{name}.id
}}
"#
        )
    };
    let mut code = r#"provider "aws" {
  region = "eu-west-1"
}
resource "aws_vpc" "v" {
  cidr_block = "10.0.0.0/16"
}
resource "aws_nat_gateway" "n" {
  connectivity_type = "private"
  subnet_id         = aws_subnet.a.id
}
"#
    .to_owned();
    for (n, name) in ["a", "b", "c"].iter().enumerate() {
        code += &table(name).replace("CIDR", &n.to_string());
    }
    code + &format!(
        r#"
resource "aws_vpc_endpoint" "s3" {{
  vpc_id          = aws_vpc.v.id
  service_name    = "com.amazonaws.eu-west-1.s3"
  route_table_ids = {tables}
}}
"#
    )
}

#[test]
fn tables_that_are_missed_are_appended_to_the_list() {
    for (is, becomes) in [
        (
            "[aws_route_table.a.id]",
            "[aws_route_table.a.id, aws_route_table.b.id, aws_route_table.c.id]",
        ),
        (
            "[\n    aws_route_table.a.id,\n  ]",
            "[\n    aws_route_table.a.id,\n    aws_route_table.b.id,\n    aws_route_table.c.id,\n  ]",
        ),
        (
            "[\n    aws_route_table.a.id, # the first\n  ]",
            "[\n    aws_route_table.a.id, # the first\n    aws_route_table.b.id,\n    \
             aws_route_table.c.id,\n  ]",
        ),
        (
            "[\n    aws_route_table.a.id // the first\n  ]",
            "[\n    aws_route_table.a.id, // the first\n    aws_route_table.b.id,\n    \
             aws_route_table.c.id\n  ]",
        ),
        (
            "concat([aws_route_table.a.id], aws_route_table.b[*].id)",
            "concat([aws_route_table.a.id], aws_route_table.b[*].id, [aws_route_table.c.id])",
        ),
        (
            "aws_route_table.a[*].id",
            "concat(aws_route_table.a[*].id, [aws_route_table.b.id, aws_route_table.c.id])",
        ),
    ] {
        let fixes = run(&[("main.tf", &missed(is))]);
        let [file] = &fixes.files[..] else { panic!("{is}: {} left out", fixes.left_out) };
        assert_eq!(&*file.after, missed(becomes), "{is}");
    }
}

/// A function behind NAT, and an endpoint without private DNS in a subnet that lets nothing in from it.
const FILTERED: &str = r#"provider "aws" {
  region = "eu-west-1"
}
resource "aws_vpc" "v" {
  cidr_block           = "10.0.0.0/16"
  enable_dns_hostnames = true
}
resource "aws_subnet" "a" {
  vpc_id     = aws_vpc.v.id
  cidr_block = "10.0.1.0/24"
}
resource "aws_subnet" "e" {
  vpc_id     = aws_vpc.v.id
  cidr_block = "10.0.2.0/24"
}
resource "aws_network_acl" "e" {
  vpc_id     = aws_vpc.v.id
  subnet_ids = [aws_subnet.e.id]
  ingress {
    rule_no    = 1
    protocol   = "-1"
    from_port  = 0
    to_port    = 0
    cidr_block = "10.0.1.0/24"
    action     = "deny"
  }
  egress {
    rule_no    = 1
    protocol   = "-1"
    from_port  = 0
    to_port    = 0
    cidr_block = "0.0.0.0/0"
    action     = "allow"
  }
}
resource "aws_route_table" "a" {
  vpc_id = aws_vpc.v.id
  route {
    cidr_block     = "0.0.0.0/0"
    nat_gateway_id = "nat-0123456789abcdef0"
  }
}
resource "aws_route_table_association" "a" {
  subnet_id      = aws_subnet.a.id
  route_table_id = aws_route_table.a.id
}
resource "aws_security_group" "g" {
  vpc_id = aws_vpc.v.id
  ingress {
    from_port   = 443
    to_port     = 443
    protocol    = "tcp"
    cidr_blocks = ["10.0.0.0/16"]
  }
  egress {
    from_port   = 0
    to_port     = 0
    protocol    = "-1"
    cidr_blocks = ["0.0.0.0/0"]
  }
}
resource "aws_iam_role" "f" {
  inline_policy {
    policy = jsonencode({ Statement = [{ Effect = "Allow", Action = "sqs:SendMessage", Resource = "*" }] })
  }
}
resource "aws_lambda_function" "f" {
  role = aws_iam_role.f.arn
  vpc_config {
    subnet_ids         = [aws_subnet.a.id]
    security_group_ids = [aws_security_group.g.id]
  }
}
resource "aws_vpc_endpoint" "sqs" {
  vpc_id             = aws_vpc.v.id
  service_name       = "com.amazonaws.eu-west-1.sqs"
  vpc_endpoint_type  = "Interface"
  subnet_ids         = [aws_subnet.e.id]
  security_group_ids = [aws_security_group.g.id]
}
"#;

#[test]
fn what_a_fix_cannot_mend_is_left_alone() {
    // Private DNS would fail, as the VPC has no DNS names.
    let code = network("", RULES) + &endpoint("private_dns_enabled = false");
    let fixes = run(&[("main.tf", &code)]);
    assert_eq!((changes(&fixes), fixes.left_out), (vec![], 1));
    // Its clients would come to a group that keeps them out.
    let kept_out = right()
        + &endpoint("").replace("  security_group_ids = [aws_security_group.g.id] # theirs\n", "");
    let fixes = run(&[("main.tf", &kept_out)]);
    assert_eq!((changes(&fixes), fixes.left_out), (vec![], 1));
    // Its calls go by NAT, and would be lost at the network ACL of the endpoint's subnet.
    let filtered = FILTERED.to_owned();
    let fixes = run(&[("main.tf", &filtered)]);
    assert_eq!((changes(&fixes), fixes.left_out), (vec![], 1));
    let open = filtered.replace("action     = \"deny\"", "action     = \"allow\"");
    assert_eq!(run(&[("main.tf", &open)]).mended.len(), 1);
    // A local that another endpoint needs as it is.
    let shared = right()
        + &endpoint("private_dns_enabled = local.dns")
        + &endpoint("private_dns_enabled = !local.dns")
            .replace("\"e\"", "\"f\"")
            .replace("sqs", "sns")
        + "locals {\n  dns = false\n}\n";
    let fixes = run(&[("main.tf", &shared)]);
    assert_eq!((changes(&fixes), fixes.left_out), (vec![], 1));
}

#[test]
fn lines_end_as_those_of_the_file() {
    let code = (network("", RULES) + &endpoint("private_dns_enabled = true")).replace('\n', "\r\n");
    let fixes = run(&[("main.tf", &code)]);
    let [file] = &fixes.files[..] else { panic!("{} left out", fixes.left_out) };
    assert!(file.after.contains("enable_dns_hostnames = true\r\n"), "{}", file.after);
    assert_eq!(file.after.matches('\n').count(), file.after.matches("\r\n").count());
}

#[test]
fn what_a_module_makes_can_not_be_named() {
    let code = r#"provider "aws" {
  region = "eu-west-1"
}
module "vpc" {
  source             = "terraform-aws-modules/vpc/aws"
  version            = "5.21.0"
  cidr               = "10.0.0.0/16"
  azs                = ["eu-west-1a", "eu-west-1b"]
  private_subnets    = ["10.0.1.0/24", "10.0.2.0/24"]
  public_subnets     = ["10.0.11.0/24", "10.0.12.0/24"]
  enable_nat_gateway = true
}
resource "aws_vpc_endpoint" "s3" {
  vpc_id          = module.vpc.vpc_id
  service_name    = "com.amazonaws.eu-west-1.s3"
  route_table_ids = [module.vpc.private_route_table_ids[0]]
}
"#;
    let found = run(&[("main.tf", code)]).after;
    assert_eq!(found.diagnostics.len(), 1);
    assert!(found.diagnostics.iter().all(|finding| finding.fix.is_none()));
}

#[test]
fn instances_of_a_switch_and_associations_apart_are_not_listed() {
    let usual = missed("[aws_route_table.a.id]");
    let switched = usual.replace(
        "resource \"aws_route_table\" \"b\" {",
        "variable \"two\" {\n  default = true\n}\nresource \"aws_route_table\" \"b\" {\n  count = var.two ? 1 : 0",
    );
    let switched = switched.replace("aws_route_table.b.id", "aws_route_table.b[0].id");
    // Without the switch nobody could name it.
    let fixes = run(&[("main.tf", &switched)]);
    assert_eq!(changes(&fixes), Vec::<String>::new());
    let offered = fixes.after.diagnostics.iter().filter_map(|d| d.fix.as_ref());
    let offered: Vec<_> = offered.map(|fix| fix.applicability).collect();
    assert!(
        !offered.is_empty() && offered.iter().all(|a| *a == Applicability::Unsafe),
        "{offered:?}"
    );
    let apart = usual.replace("  route_table_ids = [aws_route_table.a.id]\n", "");
    assert_ne!(apart, usual);
    let apart = apart
        + "resource \"aws_vpc_endpoint_route_table_association\" \"a\" {\n  vpc_endpoint_id = aws_vpc_endpoint.s3.id\n  \
           route_table_id = aws_route_table.a.id\n}\n";
    let fixes = run(&[("main.tf", &apart)]);
    assert_eq!(changes(&fixes), Vec::<String>::new());
    assert!(!fixes.after.diagnostics.is_empty(), "it is found all the same");
}
