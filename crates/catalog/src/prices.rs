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

/// From which traffic on an interface endpoint is cheaper than the NAT gateway beside it.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct BreakEven {
    /// What the endpoint costs a month before any traffic.
    pub month: f64,
    /// The GB a month above which it pays off while the NAT gateway stays.
    pub gigabytes: f64,
    /// The currency.
    pub currency: &'static str,
}

/// The break-even of an interface endpoint in a number of zones; none where a price of the Region is
/// not known or not confirmed.
#[must_use]
pub fn break_even(region: &str, zones: u32) -> Option<BreakEven> {
    let prices = prices(region).filter(|p| p.currency == "USD")?;
    let hour = prices.interface_hour.filter(|p| p.confirmed)?;
    let nat = prices.nat_gb.filter(|p| p.confirmed && p.amount > INTERFACE_GB)?;
    let month = hour.amount * HOURS * f64::from(zones);
    let gigabytes = month / (nat.amount - INTERFACE_GB);
    Some(BreakEven { month, gigabytes, currency: prices.currency })
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

    #[test]
    fn a_break_even_takes_confirmed_prices() {
        let at = |region, zones| break_even(region, zones).map(|b| format!("{:.1}", b.gigabytes));
        assert_eq!(at("us-east-1", 1).as_deref(), Some("208.6"));
        assert_eq!(at("us-east-1", 3).as_deref(), Some("625.7"));
        assert_eq!(at("eu-central-1", 2).as_deref(), Some("417.1"));
        for region in ["us-east-2", "eu-north-1", "cn-northwest-1", "af-south-1"] {
            assert_eq!(at(region, 1), None, "{region}");
        }
    }
}
