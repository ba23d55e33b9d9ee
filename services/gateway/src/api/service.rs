//! Glue between tonic and the verbs: admits a call, reads its message, and hands it on.

use std::{
    convert::Infallible,
    pin::Pin,
    sync::Arc,
    task::{Context, Poll},
    time::Duration,
};

use bytes::Bytes;
use guidance_proto::{
    compare::COMPARE_MARKETS,
    raw::RawCodec,
    v1::{catalog_service_server, guidance_service_server, rulebook_service_server},
};
use tokio::sync::{OwnedSemaphorePermit, Semaphore};
use tokio_stream::Stream;
use tonic::{
    Request, Response, Status,
    body::Body,
    server::{self, ServerStreamingService},
    service::Routes,
};
use tower_service::Service;

use super::{
    compare_markets,
    forward::Call,
    get_market, list_markets,
    message::{self, Message},
    watch_markets,
};
use crate::{deadline::Deadline, error::Error, route, routes::Tables};

/// Full names of the services of the API.
pub const SERVICES: [&str; 3] = [
    guidance_service_server::SERVICE_NAME,
    catalog_service_server::SERVICE_NAME,
    rulebook_service_server::SERVICE_NAME,
];

const LIST_MARKETS: &str = "/marketguidance.v1.CatalogService/ListMarkets";
const GET_MARKET: &str = "/marketguidance.v1.CatalogService/GetMarket";
const WATCH_MARKETS: &str = "/marketguidance.v1.CatalogService/WatchMarkets";

/// Most calls under way at once. With the largest messages that is 4 GiB of requests; with usual ones a few megabytes.
const MOST_CALLS: usize = 1024;

/// Most streams open at once that wait for changes; they cost next to nothing, and are not calls under way.
const MOST_WATCHERS: usize = 1024;

/// What every call shares.
#[derive(Debug)]
pub struct Gateway {
    tables: Tables,
    max_message_bytes: u32,
    longest_call: Duration,
    calls: Arc<Semaphore>,
    watchers: Arc<Semaphore>,
}

/// Everything that is served, by path. Every method of [`SERVICES`] that is not answered from the table is forwarded, whether
/// this gateway was built when there was such a method or not; a host that does not know it says so.
#[derive(Debug, Clone)]
pub struct ApiService {
    gateway: Arc<Gateway>,
    /// What is not of the API. Apart, so that a call of the API pays for no router.
    others: Routes,
}

/// One `WatchMarkets` call.
struct Watch(Arc<Gateway>);

type BoxFuture<T> = Pin<Box<dyn Future<Output = T> + Send>>;

// === impl Gateway ===

impl Gateway {
    /// Serves what `tables` has; takes messages up to `max_message_bytes` and gives a call `longest_call` at most.
    pub fn new(tables: Tables, max_message_bytes: u32, longest_call: Duration) -> Self {
        let calls = Arc::new(Semaphore::new(MOST_CALLS));
        let watchers = Arc::new(Semaphore::new(MOST_WATCHERS));
        Self { tables, max_message_bytes, longest_call, calls, watchers }
    }

    /// The current table, and a way to wait for the next.
    pub fn tables(&self) -> &Tables {
        &self.tables
    }

    /// Waits until no call is under way.
    pub async fn idle(&self) {
        let all = u32::try_from(MOST_CALLS).expect("it is a small number");
        // The permits go back at once: only the moment counts.
        let _all = self.calls.acquire_many(all).await;
    }

    /// Takes a place among those who wait for changes.
    ///
    /// # Errors
    /// There is none left.
    pub fn admit_watcher(&self) -> Result<OwnedSemaphorePermit, Error> {
        let place = Arc::clone(&self.watchers).try_acquire_owned();
        place.map_err(|_| Error::Overloaded { what: "watching streams", limit: MOST_WATCHERS })
    }

    /// Takes `number` places for calls of their own, all or none.
    fn admit_calls(&self, number: usize) -> Result<OwnedSemaphorePermit, Error> {
        let number = u32::try_from(number).expect("far fewer than there are places");
        Arc::clone(&self.calls).try_acquire_many_owned(number).map_err(|_| no_place())
    }

    async fn answer(&self, request: http::Request<Body>) -> Result<http::Response<Body>, Error> {
        let (http::request::Parts { uri, headers, .. }, body) = request.into_parts();
        let deadline = Deadline::of_call(&headers, self.longest_call);
        // Before the message is read, so that what is being read is bounded as well.
        let _place = self.calls.try_acquire().map_err(|_| no_place())?;
        let work = async {
            let message = Message::read(uri.path(), body, self.max_message_bytes).await?;
            let table = Arc::clone(&self.tables.borrow());
            match uri.path() {
                LIST_MARKETS => Ok(message::answer(&list_markets::list_markets(&table))),
                GET_MARKET => {
                    get_market::get_market(&table, GET_MARKET, message.bytes()).map(|it| message::answer(&it))
                }
                COMPARE_MARKETS => {
                    let comparison = compare_markets::Comparing::read(headers, message, deadline, table)?;
                    let places = self.admit_calls(comparison.width())?;
                    Ok(comparison.start(places))
                }
                method => {
                    let entry = route::pick(&table, method, message.bytes())?;
                    let _place = entry.admit_call()?;
                    Call { uri, headers, message, deadline, table: &table, entry }.forward().await
                }
            }
        };
        deadline.limit(work).await
    }
}

fn no_place() -> Error {
    Error::Overloaded { what: "calls under way", limit: MOST_CALLS }
}

// === impl ApiService ===

impl ApiService {
    /// Serves the API, and `others` beside it.
    pub fn new(gateway: Arc<Gateway>, others: Routes) -> Self {
        Self { gateway, others }
    }
}

impl Service<http::Request<Body>> for ApiService {
    type Response = http::Response<Body>;
    type Error = Infallible;
    type Future = BoxFuture<Result<Self::Response, Infallible>>;

    fn poll_ready(&mut self, _: &mut Context<'_>) -> Poll<Result<(), Infallible>> {
        Poll::Ready(Ok(()))
    }

    fn call(&mut self, request: http::Request<Body>) -> Self::Future {
        if !is_of_api(request.uri().path()) {
            return Box::pin(self.others.call(request));
        }
        let gateway = Arc::clone(&self.gateway);
        Box::pin(async move {
            if request.uri().path() == WATCH_MARKETS {
                let limit = gateway.max_message_bytes as usize;
                let mut grpc = server::Grpc::new(RawCodec).max_decoding_message_size(limit);
                return Ok(grpc.server_streaming(Watch(gateway), request).await);
            }
            let answer = gateway.answer(request).await;
            Ok(answer.unwrap_or_else(|error| Status::from(error).into_http()))
        })
    }
}

/// Whether `path`, `/<service>/<method>`, is of a service of the API.
fn is_of_api(path: &str) -> bool {
    let service = path.strip_prefix('/').and_then(|path| path.split_once('/'));
    service.is_some_and(|(service, _)| SERVICES.contains(&service))
}

// === impl Watch ===

impl ServerStreamingService<Bytes> for Watch {
    type Response = Bytes;
    type ResponseStream = Pin<Box<dyn Stream<Item = Result<Bytes, Status>> + Send>>;
    type Future = std::future::Ready<Result<Response<Self::ResponseStream>, Status>>;

    fn call(&mut self, _: Request<Bytes>) -> Self::Future {
        let place = self.0.admit_watcher().map_err(Status::from);
        let stream = place.map(|place| watch_markets::watch_markets(self.0.tables.clone(), place));
        std::future::ready(stream.map(Response::new))
    }
}
