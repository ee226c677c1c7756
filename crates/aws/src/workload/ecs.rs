//! ECS services whose tasks have interfaces of their own. On Fargate from platform 1.4.0 on, image
//! pulls, secrets and logs go through the task's interface (ECS and ECR guides).

use vpcelint_model::{Kind, Part, Resource, ResourceId, Target, Value};
use vpcelint_source::Span;

use super::need::{Need, of_grants, texts};
use super::{Workload, WorkloadKind};
use crate::builder::Builder;
use crate::fact::why;
use crate::iam::Roles;
use crate::spelling::{Attribute, Reads, Type};
use crate::{Answer, Fact};

const SERVICE: Type = Type("aws_ecs_service", "AWS::ECS::Service");
const TASK: Type = Type("aws_ecs_task_definition", "AWS::ECS::TaskDefinition");
const REPOSITORY: Type = Type("aws_ecr_repository", "AWS::ECR::Repository");

const NETWORK: Attribute = Attribute("network_configuration", "NetworkConfiguration");
const AWSVPC: Attribute = Attribute("", "AwsvpcConfiguration");
const SUBNETS: Attribute = Attribute("subnets", "Subnets");
const GROUPS: Attribute = Attribute("security_groups", "SecurityGroups");
const PUBLIC_IP: Attribute = Attribute("assign_public_ip", "AssignPublicIp");
const LAUNCH_TYPE: Attribute = Attribute("launch_type", "LaunchType");
const STRATEGY: Attribute = Attribute("capacity_provider_strategy", "CapacityProviderStrategy");
const PROVIDER: Attribute = Attribute("capacity_provider", "CapacityProvider");
const TASK_DEFINITION: Attribute = Attribute("task_definition", "TaskDefinition");
const EXEC: Attribute = Attribute("enable_execute_command", "EnableExecuteCommand");
const FAMILY: Attribute = Attribute("family", "Family");
const CONTAINERS: Attribute = Attribute("container_definitions", "ContainerDefinitions");
const TASK_ROLE: Attribute = Attribute("task_role_arn", "TaskRoleArn");
const EXECUTION_ROLE: Attribute = Attribute("execution_role_arn", "ExecutionRoleArn");

/// What this family reads.
pub(super) const READS: &[Reads] = &[
    Reads { of: SERVICE, attributes: &[NETWORK, LAUNCH_TYPE, STRATEGY, TASK_DEFINITION, EXEC] },
    Reads { of: TASK, attributes: &[FAMILY, CONTAINERS, TASK_ROLE, EXECUTION_ROLE] },
    Reads { of: REPOSITORY, attributes: &[] },
];

/// The service that a resource makes, if its tasks have interfaces.
pub(super) fn read(
    b: &Builder<'_>,
    roles: &Roles,
    id: ResourceId,
    resource: &Resource,
) -> Option<Workload> {
    if !SERVICE.is(resource) {
        return None;
    }
    let at = resource.span;
    let network = NETWORK.of(resource);
    let block = match &network.kind {
        Kind::Map(..) => AWSVPC.within(resource.language, network).unwrap_or(network),
        Kind::List(items, None) => items.first()?,
        _ => return None,
    };
    let within = |a: Attribute| a.within(resource.language, block);
    let public_ip = match within(PUBLIC_IP) {
        // CloudFormation says it in words.
        Some(value) => match value.as_str() {
            Some("ENABLED") => Fact::known(true, value.origin.at.unwrap_or(at)),
            Some("DISABLED") => Fact::known(false, value.origin.at.unwrap_or(at)),
            _ => Fact::bool(value, false, at),
        },
        None => Fact::unknown(why(block), at),
    };
    let mut workload = Workload {
        resource: id,
        at,
        conditional: Builder::conditional(resource),
        kind: WorkloadKind::EcsService,
        subnets: b.links(within(SUBNETS)?, at),
        groups: b.links(within(GROUPS)?, at),
        public_ip,
        needs: Vec::new(),
        needs_open: None,
        appliance: false,
    };
    let fargate = fargate(resource);
    if EXEC.of(resource).as_bool() == Some(true) && fargate.is_yes() {
        let at = EXEC.place(resource);
        workload.needs.push(Need::proven("ssmmessages", "it lets people execute commands", at));
    }
    match task(b, TASK_DEFINITION.of(resource)) {
        Some(task) => {
            if fargate.is_yes() {
                containers(b, CONTAINERS.of(task), CONTAINERS.place(task), &mut workload);
            }
            let grants = roles.of_role(TASK_ROLE.of(task));
            of_grants(&grants, &[], &mut workload.needs);
            if workload.needs_open.is_none() {
                workload.needs_open = grants.open;
            }
        }
        None => workload.needs_open = Some(why(TASK_DEFINITION.of(resource))),
    }
    Some(workload)
}

/// Whether the tasks run on Fargate; EC2 is the default launch type.
fn fargate(resource: &Resource) -> Answer {
    let launch = LAUNCH_TYPE.of(resource);
    match (launch.as_str(), &launch.kind) {
        (Some(kind), _) => Answer::from(kind == "FARGATE"),
        (None, Kind::Null) => {
            let (strategies, open) = STRATEGY.of(resource).elements();
            if let Some(cause) = open {
                return Answer::Unknown(cause.clone());
            }
            let mut providers =
                strategies.iter().filter_map(|s| PROVIDER.within(resource.language, s));
            Answer::from(providers.any(|p| p.as_str().is_some_and(|p| p.starts_with("FARGATE"))))
        }
        _ => Answer::Unknown(why(launch)),
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
            let name = texts(value).first()?.split(':').next()?.to_owned();
            b.graph
                .resources()
                .map(|(_, r)| r)
                .find(|r| TASK.is(r) && FAMILY.of(r).as_str() == Some(&name))
        }
        _ => None,
    }
}

