//! Facts that rest on several parts of the network: where a subnet's traffic leaves, who the
//! clients of a service are, whom an endpoint's groups admit, which tables a gateway endpoint
//! covers. Each answer names what decides it.

mod admission;
mod client;
mod coverage;
mod departure;
mod egress;
mod filter;
pub mod money;
pub mod path;

pub use admission::{Admission, Guests, admits, admits_anybody};
pub use client::{Client, ClientStrength, clients, is_client};
pub use coverage::{Coverage, gateway_coverage, has_endpoint};
pub use departure::{Goal, lets_out};
pub use egress::{Egress, Way, egress};
