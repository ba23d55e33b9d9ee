//! The host from start to drain.

use std::{future::Future, net::SocketAddr, sync::Arc, time::Duration};

use tokio::{net::TcpListener, select, sync::oneshot, time::timeout};
use tonic::{
    service::Routes,
    transport::{Server, server::TcpIncoming},
};
use tonic_health::server::{HealthReporter, HealthService};

use crate::{
    Config, Error,
    api::{Api, CATALOG, Catalog, GUIDANCE, Guidance, RULEBOOK, Rulebook},
    health,
    markets::{self, Markets, Owners},
};

/// How long calls under way may take once the host shuts down.
const DRAIN: Duration = Duration::from_secs(10);
/// Bytes a client may send ahead on one call and on one connection, 1 MiB and 4 MiB.
const WINDOWS: (u32, u32) = (1 << 20, 4 << 20);
/// Most calls at once on one connection.
const MAX_STREAMS: u32 = 4096;

/// Runs a host: verifies and probes every package, calls `ready` with the bound address, serves until `shutdown`, drains.
///
/// # Errors
/// What keeps the host as a whole from working. A refused package does not.
pub async fn run(
    config: Config,
    listener: TcpListener,
    ready: impl FnOnce(SocketAddr),
    shutdown: impl Future<Output = ()> + Send,
) -> Result<(), Error> {
    let address = listener.local_addr().map_err(unusable)?;
    let mut shutdown = std::pin::pin!(shutdown);
    let (markets, owners) = select! {
        started = markets::start(&config) => started?,
        () = &mut shutdown => return Ok(()),
    };
    ready(address);
    serve(markets, owners, config.max_message_bytes, listener, shutdown).await
}

/// Serves `markets` until `shutdown`; then lets calls under way finish, for at most 10 s, and ends the runners.
///
/// # Errors
/// When the listener fails.
pub async fn serve(
    markets: Markets,
    mut owners: Owners,
    max_message_bytes: usize,
    listener: TcpListener,
    shutdown: impl Future<Output = ()>,
) -> Result<(), Error> {
    let markets = Arc::new(markets);
    let reporter = HealthReporter::new();
    let health = tokio::spawn(health::follow(reporter.clone(), markets.directory()));
    let (drain, draining) = oneshot::channel::<()>();
    let mut server = std::pin::pin!(
        Server::builder()
            .initial_stream_window_size(WINDOWS.0)
            .initial_connection_window_size(WINDOWS.1)
            .max_concurrent_streams(MAX_STREAMS)
            .add_routes(routes(&markets, reporter, max_message_bytes))
            .serve_with_incoming_shutdown(TcpIncoming::from(listener).with_nodelay(Some(true)), async {
                let _ = draining.await;
            })
    );
    let served = select! {
        served = &mut server => served,
        () = shutdown => {
            markets.close();
            let _ = drain.send(());
            timeout(DRAIN, server).await.unwrap_or_else(|_| {
                tracing::warn!("calls still under way after {DRAIN:?} are cut off");
                Ok(())
            })
        }
    };
    markets.stop();
    while owners.join_next().await.is_some() {}
    health.abort();
    served.map_err(unusable)
}

fn routes(markets: &Arc<Markets>, reporter: HealthReporter, limit: usize) -> Routes {
    let mut routes = Routes::builder();
    routes
        .add_service(Api::<Guidance>::new(markets.clone(), limit))
        .add_service(Api::<Catalog>::new(markets.clone(), limit))
        .add_service(Api::<Rulebook>::new(markets.clone(), limit))
        .add_service(tonic_health::pb::health_server::HealthServer::new(HealthService::from_health_reporter(
            reporter,
        )))
        .add_service(reflection().build_v1().expect("the descriptors are compiled in and whole"))
        .add_service(reflection().build_v1alpha().expect("the descriptors are compiled in and whole"));
    routes.routes()
}

/// Every service of the listener, and none of those between host and module, which are in the same descriptors.
fn reflection() -> tonic_reflection::server::Builder<'static> {
    let names = [
        GUIDANCE,
        CATALOG,
        RULEBOOK,
        "grpc.health.v1.Health",
        "grpc.reflection.v1.ServerReflection",
        "grpc.reflection.v1alpha.ServerReflection",
    ];
    names.into_iter().fold(
        tonic_reflection::server::Builder::configure()
            .register_encoded_file_descriptor_set(guidance_proto::FILE_DESCRIPTOR_SET)
            .register_encoded_file_descriptor_set(tonic_health::pb::FILE_DESCRIPTOR_SET)
            // Each version of reflection knows only its own file by itself, and both are listed.
            .register_encoded_file_descriptor_set(tonic_reflection::pb::v1::FILE_DESCRIPTOR_SET)
            .register_encoded_file_descriptor_set(tonic_reflection::pb::v1alpha::FILE_DESCRIPTOR_SET)
            // Error details, so that grpcurl can show them.
            .register_encoded_file_descriptor_set(tonic_types::pb::FILE_DESCRIPTOR_SET),
        tonic_reflection::server::Builder::with_service_name,
    )
}

fn unusable(error: impl std::error::Error) -> Error {
    Error::Unusable(format!("the listener failed: {error}"))
}
