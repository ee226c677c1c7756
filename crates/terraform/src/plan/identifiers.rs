//! The identifiers that the instances of a plan or state have, so that a known one in another
//! instance is a reference to its owner.

use rustc_hash::FxHashMap;
use serde_json::Value as Json;
use smol_str::SmolStr;

use super::address::{Step, steps};
use super::instances::{Instance, Instances};

/// What else than itself an instance of a type has identifiers of, by the path of the attribute.
const OTHERS: [(&str, &str); 11] = [
    ("aws_ec2_transit_gateway", "association_default_route_table_id"),
    ("aws_ec2_transit_gateway", "propagation_default_route_table_id"),
    ("aws_eks_cluster", "vpc_config[0].cluster_security_group_id"),
    ("aws_instance", "primary_network_interface_id"),
    ("aws_nat_gateway", "network_interface_id"),
    ("aws_vpc", "default_network_acl_id"),
    ("aws_vpc", "default_route_table_id"),
    ("aws_vpc", "default_security_group_id"),
    ("aws_vpc", "dhcp_options_id"),
    ("aws_vpc", "main_route_table_id"),
    ("aws_vpc_endpoint", "prefix_list_id"),
];

/// How the types end whose instances have the identifier of what they join.
const JOINING: [&str; 4] = ["_association", "_attachment", "_policy", "_accepter"];

/// An owner of an identifier, and the attribute that has it.
type Owner = (usize, SmolStr);

/// The owners of identifiers.
#[derive(Debug, Default)]
pub(super) struct Identifiers<'p> {
    /// Those of managed resources that are the identifier's own, then others, then data sources.
    owners: FxHashMap<&'p str, [Vec<Owner>; 3]>,
}

impl<'p> Identifiers<'p> {
    /// The identifiers of all instances.
    pub(super) fn of(instances: &Instances<'p>) -> Self {
        let mut found = Self::default();
        for (n, instance) in instances.all.iter().enumerate() {
            for attribute in ["id", "arn"] {
                let joins = JOINING.iter().any(|end| instance.kind.ends_with(end));
                let rank = match (instance.data, joins) {
                    (true, _) => 2,
                    (false, true) => 1,
                    (false, false) => 0,
                };
                found.add(instance.value(attribute), rank, (n, attribute.into()));
            }
            for (kind, path) in OTHERS {
                if kind == instance.kind
                    && let Some(value) = value_at(instance, path)
                {
                    found.add(value, if instance.data { 2 } else { 1 }, (n, path.into()));
                }
            }
        }
        found
    }

    fn add(&mut self, value: &'p Json, rank: usize, owner: Owner) {
        let Some(text) = value.as_str().filter(|text| is_identifier(text)) else { return };
        let ranks = self.owners.entry(text).or_default();
        if let Some(owners) = ranks.get_mut(rank)
            && owners.iter().all(|(n, _)| *n != owner.0)
        {
            owners.push(owner);
        }
    }

    /// The only owner of an identifier beside an instance.
    pub(super) fn owner(&self, text: &str, beside: usize) -> Option<&Owner> {
        if !is_identifier(text) {
            return None;
        }
        let ranks = self.owners.get(text)?;
        for owners in ranks {
            let mut others = owners.iter().filter(|(n, _)| *n != beside);
            match (others.next(), others.next()) {
                (Some(owner), None) => return Some(owner),
                (None, _) => {}
                // It is not said which of them is meant.
                (Some(_), Some(_)) => return None,
            }
        }
        None
    }
}

/// The value at the path of an attribute.
fn value_at<'p>(instance: &Instance<'p>, path: &str) -> Option<&'p Json> {
    let steps = steps(path)?;
    let (first, rest) = steps.split_first()?;
    let mut value = instance.value(first.name()?);
    for step in rest {
        value = match step {
            Step::Name(name) | Step::Key(name) => value.get(name.as_str())?,
            Step::Index(n) => value.get(usize::try_from(*n).ok()?)?,
        };
    }
    Some(value)
}

/// Whether a text is an identifier that AWS gives: `vpc-0a1b2c3d`, or an ARN.
pub(super) fn is_identifier(text: &str) -> bool {
    if text.starts_with("arn:") {
        return true;
    }
    /// The shortest and the longest digits that AWS gives.
    const DIGITS: std::ops::RangeInclusive<usize> = 8..=17;
    text.rsplit_once('-').is_some_and(|(kind, digits)| {
        let named = kind.bytes().all(|b| b.is_ascii_lowercase() || b == b'-');
        let hex = digits.bytes().all(|b| matches!(b, b'0'..=b'9' | b'a'..=b'f'));
        named && !kind.is_empty() && kind.len() <= 16 && hex && DIGITS.contains(&digits.len())
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn identifiers_are_told_from_words() {
        for (text, is) in [
            ("vpc-0a1b2c3d4e5f60718", true),
            ("subnet-12345678", true),
            ("tgw-rtb-0a1b2c3d4e5f60718", true),
            ("arn:aws:iam::1:role/x", true),
            ("my-decade", false),
            ("vpc-", false),
            ("10.0.0.0/16", false),
        ] {
            assert_eq!(is_identifier(text), is, "{text}");
        }
    }
}
