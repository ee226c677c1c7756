//! What is called for a container, by the agent that runs it: to pull its image, to log, to read
//! secrets (ECS and ECR guides, 2023 to 2025/26).

use vpcelint_model::Value;
use vpcelint_source::Span;

use super::Workload;
use super::image::{from_ecr, secret_service};
use super::need::{Need, add};
use super::row::open;
use crate::Answer;
use crate::builder::Builder;
use crate::fact::why;

/// How sure it is that the calls are made from the workload's interface.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum How {
    /// Certainly.
    Proven,
    /// The container may run elsewhere.
    Likely,
    /// On Fargate before platform 1.4.0 images alone come through the VPC, by `ecr.dkr` and S3 (ECR
    /// guide, 2023).
    OldFargate,
}

/// Plugins of FireLens and what they call; the mapping is not confirmed.
const PLUGINS: [(&str, &str); 8] = [
    ("cloudwatch", "logs"),
    ("cloudwatch_logs", "logs"),
    ("firehose", "kinesis-firehose"),
    ("kinesis_firehose", "kinesis-firehose"),
    ("kinesis", "kinesis-streams"),
    ("kinesis_streams", "kinesis-streams"),
    ("s3", "s3"),
    ("sqs", "sqs"),
];

/// A value of a container: documents write names small, templates large.
pub(super) fn read<'v>(block: &'v Value, document: &str, template: &str) -> Option<&'v Value> {
    let value = block.get(document)?;
    let value = if value.is_null() { block.get(template)? } else { value };
    (!value.is_null()).then_some(value)
}

/// Adds what is called for a container.
pub(super) fn needs(
    b: &Builder<'_>,
    container: &Value,
    at: Span,
    how: How,
    workload: &mut Workload,
) {
    image(b, container, at, how, workload);
    logs(container, at, how, workload);
    if how == How::OldFargate {
        return;
    }
    let secrets = read(container, "secrets", "Secrets").map(Value::elements).unwrap_or_default();
    for secret in secrets.0 {
        let Some(from) = read(secret, "valueFrom", "ValueFrom") else { continue };
        if let Some(service) = secret_service(b, from) {
            let because = format!("its containers take secrets from {service}");
            call(service, because, at, how, workload);
        }
    }
    if read(container, "repositoryCredentials", "RepositoryCredentials").is_some() {
        let because = "its image's registry takes a secret".to_owned();
        call("secretsmanager", because, at, how, workload);
    }
}

fn call(service: &str, because: String, at: Span, how: How, workload: &mut Workload) {
    let need = match how {
        How::Proven | How::OldFargate => Need::proven(service, because, at),
        How::Likely => Need::likely(service, because, at),
    };
    add(&mut workload.needs, need);
}

fn image(b: &Builder<'_>, container: &Value, at: Span, how: How, workload: &mut Workload) {
    let Some(image) = read(container, "image", "Image") else {
        return open(workload, why(container));
    };
    let services: &[&str] = match how {
        How::OldFargate => &["ecr.dkr", "s3"],
        _ => &["ecr.api", "ecr.dkr", "s3"],
    };
    match from_ecr(b, image) {
        Answer::Yes => {
            for service in services {
                let because = "its image is pulled from ECR through its own interface".to_owned();
                call(service, because, at, how, workload);
            }
        }
        Answer::Unknown(cause) => open(workload, cause),
        Answer::No => {}
    }
}

fn logs(container: &Value, at: Span, how: How, workload: &mut Workload) {
    let Some(logs) = read(container, "logConfiguration", "LogConfiguration") else { return };
    match read(logs, "logDriver", "LogDriver").and_then(Value::as_str) {
        Some("awslogs") if how == How::OldFargate => {
            let because = "its containers log by `awslogs`, perhaps through the VPC";
            add(&mut workload.needs, Need::hint("logs", because, at));
        }
        Some("awslogs") => {
            call("logs", "its containers log by `awslogs`".to_owned(), at, how, workload);
        }
        Some("awsfirelens") => {
            let options = read(logs, "options", "Options");
            let plugin = options.and_then(|o| read(o, "Name", "name")).and_then(Value::as_str);
            let service = PLUGINS.iter().find(|(name, _)| Some(*name) == plugin);
            if let Some((name, service)) = service {
                let because = format!("its log router sends to `{name}`");
                add(&mut workload.needs, Need::likely(service, because, at));
            }
        }
        _ => {}
    }
}
