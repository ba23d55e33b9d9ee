//! The command lines of the services: every flag they need, each to be replaced by a test.

use std::{
    net::{Ipv4Addr, SocketAddr},
    path::{Path, PathBuf},
};

use tokio::process::Command;

use crate::{Artifacts, Packages};

/// Loopback, and a port that the system picks.
const ANY_PORT: SocketAddr = SocketAddr::new(std::net::IpAddr::V4(Ipv4Addr::LOCALHOST), 0);

/// Flags of `module-host`.
#[derive(Debug, Clone)]
pub struct HostFlags {
    /// `--listen`
    pub listen: SocketAddr,
    /// `--data`
    pub data: PathBuf,
    /// `--packages`
    pub packages: PathBuf,
    /// `--trust`
    pub trust: PathBuf,
    /// `--runner`
    pub runner: PathBuf,
    /// `--stock-library`
    pub stock_library: PathBuf,
}

/// Flags of `gateway`.
#[derive(Debug, Clone)]
pub struct GatewayFlags {
    /// `--listen`
    pub listen: SocketAddr,
    /// `--host`
    pub host: SocketAddr,
}

// === impl HostFlags ===

impl HostFlags {
    /// Serves `packages` on a free port, its data below `folder`.
    pub fn new(folder: &Path, packages: &Packages) -> Self {
        let artifacts = Artifacts::built();
        Self {
            listen: ANY_PORT,
            data: folder.join("data"),
            packages: packages.folder().to_owned(),
            trust: packages.trust().to_owned(),
            runner: artifacts.program("module-runner"),
            stock_library: artifacts.library("guidance-stock-module"),
        }
    }

    /// The command.
    pub fn command(&self) -> Command {
        let mut command = Command::new(Artifacts::built().program("module-host"));
        command.arg("--listen").arg(self.listen.to_string());
        for (flag, path) in [
            ("--data", &self.data),
            ("--packages", &self.packages),
            ("--trust", &self.trust),
            ("--runner", &self.runner),
            ("--stock-library", &self.stock_library),
        ] {
            command.arg(flag).arg(path);
        }
        command
    }
}

// === impl GatewayFlags ===

impl GatewayFlags {
    /// Routes to `host` from a free port.
    pub fn new(host: SocketAddr) -> Self {
        Self { listen: ANY_PORT, host }
    }

    /// The command.
    pub fn command(&self) -> Command {
        let mut command = Command::new(Artifacts::built().program("gateway"));
        command.arg("--listen").arg(self.listen.to_string()).arg("--host").arg(self.host.to_string());
        command
    }
}
