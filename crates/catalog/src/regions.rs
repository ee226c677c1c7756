//! Regions: their partition, and the Availability Zones that an account sees there.

/// A partition of AWS.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Partition {
    /// Its name, as in ARNs.
    pub name: &'static str,
    /// The end of its hosts' names.
    pub dns_suffix: &'static str,
    /// The beginning of its services' names in reverse order.
    pub reverse_dns_prefix: &'static str,
    /// How the names of its Regions begin.
    region_prefixes: &'static [&'static str],
}

/// The partitions. Source: `partitions.json` of botocore 1.43.11, read 2026-11-25.
const PARTITIONS: [Partition; 8] = [
    partition("aws-us-gov", "amazonaws.com", "com.amazonaws", &["us-gov-"]),
    partition("aws-iso", "c2s.ic.gov", "gov.ic.c2s", &["us-iso-"]),
    partition("aws-iso-b", "sc2s.sgov.gov", "gov.sgov.sc2s", &["us-isob-"]),
    partition("aws-iso-e", "cloud.adc-e.uk", "uk.adc-e.cloud", &["eu-isoe-"]),
    partition("aws-iso-f", "csp.hci.ic.gov", "gov.ic.hci.csp", &["us-isof-"]),
    partition("aws-cn", "amazonaws.com.cn", "cn.com.amazonaws", &["cn-"]),
    partition("aws-eusc", "amazonaws.eu", "eu.amazonaws", &["eusc-"]),
    partition(
        "aws",
        "amazonaws.com",
        "com.amazonaws",
        &["us-", "eu-", "ap-", "sa-", "ca-", "me-", "af-", "il-", "mx-"],
    ),
];

const fn partition(
    name: &'static str,
    dns_suffix: &'static str,
    reverse_dns_prefix: &'static str,
    region_prefixes: &'static [&'static str],
) -> Partition {
    Partition { name, dns_suffix, reverse_dns_prefix, region_prefixes }
}

/// Each Region with the last letters of its zones, sorted.
static REGIONS: &[(&str, &str)] = include!(concat!(env!("OUT_DIR"), "/regions.rs"));

/// The partition of a Region, by its name.
#[must_use]
pub fn partition_of(region: &str) -> Option<&'static Partition> {
    PARTITIONS.iter().find(|p| p.region_prefixes.iter().any(|prefix| region.starts_with(prefix)))
}

/// The Availability Zones of a Region that every account sees at least, in the order of their
/// names. The names of zones differ between accounts, so that a name from here is the likely one.
pub fn zones_of(region: &str) -> impl Iterator<Item = String> + use<'_> {
    let found = REGIONS.binary_search_by(|(name, _)| (*name).cmp(region));
    let letters = found.ok().and_then(|at| REGIONS.get(at)).map_or("", |(_, letters)| letters);
    letters.chars().map(move |letter| format!("{region}{letter}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn regions_have_their_partition_and_zones() {
        for (region, partition) in [
            ("eu-west-1", "aws"),
            ("us-gov-west-1", "aws-us-gov"),
            ("cn-north-1", "aws-cn"),
            ("us-iso-east-1", "aws-iso"),
            ("us-isob-east-1", "aws-iso-b"),
            ("eusc-de-east-1", "aws-eusc"),
        ] {
            assert_eq!(partition_of(region).unwrap().name, partition, "{region}");
        }
        assert_eq!(partition_of("nowhere"), None);
        let zones: Vec<_> = zones_of("ca-central-1").collect();
        assert_eq!(zones, ["ca-central-1a", "ca-central-1b", "ca-central-1d"]);
        assert_eq!(zones_of("nowhere").count(), 0);
    }
}
