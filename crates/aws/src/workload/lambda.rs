//! Lambda functions in a VPC. Their interfaces never have public addresses; logs, traces and image
//! downloads are the service's own, outside of the VPC (Lambda guide; logs by secondary sources).

use vpcelint_model::{Kind, Resource, ResourceId};

use super::need::of_grants;
use super::{Workload, WorkloadKind};
use crate::Fact;
use crate::builder::Builder;
use crate::iam::Roles;
use crate::spelling::{Attribute, Reads, Type};

const FUNCTION: Type = Type("aws_lambda_function", "AWS::Lambda::Function");

const VPC: Attribute = Attribute("vpc_config", "VpcConfig");
const SUBNETS: Attribute = Attribute("subnet_ids", "SubnetIds");
const GROUPS: Attribute = Attribute("security_group_ids", "SecurityGroupIds");
const ROLE: Attribute = Attribute("role", "Role");

/// What this family reads.
pub(super) const READS: &[Reads] = &[Reads { of: FUNCTION, attributes: &[VPC, ROLE] }];

/// Calls that the Lambda service makes with the function's role.
const BY_SERVICE: [&str; 3] = ["logs", "xray", "ec2"];

/// The function that a resource makes, if it is in a VPC.
pub(super) fn read(
    b: &Builder<'_>,
    roles: &Roles,
    id: ResourceId,
    resource: &Resource,
) -> Option<Workload> {
    if !FUNCTION.is(resource) {
        return None;
    }
    let at = resource.span;
    let vpc = VPC.of(resource);
    let block = match &vpc.kind {
        Kind::Map(..) => vpc,
        Kind::List(items, None) => items.first()?,
        // Not in a VPC, or not known whether.
        _ => return None,
    };
    let subnets = b.links(SUBNETS.within(resource.language, block)?, at);
    if subnets.is_certainly_empty() {
        return None;
    }
    let groups = b.links(GROUPS.within(resource.language, block)?, at);
    let grants = roles.of_role(ROLE.of(resource));
    let mut needs = Vec::new();
    of_grants(&grants, &BY_SERVICE, &mut needs);
    Some(Workload {
        resource: id,
        at,
        conditional: Builder::conditional(resource),
        kind: WorkloadKind::Lambda,
        subnets,
        groups,
        public_ip: Fact { known: Ok(false), at, written: false },
        needs,
        needs_open: grants.open,
        appliance: false,
    })
}
