//! A service as a child process: started, known to be ready, drained.
//!
//! Its standard input is a pipe that only this process holds: when we end, however that comes about, the service reads the end of it
//! and drains. Its standard error goes to a file, so that nothing of ours has to keep up with it.

use std::{
    fs::{self, File},
    io::{self, Read as _, Seek as _, SeekFrom},
    net::SocketAddr,
    path::{Path, PathBuf},
    process::{ExitStatus, Stdio},
    time::Duration,
};

use tokio::{
    io::{AsyncBufReadExt as _, BufReader, Lines},
    process::{Child, ChildStdin, ChildStdout, Command},
    time::timeout,
};

use crate::{Error, Result, module::shown};

/// A host runs every module's own examples before it is ready, in an unoptimised build too.
const READY_WITHIN: Duration = Duration::from_secs(120);
/// Longer than the longest call a service lets live.
const DRAINED_WITHIN: Duration = Duration::from_secs(15);
/// How much of a log may be read to find its tail.
const TAIL_BYTES: u64 = 16 << 10;
const TAIL_LINES: usize = 20;

/// A running service.
#[derive(Debug)]
pub(super) struct Service {
    name: &'static str,
    /// Killed when dropped; drained by [`Self::drain`].
    child: Child,
    /// Held open for as long as it shall serve. Not left in `child`: waiting for a child closes what it finds there.
    input: ChildStdin,
    output: Lines<BufReader<ChildStdout>>,
    log: PathBuf,
}

// === impl Service ===

impl Service {
    /// Starts a program in a process group of its own, so that a Ctrl-C reaches us alone and we choose the order.
    pub(super) fn start(name: &'static str, mut command: Command, logs: &Path) -> Result<Self> {
        let log = logs.join(format!("{name}.log"));
        let file = File::create(&log).map_err(Error::unwritable(&log))?;
        let mut child = command
            .arg("--exit-on-stdin-eof")
            .process_group(0)
            .kill_on_drop(true)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(file)
            .spawn()
            .map_err(|fault| Error::Service(format!("cannot start {name}: {fault}")))?;
        let input = child.stdin.take().expect("stdin was piped above");
        let output = BufReader::new(child.stdout.take().expect("stdout was piped above")).lines();
        Ok(Self { name, child, input, output, log })
    }

    /// Waits for the `ready <address>` line.
    pub(super) async fn ready(&mut self) -> Result<SocketAddr> {
        let line = match timeout(READY_WITHIN, self.output.next_line()).await {
            Ok(Ok(Some(line))) => line,
            Ok(_) => {
                let status = timeout(DRAINED_WITHIN, self.child.wait()).await.ok().and_then(io::Result::ok);
                return Err(self.never_ready(status));
            }
            Err(_) => {
                let (name, log) = (self.name, shown(&self.log));
                let seconds = READY_WITHIN.as_secs();
                return Err(Error::Service(format!(
                    "{name} was not ready within {seconds} s; its log is {log}"
                )));
            }
        };
        line.strip_prefix("ready ").and_then(|address| address.trim().parse().ok()).ok_or_else(|| {
            Error::Service(format!("{} said `{line}` where `ready <address>` was due", self.name))
        })
    }

    /// Waits until it ends by itself, which it should not.
    pub(super) async fn ended(&mut self) -> Error {
        let status = self.child.wait().await.ok();
        Error::Service(format!("{} ended by itself {}{}", self.name, in_words(status), self.last_words()))
    }

    /// Asks it to drain, waits, and ends it if that takes too long. Returns a complaint in that case.
    pub(super) async fn drain(mut self) -> Option<String> {
        drop(self.input);
        if timeout(DRAINED_WITHIN, self.child.wait()).await.is_ok() {
            return None;
        }
        // It may have ended this very moment; then there is nothing to kill, and nothing is wrong with that.
        let _ = self.child.kill().await;
        Some(format!("{} did not drain within {} s and was killed", self.name, DRAINED_WITHIN.as_secs()))
    }

    /// A service that cannot start says why in one line; that line is passed on.
    fn never_ready(&self, status: Option<ExitStatus>) -> Error {
        let tail = tail(&self.log);
        let reason = tail.iter().rev().find_map(|line| line.strip_prefix("error: "));
        Error::Service(match reason {
            Some(reason) => format!("{}: {reason}", self.name),
            None => {
                format!("{} ended before it was ready {}{}", self.name, in_words(status), self.last_words())
            }
        })
    }

    fn last_words(&self) -> String {
        let tail = tail(&self.log);
        let log = shown(&self.log);
        if tail.is_empty() {
            return format!("; it logged nothing to {log}");
        }
        format!("; the end of {log}:\n  {}", tail.join("\n  "))
    }
}

fn in_words(status: Option<ExitStatus>) -> String {
    status.map_or_else(String::new, |status| format!("({status})"))
}

/// The last lines of a log; none where it cannot be read.
fn tail(log: &Path) -> Vec<String> {
    let read = || -> io::Result<Vec<u8>> {
        let mut file = File::open(log)?;
        let length = fs::metadata(log)?.len();
        file.seek(SeekFrom::Start(length.saturating_sub(TAIL_BYTES)))?;
        let mut bytes = Vec::new();
        file.take(TAIL_BYTES).read_to_end(&mut bytes)?;
        Ok(bytes)
    };
    let bytes = read().unwrap_or_default();
    let text = String::from_utf8_lossy(&bytes);
    let lines: Vec<&str> = text.lines().collect();
    lines[lines.len().saturating_sub(TAIL_LINES)..].iter().map(|&line| line.to_owned()).collect()
}

#[cfg(test)]
mod tests;
