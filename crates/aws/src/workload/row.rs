//! Workloads that a row of a table describes: where their interfaces are, whether these may have
//! public addresses, whose permissions they use, and what the service always calls from there.

use std::sync::Arc;

use vpcelint_model::{Cause, Kind, Resource, ResourceId, Value};
use vpcelint_source::Span;

use super::find::first;
use super::instance::public_ip;
use super::need::{ByService, Need, Strength, add, of_grants};
use super::{Workload, WorkloadKind};
use crate::builder::Builder;
use crate::fact::why;
use crate::iam::{Grant, Roles};
use crate::network::SubnetId;
use crate::spelling::{Attribute, Type};
use crate::{Fact, Links};

/// A resource that may make a workload.
#[derive(Clone, Copy)]
pub(super) struct Maker<'b, 'g> {
    pub(super) b: &'b Builder<'g>,
    pub(super) roles: &'b Roles,
    pub(super) id: ResourceId,
    pub(super) resource: &'g Resource,
}

/// Whether an interface may have a public address.
pub(super) enum Public {
    /// It never has one.
    Never,
    /// As its subnet says.
    AsSubnet,
}

/// A family of workloads.
pub(super) struct Row {
    pub(super) of: Type,
    pub(super) kind: WorkloadKind,
    /// The blocks around subnets and groups, the outermost first.
    pub(super) around: &'static [Attribute],
    pub(super) subnets: Attribute,
    pub(super) groups: Attribute,
    pub(super) public: Public,
    /// The way to the role that its calls use.
    pub(super) role: &'static [Attribute],
    /// What the AWS service uses the role for, outside of the VPC.
    pub(super) by_service: &'static ByService,
    /// What it calls, in any case.
    pub(super) calls: &'static [(&'static str, Strength)],
    /// The evidence for that.
    pub(super) because: &'static str,
}

impl Row {
    /// The workload that a resource makes, if it is in a VPC.
    pub(super) fn read(&self, maker: &Maker<'_, '_>) -> Option<Workload> {
        if !self.of.is(maker.resource) {
            return None;
        }
        let language = maker.resource.language;
        let within = |attribute: Attribute| match self.around {
            [] => Some(attribute.of(maker.resource)),
            around => attribute.within(language, first(maker.path(around)?)?),
        };
        let at = maker.place(self.around.first().copied().unwrap_or(self.subnets));
        let mut workload = maker.workload(self.kind, maker.b.links(within(self.subnets)?, at))?;
        if let Some(groups) = within(self.groups) {
            workload.groups = maker.b.links(groups, at);
        }
        if matches!(self.public, Public::AsSubnet) {
            maker.as_subnet(&mut workload);
        }
        for (service, strength) in self.calls {
            let because = self.because.to_owned();
            let need = Need::new(service, *strength, because, at);
            add(&mut workload.needs, need);
        }
        match maker.path(self.role) {
            _ if self.role.is_empty() => {}
            Some(role) => maker.uses(role, self.by_service, &mut workload),
            None => open(&mut workload, why(maker.value(self.role.first().copied()?))),
        }
        Some(workload)
    }
}

impl<'g> Maker<'_, 'g> {
    pub(super) fn value(&self, attribute: Attribute) -> &'g Value {
        attribute.of(self.resource)
    }

    pub(super) fn place(&self, attribute: Attribute) -> Span {
        attribute.place(self.resource)
    }

    /// The value at the end of a way through blocks; none when it is not known.
    pub(super) fn path(&self, way: &[Attribute]) -> Option<&'g Value> {
        let (start, rest) = way.split_first()?;
        rest.iter().try_fold(self.value(*start), |value, attribute| {
            let block = first(value).unwrap_or(value);
            attribute.within(self.resource.language, block)
        })
    }

    /// A workload without any needs, and without public addresses; none if it is in no subnet.
    pub(super) fn workload(
        &self,
        kind: WorkloadKind,
        subnets: Links<SubnetId>,
    ) -> Option<Workload> {
        let at = self.resource.span;
        (!subnets.is_certainly_empty()).then(|| Workload {
            resource: self.id,
            at,
            conditional: Builder::conditional(self.resource),
            kind,
            subnets,
            groups: Links::default(),
            public_ip: Fact { known: Ok(false), at, written: false },
            needs: Vec::new(),
            needs_open: None,
            appliance: false,
            interface: None,
            as_subnet: false,
        })
    }

    /// It has a public address where its subnets give one.
    pub(super) fn as_subnet(&self, workload: &mut Workload) {
        let value = Value::default();
        workload.public_ip = public_ip(self.b, &workload.subnets, &value, workload.at);
        workload.as_subnet = true;
    }

    /// It may call what a role allows.
    pub(super) fn uses(&self, role: &Value, by_service: &ByService, workload: &mut Workload) {
        self.uses_but(role, by_service, &|_| false, workload);
    }

    /// It may call what a role allows, but for some permissions.
    pub(super) fn uses_but(
        &self,
        role: &Value,
        by_service: &ByService,
        except: &dyn Fn(&Grant) -> bool,
        workload: &mut Workload,
    ) {
        let roles = match &role.kind {
            Kind::List(roles, more) => {
                more.iter().for_each(|cause| open(workload, cause.clone()));
                roles.as_slice()
            }
            _ => std::slice::from_ref(role),
        };
        for role in roles {
            let mut grants = self.roles.of_role(role);
            grants.all.retain(|grant| !except(grant));
            of_grants(&grants, by_service, &mut workload.needs);
            grants.open.into_iter().for_each(|cause| open(workload, cause));
        }
    }
}

/// A workload may call more.
pub(super) fn open(workload: &mut Workload, cause: Arc<Cause>) {
    workload.needs_open.get_or_insert(cause);
}

/// Adds proven needs.
pub(super) fn proven(workload: &mut Workload, services: &[&str], because: &str, at: Span) {
    for service in services {
        add(&mut workload.needs, Need::proven(service, because, at));
    }
}

/// Adds needs that a resource beside the workload proves; one that may not exist leaves them open.
pub(super) fn proven_by(
    side: &Resource,
    workload: &mut Workload,
    services: &[&str],
    because: &str,
    at: Span,
) {
    match Builder::doubt(side, workload.conditional.as_ref()) {
        None => proven(workload, services, because, at),
        Some(cause) => open(workload, cause),
    }
}

/// Adds likely needs.
pub(super) fn likely(workload: &mut Workload, services: &[&str], because: &str, at: Span) {
    for service in services {
        add(&mut workload.needs, Need::likely(service, because, at));
    }
}
