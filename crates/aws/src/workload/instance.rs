//! EC2 instances.

use vpcelint_model::{Language, Resource, ResourceId, Target, Value};
use vpcelint_source::Span;

use super::need::{Need, of_grants, of_script};
use super::{Workload, WorkloadKind};
use crate::builder::Builder;
use crate::fact::why;
use crate::iam::{Grants, Roles};
use crate::network::{GroupId, SubnetId};
use crate::spelling::{Attribute, Reads, Type};
use crate::{Fact, Link, LinkAt, Links};

pub(super) const INSTANCE: Type = Type("aws_instance", "AWS::EC2::Instance");
const ATTACHMENT: Type = Type("aws_network_interface_sg_attachment", "");
const ATTACHED_GROUP: Attribute = Attribute("security_group_id", "");
const ATTACHED_TO: Attribute = Attribute("network_interface_id", "");

pub(super) const SUBNET: Attribute = Attribute("subnet_id", "SubnetId");
const GROUPS: Attribute = Attribute("vpc_security_group_ids", "SecurityGroupIds");
const OLDER_GROUPS: Attribute = Attribute("security_groups", "");
const PUBLIC_IP: Attribute = Attribute("associate_public_ip_address", "");
const PROFILE: Attribute = Attribute("iam_instance_profile", "IamInstanceProfile");
const USER_DATA: Attribute = Attribute("user_data", "UserData");
const ENCODED_USER_DATA: Attribute = Attribute("user_data_base64", "");
const CHECK: Attribute = Attribute("source_dest_check", "SourceDestCheck");
const INTERFACES: Attribute = Attribute("network_interface", "NetworkInterfaces");
const INTERFACE_GROUPS: Attribute = Attribute("", "GroupSet");
const INTERFACE_PUBLIC_IP: Attribute = Attribute("", "AssociatePublicIpAddress");
const INTERFACE_ID: Attribute = Attribute("", "NetworkInterfaceId");

/// What this family reads.
pub(super) const READS: &[Reads] = &[
    Reads { of: ATTACHMENT, attributes: &[ATTACHED_GROUP, ATTACHED_TO] },
    Reads {
        of: INSTANCE,
        attributes: &[
            SUBNET,
            GROUPS,
            OLDER_GROUPS,
            PUBLIC_IP,
            PROFILE,
            USER_DATA,
            ENCODED_USER_DATA,
            CHECK,
            INTERFACES,
        ],
    },
];

/// The instance that a resource makes.
pub(super) fn read(
    b: &Builder<'_>,
    roles: &Roles,
    id: ResourceId,
    resource: &Resource,
) -> Option<Workload> {
    if !INSTANCE.is(resource) {
        return None;
    }
    let at = resource.span;
    let own = own_interface(resource);
    let interfaces = INTERFACES.of(resource);
    let within = |attribute: Attribute| {
        own.and_then(|interface| attribute.within(resource.language, interface))
    };
    let subnet = within(SUBNET).unwrap_or_else(|| SUBNET.of(resource));
    let public = within(INTERFACE_PUBLIC_IP).unwrap_or_else(|| PUBLIC_IP.of(resource));
    let groups = match within(INTERFACE_GROUPS) {
        Some(value) => b.links(value, INTERFACES.place(resource)),
        None => groups(b, resource),
    };
    let subnets = match b.link::<SubnetId>(subnet) {
        // Interfaces of their own have subnets and groups of their own.
        Link::Absent if !interfaces.is_null() && own.is_none() => {
            Links { items: Vec::new(), open: Some(why(interfaces)) }
        }
        // The default VPC.
        Link::Absent => Links::default(),
        link => {
            Links { items: vec![LinkAt { link, at: SUBNET.place(resource), by: None }], open: None }
        }
    };
    let grants = roles.of_profile(PROFILE.of(resource));
    let mut needs = Vec::new();
    of_instance(&grants, &mut needs);
    for script in [USER_DATA, ENCODED_USER_DATA] {
        of_script(script.of(resource), script.place(resource), &mut needs);
    }
    Some(Workload {
        resource: id,
        at,
        conditional: Builder::conditional(resource),
        kind: WorkloadKind::Instance,
        public_ip: public_ip(b, &subnets, public, at),
        subnets,
        groups,
        needs,
        needs_open: grants.open,
        appliance: CHECK.of(resource).as_bool() == Some(false),
        as_subnet: false,
    })
}

/// The first interface of an instance, where its template describes it there.
fn own_interface(resource: &Resource) -> Option<&Value> {
    let interface = INTERFACES.of(resource).as_list()?.first()?;
    let described = INTERFACE_ID.within(resource.language, interface)?.is_null();
    (described && resource.language == Language::CloudFormation).then_some(interface)
}

/// The groups of an instance, written by one of two names, or by those of its interfaces.
fn groups(b: &Builder<'_>, resource: &Resource) -> Links<GroupId> {
    let mut groups = Links::default();
    for attribute in [GROUPS, OLDER_GROUPS] {
        let more = b.links(attribute.of(resource), attribute.place(resource));
        groups.items.extend(more.items);
        groups.open = groups.open.or(more.open);
    }
    let interfaces = INTERFACES.of(resource);
    if groups.is_certainly_empty() && !interfaces.is_null() {
        groups.open = Some(why(interfaces));
    }
    groups
}

/// Adds groups that are attached to the interface of an instance by a resource of their own.
pub(super) fn attach(b: &Builder<'_>, made: &mut [Workload]) {
    for (id, resource) in b.resources() {
        if !ATTACHMENT.is(resource) {
            continue;
        }
        let group = b.side_link(id, resource, ATTACHED_GROUP);
        let to = ATTACHED_TO.of(resource);
        let target = to.as_reference().map(|r| &r.target);
        let may_be = |workload: &&mut Workload| match target {
            Some(Target::Resource(id)) => workload.resource == *id,
            _ => workload.kind == WorkloadKind::Instance,
        };
        let certain = matches!(target, Some(Target::Resource(_)));
        for workload in made.iter_mut().filter(may_be) {
            if certain && Builder::conditional(resource).is_none() {
                workload.groups.items.push(group.clone());
            } else {
                workload.groups.open.get_or_insert_with(|| why(to));
            }
        }
    }
}

/// Whether an instance has a public address: as it says, else as its subnet says.
pub(super) fn public_ip(
    b: &Builder<'_>,
    subnets: &Links<SubnetId>,
    value: &Value,
    at: Span,
) -> Fact<bool> {
    if !value.is_null() {
        return Fact::bool(value, false, at);
    }
    let mut of_subnets = subnets.known().map(|s| &b.network.subnet(s).public_ip);
    match (of_subnets.next(), subnets.unknown()) {
        (Some(first), None) if of_subnets.all(|f| f.get() == first.get()) => first.clone(),
        (_, Some(cause)) => Fact::unknown(cause, at),
        (None, None) => Fact { known: Ok(false), at, written: false },
        _ => Fact::unknown(vpcelint_model::Cause::new("its subnets differ", Some(at)), at),
    }
}

/// What agents on an instance call, and what its role may.
pub(super) fn of_instance(grants: &Grants, needs: &mut Vec<Need>) {
    super::agents::by_role(grants, needs);
    of_grants(grants, &[], needs);
}
