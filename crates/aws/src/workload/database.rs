//! Databases whose features call AWS services from their own network: Aurora, RDS for PostgreSQL and
//! Db2, Neptune. RDS for Oracle and SQL Server reach S3 by networks of RDS (RDS and Aurora guides,
//! 2026-04; Neptune guide, 2025/26). All others call nothing.

use vpcelint_model::{Cause, Resource, Value};
use vpcelint_source::Span;

use super::find;
use super::need::{Need, add, of_grants};
use super::row::{Maker, open, proven_by};
use super::{Workload, WorkloadKind};
use crate::Fact;
use crate::builder::Builder;
use crate::spelling::{Attribute, Reads, Type};

const CLUSTER: Type = Type("aws_rds_cluster", "AWS::RDS::DBCluster");
const INSTANCE: Type = Type("aws_db_instance", "AWS::RDS::DBInstance");
const MEMBER: Type = Type("aws_rds_cluster_instance", "AWS::RDS::DBInstance");
const NEPTUNE: Type = Type("aws_neptune_cluster", "AWS::Neptune::DBCluster");
const SUBNET_GROUP: Type = Type("aws_db_subnet_group", "AWS::RDS::DBSubnetGroup");
const NEPTUNE_GROUP: Type = Type("aws_neptune_subnet_group", "AWS::Neptune::DBSubnetGroup");
const CLUSTER_ROLE: Type = Type("aws_rds_cluster_role_association", "");
const INSTANCE_ROLE: Type = Type("aws_db_instance_role_association", "");
const STREAM: Type = Type("aws_rds_cluster_activity_stream", "");

const ENGINE: Attribute = Attribute("engine", "Engine");
const USES_GROUP: Attribute = Attribute("db_subnet_group_name", "DBSubnetGroupName");
const NEPTUNE_USES_GROUP: Attribute = Attribute("neptune_subnet_group_name", "DBSubnetGroupName");
const GROUPS: Attribute = Attribute("vpc_security_group_ids", "VpcSecurityGroupIds");
const PUBLIC: Attribute = Attribute("publicly_accessible", "PubliclyAccessible");
const ROLES: Attribute = Attribute("iam_roles", "AssociatedRoles");
const ASSOCIATED: Attribute = Attribute("", "AssociatedRoles");
const FEATURE: Attribute = Attribute("feature_name", "FeatureName");
const ROLE: Attribute = Attribute("role_arn", "RoleArn");
const OF_CLUSTER: Attribute = Attribute("db_cluster_identifier", "");
const OF_INSTANCE: Attribute = Attribute("db_instance_identifier", "");
const MEMBER_OF: Attribute = Attribute("cluster_identifier", "DBClusterIdentifier");
const IDENTIFIER: Attribute = Attribute("identifier", "DBInstanceIdentifier");
const STREAM_OF: Attribute = Attribute("resource_arn", "");
const GROUP_NAME: Attribute = Attribute("name", "DBSubnetGroupName");
const SUBNETS: Attribute = Attribute("subnet_ids", "SubnetIds");

/// What this family reads.
pub(super) const READS: &[Reads] = &[
    Reads { of: CLUSTER, attributes: &[ENGINE, USES_GROUP, GROUPS, ROLES, MEMBER_OF] },
    Reads {
        of: INSTANCE,
        attributes: &[ENGINE, USES_GROUP, GROUPS, PUBLIC, ASSOCIATED, IDENTIFIER, MEMBER_OF],
    },
    Reads { of: MEMBER, attributes: &[MEMBER_OF, PUBLIC] },
    Reads { of: NEPTUNE, attributes: &[NEPTUNE_USES_GROUP, GROUPS, ROLES] },
    Reads { of: SUBNET_GROUP, attributes: &[GROUP_NAME, SUBNETS] },
    Reads { of: NEPTUNE_GROUP, attributes: &[GROUP_NAME, SUBNETS] },
    Reads { of: CLUSTER_ROLE, attributes: &[OF_CLUSTER, FEATURE, ROLE] },
    Reads { of: INSTANCE_ROLE, attributes: &[OF_INSTANCE, FEATURE, ROLE] },
    Reads { of: STREAM, attributes: &[STREAM_OF] },
];

