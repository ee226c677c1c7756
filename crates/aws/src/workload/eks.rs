//! EKS node groups and Fargate profiles. What nodes of a private cluster call to join and to pull
//! images is listed in the EKS guide on private clusters.

use vpcelint_model::{Cause, Resource, ResourceId};

use super::need::{Need, of_grants};
use super::{Workload, WorkloadKind};
use crate::builder::Builder;
use crate::iam::Roles;
use crate::spelling::{Attribute, Reads, Type};
use crate::{Fact, Link, LinkAt, Links};

const NODE_GROUP: Type = Type("aws_eks_node_group", "AWS::EKS::Nodegroup");
const FARGATE: Type = Type("aws_eks_fargate_profile", "AWS::EKS::FargateProfile");

const NODE_SUBNETS: Attribute = Attribute("subnet_ids", "Subnets");
const NODE_ROLE: Attribute = Attribute("node_role_arn", "NodeRole");
const LAUNCH_TEMPLATE: Attribute = Attribute("launch_template", "LaunchTemplate");
const FARGATE_SUBNETS: Attribute = Attribute("subnet_ids", "Subnets");

/// What this family reads.
pub(super) const READS: &[Reads] = &[
    Reads { of: NODE_GROUP, attributes: &[NODE_SUBNETS, NODE_ROLE, LAUNCH_TEMPLATE] },
    Reads { of: FARGATE, attributes: &[FARGATE_SUBNETS] },
];

/// The node group or Fargate profile that a resource makes.
pub(super) fn read(
    b: &Builder<'_>,
    roles: &Roles,
    id: ResourceId,
    resource: &Resource,
) -> Option<Workload> {
    let at = resource.span;
    let nodes = NODE_GROUP.is(resource);
    if !nodes && !FARGATE.is(resource) {
        return None;
    }
    let subnets = if nodes { NODE_SUBNETS } else { FARGATE_SUBNETS };
    let subnets = b.links(subnets.of(resource), subnets.place(resource));
    // They carry the cluster's security group, which EKS makes, unless a launch template says else.
    let template = LAUNCH_TEMPLATE.of(resource);
    let groups = match nodes && !template.is_null() {
        true => {
            let cause = Cause::new("its launch template may give it other groups", Some(at));
            Links { items: Vec::new(), open: Some(cause) }
        }
        false => {
            let link = Link::Outside("the security group that EKS makes for the cluster".into());
            Links { items: vec![LinkAt { link, at, by: None }], open: None }
        }
    };
    let mut workload = Workload {
        resource: id,
        at,
        conditional: Builder::conditional(resource),
        kind: if nodes { WorkloadKind::EksNodeGroup } else { WorkloadKind::EksFargateProfile },
        public_ip: match nodes {
            true => super::instance::public_ip(b, &subnets, &Default::default(), at),
            false => Fact { known: Ok(false), at, written: false },
        },
        subnets,
        groups,
        needs: Vec::new(),
        needs_open: None,
        appliance: false,
    };
    let services: &[&str] = match nodes {
        true => &["ec2", "ecr.api", "ecr.dkr", "s3", "sts"],
        false => &["ecr.api", "ecr.dkr", "s3", "sts", "logs"],
    };
    for service in services {
        let because = if nodes { "its nodes join and pull images" } else { "its pods pull images" };
        workload.needs.push(Need::proven(service, because, at));
    }
    if nodes {
        let grants = roles.of_role(NODE_ROLE.of(resource));
        of_grants(&grants, &[], &mut workload.needs);
        workload.needs_open = grants.open;
    }
    Some(workload)
}
