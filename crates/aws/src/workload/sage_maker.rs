//! SageMaker: notebooks and Studio domains without direct internet access, and models in a VPC.
//! With direct access their calls go by the service's own network: then nothing is called from the
//! VPC. Interfaces never have public addresses (SageMaker guide, 2025/26).

use super::find::first;
use super::need::Strength::{Likely, Proven};
use super::row::{Maker, Public, Row, open};
use super::{Workload, WorkloadKind};
use crate::fact::why;
use crate::spelling::{Attribute, Reads, Type};

const NOTEBOOK: Type = Type("aws_sagemaker_notebook_instance", "AWS::SageMaker::NotebookInstance");
const DOMAIN: Type = Type("aws_sagemaker_domain", "AWS::SageMaker::Domain");
const MODEL: Type = Type("aws_sagemaker_model", "AWS::SageMaker::Model");

const SUBNET: Attribute = Attribute("subnet_id", "SubnetId");
const NOTEBOOK_GROUPS: Attribute = Attribute("security_groups", "SecurityGroupIds");
const DIRECT: Attribute = Attribute("direct_internet_access", "DirectInternetAccess");
const NOTEBOOK_ROLE: Attribute = Attribute("role_arn", "RoleArn");
const SUBNETS: Attribute = Attribute("subnet_ids", "SubnetIds");
const ACCESS: Attribute = Attribute("app_network_access_type", "AppNetworkAccessType");
const SETTINGS: Attribute = Attribute("default_user_settings", "DefaultUserSettings");
const SETTINGS_GROUPS: Attribute = Attribute("security_groups", "SecurityGroups");
const SETTINGS_ROLE: Attribute = Attribute("execution_role", "ExecutionRole");
const VPC: Attribute = Attribute("vpc_config", "VpcConfig");
const MODEL_SUBNETS: Attribute = Attribute("subnets", "Subnets");
const MODEL_GROUPS: Attribute = Attribute("security_group_ids", "SecurityGroupIds");
const MODEL_ROLE: Attribute = Attribute("execution_role_arn", "ExecutionRoleArn");
const ISOLATED: Attribute = Attribute("enable_network_isolation", "EnableNetworkIsolation");

/// What this family reads.
pub(super) const READS: &[Reads] = &[
    Reads { of: NOTEBOOK, attributes: &[SUBNET, NOTEBOOK_GROUPS, DIRECT, NOTEBOOK_ROLE] },
    Reads { of: DOMAIN, attributes: &[SUBNETS, ACCESS, SETTINGS] },
    Reads { of: MODEL, attributes: &[VPC, MODEL_ROLE, ISOLATED] },
];

const OF_NOTEBOOK: Row = Row {
    of: NOTEBOOK,
    kind: WorkloadKind::Notebook,
    around: &[],
    subnets: SUBNET,
    groups: NOTEBOOK_GROUPS,
    public: Public::Never,
    role: &[NOTEBOOK_ROLE],
    by_service: &[("ec2", super::INTERFACE_ACTIONS)],
    calls: &[
        ("sagemaker.api", Proven),
        ("sagemaker.runtime", Proven),
        ("s3", Proven),
        ("logs", Likely),
        ("sts", Likely),
    ],
    because: "its direct internet access is off",
};

const OF_DOMAIN: Row = Row {
    of: DOMAIN,
    kind: WorkloadKind::StudioDomain,
    around: &[],
    subnets: SUBNETS,
    groups: Attribute("", ""),
    public: Public::Never,
    role: &[SETTINGS, SETTINGS_ROLE],
    by_service: &[("ec2", super::INTERFACE_ACTIONS)],
    calls: &[
        ("sagemaker.api", Proven),
        ("sagemaker.runtime", Proven),
        ("s3", Proven),
        ("studio", Proven),
        ("logs", Likely),
        ("sts", Likely),
    ],
    because: "its applications reach AWS through the VPC only",
};

/// Images come through the VPC from private registries only, which is not confirmed; what logs and
/// metrics take is not either.
const OF_MODEL: Row = Row {
    of: MODEL,
    kind: WorkloadKind::Model,
    around: &[VPC],
    subnets: MODEL_SUBNETS,
    groups: MODEL_GROUPS,
    public: Public::Never,
    role: &[],
    by_service: &[],
    calls: &[("s3", Proven)],
    because: "its data is loaded through the VPC",
};

/// Calls that SageMaker makes with a model's role, or may make outside of the VPC.
const BY_SERVICE: &super::need::ByService = &[
    ("ec2", super::INTERFACE_ACTIONS),
    ("ecr", &[]),
    ("logs", &[]),
    ("cloudwatch", &["PutMetricData"]),
];

/// The notebook, domain or model that a resource makes.
pub(super) fn read(maker: &Maker<'_, '_>) -> Option<Workload> {
    match maker.resource {
        r if NOTEBOOK.is(r) => unless(maker, DIRECT, "Enabled", &OF_NOTEBOOK),
        r if DOMAIN.is(r) => of_domain(maker),
        r if MODEL.is(r) => of_model(maker),
        _ => None,
    }
}

/// The workload of a row, unless an attribute, by its default too, leaves the calls to SageMaker's
/// own network. Where that is not known, neither are the calls.
fn unless(maker: &Maker<'_, '_>, attribute: Attribute, own: &str, row: &Row) -> Option<Workload> {
    let value = maker.value(attribute);
    match value.as_str() {
        Some(word) if word == own => None,
        Some(_) => row.read(maker),
        None if value.is_null() => None,
        None => {
            let mut workload = row.read(maker)?;
            workload.needs.clear();
            workload.needs_open = Some(why(value));
            Some(workload)
        }
    }
}

fn of_domain(maker: &Maker<'_, '_>) -> Option<Workload> {
    let mut workload = unless(maker, ACCESS, "PublicInternetOnly", &OF_DOMAIN)?;
    let settings = first(maker.value(SETTINGS));
    if let Some(groups) = settings.and_then(|s| SETTINGS_GROUPS.within(maker.resource.language, s))
    {
        workload.groups = maker.b.links(groups, maker.place(SETTINGS));
    }
    Some(workload)
}

fn of_model(maker: &Maker<'_, '_>) -> Option<Workload> {
    let mut workload = OF_MODEL.read(maker)?;
    let isolated = maker.value(ISOLATED);
    match isolated.as_bool() {
        // Its containers can't call anything.
        Some(true) => {}
        None if !isolated.is_null() => open(&mut workload, why(isolated)),
        _ => maker.uses(maker.value(MODEL_ROLE), BY_SERVICE, &mut workload),
    }
    Some(workload)
}
