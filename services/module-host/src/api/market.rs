//! `GetMarket`.

use bytes::Bytes;
use guidance_proto::v1::{GetMarketRequest, GetMarketResponse};
use prost::Message as _;
use tonic::Status;

use crate::{Error, markets::Markets};

/// One market of this host.
pub(super) fn market(markets: &Markets, request: &Bytes) -> Result<Bytes, Status> {
    let GetMarketRequest { market } =
        GetMarketRequest::decode(&request[..]).map_err(|error| Error::Undecodable(error.to_string()))?;
    let code = markets.find(&market)?;
    let market = markets.directory().borrow().markets.get(&code).cloned();
    Ok(GetMarketResponse { market }.encode_to_vec().into())
}
