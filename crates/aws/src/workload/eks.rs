//! EKS node groups, Fargate profiles and clusters in Auto Mode. What nodes of a private cluster call to
//! join and to pull images is listed in the EKS guide on private clusters. What their pods call stands
//! in roles that service accounts take, and in add-ons.

mod pods;

use vpcelint_model::{Cause, Kind};

use super::agents::EKS_NODE;
use super::find::{self, first};
use super::row::{Maker, open, proven};
use super::{Workload, WorkloadKind, launch};
use crate::network::GroupId;
use crate::security_group::GROUP_OF_CLUSTER;
use crate::spelling::{Attribute, Reads, Type};
use crate::{Link, LinkAt, Links};

const NODE_GROUP: Type = Type("aws_eks_node_group", "AWS::EKS::Nodegroup");
const FARGATE: Type = Type("aws_eks_fargate_profile", "AWS::EKS::FargateProfile");
const CLUSTER: Type = Type("aws_eks_cluster", "AWS::EKS::Cluster");

const SUBNETS: Attribute = Attribute("subnet_ids", "Subnets");
const NODE_ROLE: Attribute = Attribute("node_role_arn", "NodeRole");
const LAUNCH_TEMPLATE: Attribute = Attribute("launch_template", "LaunchTemplate");
const OF_CLUSTER: Attribute = Attribute("cluster_name", "ClusterName");
const CLUSTER_NAME: Attribute = Attribute("name", "Name");
const VPC: Attribute = Attribute("vpc_config", "ResourcesVpcConfig");
const CLUSTER_SUBNETS: Attribute = Attribute("subnet_ids", "SubnetIds");
const AUTO: Attribute = Attribute("compute_config", "ComputeConfig");
const ENABLED: Attribute = Attribute("enabled", "Enabled");
const AUTO_ROLE: Attribute = Attribute("node_role_arn", "NodeRoleArn");

/// What this family reads.
pub(super) const READS: &[Reads] = &[
    Reads { of: NODE_GROUP, attributes: &[SUBNETS, NODE_ROLE, LAUNCH_TEMPLATE, OF_CLUSTER] },
    Reads { of: FARGATE, attributes: &[SUBNETS, OF_CLUSTER] },
    Reads { of: CLUSTER, attributes: &[CLUSTER_NAME, VPC, AUTO] },
    pods::READS[0],
    pods::READS[1],
    pods::READS[2],
    pods::READS[3],
];

/// The node group, Fargate profile or cluster that a resource makes.
pub(super) fn read(maker: &Maker<'_, '_>) -> Option<Workload> {
    let mut workload = match maker.resource {
        r if NODE_GROUP.is(r) => nodes(maker)?,
        r if FARGATE.is(r) => profile(maker)?,
        r if CLUSTER.is(r) => auto_mode(maker)?,
        _ => return None,
    };
    pods::call(maker, &mut workload);
    Some(workload)
}

fn nodes(maker: &Maker<'_, '_>) -> Option<Workload> {
    let mut workload = within(maker, SUBNETS, WorkloadKind::EksNodeGroup)?;
    by_template(maker, &mut workload);
    maker.as_subnet(&mut workload);
    let at = workload.at;
    proven(&mut workload, &EKS_NODE, "its nodes join and pull images", at);
    maker.uses(maker.value(NODE_ROLE), BY_EKS, &mut workload);
    Some(workload)
}

/// EKS gives managed nodes what they need to join; what pods get credentials from is an add-on.
const BY_EKS: &super::need::ByService = &[("eks", &[]), ("eks-auth", &[])];

/// The groups that a launch template names are all that nodes get.
fn by_template(maker: &Maker<'_, '_>, workload: &mut Workload) {
    let written = maker.value(LAUNCH_TEMPLATE);
    let no_block = matches!(&written.kind, Kind::List(items, None) if items.is_empty());
    if written.is_null() || no_block {
        return;
    }
    let block = first(written).unwrap_or(written);
    match launch::template(maker.b, block, maker.resource.language) {
        Some(template) => {
            let groups = launch::groups(maker.b, template);
            if !groups.is_certainly_empty() {
                workload.groups = groups;
            }
        }
        None => {
            let at = workload.at;
            let cause = Cause::new("its launch template may give it other groups", Some(at));
            workload.groups = Links { items: Vec::new(), open: Some(cause) };
        }
    }
}

fn profile(maker: &Maker<'_, '_>) -> Option<Workload> {
    let mut workload = within(maker, SUBNETS, WorkloadKind::EksFargateProfile)?;
    let at = workload.at;
    let services = ["ecr.api", "ecr.dkr", "s3", "sts", "logs"];
    proven(&mut workload, &services, "its pods pull images", at);
    Some(workload)
}

/// A cluster in Auto Mode starts nodes in its own subnets. Any other cluster has interfaces of the
/// control plane there, which call nothing.
fn auto_mode(maker: &Maker<'_, '_>) -> Option<Workload> {
    let enabled = maker.path(&[AUTO, ENABLED])?;
    if enabled.as_bool() == Some(false) || enabled.is_null() {
        return None;
    }
    let block = first(maker.value(VPC))?;
    let subnets = CLUSTER_SUBNETS.within(maker.resource.language, block)?;
    let subnets = maker.b.links(subnets, maker.place(VPC));
    let mut workload = maker.workload(WorkloadKind::EksCluster, subnets)?;
    workload.groups = of_cluster(maker, &workload);
    maker.as_subnet(&mut workload);
    if enabled.as_bool() == Some(true) {
        let because = "its Auto Mode starts nodes that join and pull images";
        proven(&mut workload, &EKS_NODE, because, maker.place(AUTO));
    }
    match maker.path(&[AUTO, AUTO_ROLE]) {
        Some(role) => maker.uses(role, &[], &mut workload),
        None => open(&mut workload, crate::fact::why(maker.value(AUTO))),
    }
    Some(workload)
}

fn within(maker: &Maker<'_, '_>, subnets: Attribute, kind: WorkloadKind) -> Option<Workload> {
    let links = maker.b.links(maker.value(subnets), maker.place(subnets));
    let mut workload = maker.workload(kind, links)?;
    workload.groups = of_cluster(maker, &workload);
    Some(workload)
}

/// They carry the cluster's security group, which EKS makes, unless a launch template says else.
fn of_cluster(maker: &Maker<'_, '_>, workload: &Workload) -> Links<GroupId> {
    let cluster = match CLUSTER.is(maker.resource) {
        true => Some(maker.id),
        false => {
            let named = maker.value(OF_CLUSTER);
            find::resource(maker.b, named, CLUSTER, CLUSTER_NAME).map(|(id, _)| id)
        }
    };
    let [attribute, _] = GROUP_OF_CLUSTER;
    let group = cluster.and_then(|id| maker.b.part_of_resource(id, attribute));
    let link = match group.map(GroupId::try_from) {
        Some(Ok(group)) => Link::To(group),
        _ => Link::Outside("the security group that EKS makes for the cluster".into()),
    };
    Links { items: vec![LinkAt { link, at: workload.at, by: None }], open: None }
}
