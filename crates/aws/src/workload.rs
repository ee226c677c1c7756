//! Workloads: what owns network interfaces and calls services from them, and why it needs which.

mod agent_core;
mod agents;
mod app_runner;
mod auto_scaling;
mod batch;
mod beanstalk;
mod code_build;
mod code_deploy;
mod container;
mod database;
mod described;
mod ecs;
mod eks;
mod elastic_ip;
mod emr;
mod find;
mod flink;
mod glue;
mod image;
mod instance;
mod interface;
mod lambda;
mod launch;
mod migration;
mod need;
mod permission;
mod pollers;
mod redshift;
mod row;
mod sage_maker;

use std::sync::Arc;

use vpcelint_model::{Cause, ResourceId};
use vpcelint_source::Span;

pub use need::{Need, Strength};
use row::Maker;

use crate::builder::Builder;
use crate::iam::Roles;
use crate::network::{GroupId, Network, Relation, SubnetId};
use crate::spelling::Reads;
use crate::{Fact, Links};

/// What the families of workloads read.
const FAMILIES: &[&[Reads]] = &[
    agent_core::READS,
    agents::READS,
    app_runner::READS,
    auto_scaling::READS,
    batch::READS,
    beanstalk::READS,
    code_build::READS,
    database::READS,
    described::READS,
    ecs::READS,
    eks::READS,
    elastic_ip::READS,
    emr::READS,
    flink::READS,
    glue::READS,
    image::READS,
    instance::READS,
    interface::READS,
    lambda::READS,
    launch::READS,
    migration::READS,
    pollers::READS,
    redshift::READS,
    sage_maker::READS,
];

/// What this family reads.
pub(crate) const READS: &[Reads] = &{
    const LENGTH: usize = {
        let (mut length, mut family) = (0, 0);
        while family < FAMILIES.len() {
            length += FAMILIES[family].len();
            family += 1;
        }
        length
    };
    let mut reads = [instance::READS[0]; LENGTH];
    let (mut family, mut n, mut at) = (0, 0, 0);
    while family < FAMILIES.len() {
        while n < FAMILIES[family].len() {
            reads[at] = FAMILIES[family][n];
            at += 1;
            n += 1;
        }
        n = 0;
        family += 1;
    }
    reads
};

/// What services do with a workload's role to make its interfaces (Lambda, Glue and CodeBuild
/// guides): no calls of the workload.
const INTERFACE_ACTIONS: &[&str] = &[
    "CreateNetworkInterface*",
    "DescribeNetworkInterface*",
    "DeleteNetworkInterface*",
    "AssignPrivateIpAddresses",
    "UnassignPrivateIpAddresses",
    "DescribeSubnets",
    "DescribeSecurityGroups",
    "DescribeVpcs",
    "DescribeVpcEndpoints",
    "DescribeRouteTables",
    "DescribeVpcAttribute",
    "DescribeDhcpOptions",
    "GetSecurityGroupsForVpc",
    "CreateTags",
    "DeleteTags",
];

/// What kind of workload.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum WorkloadKind {
    /// An EC2 instance.
    Instance,
    /// An Auto Scaling group.
    AutoScalingGroup,
    /// A Lambda function in a VPC.
    Lambda,
    /// A Lambda function on a capacity provider.
    ManagedLambda,
    /// The pollers of an event source mapping of Lambda.
    Pollers,
    /// An ECS service with interfaces of its tasks.
    EcsService,
    /// A task that a schedule or rule starts.
    ScheduledTask,
    /// An EKS managed node group.
    EksNodeGroup,
    /// An EKS Fargate profile.
    EksFargateProfile,
    /// An EKS cluster that starts its own nodes.
    EksCluster,
    /// A compute environment of Batch.
    BatchEnvironment,
    /// A Glue job with a connection.
    GlueJob,
    /// A connection of Glue that no job names.
    GlueConnection,
    /// A development endpoint of Glue.
    GlueDevelopmentEndpoint,
    /// A CodeBuild project.
    BuildProject,
    /// A notebook instance of SageMaker.
    Notebook,
    /// A domain of SageMaker Studio.
    StudioDomain,
    /// A model of SageMaker.
    Model,
    /// A Redshift cluster.
    RedshiftCluster,
    /// A workgroup of Redshift Serverless.
    RedshiftWorkgroup,
    /// A replication instance of DMS.
    ReplicationInstance,
    /// A serverless replication of DMS.
    ServerlessReplication,
    /// An environment of MWAA.
    AirflowEnvironment,
    /// An EMR cluster.
    EmrCluster,
    /// An application of EMR Serverless.
    EmrServerless,
    /// A connector of MSK Connect.
    KafkaConnector,
    /// An application of Managed Flink.
    FlinkApplication,
    /// An App Runner service with a VPC connector.
    AppRunnerService,
    /// An environment of Elastic Beanstalk.
    BeanstalkEnvironment,
    /// A database cluster whose features call services.
    DatabaseCluster,
    /// A database whose features call services.
    Database,
    /// A Neptune cluster that may load from S3.
    NeptuneCluster,
    /// A fleet of AppStream.
    AppStreamFleet,
    /// A canary of CloudWatch.
    Canary,
    /// Where Image Builder builds.
    ImageBuilder,
    /// A runtime of Bedrock AgentCore.
    AgentRuntime,
}

