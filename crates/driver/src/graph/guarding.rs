//! Endpoints and security groups, and the groups of endpoints and workloads.

use vpcelint_aws::{
    Direction, Endpoint, EndpointKind, GroupId, Link, Rule, SecurityGroup, ServiceName, Source,
    VpcId, Workload,
};
use vpcelint_report::graph::{self, Known};

use super::{Typed, exists, fact, named, not};

/// The numbers of protocols (IANA) that AWS knows by a name.
const PROTOCOLS: [(i16, &str); 4] = [(1, "icmp"), (6, "tcp"), (17, "udp"), (58, "icmpv6")];

impl Typed<'_> {
    pub(super) fn endpoint(&self, endpoint: &Endpoint) -> graph::Endpoint {
        let service = |name: ServiceName| match name {
            ServiceName::Aws(name) | ServiceName::Custom(name) => name.to_string(),
        };
        graph::Endpoint {
            address: self.resource(endpoint.resource),
            r#type: fact(&endpoint.kind).map(EndpointKind::name),
            service: fact(&endpoint.service).map(service),
            vpc: self.link(&endpoint.vpc),
            subnets: self.links(&endpoint.subnets),
            route_tables: self.links(&endpoint.route_tables),
            security_groups: self.groups_of_endpoint(endpoint),
            private_dns: fact(&endpoint.private_dns),
            exists: exists(endpoint.conditional.as_ref()),
        }
    }

    /// The groups of an endpoint; the default group of its VPC where none is written, or where
    /// associations leave it attached.
    fn groups_of_endpoint(&self, endpoint: &Endpoint) -> Vec<Known<String>> {
        let mut groups = self.links(&endpoint.groups);
        let guarded = |kind: &EndpointKind| {
            !matches!(kind, EndpointKind::Gateway | EndpointKind::GatewayLoadBalancer)
        };
        if groups.is_empty() || endpoint.keeps_default_group {
            match &endpoint.kind.known {
                Ok(kind) if guarded(kind) => groups.insert(0, self.default_group(&endpoint.vpc)),
                Ok(_) => {}
                Err(cause) => groups.push(not(cause)),
            }
        }
        groups
    }

    /// The groups of a workload; with none, the default group of the VPC of its subnets.
    pub(super) fn groups_of_workload(&self, workload: &Workload) -> Vec<Known<String>> {
        if !workload.groups.is_certainly_empty() {
            return self.links(&workload.groups);
        }
        if let Some(cause) = workload.subnets.unknown() {
            return vec![not(&cause)];
        }
        let mut vpcs = workload.subnets.known().map(|id| &self.network.subnet(id).vpc);
        let first = vpcs.next();
        vec![match first.filter(|first| vpcs.all(|vpc| vpc == *first)) {
            Some(vpc) => self.default_group(vpc),
            None => Known::not("it has the default group of a VPC that is not known"),
        }]
    }

    /// The default group of a VPC, also of one that the code does not make.
    fn default_group(&self, vpc: &Link<VpcId>) -> Known<String> {
        match vpc {
            Link::To(id) => Known::Is(self.address(self.network.vpc(*id).default_group)),
            other => self.vpc_link(other).map(|vpc| format!("{vpc}.default")),
        }
    }

    pub(super) fn group(&self, id: GroupId, group: &SecurityGroup) -> graph::SecurityGroup {
        let rules = |direction| {
            let (rules, open) = group.rules(direction);
            let mut all: Vec<_> = rules.iter().map(|r| self.rule_if_there(group, r)).collect();
            all.extend(open.or_else(|| self.network.stray_rules(id)).map(not));
            all
        };
        graph::SecurityGroup {
            address: self.address(id),
            vpc: self.vpc_link(&group.vpc),
            ingress: rules(Direction::Ingress),
            egress: rules(Direction::Egress),
            exists: exists(group.conditional.as_ref()),
        }
    }

    /// Whether a group is the default one, without a resource of its own, of another group's VPC.
    fn is_default_beside(&self, id: GroupId, of: &SecurityGroup) -> bool {
        let group = self.network.group(id);
        let own = group.default_of.is_some_and(|vpc| of.vpc == Link::To(vpc));
        own && group.resource.is_none() && of.default_of.is_none()
    }

    /// A rule, unknown where it may not exist.
    fn rule_if_there(&self, of: &SecurityGroup, rule: &Rule) -> Known<graph::Rule> {
        match &rule.conditional {
            Some(cause) => not(cause),
            None => Known::Is(self.rule(of, rule)),
        }
    }

    fn rule(&self, of: &SecurityGroup, rule: &Rule) -> graph::Rule {
        let (mut cidrs, mut groups, mut prefix_lists) = (Vec::new(), Vec::new(), Vec::new());
        let mut own = rule.more.own.as_ref().map_or(Known::Is(false), not);
        let absent = || Known::not("it is not written");
        for source in &rule.sources {
            match source {
                Source::Cidr(cidr) => cidrs.push(Known::Is(cidr.to_string())),
                Source::Vpc(id) => {
                    let primary = self.network.vpc(*id).cidrs.first();
                    cidrs.extend(primary.map(|cidr| fact(cidr).map(|c| c.to_string())));
                }
                Source::Unknown(cause) => cidrs.push(not(cause)),
                Source::Service(_) => cidrs.push(Known::not("the addresses of a service of AWS")),
                Source::Group(Link::Absent) => {}
                Source::Group(Link::To(id)) if self.is_default_beside(*id, of) => {
                    groups.push(Known::Is("default".into()));
                }
                Source::Group(group) => groups.push(self.link(group)),
                Source::PrefixList(list, _) => {
                    prefix_lists.push(named(list, |id| self.resource(id), absent));
                }
                Source::Own => own = Known::Is(true),
            }
        }
        cidrs.extend(rule.more.cidrs.as_ref().map(not));
        groups.extend(rule.more.groups.as_ref().map(not));
        prefix_lists.extend(rule.more.prefix_lists.as_ref().map(not));
        let [from_port, to_port] = bounds(rule);
        let protocol = fact(&rule.protocol).map(protocol);
        graph::Rule { protocol, from_port, to_port, cidrs, groups, prefix_lists, own }
    }
}

fn protocol(number: i16) -> String {
    match PROTOCOLS.iter().find(|(n, _)| *n == number) {
        Some((_, name)) => (*name).to_owned(),
        None => number.to_string(),
    }
}

/// The first and last port of a rule, or ICMP's type and code.
fn bounds(rule: &Rule) -> [Known<Option<i64>>; 2] {
    match rule.protocol.get() {
        Some(1 | 58) => rule.written.map(|bound| match bound {
            Some(bound) => Known::Is(Some(bound)),
            None => Known::not("the types of ICMP are not known"),
        }),
        Some(6 | 17) | None => match fact(&rule.ports) {
            Known::Is((from, to)) => [from, to].map(|port| Known::Is(Some(i64::from(port)))),
            Known::Not(why) => [Known::Not(why.clone()), Known::Not(why)],
        },
        Some(_) => [Known::Is(None), Known::Is(None)],
    }
}
