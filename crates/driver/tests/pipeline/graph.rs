//! The document of `graph`: every section, what is not known, names of what comes with a VPC.

use serde_json::{Value, json};
use vpcelint_driver::Options;
use vpcelint_source::{Budget, Memory, Sources};

fn document(system: &Memory, path: &str) -> Value {
    let options = Options { paths: vec![path.into()], ..Options::default() };
    let (sources, budget) = (Sources::default(), Budget::default());
    let document = vpcelint_driver::graph(system, &sources, &budget, &options);
    serde_json::to_value(document).unwrap_or_default()
}

/// The network of one root without errors.
#[track_caller]
fn network(text: &str) -> Value {
    let document = document(&Memory::default().with("root/main.tf", text), "root");
    assert_eq!(document["errors"], json!([]));
    document["roots"][0].clone()
}

/// The part of a section with an address.
#[track_caller]
fn part<'v>(network: &'v Value, section: &str, address: &str) -> &'v Value {
    let parts = network[section].as_array().map(Vec::as_slice).unwrap_or_default();
    let found = parts.iter().find(|p| p["address"] == address);
    assert!(found.is_some(), "{address}: {network:#}");
    found.unwrap_or(&Value::Null)
}

const VPC: &str = r#"
resource "aws_vpc" "a" {
  cidr_block = "10.0.0.0/16"
}
resource "aws_subnet" "a" {
  vpc_id            = aws_vpc.a.id
  cidr_block        = "10.0.1.0/24"
  availability_zone = "eu-west-1a"
}
"#;

#[test]
fn a_vpc_brings_a_main_table_and_a_default_group() {
    let network = network(VPC);
    assert_eq!(
        network["vpcs"],
        json!([{
            "address": "aws_vpc.a",
            "cidrs": ["10.0.0.0/16"],
            "dns_support": true,
            "dns_hostnames": false,
        }])
    );
    assert_eq!(
        network["subnets"],
        json!([{
            "address": "aws_subnet.a",
            "vpc": "aws_vpc.a",
            "az": "eu-west-1a",
            "cidr": "10.0.1.0/24",
            "route_table": "aws_vpc.a.main",
            "default_route": null,
            "nacl": "aws_vpc.a.default_acl",
        }])
    );
    assert_eq!(
        network["route_tables"],
        json!([{
            "address": "aws_vpc.a.main",
            "vpc": "aws_vpc.a",
            "main": true,
            "routes": [],
            "gateway_endpoints": [],
        }])
    );
    let rule = json!({
        "protocol": "-1", "from_port": null, "to_port": null,
        "cidrs": [], "groups": [], "prefix_lists": [], "self": true,
    });
    assert_eq!(network["security_groups"][0]["address"], "aws_vpc.a.default");
    assert_eq!(network["security_groups"][0]["ingress"], json!([rule]));
}

#[test]
fn what_is_adopted_has_the_address_of_its_resource() {
    let network = network(&format!(
        r#"{VPC}
        resource "aws_default_route_table" "a" {{
          default_route_table_id = aws_vpc.a.default_route_table_id
        }}
        resource "aws_default_security_group" "a" {{
          vpc_id = aws_vpc.a.id
        }}
        resource "aws_default_network_acl" "a" {{
          default_network_acl_id = aws_vpc.a.default_network_acl_id
        }}
        resource "aws_vpc_endpoint" "sqs" {{
          vpc_id            = aws_vpc.a.id
          vpc_endpoint_type = "Interface"
          service_name      = "com.amazonaws.eu-west-1.sqs"
        }}"#
    ));
    let subnet = part(&network, "subnets", "aws_subnet.a");
    assert_eq!(subnet["route_table"], "aws_default_route_table.a");
    assert_eq!(subnet["nacl"], "aws_default_network_acl.a");
    assert_eq!(part(&network, "route_tables", "aws_default_route_table.a")["main"], true);
    assert_eq!(network["security_groups"].as_array().map(Vec::len), Some(1));
    let endpoint = part(&network, "endpoints", "aws_vpc_endpoint.sqs");
    assert_eq!(endpoint["security_groups"], json!(["aws_default_security_group.a"]));
}

