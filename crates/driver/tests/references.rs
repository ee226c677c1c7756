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
