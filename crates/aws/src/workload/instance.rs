//! EC2 instances.

use std::sync::Arc;

use vpcelint_model::{Cause, Resource, ResourceId, Value};
use vpcelint_source::Span;

use super::interface::{self, First, INTERFACES, Placed};
use super::launch::{self, USES_TEMPLATE};
use super::need::{Need, of_grants, of_script};
use super::{Workload, WorkloadKind};
use crate::builder::Builder;
use crate::fact::why;
use crate::iam::{Grants, Roles};
use crate::network::{GroupId, SubnetId};
use crate::spelling::{Attribute, Reads, Type};
use crate::{Fact, Link, LinkAt, Links};

pub(super) const INSTANCE: Type = Type("aws_instance", "AWS::EC2::Instance");

pub(super) const SUBNET: Attribute = Attribute("subnet_id", "SubnetId");
const GROUPS: Attribute = Attribute("vpc_security_group_ids", "SecurityGroupIds");
const OLDER_GROUPS: Attribute = Attribute("security_groups", "");
const PUBLIC_IP: Attribute = Attribute("associate_public_ip_address", "");
const PROFILE: Attribute = Attribute("iam_instance_profile", "IamInstanceProfile");
const CHECK: Attribute = Attribute("source_dest_check", "SourceDestCheck");
const INTERFACE_GROUPS: Attribute = Attribute("", "GroupSet");
const INTERFACE_PUBLIC_IP: Attribute = Attribute("", "AssociatePublicIpAddress");

/// What this family reads.
pub(super) const READS: &[Reads] = &[Reads {
    of: INSTANCE,
    attributes: &[
        SUBNET,
        GROUPS,
        OLDER_GROUPS,
        PUBLIC_IP,
        PROFILE,
        launch::SCRIPTS[0],
        launch::SCRIPTS[1],
        CHECK,
        INTERFACES,
        interface::PRIMARY,
        USES_TEMPLATE,
    ],
}];

/// The instance that a resource makes.
pub(super) fn read<'g>(
    b: &Builder<'g>,
    roles: &Roles,
    id: ResourceId,
    resource: &'g Resource,
) -> Option<Workload> {
    if !INSTANCE.is(resource) {
        return None;
    }
    let at = resource.span;
    let launch = Launch::of(b, resource);
    let first = match (First::of(b, resource), launch.found()) {
        (First::None, Some(launch)) => {
            match launch::of_interface(launch, interface::INTERFACE_ID) {
                id if id.is_null() => First::None,
                id => First::named(b, id),
            }
        }
        (first, _) => first,
    };
    let mut placed = match first {
        First::Unknown(cause) => Placed::unknown(cause, at),
        First::Own(id) => interface::placed(b, b.graph.resource(id), id),
        First::Described(block) => described(b, resource, Some(block), &launch),
        First::None => described(b, resource, None, &launch),
    };
    let forwards = placed.forwards || CHECK.of(resource).as_bool() == Some(false);
    if forwards && interface::are_several(resource) {
        let reason = "an instance that forwards may call from any of its interfaces";
        placed.anywhere(Cause::new(reason, Some(INTERFACES.place(resource))));
    }
    let profile = launch.or(PROFILE.of(resource), launch::profile);
    let grants = roles.of_profile(profile);
    let mut needs = Vec::new();
    of_instance(&grants, &mut needs);
    let mut scripted = false;
    for script in launch::SCRIPTS {
        let text = script.of(resource);
        scripted |= !text.is_null();
        of_script(text, script.place(resource), &mut needs);
    }
    for script in launch::SCRIPTS {
        if let Some(launch) = launch.found().filter(|_| !scripted) {
            let text = launch::written(launch, script);
            of_script(text, launch::place_of(launch, script), &mut needs);
        }
    }
    Some(Workload {
        resource: id,
        at,
        conditional: Builder::conditional(resource),
        kind: WorkloadKind::Instance,
        public_ip: placed.public_ip,
        subnets: placed.subnets,
        groups: placed.groups,
        needs,
        needs_open: grants.open.or_else(|| launch.missing().cloned()),
        appliance: forwards,
        interface: placed.interface,
        as_subnet: false,
    })
}

