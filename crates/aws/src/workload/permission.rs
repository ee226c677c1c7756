//! Which endpoint service an IAM action belongs to. Several services share a prefix (`ecr.api` and
//! `ecr.dkr`, `sagemaker.api` and `sagemaker.runtime`): then the action decides.

use crate::lookup::glob;

/// How a service takes part in the actions of a prefix that several services share.
enum Part {
    /// Every action, also `prefix:*`.
    All,
    /// These actions, and `prefix:*` too.
    These(&'static [&'static str]),
    /// These actions; a pattern that means others too does not name it.
    Only(&'static [&'static str]),
    /// Every action that no other row has, and `prefix:*`.
    Rest,
}

use Part::{All, Only, Rest, These};

/// Actions that no API has: clients mount file systems (by NFS to a mount target, by whom the client is;
/// EFS guide, 2026-04) and log in to caches by IAM (ElastiCache and MemoryDB guides, 2024).
const CONNECTIONS: [(&str, &str); 4] = [
    ("elasticache", "connect"),
    ("elasticfilesystem", "client*"),
    ("memorydb", "connect"),
    ("s3files", "client*"),
];

/// Prefixes that several services share. The actions of a data plane are those of the service
/// authorization reference for the API that the endpoint's name serves (2026); DynamoDB Streams by
/// the DynamoDB guide (2026), agents of ECS by the ECS guide (2023), Docker's half of ECR by the ECR
/// guide (2023).
const SHARED: &[(&str, &[(&str, Part)])] = &[
    ("airflow", &[("airflow.api", Rest)]),
    ("appsync", &[("appsync", Rest), ("appsync-api", Only(&["GraphQL", "Event*"]))]),
    (
        "appconfig",
        &[
            ("appconfig", Rest),
            ("appconfigdata", Only(&["StartConfigurationSession", "GetLatestConfiguration"])),
        ],
    ),
    (
        "aps",
        &[
            ("aps", Rest),
            (
                "aps-workspaces",
                These(&[
                    "RemoteWrite",
                    "QueryMetrics",
                    "GetSeries",
                    "GetLabels",
                    "GetMetricMetadata",
                ]),
            ),
        ],
    ),
    (
        "bedrock",
        &[
            ("bedrock", Rest),
            ("bedrock-runtime", These(&["InvokeModel*", "Converse*", "ApplyGuardrail"])),
            (
                "bedrock-agent-runtime",
                Only(&["InvokeAgent", "InvokeInlineAgent", "InvokeFlow", "Retrieve*", "Rerank"]),
            ),
        ],
    ),
    (
        "codeartifact",
        &[
            ("codeartifact.api", Rest),
            (
                "codeartifact.repositories",
                These(&["ReadFromRepository", "GetPackageVersionAsset", "PublishPackageVersion"]),
            ),
        ],
    ),
    ("codecommit", &[("codecommit", Rest), ("git-codecommit", These(&["GitPull", "GitPush"]))]),
    (
        "dynamodb",
        &[
            ("dynamodb", Rest),
            (
                "dynamodb-streams",
                Only(&["GetRecords", "GetShardIterator", "DescribeStream", "ListStreams"]),
            ),
        ],
    ),
    ("ecr", &[("ecr.api", All), ("ecr.dkr", All)]),
    (
        "ecs",
        &[
            ("ecs", Rest),
            ("ecs-agent", Only(&["Poll"])),
            ("ecs-telemetry", Only(&["StartTelemetrySession"])),
        ],
    ),
    (
        "elasticbeanstalk",
        &[
            ("elasticbeanstalk", Rest),
            ("elasticbeanstalk-health", Only(&["PutInstanceStatistics"])),
        ],
    ),
    ("guardduty", &[("guardduty", Rest), ("guardduty-data", Only(&["SendSecurityTelemetry"]))]),
    (
        "iot",
        &[
            ("iot.api", Rest),
            (
                "iot.data",
                Only(&[
                    "Publish",
                    "Connect",
                    "Subscribe",
                    "Receive",
                    "RetainPublish",
                    "*ThingShadow",
                ]),
            ),
        ],
    ),
    ("rum", &[("rum", Rest), ("rum-dataplane", Only(&["PutRumEvents"]))]),
    (
        "sagemaker",
        &[
            ("sagemaker.api", Rest),
            ("sagemaker.runtime", These(&["InvokeEndpoint*"])),
            ("sagemaker.featurestore-runtime", Only(&["*Record"])),
            ("sagemaker.metrics", Only(&["BatchPutMetrics", "BatchGetMetrics"])),
        ],
    ),
    (
        "servicediscovery",
        &[("servicediscovery", Rest), ("data-servicediscovery", Only(&["DiscoverInstances*"]))],
    ),
    ("ses", &[("email", Rest)]),
    ("states", &[("states", Rest), ("sync-states", Only(&["StartSyncExecution"]))]),
];

