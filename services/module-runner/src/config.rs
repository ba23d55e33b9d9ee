//! The command line.

use std::ffi::OsString;
use std::path::PathBuf;

use crate::error::Error;

/// How to call this program.
pub const USAGE: &str = "module-runner --library PATH --rulebook PATH [--memory-bytes N]";

/// Address space of a runner unless the host says otherwise.
pub const DEFAULT_MEMORY_BYTES: u64 = 1 << 30;

/// What the host asked for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Config {
    /// The module's library, in the host's read-only store.
    pub library: PathBuf,
    /// The rulebook's tar, in the host's read-only store.
    pub rulebook: PathBuf,
    /// Most address space of this process, bytes.
    pub memory_bytes: u64,
}

// === impl Config ===

impl Config {
    /// From the arguments behind the program's name.
    ///
    /// # Errors
    /// [`Error::Usage`]: an unknown, missing or malformed argument.
    pub fn from_args(args: impl IntoIterator<Item = OsString>) -> Result<Self, Error> {
        let (mut library, mut rulebook, mut memory_bytes) = (None, None, DEFAULT_MEMORY_BYTES);
        let mut args = args.into_iter();
        while let Some(flag) = args.next() {
            let mut value =
                || args.next().ok_or_else(|| Error::Usage(format!("{} needs a value", flag.display())));
            match flag.to_str() {
                Some("--library") => library = Some(PathBuf::from(value()?)),
                Some("--rulebook") => rulebook = Some(PathBuf::from(value()?)),
                Some("--memory-bytes") => memory_bytes = bytes(&value()?)?,
                _ => return Err(Error::Usage(format!("unknown argument {}", flag.display()))),
            }
        }
        let required = |name: &str| Error::Usage(format!("{name} is missing"));
        Ok(Self {
            library: library.ok_or_else(|| required("--library"))?,
            rulebook: rulebook.ok_or_else(|| required("--rulebook"))?,
            memory_bytes,
        })
    }
}

fn bytes(value: &OsString) -> Result<u64, Error> {
    value
        .to_str()
        .and_then(|digits| digits.parse().ok())
        .filter(|bytes| *bytes > 0)
        .ok_or_else(|| Error::Usage(format!("--memory-bytes is no number of bytes: {}", value.display())))
}

#[cfg(test)]
mod tests;
