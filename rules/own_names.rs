//! The names of its own that an interface endpoint has whether or not private DNS is on, and who uses them.

use vpcelint_aws::Endpoint;
use vpcelint_engine::Context;

use crate::words::Spelling;

/// The attribute with these names.
pub(crate) const NAMES: Spelling = Spelling("dns_entry", "DnsEntries");
/// Its interfaces, which have addresses.
const INTERFACES: Spelling = Spelling("network_interface_ids", "NetworkInterfaceIds");
/// Puts an endpoint into a Route 53 Profile.
const IN_PROFILE: &str = "AWS::Route53Profiles::ProfileResourceAssociation";

/// Whether clients of a service use them as a rule: it has no private name, or is used with private DNS off
/// (DynamoDB guide 2026, IoT guide 2025/26, SES guide 2025/26, Storage Gateway guide).
pub(crate) fn are_usual(service: &str) -> bool {
    const SERVICES: [&str; 6] = [
        "dynamodb",
        "dynamodb-streams",
        "iot.data",
        "iot.credentials",
        "storagegateway",
        "transfer.server",
    ];
    let names = vpcelint_catalog::service(service).and_then(|s| s.private_dns);
    SERVICES.contains(&service)
        || service.starts_with("mail-manager-smtp")
        || names.is_some_and(<[_]>::is_empty)
}

/// Whether the code reads them: for records of a hosted zone, for clients, or for a Route 53 Profile, which
/// takes its ARN. A template writes that one around the endpoint's id.
pub(crate) fn are_read(cx: &Context<'_>, endpoint: &Endpoint) -> bool {
    let id = endpoint.resource;
    let resource = cx.graph.resource(id);
    let reads = |what: Spelling| cx.graph.may_read(id, what.in_language(resource.language));
    let in_profile = |(by, _)| cx.graph.resource(by).kind == IN_PROFILE;
    reads(NAMES)
        || reads(INTERFACES)
        || resource.mentions("arn")
        || cx.graph.referrers(id).any(in_profile)
}
