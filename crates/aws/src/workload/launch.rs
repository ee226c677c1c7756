//! Launch templates and configurations: what they say of the instances that are launched by them.

use std::sync::Arc;

use vpcelint_model::{Cause, Language, Resource, Value};
use vpcelint_source::Span;

use super::find::{self, first};
use super::interface::is_first;
use crate::Links;
use crate::builder::Builder;
use crate::fact::why;
use crate::network::GroupId;
use crate::spelling::{Attribute, Reads, Type};

const TEMPLATE: Type = Type("aws_launch_template", "AWS::EC2::LaunchTemplate");
pub(super) const CONFIGURATION: Type =
    Type("aws_launch_configuration", "AWS::AutoScaling::LaunchConfiguration");

pub(super) const USES_TEMPLATE: Attribute = Attribute("launch_template", "LaunchTemplate");
const TEMPLATE_IDS: [Attribute; 4] = [
    Attribute("id", "LaunchTemplateId"),
    Attribute("name", "LaunchTemplateName"),
    Attribute("launch_template_id", "LaunchTemplateId"),
    Attribute("launch_template_name", "LaunchTemplateName"),
];
/// As node groups of EKS name a launch template.
const SHORT_IDS: [Attribute; 2] = [Attribute("", "Id"), Attribute("", "Name")];
pub(super) const NAME: Attribute = Attribute("name", "LaunchTemplateName");
const DATA: Attribute = Attribute("", "LaunchTemplateData");
const GROUPS: Attribute = Attribute("vpc_security_group_ids", "SecurityGroupIds");
const CONFIGURATION_GROUPS: Attribute = Attribute("security_groups", "SecurityGroups");
const INTERFACES: Attribute = Attribute("network_interfaces", "NetworkInterfaces");
const INTERFACE_GROUPS: Attribute = Attribute("security_groups", "Groups");
pub(super) const PUBLIC_IP: Attribute =
    Attribute("associate_public_ip_address", "AssociatePublicIpAddress");
const PROFILE: Attribute = Attribute("iam_instance_profile", "IamInstanceProfile");
const PROFILE_NAMES: [Attribute; 2] = [Attribute("name", "Name"), Attribute("arn", "Arn")];
const ENCODED_USER_DATA: Attribute = Attribute("user_data_base64", "");
const USER_DATA: Attribute = Attribute("user_data", "UserData");
/// The scripts that an instance runs when it starts.
pub(super) const SCRIPTS: [Attribute; 2] = [USER_DATA, ENCODED_USER_DATA];

/// What this family reads.
pub(super) const READS: &[Reads] = &[
    Reads { of: TEMPLATE, attributes: &[NAME, DATA, GROUPS, INTERFACES, PROFILE, USER_DATA] },
    Reads {
        of: CONFIGURATION,
        attributes: &[NAME, CONFIGURATION_GROUPS, PUBLIC_IP, PROFILE, USER_DATA, ENCODED_USER_DATA],
    },
];

/// What is not written.
static NULL: std::sync::LazyLock<Value> = std::sync::LazyLock::new(Value::default);

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
    let own = if CONFIGURATION.is(launch) { CONFIGURATION_GROUPS } else { GROUPS };
    let mut groups = b.links(written(launch, own), place_of(launch, own));
    let links = b.links(of_interface(launch, INTERFACE_GROUPS), launch.span);
    groups.items.extend(links.items);
    groups.open = groups.open.take().or(links.open);
    groups
}

/// The instance profile of a launch template or configuration.
pub(super) fn profile(launch: &Resource) -> &Value {
    let profile = written(launch, PROFILE);
    let Some(block) = first(profile) else { return profile };
    let named = PROFILE_NAMES.iter().filter_map(|a| a.within(launch.language, block));
    named.into_iter().find(|v| !v.is_null()).unwrap_or(profile)
}

/// Whether a launch template or configuration gives a public address.
pub(super) fn public_ip(launch: &Resource) -> &Value {
    match TEMPLATE.is(launch) {
        true => of_interface(launch, PUBLIC_IP),
        false => written(launch, PUBLIC_IP),
    }
}

/// Why it is not known which is the first interface of a launch template.
pub(super) fn interface_open(launch: &Resource) -> Option<Arc<Cause>> {
    let interfaces = written(launch, INTERFACES);
    let (blocks, open) = Builder::blocks(interfaces);
    open.or_else(|| (!blocks.is_empty() && interface(launch).is_none()).then(|| why(interfaces)))
}

/// The first interface of a launch template: the only one, or that of device index 0.
fn interface(launch: &Resource) -> Option<&Value> {
    match Builder::blocks(written(launch, INTERFACES)) {
        ([only], None) => Some(only),
        (several, None) => several.iter().find(|block| is_first(block, launch.language)),
        (_, Some(_)) => None,
    }
}

/// What the first interface of a launch template says.
pub(super) fn of_interface(launch: &Resource, attribute: Attribute) -> &Value {
    let interface = interface(launch).filter(|_| TEMPLATE.is(launch));
    interface.and_then(|i| attribute.within(launch.language, i)).unwrap_or(&NULL)
}

/// What a launch template or configuration says: CloudFormation writes a template's instances within
/// one property.
pub(super) fn written(launch: &Resource, attribute: Attribute) -> &Value {
    match data_of(launch) {
        Some(data) => attribute.within(launch.language, data).unwrap_or(data),
        None => attribute.of(launch),
    }
}

/// Where it says that.
pub(super) fn place_of(launch: &Resource, attribute: Attribute) -> Span {
    match data_of(launch) {
        Some(_) => written(launch, attribute).origin.at.unwrap_or(launch.span),
        None => attribute.place(launch),
    }
}

fn data_of(launch: &Resource) -> Option<&Value> {
    Some(DATA.of(launch)).filter(|data| TEMPLATE.is(launch) && !data.is_null())
}
