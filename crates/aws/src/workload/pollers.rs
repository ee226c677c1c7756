//! What polls a source for a Lambda function. Pollers of MSK, self-managed Kafka and Amazon MQ in the
//! default, on-demand mode have interfaces in the source's subnets and call Lambda, STS and Secrets
//! Manager from there; provisioned pollers and those of other sources are outside of the VPC (Lambda
//! guide, 2025/26).

use vpcelint_model::{Kind, Part, Resource, Value};
use vpcelint_source::Span;

use super::find::{self, first};
use super::lambda::{DESTINATIONS, NAME};
use super::row::{Maker, proven};
use super::{Workload, WorkloadKind};
use crate::spelling::{Attribute, Reads, Type};

const MAPPING: Type = Type("aws_lambda_event_source_mapping", "AWS::Lambda::EventSourceMapping");
const KAFKA: Type = Type("aws_msk_cluster", "AWS::MSK::Cluster");
const SERVERLESS: Type = Type("aws_msk_serverless_cluster", "AWS::MSK::ServerlessCluster");
const BROKER: Type = Type("aws_mq_broker", "AWS::AmazonMQ::Broker");

const SELF_MANAGED: Attribute = Attribute("self_managed_event_source", "SelfManagedEventSource");
const ACCESS_URI: Attribute = Attribute("uri", "URI");
const SOURCE: Attribute = Attribute("event_source_arn", "EventSourceArn");
const FEEDS: Attribute = Attribute("function_name", "FunctionName");
const PROVISIONED: Attribute = Attribute("provisioned_poller_config", "ProvisionedPollerConfig");
const ACCESS: Attribute = Attribute("source_access_configuration", "SourceAccessConfigurations");
const ACCESS_TYPE: Attribute = Attribute("type", "Type");
const NODES: Attribute = Attribute("broker_node_group_info", "BrokerNodeGroupInfo");
const NODE_SUBNETS: Attribute = Attribute("client_subnets", "ClientSubnets");
const NODE_GROUPS: Attribute = Attribute("security_groups", "SecurityGroups");
const SERVERLESS_VPC: Attribute = Attribute("vpc_config", "VpcConfigs");
const SERVERLESS_GROUPS: Attribute = Attribute("security_group_ids", "SecurityGroups");
const SUBNETS: Attribute = Attribute("subnet_ids", "SubnetIds");

/// What this family reads.
pub(super) const READS: &[Reads] = &[
    Reads {
        of: MAPPING,
        attributes: &[SOURCE, FEEDS, PROVISIONED, ACCESS, SELF_MANAGED, DESTINATIONS],
    },
    Reads { of: KAFKA, attributes: &[NODES] },
    Reads { of: SERVERLESS, attributes: &[SERVERLESS_VPC] },
    Reads { of: BROKER, attributes: &[SUBNETS, NODE_GROUPS] },
];

/// What pollers do with the role of the function.
pub(super) const POLLING: &[(&str, &[&str])] = &[
    ("sqs", &["ReceiveMessage", "DeleteMessage", "GetQueueAttributes", "ChangeMessageVisibility"]),
    (
        "kinesis",
        &["GetRecords", "GetShardIterator", "DescribeStream*", "ListS*", "SubscribeToShard"],
    ),
    ("dynamodb", &["GetRecords", "GetShardIterator", "DescribeStream", "ListStreams"]),
    ("kafka", &[]),
    ("mq", &["DescribeBroker"]),
];

/// Whether something polls a source for a function.
pub(super) fn feed(function: &Maker<'_, '_>) -> bool {
    mappings(function).next().is_some()
}

/// What is polled for a function.
pub(super) fn mappings<'m>(function: &'m Maker<'_, '_>) -> impl Iterator<Item = &'m Resource> {
    let mappings = function.b.of_type(MAPPING).map(|(_, r)| r);
    mappings.filter(|r| find::names(function.b, FEEDS.of(r), function.id, NAME))
}

