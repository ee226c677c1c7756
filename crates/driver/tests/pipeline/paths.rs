//! The paths of workloads, worked out by hand: each kind of route, resolver, group and ACL, and the
//! same in both languages.

#![allow(clippy::unwrap_used, clippy::panic, reason = "a test fails where its input is wrong")]

use std::path::Path;

use vpcelint_driver::{Ask, Figures, Given, Options, paths};
use vpcelint_report::paths::{Row, Subnet};
use vpcelint_source::{Budget, Memory, Sources, clean_path};

fn rows(name: &str, text: &str, ask: &Ask) -> Vec<Row> {
    let system = Memory::default().with(&format!("code/{name}"), text);
    let given = Given { region: Some("eu-west-1".into()), ..Given::default() };
    let options =
        Options { paths: vec!["code".into()], given, threads: Some(1), ..Options::default() };
    let (rows, notices) = paths(&system, &Sources::default(), &Budget::default(), &options, ask);
    assert_eq!(notices, [], "{name}");
    rows
}

/// A function in a subnet that may call SQS and S3; what is in the way is added.
const NETWORK: &str = r#"
provider "aws" { region = "eu-west-1" }
resource "aws_vpc" "v" {
  cidr_block           = "10.0.0.0/16"
  enable_dns_hostnames = true
}
resource "aws_internet_gateway" "i" { vpc_id = aws_vpc.v.id }
resource "aws_subnet" "p" {
  vpc_id     = aws_vpc.v.id
  cidr_block = "10.0.0.0/24"
}
resource "aws_route_table" "p" { vpc_id = aws_vpc.v.id }
resource "aws_route_table_association" "p" {
  subnet_id      = aws_subnet.p.id
  route_table_id = aws_route_table.p.id
}
resource "aws_subnet" "s" {
  vpc_id     = aws_vpc.v.id
  cidr_block = "10.0.1.0/24"
}
resource "aws_route_table" "t" { vpc_id = aws_vpc.v.id }
resource "aws_route_table_association" "s" {
  subnet_id      = aws_subnet.s.id
  route_table_id = aws_route_table.t.id
}
resource "aws_security_group" "g" {
  vpc_id = aws_vpc.v.id
  egress {
    protocol    = "-1"
    from_port   = 0
    to_port     = 0
    cidr_blocks = ["EGRESS"]
  }
}
resource "aws_iam_role" "r" {
  inline_policy {
    policy = jsonencode({ Statement = [{ Effect = "Allow", Action = ["sqs:SendMessage", "s3:GetObject"], Resource = "*" }] })
  }
}
resource "aws_lambda_function" "f" {
  role = aws_iam_role.r.arn
  vpc_config {
    subnet_ids         = [aws_subnet.s.id]
    security_group_ids = [aws_security_group.g.id]
  }
}
resource "aws_instance" "public" {
  subnet_id                   = aws_subnet.s.id
  associate_public_ip_address = true
  vpc_security_group_ids      = [aws_security_group.g.id]
  iam_instance_profile        = aws_iam_instance_profile.r.name
}
resource "aws_iam_instance_profile" "r" { role = aws_iam_role.r.name }
"#;

const ROUTE: &str = r#"
resource "aws_route" "r" {
  route_table_id         = aws_route_table.t.id
  destination_cidr_block = "0.0.0.0/0"
  TARGET
}
"#;

const PUBLIC: &str = r#"
resource "aws_route" "p" {
  route_table_id         = aws_route_table.p.id
  destination_cidr_block = "0.0.0.0/0"
  gateway_id             = aws_internet_gateway.i.id
}
"#;

const NAT: &str = r#"
resource "aws_nat_gateway" "n" {
  subnet_id = aws_subnet.p.id
  MORE
}
"#;

const ENDPOINT: &str = r#"
resource "aws_security_group" "e" {
  vpc_id = aws_vpc.v.id
  ingress {
    protocol    = "tcp"
    from_port   = 443
    to_port     = 443
    cidr_blocks = ["INGRESS"]
  }
}
resource "aws_vpc_endpoint" "sqs" {
  vpc_id              = aws_vpc.v.id
  vpc_endpoint_type   = "Interface"
  service_name        = "com.amazonaws.eu-west-1.sqs"
  subnet_ids          = [aws_subnet.p.id]
  security_group_ids  = [aws_security_group.e.id]
  private_dns_enabled = DNS
}
"#;

