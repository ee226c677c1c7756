//! Redshift clusters and serverless workgroups with enhanced VPC routing: COPY and UNLOAD go through
//! the VPC. Without it they leave by the service's own network, and nothing is called from the VPC
//! (Redshift guide, 2023).

use vpcelint_model::{Cause, Language};

use super::find;
use super::row::{Maker, open, proven};
use super::{Workload, WorkloadKind};
use crate::Fact;
use crate::fact::why;
use crate::spelling::{Attribute, Reads, Type};

const CLUSTER: Type = Type("aws_redshift_cluster", "AWS::Redshift::Cluster");
const SUBNET_GROUP: Type = Type("aws_redshift_subnet_group", "AWS::Redshift::ClusterSubnetGroup");
const WORKGROUP: Type =
    Type("aws_redshiftserverless_workgroup", "AWS::RedshiftServerless::Workgroup");
const NAMESPACE: Type =
    Type("aws_redshiftserverless_namespace", "AWS::RedshiftServerless::Namespace");

const ENHANCED: Attribute = Attribute("enhanced_vpc_routing", "EnhancedVpcRouting");
const USES_GROUP: Attribute = Attribute("cluster_subnet_group_name", "ClusterSubnetGroupName");
const CLUSTER_GROUPS: Attribute = Attribute("vpc_security_group_ids", "VpcSecurityGroupIds");
const PUBLIC: Attribute = Attribute("publicly_accessible", "PubliclyAccessible");
const ROLES: Attribute = Attribute("iam_roles", "IamRoles");
const GROUP_NAME: Attribute = Attribute("name", "");
const SUBNETS: Attribute = Attribute("subnet_ids", "SubnetIds");
const GROUPS: Attribute = Attribute("security_group_ids", "SecurityGroupIds");
const USES_NAMESPACE: Attribute = Attribute("namespace_name", "NamespaceName");

/// What this family reads.
pub(super) const READS: &[Reads] = &[
    Reads { of: CLUSTER, attributes: &[ENHANCED, USES_GROUP, CLUSTER_GROUPS, PUBLIC, ROLES] },
    Reads { of: SUBNET_GROUP, attributes: &[GROUP_NAME, SUBNETS] },
    Reads { of: WORKGROUP, attributes: &[ENHANCED, SUBNETS, GROUPS, PUBLIC, USES_NAMESPACE] },
    Reads { of: NAMESPACE, attributes: &[USES_NAMESPACE, ROLES] },
];

/// The cluster or workgroup that a resource makes.
pub(super) fn read(maker: &Maker<'_, '_>) -> Option<Workload> {
    let enhanced = match maker.resource {
        r if CLUSTER.is(r) || WORKGROUP.is(r) => maker.value(ENHANCED),
        _ => return None,
    };
    let sure = enhanced.as_bool();
    if sure == Some(false) || enhanced.is_null() {
        return None;
    }
    let mut workload = if CLUSTER.is(maker.resource) { cluster(maker)? } else { workgroup(maker)? };
    match sure {
        Some(_) => {
            let because = "its enhanced VPC routing loads and unloads through the VPC";
            proven(&mut workload, &["s3"], because, maker.place(ENHANCED));
        }
        None => {
            workload.needs.clear();
            open(&mut workload, why(enhanced));
        }
    }
    Some(workload)
}

fn cluster(maker: &Maker<'_, '_>) -> Option<Workload> {
    let b = maker.b;
    let named = maker.value(USES_GROUP);
    let (_, group) = find::resource(b, named, SUBNET_GROUP, GROUP_NAME)?;
    let subnets = b.links(SUBNETS.of(group), SUBNETS.place(group));
    let mut workload = maker.workload(WorkloadKind::RedshiftCluster, subnets)?;
    workload.groups = b.links(maker.value(CLUSTER_GROUPS), maker.place(CLUSTER_GROUPS));
    let (public, at) = (maker.value(PUBLIC), maker.resource.span);
    // The provider's default was true until version 6, which made it false.
    workload.public_ip = match public.is_null() && maker.resource.language == Language::Terraform {
        true => {
            let reason = "whether it is public by default depends on the provider's version";
            Fact::unknown(Cause::new(reason, Some(at)), at)
        }
        false => Fact::bool(public, false, at),
    };
    maker.uses(maker.value(ROLES), &[], &mut workload);
    Some(workload)
}

fn workgroup(maker: &Maker<'_, '_>) -> Option<Workload> {
    let b = maker.b;
    let subnets = b.links(maker.value(SUBNETS), maker.place(SUBNETS));
    let mut workload = maker.workload(WorkloadKind::RedshiftWorkgroup, subnets)?;
    workload.groups = b.links(maker.value(GROUPS), maker.place(GROUPS));
    let (public, at) = (maker.value(PUBLIC), maker.resource.span);
    if !public.is_null() && public.as_bool() != Some(false) {
        let reason = "what a publicly accessible workgroup sends from is not known";
        workload.public_ip = Fact::unknown(Cause::new(reason, Some(at)), at);
    }
    let named = maker.value(USES_NAMESPACE);
    match find::resource(b, named, NAMESPACE, USES_NAMESPACE) {
        Some((_, namespace)) => maker.uses(ROLES.of(namespace), &[], &mut workload),
        None => open(&mut workload, why(named)),
    }
    Some(workload)
}
