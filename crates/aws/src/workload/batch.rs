//! Compute environments of Batch, with the needs of the jobs that the code defines. A job says at
//! run time where it runs, so what a definition takes is proven where the code has one environment of
//! its kind (Batch guide, 2023; its text contradicts itself about ECS endpoints for Fargate, so these
//! are for EC2 only).

use vpcelint_model::{Cause, Language, Resource, ResourceId, Value};
use vpcelint_source::Span;

use super::container::{self, How};
use super::find::first;
use super::need::of_grants;
use super::row::{Maker, likely, open, proven};
use super::{Workload, WorkloadKind};
use crate::Fact;
use crate::builder::Builder;
use crate::spelling::{Attribute, Reads, Type};

const ENVIRONMENT: Type = Type("aws_batch_compute_environment", "AWS::Batch::ComputeEnvironment");
const JOB: Type = Type("aws_batch_job_definition", "AWS::Batch::JobDefinition");

const RESOURCES: Attribute = Attribute("compute_resources", "ComputeResources");
const KIND: Attribute = Attribute("type", "Type");
const SUBNETS: Attribute = Attribute("subnets", "Subnets");
const GROUPS: Attribute = Attribute("security_group_ids", "SecurityGroupIds");
const INSTANCE_ROLE: Attribute = Attribute("instance_role", "InstanceRole");
const CLUSTER: Attribute = Attribute("eks_configuration", "EksConfiguration");
const CONTAINER: Attribute = Attribute("container_properties", "ContainerProperties");
const PLATFORMS: Attribute = Attribute("platform_capabilities", "PlatformCapabilities");

/// What this family reads.
pub(super) const READS: &[Reads] = &[
    Reads { of: ENVIRONMENT, attributes: &[RESOURCES, CLUSTER] },
    Reads { of: JOB, attributes: &[CONTAINER, PLATFORMS] },
];

/// The compute environment that a resource makes, if Batch manages its computers.
pub(super) fn read(maker: &Maker<'_, '_>) -> Option<Workload> {
    if !ENVIRONMENT.is(maker.resource) {
        return None;
    }
    let (b, language) = (maker.b, maker.resource.language);
    let block = first(maker.value(RESOURCES))?;
    let at = maker.place(RESOURCES);
    let mut workload = maker
        .workload(WorkloadKind::BatchEnvironment, b.links(SUBNETS.within(language, block)?, at))?;
    workload.groups = b.links(GROUPS.within(language, block)?, at);
    let reason = "other jobs may be given to it";
    open(&mut workload, Cause::new(reason, Some(at)));
    let Some(fargate) = is_fargate(maker.resource) else {
        let reason = "whether it runs on Fargate is not known";
        workload.public_ip = Fact::unknown(Cause::new(reason, Some(at)), at);
        return Some(workload);
    };
    if fargate {
        workload.public_ip = of_jobs(b, at);
    } else {
        maker.as_subnet(&mut workload);
        if first(maker.value(CLUSTER)).is_none() {
            let because = "its instances register with ECS";
            proven(&mut workload, &["ecs", "ecs-agent", "ecs-telemetry"], because, at);
        }
        let role = INSTANCE_ROLE.within(language, block).map(|r| maker.roles.of_profile(r));
        let grants = role.unwrap_or_default();
        of_grants(&grants, &[], &mut workload.needs);
    }
    // The log driver of jobs is `awslogs` by default.
    likely(&mut workload, &["logs"], "its jobs log by `awslogs` by default", at);
    let alone = environments(b).filter(|(_, r)| is_fargate(r) == Some(fargate)).count() == 1;
    for (_, job) in jobs(b).filter(|(_, r)| for_fargate(r) == fargate) {
        of_job(maker, job, alone, &mut workload);
    }
    Some(workload)
}

fn environments<'g>(b: &Builder<'g>) -> impl Iterator<Item = (ResourceId, &'g Resource)> {
    b.of_type(ENVIRONMENT)
}

fn jobs<'g>(b: &Builder<'g>) -> impl Iterator<Item = (ResourceId, &'g Resource)> {
    b.of_type(JOB)
}

fn is_fargate(environment: &Resource) -> Option<bool> {
    let block = first(RESOURCES.of(environment))?;
    let kind = KIND.within(environment.language, block)?.as_str()?;
    Some(kind.starts_with("FARGATE"))
}

/// Whether a job is for Fargate; EC2 is the default.
fn for_fargate(job: &Resource) -> bool {
    PLATFORMS.of(job).elements().0.iter().any(|p| p.as_str() == Some("FARGATE"))
}

/// The properties of a job's container: a block, or a document in a text.
fn properties(job: &Resource) -> Option<Value> {
    let written = CONTAINER.of(job);
    match job.language {
        Language::CloudFormation => first(written).cloned(),
        Language::Terraform => written.parse_json(),
    }
}

fn of_job(maker: &Maker<'_, '_>, job: &Resource, alone: bool, workload: &mut Workload) {
    let at = CONTAINER.of(job).origin.at.unwrap_or(CONTAINER.place(job));
    let Some(properties) = properties(job) else { return };
    let sure = alone && Builder::conditional(job).is_none();
    let how = if sure { How::Proven } else { How::Likely };
    container::needs(maker.b, &properties, at, how, workload);
    if let Some(role) = container::read(&properties, "jobRoleArn", "JobRoleArn") {
        maker.uses(role, &[], workload);
    }
}

/// Whether jobs on Fargate have public addresses: none unless one asks for it.
fn of_jobs(b: &Builder<'_>, at: Span) -> Fact<bool> {
    let mut all = jobs(b).map(|(_, r)| r).filter(|r| for_fargate(r)).peekable();
    if all.peek().is_none() {
        let reason = "which jobs run there is not in the code";
        return Fact::unknown(Cause::new(reason, Some(at)), at);
    }
    let asks = |job: &Resource| {
        let properties = properties(job)?;
        let network = container::read(&properties, "networkConfiguration", "NetworkConfiguration")?;
        container::read(network, "assignPublicIp", "AssignPublicIp")?.as_str().map(str::to_owned)
    };
    let public = all.any(|job| asks(job).as_deref() == Some("ENABLED"));
    Fact { known: Ok(public), at, written: public }
}
