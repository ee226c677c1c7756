//! Instances that run ECS tasks. Their agent registers and reports, pulls images, logs and reads
//! secrets for tasks of launch type EC2; tasks without interfaces of their own call from the instance
//! as well (ECS guide, 2023).

use super::super::agents::ECS;
use super::super::container::How;
use super::super::find;
use super::super::row::{Maker, open, proven_by};
use super::super::{Workload, WorkloadKind};
use super::launch::Launch;
use super::{TASK_ROLE, containers, launch, runs, task};
use crate::builder::Builder;
use crate::fact::why;
use crate::iam::Roles;
use crate::spelling::{Attribute, Reads, Type};

const PROVIDER: Type = Type("aws_ecs_capacity_provider", "AWS::ECS::CapacityProvider");
const OF_GROUP: Attribute = Attribute("auto_scaling_group_provider", "AutoScalingGroupProvider");
const GROUP: Attribute = Attribute("auto_scaling_group_arn", "AutoScalingGroupArn");

/// What this family reads.
pub(super) const READS: [Reads; 1] = [Reads { of: PROVIDER, attributes: &[OF_GROUP] }];

/// Gives the instances of ECS what their agent and their tasks call.
pub(in super::super) fn attach(b: &Builder<'_>, roles: &Roles, made: &mut [Workload]) {
    for workload in made.iter_mut() {
        provided(b, workload);
    }
    let is_host = |w: &&mut Workload| {
        matches!(w.kind, WorkloadKind::AutoScalingGroup | WorkloadKind::Instance)
            && w.need("ecs-agent").is_some_and(|n| n.strength == super::super::Strength::Proven)
    };
    let mut hosts: Vec<&mut Workload> = made.iter_mut().filter(is_host).collect();
    // Where there is one, it runs all tasks; of several, each may run any.
    let how = if hosts.len() == 1 { How::Proven } else { How::Likely };
    for (id, resource) in b.resources() {
        for run in runs(resource) {
            if !matches!(launch::of(b, &run), Launch::Ec2) {
                continue;
            }
            let maker = Maker { b, roles, id, resource };
            let sure = Builder::conditional(resource).is_none();
            let how = if sure { how } else { How::Likely };
            for host in &mut hosts {
                match task(b, run.task) {
                    Some(task) => {
                        containers(b, task, how, host);
                        if run.network().is_none() {
                            maker.uses(TASK_ROLE.of(task), &[], host);
                        }
                    }
                    None => open(host, why(run.task)),
                }
            }
        }
    }
}

/// The instances of a group that a capacity provider names run the agent.
fn provided(b: &Builder<'_>, workload: &mut Workload) {
    if workload.kind != WorkloadKind::AutoScalingGroup {
        return;
    }
    let providers = b.of_type(PROVIDER).map(|(_, r)| r);
    for provider in providers {
        let block = find::first(OF_GROUP.of(provider));
        let group = block.and_then(|block| GROUP.within(provider.language, block));
        let named = group.is_some_and(|g| {
            find::names(b, g, workload.resource, super::super::auto_scaling::GROUP_NAME)
        });
        if named {
            let because = "its instances are the capacity of an ECS cluster";
            proven_by(provider, workload, &ECS, because, OF_GROUP.place(provider));
        }
    }
}
