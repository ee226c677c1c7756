//! CodeBuild projects in a VPC: the whole build, its source, artifacts and logs leave through the
//! subnets, and interfaces never have public addresses (CodeBuild guide, 2023).

use super::find::first;
use super::need::Strength::Proven;
use super::row::{Maker, Public, Row, open, proven};
use super::{Workload, WorkloadKind};
use crate::Answer;
use crate::spelling::{Attribute, Reads, Type};

const PROJECT: Type = Type("aws_codebuild_project", "AWS::CodeBuild::Project");

const VPC: Attribute = Attribute("vpc_config", "VpcConfig");
const SUBNETS: Attribute = Attribute("subnets", "Subnets");
const GROUPS: Attribute = Attribute("security_group_ids", "SecurityGroupIds");
const ROLE: Attribute = Attribute("service_role", "ServiceRole");
const SOURCE: Attribute = Attribute("source", "Source");
const TYPE: Attribute = Attribute("type", "Type");
const ENVIRONMENT: Attribute = Attribute("environment", "Environment");
const IMAGE: Attribute = Attribute("image", "Image");
const CREDENTIAL: Attribute = Attribute("registry_credential", "RegistryCredential");
const VARIABLES: Attribute = Attribute("environment_variable", "EnvironmentVariables");
const LOGS: Attribute = Attribute("logs_config", "LogsConfig");
const CLOUDWATCH: Attribute = Attribute("cloudwatch_logs", "CloudWatchLogs");
const STATUS: Attribute = Attribute("status", "Status");

/// What this family reads.
pub(super) const READS: &[Reads] =
    &[Reads { of: PROJECT, attributes: &[VPC, ROLE, SOURCE, ENVIRONMENT, LOGS] }];

const ROW: Row = Row {
    of: PROJECT,
    kind: WorkloadKind::BuildProject,
    around: &[VPC],
    subnets: SUBNETS,
    groups: GROUPS,
    public: Public::Never,
    role: &[ROLE],
    by_service: &[("ec2", super::INTERFACE_ACTIONS)],
    calls: &[("codebuild", Proven), ("s3", Proven)],
    because: "its builds load and report through its subnets",
};

/// The project that a resource makes.
pub(super) fn read(maker: &Maker<'_, '_>) -> Option<Workload> {
    let mut workload = ROW.read(maker)?;
    logs(maker, &mut workload);
    source(maker, &mut workload);
    image(maker, &mut workload);
    variables(maker, &mut workload);
    Some(workload)
}

/// Logs go to CloudWatch unless they are turned off.
fn logs(maker: &Maker<'_, '_>, workload: &mut Workload) {
    let status = maker.path(&[LOGS, CLOUDWATCH, STATUS]);
    if status.is_some_and(|s| s.is_null() || s.as_str() == Some("ENABLED")) {
        proven(workload, &["logs"], "its builds write logs", maker.place(LOGS));
    }
}

fn source(maker: &Maker<'_, '_>, workload: &mut Workload) {
    if maker.path(&[SOURCE, TYPE]).and_then(|v| v.as_str()) == Some("CODECOMMIT") {
        let services = ["codecommit", "git-codecommit"];
        proven(workload, &services, "its source is in CodeCommit", maker.place(SOURCE));
    }
}

fn image(maker: &Maker<'_, '_>, workload: &mut Workload) {
    let at = maker.place(ENVIRONMENT);
    match maker.path(&[ENVIRONMENT, IMAGE]).map(|image| super::image::from_ecr(maker.b, image)) {
        Some(Answer::Yes) => {
            let because = "its builds pull their image from ECR";
            proven(workload, &["ecr.api", "ecr.dkr", "s3"], because, at);
        }
        Some(Answer::Unknown(cause)) => open(workload, cause),
        _ => {}
    }
    if maker.path(&[ENVIRONMENT, CREDENTIAL]).and_then(first).is_some() {
        let because = "its image's registry takes a secret";
        proven(workload, &["secretsmanager"], because, at);
    }
}

fn variables(maker: &Maker<'_, '_>, workload: &mut Workload) {
    let variables = maker.path(&[ENVIRONMENT, VARIABLES]).map(|v| v.elements().0);
    for variable in variables.unwrap_or_default() {
        let from = TYPE.within(maker.resource.language, variable).and_then(|v| v.as_str());
        let service = match from {
            Some("PARAMETER_STORE") => "ssm",
            Some("SECRETS_MANAGER") => "secretsmanager",
            _ => continue,
        };
        let because = format!("its builds take variables from {service}");
        proven(workload, &[service], &because, maker.place(ENVIRONMENT));
    }
}
