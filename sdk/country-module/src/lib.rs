//! What a country module is written with: the trait, the export, what it may answer.
//!
//! A country module is a library that one module runner process, sandboxed, loads and never unloads.
//! It gets the bytes of its rulebook once, and protobuf bytes with each call; it reads no clock, no file, no network.
//! Everything between the trait and the C ABI of `guidance_abi` happens in [`export_module!`]:
//!
//! ```
//! #![forbid(unsafe_code)]
//! use guidance_country_module::{CallContext, CountryModule, CreateError, Logger, Status, export_module};
//!
//! struct Atlantis;
//!
//! impl CountryModule for Atlantis {
//!     fn create(_rulebook: &[u8], _log: Logger) -> Result<Self, CreateError> {
//!         Ok(Self)
//!     }
//!
//!     fn call(&self, _: &CallContext, method: &str, _: &[u8]) -> Result<Vec<u8>, Status> {
//!         Err(Status::unimplemented(method))
//!     }
//! }
//!
//! export_module!(Atlantis);
//! # fn main() {}
//! ```
//!
//! A module may panic: the call that did fails, the others do not notice. It carries no HTTP stack and no async runtime.
#![deny(unsafe_code)]

mod module;
mod serve;
mod status;
mod wire;

#[doc(hidden)]
pub mod export;
pub mod test_kit;

pub use guidance_rulebook::{NativeFunction, Value};
pub use module::{CallContext, CountryModule, CreateError, Level, Logger};
pub use serve::RulebookModule;
pub use status::{Code, DOMAIN, FieldViolation, MODULE_PANICKED, Status};
