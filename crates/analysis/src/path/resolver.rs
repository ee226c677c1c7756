//! Who answers for the name of a service in a VPC: endpoints with private DNS, hosted zones, or
//! Amazon's resolver with public addresses.

use std::sync::Arc;

use vpcelint_aws::{
    Answer, EndpointId, HostedZone, HostedZoneId, Link, NameRecord, Network, VpcId,
};
use vpcelint_catalog::Service;
use vpcelint_model::Cause;
use vpcelint_source::Span;

use super::{Hop, Step};

/// What a name leads to.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Resolved {
    /// To the interfaces of an endpoint.
    Endpoint(EndpointId),
    /// To public addresses.
    Public,
    /// Nowhere: a hosted zone takes it, and has no such record.
    NotFound,
    /// It is not known.
    Unknown(Arc<Cause>),
}

/// The host that clients of a service call, with `{region}` and perhaps a star for what they put
/// before it.
pub(super) fn host(service: &str) -> Option<String> {
    let service = vpcelint_catalog::service(service)?;
    let private = service.private_dns.unwrap_or_default();
    let host = service.public_hosts.first().or(private.first())?;
    // Buckets and APIs stand before the name.
    let wild = format!("*.{host}");
    Some(if private.contains(&wild.as_str()) { wild } else { (*host).to_owned() })
}

/// Whether a service has a name with addresses of IPv6 (`api.aws` and `on.aws`; S3 has
/// `s3.dualstack` by its guide, 2026-04).
pub(super) fn has_dual_stack_name(service: &Service) -> bool {
    let private = service.private_dns.unwrap_or_default();
    let names = private.iter().chain(service.public_hosts);
    service.name == "s3"
        || names.into_iter().any(|n| n.ends_with(".api.aws") || n.ends_with(".on.aws"))
}

/// Asks for the name of a service in a VPC.
pub(super) fn resolve(network: &Network, vpc: VpcId, service: &str) -> (Resolved, Hop) {
    let of = network.vpc(vpc);
    let hop =
        |part, at, verdict, says: String| Hop { step: Step::Resolver, part, at, verdict, says };
    let unknown = |cause: Arc<Cause>, at: Span, says: &str| {
        let at = Some(cause.at.unwrap_or(at));
        let verdict = Answer::Unknown(cause.clone());
        (Resolved::Unknown(cause), hop(None, at, verdict, says.to_owned()))
    };
    if of.custom_dns.get() != Some(&false) {
        let says = "the VPC's DHCP options name another resolver than Amazon's";
        let cause = of.custom_dns.cause().cloned();
        let cause = cause.unwrap_or_else(|| Cause::new(says, Some(of.custom_dns.at)));
        return unknown(cause, of.custom_dns.at, says);
    }
    // Amazon's resolver, which is the VPC's, is off without DNS support (VPC User Guide, DNS attributes,
    // 2026).
    let support = &of.dns_support;
    let says = "without DNS support of the VPC nobody answers for the name";
    match (support.get(), support.cause()) {
        (Some(false), _) => {
            let hop = hop(Some(vpc.into()), Some(support.at), Answer::No, says.to_owned());
            return (Resolved::NotFound, hop);
        }
        (None, Some(cause)) => return unknown(cause.clone(), support.at, says),
        _ => {}
    }
    let who = "who answers for the name in the VPC is not known";
    let (endpoint, mut doubt) = endpoint_that_answers(network, vpc, service);
    let host = host(service);
    let zone = match zone_that_answers(network, vpc, host.as_deref()) {
        Ok(zone) => zone,
        Err((cause, at)) => return unknown(cause, at, who),
    };
    if let Some(id) = endpoint {
        let endpoint = network.endpoint(id);
        // What is named like the endpoint's own zone stands against it.
        let rival = zone.filter(|zone| is_same_zone(network.hosted_zone(*zone), host.as_deref()));
        if let Some(zone) = rival {
            let at = network.hosted_zone(zone).at;
            let reason = "a hosted zone and the endpoint's private DNS have the same name";
            return unknown(Cause::new(reason, Some(at)), at, who);
        }
        let at = Some(endpoint.private_dns.at);
        let says = match endpoint.vpc.to() == Some(vpc) {
            true => "private DNS of an interface endpoint answers in the VPC",
            false => {
                "a Route 53 Profile lets private DNS of an interface endpoint answer in the VPC"
            }
        };
        return (Resolved::Endpoint(id), hop(Some(id.into()), at, Answer::Yes, says.into()));
    }
    // A rule, or an endpoint that may have private DNS, would answer before a zone.
    doubt = doubt.or_else(|| of.names_elsewhere.clone().map(|cause| (cause, of.at)));
    // Without host names of the VPC a zone need not answer, and nobody refuses it (Route 53 guide,
    // considerations for private hosted zones, 2025).
    let named = of.dns_hostnames.holds(|on| *on);
    if let (Some(_), None, Answer::No | Answer::Unknown(_)) = (zone, &doubt, &named) {
        let at = of.dns_hostnames.at;
        let reason = "whether a hosted zone answers in a VPC without DNS host names is not sure";
        let cause = of.dns_hostnames.cause().cloned();
        doubt = Some((cause.unwrap_or_else(|| Cause::new(reason, Some(at))), at));
    }
    if let (Some(id), Some(host), None) = (zone, &host, &doubt) {
        return in_zone(network, id, host);
    }
    doubt = doubt.or_else(|| network.unseen_endpoints(vpc, service).map(|cause| (cause, of.at)));
    if let Some((cause, at)) = doubt {
        return unknown(cause, at, who);
    }
    let says =
        "nothing in the VPC answers for the name, so Amazon's resolver gives public addresses";
    (Resolved::Public, hop(Some(vpc.into()), Some(of.at), Answer::Yes, says.into()))
}

