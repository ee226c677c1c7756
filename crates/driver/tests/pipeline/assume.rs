//! What lies outside of the code, as the configuration describes it: what paths and findings it decides,
//! and what it leaves open.

#![allow(clippy::unwrap_used, clippy::panic, reason = "a test fails where its input is wrong")]

use vpcelint_driver::{Argument, Ask, Checked, Given, Options, Selection, check, paths};
use vpcelint_source::{Budget, Memory, Sources};

const CODE: &str = r#"variable "vpc_id" { type = string }
variable "subnet_ids" { type = list(string) }
provider "aws" { region = "eu-west-1" }
resource "aws_security_group" "f" {
  vpc_id = VPC
  egress {
    from_port   = 443
    to_port     = 443
    protocol    = "tcp"
    cidr_blocks = ["0.0.0.0/0"]
  }
}
resource "aws_instance" "i" {
  subnet_id              = SUBNET
  vpc_security_group_ids = [aws_security_group.f.id]
  user_data              = "aws s3 cp s3://a/b . ; aws sqs receive-message; aws kms decrypt"
}
"#;

const CONFIG: &str = r#"region = "eu-west-1"
[[assume]]
vpc = "VPC"
cidrs = ["10.0.0.0/16"]
gateway-endpoints = ["s3"]
interface-endpoints = ["sqs"]
complete = true
[[assume.subnets]]
ids = "SUBNETS"
cidrs = ["10.0.1.0/24", "10.0.2.0/24"]
default-route = "nat"
"#;

fn files(code: &str, config: &str) -> Memory {
    Memory::default()
        .with("a/.git/HEAD", "")
        .with("a/main.tf", code)
        .with("a/vpcelint.toml", config)
}

fn options(given: &[(&str, &str)]) -> Options {
    let arguments = given.iter().map(|(n, v)| Argument::Value((*n).to_owned(), (*v).to_owned()));
    let given = Given { arguments: arguments.collect(), ..Given::default() };
    Options { paths: vec!["a".into()], given, threads: Some(1), ..Options::default() }
}

/// The paths by service, with what carries the traffic or why it is not known.
fn ways(system: &Memory, given: &[(&str, &str)]) -> Vec<String> {
    let (sources, budget) = (Sources::default(), Budget::default());
    let (rows, _) = paths(system, &sources, &budget, &options(given), &Ask::default());
    let shown = rows.iter().map(|row| {
        let by = row.via.clone().unwrap_or_default();
        format!("{} {} {by}", row.service, row.path).trim_end().to_owned()
    });
    shown.collect()
}

fn checked(system: &Memory) -> Checked {
    let (sources, budget) = (Sources::default(), Budget::default());
    check(system, &sources, &budget, &options(&[]), Selection::default())
}

fn terraform(vpc: &str, subnet: &str) -> String {
    CODE.replace("VPC", vpc).replace("SUBNET", subnet)
}

fn config(vpc: &str, subnets: &str) -> String {
    CONFIG.replace("VPC", vpc).replace("SUBNETS", subnets)
}

#[test]
fn variables_stand_for_what_is_assumed() {
    let code = terraform("var.vpc_id", "var.subnet_ids[1]");
    let config = config("var.vpc_id", "var.subnet_ids");
    let system = files(&code, &config);
    assert_eq!(
        ways(&system, &[]),
        [
            "kms nat the NAT gateway of var.subnet_ids",
            "s3 gateway-endpoint the s3 endpoint of var.vpc_id",
            "sqs interface-endpoint the sqs endpoint of var.vpc_id"
        ]
    );
    let unknown = ["kms unknown", "s3 unknown", "sqs unknown"];
    // What is given wins, and without an entry nothing is known.
    let given = [("vpc_id", "vpc-1"), ("subnet_ids", "[\"subnet-1\", \"subnet-2\"]")];
    assert_eq!(ways(&system, &given), unknown);
    assert_eq!(ways(&files(&code, "region = \"eu-west-1\"\n"), &[]), unknown);
}

#[test]
fn it_is_in_the_region_of_what_uses_it() {
    let code = terraform("var.vpc_id", "var.subnet_ids[1]");
    let shared = "shared-endpoints = [\"kms\"]\ncomplete = true";
    let config = config("var.vpc_id", "var.subnet_ids").replace("complete = true", shared);
    let config = config.replace("\"nat\"", "\"transit-gateway\"");
    let none = config.replace("region = \"eu-west-1\"\n", "");
    let other = config.replace("region = \"eu-west-1\"\n", "region = \"us-east-1\"\n");
    let wanted = ways(&files(&code, &config), &[]);
    assert!(wanted[0].starts_with("kms interface-endpoint"), "{wanted:?}");
    for config in [none, other] {
        assert_eq!(ways(&files(&code, &config), &[]), wanted, "{config}");
    }
}

