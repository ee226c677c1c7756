//! The custom resource by which the CDK empties the default group of a VPC: it removes the two rules
//! that AWS gives the group. Source: aws-cdk-lib, `Vpc.restrictDefaultSecurityGroup`, 2.275.

use vpcelint_model::{Resource, ResourceId};

use super::{SecurityGroup, Source};
use crate::Link;
use crate::builder::Builder;
use crate::network::GroupId;
use crate::spelling::{Attribute, Reads, Type};

/// The custom resource.
pub(super) const EMPTIES: Type = Type("", "Custom::VpcRestrictDefaultSG");
const GROUP: Attribute = Attribute("", "DefaultSecurityGroupId");

/// What it is read for.
pub(super) const READS: Reads = Reads { of: EMPTIES, attributes: &[GROUP] };

/// Takes the rules of AWS from the group that a resource names; those that the code writes come later.
pub(super) fn empty(b: &mut Builder<'_>, id: ResourceId, resource: &Resource) {
    let Link::To(group) = b.link::<GroupId>(GROUP.of(resource)) else { return };
    b.network.change::<SecurityGroup>(group.0, |g| {
        g.resource = Some(id);
        g.at = resource.span;
        match Builder::doubt(resource, g.conditional.as_ref()) {
            Some(cause) => {
                g.ingress_open = Some(cause.clone());
                g.egress_open = Some(cause);
            }
            None => {
                g.ingress.retain(|rule| rule.sources != [Source::Own]);
                g.egress.clear();
            }
        }
    });
    b.makes(id, group);
}