#[test]
fn a_table_that_is_main_no_more_is_not_called_so() {
    let network = network(&format!(
        r#"{VPC}
        resource "aws_route_table" "a" {{
          vpc_id = aws_vpc.a.id
        }}
        resource "aws_main_route_table_association" "a" {{
          vpc_id         = aws_vpc.a.id
          route_table_id = aws_route_table.a.id
        }}"#
    ));
    assert_eq!(part(&network, "route_tables", "aws_route_table.a")["main"], true);
    assert_eq!(part(&network, "route_tables", "aws_vpc.a.default_table")["main"], false);
    assert_eq!(part(&network, "subnets", "aws_subnet.a")["route_table"], "aws_route_table.a");
}

#[test]
fn routes_name_their_targets() {
    let network = network(&format!(
        r#"{VPC}
        resource "aws_nat_gateway" "a" {{
          subnet_id         = aws_subnet.a.id
          connectivity_type = "private"
        }}
        resource "aws_ec2_transit_gateway" "a" {{}}
        resource "aws_ec2_managed_prefix_list" "a" {{
          name           = "a"
          address_family = "IPv4"
          max_entries    = 1
        }}
        resource "aws_instance" "a" {{
          subnet_id         = aws_subnet.a.id
          source_dest_check = false
        }}
        resource "aws_route_table" "a" {{
          vpc_id = aws_vpc.a.id
          route {{
            cidr_block = "10.0.0.0/16"
            gateway_id = "local"
          }}
          route {{
            cidr_block = "10.1.0.0/16"
            gateway_id = "igw-0123"
          }}
        }}
        resource "aws_route" "nat" {{
          route_table_id         = aws_route_table.a.id
          destination_cidr_block = "0.0.0.0/0"
          nat_gateway_id         = aws_nat_gateway.a.id
        }}
        resource "aws_route" "list" {{
          route_table_id             = aws_route_table.a.id
          destination_prefix_list_id = aws_ec2_managed_prefix_list.a.id
          transit_gateway_id         = aws_ec2_transit_gateway.a.id
        }}
        resource "aws_route" "instance" {{
          route_table_id         = aws_route_table.a.id
          destination_cidr_block = "10.2.0.0/16"
          network_interface_id   = aws_instance.a.primary_network_interface_id
        }}
        resource "aws_route_table_association" "a" {{
          subnet_id      = aws_subnet.a.id
          route_table_id = aws_route_table.a.id
        }}
        resource "aws_vpc_endpoint" "s3" {{
          vpc_id          = aws_vpc.a.id
          service_name    = "com.amazonaws.eu-west-1.s3"
          route_table_ids = [aws_route_table.a.id]
        }}"#
    ));
    let table = part(&network, "route_tables", "aws_route_table.a");
    let route = |destination: &str, target: &str, kind: &str| json!({ "destination": destination, "target": target, "target_kind": kind });
    let nat = route("0.0.0.0/0", "aws_nat_gateway.a", "nat-gateway");
    assert_eq!(
        table["routes"],
        json!([
            route("10.0.0.0/16", "local", "local"),
            route("10.1.0.0/16", "igw-0123", "internet-gateway"),
            nat,
            route("aws_ec2_managed_prefix_list.a", "aws_ec2_transit_gateway.a", "transit-gateway"),
            route("10.2.0.0/16", "aws_instance.a", "appliance"),
        ])
    );
    assert_eq!(table["gateway_endpoints"], json!(["aws_vpc_endpoint.s3"]));
    assert_eq!(part(&network, "subnets", "aws_subnet.a")["default_route"], nat);
    let nat = part(&network, "nat_gateways", "aws_nat_gateway.a");
    assert_eq!(nat["subnet"], "aws_subnet.a");
    assert_eq!(nat["connectivity"], "private");
    assert_eq!(
        network["endpoints"],
        json!([{
            "address": "aws_vpc_endpoint.s3",
            "type": "Gateway",
            "service": "s3",
            "vpc": "aws_vpc.a",
            "subnets": [],
            "route_tables": ["aws_route_table.a"],
            "security_groups": [],
            "private_dns": false,
        }])
    );
}

