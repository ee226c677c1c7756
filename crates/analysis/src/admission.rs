//! Whom the security groups of an endpoint let in.

use std::sync::Arc;

use ipnet::IpNet;
use vpcelint_aws::{Answer, GroupId, Link, Links, Network, Rule, Source, VpcId};
use vpcelint_model::Cause;
use vpcelint_source::Span;

/// Who wants in.
#[derive(Debug, Clone)]
pub struct Guests<'n> {
    /// The VPC that they are in.
    pub vpc: VpcId,
    /// The block of their subnet.
    pub cidr: Option<IpNet>,
    /// The groups that they carry; none when that is not known.
    pub groups: Option<&'n Links<GroupId>>,
}

/// Whether guests are let in, and by which rule.
#[derive(Debug, Clone)]
pub struct Admission {
    /// The answer.
    pub answer: Answer,
    /// The rule that lets them in.
    pub by: Option<Span>,
}

/// Whether groups let guests in on a TCP port. Rules of several groups add up.
#[must_use]
pub fn admits(network: &Network, groups: &[GroupId], guests: &Guests<'_>, port: u16) -> Admission {
    let mut answer = Answer::No;
    for id in groups {
        let group = network.group(*id);
        for rule in &group.ingress {
            let here = rule_admits(network, *id, rule, guests, port);
            if here.is_yes() {
                return Admission { answer: here, by: Some(rule.at) };
            }
            answer = answer.or(here);
        }
        let more = group.ingress_open.clone().or_else(|| network.unseen_rules(*id));
        if let Some(cause) = more {
            answer = answer.or(Answer::Unknown(cause));
        }
    }
    Admission { answer, by: None }
}

/// Whether groups let anybody at all in on one of several ranges of TCP ports.
#[must_use]
pub fn admits_anybody(network: &Network, groups: &[GroupId], ports: &[(u16, u16)]) -> Answer {
    let mut answer = Answer::No;
    for id in groups {
        let group = network.group(*id);
        for rule in &group.ingress {
            let anybody = match (rule.sources.is_empty(), rule.open()) {
                (false, _) => Answer::Yes,
                (true, Some(cause)) => Answer::Unknown(cause.clone()),
                (true, None) => Answer::No,
            };
            let here = rule.admits_ports(ports).and(anybody);
            answer = answer.or(match &rule.conditional {
                Some(cause) => here.and(Answer::Unknown(cause.clone())),
                None => here,
            });
        }
        let more = group.ingress_open.clone().or_else(|| network.unseen_rules(*id));
        if let Some(cause) = more {
            answer = answer.or(Answer::Unknown(cause));
        }
    }
    answer
}

fn rule_admits(
    network: &Network,
    own: GroupId,
    rule: &Rule,
    guests: &Guests<'_>,
    port: u16,
) -> Answer {
    let mut sources = Answer::No;
    for source in &rule.sources {
        sources = sources.or(source_admits(network, own, source, guests, rule));
    }
    if let Some(cause) = rule.open() {
        sources = sources.or(Answer::Unknown(cause.clone()));
    }
    let answer = rule.admits_port(port).and(sources);
    match (&rule.conditional, answer) {
        (Some(cause), Answer::Yes) => Answer::Unknown(cause.clone()),
        (_, answer) => answer,
    }
}

fn source_admits(
    network: &Network,
    own: GroupId,
    source: &Source,
    guests: &Guests<'_>,
    rule: &Rule,
) -> Answer {
    match source {
        Source::Cidr(cidr) => match guests.cidr {
            Some(guest) if cidr.contains(&guest) => Answer::Yes,
            Some(guest) if disjoint(cidr, &guest) => Answer::No,
            Some(_) => Answer::Unknown(Cause::new(
                "the rule admits only a part of the subnet",
                Some(rule.at),
            )),
            None if cidr.prefix_len() == 0 && matches!(cidr, IpNet::V4(_)) => Answer::Yes,
            None => cidr_of_vpc(network, guests.vpc, cidr, rule.at),
        },
        Source::Vpc(vpc) => Answer::from(*vpc == guests.vpc),
        Source::Group(Link::To(group)) => carries(guests, *group, rule.at),
        Source::Group(Link::Absent) => Answer::No,
        Source::Group(Link::Outside(_)) => match guests.groups {
            Some(groups) if groups.unknown().is_none() && all_inside(groups) => Answer::No,
            _ => Answer::Unknown(Cause::new(
                "the group of the rule is not in the code",
                Some(rule.at),
            )),
        },
        Source::Group(Link::Unknown(cause)) | Source::Unknown(cause) => {
            Answer::Unknown(cause.clone())
        }
        Source::Group(Link::Any(groups)) => {
            let mut answer = Answer::No;
            for group in groups {
                answer = answer.or(carries(guests, *group, rule.at));
            }
            match answer {
                Answer::Yes => {
                    Answer::Unknown(Cause::new("it is one of several groups", Some(rule.at)))
                }
                other => other,
            }
        }
        Source::Own => carries(guests, own, rule.at),
        // Nobody in a VPC has a public address of a service.
        Source::Service(_) => Answer::No,
        Source::PrefixList(_, addresses) => addresses.iter().fold(Answer::No, |answer, source| {
            answer.or(source_admits(network, own, source, guests, rule))
        }),
    }
}

/// A rule that covers the whole VPC covers each of its subnets; else the subnet's block decides.
fn cidr_of_vpc(network: &Network, vpc: VpcId, cidr: &IpNet, at: Span) -> Answer {
    let known: Option<Vec<_>> = network.vpc(vpc).cidrs.iter().map(|c| c.get()).collect();
    match known {
        Some(all) if !all.is_empty() && all.iter().all(|c| cidr.contains(*c)) => Answer::Yes,
        Some(all) if !all.is_empty() && all.iter().all(|c| disjoint(cidr, c)) => Answer::No,
        _ => Answer::Unknown(Cause::new("the addresses of the subnet are not known", Some(at))),
    }
}

fn disjoint(a: &IpNet, b: &IpNet) -> bool {
    !a.contains(b) && !b.contains(a)
}

fn all_inside(groups: &Links<GroupId>) -> bool {
    groups.items.iter().all(|i| i.link.to().is_some())
}

/// Whether guests carry a group.
fn carries(guests: &Guests<'_>, group: GroupId, at: Span) -> Answer {
    let unknown =
        |cause: Option<Arc<Cause>>| {
            Answer::Unknown(cause.unwrap_or_else(|| {
                Cause::new("the groups of those who call are not known", Some(at))
            }))
        };
    match guests.groups {
        None => unknown(None),
        Some(groups) if groups.contains(group) => Answer::Yes,
        Some(groups) => match groups.uncertain(group) {
            Some(cause) => unknown(Some(cause)),
            None if groups.items.iter().all(|i| is_another(&i.link)) => Answer::No,
            None => unknown(None),
        },
    }
}

/// Whether a link leads to another thing than one of the code: a written id may be that of a group
/// which the code makes.
fn is_another(link: &Link<GroupId>) -> bool {
    match link {
        Link::To(_) => true,
        Link::Outside(name) => !name.starts_with("sg-"),
        _ => false,
    }
}