/// What features call, by the engines that call it from their own network. Lambda is called by the
/// endpoint's name only with the parameter `rds.custom_dns_resolution` in PostgreSQL.
const FEATURES: &[(&str, &[&str], &str)] = &[
    ("s3Import", &["aurora-postgresql", "postgres"], "s3"),
    ("s3Export", &["aurora-postgresql", "postgres"], "s3"),
    ("Lambda", &["aurora-postgresql", "postgres"], "lambda"),
    ("SageMaker", &["aurora-postgresql"], "sagemaker.runtime"),
    ("S3_INTEGRATION", &["db2-se", "db2-ae"], "s3"),
];

/// What an Aurora MySQL cluster calls with the roles that it is given, which name no feature.
const BY_ROLE: [&str; 3] = ["s3", "lambda", "sagemaker.runtime"];

/// A role that a database is given, and for what.
struct Given<'v> {
    feature: Option<&'v str>,
    role: &'v Value,
    at: Span,
}

/// The cluster or instance that a resource makes, if its features call something.
pub(super) fn read(maker: &Maker<'_, '_>) -> Option<Workload> {
    match maker.resource {
        r if CLUSTER.is(r) => cluster(maker),
        r if INSTANCE.is(r) && !is_member(r) => instance(maker),
        r if NEPTUNE.is(r) => neptune(maker),
        _ => None,
    }
}

/// Whether an instance of a template belongs to a cluster, whose features these are.
fn is_member(instance: &Resource) -> bool {
    !MEMBER_OF.of(instance).is_null()
}

fn cluster(maker: &Maker<'_, '_>) -> Option<Workload> {
    let given = given(maker, ROLES, (CLUSTER_ROLE, OF_CLUSTER), MEMBER_OF);
    let streams = maker.b.of_type(STREAM);
    let stream = streams
        .map(|(_, r)| r)
        .find(|r| find::names(maker.b, STREAM_OF.of(r), maker.id, Attribute("", "")));
    if given.is_empty() && stream.is_none() {
        return None;
    }
    let mut workload = within(maker, USES_GROUP, SUBNET_GROUP, WorkloadKind::DatabaseCluster)?;
    workload.public_ip = of_members(maker);
    features(maker, &given, &mut workload);
    if let Some(stream) = stream {
        let because = "its activity stream is encrypted from its own network";
        proven_by(stream, &mut workload, &["kms"], because, STREAM_OF.place(stream));
    }
    Some(workload)
}

fn instance(maker: &Maker<'_, '_>) -> Option<Workload> {
    let given = given(maker, ASSOCIATED, (INSTANCE_ROLE, OF_INSTANCE), IDENTIFIER);
    let mut workload = within(maker, USES_GROUP, SUBNET_GROUP, WorkloadKind::Database)?;
    features(maker, &given, &mut workload);
    if workload.needs.is_empty() && workload.needs_open.is_none() {
        return None;
    }
    let (public, at) = (maker.value(PUBLIC), maker.resource.span);
    let language = maker.resource.language;
    workload.public_ip = match (public.is_null(), language) {
        // A template's default depends on the subnet group.
        (true, vpcelint_model::Language::CloudFormation) => unknown_public(at),
        _ => Fact::bool(public, false, at),
    };
    Some(workload)
}

