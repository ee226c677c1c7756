//! Facts about AWS as data: endpoint services, AWS-managed policies and prices. The files in `data/`
//! name the source and date of each fact.

mod policies;
mod prices;
mod services;

pub use policies::managed_policy;
pub use prices::{BreakEven, PRICES_AS_OF, Price, Prices, break_even, prices};
pub use services::{SERVICES, Service, by_iam_prefix, service, short_name, short_name_of_parts};
