//! A market-scoped call: its bytes go to the market's module and the answer's bytes come back.

use std::time::Duration;

use bytes::Bytes;
use guidance_proto::module::v1::RoutingKey;
use prost::Message as _;
use tokio::time::timeout;
use tonic::Status;

use super::answer;
use crate::{Error, markets::Markets};

/// Passes `request` to the module of the market it names. The caller waits at most `patience`.
pub(super) async fn forward(
    markets: &Markets,
    method: &'static str,
    limit: usize,
    patience: Option<Duration>,
    request: Bytes,
) -> Result<Bytes, Status> {
    let RoutingKey { market } =
        RoutingKey::decode(&request[..]).map_err(|error| Error::Undecodable(error.to_string()))?;
    let asked = markets.ask(&market, method, request);
    let answer = match patience {
        None => asked.await?,
        Some(patience) => match timeout(patience, asked).await {
            Ok(answer) => answer?,
            Err(_) => return Err(Error::DeadlinePassed { market }.into()),
        },
    };
    answer::pass_on(answer, market, limit)
}
