//! Things that data sources look up, matched to what the code makes where their filters prove it.
//! A data source finds what is there when it is read, so that a list of what it finds may go on.

use std::sync::Arc;

use smol_str::SmolStr;
use vpcelint_model::{Cause, InputKind, Kind, Resource, ResourceId, Value};
use vpcelint_source::Span;

use crate::builder::Builder;
use crate::network::{GroupId, Node, SubnetId, TableId, VpcId};
use crate::spelling::{Attribute, Reads, Type};
use crate::{Answer, Link};

const VPC: Type = Type("data.aws_vpc", "");
const SUBNET: Type = Type("data.aws_subnet", "");
const SUBNETS: Type = Type("data.aws_subnets", "");
const SUBNET_IDS: Type = Type("data.aws_subnet_ids", "");
const TABLE: Type = Type("data.aws_route_table", "");
const TABLES: Type = Type("data.aws_route_tables", "");
const GROUP: Type = Type("data.aws_security_group", "");
const GROUPS: Type = Type("data.aws_security_groups", "");

const ID: Attribute = Attribute("id", "");
const TABLE_ID: Attribute = Attribute("route_table_id", "");
const VPC_ID: Attribute = Attribute("vpc_id", "");
const SUBNET_ID: Attribute = Attribute("subnet_id", "");
const CIDR: Attribute = Attribute("cidr_block", "");
const ZONE: Attribute = Attribute("availability_zone", "");
const DEFAULT: Attribute = Attribute("default", "");
const NAME: Attribute = Attribute("name", "");
const FILTER: Attribute = Attribute("filter", "");
const TAGS: Attribute = Attribute("tags", "");

/// What this family reads.
pub(crate) const READS: &[Reads] = &[
    Reads { of: VPC, attributes: &[ID, CIDR, DEFAULT, FILTER, TAGS] },
    Reads { of: SUBNET, attributes: &[ID, VPC_ID, CIDR, ZONE, FILTER, TAGS] },
    Reads { of: SUBNETS, attributes: &[FILTER, TAGS] },
    Reads { of: SUBNET_IDS, attributes: &[VPC_ID, FILTER, TAGS] },
    Reads { of: TABLE, attributes: &[TABLE_ID, SUBNET_ID, VPC_ID, FILTER, TAGS] },
    Reads { of: TABLES, attributes: &[VPC_ID, FILTER, TAGS] },
    Reads { of: GROUP, attributes: &[ID, NAME, VPC_ID, FILTER, TAGS] },
    Reads { of: GROUPS, attributes: &[FILTER, TAGS] },
];

/// What is read of the things that may be found, where there is a data source.
pub(crate) const READS_OF_FOUND: &[Reads] = &[
    Reads { of: Type("aws_vpc", ""), attributes: &[TAGS] },
    Reads { of: Type("aws_default_vpc", ""), attributes: &[TAGS] },
    Reads { of: Type("aws_default_subnet", ""), attributes: &[TAGS] },
    Reads { of: Type("aws_default_route_table", ""), attributes: &[TAGS] },
    Reads { of: Type("aws_default_security_group", ""), attributes: &[TAGS] },
    Reads { of: Type("aws_subnet", ""), attributes: &[TAGS] },
    Reads { of: Type("aws_route_table", ""), attributes: &[TAGS] },
    Reads { of: Type("aws_security_group", ""), attributes: &[NAME, TAGS] },
];

/// The data sources of this family, as the interest names them.
pub(crate) const KINDS: &[&str] =
    &[VPC.0, SUBNET.0, SUBNETS.0, SUBNET_IDS.0, TABLE.0, TABLES.0, GROUP.0, GROUPS.0];

