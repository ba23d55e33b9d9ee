//! The `google.rpc.Status` a runner answers with in its module's place.

use prost::Message as _;
use prost::bytes::Bytes;

use crate::serve::Answer;

/// Canonical gRPC code RESOURCE_EXHAUSTED.
pub(crate) const RESOURCE_EXHAUSTED: u32 = 8;

/// Canonical gRPC code INTERNAL.
pub(crate) const INTERNAL: u32 = guidance_abi::INTERNAL;

#[derive(Clone, PartialEq, prost::Message)]
struct Status {
    #[prost(int32, tag = "1")]
    code: i32,
    #[prost(string, tag = "2")]
    message: String,
    #[prost(message, repeated, tag = "3")]
    details: Vec<Any>,
}

#[derive(Clone, PartialEq, prost::Message)]
struct Any {
    #[prost(string, tag = "1")]
    type_url: String,
    #[prost(bytes = "vec", tag = "2")]
    value: Vec<u8>,
}

#[derive(Clone, PartialEq, prost::Message)]
struct ErrorInfo {
    #[prost(string, tag = "1")]
    reason: String,
    #[prost(string, tag = "2")]
    domain: String,
}

/// An answer with an `ErrorInfo`; `reason` is upper-snake.
pub(crate) fn refusal(code: u32, reason: &str, message: String) -> Answer {
    let info = ErrorInfo { reason: reason.to_owned(), domain: "marketguidance".to_owned() };
    let details = vec![Any {
        type_url: "type.googleapis.com/google.rpc.ErrorInfo".to_owned(),
        value: info.encode_to_vec(),
    }];
    let status = Status { code: code.cast_signed(), message, details };
    Answer { code, body: Bytes::from(status.encode_to_vec()) }
}

/// The message of a status, where `body` is one and says anything.
pub(crate) fn message(body: &[u8]) -> Option<String> {
    Status::decode(body).ok().map(|status| status.message).filter(|message| !message.is_empty())
}
