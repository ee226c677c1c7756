//! What NAT gateways carry, and what endpoints would cost in their place, for people.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use super::{Amount, Cost, Row, visible};

/// The bills of all paths, one for each VPC and service.
pub(super) fn render(rows: &[Row]) -> String {
    let mut bills: BTreeMap<(&str, &str, &str), &Cost> = BTreeMap::new();
    for row in rows {
        if let Some(cost) = &row.cost {
            bills.entry((&row.root, &cost.vpc, &row.service)).or_insert(cost);
        }
    }
    if bills.is_empty() {
        return String::new();
    }
    let mut text = String::from(
        "\nBY NAT GATEWAY (list prices on demand, beside the hours of the NAT gateways)\n",
    );
    for ((_, vpc, service), cost) in &bills {
        let _ = writeln!(text, "  {} -> {service}: {}", visible(vpc), says(cost));
    }
    let saved = |cost: &&&Cost| {
        let traffic = cost.traffic.as_ref()?;
        Some(traffic.now? - traffic.with_endpoint?)
    };
    let cheaper: Vec<_> =
        bills.values().filter(|cost| saved(cost).is_some_and(|s| s > 0.0)).collect();
    let mut by_currency: BTreeMap<&str, (f64, bool)> = BTreeMap::new();
    for cost in cheaper {
        let sum = by_currency.entry(cost.currency.as_deref().unwrap_or("?")).or_insert((0.0, true));
        sum.0 += saved(&cost).unwrap_or_default();
        sum.1 &= cost.confirmed;
    }
    for (currency, (sum, confirmed)) in by_currency {
        let doubt = if confirmed { "" } else { ", in part by prices that are not confirmed" };
        let _ = writeln!(
            text,
            "  endpoints that are cheaper for this traffic would save {sum:.2} {currency} a month{doubt}"
        );
    }
    text
}

/// One bill in words.
pub(super) fn says(cost: &Cost) -> String {
    let currency = cost.currency.as_deref().unwrap_or("?");
    let doubt = |amount: &Amount| if amount.confirmed { "" } else { " (not confirmed)" };
    let Some(nat) = &cost.nat_gb else {
        return match &cost.region {
            Some(region) => format!("the price of a GB in {region} is not known"),
            None => "the Region is not known, so that there are no prices".into(),
        };
    };
    let mut text = format!("{} {currency} a GB{}", number(nat.amount), doubt(nat));
    let zones = if cost.zones == 1 { "zone" } else { "zones" };
    match (cost.endpoint, &cost.endpoint_month, &cost.endpoint_gb) {
        (None, ..) => text += "; there is no endpoint for the service",
        (Some("gateway-endpoint"), ..) => text += "; a gateway endpoint is free",
        (_, Some(month), Some(gb)) => {
            let _ = write!(
                text,
                "; an interface endpoint in {} {zones} is {:.2} {currency} a month{} and {} a GB",
                cost.zones,
                month.amount,
                doubt(month),
                number(gb.amount)
            );
            if let Some(even) = cost.break_even_gb {
                let _ = write!(text, ", cheaper above {even:.0} GB a month");
            }
        }
        _ => text += "; the price of an interface endpoint in the Region is not known",
    }
    if let Some(traffic) = &cost.traffic {
        let _ = write!(text, "; {} GB a month are ", number(traffic.gigabytes));
        match (traffic.now, traffic.with_endpoint) {
            (Some(now), Some(then)) => {
                let _ = write!(text, "{now:.2} {currency} now, {then:.2} by the endpoint");
            }
            (Some(now), None) => {
                let _ = write!(text, "{now:.2} {currency} now");
            }
            _ => text += "of no known price",
        }
        if !cost.confirmed {
            text += ", by prices that are not confirmed";
        }
    }
    text
}

/// A number with as many digits as it has.
fn number(amount: f64) -> String {
    let text = format!("{amount:.4}");
    text.trim_end_matches('0').trim_end_matches('.').to_owned()
}