/// One condition of a data source.
enum Criterion<'v> {
    /// The thing has this id.
    Id(&'v Value),
    /// It is in this VPC.
    Vpc(&'v Value),
    /// A tag has this value.
    Tag(SmolStr, &'v Value),
    /// An attribute is one of these.
    Attribute(&'static str, &'v Value),
    /// It is, or is not, the one that comes with its VPC or Region.
    Default(bool),
    /// It is the main table of its VPC.
    Main,
    /// Something that is not looked into.
    Other,
}

/// Looks up VPCs: the others are found by them.
pub(crate) fn vpcs(b: &mut Builder<'_>) {
    for (id, resource) in data_sources(b, VPC) {
        let criteria = criteria(resource, &[(ID, "id"), (CIDR, "cidr"), (DEFAULT, "default")]);
        let candidates: Vec<VpcId> = b.network.vpcs_all().map(|(id, _)| id).collect();
        if let Some(vpc) = one(b, id, &criteria, &candidates) {
            for attribute in ["main_route_table_id", "default_route_table_id"] {
                let table = b.network.vpc(vpc).default_table;
                b.refers(id, attribute, table);
            }
        }
    }
}

/// Looks up subnets, tables and groups.
pub(crate) fn others(b: &mut Builder<'_>) {
    subnets(b);
    tables(b);
    groups(b);
}

fn subnets(b: &mut Builder<'_>) {
    let candidates: Vec<SubnetId> = b.network.subnets_all().map(|(id, _)| id).collect();
    let arguments = [(ID, "id"), (VPC_ID, "vpc"), (CIDR, "cidr"), (ZONE, "zone")];
    for (id, resource) in data_sources(b, SUBNET) {
        if let Some(subnet) = one(b, id, &criteria(resource, &arguments), &candidates) {
            in_vpc(b, id, b.network.subnet(subnet).vpc.to());
        }
    }
    for of in [SUBNETS, SUBNET_IDS] {
        for (id, resource) in data_sources(b, of) {
            many(b, id, &criteria(resource, &[(VPC_ID, "vpc")]), &candidates);
        }
    }
}

fn tables(b: &mut Builder<'_>) {
    let candidates: Vec<TableId> = b.network.tables_all().map(|(id, _)| id).collect();
    for (id, resource) in data_sources(b, TABLE) {
        let table = match SUBNET_ID.of(resource) {
            subnet if subnet.is_null() => {
                let arguments = [(TABLE_ID, "id"), (VPC_ID, "vpc")];
                one(b, id, &criteria(resource, &arguments), &candidates)
            }
            subnet => match b.link::<SubnetId>(subnet) {
                Link::To(subnet) => {
                    let table = crate::route_table::associated(b, subnet);
                    if let Some(table) = table {
                        b.makes(id, table);
                    }
                    table
                }
                _ => None,
            },
        };
        if let Some(table) = table {
            in_vpc(b, id, b.network.table(table).vpc.to());
        }
    }
    for (id, resource) in data_sources(b, TABLES) {
        many(b, id, &criteria(resource, &[(VPC_ID, "vpc")]), &candidates);
    }
}

fn groups(b: &mut Builder<'_>) {
    let candidates: Vec<GroupId> = b.network.groups_all().map(|(id, _)| id).collect();
    for (id, resource) in data_sources(b, GROUP) {
        let arguments = [(ID, "id"), (VPC_ID, "vpc"), (NAME, "name")];
        if let Some(group) = one(b, id, &criteria(resource, &arguments), &candidates) {
            in_vpc(b, id, b.network.group(group).vpc.to());
        }
    }
    for (id, resource) in data_sources(b, GROUPS) {
        many(b, id, &criteria(resource, &[]), &candidates);
    }
}

fn data_sources<'g>(b: &Builder<'g>, of: Type) -> Vec<(ResourceId, &'g Resource)> {
    b.resources().filter(|(_, r)| of.is(r)).collect()
}

/// `vpc_id` of what was found leads to its VPC.
fn in_vpc(b: &mut Builder<'_>, id: ResourceId, vpc: Option<VpcId>) {
    if let Some(vpc) = vpc {
        b.refers(id, "vpc_id", vpc);
    }
}

/// The one thing that a data source certainly finds: of all that the code makes it alone matches.
fn one<Id: Copy + Into<Node>>(
    b: &mut Builder<'_>,
    data: ResourceId,
    criteria: &[Criterion<'_>],
    candidates: &[Id],
) -> Option<Id> {
    if candidates.is_empty() {
        b.looks_outside(data);
        return None;
    }
    if criteria.is_empty() {
        return None;
    }
    let mut found = None;
    for candidate in candidates {
        match matches(b, criteria, (*candidate).into()) {
            Answer::No => {}
            Answer::Yes if found.is_none() => found = Some(*candidate),
            _ => return None,
        }
    }
    if let Some(id) = found {
        b.makes(data, id);
    }
    found
}

/// The things that a list of a data source certainly has; it may have others.
fn many<Id: Copy + Into<Node>>(
    b: &mut Builder<'_>,
    data: ResourceId,
    criteria: &[Criterion<'_>],
    candidates: &[Id],
) {
    // Without a VPC of the code, the list is that of some other one.
    if !criteria.iter().any(|c| matches!(c, Criterion::Vpc(_) | Criterion::Tag(..))) {
        return;
    }
    let found = candidates.iter().copied().map(Into::into);
    let found = found.filter(|node| matches(b, criteria, *node).is_yes()).collect();
    b.lists(data, found);
}

/// The conditions of a data source: arguments by what they mean, filters and tags.
fn criteria<'v>(
    resource: &'v Resource,
    arguments: &[(Attribute, &'static str)],
) -> Vec<Criterion<'v>> {
    let mut all = Vec::new();
    for (attribute, meaning) in arguments {
        let value = attribute.of(resource);
        if !value.is_null() {
            all.push(criterion(meaning, value));
        }
    }
    match &TAGS.of(resource).kind {
        Kind::Null => {}
        Kind::Map(tags, None) => {
            all.extend(tags.iter().map(|(name, value)| Criterion::Tag(name.clone(), value)));
        }
        _ => all.push(Criterion::Other),
    }
    let (filters, open) = Builder::blocks(FILTER.of(resource));
    for filter in filters {
        let name = filter.get("name").and_then(Value::as_str);
        all.push(match (name, filter.get("values")) {
            (Some(name), Some(values)) => match name.strip_prefix("tag:") {
                Some(tag) => Criterion::Tag(tag.into(), values),
                None => criterion(name, values),
            },
            _ => Criterion::Other,
        });
    }
    if open.is_some() {
        all.push(Criterion::Other);
    }
    all
}

fn criterion<'v>(meaning: &str, value: &'v Value) -> Criterion<'v> {
    match meaning {
        "id" | "subnet-id" | "group-id" | "route-table-id" => Criterion::Id(value),
        "vpc" | "vpc-id" => Criterion::Vpc(value),
        "cidr" | "cidr-block" | "cidrBlock" => Criterion::Attribute("cidr_block", value),
        "zone" | "availability-zone" => Criterion::Attribute("availability_zone", value),
        "name" | "group-name" => Criterion::Attribute("name", value),
        "default" | "is-default" | "isDefault" => match strings(value).as_deref() {
            Some([only]) if only == "true" => Criterion::Default(true),
            Some([only]) if only == "false" => Criterion::Default(false),
            _ => match value.as_bool() {
                Some(is) => Criterion::Default(is),
                None => Criterion::Other,
            },
        },
        "association.main" => match strings(value).as_deref() {
            Some([only]) if only == "true" => Criterion::Main,
            // Tables without any association are not found by `false`.
            _ => Criterion::Other,
        },
        // Everything that the code makes is there in the end.
        "state" => Criterion::Attribute("", value),
        _ => Criterion::Other,
    }
}

/// Whether a thing of the code meets all conditions.
fn matches(b: &Builder<'_>, criteria: &[Criterion<'_>], node: Node) -> Answer {
    criteria.iter().fold(Answer::Yes, |answer, c| answer.and(meets(b, c, node)))
}

