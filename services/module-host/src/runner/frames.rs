//! Frames between host and runner: a varint length and one `Frame`.

use bytes::{Buf as _, BufMut as _, Bytes, BytesMut};
use guidance_proto::module::v1::{Frame, frame::Kind};
use prost::{
    Message as _,
    encoding::{WireType, encode_key, encode_varint, encoded_len_varint},
};

/// Largest frame, bytes. A larger one ends the connection.
const MAX_FRAME_BYTES: usize = 16 << 20;
/// Most bytes of a varint.
const MAX_VARINT_BYTES: usize = 10;

/// Appends a frame with one call.
///
/// Written by hand: the generated `Call` owns its method as a `String` and its context as `Bytes`, an allocation each
/// for every call. A test holds it to the generated decoder.
pub(super) fn put_call(out: &mut BytesMut, id: u64, method: &str, context: &[u8], request: &[u8]) {
    // Every tag here is below 16, so each key is one byte.
    let field = |bytes: &[u8]| 1 + encoded_len_varint(bytes.len() as u64) + bytes.len();
    let call = 1 + encoded_len_varint(id) + field(method.as_bytes()) + field(context) + field(request);
    let frame = 1 + encoded_len_varint(call as u64) + call;
    out.reserve(MAX_VARINT_BYTES + frame);
    encode_varint(frame as u64, out);
    encode_key(2, WireType::LengthDelimited, out);
    encode_varint(call as u64, out);
    encode_key(1, WireType::Varint, out);
    encode_varint(id, out);
    for (tag, bytes) in [(2, method.as_bytes()), (3, context), (4, request)] {
        encode_key(tag, WireType::LengthDelimited, out);
        encode_varint(bytes.len() as u64, out);
        out.put_slice(bytes);
    }
}

/// Takes the first frame out of `inbox`; `None` while it is not whole.
///
/// # Errors
/// What is wrong with it; the connection is of no use any more.
pub(super) fn take(inbox: &mut BytesMut) -> Result<Option<Kind>, String> {
    let Some(bytes) = take_bytes(inbox)? else {
        return Ok(None);
    };
    let frame = Frame::decode(bytes).map_err(|error| format!("it sent a frame that is not one: {error}"))?;
    frame.kind.map(Some).ok_or_else(|| "it sent a frame of an unknown kind".to_owned())
}

fn take_bytes(inbox: &mut BytesMut) -> Result<Option<Bytes>, String> {
    let mut rest = &inbox[..];
    let Ok(length) = prost::decode_length_delimiter(&mut rest) else {
        if inbox.len() < MAX_VARINT_BYTES {
            return Ok(None);
        }
        return Err("it sent a frame without a length".into());
    };
    if length > MAX_FRAME_BYTES {
        return Err(format!("it sent a frame of {length} bytes, at most {MAX_FRAME_BYTES} are taken"));
    }
    let available = rest.len();
    let prefix = inbox.len() - available;
    if available < length {
        inbox.reserve(length - available);
        return Ok(None);
    }
    inbox.advance(prefix);
    Ok(Some(inbox.split_to(length).freeze()))
}

#[cfg(test)]
mod tests;
