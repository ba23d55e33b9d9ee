//! What the gateway is told on its command line, checked before any port is bound.

use std::{ffi::OsString, net::SocketAddr, time::Duration};

use clap::{CommandFactory as _, Parser, error::ErrorKind};
use http::uri::Authority;

/// Configuration of one gateway.
#[derive(Debug, Clone, Parser)]
#[command(name = "gateway", version, about = "Routes requests for market guidance to module hosts")]
pub struct Config {
    /// Address to listen on, for example 127.0.0.1:7000; port 0 picks a free one.
    #[arg(long, value_name = "ADDR")]
    pub listen: SocketAddr,

    /// Module host to route to, for example 127.0.0.1:7001. Where two serve one market, the first given wins.
    #[arg(long = "host", value_name = "ADDR", required = true, value_parser = host_address)]
    pub hosts: Vec<Authority>,

    /// Largest request message taken, in bytes, 1024 to 16777216.
    #[arg(long, value_name = "BYTES", default_value_t = 4 * 1024 * 1024,
          value_parser = clap::value_parser!(u32).range(1024..=16 * 1024 * 1024))]
    pub max_message_bytes: u32,

    /// Longest a call may take, in seconds, 1 to 600; a caller may ask for less.
    #[arg(long, value_name = "SECONDS", default_value = "10", value_parser = seconds)]
    pub deadline: Duration,

    /// Drain and exit when standard input ends, so that a parent that dies leaves nothing behind.
    #[arg(long)]
    pub exit_on_stdin_eof: bool,
}

// === impl Config ===

impl Config {
    /// Reads a command line, program name first.
    ///
    /// # Errors
    /// What clap found wrong, or a request for help, which is not for standard error.
    pub fn from_args<I, A>(args: I) -> Result<Self, clap::Error>
    where
        I: IntoIterator<Item = A>,
        A: Into<OsString> + Clone,
    {
        let config = Self::try_parse_from(args)?;
        for (at, host) in config.hosts.iter().enumerate() {
            if config.hosts[..at].contains(host) {
                let message = format!("--host {host} is given twice; give every module host once");
                return Err(Self::command().error(ErrorKind::ValueValidation, message));
            }
        }
        Ok(config)
    }
}

/// The first paragraph of a command-line error as one line; usage is one `--help` away.
pub fn one_line(error: &clap::Error) -> String {
    let text = error.to_string();
    let paragraph = text.lines().map(str::trim).take_while(|line| !line.is_empty());
    paragraph.collect::<Vec<_>>().join(" ")
}

fn host_address(text: &str) -> Result<Authority, String> {
    match text.parse::<Authority>() {
        Ok(address)
            if address.port_u16().is_some_and(|port| port != 0) && !address.as_str().contains('@') =>
        {
            Ok(address)
        }
        _ => Err("expected host:port, for example 127.0.0.1:7001".to_owned()),
    }
}

fn seconds(text: &str) -> Result<Duration, String> {
    match text.parse::<u64>() {
        Ok(seconds @ 1..=600) => Ok(Duration::from_secs(seconds)),
        _ => Err("expected whole seconds, 1 to 600".to_owned()),
    }
}

#[cfg(test)]
mod tests;
