//! Private hosted zones of the code: the domain that each answers for, the VPCs that it answers in,
//! and which of its records lead to VPC endpoints. Route 53 Profiles hand zones to more VPCs.

use std::sync::Arc;

use rustc_hash::FxHashMap;
use smol_str::SmolStr;
use vpcelint_model::{Cause, Kind, Language, Mode, Part, Resource, ResourceId, Value};
use vpcelint_source::Span;

use crate::builder::Builder;
use crate::fact::why;
use crate::network::{EndpointId, HostedZoneId, Node, VpcId};
use crate::private_names::{
    PROFILE_ASSOCIATION, PROFILE_VPC, VPC_ID, ZONE, ZONE_ASSOCIATION, ZONE_ID, ZONE_NAME, ZONE_VPC,
    ZONE_VPC_ID,
};
use crate::spelling::{Attribute, Reads, Type};
use crate::{Link, LinkAt, Links};

const RECORD: Type = Type("aws_route53_record", "AWS::Route53::RecordSet");
const RECORD_GROUP: Type = Type("", "AWS::Route53::RecordSetGroup");
/// Tells what is in a Profile, by its ARN.
const PROFILE_RESOURCE: Type = Type(
    "aws_route53profiles_resource_association",
    "AWS::Route53Profiles::ProfileResourceAssociation",
);
const PROFILE: Type = Type("aws_route53profiles_profile", "AWS::Route53Profiles::Profile");

const RECORD_ZONE: Attribute = Attribute("zone_id", "HostedZoneId");
const RECORD_ZONE_NAME: Attribute = Attribute("", "HostedZoneName");
const RECORD_NAME: Attribute = Attribute("name", "Name");
const ALIAS: Attribute = Attribute("alias", "AliasTarget");
const ALIAS_NAME: Attribute = Attribute("name", "DNSName");
const RECORDS: Attribute = Attribute("records", "ResourceRecords");
const RECORD_SETS: Attribute = Attribute("", "RecordSets");
const PROFILE_ID: Attribute = Attribute("profile_id", "ProfileId");
const PROFILE_ARN: Attribute = Attribute("resource_arn", "ResourceArn");

const OF_RECORD: &[Attribute] =
    &[RECORD_ZONE, RECORD_ZONE_NAME, RECORD_NAME, ALIAS, RECORDS, RECORD_SETS];

/// What this family reads.
pub(crate) const READS: &[Reads] = &[
    Reads { of: RECORD, attributes: OF_RECORD },
    Reads { of: RECORD_GROUP, attributes: OF_RECORD },
    Reads { of: PROFILE, attributes: &[] },
    Reads { of: PROFILE_RESOURCE, attributes: &[PROFILE_ID, PROFILE_ARN] },
    Reads { of: PROFILE_ASSOCIATION, attributes: &[PROFILE_ID, PROFILE_VPC] },
];

/// A private hosted zone.
#[derive(Debug)]
pub struct HostedZone {
    /// The resource that makes it.
    pub resource: ResourceId,
    /// Its header.
    pub at: Span,
    /// Why it may not exist.
    pub conditional: Option<Arc<Cause>>,
    /// Its domain in small letters, without dot at the end, `{region}` for one part that is not
    /// known; none where less is known.
    pub domain: Option<SmolStr>,
    /// The VPCs in which it answers.
    pub vpcs: Links<VpcId>,
    /// Its records.
    pub records: Vec<NameRecord>,
    /// Why it may have more records.
    pub open: Option<Arc<Cause>>,
}

/// A record of a hosted zone.
#[derive(Debug, Clone)]
pub struct NameRecord {
    /// Its whole name, as the zone's domain is written.
    pub name: Option<SmolStr>,
    /// The endpoint that it leads to; outside where it leads elsewhere.
    pub leads_to: Link<EndpointId>,
    /// Where it is written.
    pub at: Span,
}

/// Makes the zones that concern VPCs, with their records.
pub(crate) fn sides(b: &mut Builder<'_>) {
    let mut made = FxHashMap::default();
    for (id, resource) in b.resources().filter(|(_, r)| ZONE.is(r)) {
        let zone = zone(b, id, resource);
        made.insert(id, b.network.add(zone));
    }
    for (_, resource) in b.resources() {
        if ZONE_ASSOCIATION.is(resource) {
            if let Some(zone) = zone_of(b, &made, ZONE_ID.of(resource)) {
                let link = one_of(b, VPC_ID.of(resource), resource);
                b.network.change::<HostedZone>(zone.0, |z| z.vpcs.items.push(link));
            }
        } else if RECORD.is(resource) {
            record(b, &made, resource, &|a| Some(a.of(resource)), resource.span);
        } else if RECORD_GROUP.is(resource) {
            let (sets, _) = Builder::blocks(RECORD_SETS.of(resource));
            for set in sets {
                let at = set.origin.at.unwrap_or(resource.span);
                record(b, &made, resource, &|a| a.within(resource.language, set), at);
            }
        }
    }
    profiles(b, &made);
}

