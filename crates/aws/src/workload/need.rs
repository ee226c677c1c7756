//! Needs of services, and the evidence for each.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use smol_str::SmolStr;
use vpcelint_model::{Kind, Part, Value};
use vpcelint_source::Span;

use crate::iam::{Grant, Grants, Object};
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
    /// Whether it calls the service by a name that has addresses of IPv6, too, as package managers of
    /// Amazon Linux do.
    pub dual_stack: bool,
}

impl Need {
    pub(crate) fn new(
        service: &str,
        strength: Strength,
        because: impl Into<String>,
        at: Span,
    ) -> Self {
        Self {
            service: service.into(),
            strength,
            because: because.into(),
            at,
            actions: Vec::new(),
            dual_stack: false,
        }
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
            same.dual_stack &= need.dual_stack;
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
    let uses_keys = grants.all.iter().any(|g| USES_KEYS.contains(&g.prefix().as_str()));
    for grant in &grants.all {
        if is_plumbing(grant) || is_by_service(grant, by_service) {
            continue;
        }
        for service in permission::services(&grant.action) {
            if *service == *"dynamodb-streams" && never_a_stream(grant) {
                continue;
            }
            let because = match &grant.managed {
                Some(policy) => format!("its role has the policy `{policy}`"),
                None => format!("its role may call `{}`", grant.action),
            };
            let weak = grant.broad || uses_keys && is_for_encrypted(grant);
            let strength = if weak { Strength::Hint } else { Strength::Likely };
            let actions = vec![grant.action.clone()];
            add(needs, Need { actions, ..Need::new(service, strength, because, grant.at) });
        }
    }
}

/// Services that call KMS for whoever reads or writes what they encrypt (KMS developer guide, "How AWS
/// services use AWS KMS", 2024).
const USES_KEYS: [&str; 15] = [
    "backup",
    "dynamodb",
    "ec2",
    "elasticfilesystem",
    "firehose",
    "glue",
    "kinesis",
    "lambda",
    "logs",
    "rds",
    "s3",
    "secretsmanager",
    "sns",
    "sqs",
    "ssm",
];

/// Whether a permission is what callers of another service need for what it encrypts.
fn is_for_encrypted(grant: &Grant) -> bool {
    /// What a service does with a key for its caller.
    const FOR_CALLERS: [&str; 6] =
        ["decrypt", "encrypt", "generatedatakey*", "reencrypt*", "describekey", "creategrant"];
    let action = grant.action.to_ascii_lowercase();
    let action = action.strip_prefix("kms:");
    action.is_some_and(|a| FOR_CALLERS.iter().any(|f| glob(f, a)))
}

/// Whether a permission is confined to tables of DynamoDB: what reads streams has no use for it there.
/// The CDK gives it beside reading a table.
fn never_a_stream(grant: &Grant) -> bool {
    let is_table = |object: &Object| match &object.part {
        Some(reference) => {
            let of_table = reference.attribute.eq_ignore_ascii_case("arn");
            of_table && (object.text.is_empty() || object.text.starts_with("/index"))
        }
        None => {
            let (_, table) = object.text.split_once(":table/").unwrap_or_default();
            !table.is_empty() && !table.contains("/stream") && !table.contains('*')
        }
    };
    !grant.on.is_empty() && grant.on.iter().all(is_table)
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
    let at = script.origin.at.unwrap_or(at);
    let written = whole_text(script);
    let text = decoded(&written).unwrap_or(written);
    for (word, service) in CALLS {
        if text.contains(word) {
            let because = format!("its user data calls `{}`", word.trim());
            add(needs, Need::likely(service, because, at));
        }
    }
    if let Some(word) = PACKAGES.iter().find(|word| text.contains(**word)) {
        let because = format!("its user data calls `{word}`");
        add(needs, Need { dual_stack: true, ..Need::likely("s3", because, at) });
    }
    signals(&text, at, needs);
    for (word, services, strength) in BY_SCRIPT {
        if text.contains(word) {
            for service in *services {
                let because = format!("its user data sets up `{word}`");
                add(needs, Need::new(service, *strength, because, at));
            }
        }
    }
}

/// Words of scripts and the service that they call.
const CALLS: [(&str, &str); 15] = [
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
];

/// How scripts call for packages. Amazon Linux takes them from S3, by dual-stack names (EMR guide and
/// EC2 guide, 2023; the mirror lists of Amazon Linux 2 and 2023).
const PACKAGES: [&str; 7] = [
    "yum install",
    "yum -y install",
    "yum update",
    "yum -y update",
    "dnf install",
    "dnf -y install",
    "dnf update",
];

/// Helpers of CloudFormation call it; a signal to a wait condition goes to an address in S3 instead,
/// which its handle gives (CloudFormation user guide, cfn-signal, 2024).
fn signals(text: &str, at: Span, needs: &mut Vec<Need>) {
    /// Options that name a resource of a stack.
    const OF_STACK: [&str; 3] = ["--stack", "--resource", "-s "];
    let mut call = |service: &str, because: &str| {
        add(needs, Need::likely(service, because, at));
    };
    if text.contains("cfn-init") {
        call("cloudformation", "its user data calls `cfn-init`");
    }
    for line in text.replace("\\\n", " ").lines() {
        let Some((_, line)) = line.split_once("cfn-signal") else { continue };
        if OF_STACK.iter().any(|option| line.contains(option)) {
            call("cloudformation", "its user data calls `cfn-signal`");
        } else if line.contains([ELSEWHERE, ':']) {
            call("s3", "its user data signals a wait condition");
        }
    }
}

/// Stands in a text for what is only known later.
const ELSEWHERE: char = '\u{fffc}';

/// All that is known of a text.
fn whole_text(value: &Value) -> String {
    match &value.kind {
        Kind::String(text) => text.to_string(),
        Kind::Text(parts) => {
            let mut text = String::new();
            for part in parts.iter() {
                match part {
                    Part::Literal(written) => text.push_str(written),
                    _ => text.push(ELSEWHERE),
                }
            }
            text
        }
        _ => String::new(),
    }
}
