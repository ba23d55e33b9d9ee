//! Follows one host's `WatchMarkets` stream for as long as the gateway lives.

use std::time::Duration;

use guidance_proto::v1::{WatchMarketsRequest, catalog_service_client::CatalogServiceClient};
use http::{Uri, uri::Authority};
use tokio::sync::mpsc;
use tonic::Status;

use super::{News, connection::Connection};

/// First and longest pause before a lost host is looked for again; each pause is twice the one before.
const FIRST_PAUSE: Duration = Duration::from_millis(50);
pub const LONGEST_PAUSE: Duration = Duration::from_secs(2);

/// Tells the owner of the table what the host at `address` serves, and when it is lost. Ends when nobody listens any more.
pub async fn follow(index: usize, address: Authority, news: mpsc::Sender<(usize, News)>) {
    let mut pause = FIRST_PAUSE;
    while !news.is_closed() {
        let mut told_markets = false;
        let end = read_stream(index, &address, &news, &mut told_markets).await;
        if told_markets {
            pause = FIRST_PAUSE;
            if news.send((index, News::Lost)).await.is_err() {
                return;
            }
        }
        let reason =
            end.map_or_else(|status| status.message().to_owned(), |()| "it ended the stream".to_owned());
        if pause == FIRST_PAUSE {
            tracing::warn!(host = %address, reason, "module host does not answer; looking for it until it does");
        }
        back_off(pause).await;
        pause = (pause * 2).min(LONGEST_PAUSE);
    }
}

async fn read_stream(
    index: usize,
    address: &Authority,
    news: &mpsc::Sender<(usize, News)>,
    told_markets: &mut bool,
) -> Result<(), Status> {
    let connection = Connection::open(address).await?;
    let origin = Uri::builder().scheme("http").authority(address.clone()).path_and_query("/").build();
    let origin = origin.expect("a scheme, an address and a path");
    let mut client = CatalogServiceClient::with_origin(connection.clone(), origin);
    let mut stream = client.watch_markets(WatchMarketsRequest {}).await?.into_inner();
    while let Some(now) = stream.message().await? {
        if !*told_markets {
            tracing::info!(host = %address, markets = now.markets.len(), "following module host");
        }
        *told_markets = true;
        if news.send((index, News::Markets(now.markets, connection.clone()))).await.is_err() {
            break;
        }
    }
    Ok(())
}

#[expect(
    clippy::disallowed_methods,
    reason = "nothing tells when a host that is gone comes back; asking is all there is"
)]
async fn back_off(pause: Duration) {
    tokio::time::sleep(pause).await;
}