#[test]
fn rules_name_whom_they_admit() {
    let network = network(&format!(
        r#"{VPC}
        resource "aws_ec2_managed_prefix_list" "a" {{
          name           = "a"
          address_family = "IPv4"
          max_entries    = 1
          entry {{
            cidr = "10.9.0.0/16"
          }}
        }}
        resource "aws_security_group" "b" {{
          vpc_id = aws_vpc.a.id
        }}
        resource "aws_security_group" "a" {{
          vpc_id = aws_vpc.a.id
          ingress {{
            protocol        = "tcp"
            from_port       = 443
            to_port         = 444
            cidr_blocks     = ["10.0.0.0/16"]
            security_groups = [aws_security_group.b.id, "sg-0123"]
            prefix_list_ids = [aws_ec2_managed_prefix_list.a.id, "pl-0123"]
            self            = true
          }}
          egress {{
            protocol    = "icmp"
            from_port   = -1
            to_port     = -1
            cidr_blocks = ["0.0.0.0/0"]
          }}
        }}"#
    ));
    let group = part(&network, "security_groups", "aws_security_group.a");
    assert_eq!(
        group["ingress"],
        json!([{
            "protocol": "tcp",
            "from_port": 443,
            "to_port": 444,
            "cidrs": ["10.0.0.0/16"],
            "groups": ["aws_security_group.b", "sg-0123"],
            "prefix_lists": ["aws_ec2_managed_prefix_list.a", "pl-0123"],
            "self": true,
        }])
    );
    assert_eq!(group["egress"][0]["protocol"], "icmp");
    assert_eq!(group["egress"][0]["from_port"], -1);
}

#[test]
fn workloads_have_needs_and_a_default_group() {
    let network = network(&format!(
        r#"{VPC}
        resource "aws_iam_role" "a" {{
          managed_policy_arns = ["arn:aws:iam::aws:policy/AmazonSQSFullAccess"]
        }}
        resource "aws_iam_instance_profile" "a" {{
          role = aws_iam_role.a.name
        }}
        resource "aws_instance" "a" {{
          subnet_id            = aws_subnet.a.id
          iam_instance_profile = aws_iam_instance_profile.a.name
        }}"#
    ));
    assert_eq!(
        network["workloads"],
        json!([{
            "address": "aws_instance.a",
            "kind": "EC2 instance",
            "subnets": ["aws_subnet.a"],
            "security_groups": ["aws_vpc.a.default"],
            "needs": [{
                "service": "sqs",
                "confidence": "likely",
                "because": "its role has the policy `AmazonSQSFullAccess`",
            }],
        }])
    );
}

