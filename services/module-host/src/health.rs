//! Health of the host, its services and its markets, as `grpc.health.v1` tells it.

use guidance_proto::v1::MarketState;
use tokio::sync::watch;
use tonic_health::{ServingStatus, server::HealthReporter};

use crate::{
    api::{CATALOG, GUIDANCE, RULEBOOK},
    market::Directory,
};

/// Keeps the health service up to date until the host shuts down; then everybody who watches is told, and ended.
///
/// The host and its services (`""` and each name) are well while the host takes calls, whatever its modules do; each market
/// has a name of its own, `market/CN`.
pub(crate) async fn follow(mut reporter: HealthReporter, mut directory: watch::Receiver<Directory>) {
    for service in [GUIDANCE, CATALOG, RULEBOOK] {
        reporter.set_service_status(service, ServingStatus::Serving).await;
    }
    loop {
        let now = directory.borrow_and_update().clone();
        for (code, market) in &now.markets {
            let status = match market.state() {
                MarketState::Serving if !now.is_closing => ServingStatus::Serving,
                _ => ServingStatus::NotServing,
            };
            reporter.set_service_status(name(code), status).await;
        }
        if now.is_closing {
            return end(&mut reporter, &now).await;
        }
        if directory.changed().await.is_err() {
            return;
        }
    }
}

/// Clearing a name ends those who watch it; they read its last status first.
async fn end(reporter: &mut HealthReporter, directory: &Directory) {
    let services = ["", GUIDANCE, CATALOG, RULEBOOK].map(str::to_owned);
    for service in services.into_iter().chain(directory.markets.keys().map(name)) {
        reporter.set_service_status(&service, ServingStatus::NotServing).await;
        reporter.clear_service_status(&service).await;
    }
}

fn name(code: &crate::MarketCode) -> String {
    format!("market/{code}")
}
