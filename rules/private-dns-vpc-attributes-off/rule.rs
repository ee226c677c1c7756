//! Private DNS in a VPC whose DNS attributes are off.

use vpcelint_aws::{EndpointKind, Fact, Link};
use vpcelint_engine::{Context, Evidence, Found, Verdict};
use vpcelint_model::Literal;
use vpcelint_source::{Severity, Topic};

use crate::About;
use crate::changes::set;
use crate::words::{Spelling, language, vpc_unknown};

pub(crate) const ABOUT: About = About {
    summary: "An endpoint asks for private DNS in a VPC whose DNS attributes are off.",
    severity: Severity::Error,
    topics: &[Topic::Dns],
    since: "0.1.0",
};

const SUPPORT: Spelling = Spelling("enable_dns_support", "EnableDnsSupport");
const HOSTNAMES: Spelling = Spelling("enable_dns_hostnames", "EnableDnsHostnames");

pub(crate) fn check(cx: &Context<'_>) -> Vec<Verdict> {
    let mut verdicts = Vec::new();
    for (_, endpoint) in cx.network.endpoints_all() {
        let wants = endpoint
            .is(EndpointKind::Interface)
            .and(endpoint.private_dns.holds(|on| *on));
        if wants.is_no() {
            continue;
        }
        let Link::To(vpc) = endpoint.vpc else {
            let cause = vpc_unknown(&endpoint.vpc, endpoint.vpc_at);
            verdicts.push(Verdict::undecided(cause, endpoint.at));
            continue;
        };
        let vpc = cx.network.vpc(vpc);
        let attributes: [(Spelling, &Fact<bool>); 2] =
            [(SUPPORT, &vpc.dns_support), (HOSTNAMES, &vpc.dns_hostnames)];
        for (attribute, fact) in attributes {
            if fact.get() == Some(&true) {
                verdicts.push(Verdict::Clear);
                continue;
            }
            let doubt = match &wants {
                vpcelint_aws::Answer::Unknown(cause) => Some(cause),
                _ => fact.cause(),
            };
            if let Some(cause) = doubt {
                verdicts.push(Verdict::undecided(cause.clone(), fact.at));
                continue;
            }
            let language = language(cx, vpc.resource);
            let name = attribute.in_language(language);
            let how = match fact.written {
                true => format!("`{name}` is false here"),
                false => format!("`{name}` is not set here, which means false"),
            };
            let address = cx.address(endpoint.resource);
            let of_vpc = cx.address(vpc.resource);
            let evidence = Evidence::new(
                endpoint.private_dns.at,
                format!("`{address}` asks for private DNS in `{of_vpc}`"),
            );
            verdicts.push(
                Found::new(endpoint.resource, name, Severity::Error, fact.at, how, evidence)
                    .message(format!(
                        "`{address}` can't be created: private DNS needs `{}` and `{}` of \
                         `{of_vpc}` to be true, and AWS refuses it (\"Enabling private DNS requires both enableDnsSupport and \
                         enableDnsHostnames VPC attributes set to true\")",
                        SUPPORT.in_language(language),
                        HOSTNAMES.in_language(language)
                    ))
                    .help(format!("set `{}` in `{of_vpc}`", attribute.set(language, "true")))
                    .change(set(vpc.resource, name, Literal::Bool(true)))
                    .into(),
            );
        }
    }
    verdicts
}
