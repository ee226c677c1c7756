//! What paths through NAT gateways cost: prices of one's own and traffic from files, and the bills of
//! the paths in the document's words.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use serde::de::Error as _;
use serde::{Deserialize, Deserializer};
use vpcelint_analysis::money::{Bill, Replacement, Tariff, bills};
use vpcelint_analysis::path::Path as NetworkPath;
use vpcelint_aws::Network;
use vpcelint_catalog::Price;
use vpcelint_model::Graph;
use vpcelint_report::paths::{Amount, Cost, Row, Traffic};
use vpcelint_source::{Gravity, Notice, Reader};

/// Where traffic and prices come from.
#[derive(Debug, Clone, Default)]
pub struct Figures {
    /// A file of traffic: who, service, GB in a month.
    pub traffic: Option<PathBuf>,
    /// A file of prices of one's own, by Region.
    pub prices: Option<PathBuf>,
}

/// What was read of them.
#[derive(Debug, Default)]
pub(crate) struct Read {
    flows: Vec<Flow>,
    prices: BTreeMap<String, OwnPrices>,
}

/// A line of a file of traffic.
#[derive(Debug)]
struct Flow {
    /// A subnet or workload.
    from: String,
    service: String,
    gigabytes: f64,
    line: u64,
}

/// Prices of one's own; what is left out is as in the list.
#[derive(Debug, Clone, Default, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub(crate) struct OwnPrices {
    /// The currency; that of the list if it is left out.
    currency: Option<String>,
    /// A GB by a NAT gateway.
    #[serde(default, deserialize_with = "price")]
    nat_gb: Option<f64>,
    /// An hour of an interface endpoint in one zone.
    #[serde(default, deserialize_with = "price")]
    interface_hour: Option<f64>,
    /// A GB by an interface endpoint.
    #[serde(default, deserialize_with = "price")]
    interface_gb: Option<f64>,
}

/// A price: a number that is not negative.
fn price<'de, D: Deserializer<'de>>(reading: D) -> Result<Option<f64>, D::Error> {
    let price = f64::deserialize(reading)?;
    match price.is_finite() && price >= 0.0 {
        true => Ok(Some(price)),
        false => Err(D::Error::custom("a price is a number that is not negative")),
    }
}

impl Read {
    /// Reads the files; what is wrong in them is an error.
    pub(crate) fn files(reader: &Reader<'_>, figures: &Figures, notices: &mut Vec<Notice>) -> Self {
        let mut read = Self::default();
        let mut text = |path: &Path| match reader.read(path, true) {
            Ok(text) => Some(text.text),
            Err(notice) => {
                notices.push(Notice { gravity: Gravity::Error, ..notice });
                None
            }
        };
        let full = |path: &PathBuf| reader.working_directory.join(path);
        let traffic = figures.traffic.as_ref().map(full);
        let prices = figures.prices.as_ref().map(full);
        let (flows, own) =
            (traffic.as_deref().and_then(&mut text), prices.as_deref().and_then(&mut text));
        let mut wrong = |path: &Option<PathBuf>, message: String| {
            let path = path.as_ref().map(|path| reader.display(path));
            notices.push(Notice::about(Gravity::Error, path, message));
        };
        if let Some(text) = flows {
            match flows_of(&text) {
                Ok(flows) => read.flows = flows,
                Err(message) => wrong(&traffic, message),
            }
        }
        if let Some(text) = own {
            match serde_json::from_str(&text) {
                Ok(prices) => read.prices = prices,
                Err(error) => wrong(&prices, format!("these are no prices by Region: {error}")),
            }
        }
        read
    }

    fn tariff(&self, region: &str, configured: &BTreeMap<String, OwnPrices>) -> Option<Tariff> {
        let listed = Tariff::of(region);
        let own = self.prices.get(region).or_else(|| configured.get(region));
        let Some(own) = own else { return listed };
        let price = |own: Option<f64>, listed: Option<Price>| {
            own.map(|amount| Price { amount, confirmed: true }).or(listed)
        };
        let of = |get: fn(&Tariff) -> Option<Price>| listed.as_ref().and_then(get);
        let free = Price { amount: 0.0, confirmed: false };
        Some(Tariff {
            currency: own.currency.as_deref().map_or_else(
                || listed.as_ref().map_or("USD".into(), |tariff| tariff.currency.clone()),
                Into::into,
            ),
            nat_gb: price(own.nat_gb, of(|t| t.nat_gb)),
            interface_hour: price(own.interface_hour, of(|t| t.interface_hour)),
            interface_gb: price(own.interface_gb, of(|t| Some(t.interface_gb))).unwrap_or(free),
        })
    }

