//! Workloads that need no more than a row: their service calls the same from every VPC, and what
//! else they call stands in their role. Sources: the guide of each service, as named in its row.

use super::need::Strength::{Likely, Proven};
use super::need::of_grants;
use super::row::{Maker, Public, Row, likely, open};
use super::{Workload, WorkloadKind};
use crate::Fact;
use crate::spelling::{Attribute, Reads, Type};

const GROUPS: Attribute = Attribute("security_group_ids", "SecurityGroupIds");
const SUBNETS: Attribute = Attribute("subnet_ids", "SubnetIds");
const NETWORK: Attribute = Attribute("network_configuration", "NetworkConfiguration");

const ENVIRONMENT: Type = Type("aws_mwaa_environment", "AWS::MWAA::Environment");
const AIRFLOW_ROLE: Attribute = Attribute("execution_role_arn", "ExecutionRoleArn");

const CONNECTOR: Type = Type("aws_mskconnect_connector", "AWS::KafkaConnect::Connector");
const KAFKA: Attribute = Attribute("kafka_cluster", "KafkaCluster");
const APACHE_KAFKA: Attribute = Attribute("apache_kafka_cluster", "ApacheKafkaCluster");
const KAFKA_VPC: Attribute = Attribute("vpc", "Vpc");
const KAFKA_SUBNETS: Attribute = Attribute("subnets", "Subnets");
const KAFKA_GROUPS: Attribute = Attribute("security_groups", "SecurityGroups");
const CONNECTOR_ROLE: Attribute =
    Attribute("service_execution_role_arn", "ServiceExecutionRoleArn");

/// What a connector is, by the name of its class.
const CONFIGURATION: Attribute = Attribute("connector_configuration", "ConnectorConfiguration");
const CLASS: &str = "connector.class";
/// Parts of the names of classes, in small letters, and the service that such a connector calls.
const BY_CLASS: [(&str, &str); 8] = [
    ("s3", "s3"),
    ("dynamodb", "dynamodb"),
    ("lambda", "lambda"),
    ("sqs", "sqs"),
    ("sns", "sns"),
    ("firehose", "kinesis-firehose"),
    ("kinesis", "kinesis-streams"),
    ("cloudwatchlogs", "logs"),
];

const FLEET: Type = Type("aws_appstream_fleet", "AWS::AppStream::Fleet");
const FLEET_VPC: Attribute = Attribute("vpc_config", "VpcConfig");
const FLEET_ROLE: Attribute = Attribute("iam_role_arn", "IamRoleArn");
const FLEET_INTERNET: Attribute =
    Attribute("enable_default_internet_access", "EnableDefaultInternetAccess");

const CANARY: Type = Type("aws_synthetics_canary", "AWS::Synthetics::Canary");
const CANARY_VPC: Attribute = Attribute("vpc_config", "VPCConfig");
const CANARY_ROLE: Attribute = Attribute("execution_role_arn", "ExecutionRoleArn");

const BUILDER: Type = Type(
    "aws_imagebuilder_infrastructure_configuration",
    "AWS::ImageBuilder::InfrastructureConfiguration",
);
const PROFILE: Attribute = Attribute("instance_profile_name", "InstanceProfileName");
const BUILDER_SUBNET: Attribute = Attribute("subnet_id", "SubnetId");

/// What this family reads.
pub(super) const READS: &[Reads] = &[
    Reads { of: ENVIRONMENT, attributes: &[NETWORK, AIRFLOW_ROLE] },
    Reads { of: CONNECTOR, attributes: &[KAFKA, CONNECTOR_ROLE, CONFIGURATION] },
    Reads { of: FLEET, attributes: &[FLEET_VPC, FLEET_ROLE, FLEET_INTERNET] },
    Reads { of: CANARY, attributes: &[CANARY_VPC, CANARY_ROLE] },
    Reads { of: BUILDER, attributes: &[BUILDER_SUBNET, GROUPS, PROFILE] },
];

