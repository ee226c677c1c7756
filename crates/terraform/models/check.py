#!/usr/bin/env python3
"""Compares a model with the module that it stands for, as vpcelint evaluates both.

    check.py BINARY MODEL REAL [--count N] [--seed N] [--examples]

MODEL is a folder such as `.../vpc/aws/v6` or `.../vpc/aws/v6/modules/vpc-endpoints`, REAL the same
folder of a checkout of the module at the newest release of that major version. Three things are done:

1. Surface: each variable of the module exists in the model with the same default (a model may leave
   out parts of `rules` and `auto_groups` that nothing reads), and each output exists.
2. Random calls: `--count` sets of arguments, chosen by `--seed`, are given to both. Values that are not
   known before deployment are among them.
3. With `--examples`: each folder of the module's `examples` is evaluated with both.

A call is equal if all resources of the types that the model has stand at the same addresses with the
same certainty of existence, if each attribute that the model sets or that vpcelint's network reads
(`READS`) has the same value, and if all outputs are equal. Only the words of why something is unknown
may differ. The first differences are printed with their arguments, and the exit status is then 1.
"""

import argparse
import json
import random
import re
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

ROOTS_PER_RUN = 20
SHOWN = 5

# What vpcelint reads of the types that models have, after `READS` in crates/aws/src.
RULE = (
    "type security_group_id protocol ip_protocol from_port to_port cidr_blocks ipv6_cidr_blocks cidr_ipv4 "
    "cidr_ipv6 prefix_list_ids prefix_list_id source_security_group_id referenced_security_group_id self"
)
READS = {
    "aws_vpc": "cidr_block enable_dns_support enable_dns_hostnames",
    "aws_default_vpc": "enable_dns_support enable_dns_hostnames",
    "aws_vpc_ipv4_cidr_block_association": "vpc_id cidr_block",
    "aws_vpc_dhcp_options_association": "vpc_id dhcp_options_id",
    "aws_vpc_dhcp_options": "domain_name_servers",
    "aws_subnet": "vpc_id cidr_block availability_zone availability_zone_id map_public_ip_on_launch ipv6_native",
    "aws_route_table": "vpc_id route propagating_vgws",
    "aws_default_route_table": "default_route_table_id route propagating_vgws",
    "aws_route": "route_table_id destination_cidr_block destination_ipv6_cidr_block destination_prefix_list_id "
    "gateway_id nat_gateway_id transit_gateway_id vpc_peering_connection_id egress_only_gateway_id "
    "network_interface_id instance_id vpc_endpoint_id core_network_arn local_gateway_id carrier_gateway_id",
    "aws_route_table_association": "subnet_id route_table_id gateway_id",
    "aws_main_route_table_association": "vpc_id route_table_id",
    "aws_vpn_gateway_route_propagation": "route_table_id",
    "aws_internet_gateway": "vpc_id",
    "aws_egress_only_internet_gateway": "vpc_id",
    "aws_vpn_gateway": "vpc_id",
    "aws_ec2_transit_gateway": "",
    "aws_vpc_peering_connection": "vpc_id",
    "aws_nat_gateway": "subnet_id connectivity_type availability_mode vpc_id",
    "aws_vpc_endpoint": "vpc_endpoint_type service_name vpc_id route_table_ids subnet_ids security_group_ids "
    "private_dns_enabled dns_options policy service_region",
    "aws_vpc_endpoint_route_table_association": "vpc_endpoint_id route_table_id",
    "aws_vpc_endpoint_subnet_association": "vpc_endpoint_id subnet_id",
    "aws_vpc_endpoint_security_group_association": "vpc_endpoint_id security_group_id replace_default_association",
    "aws_vpc_endpoint_policy": "vpc_endpoint_id policy",
    "data.aws_vpc_endpoint": "vpc_id service_name",
    "data.aws_vpc_endpoint_service": "service service_name",
    "aws_security_group": "vpc_id ingress egress",
    "aws_default_security_group": "vpc_id ingress egress",
    "aws_security_group_rule": RULE,
    "aws_vpc_security_group_ingress_rule": RULE,
    "aws_vpc_security_group_egress_rule": RULE,
    "aws_network_acl": "vpc_id subnet_ids ingress egress",
    "aws_default_network_acl": "default_network_acl_id subnet_ids ingress egress",
    "aws_network_acl_rule": "network_acl_id rule_number rule_action egress protocol cidr_block ipv6_cidr_block "
    "from_port to_port",
    "aws_network_acl_association": "network_acl_id subnet_id",
    "aws_iam_role": "name inline_policy managed_policy_arns",
    "aws_iam_role_policy": "role policy",
    "aws_iam_policy": "policy roles",
    "aws_iam_role_policy_attachment": "role policy_arn",
    "aws_iam_policy_attachment": "roles policy_arn",
    "aws_iam_instance_profile": "name role",
    "data.aws_iam_policy_document": "statement source_policy_documents override_policy_documents",
    "data.aws_iam_policy": "arn name",
    "aws_db_subnet_group": "subnet_ids",
    "aws_elasticache_subnet_group": "subnet_ids",
    "aws_lb": "subnets subnet_mapping",
    "aws_lambda_function": "vpc_config role",
    "aws_ecs_service": "network_configuration launch_type capacity_provider_strategy task_definition "
    "enable_execute_command",
    "aws_ecs_task_definition": "family container_definitions task_role_arn execution_role_arn",
    "aws_eks_node_group": "subnet_ids node_role_arn launch_template",
    "aws_eks_fargate_profile": "subnet_ids",
    "aws_autoscaling_group": "vpc_zone_identifier launch_template mixed_instances_policy launch_configuration",
    "aws_launch_template": "name vpc_security_group_ids network_interfaces iam_instance_profile user_data",
}

