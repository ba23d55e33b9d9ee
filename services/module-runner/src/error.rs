//! Why a runner ends before its host closes the connection.

use std::io;
use std::process::ExitCode;

use crate::frame::MAX_FRAME_BYTES;

/// What ended the runner. Its text is for the host's log; a refusal has also gone out in the Hello.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// The command line is wrong.
    #[error("{0}; usage: {usage}", usage = crate::config::USAGE)]
    Usage(String),
    /// Stdin is not the socket of a host.
    #[error("stdin is not a socket ({0}): module-runner is started by module-host, not by hand")]
    Stdin(io::Error),
    /// The process cannot be confined.
    #[error("cannot set {limit}: {source}")]
    Limit {
        /// Which limit.
        limit: &'static str,
        /// Why not.
        source: io::Error,
    },
    /// No more threads.
    #[error("cannot start the {0} thread: {1}")]
    Thread(&'static str, io::Error),
    /// The module was refused.
    #[error("{reason}: {message}")]
    Refused {
        /// Upper-snake reason, as in the Hello.
        reason: String,
        /// For people, as in the Hello.
        message: String,
    },
    /// The connection broke.
    #[error("the connection to the host broke: {0}")]
    Connection(#[from] io::Error),
    /// A frame is too long to be meant.
    #[error("the host announced a frame of {0} bytes; the limit is {MAX_FRAME_BYTES}")]
    FrameTooLong(u64),
    /// The host sent what is no frame, or none for a runner.
    #[error("the host sent what is no call: {0}")]
    NotACall(String),
}

// === impl Error ===

impl Error {
    /// 64 for a wrong command line, 1 for the rest.
    pub fn exit_code(&self) -> ExitCode {
        match self {
            Self::Usage(_) => ExitCode::from(64),
            _ => ExitCode::FAILURE,
        }
    }
}
