//! What a country module is: one trait, and what it is given.

use std::fmt;
use std::sync::Arc;

pub use guidance_proto::module::v1::CallContext;

use crate::Status;

/// A country module. Everything it knows comes in: the rulebook once, time and request with each call.
///
/// ```
/// use guidance_country_module::{CallContext, CountryModule, CreateError, Logger, Status};
///
/// struct Atlantis;
///
/// impl CountryModule for Atlantis {
///     fn create(rulebook: &[u8], log: Logger) -> Result<Self, CreateError> {
///         log.info(&format!("serving a rulebook of {} bytes", rulebook.len()));
///         Ok(Self)
///     }
///
///     fn call(&self, _: &CallContext, method: &str, _: &[u8]) -> Result<Vec<u8>, Status> {
///         Err(Status::unimplemented(method))
///     }
/// }
/// ```
///
/// A module that is a library says `guidance_country_module::export_module!(Atlantis);` beside it.
pub trait CountryModule: Sized + Send + Sync + 'static {
    /// Makes the module from the bytes of its rulebook: an uncompressed tar of the YAML files.
    ///
    /// # Errors
    /// The rulebook cannot be served. The module is then refused, and the text shown to whoever installs it.
    fn create(rulebook: &[u8], log: Logger) -> Result<Self, CreateError>;

    /// Answers one call. Several threads call at once.
    ///
    /// `method` is the full gRPC method, for example `/marketguidance.v1.GuidanceService/ReviewPlan`; `request` is an encoded
    /// request message of that method, and the answer an encoded response. The clock is `context.now_unix_seconds`: the
    /// same context, method and request give the same bytes.
    ///
    /// # Errors
    /// What the caller did wrong, or cannot have. A method the module does not have is [`Status::unimplemented`].
    fn call(&self, context: &CallContext, method: &str, request: &[u8]) -> Result<Vec<u8>, Status>;
}

/// Why a module cannot be made from its rulebook: for people, one line for each thing to repair.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{0}")]
pub struct CreateError(pub String);

/// How much a line of log matters.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[repr(u32)]
pub enum Level {
    /// Somebody must act.
    Error = 1,
    /// Somebody should look.
    Warn = 2,
    /// Worth knowing.
    Info = 3,
    /// For whoever works on the module.
    Debug = 4,
}

/// The module's only way out: lines of log, at most 4096 bytes each. They may be dropped when there are too many.
#[derive(Clone)]
pub struct Logger {
    write: Arc<WriteLine>,
}

/// Takes a line of log, from any thread.
type WriteLine = dyn Fn(Level, &str) + Send + Sync;

// === impl CreateError ===

impl CreateError {
    /// From anything that can say what is wrong.
    pub fn new(reason: impl fmt::Display) -> Self {
        Self(reason.to_string())
    }
}

// === impl Logger ===

impl Logger {
    /// A logger that hands every line to `write`. A runner makes one for the module; a test makes its own.
    pub fn new(write: impl Fn(Level, &str) + Send + Sync + 'static) -> Self {
        Self { write: Arc::new(write) }
    }

    /// A logger that says nothing.
    pub fn silent() -> Self {
        Self::new(|_, _| {})
    }

    /// Logs what somebody must act on.
    pub fn error(&self, message: &str) {
        (self.write)(Level::Error, message);
    }

    /// Logs what somebody should look at.
    pub fn warn(&self, message: &str) {
        (self.write)(Level::Warn, message);
    }

    /// Logs what is worth knowing.
    pub fn info(&self, message: &str) {
        (self.write)(Level::Info, message);
    }

    /// Logs what helps whoever works on the module.
    pub fn debug(&self, message: &str) {
        (self.write)(Level::Debug, message);
    }
}

impl fmt::Debug for Logger {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("Logger")
    }
}
