//! An interface endpoint that falls back to the VPC's default group.

use vpcelint_analysis::{ClientStrength, Guests, admits, clients};
use vpcelint_aws::{Endpoint, EndpointId, EndpointKind, Link, VpcId};
use vpcelint_engine::{Context, Evidence, Found, Verdict};
use vpcelint_source::Severity;

use crate::About;

pub(crate) const ABOUT: About = About {
    summary: "An interface endpoint has no security group, so only the VPC's default group gets in.",
    severity: Severity::High,
    since: "0.1.0",
};

pub(crate) fn check(cx: &Context<'_>) -> Vec<Verdict> {
    let endpoints = cx.network.endpoints_all();
    endpoints.filter_map(|(id, endpoint)| verdict(cx, id, endpoint)).collect()
}

fn verdict(cx: &Context<'_>, id: EndpointId, endpoint: &Endpoint) -> Option<Verdict> {
    if endpoint.is(EndpointKind::Interface).is_no() {
        return None;
    }
    if !endpoint.groups.items.is_empty() {
        return Some(Verdict::Clear);
    }
    let doubt = endpoint.kind.cause().cloned().or_else(|| endpoint.groups.unknown());
    if let Some(cause) = doubt.or_else(|| cx.network.unseen(id).cloned()) {
        return Some(Verdict::undecided(cause, endpoint.groups_at));
    }
    // Without subnets it has no interface to guard, which is another finding.
    if endpoint.subnets.is_certainly_empty() {
        return None;
    }
    let vpc = match &endpoint.vpc {
        Link::To(vpc) => *vpc,
        _ => return Some(outside(cx, endpoint)),
    };
    let group = cx.network.vpc(vpc).default_group;
    let everybody = Guests { vpc, cidr: None, groups: None };
    let widened = admits(cx.network, &[group], &everybody, 443);
    if widened.answer.is_yes() {
        return Some(Verdict::Clear);
    }
    let adopted = cx.network.group(group).resource.is_some();
    let (mut strongest, mut all_inside, mut any) = (None, true, false);
    let service = endpoint.aws_service().map(|s| s.as_str()).unwrap_or_default();
    for client in clients(cx.network, vpc, service) {
        let Some((workload, _)) = client.workload else { continue };
        any = true;
        let groups = &cx.network.workload(workload).groups;
        let member = groups.is_certainly_empty() || groups.contains(group);
        let unsure = groups.uncertain(group);
        match (member, unsure) {
            (true, _) => {}
            (false, Some(cause)) => return Some(Verdict::undecided(cause, endpoint.at)),
            (false, None) => {
                all_inside = false;
                strongest = strongest.max(Some(client.strength));
            }
        }
    }
    if any && all_inside {
        return Some(Verdict::Clear);
    }
    Some(found(cx, endpoint, vpc, adopted, strongest))
}

fn found(
    cx: &Context<'_>,
    endpoint: &Endpoint,
    vpc: VpcId,
    adopted: bool,
    strongest: Option<ClientStrength>,
) -> Verdict {
    let address = cx.address(endpoint.resource);
    let group = cx.network.group(cx.network.vpc(vpc).default_group);
    let admits = match (adopted, group.ingress.is_empty()) {
        (true, true) => "the default group was adopted without rules, so it admits nobody",
        (true, false) => "the default group admits only what is written in its block",
        (false, _) => "the default group admits only interfaces that carry it as well",
    };
    let evidence = Evidence::new(endpoint.at, "no `security_group_ids`, and no association resource")
        .and(group.at, admits);
    let severity = match strongest {
        Some(ClientStrength::Proven) => Severity::High,
        _ => Severity::Medium,
    };
    Found::new(
        endpoint.resource,
        "security_group_ids",
        severity,
        endpoint.groups_at,
        "this endpoint gets the VPC's default security group",
        evidence,
    )
    .message(format!(
        "interface endpoint `{address}` has no security group of its own: AWS attaches the VPC's \
         default group, and {admits}; all other clients time out"
    ))
    .help("set `security_group_ids` to a group that admits TCP 443 from the VPC's CIDR block")
    .into()
}

/// The default group of a VPC that is not in the code may have been widened there.
fn outside(cx: &Context<'_>, endpoint: &Endpoint) -> Verdict {
    let address = cx.address(endpoint.resource);
    let evidence = Evidence::new(endpoint.at, "no `security_group_ids`, and no association resource");
    Found::new(
        endpoint.resource,
        "security_group_ids",
        Severity::Medium,
        endpoint.groups_at,
        "this endpoint gets the VPC's default security group",
        evidence,
    )
    .message(format!(
        "interface endpoint `{address}` has no security group of its own: AWS attaches the default \
         group of its VPC, which admits only members of itself unless it was changed"
    ))
    .help("set `security_group_ids` to a group that admits TCP 443 from the VPC's CIDR block")
    .possible()
    .into()
}
