//! What a module answered, as a gRPC response.

use bytes::Bytes;
use prost::Message as _;
use tonic::{Code, Status};

use crate::{Error, runner::Answer};

/// Most bytes of details passed on. They travel in HTTP/2 headers, in base64; clients take 16 KiB of headers.
const MAX_DETAILS_BYTES: usize = 8 << 10;
/// Most bytes of an error's message passed on.
const MAX_MESSAGE_BYTES: usize = 1 << 10;

/// Passes a response on as it is, and a `google.rpc.Status` as a gRPC status.
///
/// The host does not know the response's type. It does check that the bytes are well-formed protobuf, one step over each
/// top-level field, so that most rubbish ends here and not in a client's decoder.
pub(super) fn pass_on(answer: Answer, market: String, limit: usize) -> Result<Bytes, Status> {
    let Answer { code, body } = answer;
    if code != 0 {
        return Err(status(code, body, market));
    }
    if body.len() > limit {
        return Err(Error::ResponseTooLarge { size: body.len(), limit }.into());
    }
    match <()>::decode(&body[..]) {
        Ok(()) => Ok(body),
        Err(_) => Err(Error::Rubbish { market, what: "its response is not protobuf" }.into()),
    }
}

fn status(code: u32, body: Bytes, market: String) -> Status {
    if !(1..=16).contains(&code) {
        return Error::Rubbish { market, what: "its error has a code that gRPC does not know" }.into();
    }
    let Ok(mut status) = tonic_types::Status::decode(&body[..]) else {
        return Error::Rubbish { market, what: "its error is not a google.rpc.Status" }.into();
    };
    let code = code as i32;
    let fits = status.message.len() <= MAX_MESSAGE_BYTES && body.len() <= MAX_DETAILS_BYTES;
    if fits && status.code == code {
        return Status::with_details(Code::from_i32(code), status.message, body);
    }
    status.code = code;
    status.message.truncate(status.message.floor_char_boundary(MAX_MESSAGE_BYTES));
    // Details are worth more than the end of a long message.
    if status.encoded_len() > MAX_DETAILS_BYTES {
        status.details.clear();
    }
    let details = status.encode_to_vec().into();
    Status::with_details(Code::from_i32(code), status.message, details)
}

#[cfg(test)]
mod tests;
