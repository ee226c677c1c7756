//! Which attributes take which references: a plan says what an expression refers to, not how. Only
//! where an attribute takes nothing but an identifier is a reference the attribute's value.

/// Attributes that take identifiers and whose names do not end as those of identifiers do.
const IDENTIFIERS: [&str; 23] = [
    "accelerator",
    "certificate",
    "cluster",
    "function_name",
    "groups",
    "identifiers",
    "instance",
    "load_balancers",
    "network_interface",
    "principal",
    "resource",
    "rest_api",
    "role",
    "routes",
    "security_groups",
    "source_security_group",
    "subnet",
    "subnets",
    "target",
    "target_group",
    "task_definition",
    "task_role",
    "vpc",
];

/// Attributes that take names and whose names do not end so.
const NAMES: [&str; 5] = ["iam_instance_profile", "instance_profile", "role", "roles", "cluster"];

/// Which types an attribute of a block leads to, where the references of several attributes are
/// listed together.
const TYPES: [(&str, &[&str]); 13] = [
    ("carrier_gateway_id", &["aws_ec2_carrier_gateway"]),
    ("core_network_arn", &["aws_networkmanager_core_network"]),
    ("destination_prefix_list_id", &["aws_ec2_managed_prefix_list", "aws_vpc_endpoint"]),
    ("egress_only_gateway_id", &["aws_egress_only_internet_gateway"]),
    ("gateway_id", &["aws_internet_gateway", "aws_vpn_gateway"]),
    ("nat_gateway_id", &["aws_nat_gateway"]),
    ("network_interface_id", &["aws_network_interface", "aws_instance"]),
    ("prefix_list_ids", &["aws_ec2_managed_prefix_list", "aws_vpc_endpoint"]),
    ("security_groups", &["aws_security_group", "aws_default_security_group", "aws_vpc"]),
    ("subnet_ids", &["aws_subnet", "aws_default_subnet"]),
    ("transit_gateway_id", &["aws_ec2_transit_gateway"]),
    ("vpc_endpoint_id", &["aws_vpc_endpoint", "aws_networkfirewall_firewall"]),
    ("vpc_peering_connection_id", &["aws_vpc_peering_connection"]),
];

/// Whether a reference to an attribute may be what another attribute is as a whole.
pub(super) fn takes(slot: &str, attribute: &str) -> bool {
    let last = attribute.rsplit('.').next().unwrap_or(attribute);
    let last = last.split('[').next().unwrap_or(last);
    let named = slot.ends_with("_name") || NAMES.contains(&slot);
    last == slot
        || is_identifier(last) && (ends_as_identifier(slot) || IDENTIFIERS.contains(&slot))
        || matches!(last, "name" | "id" | "") && named
}

/// Whether an attribute's name says that it is an identifier.
fn is_identifier(attribute: &str) -> bool {
    matches!(attribute, "" | "id" | "arn") || ends_as_identifier(attribute)
}

fn ends_as_identifier(name: &str) -> bool {
    ["_id", "_ids", "_arn", "_arns", "_identifier", "_identifiers"]
        .iter()
        .any(|end| name.ends_with(end))
}

/// The attribute that is meant of an instance that is named as a whole.
pub(super) fn meant(slot: &str) -> &'static str {
    match slot {
        "task_definition" => "arn",
        slot if slot.ends_with("_arn") || slot.ends_with("_arns") => "arn",
        _ => "id",
    }
}

/// Whether an attribute takes several values.
pub(super) fn is_collection(slot: &str) -> bool {
    /// How the names of such attributes end.
    const ENDINGS: [&str; 8] =
        ["_ids", "_arns", "groups", "subnets", "identifiers", "_blocks", "addresses", "roles"];
    ENDINGS.iter().any(|end| slot.ends_with(end))
}

/// Whether an attribute of a block may lead to a type.
pub(super) fn leads_to(slot: &str, kind: &str) -> bool {
    let found = TYPES.binary_search_by(|(name, _)| (*name).cmp(slot)).ok();
    found.and_then(|n| TYPES.get(n)).is_none_or(|(_, kinds)| kinds.contains(&kind))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tables_are_sorted() {
        assert!(TYPES.is_sorted_by_key(|(name, _)| *name));
        assert!(IDENTIFIERS.is_sorted());
    }

    #[test]
    fn only_identifiers_are_taken_whole() {
        for (slot, attribute, takes_it) in [
            ("subnet_id", "id", true),
            ("subnet_ids", "", true),
            ("security_groups", "vpc_config[0].cluster_security_group_id", true),
            ("role", "arn", true),
            ("role", "name", true),
            ("service_name", "service_name", true),
            ("name", "id", false),
            ("description", "arn", false),
            ("user_data", "id", false),
            ("policy", "arn", false),
        ] {
            assert_eq!(takes(slot, attribute), takes_it, "{slot} {attribute}");
        }
    }
}
