//! An endpoint without a type, for a service that has no gateway endpoints.

use vpcelint_aws::{Endpoint, EndpointKind, ServiceName};
use vpcelint_engine::{Context, Evidence, Found, Verdict};
use vpcelint_model::Literal;
use vpcelint_source::{Severity, Topic};

use crate::About;
use crate::changes::set;
use crate::words::{GROUPS, SUBNETS, Spelling, TYPE, is_default_of_root, language, service_name};

pub(crate) const ABOUT: About = About {
    summary: "An endpoint without a type is a gateway endpoint, which its service does not have.",
    severity: Severity::Error,
    topics: &[Topic::Endpoint, Topic::Routing],
    since: "0.1.0",
};

pub(crate) fn check(cx: &Context<'_>) -> Vec<Verdict> {
    let endpoints = cx.network.endpoints_all();
    endpoints.filter_map(|(_, endpoint)| verdict(cx, endpoint)).collect()
}

fn verdict(cx: &Context<'_>, endpoint: &Endpoint) -> Option<Verdict> {
    if endpoint.kind.written || endpoint.kind.get() != Some(&EndpointKind::Gateway) {
        return None;
    }
    let service = match &endpoint.service.known {
        Ok(service) => service,
        Err(cause) => return Some(Verdict::undecided(cause.clone(), endpoint.at)),
    };
    let (name, types) = match service {
        ServiceName::Aws(name) => {
            // A name that the catalogue does not know may be new.
            let known = vpcelint_catalog::service(name)?;
            if known.gateway {
                return Some(Verdict::Clear);
            }
            (service_name(name), "Interface")
        }
        ServiceName::Custom(name) => {
            if !of_customer(cx, endpoint, name) {
                return None;
            }
            ("this endpoint service", "Interface or GatewayLoadBalancer")
        }
    };
    Some(found(cx, endpoint, name, types))
}

/// Whether a name is that of an endpoint service of a customer: by its words, or as it is the
/// address of one that the code makes.
fn of_customer(cx: &Context<'_>, endpoint: &Endpoint, name: &str) -> bool {
    let written = ["com.amazonaws.vpce.", "cn.com.amazonaws.vpce."];
    written.iter().any(|prefix| name.starts_with(prefix))
        || cx.graph.find(cx.graph.resource(endpoint.resource).root, name).is_some()
}

/// The type of an interface endpoint as it is written.
const INTERFACE: Spelling = Spelling("\"Interface\"", "Interface");

fn found(cx: &Context<'_>, endpoint: &Endpoint, name: &str, types: &str) -> Verdict {
    let address = cx.address(endpoint.resource);
    let language = language(cx, endpoint.resource);
    let kind = TYPE.in_language(language);
    let with_subnets = !endpoint.subnets.items.is_empty();
    let text = match (with_subnets, types) {
        (true, _) => "Subnet IDs are only supported for Interface and GatewayLoadBalancer type VPC Endpoints",
        (false, "Interface") => {
            "Endpoint type (Gateway) does not match available service types ([Interface])"
        }
        (false, _) => "Endpoint type (Gateway) does not match available service types",
    };
    let evidence = Evidence::new(endpoint.at, format!("no `{kind}`, which means Gateway"))
        .and(endpoint.service.at, format!("{name} has no gateway endpoints"));
    let found = Found::new(
        endpoint.resource,
        kind,
        Severity::Error,
        endpoint.kind.at,
        "this is a gateway endpoint, as no type is set",
        evidence,
    )
    .message(format!(
        "`{address}` can't be created: without `{kind}` it is a gateway endpoint, but {name} \
         has none, and AWS refuses it (\"{text}\")"
    ))
    .help(match types {
        "Interface" => format!(
            "set `{}`, with `{}` and `{}`",
            TYPE.set(language, INTERFACE.in_language(language)),
            SUBNETS.in_language(language),
            GROUPS.in_language(language)
        ),
        _ => format!("set `{kind}` to the type of the service, `Interface` or `GatewayLoadBalancer`"),
    })
    .change(
        (types == "Interface")
            .then(|| set(endpoint.resource, kind, Literal::Text("Interface".into()))),
    );
    let given = is_default_of_root(cx, endpoint.resource, TYPE);
    if given { found.possible() } else { found }.into()
}
