//! Who calls a service from a VPC: workloads with a need, and subnets that are used as if they
//! held some.

use vpcelint_aws::{Need, Network, OccupantId, Relation, Strength, SubnetId, VpcId, WorkloadId};

use crate::{Egress, Way, egress, path};

/// How sure it is that somebody in a subnet calls the service.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum ClientStrength {
    /// No workload is in view, but the subnet is routed as if it held some.
    Assumed,
    /// A workload's identity may call it.
    Likely,
    /// A workload certainly calls it.
    Proven,
}

/// A subnet from which a service is called.
#[derive(Debug, Clone)]
pub struct Client<'n> {
    /// The subnet.
    pub subnet: SubnetId,
    /// How sure it is.
    pub strength: ClientStrength,
    /// The workload with the strongest need, if one is in view.
    pub workload: Option<(WorkloadId, &'n Need)>,
    /// The way out of the subnet.
    pub egress: Egress,
    /// Whether the workload may have a public address, so that an internet gateway is a way out.
    pub public_ip: bool,
}

impl Client<'_> {
    /// Whether nothing of what it sends arrives, or comes back.
    #[must_use]
    pub fn is_refused(&self, network: &Network) -> bool {
        self.workload.is_some_and(|(id, need)| path::is_refused(network, id, need, self.subnet))
    }
}

/// The clients of a service in a VPC, in order of the code.
#[must_use]
pub fn clients<'n>(network: &'n Network, vpc: VpcId, service: &str) -> Vec<Client<'n>> {
    network.subnets_of(vpc).filter_map(|(id, _)| is_client(network, id, service)).collect()
}

/// Whether a subnet is a client of a service. A subnet whose workloads are all known, none of them
/// calling the service, is none, nor is one that holds nothing but things that call nothing. One
/// without workload in view counts as one when it routes to a NAT gateway, or nowhere.
#[must_use]
pub fn is_client<'n>(network: &'n Network, subnet: SubnetId, service: &str) -> Option<Client<'n>> {
    let egress = egress(network, subnet);
    let workloads: Vec<_> = network
        .from::<WorkloadId>(subnet, Relation::InSubnet)
        .into_iter()
        .map(|(id, _)| (id, network.workload(id)))
        .collect();
    let strongest = workloads
        .iter()
        .filter(|(_, w)| w.conditional.is_none())
        .filter_map(|(id, w)| Some((*id, w.need(service)?)))
        // A hint says nothing.
        .filter(|(_, need)| need.strength > Strength::Hint)
        .max_by_key(|(_, need)| need.strength);
    if let Some((id, need)) = strongest {
        let strength = match need.strength {
            Strength::Proven => ClientStrength::Proven,
            Strength::Likely => ClientStrength::Likely,
            Strength::Hint => ClientStrength::Assumed,
        };
        let public_ip = network.workload(id).public_ip_in(network, subnet).get() != Some(&false);
        return Some(Client { subnet, strength, workload: Some((id, need)), egress, public_ip });
    }
    // What else an appliance sends is what others call.
    let mut others = workloads.iter().filter(|(_, w)| !w.appliance).peekable();
    let any = others.peek().is_some();
    let all_known = others.all(|(_, w)| w.needs_open.is_none());
    let occupied = any || holds_only_silent(network, subnet);
    if occupied && all_known {
        return None;
    }
    // Through an internet gateway only a workload in view could say who calls what.
    if !matches!(egress.way, Way::Nat(_) | Way::None | Way::Unknown(_)) {
        return None;
    }
    let strength = ClientStrength::Assumed;
    Some(Client { subnet, strength, workload: None, egress, public_ip: false })
}

/// Whether a subnet holds something, but nothing that calls a service.
fn holds_only_silent(network: &Network, subnet: SubnetId) -> bool {
    let occupants = !network.from::<OccupantId>(subnet, Relation::InSubnet).is_empty();
    let nats = !network.from::<vpcelint_aws::NatId>(subnet, Relation::InSubnet).is_empty();
    let endpoints =
        !network.from::<vpcelint_aws::EndpointId>(subnet, Relation::InSubnet).is_empty();
    // Endpoints stand beside workloads as a rule, so they alone say nothing of a routed subnet.
    let isolated = network.tables_of(subnet).is_ok_and(|(tables, _)| {
        tables.iter().all(|table| network.table(*table).routes.is_empty())
    });
    (occupants || nats || endpoints && isolated) && network.unseen(subnet).is_none()
}
