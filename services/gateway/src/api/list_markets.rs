//! `ListMarkets`, answered from the table.

use guidance_proto::v1::ListMarketsResponse;

use crate::routes::Table;

/// Every market there is, by code.
pub fn list_markets(table: &Table) -> ListMarketsResponse {
    ListMarketsResponse { markets: table.markets().cloned().collect() }
}
