//! Whether the security groups of a caller let its traffic out.

use ipnet::IpNet;
use vpcelint_aws::{Answer, GroupId, Link, Links, Network, Rule, Source, VpcId};
use vpcelint_model::Cause;
use vpcelint_source::Span;

use crate::Admission;

/// Where traffic goes.
#[derive(Debug, Clone)]
pub enum Goal<'n> {
    /// To interfaces in a VPC: the blocks of their subnets and the groups that they carry.
    Inside {
        /// The VPC.
        vpc: VpcId,
        /// The blocks, as far as they are known.
        cidrs: Vec<Option<IpNet>>,
        /// The groups.
        groups: &'n Links<GroupId>,
    },
    /// To public IPv4 addresses of a service.
    Public(&'n str),
    /// To public IPv6 addresses of AWS.
    PublicSix,
}

/// Whether groups let traffic out to a TCP port. Rules of several groups add up.
#[must_use]
pub fn lets_out(
    network: &Network,
    groups: &Links<GroupId>,
    goal: &Goal<'_>,
    port: u16,
) -> Admission {
    let mut answer = Answer::No;
    for id in groups.known() {
        let group = network.group(id);
        for rule in &group.egress {
            let here = rule_lets_out(id, rule, goal, port);
            if here.is_yes() {
                return Admission { answer: here, by: Some(rule.at) };
            }
            answer = answer.or(here);
        }
        let more = group.egress_open.clone().or_else(|| network.unseen_rules(id));
        if let Some(cause) = more {
            answer = answer.or(Answer::Unknown(cause));
        }
    }
    // A group that is not seen may let it out.
    let outside = groups.items.iter().find(|i| i.link.to().is_none());
    let unseen = groups.unknown().or_else(|| {
        outside.map(|i| Cause::new("a group of the caller is not in the code", Some(i.at)))
    });
    if let Some(cause) = unseen {
        answer = answer.or(Answer::Unknown(cause));
    }
    Admission { answer, by: None }
}

fn rule_lets_out(own: GroupId, rule: &Rule, goal: &Goal<'_>, port: u16) -> Answer {
    let mut answer = Answer::No;
    for source in &rule.sources {
        answer = answer.or(leads_to(own, source, goal, rule.at));
    }
    if let Some(cause) = rule.open() {
        answer = answer.or(Answer::Unknown(cause.clone()));
    }
    let answer = rule.admits_port(port).and(answer);
    match (&rule.conditional, answer) {
        (Some(cause), Answer::Yes) => Answer::Unknown(cause.clone()),
        (_, answer) => answer,
    }
}

/// Whether what a rule names holds where traffic goes.
fn leads_to(own: GroupId, named: &Source, goal: &Goal<'_>, at: Span) -> Answer {
    let unknown = |reason: &'static str| Answer::Unknown(Cause::new(reason, Some(at)));
    match (named, goal) {
        (Source::Unknown(cause) | Source::Group(Link::Unknown(cause)), _) => {
            Answer::Unknown(cause.clone())
        }
        (Source::Cidr(cidr), Goal::Inside { cidrs, .. }) => every(cidr, cidrs, at),
        (Source::Cidr(IpNet::V6(_)), Goal::Public(_)) => Answer::No,
        (Source::Cidr(IpNet::V4(_)), Goal::PublicSix) => Answer::No,
        (Source::Cidr(cidr), Goal::Public(_) | Goal::PublicSix) if cidr.prefix_len() == 0 => {
            Answer::Yes
        }
        (Source::Cidr(cidr), Goal::Public(_)) if is_private(cidr) => Answer::No,
        (Source::Cidr(_), Goal::Public(_) | Goal::PublicSix) => {
            unknown("the rule names public addresses that may be those of the service")
        }
        (Source::Vpc(vpc), Goal::Inside { vpc: to, .. }) => Answer::from(vpc == to),
        (Source::Group(Link::To(group)), Goal::Inside { groups, .. }) => {
            carried(groups, *group, at)
        }
        (Source::Own, Goal::Inside { groups, .. }) => carried(groups, own, at),
        (Source::Group(Link::Any(_) | Link::Outside(_)), Goal::Inside { .. }) => {
            unknown("the group that the rule names is not known")
        }
        (Source::PrefixList(_, within), _) => within.iter().fold(Answer::No, |answer, source| {
            answer.or(match source {
                Source::PrefixList(..) => unknown("the entries of a prefix list are not known"),
                other => leads_to(own, other, goal, at),
            })
        }),
        // A list holds all IPv4 addresses of its service in the Region.
        (Source::Service(Some(of)), Goal::Public(service)) => Answer::from(of == service),
        (Source::Service(_), Goal::Public(_) | Goal::PublicSix) => {
            unknown("which service's addresses the rule names is not compared")
        }
        (Source::Service(_), Goal::Inside { .. })
        | (Source::Group(Link::Absent), _)
        | (Source::Vpc(_) | Source::Group(_) | Source::Own, Goal::Public(_) | Goal::PublicSix) => {
            Answer::No
        }
    }
}

fn carried(groups: &Links<GroupId>, group: GroupId, at: Span) -> Answer {
    if groups.contains(group) {
        return Answer::Yes;
    }
    match groups.uncertain(group) {
        Some(cause) => Answer::Unknown(cause),
        None if groups.items.iter().all(|i| i.link.to().is_some()) => Answer::No,
        None => Answer::Unknown(Cause::new("the groups of the endpoint are not known", Some(at))),
    }
}

/// Whether a block holds all of some blocks.
fn every(cidr: &IpNet, cidrs: &[Option<IpNet>], at: Span) -> Answer {
    let of_ipv4 = |block: &Option<IpNet>| block.is_none_or(|block| matches!(block, IpNet::V4(_)));
    if cidr.prefix_len() == 0 && matches!(cidr, IpNet::V4(_)) && cidrs.iter().all(of_ipv4) {
        return Answer::Yes;
    }
    let unknown = || Answer::Unknown(Cause::new("the rule covers only some addresses", Some(at)));
    let (mut held, mut apart) = (true, true);
    for block in cidrs {
        let Some(block) = block else { return unknown() };
        held &= cidr.contains(block);
        apart &= !cidr.contains(block) && !block.contains(cidr);
    }
    match (held && !cidrs.is_empty(), apart) {
        (true, _) => Answer::Yes,
        (_, true) => Answer::No,
        _ => unknown(),
    }
}

/// Whether a block is of addresses that are not public: RFC 1918, RFC 6598, and link-local ones.
#[must_use]
pub(crate) fn is_private(cidr: &IpNet) -> bool {
    const PRIVATE: [&str; 5] =
        ["10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "100.64.0.0/10", "169.254.0.0/16"];
    let holds = |block: &&str| block.parse::<IpNet>().is_ok_and(|block| block.contains(cidr));
    PRIVATE.iter().any(holds)
}
