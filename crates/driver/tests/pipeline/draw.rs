//! What the drawn formats are made of: the networks with what ties their parts together, and the paths
//! through them, of one evaluation.

use vpcelint_driver::Options;
use vpcelint_report::graph::Zone;
use vpcelint_source::{Budget, Memory, Sources};

#[test]
fn networks_and_paths_are_drawn_together() {
    let system = Memory::default()
        .with("code/main/main.tf", TWO)
        .with("code/net.yaml", EXPORTS)
        .with("code/use.yaml", IMPORTS);
    let options = Options { paths: vec!["code".into()], ..Options::default() };
    let (sources, budget) = (Sources::default(), Budget::default());
    let drawn = vpcelint_driver::draw(&system, &sources, &budget, &options);
    let alone = vpcelint_driver::graph(&system, &sources, &budget, &options);
    let json = |document| serde_json::to_value(document).unwrap_or_default();
    assert_eq!(json(&drawn.document), json(&alone));
    let deployments: Vec<_> =
        drawn.document.roots.iter().map(|r| (r.root.as_str(), r.deployment)).collect();
    let of = |name: &str| deployments.iter().find(|(root, _)| *root == name).map(|(_, n)| *n);
    assert_eq!(of("code/net.yaml"), of("code/use.yaml"), "{deployments:?}");
    assert_ne!(of("code/net.yaml"), of("code/main"), "{deployments:?}");
    // What is given and the defaults, in one evaluation: no scenario.
    let rows: Vec<_> =
        drawn.rows.iter().map(|r| (r.root.as_str(), r.path, r.when.as_deref())).collect();
    assert_eq!(rows, [("code/main", "none", None)]);
    let zones: Vec<_> = drawn.document.roots.iter().flat_map(|r| &r.subnets).collect();
    assert_eq!(zones[0].zone, Some(Zone::Likely("eu-west-1a".to_owned())));
}

const TWO: &str = r#"
variable "more" {
  type    = bool
  default = false
}
provider "aws" {
  region = "eu-west-1"
}
data "aws_availability_zones" "a" {}
resource "aws_vpc" "a" {
  cidr_block = "10.0.0.0/16"
}
resource "aws_subnet" "a" {
  vpc_id            = aws_vpc.a.id
  cidr_block        = "10.0.1.0/24"
  availability_zone = data.aws_availability_zones.a.names[0]
}
resource "aws_lambda_function" "f" {
  role = aws_iam_role.f.arn
  vpc_config {
    subnet_ids         = [aws_subnet.a.id]
    security_group_ids = []
  }
}
resource "aws_iam_role" "f" {
  assume_role_policy  = "{}"
  managed_policy_arns = ["arn:aws:iam::aws:policy/AmazonS3ReadOnlyAccess"]
}
"#;

const EXPORTS: &str = "
AWSTemplateFormatVersion: '2010-09-09'
Resources:
  Net: {Type: 'AWS::EC2::VPC', Properties: {CidrBlock: 10.0.0.0/16}}
Outputs:
  Net: {Value: !Ref Net, Export: {Name: net}}
";

const IMPORTS: &str = "
AWSTemplateFormatVersion: '2010-09-09'
Resources:
  Sub:
    Type: AWS::EC2::Subnet
    Properties: {VpcId: !ImportValue net, CidrBlock: 10.0.1.0/24}
";
