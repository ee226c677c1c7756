//! Groups and ACLs as Terraform, in each of the ways in which they can be written.

use super::Writer;
use crate::network::{Acl, Cidr, Entry, Group, Made, Peer, Protocol, Rule};

impl Writer<'_> {
    /// The id of a group, as others name it.
    pub(super) fn group_id(&self, group: usize) -> String {
        let Group { made, vpc, .. } = self.world.groups[group];
        match made {
            Made::WithVpc => format!("aws_vpc.v{vpc}.default_security_group_id"),
            _ => format!("{}.id", self.world.group_address(group)),
        }
    }

    /// A block as a rule names it.
    fn block_of(&self, vpc: usize, cidr: Cidr, attribute: &str) -> String {
        let style = self.world.style;
        let one = attribute == "cidr_ipv4";
        if style.listed_blocks {
            let list = format!("aws_ec2_managed_prefix_list.{}.id", list_name(cidr));
            return if one {
                format!("prefix_list_id = {list}")
            } else {
                format!("prefix_list_ids = [{list}]")
            };
        }
        let block = if style.named_blocks && cidr == self.world.vpcs[vpc].cidrs[0] {
            format!("aws_vpc.v{vpc}.cidr_block")
        } else {
            format!("\"{}\"", cidr.text())
        };
        if one { format!("{attribute} = {block}") } else { format!("{attribute} = [{block}]") }
    }

    /// The lists of one block each that rules name.
    pub(super) fn lists(&mut self) {
        let rules = self.world.groups.iter().flat_map(|g| g.ingress.iter().chain(&g.egress));
        let blocks = rules.filter_map(|rule| match rule.peer {
            Peer::Block(cidr) => Some(cidr),
            _ => None,
        });
        for cidr in blocks.collect::<std::collections::BTreeSet<_>>() {
            let lines = [
                "address_family = \"IPv4\"".into(),
                "max_entries = 1".into(),
                format!("entry {{\n    cidr = \"{}\"\n  }}", cidr.text()),
            ];
            self.block("aws_ec2_managed_prefix_list", &list_name(cidr), &lines);
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

    pub(super) fn group(&mut self, index: usize, group: &Group) {
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
                        Peer::Block(cidr) => self.block_of(group.vpc, cidr, "cidr_blocks"),
                        Peer::Six => "ipv6_cidr_blocks = [\"::/0\"]".into(),
                        Peer::Group(g) => format!("security_groups = [{}]", self.group_id(g)),
                        Peer::Elsewhere => format!("security_groups = [{ELSEWHERE}]"),
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
            (Peer::Block(cidr), true) => self.block_of(vpc, cidr, "cidr_blocks"),
            (Peer::Block(cidr), false) => self.block_of(vpc, cidr, "cidr_ipv4"),
            (Peer::Six, true) => "ipv6_cidr_blocks = [\"::/0\"]".into(),
            (Peer::Six, false) => "cidr_ipv6 = \"::/0\"".into(),
            (Peer::Elsewhere, true) => format!("source_security_group_id = {ELSEWHERE}"),
            (Peer::Elsewhere, false) => format!("referenced_security_group_id = {ELSEWHERE}"),
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

    pub(super) fn acl(&mut self, index: usize, acl: &Acl) {
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
}

/// A group of another account.
const ELSEWHERE: &str = "\"123456789012/sg-0123456789abcdef0\"";

fn list_name(cidr: Cidr) -> String {
    format!("l{}", cidr.text().replace(['.', '/'], "_"))
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
        if entry.six {
            "ipv6_cidr_block = \"::/0\"".into()
        } else {
            format!("cidr_block = \"{}\"", entry.cidr.text())
        },
    ]
}
