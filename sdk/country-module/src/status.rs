//! What a module answers when it cannot answer: a `google.rpc.Status` with details, without an HTTP stack.

pub(crate) mod rpc;

use std::fmt;

use prost::Message as _;

/// Whose reasons these are: `ErrorInfo.domain` of every status of ours.
pub const DOMAIN: &str = "marketguidance";

/// `ErrorInfo.reason` of a status that stands for a caught panic.
pub const MODULE_PANICKED: &str = "MODULE_PANICKED";

/// Room for the violations in a status's message. A host cuts a message at 1 KiB, and leaves out the details with it: both
/// travel in headers, which every client bounds.
const MOST_MESSAGE_BYTES: usize = 900;

/// Room for the violations in a status's details; a host takes 8 KiB, the message included.
const MOST_DETAIL_BYTES: usize = 6 << 10;

/// Canonical gRPC codes that a module may answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[repr(u32)]
pub enum Code {
    /// A field of the request is wrong, whatever the state of the world.
    InvalidArgument = 3,
    /// There is no such thing in this market.
    NotFound = 5,
    /// More than the module takes.
    ResourceExhausted = 8,
    /// Something else must be true first.
    FailedPrecondition = 9,
    /// The module does not have this method.
    Unimplemented = 12,
    /// A fault of the module.
    Internal = 13,
}

/// A field of a request that is wrong, and why.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FieldViolation {
    /// Path of the field, for example `plan.channels[0].platform`.
    pub field: String,
    /// What is wrong with it and what would be right: lower case, no full stop.
    pub description: String,
}

/// Why a call has no answer, as its caller will see it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Status {
    code: Code,
    message: String,
    info: Option<Box<rpc::ErrorInfo>>,
    violations: Vec<FieldViolation>,
}

// === impl FieldViolation ===

impl FieldViolation {
    /// `field` is wrong because of `description`.
    pub fn new(field: impl Into<String>, description: impl Into<String>) -> Self {
        Self { field: field.into(), description: description.into() }
    }
}

// === impl Status ===

impl Status {
    /// A status without details.
    pub fn new(code: Code, message: impl Into<String>) -> Self {
        Self { code, message: message.into(), info: None, violations: Vec::new() }
    }

    /// The fields named are wrong: all violations at once, as a `BadRequest`; as many as a caller can be sent.
    pub fn invalid_argument(mut violations: Vec<FieldViolation>) -> Self {
        let size = |violation: &FieldViolation| violation.field.len() + violation.description.len() + 8;
        let all = violations.len();
        let named = fitting(&violations, size, MOST_MESSAGE_BYTES);
        let mut said: Vec<String> = violations[..named]
            .iter()
            .map(|violation| format!("{}: {}", violation.field, violation.description))
            .collect();
        if named < all {
            said.push(format!("{} more", all - named));
        }
        violations.truncate(fitting(&violations, size, MOST_DETAIL_BYTES));
        Self { violations, ..Self::new(Code::InvalidArgument, said.join("; ")) }
    }

    /// There is no such thing; `reason` is upper-snake, for example `UNKNOWN_PLATFORM`.
    pub fn not_found(reason: &str, message: impl Into<String>) -> Self {
        Self::new(Code::NotFound, message).with_reason(reason)
    }

    /// Something else must be true first; `reason` is upper-snake, for example `VERSION_NOT_LIVE`.
    pub fn failed_precondition(reason: &str, message: impl Into<String>) -> Self {
        Self::new(Code::FailedPrecondition, message).with_reason(reason)
    }

    /// The module does not have `method`.
    pub fn unimplemented(method: &str) -> Self {
        Self::new(Code::Unimplemented, format!("this module does not answer {method}"))
    }

    /// A fault of the module.
    pub fn internal(message: impl Into<String>) -> Self {
        Self::new(Code::Internal, message)
    }

    /// Adds an `ErrorInfo` for machines: `reason` is upper-snake, `metadata` what it is about.
    pub fn with_info<K: Into<String>, V: Into<String>>(
        mut self,
        reason: &str,
        metadata: impl IntoIterator<Item = (K, V)>,
    ) -> Self {
        let metadata = metadata.into_iter().map(|(key, value)| (key.into(), value.into())).collect();
        let info = rpc::ErrorInfo { reason: reason.to_owned(), domain: DOMAIN.to_owned(), metadata };
        self.info = Some(Box::new(info));
        self
    }

    /// Adds an `ErrorInfo` with a reason and nothing else.
    pub fn with_reason(self, reason: &str) -> Self {
        self.with_info::<String, String>(reason, [])
    }

    /// The code.
    pub fn code(&self) -> Code {
        self.code
    }

    /// The text for people.
    pub fn message(&self) -> &str {
        &self.message
    }

    /// The reason for machines, if one was given.
    pub fn reason(&self) -> Option<&str> {
        self.info.as_ref().map(|info| info.reason.as_str())
    }

    /// The fields that are wrong.
    pub fn violations(&self) -> &[FieldViolation] {
        &self.violations
    }

    /// The bytes of a `google.rpc.Status`. The same status gives the same bytes.
    pub fn encode(&self) -> Vec<u8> {
        let mut details = Vec::new();
        if let Some(info) = &self.info {
            details.push(rpc::Any::pack("google.rpc.ErrorInfo", info.as_ref()));
        }
        if !self.violations.is_empty() {
            let field_violations = self.violations.iter().map(rpc::FieldViolation::from).collect();
            details.push(rpc::Any::pack("google.rpc.BadRequest", &rpc::BadRequest { field_violations }));
        }
        rpc::Status { code: self.code as i32, message: self.message.clone(), details }.encode_to_vec()
    }
}

/// How many of the first violations fit; never none.
fn fitting(violations: &[FieldViolation], size: impl Fn(&FieldViolation) -> usize, bytes: usize) -> usize {
    let mut room = bytes;
    let fits = |violation: &&FieldViolation| {
        let left = room.checked_sub(size(violation));
        room = left.unwrap_or(0);
        left.is_some()
    };
    violations.iter().take_while(fits).count().max(1).min(violations.len())
}

impl fmt::Display for Status {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{:?}: {}", self.code, self.message)
    }
}

impl std::error::Error for Status {}

#[cfg(test)]
mod tests;