    /// Says what the paths of a network cost.
    pub(crate) fn charge(
        &self,
        graph: &Graph,
        network: &Network,
        paths: &[NetworkPath],
        configured: &BTreeMap<String, OwnPrices>,
        rows: &mut [Row],
    ) {
        let (bills, of_paths) = bills(network, paths, |region| self.tariff(region, configured));
        let mut carried = vec![None; bills.len()];
        for flow in &self.flows {
            // A workload in several subnets, or a subnet with several workloads, has one bill.
            let mut of_flow: Vec<usize> = Vec::new();
            for (row, bill) in rows.iter().zip(&of_paths) {
                if let Some(bill) = bill.filter(|bill| !of_flow.contains(bill))
                    && flow.is_of(row)
                {
                    of_flow.push(bill);
                }
            }
            #[expect(clippy::cast_precision_loss, reason = "there are few bills")]
            let part = flow.gigabytes / of_flow.len().max(1) as f64;
            for bill in of_flow {
                if let Some(sum) = carried.get_mut(bill) {
                    *sum = Some(sum.unwrap_or(0.0) + part);
                }
            }
        }
        let costs: Vec<Cost> = bills
            .iter()
            .zip(carried)
            .map(|(bill, carried)| {
                let vpc = graph.resource(network.vpc(bill.vpc).resource).address.to_string();
                cost(bill, vpc, carried)
            })
            .collect();
        for (row, bill) in rows.iter_mut().zip(of_paths) {
            row.cost = bill.and_then(|bill| costs.get(bill).cloned());
        }
    }

    /// Traffic that no path through a NAT gateway carries.
    pub(crate) fn left_over(&self, rows: &[Row]) -> Vec<Notice> {
        let unused = self
            .flows
            .iter()
            .filter(|flow| !rows.iter().any(|row| row.cost.is_some() && flow.is_of(row)));
        let said = unused.map(|flow| {
            let Flow { from, service, line, .. } = flow;
            let message = format!(
                "line {line} of the traffic is not counted: no path of `{from}` to `{service}` leads \
                 through a NAT gateway"
            );
            Notice::about(Gravity::Notice, None, message)
        });
        said.collect()
    }
}

impl Flow {
    fn is_of(&self, row: &Row) -> bool {
        let subnet =
            matches!(&row.subnet, vpcelint_report::paths::Subnet::Is(s) if *s == self.from);
        row.service == self.service && (row.workload == self.from || subnet)
    }
}

/// The lines of a file of traffic; a first line of titles is none.
fn flows_of(text: &str) -> Result<Vec<Flow>, String> {
    let mut reader = csv::ReaderBuilder::new()
        .has_headers(false)
        .comment(Some(b'#'))
        .trim(csv::Trim::All)
        .from_reader(text.as_bytes());
    let mut flows = Vec::new();
    for (n, record) in reader.records().enumerate() {
        let record = record.map_err(|error| error.to_string())?;
        let line = line_of(text, record.position());
        let fields: Vec<&str> = record.iter().collect();
        let [from, service, gigabytes] = fields[..] else {
            return Err(format!("line {line} does not have the three fields who, service and GB"));
        };
        match gigabytes.parse::<f64>() {
            Ok(gigabytes) if gigabytes.is_finite() && gigabytes >= 0.0 => flows.push(Flow {
                from: from.to_owned(),
                service: service.to_owned(),
                gigabytes,
                line,
            }),
            _ if n == 0 => {}
            _ => return Err(format!("line {line}: `{gigabytes}` is no number of GB")),
        }
    }
    Ok(flows)
}

/// The number of a record's line: its position is that of the comments before it.
fn line_of(text: &str, position: Option<&csv::Position>) -> u64 {
    let Some(position) = position else { return 0 };
    let start = usize::try_from(position.byte()).unwrap_or(usize::MAX);
    let rest = text.get(start..).unwrap_or_default();
    let passed = |line: &&str| line.starts_with('#') || line.trim().is_empty();
    position.line() + rest.lines().take_while(passed).map(|_| 1).sum::<u64>()
}

fn cost(bill: &Bill, vpc: String, carried: Option<f64>) -> Cost {
    let amount = |price: Price| Amount { amount: price.amount, confirmed: price.confirmed };
    let nat = bill.tariff.as_ref().and_then(|tariff| tariff.nat_gb);
    let traffic = carried.map(|gigabytes| {
        let now = nat.map(|nat| nat.amount * gigabytes);
        let month = bill.endpoint_month().zip(bill.endpoint_gb());
        let then = month.map(|(month, gb)| month.amount + gb.amount * gigabytes);
        Traffic { gigabytes, now, with_endpoint: then }
    });
    Cost {
        vpc,
        region: bill.region.as_ref().map(ToString::to_string),
        currency: bill.tariff.as_ref().map(|tariff| tariff.currency.to_string()),
        nat_gb: nat.map(amount),
        zones: bill.zones,
        endpoint: match bill.replacement {
            Replacement::Gateway => Some("gateway-endpoint"),
            Replacement::Interface => Some("interface-endpoint"),
            Replacement::None => None,
        },
        endpoint_month: bill.endpoint_month().map(amount),
        endpoint_gb: bill.endpoint_gb().map(amount),
        break_even_gb: bill.break_even(),
        confirmed: bill.is_confirmed(),
        traffic,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn traffic_has_three_fields_and_perhaps_titles() {
        let flows = flows_of("who,service,gb\n# a comment\naws_subnet.a , s3, 12.5\n").unwrap();
        let [flow] = &flows[..] else { panic!("{flows:?}") };
        assert_eq!(
            (flow.from.as_str(), flow.service.as_str(), flow.line),
            ("aws_subnet.a", "s3", 3)
        );
        assert!((flow.gigabytes - 12.5).abs() < f64::EPSILON);
        for wrong in ["a,s3\n", "a,s3,1\na,s3,many\n", "a,s3,1\na,s3,-1\n", "a,s3,1\na,s3,NaN\n"] {
            assert!(flows_of(wrong).is_err(), "{wrong}");
        }
    }
}
