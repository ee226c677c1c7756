//! Workloads: what owns network interfaces and calls services from them, and why it needs which.

mod auto_scaling;
mod ecs;
mod eks;
mod instance;
mod lambda;
mod need;

use std::sync::Arc;

use vpcelint_model::{Cause, ResourceId};
use vpcelint_source::Span;

pub use need::{Need, Strength};

use crate::builder::Builder;
use crate::iam::Roles;
use crate::network::{GroupId, Relation, SubnetId};
use crate::spelling::Reads;
use crate::{Fact, Links};

/// What this family reads.
pub(crate) const READS: &[Reads] = &{
    const ALL: [&[Reads]; 5] =
        [instance::READS, auto_scaling::READS, lambda::READS, ecs::READS, eks::READS];
    const LENGTH: usize = ALL[0].len() + ALL[1].len() + ALL[2].len() + ALL[3].len() + ALL[4].len();
    let mut reads = [ALL[0][0]; LENGTH];
    let (mut family, mut n, mut at) = (0, 0, 0);
    while family < ALL.len() {
        while n < ALL[family].len() {
            reads[at] = ALL[family][n];
            at += 1;
            n += 1;
        }
        n = 0;
        family += 1;
    }
    reads
};

/// What kind of workload.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum WorkloadKind {
    /// An EC2 instance.
    Instance,
    /// An Auto Scaling group.
    AutoScalingGroup,
    /// A Lambda function in a VPC.
    Lambda,
    /// An ECS service with interfaces of its tasks.
    EcsService,
    /// An EKS managed node group.
    EksNodeGroup,
    /// An EKS Fargate profile.
    EksFargateProfile,
}

impl WorkloadKind {
    /// In words.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Instance => "EC2 instance",
            Self::AutoScalingGroup => "Auto Scaling group",
            Self::Lambda => "Lambda function",
            Self::EcsService => "ECS service",
            Self::EksNodeGroup => "EKS node group",
            Self::EksFargateProfile => "EKS Fargate profile",
        }
    }
}

/// A workload.
#[derive(Debug)]
pub struct Workload {
    /// The resource that makes it.
    pub resource: ResourceId,
    /// Its header.
    pub at: Span,
    /// Why it may not exist.
    pub conditional: Option<Arc<Cause>>,
    /// What kind.
    pub kind: WorkloadKind,
    /// The subnets that it may run in.
    pub subnets: Links<SubnetId>,
    /// Its security groups; with none, the VPC's default group.
    pub groups: Links<GroupId>,
    /// Whether it may have a public address; no for those that never have one.
    pub public_ip: Fact<bool>,
    /// What it calls.
    pub needs: Vec<Need>,
    /// Why it may call more.
    pub needs_open: Option<Arc<Cause>>,
    /// Whether it forwards others' traffic (a NAT instance or firewall).
    pub appliance: bool,
}

impl Workload {
    /// The strongest need of a service.
    #[must_use]
    pub fn need(&self, service: &str) -> Option<&Need> {
        self.needs.iter().filter(|n| n.service == service).max_by_key(|n| n.strength)
    }
}

/// Makes the workloads.
pub(crate) fn parts(b: &mut Builder<'_>) {
    let roles = Roles::read(b.graph);
    let mut made = Vec::new();
    for (id, resource) in b.resources() {
        made.extend(instance::read(b, &roles, id, resource));
        made.extend(auto_scaling::read(b, &roles, id, resource));
        made.extend(lambda::read(b, &roles, id, resource));
        made.extend(ecs::read(b, &roles, id, resource));
        made.extend(eks::read(b, &roles, id, resource));
    }
    instance::attach(b, &mut made);
    for workload in made {
        let resource = workload.resource;
        let subnets: Vec<_> =
            workload.subnets.items.iter().filter_map(|i| Some((i.link.to()?, i.at))).collect();
        let groups: Vec<_> =
            workload.groups.items.iter().filter_map(|i| Some((i.link.to()?, i.at))).collect();
        let id = b.network.add(workload);
        b.makes(resource, id);
        for (subnet, at) in subnets {
            b.network.tie(id, Relation::InSubnet, subnet, at);
        }
        for (group, at) in groups {
            b.network.tie(id, Relation::GuardedBy, group, at);
        }
    }
}
