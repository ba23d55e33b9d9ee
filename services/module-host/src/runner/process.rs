//! The process behind a runner.

use std::{future::Future, os::unix::process::ExitStatusExt as _, process::ExitStatus, time::Duration};

use tokio::{
    io::{AsyncBufReadExt as _, AsyncReadExt as _, BufReader},
    process::{Child, ChildStderr},
    time::timeout,
};

use crate::MarketCode;

/// Most bytes of a line on a runner's standard error; the rest is logged as a line of its own.
const MAX_LINE_BYTES: u64 = 4096;

/// What ends a runner.
pub trait Process: Send + 'static {
    /// Waits up to `grace` for it to end by itself, then kills it. Says how it ended.
    fn stop(self, grace: Duration) -> impl Future<Output = String> + Send;
}

/// A runner process. Killed when dropped.
#[derive(Debug)]
pub struct ChildProcess {
    child: Child,
}

// === impl ChildProcess ===

impl ChildProcess {
    pub(super) fn new(child: Child) -> Self {
        Self { child }
    }

    /// Passes the runner's standard error on to the log, line by line, for as long as it lives.
    pub(super) fn log_errors(&mut self, market: MarketCode) {
        if let Some(errors) = self.child.stderr.take() {
            tokio::spawn(log_lines(errors, market));
        }
    }
}

impl Process for ChildProcess {
    async fn stop(mut self, grace: Duration) -> String {
        if let Ok(Ok(status)) = timeout(grace, self.child.wait()).await {
            return describe(status);
        }
        // The child was not waited for yet, so its pid cannot belong to anybody else.
        match self.child.kill().await {
            Ok(()) => "killed".into(),
            Err(error) => format!("not killed: {error}"),
        }
    }
}

async fn log_lines(errors: ChildStderr, market: MarketCode) {
    let mut errors = BufReader::new(errors);
    let mut line = Vec::new();
    while (&mut errors).take(MAX_LINE_BYTES).read_until(b'\n', &mut line).await.is_ok_and(|count| count > 0) {
        tracing::warn!(%market, "runner: {}", String::from_utf8_lossy(&line).trim_end());
        line.clear();
    }
}

fn describe(status: ExitStatus) -> String {
    match (status.code(), status.signal()) {
        (Some(code), _) => format!("exit code {code}"),
        (None, Some(signal)) => format!("killed by signal {signal}"),
        (None, None) => status.to_string(),
    }
}