/// What Fargate itself calls for the containers.
fn containers(b: &Builder<'_>, definitions: &Value, at: Span, workload: &mut Workload) {
    let parsed = match &definitions.kind {
        Kind::List(..) => Some(definitions.clone()),
        _ => definitions.parse_json(),
    };
    let at = definitions.origin.at.unwrap_or(at);
    let Some(parsed) = parsed else {
        workload.needs_open = Some(why(definitions));
        return;
    };
    let (list, open) = parsed.elements();
    if let Some(cause) = open {
        workload.needs_open = Some(cause.clone());
    }
    for container in list {
        container_needs(b, container, at, workload);
    }
}

fn container_needs(b: &Builder<'_>, container: &Value, at: Span, workload: &mut Workload) {
    let get = |name: &str, cloudformation: &str| {
        let value = container.get(name)?;
        if value.is_null() { container.get(cloudformation) } else { Some(value) }
    };
    let needs = &mut workload.needs;
    match get("image", "Image") {
        Some(image) => match from_ecr(b, image) {
            Answer::Yes => {
                for service in ["ecr.api", "ecr.dkr", "s3"] {
                    let because = "its image is pulled from ECR through its own interface";
                    push(needs, Need::proven(service, because, at));
                }
            }
            Answer::Unknown(cause) => workload.needs_open = Some(cause),
            Answer::No => {}
        },
        None => workload.needs_open = Some(why(container)),
    }
    let logs = get("logConfiguration", "LogConfiguration");
    let driver = logs.and_then(|l| {
        let driver = l.get("logDriver")?;
        if driver.is_null() { l.get("LogDriver") } else { Some(driver) }
    });
    if driver.and_then(Value::as_str) == Some("awslogs") {
        push(needs, Need::proven("logs", "its containers log by `awslogs`", at));
    }
    let (secrets, _) = get("secrets", "Secrets").map(Value::elements).unwrap_or_default();
    for secret in secrets {
        let from = secret.get("valueFrom").filter(|v| !v.is_null());
        let Some(from) = from.or_else(|| secret.get("ValueFrom")) else { continue };
        if let Some(service) = secret_service(b, from) {
            let because = format!("its containers take secrets from {service}");
            push(needs, Need::proven(service, because, at));
        }
    }
}

fn push(needs: &mut Vec<Need>, need: Need) {
    if !needs.iter().any(|n| n.service == need.service && n.strength >= need.strength) {
        needs.push(need);
    }
}

/// Whether an image is in a private ECR repository.
fn from_ecr(b: &Builder<'_>, image: &Value) -> Answer {
    let is_repository = |target: &Target| match target {
        Target::Resource(id) => REPOSITORY.is(b.graph.resource(*id)),
        Target::Outside(address) => address.starts_with("data.aws_ecr_"),
        Target::Any(base) => base.contains("aws_ecr_repository."),
    };
    let named = |text: &str| text.contains(".dkr.ecr.") || text.contains(".dkr-ecr.");
    match &image.kind {
        Kind::String(text) => Answer::from(named(text)),
        Kind::Reference(r) if is_repository(&r.target) => Answer::Yes,
        Kind::Text(parts) => {
            let proves = |p: &Part| match p {
                Part::Literal(text) => named(text),
                Part::Reference(r) => is_repository(&r.target),
                Part::Hole(_) => false,
            };
            if parts.iter().any(proves) {
                return Answer::Yes;
            }
            match parts.first() {
                // `nginx:${version}`
                Some(Part::Literal(_)) => Answer::No,
                _ => Answer::Unknown(why(image)),
            }
        }
        Kind::Null => Answer::No,
        _ => Answer::Unknown(why(image)),
    }
}

/// The service that a secret comes from.
fn secret_service(b: &Builder<'_>, from: &Value) -> Option<&'static str> {
    let by_kind = |kind: &str| match kind {
        kind if kind.starts_with("aws_secretsmanager_") => Some("secretsmanager"),
        kind if kind.starts_with("AWS::SecretsManager::") => Some("secretsmanager"),
        "aws_ssm_parameter" | "AWS::SSM::Parameter" => Some("ssm"),
        _ => None,
    };
    let by_reference = |target: &Target| match target {
        Target::Resource(id) => by_kind(&b.graph.resource(*id).kind),
        Target::Outside(address) => {
            by_kind(address.trim_start_matches("data.").split('.').next().unwrap_or_default())
        }
        Target::Any(_) => None,
    };
    match &from.kind {
        Kind::Reference(r) => by_reference(&r.target),
        Kind::String(text) if !text.starts_with("arn:") => Some("ssm"),
        Kind::Text(parts) if matches!(parts.first(), Some(Part::Reference(_))) => {
            match parts.first() {
                Some(Part::Reference(r)) => by_reference(&r.target),
                _ => None,
            }
        }
        _ => {
            let known = texts(from).concat();
            if known.contains(":secretsmanager:") {
                Some("secretsmanager")
            } else if known.contains(":ssm:") || known.contains(":parameter/") {
                Some("ssm")
            } else {
                None
            }
        }
    }
}
