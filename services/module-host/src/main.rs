//! The `module-host` program: configuration, build, run, drain.
#![forbid(unsafe_code)]

use std::{
    io::{IsTerminal as _, Read as _, Write as _},
    net::SocketAddr,
    process::ExitCode,
};

use module_host::{Config, Error};
use tokio::{
    net::TcpListener,
    select,
    signal::unix::{SignalKind, signal},
    sync::oneshot,
};
use tracing_subscriber::EnvFilter;

#[tokio::main]
async fn main() -> ExitCode {
    tracing_subscriber::fmt()
        .with_writer(std::io::stderr)
        .with_ansi(std::io::stderr().is_terminal())
        .with_env_filter(
            EnvFilter::builder().with_default_directive(tracing::Level::INFO.into()).from_env_lossy(),
        )
        .init();
    match run().await {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("error: {error}");
            ExitCode::from(if matches!(error, Error::BadConfig(_)) { 64 } else { 1 })
        }
    }
}

async fn run() -> Result<(), Error> {
    let config = Config::from_command_line()?;
    let shutdown = shutdown(config.exit_on_stdin_eof)?;
    let listener = TcpListener::bind(config.listen).await.map_err(|error| {
        Error::Unusable(format!("cannot listen on {}: {error}; is another host running?", config.listen))
    })?;
    module_host::run(config, listener, say_ready, shutdown).await
}

/// Nobody may be reading; that is no reason not to serve.
fn say_ready(address: SocketAddr) {
    let _ = writeln!(std::io::stdout(), "ready {address}");
}

/// Resolves at SIGTERM, at SIGINT and, where asked, at the end of standard input.
fn shutdown(at_stdin_eof: bool) -> Result<impl Future<Output = ()>, Error> {
    let listen =
        |kind| signal(kind).map_err(|error| Error::Unusable(format!("signals cannot be received: {error}")));
    let (mut terminate, mut interrupt) = (listen(SignalKind::terminate())?, listen(SignalKind::interrupt())?);
    let stdin_ended = at_stdin_eof.then(stdin_end);
    Ok(async move {
        let stdin_ended = async {
            match stdin_ended {
                Some(end) => drop(end.await),
                None => std::future::pending().await,
            }
        };
        select! {
            _ = terminate.recv() => {}
            _ = interrupt.recv() => {}
            () = stdin_ended => {}
        }
    })
}

/// A plain thread: the runtime would wait for a blocked read of its own before the process may end.
fn stdin_end() -> oneshot::Receiver<()> {
    let (ended, end) = oneshot::channel::<()>();
    std::thread::spawn(move || {
        let mut stdin = std::io::stdin().lock();
        while stdin.read(&mut [0; 1024]).is_ok_and(|count| count > 0) {}
        drop(ended);
    });
    end
}