# Resources of types that are read which models leave out on purpose: the role that writes flow logs.
LEFT_OUT = re.compile(r"\.(aws_iam_\w+|aws_iam_policy_document)\.(vpc_)?flow_log|\.module\.flow_log\.")
# Outputs about what is left out, and attributes in outputs that are about nothing else.
LEFT_OUT_OUTPUTS = {
    "vpc_flow_log_id",
    "vpc_flow_log_destination_arn",
    "vpc_flow_log_cloudwatch_iam_role_arn",
    "vpc_flow_log_deliver_cross_account_role",
    "vpc_block_public_access_exclusions",
}
# Defaults that may differ: descriptions of named rules, and groups that only a script reads.
OTHER_DEFAULTS = {"rules", "auto_groups"}


def blocks(text, kind):
    """The bodies of the top-level blocks `kind "name" { ... }`."""
    found = {}
    for match in re.finditer(rf'^{kind} "([^"]+)" \{{', text, re.M):
        depth, at, quoted = 1, match.end(), False
        while depth:
            if text[at] == '"' and text[at - 1] != "\\":
                quoted = not quoted
            elif not quoted:
                depth += {"{": 1, "}": -1}.get(text[at], 0)
            at += 1
        found[match[1]] = text[match.end() : at - 1]
    return found


def text_of(folder):
    return "\n".join(p.read_text() for p in sorted(Path(folder).glob("*.tf")))


ATTRIBUTE = r"(?:type|description|validation|sensitive|nullable|ephemeral|default)\s*[={]"


def attribute(body, name):
    """An attribute of a variable, without comments and white space."""
    match = re.search(rf"(?:^|\s){name}\s*=\s*(.*?)(?=\n\s*{ATTRIBUTE}|\Z)", body, re.S)
    return match and re.sub(r"#.*|[\s,]+", "", match[1])


def surface(model, real):
    """What the model lacks of the module's variables and outputs."""
    texts = text_of(model), text_of(real)
    wanted, has = blocks(texts[1], "variable"), blocks(texts[0], "variable")
    for name, body in wanted.items():
        if name not in has:
            yield f"variable {name} is missing"
        elif name not in OTHER_DEFAULTS and not re.fullmatch("auto_ingress_rules|auto_.*_with_self", name):
            default, other = attribute(body, "default"), attribute(has[name], "default")
            if default != other:
                yield f"variable {name} defaults to {other}, not to {default}"
    for name in has.keys() - wanted.keys():
        yield f"variable {name} is not the module's"
    wanted, has = set(blocks(texts[1], "output")), set(blocks(texts[0], "output"))
    for name in wanted ^ has:
        yield f"output {name} is {'missing' if name in wanted else 'not the module’s'}"


