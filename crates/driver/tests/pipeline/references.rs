//! References to what only an apply settles: they stay references, and are no errors.

use vpcelint_driver::{Options, evaluate, everything, show};
use vpcelint_source::{Budget, Memory, Sources};

/// The document of a configuration as JSON.
fn shown(text: &str) -> serde_json::Value {
    let system = Memory::default().with("root/main.tf", text);
    let (sources, budget) = (Sources::default(), Budget::default());
    let options = Options { paths: vec!["root".into()], ..Options::default() };
    let run = evaluate(&system, &sources, &budget, &options, &everything());
    serde_json::to_value(show(&run, &sources, None)).unwrap_or_default()
}

#[test]
fn attributes_that_the_provider_sets_within_a_block_are_references() {
    let document = shown(
        r#"
        resource "aws_eks_cluster" "this" {
          name     = "c"
          role_arn = "r"
          vpc_config {
            subnet_ids = ["subnet-1"]
          }
        }
        resource "aws_security_group_rule" "a" {
          security_group_id = aws_eks_cluster.this.vpc_config[0].cluster_security_group_id
          description       = aws_eks_cluster.this.vpc_config[0].subnet_ids[0]
          prefix_list_ids   = aws_eks_cluster.this.vpc_config[*].vpc_id
        }
        "#,
    );
    assert_eq!(document["errors"], serde_json::json!([]));
    let values = &document["roots"][0]["resources"][1]["values"];
    let group = "aws_eks_cluster.this.vpc_config[0].cluster_security_group_id";
    assert_eq!(values["security_group_id"], serde_json::json!({ "ref": group }));
    assert_eq!(values["description"], "subnet-1");
    let vpc = serde_json::json!([{ "ref": "aws_eks_cluster.this.vpc_config[0].vpc_id" }]);
    assert_eq!(values["prefix_list_ids"], vpc);
}

#[test]
fn iterations_over_one_list_of_unknown_length_meet() {
    let document = shown(
        r#"
        variable "zones" { type = list(string) }
        resource "aws_subnet" "a" {
          count             = length(var.zones)
          availability_zone = var.zones[count.index]
        }
        resource "aws_route_table" "a" {
          count = length(var.zones)
        }
        resource "aws_route_table_association" "a" {
          count          = length(var.zones)
          subnet_id      = aws_subnet.a[count.index].id
          route_table_id = element(aws_route_table.a[*].id, count.index)
        }
        "#,
    );
    assert_eq!(document["errors"], serde_json::json!([]));
    let association = &document["roots"][0]["resources"][5];
    assert_eq!(association["address"], "aws_route_table_association.a[?1]");
    assert_eq!(association["exists"], "conditional");
    let values = &association["values"];
    assert_eq!(values["subnet_id"], serde_json::json!({ "ref": "aws_subnet.a[?1].id" }));
    assert_eq!(values["route_table_id"], serde_json::json!({ "ref": "aws_route_table.a[?1].id" }));
}

#[test]
fn blocks_that_are_not_written_may_be_made_by_the_provider() {
    let document = shown(
        r#"
        variable "options" {
          type    = list(string)
          default = []
        }
        resource "aws_vpc_endpoint" "this" {
          service_name = "com.amazonaws.eu-west-1.sqs"
          dynamic "dns_options" {
            for_each = var.options
            content {
              dns_record_ip_type = dns_options.value
            }
          }
        }
        resource "terraform_data" "x" {
          input = aws_vpc_endpoint.this.dns_options[0].dns_record_ip_type
        }
        provider "aws" {}
        "#,
    );
    assert_eq!(document["errors"], serde_json::json!([]));
    let input = &document["roots"][0]["resources"][1]["values"]["input"];
    let reference = "aws_vpc_endpoint.this.dns_options[0].dns_record_ip_type";
    assert_eq!(input, &serde_json::json!({ "ref": reference }));
}

/// The values of the resource `terraform_data.x` in a root of one Region.
fn values(text: &str) -> serde_json::Value {
    let provider = "provider \"aws\" {\n  region = \"ca-central-1\"\n}\n";
    let document = shown(&format!("{provider}{text}"));
    assert_eq!(document["errors"], serde_json::json!([]));
    document["roots"][0]["resources"][0]["values"]["input"].clone()
}