impl WorkloadKind {
    /// In words.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Instance => "EC2 instance",
            Self::AutoScalingGroup => "Auto Scaling group",
            Self::Lambda => "Lambda function",
            Self::ManagedLambda => "Lambda function on managed instances",
            Self::Pollers => "Lambda event source mapping",
            Self::EcsService => "ECS service",
            Self::ScheduledTask => "scheduled ECS task",
            Self::EksNodeGroup => "EKS node group",
            Self::EksFargateProfile => "EKS Fargate profile",
            Self::EksCluster => "EKS cluster in Auto Mode",
            Self::BatchEnvironment => "Batch compute environment",
            Self::GlueJob => "Glue job",
            Self::GlueConnection => "Glue connection",
            Self::GlueDevelopmentEndpoint => "Glue development endpoint",
            Self::BuildProject => "CodeBuild project",
            Self::Notebook => "SageMaker notebook",
            Self::StudioDomain => "SageMaker domain",
            Self::Model => "SageMaker model",
            Self::RedshiftCluster => "Redshift cluster",
            Self::RedshiftWorkgroup => "Redshift Serverless workgroup",
            Self::ReplicationInstance => "DMS replication instance",
            Self::ServerlessReplication => "DMS serverless replication",
            Self::AirflowEnvironment => "MWAA environment",
            Self::EmrCluster => "EMR cluster",
            Self::EmrServerless => "EMR Serverless application",
            Self::KafkaConnector => "MSK Connect connector",
            Self::FlinkApplication => "Managed Flink application",
            Self::AppRunnerService => "App Runner service",
            Self::BeanstalkEnvironment => "Elastic Beanstalk environment",
            Self::DatabaseCluster => "Aurora cluster",
            Self::Database => "RDS instance",
            Self::NeptuneCluster => "Neptune cluster",
            Self::AppStreamFleet => "AppStream fleet",
            Self::Canary => "Synthetics canary",
            Self::ImageBuilder => "Image Builder infrastructure",
            Self::AgentRuntime => "AgentCore runtime",
        }
    }
}

/// A workload.
#[derive(Debug)]
pub struct Workload {
    /// The resource that makes it.
    pub resource: ResourceId,
    /// Its header.
    pub at: Span,
    /// Why it may not exist.
    pub conditional: Option<Arc<Cause>>,
    /// What kind.
    pub kind: WorkloadKind,
    /// The subnets that it may run in.
    pub subnets: Links<SubnetId>,
    /// Its security groups; with none, the VPC's default group.
    pub groups: Links<GroupId>,
    /// Whether it may have a public address; no for those that never have one.
    pub public_ip: Fact<bool>,
    /// What it calls.
    pub needs: Vec<Need>,
    /// Why it may call more.
    pub needs_open: Option<Arc<Cause>>,
    /// Whether it forwards others' traffic (a NAT instance or firewall).
    pub appliance: bool,
    /// The resource of its own that its first network interface is.
    pub interface: Option<ResourceId>,
    /// Whether each of its interfaces has a public address where the subnet gives one.
    pub as_subnet: bool,
}

impl Workload {
    /// Whether what is attached or leads to a resource, an instance or a network interface, is attached or
    /// leads to its first interface.
    #[must_use]
    pub fn is_at(&self, resource: ResourceId) -> bool {
        self.resource == resource || self.interface == Some(resource)
    }

    /// Whether it has a public address in a subnet.
    #[must_use]
    pub fn public_ip_in<'n>(&'n self, network: &'n Network, subnet: SubnetId) -> &'n Fact<bool> {
        if self.as_subnet { &network.subnet(subnet).public_ip } else { &self.public_ip }
    }

    /// The strongest need of a service.
    #[must_use]
    pub fn need(&self, service: &str) -> Option<&Need> {
        self.needs.iter().filter(|n| n.service == service).max_by_key(|n| n.strength)
    }
}

/// Reads a family of which a resource makes at most one workload.
type Read = fn(&Maker<'_, '_>) -> Option<Workload>;

/// The families that make workloads in a way of their own.
const OTHERS: &[Read] = &[
    agent_core::read,
    app_runner::read,
    batch::read,
    beanstalk::read,
    code_build::read,
    database::read,
    described::builder,
    described::connector,
    described::fleet,
    eks::read,
    emr::read,
    flink::read,
    glue::read,
    lambda::read,
    migration::read,
    pollers::read,
    redshift::read,
    sage_maker::read,
];

/// Makes the workloads.
pub(crate) fn parts(b: &mut Builder<'_>) {
    let roles = Roles::read(b.graph);
    let mut made = Vec::new();
    for (id, resource) in b.resources() {
        made.extend(instance::read(b, &roles, id, resource));
        made.extend(auto_scaling::read(b, &roles, id, resource));
        let maker = Maker { b, roles: &roles, id, resource };
        made.extend(ecs::read(&maker));
        made.extend(OTHERS.iter().find_map(|read| read(&maker)));
        let mut rows = described::ROWS.iter().chain(glue::ROWS);
        made.extend(rows.find_map(|row| row.read(&maker)));
    }
    interface::attach(b, &mut made);
    elastic_ip::attach(b, &mut made);
    agents::attach(b, &mut made);
    ecs::attach(b, &roles, &mut made);
    for workload in made {
        let resource = workload.resource;
        let subnets: Vec<_> =
            workload.subnets.items.iter().filter_map(|i| Some((i.link.to()?, i.at))).collect();
        let groups: Vec<_> =
            workload.groups.items.iter().filter_map(|i| Some((i.link.to()?, i.at))).collect();
        let id = b.network.add(workload);
        b.makes(resource, id);
        for (subnet, at) in subnets {
            b.network.tie(id, Relation::InSubnet, subnet, at);
        }
        for (group, at) in groups {
            b.network.tie(id, Relation::GuardedBy, group, at);
        }
    }
}
