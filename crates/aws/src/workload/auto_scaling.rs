//! Auto Scaling groups, whose instances launch templates and configurations describe.

use vpcelint_model::{Resource, ResourceId, Value};

use super::find::{self, first};
use super::instance::{of_instance, public_ip};
use super::launch::{self, USES_TEMPLATE};
use super::need::of_script;
use super::{Workload, WorkloadKind};
use crate::builder::Builder;
use crate::fact::why;
use crate::iam::Roles;
use crate::spelling::{Attribute, Reads, Type};
use crate::{Fact, Links};

const GROUP: Type = Type("aws_autoscaling_group", "AWS::AutoScaling::AutoScalingGroup");

pub(super) const GROUP_NAME: Attribute = Attribute("name", "AutoScalingGroupName");
const SUBNETS: Attribute = Attribute("vpc_zone_identifier", "VPCZoneIdentifier");
const MIXED: Attribute = Attribute("mixed_instances_policy", "MixedInstancesPolicy");
const USES_CONFIGURATION: Attribute = Attribute("launch_configuration", "LaunchConfigurationName");
const SPECIFICATION: Attribute =
    Attribute("launch_template_specification", "LaunchTemplateSpecification");

/// What this family reads.
pub(super) const READS: &[Reads] = &[Reads {
    of: GROUP,
    attributes: &[GROUP_NAME, SUBNETS, USES_TEMPLATE, MIXED, USES_CONFIGURATION],
}];

/// The Auto Scaling group that a resource makes.
pub(super) fn read(
    b: &Builder<'_>,
    roles: &Roles,
    id: ResourceId,
    resource: &Resource,
) -> Option<Workload> {
    if !GROUP.is(resource) {
        return None;
    }
    let at = resource.span;
    let subnets = b.links(SUBNETS.of(resource), SUBNETS.place(resource));
    let mut workload = Workload {
        resource: id,
        at,
        conditional: Builder::conditional(resource),
        kind: WorkloadKind::AutoScalingGroup,
        public_ip: public_ip(b, &subnets, &Value::default(), at),
        subnets,
        groups: Links::default(),
        needs: Vec::new(),
        needs_open: None,
        interface: None,
        appliance: false,
        as_subnet: true,
    };
    match launched(b, resource) {
        Some(launch) => describe(b, roles, launch, &mut workload),
        None => {
            let cause = why(USES_TEMPLATE.of(resource));
            workload.groups.open = Some(cause.clone());
            workload.needs_open = Some(cause.clone());
            workload.public_ip = Fact::unknown(cause, at);
        }
    }
    Some(workload)
}

/// The launch template or configuration that a group uses.
fn launched<'g>(b: &Builder<'g>, group: &Resource) -> Option<&'g Resource> {
    let configuration = USES_CONFIGURATION.of(group);
    if !configuration.is_null() {
        return find::resource(b, configuration, launch::CONFIGURATION, launch::NAME)
            .map(|(_, r)| r);
    }
    let mut block = first(USES_TEMPLATE.of(group));
    if block.is_none() {
        let mixed = first(MIXED.of(group));
        let inner = mixed.and_then(|m| USES_TEMPLATE.within(group.language, m)).and_then(first);
        block = inner.and_then(|m| SPECIFICATION.within(group.language, m)).and_then(first);
    }
    launch::template(b, block?, group.language)
}

/// Takes over what a launch template or configuration says of the instances.
fn describe(b: &Builder<'_>, roles: &Roles, launch: &Resource, workload: &mut Workload) {
    let grants = roles.of_profile(launch::profile(launch));
    of_instance(&grants, &mut workload.needs);
    for script in launch::SCRIPTS {
        let text = launch::written(launch, script);
        of_script(text, launch::place_of(launch, script), &mut workload.needs);
    }
    workload.needs_open = grants.open;
    workload.groups = launch::groups(b, launch);
    let public = launch::public_ip(launch);
    workload.as_subnet = public.is_null();
    workload.public_ip = public_ip(b, &workload.subnets, public, workload.at);
}
