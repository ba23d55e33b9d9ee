//! The gRPC API of the host: three services on one listener.
//!
//! `ListMarkets`, `GetMarket` and `WatchMarkets` are answered here; `CompareMarkets` asks several modules. Every other method is market-scoped and goes to the
//! market's module as bytes; only field 1 is read.

mod answer;
mod compare_markets;
mod contract;
mod deadline;
mod forward;
mod list_markets;
mod market;
mod service;
mod watch_markets;

pub use contract::{CATALOG, Catalog, Contract, GUIDANCE, Guidance, RULEBOOK, Rulebook};
pub use service::Api;

#[cfg(test)]
mod tests;
