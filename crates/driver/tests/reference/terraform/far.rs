//! What joins VPCs, and the policies of endpoints, as Terraform.

use super::Writer;
use crate::network::{Attachment, Policy, Transit};

const GATEWAY: &str = "transit_gateway_id = aws_ec2_transit_gateway.t.id";

/// A policy as an argument.
pub(super) fn policy(policy: &Policy) -> String {
    let statements = policy.iter().map(|s| {
        let effect = if s.allow { "Allow" } else { "Deny" };
        let key = if s.others { "NotAction" } else { "Action" };
        let actions: Vec<_> = s.actions.iter().map(|a| format!("\"{a}\"")).collect();
        let actions = match &actions[..] {
            [one] => one.clone(),
            more => format!("[{}]", more.join(", ")),
        };
        let resource = if s.narrow { "arn:aws:s3:::one/*" } else { "*" };
        format!(
            "{{ Effect = \"{effect}\", Principal = \"*\", {key} = {actions}, Resource = \"{resource}\" }}"
        )
    });
    let statements: Vec<_> = statements.collect();
    format!("policy = jsonencode({{ Statement = [{}] }})", statements.join(", "))
}

impl Writer<'_> {
    pub(super) fn far(&mut self) {
        let world = self.world;
        if let Some(transit) = &world.transit {
            self.transit(transit);
        }
        for (index, (vpc, peer)) in world.peerings.iter().enumerate() {
            let lines = [
                format!("vpc_id = aws_vpc.v{vpc}.id"),
                format!("peer_vpc_id = aws_vpc.v{peer}.id"),
                "auto_accept = true".into(),
            ];
            self.block("aws_vpc_peering_connection", &format!("x{index}"), &lines);
        }
        for (index, zone) in world.zones.iter().enumerate() {
            let mut lines = vec!["name = \"sqs.eu-west-1.amazonaws.com\"".to_owned()];
            for vpc in &zone.vpcs {
                lines.push(format!("vpc {{\n    vpc_id = aws_vpc.v{vpc}.id\n  }}"));
            }
            self.block("aws_route53_zone", &format!("z{index}"), &lines);
            let endpoint = zone.endpoint.unwrap_or_default();
            let name = if zone.endpoint.is_some() { "" } else { "other" };
            let lines = [
                format!("zone_id = aws_route53_zone.z{index}.zone_id"),
                format!("name = \"{name}\""),
                "type = \"A\"".into(),
                format!(
                    "alias {{\n    name = aws_vpc_endpoint.i{endpoint}.dns_entry[0][\"dns_name\"]\n    zone_id = aws_vpc_endpoint.i{endpoint}.dns_entry[0][\"hosted_zone_id\"]\n    evaluate_target_health = false\n  }}"
                ),
            ];
            self.block("aws_route53_record", &format!("z{index}"), &lines);
        }
    }

    fn transit(&mut self, transit: &Transit) {
        let switch = |on: bool| if on { "enable" } else { "disable" };
        // What is left out is on.
        let mut lines = Vec::new();
        if !transit.associates {
            lines.push(format!("default_route_table_association = \"{}\"", switch(false)));
        }
        lines.push(format!("default_route_table_propagation = \"{}\"", switch(transit.propagates)));
        self.block("aws_ec2_transit_gateway", "t", &lines);
        for (index, attachment) in transit.attachments.iter().enumerate() {
            self.attachment(index, attachment);
        }
        for (index, table) in transit.tables.iter().enumerate() {
            let id = match index {
                0 if transit.associates => {
                    "aws_ec2_transit_gateway.t.association_default_route_table_id".into()
                }
                0 => "aws_ec2_transit_gateway.t.propagation_default_route_table_id".into(),
                _ => format!("aws_ec2_transit_gateway_route_table.t{index}.id"),
            };
            let table_id = format!("transit_gateway_route_table_id = {id}");
            if index > 0 {
                let name = format!("t{index}");
                self.block("aws_ec2_transit_gateway_route_table", &name, &[GATEWAY.into()]);
            }
            for (number, (cidr, attachment)) in table.routes.iter().enumerate() {
                let lines = [
                    table_id.clone(),
                    format!("destination_cidr_block = \"{}\"", cidr.text()),
                    attachment.map_or_else(|| "blackhole = true".to_owned(), attachment_id),
                ];
                self.block("aws_ec2_transit_gateway_route", &format!("t{index}_{number}"), &lines);
            }
            for attachment in &table.propagating {
                let lines = [table_id.clone(), attachment_id(*attachment)];
                let kind = "aws_ec2_transit_gateway_route_table_propagation";
                self.block(kind, &format!("t{index}_{attachment}"), &lines);
            }
        }
    }

    fn attachment(&mut self, index: usize, attachment: &Attachment) {
        let subnets: Vec<_> =
            attachment.subnets.iter().map(|s| format!("aws_subnet.s{s}.id")).collect();
        let mut lines = vec![
            GATEWAY.to_owned(),
            format!("vpc_id = aws_vpc.v{}.id", attachment.vpc),
            format!("subnet_ids = [{}]", subnets.join(", ")),
        ];
        if !attachment.associates {
            lines.push("transit_gateway_default_route_table_association = false".into());
        }
        if !attachment.propagates {
            lines.push("transit_gateway_default_route_table_propagation = false".into());
        }
        self.block("aws_ec2_transit_gateway_vpc_attachment", &format!("a{index}"), &lines);
        if let Some(table) = attachment.table {
            let lines = [
                attachment_id(index),
                format!(
                    "transit_gateway_route_table_id = aws_ec2_transit_gateway_route_table.t{table}.id"
                ),
            ];
            let kind = "aws_ec2_transit_gateway_route_table_association";
            self.block(kind, &format!("a{index}"), &lines);
        }
    }
}

fn attachment_id(attachment: usize) -> String {
    let id = format!("aws_ec2_transit_gateway_vpc_attachment.a{attachment}.id");
    format!("transit_gateway_attachment_id = {id}")
}