fn zone(b: &Builder<'_>, id: ResourceId, resource: &Resource) -> HostedZone {
    let (blocks, open) = Builder::blocks(ZONE_VPC.of(resource));
    let vpcs = blocks.iter().filter_map(|v| ZONE_VPC_ID.within(resource.language, v));
    HostedZone {
        resource: id,
        at: resource.span,
        conditional: Builder::conditional(resource),
        domain: domain(ZONE_NAME.of(resource)),
        vpcs: Links { items: vpcs.map(|v| one_of(b, v, resource)).collect(), open },
        records: Vec::new(),
        open: None,
    }
}

fn one_of(b: &Builder<'_>, value: &Value, resource: &Resource) -> LinkAt<VpcId> {
    let link = match Builder::conditional(resource).filter(|_| !ZONE.is(resource)) {
        Some(cause) => Link::Unknown(cause),
        None => b.link(value),
    };
    LinkAt { link, at: value.origin.at.unwrap_or(resource.span), by: None }
}

/// A name in small letters, without dot at its end.
fn domain(value: &Value) -> Option<SmolStr> {
    /// As the catalogue writes the Region of a name.
    const UNKNOWN: &str = "{region}";
    let written = match &value.kind {
        Kind::String(text) => text.to_string(),
        Kind::Null => String::new(),
        Kind::Text(parts) => {
            let mut holes = 0;
            let text = parts.iter().map(|part| match part {
                Part::Literal(text) => text.as_str(),
                _ => {
                    holes += 1;
                    UNKNOWN
                }
            });
            let text: String = text.collect();
            (holes == 1).then_some(text)?
        }
        _ => return None,
    };
    Some(written.trim_end_matches('.').to_ascii_lowercase().into())
}

/// The zone of the code that a value names.
fn zone_of(
    b: &Builder<'_>,
    made: &FxHashMap<ResourceId, HostedZoneId>,
    value: &Value,
) -> Option<HostedZoneId> {
    b.rests_on(value).and_then(|id| made.get(&id)).copied()
}

/// Whether a value certainly names something that the code makes, as it does not name a zone.
fn names_other(b: &Builder<'_>, value: &Value) -> bool {
    b.rests_on(value).is_some_and(|id| b.graph.resource(id).mode == Mode::Managed)
}

/// Adds a record to its zone.
fn record<'v>(
    b: &mut Builder<'_>,
    made: &FxHashMap<ResourceId, HostedZoneId>,
    resource: &Resource,
    get: &dyn Fn(Attribute) -> Option<&'v Value>,
    at: Span,
) {
    let written = |a: Attribute| get(a).filter(|v| !v.is_null());
    // A group names the zone for all of its records.
    let id = written(RECORD_ZONE).unwrap_or_else(|| RECORD_ZONE.of(resource));
    let name_of_zone = written(RECORD_ZONE_NAME).unwrap_or_else(|| RECORD_ZONE_NAME.of(resource));
    let zone = zone_of(b, made, id).or_else(|| {
        let named = domain(name_of_zone).filter(|name| !name.is_empty())?;
        let mut zones = b.network.hosted_zones_all();
        zones.find(|(_, z)| z.domain.as_ref() == Some(&named)).map(|(id, _)| id)
    });
    let Some(zone) = zone else {
        // A record of a zone that is not known, or looked up, may be in any.
        let elsewhere = id.is_null() || id.as_str().is_some() || names_other(b, id);
        if !elsewhere {
            let cause = why(id);
            for zone in &mut b.network.hosted_zones {
                zone.open.get_or_insert_with(|| cause.clone());
            }
        }
        return;
    };
    let name = get(RECORD_NAME).and_then(domain);
    let leads_to = target(b, resource.language, written(ALIAS), written(RECORDS));
    let doubt = Builder::conditional(resource);
    b.network.change::<HostedZone>(zone.0, |z| match doubt {
        Some(cause) => z.open = Some(cause),
        None => {
            let name = name.zip(z.domain.clone()).map(|(name, domain)| whole(&name, &domain));
            z.records.push(NameRecord { name, leads_to, at });
        }
    });
}

