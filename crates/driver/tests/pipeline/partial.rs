//! Code that is not wholly read: what is broken, too large or outside may hold what seems to be missing.

use vpcelint_driver::{Ask, Checked, Options, Selection, check, paths};
use vpcelint_source::{Budget, Gravity, Memory, Sources};

fn found(files: &[(&str, &str)]) -> Checked {
    let system = Memory::default().with("code/.git/HEAD", "");
    let system = files
        .iter()
        .fold(system, |system, (name, text)| system.with(&format!("code/{name}"), text));
    let options = Options { paths: vec!["code".into()], threads: Some(1), ..Options::default() };
    check(&system, &Sources::default(), &Budget::default(), &options, Selection::default())
}

fn rules(checked: &Checked) -> Vec<&str> {
    checked.diagnostics.iter().map(|finding| finding.rule.id).collect()
}

const MAIN: &str = r#"provider "aws" {
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
resource "aws_security_group" "g" {
  vpc_id = aws_vpc.v.id
}
resource "aws_vpc_endpoint" "sqs" {
  vpc_id              = aws_vpc.v.id
  service_name        = "com.amazonaws.eu-west-1.sqs"
  vpc_endpoint_type   = "Interface"
  subnet_ids          = [aws_subnet.a.id]
  security_group_ids  = [aws_security_group.g.id]
  private_dns_enabled = true
}
"#;

const RULE: &str = r#"resource "aws_security_group_rule" "in" {
  security_group_id = aws_security_group.g.id
  type              = "ingress"
  protocol          = "tcp"
  from_port         = 443
  to_port           = 443
  cidr_blocks       = ["10.0.0.0/16"]
}
"#;

#[test]
fn what_does_not_parse_is_not_absent() {
    let missing = ["endpoint-sg-no-ingress-at-all"];
    assert_eq!(rules(&found(&[("main.tf", MAIN)])), missing);
    assert_eq!(rules(&found(&[("main.tf", MAIN), ("rules.tf", RULE)])), [""; 0]);
    for broken in [
        RULE.replace("= 443", "="),
        RULE.replace("ingress\"", "ingress"),
        RULE.trim_end().trim_end_matches('}').to_owned(),
        format!("<<<<<<< HEAD\n{RULE}=======\n>>>>>>> other\n"),
    ] {
        let checked = found(&[("main.tf", MAIN), ("rules.tf", &broken)]);
        assert_eq!(rules(&checked), [""; 0], "{broken}");
        assert!(checked.has_errors() && checked.summary.undecided > 0, "{broken}");
        let why = checked.summary.undecided_because.keys().next().map(ToString::to_string);
        assert_eq!(why.as_deref(), Some("`code/rules.tf` is not wholly read and may contain it"));
    }
}

#[test]
fn what_is_found_beside_it_stays_but_is_not_mended() {
    let off = MAIN.replace("  enable_dns_hostnames = true\n", "");
    let found_before = found(&[("main.tf", &off), ("rules.tf", RULE)]);
    assert_eq!(rules(&found_before), ["private-dns-vpc-attributes-off"]);
    assert!(found_before.diagnostics.iter().all(|finding| finding.fix.is_some()));
    let broken = found(&[("main.tf", &off), ("rules.tf", &RULE.replace("= 443", "="))]);
    assert_eq!(rules(&broken), ["private-dns-vpc-attributes-off"]);
    assert!(broken.diagnostics.iter().all(|finding| finding.fix.is_none()));
}

