//! The world as Terraform, with every value written out.

mod far;
mod filters;

use std::fmt::Write as _;

use crate::network::{Made, Resolver, Table, Target, Vpc, World};

const START: &str = r#"provider "aws" { region = "eu-west-1" }
data "aws_prefix_list" "s3" { name = "com.amazonaws.eu-west-1.s3" }
resource "aws_iam_role" "r" {
  inline_policy {
    policy = jsonencode({ Statement = [{ Effect = "Allow", Action = ["sqs:SendMessage", "s3:GetObject", "dynamodb:GetItem", "cassandra:Select"], Resource = "*" }] })
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
    if world.style.listed_blocks {
        out.lists();
    }
    out.middles();
    out.gateways();
    out.interfaces();
    out.far();
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
            if let Some(zone) = subnet.zone {
                lines.push(format!("availability_zone = \"eu-west-1{zone}\""));
            }
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
            Target::Transit => "transit_gateway_id = aws_ec2_transit_gateway.t.id".into(),
            Target::Peer(peer) => {
                format!("vpc_peering_connection_id = aws_vpc_peering_connection.x{peer}.id")
            }
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
            lines.extend(gateway.policy.as_ref().map(far::policy));
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
            lines.extend(endpoint.policy.as_ref().map(far::policy));
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
