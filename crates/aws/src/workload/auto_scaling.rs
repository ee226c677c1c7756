//! Auto Scaling groups with their launch templates and configurations.

use vpcelint_model::{Language, Resource, ResourceId, Value};
use vpcelint_source::Span;

use super::find::{self, first};
use super::instance::{of_instance, public_ip};
use super::need::of_script;
use super::{Workload, WorkloadKind};
use crate::builder::Builder;
use crate::fact::why;
use crate::iam::Roles;
use crate::network::GroupId;
use crate::spelling::{Attribute, Reads, Type};
use crate::{Fact, Links};

const GROUP: Type = Type("aws_autoscaling_group", "AWS::AutoScaling::AutoScalingGroup");
const TEMPLATE: Type = Type("aws_launch_template", "AWS::EC2::LaunchTemplate");
const CONFIGURATION: Type =
    Type("aws_launch_configuration", "AWS::AutoScaling::LaunchConfiguration");

pub(super) const GROUP_NAME: Attribute = Attribute("name", "AutoScalingGroupName");
const SUBNETS: Attribute = Attribute("vpc_zone_identifier", "VPCZoneIdentifier");
const USES_TEMPLATE: Attribute = Attribute("launch_template", "LaunchTemplate");
const MIXED: Attribute = Attribute("mixed_instances_policy", "MixedInstancesPolicy");
const USES_CONFIGURATION: Attribute = Attribute("launch_configuration", "LaunchConfigurationName");
const SPECIFICATION: Attribute =
    Attribute("launch_template_specification", "LaunchTemplateSpecification");
const TEMPLATE_IDS: [Attribute; 4] = [
    Attribute("id", "LaunchTemplateId"),
    Attribute("name", "LaunchTemplateName"),
    Attribute("launch_template_id", "LaunchTemplateId"),
    Attribute("launch_template_name", "LaunchTemplateName"),
];
/// As node groups of EKS name a launch template.
const SHORT_IDS: [Attribute; 2] = [Attribute("", "Id"), Attribute("", "Name")];
const NAME: Attribute = Attribute("name", "LaunchTemplateName");
const DATA: Attribute = Attribute("", "LaunchTemplateData");
const GROUPS: Attribute = Attribute("vpc_security_group_ids", "SecurityGroupIds");
const CONFIGURATION_GROUPS: Attribute = Attribute("security_groups", "SecurityGroups");
const INTERFACES: Attribute = Attribute("network_interfaces", "NetworkInterfaces");
const INTERFACE_GROUPS: Attribute = Attribute("security_groups", "Groups");
const PUBLIC_IP: Attribute = Attribute("associate_public_ip_address", "AssociatePublicIpAddress");
const PROFILE: Attribute = Attribute("iam_instance_profile", "IamInstanceProfile");
const PROFILE_NAMES: [Attribute; 2] = [Attribute("name", "Name"), Attribute("arn", "Arn")];
const ENCODED_USER_DATA: Attribute = Attribute("user_data_base64", "");
const USER_DATA: Attribute = Attribute("user_data", "UserData");

/// What this family reads.
pub(super) const READS: &[Reads] = &[
    Reads {
        of: GROUP,
        attributes: &[GROUP_NAME, SUBNETS, USES_TEMPLATE, MIXED, USES_CONFIGURATION],
    },
    Reads { of: TEMPLATE, attributes: &[NAME, DATA, GROUPS, INTERFACES, PROFILE, USER_DATA] },
    Reads {
        of: CONFIGURATION,
        attributes: &[NAME, CONFIGURATION_GROUPS, PUBLIC_IP, PROFILE, USER_DATA, ENCODED_USER_DATA],
    },
];

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
        return find::resource(b, configuration, CONFIGURATION, NAME).map(|(_, r)| r);
    }
    let mut block = first(USES_TEMPLATE.of(group));
    if block.is_none() {
        let mixed = first(MIXED.of(group));
        let inner = mixed.and_then(|m| USES_TEMPLATE.within(group.language, m)).and_then(first);
        block = inner.and_then(|m| SPECIFICATION.within(group.language, m)).and_then(first);
    }
    template(b, block?, group.language)
}

/// Takes over what a launch template or configuration says of the instances.
fn describe(b: &Builder<'_>, roles: &Roles, launch: &Resource, workload: &mut Workload) {
    let language = launch.language;
    let read = |attribute| written(launch, attribute);
    let place = |attribute| place_of(launch, attribute);
    let profile = read(PROFILE);
    let profile = match first(profile) {
        Some(block) => PROFILE_NAMES
            .iter()
            .filter_map(|a| a.within(language, block))
            .find(|v| !v.is_null())
            .unwrap_or(profile),
        None => profile,
    };
    let grants = roles.of_profile(profile);
    of_instance(&grants, &mut workload.needs);
    for script in [USER_DATA, ENCODED_USER_DATA] {
        of_script(read(script), place(script), &mut workload.needs);
    }
    workload.needs_open = grants.open;
    workload.groups = groups(b, launch);
    let mut public = read(PUBLIC_IP);
    if TEMPLATE.is(launch) {
        public = &NULL;
        if let Some(interface) = first(read(INTERFACES)) {
            public = PUBLIC_IP.within(language, interface).unwrap_or(public);
        }
    }
    workload.as_subnet = public.is_null();
    workload.public_ip = public_ip(b, &workload.subnets, public, workload.at);
}

/// The launch template that a block names.
pub(super) fn template<'g>(
    b: &Builder<'g>,
    block: &Value,
    language: Language,
) -> Option<&'g Resource> {
    let written = |a: &Attribute| a.within(language, block).filter(|v| !v.is_null());
    let named = TEMPLATE_IDS.iter().chain(&SHORT_IDS).find_map(written)?;
    find::resource(b, named, TEMPLATE, NAME).map(|(_, r)| r)
}

/// The groups of a launch template or configuration.
pub(super) fn groups(b: &Builder<'_>, launch: &Resource) -> Links<GroupId> {
    let language = launch.language;
    let own = if CONFIGURATION.is(launch) { CONFIGURATION_GROUPS } else { GROUPS };
    let (named, at) = (written(launch, own), place_of(launch, own));
    let mut groups = b.links(named, at);
    let interface = first(written(launch, INTERFACES)).filter(|_| TEMPLATE.is(launch));
    if let Some(named) = interface.and_then(|i| INTERFACE_GROUPS.within(language, i)) {
        let links = b.links(named, launch.span);
        groups.items.extend(links.items);
        groups.open = groups.open.take().or(links.open);
    }
    groups
}

/// What a launch template or configuration says: CloudFormation writes a template's instances within
/// one property.
fn written(launch: &Resource, attribute: Attribute) -> &Value {
    match data_of(launch) {
        Some(data) => attribute.within(launch.language, data).unwrap_or(data),
        None => attribute.of(launch),
    }
}

/// Where it says that.
fn place_of(launch: &Resource, attribute: Attribute) -> Span {
    match data_of(launch) {
        Some(_) => written(launch, attribute).origin.at.unwrap_or(launch.span),
        None => attribute.place(launch),
    }
}

fn data_of(launch: &Resource) -> Option<&Value> {
    Some(DATA.of(launch)).filter(|data| TEMPLATE.is(launch) && !data.is_null())
}

/// An attribute that is not written.
static NULL: std::sync::LazyLock<Value> = std::sync::LazyLock::new(Value::default);
