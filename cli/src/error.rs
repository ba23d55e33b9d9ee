//! What can go wrong, and the exit code it ends in.

use std::{
    io,
    path::{Path, PathBuf},
    process::ExitCode,
};

/// Result of everything in this crate.
pub type Result<T, E = Error> = std::result::Result<T, E>;

/// Exit codes in words, shown by `guidance --help`.
pub const EXIT_CODES: &str = "\
Exit codes:
  0   done; of a plan: no market's verdict is one that --fail-on names
  1   of a plan: a verdict is NO_GO, or another that --fail-on names (CANNOT_TELL with cannot_tell, GO_WITH_CHANGES with changes);
      of up and module: something outside stood in the way, a port, a folder, a build, a service that ended
  64  the command line is wrong, or names what is not there, such as an unknown market
  65  a rulebook or a plan file is at fault; every fault was printed
  66  a folder or file to read is not there
  69  nobody answers at the gateway's address, or a market gave no answer; trying again may help
  74  standard output cannot be written";

/// Why a command ended early. Each variant is a remedy for the reader and an exit code for a script.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// No workspace around the current folder. Exit code 66.
    #[error("no Market Guidance workspace at or above {}: change to a checkout, its Cargo.toml has country-modules/ beside it", .0.display())]
    NoWorkspace(PathBuf),
    /// A folder that should hold a module does not. Exit code 66.
    #[error("{} is no country module: it has no module.yaml", .0.display())]
    NoModule(PathBuf),
    /// A regional base that a module extends is nowhere to be found. Exit code 66.
    #[error("{}: extends `{base}`, but no regional base of that name was found; looked in {searched}; name its parent folder with --bases", module.display())]
    NoBase {
        /// Folder of the module.
        module: PathBuf,
        /// Name in its `extends`.
        base: String,
        /// Folders that were searched.
        searched: String,
    },
    /// A file to read is missing or unreadable. Exit code 66.
    #[error("cannot read {}: {source}", path.display())]
    Unreadable {
        /// The file or folder.
        path: PathBuf,
        /// What the system said.
        source: io::Error,
    },
    /// Rulebooks are at fault; the faults are already printed. Exit code 65.
    #[error("{0}")]
    Rulebook(String),
    /// What was to be said cannot be written. Exit code 74.
    #[error("cannot write to standard output: {0}")]
    Unsaid(io::Error),
    /// A plan file is at fault; the faults are already printed. Exit code 65.
    #[error("{0}")]
    Plan(String),
    /// No gateway can be reached. Exit code 69.
    #[error(
        "no gateway answers on {0}: start the system with `cargo up`, or name another with --gateway ADDR or GUIDANCE_GATEWAY"
    )]
    Unreachable(String),
    /// The gateway was reached, and there was no answer all the same. Exit code 69.
    #[error("{0}")]
    NotAnswered(String),
    /// The gateway does not take the request as it is. Exit code 64.
    #[error("{0}")]
    Refused(String),
    /// The command line asks for something that does not fit together. Exit code 64.
    #[error("{0}")]
    Usage(String),
    /// A file or folder cannot be written. Exit code 1.
    #[error("cannot write {}: {source}; free the path or name another one", path.display())]
    Unwritable {
        /// The file or folder.
        path: PathBuf,
        /// What the system said.
        source: io::Error,
    },
    /// The data folder cannot be used. Exit code 1.
    #[error("cannot write to the data folder {}: {source}; name another one with --data DIR", path.display())]
    DataFolder {
        /// The folder.
        path: PathBuf,
        /// What the system said.
        source: io::Error,
    },
    /// A signing key is not one. Exit code 1.
    #[error("{} holds no P-256 private key in PKCS#8 PEM: {reason}; make one with `openssl genpkey -algorithm EC -pkeyopt ec_paramgen_curve:P-256`", path.display())]
    Key {
        /// The key file.
        path: PathBuf,
        /// What is wrong with it.
        reason: String,
    },
    /// `cargo build` did not succeed; it said why itself. Exit code 1.
    #[error("{0}")]
    Build(String),
    /// A service could not start, or ended while it should serve. Exit code 1.
    #[error("{0}")]
    Service(String),
}

// === impl Error ===

impl Error {
    /// The code the process ends with.
    pub fn exit_code(&self) -> ExitCode {
        match self {
            Self::Unsaid(_) => ExitCode::from(74),
            Self::Usage(_) | Self::Refused(_) => ExitCode::from(64),
            Self::Unreachable(_) | Self::NotAnswered(_) => ExitCode::from(69),
            Self::Rulebook(_) | Self::Plan(_) => ExitCode::from(65),
            Self::NoWorkspace(_) | Self::NoModule(_) | Self::NoBase { .. } | Self::Unreadable { .. } => {
                ExitCode::from(66)
            }
            Self::Unwritable { .. }
            | Self::DataFolder { .. }
            | Self::Key { .. }
            | Self::Build(_)
            | Self::Service(_) => ExitCode::from(1),
        }
    }

    /// For `map_err` after reading `path`.
    pub(crate) fn unreadable(path: &Path) -> impl FnOnce(io::Error) -> Self {
        let path = path.to_owned();
        move |source| Self::Unreadable { path, source }
    }

    /// For `map_err` after writing `path`.
    pub(crate) fn unwritable(path: &Path) -> impl FnOnce(io::Error) -> Self {
        let path = path.to_owned();
        move |source| Self::Unwritable { path, source }
    }
}
