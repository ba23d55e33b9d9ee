//! One message as gRPC puts it on the wire: a flag that tells whether it is compressed, its length, its bytes.

use bytes::{BufMut as _, Bytes, BytesMut};
use http::{HeaderMap, HeaderValue, Response, header::CONTENT_TYPE};
use http_body_util::{BodyExt as _, Full, LengthLimitError, Limited};
use tonic::{Status, body::Body};

use crate::error::Error;

/// `content-type` of every request and answer.
pub const CONTENT_TYPE_GRPC: HeaderValue = HeaderValue::from_static("application/grpc");

/// Bytes before those of the message: one of the flag, four of the length.
const PREFIX: usize = 5;

/// One message with its prefix, so that it can go on as it came.
#[derive(Debug, Clone)]
pub struct Message(Bytes);

// === impl Message ===

impl Message {
    /// The one message, of `limit` bytes at most, that the request of `method` holds.
    ///
    /// # Errors
    /// It is larger or compressed, there is none or more than one, or the stream broke.
    pub async fn read(method: &str, body: Body, limit: u32) -> Result<Self, Error> {
        let unreadable = |reason: String| Error::Unreadable { method: method.to_owned(), reason };
        let whole = Limited::new(body, PREFIX + limit as usize).collect().await;
        let framed = whole.map_err(|error| match error.is::<LengthLimitError>() {
            true => Error::TooLarge { limit },
            false => unreadable(error.to_string()),
        })?;
        let framed = framed.to_bytes();
        match framed.split_first_chunk::<PREFIX>() {
            Some(([0, length @ ..], message)) if u32::from_be_bytes(*length) as usize == message.len() => {
                Ok(Self(framed))
            }
            Some(([1, ..], _)) => Err(Error::Compressed),
            _ => Err(unreadable("it does not hold one whole message".to_owned())),
        }
    }

    /// Its bytes, without the prefix.
    pub fn bytes(&self) -> &[u8] {
        &self.0[PREFIX..]
    }

    /// The body of a request that holds it.
    pub fn into_body(self) -> Body {
        Body::new(Full::new(self.0))
    }
}

/// The answer of a call that went well.
pub fn answer(message: &impl prost::Message) -> Response<Body> {
    let length = message.encoded_len();
    let mut framed = BytesMut::with_capacity(PREFIX + length);
    framed.put_u8(0);
    framed.put_u32(u32::try_from(length).expect("a list of markets is far below 4 GiB"));
    message.encode(&mut framed).expect("there is room for its length");
    let trailers = HeaderMap::from_iter([(Status::GRPC_STATUS, HeaderValue::from_static("0"))]);
    let body = Full::new(framed.freeze()).with_trailers(std::future::ready(Some(Ok(trailers))));
    let mut response = Response::new(Body::new(body));
    response.headers_mut().insert(CONTENT_TYPE, CONTENT_TYPE_GRPC);
    response
}

#[cfg(test)]
mod tests;
