//! Security groups: rules written inline and apart, default groups, and the egress that Terraform
//! removes from the groups it makes while CloudFormation keeps it.

use std::sync::Arc;

use ipnet::IpNet;
use vpcelint_model::{Cause, Kind, Reference, Resource, ResourceId, Value};
use vpcelint_source::Span;

use crate::builder::Builder;
use crate::fact::why;
use crate::network::{GroupId, Node, Relation, VpcId};
use crate::spelling::{Attribute, Reads, Type};
use crate::{Fact, Link};

const GROUP: Type = Type("aws_security_group", "AWS::EC2::SecurityGroup");
const DEFAULT_GROUP: Type = Type("aws_default_security_group", "");
const RULE: Type = Type("aws_security_group_rule", "");
const INGRESS_RULE: Type =
    Type("aws_vpc_security_group_ingress_rule", "AWS::EC2::SecurityGroupIngress");
const EGRESS_RULE: Type =
    Type("aws_vpc_security_group_egress_rule", "AWS::EC2::SecurityGroupEgress");

const VPC_ID: Attribute = Attribute("vpc_id", "VpcId");
const INGRESS: Attribute = Attribute("ingress", "SecurityGroupIngress");
const EGRESS: Attribute = Attribute("egress", "SecurityGroupEgress");
const KIND: Attribute = Attribute("type", "");
const GROUP_ID: Attribute = Attribute("security_group_id", "GroupId");
const PROTOCOL: Attribute = Attribute("protocol", "IpProtocol");
const RULE_PROTOCOL: Attribute = Attribute("ip_protocol", "IpProtocol");
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
const REFERENCED_GROUP: Attribute = Attribute("referenced_security_group_id", "");
const SELF: Attribute = Attribute("self", "");

/// Rules of all forms are read alike: what a form does not have is not written.
const RULE_READS: &[Attribute] = &[
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
    REFERENCED_GROUP,
    SELF,
];

/// What this family reads.
pub(crate) const READS: &[Reads] = &[
    Reads { of: GROUP, attributes: &[VPC_ID, INGRESS, EGRESS] },
    Reads { of: DEFAULT_GROUP, attributes: &[VPC_ID, INGRESS, EGRESS] },
    Reads { of: RULE, attributes: RULE_READS },
    Reads { of: INGRESS_RULE, attributes: RULE_READS },
    Reads { of: EGRESS_RULE, attributes: RULE_READS },
];

/// The direction of a rule.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Direction {
    /// Into the interface.
    Ingress,
    /// Out of it.
    Egress,
}

/// Whom a rule admits.
#[derive(Debug, Clone, PartialEq)]
pub enum Source {
    /// Addresses.
    Cidr(IpNet),
    /// The CIDR block of a VPC of the code, for IPv4.
    Vpc(VpcId),
    /// Interfaces that carry a group.
    Group(Link<GroupId>),
    /// Interfaces that carry the rule's own group.
    Own,
    /// A prefix list, with the addresses in it.
    PrefixList(Link<ResourceId>, Vec<Source>),
    /// The public addresses of an AWS service.
    Service,
    /// Not known.
    Unknown(Arc<Cause>),
}

/// Why a rule may admit others than are known.
#[derive(Debug, Clone, Default)]
pub struct More {
    /// There may be more CIDR blocks.
    pub cidrs: Option<Arc<Cause>>,
    /// There may be more prefix lists.
    pub prefix_lists: Option<Arc<Cause>>,
    /// There may be more groups.
    pub groups: Option<Arc<Cause>>,
    /// It may admit its own group.
    pub own: Option<Arc<Cause>>,
}

/// A rule.
#[derive(Debug, Clone)]
pub struct Rule {
    /// The protocol: a number of IANA, -1 for all.
    pub protocol: Fact<i16>,
    /// The first and last port; all where the protocol has none.
    pub ports: Fact<(u16, u16)>,
    /// The range as it is written: for ICMP its type and code, -1 for all.
    pub written: [Option<i64>; 2],
    /// Whom it admits.
    pub sources: Vec<Source>,
    /// Why it may admit others, by the form in which they would be named.
    pub more: More,
    /// Where it is written.
    pub at: Span,
    /// The resource that writes it, if not the group's.
    pub by: Option<ResourceId>,
    /// Why it may not exist.
    pub conditional: Option<Arc<Cause>>,
}

