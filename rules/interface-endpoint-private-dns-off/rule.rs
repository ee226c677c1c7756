//! An interface endpoint whose names nobody resolves to it.

use vpcelint_aws::{Answer, Endpoint, EndpointId, EndpointKind, Link, Source};
use vpcelint_engine::{Context, Evidence, Found, Verdict};
use vpcelint_model::{Cause, Literal};
use vpcelint_source::{Severity, Topic};

use crate::About;
use crate::changes::set;
use crate::own_names::{self, NAMES};
use crate::words::{PRIVATE_DNS, Spelling, language};

pub(crate) const ABOUT: About = About {
    summary: "An interface endpoint has private DNS off, so clients keep calling public addresses.",
    severity: Severity::High,
    topics: &[Topic::Dns, Topic::Endpoint],
    since: "0.1.0",
};

/// What it means that private DNS is not set.
const LEFT_OUT: Spelling = Spelling("the provider sends as false", "means false");

pub(crate) fn check(cx: &Context<'_>) -> Vec<Verdict> {
    let endpoints = cx.network.endpoints_all();
    endpoints.filter_map(|(id, endpoint)| verdict(cx, id, endpoint)).collect()
}

fn verdict(cx: &Context<'_>, id: EndpointId, endpoint: &Endpoint) -> Option<Verdict> {
    if endpoint.is(EndpointKind::Interface).is_no() || endpoint.private_dns.get() == Some(&true) {
        return None;
    }
    if let Some(cause) = endpoint.service.cause() {
        return Some(Verdict::undecided(cause.clone(), endpoint.at));
    }
    let service = endpoint.aws_service()?.as_str();
    let known = vpcelint_catalog::service(service);
    let names = known.and_then(|s| s.private_dns);
    if own_names::are_usual(service) || endpoint.cross_region {
        return None;
    }
    let unknown = endpoint.kind.cause().or(endpoint.private_dns.cause());
    let vpc = endpoint.vpc.to().map(|vpc| cx.network.vpc(vpc));
    // Without DNS support nobody answers for any name.
    let support = vpc.map(|vpc| vpc.dns_support.holds(|on| *on));
    if matches!(support, Some(Answer::No)) {
        return None;
    }
    let unknown = unknown.or(vpc.and_then(|vpc| vpc.dns_support.cause()));
    let unknown = unknown.or(cx.network.unseen(id));
    if let Some(cause) = unknown {
        return Some(Verdict::undecided(cause.clone(), endpoint.at));
    }
    let resource = cx.graph.resource(endpoint.resource);
    if own_names::are_read(cx, endpoint) || has_twin(cx, id, endpoint, service) {
        return Some(Verdict::Clear);
    }
    if service == "s3"
        && admits_elsewhere(cx, endpoint)
        && let Some(gateway) = gateway_beside(cx, endpoint)
    {
        return Some(gateway);
    }
    // Records of the zone may be made elsewhere.
    let zone = vpc.and_then(|vpc| vpc.names_open.as_ref());
    if let Some(cause) = zone {
        return Some(Verdict::undecided(cause.clone(), endpoint.at));
    }
    let address = &resource.address;
    let at = endpoint.private_dns.at;
    let language = language(cx, endpoint.resource);
    let private_dns = PRIVATE_DNS.in_language(language);
    let how = match endpoint.private_dns.written {
        true => "private DNS is switched off here".to_owned(),
        false => format!("`{private_dns}` is not set, which {}", LEFT_OUT.in_language(language)),
    };
    let host = match names.and_then(|n| n.first()) {
        Some(host) => {
            let region = resource.region.as_str().unwrap_or("<region>");
            format!("`{}`", host.replace("{region}", region))
        }
        None => format!("the name of {service}"),
    };
    // On-premises clients use S3 by the endpoint's own names, which no code shows.
    let severity = if service == "s3" { Severity::Medium } else { Severity::High };
    let evidence = Evidence::new(endpoint.at, how.clone())
        .and(endpoint.service.at, format!("its clients call {host}"))
        .and(endpoint.vpc_at, "in this VPC, where nothing else answers for that name");
    let found = Found::new(
        endpoint.resource,
        private_dns,
        severity,
        at,
        how,
        evidence,
    )
    .message(format!(
        "interface endpoint `{address}` has private DNS off: {host} keeps resolving to public \
         addresses in its VPC, so clients of {service} leave by NAT or internet gateway or fail, \
         and the endpoint is paid for but unused"
    ))
    .help(format!(
        "set `{}`; where names come from a hosted zone, point its records at the endpoint's `{}`",
        PRIVATE_DNS.set(language, "true"),
        NAMES.in_language(language)
    ))
    .change(set(endpoint.resource, private_dns, Literal::Bool(true)));
    // Without a known private name, whether there is one is only a guess.
    Some(if names.is_some() { found } else { found.possible() }.into())
}

