//! The harness of the end-to-end tests: real processes, on free ports, in a folder of their own.
//!
//! ```no_run
//! # async fn example() {
//! use guidance_e2e::Stack;
//!
//! let stack = Stack::with_fixture("hangs", "ZA").and_fixture("panics", "ZB").start().await;
//! let answer = stack.ask("ZB").await;
//! # }
//! ```
//! Programs and libraries are built once a run. Every wait has one outer limit, [`PATIENCE`], and ends on an event; a test that fails
//! prints what its processes wrote to standard error. Dropping a [`Stack`] leaves no process behind.
#![forbid(unsafe_code)]

mod artifacts;
mod flags;
mod load;
mod packages;
mod process;
mod runners;
mod stack;

use std::time::Duration;

pub use artifacts::Artifacts;
pub use flags::{GatewayFlags, HostFlags};
pub use load::Load;
pub use packages::Packages;
pub use process::Process;
pub use runners::Runner;
pub use stack::{Caller, Stack, StackBuilder, Watching, connect};

/// No wait of these tests takes this long, unless something is broken.
pub const PATIENCE: Duration = Duration::from_secs(60);

/// Waits for `work`; `what` says in a failure what was waited for.
///
/// # Panics
/// When it takes longer than [`PATIENCE`].
pub async fn within<T>(what: &str, work: impl Future<Output = T>) -> T {
    match tokio::time::timeout(PATIENCE, work).await {
        Ok(done) => done,
        Err(_) => panic!("waited {PATIENCE:?} for {what}"),
    }
}