const GATEWAY: &str = r#"
resource "aws_vpc_endpoint" "s3" {
  vpc_id          = aws_vpc.v.id
  service_name    = "com.amazonaws.eu-west-1.s3"
  route_table_ids = [aws_route_table.t.id]
}
"#;

const ACL: &str = r#"
resource "aws_network_acl" "a" {
  vpc_id     = aws_vpc.v.id
  subnet_ids = [aws_subnet.s.id]
  egress {
    rule_no    = 100
    action     = "allow"
    protocol   = "tcp"
    from_port  = 443
    to_port    = 443
    cidr_block = "0.0.0.0/0"
  }
  ingress {
    rule_no    = NUMBER
    action     = "allow"
    protocol   = "tcp"
    from_port  = 1024
    to_port    = 65535
    cidr_block = "0.0.0.0/0"
  }
  ingress {
    rule_no    = 50
    action     = "deny"
    protocol   = "-1"
    from_port  = 0
    to_port    = 0
    cidr_block = "0.0.0.0/0"
  }
}
"#;

/// The path of a workload to a service, with what carries it.
fn path(text: &str, from: &str, to: &str) -> String {
    let ask = Ask { from: Some(from.into()), to: Some(to.into()), ..Ask::default() };
    let rows = rows("main.tf", &text.replace("EGRESS", "0.0.0.0/0"), &ask);
    let [row] = &rows[..] else { panic!("{rows:?}") };
    match &row.via {
        Some(via) => format!("{} {via}", row.path),
        None => row.path.to_owned(),
    }
}

fn to(target: &str) -> String {
    ROUTE.replace("TARGET", target)
}

#[test]
fn default_routes_lead_where_their_targets_do() {
    let nat = |more: &str| NAT.replace("MORE", more) + &to("nat_gateway_id = aws_nat_gateway.n.id");
    let internet = to("gateway_id = aws_internet_gateway.i.id");
    for (added, wanted) in [
        (String::new(), "none"),
        (nat("") + PUBLIC, "nat aws_nat_gateway.n"),
        (nat(""), "none"),
        (nat("connectivity_type = \"private\"") + PUBLIC, "none"),
        (nat("availability_mode = \"regional\""), "nat aws_nat_gateway.n"),
        (internet.clone(), "none"),
        (to("transit_gateway_id = \"tgw-1\""), "external a transit gateway"),
        (to("vpc_peering_connection_id = \"pcx-1\""), "none"),
        (to("gateway_id = \"vgw-1\""), "external a virtual private gateway"),
        (to("core_network_arn = \"arn:x\""), "external a core network"),
        (to("network_interface_id = \"eni-1\""), "unknown"),
    ] {
        let text = format!("{NETWORK}{added}");
        assert_eq!(path(&text, "aws_lambda_function.f", "sqs"), wanted, "{added}");
    }
    // Routes for IPv6 and for networks on premises take none of it.
    let beside = nat("")
        + PUBLIC
        + "resource \"aws_route\" \"six\" {\n  route_table_id = aws_route_table.t.id\n  destination_ipv6_cidr_block = \"64:ff9b::/96\"\n  nat_gateway_id = aws_nat_gateway.n.id\n}\n"
        + "resource \"aws_route\" \"home\" {\n  route_table_id = aws_route_table.t.id\n  destination_cidr_block = \"172.20.0.0/16\"\n  transit_gateway_id = \"tgw-1\"\n}\n";
    assert_eq!(
        path(&format!("{NETWORK}{beside}"), "aws_lambda_function.f", "sqs"),
        "nat aws_nat_gateway.n"
    );
    // Who has a public address gets through an internet gateway.
    let text = format!("{NETWORK}{internet}");
    assert_eq!(path(&text, "aws_instance.public", "sqs"), "internet-gateway");
}

#[test]
fn gateway_endpoints_take_their_service_only() {
    let nat = NAT.replace("MORE", "") + PUBLIC + &to("nat_gateway_id = aws_nat_gateway.n.id");
    let text = format!("{NETWORK}{nat}{GATEWAY}");
    assert_eq!(path(&text, "aws_lambda_function.f", "s3"), "gateway-endpoint aws_vpc_endpoint.s3");
    assert_eq!(path(&text, "aws_lambda_function.f", "sqs"), "nat aws_nat_gateway.n");
    let missed = text.replace("[aws_route_table.t.id]", "[aws_route_table.p.id]");
    assert_eq!(path(&missed, "aws_lambda_function.f", "s3"), "nat aws_nat_gateway.n");
}

