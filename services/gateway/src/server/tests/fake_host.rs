//! A module host that says what a test wants it to say.

use std::{
    convert::Infallible,
    net::SocketAddr,
    pin::Pin,
    sync::Arc,
    task::{Context, Poll},
};

use bytes::Bytes;
use guidance_proto::{
    raw::RawCodec,
    v1::{Market, WatchMarketsResponse},
};
use prost::Message as _;
use tokio::{
    net::TcpListener,
    sync::{oneshot, watch},
    task::JoinHandle,
};
use tokio_stream::{Stream, StreamExt as _, wrappers::WatchStream};
use tonic::{
    Request, Response, Status,
    body::Body,
    metadata::MetadataMap,
    server::{Grpc, ServerStreamingService, UnaryService},
    transport::{Server, server::TcpIncoming},
};
use tower_service::Service;

pub type BoxFuture<T> = Pin<Box<dyn Future<Output = T> + Send>>;
pub type Answer = Arc<dyn Fn(Received) -> BoxFuture<Result<Response<Bytes>, Status>> + Send + Sync>;

/// A call as it reached the host.
#[derive(Debug)]
pub struct Received {
    pub method: String,
    pub metadata: MetadataMap,
    pub message: Bytes,
}

/// A fake host; gone when dropped, its connections with it.
pub struct FakeHost {
    pub address: SocketAddr,
    pub markets: watch::Sender<Vec<Market>>,
    runtime: Option<tokio::runtime::Runtime>,
}

/// Every service of the host.
#[derive(Clone)]
struct Fake {
    markets: watch::Receiver<Vec<Market>>,
    answer: Answer,
}

/// Answers every call with its own message.
pub fn echo() -> Answer {
    Arc::new(|received| Box::pin(async move { Ok(Response::new(received.message)) }))
}

/// Answers every call with its own name, so that a test sees who answered.
pub fn named(name: &'static str) -> Answer {
    Arc::new(move |_| Box::pin(async move { Ok(Response::new(Bytes::from_static(name.as_bytes()))) }))
}

// === impl FakeHost ===

impl FakeHost {
    pub async fn start(markets: Vec<Market>, answer: Answer) -> Self {
        Self::start_on("127.0.0.1:0".parse().expect("an address"), markets, answer).await
    }

    /// On a runtime of its own, so that dropping it cuts its connections as the end of a process does.
    pub async fn start_on(address: SocketAddr, markets: Vec<Market>, answer: Answer) -> Self {
        let (markets, told) = watch::channel(markets);
        let runtime = tokio::runtime::Builder::new_multi_thread()
            .worker_threads(1)
            .enable_all()
            .build()
            .expect("a runtime for the fake host");
        let (bound, address_bound) = oneshot::channel();
        let _serving: JoinHandle<()> = runtime.spawn(async move {
            let listener = TcpListener::bind(address).await.expect("a port for the fake host");
            bound.send(listener.local_addr().expect("bound")).expect("the test waits for the address");
            let served = Server::builder()
                .serve_with_incoming(Fake { markets: told, answer }, TcpIncoming::from(listener));
            served.await.expect("the fake host serves");
        });
        let address = address_bound.await.expect("the fake host binds its port");
        Self { address, markets, runtime: Some(runtime) }
    }
}

impl Drop for FakeHost {
    fn drop(&mut self) {
        if let Some(runtime) = self.runtime.take() {
            runtime.shutdown_background();
        }
    }
}

// === impl Fake ===

impl Service<http::Request<Body>> for Fake {
    type Response = http::Response<Body>;
    type Error = Infallible;
    type Future = BoxFuture<Result<Self::Response, Infallible>>;

    fn poll_ready(&mut self, _: &mut Context<'_>) -> Poll<Result<(), Infallible>> {
        Poll::Ready(Ok(()))
    }

    fn call(&mut self, request: http::Request<Body>) -> Self::Future {
        let this = self.clone();
        let method = request.uri().path().to_owned();
        let mut grpc = Grpc::new(RawCodec).max_decoding_message_size(usize::MAX);
        Box::pin(async move {
            Ok(if method.ends_with("/WatchMarkets") {
                grpc.server_streaming(Markets(this.markets), request).await
            } else {
                grpc.unary(Unary { method, answer: this.answer }, request).await
            })
        })
    }
}

struct Unary {
    method: String,
    answer: Answer,
}

impl UnaryService<Bytes> for Unary {
    type Response = Bytes;
    type Future = BoxFuture<Result<Response<Bytes>, Status>>;

    fn call(&mut self, request: Request<Bytes>) -> Self::Future {
        let (metadata, _, message) = request.into_parts();
        (self.answer)(Received { method: self.method.clone(), metadata, message })
    }
}

struct Markets(watch::Receiver<Vec<Market>>);

impl ServerStreamingService<Bytes> for Markets {
    type Response = Bytes;
    type ResponseStream = Pin<Box<dyn Stream<Item = Result<Bytes, Status>> + Send>>;
    type Future = std::future::Ready<Result<Response<Self::ResponseStream>, Status>>;

    fn call(&mut self, _: Request<Bytes>) -> Self::Future {
        let stream = WatchStream::new(self.0.clone())
            .map(|markets| Ok(WatchMarketsResponse { markets }.encode_to_vec().into()));
        std::future::ready(Ok(Response::new(Box::pin(stream))))
    }
}