#[test]
fn other_names_stand_for_it_as_well() {
    let data = "data \"aws_vpc\" \"v\" {\n  tags = { Name = var.vpc_id }\n}\ndata \"aws_subnets\" \"s\" {\n  tags = { Name = var.vpc_id }\n}\n";
    let module = "module \"n\" {\n  source = \"example/network/aws\"\n}\n";
    for (more, vpc, subnet, vpc_name, subnet_name) in [
        (
            data,
            "data.aws_vpc.v.id",
            "data.aws_subnets.s.ids[0]",
            "data.aws_vpc.v",
            "data.aws_subnets.s.ids",
        ),
        (module, "module.n.vpc_id", "module.n.private[0]", "module.n.vpc_id", "module.n.private"),
        (
            "",
            "\"vpc-0123456789abcdef0\"",
            "\"subnet-0123456789abcdef0\"",
            "vpc-0123456789abcdef0",
            "subnet-0123456789abcdef0",
        ),
    ] {
        let code = format!("{}{more}", terraform(vpc, subnet));
        let ways = ways(&files(&code, &config(vpc_name, subnet_name)), &[]);
        let s3 = ways.iter().find(|way| way.starts_with("s3 ")).unwrap();
        assert_eq!(*s3, format!("s3 gateway-endpoint the s3 endpoint of {vpc_name}"), "{subnet}");
    }
}

#[test]
fn parameters_and_imports_of_templates_stand_for_it() {
    let template = r#"Parameters:
  VpcId: {Type: 'AWS::EC2::VPC::Id'}
  Subnets: {Type: 'List<AWS::EC2::Subnet::Id>'}
Resources:
  G:
    Type: AWS::EC2::SecurityGroup
    Properties: {GroupDescription: x, VpcId: VPC}
  I:
    Type: AWS::EC2::Instance
    Properties:
      SubnetId: SUBNET
      SecurityGroupIds: [!Ref G]
      UserData: {'Fn::Base64': 'aws s3 cp s3://a/b .'}
"#;
    for (vpc, subnet, vpc_name, subnet_name) in [
        ("!Ref VpcId", "!Select [1, !Ref Subnets]", "VpcId", "Subnets"),
        (
            "!ImportValue N-Vpc",
            "!ImportValue N-Subnet",
            "!ImportValue N-Vpc",
            "!ImportValue N-Subnet",
        ),
    ] {
        let template = template.replace("VPC}", &format!("{vpc}}}")).replace("SUBNET", subnet);
        let mut config = config(vpc_name, subnet_name);
        if subnet_name.starts_with('!') {
            config = config.replace("cidrs = [\"10.0.1.0/24\", \"10.0.2.0/24\"]\n", "");
        }
        let system = Memory::default()
            .with("a/.git/HEAD", "")
            .with("a/t.yaml", template)
            .with("a/vpcelint.toml", config);
        let ways = ways(&system, &[]);
        assert_eq!(ways.len(), 1);
        assert!(ways[0].starts_with("s3 gateway-endpoint the s3 endpoint of"), "{ways:?}");
    }
}

#[test]
fn what_is_not_said_is_not_absent() {
    let code = terraform("var.vpc_id", "var.subnet_ids[1]");
    let open = config("var.vpc_id", "var.subnet_ids").replace("complete = true\n", "");
    let ways = ways(&files(&code, &open), &[]);
    assert_eq!(ways[0], "kms unknown", "another endpoint may be there");
    assert_eq!(ways[2], "sqs interface-endpoint the sqs endpoint of var.vpc_id");
    let closed = config("var.vpc_id", "var.subnet_ids");
    let unsaid = closed.replace("default-route = \"nat\"\n", "");
    let ways = self::ways(&files(&code, &unsaid), &[]);
    assert_eq!(ways[0], "kms unknown", "where the default route leads is not said");
}

#[test]
fn shared_endpoints_are_behind_a_transit_gateway() {
    let code = terraform("var.vpc_id", "var.subnet_ids[0]");
    let config = config("var.vpc_id", "var.subnet_ids")
        .replace("complete = true", "shared-endpoints = [\"kms\"]\ncomplete = true")
        .replace("\"nat\"", "\"transit-gateway\"");
    let system = files(&code, &config);
    let ways = ways(&system, &[]);
    assert_eq!(ways[0], "kms interface-endpoint the shared kms endpoint of var.vpc_id");
}

