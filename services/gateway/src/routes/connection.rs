//! One HTTP/2 connection to a module host.

use std::{
    io,
    pin::Pin,
    task::{Context, Poll},
    time::Duration,
};

use http::{Request, Response, uri::Authority};
use hyper::{
    body::Incoming,
    client::conn::http2::{Builder, SendRequest},
};
use hyper_util::rt::{TokioExecutor, TokioIo, TokioTimer};
use tokio::{net::TcpStream, time};
use tonic::body::Body;
use tower_service::Service;

use crate::gathered::Gathered;

/// How long a connection to a host may take to come about.
const CONNECT_WITHIN: Duration = Duration::from_secs(2);

/// How often a quiet connection is tried, and how long the host has to answer; a host that vanished is noticed after both.
const PING_EVERY: Duration = Duration::from_secs(10);
const PING_ANSWERED_WITHIN: Duration = Duration::from_secs(5);

/// An open connection, or one that was: it does not come back when lost. Cheap to clone; it closes after its last clone, when
/// the calls under way on it have ended.
#[derive(Debug, Clone)]
pub struct Connection(SendRequest<Body>);

// === impl Connection ===

impl Connection {
    /// Connects to the host at `address`.
    ///
    /// # Errors
    /// Nobody answers there in time, or it is not HTTP/2.
    pub async fn open(address: &Authority) -> io::Result<Self> {
        let connecting = async {
            let stream = TcpStream::connect(address.as_str()).await?;
            stream.set_nodelay(true)?;
            let handshake = Builder::new(TokioExecutor::new())
                .timer(TokioTimer::new())
                .keep_alive_interval(PING_EVERY)
                .keep_alive_timeout(PING_ANSWERED_WITHIN)
                .keep_alive_while_idle(true)
                .handshake(TokioIo::new(Gathered::new(stream)));
            handshake.await.map_err(io::Error::other)
        };
        let (sender, driver) = time::timeout(CONNECT_WITHIN, connecting).await??;
        tokio::spawn(async move {
            if let Err(error) = driver.await {
                tracing::debug!(%error, "connection to a module host ended");
            }
        });
        Ok(Self(sender))
    }

    /// Sends a request with a full URI and waits for the head of its answer.
    ///
    /// # Errors
    /// The connection is lost, or the host gave the call up.
    pub fn send(
        &self,
        request: Request<Body>,
    ) -> impl Future<Output = hyper::Result<Response<Incoming>>> + Send + use<> {
        self.0.clone().send_request(request)
    }
}

/// For generated clients.
impl Service<Request<Body>> for Connection {
    type Response = Response<Incoming>;
    type Error = hyper::Error;
    type Future = Pin<Box<dyn Future<Output = hyper::Result<Self::Response>> + Send>>;

    fn poll_ready(&mut self, context: &mut Context<'_>) -> Poll<hyper::Result<()>> {
        self.0.poll_ready(context)
    }

    fn call(&mut self, request: Request<Body>) -> Self::Future {
        Box::pin(self.send(request))
    }
}
