//! The security group that EKS makes for each cluster. It admits itself and lets everything out; the
//! control plane carries it, and nodes do unless a launch template names others (EKS guide, 2024-12).

use std::sync::Arc;

use ipnet::{IpNet, Ipv4Net, Ipv6Net};
use vpcelint_model::{Resource, ResourceId};

use super::{SecurityGroup, Source};
use crate::Link;
use crate::builder::Builder;
use crate::network::{SubnetId, VpcId};
use crate::spelling::{Attribute, Reads, Type};

pub(super) const CLUSTER: Type = Type("aws_eks_cluster", "AWS::EKS::Cluster");

const CONFIGURATION: Attribute = Attribute("vpc_config", "ResourcesVpcConfig");
const SUBNETS: Attribute = Attribute("subnet_ids", "SubnetIds");

/// The attributes of a cluster that refer to its group.
pub(crate) const GROUP_OF_CLUSTER: [&str; 2] =
    ["vpc_config[0].cluster_security_group_id", "ClusterSecurityGroupId"];

/// What is read of clusters.
pub(super) const READS: Reads = Reads { of: CLUSTER, attributes: &[CONFIGURATION] };

/// Makes the group of a cluster.
pub(super) fn make(b: &mut Builder<'_>, id: ResourceId, resource: &Resource) {
    let at = resource.span;
    let vpc = vpc_of(b, resource);
    let everywhere = [IpNet::V4(Ipv4Net::default()), IpNet::V6(Ipv6Net::default())];
    let egress = everywhere.map(|cidr| SecurityGroup::everything(at, Source::Cidr(cidr)));
    let group = SecurityGroup {
        resource: None,
        at,
        address: Arc::from(format!("{}.cluster_security_group", resource.address)),
        conditional: Builder::conditional(resource),
        vpc,
        default_of: None,
        of_cluster: true,
        ingress: vec![SecurityGroup::everything(at, Source::Own)],
        egress: egress.to_vec(),
        ingress_open: None,
        egress_open: None,
    };
    let made = b.network.add(group);
    for attribute in GROUP_OF_CLUSTER {
        b.refers(id, attribute, made);
    }
}

/// The VPC of a cluster: that of its subnets.
fn vpc_of(b: &Builder<'_>, resource: &Resource) -> Link<VpcId> {
    let (blocks, _) = Builder::blocks(CONFIGURATION.of(resource));
    let subnets = blocks.first().and_then(|block| SUBNETS.within(resource.language, block));
    let Some(subnets) = subnets else {
        return Link::Unknown(crate::fact::why(CONFIGURATION.of(resource)));
    };
    let links = b.links::<SubnetId>(subnets, resource.span);
    match links.known().next() {
        Some(subnet) => b.network.subnet(subnet).vpc.clone(),
        None => Link::Outside("the VPC of the cluster's subnets".into()),
    }
}