#[test]
fn findings_that_rest_on_it_are_shown_in_the_code() {
    let endpoint = r#"
resource "aws_vpc_endpoint" "kms" {
  vpc_id              = var.vpc_id
  service_name        = "com.amazonaws.eu-west-1.kms"
  vpc_endpoint_type   = "Interface"
  private_dns_enabled = true
  subnet_ids          = var.subnet_ids
  security_group_ids  = [aws_security_group.f.id]
}
"#;
    let code = format!("{}{endpoint}", terraform("var.vpc_id", "var.subnet_ids[0]"));
    let config = config("var.vpc_id", "var.subnet_ids");
    let off = config
        .replace("complete = true", "dns-hostnames = false\ncomplete = true")
        .replace("interface-endpoints = [\"sqs\"]\n", "");
    let found = |config: &str| {
        let (sources, budget) = (Sources::default(), Budget::default());
        let system = files(&code, config);
        let checked = check(&system, &sources, &budget, &options(&[]), Selection::default());
        let at = |d: &vpcelint_source::Diagnostic| {
            let file = sources.get(d.primary.span.file).unwrap();
            format!("{} {}", d.rule.id, file.display())
        };
        checked.diagnostics.iter().map(at).collect::<Vec<_>>()
    };
    assert!(found(&off).contains(&"private-dns-vpc-attributes-off a/main.tf".to_owned()));
    // A comment hides it where it is shown.
    let hidden = code.replace(
        "  private_dns_enabled",
        "  # vpcelint:ignore[private-dns-vpc-attributes-off]\n  private_dns_enabled",
    );
    let hidden = checked(&files(&hidden, &off));
    let hides = |d: &vpcelint_source::Diagnostic| d.suppressed.is_some();
    assert_eq!(hidden.diagnostics.iter().filter(|d| hides(d)).count(), 1);
    let unused = |d: &&vpcelint_source::Diagnostic| d.rule.id.contains("suppression");
    assert_eq!(hidden.diagnostics.iter().find(unused), None);
    let on = off.replace("dns-hostnames = false", "dns-hostnames = true");
    let rules = found(&on);
    assert!(rules.iter().all(|rule| !rule.starts_with("private-dns-vpc")), "{rules:?}");
    assert!(rules.iter().all(|rule| rule.ends_with("main.tf")), "{rules:?}");
}

#[test]
fn hostile_entries_are_bounded() {
    let code = terraform("var.vpc_id", "var.subnet_ids[0]");
    let many = config("var.vpc_id", "var.subnet_ids")
        .replace("cidrs = [\"10.0.1", "count = 9999999\ncidrs = [\"10.0.1");
    let entries = "[[assume]]\nvpc = \"var.vpc_id\"\n".repeat(1000);
    let checked = checked(&files(&code, &format!("{many}{entries}")));
    assert_eq!(checked.summary.subnets, 65, "64, and that of the NAT gateway");
    let messages: Vec<_> = checked.notices.iter().map(|n| n.message.as_str()).collect();
    assert!(messages.contains(&"more than 64 entries of `assume` are not read"), "{messages:?}");
    // Names of two entries for one thing: the first stands.
    let twice = format!("{many}{}", &many[many.find("[[").unwrap()..]);
    assert!(!self::checked(&files(&code, &twice)).has_errors());
    let messages = |config: &str| {
        let notices = self::checked(&files(&code, config)).notices;
        notices.into_iter().map(|notice| notice.message).collect::<Vec<_>>()
    };
    let cidr = config("var.vpc_id", "var.subnet_ids").replace("10.0.2.0/24", "10.0.2.0/33");
    assert!(messages(&cidr).contains(&"`10.0.2.0/33` is no CIDR block".to_owned()));
    // A name that is no name.
    let strange = config("var.", "\\u0000");
    assert!(!self::checked(&files(&code, &strange)).has_errors());
}

#[test]
fn entries_that_nothing_names_change_nothing() {
    let code = terraform("var.vpc_id", "var.subnet_ids[0]");
    let named = terraform("var.another", "var.others[0]").replace("vpc_id\"", "another\"");
    let named = named.replace("subnet_ids\"", "others\"");
    let without = checked(&files(&code, "region = \"eu-west-1\"\n"));
    let other = config("var.another", "var.others");
    let with = checked(&files(&code, &other));
    assert_eq!(without.summary, with.summary);
    assert!(!with.has_errors());
    let said: Vec<_> = with.notices.iter().filter(|n| n.message.contains("`assume`")).collect();
    let [said] = said[..] else { panic!("{:?}", with.notices) };
    assert!(said.message.contains("`var.another` or `var.others`"), "{said:?}");
    assert!(said.span.is_some(), "{said:?}");
    // Other roots below the configuration may use it.
    for (paths, code) in [(["a/main.tf"], &*code), (["a/below"], &code), (["a"], &named)] {
        let system = files(code, &other).with("a/below/main.tf", code);
        let options = Options { paths: paths.iter().map(Into::into).collect(), ..options(&[]) };
        let found =
            check(&system, &Sources::default(), &Budget::default(), &options, Selection::default());
        assert!(found.notices.iter().all(|n| !n.message.contains("`assume`")), "{paths:?}");
    }
    let wrong = checked(&files(&code, &other.replace("\"sqs\"", "\"sqss\"")));
    let messages: Vec<_> = wrong.notices.iter().map(|n| n.message.as_str()).collect();
    assert!(
        messages.contains(&"no endpoint service is called `sqss`: did you mean `sqs`?"),
        "{messages:?}"
    );
}
