//! Needs of services, and the evidence for each.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use smol_str::SmolStr;
use vpcelint_model::{Kind, Part, Value};
use vpcelint_source::Span;

use crate::iam::{Grant, Grants};

/// How strong the evidence for a need is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Strength {
    /// Something hints at it.
    Hint,
    /// The identity may call it.
    Likely,
    /// The service itself makes the call from the workload's interface.
    Proven,
}

/// A service that a workload calls.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Need {
    /// The endpoint service (`s3`, `ecr.dkr`).
    pub service: SmolStr,
    /// How strong the evidence is.
    pub strength: Strength,
    /// The evidence in words, beginning with "its".
    pub because: String,
    /// Where the evidence is written.
    pub at: Span,
}

impl Need {
    /// A proven need.
    pub(crate) fn proven(service: &str, because: impl Into<String>, at: Span) -> Self {
        Self { service: service.into(), strength: Strength::Proven, because: because.into(), at }
    }

    /// A likely need.
    pub(crate) fn likely(service: &str, because: impl Into<String>, at: Span) -> Self {
        Self { service: service.into(), strength: Strength::Likely, because: because.into(), at }
    }
}

/// What an identity may call, as likely needs. Prefixes in `by_service` are calls that the AWS
/// service makes with the role, not the workload.
pub(crate) fn of_grants(grants: &Grants, by_service: &[&str], needs: &mut Vec<Need>) {
    for grant in &grants.all {
        let prefix = grant.prefix();
        if by_service.contains(&prefix.as_str()) || is_plumbing(grant) {
            continue;
        }
        for service in vpcelint_catalog::by_iam_prefix(&prefix) {
            if service.fips || !serves(service.name, grant) {
                continue;
            }
            let because = match &grant.managed {
                Some(policy) => format!("its role has the policy `{policy}`"),
                None => format!("its role may call `{}`", grant.action),
            };
            if !needs.iter().any(|n| n.service == service.name) {
                needs.push(Need::likely(service.name, because, grant.at));
            }
        }
    }
}

/// Permissions that only plumbing uses: ec2messages of old agents, passing roles.
fn is_plumbing(grant: &Grant) -> bool {
    let prefix = grant.prefix();
    prefix == "ec2messages" || grant.action.eq_ignore_ascii_case("iam:PassRole")
}

/// Whether an action with a service's prefix is one of this very service: several share prefixes.
fn serves(service: &str, grant: &Grant) -> bool {
    let action = grant.action.split(':').nth(1).unwrap_or_default();
    /// The actions of DynamoDB Streams (DynamoDB guide, 2026).
    const STREAMS: [&str; 4] = ["GetRecords", "GetShardIterator", "DescribeStream", "ListStreams"];
    let streams = STREAMS.iter().any(|s| s.eq_ignore_ascii_case(action));
    match service {
        "dynamodb" => !streams,
        "dynamodb-streams" => streams,
        // Only Multi-Region Access Points have these hosts (S3 guide, 2026-04).
        "s3-global.accesspoint" => false,
        _ => true,
    }
}

/// The texts that are known of a value, in order.
pub(crate) fn texts(value: &Value) -> Vec<&str> {
    match &value.kind {
        Kind::String(text) => vec![text],
        Kind::Text(parts) => parts
            .iter()
            .filter_map(|p| match p {
                Part::Literal(text) => Some(text.as_str()),
                _ => None,
            })
            .collect(),
        _ => Vec::new(),
    }
}

/// The script that is written as base64, as launch templates take it.
fn decoded(text: &str) -> Option<String> {
    let bytes = STANDARD.decode(text.trim_ascii()).ok()?;
    String::from_utf8(bytes).ok()
}

/// What a start-up script calls, as likely needs.
pub(crate) fn of_script(script: &Value, at: Span, needs: &mut Vec<Need>) {
    /// Words of scripts and the service that they call. Amazon Linux takes its packages from S3.
    const WORDS: [(&str, &str); 12] = [
        ("aws s3 ", "s3"),
        ("aws s3api ", "s3"),
        ("aws ssm ", "ssm"),
        ("aws secretsmanager ", "secretsmanager"),
        ("aws ecr ", "ecr.api"),
        ("aws dynamodb ", "dynamodb"),
        ("aws sqs ", "sqs"),
        ("aws sns ", "sns"),
        ("aws logs ", "logs"),
        ("aws kms ", "kms"),
        ("cfn-signal", "cloudformation"),
        ("cfn-init", "cloudformation"),
    ];
    let at = script.origin.at.unwrap_or(at);
    let written = texts(script);
    let decoded = match &written[..] {
        [text] => decoded(text),
        _ => None,
    };
    for text in written.into_iter().chain(decoded.as_deref()) {
        for (word, service) in WORDS {
            if text.contains(word) && !needs.iter().any(|n| n.service == service) {
                let because = format!("its user data calls `{}`", word.trim());
                needs.push(Need::likely(service, because, at));
            }
        }
    }
}
