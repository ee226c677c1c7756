//! The world as Terraform, with every value written out.

use std::fmt::Write as _;

use crate::network::{
    Acl, Entry, Group, Made, Peer, Protocol, Resolver, Rule, Table, Target, Vpc, World,
};

const START: &str = r#"provider "aws" { region = "eu-west-1" }
data "aws_prefix_list" "s3" { name = "com.amazonaws.eu-west-1.s3" }
resource "aws_iam_role" "r" {
  inline_policy {
    policy = jsonencode({ Statement = [{ Effect = "Allow", Action = ["sqs:SendMessage", "s3:GetObject", "dynamodb:GetItem"], Resource = "*" }] })
  }
}
resource "aws_iam_instance_profile" "r" { role = aws_iam_role.r.name }
"#;

/// The configuration.
pub(crate) fn write(world: &World) -> String {
    let mut out = Writer { world, text: START.to_owned() };
    for (index, vpc) in world.vpcs.iter().enumerate() {
        out.vpc(index, vpc);
    }
    out.subnets();
    for (index, table) in world.tables.iter().enumerate() {
        out.table(index, table);
    }
    for (index, group) in world.groups.iter().enumerate() {
        out.group(index, group);
    }
    for (index, acl) in world.acls.iter().enumerate() {
        out.acl(index, acl);
    }
    out.middles();
    out.gateways();
    out.interfaces();
    out.workloads();
    out.text
}

struct Writer<'a> {
    world: &'a World,
    text: String,
}

