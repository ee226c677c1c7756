//! Lambda functions in a VPC. Their interfaces never have public addresses; logs, traces and image
//! downloads are the service's own, outside of the VPC (Lambda guide; logs by secondary sources).
//! Functions on a capacity provider are another thing: all that they send leaves through the
//! provider's subnets, and instances may have public addresses there (Lambda guide, 2025/26).

use vpcelint_model::{Kind, Target, Value};

use super::find::{self, first};
use super::need::{ByService, Need, add};
use super::pollers;
use super::row::{Maker, proven, proven_by};
use super::{Workload, WorkloadKind};
use crate::iam::{Grant, Object};
use crate::spelling::{Attribute, Reads, Type};

pub(super) const FUNCTION: Type = Type("aws_lambda_function", "AWS::Lambda::Function");
const PROVIDER: Type = Type("aws_lambda_capacity_provider", "AWS::Lambda::CapacityProvider");
const ROTATION: Type =
    Type("aws_secretsmanager_secret_rotation", "AWS::SecretsManager::RotationSchedule");

pub(super) const NAME: Attribute = Attribute("function_name", "FunctionName");
const VPC: Attribute = Attribute("vpc_config", "VpcConfig");
const SUBNETS: Attribute = Attribute("subnet_ids", "SubnetIds");
const GROUPS: Attribute = Attribute("security_group_ids", "SecurityGroupIds");
const ROLE: Attribute = Attribute("role", "Role");
const TRACING: Attribute = Attribute("tracing_config", "TracingConfig");
const MODE: Attribute = Attribute("mode", "Mode");
const CAPACITY: Attribute = Attribute("capacity_provider_config", "CapacityProviderConfig");
const MANAGED: Attribute = Attribute(
    "lambda_managed_instances_capacity_provider_config",
    "LambdaManagedInstancesCapacityProviderConfig",
);
const USES_PROVIDER: Attribute = Attribute("capacity_provider_arn", "CapacityProviderArn");
const PROVIDER_NAME: Attribute = Attribute("name", "CapacityProviderName");
const SETTINGS: Type =
    Type("aws_lambda_function_event_invoke_config", "AWS::Lambda::EventInvokeConfig");
const SETTINGS_OF: Attribute = Attribute("function_name", "FunctionName");
pub(super) const DESTINATIONS: Attribute = Attribute("destination_config", "DestinationConfig");
const DEAD_LETTERS: Attribute = Attribute("dead_letter_config", "DeadLetterConfig");
const ROTATED_BY: Attribute = Attribute("rotation_lambda_arn", "RotationLambdaARN");

/// What this family reads.
pub(super) const READS: &[Reads] = &[
    Reads { of: FUNCTION, attributes: &[NAME, VPC, ROLE, TRACING, CAPACITY, DEAD_LETTERS] },
    Reads { of: SETTINGS, attributes: &[SETTINGS_OF, DESTINATIONS] },
    Reads { of: PROVIDER, attributes: &[PROVIDER_NAME, VPC] },
    Reads { of: ROTATION, attributes: &[ROTATED_BY] },
];

/// Calls that the Lambda service makes with the function's role: logs, traces, interfaces.
pub(super) const BY_SERVICE: &ByService = &[
    ("logs", &["CreateLogGroup", "CreateLogStream", "PutLogEvents", "DescribeLogStreams"]),
    ("xray", &["Put*", "GetSampling*"]),
    ("ec2", super::INTERFACE_ACTIONS),
];

/// The function that a resource makes, if it is in a VPC.
pub(super) fn read(maker: &Maker<'_, '_>) -> Option<Workload> {
    if !FUNCTION.is(maker.resource) {
        return None;
    }
    if let Some(uses) = maker.path(&[CAPACITY, MANAGED, USES_PROVIDER]).filter(|v| !v.is_null()) {
        return managed(maker, uses);
    }
    let (vpc, language) = (maker.value(VPC), maker.resource.language);
    let block = match &vpc.kind {
        Kind::Map(..) => vpc,
        Kind::List(items, None) => items.first()?,
        // Not in a VPC, or not known whether.
        _ => return None,
    };
    let at = maker.resource.span;
    let subnets = maker.b.links(SUBNETS.within(language, block)?, at);
    let mut workload = maker.workload(WorkloadKind::Lambda, subnets)?;
    workload.groups = maker.b.links(GROUPS.within(language, block)?, at);
    rotates(maker, &mut workload);
    let sent = sent_by_service(maker);
    maker.uses_but(maker.value(ROLE), &by_service(maker), &|g| is_sent(g, &sent), &mut workload);
    hint_of_tracing(maker, &mut workload);
    Some(workload)
}

