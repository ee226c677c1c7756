//! Facts about AWS as data: endpoint services, AWS-managed policies, prices and Regions. The files in
//! `data/` name the source and date of each fact.

mod policies;
mod prices;
mod regions;
mod services;

pub use policies::managed_policy;
pub use prices::{HOURS, INTERFACE_GB, PRICES_AS_OF, Price, Prices, prices};
pub use regions::{Partition, partition_of, zones_of};
pub use services::{SERVICES, Service, by_iam_prefix, service, short_name, short_name_of_parts};
