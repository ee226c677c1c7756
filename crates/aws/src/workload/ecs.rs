//! ECS services and scheduled tasks whose tasks have interfaces of their own. On Fargate from
//! platform 1.4.0 on, image pulls, secrets and logs go through the task's interface (ECS and ECR
//! guides). On EC2 these are the instance's, and the task's interface never has a public address.

mod hosts;
mod launch;

use vpcelint_model::{Kind, Language, Resource, Target, Value};
use vpcelint_source::Span;

pub(super) use hosts::attach;
use launch::Launch;

use super::container::{self, How};
use super::find::first;
use super::need::{Need, add, texts};
use super::row::{Maker, open, proven};
use super::{Workload, WorkloadKind};
use crate::Fact;
use crate::builder::Builder;
use crate::fact::why;
use crate::spelling::{Attribute, Reads, Type};

const SERVICE: Type = Type("aws_ecs_service", "AWS::ECS::Service");
const TASK: Type = Type("aws_ecs_task_definition", "AWS::ECS::TaskDefinition");
const RULE: Type = Type("aws_cloudwatch_event_target", "AWS::Events::Rule");
const SCHEDULE: Type = Type("aws_scheduler_schedule", "AWS::Scheduler::Schedule");

const NETWORK: Attribute = Attribute("network_configuration", "NetworkConfiguration");
const SUBNETS: Attribute = Attribute("subnets", "Subnets");
const GROUPS: Attribute = Attribute("security_groups", "SecurityGroups");
const PUBLIC_IP: Attribute = Attribute("assign_public_ip", "AssignPublicIp");
const LAUNCH_TYPE: Attribute = Attribute("launch_type", "LaunchType");
const STRATEGY: Attribute = Attribute("capacity_provider_strategy", "CapacityProviderStrategy");
const PLATFORM: Attribute = Attribute("platform_version", "PlatformVersion");
const CLUSTER: Attribute = Attribute("cluster", "Cluster");
const TASK_DEFINITION: Attribute = Attribute("task_definition", "TaskDefinition");
const EXEC: Attribute = Attribute("enable_execute_command", "EnableExecuteCommand");
const CONNECT: Attribute =
    Attribute("service_connect_configuration", "ServiceConnectConfiguration");
const ENABLED: Attribute = Attribute("enabled", "Enabled");
const FAMILY: Attribute = Attribute("family", "Family");
const CONTAINERS: Attribute = Attribute("container_definitions", "ContainerDefinitions");
const TASK_ROLE: Attribute = Attribute("task_role_arn", "TaskRoleArn");
const TARGET_TASK: Attribute = Attribute("task_definition_arn", "TaskDefinitionArn");
const RULE_ECS: Attribute = Attribute("ecs_target", "EcsParameters");
const SCHEDULE_ECS: Attribute = Attribute("ecs_parameters", "EcsParameters");
const TARGETS: Attribute = Attribute("", "Targets");
const TARGET: Attribute = Attribute("target", "Target");
const ARN: Attribute = Attribute("arn", "Arn");
/// How a template writes a task's network: by one name for services, by another for rules.
const AWSVPC: [Attribute; 2] =
    [Attribute("", "AwsvpcConfiguration"), Attribute("", "AwsVpcConfiguration")];

/// What this family reads.
pub(super) const READS: &[Reads] = &[
    Reads {
        of: SERVICE,
        attributes: &[
            NETWORK,
            LAUNCH_TYPE,
            STRATEGY,
            PLATFORM,
            CLUSTER,
            TASK_DEFINITION,
            EXEC,
            CONNECT,
        ],
    },
    Reads { of: TASK, attributes: &[FAMILY, CONTAINERS, TASK_ROLE] },
    Reads { of: RULE, attributes: &[RULE_ECS, ARN, TARGETS] },
    Reads { of: SCHEDULE, attributes: &[TARGET] },
    launch::READS[0],
    launch::READS[1],
    hosts::READS[0],
];

/// Something that runs tasks: a service, or one target of a schedule.
struct Run<'g> {
    resource: &'g Resource,
    kind: WorkloadKind,
    /// The attributes: of the service, or of the block within a target.
    block: Option<&'g Value>,
    cluster: &'g Value,
    task: &'g Value,
    at: Span,
}

impl<'g> Run<'g> {
    fn get(&self, attribute: Attribute) -> Option<&'g Value> {
        match self.block {
            Some(block) => attribute.within(self.resource.language, block),
            None => Some(attribute.of(self.resource)),
        }
    }

    /// The block with the subnets of its tasks, if they have interfaces of their own.
    fn network(&self) -> Option<&'g Value> {
        let block = first(self.get(NETWORK)?)?;
        let inner = AWSVPC.iter().find_map(|a| first(a.within(self.resource.language, block)?));
        Some(inner.unwrap_or(block))
    }
}

/// What a resource runs.
fn runs(resource: &Resource) -> Vec<Run<'_>> {
    let language = resource.language;
    let within = |target, ecs: Attribute| {
        self::target(resource, ARN.within(language, target), ecs.within(language, target))
    };
    match resource {
        r if SERVICE.is(r) => vec![Run {
            resource,
            kind: WorkloadKind::EcsService,
            block: None,
            cluster: CLUSTER.of(resource),
            task: TASK_DEFINITION.of(resource),
            at: resource.span,
        }],
        r if SCHEDULE.is(r) => first(TARGET.of(r))
            .and_then(|target| within(target, SCHEDULE_ECS))
            .into_iter()
            .collect(),
        r if RULE.is(r) => match language {
            Language::Terraform => {
                target(r, Some(ARN.of(r)), Some(RULE_ECS.of(r))).into_iter().collect()
            }
            Language::CloudFormation => {
                let targets = TARGETS.of(r).elements().0.iter();
                targets.filter_map(|target| within(target, RULE_ECS)).collect()
            }
        },
        _ => Vec::new(),
    }
}

