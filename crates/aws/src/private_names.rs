//! What may give the names of AWS services other addresses in a VPC than the public ones: hosted
//! zones, Resolver rules and Route 53 Profiles that are associated with it.

use vpcelint_model::{Cause, Kind, Part, Resource, Target, Value};
use vpcelint_source::Span;

use crate::builder::Builder;
use crate::network::VpcId;
use crate::spelling::{Attribute, Reads, Type};
use crate::{Link, Vpc};

pub(crate) const ZONE: Type = Type("aws_route53_zone", "AWS::Route53::HostedZone");
pub(crate) const ZONE_ASSOCIATION: Type = Type("aws_route53_zone_association", "");
const RULE: Type = Type("aws_route53_resolver_rule", "AWS::Route53Resolver::ResolverRule");
const RULE_ASSOCIATION: Type =
    Type("aws_route53_resolver_rule_association", "AWS::Route53Resolver::ResolverRuleAssociation");
pub(crate) const PROFILE_ASSOCIATION: Type =
    Type("aws_route53profiles_association", "AWS::Route53Profiles::ProfileAssociation");

pub(crate) const ZONE_NAME: Attribute = Attribute("name", "Name");
pub(crate) const ZONE_VPC: Attribute = Attribute("vpc", "VPCs");
pub(crate) const ZONE_VPC_ID: Attribute = Attribute("vpc_id", "VPCId");
pub(crate) const ZONE_ID: Attribute = Attribute("zone_id", "");
pub(crate) const VPC_ID: Attribute = Attribute("vpc_id", "VPCId");
const RULE_ID: Attribute = Attribute("resolver_rule_id", "ResolverRuleId");
const RULE_NAME: Attribute = Attribute("domain_name", "DomainName");
pub(crate) const PROFILE_VPC: Attribute = Attribute("resource_id", "ResourceId");

/// What this family reads.
pub(crate) const READS: &[Reads] = &[
    Reads { of: ZONE, attributes: &[ZONE_NAME, ZONE_VPC] },
    Reads { of: ZONE_ASSOCIATION, attributes: &[ZONE_ID, VPC_ID] },
    Reads { of: RULE, attributes: &[RULE_NAME] },
    Reads { of: RULE_ASSOCIATION, attributes: &[RULE_ID, VPC_ID] },
];

/// Notes for each VPC what may answer for the names of AWS services in it.
pub(crate) fn sides(b: &mut Builder<'_>) {
    for (_, resource) in b.resources() {
        let at = resource.span;
        if ZONE.is(resource) {
            if concerns_aws(ZONE_NAME.of(resource)) {
                let (blocks, open) = Builder::blocks(ZONE_VPC.of(resource));
                let vpcs = blocks.iter().filter_map(|v| ZONE_VPC_ID.within(resource.language, v));
                let links: Vec<_> = vpcs.map(|v| b.link::<VpcId>(v)).collect();
                let followed = crate::hosted_zone::is_zone_followed(resource);
                for link in links.into_iter().chain(open.map(Link::Unknown)) {
                    note(b, &link, BY_ZONE, at, followed);
                }
            }
        } else if ZONE_ASSOCIATION.is(resource) {
            if names_aws(b, ZONE_ID.of(resource), ZONE, ZONE_NAME) {
                let link = b.link(VPC_ID.of(resource));
                let of_code = b.rests_on(ZONE_ID.of(resource));
                let zone = of_code.map(|id| b.graph.resource(id)).filter(|zone| ZONE.is(zone));
                let followed = zone.is_some_and(crate::hosted_zone::is_zone_followed);
                note(b, &link, BY_ZONE, at, followed);
            }
        } else if RULE_ASSOCIATION.is(resource) {
            if names_aws(b, RULE_ID.of(resource), RULE, RULE_NAME) {
                let link = b.link(VPC_ID.of(resource));
                note(b, &link, BY_RULE, at, false);
            }
        } else if PROFILE_ASSOCIATION.is(resource) {
            let link = b.link(PROFILE_VPC.of(resource));
            note(b, &link, BY_PROFILE, at, crate::hosted_zone::is_followed(b, resource));
        }
    }
}

const BY_ZONE: &str = "a hosted zone may answer for names of AWS in the VPC";
const BY_RULE: &str = "a Resolver rule may answer for names of AWS in the VPC";
const BY_PROFILE: &str = "a Route 53 Profile may answer for names of AWS in the VPC";

/// Notes it for the VPC that a link leads to, or for all that it may lead to; and whether its answers
/// are followed.
fn note(b: &mut Builder<'_>, link: &Link<VpcId>, reason: &'static str, at: Span, followed: bool) {
    let cause = Cause::new(reason, Some(at));
    let count = u32::try_from(b.network.vpcs.len()).unwrap_or(u32::MAX);
    for n in (0..count).filter(|n| link.may_be(VpcId(*n))) {
        b.network.change::<Vpc>(n, |vpc| {
            vpc.names_open.get_or_insert_with(|| cause.clone());
            if !followed {
                vpc.names_elsewhere.get_or_insert_with(|| cause.clone());
            }
        });
    }
}

/// Whether the zone or rule that a value names may concern names of AWS services.
fn names_aws(b: &Builder<'_>, value: &Value, of: Type, name: Attribute) -> bool {
    let named = |resource: &Resource| !of.is(resource) || concerns_aws(name.of(resource));
    match value.as_reference().map(|r| &r.target) {
        Some(Target::Resource(id)) => named(b.graph.resource(*id)),
        _ => true,
    }
}

/// Whether a domain may hold names of AWS services; yes where it is not known.
fn concerns_aws(domain: &Value) -> bool {
    const ENDS: [&str; 3] = ["amazonaws.com", "amazonaws.com.cn", "aws"];
    let of_aws = |text: &str| {
        let name = text.trim_end_matches('.');
        // The root, and the domains above those of AWS.
        let above = ["", "com", "cn", "com.cn"].contains(&name);
        above || ENDS.iter().any(|end| name == *end || name.ends_with(&format!(".{end}")))
    };
    match &domain.kind {
        Kind::String(text) => of_aws(text),
        Kind::Text(parts) => match parts.last() {
            Some(Part::Literal(end)) => of_aws(end),
            _ => true,
        },
        _ => true,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn domains_of_aws_are_told_from_others() {
        for (name, concerns) in [
            ("sqs.eu-west-1.amazonaws.com", true),
            ("amazonaws.com", true),
            ("ssm.cn-north-1.amazonaws.com.cn.", true),
            ("eks-auth.eu-west-1.api.aws", true),
            (".", true),
            ("internal.example.com", false),
            ("myamazonaws.com", false),
        ] {
            assert_eq!(concerns_aws(&Kind::String(name.into()).into()), concerns, "{name}");
        }
        assert!(concerns_aws(&Value::unknown(&Cause::new("", None))));
    }
}