#[test]
fn data_sources_are_functions_of_their_region() {
    let input = values(
        r#"
        data "aws_region" "current" {}
        data "aws_partition" "current" {}
        data "aws_availability_zones" "available" {
          state = "available"
        }
        data "aws_vpc_endpoint_service" "s3" {
          service      = "s3"
          service_type = "Gateway"
        }
        resource "terraform_data" "x" {
          input = {
            region    = data.aws_region.current.name
            partition = data.aws_partition.current.partition
            service   = data.aws_vpc_endpoint_service.s3.service_name
            zones     = slice(data.aws_availability_zones.available.names, 0, 3)
            enough    = length(data.aws_availability_zones.available.names) > 2
            number    = length(data.aws_availability_zones.available.names)
            written   = data.aws_availability_zones.available.names[0] == "ca-central-1a"
          }
        }
        "#,
    );
    assert_eq!(input["region"], "ca-central-1");
    assert_eq!(input["partition"], "aws");
    assert_eq!(input["service"], "com.amazonaws.ca-central-1.s3");
    let zones = ["ca-central-1a", "ca-central-1b", "ca-central-1d"];
    assert_eq!(input["zones"], serde_json::json!(zones));
    assert_eq!(input["enough"], true);
    assert!(input["number"]["unknown"].is_string());
    // What the first zone is called differs from account to account.
    assert!(input["written"]["unknown"].is_string());
}

#[test]
fn zones_are_the_same_wherever_they_are_used() {
    let document = shown(
        r#"
        variable "region" {
          type = string
        }
        provider "aws" {
          region = var.region
        }
        data "aws_availability_zones" "one" {}
        data "aws_availability_zones" "two" {
          state = "available"
        }
        data "aws_availability_zones" "filtered" {
          filter {
            name   = "zone-name"
            values = ["x"]
          }
        }
        resource "terraform_data" "x" {
          input = {
            same     = data.aws_availability_zones.one.names[1] == data.aws_availability_zones.two.names[1]
            filtered = data.aws_availability_zones.filtered.names[1]
          }
        }
        "#,
    );
    let input = &document["roots"][0]["resources"][0]["values"]["input"];
    assert_eq!(input["same"], true);
    let other = "data.aws_availability_zones.filtered.names[1]";
    assert_eq!(input["filtered"], serde_json::json!({ "ref": other }));
}

#[test]
fn what_is_looked_up_by_the_id_of_a_resource_is_that_resource() {
    let document = shown(
        r#"
        provider "aws" {
          region = "eu-west-1"
        }
        resource "aws_vpc" "v" {
          count                = 2
          cidr_block           = "10.${count.index}.0.0/16"
          enable_dns_hostnames = true
        }
        data "aws_vpc" "v" {
          id = aws_vpc.v[1].id
        }
        data "aws_vpc" "by_name" {
          tags = { Name = "v" }
        }
        resource "aws_subnet" "s" {
          vpc_id     = data.aws_vpc.v.id
          cidr_block = cidrsubnet(data.aws_vpc.v.cidr_block, 8, 3)
        }
        data "aws_subnet" "s" {
          id = aws_subnet.s.id
        }
        resource "terraform_data" "x" {
          input = {
            names    = data.aws_vpc.v.enable_dns_hostnames
            vpc      = data.aws_subnet.s.vpc_id
            block    = data.aws_subnet.s.cidr_block
            zone     = data.aws_subnet.s.availability_zone
            main     = data.aws_vpc.v.main_route_table_id
            found    = data.aws_vpc.by_name.cidr_block
            other    = data.aws_vpc.v.arn
          }
        }
        "#,
    );
    assert_eq!(document["errors"], serde_json::json!([]));
    let resources = document["roots"][0]["resources"].as_array().map_or(&[][..], Vec::as_slice);
    let input = resources.iter().find(|r| r["address"] == "terraform_data.x");
    let input = &input.map(|r| r["values"]["input"].clone()).unwrap_or_default();
    let reference = |address: &str| serde_json::json!({ "ref": address });
    assert_eq!(input["names"], true);
    assert_eq!(input["block"], "10.1.3.0/24");
    assert_eq!(input["vpc"], reference("aws_vpc.v[1].id"));
    assert_eq!(input["zone"], reference("aws_subnet.s.availability_zone"));
    assert_eq!(input["main"], reference("aws_vpc.v[1].main_route_table_id"));
    assert_eq!(input["found"], reference("data.aws_vpc.by_name.cidr_block"));
    assert_eq!(input["other"], reference("data.aws_vpc.v.arn"));
}
