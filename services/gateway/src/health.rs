//! `grpc.health.v1`: the gateway ("" and its services) and every market (`market/CN`), following the table.

use std::{pin::Pin, sync::Arc};

use guidance_proto::v1::MarketState;
use tokio_stream::{Stream, StreamExt as _, wrappers::WatchStream};
use tonic::{Request, Response, Status};
use tonic_health::pb::{
    HealthCheckRequest, HealthCheckResponse, health_check_response::ServingStatus, health_server::Health,
};

use crate::{
    api::{Gateway, SERVICES},
    routes::Table,
};

/// Answers health checks from the table.
#[derive(Debug)]
pub struct HealthService(pub Arc<Gateway>);

// === impl HealthService ===

#[tonic::async_trait]
impl Health for HealthService {
    async fn check(
        &self,
        request: Request<HealthCheckRequest>,
    ) -> Result<Response<HealthCheckResponse>, Status> {
        let name = request.into_inner().service;
        let tables = self.0.tables();
        let draining = tables.has_changed().is_err();
        match status_of(&tables.borrow(), &name) {
            ServingStatus::ServiceUnknown => Err(Status::not_found(format!(
                "no service or market {name:?}: ask for \"\", a service, or market/CN"
            ))),
            _ if draining => Ok(Response::new(response(ServingStatus::NotServing))),
            status => Ok(Response::new(response(status))),
        }
    }

    type WatchStream = Pin<Box<dyn Stream<Item = Result<HealthCheckResponse, Status>> + Send>>;

    /// As the protocol has it, a name that is not known yet is watched until it is; the last word before the gateway shuts
    /// down is NOT_SERVING.
    async fn watch(
        &self,
        request: Request<HealthCheckRequest>,
    ) -> Result<Response<Self::WatchStream>, Status> {
        let place = self.0.admit_watcher()?;
        let name = request.into_inner().service;
        let mut last = None;
        let changes = WatchStream::new(self.0.tables().clone())
            .map(move |table| {
                let _held = &place;
                status_of(&table, &name)
            })
            .chain(tokio_stream::once(ServingStatus::NotServing))
            .filter(move |status| last.replace(*status) != Some(*status))
            .map(|status| Ok(response(status)));
        Ok(Response::new(Box::pin(changes)))
    }
}

fn status_of(table: &Table, name: &str) -> ServingStatus {
    // The gateway itself.
    if name.is_empty() || SERVICES.contains(&name) {
        return ServingStatus::Serving;
    }
    let market = name.strip_prefix("market/").map(str::to_ascii_uppercase);
    match market.and_then(|market| table.entry(&market)).map(|entry| entry.market.state()) {
        None => ServingStatus::ServiceUnknown,
        Some(MarketState::Serving) => ServingStatus::Serving,
        Some(_) => ServingStatus::NotServing,
    }
}

fn response(status: ServingStatus) -> HealthCheckResponse {
    HealthCheckResponse { status: status.into() }
}