class Calls:
    """Random arguments. Each method named after a type gives an HCL expression of it."""

    # What the calls refer to.
    PREAMBLE = """
data "aws_availability_zones" "available" {}
data "aws_region" "current" {}
variable "unknown" {}
variable "unknown_bool" { type = bool }
variable "unknown_number" { type = number }
variable "unknown_list" { type = list(string) }
variable "unknown_maps" { type = list(map(string)) }
resource "aws_vpc" "other" { cidr_block = "10.9.0.0/16" }
resource "aws_eip" "nat" { count = 3 }
resource "aws_subnet" "other" {
  count  = 3
  vpc_id = aws_vpc.other.id
}
resource "aws_security_group" "other" { vpc_id = aws_vpc.other.id }
resource "aws_route_table" "other" { vpc_id = aws_vpc.other.id }
resource "aws_vpn_gateway" "other" {}
"""

    def __init__(self, kind, rng, variables):
        self.kind, self.rng, self.variables = kind, rng, variables

    def chance(self, p):
        return self.rng.random() < p

    def one(self, *options):
        return self.rng.choice(options)

    def call(self):
        return {"vpc": self.vpc, "vpc-endpoints": self.endpoints, "security-group": self.group}[self.kind]()

    def bool(self):
        if self.chance(0.06):
            return "var.unknown_bool"
        return self.one("true", "false", "true", "false", "true", "false", '"true"')

    def list(self, items):
        return f"[{', '.join(items)}]"

    def cidr(self):
        if self.chance(0.05):
            return "var.unknown"
        if self.chance(0.1):
            return f'cidrsubnet("10.0.0.0/16", 8, {self.rng.randrange(256)})'
        return f'"10.{self.rng.randrange(2)}.{self.rng.randrange(256)}.0/24"'

    def subnets(self, zones):
        if self.chance(0.06):
            return self.one("var.unknown_list", 'concat(["10.0.7.0/24"], var.unknown_list)')
        if self.chance(0.1):
            return f'[for i, az in local.azs : cidrsubnet("10.0.0.0/16", 8, i + {self.rng.randrange(200)})]'
        return self.list(self.cidr() for _ in range(max(0, zones + self.one(-1, 0, 0, 0, 1, 2))))

    def acl_rules(self):
        if self.chance(0.1):
            return "var.unknown_maps"
        rules = []
        for n in range(self.rng.randrange(4)):
            rule = [f"rule_number = {100 + n}", f'rule_action = "{self.one("allow", "deny")}"']
            rule.append(f'protocol = {self.one(chr(34) + "tcp" + chr(34), chr(34) + "-1" + chr(34))}')
            if self.chance(0.8):
                port = self.one(0, 22, 443, 1024)
                rule += [f"from_port = {port}", f"to_port = {self.one(port, 65535)}"]
            if self.chance(0.8):
                rule.append(f"cidr_block = {self.cidr()}")
            else:
                rule.append('ipv6_cidr_block = "::/0"')
            rules.append("{ " + ", ".join(rule) + " }")
        return self.list(rules)

    def vpc(self):
        zones = self.rng.randint(1, 4)
        names = [f'"eu-west-1{c}"' for c in "abcd"[:zones]]
        azs = self.one(
            self.list(names),
            self.list(names),
            self.list(f'"euw1-az{n + 1}"' for n in range(zones)),
            f"slice(data.aws_availability_zones.available.names, 0, {zones})",
            "data.aws_availability_zones.available.names",
            self.list('"${data.aws_region.current.name}%s"' % c for c in "abcd"[:zones]),
        )
        call = {"azs": "local.azs", "name": '"net"'}
        tiers = "public private database redshift elasticache intra outpost".split()
        for tier in tiers:
            if self.chance({"public": 0.85, "private": 0.85}.get(tier, 0.3)):
                call[f"{tier}_subnets"] = self.subnets(zones)
        ipv6 = self.chance(0.25)
        if ipv6:
            call["enable_ipv6"] = "true"
            for tier in tiers:
                # An index beyond the prefixes is an error, so there are always enough of them.
                if f"{tier}_subnets" in call and self.chance(0.5):
                    n = self.rng.randrange(100)
                    call[f"{tier}_subnet_ipv6_prefixes"] = self.list(str(n + i) for i in range(zones + 3))
                    if self.chance(0.2) and f"{tier}_subnet_ipv6_native" in self.variables:
                        call[f"{tier}_subnet_ipv6_native"] = "true"
                        if self.chance(0.5):
                            del call[f"{tier}_subnets"]
        for tier in tiers:
            if f"{tier}_subnets" in call and self.chance(0.3):
                call[f"{tier}_dedicated_network_acl"] = self.one("true", "true", self.bool())
                for way in ("inbound", "outbound"):
                    call[f"{tier}_{way}_acl_rules"] = self.acl_rules()
        likely = "enable_nat_gateway single_nat_gateway one_nat_gateway_per_az map_public_ip_on_launch"
        for name, kind in self.variables.items():
            if kind == "bool" and name not in ("putin_khuylo", "create_vpc", "reuse_nat_ips", "enable_ipv6"):
                if "flow_log" not in name and not name.endswith("ipv6_native"):
                    if self.chance(0.5 if name in likely.split() else 0.12):
                        call.setdefault(name, self.bool())
        if self.chance(0.1):
            call["create_vpc"] = self.bool()
        if self.chance(0.15):
            call["reuse_nat_ips"] = self.bool()
            call["external_nat_ip_ids"] = self.one("aws_eip.nat[*].id", "var.unknown_list", '["eipalloc-1"]')
            call["external_nat_ips"] = "aws_eip.nat[*].public_ip"
        for name, p, options in (
            ("cidr", 0.6, ('"10.0.0.0/16"', "var.unknown", '"10.1.0.0/16"')),
            ("secondary_cidr_blocks", 0.2, ('["10.1.0.0/16"]', '["10.1.0.0/16", var.unknown]', "var.unknown_list")),
            ("instance_tenancy", 0.1, ('"dedicated"', "var.unknown")),
            ("ipv4_ipam_pool_id", 0.1, ('"ipam-pool-1"', "var.unknown")),
            ("nat_gateway_destination_cidr_block", 0.1, ('"10.0.0.0/8"', "var.unknown")),
            ("vpn_gateway_id", 0.1, ("aws_vpn_gateway.other.id", '"vgw-1"', "var.unknown")),
            ("dhcp_options_domain_name_servers", 0.2, ('["10.0.0.2"]', '["AmazonProvidedDNS"]', "var.unknown_list")),
            ("dhcp_options_domain_name", 0.1, ('"corp.example"', "var.unknown")),
            ("default_security_group_ingress", 0.15, (
                '[{ self = true }]',
                '[{ protocol = "tcp", from_port = 443, to_port = 443, cidr_blocks = "10.0.0.0/8,172.16.0.0/12" }]',
                "var.unknown_maps",
            )),
            ("default_security_group_egress", 0.15, ('[{ cidr_blocks = "0.0.0.0/0" }]', "var.unknown_maps")),
            ("default_route_table_routes", 0.1, (
                '[{ cidr_block = "0.0.0.0/0", gateway_id = "igw-1" }]',
                '[{ cidr_block = "10.9.0.0/16", vpc_peering_connection_id = var.unknown }]',
                "var.unknown_maps",
            )),
            ("default_route_table_propagating_vgws", 0.1, ("[aws_vpn_gateway.other.id]", "var.unknown_list")),
            ("default_network_acl_ingress", 0.1, (
                '[{ rule_no = 1, action = "deny", protocol = "tcp", from_port = 22, to_port = 22, cidr_block = "0.0.0.0/0" }]',
                "[]",
                "var.unknown_maps",
            )),
            ("database_subnet_group_name", 0.1, ('"Data"', "var.unknown")),
            ("customer_gateways", 0.1, ('{ one = { bgp_asn = 65000, ip_address = "1.2.3.4" } }',)),
            ("outpost_az", 0.3, ('"eu-west-1a"', "var.unknown")),
            ("outpost_arn", 0.2, ('"arn:aws:outposts:eu-west-1:1:outpost/op-1"',)),
            ("tags", 0.2, ('{ a = "b" }', "var.unknown")),
            ("region", 0.1, ('"eu-west-1"', "var.unknown")),
        ):
            if name in self.variables and self.chance(p):
                call[name] = self.one(*options)
        return f"azs = {azs}", call

    def endpoints(self):
        kinds = ['"Interface"', '"Gateway"', '"GatewayLoadBalancer"', "var.unknown"]
        groups = ["[aws_security_group.other.id]", "var.unknown_list", "[]", '["sg-1", var.unknown]']
        subnets = ["aws_subnet.other[*].id", "[aws_subnet.other[0].id]", "var.unknown_list", "[]"]
        call = {"vpc_id": self.one("aws_vpc.other.id", "aws_vpc.other.id", "var.unknown", '"vpc-1"')}
        entries = {}
        for name in self.rng.sample(["s3", "dynamodb", "ecr_api", "sts", "logs", "custom", "a.b"], self.rng.randint(1, 5)):
            entry = {}
            service = name.replace("_", ".")
            way = self.rng.random()
            if way < 0.55:
                entry["service"] = f'"{service}"'
            elif way < 0.75:
                entry["service_name"] = self.one('"com.amazonaws.eu-west-1.%s"' % service, "var.unknown")
            elif way < 0.9:
                entry["service_endpoint"] = self.one('"com.amazonaws.vpce.eu-west-1.vpce-svc-1"', "var.unknown")
                entry["service"] = f'"{service}"'
            else:
                entry["service"] = "var.unknown"
            for key, p, options in (
                ("service_type", 0.45, kinds),
                ("create", 0.15, ("true", "false", "var.unknown_bool")),
                ("subnet_ids", 0.4, subnets),
                ("security_group_ids", 0.4, groups),
                ("route_table_ids", 0.4, ("[aws_route_table.other.id]", "flatten([aws_route_table.other.id])", "var.unknown_list")),
                ("private_dns_enabled", 0.4, ("true", "false", "var.unknown_bool")),
                ("policy", 0.2, ('jsonencode({ Statement = [{ Effect = "Allow", Action = "*" }] })', "var.unknown")),
                ("ip_address_type", 0.15, ('"ipv4"', '"dualstack"')),
                ("dns_options", 0.15, (
                    "{ private_dns_only_for_inbound_resolver_endpoint = false }",
                    '{ dns_record_ip_type = "ipv4" }',
                    "{ private_dns_only_for_inbound_resolver_endpoint = var.unknown_bool }",
                )),
                ("subnet_configurations", 0.1, ('[{ subnet_id = aws_subnet.other[0].id, ipv4 = "10.0.0.5" }]',)),
                ("service_region", 0.1, ('"us-east-1"',)),
                ("auto_accept", 0.1, ("true",)),
                ("tags", 0.2, ('{ Name = "x" }',)),
            ):
                if self.chance(p):
                    entry[key] = self.one(*options)
            entries[name] = entry
        lines = [f'"{k}" = {{ {", ".join(f"{a} = {b}" for a, b in v.items())} }}' for k, v in entries.items()]
        call["endpoints"] = "{\n    " + "\n    ".join(lines) + "\n  }"
        if self.chance(0.06):
            call["endpoints"] = self.one(
                "var.unknown",
                '{ for s in var.unknown_list : s => { service = s } }',
                '{ for s in ["ssm", "ec2"] : s => { service = s, private_dns_enabled = true, subnet_ids = var.unknown_list } }',
            )
        rule = self.one(
            '{ in = { cidr_blocks = [aws_vpc.other.cidr_block] } }',
            '{ in = { description = "x", cidr_blocks = var.unknown_list }, out = { type = "egress", protocol = "-1", from_port = 0, to_port = 0, cidr_blocks = ["0.0.0.0/0"] } }',
            '{ in = { source_security_group_id = aws_security_group.other.id }, me = { self = true, from_port = 80 } }',
            "var.unknown",
            '{ p = { prefix_list_ids = ["pl-1"] } }',
        )
        for key, p, options in (
            ("create", 0.08, ("true", "false", "var.unknown_bool")),
            ("subnet_ids", 0.6, subnets),
            ("security_group_ids", 0.6, groups),
            ("create_security_group", 0.4, ("true", "true", "false", "var.unknown_bool")),
            ("security_group_rules", 0.5, (rule,)),
            ("security_group_name_prefix", 0.3, ('"ep-"', "var.unknown")),
            ("tags", 0.2, ('{ a = "b" }',)),
            ("timeouts", 0.1, ('{ create = "5m" }',)),
            ("region", 0.15, ('"eu-west-1"', "var.unknown")),
        ):
            if key in self.variables and self.chance(p):
                call[key] = self.one(*options)
        return "", call

    def group(self):
        names = ["https-443-tcp", "ssh-tcp", "all-all", "postgresql-tcp", "http-80-tcp", "all-icmp", "dns-udp", "all-tcp"]
        call = {"name": self.one('"g"', "var.unknown")}

        def maps(extra):
            if self.chance(0.06):
                return "var.unknown_maps", 1
            found = []
            for _ in range(self.rng.randint(1, 3)):
                entry = {}
                if self.chance(0.5):
                    entry["rule"] = f'"{self.one(*names)}"' if self.chance(0.95) else "var.unknown"
                if "rule" not in entry or self.chance(0.2):
                    port = self.one(80, 443, 5432)
                    entry |= {"from_port": str(port), "to_port": str(port), "protocol": self.one('"tcp"', '"6"', '"-1"')}
                if self.chance(0.3):
                    entry["description"] = '"words"'
                for key, p, options in extra:
                    if self.chance(p):
                        entry[key] = self.one(*options)
                found.append("{ " + ", ".join(f"{a} = {b}" for a, b in entry.items()) + " }")
            return self.list(found), len(found)

        extras = {
            "with_cidr_blocks": [("cidr_blocks", 0.6, ('"10.0.0.0/8"', '"10.0.0.0/8,0.0.0.0/0"', "aws_vpc.other.cidr_block", "var.unknown", '""'))],
            "with_ipv6_cidr_blocks": [("ipv6_cidr_blocks", 0.6, ('"::/0"', '"2001:db8::/32,::/0"', "var.unknown"))],
            "with_source_security_group_id": [("source_security_group_id", 1, ("aws_security_group.other.id", '"sg-1"', "var.unknown"))],
            "with_self": [("self", 0.4, ("true", "false"))],
            "with_prefix_list_ids": [
                ("prefix_list_ids", 0.6, ('"pl-1"', '"pl-1,pl-2"', "var.unknown")),
                ("source_security_group_id", 1, ("aws_security_group.other.id",)),
            ],
        }
        for way in ("ingress", "egress"):
            for computed in ("", "computed_"):
                likely = 0.1 if computed else 0.35
                if self.chance(likely):
                    picked = [f'"{n}"' for n in self.rng.sample(names, self.rng.randint(1, 3))]
                    call[f"{computed}{way}_rules"] = self.one(self.list(picked), self.list(picked), "var.unknown_list")
                    if computed:
                        call[f"number_of_{computed}{way}_rules"] = str(self.rng.randint(0, len(picked)))
                for kind, extra in extras.items():
                    name = f"{computed}{way}_{kind}"
                    if name in self.variables and self.chance(likely):
                        call[name], n = maps(extra)
                        if computed and kind == "with_prefix_list_ids":
                            # For ingress the module reads the list that is not computed.
                            call.setdefault(f"{way}_{kind}", call[name])
                            n = 1
                        if computed:
                            call[f"number_of_{name}"] = self.one(str(self.rng.randint(0, n)), "var.unknown_number")
            for key, options in (
                ("cidr_blocks", ('["10.0.0.0/8"]', "[aws_vpc.other.cidr_block]", "var.unknown_list", "[]")),
                ("ipv6_cidr_blocks", ('["::/0"]', "[]")),
                ("prefix_list_ids", ('["pl-1"]', "var.unknown_list")),
            ):
                if self.chance(0.3):
                    call[f"{way}_{key}"] = self.one(*options)
        for key, p, options in (
            ("vpc_id", 0.95, ("aws_vpc.other.id", "var.unknown", '"vpc-1"')),
            ("create", 0.08, ("true", "false", "var.unknown_bool")),
            ("use_name_prefix", 0.3, ("true", "false", "var.unknown_bool")),
            ("description", 0.2, ('"words"',)),
            ("tags", 0.2, ('{ a = "b" }',)),
        ):
            if self.chance(p):
                call[key] = self.one(*options)
        if "create_sg" in self.variables and self.chance(0.15):
            call["create_sg"] = self.one("false", "false", "var.unknown_bool")
            call["security_group_id"] = self.one("aws_security_group.other.id", '"sg-1"', "var.unknown")
        return "", call


