//! Elastic Beanstalk environments in a VPC: their settings name subnets, groups and the instances'
//! role, each as a text. What instances call is listed in the Beanstalk guide on VPC endpoints.

use vpcelint_model::{Cause, Kind, Part, Value};

use super::find;
use super::need::of_grants;
use super::row::{Maker, likely, open, proven};
use super::{Workload, WorkloadKind};
use crate::network::{GroupId, SubnetId};
use crate::spelling::{Attribute, Reads, Type};
use crate::{Fact, Links};

const ENVIRONMENT: Type =
    Type("aws_elastic_beanstalk_environment", "AWS::ElasticBeanstalk::Environment");
const TEMPLATE: Type = Type(
    "aws_elastic_beanstalk_configuration_template",
    "AWS::ElasticBeanstalk::ConfigurationTemplate",
);

const SETTINGS: Attribute = Attribute("setting", "OptionSettings");
const NAMESPACE: Attribute = Attribute("namespace", "Namespace");
const NAME: Attribute = Attribute("name", "OptionName");
const VALUE: Attribute = Attribute("value", "Value");
const TIER: Attribute = Attribute("tier", "Tier");
const TIER_NAME: Attribute = Attribute("", "Name");
const USES_TEMPLATE: Attribute = Attribute("template_name", "TemplateName");

/// What this family reads.
pub(super) const READS: &[Reads] = &[
    Reads { of: ENVIRONMENT, attributes: &[SETTINGS, TIER, USES_TEMPLATE] },
    Reads { of: TEMPLATE, attributes: &[SETTINGS, NAME_OF_TEMPLATE] },
];

const NAME_OF_TEMPLATE: Attribute = Attribute("name", "");
const VPC: &str = "aws:ec2:vpc";
const LAUNCH: &str = "aws:autoscaling:launchconfiguration";
const LOGS: &str = "aws:elasticbeanstalk:cloudwatch:logs";

/// The settings of an environment and of its template, in this order.
struct Settings<'g> {
    all: Vec<(&'g str, &'g str, &'g Value)>,
    more: Option<std::sync::Arc<Cause>>,
}

impl<'g> Settings<'g> {
    fn of(maker: &Maker<'_, 'g>) -> Self {
        let mut settings = Self { all: Vec::new(), more: None };
        settings.add(maker.resource.language, maker.value(SETTINGS));
        let named = maker.value(USES_TEMPLATE);
        if let Some((_, template)) = find::resource(maker.b, named, TEMPLATE, NAME_OF_TEMPLATE) {
            settings.add(template.language, SETTINGS.of(template));
        } else if !named.is_null() {
            settings.more.get_or_insert_with(|| crate::fact::why(named));
        }
        settings
    }

    fn add(&mut self, language: vpcelint_model::Language, list: &'g Value) {
        let (items, more) = list.elements();
        self.more = self.more.take().or(more.cloned());
        for item in items {
            let text = |a: Attribute| a.within(language, item).and_then(Value::as_str);
            if let (Some(namespace), Some(name)) = (text(NAMESPACE), text(NAME)) {
                self.all.extend(VALUE.within(language, item).map(|v| (namespace, name, v)));
            }
        }
    }

    fn get(&self, namespace: &str, name: &str) -> Option<&'g Value> {
        let mut all = self.all.iter();
        all.find(|(of, n, _)| *of == namespace && *n == name).map(|(.., value)| *value)
    }

    fn is_on(&self, namespace: &str, name: &str) -> bool {
        self.get(namespace, name).and_then(Value::as_bool) == Some(true)
    }
}

/// The environment that a resource makes, if its settings name subnets.
pub(super) fn read(maker: &Maker<'_, '_>) -> Option<Workload> {
    if !ENVIRONMENT.is(maker.resource) {
        return None;
    }
    let settings = Settings::of(maker);
    let at = maker.place(SETTINGS);
    let subnets: Links<SubnetId> = listed(maker, settings.get(VPC, "Subnets")?);
    let mut workload = maker.workload(WorkloadKind::BeanstalkEnvironment, subnets)?;
    if let Some(groups) = settings.get(LAUNCH, "SecurityGroups") {
        let groups: Links<GroupId> = listed(maker, groups);
        workload.groups = groups;
    } else {
        // Beanstalk makes a group of its own.
        let cause = Cause::new("Elastic Beanstalk makes its group", Some(at));
        workload.groups.open = Some(cause);
    }
    match settings.get(VPC, "AssociatePublicIpAddress") {
        Some(public) => workload.public_ip = Fact::bool(public, false, at),
        None => maker.as_subnet(&mut workload),
    }
    let because = "its instances report to Elastic Beanstalk and load their application";
    let always = ["elasticbeanstalk", "elasticbeanstalk-health", "s3", "cloudformation"];
    proven(&mut workload, &always, because, at);
    if is_worker(maker) {
        proven(&mut workload, &["sqs"], "its workers take messages", maker.place(TIER));
    } else {
        likely(&mut workload, &["sqs"], because, at);
    }
    if settings.is_on(LOGS, "StreamLogs") {
        proven(&mut workload, &["logs"], "its instances stream logs", at);
    }
    match settings.get(LAUNCH, "IamInstanceProfile") {
        Some(profile) => {
            let grants = maker.roles.of_profile(profile);
            of_grants(&grants, &[], &mut workload.needs);
            grants.open.into_iter().for_each(|cause| open(&mut workload, cause));
        }
        None => {
            let reason = "the role of its instances is not in the code";
            open(&mut workload, Cause::new(reason, Some(at)));
        }
    }
    settings.more.into_iter().for_each(|cause| open(&mut workload, cause));
    Some(workload)
}

fn is_worker(maker: &Maker<'_, '_>) -> bool {
    let tier = maker.value(TIER);
    let named = find::first(tier).and_then(|t| TIER_NAME.within(maker.resource.language, t));
    named.unwrap_or(tier).as_str() == Some("Worker")
}

/// What a text lists that has references between commas.
fn listed<Id: TryFrom<crate::network::Node>>(maker: &Maker<'_, '_>, value: &Value) -> Links<Id> {
    let at = value.origin.at.unwrap_or(maker.resource.span);
    let Kind::Text(parts) = &value.kind else { return maker.b.links(value, at) };
    let mut links = Links::default();
    for part in parts.iter() {
        match part {
            Part::Reference(reference) => {
                let kind = Kind::Reference(reference.clone());
                let more = maker.b.links(&Value { kind, ..value.clone() }, at);
                links.items.extend(more.items);
                links.open = links.open.or(more.open);
            }
            Part::Hole(cause) => links.open = Some(cause.clone()),
            Part::Literal(_) => {}
        }
    }
    links
}
