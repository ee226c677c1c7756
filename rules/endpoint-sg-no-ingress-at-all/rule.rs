//! An interface endpoint whose groups admit nobody.

use vpcelint_aws::{EndpointKind, GroupId};
use vpcelint_engine::{Context, Evidence, Found, Verdict};
use vpcelint_source::{Severity, Topic};

use crate::About;
use crate::changes::admit_vpc;
use crate::words::{GROUPS, INGRESS_RULE, language, ports_in_words, ports_of};

pub(crate) const ABOUT: About = About {
    summary: "The security groups of an interface endpoint have no ingress rule at all.",
    severity: Severity::High,
    topics: &[Topic::Endpoint, Topic::SecurityGroup],
    since: "0.1.0",
};

pub(crate) fn check(cx: &Context<'_>) -> Vec<Verdict> {
    let mut verdicts = Vec::new();
    for (id, endpoint) in cx.network.endpoints_all() {
        // An endpoint without groups has the default one, which is another finding.
        if endpoint.is(EndpointKind::Interface).is_no()
            || endpoint.groups.is_certainly_empty()
            || endpoint.keeps_default_group
        {
            continue;
        }
        let groups: Vec<GroupId> = endpoint.groups.known().collect();
        let outside = endpoint.groups.items.len() > groups.len();
        let has_rules = groups.iter().any(|g| !cx.network.group(*g).ingress.is_empty());
        if has_rules {
            verdicts.push(Verdict::Clear);
            continue;
        }
        let doubt = endpoint
            .kind
            .cause()
            .cloned()
            .or_else(|| endpoint.groups.unknown())
            .or_else(|| cx.network.unseen(id).cloned())
            .or_else(|| {
                groups.iter().find_map(|g| {
                    let open = cx.network.group(*g).ingress_open.clone();
                    open.or_else(|| cx.network.unseen_rules(*g))
                })
            });
        if let Some(cause) = doubt {
            verdicts.push(Verdict::undecided(cause, endpoint.groups_at));
            continue;
        }
        // A group from outside has rules that the code does not show.
        let (Some(first), false) = (groups.first(), outside) else { continue };
        let group = cx.network.group(*first);
        let address = cx.address(endpoint.resource);
        let language = language(cx, endpoint.resource);
        let mut evidence = Evidence::new(
            endpoint.groups_at,
            format!("`{address}` is guarded by `{}`", group.address),
        );
        for other in groups.iter().skip(1) {
            let other = cx.network.group(*other);
            evidence.push(other.at, format!("`{}` has no ingress rule either", other.address));
        }
        verdicts.push(
            Found::new(
                endpoint.resource,
                GROUPS.in_language(language),
                Severity::High,
                group.at,
                "this group has no ingress rule, inline or apart",
                evidence,
            )
            .message(format!(
                "nobody can reach interface endpoint `{address}`: its security group `{}` has no \
                 ingress rule, so every connection to it times out",
                group.address
            ))
            .help(format!(
                "add {} for TCP {} to `{}`, from the CIDR block of the VPC or from \
                 the groups of the clients",
                INGRESS_RULE.in_language(language),
                ports_in_words(ports_of(endpoint)),
                group.address
            ))
            .change(admit_vpc(cx, group, ports_of(endpoint)))
            .into(),
        );
    }
    verdicts
}
