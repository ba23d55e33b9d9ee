//! `module-runner --library PATH --rulebook PATH`: started by the module host, with its socket as stdin.
#![forbid(unsafe_code)]

use std::io;
use std::os::fd::AsFd as _;
use std::os::unix::net::UnixStream;
use std::process::ExitCode;

use module_runner::config::Config;
use module_runner::error::Error;
use module_runner::{hello, limits, serve};

fn main() -> ExitCode {
    match Config::from_args(std::env::args_os().skip(1)).and_then(run) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("error: {error}");
            error.exit_code()
        }
    }
}

/// Serves until the host closes its end. Leaving this function ends the process, whatever the module is doing.
fn run(config: Config) -> Result<(), Error> {
    limits::apply(config.memory_bytes)?;
    let reader = take_stdin()?;
    let writer = reader.try_clone().map_err(Error::Stdin)?;
    serve::serve(move |log| hello::open(&config, log), reader, writer)
}

/// The host's socket. The module finds nothing on its own stdin.
fn take_stdin() -> Result<UnixStream, Error> {
    let stdin = io::stdin();
    rustix::net::sockopt::socket_type(&stdin).map_err(|error| Error::Stdin(error.into()))?;
    let socket = stdin.as_fd().try_clone_to_owned().map_err(Error::Stdin)?;
    let nothing = std::fs::File::open("/dev/null").map_err(Error::Stdin)?;
    rustix::stdio::dup2_stdin(nothing).map_err(|error| Error::Stdin(error.into()))?;
    Ok(UnixStream::from(socket))
}
