"""Random but type-correct arguments for the modules that models stand for."""

import re

from options import LIKELY, OPTIONS


class Calls:
    """Random arguments. Each method named after a type gives an HCL expression of it."""

    # What is not known before deployment, as variables without values and as what is looked up: errors
    # of a root with such variables are not reported.
    UNKNOWN = (
        ("var.unknown_bool", 'variable "unknown_bool" { type = bool }', "tobool(data.aws_ssm_parameter.x.value)"),
        ("var.unknown_number", 'variable "unknown_number" { type = number }', "tonumber(data.aws_ssm_parameter.x.value)"),
        ("var.unknown_list", 'variable "unknown_list" { type = list(string) }', 'split(",", data.aws_ssm_parameter.x.value)'),
        ("var.unknown_maps", 'variable "unknown_maps" { type = list(map(string)) }', "jsondecode(data.aws_ssm_parameter.x.value)"),
        ("var.unknown", 'variable "unknown" {}', "data.aws_ssm_parameter.x.value"),
    )
    # What the calls refer to.
    PREAMBLE = """
data "aws_availability_zones" "available" {}
data "aws_region" "current" {}
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
        """What the call needs declared, a local value, and the arguments."""
        ways = {"vpc": self.vpc, "vpc-endpoints": self.endpoints, "security-group": self.group}
        local, call = ways.get(self.kind, self.other)()
        self.add_tags(call)
        if self.chance(0.5):
            return [made for _, made, _ in self.UNKNOWN], local, call
        for name, _, looked_up in self.UNKNOWN:
            local = local.replace(name, looked_up)
            call = {k: v.replace(name, looked_up) for k, v in call.items()}
        return ['data "aws_ssm_parameter" "x" { name = "x" }'], local, call

    def bool(self):
        if self.chance(0.06):
            return "var.unknown_bool"
        return self.one("true", "false", "true", "false", "true", "false", '"true"')

    def tags(self):
        return self.one(
            "{}",
            '{ a = "b" }',
            '{ Name = "own", "kubernetes.io/role/elb" = 1 }',
            '{ Name = var.unknown, team = "x" }',
            "{ a = var.unknown_number, (var.unknown) = true }",
            'merge({ a = "c" }, var.unknown)',
            "var.unknown",
        )

    def add_tags(self, call):
        """Tags of what lookups find, where the module takes them."""
        for name in self.variables:
            if re.fullmatch("tags|(.*_)?(vpc|subnet|route_table|security_group)_tags", name) and self.chance(0.25):
                call[name] = self.tags()

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

    def names(self, call, tier):
        """What the subnets of a tier and their tags are called, by zones as well."""
        zones = '{ "eu-west-1a" = { zone = "a" }, "euw1-az2" = { Name = "second" } }'
        for name, p, options in (
            ("names", 0.2, ('["one"]', '["one", "two", "three", "four", "five"]', '["one", var.unknown]', "var.unknown_list")),
            ("suffix", 0.15, ('"s"', '""', "var.unknown")),
            ("tags_per_az", 0.3, (zones, '{ "eu-west-1b" = { Name = var.unknown } }', '{ "eu-west-1a" = var.unknown }', "var.unknown")),
        ):
            if f"{tier}_subnet_{name}" in self.variables and self.chance(p):
                call[f"{tier}_subnet_{name}"] = self.one(*options)

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
        call = {"azs": "local.azs", "name": self.one('"net"', '"net"', "var.unknown")}
        tiers = "public private database redshift elasticache intra outpost".split()
        for tier in tiers:
            if self.chance({"public": 0.85, "private": 0.85}.get(tier, 0.3)):
                call[f"{tier}_subnets"] = self.subnets(zones)
                self.names(call, tier)
        ipv6 = self.chance(0.25)
        if ipv6:
            call["enable_ipv6"] = "true"
            if self.chance(0.3):
                call["create_egress_only_igw"] = self.bool()
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
            ("default_vpc_name", 0.1, ('"first"', "var.unknown")),
            ("default_security_group_name", 0.1, ('"first"', "var.unknown")),
            ("default_route_table_name", 0.1, ('"first"', "var.unknown")),
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
            ("security_group_name", 0.3, ('"ep"', "var.unknown")),
            ("security_group_name_prefix", 0.3, ('"ep-"', "var.unknown")),
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
        ):
            if self.chance(p):
                call[key] = self.one(*options)
        if "create_sg" in self.variables and self.chance(0.15):
            call["create_sg"] = self.one("false", "false", "var.unknown_bool")
            call["security_group_id"] = self.one("aws_security_group.other.id", '"sg-1"', "var.unknown")
        return "", call

    def other(self):
        """A module without relations between its arguments: each that OPTIONS names, and some bools."""
        call = {}
        for name, (p, *options) in OPTIONS.get(self.kind, OPTIONS["nodes"]).items():
            if name in self.variables and self.chance(p):
                # Some are lists in older versions and maps in newer ones.
                other = {"list": "{", "map": "["}.get(self.variables[name].split("(")[0], "none")
                options = [o for o in options if not o.startswith(other)]
                if options:
                    call[name] = self.one(*options)
        if "target_groups" in self.variables:
            group = '{ name_prefix = "a-", port = 80, protocol = "HTTP", backend_port = 80, backend_protocol = "HTTP", create_attachment = false }'
            keyed = self.variables["target_groups"].startswith("map") or "listeners" in self.variables
            call["target_groups"] = f"{{ a = {group} }}" if keyed else f"[{group}, {group}]"
        for name, kind in self.variables.items():
            if kind == "bool" and name != "putin_khuylo" and self.chance(LIKELY.get(name, 0.04)):
                call.setdefault(name, self.bool())
        return "", call
