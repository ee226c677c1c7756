//! What the traffic costs that NAT gateways carry to services, and what an endpoint in their place
//! would cost: prices on demand for a GB and for an hour, in the currency of the Region.

use std::collections::BTreeMap;

use smol_str::SmolStr;
use vpcelint_aws::{Network, Node, SubnetId, VpcId};
use vpcelint_catalog::{HOURS, INTERFACE_GB, Price, prices};

use crate::path::{Path, Way};

/// The prices of a Region.
#[derive(Debug, Clone, PartialEq)]
pub struct Tariff {
    /// The currency.
    pub currency: SmolStr,
    /// A GB that a NAT gateway processes.
    pub nat_gb: Option<Price>,
    /// An interface endpoint in one Availability Zone for an hour.
    pub interface_hour: Option<Price>,
    /// A GB that an interface endpoint processes.
    pub interface_gb: Price,
}

impl Tariff {
    /// The list prices of a Region; none where no price is known.
    #[must_use]
    pub fn of(region: &str) -> Option<Self> {
        let listed = prices(region)?;
        Some(Self {
            currency: listed.currency.into(),
            nat_gb: listed.nat_gb,
            interface_hour: listed.interface_hour,
            interface_gb: Price { amount: INTERFACE_GB, confirmed: listed.currency == "USD" },
        })
    }

    /// An interface endpoint in a number of zones for a month, before any traffic.
    fn month(&self, zones: u32) -> Option<Price> {
        let hour = self.interface_hour?;
        Some(Price { amount: hour.amount * HOURS * f64::from(zones), confirmed: hour.confirmed })
    }

    /// The GB in a month above which something that costs so much, and so much a GB, is cheaper than a
    /// NAT gateway that stays.
    fn break_even(&self, month: f64, gb: Price) -> Option<f64> {
        let saved = self.nat_gb?.amount - gb.amount;
        (saved > 0.0).then(|| month / saved)
    }

    /// Whether all prices about interface endpoints are confirmed.
    fn is_confirmed(&self) -> bool {
        let prices = [self.nat_gb, self.interface_hour, Some(self.interface_gb)];
        prices.iter().all(|price| price.is_some_and(|price| price.confirmed))
    }
}

/// From which traffic on an interface endpoint is cheaper than the NAT gateway beside it.
#[derive(Debug, Clone, PartialEq)]
pub struct BreakEven {
    /// What the endpoint costs a month before any traffic.
    pub month: f64,
    /// The GB a month above which it pays off while the NAT gateway stays.
    pub gigabytes: f64,
    /// The currency.
    pub currency: SmolStr,
}

/// The break-even of an interface endpoint in a number of zones, by list prices; none where a price of
/// the Region is not known or not confirmed.
#[must_use]
pub fn break_even(region: &str, zones: u32) -> Option<BreakEven> {
    let tariff = Tariff::of(region)?;
    if !tariff.is_confirmed() {
        return None;
    }
    let month = tariff.month(zones)?.amount;
    let gigabytes = tariff.break_even(month, tariff.interface_gb)?;
    Some(BreakEven { month, gigabytes, currency: tariff.currency })
}

/// What could stand in place of a NAT gateway.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Replacement {
    /// A gateway endpoint, which is free.
    Gateway,
    /// An interface endpoint.
    Interface,
    /// There is none for the service.
    None,
}

/// What the traffic of a VPC to a service costs by NAT gateways.
#[derive(Debug, Clone, PartialEq)]
pub struct Bill {
    /// The VPC.
    pub vpc: VpcId,
    /// The service.
    pub service: SmolStr,
    /// The Region.
    pub region: Option<SmolStr>,
    /// The zones that the traffic comes from, in which an interface endpoint would be needed.
    pub zones: u32,
    /// What could take its place.
    pub replacement: Replacement,
    /// The prices.
    pub tariff: Option<Tariff>,
}

impl Bill {
    /// What an endpoint in its place costs in a month before any traffic.
    #[must_use]
    pub fn endpoint_month(&self) -> Option<Price> {
        match self.replacement {
            Replacement::Gateway => Some(Price { amount: 0.0, confirmed: true }),
            Replacement::None => None,
            Replacement::Interface => self.tariff.as_ref()?.month(self.zones),
        }
    }

    /// What a GB costs by an endpoint in its place.
    #[must_use]
    pub fn endpoint_gb(&self) -> Option<Price> {
        match self.replacement {
            Replacement::Gateway => Some(Price { amount: 0.0, confirmed: true }),
            Replacement::None => None,
            Replacement::Interface => Some(self.tariff.as_ref()?.interface_gb),
        }
    }

    /// The GB in a month above which an endpoint is cheaper while the NAT gateway stays.
    #[must_use]
    pub fn break_even(&self) -> Option<f64> {
        self.tariff.as_ref()?.break_even(self.endpoint_month()?.amount, self.endpoint_gb()?)
    }

