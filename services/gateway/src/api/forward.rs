//! Forwards a call to the host that serves its market, bytes untouched.

use bytes::Bytes;
use http::{
    HeaderMap, HeaderValue, Method, Request, Response, Uri, Version,
    header::{CONTENT_TYPE, TE},
    response,
    uri::Scheme,
};
use http_body_util::{BodyExt as _, Collected, LengthLimitError, Limited};
use tonic::{Code, Status, body::Body};

use super::message::{CONTENT_TYPE_GRPC, Message};
use crate::{
    deadline::{Deadline, GRPC_TIMEOUT},
    error::Error,
    routes::{Entry, Table},
};

/// Largest answer taken from a host, bytes: what fits the largest frame a module may send, and some.
const LARGEST_ANSWER: usize = 17 * 1024 * 1024;

/// Headers that are meant for one connection on the way, and not for the other end.
const OF_ONE_CONNECTION: [&str; 12] = [
    "connection",
    "grpc-accept-encoding",
    "grpc-encoding",
    "host",
    "keep-alive",
    "proxy-authenticate",
    "proxy-authorization",
    "proxy-connection",
    "te",
    "trailer",
    "transfer-encoding",
    "upgrade",
];

/// One call that goes on to a host.
pub struct Call<'table> {
    /// Where the caller sent it.
    pub uri: Uri,
    /// What the caller sent beside the message.
    pub headers: HeaderMap,
    /// The message.
    pub message: Message,
    /// When it must have ended.
    pub deadline: Deadline,
    /// The table, for the error of a host that does not answer.
    pub table: &'table Table,
    /// Where the call goes.
    pub entry: &'table Entry,
}

// === impl Call ===

impl Call<'_> {
    /// The host's answer, be it an error: whole, with its trailers, so that nothing of it can still fail.
    ///
    /// # Errors
    /// The host does not answer, time is up, or the answer is larger than any module may give.
    pub async fn forward(self) -> Result<Response<Body>, Error> {
        let (mut head, body) = self.exchange().await?;
        keep_end_to_end(&mut head.headers);
        // An answer of headers alone stays one: its status must end the stream where clients look for it.
        let headers_only = body.trailers().is_none() && head.headers.contains_key(Status::GRPC_STATUS);
        Ok(Response::from_parts(head, if headers_only { Body::empty() } else { Body::new(body) }))
    }

    /// The bytes of the host's answer, or the status it gave in their place.
    ///
    /// # Errors
    /// As of [`Self::forward`]; or the answer is not one whole message.
    pub async fn answer(self) -> Result<Result<Bytes, Status>, Error> {
        let (table, entry) = (self.table, self.entry);
        let (head, body) = self.exchange().await?;
        match Status::from_header_map(body.trailers().unwrap_or(&head.headers)) {
            Some(status) if status.code() == Code::Ok => {
                let message = Message::whole(body.to_bytes()).ok_or_else(|| table.unreachable(entry))?;
                Ok(Ok(message.into_bytes()))
            }
            Some(status) => Ok(Err(status)),
            None => Err(table.unreachable(entry)),
        }
    }

    async fn exchange(self) -> Result<(response::Parts, Collected<Bytes>), Error> {
        let (table, entry, deadline) = (self.table, self.entry, self.deadline);
        let lost = |error: &dyn std::fmt::Display| {
            tracing::debug!(host = %entry.host.address, %error, "call lost");
            table.unreachable(entry)
        };
        let connection = entry.host.connection.as_ref().ok_or_else(|| table.unreachable(entry))?;
        let answer = connection.send(self.into_request()).await.map_err(|error| lost(&error))?;
        let (head, body) = answer.into_parts();
        let body = Limited::new(body, LARGEST_ANSWER).collect().await.map_err(|error| {
            if error.is::<LengthLimitError>() { Error::AnswerTooLarge } else { lost(&error) }
        })?;
        // The host keeps the same time; when its time is up first, the answer is still ours.
        if code(&head.headers, &body) == Some(Code::Cancelled) && deadline.has_passed() {
            return Err(deadline.exceeded());
        }
        Ok((head, body))
    }

    fn into_request(self) -> Request<Body> {
        let mut uri = self.uri.into_parts();
        uri.scheme = Some(Scheme::HTTP);
        uri.authority = Some(self.entry.host.address.clone());
        let mut request = Request::new(self.message.into_body());
        *request.method_mut() = Method::POST;
        *request.version_mut() = Version::HTTP_2;
        *request.uri_mut() = Uri::from_parts(uri).expect("a request has a path; its host was checked");
        let mut headers = self.headers;
        keep_end_to_end(&mut headers);
        headers.insert(TE, HeaderValue::from_static("trailers"));
        headers.insert(CONTENT_TYPE, CONTENT_TYPE_GRPC);
        headers.insert(GRPC_TIMEOUT, self.deadline.header());
        *request.headers_mut() = headers;
        request
    }
}

fn keep_end_to_end(headers: &mut HeaderMap) {
    for name in OF_ONE_CONNECTION {
        headers.remove(name);
    }
}

/// What the call came to: in the trailers, or in the headers when there is nothing else.
fn code<B: bytes::Buf>(headers: &HeaderMap, body: &Collected<B>) -> Option<Code> {
    let status = body.trailers().unwrap_or(headers).get(Status::GRPC_STATUS)?;
    Some(Code::from_bytes(status.as_bytes()))
}