/// A security group.
#[derive(Debug)]
pub struct SecurityGroup {
    /// The resource that makes or adopts it; none for a default group that the code never names.
    pub resource: Option<ResourceId>,
    /// The header of that resource, or of its VPC.
    pub at: Span,
    /// The address, or `<vpc>.default`.
    pub address: Arc<str>,
    /// Why it may not exist.
    pub conditional: Option<Arc<Cause>>,
    /// Its VPC; absent for the Region's default VPC.
    pub vpc: Link<VpcId>,
    /// The VPC whose default group it is.
    pub default_of: Option<VpcId>,
    /// Rules for what comes in.
    pub ingress: Vec<Rule>,
    /// Rules for what goes out.
    pub egress: Vec<Rule>,
    /// Why there may be more rules for what comes in.
    pub ingress_open: Option<Arc<Cause>>,
    /// Why there may be more rules for what goes out.
    pub egress_open: Option<Arc<Cause>>,
}

impl SecurityGroup {
    /// The default group of a VPC: it admits itself, and lets everything out (VPC User Guide).
    pub(crate) fn default_of(vpc: VpcId, resource: &Resource) -> Self {
        let at = resource.span;
        let rule = |sources| Rule {
            protocol: Fact { known: Ok(-1), at, written: false },
            ports: Fact { known: Ok((0, u16::MAX)), at, written: false },
            written: [None; 2],
            sources,
            more: More::default(),
            at,
            by: None,
            conditional: None,
        };
        Self {
            resource: None,
            at,
            address: format!("{}.default", resource.address).into(),
            conditional: Builder::conditional(resource),
            vpc: Link::To(vpc),
            default_of: Some(vpc),
            ingress: vec![rule(vec![Source::Own])],
            egress: vec![rule(vec![Source::Cidr(IpNet::V4(Default::default()))])],
            ingress_open: None,
            egress_open: None,
        }
    }

    /// The rules of a direction, and why there may be more.
    #[must_use]
    pub fn rules(&self, direction: Direction) -> (&[Rule], Option<&Arc<Cause>>) {
        match direction {
            Direction::Ingress => (&self.ingress, self.ingress_open.as_ref()),
            Direction::Egress => (&self.egress, self.egress_open.as_ref()),
        }
    }

    fn add(&mut self, direction: Direction, rule: Rule) {
        match direction {
            Direction::Ingress => self.ingress.push(rule),
            Direction::Egress => self.egress.push(rule),
        }
    }

    fn open(&mut self, direction: Direction, cause: Arc<Cause>) {
        match direction {
            Direction::Ingress => self.ingress_open = Some(cause),
            Direction::Egress => self.egress_open = Some(cause),
        }
    }
}

/// Makes the groups, without rules.
pub(crate) fn parts(b: &mut Builder<'_>) {
    for (id, resource) in b.resources() {
        if GROUP.is(resource) {
            let group = SecurityGroup {
                resource: Some(id),
                at: resource.span,
                address: resource.address.clone(),
                conditional: Builder::conditional(resource),
                vpc: b.link(VPC_ID.of(resource)),
                default_of: None,
                ingress: Vec::new(),
                egress: Vec::new(),
                ingress_open: None,
                egress_open: None,
            };
            let vpc = group.vpc.to();
            let made = b.network.add(group);
            b.makes(id, made);
            if let Some(vpc) = vpc {
                b.network.tie(made, Relation::In, vpc, resource.span);
            }
        } else if DEFAULT_GROUP.is(resource) {
            adopt(b, id, resource);
        }
    }
}

/// Adopting a default group removes every rule that its block does not write.
fn adopt(b: &mut Builder<'_>, id: ResourceId, resource: &Resource) {
    let Link::To(vpc) = b.link::<VpcId>(VPC_ID.of(resource)) else { return };
    let group = b.network.vpc(vpc).default_group;
    b.network.change::<SecurityGroup>(group.0, |g| {
        g.resource = Some(id);
        g.at = resource.span;
        g.address = resource.address.clone();
        match Builder::doubt(resource, g.conditional.as_ref()) {
            Some(cause) => {
                g.ingress_open = Some(cause.clone());
                g.egress_open = Some(cause);
            }
            None => {
                g.ingress.clear();
                g.egress.clear();
            }
        }
    });
    b.makes(id, group);
}

