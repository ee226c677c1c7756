//! What one rule says: its protocol, its ports and whom it admits.

use std::sync::Arc;

use ipnet::IpNet;
use vpcelint_model::{Cause, Kind, Reference, Value};
use vpcelint_source::Span;

use super::{GROUP_ID, KIND, More, Rule, Source};
use crate::Fact;
use crate::builder::Builder;
use crate::fact::why;
use crate::network::Node;
use crate::spelling::Attribute;

pub(super) const PROTOCOL: Attribute = Attribute("protocol", "IpProtocol");
pub(super) const RULE_PROTOCOL: Attribute = Attribute("ip_protocol", "IpProtocol");
const FROM_PORT: Attribute = Attribute("from_port", "FromPort");
const TO_PORT: Attribute = Attribute("to_port", "ToPort");
const CIDRS: Attribute = Attribute("cidr_blocks", "");
const CIDRS_V6: Attribute = Attribute("ipv6_cidr_blocks", "");
const CIDR: Attribute = Attribute("cidr_ipv4", "CidrIp");
const CIDR_V6: Attribute = Attribute("cidr_ipv6", "CidrIpv6");
const PREFIX_LISTS: Attribute = Attribute("prefix_list_ids", "");
const PREFIX_LIST: Attribute = Attribute("prefix_list_id", "SourcePrefixListId");
const GROUPS: Attribute = Attribute("security_groups", "");
const SOURCE_GROUP: Attribute = Attribute("source_security_group_id", "SourceSecurityGroupId");
/// A group by its name, which only groups outside of a VPC, or of another account, are named by.
const SOURCE_NAME: Attribute = Attribute("", "SourceSecurityGroupName");
const DESTINATION_GROUP: Attribute = Attribute("", "DestinationSecurityGroupId");
const DESTINATION_LIST: Attribute = Attribute("", "DestinationPrefixListId");
const REFERENCED_GROUP: Attribute = Attribute("referenced_security_group_id", "");
const SELF: Attribute = Attribute("self", "");

/// Rules of all forms are read alike: what a form does not have is not written.
pub(super) const RULE_READS: &[Attribute] = &[
    KIND,
    GROUP_ID,
    PROTOCOL,
    RULE_PROTOCOL,
    FROM_PORT,
    TO_PORT,
    CIDRS,
    CIDRS_V6,
    CIDR,
    CIDR_V6,
    PREFIX_LISTS,
    PREFIX_LIST,
    GROUPS,
    SOURCE_GROUP,
    SOURCE_NAME,
    REFERENCED_GROUP,
    DESTINATION_GROUP,
    DESTINATION_LIST,
    SELF,
];

/// The rule that a resource or an inline block writes.
pub(super) fn rule<'v>(
    b: &Builder<'_>,
    get: &dyn Fn(Attribute) -> Option<&'v Value>,
    at: Span,
    protocol: Attribute,
) -> Rule {
    let protocol = match get(protocol) {
        Some(value) => protocol_of(value, at),
        None => Fact::unknown(Cause::new("the protocol is not known", Some(at)), at),
    };
    let ports = ports(get(FROM_PORT), get(TO_PORT), &protocol, at);
    let port = |attribute| get(attribute).and_then(Value::as_i64);
    let written = [port(FROM_PORT), port(TO_PORT)];
    let mut sources = Vec::new();
    let mut more = More::default();
    for attribute in [CIDRS, CIDRS_V6, CIDR, CIDR_V6] {
        each(get, attribute, &mut more.cidrs, at, &mut |value| sources.push(addresses(b, value)));
    }
    for attribute in [PREFIX_LISTS, PREFIX_LIST, DESTINATION_LIST] {
        each(get, attribute, &mut more.prefix_lists, at, &mut |value| {
            sources.push(crate::prefix_list::source(b, value));
        });
    }
    for attribute in [GROUPS, SOURCE_GROUP, REFERENCED_GROUP, DESTINATION_GROUP] {
        each(get, attribute, &mut more.groups, at, &mut |value| {
            sources.push(Source::Group(b.link(value)));
        });
    }
    each(get, SOURCE_NAME, &mut more.groups, at, &mut |_| {
        let reason = "the rule names a group by its name, not by its id";
        sources.push(Source::Unknown(Cause::new(reason, Some(at))));
    });
    match get(SELF) {
        Some(value) if value.as_bool() == Some(true) => sources.push(Source::Own),
        Some(value) if value.is_null() || value.as_bool() == Some(false) => {}
        Some(value) => more.own = Some(why(value)),
        None => more.own = Some(Cause::new("an attribute of the rule is not known", Some(at))),
    }
    Rule { protocol, ports, written, sources, more, at, by: None, conditional: None }
}

