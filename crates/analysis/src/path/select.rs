//! Which route of a table takes packets: the most specific one that holds where they go.

use std::net::{IpAddr, Ipv6Addr};
use std::sync::Arc;

use ipnet::IpNet;
use vpcelint_aws::{Destination, Network, Route, Source, TableId, VpcId};
use vpcelint_model::Cause;

use super::journey::To;
use crate::departure::is_private;

/// What DNS64 makes addresses of (RFC 6052).
const TRANSLATED: IpNet =
    IpNet::new_assert(IpAddr::V6(Ipv6Addr::new(0x64, 0xff9b, 0, 0, 0, 0, 0, 0)), 96);

/// The route that takes packets.
#[derive(Debug)]
pub(super) enum Selected<'n> {
    /// This one.
    Route(&'n Route),
    /// None does.
    None,
    /// It is not known which.
    Unknown(Arc<Cause>),
}

/// Whether a destination holds where packets go.
enum Holds {
    /// All of it, by so many bits.
    All(u8),
    /// None of it.
    No,
    /// It may.
    Perhaps(Arc<Cause>),
}

/// The most specific route of a table; the local one and those of gateway endpoints are not among
/// them.
pub(super) fn select<'n>(network: &'n Network, id: TableId, to: &To<'_>) -> Selected<'n> {
    let table = network.table(id);
    let mut best: Option<(u8, &Route)> = None;
    let mut doubt: Option<(u8, Arc<Cause>)> = None;
    for route in &table.routes {
        let bits = match holds(network, route, to) {
            Holds::No => continue,
            Holds::Perhaps(cause) => {
                // It may be more specific than any.
                doubt.get_or_insert((u8::MAX, cause));
                continue;
            }
            Holds::All(bits) => bits,
        };
        if let Some(cause) = &route.conditional {
            if doubt.as_ref().is_none_or(|(most, _)| bits > *most) {
                doubt = Some((bits, cause.clone()));
            }
        } else if best.is_none_or(|(most, _)| bits > most) {
            best = Some((bits, route));
        }
    }
    match (best, doubt) {
        (Some((bits, route)), Some((most, _))) if bits > most => Selected::Route(route),
        (_, Some((_, cause))) => Selected::Unknown(cause),
        // Routes that are propagated, or added by what is not seen, give way to those that are
        // written for as many bits; the default route is what they are most often more specific than.
        (Some((0, _)) | None, None) if !matches!(to, To::Public(_)) || best.is_none() => {
            match table.open.clone().or_else(|| network.unseen(id).cloned()) {
                Some(cause) => Selected::Unknown(cause),
                None => best.map_or(Selected::None, |(_, route)| Selected::Route(route)),
            }
        }
        (Some((_, route)), None) => Selected::Route(route),
        (None, None) => Selected::None,
    }
}

fn holds(network: &Network, route: &Route, to: &To<'_>) -> Holds {
    match &route.destination {
        Destination::Cidr(cidr) => block(cidr, to, route),
        Destination::Unknown(cause) => Holds::Perhaps(cause.clone()),
        Destination::PrefixList(_, sources) => {
            let mut found = Holds::No;
            for source in sources {
                match entry(network, source, to, route) {
                    Holds::No => {}
                    Holds::All(bits) => match found {
                        Holds::All(most) if most >= bits => {}
                        _ => found = Holds::All(bits),
                    },
                    Holds::Perhaps(cause) => return Holds::Perhaps(cause),
                }
            }
            found
        }
    }
}

fn entry(network: &Network, source: &Source, to: &To<'_>, route: &Route) -> Holds {
    match (source, to) {
        (Source::Cidr(cidr), _) => block(cidr, to, route),
        (Source::Vpc(vpc), To::Inside { vpc: goal, .. }) if vpc == goal => {
            primary(network, *vpc).map_or(Holds::No, |cidr| block(&cidr, to, route))
        }
        (Source::Vpc(_) | Source::Own | Source::Group(_), _) => Holds::No,
        (Source::Service(_), To::Inside { .. } | To::Translated(_)) => Holds::No,
        (Source::Service(_), To::Public(_) | To::Six(_)) => {
            let reason = "a route for a prefix list of AWS may take the addresses";
            Holds::Perhaps(Cause::new(reason, Some(route.at)))
        }
        (Source::Unknown(cause), _) => Holds::Perhaps(cause.clone()),
        (Source::PrefixList(_, within), _) => {
            let known = within.iter().map(|source| entry(network, source, to, route));
            known.into_iter().find(|h| !matches!(h, Holds::No)).unwrap_or(Holds::No)
        }
    }
}

fn primary(network: &Network, vpc: VpcId) -> Option<IpNet> {
    network.vpc(vpc).cidrs.first().and_then(|cidr| cidr.get().copied())
}

fn block(cidr: &IpNet, to: &To<'_>, route: &Route) -> Holds {
    let part = |reason: &'static str| Holds::Perhaps(Cause::new(reason, Some(route.at)));
    match (to, cidr) {
        (To::Inside { cidr: goal, .. }, _) if cidr.contains(goal) => Holds::All(cidr.prefix_len()),
        (To::Inside { cidr: goal, .. }, _) if goal.contains(cidr) => {
            part("a route takes a part of the addresses only")
        }
        (To::Inside { .. }, _) => Holds::No,
        (To::Translated(_), _) if cidr.contains(&TRANSLATED) => Holds::All(cidr.prefix_len()),
        (To::Translated(_), _) if TRANSLATED.contains(cidr) => {
            part("a route takes a part of the addresses only")
        }
        (To::Translated(_), _) => Holds::No,
        (To::Public(_), IpNet::V6(_)) | (To::Six(_), IpNet::V4(_)) => Holds::No,
        (To::Public(_) | To::Six(_), _) if cidr.prefix_len() == 0 => Holds::All(0),
        (To::Public(_), _) if is_private(cidr) => Holds::No,
        (To::Six(_), IpNet::V6(six)) if !is_global(six) => Holds::No,
        (To::Public(_) | To::Six(_), _) => part("a more specific route may take the addresses"),
    }
}

/// Whether addresses of IPv6 may be those of a service: global unicast ones (RFC 4291).
fn is_global(cidr: &ipnet::Ipv6Net) -> bool {
    cidr.addr().segments().first().is_some_and(|first| first & 0xe000 == 0x2000)
}