#[test]
fn private_dns_groups_and_acls_decide_about_interface_endpoints() {
    let endpoint = |dns: &str, ingress: &str| {
        format!("{NETWORK}{}", ENDPOINT.replace("DNS", dns).replace("INGRESS", ingress))
    };
    let sqs = |text: &str| path(text, "aws_lambda_function.f", "sqs");
    let open = endpoint("true", "10.0.0.0/16");
    assert_eq!(sqs(&open), "interface-endpoint aws_vpc_endpoint.sqs");
    assert_eq!(sqs(&endpoint("false", "10.0.0.0/16")), "none");
    assert_eq!(sqs(&endpoint("true", "10.0.9.0/24")), "blocked aws_security_group.e");
    assert_eq!(sqs(&open.replace("\"EGRESS\"", "\"10.9.0.0/16\"")), "blocked aws_security_group.g");
    assert_eq!(
        sqs(&open.replace("\"EGRESS\"", "\"10.0.0.0/24\"")),
        "interface-endpoint aws_vpc_endpoint.sqs"
    );
    // The lowest number that matches decides, and an ACL keeps no state.
    let acl = |number: &str| format!("{open}{}", ACL.replace("NUMBER", number));
    assert_eq!(sqs(&acl("40")), "interface-endpoint aws_vpc_endpoint.sqs");
    assert_eq!(sqs(&acl("60")), "blocked aws_network_acl.a");
}

/// What is not known of where a workload runs is the reason of each of its paths.
#[test]
fn the_fact_that_is_not_known_is_named() {
    let subnet = "subnet_ids         = [aws_subnet.s.id]";
    assert!(NETWORK.contains(subnet), "the function's subnet");
    for (is, reason) in [
        ("subnet_ids = [\"subnet-0123\"]", "the subnet `subnet-0123` is not in the code"),
        ("subnet_ids = [var.subnet]", "variable `subnet` has no value"),
        ("subnet_ids = [aws_subnet.of_theirs.id]", "variable `vpc` has no value"),
        ("subnet_ids = [aws_subnet.elsewhere.id]", "the VPC of the subnet is not in the code"),
    ] {
        let text = NETWORK.replace(subnet, is).replace("EGRESS", "0.0.0.0/0")
            + r#"
variable "subnet" { type = string }
variable "vpc" { type = string }
resource "aws_subnet" "of_theirs" { vpc_id = var.vpc }
resource "aws_subnet" "elsewhere" { vpc_id = "vpc-0123" }
"#;
        let system = Memory::default().with("code/main.tf", &text);
        let given = Given { region: Some("eu-west-1".into()), ..Given::default() };
        let options =
            Options { paths: vec!["code".into()], given, threads: Some(1), ..Options::default() };
        let from = Some("aws_lambda_function.f".into());
        let ask = Ask { from, to: Some("sqs".into()), ..Ask::default() };
        let sources = Sources::default();
        let (rows, _) = paths(&system, &sources, &Budget::default(), &options, &ask);
        let said: Vec<_> = rows.iter().map(|r| (r.path, r.family, r.reason.as_deref())).collect();
        assert_eq!(said, [("unknown", "ipv4", Some(reason))], "{is}");
    }
}

#[test]
fn each_hop_names_what_decides() {
    let text =
        format!("{NETWORK}{}", ENDPOINT.replace("DNS", "true").replace("INGRESS", "10.0.9.0/24"))
            .replace("EGRESS", "0.0.0.0/0");
    let from = Some("aws_lambda_function.f".into());
    let ask = Ask { from, to: Some("sqs".into()), ..Ask::default() };
    let rows = rows("main.tf", &text, &ask);
    let hops: Vec<_> = rows[0].hops.iter().map(|h| (h.step, h.verdict)).collect();
    let wanted = [
        ("name", "yes"),
        ("resolver", "yes"),
        ("address", "yes"),
        ("route", "yes"),
        ("group", "yes"),
        ("group", "no"),
    ];
    assert_eq!(hops, wanted);
    assert!(rows[0].hops.iter().all(|h| h.range.is_some()), "{:?}", rows[0].hops);
    let text = vpcelint_report::paths::render(&rows, true);
    assert!(text.contains("aws_lambda_function.f in aws_subnet.s -> sqs: blocked"), "{text}");
    let table = vpcelint_report::paths::render(&rows, false);
    assert!(table.starts_with("WORKLOAD") && table.lines().count() == 2, "{table}");
}

