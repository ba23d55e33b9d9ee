//! The yardstick: a bare tonic server with the rules of China linked in. No gateway, no host, no process of its own for the
//! module; what it does not do is the price of isolation.
//!
//! `linked RULEBOOK` serves the rulebook (a tar) on a free port of loopback and prints `ready <address>`.
#![forbid(unsafe_code)]

use std::convert::Infallible;
use std::future::{Ready, ready};
use std::marker::PhantomData;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};
use std::time::SystemTime;

use bytes::Bytes;
use china::China;
use guidance_country_module::{CallContext, CountryModule as _, Logger};
use guidance_proto::raw::RawCodec;
use tonic::body::Body;
use tonic::server::{Grpc, NamedService, UnaryService};
use tonic::transport::server::{Server, TcpIncoming};
use tonic::{Code, Request, Response, Status};
use tower_service::Service;

/// Answers every method of the service that `Name` names.
struct Linked<Name> {
    module: Arc<China>,
    name: PhantomData<fn() -> Name>,
}

/// Name of GuidanceService.
struct Guidance;

/// Name of CatalogService.
struct Catalog;

/// One call: the method it is for, known only from the path.
struct Call {
    module: Arc<China>,
    method: String,
}

impl<Name> Linked<Name> {
    fn new(module: &Arc<China>) -> Self {
        Self { module: Arc::clone(module), name: PhantomData }
    }
}

impl<Name> Clone for Linked<Name> {
    fn clone(&self) -> Self {
        Self::new(&self.module)
    }
}

impl NamedService for Linked<Guidance> {
    const NAME: &'static str = "marketguidance.v1.GuidanceService";
}

impl NamedService for Linked<Catalog> {
    const NAME: &'static str = "marketguidance.v1.CatalogService";
}

impl<Name> Service<http::Request<Body>> for Linked<Name> {
    type Response = http::Response<Body>;
    type Error = Infallible;
    type Future = Pin<Box<dyn Future<Output = Result<Self::Response, Infallible>> + Send>>;

    fn poll_ready(&mut self, _: &mut Context<'_>) -> Poll<Result<(), Infallible>> {
        Poll::Ready(Ok(()))
    }

    fn call(&mut self, request: http::Request<Body>) -> Self::Future {
        let call = Call { module: Arc::clone(&self.module), method: request.uri().path().to_owned() };
        Box::pin(async move { Ok(Grpc::new(RawCodec).unary(call, request).await) })
    }
}

impl UnaryService<Bytes> for Call {
    type Response = Bytes;
    type Future = Ready<Result<Response<Bytes>, Status>>;

    fn call(&mut self, request: Request<Bytes>) -> Self::Future {
        let now = SystemTime::now().duration_since(SystemTime::UNIX_EPOCH).map_or(0, |since| since.as_secs());
        let context = CallContext { now_unix_seconds: now.cast_signed(), ..CallContext::default() };
        let answer = self.module.call(&context, &self.method, request.get_ref());
        let answer = answer.map(|bytes| Response::new(bytes.into()));
        ready(answer.map_err(|status| Status::new(Code::from_i32(status.code() as i32), status.message())))
    }
}

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    let path = std::env::args().nth(1).ok_or("usage: linked RULEBOOK")?;
    let module = Arc::new(China::create(&std::fs::read(path)?, Logger::silent())?);
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await?;
    println!("ready {}", listener.local_addr()?);
    // As the services do; without it large answers wait for acknowledgements.
    let incoming = TcpIncoming::from(listener).with_nodelay(Some(true));
    Server::builder()
        .add_service(Linked::<Guidance>::new(&module))
        .add_service(Linked::<Catalog>::new(&module))
        .serve_with_incoming(incoming)
        .await?;
    Ok(())
}
