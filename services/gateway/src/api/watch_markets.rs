//! `WatchMarkets`, answered from the table.

use std::pin::Pin;

use bytes::Bytes;
use guidance_proto::v1::WatchMarketsResponse;
use prost::Message as _;
use tokio::sync::OwnedSemaphorePermit;
use tokio_stream::{Stream, StreamExt as _, wrappers::WatchStream};
use tonic::Status;

use crate::routes::Tables;

/// Encoded `WatchMarketsResponse`s: all markets now, and again at every change, until the gateway shuts down. A reader
/// that is slow misses what was overtaken, and nothing piles up. `place` is held until the stream ends.
pub fn watch_markets(
    tables: Tables,
    place: OwnedSemaphorePermit,
) -> Pin<Box<dyn Stream<Item = Result<Bytes, Status>> + Send>> {
    Box::pin(WatchStream::new(tables).map(move |table| {
        let _held = &place;
        let response = WatchMarketsResponse { markets: table.markets().cloned().collect() };
        Ok(response.encode_to_vec().into())
    }))
}
