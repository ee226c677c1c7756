//! Subnets without IPv4: all combinations of what decides about them, each answered by what the guides say
//! of names, DNS64, NAT64 and gateways of IPv6.

use crate::compare::{brief, rows};

/// What one combination is made of.
#[derive(Debug, Clone, Copy)]
struct Six {
    dns_support: bool,
    dns64: bool,
    /// An endpoint of Lambda with private DNS: none, with IPv4, with both.
    endpoint: u8,
    /// A gateway endpoint of S3: none, with IPv4, with both.
    gateway: u8,
    /// Where the route for all of IPv6 leads: nowhere, to an egress-only or to an internet gateway, to the
    /// NAT gateway.
    default: u8,
    /// Where that for 64:ff9b::/96 leads: nowhere, to the NAT gateway, to an egress-only one.
    translated: u8,
    /// Whether groups let out to all of IPv6, else to all of IPv4.
    group: bool,
    /// What the network ACLs of the workload's subnet and of the NAT gateway's let through.
    acl: Filter,
    acl_of_nat: Filter,
}

#[derive(Debug, Clone, Copy, PartialEq)]
enum Filter {
    Both,
    Six,
    Four,
}

const FILTERS: [Filter; 3] = [Filter::Both, Filter::Six, Filter::Four];

fn all() -> Vec<Six> {
    let mut all = Vec::new();
    let filters = FILTERS.iter().flat_map(|a| FILTERS.iter().map(move |b| (*a, *b)));
    let filters: Vec<_> = filters.collect();
    for number in 0..2 * 2 * 3 * 4 * 3 * 2 {
        let part = |divisor: usize, of: usize| u8::try_from(number / divisor % of).unwrap();
        let one = Six {
            dns_support: part(1, 2) == 0,
            dns64: part(2, 2) == 0,
            endpoint: part(4, 3),
            gateway: part(5, 3),
            default: part(12, 4),
            translated: part(48, 3),
            group: part(144, 2) == 0,
            acl: Filter::Both,
            acl_of_nat: Filter::Both,
        };
        // Filters matter only where there is a way: two of their combinations for each.
        for offset in [0, number] {
            let (acl, acl_of_nat) = filters[offset % filters.len()];
            all.push(Six { acl, acl_of_nat, ..one });
        }
    }
    all
}

fn acl(name: &str, subnet: &str, filter: Filter) -> String {
    let mut text = format!(
        "resource \"aws_network_acl\" \"{name}\" {{\n  vpc_id = aws_vpc.v.id\n  subnet_ids = [aws_subnet.{subnet}.id]\n"
    );
    for direction in ["ingress", "egress"] {
        for (number, six) in [(1, true), (2, false)] {
            if filter == if six { Filter::Four } else { Filter::Six } {
                continue;
            }
            let block =
                if six { "ipv6_cidr_block = \"::/0\"" } else { "cidr_block = \"0.0.0.0/0\"" };
            text += &format!(
                "  {direction} {{\n    rule_no = {number}\n    action = \"allow\"\n    protocol = \"-1\"\n    from_port = 0\n    to_port = 0\n    {block}\n  }}\n"
            );
        }
    }
    text + "}\n"
}