#[test]
fn a_broken_template_lacks_nothing_for_certain() {
    let template = r"Resources:
  V:
    Type: AWS::EC2::VPC
    Properties: { CidrBlock: 10.0.0.0/16, EnableDnsHostnames: true }
  A:
    Type: AWS::EC2::Subnet
    Properties: { VpcId: !Ref V, CidrBlock: 10.0.1.0/24 }
  G:
    Type: AWS::EC2::SecurityGroup
    Properties: { GroupDescription: g, VpcId: !Ref V }
  E:
    Type: AWS::EC2::VPCEndpoint
    Properties:
      VpcId: !Ref V
      ServiceName: com.amazonaws.eu-west-1.sqs
      VpcEndpointType: Interface
      SubnetIds: [!Ref A]
      SecurityGroupIds: [!Ref G]
      PrivateDnsEnabled: true
";
    assert_eq!(rules(&found(&[("t.yaml", template)])), ["endpoint-sg-no-ingress-at-all"]);
    let broken =
        format!("{template}  Rule:\n    Type: AWS::EC2::SecurityGroupIngress\n   Properties: [\n");
    let checked = found(&[("t.yaml", &broken)]);
    assert_eq!(rules(&checked), [""; 0]);
    assert!(checked.notices.iter().any(|notice| notice.gravity == Gravity::Error));
}

#[test]
fn a_template_beyond_a_cap_lacks_nothing_for_certain() {
    let deep = format!("{}1{}", "[".repeat(400), "]".repeat(400));
    let template = |more: &str| {
        format!(
            r#"{{"Resources": {{
  "V": {{"Type": "AWS::EC2::VPC", "Properties": {{"CidrBlock": "10.0.0.0/16"}}}},
  "E": {{
    "Type": "AWS::EC2::VPCEndpoint",
    "Properties": {{"VpcId": {{"Ref": "V"}}, "ServiceName": "com.amazonaws.eu-west-1.s3"}}
  }}{more}
}}}}
"#
        )
    };
    assert_eq!(rules(&found(&[("t.json", &template(""))])), ["gateway-endpoint-no-route-table"]);
    let beyond = found(&[("t.json", &template(&format!(",\n  \"X\": {deep}")))]);
    assert_eq!(rules(&beyond), [""; 0]);
    assert!(beyond.summary.undecided > 0 || beyond.has_errors(), "{:?}", beyond.notices);
}

#[test]
fn no_call_is_lost_for_certain() {
    let group = r#"egress {
    from_port   = 443
    to_port     = 443
    protocol    = "tcp"
    cidr_blocks = ["10.9.0.0/16"]
  }"#;
    let code = MAIN
        .replace("resource \"aws_vpc_endpoint\" \"sqs\"", "resource \"aws_vpc_endpoint\" \"sns\"");
    let code = code.replace(".sqs\"", ".sns\"")
        + r#"resource "aws_iam_role" "f" {
  inline_policy {
    policy = jsonencode({ Statement = [{ Effect = "Allow", Action = "sqs:SendMessage", Resource = "*" }] })
  }
}
resource "aws_security_group" "f" {
  vpc_id = aws_vpc.v.id
  EGRESS
}
resource "aws_lambda_function" "f" {
  role = aws_iam_role.f.arn
  vpc_config {
    subnet_ids         = [aws_subnet.a.id]
    security_group_ids = [aws_security_group.f.id]
  }
}
"#;
    let ways = |egress: &str, more: &str| {
        let system = Memory::default()
            .with("code/.git/HEAD", "")
            .with("code/main.tf", code.replace("EGRESS", egress).as_str())
            .with("code/more.tf", more);
        let options =
            Options { paths: vec!["code".into()], threads: Some(1), ..Options::default() };
        let (sources, budget) = (Sources::default(), Budget::default());
        let (rows, _) = paths(&system, &sources, &budget, &options, &Ask::default());
        rows.iter().map(|row| row.path).collect::<Vec<_>>()
    };
    let open = group.replace("10.9.0.0/16", "0.0.0.0/0");
    assert_eq!(ways(&open, ""), ["none"]);
    assert_eq!(ways(group, ""), ["none"]);
    for egress in [open.as_str(), group] {
        assert_eq!(
            ways(egress, "resource \"aws_route_table_association\" \"a\" {\n  subnet_id =\n"),
            ["unknown"]
        );
    }
}