def root(source, local, call):
    arguments = "\n".join(f"  {k} = {v}" for k, v in sorted(call.items()))
    return f"""{Calls.PREAMBLE}
locals {{
  {local}
}}

module "it" {{
  source = "{source}"

{arguments}
}}
"""


def print_outputs(folder):
    """Makes a root put the outputs of each module that it calls where `show` prints them."""
    folder = Path(folder)
    calls = blocks(text_of(folder), "module")
    text = "".join(
        f'resource "terraform_data" "outputs_of_{name}" {{\n  input = module.{name}\n}}\n' for name in calls
    )
    (folder / "zz_outputs.tf").write_text(text)


def show(binary, folder):
    """What `vpcelint show` says of the roots below a folder: resources by root and address, and errors."""
    binary = str(Path(binary).resolve())
    run = subprocess.run([binary, "show", ".", "--format", "json"], cwd=folder, capture_output=True, text=True)
    if not run.stdout:
        sys.exit(f"{binary} show failed: {run.stderr}")
    said = json.loads(run.stdout)
    roots = {r["root"]: {x["address"]: x for x in r["resources"]} for r in said["roots"]}
    return roots, said["errors"], said["notices"]


def plain(value):
    """A value without the words of why something is not known."""
    if isinstance(value, dict):
        if "unknown" in value:
            return {"unknown": value.get("known")}
        return {k: plain(v) for k, v in value.items()}
    return [plain(v) for v in value] if isinstance(value, list) else value


