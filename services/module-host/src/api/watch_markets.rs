//! `WatchMarkets`.

use bytes::Bytes;
use guidance_proto::v1::{WatchMarketsRequest, WatchMarketsResponse};
use prost::Message as _;
use tokio_stream::{Stream, StreamExt as _, wrappers::WatchStream};
use tonic::Status;

use crate::{Error, market::Directory, markets::Markets};

/// The markets of this host now, and again after a change, until the host shuts down. A slow reader skips to the newest.
pub(super) fn watch_markets(
    markets: &Markets,
    request: &Bytes,
) -> Result<impl Stream<Item = Result<Bytes, Status>> + Send + use<>, Status> {
    WatchMarketsRequest::decode(&request[..]).map_err(|error| Error::Undecodable(error.to_string()))?;
    Ok(WatchStream::new(markets.directory())
        .take_while(|directory| !directory.is_closing)
        .map(|directory| Ok(snapshot(directory))))
}

fn snapshot(directory: Directory) -> Bytes {
    let markets = directory.markets.into_values().collect();
    WatchMarketsResponse { markets }.encode_to_vec().into()
}