#[test]
fn what_is_not_known_says_why() {
    let network = network(
        r#"
        variable "vpc_id" {}
        variable "cidrs" { type = list(string) }
        variable "nat" { type = bool }
        variable "groups" { type = list(string) }
        data "aws_availability_zones" "all" {}
        resource "aws_subnet" "a" {
          vpc_id            = var.vpc_id
          cidr_block        = var.cidrs[0]
          availability_zone = data.aws_availability_zones.all.names[0]
        }
        resource "aws_route_table" "a" {
          vpc_id = "vpc-0123"
        }
        resource "aws_route" "a" {
          count                  = var.nat ? 1 : 0
          route_table_id         = aws_route_table.a.id
          destination_cidr_block = "0.0.0.0/0"
          nat_gateway_id         = "nat-0123"
        }
        resource "aws_security_group" "a" {
          vpc_id = "vpc-0123"
          ingress {
            protocol        = "-1"
            from_port       = 0
            to_port         = 0
            security_groups = var.groups
          }
        }
        resource "aws_vpc_endpoint" "a" {
          count             = var.nat ? 1 : 0
          vpc_id            = "vpc-0123"
          service_name      = "com.amazonaws.eu-west-1.sqs"
          vpc_endpoint_type = "Interface"
          subnet_ids        = concat([aws_subnet.a.id], var.groups)
        }"#,
    );
    let because = |name: &str| json!({ "unknown": format!("variable `{name}` has no value") });
    let subnet = part(&network, "subnets", "aws_subnet.a");
    assert_eq!(subnet["vpc"], because("vpc_id"));
    assert_eq!(subnet["cidr"], because("cidrs"));
    for fact in ["az", "route_table", "default_route", "nacl"] {
        assert!(subnet[fact]["unknown"].is_string(), "{fact}: {subnet}");
    }
    let table = part(&network, "route_tables", "aws_route_table.a");
    assert_eq!(table["vpc"], "vpc-0123");
    assert_eq!(table["main"], false);
    assert!(table["routes"][0]["unknown"].is_string(), "{table}");
    let rule = &part(&network, "security_groups", "aws_security_group.a")["ingress"][0];
    assert_eq!(rule["cidrs"], json!([]));
    assert_eq!(rule["groups"], json!([because("groups")]));
    let endpoint = &network["endpoints"][0];
    assert!(endpoint["exists"]["unknown"].is_string(), "{endpoint}");
    assert_eq!(endpoint["subnets"][0], "aws_subnet.a");
    assert!(endpoint["subnets"][1]["unknown"].is_string(), "{endpoint}");
    assert_eq!(endpoint["security_groups"], json!(["vpc-0123.default"]));
}

#[test]
fn a_module_that_is_not_there_leaves_lists_open() {
    let system = Memory::default().with(
        "root/main.tf",
        format!(
            r#"{VPC}
            module "more" {{
              source         = "example/more/aws"
              vpc_id         = aws_vpc.a.id
              route_table_id = aws_vpc.a.main_route_table_id
            }}"#
        ),
    );
    let document = document(&system, "root");
    assert!(document["notices"][0]["message"].is_string(), "{document}");
    let table = part(&document["roots"][0], "route_tables", "aws_vpc.a.main");
    assert!(table["routes"][0]["unknown"].is_string(), "{table}");
    assert!(table["gateway_endpoints"][0]["unknown"].is_string(), "{table}");
    let subnet = part(&document["roots"][0], "subnets", "aws_subnet.a");
    assert!(subnet["default_route"]["unknown"].is_string(), "{subnet}");
}

#[test]
fn each_root_has_its_own_network() {
    let other = VPC.replace("10.0.", "10.1.");
    let system = Memory::default().with("all/one/main.tf", VPC).with("all/two/main.tf", other);
    let document = document(&system, "all");
    let roots: Vec<_> = document["roots"].as_array().into_iter().flatten().collect();
    let names: Vec<_> = roots.iter().map(|r| &r["root"]).collect();
    assert_eq!(names, ["all/one", "all/two"]);
    let cidrs: Vec<_> = roots.iter().map(|r| &r["vpcs"][0]["cidrs"][0]).collect();
    assert_eq!(cidrs, ["10.0.0.0/16", "10.1.0.0/16"]);
}

#[test]
fn sensitive_values_are_not_known() {
    let network = network(
        r#"
        variable "secret" {
          default   = "10.7.0.0/16"
          sensitive = true
        }
        resource "aws_vpc" "a" {
          cidr_block = var.secret
        }
        resource "aws_subnet" "a" {
          vpc_id            = "${var.secret}"
          availability_zone = var.secret
        }
        resource "aws_security_group" "a" {
          vpc_id = aws_vpc.a.id
          ingress {
            protocol        = "tcp"
            from_port       = 443
            to_port         = 443
            cidr_blocks     = [var.secret]
            security_groups = [var.secret]
          }
        }"#,
    );
    assert!(!network.to_string().contains("10.7."), "{network}");
    let sensitive = json!({ "unknown": "the value is sensitive" });
    assert_eq!(network["vpcs"][0]["cidrs"], json!([sensitive]));
    assert_eq!(network["subnets"][0]["vpc"], sensitive);
}