/// Adds the rules.
pub(crate) fn sides(b: &mut Builder<'_>) {
    for (id, resource) in b.resources() {
        if GROUP.is(resource) || DEFAULT_GROUP.is(resource) {
            let Some(Ok(group)) = b.part(id).map(GroupId::try_from) else { continue };
            inline(b, group, resource, Direction::Ingress, INGRESS);
            inline(b, group, resource, Direction::Egress, EGRESS);
        } else if RULE.is(resource) {
            let direction = match KIND.of(resource).as_str() {
                Some("ingress") => Direction::Ingress,
                Some("egress") => Direction::Egress,
                _ => continue,
            };
            apart(b, id, resource, direction, PROTOCOL);
        } else if INGRESS_RULE.is(resource) {
            apart(b, id, resource, Direction::Ingress, RULE_PROTOCOL);
        } else if EGRESS_RULE.is(resource) {
            apart(b, id, resource, Direction::Egress, RULE_PROTOCOL);
        }
    }
}

fn inline(
    b: &mut Builder<'_>,
    group: GroupId,
    resource: &Resource,
    direction: Direction,
    attribute: Attribute,
) {
    let (blocks, open) = Builder::blocks(attribute.of(resource));
    for block in blocks {
        let at = block.origin.at.unwrap_or(resource.span);
        let language = resource.language;
        let rule = match &block.kind {
            Kind::Map(..) => rule(b, &|a| a.within(language, block), at, PROTOCOL),
            _ => {
                b.network.change::<SecurityGroup>(group.0, |g| g.open(direction, why(block)));
                continue;
            }
        };
        b.network.change::<SecurityGroup>(group.0, |g| g.add(direction, rule));
    }
    if let Some(cause) = open {
        b.network.change::<SecurityGroup>(group.0, |g| g.open(direction, cause));
    }
}

fn apart(
    b: &mut Builder<'_>,
    id: ResourceId,
    resource: &Resource,
    direction: Direction,
    protocol: Attribute,
) {
    let rule = Rule {
        by: Some(id),
        conditional: Builder::conditional(resource),
        ..rule(b, &|a| Some(a.of(resource)), resource.span, protocol)
    };
    match b.link::<GroupId>(GROUP_ID.of(resource)) {
        Link::To(GroupId(n)) => {
            b.network.change::<SecurityGroup>(n, |g| g.add(direction, rule));
        }
        Link::Any(ids) => {
            let cause = Cause::new("a rule names one of several groups", Some(resource.span));
            for GroupId(n) in ids {
                b.network.change::<SecurityGroup>(n, |g| g.open(direction, cause.clone()));
            }
        }
        Link::Unknown(cause) => b.network.strays.rules = Some(cause),
        Link::Outside(_) | Link::Absent => {}
    }
}

fn rule<'v>(
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
    for attribute in [PREFIX_LISTS, PREFIX_LIST] {
        each(get, attribute, &mut more.prefix_lists, at, &mut |value| {
            sources.push(crate::prefix_list::source(b, value));
        });
    }
    for attribute in [GROUPS, SOURCE_GROUP, REFERENCED_GROUP] {
        each(get, attribute, &mut more.groups, at, &mut |value| {
            sources.push(Source::Group(b.link(value)));
        });
    }
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

/// The number of a protocol. Any that is neither tcp, udp nor icmp opens all ports, whatever range
/// is written (VPC User Guide, 2023).
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

impl Rule {
    /// Why it may admit others than are known.
    #[must_use]
    pub fn open(&self) -> Option<&Arc<Cause>> {
        let More { cidrs, prefix_lists, groups, own } = &self.more;
        [own, groups, prefix_lists, cidrs].into_iter().find_map(Option::as_ref)
    }

    /// Whether it lets a TCP port through, for those that it admits.
    #[must_use]
    pub fn admits_port(&self, port: u16) -> crate::Answer {
        self.admits_ports(&[(port, port)])
    }

    /// Whether it lets one of several ranges of TCP ports through, for those that it admits.
    #[must_use]
    pub fn admits_ports(&self, ranges: &[(u16, u16)]) -> crate::Answer {
        let tcp = self.protocol.holds(|p| !matches!(p, 17 | 1 | 58));
        let meets = |(from, to): &(u16, u16)| ranges.iter().any(|(a, b)| from <= b && a <= to);
        tcp.and(self.ports.holds(meets))
    }
}