/// The answer where a gateway endpoint takes S3 traffic of the VPC: then the interface endpoint is for
/// clients elsewhere, which call it by its own names.
fn gateway_beside(cx: &Context<'_>, endpoint: &Endpoint) -> Option<Verdict> {
    let gateways = cx.network.endpoints_all().filter(|(_, e)| {
        !e.is(EndpointKind::Gateway).and(e.serves("s3")).is_no() && same_vpc(endpoint, e) != Some(false)
    });
    let mut unsure = None;
    for (_, gateway) in gateways {
        let certain = gateway.is(EndpointKind::Gateway).and(gateway.serves("s3")).is_yes()
            && gateway.conditional.is_none()
            && same_vpc(endpoint, gateway) == Some(true);
        if certain {
            return Some(Verdict::Clear);
        }
        unsure = Some(gateway.at);
    }
    let reason = "a gateway endpoint may take the S3 traffic of the VPC";
    unsure.map(|at| Verdict::undecided(Cause::new(reason, Some(at)), at))
}

/// Whether the groups of an endpoint may let in who is not in its VPC.
fn admits_elsewhere(cx: &Context<'_>, endpoint: &Endpoint) -> bool {
    let Link::To(vpc) = endpoint.vpc else { return true };
    let blocks = &cx.network.vpc(vpc).cidrs;
    let inside = |source: &Source| match source {
        Source::Cidr(cidr) => blocks.iter().any(|b| b.get().is_some_and(|b| b.contains(cidr))),
        Source::Vpc(of) => *of == vpc,
        Source::Group(Link::To(_)) | Source::Own => true,
        _ => false,
    };
    let unknown = endpoint.groups.unknown().is_some()
        || endpoint.groups.items.iter().any(|item| item.link.to().is_none());
    unknown
        || endpoint.groups.known().any(|id| {
            let group = cx.network.group(id);
            let open = group.ingress_open.is_some() || cx.network.unseen_rules(id).is_some();
            let mut rules = group.ingress.iter();
            open || rules.any(|r| r.open().is_some() || !r.sources.iter().all(inside))
        })
}

/// Whether two endpoints are in one VPC, where that is known.
fn same_vpc(one: &Endpoint, two: &Endpoint) -> Option<bool> {
    match (&one.vpc, &two.vpc) {
        (Link::To(a), Link::To(b)) => Some(a == b),
        (Link::Outside(a), Link::Outside(b)) if a == b => Some(true),
        (Link::To(_), Link::Outside(_)) | (Link::Outside(_), Link::To(_)) => Some(false),
        _ => None,
    }
}

/// Whether another endpoint of the service answers for its names in the VPC.
fn has_twin(cx: &Context<'_>, id: EndpointId, endpoint: &Endpoint, service: &str) -> bool {
    let Link::To(vpc) = endpoint.vpc else { return false };
    cx.network.endpoints_of(vpc).any(|(other, e)| {
        other != id && e.serves(service).is_yes() && e.private_dns.get() != Some(&false)
            && !e.is(EndpointKind::Interface).is_no()
    })
}
