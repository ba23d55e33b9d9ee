//! What can go wrong with a call, and the one place that turns it into a gRPC status.

use std::{collections::HashMap, time::Duration};

use guidance_proto::compare::Fault;
use http::uri::Authority;
use tonic::{Code, Status};
use tonic_types::{ErrorDetails, StatusExt as _};

/// `ErrorInfo.domain` of every error of ours.
pub const DOMAIN: &str = "marketguidance";

/// After how long a caller that met a limit may try again.
const OVERLOAD_RETRY: Duration = Duration::from_millis(100);

/// Why a call was not answered, or why the gateway stopped.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// The request names no market.
    #[error("market is empty: give an ISO 3166-1 alpha-2 code, for example \"CN\"")]
    MissingMarket,

    /// No host serves the market.
    #[error("{}", unknown_market(market, nearest.as_deref(), available))]
    UnknownMarket {
        /// What was asked for.
        market: String,
        /// The market that was perhaps meant.
        nearest: Option<String>,
        /// Every market there is, by code.
        available: Vec<String>,
    },

    /// Fields of a comparison are not valid.
    #[error("{}", Fault::sentence(violations))]
    Invalid {
        /// Path of each field, and what is wrong with it.
        violations: Vec<(String, String)>,
    },

    /// The bytes are not a protobuf message whose field 1 is text.
    #[error("request of {method} is not a message of it: {source}; send the bytes its .proto describes")]
    Undecodable {
        /// Full method, for example `/marketguidance.v1.GuidanceService/ReviewPlan`.
        method: String,
        /// What the decoder found.
        source: prost::DecodeError,
    },

    /// The request holds no message, or its stream broke before there was one.
    #[error("request of {method} could not be read: {reason}")]
    Unreadable {
        /// Full method.
        method: String,
        /// What was wrong with the stream.
        reason: String,
    },

    /// The request message is larger than this gateway takes.
    #[error(
        "request is larger than the {limit} bytes this gateway takes: send less, or raise --max-message-bytes"
    )]
    TooLarge {
        /// The limit, bytes.
        limit: u32,
    },

    /// The host that serves the market does not answer.
    #[error("module host {host} does not answer{}: try again shortly", for_market(market))]
    HostUnreachable {
        /// The market asked for.
        market: String,
        /// The host.
        host: Authority,
        /// When it is looked for again.
        retry_after: Duration,
    },

    /// Too many calls are under way.
    #[error("all {limit} {what} this gateway keeps are taken: try again shortly, or start another gateway")]
    Overloaded {
        /// What there are too many of.
        what: &'static str,
        /// How many there may be.
        limit: usize,
    },

    /// Time is up.
    #[error("no answer within {} ms: allow more time, up to --deadline, or ask for less", allowed.as_millis())]
    DeadlineExceeded {
        /// How long the call was given.
        allowed: Duration,
    },

    /// The request message is compressed.
    #[error("request is compressed, which this gateway does not read: send it with grpc-encoding identity")]
    Compressed,

    /// The host's answer is larger than any module may give.
    #[error("answer of the module host is larger than the gateway takes: ask for less at once")]
    AnswerTooLarge,

    /// The server could not go on.
    #[error("gateway stopped serving: {0}")]
    Serving(#[from] tonic::transport::Error),

    /// The descriptors compiled into this program do not decode.
    #[error("reflection cannot be served: {0}; build the gateway again")]
    Reflection(#[from] tonic_reflection::server::Error),

    /// The listener has no address any more.
    #[error("listener failed: {0}")]
    Listener(#[from] std::io::Error),
}

// === impl Error ===

impl From<Error> for Status {
    fn from(error: Error) -> Self {
        let message = error.to_string();
        let info = |reason: &str, metadata: HashMap<String, String>| {
            ErrorDetails::with_error_info(reason, DOMAIN, metadata)
        };
        let (code, details) = match error {
            Error::MissingMarket => {
                let mut details = info("INVALID_FIELD", HashMap::new());
                details.add_bad_request_violation("market", message.as_str());
                (Code::InvalidArgument, details)
            }
            Error::Invalid { violations } => {
                let mut details = info("INVALID_FIELD", HashMap::new());
                for (field, wrong) in violations {
                    details.add_bad_request_violation(field, wrong);
                }
                (Code::InvalidArgument, details)
            }
            Error::UnknownMarket { market, nearest, available } => {
                let nearest = nearest.unwrap_or_default();
                let available = available.join(",");
                let metadata = metadata([("market", market), ("nearest", nearest), ("available", available)]);
                (Code::NotFound, info("UNKNOWN_MARKET", metadata))
            }
            Error::Undecodable { method, .. } | Error::Unreadable { method, .. } => {
                (Code::InvalidArgument, info("UNDECODABLE_REQUEST", metadata([("method", method)])))
            }
            Error::TooLarge { limit } => (
                Code::ResourceExhausted,
                info("REQUEST_TOO_LARGE", metadata([("limit_bytes", limit.to_string())])),
            ),
            Error::HostUnreachable { market, host, retry_after } => {
                let metadata = metadata([("market", market), ("host", host.to_string())]);
                (Code::Unavailable, retrying(info("HOST_UNREACHABLE", metadata), retry_after))
            }
            Error::Overloaded { what, limit } => {
                let metadata = metadata([("limit", limit.to_string()), ("of", what.to_owned())]);
                (Code::ResourceExhausted, retrying(info("GATEWAY_OVERLOADED", metadata), OVERLOAD_RETRY))
            }
            Error::Compressed => (Code::Unimplemented, info("COMPRESSED_REQUEST", HashMap::new())),
            Error::AnswerTooLarge => (Code::Internal, info("ANSWER_TOO_LARGE", HashMap::new())),
            Error::DeadlineExceeded { allowed } => {
                let metadata = metadata([("allowed_ms", allowed.as_millis().to_string())]);
                (Code::DeadlineExceeded, info("DEADLINE_PASSED", metadata))
            }
            // These three end the process, so no caller is left to read more.
            Error::Serving(_) | Error::Reflection(_) | Error::Listener(_) => {
                return Status::internal(message);
            }
        };
        Status::with_error_details(code, message, details)
    }
}

fn metadata<const N: usize>(pairs: [(&str, String); N]) -> HashMap<String, String> {
    pairs.into_iter().map(|(key, value)| (key.to_owned(), value)).collect()
}

fn retrying(mut details: ErrorDetails, after: Duration) -> ErrorDetails {
    details.set_retry_info(Some(after));
    details
}

fn unknown_market(market: &str, nearest: Option<&str>, available: &[String]) -> String {
    let available = if available.is_empty() { "none yet".to_owned() } else { available.join(", ") };
    match nearest {
        Some(nearest) => format!("no market {market:?}, did you mean {nearest}? available: {available}"),
        None => format!("no market {market:?}; available: {available}"),
    }
}

fn for_market(market: &str) -> String {
    if market.is_empty() { String::new() } else { format!(" for market {market}") }
}

#[cfg(test)]
mod tests;
