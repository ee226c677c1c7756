//! Agents on instances, and what in the code shows them: the role of the instance, its user data,
//! resources that name the instance or its group.

use vpcelint_model::Value;

use super::find;
use super::need::{Need, Strength, add};
use super::row::{likely, proven_by};
use super::{Workload, WorkloadKind, code_deploy};
use crate::builder::Builder;
use crate::iam::{Grant, Grants};
use crate::spelling::{Attribute, Reads, Type};

/// What the agent of ECS calls, beside what it does for tasks (ECS guide, 2023).
pub(super) const ECS: [&str; 3] = ["ecs", "ecs-agent", "ecs-telemetry"];
/// What a node of EKS calls to join and to pull images (EKS guide on private clusters, 2024).
pub(super) const EKS_NODE: [&str; 5] = ["ec2", "ecr.api", "ecr.dkr", "s3", "sts"];
/// What the agent of CodeDeploy polls, and where it takes revisions (CodeDeploy guide, 2023).
pub(super) const CODE_DEPLOY: [&str; 3] = ["codedeploy", "codedeploy-commands-secure", "s3"];
/// By what the SSM agent registers (Systems Manager guide; its buckets: "SSM Agent communications with
/// AWS managed S3 buckets").
const SSM: [&str; 2] = ["ssm", "ssmmessages"];
/// To what the CloudWatch agent reports (CloudWatch guide, 2026).
const CLOUDWATCH: [&str; 2] = ["monitoring", "logs"];

const ASSOCIATION: Type = Type("aws_ssm_association", "AWS::SSM::Association");
const INSTANCE: Attribute = Attribute("instance_id", "InstanceId");
const TARGETS: Attribute = Attribute("targets", "Targets");
const KEY: Attribute = Attribute("key", "Key");
const VALUES: Attribute = Attribute("values", "Values");
const DATA_SYNC: Type = Type("aws_datasync_agent", "");
const AGENT_ADDRESS: Attribute = Attribute("ip_address", "");
const GATEWAY: Type = Type("aws_storagegateway_gateway", "");
const GATEWAY_ADDRESS: Attribute = Attribute("gateway_ip_address", "");
const GATEWAY_TYPE: Attribute = Attribute("gateway_type", "");

/// What this family reads.
pub(super) const READS: &[Reads] = &[
    code_deploy::READS[0],
    code_deploy::READS[1],
    Reads { of: ASSOCIATION, attributes: &[INSTANCE, TARGETS] },
    Reads { of: DATA_SYNC, attributes: &[AGENT_ADDRESS] },
    Reads { of: GATEWAY, attributes: &[GATEWAY_ADDRESS, GATEWAY_TYPE] },
];