def differences(real, model, covered):
    """How two evaluations of a root differ."""
    for address in sorted(real.keys() | model.keys()):
        one, two = real.get(address), model.get(address)
        kind = (one or two)["type"]
        if LEFT_OUT.search(address) or (kind not in READS and kind not in covered and kind != "terraform_data"):
            continue
        if one is None or two is None:
            yield f"{address} is only in the {'module' if two is None else 'model'}"
            continue
        if one["exists"] != two["exists"]:
            yield f"{address} exists: {one['exists']}, in the model {two['exists']}"
        a, b = plain(one["values"]), plain(two["values"])
        if kind == "terraform_data":
            a, b = a["input"], b["input"]
            if not (isinstance(a, dict) and isinstance(b, dict)):
                a, b = {"": a}, {"": b}
            names = (a.keys() | b.keys()) - LEFT_OUT_OUTPUTS
        else:
            # What only the module sets counts if it is read; null is as if it were not written.
            names = b.keys() | (a.keys() & set(READS.get(kind, "").split()))
        for name in sorted(names):
            x, y = a.get(name), b.get(name)
            if kind != "terraform_data" and isinstance(x, list | dict):
                x, y = within(x, y), y
            if x != y:
                yield f"{address}.{name}: {json.dumps(x)}, in the model {json.dumps(y)}"


