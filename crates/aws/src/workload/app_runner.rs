//! App Runner services with a VPC connector: all that the application sends leaves through the
//! connector, while images, source, logs and secrets are the service's own (App Runner guide, 2023).

use super::find;
use super::need::ByService;
use super::row::Maker;
use super::{Workload, WorkloadKind};
use crate::spelling::{Attribute, Reads, Type};

const SERVICE: Type = Type("aws_apprunner_service", "AWS::AppRunner::Service");
const CONNECTOR: Type = Type("aws_apprunner_vpc_connector", "AWS::AppRunner::VpcConnector");

const NETWORK: Attribute = Attribute("network_configuration", "NetworkConfiguration");
const EGRESS: Attribute = Attribute("egress_configuration", "EgressConfiguration");
const USES_CONNECTOR: Attribute = Attribute("vpc_connector_arn", "VpcConnectorArn");
const INSTANCE: Attribute = Attribute("instance_configuration", "InstanceConfiguration");
const ROLE: Attribute = Attribute("instance_role_arn", "InstanceRoleArn");
const SUBNETS: Attribute = Attribute("subnets", "Subnets");
const GROUPS: Attribute = Attribute("security_groups", "SecurityGroups");
const NO_NAME: Attribute = Attribute("", "");

/// What this family reads.
pub(super) const READS: &[Reads] = &[
    Reads { of: SERVICE, attributes: &[NETWORK, INSTANCE] },
    Reads { of: CONNECTOR, attributes: &[SUBNETS, GROUPS] },
];

/// Secrets of the environment are read by the service.
const BY_SERVICE: &ByService = &[];

/// The service that a resource makes, if it has a connector of the code.
pub(super) fn read(maker: &Maker<'_, '_>) -> Option<Workload> {
    if !SERVICE.is(maker.resource) {
        return None;
    }
    let b = maker.b;
    let named = maker.path(&[NETWORK, EGRESS, USES_CONNECTOR])?;
    let (_, connector) = find::resource(b, named, CONNECTOR, NO_NAME)?;
    let subnets = b.links(SUBNETS.of(connector), SUBNETS.place(connector));
    let mut workload = maker.workload(WorkloadKind::AppRunnerService, subnets)?;
    workload.groups = b.links(GROUPS.of(connector), GROUPS.place(connector));
    match maker.path(&[INSTANCE, ROLE]) {
        Some(role) => maker.uses(role, BY_SERVICE, &mut workload),
        None => super::row::open(&mut workload, crate::fact::why(maker.value(INSTANCE))),
    }
    Some(workload)
}
