//! How long a call may take: the caller's `grpc-timeout` or the gateway's own limit, whichever is less.

use std::time::Duration;

use http::{HeaderMap, HeaderName, HeaderValue};
use tokio::time::Instant;

use crate::error::Error;

/// The header in which a call says how long it may take.
pub const GRPC_TIMEOUT: HeaderName = HeaderName::from_static("grpc-timeout");

/// How much earlier than its caller the gateway gives up, at most: the caller then reads why, and not only that its own
/// clock ran out.
const HEAD_START: Duration = Duration::from_millis(5);

/// When a call must have ended.
#[derive(Debug, Clone, Copy)]
pub struct Deadline {
    at: Instant,
    allowed: Duration,
}

// === impl Deadline ===

impl Deadline {
    /// The deadline of a call that starts now: `longest`, or less when the caller asked for less.
    pub fn of_call(headers: &HeaderMap, longest: Duration) -> Self {
        let asked = headers.get(GRPC_TIMEOUT).and_then(|value| value.to_str().ok()).and_then(parse);
        let allowed = match asked {
            Some(asked) if asked <= longest => asked - HEAD_START.min(asked / 10),
            _ => longest,
        };
        Self { at: Instant::now() + allowed, allowed }
    }

    /// The deadline of a part of the call that starts now: half of what the whole was given, and never beyond it.
    pub fn of_part(&self) -> Self {
        let allowed = self.allowed / 2;
        Self { at: self.at.min(Instant::now() + allowed), allowed }
    }

    /// When it passes.
    pub fn at(&self) -> Instant {
        self.at
    }

    /// What is left of it, as `grpc-timeout` has it.
    pub fn header(&self) -> HeaderValue {
        let left = self.at.saturating_duration_since(Instant::now());
        let text = match left.as_micros() {
            micros @ 0..=99_999_999 => format!("{micros}u"),
            _ => format!("{}m", left.as_millis()),
        };
        text.try_into().expect("digits and a letter")
    }

    /// Waits for `work`, no longer than the deadline.
    ///
    /// # Errors
    /// [`Error::DeadlineExceeded`] when time is up first, else what `work` came to.
    pub async fn limit<T>(&self, work: impl Future<Output = Result<T, Error>>) -> Result<T, Error> {
        tokio::time::timeout_at(self.at, work).await.unwrap_or_else(|_| Err(self.exceeded()))
    }

    /// Whether it has passed.
    pub fn has_passed(&self) -> bool {
        Instant::now() >= self.at
    }

    /// The error that says so.
    pub fn exceeded(&self) -> Error {
        Error::DeadlineExceeded { allowed: self.allowed }
    }
}

/// Reads `grpc-timeout`: 1 to 8 digits and a unit. Anything else is as if it were absent, as other gRPC servers have it.
fn parse(text: &str) -> Option<Duration> {
    let (digits, unit) = text.split_at_checked(text.len().checked_sub(1)?)?;
    if digits.is_empty() || digits.len() > 8 || !digits.bytes().all(|byte| byte.is_ascii_digit()) {
        return None;
    }
    let amount: u64 = digits.parse().ok()?;
    match unit {
        "H" => Some(Duration::from_secs(amount * 3600)),
        "M" => Some(Duration::from_secs(amount * 60)),
        "S" => Some(Duration::from_secs(amount)),
        "m" => Some(Duration::from_millis(amount)),
        "u" => Some(Duration::from_micros(amount)),
        "n" => Some(Duration::from_nanos(amount)),
        _ => None,
    }
}

#[cfg(test)]
mod tests;
