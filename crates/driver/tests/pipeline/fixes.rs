//! Fixes: what they change, line by line. After each the finding is gone and no other came, which
//! `fixes` itself looks at: a fix that would not be so is left out.

#![allow(clippy::unwrap_used, clippy::panic, reason = "a test fails where its input is wrong")]

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

/// A template with an endpoint whose private DNS is as given.
fn template(dns: &str, rules: &str, more: &str) -> String {
    format!(
        r#"AWSTemplateFormatVersion: "2010-09-09"
{more}Resources:
  V:
    Type: AWS::EC2::VPC
    Properties:
      CidrBlock: 10.0.0.0/16
      EnableDnsHostnames: true
  A:
    Type: AWS::EC2::Subnet
    Properties: {{ VpcId: !Ref V, CidrBlock: 10.0.1.0/24 }}
  G:
    Type: AWS::EC2::SecurityGroup
    Properties:
      GroupDescription: endpoints # theirs
      VpcId: !Ref V
{rules}
  E:
    Type: AWS::EC2::VPCEndpoint
    Properties:
      VpcId: !Ref V
      ServiceName: com.amazonaws.eu-west-1.sqs
      VpcEndpointType: Interface
      SubnetIds: [!Ref A]
      SecurityGroupIds:
        - !Ref G # the group
{dns}
"#
    )
}

const RULES_OF_TEMPLATE: &str = "      SecurityGroupIngress:
        - { IpProtocol: tcp, FromPort: 443, ToPort: 443, CidrIp: 10.0.0.0/16 }";

#[test]
fn templates_are_mended_where_a_person_would() {
    let on = "      PrivateDnsEnabled: true";
    let parameter = "Parameters:
  Dns: { Type: String, Default: 'false', AllowedValues: ['true', 'false'] }
";
    for (dns, more, wanted) in [
        ("", "", vec!["t.yaml:+      PrivateDnsEnabled: true"]),
        (
            "      PrivateDnsEnabled: false # why",
            "",
            vec![
                "t.yaml:-      PrivateDnsEnabled: false # why",
                "t.yaml:+      PrivateDnsEnabled: true # why",
            ],
        ),
        (
            "      PrivateDnsEnabled: !If [Always, \"false\", true]",
            "Conditions:\n  Always: !Equals [a, a]\n",
            vec![
                "t.yaml:-      PrivateDnsEnabled: !If [Always, \"false\", true]",
                "t.yaml:+      PrivateDnsEnabled: !If [Always, \"true\", true]",
            ],
        ),
    ] {
        let code = template(dns, RULES_OF_TEMPLATE, more);
        let code = if dns.is_empty() { code.trim_end().to_owned() + "\n" } else { code };
        assert_fixed(&[("t.yaml", &code)], &wanted);
    }
    // A default of several values is changed only if the finding is then gone in all scenarios.
    let code = template("      PrivateDnsEnabled: !Ref Dns", RULES_OF_TEMPLATE, parameter);
    let fixes = run(&[("t.yaml", &code)]);
    assert_eq!(changes(&fixes), Vec::<String>::new());
    let code = template(on, "", "").replace("!Ref V\n\n", "!Ref V\n");
    let added = "t.yaml:+      SecurityGroupIngress: [{IpProtocol: tcp, FromPort: 443, ToPort: 443, \
                 CidrIp: !GetAtt V.CidrBlock}]";
    assert_fixed(&[("t.yaml", &code)], &[added]);
    let no_names =
        template(on, RULES_OF_TEMPLATE, "").replace("      EnableDnsHostnames: true\n", "");
    assert_fixed(&[("t.yaml", &no_names)], &["t.yaml:+      EnableDnsHostnames: true"]);
}

#[test]
fn templates_in_json_are_mended_in_json() {
    let json = r#"{
  "Resources": {
    "V": {"Type": "AWS::EC2::VPC", "Properties": {"CidrBlock": "10.0.0.0/16"}},
    "A": {
      "Type": "AWS::EC2::Subnet",
      "Properties": {"VpcId": {"Ref": "V"}, "CidrBlock": "10.0.1.0/24"}
    },
    "E": {
      "Type": "AWS::EC2::VPCEndpoint",
      "Properties": {
        "VpcId": {"Ref": "V"},
        "ServiceName": "com.amazonaws.eu-west-1.sqs",
        "VpcEndpointType": "Interface",
        "SubnetIds": [{"Ref": "A"}],
        "SecurityGroupIds": ["sg-0123"],
        "PrivateDnsEnabled": true
      }
    }
  }
}
"#;
    let fixes = run(&[("t.json", json)]);
    assert_eq!(
        changes(&fixes),
        [
            "t.json:-    \"V\": {\"Type\": \"AWS::EC2::VPC\", \"Properties\": {\"CidrBlock\": \"10.0.0.0/16\"}},",
            "t.json:+    \"V\": {\"Type\": \"AWS::EC2::VPC\", \"Properties\": {\"CidrBlock\": \"10.0.0.0/16\", \"EnableDnsHostnames\": true}},",
        ],
    );
}

#[test]
fn tables_that_a_template_misses_are_appended() {
    let template = |tables: &str| {
        let mut code = r#"Resources:
  V: { Type: AWS::EC2::VPC, Properties: { CidrBlock: 10.0.0.0/16 } }
  N: { Type: AWS::EC2::NatGateway, Properties: { ConnectivityType: private, SubnetId: !Ref SubA } }
"#
        .to_owned();
        for (n, name) in ["A", "B", "C"].iter().enumerate() {
            code += &format!(
                r#"  Sub{name}: {{ Type: AWS::EC2::Subnet, Properties: {{ VpcId: !Ref V, CidrBlock: 10.0.{n}.0/24 }} }}
  Table{name}: {{ Type: AWS::EC2::RouteTable, Properties: {{ VpcId: !Ref V }} }}
  Route{name}:
    Type: AWS::EC2::Route
    Properties: {{ RouteTableId: !Ref Table{name}, DestinationCidrBlock: 0.0.0.0/0, NatGatewayId: !Ref N }}
  Has{name}:
    Type: AWS::EC2::SubnetRouteTableAssociation
    Properties: {{ SubnetId: !Ref Sub{name}, RouteTableId: !Ref Table{name} }}
"#
            );
        }
        code + &format!(
            r#"  E:
    Type: AWS::EC2::VPCEndpoint
    Properties:
      RouteTableIds:{tables}
      VpcId: !Ref V
      ServiceName: com.amazonaws.eu-west-1.s3
"#
        )
    };
    for (is, becomes) in [
        (" [!Ref TableA]", " [!Ref TableA, !Ref TableB, !Ref TableC]"),
        (
            "\n        - !Ref TableA # first",
            "\n        - !Ref TableA # first\n        - !Ref TableB\n        - !Ref TableC",
        ),
        (
            "\n      - Ref: TableA",
            "\n      - Ref: TableA\n      - !Ref TableB\n      - !Ref TableC",
        ),
        (
            "\n        [\n          !Ref TableA\n        ]",
            "\n        [\n          !Ref TableA,\n          !Ref TableB,\n          !Ref TableC\n        ]",
        ),
    ] {
        let fixes = run(&[("t.yaml", &template(is))]);
        let [file] = &fixes.files[..] else { panic!("{is}: {} left out", fixes.left_out) };
        assert_eq!(&*file.after, template(becomes), "{is}");
    }
}
