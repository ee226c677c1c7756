//! Where container images and the secrets of containers come from.

use vpcelint_model::{Kind, Part, Target, Value};

use super::need::texts;
use crate::Answer;
use crate::builder::Builder;
use crate::fact::why;
use crate::spelling::{Reads, Type};

const REPOSITORY: Type = Type("aws_ecr_repository", "AWS::ECR::Repository");

/// What this family reads.
pub(super) const READS: &[Reads] = &[Reads { of: REPOSITORY, attributes: &[] }];

/// Whether an image is in a private ECR repository.
pub(super) fn from_ecr(b: &Builder<'_>, image: &Value) -> Answer {
    let is_repository = |target: &Target| match target {
        Target::Resource(id) => REPOSITORY.is(b.graph.resource(*id)),
        Target::Outside(address) => address.starts_with("data.aws_ecr_"),
        Target::Any(_, base) => base.contains("aws_ecr_repository."),
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
pub(super) fn secret_service(b: &Builder<'_>, from: &Value) -> Option<&'static str> {
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
        Target::Any(..) => None,
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
