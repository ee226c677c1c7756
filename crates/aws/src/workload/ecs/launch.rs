//! Where ECS runs tasks: on Fargate or on instances. A service says it, or its cluster's default
//! strategy does; without either it is EC2 (ECS guide, 2023).

use std::sync::Arc;

use vpcelint_model::{Cause, Resource, Value};

use super::super::find::{self, first};
use super::{LAUNCH_TYPE, PLATFORM, Run, STRATEGY};
use crate::builder::Builder;
use crate::fact::why;
use crate::spelling::{Attribute, Reads, Type};

const CLUSTER: Type = Type("aws_ecs_cluster", "AWS::ECS::Cluster");
const PROVIDERS: Type =
    Type("aws_ecs_cluster_capacity_providers", "AWS::ECS::ClusterCapacityProviderAssociations");

const NAME: Attribute = Attribute("name", "ClusterName");
const OF_CLUSTER: Attribute = Attribute("cluster_name", "Cluster");
const DEFAULT: Attribute =
    Attribute("default_capacity_provider_strategy", "DefaultCapacityProviderStrategy");
const PROVIDER: Attribute = Attribute("capacity_provider", "CapacityProvider");
const CONFIGURATION: Attribute = Attribute("configuration", "Configuration");
const EXEC: Attribute = Attribute("execute_command_configuration", "ExecuteCommandConfiguration");
const EXEC_KEY: Attribute = Attribute("kms_key_id", "KmsKeyId");
const EXEC_LOGS: Attribute = Attribute("log_configuration", "LogConfiguration");
/// Where commands are logged, and what that calls.
const EXEC_TO: [(Attribute, &str); 2] = [
    (Attribute("cloud_watch_log_group_name", "CloudWatchLogGroupName"), "logs"),
    (Attribute("s3_bucket_name", "S3BucketName"), "s3"),
];

/// What this family reads.
pub(super) const READS: [Reads; 2] = [
    Reads { of: CLUSTER, attributes: &[NAME, DEFAULT, CONFIGURATION] },
    Reads { of: PROVIDERS, attributes: &[OF_CLUSTER, DEFAULT] },
];

/// Where tasks run.
pub(super) enum Launch {
    /// On Fargate, perhaps on a platform before 1.4.0.
    Fargate { old: bool },
    /// On instances.
    Ec2,
    /// Not known.
    Unknown(Arc<Cause>),
}

/// Where the tasks of a service or schedule run.
pub(super) fn of(b: &Builder<'_>, run: &Run<'_>) -> Launch {
    let Some(written) = run.get(LAUNCH_TYPE) else { return unknown(run, "launch type") };
    match written.as_str() {
        Some("FARGATE") => return fargate(run),
        Some(_) => return Launch::Ec2,
        None if !written.is_null() => return Launch::Unknown(why(written)),
        None => {}
    }
    let Some(own) = run.get(STRATEGY) else { return unknown(run, "capacity providers") };
    match own.elements() {
        ([], None) => {}
        _ => return by_strategy(run, own, run.resource),
    }
    match find::resource(b, run.cluster, CLUSTER, NAME) {
        Some((id, cluster)) => {
            let associations = b.of_type(PROVIDERS).map(|(_, r)| r);
            let mut defaults = associations
                .filter(|r| find::names(b, OF_CLUSTER.of(r), id, NAME))
                .chain([cluster])
                .map(|r| (r, DEFAULT.of(r)))
                .filter(|(_, strategy)| !matches!(strategy.elements(), ([], None)));
            match defaults.next() {
                Some((of, strategy)) => by_strategy(run, strategy, of),
                None => Launch::Ec2,
            }
        }
        // The default cluster of the account has no strategy.
        None if run.cluster.is_null() => Launch::Ec2,
        None => Launch::Unknown(why(run.cluster)),
    }
}

fn by_strategy(run: &Run<'_>, strategy: &Value, of: &Resource) -> Launch {
    let (items, more) = strategy.elements();
    if let Some(cause) = more {
        return Launch::Unknown(cause.clone());
    }
    let mut providers = items.iter().filter_map(|s| PROVIDER.within(of.language, s));
    match providers.any(|p| p.as_str().is_some_and(|p| p.starts_with("FARGATE"))) {
        true => fargate(run),
        false => Launch::Ec2,
    }
}

fn fargate(run: &Run<'_>) -> Launch {
    let version = run.get(PLATFORM).and_then(Value::as_str);
    let old = version.is_some_and(|v| {
        ["1.0.", "1.1.", "1.2.", "1.3."].iter().any(|prefix| v.starts_with(prefix))
    });
    Launch::Fargate { old }
}

fn unknown(run: &Run<'_>, what: &str) -> Launch {
    Launch::Unknown(Cause::new(format!("its {what} is only known later"), Some(run.at)))
}

/// What the cluster does with the commands that people execute.
pub(super) fn of_exec(b: &Builder<'_>, run: &Run<'_>) -> Vec<&'static str> {
    let of_cluster = || {
        let (_, cluster) = find::resource(b, run.cluster, CLUSTER, NAME)?;
        let block = first(CONFIGURATION.of(cluster))?;
        Some((cluster.language, first(EXEC.within(cluster.language, block)?)?))
    };
    let Some((language, exec)) = of_cluster() else { return Vec::new() };
    let is_written =
        |block: &Value, a: Attribute| a.within(language, block).is_some_and(|v| !v.is_null());
    let mut services = Vec::new();
    if is_written(exec, EXEC_KEY) {
        services.push("kms");
    }
    let logs = EXEC_LOGS.within(language, exec).and_then(first);
    for (to, service) in EXEC_TO {
        if logs.is_some_and(|logs| is_written(logs, to)) {
            services.push(service);
        }
    }
    services
}
