//! The command line `guidance`: starts the whole system on one machine, and checks and packs country modules.
//!
//! As a library it is what tests pack modules with: [`module::Module`] is a checked rulebook folder, [`package::pack`] and
//! [`package::pack_parts`] make signed packages of it.
#![forbid(unsafe_code)]

pub mod error;
pub mod module;
pub mod package;
pub mod table;
pub mod up;
pub mod workspace;

pub use error::{Error, Result};
