//! Data sources that look up by its id what the code itself makes, as modules do with what they are given:
//! their attributes are those of the resource.

use std::rc::Rc;

use super::Question;
use crate::config::ResourceMode;
use crate::eval::instance::Instance;
use crate::{Partial, Value};

/// A type of the same name as its data source.
struct Same {
    kind: &'static str,
    /// The argument with the id.
    id: &'static str,
    /// The attributes that mean the same for both.
    attributes: &'static [&'static str],
}

const ALL: [Same; 4] = [
    Same { kind: "aws_route_table", id: "route_table_id", attributes: &["vpc_id"] },
    Same { kind: "aws_security_group", id: "id", attributes: &["description", "name", "vpc_id"] },
    Same {
        kind: "aws_subnet",
        id: "id",
        attributes: &[
            "availability_zone",
            "availability_zone_id",
            "cidr_block",
            "ipv6_cidr_block",
            "map_public_ip_on_launch",
            "vpc_id",
        ],
    },
    Same {
        kind: "aws_vpc",
        id: "id",
        attributes: &[
            "cidr_block",
            "enable_dns_hostnames",
            "enable_dns_support",
            "ipv6_cidr_block",
            "main_route_table_id",
        ],
    },
];

fn of_kind(kind: &str) -> Option<&'static Same> {
    ALL.iter().find(|same| same.kind == kind)
}

/// Whether an instance may be what a data source looks up.
pub(in crate::eval) fn may_be_looked_up(instance: &Instance) -> bool {
    let declaration = instance.declaration(&instance.module.config);
    declaration
        .is_some_and(|of| of.name.mode == ResourceMode::Managed && of_kind(&of.name.kind).is_some())
}

/// An attribute of the resource whose id the data source is given.
pub(super) fn attribute(question: &Question<'_, '_>) -> Option<Value> {
    let declaration = question.instance.declaration(&question.instance.module.config)?;
    let same = of_kind(&declaration.name.kind)?;
    if !same.attributes.contains(&question.name) {
        return None;
    }
    let id = question.argument(same.id);
    let Partial::Reference(to) = &id.as_unknown()?.known else { return None };
    if to.attribute != "id" {
        return None;
    }
    let found: Rc<Instance> = question.evaluator.looked_up(to.root, &to.address)?;
    let kind = &found.declaration(&found.module.config)?.name.kind;
    (kind == same.kind).then(|| question.evaluator.attribute(&found, question.name, question.at))
}