fn meets(b: &Builder<'_>, criterion: &Criterion<'_>, node: Node) -> Answer {
    let unknown =
        |at: Option<Span>| Answer::Unknown(Cause::new("what is looked up may be another one", at));
    let resource = b.network.resource_of(node).map(|id| b.graph.resource(id));
    match criterion {
        Criterion::Id(value) => match each(value, &|v| b.node_of(v)) {
            Some(nodes) => Answer::from(nodes.contains(&node)),
            None => unknown(value.origin.at),
        },
        Criterion::Vpc(value) => {
            let wanted = each(value, &|v| b.link::<VpcId>(v).to());
            match (wanted, vpc_of(b, node)) {
                (Some(wanted), Link::To(vpc)) => Answer::from(wanted.contains(&vpc)),
                (Some(_), Link::Outside(_)) => Answer::No,
                _ => unknown(value.origin.at),
            }
        }
        // What comes with a VPC has no tags until somebody adopts it.
        Criterion::Tag(_, value) if resource.is_none() => match strings(value) {
            Some(_) => Answer::No,
            None => unknown(value.origin.at),
        },
        Criterion::Tag(name, value) => {
            let tags = resource.map(|r| TAGS.of(r));
            let tag = tags.and_then(|t| if t.is_null() { Some(t) } else { t.get(name) });
            match (strings(value), tag) {
                (Some(_), Some(tag)) if tag.is_null() => Answer::No,
                (Some(wanted), Some(tag)) => match tag.as_str() {
                    Some(text) => Answer::from(wanted.iter().any(|w| glob(w, text))),
                    None => unknown(tag.origin.at),
                },
                _ => unknown(value.origin.at),
            }
        }
        Criterion::Attribute("", _) => Answer::Yes,
        Criterion::Attribute(name, value) => attribute(b, name, value, node, resource)
            .map_or_else(|| unknown(value.origin.at), Answer::from),
        Criterion::Default(wanted) => Answer::from(is_default(b, node) == *wanted),
        Criterion::Main => match (node, vpc_of(b, node)) {
            (Node::Table(table), Link::To(vpc)) => match &b.network.vpc(vpc).main_table {
                Link::To(main) => Answer::from(*main == table),
                Link::Unknown(cause) => Answer::Unknown(cause.clone()),
                _ => unknown(None),
            },
            _ => unknown(None),
        },
        Criterion::Other => unknown(None),
    }
}