/// How a role shows an agent.
enum Sign {
    /// By permissions with this prefix.
    Prefix(&'static str),
    /// By this very action.
    Action(&'static str),
    /// By an AWS-managed policy whose name begins so.
    Policy(&'static str),
}

use Sign::{Action, Policy, Prefix};

/// Signs, what they mean, and the evidence in words.
const BY_ROLE: &[(Sign, &[&str], Strength, &str)] = &[
    (Prefix("ssmmessages"), &SSM, Strength::Proven, "its role lets the SSM agent register"),
    (
        Prefix("ssmmessages"),
        &["s3"],
        Strength::Likely,
        "the SSM agent takes updates and patches from buckets of AWS",
    ),
    (
        Policy("CloudWatchAgent"),
        &CLOUDWATCH,
        Strength::Proven,
        "its role lets the CloudWatch agent report",
    ),
    (
        Policy("CloudWatchAgent"),
        &["ec2", "ssm"],
        Strength::Likely,
        "its role lets the CloudWatch agent read tags and its settings",
    ),
    (
        Policy("AmazonEC2ContainerServiceforEC2Role"),
        &ECS,
        Strength::Proven,
        "its role lets the ECS agent register",
    ),
    (
        Action("ecs:RegisterContainerInstance"),
        &ECS,
        Strength::Proven,
        "its role lets the ECS agent register",
    ),
    (
        Policy("AmazonEKSWorkerNode"),
        &EKS_NODE,
        Strength::Proven,
        "its role is that of a node of EKS",
    ),
    (
        Policy("AmazonEC2RoleforAWSCodeDeploy"),
        &CODE_DEPLOY,
        Strength::Likely,
        "its role lets the CodeDeploy agent load revisions",
    ),
];

/// What the agents call that a role shows.
pub(super) fn by_role(grants: &Grants, needs: &mut Vec<Need>) {
    for (sign, services, strength, because) in BY_ROLE {
        let shows = |grant: &&Grant| match sign {
            Prefix(prefix) => grant.prefix() == *prefix,
            Action(action) => grant.action.eq_ignore_ascii_case(action),
            Policy(name) => grant.managed.as_deref().is_some_and(|p| p.starts_with(name)),
        };
        let Some(grant) = grants.all.iter().find(shows) else { continue };
        for service in *services {
            add(needs, Need::new(service, *strength, *because, grant.at));
        }
    }
}

/// Words of user data, the services that they mean, and how strongly.
pub(super) const BY_SCRIPT: &[(&str, &[&str], Strength)] = &[
    ("ECS_CLUSTER", &ECS, Strength::Proven),
    ("/etc/eks/bootstrap.sh", &EKS_NODE, Strength::Proven),
    ("node.eks.aws", &EKS_NODE, Strength::Proven),
    ("codedeploy", &CODE_DEPLOY, Strength::Likely),
    (".dkr.ecr.", &["ecr.dkr", "s3"], Strength::Likely),
    ("ecr get-login", &["ecr.api"], Strength::Likely),
    ("amazon-ssm-agent", &SSM, Strength::Likely),
    ("amazon-cloudwatch-agent", &CLOUDWATCH, Strength::Likely),
];

/// Adds what the agents call that other resources show.
pub(super) fn attach(b: &Builder<'_>, made: &mut [Workload]) {
    for (_, resource) in b.resources() {
        if code_deploy::GROUP.is(resource) {
            code_deploy::attach(b, resource, made);
        } else if ASSOCIATION.is(resource) {
            let targets = TARGETS.of(resource).elements().0.iter().filter_map(|target| {
                let key = KEY.within(resource.language, target)?.as_str()?;
                let values = VALUES.within(resource.language, target)?;
                (key == "InstanceIds").then_some(values)
            });
            for value in targets.chain([INSTANCE.of(resource)]) {
                for workload in named(b, value, WorkloadKind::Instance, made) {
                    let because = "Systems Manager runs a document on it";
                    proven_by(resource, workload, &SSM, because, resource.span);
                }
            }
        } else if DATA_SYNC.is(resource) {
            let (host, at) = (AGENT_ADDRESS.of(resource), AGENT_ADDRESS.place(resource));
            for workload in named(b, host, WorkloadKind::Instance, made) {
                proven_by(resource, workload, &["datasync"], "it is an agent of DataSync", at);
            }
        } else if GATEWAY.is(resource) {
            let (host, at) = (GATEWAY_ADDRESS.of(resource), GATEWAY_ADDRESS.place(resource));
            let files = GATEWAY_TYPE.of(resource).as_str() == Some("FILE_S3");
            for workload in named(b, host, WorkloadKind::Instance, made) {
                let because = "it is a gateway of Storage Gateway";
                proven_by(resource, workload, &["storagegateway"], because, at);
                match files {
                    true => proven_by(resource, workload, &["s3"], because, at),
                    false => likely(workload, &["s3"], because, at),
                }
            }
        }
    }
}

/// The workloads of a kind that a value or list names.
pub(super) fn named<'w>(
    b: &Builder<'_>,
    value: &Value,
    kind: WorkloadKind,
    made: &'w mut [Workload],
) -> impl Iterator<Item = &'w mut Workload> {
    let name = match kind {
        WorkloadKind::AutoScalingGroup => super::auto_scaling::GROUP_NAME,
        _ => Attribute("", ""),
    };
    let is_named: Vec<bool> =
        made.iter().map(|w| w.kind == kind && find::names(b, value, w.resource, name)).collect();
    made.iter_mut().zip(is_named).filter_map(|(w, named)| named.then_some(w))
}
