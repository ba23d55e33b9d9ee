//! The public API: what is answered from the table, and what is forwarded.

mod compare_markets;
mod forward;
mod get_market;
mod list_markets;
mod message;
mod service;
mod watch_markets;

pub use service::{ApiService, Gateway, SERVICES};
