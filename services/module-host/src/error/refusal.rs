//! Why a module is not let in.

use std::fmt;

use tonic::Code;

/// Why a module package was refused, and what to do about it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Refusal {
    /// The kind of reason.
    pub reason: Reason,
    /// What happened, where, and what to do.
    pub message: String,
}

/// The kinds of reason for which a module package is refused.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Reason {
    /// It is not an OCI image layout of our form.
    BadPackage,
    /// A blob does not have the digest or the size it is listed with.
    BadDigest,
    /// There is no signature for it.
    NotSigned,
    /// No key of the trust file made a signature of it.
    UntrustedKey,
    /// Its publisher is not trusted for that market.
    WrongMarket,
    /// Its publisher is not trusted for that kind of module.
    WrongKind,
    /// The key that signed it has expired.
    KeyExpired,
    /// It was built for another version of the ABI.
    UnsupportedAbi,
    /// It was built for another kind of machine.
    WrongTarget,
    /// Its runner did not start, or ended before it said what it loaded.
    NotStarted,
    /// Its runner could not load it.
    NotLoaded,
    /// What was loaded is not what the package says.
    Mismatch,
    /// Its own examples and scenarios do not pass.
    SelfTestFailed,
    /// The host could not read or keep it.
    NotStored,
}

// === impl Refusal ===

impl Refusal {
    /// A refusal for `reason`, said in `message`.
    pub fn new(reason: Reason, message: impl Into<String>) -> Self {
        Self { reason, message: message.into() }
    }
}

impl fmt::Display for Refusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message)
    }
}

// === impl Reason ===

impl Reason {
    /// The reason as `ErrorInfo.reason`.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::BadPackage => "BAD_PACKAGE",
            Self::BadDigest => "BAD_DIGEST",
            Self::NotSigned => "NOT_SIGNED",
            Self::UntrustedKey => "UNTRUSTED_KEY",
            Self::WrongMarket => "WRONG_MARKET",
            Self::WrongKind => "WRONG_KIND",
            Self::KeyExpired => "KEY_EXPIRED",
            Self::UnsupportedAbi => "UNSUPPORTED_ABI",
            Self::WrongTarget => "WRONG_TARGET",
            Self::NotStarted => "RUNNER_NOT_STARTED",
            Self::NotLoaded => "MODULE_NOT_LOADED",
            Self::Mismatch => "MODULE_MISMATCH",
            Self::SelfTestFailed => "SELF_TEST_FAILED",
            Self::NotStored => "NOT_STORED",
        }
    }

    /// PERMISSION_DENIED where trust is what lacks, else FAILED_PRECONDITION.
    pub(super) fn code(self) -> Code {
        match self {
            Self::UntrustedKey | Self::WrongMarket | Self::WrongKind | Self::KeyExpired => {
                Code::PermissionDenied
            }
            _ => Code::FailedPrecondition,
        }
    }
}
