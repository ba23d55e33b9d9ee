//! The module host: verifies country modules, runs each in a process of its own, supervises them, and serves them over gRPC.
//!
//! A request's way: [`api`] reads field 1, [`markets`] finds the market's queue, the market's one owner task ([`market`])
//! writes it to its runner ([`runner`]) and hands the reply back. A module's way: [`package`] and [`trust`] verify it,
//! [`store`] keeps its blobs, [`markets`] probes it and puts it into service.
//!
//! The host never calls a module in its own process.
#![forbid(unsafe_code)]

pub mod api;
pub mod config;
pub mod error;
pub mod health;
pub mod market;
pub mod market_code;
pub mod markets;
pub mod package;
pub mod runner;
pub mod server;
pub mod store;
pub mod trust;

pub use config::Config;
pub use error::{Error, Refusal};
pub use market_code::MarketCode;
pub use server::run;