/// Where an instance is that makes its first interface itself, as it says there, at its own level, or
/// in its launch template.
fn described<'g>(
    b: &Builder<'_>,
    resource: &'g Resource,
    block: Option<&'g Value>,
    launch: &Launch<'g>,
) -> Placed {
    let at = resource.span;
    let within = |attribute: Attribute| {
        block.and_then(|block| attribute.within(resource.language, block)).filter(|v| !v.is_null())
    };
    let own = within(SUBNET).unwrap_or_else(|| SUBNET.of(resource));
    let subnet = launch.or(own, |l| launch::of_interface(l, SUBNET));
    let own = within(INTERFACE_PUBLIC_IP).unwrap_or_else(|| PUBLIC_IP.of(resource));
    let public = launch.or(own, launch::public_ip);
    let mut groups = match within(INTERFACE_GROUPS) {
        Some(value) => b.links(value, INTERFACES.place(resource)),
        None => groups(b, resource),
    };
    if groups.is_certainly_empty() {
        match launch {
            Launch::Found(launch) => groups = launch::groups(b, launch),
            Launch::Missing(cause) => groups.open = Some(cause.clone()),
            Launch::None => {}
        }
    }
    let subnets = match (b.link::<SubnetId>(subnet), launch.missing()) {
        (Link::Absent, Some(cause)) => Links { items: Vec::new(), open: Some(cause.clone()) },
        // The default VPC.
        (Link::Absent, None) => Links::default(),
        (link, _) => Links {
            items: vec![LinkAt {
                link,
                at: subnet.origin.at.unwrap_or_else(|| SUBNET.place(resource)),
                by: None,
            }],
            open: None,
        },
    };
    let public_ip = match launch.missing().filter(|_| public.is_null()) {
        Some(cause) => Fact::unknown(cause.clone(), at),
        None => public_ip(b, &subnets, public, at),
    };
    Placed { subnets, groups, public_ip, forwards: false, interface: None }
}

/// The launch template of an instance.
enum Launch<'g> {
    None,
    Found(&'g Resource),
    /// It names one that the code does not make.
    Missing(Arc<Cause>),
}

impl<'g> Launch<'g> {
    fn of(b: &Builder<'g>, resource: &Resource) -> Self {
        let value = USES_TEMPLATE.of(resource);
        let (blocks, open) = Builder::blocks(value);
        match (blocks.first(), open) {
            (None, None) => Self::None,
            (Some(block), None) => match launch::template(b, block, resource.language) {
                Some(launch) => match launch::interface_open(launch) {
                    None => Self::Found(launch),
                    Some(cause) => Self::Missing(cause),
                },
                None => Self::Missing(why(value)),
            },
            (_, Some(cause)) => Self::Missing(cause),
        }
    }

    fn found(&self) -> Option<&'g Resource> {
        match self {
            Self::Found(launch) => Some(launch),
            _ => None,
        }
    }

    fn missing(&self) -> Option<&Arc<Cause>> {
        match self {
            Self::Missing(cause) => Some(cause),
            _ => None,
        }
    }

    /// What an instance says, or else its template.
    fn or(&self, own: &'g Value, read: impl Fn(&'g Resource) -> &'g Value) -> &'g Value {
        self.found().filter(|_| own.is_null()).map_or(own, read)
    }
}

/// The groups of an instance, written by one of two names.
fn groups(b: &Builder<'_>, resource: &Resource) -> Links<GroupId> {
    let mut groups = Links::default();
    for attribute in [GROUPS, OLDER_GROUPS] {
        let more = b.links(attribute.of(resource), attribute.place(resource));
        groups.items.extend(more.items);
        groups.open = groups.open.or(more.open);
    }
    groups
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
        _ => Fact::unknown(Cause::new("its subnets differ", Some(at)), at),
    }
}

/// What agents on an instance call, and what its role may.
pub(super) fn of_instance(grants: &Grants, needs: &mut Vec<Need>) {
    super::agents::by_role(grants, needs);
    of_grants(grants, &[], needs);
}
