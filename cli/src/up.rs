//! `guidance up`: from a checkout to a running system, in one command.
//!
//! Rulebooks are checked before anything is built: a fault in one should not wait for a compiler.

mod build;
mod greeting;
mod markets;
mod progress;
mod serve;
mod service;
mod signals;
mod trust;

use std::{
    env, fs,
    io::{self, IsTerminal as _},
    net::{SocketAddr, TcpListener},
    path::{Path, PathBuf},
};

use clap::Args;

use self::{build::Built, markets::MarketModule, progress::Progress, serve::Stack};
use crate::{Error, Result, module::shown, package::DevelopmentKey, workspace::Workspace};

/// Where to serve, and where to keep what is made on the way.
#[derive(Debug, Args)]
pub struct Arguments {
    /// Folder for packages, the development key, the host's store and logs [default: data/ in the workspace].
    #[arg(long, value_name = "DIR")]
    data: Option<PathBuf>,
    /// Address the gateway listens on; port 0 takes a free one.
    #[arg(long, value_name = "ADDR", default_value = crate::gateway::USUAL)]
    gateway: SocketAddr,
    /// Address the module host listens on; port 0 takes a free one.
    #[arg(long, value_name = "ADDR", default_value = "127.0.0.1:7410")]
    host: SocketAddr,
}

/// Carries out `guidance up`; returns once it was asked to stop and everything has drained.
///
/// # Errors
/// Whatever stood in the way; see [`crate::error::EXIT_CODES`].
pub fn run(arguments: &Arguments) -> Result<()> {
    let progress = Progress::new(io::stderr().is_terminal());
    let here = env::current_dir().map_err(Error::unreadable(Path::new(".")))?;
    let workspace = Workspace::around(&here)?;
    progress.step("Workspace", &workspace.root().display().to_string());
    let data = writable_folder(arguments.data.clone().unwrap_or_else(|| workspace.root().join("data")))?;
    // Held until the process ends: another one must not sign into our packages or cut our logs.
    let _lock = lock(&data)?;
    free("gateway", arguments.gateway)?;
    free("host", arguments.host)?;

    let modules = markets::load(&workspace, &progress)?;
    let built = build::build(&workspace, &modules, &progress)?;
    let stack = package(&data, &modules, &built, arguments, &progress)?;
    tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .map_err(|fault| Error::Service(format!("the system gives no event queue: {fault}")))?
        .block_on(serve::serve(&stack, &progress))
}

/// Signs and packs the modules, and writes down whom the host may trust.
fn package(
    data: &Path,
    modules: &[MarketModule],
    built: &Built,
    arguments: &Arguments,
    progress: &Progress,
) -> Result<Stack> {
    let key_file = data.join("development.key");
    let key = DevelopmentKey::load_or_create(&key_file)?;
    if key.is_new() {
        let file = shown(&key_file);
        progress.step(
            "Key",
            &format!("made {file}: this machine's own development key, trusted here and nowhere else"),
        );
    }
    let trust = trust::write(data, &key)?;
    let packages = data.join("packages");
    markets::pack(modules, built, &key, &packages, progress)?;
    Ok(Stack {
        gateway_program: built.program("gateway")?,
        host_program: built.program("module-host")?,
        runner_program: built.program("module-runner")?,
        stock_library: built.library(build::STOCK_MODULE)?,
        gateway: arguments.gateway,
        host: arguments.host,
        data: data.to_owned(),
        packages,
        trust,
    })
}

/// The data folder, absolute, with its logs folder; tried by writing, as rights alone do not tell.
fn writable_folder(path: PathBuf) -> Result<PathBuf> {
    let attempt = || {
        fs::create_dir_all(path.join("logs"))?;
        let path = path.canonicalize()?;
        let probe = path.join(".writable");
        fs::write(&probe, b"")?;
        fs::remove_file(&probe)?;
        Ok(path)
    };
    attempt().map_err(|source| Error::DataFolder { path: path.clone(), source })
}

/// Takes the data folder for this process alone.
fn lock(data: &Path) -> Result<fs::File> {
    let file = fs::File::create(data.join(".up.lock")).map_err(Error::unreadable(data))?;
    file.try_lock().map_err(|_| {
        let folder = shown(data);
        Error::Service(format!(
            "another `guidance up` uses {folder}: stop it, or choose another folder with --data DIR"
        ))
    })?;
    Ok(file)
}

/// Says before a long build that an address cannot be had. The service itself has the last word.
fn free(option: &str, address: SocketAddr) -> Result<()> {
    TcpListener::bind(address).map(drop).map_err(|fault| {
        Error::Service(match fault.kind() {
            io::ErrorKind::AddrInUse => {
                format!("{address} is taken: stop what listens there, or choose another with --{option} ADDR")
            }
            _ => format!("cannot listen on {address}: {fault}; choose another with --{option} ADDR"),
        })
    })
}

#[cfg(test)]
mod tests;
