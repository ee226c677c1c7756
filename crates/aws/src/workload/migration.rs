//! Replication instances and serverless replications of DMS: from version 3.4.7 on they reach the
//! AWS services among their endpoints through the VPC (DMS guide, 2023).

use vpcelint_model::{Cause, Language, Resource, Value};
use vpcelint_source::Span;

use super::find;
use super::row::{Maker, likely, open, proven};
use super::{Workload, WorkloadKind};
use crate::Fact;
use crate::builder::Builder;
use crate::fact::why;
use crate::spelling::{Attribute, Reads, Type};

const INSTANCE: Type = Type("aws_dms_replication_instance", "AWS::DMS::ReplicationInstance");
const SUBNET_GROUP: Type =
    Type("aws_dms_replication_subnet_group", "AWS::DMS::ReplicationSubnetGroup");
const TASK: Type = Type("aws_dms_replication_task", "AWS::DMS::ReplicationTask");
const SERVERLESS: Type = Type("aws_dms_replication_config", "AWS::DMS::ReplicationConfig");
const ENDPOINT: Type = Type("aws_dms_endpoint", "AWS::DMS::Endpoint");
const S3_ENDPOINT: Type = Type("aws_dms_s3_endpoint", "");

const USES_GROUP: Attribute =
    Attribute("replication_subnet_group_id", "ReplicationSubnetGroupIdentifier");
const USES_GROUP_SERVERLESS: Attribute =
    Attribute("replication_subnet_group_id", "ReplicationSubnetGroupId");
const GROUPS: Attribute = Attribute("vpc_security_group_ids", "VpcSecurityGroupIds");
const PUBLIC: Attribute = Attribute("publicly_accessible", "PubliclyAccessible");
const VERSION: Attribute = Attribute("engine_version", "EngineVersion");
const SUBNETS: Attribute = Attribute("subnet_ids", "SubnetIds");
const COMPUTE: Attribute = Attribute("compute_config", "ComputeConfig");
const RUNS_ON: Attribute = Attribute("replication_instance_arn", "ReplicationInstanceArn");
const SOURCE: Attribute = Attribute("source_endpoint_arn", "SourceEndpointArn");
const TARGET: Attribute = Attribute("target_endpoint_arn", "TargetEndpointArn");
const ENGINE: Attribute = Attribute("engine_name", "EngineName");
const SECRET: Attribute = Attribute("secrets_manager_arn", "");
const NO_NAME: Attribute = Attribute("", "");
/// The blocks of a template's endpoint that may name a secret, by engine.
const SETTINGS: [Attribute; 9] = [
    Attribute("", "DocDbSettings"),
    Attribute("", "GcpMySQLSettings"),
    Attribute("", "IbmDb2Settings"),
    Attribute("", "MicrosoftSqlServerSettings"),
    Attribute("", "MongoDbSettings"),
    Attribute("", "MySqlSettings"),
    Attribute("", "OracleSettings"),
    Attribute("", "PostgreSqlSettings"),
    Attribute("", "SybaseSettings"),
];
const SETTINGS_SECRET: Attribute = Attribute("", "SecretsManagerSecretId");

/// What this family reads.
pub(super) const READS: &[Reads] = &[
    Reads { of: INSTANCE, attributes: &[USES_GROUP, GROUPS, PUBLIC, VERSION] },
    Reads { of: SUBNET_GROUP, attributes: &[USES_GROUP, SUBNETS] },
    Reads { of: TASK, attributes: &[RUNS_ON, SOURCE, TARGET] },
    Reads { of: SERVERLESS, attributes: &[COMPUTE, SOURCE, TARGET] },
    Reads {
        of: ENDPOINT,
        attributes: &[
            ENGINE,
            SECRET,
            SETTINGS[0],
            SETTINGS[1],
            SETTINGS[2],
            SETTINGS[3],
            SETTINGS[4],
            SETTINGS[5],
            SETTINGS[6],
            SETTINGS[7],
            SETTINGS[8],
        ],
    },
    Reads { of: S3_ENDPOINT, attributes: &[] },
];

/// The replication instance or serverless replication that a resource makes.
pub(super) fn read(maker: &Maker<'_, '_>) -> Option<Workload> {
    match maker.resource {
        r if INSTANCE.is(r) => instance(maker),
        r if SERVERLESS.is(r) => serverless(maker),
        _ => None,
    }
}

