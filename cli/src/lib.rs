//! The command line `guidance`: asks a running gateway, starts the whole system on one machine, and checks and packs country modules.
//!
//! As a library it is what tests pack modules with: [`module::Module`] is a checked rulebook folder, [`package::pack`] and
//! [`package::pack_parts`] make signed packages of it.
#![forbid(unsafe_code)]

pub mod ask;
pub mod compare;
pub mod error;
pub mod gateway;
pub mod json;
pub mod module;
pub mod package;
pub mod page;
pub mod plan;
pub mod review;
mod show;
pub mod table;
pub mod terminal;
pub mod up;
pub mod workspace;

pub use error::{Error, Result};
