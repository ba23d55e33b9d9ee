//! Starts runner processes.

use std::{
    os::{fd::OwnedFd, unix::net::UnixStream as StdUnixStream},
    path::{Path, PathBuf},
    process::Stdio,
    sync::Arc,
    time::Duration,
};

use tokio::{net::UnixStream, process::Command, time::timeout};

use super::{CallContexts, ChildProcess, Launch, Link, Process as _, Runner, hello};
use crate::{
    error::{Reason, Refusal},
    package::{Digest, ModuleManifest},
    store::Store,
};

/// How long a runner may take to load its module and say hello.
const HELLO_TIMEOUT: Duration = Duration::from_secs(10);
/// How long a runner that failed may take to end by itself, so that its exit says why.
const LAST_WORDS: Duration = Duration::from_millis(200);

/// Starts runners of one verified package.
#[derive(Debug, Clone)]
pub struct Launcher {
    /// The `module-runner` program.
    pub runner: PathBuf,
    /// Where the blobs are.
    pub store: Arc<Store>,
    /// The library to load.
    pub library: Digest,
    /// The rulebook to load.
    pub rulebook: Digest,
    /// What the package says it is.
    pub manifest: ModuleManifest,
    /// What calls are told about the package.
    pub contexts: CallContexts,
}

// === impl Launcher ===

impl Launch for Launcher {
    type Process = ChildProcess;

    async fn launch(&mut self) -> Result<Runner<ChildProcess>, Refusal> {
        let (library, rulebook) = self.verified_paths().await?;
        let market = self.manifest.market;
        let (socket, mut process) = self.spawn(&library, &rulebook).map_err(|error| {
            let message = format!("{} does not start: {error}", self.runner.display());
            Refusal::new(Reason::NotStarted, message)
        })?;
        process.log_errors(market);
        let greeting = match timeout(HELLO_TIMEOUT, Link::open(socket, market, self.contexts.clone())).await {
            Ok(Ok((link, hello))) => hello::check(hello, &self.manifest).map(|module| (link, module)),
            Ok(Err(reason)) => {
                let exit = process.stop(LAST_WORDS).await;
                let message = format!("the runner did not load it: {reason} ({exit}); see the host's log");
                return Err(Refusal::new(Reason::NotStarted, message));
            }
            Err(_) => {
                let message = format!(
                    "the runner did not say hello within {HELLO_TIMEOUT:?}; the module hangs while it loads"
                );
                Err(Refusal::new(Reason::NotStarted, message))
            }
        };
        match greeting {
            Ok((link, module)) => Ok(Runner { link, process, module }),
            Err(refusal) => {
                process.stop(Duration::ZERO).await;
                Err(refusal)
            }
        }
    }
}

impl Launcher {
    /// Paths of library and rulebook, both hashed just now.
    async fn verified_paths(&self) -> Result<(PathBuf, PathBuf), Refusal> {
        let (store, library, rulebook) = (self.store.clone(), self.library, self.rulebook);
        tokio::task::spawn_blocking(move || Ok((store.verify(library)?, store.verify(rulebook)?)))
            .await
            .unwrap_or_else(|error| {
                Err(Refusal::new(Reason::NotStored, format!("hashing was ended: {error}")))
            })
    }

    /// The child's end of the socket is its standard input. It inherits no other file and no environment.
    fn spawn(&self, library: &Path, rulebook: &Path) -> std::io::Result<(UnixStream, ChildProcess)> {
        let (ours, theirs) = StdUnixStream::pair()?;
        ours.set_nonblocking(true)?;
        let child = Command::new(&self.runner)
            .arg("--library")
            .arg(library)
            .arg("--rulebook")
            .arg(rulebook)
            .env_clear()
            .stdin(Stdio::from(OwnedFd::from(theirs)))
            .stdout(Stdio::null())
            .stderr(Stdio::piped())
            .kill_on_drop(true)
            .spawn()?;
        Ok((UnixStream::from_std(ours)?, ChildProcess::new(child)))
    }
}

#[cfg(test)]
mod tests;
