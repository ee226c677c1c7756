//! Which route tables of a VPC the gateway endpoints of a service cover.

use std::sync::Arc;

use vpcelint_aws::{Answer, EndpointId, EndpointKind, Network, TableId, VpcId};
use vpcelint_model::Cause;

/// The gateway endpoints of a service in a VPC.
#[derive(Debug, Default)]
pub struct Coverage {
    /// The endpoints that certainly are gateway endpoints of the service there.
    pub endpoints: Vec<EndpointId>,
    /// Why there may be others, or more tables than are seen.
    pub open: Option<Arc<Cause>>,
}

/// The gateway endpoints of a service in a VPC.
#[must_use]
pub fn gateway_coverage(network: &Network, vpc: VpcId, service: &str) -> Coverage {
    let mut coverage =
        Coverage { endpoints: Vec::new(), open: network.unseen_endpoints(vpc, service) };
    for (id, endpoint) in network.endpoints_all() {
        if !endpoint.vpc.may_be(vpc) {
            continue;
        }
        let is = endpoint.is(EndpointKind::Gateway).and(endpoint.serves(service));
        if is.is_no() {
            continue;
        }
        let certain = is.is_yes() && endpoint.vpc.to() == Some(vpc);
        let doubt = endpoint
            .conditional
            .clone()
            .or_else(|| endpoint.route_tables.unknown())
            .or_else(|| network.unseen(id).cloned());
        if certain {
            coverage.endpoints.push(id);
        }
        if !certain || doubt.is_some() {
            let unknown =
                || Cause::new("an endpoint may be one of this service", Some(endpoint.at));
            coverage.open = coverage.open.or(doubt).or_else(|| Some(unknown()));
        }
    }
    coverage
}

/// Whether a VPC has an endpoint for a service, of whatever type, also one for its FIPS hosts or for
/// another Region.
#[must_use]
pub fn has_endpoint(network: &Network, vpc: VpcId, service: &str) -> Answer {
    let fips = format!("{service}-fips");
    let mut answer = match network.unseen_endpoints(vpc, service) {
        Some(cause) => Answer::Unknown(cause),
        None => Answer::No,
    };
    for (_, endpoint) in network.endpoints_all().filter(|(_, e)| e.vpc.may_be(vpc)) {
        let serves = endpoint.serves(service).or(endpoint.serves(&fips));
        let unsure = match (&endpoint.conditional, endpoint.vpc.to()) {
            (Some(cause), _) => Some(cause.clone()),
            (None, None) => {
                Some(Cause::new("the VPC of an endpoint is not known", Some(endpoint.at)))
            }
            (None, Some(_)) => None,
        };
        answer = answer.or(match unsure {
            Some(cause) => serves.and(Answer::Unknown(cause)),
            None => serves,
        });
    }
    answer
}

impl Coverage {
    /// Whether an endpoint covers the table that serves a subnet, which is one of these.
    #[must_use]
    pub fn covers(&self, network: &Network, tables: &[TableId]) -> Answer {
        let covered = |table: &TableId| {
            self.endpoints.iter().any(|id| network.endpoint(*id).route_tables.contains(*table))
        };
        match tables.iter().filter(|t| covered(t)).count() {
            n if n == tables.len() => Answer::Yes,
            0 => Answer::No,
            _ => Answer::Unknown(Cause::new("its route table is one of several", None)),
        }
    }
}