#[test]
fn both_languages_have_the_same_paths() {
    let folder = clean_path(&Path::new(env!("CARGO_MANIFEST_DIR")).join("../../testdata/parity"));
    let bare = |address: &str| match address.strip_prefix("aws_").and_then(|r| r.split_once('.')) {
        Some((_, name)) => name.to_owned(),
        None => address.to_owned(),
    };
    let [terraform, template] = ["main.tf", "template.yaml"].map(|name| {
        let text = std::fs::read_to_string(folder.join(name)).unwrap();
        let all = rows(name, &text, &Ask::default()).into_iter();
        let mut all: Vec<_> = all
            .map(|row| {
                let subnet = match &row.subnet {
                    Subnet::Is(address) => bare(address),
                    Subnet::Unknown { unknown } => unknown.clone(),
                };
                let via = row.via.as_deref().map(bare);
                let steps: Vec<_> = row.hops.iter().map(|h| (h.step, h.verdict)).collect();
                (bare(&row.workload), subnet, row.service, row.confidence, row.path, via, steps)
            })
            .collect();
        all.sort();
        all
    });
    assert_eq!(terraform, template);
    assert!(terraform.len() > 20, "{}", terraform.len());
}

#[test]
fn paths_through_nat_gateways_have_their_price() {
    let nat = NAT.replace("MORE", "") + PUBLIC + &to("nat_gateway_id = aws_nat_gateway.n.id");
    let text = format!("{NETWORK}{nat}").replace("EGRESS", "0.0.0.0/0");
    let system = Memory::default()
        .with("code/main.tf", &text)
        .with("traffic.csv", "who,service,gb\naws_subnet.s,sqs,1000\naws_subnet.p,sqs,5\n")
        .with("wrong.csv", "a,b\n")
        .with("prices.json", "{\"eu-west-1\": {\"nat_gb\": 0.02}}");
    let asked = |traffic: Option<&str>, prices: Option<&str>| {
        let given = Given::default();
        let options =
            Options { paths: vec!["code".into()], given, threads: Some(1), ..Options::default() };
        let figures = Figures { traffic: traffic.map(Into::into), prices: prices.map(Into::into) };
        let ask = Ask { figures, ..Ask::default() };
        let (sources, budget) = (Sources::default(), Budget::default());
        let (rows, notices) = paths(&system, &sources, &budget, &options, &ask);
        let cost = |service: &str| {
            let row = rows.iter().find(|r| r.service == service && r.path == "nat");
            row.and_then(|row| row.cost.clone())
        };
        (cost("sqs"), cost("s3"), notices)
    };
    let (sqs, s3, notices) = asked(None, None);
    assert_eq!(notices, []);
    // Ireland, one zone: 0.011 an hour, 0.048 and 0.010 a GB.
    let (sqs, s3) = (sqs.unwrap(), s3.unwrap());
    assert_eq!((sqs.zones, sqs.endpoint, sqs.confirmed), (1, Some("interface-endpoint"), true));
    assert_eq!(format!("{:.1}", sqs.break_even_gb.unwrap()), "211.3");
    assert_eq!((s3.endpoint, s3.break_even_gb), (Some("gateway-endpoint"), Some(0.0)));
    let (sqs, _, notices) = asked(Some("traffic.csv"), None);
    let traffic = sqs.unwrap().traffic.unwrap();
    let dollars = |amount: Option<f64>| format!("{:.2}", amount.unwrap());
    assert_eq!(
        (dollars(traffic.now), dollars(traffic.with_endpoint)),
        ("48.00".into(), "18.03".into())
    );
    // The other subnet has no workload.
    assert_eq!(notices.len(), 1, "{notices:?}");
    let (sqs, _, notices) = asked(None, Some("prices.json"));
    assert_eq!(notices, []);
    assert_eq!(format!("{:.1}", sqs.unwrap().break_even_gb.unwrap()), "803.0");
    for (traffic, prices) in
        [(Some("wrong.csv"), None), (Some("none.csv"), None), (None, Some("traffic.csv"))]
    {
        let (_, _, notices) = asked(traffic, prices);
        assert!(
            notices.iter().any(|n| n.gravity == vpcelint_source::Gravity::Error),
            "{notices:?}"
        );
    }
}
