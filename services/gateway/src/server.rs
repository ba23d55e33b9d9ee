//! Puts the rooms together and serves them until told to stop.

use std::{net::SocketAddr, pin::pin, sync::Arc, time::Duration};

use tokio::{net::TcpListener, sync::oneshot, time};
use tokio_stream::StreamExt as _;
use tonic::{
    service::Routes as Services,
    transport::{Server, server::TcpIncoming},
};
use tonic_health::pb::health_server::HealthServer;

use crate::{
    api::{ApiService, Gateway, SERVICES},
    config::Config,
    error::Error,
    gathered::Gathered,
    health::HealthService,
    routes::{Routes, Tables},
};

/// How long hosts have to tell their markets before the gateway serves without them.
const HOSTS_ANSWER_WITHIN: Duration = Duration::from_secs(30);

/// How much longer than its longest call the gateway drains, and how long the last answers have to leave.
const DRAIN_MARGIN: Duration = Duration::from_secs(1);

/// Most streams on one connection: all the calls and watchers there may be.
const MOST_STREAMS: u32 = 2048;

/// How often a quiet client is tried, and how long it has to answer, so that one that vanished holds nothing.
const PING_EVERY: Duration = Duration::from_secs(60);
const PING_ANSWERED_WITHIN: Duration = Duration::from_secs(20);

/// Serves on `listener` until `shutdown`, then lets the calls under way end. Calls `ready` with the bound address once every
/// host has told its markets, or had its time to.
///
/// # Errors
/// The listener has no address, or the server failed.
pub async fn run(
    config: Config,
    listener: TcpListener,
    ready: impl FnOnce(SocketAddr),
    shutdown: impl Future<Output = ()>,
) -> Result<(), Error> {
    let address = listener.local_addr()?;
    let routes = Routes::follow(&config.hosts);
    let gateway = Arc::new(Gateway::new(routes.tables(), config.max_message_bytes, config.deadline));
    let mut shutdown = pin!(shutdown);

    tokio::select! {
        () = hosts_answered(routes.tables()) => ready(address),
        () = &mut shutdown => return Ok(()),
    }
    let (stop, stopped) = oneshot::channel::<()>();
    let mut serving = pin!(serve(Arc::clone(&gateway), listener, stopped)?);
    tokio::select! {
        ended = &mut serving => return ended,
        () = shutdown => tracing::info!("draining"),
    }
    // Ends the streams that would otherwise never end; calls under way keep the table and connection they have.
    drop(routes);
    drop(stop);
    let drained = async {
        tokio::select! {
            ended = &mut serving => ended,
            // A connection that carries no call, or never said a word, is not waited for.
            () = gateway.idle() => time::timeout(DRAIN_MARGIN, &mut serving).await.unwrap_or(Ok(())),
        }
    };
    let longest = config.deadline + DRAIN_MARGIN;
    time::timeout(longest, drained).await.unwrap_or_else(|_| {
        tracing::warn!(?longest, "stopped with connections still open");
        Ok(())
    })
}

/// A server that stops taking calls when `stopped` resolves, and ends when those under way have.
fn serve(
    gateway: Arc<Gateway>,
    listener: TcpListener,
    stopped: oneshot::Receiver<()>,
) -> Result<impl Future<Output = Result<(), Error>>, Error> {
    let others = Services::new(HealthServer::new(HealthService(Arc::clone(&gateway))))
        .add_service(reflection().build_v1()?)
        .add_service(reflection().build_v1alpha()?)
        .prepare();
    let api = ApiService::new(gateway, others);
    let server = Server::builder()
        .max_concurrent_streams(MOST_STREAMS)
        .http2_keepalive_interval(Some(PING_EVERY))
        .http2_keepalive_timeout(Some(PING_ANSWERED_WITHIN));
    let incoming =
        TcpIncoming::from(listener).with_nodelay(Some(true)).map(|stream| stream.map(Gathered::new));
    Ok(async move {
        let stopped = async { stopped.await.unwrap_or_default() };
        Ok(server.serve_with_incoming_shutdown(api, incoming, stopped).await?)
    })
}

/// Lists what is served here, and not the services between host and module, which are in the same descriptors.
fn reflection() -> tonic_reflection::server::Builder<'static> {
    let builder = tonic_reflection::server::Builder::configure()
        .register_encoded_file_descriptor_set(guidance_proto::FILE_DESCRIPTOR_SET)
        .register_encoded_file_descriptor_set(tonic_health::pb::FILE_DESCRIPTOR_SET)
        // Error details, so that grpcurl can show them.
        .register_encoded_file_descriptor_set(tonic_types::pb::FILE_DESCRIPTOR_SET)
        // Each version of reflection knows only its own file by itself, and both are listed.
        .register_encoded_file_descriptor_set(tonic_reflection::pb::v1::FILE_DESCRIPTOR_SET)
        .register_encoded_file_descriptor_set(tonic_reflection::pb::v1alpha::FILE_DESCRIPTOR_SET)
        .with_service_name("grpc.health.v1.Health")
        .with_service_name("grpc.reflection.v1.ServerReflection")
        .with_service_name("grpc.reflection.v1alpha.ServerReflection");
    SERVICES.into_iter().fold(builder, |builder, name| builder.with_service_name(name))
}

/// Waits until every host has told its markets, a bounded time.
async fn hosts_answered(mut tables: Tables) {
    let all = tables.wait_for(|table| table.silent().is_empty());
    if time::timeout(HOSTS_ANSWER_WITHIN, all).await.is_err() {
        let silent = tables.borrow().silent().to_vec();
        tracing::warn!(?silent, waited = ?HOSTS_ANSWER_WITHIN, "serving without these module hosts");
    }
}

#[cfg(test)]
mod tests;
