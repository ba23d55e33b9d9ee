//! End-to-end tests: what the whole withstands, promises and refuses, with real processes.
#![forbid(unsafe_code)]

mod amend;
mod architecture;
mod calendar;
mod catalog;
mod claims;
mod compare;
mod explain;
mod faults;
mod guidance;
mod lifecycle;
mod modules;
mod protocol;
mod rulebook;
mod terminal;

use tonic::Status;
use tonic_types::StatusExt as _;

/// Reason in the `ErrorInfo` of a status; empty when it has none.
fn reason(status: &Status) -> String {
    status.get_error_details().error_info().map(|info| info.reason.clone()).unwrap_or_default()
}