/// The whole name of a record: both languages take it with the zone's domain, Terraform without it
/// as well.
fn whole(name: &SmolStr, domain: &SmolStr) -> SmolStr {
    let has_it =
        name == domain || name.strip_suffix(domain.as_str()).is_some_and(|n| n.ends_with('.'));
    match (has_it, name.is_empty()) {
        (true, _) => name.clone(),
        (_, true) => domain.clone(),
        _ => format!("{name}.{domain}").into(),
    }
}

/// The endpoint that a record leads to.
fn target(
    b: &Builder<'_>,
    language: Language,
    alias: Option<&Value>,
    records: Option<&Value>,
) -> Link<EndpointId> {
    let mut values = Vec::new();
    if let Some(alias) = alias {
        let (blocks, _) = Builder::blocks(alias);
        let names = blocks.iter().map(|block| ALIAS_NAME.within(language, block).unwrap_or(block));
        values.extend(names);
    }
    match records.map(|r| &r.kind) {
        Some(Kind::List(items, _)) => values.extend(items.iter()),
        Some(_) => values.extend(records),
        None => {}
    }
    let mut found = Link::Absent;
    for value in values {
        let endpoint = match b.rests_on(value) {
            Some(id) => match b.part(id).map(EndpointId::try_from) {
                Some(Ok(id)) => Link::To(id),
                _ => Link::Outside(b.graph.resource(id).address.clone()),
            },
            None => match value.cause() {
                Some(cause) => Link::Unknown(cause),
                None => Link::Outside(value.as_str().unwrap_or("another name").into()),
            },
        };
        found = match (found, endpoint) {
            (Link::Absent, endpoint) => endpoint,
            (one, other) if one == other => one,
            _ => Link::Unknown(why(value)),
        };
    }
    found
}

/// What Profiles of the code hold, for the VPCs that have them.
fn profiles(b: &mut Builder<'_>, made: &FxHashMap<ResourceId, HostedZoneId>) {
    let mut held: FxHashMap<ResourceId, Vec<ResourceId>> = FxHashMap::default();
    for (_, resource) in b.resources().filter(|(_, r)| PROFILE_RESOURCE.is(r)) {
        let profile = b.rests_on(PROFILE_ID.of(resource));
        let holds = b.rests_on(PROFILE_ARN.of(resource));
        if let (Some(profile), Some(holds), None) = (profile, holds, Builder::conditional(resource))
        {
            held.entry(profile).or_default().push(holds);
        }
    }
    for (_, resource) in b.resources().filter(|(_, r)| PROFILE_ASSOCIATION.is(r)) {
        let Some(profile) = b.rests_on(PROFILE_ID.of(resource)) else { continue };
        let vpc = one_of(b, PROFILE_VPC.of(resource), resource);
        for id in held.get(&profile).into_iter().flatten() {
            if let Some(zone) = made.get(id) {
                b.network.change::<HostedZone>(zone.0, |z| z.vpcs.items.push(vpc.clone()));
            } else if let Some(Node::Endpoint(EndpointId(n))) = b.part(*id) {
                b.network.change::<crate::Endpoint>(n, |e| e.by_profile.items.push(vpc.clone()));
            }
        }
    }
}

/// Whether enough of a zone's domain is known to tell which names it takes.
pub(crate) fn is_zone_followed(zone: &Resource) -> bool {
    domain(ZONE_NAME.of(zone)).is_some()
}

/// Whether all that a Profile holds is of the code, so that nothing else answers by it.
pub(crate) fn is_followed(b: &Builder<'_>, association: &Resource) -> bool {
    let Some(profile) = b.rests_on(PROFILE_ID.of(association)) else { return false };
    PROFILE.is(b.graph.resource(profile))
        && b.resources().filter(|(_, r)| PROFILE_RESOURCE.is(r)).all(|(_, resource)| {
            match b.rests_on(PROFILE_ID.of(resource)) {
                Some(other) if other != profile => true,
                // What may not be there leaves open who answers.
                Some(_) if Builder::conditional(resource).is_some() => false,
                Some(_) => b.rests_on(PROFILE_ARN.of(resource)).is_some_and(|id| {
                    ZONE.is(b.graph.resource(id)) || matches!(b.part(id), Some(Node::Endpoint(_)))
                }),
                None => false,
            }
        })
}