impl Six {
    fn text(self) -> String {
        let gateway = |to: u8| match to {
            1 => Some("egress_only_gateway_id = aws_egress_only_internet_gateway.o.id"),
            2 => Some("gateway_id = aws_internet_gateway.v.id"),
            3 => Some("nat_gateway_id = aws_nat_gateway.n.id"),
            _ => None,
        };
        let translated = [0, 3, 1][usize::from(self.translated)];
        let routes = [("::/0", gateway(self.default)), ("64:ff9b::/96", gateway(translated))];
        let routes = routes.into_iter().filter_map(|(to, gateway)| {
            Some(format!("  route {{\n    ipv6_cidr_block = \"{to}\"\n    {}\n  }}\n", gateway?))
        });
        let routes: String = routes.collect();
        let group = match self.group {
            true => "ipv6_cidr_blocks = [\"::/0\"]",
            false => "cidr_blocks = [\"0.0.0.0/0\"]",
        };
        let kind = if self.endpoint == 2 { "dualstack" } else { "ipv4" };
        let endpoint = match self.endpoint {
            0 => String::new(),
            _ => format!(
                "resource \"aws_vpc_endpoint\" \"e\" {{\n  vpc_id = aws_vpc.v.id\n  service_name = \"com.amazonaws.eu-west-1.lambda\"\n  vpc_endpoint_type = \"Interface\"\n  ip_address_type = \"{kind}\"\n  subnet_ids = [aws_subnet.out.id]\n  security_group_ids = [aws_security_group.e.id]\n  private_dns_enabled = true\n}}\n"
            ),
        };
        let kind = if self.gateway == 2 { "dualstack" } else { "ipv4" };
        let gateway = match self.gateway {
            0 => String::new(),
            _ => format!(
                "resource \"aws_vpc_endpoint\" \"g\" {{\n  vpc_id = aws_vpc.v.id\n  service_name = \"com.amazonaws.eu-west-1.s3\"\n  ip_address_type = \"{kind}\"\n  route_table_ids = [aws_route_table.work.id]\n}}\n"
            ),
        };
        let (dns64, support) = (self.dns64, self.dns_support);
        let acls = acl("work", "work", self.acl) + &acl("out", "out", self.acl_of_nat);
        format!(
            r#"provider "aws" {{ region = "eu-west-1" }}
resource "aws_vpc" "v" {{
  cidr_block = "10.0.0.0/16"
  assign_generated_ipv6_cidr_block = true
  enable_dns_hostnames = true
  enable_dns_support = {support}
}}
resource "aws_internet_gateway" "v" {{ vpc_id = aws_vpc.v.id }}
resource "aws_egress_only_internet_gateway" "o" {{ vpc_id = aws_vpc.v.id }}
resource "aws_subnet" "out" {{
  vpc_id = aws_vpc.v.id
  cidr_block = "10.0.0.0/24"
}}
resource "aws_route_table" "out" {{
  vpc_id = aws_vpc.v.id
  route {{
    cidr_block = "0.0.0.0/0"
    gateway_id = aws_internet_gateway.v.id
  }}
}}
resource "aws_route_table_association" "out" {{
  subnet_id = aws_subnet.out.id
  route_table_id = aws_route_table.out.id
}}
resource "aws_nat_gateway" "n" {{ subnet_id = aws_subnet.out.id }}
resource "aws_subnet" "work" {{
  vpc_id = aws_vpc.v.id
  ipv6_native = true
  enable_dns64 = {dns64}
}}
resource "aws_route_table" "work" {{
  vpc_id = aws_vpc.v.id
{routes}}}
resource "aws_route_table_association" "work" {{
  subnet_id = aws_subnet.work.id
  route_table_id = aws_route_table.work.id
}}
resource "aws_security_group" "work" {{
  vpc_id = aws_vpc.v.id
  egress {{
    protocol = "tcp"
    from_port = 443
    to_port = 443
    {group}
  }}
}}
resource "aws_security_group" "e" {{
  vpc_id = aws_vpc.v.id
  ingress {{
    protocol = "tcp"
    from_port = 443
    to_port = 443
    ipv6_cidr_blocks = ["::/0"]
  }}
}}
resource "aws_iam_role" "r" {{
  inline_policy {{
    policy = jsonencode({{ Statement = [{{ Effect = "Allow", Action = ["lambda:InvokeFunction", "s3:GetObject"], Resource = "*" }}] }})
  }}
}}
resource "aws_iam_instance_profile" "r" {{ role = aws_iam_role.r.name }}
resource "aws_instance" "w" {{
  subnet_id = aws_subnet.work.id
  vpc_security_group_ids = [aws_security_group.work.id]
  iam_instance_profile = aws_iam_instance_profile.r.name
}}
{acls}{endpoint}{gateway}"#
        )
    }

    /// The path and those who may refuse.
    fn answer(self, service: &str) -> (&'static str, Vec<&'static str>) {
        // The VPC's own server is who answers, and who translates.
        if !self.dns_support {
            return ("none", vec![]);
        }
        let endpoint = if service == "lambda" { self.endpoint } else { 0 };
        let (path, middle) = match (endpoint, self.dns64) {
            (2, _) => ("interface-endpoint", true),
            // Behind a NAT gateway there may be the endpoint, by its addresses of IPv4.
            (1, true) => return ("unknown", vec![]),
            // The made-up addresses are in 64:ff9b::/96, which only a NAT gateway takes.
            (_, true) => match (self.translated, self.default) {
                (1, _) | (0, 3) => ("nat", true),
                _ => return ("none", vec![]),
            },
            // The name with addresses of IPv6, which no NAT gateway translates.
            (_, false) if service == "s3" && self.gateway == 2 => ("gateway-endpoint", false),
            (_, false) => match self.default {
                1 => ("egress-only-internet-gateway", false),
                2 => ("internet-gateway", false),
                _ => return ("none", vec![]),
            },
        };
        let mut refusing = Vec::new();
        if !self.group {
            refusing.push("aws_security_group.work");
        }
        if self.acl == Filter::Four {
            refusing.push("aws_network_acl.work");
        }
        let needed: &[Filter] =
            if path == "nat" { &[Filter::Both] } else { &[Filter::Both, Filter::Six] };
        if middle && !needed.contains(&self.acl_of_nat) {
            refusing.push("aws_network_acl.out");
        }
        (path, refusing)
    }
}

#[test]
fn without_ipv4_names_and_routes_decide() {
    let mut blocked = 0;
    for six in all() {
        let text = six.text();
        let (rows, notices) = rows(&text);
        assert!(notices.is_empty(), "{notices:#?}\n{text}");
        for service in ["lambda", "s3"] {
            let row = rows.iter().find(|row| row.service == service).unwrap();
            let (path, refusing) = six.answer(service);
            let said = match row.path {
                "blocked" => refusing.iter().any(|r| Some(*r) == row.via.as_deref()),
                said => said == path && refusing.is_empty(),
            };
            assert!(said, "{six:?}: {path} {refusing:?}: {}\n{text}", brief(row));
            blocked += usize::from(row.path == "blocked");
        }
    }
    assert!(blocked > 100, "{blocked}");
}