/// The rows.
pub(super) const ROWS: &[Row] = &[
    // MWAA guide, 2026: an environment without a way to the internet needs endpoints of these.
    // `airflow.ops` exists in the commercial partition only; ECR is no longer among them.
    Row {
        of: ENVIRONMENT,
        kind: WorkloadKind::AirflowEnvironment,
        around: &[NETWORK],
        subnets: SUBNETS,
        groups: GROUPS,
        public: Public::Never,
        role: &[AIRFLOW_ROLE],
        by_service: &[("airflow", &[])],
        calls: &[
            ("s3", Proven),
            ("monitoring", Proven),
            ("logs", Proven),
            ("sqs", Proven),
            ("kms", Proven),
            ("airflow.api", Proven),
            ("airflow.env", Proven),
            ("airflow.ops", Likely),
        ],
        because: "its scheduler and workers call it from its subnets",
    },
    // CloudWatch guide, 2026-04. A canary is a function of Lambda, whose logs go outside the VPC.
    Row {
        of: CANARY,
        kind: WorkloadKind::Canary,
        around: &[CANARY_VPC],
        subnets: SUBNETS,
        groups: GROUPS,
        public: Public::Never,
        role: &[CANARY_ROLE],
        by_service: super::lambda::BY_SERVICE,
        calls: &[("monitoring", Proven), ("s3", Proven)],
        because: "its runs report metrics and store what they saw",
    },
];

/// MSK guide, 2023: logs are delivered by the service.
const OF_CONNECTOR: Row = Row {
    of: CONNECTOR,
    kind: WorkloadKind::KafkaConnector,
    around: &[KAFKA, APACHE_KAFKA, KAFKA_VPC],
    subnets: KAFKA_SUBNETS,
    groups: KAFKA_GROUPS,
    public: Public::Never,
    role: &[CONNECTOR_ROLE],
    by_service: &[("logs", &[]), ("ec2", super::INTERFACE_ACTIONS)],
    calls: &[],
    because: "",
};

/// A connector also calls what its class is made for.
pub(super) fn connector(maker: &Maker<'_, '_>) -> Option<Workload> {
    let mut workload = OF_CONNECTOR.read(maker)?;
    let class = maker.value(CONFIGURATION).get(CLASS).and_then(|v| v.as_str());
    let name = class.unwrap_or_default().rsplit('.').next().unwrap_or_default();
    let name = name.to_ascii_lowercase();
    if let Some((_, service)) = BY_CLASS.iter().find(|(part, _)| name.contains(part)) {
        let because = format!("its class is `{}`", class.unwrap_or_default());
        likely(&mut workload, &[service], &because, maker.place(CONFIGURATION));
    }
    Some(workload)
}

/// AppStream guide, 2026-04: home folders are in S3. What users of the fleet call has endpoints of its
/// own, for the users.
const OF_FLEET: Row = Row {
    of: FLEET,
    kind: WorkloadKind::AppStreamFleet,
    around: &[FLEET_VPC],
    subnets: SUBNETS,
    groups: GROUPS,
    public: Public::Never,
    role: &[FLEET_ROLE],
    by_service: &[],
    calls: &[("s3", Likely)],
    because: "its streaming instances keep home folders in S3",
};

/// A fleet has public addresses where it is given access to the internet.
pub(super) fn fleet(maker: &Maker<'_, '_>) -> Option<Workload> {
    let mut workload = OF_FLEET.read(maker)?;
    let (internet, at) = (maker.value(FLEET_INTERNET), maker.place(FLEET_INTERNET));
    workload.public_ip = Fact::bool(internet, false, at);
    Some(workload)
}

/// Image Builder guide, 2025/26.
const OF_BUILDER: Row = Row {
    of: BUILDER,
    kind: WorkloadKind::ImageBuilder,
    around: &[],
    subnets: BUILDER_SUBNET,
    groups: GROUPS,
    public: Public::AsSubnet,
    role: &[],
    by_service: &[],
    calls: &[("s3", Proven), ("ssm", Proven), ("ssmmessages", Proven), ("imagebuilder", Likely)],
    because: "its build instances are run by Systems Manager and load components from S3",
};

/// Where Image Builder builds; its instances have the role of a profile.
pub(super) fn builder(maker: &Maker<'_, '_>) -> Option<Workload> {
    let mut workload = OF_BUILDER.read(maker)?;
    let grants = maker.roles.of_profile(maker.value(PROFILE));
    of_grants(&grants, &[], &mut workload.needs);
    grants.open.into_iter().for_each(|cause| open(&mut workload, cause));
    Some(workload)
}