/// The endpoint services that an action names; none for those without an endpoint, and for patterns
/// that name no service.
pub(super) fn services(action: &str) -> Vec<&'static str> {
    let (prefix, action) = action.split_once(':').unwrap_or((action, "*"));
    let prefix = prefix.to_ascii_lowercase();
    let lower = action.to_ascii_lowercase();
    if CONNECTIONS.iter().any(|(of, connects)| *of == prefix && glob(connects, &lower)) {
        return Vec::new();
    }
    if let Some((_, parts)) = SHARED.iter().find(|(shared, _)| *shared == prefix) {
        return among(parts, action);
    }
    let all: Vec<_> = vpcelint_catalog::by_iam_prefix(&prefix).filter(|s| !s.fips).collect();
    // Names beside the service's own are dashboards, web sites and cells of it.
    match all.iter().find(|s| s.name == prefix) {
        Some(own) => vec![own.name],
        None => all.iter().map(|s| s.name).collect(),
    }
}

fn among(parts: &[(&'static str, Part)], action: &str) -> Vec<&'static str> {
    let every = action == "*";
    let wide = !every && action.contains(['*', '?']) && !is_narrow(parts, action);
    let meant = |part: &Part| match part {
        All => true,
        These(actions) => every || actions.iter().any(|a| meets(action, a)),
        Only(actions) => !every && !wide && actions.iter().any(|a| meets(action, a)),
        Rest => every || wide,
    };
    let chosen = |of: &dyn Fn(&Part) -> bool| -> Vec<&'static str> {
        parts.iter().filter(|(_, p)| of(p)).map(|(name, _)| *name).collect()
    };
    match chosen(&meant) {
        none if none.is_empty() => chosen(&|part| matches!(part, Rest)),
        some => some,
    }
}

/// Whether a pattern means actions of a data plane only.
fn is_narrow(parts: &[(&str, Part)], pattern: &str) -> bool {
    /// Words that stand in no other actions.
    const WORDS: [&str; 3] = ["shard", "stream", "gitpu"];
    let pattern = pattern.to_ascii_lowercase();
    let within = |part: &Part| match part {
        These(actions) | Only(actions) => {
            actions.iter().any(|a| glob(&a.to_ascii_lowercase(), &pattern))
        }
        All | Rest => false,
    };
    WORDS.iter().any(|word| pattern.contains(word)) || parts.iter().any(|(_, p)| within(p))
}

/// Whether a pattern of a policy, with wildcards, can mean an action of a row, with wildcards at an
/// end; the case of letters means nothing.
fn meets(pattern: &str, action: &str) -> bool {
    let (pattern, action) = (pattern.to_ascii_lowercase(), action.to_ascii_lowercase());
    let stem = action.trim_end_matches('*');
    glob(&pattern, stem) || glob(&action, &pattern)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn actions_name_their_service() {
        let rows: &[(&str, &[&str])] = &[
            ("s3:GetObject", &["s3"]),
            ("s3:*", &["s3"]),
            ("S3:Get*", &["s3"]),
            ("s3express:CreateSession", &["s3express"]),
            ("dynamodb:PutItem", &["dynamodb"]),
            ("dynamodb:Get*", &["dynamodb"]),
            ("dynamodb:*", &["dynamodb"]),
            ("dynamodb:GetRecords", &["dynamodb-streams"]),
            ("dynamodb:getrecords", &["dynamodb-streams"]),
            ("dynamodb:GetShard*", &["dynamodb-streams"]),
            ("dynamodb:*Stream*", &["dynamodb-streams"]),
            ("ecr:GetAuthorizationToken", &["ecr.api", "ecr.dkr"]),
            ("ecs:RunTask", &["ecs"]),
            ("ecs:*", &["ecs"]),
            ("ecs:Poll", &["ecs-agent"]),
            ("ecs:StartTelemetrySession", &["ecs-telemetry"]),
            ("sagemaker:InvokeEndpoint", &["sagemaker.runtime"]),
            ("sagemaker:CreateModel", &["sagemaker.api"]),
            ("sagemaker:*", &["sagemaker.api", "sagemaker.runtime"]),
            ("bedrock:InvokeModel", &["bedrock-runtime"]),
            ("bedrock:*", &["bedrock", "bedrock-runtime"]),
            ("codecommit:GitPull", &["git-codecommit"]),
            ("cloudwatch:PutMetricData", &["monitoring"]),
            ("kinesis:PutRecord", &["kinesis-streams"]),
            ("firehose:PutRecord", &["kinesis-firehose"]),
            ("ses:SendEmail", &["email"]),
            ("glue:GetTable", &["glue"]),
            ("execute-api:Invoke", &["execute-api"]),
            ("appconfig:GetLatestConfiguration", &["appconfigdata"]),
            ("no-such:Thing", &[]),
        ];
        for (action, expected) in rows {
            assert_eq!(services(action), *expected, "{action}");
        }
    }
}