def within(real, model):
    """A value of the module without parts of blocks that the model leaves out."""
    if isinstance(real, list) and isinstance(model, list) and len(real) == len(model):
        return [within(a, b) for a, b in zip(real, model)]
    if isinstance(real, dict) and isinstance(model, dict) and not real.keys() & {"ref", "unknown"}:
        unread = {"description", "icmp_code", "icmp_type", "ipv6"}
        return {k: within(v, model.get(k)) for k, v in real.items() if k in model or k not in unread}
    return real


def words(errors, folder):
    """What the errors below a folder say."""
    return sorted(e["message"] for e in errors if e.get("file", "").startswith(folder))


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("binary")
    parser.add_argument("model", type=Path)
    parser.add_argument("real", type=Path)
    parser.add_argument("--count", type=int, default=200)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--examples", action="store_true")
    options = parser.parse_args()
    options.model = options.model.resolve()
    kind = next(k for k in ("vpc-endpoints", "security-group", "vpc") if k in options.model.parts)
    variables = {n: attribute(b, "type") or "any" for n, b in blocks(text_of(options.real), "variable").items()}
    types = re.findall(r'^(resource|data) "(\w+)"', text_of(options.model), re.M)
    covered = {t if k == "resource" else f"data.{t}" for k, t in types}

    failed = [f"surface: {line}" for line in surface(options.model, options.real)]
    resources = equal = errors = conditional = 0
    rng = random.Random(options.seed)
    for first in range(0, options.count, ROOTS_PER_RUN):
        with tempfile.TemporaryDirectory() as folder:
            folder = Path(folder)
            above = len(options.model.parts) - len(module_root(options.model).parts)
            for name, path in (("real", options.real.resolve()), ("model", options.model)):
                top = path.parents[above - 1] if above else path
                skip = shutil.ignore_patterns("examples", "wrappers", "tests", "_templates", ".git*")
                shutil.copytree(top, folder / name, ignore=skip)
            inside = options.model.relative_to(module_root(options.model))
            if inside.name == "_any":
                shutil.copytree(folder / "model" / inside, folder / "model/modules" / options.real.name)
                inside = inside.parent / options.real.name
            calls = {}
            for n in range(first, min(first + ROOTS_PER_RUN, options.count)):
                local, call = Calls(kind, rng, variables).call()
                calls[n] = (local, call)
                for name, at in (("real", options.real.resolve().relative_to(top_of(options.real, above))), ("model", inside)):
                    made = folder / f"{name}_{n}"
                    made.mkdir()
                    (made / "main.tf").write_text(root(f"../{name}/{at}", local, call))
                    print_outputs(made)
            roots, wrong, _ = show(options.binary, folder)
            seen = words(wrong, "real"), words(wrong, "model")
            errors += len(seen[0])
            if seen[0] != seen[1]:
                failed.append(f"errors in calls {first}...: {seen[0]}, in the model {seen[1]}")
            for n, (local, call) in calls.items():
                one, two = roots[f"real_{n}"], roots[f"model_{n}"]
                found = list(differences(one, two, covered))
                resources += sum(a.startswith("module.") for a in two)
                conditional += sum(r["exists"] != "yes" for r in two.values())
                equal += not found
                if found:
                    failed.append(f"call {n}:\n" + root("MODULE", local, call)[len(Calls.PREAMBLE) :] + "\n".join(found[:8]))
    print(
        f"{options.model}: {equal} of {options.count} calls equal, with {resources} resources in the model, "
        f"{conditional} of them conditional, and {errors} errors in both"
    )
    if options.examples:
        failed += examples(options, covered)
    for line in failed[:SHOWN]:
        print(line)
    if len(failed) > SHOWN:
        print(f"and {len(failed) - SHOWN} more")
    return bool(failed)


