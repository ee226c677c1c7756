//! Facts about AWS as data: endpoint services and AWS-managed policies. The files in `data/` name
//! the source and date of each fact.

mod policies;
mod services;

pub use policies::managed_policy;
pub use services::{SERVICES, Service, by_iam_prefix, service, short_name, short_name_of_parts};
