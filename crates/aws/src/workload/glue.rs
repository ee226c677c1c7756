//! Glue jobs whose connections put them into subnets, connections that no job names, and
//! development endpoints. Once a connection is attached all traffic of a job leaves through the
//! subnet, and Glue refuses one without a way to S3; interfaces never have public addresses (Glue
//! guide, 2023).

use vpcelint_model::{Cause, Kind, Resource, ResourceId, Value};

use super::Workload;
use super::WorkloadKind;
use super::find::{first, names};
use super::need::Strength::Proven;
use super::row::{Maker, Public, Row, likely, open, proven};
use crate::Links;
use crate::builder::Builder;
use crate::network::{GroupId, SubnetId};
use crate::spelling::{Attribute, Reads, Type};

const CONNECTION: Type = Type("aws_glue_connection", "AWS::Glue::Connection");
const JOB: Type = Type("aws_glue_job", "AWS::Glue::Job");
const CRAWLER: Type = Type("aws_glue_crawler", "AWS::Glue::Crawler");
const DEVELOPMENT: Type = Type("aws_glue_dev_endpoint", "AWS::Glue::DevEndpoint");

const INPUT: Attribute = Attribute("", "ConnectionInput");
const NAME: Attribute = Attribute("name", "Name");
const PHYSICAL: Attribute =
    Attribute("physical_connection_requirements", "PhysicalConnectionRequirements");
const SUBNET: Attribute = Attribute("subnet_id", "SubnetId");
const GROUPS: Attribute = Attribute("security_group_id_list", "SecurityGroupIdList");
const CONNECTIONS: Attribute = Attribute("connections", "Connections");
const JOB_ROLE: Attribute = Attribute("role_arn", "Role");
const CRAWLER_ROLE: Attribute = Attribute("role", "Role");
/// The blocks of a crawler that may name a connection.
const TARGETS: [Attribute; 8] = [
    Attribute("jdbc_target", "Targets"),
    Attribute("s3_target", ""),
    Attribute("mongodb_target", ""),
    Attribute("catalog_target", ""),
    Attribute("delta_target", ""),
    Attribute("hudi_target", ""),
    Attribute("iceberg_target", ""),
    Attribute("dynamodb_target", ""),
];
const DEVELOPMENT_ROLE: Attribute = Attribute("role_arn", "RoleArn");
const DEVELOPMENT_GROUPS: Attribute = Attribute("security_group_ids", "SecurityGroupIds");

/// What this family reads.
pub(super) const READS: &[Reads] = &[
    Reads { of: CONNECTION, attributes: &[NAME, INPUT, PHYSICAL] },
    Reads { of: JOB, attributes: &[CONNECTIONS, JOB_ROLE] },
    Reads {
        of: CRAWLER,
        attributes: &[
            CRAWLER_ROLE,
            TARGETS[0],
            TARGETS[1],
            TARGETS[2],
            TARGETS[3],
            TARGETS[4],
            TARGETS[5],
            TARGETS[6],
            TARGETS[7],
        ],
    },
    Reads { of: DEVELOPMENT, attributes: &[SUBNET, DEVELOPMENT_GROUPS, DEVELOPMENT_ROLE] },
];

/// The rows of this family that need no look at other resources.
pub(super) const ROWS: &[Row] = &[Row {
    of: DEVELOPMENT,
    kind: WorkloadKind::GlueDevelopmentEndpoint,
    around: &[],
    subnets: SUBNET,
    groups: DEVELOPMENT_GROUPS,
    public: Public::Never,
    role: &[DEVELOPMENT_ROLE],
    by_service: BY_SERVICE,
    calls: &[("s3", Proven)],
    because: "all its traffic leaves through its subnet",
}];

/// Glue itself makes the interfaces.
const BY_SERVICE: &super::need::ByService = &[("ec2", super::INTERFACE_ACTIONS)];

/// The job, or the connection that no job names.
pub(super) fn read(maker: &Maker<'_, '_>) -> Option<Workload> {
    match maker.resource {
        job if JOB.is(job) => of_job(maker),
        connection if CONNECTION.is(connection) => of_connection(maker),
        _ => None,
    }
}