/// Calls a function with each value of an attribute that is a list or a single value.
fn each<'v>(
    get: &dyn Fn(Attribute) -> Option<&'v Value>,
    attribute: Attribute,
    open: &mut Option<Arc<Cause>>,
    at: Span,
    push: &mut dyn FnMut(&Value),
) {
    match get(attribute) {
        None => *open = Some(Cause::new("an attribute of the rule is not known", Some(at))),
        Some(value) => match &value.kind {
            Kind::Null => {}
            Kind::String(text) if text.is_empty() => {}
            Kind::List(items, more) => {
                items.iter().filter(|v| !v.is_null()).for_each(push);
                if more.is_some() {
                    open.clone_from(more);
                }
            }
            Kind::Unknown(cause) => *open = Some(cause.clone()),
            _ => push(value),
        },
    }
}

/// The addresses that a value names: a CIDR block, or the IPv4 one of a VPC of the code.
fn addresses(b: &Builder<'_>, value: &Value) -> Source {
    if let Some(cidr) = value.as_str().and_then(|s| s.trim().parse::<IpNet>().ok()) {
        return Source::Cidr(cidr.trunc());
    }
    let ipv4 = |r: &&Reference| matches!(r.attribute.as_str(), "cidr_block" | "CidrBlock");
    let part = value.as_reference().filter(ipv4).and_then(|reference| b.part_of(reference));
    if let Some(Node::Vpc(vpc)) = part {
        return Source::Vpc(vpc);
    }
    Source::Unknown(why(value))
}

/// The number of a protocol. Any that is neither tcp, udp nor icmp opens all ports of itself, whatever
/// range is written (`IpPermission` in the EC2 API, 2026).
fn protocol_of(value: &Value, at: Span) -> Fact<i16> {
    let at = value.origin.at.unwrap_or(at);
    let number = match value.as_text().as_deref() {
        Some("all" | "-1") => Some(-1),
        Some(text) => match text.to_ascii_lowercase().as_str() {
            "tcp" => Some(6),
            "udp" => Some(17),
            "icmp" => Some(1),
            "icmpv6" => Some(58),
            other => other.parse().ok(),
        },
        None => None,
    };
    match number {
        Some(number) => Fact::known(number, at),
        None => Fact::unknown(why(value), at),
    }
}

fn ports(
    from: Option<&Value>,
    to: Option<&Value>,
    protocol: &Fact<i16>,
    at: Span,
) -> Fact<(u16, u16)> {
    if protocol.get().is_some_and(|p| !matches!(p, 6 | 17 | 1 | 58)) {
        return Fact { known: Ok((0, u16::MAX)), at, written: false };
    }
    let port = |value: Option<&Value>| value.and_then(Value::as_i64);
    match (port(from), port(to)) {
        (Some(from), Some(to)) => {
            let whole = |n: i64| u16::try_from(n.max(0)).unwrap_or(u16::MAX);
            // -1 to -1 is all.
            let to = if to < 0 { u16::MAX } else { whole(to) };
            Fact::known((whole(from), to), at)
        }
        _ => Fact::unknown(Cause::new("the ports are not known", Some(at)), at),
    }
}
