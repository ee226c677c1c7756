//! EMR clusters and EMR Serverless applications in a VPC. Both take S3 through it, for logs and
//! releases too; what else their jobs call is not in the code of the application (EMR guide, 2023;
//! EMR Serverless guide, 2025/26).

use vpcelint_model::Cause;

use super::find::first;
use super::need::Strength::Proven;
use super::need::of_grants;
use super::row::{Maker, Public, Row, likely, open, proven};
use super::{Workload, WorkloadKind};
use crate::Links;
use crate::spelling::{Attribute, Reads, Type};

const CLUSTER: Type = Type("aws_emr_cluster", "AWS::EMR::Cluster");
const SERVERLESS: Type = Type("aws_emrserverless_application", "AWS::EMRServerless::Application");

const EC2: Attribute = Attribute("ec2_attributes", "Instances");
const SUBNETS: [Attribute; 2] =
    [Attribute("subnet_id", "Ec2SubnetId"), Attribute("subnet_ids", "Ec2SubnetIds")];
const GROUPS: [Attribute; 5] = [
    Attribute("emr_managed_master_security_group", "EmrManagedMasterSecurityGroup"),
    Attribute("emr_managed_slave_security_group", "EmrManagedSlaveSecurityGroup"),
    Attribute("additional_master_security_groups", "AdditionalMasterSecurityGroups"),
    Attribute("additional_slave_security_groups", "AdditionalSlaveSecurityGroups"),
    Attribute("service_access_security_group", "ServiceAccessSecurityGroup"),
];
const NODE_PROFILE: Attribute = Attribute("instance_profile", "");
const JOB_FLOW_ROLE: Attribute = Attribute("", "JobFlowRole");
const LOG_KEY: Attribute = Attribute("log_encryption_kms_key_id", "LogEncryptionKmsKeyId");
const NETWORK: Attribute = Attribute("network_configuration", "NetworkConfiguration");
const APPLICATION_SUBNETS: Attribute = Attribute("subnet_ids", "SubnetIds");
const APPLICATION_GROUPS: Attribute = Attribute("security_group_ids", "SecurityGroupIds");

/// What this family reads.
pub(super) const READS: &[Reads] = &[
    Reads { of: CLUSTER, attributes: &[EC2, JOB_FLOW_ROLE, LOG_KEY] },
    Reads { of: SERVERLESS, attributes: &[NETWORK] },
];

const OF_SERVERLESS: Row = Row {
    of: SERVERLESS,
    kind: WorkloadKind::EmrServerless,
    around: &[NETWORK],
    subnets: APPLICATION_SUBNETS,
    groups: APPLICATION_GROUPS,
    // In public subnets its workers may have public addresses.
    public: Public::AsSubnet,
    role: &[],
    by_service: &[],
    calls: &[("s3", Proven)],
    because: "its workers reach S3 through its subnets",
};

/// The cluster or application that a resource makes.
pub(super) fn read(maker: &Maker<'_, '_>) -> Option<Workload> {
    if CLUSTER.is(maker.resource) {
        return cluster(maker);
    }
    let mut workload = OF_SERVERLESS.read(maker)?;
    let reason = "the role of a job is given when it is started";
    open(&mut workload, Cause::new(reason, Some(maker.resource.span)));
    Some(workload)
}

fn cluster(maker: &Maker<'_, '_>) -> Option<Workload> {
    let (b, language) = (maker.b, maker.resource.language);
    let block = first(maker.value(EC2))?;
    let at = maker.place(EC2);
    let (mut subnets, mut groups) = (Links::default(), Links::default());
    for more in SUBNETS.iter().filter_map(|a| a.within(language, block)) {
        let more = b.links(more, at);
        subnets.items.extend(more.items);
        subnets.open = subnets.open.or(more.open);
    }
    for more in GROUPS.iter().filter_map(|a| a.within(language, block)) {
        // The provider takes some of them as one text with commas.
        let more = b.links(more, at);
        groups.items.extend(more.items);
        groups.open = groups.open.or(more.open);
    }
    let mut workload = maker.workload(WorkloadKind::EmrCluster, subnets)?;
    workload.groups = groups;
    maker.as_subnet(&mut workload);
    proven(&mut workload, &["s3"], "its nodes load releases and write logs to S3", at);
    if !maker.value(LOG_KEY).is_null() {
        likely(&mut workload, &["kms"], "its logs are encrypted", maker.place(LOG_KEY));
    }
    let profile = match maker.value(JOB_FLOW_ROLE) {
        role if !role.is_null() => role,
        _ => NODE_PROFILE.within(language, block).unwrap_or(maker.value(JOB_FLOW_ROLE)),
    };
    let grants = maker.roles.of_profile(profile);
    of_grants(&grants, &[], &mut workload.needs);
    grants.open.into_iter().for_each(|cause| open(&mut workload, cause));
    Some(workload)
}
