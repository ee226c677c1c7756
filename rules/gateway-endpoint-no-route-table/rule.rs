//! A gateway endpoint that is in no route table.

use vpcelint_aws::{Endpoint, EndpointKind, Link, ServiceName};
use vpcelint_engine::{Context, Evidence, Found, Verdict};
use vpcelint_source::{Severity, Topic};

use crate::About;
use crate::words::{Spelling, TABLES, is_default_of_root, language, service_name};

pub(crate) const ABOUT: About = About {
    summary: "A gateway endpoint is in no route table, so no traffic takes it.",
    severity: Severity::High,
    topics: &[Topic::Endpoint, Topic::Routing],
    since: "0.1.0",
};

pub(crate) fn check(cx: &Context<'_>) -> Vec<Verdict> {
    let mut verdicts = Vec::new();
    for (id, endpoint) in cx.network.endpoints_all() {
        let is_gateway = endpoint.is(EndpointKind::Gateway);
        if is_gateway.is_no() {
            continue;
        }
        // Only these services have gateway endpoints: anything else is another mistake.
        let service = endpoint.aws_service().map(|s| s.as_str());
        let has_gateway = service.and_then(vpcelint_catalog::service).is_some_and(|s| s.gateway);
        let of_customer = matches!(endpoint.service.get(), Some(ServiceName::Custom(_)));
        if of_customer || service.is_some() && !has_gateway {
            continue;
        }
        if !endpoint.route_tables.items.is_empty() {
            verdicts.push(Verdict::Clear);
            continue;
        }
        let doubt = endpoint
            .kind
            .cause()
            .cloned()
            .or_else(|| endpoint.route_tables.unknown())
            .or_else(|| cx.network.unseen(id).cloned());
        if let Some(cause) = doubt {
            verdicts.push(Verdict::undecided(cause, endpoint.at));
            continue;
        }
        if service == Some("s3") && has_companion(cx, endpoint) {
            verdicts.push(Verdict::Clear);
            continue;
        }
        let name = service.map_or("its service", service_name);
        let address = cx.address(endpoint.resource);
        let language = language(cx, endpoint.resource);
        let tables = TABLES.in_language(language);
        let evidence = Evidence::new(
            endpoint.at,
            format!("no `{tables}`{}", NO_ASSOCIATION.in_language(language)),
        );
        let found = Found::new(
            endpoint.resource,
            tables,
            Severity::High,
            endpoint.route_tables_at,
            "this endpoint is in no route table",
            evidence,
        )
        .message(format!(
            "gateway endpoint `{address}` is in no route table: AWS creates it, but it carries no \
             traffic, and {name} is reached by the default route or not at all"
        ))
        .help(format!(
            "set `{tables}` to the tables of the subnets whose traffic it should carry{}",
            ADD_ASSOCIATION.in_language(language)
        ));
        let given = is_default_of_root(cx, endpoint.resource, TABLES);
        verdicts.push(if given { found.possible() } else { found }.into());
    }
    verdicts
}

/// What else might say so, and what else mends it.
const NO_ASSOCIATION: Spelling =
    Spelling(", and no association resource names this endpoint", "");
const ADD_ASSOCIATION: Spelling =
    Spelling(", or add an `aws_vpc_endpoint_route_table_association` for each", "");

/// Whether an interface endpoint for S3 with private DNS may be in the VPC: AWS makes it only where
/// there is a gateway endpoint, whatever that one carries (S3 guide, 2026-04).
fn has_companion(cx: &Context<'_>, gateway: &Endpoint) -> bool {
    cx.network.endpoints_all().any(|(_, e)| {
        let elsewhere = matches!((&e.vpc, &gateway.vpc), (Link::To(a), Link::To(b)) if a != b);
        !elsewhere
            && !e.is(EndpointKind::Interface).is_no()
            && !e.serves("s3").is_no()
            && e.private_dns.get() != Some(&false)
    })
}
