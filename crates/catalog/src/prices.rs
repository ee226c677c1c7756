//! List prices of NAT gateways and interface endpoints, on demand and without discount. The file in
//! `data/` names the source and date of each; a figure that is not confirmed there was taken from a
//! pattern or a single table, and supports no calculation.

/// A price.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Price {
    /// The amount, in the currency of its Region.
    pub amount: f64,
    /// Whether it stands in a price list or on a bill.
    pub confirmed: bool,
}

/// The prices of a Region.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Prices {
    /// The Region.
    pub region: &'static str,
    /// The currency.
    pub currency: &'static str,
    /// A NAT gateway for an hour.
    pub nat_hour: Option<Price>,
    /// A GB that a NAT gateway processes.
    pub nat_gb: Option<Price>,
    /// An interface endpoint in one Availability Zone for an hour.
    pub interface_hour: Option<Price>,
}

/// When the prices were collected.
pub const PRICES_AS_OF: &str = "2026-10";

/// A GB that an interface endpoint processes, for the first PB of an account in a Region. Price
/// lists of us-east-1, eu-west-1 and ap-southeast-5 agree on it; AWS names one price for all.
pub const INTERFACE_GB: f64 = 0.010;

/// The hours of a month by which AWS calculates.
pub const HOURS: f64 = 730.0;

/// Sorted by Region.
static PRICES: &[Prices] = include!(concat!(env!("OUT_DIR"), "/prices.rs"));

/// The prices of a Region.
#[must_use]
pub fn prices(region: &str) -> Option<&'static Prices> {
    let found = PRICES.binary_search_by(|p| p.region.cmp(region)).ok()?;
    PRICES.get(found)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn prices_are_sorted_and_say_whether_they_are_confirmed() {
        assert!(PRICES.is_sorted_by(|a, b| a.region < b.region));
        let frankfurt = prices("eu-central-1").unwrap();
        assert_eq!(frankfurt.nat_gb, Some(Price { amount: 0.052, confirmed: true }));
        let ohio = prices("us-east-2").unwrap();
        assert_eq!(ohio.interface_hour, Some(Price { amount: 0.01, confirmed: false }));
        assert_eq!(prices("eu-north-1").unwrap().interface_hour, None);
        assert_eq!(prices("nowhere-1"), None);
    }
}
