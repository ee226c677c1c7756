//! Changes that several rules propose.

use vpcelint_aws::SecurityGroup;
use vpcelint_engine::Context;
use vpcelint_model::{Change, Edit, Language, Literal, ResourceId};
use vpcelint_source::Applicability;

/// An attribute is set.
pub(crate) fn set(resource: ResourceId, attribute: &str, value: Literal) -> Change {
    let what = Edit::Set(value);
    Change { resource, attribute: attribute.into(), what, applicability: Applicability::Safe }
}

/// A reference is appended to a list; those of several findings are written together.
pub(crate) fn append(resource: ResourceId, attribute: &str, to: ResourceId) -> Change {
    let what = Edit::Append(vec![to]);
    Change { resource, attribute: attribute.into(), what, applicability: Applicability::Safe }
}

/// A group admits its VPC on TCP ports; none where its rules are resources of their own, which do not
/// go together with rules in the group.
pub(crate) fn admit_vpc(
    cx: &Context<'_>,
    group: &SecurityGroup,
    ports: &[(u16, u16)],
) -> Option<Change> {
    let resource = group.resource?;
    let apart = group.ingress.iter().chain(&group.egress).any(|rule| rule.by.is_some());
    if apart || group.default_of.is_some() || group.ingress_open.is_some() {
        return None;
    }
    let vpc = cx.network.vpc(group.vpc.to()?);
    // The block of a secondary one is another attribute.
    vpc.cidrs.first()?.get()?;
    let cidr = |attribute: &str| Literal::Attribute(vpc.resource, attribute.into());
    let [(from, to)] = *ports else { return None };
    let (from, to) = (Literal::Number(from.into()), Literal::Number(to.into()));
    let protocol = Literal::Text("tcp".into());
    let (attribute, entries) = match cx.graph.resource(resource).language {
        Language::Terraform => (
            "ingress",
            vec![
                ("from_port", from),
                ("to_port", to),
                ("protocol", protocol),
                ("cidr_blocks", Literal::List(vec![cidr("cidr_block")])),
            ],
        ),
        Language::CloudFormation => (
            "SecurityGroupIngress",
            vec![
                ("IpProtocol", protocol),
                ("FromPort", from),
                ("ToPort", to),
                ("CidrIp", cidr("CidrBlock")),
            ],
        ),
    };
    let entries = entries.into_iter().map(|(key, value)| (key.into(), value)).collect();
    let what = Edit::Add(entries);
    Some(Change { resource, attribute: attribute.into(), what, applicability: Applicability::Safe })
}
