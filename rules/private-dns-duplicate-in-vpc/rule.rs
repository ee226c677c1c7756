//! Two interface endpoints that answer for the same names in one VPC.

use std::collections::BTreeMap;
use std::sync::Arc;

use vpcelint_aws::{Endpoint, EndpointId, Link, VpcId};
use vpcelint_engine::{Context, Evidence, Found, Verdict};
use vpcelint_model::Reference;
use vpcelint_source::{Severity, Topic};

use crate::About;
use crate::words::{PRIVATE_DNS, another_place, language, names_differ, service_name};

pub(crate) const ABOUT: About = About {
    summary: "Two interface endpoints of one service ask for private DNS in one VPC, which AWS refuses.",
    severity: Severity::Error,
    topics: &[Topic::Deployment, Topic::Dns],
    since: "0.1.0",
};

/// A VPC that is certainly the same where the keys are equal.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
enum Place {
    Made(VpcId),
    Written(Arc<str>),
    Referred(Reference),
}

pub(crate) fn check(cx: &Context<'_>) -> Vec<Verdict> {
    let mut verdicts = Vec::new();
    let mut seen: BTreeMap<&str, u32> = BTreeMap::new();
    let mut first: BTreeMap<(&str, Place), EndpointId> = BTreeMap::new();
    for (id, endpoint) in cx.network.endpoints_all() {
        let answers = endpoint.answers_in_vpc();
        let Some(service) = endpoint.aws_service().filter(|s| has_names(s)) else { continue };
        if answers.is_no() || endpoint.cross_region {
            continue;
        }
        let earlier = seen.entry(service).or_default();
        *earlier += 1;
        let doubt = match &answers {
            vpcelint_aws::Answer::Unknown(cause) => Some(cause),
            _ => endpoint.conditional.as_ref(),
        };
        let place = place_of(endpoint);
        let unknown = match &endpoint.vpc {
            Link::Unknown(cause) if place.is_none() => Some(cause),
            _ => None,
        };
        if let Some(cause) = doubt.or(unknown) {
            if *earlier > 1 {
                verdicts.push(Verdict::undecided(cause.clone(), endpoint.at));
            }
            continue;
        }
        let Some(place) = place else { continue };
        let holder = *first.entry((service, place)).or_insert(id);
        let other = cx.network.endpoint(holder);
        if holder == id || names_differ(other, endpoint) {
            verdicts.push(Verdict::Clear);
        } else {
            verdicts.push(found(cx, other, endpoint, service));
        }
    }
    verdicts
}

/// Whether a service may have private names: of some it is proven that they have none.
fn has_names(service: &str) -> bool {
    let known = vpcelint_catalog::service(service).and_then(|s| s.private_dns);
    !known.is_some_and(<[_]>::is_empty)
}

fn place_of(endpoint: &Endpoint) -> Option<Place> {
    match &endpoint.vpc {
        Link::To(vpc) => Some(Place::Made(*vpc)),
        Link::Outside(id) if id.starts_with("vpc-") => Some(Place::Written(id.clone())),
        _ => endpoint.vpc_reference.clone().map(Place::Referred),
    }
}

fn found(cx: &Context<'_>, one: &Endpoint, two: &Endpoint, service: &str) -> Verdict {
    let (first, second) = (cx.address(one.resource), cx.address(two.resource));
    let name = service_name(service);
    let language = language(cx, two.resource);
    let at = another_place(two.private_dns.at, one.private_dns.at, two.at, one.at);
    let evidence = Evidence::new(one.private_dns.at, format!("`{first}` asks for private DNS"))
        .and(one.at, format!("`{first}` answers for {name} in this VPC"))
        .and(two.at, format!("`{second}` is in the same VPC"));
    let found = Found::new(
        two.resource,
        PRIVATE_DNS.in_language(language),
        Severity::Error,
        at,
        format!("`{first}` has private DNS for {name} in this VPC already"),
        evidence,
    )
    .message(format!(
        "interface endpoints `{first}` and `{second}` both ask for private DNS of {name} in one VPC: \
         AWS refuses the second one (\"private-dns-enabled cannot be set because there is already a \
         conflicting DNS domain\"), so the deployment fails"
    ))
    .help(format!(
        "keep one of the two, with the subnets and security groups of both; where both are needed, \
         set `{}` in one",
        PRIVATE_DNS.set(language, "false")
    ));
    // Without a known private name, the first one may fail for another reason.
    let known = vpcelint_catalog::service(service).and_then(|s| s.private_dns).is_some();
    if known { found } else { found.possible() }.into()
}
