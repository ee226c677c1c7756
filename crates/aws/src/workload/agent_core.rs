//! Runtimes of Bedrock AgentCore in VPC mode: they pull their image, log and take their role through
//! their own interfaces, which never have public addresses (AWS agent toolkit, 2026-08).

use super::find::first;
use super::need::Strength::Proven;
use super::row::{Maker, Public, Row, open, proven};
use super::{Workload, WorkloadKind};
use crate::fact::why;
use crate::spelling::{Attribute, Reads, Type};

const RUNTIME: Type = Type("aws_bedrockagentcore_agent_runtime", "AWS::BedrockAgentCore::Runtime");

const NETWORK: Attribute = Attribute("network_configuration", "NetworkConfiguration");
const MODE: Attribute = Attribute("network_mode_config", "NetworkModeConfig");
const SUBNETS: Attribute = Attribute("subnets", "Subnets");
const GROUPS: Attribute = Attribute("security_groups", "SecurityGroups");
const ROLE: Attribute = Attribute("role_arn", "RoleArn");
const ARTIFACT: Attribute = Attribute("agent_runtime_artifact", "AgentRuntimeArtifact");
const CONTAINER: Attribute = Attribute("container_configuration", "ContainerConfiguration");

/// What this family reads.
pub(super) const READS: &[Reads] = &[Reads { of: RUNTIME, attributes: &[NETWORK, ROLE, ARTIFACT] }];

const ROW: Row = Row {
    of: RUNTIME,
    kind: WorkloadKind::AgentRuntime,
    around: &[NETWORK, MODE],
    subnets: SUBNETS,
    groups: GROUPS,
    public: Public::Never,
    role: &[ROLE],
    by_service: &[],
    calls: &[("s3", Proven), ("logs", Proven), ("monitoring", Proven), ("sts", Proven)],
    because: "it loads its artifact and reports through its own interface",
};

/// The runtime that a resource makes.
pub(super) fn read(maker: &Maker<'_, '_>) -> Option<Workload> {
    let mut workload = ROW.read(maker)?;
    match maker.path(&[ARTIFACT, CONTAINER]) {
        Some(container) if first(container).is_some() => {
            let because = "it pulls its image through its own interface";
            proven(&mut workload, &["ecr.api", "ecr.dkr"], because, maker.place(ARTIFACT));
        }
        Some(container) if container.is_null() || matches!(container.elements(), ([], None)) => {}
        _ => open(&mut workload, why(maker.value(ARTIFACT))),
    }
    Some(workload)
}
