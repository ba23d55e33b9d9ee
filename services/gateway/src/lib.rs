//! The edge of Market Guidance: takes gRPC requests and routes them to module hosts.
//!
//! The gateway never loads code and never reads a rulebook. It reads one field of a request, `market`, and passes the
//! bytes of the message through undecoded. A comparison is as many such calls as it names markets: of its request the shared
//! fields are read, and the bytes of each answer are put into a row as they came.
//!
//! ```text
//! client ──▶ server ──▶ api ──▶ route ──▶ api::forward ──▶ module host
//!                        ▲        ▲
//!            health ─────┴────────┴── routes: which market lives on which host, kept from their WatchMarkets streams
//! ```
#![forbid(unsafe_code)]

pub mod config;
pub mod error;
pub mod server;

mod api;
mod deadline;
mod gathered;
mod health;
mod route;
mod routes;

pub use config::Config;
pub use error::Error;
