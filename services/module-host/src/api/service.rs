//! Glue between HTTP/2 and the verbs: one tower service for each gRPC service.

use std::{
    convert::Infallible,
    future::Future,
    marker::PhantomData,
    pin::Pin,
    sync::Arc,
    task::{Context, Poll},
};

use bytes::Bytes;
use guidance_proto::raw::RawCodec;
use http::{Request as HttpRequest, Response as HttpResponse};
use tonic::{
    Code, Request, Status,
    body::Body,
    server::{Grpc, NamedService},
};
use tower::{Service, service_fn};

use super::{
    compare_markets,
    contract::{COMPARE_MARKETS, Contract, LIST_MARKETS, MARKET, WATCH_MARKETS},
    deadline, forward, list_markets, market, watch_markets,
};
use crate::{Error, markets::Markets};

/// A gRPC service of the contract.
#[derive(Debug)]
pub struct Api<C> {
    markets: Arc<Markets>,
    max_message_bytes: usize,
    contract: PhantomData<fn() -> C>,
}

type Reply = HttpResponse<Body>;

// === impl Api ===

impl<C: Contract> Api<C> {
    /// Serves `markets`, with messages of at most `max_message_bytes` both ways.
    pub fn new(markets: Arc<Markets>, max_message_bytes: usize) -> Self {
        Self { markets, max_message_bytes, contract: PhantomData }
    }
}

impl<C> Clone for Api<C> {
    fn clone(&self) -> Self {
        let Self { markets, max_message_bytes, contract } = self;
        Self { markets: markets.clone(), max_message_bytes: *max_message_bytes, contract: *contract }
    }
}

impl<C: Contract> NamedService for Api<C> {
    const NAME: &'static str = C::NAME;
}

impl<C: Contract> Service<HttpRequest<Body>> for Api<C> {
    type Response = Reply;
    type Error = Infallible;
    type Future = Pin<Box<dyn Future<Output = Result<Reply, Infallible>> + Send>>;

    fn poll_ready(&mut self, _: &mut Context<'_>) -> Poll<Result<(), Infallible>> {
        Poll::Ready(Ok(()))
    }

    fn call(&mut self, request: HttpRequest<Body>) -> Self::Future {
        let path = request.uri().path();
        let forwarded = C::FORWARDED.iter().copied().find(|method| *method == path);
        let (markets, limit) = (self.markets.clone(), self.max_message_bytes);
        match (forwarded, path) {
            (Some(method), _) => {
                Box::pin(async move { Ok(forwarding(&markets, method, limit, request).await) })
            }
            (None, COMPARE_MARKETS) => Box::pin(async move { Ok(comparing(markets, limit, request).await) }),
            (None, LIST_MARKETS | MARKET | WATCH_MARKETS) => {
                Box::pin(async move { Ok(catalog(&markets, limit, request).await) })
            }
            (None, _) => {
                let message =
                    format!("the contract has no method {path}; look at the services with reflection");
                Box::pin(async move { Ok(Status::new(Code::Unimplemented, message).into_http()) })
            }
        }
    }
}

async fn forwarding(
    markets: &Markets,
    method: &'static str,
    limit: usize,
    request: HttpRequest<Body>,
) -> Reply {
    let timeout = deadline::of(request.headers());
    let mut is_whole = false;
    let call = service_fn(|request: Request<Bytes>| {
        is_whole = true;
        async move {
            let answer = forward::forward(markets, method, limit, timeout, request.into_inner()).await;
            answer.map(tonic::Response::new)
        }
    });
    let reply = grpc(limit).unary(call, request).await;
    if is_whole { reply } else { refused_request(reply, limit) }
}

async fn comparing(markets: Arc<Markets>, limit: usize, request: HttpRequest<Body>) -> Reply {
    let timeout = deadline::of(request.headers());
    let mut is_whole = false;
    let call = service_fn(|request: Request<Bytes>| {
        is_whole = true;
        let rows = compare_markets::compare_markets(markets.clone(), limit, timeout, request.into_inner());
        std::future::ready(rows.map(tonic::Response::new))
    });
    let reply = grpc(limit).server_streaming(call, request).await;
    if is_whole { reply } else { refused_request(reply, limit) }
}

/// The verbs that the host answers itself.
async fn catalog(markets: &Markets, limit: usize, request: HttpRequest<Body>) -> Reply {
    let is_stream = request.uri().path() == WATCH_MARKETS;
    let is_list = request.uri().path() == LIST_MARKETS;
    let mut is_whole = false;
    let reply = if is_stream {
        let call = service_fn(|request: Request<Bytes>| {
            is_whole = true;
            std::future::ready(
                watch_markets::watch_markets(markets, request.get_ref()).map(tonic::Response::new),
            )
        });
        grpc(limit).server_streaming(call, request).await
    } else {
        let call = service_fn(|request: Request<Bytes>| {
            is_whole = true;
            let answer = if is_list {
                list_markets::list_markets(markets, request.get_ref())
            } else {
                market::market(markets, request.get_ref())
            };
            std::future::ready(answer.map(tonic::Response::new))
        });
        grpc(limit).unary(call, request).await
    };
    if is_whole { reply } else { refused_request(reply, limit) }
}

/// Answers are measured by the verbs, which can say more about it than the codec.
fn grpc(limit: usize) -> Grpc<RawCodec> {
    Grpc::new(RawCodec).max_decoding_message_size(limit).max_encoding_message_size(usize::MAX)
}

/// The reply to a request that did not reach its verb. tonic says OUT_OF_RANGE of a message that is too large, where the
/// contract says RESOURCE_EXHAUSTED.
fn refused_request(reply: Reply, limit: usize) -> Reply {
    match Status::from_header_map(reply.headers()) {
        Some(status) if status.code() == Code::OutOfRange => {
            Status::from(Error::RequestTooLarge { limit }).into_http()
        }
        _ => reply,
    }
}