def module_root(model):
    """The folder of the major version above a model."""
    while not re.fullmatch(r"v\d+", model.name):
        model = model.parent
    return model


def top_of(real, above):
    real = real.resolve()
    return real.parents[above - 1] if above else real


def examples(options, covered):
    """Evaluates the examples of the whole checkout with the module and with its models."""
    model = module_root(options.model)
    top = top_of(options.real, len(options.model.parts) - len(model.parts))
    failed, equal = [], 0
    with tempfile.TemporaryDirectory() as folder:
        folder = Path(folder)
        for name in ("real", "model"):
            shutil.copytree(top, folder / name, ignore=shutil.ignore_patterns(".git*", "wrappers", "_templates"))
        for path in folder.joinpath("model").glob("*.tf"):
            path.unlink()
        shutil.copytree(model, folder / "model", dirs_exist_ok=True)
        for sub in (p for p in model.glob("modules/*") if (top / "modules" / p.name).exists()):
            into = folder / "model/modules" / sub.name
            shutil.rmtree(into)
            shutil.copytree(sub, into)
        if (model / "modules/_any").exists():
            for sub in (p for p in (top / "modules").iterdir() if (p / "main.tf").exists() and p.name != "_templates"):
                shutil.rmtree(folder / "model/modules" / sub.name)
                shutil.copytree(model / "modules/_any", folder / "model/modules" / sub.name)
        found = sorted({p.parent.relative_to(top / "examples") for p in (top / "examples").rglob("*.tf")})
        for example in found:
            print_outputs(folder / "real/examples" / example)
            print_outputs(folder / "model/examples" / example)
        roots, wrong, _ = show(options.binary, folder)
        for example in found:
            one, two = (roots.get(f"{name}/examples/{example}") for name in ("real", "model"))
            if one is None or two is None:
                failed.append(f"example {example} is no root")
                continue
            lines = list(differences(one, two, covered | set(READS)))
            equal += not lines
            if lines:
                failed.append(f"example {example}:\n" + "\n".join(lines[:8]))
        seen = words(wrong, "real/"), words(wrong, "model/")
        if seen[0] != seen[1]:
            failed.append(f"errors in examples: {seen[0]}, in the models {seen[1]}")
        print(f"{equal} of {len(found)} examples equal")
    return failed


if __name__ == "__main__":
    sys.exit(main())