fn of_job(maker: &Maker<'_, '_>) -> Option<Workload> {
    let b = maker.b;
    let named = named_by_job(maker.resource)?;
    let (mut subnets, mut groups) = (Links::default(), Links::default());
    for (_, connection) in connections(b).filter(|(id, _)| names_connection(b, named, *id)) {
        let (more, of_more) = network(b, connection);
        subnets.items.extend(more.items);
        subnets.open = subnets.open.or(more.open);
        groups.items.extend(of_more.items);
        groups.open = groups.open.or(of_more.open);
    }
    let mut workload = maker.workload(WorkloadKind::GlueJob, subnets)?;
    workload.groups = groups;
    let (at, because) = (maker.place(CONNECTIONS), "its connection takes all its traffic along");
    proven(&mut workload, &["s3"], because, at);
    // Jobs talk to Glue's catalogue and to CloudWatch as they are written (Glue guide, 2023).
    likely(&mut workload, &["glue", "logs", "monitoring"], because, at);
    maker.uses(maker.value(JOB_ROLE), BY_SERVICE, &mut workload);
    Some(workload)
}

fn of_connection(maker: &Maker<'_, '_>) -> Option<Workload> {
    let b = maker.b;
    let in_jobs = b.of_type(JOB).filter_map(|(_, r)| named_by_job(r));
    let mut in_jobs = in_jobs.map(|named| names_connection(b, named, maker.id));
    if in_jobs.any(|named| named) {
        return None;
    }
    let (subnets, groups) = network(b, maker.resource);
    let mut workload = maker.workload(WorkloadKind::GlueConnection, subnets)?;
    workload.groups = groups;
    let crawlers = b.of_type(CRAWLER);
    let crawler =
        crawlers.map(|(_, r)| r).find(|r| TARGETS.iter().any(|t| mentions(b, t.of(r), maker.id)));
    let at = maker.place(PHYSICAL);
    match crawler {
        Some(crawler) => {
            let because = "its crawler takes all its traffic through it";
            proven(&mut workload, &["s3"], because, at);
            likely(&mut workload, &["glue", "logs"], because, at);
            maker.uses(CRAWLER_ROLE.of(crawler), BY_SERVICE, &mut workload);
        }
        None => {
            likely(&mut workload, &["s3"], "whatever uses it reaches S3 through it", at);
            let reason = "which jobs use it is not in the code";
            open(&mut workload, Cause::new(reason, Some(at)));
        }
    }
    Some(workload)
}

fn connections<'g>(b: &Builder<'g>) -> impl Iterator<Item = (ResourceId, &'g Resource)> {
    b.of_type(CONNECTION)
}

/// The names of connections that a job has.
fn named_by_job(job: &Resource) -> Option<&Value> {
    let written = CONNECTIONS.of(job);
    match &written.kind {
        // CloudFormation has a list within the property.
        Kind::Map(..) => CONNECTIONS.within(job.language, written),
        Kind::Null => None,
        _ => Some(written),
    }
}

/// Whether a value names a connection; CloudFormation writes its name within a property.
fn names_connection(b: &Builder<'_>, value: &Value, id: ResourceId) -> bool {
    let connection = b.graph.resource(id);
    let inner =
        first(INPUT.of(connection)).and_then(|input| NAME.within(connection.language, input));
    let named = |v: &Value| v.as_str().is_some() && v.as_str() == inner.and_then(Value::as_str);
    names(b, value, id, NAME) || named(value) || value.elements().0.iter().any(named)
}

/// Whether a value names a connection somewhere within it.
fn mentions(b: &Builder<'_>, value: &Value, id: ResourceId) -> bool {
    match &value.kind {
        Kind::Map(entries, _) => entries.values().any(|v| mentions(b, v, id)),
        Kind::List(items, _) => items.iter().any(|v| mentions(b, v, id)),
        _ => names_connection(b, value, id),
    }
}

/// The subnet and the groups of a connection.
fn network(b: &Builder<'_>, connection: &Resource) -> (Links<SubnetId>, Links<GroupId>) {
    let within = first(INPUT.of(connection));
    let block = match within {
        Some(input) => PHYSICAL.within(connection.language, input).and_then(first),
        None => first(PHYSICAL.of(connection)),
    };
    let Some(block) = block else { return Default::default() };
    let at = connection.span;
    let read = |attribute: Attribute| attribute.within(connection.language, block);
    (
        read(SUBNET).map(|v| b.links(v, at)).unwrap_or_default(),
        read(GROUPS).map(|v| b.links(v, at)).unwrap_or_default(),
    )
}
