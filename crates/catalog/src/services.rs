//! Endpoint services: names, types, private names and ports.

use std::sync::LazyLock;

/// An endpoint service.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Service {
    /// The name behind the Region: `s3`, `ecr.dkr`.
    pub name: &'static str,
    /// The full name with `{region}`.
    pub full_name: &'static str,
    /// Whether there is a gateway endpoint for it.
    pub gateway: bool,
    /// Whether there is an interface endpoint for it.
    pub interface: bool,
    /// The private names with `{region}`; empty when it is proven that there are none.
    pub private_dns: Option<&'static [&'static str]>,
    /// How well the private names are known: `live`, `documented`, `derived` or `unknown`.
    pub private_dns_confidence: &'static str,
    /// The hosts that an SDK calls, with `{region}`.
    pub public_hosts: &'static [&'static str],
    /// The TCP ports on which the endpoint is used.
    pub ports: &'static [(u16, u16)],
    /// Whether the ports stand in a document of the service, not only in a default.
    pub ports_documented: bool,
    /// The prefixes of its IAM actions.
    pub iam_prefixes: &'static [&'static str],
    /// Whether it serves FIPS hosts.
    pub fips: bool,
}

/// All endpoint services, sorted by name.
pub static SERVICES: &[Service] = include!(concat!(env!("OUT_DIR"), "/services.rs"));

/// What stands before the Region, or before the name of a global service. Sources: the AWS
/// PrivateLink guide, 2026, and aws-cdk-lib 2.275.
const PREFIXES: [&str; 10] = [
    "cn.com.amazonaws.",
    "com.amazonaws.",
    "aws.sagemaker.",
    "aws.api.",
    "api.aws.",
    "eu.amazonaws.",
    "gov.ic.c2s.",
    "gov.sgov.sc2s.",
    "gov.ic.hci.csp.",
    "uk.adc-e.cloud.",
];

/// The service of a name.
#[must_use]
pub fn service(name: &str) -> Option<&'static Service> {
    let found = SERVICES.binary_search_by(|s| s.name.cmp(name)).ok()?;
    SERVICES.get(found)
}

/// The services whose actions have a prefix.
pub fn by_iam_prefix(prefix: &str) -> impl Iterator<Item = &'static Service> {
    /// Prefixes with the places of their services, in order.
    static INDEX: LazyLock<Vec<(&str, usize)>> = LazyLock::new(|| {
        let places = SERVICES.iter().enumerate();
        let mut index: Vec<_> =
            places.flat_map(|(n, s)| s.iam_prefixes.iter().map(move |p| (*p, n))).collect();
        index.sort_unstable();
        index.dedup();
        index
    });
    let start = INDEX.partition_point(|(p, _)| *p < prefix);
    let end = INDEX.partition_point(|(p, _)| *p <= prefix);
    INDEX.get(start..end).unwrap_or_default().iter().filter_map(|(_, n)| SERVICES.get(*n))
}

/// The name of a service behind the Region, from its full name. Names of endpoint services of
/// customers (`com.amazonaws.vpce.…`) have none.
#[must_use]
pub fn short_name(full: &str) -> Option<&str> {
    let rest = PREFIXES.iter().find_map(|p| full.strip_prefix(p))?;
    if rest.starts_with("vpce.") {
        return None;
    }
    match rest.split_once('.') {
        Some((region, name)) if looks_like_region(region) => Some(name),
        _ => Some(rest),
    }
}

/// The name of a service from a full name of which only the texts around unknown parts are known
/// (`com.amazonaws.`, then `.s3`).
#[must_use]
pub fn short_name_of_parts<'a>(first: &str, last: &'a str) -> Option<&'a str> {
    let known_prefix = PREFIXES.iter().any(|p| p.starts_with(first) || first == *p);
    let name = last.strip_prefix('.')?;
    (known_prefix && !name.is_empty() && !name.starts_with("vpce")).then_some(name)
}

/// Whether a word has the form of a Region's name.
fn looks_like_region(word: &str) -> bool {
    let mut parts = word.split('-');
    let starts = parts.next().is_some_and(|p| (2..=4).contains(&p.len()));
    let ends = word
        .rsplit('-')
        .next()
        .is_some_and(|n| !n.is_empty() && n.bytes().all(|b| b.is_ascii_digit()));
    starts && ends && parts.count() >= 2
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn services_are_sorted_and_complete() {
        assert!(SERVICES.is_sorted_by(|a, b| a.name < b.name));
        assert_eq!(SERVICES.len(), 571);
        assert_eq!(service("email-smtp").unwrap().ports.len(), 5);
        assert_eq!(service("dynamodb").unwrap().private_dns, Some(&[][..]));
        assert!(service("s3").is_some_and(|s| s.gateway && s.interface));
    }

    #[test]
    fn full_names_are_split_by_their_prefix() {
        for (full, short) in [
            ("com.amazonaws.eu-west-1.s3", Some("s3")),
            ("com.amazonaws.us-east-1.ecr.dkr", Some("ecr.dkr")),
            ("cn.com.amazonaws.cn-north-1.ecr.api", Some("ecr.api")),
            ("com.amazonaws.us-gov-west-1.sts", Some("sts")),
            ("com.amazonaws.iam", Some("iam")),
            ("com.amazonaws.s3-global.accesspoint", Some("s3-global.accesspoint")),
            ("aws.sagemaker.us-east-1.studio", Some("studio")),
            ("com.amazonaws.vpce.us-east-1.vpce-svc-0123", None),
            ("some.other.name", None),
        ] {
            assert_eq!(short_name(full), short, "{full}");
        }
        assert_eq!(short_name_of_parts("com.amazonaws.", ".ecr.api"), Some("ecr.api"));
        assert_eq!(short_name_of_parts("x.", ".s3"), None);
    }
}