type Doubt = Option<(Arc<Cause>, Span)>;

/// The endpoint whose private DNS answers in a VPC, and why another one may.
fn endpoint_that_answers(
    network: &Network,
    vpc: VpcId,
    service: &str,
) -> (Option<EndpointId>, Doubt) {
    let mut doubt: Doubt = None;
    for (id, endpoint) in network.endpoints_all() {
        let by_profile = endpoint.by_profile.items.iter().any(|item| item.link.may_be(vpc));
        if !endpoint.vpc.may_be(vpc) && !by_profile {
            continue;
        }
        let sure = endpoint.vpc.to() == Some(vpc) || endpoint.by_profile.contains(vpc);
        let here = match sure {
            true => Answer::Yes,
            false => Answer::Unknown(Cause::new(
                "the VPC of an endpoint is not known",
                Some(endpoint.vpc_at),
            )),
        };
        let there = match endpoint.conditional.clone().or_else(|| network.unseen(id).cloned()) {
            Some(cause) => Answer::Unknown(cause),
            None => Answer::Yes,
        };
        // Private DNS needs host names; that AWS refuses the endpoint without is not for paths to say.
        let named = Answer::from(network.vpc(vpc).dns_hostnames.get() != Some(&false));
        let answers = endpoint.serves(service).and(endpoint.answers_in_vpc()).and(named);
        match answers.and(here).and(there) {
            Answer::Yes => return (Some(id), None),
            Answer::Unknown(cause) => doubt = doubt.or(Some((cause, endpoint.at))),
            Answer::No => {}
        }
    }
    (None, doubt)
}

/// The hosted zone with the longest domain that takes a name in a VPC.
fn zone_that_answers(
    network: &Network,
    vpc: VpcId,
    host: Option<&str>,
) -> Result<Option<HostedZoneId>, (Arc<Cause>, Span)> {
    let Some(host) = host else { return Ok(None) };
    let mut best: Option<(usize, HostedZoneId)> = None;
    for (id, zone) in network.hosted_zones_all() {
        let here = zone.vpcs.items.iter().any(|item| item.link.may_be(vpc));
        if !here && zone.vpcs.open.is_none() {
            continue;
        }
        // One that is not known is among what answers elsewhere, unless it is no domain of AWS.
        let Some(domain) = &zone.domain else { continue };
        if !takes(domain, host) {
            continue;
        }
        let sure = zone.vpcs.contains(vpc);
        let doubt = zone.conditional.clone().or_else(|| zone.vpcs.uncertain(vpc).filter(|_| !sure));
        if let Some(cause) = doubt {
            return Err((cause, zone.at));
        }
        if best.is_none_or(|(length, _)| domain.len() > length) {
            best = Some((domain.len(), id));
        }
    }
    Ok(best.map(|(_, id)| id))
}

/// Whether a domain holds a name.
fn takes(domain: &str, host: &str) -> bool {
    let same = alike(domain, host);
    let mut labels = host.split('.');
    same || std::iter::from_fn(|| {
        labels.next()?;
        Some(labels.clone())
    })
    .any(|rest| {
        let rest: Vec<_> = rest.collect();
        !rest.is_empty() && alike(domain, &rest.join("."))
    })
}