/// Whether an attribute of a thing is one of the wanted values; none when it is not known.
fn attribute(
    b: &Builder<'_>,
    name: &str,
    value: &Value,
    node: Node,
    resource: Option<&Resource>,
) -> Option<bool> {
    let wanted = strings(value)?;
    match (name, node) {
        ("cidr_block", Node::Vpc(id)) => {
            let own = b.network.vpc(id).cidrs.first()?.get()?;
            Some(wanted.iter().any(|w| *w == own.to_string()))
        }
        ("cidr_block", Node::Subnet(id)) => {
            let own = b.network.subnet(id).cidr.get()?;
            Some(wanted.iter().any(|w| *w == own.to_string()))
        }
        ("name", Node::Group(id)) if b.network.group(id).default_of.is_some() => {
            Some(wanted.iter().any(|w| w == "default"))
        }
        (name, _) => {
            let own = resource?.get(name);
            // A name from a list of zones is only a likely one.
            let own = own.as_str().filter(|_| !own.derived && !value.derived)?;
            Some(wanted.iter().any(|w| glob(w, own)))
        }
    }
}

fn is_default(b: &Builder<'_>, node: Node) -> bool {
    match node {
        Node::Vpc(id) => b.network.vpc(id).is_default,
        Node::Group(id) => b.network.group(id).default_of.is_some(),
        _ => false,
    }
}

fn vpc_of(b: &Builder<'_>, node: Node) -> Link<VpcId> {
    match node {
        Node::Vpc(id) => Link::To(id),
        Node::Subnet(id) => b.network.subnet(id).vpc.clone(),
        Node::Table(id) => b.network.table(id).vpc.clone(),
        Node::Group(id) => b.network.group(id).vpc.clone(),
        _ => Link::Absent,
    }
}

/// What each of a list of values, or a single one, leads to; none when one of them is not known.
fn each<T>(value: &Value, one: &dyn Fn(&Value) -> Option<T>) -> Option<Vec<T>> {
    match &value.kind {
        Kind::List(items, None) => items.iter().map(one).collect(),
        Kind::List(..) => None,
        _ => one(value).map(|found| vec![found]),
    }
}

/// The texts of a list, or of a single value.
fn strings(value: &Value) -> Option<Vec<String>> {
    each(value, &|v| match &v.kind {
        Kind::String(text) => Some(text.to_string()),
        Kind::Bool(b) => Some(b.to_string()),
        _ => None,
    })
}

/// Whether a text fits a filter's value, in which `*` stands for any text and `?` for a character
/// (EC2 API reference, "Filters").
pub(crate) fn glob(pattern: &str, text: &str) -> bool {
    let (pattern, text) = (pattern.as_bytes(), text.as_bytes());
    let (mut p, mut t) = (0, 0);
    let mut star: Option<(usize, usize)> = None;
    while let Some(c) = text.get(t) {
        match pattern.get(p) {
            Some(b'*') => {
                star = Some((p, t));
                p += 1;
            }
            Some(b'?') => {
                p += 1;
                t += length(*c);
            }
            Some(w) if w == c => {
                p += 1;
                t += 1;
            }
            _ => match star {
                Some((at, from)) => {
                    let next = from + text.get(from).map_or(1, |c| length(*c));
                    star = Some((at, next));
                    p = at + 1;
                    t = next;
                }
                None => return false,
            },
        }
    }
    pattern.get(p..).unwrap_or_default().iter().all(|c| *c == b'*')
}

/// How many bytes a character of UTF-8 has that begins with this one.
fn length(first: u8) -> usize {
    (first.leading_ones() as usize).max(1)
}

/// Why what a data source finds is not known.
pub(crate) fn looked_up(resource: &Resource, attribute: &str, at: Option<Span>) -> Arc<Cause> {
    let full = format!("{}.{attribute}", resource.address);
    let reason = format!("`{full}` is looked up at deployment");
    Cause::input(reason, at, InputKind::Data, resource.root, full.into())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn filters_know_wildcards() {
        for (pattern, text, fits) in [
            ("*private*", "app-private-a", true),
            ("private-?", "private-a", true),
            ("private-?", "private-", false),
            ("a*b*c", "aXbYbZc", true),
            ("a*b*c", "aXbYbZ", false),
            ("main", "main", true),
            ("main", "main2", false),
            ("*", "", true),
            ("?-ü*", "本-üb", true),
            ("*??y*", "本yz", false),
            ("??", "ü", false),
        ] {
            assert_eq!(glob(pattern, text), fits, "{pattern} {text}");
        }
    }
}
