//! The gateway's process: command line, log, signals.
#![forbid(unsafe_code)]

use std::{
    io::{self, IsTerminal as _, Write as _},
    net::SocketAddr,
    process::ExitCode,
    thread,
};

use anyhow::Context as _;
use gateway::{Config, config, server};
use tokio::{
    net::TcpListener,
    signal::unix::{SignalKind, signal},
    sync::oneshot,
};
use tracing_subscriber::EnvFilter;

/// Exit code of a bad command line, `EX_USAGE` of sysexits.h.
const BAD_CONFIGURATION: u8 = 64;

fn main() -> ExitCode {
    let config = match Config::from_args(std::env::args_os()) {
        Ok(config) => config,
        Err(error) if error.use_stderr() => {
            eprintln!("{}", config::one_line(&error));
            return ExitCode::from(BAD_CONFIGURATION);
        }
        Err(help) => {
            print!("{help}");
            return ExitCode::SUCCESS;
        }
    };
    log_to_stderr();
    match serve(config) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("error: {error:#}");
            ExitCode::FAILURE
        }
    }
}

#[tokio::main]
async fn serve(config: Config) -> anyhow::Result<()> {
    let mut terminate = signal(SignalKind::terminate()).context("cannot listen for SIGTERM")?;
    let mut interrupt = signal(SignalKind::interrupt()).context("cannot listen for SIGINT")?;
    let parent_watched = config.exit_on_stdin_eof;
    let shutdown = async move {
        tokio::select! {
            _ = terminate.recv() => {}
            _ = interrupt.recv() => {}
            () = stdin_ended(), if parent_watched => {}
        }
    };
    let listener = TcpListener::bind(config.listen)
        .await
        .with_context(|| format!("cannot listen on {}; choose another with --listen", config.listen))?;
    Ok(server::run(config, listener, announce, shutdown).await?)
}

/// The one line on standard output. A parent that no longer reads it is no reason to stop.
fn announce(address: SocketAddr) {
    let mut out = io::stdout();
    let _unread = writeln!(out, "ready {address}").and_then(|()| out.flush());
}

/// Resolves when standard input ends. On a thread of its own, which the end of the process does not wait for.
async fn stdin_ended() {
    let (ended, wait) = oneshot::channel::<()>();
    thread::spawn(move || {
        let _read = io::copy(&mut io::stdin(), &mut io::sink());
        drop(ended);
    });
    let _dropped = wait.await;
}

fn log_to_stderr() {
    let filter = EnvFilter::try_from_default_env().unwrap_or_else(|_| EnvFilter::new("info"));
    tracing_subscriber::fmt()
        .with_env_filter(filter)
        .with_writer(io::stderr)
        .with_ansi(io::stderr().is_terminal())
        .init();
}
