//! Needs of services, and the evidence for each.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use smol_str::SmolStr;
use vpcelint_model::{Kind, Part, Value};
use vpcelint_source::Span;

use crate::iam::{Grant, Grants};
use crate::lookup::glob;
use crate::workload::agents::BY_SCRIPT;
use crate::workload::permission;

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
    /// The actions that it calls, such as `sqs:SendMessage`; empty where they are not known.
    pub actions: Vec<SmolStr>,
}

impl Need {
    pub(crate) fn new(
        service: &str,
        strength: Strength,
        because: impl Into<String>,
        at: Span,
    ) -> Self {
        let actions = Vec::new();
        Self { service: service.into(), strength, because: because.into(), at, actions }
    }

    /// A proven need.
    pub(crate) fn proven(service: &str, because: impl Into<String>, at: Span) -> Self {
        Self::new(service, Strength::Proven, because, at)
    }

    /// A need that is only hinted at.
    pub(crate) fn hint(service: &str, because: impl Into<String>, at: Span) -> Self {
        Self::new(service, Strength::Hint, because, at)
    }

    /// A likely need.
    pub(crate) fn likely(service: &str, because: impl Into<String>, at: Span) -> Self {
        Self::new(service, Strength::Likely, because, at)
    }
}

/// Adds a need, in place of a weaker one of the same service.
pub(crate) fn add(needs: &mut Vec<Need>, need: Need) {
    match needs.iter_mut().find(|n| n.service == need.service) {
        Some(same) if same.strength == need.strength => {
            // Without actions it may be any of them.
            match same.actions.is_empty() || need.actions.is_empty() {
                true => same.actions.clear(),
                false => same.actions.extend(need.actions),
            }
        }
        Some(stronger) if stronger.strength > need.strength => {}
        Some(weaker) => *weaker = need,
        None => needs.push(need),
    }
}

/// Actions that an AWS service itself uses with a workload's role, by their prefix.
pub(crate) type ByService = [(&'static str, &'static [&'static str])];

/// What an identity may call, as likely needs.
pub(crate) fn of_grants(grants: &Grants, by_service: &ByService, needs: &mut Vec<Need>) {
    for grant in &grants.all {
        if is_plumbing(grant) || is_by_service(grant, by_service) {
            continue;
        }
        for service in permission::services(&grant.action) {
            let because = match &grant.managed {
                Some(policy) => format!("its role has the policy `{policy}`"),
                None => format!("its role may call `{}`", grant.action),
            };
            let strength = if grant.broad { Strength::Hint } else { Strength::Likely };
            let actions = vec![grant.action.clone()];
            add(needs, Need { actions, ..Need::new(service, strength, because, grant.at) });
        }
    }
}

/// Permissions that only plumbing uses: ec2messages of old agents, passing roles.
fn is_plumbing(grant: &Grant) -> bool {
    grant.prefix() == "ec2messages" || grant.action.eq_ignore_ascii_case("iam:PassRole")
}

/// Whether only the AWS service uses a permission. One for all actions of a prefix is given for those
/// that it uses where everybody gives it so, and in policies made for executing functions.
fn is_by_service(grant: &Grant, by_service: &ByService) -> bool {
    /// Logs, traces and interfaces: permissions that every function has.
    const ORDINARY: [&str; 3] = ["logs", "xray", "ec2"];
    let prefix = grant.prefix();
    let action = grant.action.split(':').nth(1).unwrap_or_default();
    let for_execution = grant.managed.as_deref().is_some_and(|p| p.ends_with("ExecutionRole"));
    let every = action == "*" && (for_execution || ORDINARY.contains(&prefix.as_str()));
    by_service
        .iter()
        .filter(|(of, _)| *of == prefix)
        .any(|(_, actions)| every || actions.is_empty() || actions.iter().any(|a| glob(a, action)))
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
    /// Words of scripts and the service that they call. Amazon Linux takes its packages from S3
    /// (EMR guide and EC2 guide, 2023).
    const WORDS: [(&str, &str); 19] = [
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
        ("aws ec2 ", "ec2"),
        ("aws sts ", "sts"),
        ("aws lambda ", "lambda"),
        ("aws cloudwatch ", "monitoring"),
        ("aws autoscaling ", "autoscaling"),
        ("cfn-signal", "cloudformation"),
        ("cfn-init", "cloudformation"),
        ("yum install", "s3"),
        ("dnf install", "s3"),
    ];
    let at = script.origin.at.unwrap_or(at);
    let written = texts(script);
    let decoded = match &written[..] {
        [text] => decoded(text),
        _ => None,
    };
    for text in written.into_iter().chain(decoded.as_deref()) {
        for (word, service) in WORDS {
            if text.contains(word) {
                let because = format!("its user data calls `{}`", word.trim());
                add(needs, Need::likely(service, because, at));
            }
        }
        for (word, services, strength) in BY_SCRIPT {
            if text.contains(word) {
                for service in *services {
                    let because = format!("its user data sets up `{word}`");
                    add(needs, Need::new(service, *strength, because, at));
                }
            }
        }
    }
}
