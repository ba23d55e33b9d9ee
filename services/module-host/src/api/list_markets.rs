//! `ListMarkets`.

use bytes::Bytes;
use guidance_proto::v1::{ListMarketsRequest, ListMarketsResponse};
use prost::Message as _;
use tonic::Status;

use crate::{Error, markets::Markets};

/// The markets of this host, by code.
pub(super) fn list_markets(markets: &Markets, request: &Bytes) -> Result<Bytes, Status> {
    ListMarketsRequest::decode(&request[..]).map_err(|error| Error::Undecodable(error.to_string()))?;
    let markets = markets.directory().borrow().markets.values().cloned().collect();
    Ok(ListMarketsResponse { markets }.encode_to_vec().into())
}