/// What the service does with the role, and what it polls for the function.
fn by_service(maker: &Maker<'_, '_>) -> Vec<(&'static str, &'static [&'static str])> {
    let mut all = BY_SERVICE.to_vec();
    if pollers::feed(maker) {
        all.extend(pollers::POLLING);
    }
    all
}

/// Where the service sends what a function answers, or could not handle (Lambda guide, asynchronous
/// invocation and event source mappings, 2024).
fn sent_by_service(maker: &Maker<'_, '_>) -> Vec<Target> {
    let mut sent = Vec::new();
    let mut add = |value: &Value| {
        value.for_each_reference(&mut |r| sent.push(r.target.clone()));
    };
    add(maker.value(DEAD_LETTERS));
    for (_, settings) in maker.b.of_type(SETTINGS) {
        if find::names(maker.b, SETTINGS_OF.of(settings), maker.id, NAME) {
            add(DESTINATIONS.of(settings));
        }
    }
    for mapping in pollers::mappings(maker) {
        add(DESTINATIONS.of(mapping));
    }
    sent
}

/// Whether a permission is confined to where the service sends, and to sending.
fn is_sent(grant: &Grant, sent: &[Target]) -> bool {
    const SENDING: [&str; 3] = ["sqs:sendmessage", "sns:publish", "events:putevents"];
    let is_there = |o: &Object| o.part.as_ref().is_some_and(|r| sent.contains(&r.target));
    SENDING.contains(&grant.action.to_ascii_lowercase().as_str())
        && !grant.on.is_empty()
        && grant.on.iter().all(is_there)
}

/// Whether traces leave by the VPC is not confirmed.
fn hint_of_tracing(maker: &Maker<'_, '_>, workload: &mut Workload) {
    if is_traced(maker) {
        let because = "it is traced, perhaps from its own interface";
        add(&mut workload.needs, Need::hint("xray", because, maker.place(TRACING)));
    }
}

fn is_traced(maker: &Maker<'_, '_>) -> bool {
    maker.path(&[TRACING, MODE]).and_then(|m| m.as_str()) == Some("Active")
}

/// A function on a capacity provider: what it sends leaves through the provider's subnets.
fn managed(maker: &Maker<'_, '_>, uses: &Value) -> Option<Workload> {
    let b = maker.b;
    let (_, provider) = find::resource(b, uses, PROVIDER, PROVIDER_NAME)?;
    let block = first(VPC.of(provider))?;
    let at = VPC.place(provider);
    let subnets = b.links(SUBNETS.within(provider.language, block)?, at);
    let mut workload = maker.workload(WorkloadKind::ManagedLambda, subnets)?;
    workload.groups = b.links(GROUPS.within(provider.language, block)?, at);
    maker.as_subnet(&mut workload);
    let at = maker.place(CAPACITY);
    proven(&mut workload, &["logs"], "its logs leave through its capacity provider", at);
    if is_traced(maker) {
        let because = "its traces leave through its capacity provider";
        proven(&mut workload, &["xray"], because, maker.place(TRACING));
    }
    rotates(maker, &mut workload);
    maker.uses(maker.value(ROLE), &[("ec2", super::INTERFACE_ACTIONS)], &mut workload);
    Some(workload)
}

/// A function that rotates a secret calls Secrets Manager (Secrets Manager guide, 2023).
fn rotates(maker: &Maker<'_, '_>, workload: &mut Workload) {
    let b = maker.b;
    let mut rotations = b.of_type(ROTATION).map(|(_, r)| r);
    let rotation = rotations.find(|r| find::names(b, ROTATED_BY.of(r), maker.id, NAME));
    if let Some(rotation) = rotation {
        let at = ROTATED_BY.place(rotation);
        proven_by(rotation, workload, &["secretsmanager"], "it rotates a secret", at);
    }
}
