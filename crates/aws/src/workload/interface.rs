//! Network interfaces: those that instances describe, and those of their own that instances use. What an
//! instance calls leaves by its first one, of device index 0.

use std::sync::Arc;

use vpcelint_model::{Cause, Language, Resource, ResourceId, Target, Value};
use vpcelint_source::Span;

use super::{Workload, WorkloadKind};
use crate::builder::Builder;
use crate::fact::why;
use crate::network::{GroupId, SubnetId};
use crate::spelling::{Attribute, Reads, Type};
use crate::{Fact, Link, LinkAt, Links};

pub(super) const INTERFACE: Type = Type("aws_network_interface", "AWS::EC2::NetworkInterface");
const SUBNET: Attribute = Attribute("subnet_id", "SubnetId");
const GROUPS: Attribute = Attribute("security_groups", "GroupSet");
const CHECK: Attribute = Attribute("source_dest_check", "SourceDestCheck");

/// Of an instance.
pub(super) const INTERFACES: Attribute = Attribute("network_interface", "NetworkInterfaces");
/// Of an instance, as version 6 of the provider writes the first interface.
pub(super) const PRIMARY: Attribute = Attribute("primary_network_interface", "");
pub(super) const INTERFACE_ID: Attribute = Attribute("network_interface_id", "NetworkInterfaceId");
const DEVICE_INDEX: Attribute = Attribute("device_index", "DeviceIndex");

const ATTACHMENT: Type = Type("aws_network_interface_sg_attachment", "");
const ATTACHED_GROUP: Attribute = Attribute("security_group_id", "");

/// What this family reads.
pub(super) const READS: &[Reads] = &[
    Reads { of: INTERFACE, attributes: &[SUBNET, GROUPS, CHECK] },
    Reads { of: ATTACHMENT, attributes: &[ATTACHED_GROUP, INTERFACE_ID] },
];

/// The first interface of an instance.
pub(super) enum First<'g> {
    /// It says nothing of interfaces: it makes one by what it says itself.
    None,
    /// It makes one by what a block says.
    Described(&'g Value),
    /// A resource of its own.
    Own(ResourceId),
    /// It is not known which, or one of elsewhere.
    Unknown(Arc<Cause>),
}

impl<'g> First<'g> {
    pub(super) fn of(b: &Builder<'_>, instance: &'g Resource) -> Self {
        let primary = PRIMARY.of(instance);
        let value = if primary.is_null() { INTERFACES.of(instance) } else { primary };
        let (blocks, open) = Builder::blocks(value);
        if let Some(cause) = open {
            return Self::Unknown(cause);
        }
        if blocks.is_empty() {
            return Self::None;
        }
        let first = match primary.is_null() {
            true => blocks.iter().find(|block| is_first(block, instance.language)),
            false => blocks.first(),
        };
        let Some(block) = first else { return Self::Unknown(why(value)) };
        match INTERFACE_ID.within(instance.language, block) {
            None => Self::Unknown(why(block)),
            Some(id) if id.is_null() => Self::Described(block),
            Some(id) => Self::named(b, id),
        }
    }

    /// The interface that an id names.
    pub(super) fn named(b: &Builder<'_>, id: &Value) -> Self {
        match id.as_reference().map(|r| &r.target) {
            Some(Target::Resource(own)) if INTERFACE.is(b.graph.resource(*own)) => Self::Own(*own),
            _ => Self::Unknown(why(id)),
        }
    }
}

/// Whether a block certainly describes the first interface.
pub(super) fn is_first(block: &Value, language: Language) -> bool {
    DEVICE_INDEX.within(language, block).and_then(Value::as_i64) == Some(0)
}

/// Whether an instance has several interfaces, or may have.
pub(super) fn are_several(instance: &Resource) -> bool {
    let (blocks, open) = Builder::blocks(INTERFACES.of(instance));
    blocks.len() > 1 || open.is_some()
}

/// Where the first interface of an instance is.
pub(super) struct Placed {
    pub(super) subnets: Links<SubnetId>,
    pub(super) groups: Links<GroupId>,
    pub(super) public_ip: Fact<bool>,
    /// Whether it takes what is not for its own address.
    pub(super) forwards: bool,
    /// The resource that it is, if it is one of its own.
    pub(super) interface: Option<ResourceId>,
}

impl Placed {
    /// It may be anywhere.
    pub(super) fn anywhere(&mut self, cause: Arc<Cause>) {
        self.subnets = Links { items: Vec::new(), open: Some(cause) };
    }

    pub(super) fn unknown(cause: Arc<Cause>, at: Span) -> Self {
        Self {
            subnets: Links { items: Vec::new(), open: Some(cause.clone()) },
            groups: Links { items: Vec::new(), open: Some(cause.clone()) },
            public_ip: Fact::unknown(cause, at),
            forwards: false,
            interface: None,
        }
    }
}

/// Where an interface of its own is. What says that it gets a public address says so only to interfaces
/// that a launch makes; whether a subnet that gives addresses gives one to it, documents do not agree.
pub(super) fn placed(b: &Builder<'_>, interface: &Resource, id: ResourceId) -> Placed {
    let at = SUBNET.place(interface);
    let link = match b.link::<SubnetId>(SUBNET.of(interface)) {
        // One must be written.
        Link::Absent => Link::Unknown(why(SUBNET.of(interface))),
        link => link,
    };
    let given = link.to().is_none_or(|s| b.network.subnet(s).public_ip.get() != Some(&false));
    let reason = "whether its subnet gives an interface of its own a public address is not certain";
    let public_ip = match given {
        true => Fact::unknown(Cause::new(reason, Some(at)), at),
        false => Fact { known: Ok(false), at: interface.span, written: false },
    };
    Placed {
        subnets: Links { items: vec![LinkAt { link, at, by: None }], open: None },
        groups: b.links(GROUPS.of(interface), GROUPS.place(interface)),
        public_ip,
        forwards: CHECK.of(interface).as_bool() == Some(false),
        interface: Some(id),
    }
}

/// Adds groups that are attached to the interface of an instance by a resource of their own.
pub(super) fn attach(b: &Builder<'_>, made: &mut [Workload]) {
    for (id, resource) in b.of_type(ATTACHMENT) {
        let group = b.side_link(id, resource, ATTACHED_GROUP);
        let to = INTERFACE_ID.of(resource);
        let target = to.as_reference().map(|r| &r.target);
        let may_be = |workload: &&mut Workload| match target {
            Some(Target::Resource(id)) => workload.is_at(*id),
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
