//! A runner: the process a module lives in, and the socket to it.

mod call_context;
mod calls;
#[cfg(test)]
pub(crate) mod fake;
mod frames;
mod hello;
mod launch;
mod link;
mod process;
mod waiting;

use std::future::Future;

use bytes::Bytes;
use guidance_proto::v1::Market;
use tokio::{sync::oneshot, time::Instant};

pub use call_context::CallContexts;
pub use launch::Launcher;
pub use link::{Ended, Link};
pub use process::{ChildProcess, Process};
pub use waiting::{PATIENCE, Waiting};

use crate::{Error, error::Refusal};

/// Most calls one runner has at once. As many as the module ABI allows threads inside a module.
pub const MAX_IN_FLIGHT: usize = 64;

/// A call on its way to a module.
#[derive(Debug)]
pub struct Job {
    /// Full method, for example `/marketguidance.v1.GuidanceService/ReviewPlan`.
    pub method: &'static str,
    /// Bytes of the request message.
    pub request: Bytes,
    /// Takes what came of it. Closed when the client went away.
    pub answer: oneshot::Sender<Result<Answer, Error>>,
    /// Since when it waits for a runner.
    pub waiting_since: Instant,
    /// Whether it lost a runner already. It then gets a runner to itself, once.
    pub retried: bool,
}

/// What a module answered.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Answer {
    /// Canonical gRPC code; 0 is OK.
    pub code: u32,
    /// The response message when the code is 0, else a `google.rpc.Status`.
    pub body: Bytes,
}

/// A runner that said hello.
#[derive(Debug)]
pub struct Runner<P> {
    /// The socket to it.
    pub link: Link,
    /// The process.
    pub process: P,
    /// What it loaded, in its own words.
    pub module: Market,
}

/// Starts runners of one module generation.
pub trait Launch: Send + 'static {
    /// What ends such a runner.
    type Process: Process;

    /// Starts a runner and waits for its hello.
    fn launch(&mut self) -> impl Future<Output = Result<Runner<Self::Process>, Refusal>> + Send;
}

// === impl Job ===

impl Job {
    /// A call, and where its answer will come.
    pub fn new(method: &'static str, request: Bytes) -> (Self, oneshot::Receiver<Result<Answer, Error>>) {
        let (answer, receiver) = oneshot::channel();
        (Self { method, request, answer, waiting_since: Instant::now(), retried: false }, receiver)
    }

    /// Ends the call. Nobody minds when the client went away.
    pub(crate) fn finish(self, outcome: Result<Answer, Error>) {
        let _ = self.answer.send(outcome);
    }
}
