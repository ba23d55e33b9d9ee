//! The command line, checked.

use std::{net::SocketAddr, path::PathBuf, time::Duration};

use clap::Parser;

use crate::{Error, trust::Trust};

/// Largest message `--max-message-bytes` may allow: a frame to a runner is at most 16 MiB, its envelope included.
const MAX_MESSAGE_BYTES: usize = 15 << 20;

/// What the host was told on its command line, checked.
#[derive(Debug)]
pub struct Config {
    /// Folder the host keeps its store in.
    pub data: PathBuf,
    /// Address to listen on; port 0 picks a free one.
    pub listen: SocketAddr,
    /// Folder whose sub-folders are module packages.
    pub packages: PathBuf,
    /// Whose packages to let in.
    pub trust: Trust,
    /// The `module-runner` program.
    pub runner: PathBuf,
    /// The library that serves packages which bring a rulebook only.
    pub stock_library: PathBuf,
    /// How long a module may take to answer one call.
    pub call_timeout: Duration,
    /// Largest request and response, bytes.
    pub max_message_bytes: usize,
    /// Whether the end of standard input is a reason to shut down.
    pub exit_on_stdin_eof: bool,
}

/// Verifies, isolates and supervises country modules, and serves them over gRPC.
#[derive(Debug, Parser)]
#[command(name = "module-host", version)]
struct CommandLine {
    /// Folder to keep verified modules in; made if it does not exist
    #[arg(long, value_name = "DIR")]
    data: PathBuf,
    /// Address to listen on, for example 127.0.0.1:50052; port 0 picks a free one
    #[arg(long, value_name = "ADDR")]
    listen: SocketAddr,
    /// Folder whose sub-folders are module packages (OCI image layouts)
    #[arg(long, value_name = "DIR")]
    packages: PathBuf,
    /// File that says whose packages to let in, for which markets and kinds (TOML)
    #[arg(long, value_name = "FILE")]
    trust: PathBuf,
    /// The module-runner program
    #[arg(long, value_name = "PATH")]
    runner: PathBuf,
    /// The library that serves packages which bring a rulebook only
    #[arg(long, value_name = "PATH")]
    stock_library: PathBuf,
    /// How long a module may take to answer one call, 1 to 60
    #[arg(long, value_name = "SECONDS", default_value_t = 2, value_parser = clap::value_parser!(u64).range(1..=60))]
    call_timeout: u64,
    /// Largest request and response, 1 to 15728640
    #[arg(long, value_name = "BYTES", default_value_t = 4 << 20)]
    max_message_bytes: usize,
    /// Shut down when standard input ends
    #[arg(long)]
    exit_on_stdin_eof: bool,
}

// === impl Config ===

impl Config {
    /// Reads and checks the command line of this process. Prints help or version and ends the process when asked to.
    ///
    /// # Errors
    /// [`Error::BadConfig`] with one line that says what is wrong and what to give.
    pub fn from_command_line() -> Result<Self, Error> {
        Self::parse(std::env::args_os())
    }

    fn parse(
        arguments: impl IntoIterator<Item = impl Into<std::ffi::OsString> + Clone>,
    ) -> Result<Self, Error> {
        match CommandLine::try_parse_from(arguments) {
            Ok(line) => line.check(),
            Err(error) if !error.use_stderr() => error.exit(),
            Err(error) => Err(Error::BadConfig(one_line(&error))),
        }
    }
}

// === impl CommandLine ===

impl CommandLine {
    fn check(self) -> Result<Config, Error> {
        if !(1..=MAX_MESSAGE_BYTES).contains(&self.max_message_bytes) {
            let message = format!("--max-message-bytes must be 1 to {MAX_MESSAGE_BYTES}");
            return Err(Error::BadConfig(message));
        }
        if !self.packages.is_dir() {
            let message = format!("--packages {}: no such folder", self.packages.display());
            return Err(Error::BadConfig(message));
        }
        for (option, path) in [("--runner", &self.runner), ("--stock-library", &self.stock_library)] {
            if !path.is_file() {
                return Err(Error::BadConfig(format!("{option} {}: no such file", path.display())));
            }
        }
        let trust = std::fs::read_to_string(&self.trust)
            .map_err(|error| error.to_string())
            .and_then(|text| Trust::parse(&text))
            .map_err(|error| Error::BadConfig(format!("--trust {}: {error}", self.trust.display())))?;
        Ok(Config {
            data: self.data,
            listen: self.listen,
            packages: self.packages,
            trust,
            runner: self.runner,
            stock_library: self.stock_library,
            call_timeout: Duration::from_secs(self.call_timeout),
            max_message_bytes: self.max_message_bytes,
            exit_on_stdin_eof: self.exit_on_stdin_eof,
        })
    }
}

/// The first paragraph of clap's message, which says what is wrong, on one line.
fn one_line(error: &clap::Error) -> String {
    let text = error.to_string();
    let paragraph = text.split("\n\n").next().unwrap_or_default();
    let line = paragraph.split_whitespace().collect::<Vec<_>>().join(" ");
    line.strip_prefix("error: ").map(str::to_owned).unwrap_or(line)
}

#[cfg(test)]
mod tests;
