//! The routes: the longest prefix wins.

use crate::network::{Service, Target, World};

/// Where a packet goes from a subnet.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Way {
    Local,
    /// To a gateway endpoint.
    Gateway(usize),
    Route(Target),
    Nowhere,
}

/// The way from a subnet to an address; if that is the service's, `entry` is the length of the entry that
/// has it in the service's prefix list. Of two equally long the route that somebody wrote wins.
pub(crate) fn route(
    world: &World,
    subnet: usize,
    address: u32,
    service: Service,
    entry: u32,
) -> Way {
    let it = &world.subnets[subnet];
    let vpc = &world.vpcs[it.vpc];
    let table = it.table.unwrap_or(vpc.main_table);
    let local = vpc.cidrs.iter().map(|cidr| (*cidr, Way::Local));
    let written = world.tables[table].routes.iter().map(|(to, target)| (*to, Way::Route(*target)));
    let mut longest = (0, Way::Nowhere);
    for (cidr, way) in local.chain(written).filter(|(cidr, _)| cidr.contains(address)) {
        if longest.1 == Way::Nowhere || cidr.length > longest.0 {
            longest = (cidr.length, way);
        }
    }
    let serves = |g: &crate::network::Gateway| g.service == service && g.tables.contains(&table);
    if let Some(gateway) = world.gateways.iter().position(serves)
        && longest.1 != Way::Local
        && (longest.1 == Way::Nowhere || entry > longest.0)
    {
        longest = (entry, Way::Gateway(gateway));
    }
    longest.1
}