/// The pollers that a resource makes, if they are in a VPC of the code.
pub(super) fn read(maker: &Maker<'_, '_>) -> Option<Workload> {
    // Whether they are provisioned must be known.
    let provisioned = maker.value(PROVISIONED);
    if !MAPPING.is(maker.resource) || !matches!(provisioned.elements(), ([], None)) {
        return None;
    }
    if first(provisioned).is_some() {
        return None;
    }
    let (access, _) = maker.value(ACCESS).elements();
    let kinds: Vec<&str> = access
        .iter()
        .filter_map(|a| ACCESS_TYPE.within(maker.resource.language, a)?.as_str())
        .collect();
    let own = first(maker.value(SELF_MANAGED)).is_some();
    let mut workload = if own { by_access(maker)? } else { by_source(maker)? };
    let at = maker.place(SOURCE);
    proven(&mut workload, &["lambda", "sts"], "its pollers invoke the function from there", at);
    let secret = kinds.iter().any(|k| !k.starts_with("VPC_") && *k != "VIRTUAL_HOST");
    if secret {
        let because = "its pollers take a secret to log in with";
        proven(&mut workload, &["secretsmanager"], because, maker.place(ACCESS));
    }
    Some(workload)
}

/// The pollers of a cluster that AWS does not manage, in the subnets that their access names.
fn by_access(maker: &Maker<'_, '_>) -> Option<Workload> {
    let (access, open) = maker.value(ACCESS).elements();
    let language = maker.resource.language;
    let named = |kind: &str| -> Vec<Value> {
        let of = |a: &&Value| ACCESS_TYPE.within(language, a).and_then(Value::as_str) == Some(kind);
        access.iter().filter(of).filter_map(|a| id_of(ACCESS_URI.within(language, a)?)).collect()
    };
    let list =
        |items: Vec<Value>| Value::from(Kind::List(std::sync::Arc::new(items), open.cloned()));
    let at = maker.place(ACCESS);
    let subnets = maker.b.links(&list(named("VPC_SUBNET")), at);
    let mut workload = maker.workload(WorkloadKind::Pollers, subnets)?;
    workload.groups = maker.b.links(&list(named("VPC_SECURITY_GROUP")), at);
    Some(workload)
}

/// The id behind `subnet:` or `security_group:`.
fn id_of(uri: &Value) -> Option<Value> {
    let kind = match &uri.kind {
        Kind::String(text) => Kind::String(text.rsplit(':').next()?.into()),
        Kind::Text(parts) => match parts.last()? {
            Part::Reference(reference) => Kind::Reference(reference.clone()),
            _ => return Some(Value { kind: Kind::Unknown(uri.cause()?), ..uri.clone() }),
        },
        _ => return Some(uri.clone()),
    };
    Some(Value { kind, ..uri.clone() })
}

/// The pollers in the subnets of their source.
fn by_source(maker: &Maker<'_, '_>) -> Option<Workload> {
    let no_name = Attribute("", "");
    let source = maker.value(SOURCE);
    let found = |of: Type| find::resource(maker.b, source, of, no_name).map(|(_, r)| r);
    let within = |r: &Resource, block: Attribute, attribute: Attribute| -> Option<Value> {
        attribute.within(r.language, first(block.of(r))?).cloned()
    };
    let (subnets, groups, at): (Value, Value, Span) = if let Some(kafka) = found(KAFKA) {
        let groups = within(kafka, NODES, NODE_GROUPS)?;
        (within(kafka, NODES, NODE_SUBNETS)?, groups, NODES.place(kafka))
    } else if let Some(kafka) = found(SERVERLESS) {
        let groups = within(kafka, SERVERLESS_VPC, SERVERLESS_GROUPS)?;
        (within(kafka, SERVERLESS_VPC, SUBNETS)?, groups, SERVERLESS_VPC.place(kafka))
    } else {
        let broker = found(BROKER)?;
        (SUBNETS.of(broker).clone(), NODE_GROUPS.of(broker).clone(), SUBNETS.place(broker))
    };
    let mut workload = maker.workload(WorkloadKind::Pollers, maker.b.links(&subnets, at))?;
    workload.groups = maker.b.links(&groups, at);
    Some(workload)
}