    /// Whether all prices that a calculation rests on stand in a price list or on a bill.
    #[must_use]
    pub fn is_confirmed(&self) -> bool {
        let nat = self.tariff.as_ref().and_then(|tariff| tariff.nat_gb);
        let prices = [nat, self.endpoint_month(), self.endpoint_gb()];
        prices.iter().all(|price| price.is_some_and(|price| price.confirmed))
    }
}

/// The bills of the paths that lead through NAT gateways, with the number of the bill for each path.
pub fn bills(
    network: &Network,
    paths: &[Path],
    tariff: impl Fn(&str) -> Option<Tariff>,
) -> (Vec<Bill>, Vec<Option<usize>>) {
    let mut by_key: BTreeMap<(VpcId, &str), usize> = BTreeMap::new();
    let mut bills: Vec<(Bill, Vec<SubnetId>)> = Vec::new();
    let mut of_paths = Vec::with_capacity(paths.len());
    for path in paths {
        of_paths.push(by_nat_gateway(network, path).map(|(subnet, vpc)| {
            let needs = &network.workload(path.workload).needs;
            let service = needs.get(path.need).map_or("", |need| need.service.as_str());
            let n = *by_key.entry((vpc, service)).or_insert_with(|| {
                bills.push((bill(network, subnet, vpc, service, &tariff), Vec::new()));
                bills.len() - 1
            });
            if let Some((_, subnets)) = bills.get_mut(n)
                && !subnets.contains(&subnet)
            {
                subnets.push(subnet);
            }
            n
        }));
    }
    let counted =
        bills.into_iter().map(|(bill, subnets)| Bill { zones: zones(network, &subnets), ..bill });
    (counted.collect(), of_paths)
}

/// The subnet and VPC of a path through a NAT gateway: an instance that forwards costs nothing by the
/// GB.
fn by_nat_gateway(network: &Network, path: &Path) -> Option<(SubnetId, VpcId)> {
    let subnet = *path.subnet.as_ref().ok()?;
    let gateway = matches!(path.way, Way::Nat(None | Some(Node::Nat(_))));
    gateway.then(|| network.subnet(subnet).vpc.to()).flatten().map(|vpc| (subnet, vpc))
}

fn bill(
    network: &Network,
    subnet: SubnetId,
    vpc: VpcId,
    service: &str,
    tariff: &impl Fn(&str) -> Option<Tariff>,
) -> Bill {
    let region = network.subnet(subnet).region.clone();
    let known = vpcelint_catalog::service(service);
    let replacement = match known {
        Some(service) if service.gateway => Replacement::Gateway,
        Some(service) if service.interface => Replacement::Interface,
        _ => Replacement::None,
    };
    let tariff = region.as_deref().and_then(tariff);
    Bill { vpc, service: service.into(), region, zones: 0, replacement, tariff }
}

/// In how many zones subnets are: those that are not certainly in one are counted apart.
fn zones(network: &Network, subnets: &[SubnetId]) -> u32 {
    let mut apart: Vec<SubnetId> = Vec::new();
    for id in subnets {
        let subnet = network.subnet(*id);
        let shared = |other: &SubnetId| network.subnet(*other).shares_zone(subnet).is_yes();
        if !apart.iter().any(shared) {
            apart.push(*id);
        }
    }
    u32::try_from(apart.len()).unwrap_or(u32::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn bill(region: &str, zones: u32, replacement: Replacement) -> Bill {
        let tariff = Tariff::of(region);
        let (vpc, region) = (VpcId(0), Some(region.into()));
        Bill { vpc, service: "logs".into(), region, zones, replacement, tariff }
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

    /// The worked example of three zones in Frankfurt, and the break-evens of the price list.
    #[test]
    fn bills_are_as_worked_out_by_hand() {
        let even = |region, zones| {
            bill(region, zones, Replacement::Interface).break_even().map(|gb| format!("{gb:.1}"))
        };
        assert_eq!(even("us-east-1", 1).as_deref(), Some("208.6"));
        assert_eq!(even("us-east-1", 3).as_deref(), Some("625.7"));
        assert_eq!(even("eu-central-1", 3).as_deref(), Some("625.7"));
        let frankfurt = bill("eu-central-1", 3, Replacement::Interface);
        // Three endpoints: 78.84 USD a month.
        let month = frankfurt.endpoint_month().map(|price| 3.0 * price.amount);
        assert_eq!(month.map(|m| format!("{m:.2}")).as_deref(), Some("78.84"));
        assert!(frankfurt.is_confirmed());
        let gateway = bill("eu-central-1", 3, Replacement::Gateway);
        assert_eq!(gateway.break_even(), Some(0.0));
        assert!(gateway.is_confirmed());
        assert!(!bill("us-east-2", 1, Replacement::Interface).is_confirmed());
        assert!(!bill("eu-north-1", 1, Replacement::Interface).is_confirmed());
        assert_eq!(bill("eu-north-1", 1, Replacement::Interface).break_even(), None);
        assert_eq!(bill("nowhere-1", 1, Replacement::Gateway).break_even(), None);
    }
}
