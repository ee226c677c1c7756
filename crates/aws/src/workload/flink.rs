//! Applications of Managed Service for Apache Flink.

use vpcelint_model::Value;

use super::find::first;
use super::row::{Maker, Public, Row};
use super::{Workload, WorkloadKind};
use crate::iam::{Grant, Object};
use crate::lookup::glob;
use crate::spelling::{Attribute, Reads, Type};

const APPLICATION: Type =
    Type("aws_kinesisanalyticsv2_application", "AWS::KinesisAnalyticsV2::Application");
const CONFIGURATION: Attribute = Attribute("application_configuration", "ApplicationConfiguration");
const VPC: Attribute = Attribute("vpc_configuration", "VpcConfigurations");
const SUBNETS: Attribute = Attribute("subnet_ids", "SubnetIds");
const GROUPS: Attribute = Attribute("security_group_ids", "SecurityGroupIds");
const ROLE: Attribute = Attribute("service_execution_role", "ServiceExecutionRole");
/// The way to the bucket that the application's code is in.
const CODE: [Attribute; 4] = [
    CONFIGURATION,
    Attribute("application_code_configuration", "ApplicationCodeConfiguration"),
    Attribute("code_content", "CodeContent"),
    Attribute("s3_content_location", "S3ContentLocation"),
];
const BUCKET: Attribute = Attribute("bucket_arn", "BucketARN");

/// What this family reads.
pub(super) const READS: &[Reads] = &[Reads { of: APPLICATION, attributes: &[CONFIGURATION, ROLE] }];

/// Kinesis Data Analytics guide, 2023. Whether logs and metrics are shipped from the VPC is not confirmed,
/// and the service makes the interfaces.
const ROW: Row = Row {
    of: APPLICATION,
    kind: WorkloadKind::FlinkApplication,
    around: &[CONFIGURATION, VPC],
    subnets: SUBNETS,
    groups: GROUPS,
    public: Public::Never,
    role: &[],
    by_service: &[],
    calls: &[],
    because: "",
};

/// The application that a resource makes, if it is in a VPC. The service fetches its code.
pub(super) fn read(maker: &Maker<'_, '_>) -> Option<Workload> {
    let mut workload = ROW.read(maker)?;
    let location = maker.path(&CODE).and_then(first);
    let bucket = location.and_then(|at| BUCKET.within(maker.resource.language, at));
    let fetches = |grant: &Grant| bucket.is_some_and(|bucket| is_for_code(grant, bucket));
    let by_service: &[(&str, &[&str])] =
        &[("logs", &[]), ("cloudwatch", &["PutMetricData"]), ("ec2", super::INTERFACE_ACTIONS)];
    maker.uses_but(maker.value(ROLE), by_service, &fetches, &mut workload);
    Some(workload)
}

/// Whether a permission is confined to reading the bucket of the code.
fn is_for_code(grant: &Grant, bucket: &Value) -> bool {
    const READING: [&str; 3] = ["s3:get*", "s3:list*", "s3:describe*"];
    let action = grant.action.to_ascii_lowercase();
    let is_there = |object: &Object| match (&object.part, bucket.as_reference()) {
        (Some(part), Some(bucket)) => part.target == bucket.target,
        (None, None) => bucket.as_str().is_some_and(|arn| {
            let rest = object.text.strip_prefix(arn);
            rest.is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
        }),
        _ => false,
    };
    READING.iter().any(|reading| glob(reading, &action))
        && !grant.on.is_empty()
        && grant.on.iter().all(is_there)
}
