//! What a provider fills in that nobody wrote: the rules, routes and members of a resource also where
//! they are resources of their own. Those count once.

use std::collections::BTreeSet;

use rustc_hash::{FxHashMap, FxHashSet};
use smol_str::SmolStr;
use vpcelint_model::{Kind, Resource, Target, Value};

/// A type whose instances are entries of an attribute of others.
struct Apart {
    kind: &'static str,
    /// The attribute that names the other one.
    of: &'static str,
    attribute: Entries,
}

/// Which attribute has the entry.
enum Entries {
    /// This one; the whole attribute mirrors such resources.
    Whole(&'static str),
    /// One or the other, by an attribute's text.
    Either(&'static str, &'static str, [&'static str; 2]),
    /// A list of identifiers, of which an attribute of the entry is one.
    Listed(&'static str, &'static str),
}

const TABLE: [Apart; 10] = [
    Apart {
        kind: "aws_network_acl_rule",
        of: "network_acl_id",
        attribute: Entries::Either("egress", "true", ["egress", "ingress"]),
    },
    Apart { kind: "aws_route", of: "route_table_id", attribute: Entries::Whole("route") },
    Apart {
        kind: "aws_security_group_rule",
        of: "security_group_id",
        attribute: Entries::Either("type", "egress", ["egress", "ingress"]),
    },
    Apart {
        kind: "aws_vpc_endpoint_policy",
        of: "vpc_endpoint_id",
        attribute: Entries::Whole("policy"),
    },
    Apart {
        kind: "aws_vpc_endpoint_route_table_association",
        of: "vpc_endpoint_id",
        attribute: Entries::Listed("route_table_ids", "route_table_id"),
    },
    Apart {
        kind: "aws_vpc_endpoint_security_group_association",
        of: "vpc_endpoint_id",
        attribute: Entries::Listed("security_group_ids", "security_group_id"),
    },
    Apart {
        kind: "aws_vpc_endpoint_subnet_association",
        of: "vpc_endpoint_id",
        attribute: Entries::Listed("subnet_ids", "subnet_id"),
    },
    Apart {
        kind: "aws_vpc_security_group_egress_rule",
        of: "security_group_id",
        attribute: Entries::Whole("egress"),
    },
    Apart {
        kind: "aws_vpc_security_group_ingress_rule",
        of: "security_group_id",
        attribute: Entries::Whole("ingress"),
    },
    Apart {
        kind: "aws_vpn_gateway_route_propagation",
        of: "route_table_id",
        attribute: Entries::Listed("propagating_vgws", "vpn_gateway_id"),
    },
];

/// Removes from attributes that nobody wrote what resources of their own say. `first` is the number
/// of the first resource, `filled` the attributes of each that nobody wrote.
pub(super) fn count_once(resources: &mut [Resource], first: u32, filled: &[BTreeSet<SmolStr>]) {
    let mut whole: FxHashSet<(usize, &str)> = FxHashSet::default();
    let mut listed: FxHashMap<(usize, &str), Vec<Value>> = FxHashMap::default();
    for resource in resources.iter() {
        let apart = TABLE.iter().filter(|apart| *apart.kind == *resource.kind);
        for Apart { of, attribute, .. } in apart {
            let Some(owner) = target(resource.get(of), first) else { continue };
            match attribute {
                Entries::Whole(name) => {
                    whole.insert((owner, name));
                }
                Entries::Either(by, text, [yes, no]) => {
                    let is = resource.get(by).as_text().is_some_and(|t| t == *text);
                    whole.insert((owner, if is { yes } else { no }));
                }
                Entries::Listed(name, member) => {
                    listed.entry((owner, name)).or_default().push(resource.get(member).clone());
                }
            }
        }
    }
    for (n, (resource, filled)) in resources.iter_mut().zip(filled).enumerate() {
        for name in filled {
            if whole.contains(&(n, name.as_str())) {
                resource.values.remove(name);
            }
            let Some(apart) = listed.get(&(n, name.as_str())) else { continue };
            if let Some(Kind::List(items, open)) = resource.values.get(name).map(|v| &v.kind) {
                let mut left = items.as_ref().clone();
                left.retain(|item| !apart.iter().any(|other| is_same(item, other)));
                match left.is_empty() && open.is_none() {
                    true => drop(resource.values.remove(name)),
                    false => {
                        let kind = Kind::List(left.into(), open.clone());
                        resource.values.entry(name.clone()).and_modify(|v| v.kind = kind);
                    }
                }
            }
        }
    }
}

fn target(value: &Value, first: u32) -> Option<usize> {
    match value.as_reference()?.target {
        Target::Resource(id) => id.0.checked_sub(first).and_then(|n| usize::try_from(n).ok()),
        _ => None,
    }
}

fn is_same(one: &Value, other: &Value) -> bool {
    match (&one.kind, &other.kind) {
        (Kind::Reference(one), Kind::Reference(other)) => one.target == other.target,
        (Kind::String(one), Kind::String(other)) => one == other,
        _ => false,
    }
}