/// The bulk loader of Neptune reads S3 by a gateway endpoint, if it is used.
fn neptune(maker: &Maker<'_, '_>) -> Option<Workload> {
    let given = given(maker, ROLES, (Type("", ""), FEATURE), Attribute("", ""));
    if given.is_empty() {
        return None;
    }
    let kind = WorkloadKind::NeptuneCluster;
    let mut workload = within(maker, NEPTUNE_USES_GROUP, NEPTUNE_GROUP, kind)?;
    for given in &given {
        let grants = maker.roles.of_role(given.role);
        let mut needs = Vec::new();
        of_grants(&grants, &[], &mut needs);
        workload.needs.extend(needs.into_iter().filter(|n| n.service == "s3"));
        grants.open.into_iter().for_each(|cause| open(&mut workload, cause));
    }
    Some(workload)
}

/// The workload in the subnets of a group.
fn within(
    maker: &Maker<'_, '_>,
    uses: Attribute,
    group: Type,
    kind: WorkloadKind,
) -> Option<Workload> {
    let (_, group) = find::resource(maker.b, maker.value(uses), group, GROUP_NAME)?;
    let subnets = maker.b.links(SUBNETS.of(group), SUBNETS.place(group));
    let mut workload = maker.workload(kind, subnets)?;
    workload.groups = maker.b.links(maker.value(GROUPS), maker.place(GROUPS));
    Some(workload)
}

/// The roles that a database is given, by itself or by associations.
fn given<'g>(
    maker: &Maker<'_, 'g>,
    own: Attribute,
    (association, of): (Type, Attribute),
    name: Attribute,
) -> Vec<Given<'g>> {
    let language = maker.resource.language;
    let at = maker.place(own);
    let roles = maker.value(own).elements().0.iter().map(|role| match find::first(role) {
        Some(block) => Given {
            feature: FEATURE.within(language, block).and_then(Value::as_str),
            role: ROLE.within(language, block).unwrap_or(role),
            at,
        },
        None => Given { feature: None, role, at },
    });
    let associations = maker.b.of_type(association).map(|(_, r)| r);
    let associations = associations
        .filter(|r| find::names(maker.b, of.of(r), maker.id, name))
        .map(|r| Given { feature: FEATURE.of(r).as_str(), role: ROLE.of(r), at: FEATURE.place(r) });
    roles.chain(associations).collect()
}

fn features(maker: &Maker<'_, '_>, given: &[Given<'_>], workload: &mut Workload) {
    let engine = maker.value(ENGINE).as_str().unwrap_or_default();
    for given in given {
        let feature = given.feature.unwrap_or_default();
        let row = FEATURES.iter().find(|(name, of, _)| *name == feature && of.contains(&engine));
        if let Some((_, _, service)) = row {
            let because = format!("its feature `{feature}` calls it from its own network");
            add(&mut workload.needs, Need::proven(service, because, given.at));
        } else if engine == "aurora-mysql" {
            let grants = maker.roles.of_role(given.role);
            let mut needs = Vec::new();
            of_grants(&grants, &[], &mut needs);
            for need in needs.into_iter().filter(|n| BY_ROLE.contains(&n.service.as_str())) {
                add(&mut workload.needs, need);
            }
            grants.open.into_iter().for_each(|cause| open(workload, cause));
        }
    }
}

/// Whether the instances of a cluster have public addresses.
fn of_members(maker: &Maker<'_, '_>) -> Fact<bool> {
    let (b, at): (&Builder<'_>, Span) = (maker.b, maker.resource.span);
    let members = b.of_type(MEMBER).map(|(_, r)| r);
    let public: Vec<_> = members
        .filter(|r| find::names(b, MEMBER_OF.of(r), maker.id, MEMBER_OF))
        .map(|r| PUBLIC.of(r).as_bool())
        .collect();
    match public.first() {
        Some(Some(first)) if public.iter().all(|p| *p == Some(*first)) => Fact::known(*first, at),
        _ => unknown_public(at),
    }
}

fn unknown_public(at: Span) -> Fact<bool> {
    Fact::unknown(Cause::new("whether it is public is not written", Some(at)), at)
}