/// What one target of a schedule runs.
fn target<'g>(
    resource: &'g Resource,
    cluster: Option<&'g Value>,
    ecs: Option<&'g Value>,
) -> Option<Run<'g>> {
    let block = first(ecs?)?;
    let task = TARGET_TASK.within(resource.language, block)?;
    let kind = WorkloadKind::ScheduledTask;
    Some(Run { resource, kind, block: Some(block), cluster: cluster?, task, at: resource.span })
}

/// The services and scheduled tasks that a resource makes, whose tasks have interfaces.
pub(super) fn read(maker: &Maker<'_, '_>) -> Vec<Workload> {
    runs(maker.resource).iter().filter_map(|run| workload(maker, run)).collect()
}

fn workload(maker: &Maker<'_, '_>, run: &Run<'_>) -> Option<Workload> {
    let (b, language, at) = (maker.b, maker.resource.language, run.at);
    let network = run.network()?;
    let within = |a: Attribute| a.within(language, network);
    let launch = launch::of(b, run);
    let mut workload = maker.workload(run.kind, b.links(within(SUBNETS)?, at))?;
    workload.groups = b.links(within(GROUPS)?, at);
    workload.public_ip = match &launch {
        Launch::Ec2 => Fact { known: Ok(false), at, written: false },
        _ => public_ip(within(PUBLIC_IP), network, at),
    };
    match &launch {
        Launch::Unknown(cause) => open(&mut workload, cause.clone()),
        Launch::Fargate { .. } => by_fargate(b, run, &mut workload),
        Launch::Ec2 => {}
    }
    match task(b, run.task) {
        Some(task) => {
            let how = match launch {
                Launch::Fargate { old: false } => Some(How::Proven),
                Launch::Fargate { old: true } => Some(How::OldFargate),
                _ => None,
            };
            if let Some(how) = how {
                containers(b, task, how, &mut workload);
            }
            maker.uses(TASK_ROLE.of(task), &[], &mut workload);
        }
        None => open(&mut workload, why(run.task)),
    }
    Some(workload)
}

/// Whether tasks have public addresses; CloudFormation says it in words.
fn public_ip(value: Option<&Value>, network: &Value, at: Span) -> Fact<bool> {
    match value {
        Some(value) => match value.as_str() {
            Some("ENABLED") => Fact::known(true, value.origin.at.unwrap_or(at)),
            Some("DISABLED") => Fact::known(false, value.origin.at.unwrap_or(at)),
            _ => Fact::bool(value, false, at),
        },
        None => Fact::unknown(why(network), at),
    }
}

/// What Fargate does for a service: commands in containers, and Service Connect, whose proxies are
/// managed by the name of `ecs-agent` (ECS guide, 2023).
fn by_fargate(b: &Builder<'_>, run: &Run<'_>, workload: &mut Workload) {
    let place = |attribute: Attribute| match run.block {
        Some(_) => run.at,
        None => attribute.place(run.resource),
    };
    if run.get(EXEC).and_then(Value::as_bool) == Some(true) {
        let because = "it lets people execute commands";
        proven(workload, &["ssmmessages"], because, place(EXEC));
        for service in launch::of_exec(b, run) {
            let because = "its cluster logs or encrypts commands with it";
            add(&mut workload.needs, Need::proven(service, because, place(EXEC)));
        }
    }
    let connect = run.get(CONNECT).and_then(first);
    let enabled = connect.and_then(|c| ENABLED.within(run.resource.language, c));
    if run.block.is_none() && enabled.and_then(Value::as_bool) == Some(true) {
        let because = "Service Connect manages its proxy";
        proven(workload, &["ecs-agent"], because, place(CONNECT));
    }
}

/// The task definition that a value names: by reference, or by its known family.
fn task<'g>(b: &Builder<'g>, value: &Value) -> Option<&'g Resource> {
    match &value.kind {
        Kind::Reference(r) => match r.target {
            Target::Resource(id) => Some(b.graph.resource(id)).filter(|r| TASK.is(r)),
            _ => None,
        },
        // `family` or `family:revision`, where the revision is only known later.
        Kind::String(_) | Kind::Text(_) => {
            let name = texts(value).first()?.rsplit('/').next()?.split(':').next()?.to_owned();
            b.of_type(TASK).map(|(_, r)| r).find(|r| FAMILY.of(r).as_str() == Some(&name))
        }
        _ => None,
    }
}

/// What is called for the containers of a task.
fn containers(b: &Builder<'_>, task: &Resource, how: How, workload: &mut Workload) {
    let definitions = CONTAINERS.of(task);
    let parsed = match &definitions.kind {
        Kind::List(..) => Some(definitions.clone()),
        _ => definitions.parse_json(),
    };
    let at = definitions.origin.at.unwrap_or(CONTAINERS.place(task));
    let Some(parsed) = parsed else { return open(workload, why(definitions)) };
    let (list, more) = parsed.elements();
    if let Some(cause) = more {
        open(workload, cause.clone());
    }
    for container in list {
        container::needs(b, container, at, how, workload);
    }
}
