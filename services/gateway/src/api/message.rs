//! One message as gRPC puts it on the wire: a flag that tells whether it is compressed, its length, its bytes.

use bytes::{BufMut as _, Bytes, BytesMut};
use http::{HeaderMap, HeaderValue, Response, header::CONTENT_TYPE};
use http_body::Frame;
use http_body_util::{BodyExt as _, Full, LengthLimitError, Limited, StreamBody};
use tokio::sync::mpsc;
use tokio_stream::{StreamExt as _, wrappers::ReceiverStream};
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
        if framed.first() == Some(&1) && framed.len() >= PREFIX {
            return Err(Error::Compressed);
        }
        Self::whole(framed).ok_or_else(|| unreadable("it does not hold one whole message".to_owned()))
    }

    /// The one uncompressed message that `framed` is.
    pub fn whole(framed: Bytes) -> Option<Self> {
        match framed.split_first_chunk::<PREFIX>() {
            Some(([0, length @ ..], message)) if u32::from_be_bytes(*length) as usize == message.len() => {
                Some(Self(framed))
            }
            _ => None,
        }
    }

    /// The message with these bytes.
    pub fn of(message: &[u8]) -> Self {
        let mut framed = BytesMut::with_capacity(PREFIX + message.len());
        framed.put_u8(0);
        framed.put_u32(u32::try_from(message.len()).expect("no message here comes near 4 GiB"));
        framed.put_slice(message);
        Self(framed.freeze())
    }

    /// Its bytes, without the prefix.
    pub fn bytes(&self) -> &[u8] {
        &self.0[PREFIX..]
    }

    /// The same, to keep.
    pub fn into_bytes(self) -> Bytes {
        self.0.slice(PREFIX..)
    }

    /// Its bytes with the prefix.
    pub fn framed(self) -> Bytes {
        self.0
    }

    /// The body of a request that holds it.
    pub fn into_body(self) -> Body {
        Body::new(Full::new(self.0))
    }
}

/// The answer of a call that went well.
pub fn answer(message: &impl prost::Message) -> Response<Body> {
    let message = Message::of(&message.encode_to_vec());
    let body = Full::new(message.framed()).with_trailers(std::future::ready(Some(Ok(trailers_of_success()))));
    response(Body::new(body))
}

/// The answer of a call whose messages come one by one; the last frame is its trailers.
pub fn stream(frames: mpsc::Receiver<Frame<Bytes>>) -> Response<Body> {
    response(Body::new(StreamBody::new(ReceiverStream::new(frames).map(Ok::<_, Status>))))
}

/// What stands behind the last message of a call that went well.
pub fn trailers_of_success() -> HeaderMap {
    HeaderMap::from_iter([(Status::GRPC_STATUS, HeaderValue::from_static("0"))])
}

fn response(body: Body) -> Response<Body> {
    let mut response = Response::new(body);
    response.headers_mut().insert(CONTENT_TYPE, CONTENT_TYPE_GRPC);
    response
}

#[cfg(test)]
mod tests;
