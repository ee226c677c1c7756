//! Prefix lists: those of the code with their entries, and those of AWS services, whose addresses are
//! public ones.

use std::sync::Arc;

use ipnet::IpNet;
use smol_str::SmolStr;
use vpcelint_model::{Cause, Kind, Part, Reference, Resource, ResourceId, Target, Value};
use vpcelint_source::Span;

use crate::Source;
use crate::builder::Builder;
use crate::fact::why;
use crate::network::EndpointId;
use crate::spelling::{Attribute, Reads, Type};

const LIST: Type = Type("aws_ec2_managed_prefix_list", "AWS::EC2::PrefixList");
const ENTRY: Type = Type("aws_ec2_managed_prefix_list_entry", "");
const LOOKUP: Type = Type("data.aws_prefix_list", "");
const MANAGED_LOOKUP: Type = Type("data.aws_ec2_managed_prefix_list", "");

const ENTRIES: Attribute = Attribute("entry", "Entries");
const CIDR: Attribute = Attribute("cidr", "Cidr");
const LIST_ID: Attribute = Attribute("prefix_list_id", "");
const NAME: Attribute = Attribute("name", "");

/// What this family reads.
pub(crate) const READS: &[Reads] = &[
    Reads { of: LIST, attributes: &[ENTRIES] },
    Reads { of: ENTRY, attributes: &[LIST_ID, CIDR] },
    Reads { of: LOOKUP, attributes: &[NAME] },
    Reads { of: MANAGED_LOOKUP, attributes: &[NAME] },
];

/// The prefix list that a rule names, with what is in it.
pub(crate) fn source(b: &Builder<'_>, value: &Value) -> Source {
    Source::PrefixList(b.resource_link(value), addresses(b, value))
}

/// The addresses of a prefix list.
pub(crate) fn addresses(b: &Builder<'_>, value: &Value) -> Vec<Source> {
    let elsewhere = || vec![Source::Unknown(not_known(value.origin.at))];
    let Some(Reference { target: Target::Resource(id), attribute }) = value.as_reference() else {
        return elsewhere();
    };
    let resource = b.graph.resource(*id);
    if LIST.is(resource) {
        return entries(b, *id, resource);
    }
    let of_service = LOOKUP.is(resource) || MANAGED_LOOKUP.is(resource);
    let of_endpoint = resource.kind == "aws_vpc_endpoint" && attribute == "prefix_list_id";
    if of_endpoint {
        let node = b.part(*id).and_then(|node| EndpointId::try_from(node).ok());
        let endpoint = node.map(|id| b.network.endpoint(id));
        return vec![Source::Service(endpoint.and_then(|e| e.aws_service().cloned()))];
    }
    if of_service && is_of_aws(NAME.of(resource)) {
        return vec![Source::Service(service_of(NAME.of(resource)))];
    }
    elsewhere()
}

/// Why the addresses of a list that is made elsewhere are not known.
fn not_known(at: Option<Span>) -> Arc<Cause> {
    Cause::new("the addresses of a prefix list are not known", at)
}

/// The service of a list's name: what stands behind the Region.
fn service_of(name: &Value) -> Option<SmolStr> {
    let end = match &name.kind {
        Kind::String(text) => vpcelint_catalog::short_name(text),
        Kind::Text(parts) => match parts.last() {
            Some(Part::Literal(end)) => end.strip_prefix('.'),
            _ => None,
        },
        _ => None,
    };
    end.map(Into::into)
}

/// Whether a list's name is that of a service of AWS: `com.amazonaws.eu-west-1.s3`.
fn is_of_aws(name: &Value) -> bool {
    let begins = |text: &str| text.starts_with("com.amazonaws.");
    match &name.kind {
        Kind::String(text) => begins(text),
        Kind::Text(parts) => matches!(parts.first(), Some(Part::Literal(text)) if begins(text)),
        _ => false,
    }
}

/// The entries of a list of the code, from its blocks and from resources of their own.
fn entries(b: &Builder<'_>, id: ResourceId, list: &Resource) -> Vec<Source> {
    let source = |value: Option<&Value>| match value {
        Some(value) => match value.as_str().and_then(|s| s.trim().parse::<IpNet>().ok()) {
            Some(cidr) => Source::Cidr(cidr.trunc()),
            None => Source::Unknown(why(value)),
        },
        None => Source::Unknown(not_known(Some(list.span))),
    };
    let (blocks, open) = Builder::blocks(ENTRIES.of(list));
    let mut sources: Vec<_> =
        blocks.iter().map(|block| source(CIDR.within(list.language, block))).collect();
    sources.extend(open.map(Source::Unknown));
    // Without entries of its own, other code may add some.
    if sources.is_empty() {
        sources.push(Source::Unknown(not_known(Some(list.span))));
    }
    for (_, entry) in b.resources().filter(|(_, r)| ENTRY.is(r)) {
        match LIST_ID.of(entry).as_reference().map(|r| &r.target) {
            Some(Target::Resource(of)) if *of != id => {}
            Some(Target::Resource(_)) => sources.push(source(Some(CIDR.of(entry)))),
            _ => sources.push(Source::Unknown(not_known(Some(entry.span)))),
        }
    }
    sources
}
