//! `GetMarket`, answered from the table.

use guidance_proto::v1::GetMarketResponse;

use crate::{error::Error, route, routes::Table};

/// The market that `request`, an encoded `GetMarketRequest`, asks for, whether its host answers or not.
///
/// # Errors
/// The request is not a message, names no market, or one that there is not.
pub fn get_market(table: &Table, method: &str, request: &[u8]) -> Result<GetMarketResponse, Error> {
    let entry = route::find(table, &route::market_of(method, request)?)?;
    Ok(GetMarketResponse { market: Some(entry.market.clone()) })
}