/// Whether two names are the same, where `{region}` stands for a Region.
fn alike(one: &str, other: &str) -> bool {
    let (mut ones, mut others) = (one.split('.'), other.split('.'));
    loop {
        match (ones.next(), others.next()) {
            (None, None) => return true,
            (Some(a), Some(b)) if a == b || is_region(a, b) || is_region(b, a) => {}
            _ => return false,
        }
    }
}

fn is_region(stands_for: &str, label: &str) -> bool {
    let parts = label.split('-').count();
    stands_for == "{region}" && parts >= 3 && label.ends_with(|c: char| c.is_ascii_digit())
}

/// Whether a zone is named like the private name of an endpoint.
fn is_same_zone(zone: &HostedZone, host: Option<&str>) -> bool {
    let base = host.map(|h| h.trim_start_matches("*."));
    zone.domain.as_deref().zip(base).is_some_and(|(domain, base)| alike(domain, base))
}

/// What a hosted zone says of a name.
fn in_zone(network: &Network, id: HostedZoneId, host: &str) -> (Resolved, Hop) {
    let zone = network.hosted_zone(id);
    let hop = |at, verdict, says: String| Hop {
        step: Step::Resolver,
        part: Some(id.into()),
        at: Some(at),
        verdict,
        says,
    };
    let unknown = |cause: Arc<Cause>, at: Span| {
        let says =
            "a hosted zone of the VPC answers for the name; where its record leads is not known";
        (Resolved::Unknown(cause.clone()), hop(at, Answer::Unknown(cause), says.to_owned()))
    };
    let matching = |record: &&NameRecord| {
        record.name.as_deref().is_some_and(|name| {
            let wild =
                name.strip_prefix("*.").is_some_and(|rest| takes(rest, host) && rest != host);
            alike(name, host) || wild
        })
    };
    if let Some(record) = zone.records.iter().find(matching) {
        return match &record.leads_to {
            Link::To(endpoint) => {
                let says = "a record of a hosted zone of the VPC leads to an interface endpoint";
                (Resolved::Endpoint(*endpoint), hop(record.at, Answer::Yes, says.into()))
            }
            Link::Unknown(cause) => unknown(cause.clone(), record.at),
            _ => {
                let reason = "the record leads to something that is no endpoint of the code";
                unknown(Cause::new(reason, Some(record.at)), record.at)
            }
        };
    }
    let vague = zone
        .records
        .iter()
        .find(|record| record.name.is_none())
        .map(|record| Cause::new("the name of a record is not known", Some(record.at)));
    let elsewhere = || {
        let at = Some(zone.at);
        let handed_out = network.is_exported(id) || zone.records.is_empty();
        handed_out.then(|| Cause::new("the records of the hosted zone may be elsewhere", at))
    };
    if let Some(cause) = zone.open.clone().or(vague).or_else(elsewhere) {
        return unknown(cause, zone.at);
    }
    let says = "a hosted zone of the VPC takes the name, but has no record of it";
    (Resolved::NotFound, hop(zone.at, Answer::No, says.into()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn domains_take_the_names_below_them() {
        for (domain, host, wanted) in [
            ("sqs.eu-west-1.amazonaws.com", "sqs.{region}.amazonaws.com", true),
            ("eu-west-1.amazonaws.com", "sqs.{region}.amazonaws.com", true),
            ("amazonaws.com", "sqs.{region}.amazonaws.com", true),
            ("sqs.{region}.amazonaws.com", "sqs.{region}.amazonaws.com", true),
            ("ssm.eu-west-1.amazonaws.com", "sqs.{region}.amazonaws.com", false),
            ("dkr.ecr.eu-west-1.amazonaws.com", "*.dkr.ecr.{region}.amazonaws.com", true),
            ("sqs.internal.amazonaws.com", "sqs.{region}.amazonaws.com", false),
        ] {
            assert_eq!(takes(domain, host), wanted, "{domain} {host}");
        }
    }

    #[test]
    fn what_stands_before_a_name_belongs_to_it() {
        assert_eq!(host("s3").as_deref(), Some("*.s3.{region}.amazonaws.com"));
        assert_eq!(host("sqs").as_deref(), Some("sqs.{region}.amazonaws.com"));
        assert_eq!(host("ecr.dkr").as_deref(), Some("*.dkr.ecr.{region}.amazonaws.com"));
    }
}
