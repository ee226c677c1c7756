//! Groups of CodeDeploy: the Auto Scaling groups that they name, and instances that have their tags.
//! Instances are chosen that fit one of the filters, or one of each set of filters (CodeDeploy guide,
//! "Tagging instances", 2023).

use vpcelint_model::{Kind, Resource, Value};

use super::agents::{CODE_DEPLOY, named};
use super::instance::INSTANCE;
use super::row::proven_by;
use super::{Workload, WorkloadKind};
use crate::builder::Builder;
use crate::spelling::{Attribute, Reads, Type};

pub(super) const GROUP: Type =
    Type("aws_codedeploy_deployment_group", "AWS::CodeDeploy::DeploymentGroup");
const DEPLOYED: Attribute = Attribute("autoscaling_groups", "AutoScalingGroups");
const FILTERS: Attribute = Attribute("ec2_tag_filter", "Ec2TagFilters");
const SETS: Attribute = Attribute("ec2_tag_set", "Ec2TagSet");
const LIST_OF_SETS: Attribute = Attribute("", "Ec2TagSetList");
const FILTERS_OF_SET: Attribute = Attribute("ec2_tag_filter", "Ec2TagGroup");
const KEY: Attribute = Attribute("key", "Key");
const VALUE: Attribute = Attribute("value", "Value");
const KIND: Attribute = Attribute("type", "Type");
const TAGS: Attribute = Attribute("tags", "Tags");

/// What this family reads.
pub(super) const READS: &[Reads] = &[
    Reads { of: GROUP, attributes: &[DEPLOYED, FILTERS, SETS] },
    Reads { of: INSTANCE, attributes: &[TAGS] },
];

/// Adds what the agent calls on the instances that a group deploys to.
pub(super) fn attach(b: &Builder<'_>, group: &Resource, made: &mut [Workload]) {
    let (groups, at) = (DEPLOYED.of(group), DEPLOYED.place(group));
    for workload in named(b, groups, WorkloadKind::AutoScalingGroup, made) {
        proven_by(group, workload, &CODE_DEPLOY, "CodeDeploy deploys to it", at);
    }
    let Some(sets) = sets(group).filter(|sets| !sets.is_empty()) else { return };
    for workload in made.iter_mut().filter(|w| w.kind == WorkloadKind::Instance) {
        let instance = b.graph.resource(workload.resource);
        let fits = |set: &&[Value]| set.iter().any(|filter| fits(group, filter, instance));
        if sets.iter().all(|set| fits(&set.as_slice())) {
            let because = "CodeDeploy deploys to it by its tags";
            proven_by(group, workload, &CODE_DEPLOY, because, group.span);
        }
    }
}

/// The filters of a group, set by set: an instance fits one of each. Of a set those that are known are
/// enough; a set that may be there, or of which nothing is known, leaves open who fits.
fn sets(group: &Resource) -> Option<Vec<Vec<Value>>> {
    let known = |value: &Value| value.elements().0.to_vec();
    let written = SETS.of(group);
    let listed = LIST_OF_SETS.within(group.language, written).unwrap_or(written);
    let (of_sets, None) = listed.elements() else { return None };
    let mut all = vec![known(FILTERS.of(group))];
    all.retain(|filters| !filters.is_empty());
    for set in of_sets {
        let filters = known(FILTERS_OF_SET.within(group.language, set)?);
        all.push(Some(filters).filter(|filters| !filters.is_empty())?);
    }
    Some(all)
}

/// Whether an instance certainly has what a filter asks for.
fn fits(group: &Resource, filter: &Value, instance: &Resource) -> bool {
    let of = |attribute: Attribute| attribute.within(group.language, filter)?.as_str();
    let wanted = (of(KEY), of(VALUE));
    tags(instance).into_iter().any(|(key, value)| match (of(KIND), wanted) {
        (Some("KEY_AND_VALUE"), (Some(k), Some(v))) => k == key && value == Some(v),
        (Some("KEY_ONLY"), (Some(k), _)) => k == key,
        (Some("VALUE_ONLY"), (_, Some(v))) => value == Some(v),
        _ => false,
    })
}

/// The tags of an instance, as far as they are known: a map, or in templates a list.
fn tags(instance: &Resource) -> Vec<(&str, Option<&str>)> {
    match &TAGS.of(instance).kind {
        Kind::Map(tags, _) => tags.iter().map(|(k, v)| (k.as_str(), v.as_str())).collect(),
        Kind::List(tags, _) => tags
            .iter()
            .filter_map(|tag| Some((tag.get("Key")?.as_str()?, tag.get("Value")?.as_str())))
            .collect(),
        _ => Vec::new(),
    }
}
