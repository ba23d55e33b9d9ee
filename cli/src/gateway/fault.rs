//! What a gRPC status says to a person: what happened, which fields, and what to do.

use std::fmt;

use tonic::{Code, Status};
use tonic_types::StatusExt as _;

use crate::page::clean;

/// A status in words.
#[derive(Debug)]
pub(super) struct Fault {
    code: Code,
    reason: String,
    message: String,
    /// Path of a field and what is wrong with it.
    fields: Vec<(String, String)>,
    remedies: Vec<String>,
}

// === impl Fault ===

impl Fault {
    pub(super) fn of(status: &Status) -> Self {
        let details = status.get_error_details();
        let info = details.error_info();
        let mut remedies = Vec::new();
        let nearest = info.and_then(|info| info.metadata.get("nearest"));
        // Most messages name it themselves.
        if let Some(nearest) = nearest.filter(|it| !it.is_empty() && !status.message().contains(*it)) {
            remedies.push(format!("try {}", clean(nearest)));
        }
        if let Some(delay) = details.retry_info().and_then(|retry| retry.retry_delay) {
            remedies.push(format!("try again in {} s", delay.as_secs_f32()));
        }
        let violations = details.bad_request().map(|bad| bad.field_violations.as_slice()).unwrap_or_default();
        Self {
            code: status.code(),
            reason: info.map(|info| info.reason.clone()).unwrap_or_default(),
            message: clean(status.message()),
            fields: violations.iter().map(|it| (clean(&it.field), clean(&it.description))).collect(),
            remedies,
        }
    }

    /// Whether the request has to change; else it may be tried again as it is.
    pub(super) fn is_of_the_request(&self) -> bool {
        matches!(self.code, Code::InvalidArgument | Code::NotFound | Code::OutOfRange | Code::Unimplemented)
    }
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let code = code_name(self.code);
        if self.fields.is_empty() {
            f.write_str(if self.message.is_empty() { code } else { &self.message })?;
        } else {
            write!(f, "the request does not hold")?;
        }
        for (field, wrong) in &self.fields {
            // Some descriptions repeat their field.
            let wrong = wrong.strip_prefix(&format!("{field}: ")).unwrap_or(wrong);
            write!(f, "\n  {field}: {wrong}")?;
        }
        for remedy in &self.remedies {
            write!(f, "\n  {remedy}")?;
        }
        match self.reason.as_str() {
            "" => write!(f, "\n  ({code})"),
            reason => write!(f, "\n  ({code}, {reason})"),
        }
    }
}

/// A code as the protocol's documentation spells it.
pub(super) fn code_name(code: Code) -> &'static str {
    match code {
        Code::Ok => "OK",
        Code::Cancelled => "CANCELLED",
        Code::Unknown => "UNKNOWN",
        Code::InvalidArgument => "INVALID_ARGUMENT",
        Code::DeadlineExceeded => "DEADLINE_EXCEEDED",
        Code::NotFound => "NOT_FOUND",
        Code::AlreadyExists => "ALREADY_EXISTS",
        Code::PermissionDenied => "PERMISSION_DENIED",
        Code::ResourceExhausted => "RESOURCE_EXHAUSTED",
        Code::FailedPrecondition => "FAILED_PRECONDITION",
        Code::Aborted => "ABORTED",
        Code::OutOfRange => "OUT_OF_RANGE",
        Code::Unimplemented => "UNIMPLEMENTED",
        Code::Internal => "INTERNAL",
        Code::Unavailable => "UNAVAILABLE",
        Code::DataLoss => "DATA_LOSS",
        Code::Unauthenticated => "UNAUTHENTICATED",
    }
}

#[cfg(test)]
mod tests;