impl Writer<'_> {
    fn block(&mut self, kind: &str, name: &str, lines: &[String]) {
        let _ = writeln!(self.text, "resource \"{kind}\" \"{name}\" {{");
        for line in lines {
            let _ = writeln!(self.text, "  {line}");
        }
        self.text.push_str("}\n");
    }

    fn vpc(&mut self, index: usize, vpc: &Vpc) {
        let name = format!("v{index}");
        let mut lines = vec![format!("cidr_block = \"{}\"", vpc.cidrs[0].text())];
        // The defaults are left out.
        if !vpc.dns_support {
            lines.push("enable_dns_support = false".into());
        }
        if vpc.dns_hostnames {
            lines.push("enable_dns_hostnames = true".into());
        }
        self.block("aws_vpc", &name, &lines);
        let vpc_id = format!("vpc_id = aws_vpc.{name}.id");
        self.block("aws_internet_gateway", &name, std::slice::from_ref(&vpc_id));
        for (more, cidr) in vpc.cidrs[1..].iter().enumerate() {
            let lines = [vpc_id.clone(), format!("cidr_block = \"{}\"", cidr.text())];
            self.block("aws_vpc_ipv4_cidr_block_association", &format!("{name}_{more}"), &lines);
        }
        let server = match vpc.resolver {
            Resolver::Default => return,
            Resolver::Amazon => "AmazonProvidedDNS",
            Resolver::Own => "192.168.0.53",
        };
        let lines = [format!("domain_name_servers = [\"{server}\"]")];
        self.block("aws_vpc_dhcp_options", &name, &lines);
        let options = format!("dhcp_options_id = aws_vpc_dhcp_options.{name}.id");
        self.block("aws_vpc_dhcp_options_association", &name, &[vpc_id, options]);
    }

    fn subnets(&mut self) {
        let world = self.world;
        for (index, subnet) in world.subnets.iter().enumerate() {
            let name = format!("s{index}");
            let mut lines = vec![
                format!("vpc_id = aws_vpc.v{}.id", subnet.vpc),
                format!("cidr_block = \"{}\"", subnet.cidr.text()),
            ];
            if subnet.maps_public {
                lines.push("map_public_ip_on_launch = true".into());
            }
            self.block("aws_subnet", &name, &lines);
            let subnet_id = format!("subnet_id = aws_subnet.{name}.id");
            if let Some(table) = subnet.table {
                let table = format!("route_table_id = {}.id", world.table_address(table));
                let lines = [subnet_id.clone(), table];
                self.block("aws_route_table_association", &name, &lines);
            }
            if let Some(acl) = subnet.acl
                && world.style.separate_associations
            {
                let acl = format!("network_acl_id = {}.id", world.acl_address(acl));
                self.block("aws_network_acl_association", &name, &[subnet_id, acl]);
            }
        }
    }

    fn target(&self, vpc: usize, target: Target) -> String {
        match target {
            Target::InternetGateway => format!("gateway_id = aws_internet_gateway.v{vpc}.id"),
            Target::Nat(nat) => format!("nat_gateway_id = aws_nat_gateway.n{nat}.id"),
            Target::Appliance(index) => {
                format!("network_interface_id = aws_instance.p{index}.primary_network_interface_id")
            }
            Target::TransitGateway => "transit_gateway_id = \"tgw-0123456789abcdef0\"".into(),
            Target::VirtualPrivateGateway => "gateway_id = \"vgw-0123456789abcdef0\"".into(),
            Target::Peering => "vpc_peering_connection_id = \"pcx-0123456789abcdef0\"".into(),
        }
    }

    fn table(&mut self, index: usize, table: &Table) {
        let name = format!("t{index}");
        let vpc = table.vpc;
        let adopted = table.made == Made::Adopted;
        let inside = adopted || !self.world.style.separate_routes;
        let mut lines = vec![if adopted {
            format!("default_route_table_id = aws_vpc.v{vpc}.default_route_table_id")
        } else {
            format!("vpc_id = aws_vpc.v{vpc}.id")
        }];
        if table.made == Made::WithVpc {
            assert!(table.routes.is_empty());
            return;
        }
        let routes: Vec<_> =
            table.routes.iter().map(|(to, t)| (to.text(), self.target(vpc, *t))).collect();
        if inside {
            for (to, target) in &routes {
                lines.push(format!("route {{\n    cidr_block = \"{to}\"\n    {target}\n  }}"));
            }
        }
        if table.six && inside {
            lines.push(format!("route {{\n    ipv6_cidr_block = \"::/0\"\n    egress_only_gateway_id = aws_egress_only_internet_gateway.{name}.id\n  }}"));
        }
        let kind = if adopted { "aws_default_route_table" } else { "aws_route_table" };
        self.block(kind, &name, &lines);
        if table.six {
            let lines = [format!("vpc_id = aws_vpc.v{vpc}.id")];
            self.block("aws_egress_only_internet_gateway", &name, &lines);
        }
        let id = format!("route_table_id = aws_route_table.{name}.id");
        if !inside {
            for (number, (to, target)) in routes.into_iter().enumerate() {
                let lines = [id.clone(), format!("destination_cidr_block = \"{to}\""), target];
                self.block("aws_route", &format!("{name}_{number}"), &lines);
            }
        }
        if table.made == Made::OwnMain {
            let lines = [format!("vpc_id = aws_vpc.v{vpc}.id"), id];
            self.block("aws_main_route_table_association", &name, &lines);
        }
    }

    /// The id of a group, as others name it.
    fn group_id(&self, group: usize) -> String {
        let Group { made, vpc, .. } = self.world.groups[group];
        match made {
            Made::WithVpc => format!("aws_vpc.v{vpc}.default_security_group_id"),
            _ => format!("{}.id", self.world.group_address(group)),
        }
    }

    fn list_id(&self, vpc: usize) -> String {
        // With an instance in a route there would be a cycle: group, endpoint, table, instance.
        let of_endpoint = self.world.style.list_of_endpoint && self.world.appliances.is_empty();
        match self.world.s3_gateway(vpc) {
            Some(gateway) if of_endpoint => {
                format!("aws_vpc_endpoint.e{gateway}.prefix_list_id")
            }
            _ => "data.aws_prefix_list.s3.id".into(),
        }
    }

    fn group(&mut self, index: usize, group: &Group) {
        if group.made == Made::WithVpc {
            return;
        }
        let adopted = group.made == Made::Adopted;
        let inside = adopted || self.world.style.rules == 0;
        let mut lines = vec![format!("vpc_id = aws_vpc.v{}.id", group.vpc)];
        let directions = [("ingress", &group.ingress), ("egress", &group.egress)];
        if inside {
            for (direction, rules) in directions {
                for rule in rules {
                    let (from, to) = group_ports(rule);
                    let peer = match rule.peer {
                        Peer::Block(cidr) => format!("cidr_blocks = [\"{}\"]", cidr.text()),
                        Peer::Group(g) => format!("security_groups = [{}]", self.group_id(g)),
                        Peer::Itself => "self = true".into(),
                        Peer::S3 => format!("prefix_list_ids = [{}]", self.list_id(group.vpc)),
                    };
                    let protocol = protocol(rule.protocol);
                    lines.push(format!("{direction} {{\n    protocol = \"{protocol}\"\n    from_port = {from}\n    to_port = {to}\n    {peer}\n  }}"));
                }
            }
        }
        let kind = if adopted { "aws_default_security_group" } else { "aws_security_group" };
        self.block(kind, &format!("g{index}"), &lines);
        if inside {
            return;
        }
        for (direction, rules) in directions {
            for (number, rule) in rules.iter().enumerate() {
                let name = format!("g{index}_{direction}_{number}");
                self.separate_rule(&name, direction, index, group.vpc, rule);
            }
        }
    }

    fn separate_rule(&mut self, name: &str, way: &str, group: usize, vpc: usize, rule: &Rule) {
        let (from, to) = group_ports(rule);
        let old = self.world.style.rules == 1;
        let mut lines = vec![format!("security_group_id = aws_security_group.g{group}.id")];
        let protocol = protocol(rule.protocol);
        lines.push(if old {
            format!("protocol = \"{protocol}\"")
        } else {
            format!("ip_protocol = \"{protocol}\"")
        });
        if old || protocol != "-1" {
            lines.push(format!("from_port = {from}"));
            lines.push(format!("to_port = {to}"));
        }
        lines.push(match (rule.peer, old) {
            (Peer::Block(cidr), true) => format!("cidr_blocks = [\"{}\"]", cidr.text()),
            (Peer::Block(cidr), false) => format!("cidr_ipv4 = \"{}\"", cidr.text()),
            (Peer::Group(g), true) => format!("source_security_group_id = {}", self.group_id(g)),
            (Peer::Group(g), false) => {
                format!("referenced_security_group_id = {}", self.group_id(g))
            }
            (Peer::Itself, true) => "self = true".into(),
            (Peer::Itself, false) => {
                format!("referenced_security_group_id = aws_security_group.g{group}.id")
            }
            (Peer::S3, true) => format!("prefix_list_ids = [{}]", self.list_id(vpc)),
            (Peer::S3, false) => format!("prefix_list_id = {}", self.list_id(vpc)),
        });
        if old {
            lines.push(format!("type = \"{way}\""));
            self.block("aws_security_group_rule", name, &lines);
        } else {
            self.block(&format!("aws_vpc_security_group_{way}_rule"), name, &lines);
        }
    }

    fn acl(&mut self, index: usize, acl: &Acl) {
        if acl.made == Made::WithVpc {
            return;
        }
        let world = self.world;
        let adopted = acl.made == Made::Adopted;
        let inside = adopted || !world.style.separate_entries;
        let mut lines = vec![if adopted {
            format!("default_network_acl_id = aws_vpc.v{}.default_network_acl_id", acl.vpc)
        } else {
            format!("vpc_id = aws_vpc.v{}.id", acl.vpc)
        }];
        let subnets = world.subnets.iter().enumerate().filter(|(_, s)| s.acl == Some(index));
        let subnets: Vec<_> = subnets.map(|(s, _)| format!("aws_subnet.s{s}.id")).collect();
        if !adopted && !world.style.separate_associations && !subnets.is_empty() {
            lines.push(format!("subnet_ids = [{}]", subnets.join(", ")));
        }
        let directions = [("ingress", &acl.inbound), ("egress", &acl.outbound)];
        if inside {
            for (direction, entries) in directions {
                for entry in entries {
                    let Entry { number, .. } = entry;
                    lines.push(format!(
                        "{direction} {{\n    rule_no = {number}\n    action = \"{}\"\n    {}\n  }}",
                        if entry.allow { "allow" } else { "deny" },
                        entry_body(entry).join("\n    ")
                    ));
                }
            }
        }
        let kind = if adopted { "aws_default_network_acl" } else { "aws_network_acl" };
        self.block(kind, &format!("a{index}"), &lines);
        if inside {
            return;
        }
        for (direction, entries) in directions {
            for entry in entries {
                let Entry { number, allow, .. } = entry;
                let mut lines = vec![
                    format!("network_acl_id = aws_network_acl.a{index}.id"),
                    format!("rule_number = {number}"),
                    format!("egress = {}", direction == "egress"),
                    format!("rule_action = \"{}\"", if *allow { "allow" } else { "deny" }),
                ];
                lines.extend(entry_body(entry));
                let name = format!("a{index}_{direction}_{number}");
                self.block("aws_network_acl_rule", &name, &lines);
            }
        }
    }

    fn middles(&mut self) {
        let world = self.world;
        for (index, nat) in world.nats.iter().enumerate() {
            let mut lines = match nat.subnet {
                Some(subnet) => vec![format!("subnet_id = aws_subnet.s{subnet}.id")],
                None => vec![
                    "availability_mode = \"regional\"".into(),
                    format!("vpc_id = aws_vpc.v{}.id", nat.vpc),
                ],
            };
            if nat.public && nat.subnet.is_some() {
                lines.push(format!("allocation_id = aws_eip.n{index}.id"));
                self.block("aws_eip", &format!("n{index}"), &[]);
            }
            if !nat.public {
                lines.push("connectivity_type = \"private\"".into());
            }
            self.block("aws_nat_gateway", &format!("n{index}"), &lines);
        }
        for (index, appliance) in world.appliances.iter().enumerate() {
            let mut lines = vec![
                format!("subnet_id = aws_subnet.s{}.id", appliance.subnet),
                format!("associate_public_ip_address = {}", appliance.public),
            ];
            if !appliance.checks_source {
                lines.push("source_dest_check = false".into());
            }
            if !appliance.groups.is_empty() {
                let groups = self.group_ids(&appliance.groups);
                lines.push(format!("vpc_security_group_ids = [{groups}]"));
            }
            self.block("aws_instance", &format!("p{index}"), &lines);
        }
    }

    fn group_ids(&self, groups: &[usize]) -> String {
        groups.iter().map(|g| self.group_id(*g)).collect::<Vec<_>>().join(", ")
    }

    fn gateways(&mut self) {
        let world = self.world;
        for (index, gateway) in world.gateways.iter().enumerate() {
            let mut lines = vec![
                format!("vpc_id = aws_vpc.v{}.id", gateway.vpc),
                format!("service_name = \"com.amazonaws.eu-west-1.{}\"", gateway.service.name()),
            ];
            let table_id = |table: usize| match world.tables[table].made {
                Made::WithVpc => format!("aws_vpc.v{}.main_route_table_id", gateway.vpc),
                _ => format!("{}.id", world.table_address(table)),
            };
            let tables: Vec<_> = gateway.tables.iter().map(|t| table_id(*t)).collect();
            if !world.style.separate_associations {
                lines.push(format!("route_table_ids = [{}]", tables.join(", ")));
            }
            self.block("aws_vpc_endpoint", &format!("e{index}"), &lines);
            if world.style.separate_associations {
                for (number, table) in tables.iter().enumerate() {
                    let lines = [
                        format!("vpc_endpoint_id = aws_vpc_endpoint.e{index}.id"),
                        format!("route_table_id = {table}"),
                    ];
                    let kind = "aws_vpc_endpoint_route_table_association";
                    self.block(kind, &format!("e{index}_{number}"), &lines);
                }
            }
        }
    }

    fn interfaces(&mut self) {
        let world = self.world;
        for (index, endpoint) in world.interfaces.iter().enumerate() {
            let subnets: Vec<_> =
                endpoint.subnets.iter().map(|s| format!("aws_subnet.s{s}.id")).collect();
            let mut lines = vec![
                format!("vpc_id = aws_vpc.v{}.id", endpoint.vpc),
                format!("service_name = \"com.amazonaws.eu-west-1.{}\"", endpoint.service.name()),
                "vpc_endpoint_type = \"Interface\"".into(),
                format!("subnet_ids = [{}]", subnets.join(", ")),
                format!("private_dns_enabled = {}", endpoint.private_dns),
            ];
            if !endpoint.groups.is_empty() {
                lines.push(format!("security_group_ids = [{}]", self.group_ids(&endpoint.groups)));
            }
            if let Some(only) = endpoint.inbound_only {
                lines.push(format!("dns_options {{\n    private_dns_only_for_inbound_resolver_endpoint = {only}\n  }}"));
            }
            self.block("aws_vpc_endpoint", &format!("i{index}"), &lines);
        }
    }

    fn workloads(&mut self) {
        let world = self.world;
        for (index, workload) in world.workloads.iter().enumerate() {
            let name = format!("w{index}");
            let groups = self.group_ids(&workload.groups);
            let subnets: Vec<_> =
                workload.subnets.iter().map(|s| format!("aws_subnet.s{s}.id")).collect();
            if workload.function {
                let lines = [
                    "role = aws_iam_role.r.arn".to_owned(),
                    format!(
                        "vpc_config {{\n    subnet_ids = [{}]\n    security_group_ids = [{groups}]\n  }}",
                        subnets.join(", ")
                    ),
                ];
                self.block("aws_lambda_function", &name, &lines);
                continue;
            }
            let mut lines = vec![
                format!("subnet_id = {}", subnets[0]),
                "iam_instance_profile = aws_iam_instance_profile.r.name".into(),
            ];
            if !workload.groups.is_empty() {
                lines.push(format!("vpc_security_group_ids = [{groups}]"));
            }
            if let Some(public) = workload.public {
                lines.push(format!("associate_public_ip_address = {public}"));
            }
            self.block("aws_instance", &name, &lines);
        }
    }
}

fn protocol(protocol: Protocol) -> &'static str {
    match protocol {
        Protocol::All => "-1",
        Protocol::Tcp => "tcp",
        Protocol::Six => "6",
        Protocol::Udp => "udp",
        Protocol::Icmp => "icmp",
        Protocol::Fifty => "50",
    }
}

/// Terraform wants no range where there are no ports, and types where it is ICMP.
fn group_ports(rule: &Rule) -> (i32, i32) {
    match rule.protocol {
        Protocol::All | Protocol::Fifty => (0, 0),
        Protocol::Icmp => (-1, -1),
        _ => (rule.ports.0.into(), rule.ports.1.into()),
    }
}

fn entry_body(entry: &Entry) -> Vec<String> {
    let (from, to) = match entry.protocol {
        Protocol::Tcp | Protocol::Six | Protocol::Udp => entry.ports,
        _ => (0, 0),
    };
    vec![
        format!("protocol = \"{}\"", protocol(entry.protocol)),
        format!("from_port = {from}"),
        format!("to_port = {to}"),
        format!("cidr_block = \"{}\"", entry.cidr.text()),
    ]
}
