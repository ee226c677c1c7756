//! `vpcelint.toml` and baselines: what they make of findings.

#![allow(clippy::unwrap_used, reason = "a test fails where its input is wrong")]

use vpcelint_driver::{Checked, Options, Selection, check};
use vpcelint_source::{Budget, Memory, Severity, Sources, SuppressedBy};

/// An interface endpoint without private DNS, and one more below `old`.
const ROOT: &str = r#"
provider "aws" {
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
resource "aws_vpc_endpoint" "e" {
  vpc_id              = aws_vpc.v.id
  service_name        = "com.amazonaws.eu-west-1.sqs"
  vpc_endpoint_type   = "Interface"
  subnet_ids          = [aws_subnet.a.id]
  private_dns_enabled = false
  security_group_ids  = [aws_security_group.g.id]
}
resource "aws_security_group" "g" {
  vpc_id = aws_vpc.v.id
  ingress {
    protocol    = "tcp"
    from_port   = 443
    to_port     = 443
    cidr_blocks = ["10.0.0.0/16"]
  }
}
"#;
const RULE: &str = "interface-endpoint-private-dns-off";

fn system(config: &str) -> Memory {
    Memory::default()
        .with("repo/.git/HEAD", "")
        .with("repo/vpcelint.toml", config)
        .with("repo/new/main.tf", ROOT)
        .with("repo/old/main.tf", ROOT)
}

fn run(system: &Memory, options: Options, selection: Selection) -> Checked {
    let options = Options { paths: vec!["repo".into()], threads: Some(1), ..options };
    check(system, &Sources::default(), &Budget::default(), &options, selection)
}

/// Each finding: the folder, the severity, and by what it is suppressed.
fn findings(config: &str) -> Vec<(String, Severity, Option<SuppressedBy>)> {
    let checked = run(&system(config), Options::default(), Selection::default());
    assert_eq!(checked.notices, [], "{config}");
    let of_rule = checked.diagnostics.iter().filter(|d| d.rule.id == RULE);
    let folder = |fingerprint: &str| fingerprint.split(':').nth(1).unwrap().to_owned();
    of_rule
        .map(|d| (folder(&d.fingerprint), d.severity, d.suppressed.as_ref().map(|s| s.by)))
        .collect()
}

fn both(
    severity: Severity,
    by: Option<SuppressedBy>,
) -> Vec<(String, Severity, Option<SuppressedBy>)> {
    vec![("new".into(), severity, by), ("old".into(), severity, by)]
}

#[test]
fn rules_are_chosen_and_weighed() {
    let config = Some(SuppressedBy::Config);
    let full = findings("")[0].1;
    assert_eq!(findings(""), both(full, None));
    assert_eq!(findings(&format!("select = [\"{RULE}\"]")), both(full, None));
    assert_eq!(findings("select = [\"endpoint-default-sg\"]"), []);
    assert_eq!(findings(&format!("ignore = [\"{RULE}\"]")), both(full, config));
    assert_eq!(findings(&format!("[severity]\n{RULE} = \"low\"")), both(Severity::Low, None));
    assert_eq!(findings(&format!("[severity]\n{RULE} = \"info\"")), []);
    assert_eq!(findings("min-severity = \"error\""), []);
}

#[test]
fn files_have_their_own_rules() {
    let full = findings("")[0].1;
    let ignored = format!("[[paths]]\nfiles = [\"old/**\"]\nignore = [\"{RULE}\"]");
    let of_old = |severity, by| vec![("new".to_owned(), full, None), ("old".into(), severity, by)];
    assert_eq!(findings(&ignored), of_old(full, Some(SuppressedBy::Config)));
    let weighed = format!(
        "[severity]\n{RULE} = \"low\"\n[[paths]]\nfiles = [\"*/main.tf\"]\nseverity.{RULE} = \
         \"medium\"\n[[paths]]\nfiles = [\"old/*\"]\nseverity.{RULE} = \"error\""
    );
    let wanted =
        vec![("new".to_owned(), Severity::Medium, None), ("old".to_owned(), Severity::Error, None)];
    assert_eq!(findings(&weighed), wanted);
}

#[test]
fn excluded_directories_have_no_roots() {
    let code = "resource \"aws_vpc\" \"v\" {\n  cidr_block = \"10.0.0.0/16\"\n}\nresource \"aws_vpc_endpoint\" \"s3\" {\n  vpc_id       = aws_vpc.v.id\n  service_name = \"com.amazonaws.eu-west-1.s3\"\n}\n";
    let template = "Resources:\n  V:\n    Type: AWS::EC2::VPC\n    Properties: {CidrBlock: 10.0.0.0/16}\n  E:\n    Type: AWS::EC2::VPCEndpoint\n    Properties: {VpcId: !Ref V, ServiceName: com.amazonaws.eu-west-1.s3}\n";
    let system = Memory::default()
        .with("a/.git/HEAD", "")
        .with("a/vpcelint.toml", "exclude = [\"examples\", \"**/*.tpl.yaml\"]")
        .with("a/live/main.tf", "module \"m\" {\n  source = \"../examples/module\"\n}\n")
        .with("a/examples/module/main.tf", code)
        .with("a/examples/one/main.tf", format!("{code}x = =\n"))
        .with("a/examples/one/broken.yaml", format!("{template}  x: [\n"))
        .with("a/t.yaml", template)
        .with("a/t.tpl.yaml", template);
    let found = |path: &str| {
        let options = Options { paths: vec![path.into()], threads: Some(1), ..Options::default() };
        let (sources, budget) = (Sources::default(), Budget::default());
        let found = check(&system, &sources, &budget, &options, Selection::default());
        (found.summary.roots, found.diagnostics.len(), found.has_errors())
    };
    assert_eq!(found("a"), (2, 2, false), "the live root and the template");
    assert_eq!(found("a/examples"), (3, 1, true), "whoever names it means it");
    assert_eq!(found("a/examples/module"), (1, 1, false));
    assert_eq!(found("a/examples/module/main.tf"), (0, 0, false));
    assert_eq!(found("a/t.tpl.yaml"), (0, 0, false));
    assert_eq!(found("a/t.yaml"), (1, 1, false));
}

#[test]
fn a_configuration_that_is_named_has_a_clean_path() {
    let text =
        "[[paths]]\nfiles = [\"envs/b/**\"]\nignore = [\"gateway-endpoint-no-route-table\"]\n";
    let code = "resource \"aws_vpc\" \"v\" {\n  cidr_block = \"10.0.0.0/16\"\n}\nresource \"aws_vpc_endpoint\" \"s3\" {\n  vpc_id       = aws_vpc.v.id\n  service_name = \"com.amazonaws.eu-west-1.s3\"\n}\n";
    for named in ["ours.toml", "envs/../ours.toml"] {
        let system = Memory::default()
            .with("a/.git/HEAD", "")
            .with("ours.toml", text)
            .with("envs/b/main.tf", code);
        let options = Options {
            paths: vec!["envs/b".into()],
            config: Some(named.into()),
            threads: Some(1),
            ..Options::default()
        };
        let found =
            check(&system, &Sources::default(), &Budget::default(), &options, Selection::default());
        assert_eq!(found.summary.suppressed, 1, "{named}: {:?}", found.notices);
    }
}

#[test]
fn the_nearest_configuration_holds_and_none_above_the_repository() {
    let ignore = format!("ignore = [\"{RULE}\"]");
    let near = system("").with("repo/old/vpcelint.toml", &ignore).with("vpcelint.toml", "x = 1");
    let checked = run(&near, Options::default(), Selection::default());
    assert_eq!(checked.notices, []);
    let hidden: Vec<_> = checked.diagnostics.iter().map(|d| d.suppressed.is_some()).collect();
    assert_eq!(hidden, [false, true]);
    // One that is named holds everywhere.
    let named = system("").with("else/where.toml", &ignore);
    let config = Some("else/where.toml".into());
    let checked = run(&named, Options { config, ..Options::default() }, Selection::default());
    assert!(checked.diagnostics.iter().all(|d| d.suppressed.is_some()));
    assert_eq!(checked.summary.suppressed, 2);
}

#[test]
fn what_is_wrong_in_it_is_an_error_at_its_place() {
    for (config, at, says) in [
        ("ignore = [\"interface-endpoint-private-dns\"]", 10, "did you mean"),
        ("min-severity = \"grave\"", 15, "is no severity"),
        ("[severity]\nno-such-rule-at-all = \"low\"", 11, "there is no rule"),
        ("[[paths]]\nfiles = [\"{a\"]", 19, "glob"),
        ("ignroe = []", 0, "did you mean `ignore`"),
        ("ignore = [", 10, ""),
        ("baseline = \"../../elsewhere.json\"", 11, "outside"),
        ("[prices.eu-west-1]\nnat_gb = -1.0", 28, "not negative"),
        ("[prices.eu-west-1]\ninterface_hour = inf", 36, "not negative"),
        ("[[assume]]\nvpc = \"var.v\"\ngateway-endpoints = [\"sqs\"]", 0, "no gateway endpoints"),
    ] {
        let checked = run(&system(config), Options::default(), Selection::default());
        assert!(checked.has_errors(), "{config}");
        let notice = &checked.notices[0];
        assert!(notice.message.contains(says), "{config}: {}", notice.message);
        assert_eq!(notice.range().unwrap().start, at, "{config}: {}", notice.message);
    }
}

#[test]
fn a_region_and_zones_are_assumed() {
    let root = r#"
data "aws_availability_zones" "z" {}
resource "aws_vpc" "v" {
  cidr_block = "10.0.0.0/16"
}
resource "aws_subnet" "s" {
  count             = length(data.aws_availability_zones.z.names)
  vpc_id            = aws_vpc.v.id
  availability_zone = data.aws_availability_zones.z.names[count.index]
  cidr_block        = cidrsubnet("10.0.0.0/16", 8, count.index)
}
"#;
    let config = "region = \"eu-west-1\"\nzones.eu-west-1 = [\"eu-west-1a\", \"eu-west-1c\"]";
    let system = Memory::default()
        .with("repo/.git/HEAD", "")
        .with("repo/vpcelint.toml", config)
        .with("repo/main.tf", root);
    let options = Options { paths: vec!["repo".into()], ..Options::default() };
    let document =
        vpcelint_driver::graph(&system, &Sources::default(), &Budget::default(), &options);
    let zones: Vec<_> = document.roots[0]
        .subnets
        .iter()
        .map(|s| serde_json::to_value(&s.az).unwrap().as_str().unwrap().to_owned())
        .collect();
    assert_eq!(zones, ["eu-west-1a", "eu-west-1c"]);
}

#[test]
fn a_baseline_hides_what_is_known_and_nothing_else() {
    let list = Selection { list_members: true, ..Selection::default() };
    let first = run(&system(""), Options::default(), list);
    let baseline = first.baseline.unwrap();
    assert_eq!(baseline.findings.len(), 2);
    let text = serde_json::to_string(&baseline).unwrap();
    let known = system("").with("repo/known.json", &text);
    let options = || Options { baseline: Some("repo/known.json".into()), ..Options::default() };
    let checked = run(&known, options(), Selection::default());
    assert!(!checked.has_findings());
    assert_eq!((checked.summary.baselined, checked.summary.suppressed), (2, 0));
    // By the configuration, from its own place.
    let configured = system("baseline = \"known.json\"").with("repo/known.json", &text);
    assert_eq!(run(&configured, Options::default(), Selection::default()).summary.baselined, 2);
    // Lines that move change nothing; another endpoint is new.
    let moved = format!("# moved\n\n{}", ROOT.replace("\"e\"", "\"other\""));
    let new = known.with("repo/new/main.tf", &moved);
    let checked = run(&new, options(), list);
    let shown: Vec<_> = checked
        .diagnostics
        .iter()
        .filter(|d| d.suppressed.is_none())
        .map(|d| d.resource.as_str())
        .collect();
    assert_eq!(shown, ["aws_vpc_endpoint.other"]);
    // What is written anew keeps what is known and still there.
    assert_eq!(checked.baseline.unwrap().findings.len(), 2);
}

#[test]
fn a_broken_baseline_is_an_error() {
    for text in ["", "[]", "{\"version\":2,\"findings\":[]}", "{\"version\":1}"] {
        let broken = system("").with("repo/known.json", text);
        let options = Options { baseline: Some("repo/known.json".into()), ..Options::default() };
        let checked = run(&broken, options, Selection::default());
        assert!(checked.has_errors() && checked.has_findings(), "{text}");
    }
}
