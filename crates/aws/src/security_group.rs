//! Security groups: rules written inline and apart, default groups, and the egress that Terraform
//! removes from the groups it makes while CloudFormation keeps it.

mod emptied;
mod of_cluster;
mod rule;

use std::sync::Arc;

use ipnet::IpNet;
use rustc_hash::FxHashSet;
use smol_str::SmolStr;
use vpcelint_model::{Cause, Kind, Language, Resource, ResourceId};
use vpcelint_source::Span;

pub(crate) use self::of_cluster::GROUP_OF_CLUSTER;
use self::rule::{PROTOCOL, RULE_PROTOCOL, RULE_READS, rule};
use crate::builder::Builder;
use crate::fact::why;
use crate::network::{GroupId, Relation, VpcId};
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

/// What this family reads.
pub(crate) const READS: &[Reads] = &[
    Reads { of: GROUP, attributes: &[VPC_ID, INGRESS, EGRESS] },
    Reads { of: DEFAULT_GROUP, attributes: &[VPC_ID, INGRESS, EGRESS] },
    Reads { of: RULE, attributes: RULE_READS },
    Reads { of: INGRESS_RULE, attributes: RULE_READS },
    Reads { of: EGRESS_RULE, attributes: RULE_READS },
    emptied::READS,
    of_cluster::READS,
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
    /// The public addresses of an AWS service, by the name that endpoints have; none where it is not
    /// known which.
    Service(Option<SmolStr>),
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
    /// Whether it is the one that EKS makes for a cluster.
    pub of_cluster: bool,
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
        Self {
            resource: None,
            at,
            address: format!("{}.default", resource.address).into(),
            conditional: Builder::conditional(resource),
            vpc: Link::To(vpc),
            default_of: Some(vpc),
            of_cluster: false,
            ingress: vec![Self::everything(at, Source::Own)],
            egress: vec![Self::everything(at, Source::Cidr(IpNet::V4(Default::default())))],
            ingress_open: None,
            egress_open: None,
        }
    }

    /// The rule for all protocols and ports that nobody has written.
    fn everything(at: Span, source: Source) -> Rule {
        Rule {
            protocol: Fact { known: Ok(-1), at, written: false },
            ports: Fact { known: Ok((0, u16::MAX)), at, written: false },
            written: [None; 2],
            sources: vec![source],
            more: More::default(),
            at,
            by: None,
            conditional: None,
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
                of_cluster: false,
                ingress: Vec::new(),
                egress: Vec::new(),
                ingress_open: None,
                egress_open: None,
            };
            let vpc = group.vpc.to();
            let made = b.network.add(group);
            b.makes(id, made);
            if let Some(vpc) = vpc {
                b.refers(id, "VpcId", vpc);
                b.network.tie(made, Relation::In, vpc, resource.span);
            }
        } else if DEFAULT_GROUP.is(resource) {
            adopt(b, id, resource);
        } else if of_cluster::CLUSTER.is(resource) {
            of_cluster::make(b, id, resource);
        } else if emptied::EMPTIES.is(resource) {
            emptied::empty(b, id, resource);
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
    let mut written = FxHashSet::default();
    for (id, resource) in b.resources() {
        if GROUP.is(resource) || DEFAULT_GROUP.is(resource) {
            let Some(Ok(group)) = b.part(id).map(GroupId::try_from) else { continue };
            inline(b, group, resource, Direction::Ingress, INGRESS);
            inline(b, group, resource, Direction::Egress, EGRESS);
            if resource.language == Language::CloudFormation && !EGRESS.of(resource).is_null() {
                written.insert(group);
            }
        } else if RULE.is(resource) {
            let kind = KIND.of(resource);
            for direction in [Direction::Ingress, Direction::Egress] {
                let doubt = match (kind.as_str(), direction) {
                    (Some("ingress"), Direction::Ingress) | (Some("egress"), Direction::Egress) => {
                        None
                    }
                    (Some(_), _) => continue,
                    (None, _) => Some(why(kind)),
                };
                apart(b, id, resource, direction, (PROTOCOL, doubt));
            }
        } else if INGRESS_RULE.is(resource) {
            apart(b, id, resource, Direction::Ingress, (RULE_PROTOCOL, None));
        } else if EGRESS_RULE.is(resource) {
            apart(b, id, resource, Direction::Egress, (RULE_PROTOCOL, None));
        }
    }
    keep_default_egress(b, &written);
}

/// What AWS lets out of a new group stays in CloudFormation unless its template writes something else
/// (CloudFormation user guide, 2026). Whether it stays beside rules of their own, or with an empty
/// list, is not settled.
fn keep_default_egress(b: &mut Builder<'_>, written: &FxHashSet<GroupId>) {
    let groups: Vec<_> = b.network.groups_all().map(|(id, g)| (id, g.resource, g.at)).collect();
    for (id, resource, at) in groups {
        let Some(resource) = resource.map(|id| b.graph.resource(id)) else { continue };
        if !GROUP.is(resource) || resource.language != Language::CloudFormation {
            continue;
        }
        let group = b.network.group(id);
        let any = !group.egress.is_empty() || group.egress_open.is_some();
        if !any && !written.contains(&id) {
            let rule = SecurityGroup::everything(at, Source::Cidr(IpNet::V4(Default::default())));
            b.network.change::<SecurityGroup>(id.0, |g| g.egress.push(rule));
        } else if !any || !written.contains(&id) {
            let reason = "whether the group keeps the rule that lets everything out is not settled";
            let cause = Cause::new(reason, Some(at));
            b.network.change::<SecurityGroup>(id.0, |g| {
                g.egress_open.get_or_insert(cause);
            });
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
    (protocol, doubt): (Attribute, Option<Arc<Cause>>),
) {
    let rule = Rule {
        by: Some(id),
        conditional: Builder::conditional(resource).or(doubt),
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
        // With -1 the ports that are written would not count.
        if let Some(cause) = self.protocol.cause() {
            return crate::Answer::Unknown(cause.clone());
        }
        let tcp = self.protocol.holds(|p| matches!(p, -1 | 6));
        let meets = |(from, to): &(u16, u16)| ranges.iter().any(|(a, b)| from <= b && a <= to);
        tcp.and(self.ports.holds(meets))
    }
}
