//! Forwards a call to the host that serves its market, bytes untouched.

use std::error::Error as _;

use bytes::Bytes;
use guidance_proto::raw::RawCodec;
use http::{HeaderMap, uri::PathAndQuery};
use tonic::{Code, Request, Response, client::Grpc, metadata::MetadataMap};

use crate::{
    deadline::Deadline,
    error::Error,
    routes::{Entry, Table},
};

/// Largest answer taken from a host, bytes: what fits the largest frame a module may send, and some.
const LARGEST_ANSWER: usize = 17 * 1024 * 1024;

/// One call that goes on to a host.
pub struct Call<'table> {
    /// Full method.
    pub method: PathAndQuery,
    /// What the caller sent beside the message.
    pub metadata: MetadataMap,
    /// The message.
    pub message: Bytes,
    /// When it must have ended.
    pub deadline: Deadline,
    /// The table, for the error of a host that does not answer.
    pub table: &'table Table,
    /// Where the call goes.
    pub entry: &'table Entry,
}

// === impl Call ===

impl Call<'_> {
    /// The host's answer.
    ///
    /// # Errors
    /// The host does not answer, time is up, or the host answered with an error: then that error, as it is.
    pub async fn forward(self) -> Result<Response<Bytes>, Error> {
        let mut client = Grpc::new(self.entry.host.channel.clone()).max_decoding_message_size(LARGEST_ANSWER);
        client.ready().await.map_err(|_| self.table.unreachable(self.entry))?;

        let mut request = Request::new(self.message);
        *request.metadata_mut() = end_to_end(self.metadata);
        request.set_timeout(self.deadline.remaining());
        match client.unary(request, self.method, RawCodec).await {
            Ok(mut answer) => {
                let metadata = std::mem::take(answer.metadata_mut());
                *answer.metadata_mut() = end_to_end(metadata);
                Ok(answer)
            }
            // The host and the connection to it keep the same time; when theirs is up first, the answer is still ours.
            Err(status) if status.code() == Code::Cancelled && self.deadline.has_passed() => {
                Err(self.deadline.exceeded())
            }
            // A status that came over the wire has no source; one made here from a broken connection has.
            Err(status) if status.source().is_some() => {
                tracing::debug!(host = %self.entry.host.address, %status, "call lost");
                Err(self.table.unreachable(self.entry))
            }
            Err(mut status) => {
                let metadata = std::mem::take(status.metadata_mut());
                *status.metadata_mut() = end_to_end(metadata);
                Err(Error::Answered(Box::new(status)))
            }
        }
    }
}

/// What of `metadata` is meant for the other end, and not for one connection on the way.
fn end_to_end(metadata: MetadataMap) -> MetadataMap {
    let all = metadata.into_headers();
    let mut kept = HeaderMap::new();
    for (name, value) in &all {
        if !concerns_one_connection(name.as_str()) {
            kept.append(name, value.clone());
        }
    }
    MetadataMap::from_headers(kept)
}

fn concerns_one_connection(name: &str) -> bool {
    matches!(
        name,
        "connection"
            | "content-length"
            | "content-type"
            | "date"
            | "grpc-accept-encoding"
            | "grpc-encoding"
            | "grpc-message"
            | "grpc-message-type"
            | "grpc-status"
            | "grpc-status-details-bin"
            | "grpc-timeout"
            | "host"
            | "keep-alive"
            | "proxy-authenticate"
            | "proxy-authorization"
            | "proxy-connection"
            | "te"
            | "trailer"
            | "transfer-encoding"
            | "upgrade"
    )
}