fn instance(maker: &Maker<'_, '_>) -> Option<Workload> {
    let b = maker.b;
    let mut workload = within(maker, maker.value(USES_GROUP), WorkloadKind::ReplicationInstance)?;
    workload.groups = b.links(maker.value(GROUPS), maker.place(GROUPS));
    // The API's default is true; the provider always sends its own, false.
    let default = maker.resource.language == Language::CloudFormation;
    workload.public_ip = Fact::bool(maker.value(PUBLIC), default, maker.resource.span);
    if maker.value(VERSION).as_str().is_some_and(is_old) {
        return Some(workload);
    }
    let mut tasks = b.of_type(TASK).map(|(_, r)| r).peekable();
    let none = tasks.peek().is_none();
    for task in tasks.filter(|t| find::names(b, RUNS_ON.of(t), maker.id, NO_NAME)) {
        match Builder::doubt(task, workload.conditional.as_ref()) {
            None => endpoints(b, task, &mut workload),
            Some(cause) => open(&mut workload, cause),
        }
    }
    if none {
        let reason = "which tasks it runs is not in the code";
        open(&mut workload, Cause::new(reason, Some(maker.resource.span)));
    }
    Some(workload)
}

fn serverless(maker: &Maker<'_, '_>) -> Option<Workload> {
    let language = maker.resource.language;
    let compute = find::first(maker.value(COMPUTE))?;
    let group = USES_GROUP_SERVERLESS.within(language, compute)?;
    let mut workload = within(maker, group, WorkloadKind::ServerlessReplication)?;
    if let Some(groups) = GROUPS.within(language, compute) {
        workload.groups = maker.b.links(groups, maker.place(COMPUTE));
    }
    endpoints(maker.b, maker.resource, &mut workload);
    Some(workload)
}

/// The workload in the subnets of a group.
fn within(maker: &Maker<'_, '_>, group: &Value, kind: WorkloadKind) -> Option<Workload> {
    let (_, group) = find::resource(maker.b, group, SUBNET_GROUP, USES_GROUP)?;
    maker.workload(kind, maker.b.links(SUBNETS.of(group), SUBNETS.place(group)))
}

/// Whether a version reaches AWS services by the service's own network.
fn is_old(version: &str) -> bool {
    let mut parts = version.split('.').map(|p| p.parse::<u32>().unwrap_or(u32::MAX));
    let mut next = || parts.next().unwrap_or(0);
    (next(), next(), next()) < (3, 4, 7)
}

/// What the source and the target of a task take.
fn endpoints(b: &Builder<'_>, task: &Resource, workload: &mut Workload) {
    for attribute in [SOURCE, TARGET] {
        let (value, at) = (attribute.of(task), attribute.place(task));
        if find::resource(b, value, S3_ENDPOINT, NO_NAME).is_some() {
            proven(workload, &["s3"], "an endpoint of its task is in S3", at);
            continue;
        }
        match find::resource(b, value, ENDPOINT, NO_NAME) {
            Some((_, endpoint)) => of_endpoint(endpoint, at, workload),
            None => open(workload, why(value)),
        }
    }
}

fn of_endpoint(endpoint: &Resource, at: Span, workload: &mut Workload) {
    let engine = ENGINE.of(endpoint);
    let because = format!("an endpoint of its task is {}", engine.as_str().unwrap_or_default());
    match engine.as_str() {
        Some("s3") => proven(workload, &["s3"], &because, at),
        Some("kinesis") => proven(workload, &["kinesis-streams"], &because, at),
        Some("dynamodb") => proven(workload, &["dynamodb"], &because, at),
        // Data goes to a cluster by way of S3.
        Some("redshift" | "redshift-serverless") => {
            proven(workload, &["s3"], &because, at);
            likely(workload, &["redshift"], &because, at);
        }
        Some(_) => {}
        None => open(workload, why(engine)),
    }
    let secret = |settings: &Value| {
        let block = find::first(settings)?;
        let secret = SETTINGS_SECRET.within(endpoint.language, block)?;
        (!secret.is_null()).then_some(())
    };
    let in_settings = SETTINGS.iter().any(|s| secret(s.of(endpoint)).is_some());
    if in_settings || !SECRET.of(endpoint).is_null() {
        let because = "an endpoint of its task takes its password from Secrets Manager";
        proven(workload, &["secretsmanager"], because, at);
    }
}
