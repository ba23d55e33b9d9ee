//! The gateway as a whole, in process, before fake hosts.

mod compare;
mod fake_host;
mod limits;

use std::sync::Arc;

use bytes::Bytes;
use guidance_proto::{
    raw::RawCodec,
    v1::{
        GetMarketRequest, ListMarketsRequest, Market, MarketState, WatchMarketsRequest,
        catalog_service_client::CatalogServiceClient,
    },
};
use tokio::{sync::mpsc, task::JoinHandle};
use tonic::{
    Code, Request, Response, Status,
    metadata::{MetadataMap, MetadataValue},
    transport::{Channel, Endpoint},
};
use tonic_health::pb::{
    HealthCheckRequest, health_check_response::ServingStatus, health_client::HealthClient,
};
use tonic_types::StatusExt as _;

use self::fake_host::{Answer, FakeHost, Received, echo, named};
use super::*;
use crate::routes::tests::market;

const REVIEW: &str = "/marketguidance.v1.GuidanceService/ReviewPlan";
const RULES: &str = "/marketguidance.v1.RulebookService/ListRules";
const FACTS: &str = "/marketguidance.v1.CatalogService/ListFacts";

/// No wait in these tests takes this long, unless something is broken.
const PATIENCE: Duration = Duration::from_secs(20);

/// A gateway under test.
struct Edge {
    address: SocketAddr,
    channel: Channel,
    stop: Option<oneshot::Sender<()>>,
    running: JoinHandle<Result<(), Error>>,
}

// === impl Edge ===

impl Edge {
    async fn before(hosts: &[&FakeHost]) -> Self {
        Self::with_flags(hosts, "").await
    }

    async fn with_flags(hosts: &[&FakeHost], flags: &str) -> Self {
        let hosts: String = hosts.iter().map(|host| format!("--host {} ", host.address)).collect();
        let line = format!("gateway --listen 127.0.0.1:0 {hosts} {flags}");
        let config = Config::from_args(line.split_whitespace()).expect("a good command line");
        let listener = TcpListener::bind(config.listen).await.expect("a free port");
        let (stop, stopped) = oneshot::channel::<()>();
        let (ready, address) = oneshot::channel();
        let running = tokio::spawn(run(
            config,
            listener,
            |address| ready.send(address).expect("the test waits for it"),
            async { stopped.await.unwrap_or_default() },
        ));
        let address = within(address).await.expect("the gateway says that it is ready");
        let endpoint = Endpoint::from_shared(format!("http://{address}")).expect("an address");
        Self { address, channel: endpoint.connect_lazy(), stop: Some(stop), running }
    }

    async fn call(&self, method: &'static str, message: impl Into<Bytes>) -> Result<Response<Bytes>, Status> {
        self.call_with(method, Request::new(message.into())).await
    }

    async fn call_with(
        &self,
        method: &'static str,
        request: Request<Bytes>,
    ) -> Result<Response<Bytes>, Status> {
        let mut client = tonic::client::Grpc::new(self.channel.clone());
        within(client.ready()).await.expect("a connection to the gateway");
        within(client.unary(request, http::uri::PathAndQuery::from_static(method), RawCodec)).await
    }

    async fn call_for(&self, market: &str) -> Result<Bytes, Status> {
        self.call(REVIEW, key(market)).await.map(Response::into_inner)
    }

    fn catalog(&self) -> CatalogServiceClient<Channel> {
        CatalogServiceClient::new(self.channel.clone())
    }

    /// Waits until the table shows a market in a state.
    async fn until(&self, code: &str, state: MarketState) {
        let watching = self.catalog().watch_markets(WatchMarketsRequest {}).await;
        let mut stream = watching.expect("a stream of markets").into_inner();
        let seen = async {
            while let Some(now) = stream.message().await.expect("the stream goes on") {
                if now.markets.iter().any(|it| it.market == code && it.state() == state) {
                    return;
                }
            }
            panic!("the stream ended before {code} was {state:?}");
        };
        within(seen).await;
    }
}

async fn within<T>(work: impl Future<Output = T>) -> T {
    time::timeout(PATIENCE, work).await.expect("an answer in time; look at what the test waits for")
}

/// A request that holds nothing but its market.
fn key(market: &str) -> Vec<u8> {
    prost::Message::encode_to_vec(&GetMarketRequest { market: market.to_owned() })
}

/// A request with a market, then `size` bytes in a field the gateway does not know.
fn key_and(market: &str, size: usize) -> Vec<u8> {
    let mut bytes = key(market);
    prost::encoding::bytes::encode(1000, &vec![7_u8; size], &mut bytes);
    bytes
}

fn china() -> Market {
    market("CN", "China (mainland)", "china")
}

fn japan() -> Market {
    market("JP", "Japan", "japan")
}

fn reason(status: &Status) -> String {
    status.get_error_details().error_info().map(|info| info.reason.clone()).unwrap_or_default()
}

#[tokio::test]
async fn every_market_scoped_call_goes_to_its_host_with_its_bytes_as_they_were() {
    let (seen, mut calls) = mpsc::channel(16);
    let answer: Answer = Arc::new(move |received: Received| {
        let seen = seen.clone();
        Box::pin(async move {
            let answer = Response::new(received.message.clone());
            seen.send((received.method, received.message)).await.expect("the test reads it");
            Ok(answer)
        })
    });
    let north = FakeHost::start(vec![china()], answer).await;
    let south = FakeHost::start(vec![japan()], named("south")).await;
    let edge = Edge::before(&[&north, &south]).await;

    for method in [REVIEW, RULES, FACTS, "/marketguidance.v1.GuidanceService/NotInventedYet"] {
        for spelling in ["CN", "cn", "Cn"] {
            let message = Bytes::from(key_and(spelling, 100));
            let answer = edge.call(method, message.clone()).await.expect(method);
            assert_eq!(answer.into_inner(), message, "{method}");
            assert_eq!(calls.recv().await, Some((method.to_owned(), message)));
        }
    }
    assert_eq!(edge.call_for("JP").await.expect("JP is served"), "south");
}

#[tokio::test]
async fn what_cannot_be_routed_says_why() {
    let host = FakeHost::start(vec![china(), japan()], echo()).await;
    let edge = Edge::before(&[&host]).await;
    let long = "X".repeat(100_000);
    let not_text = vec![0x0a, 0x01, 0xff];
    let cases: [(&str, Vec<u8>, Code, &str); 7] = [
        ("empty market", key(""), Code::InvalidArgument, "INVALID_FIELD"),
        ("empty message", vec![], Code::InvalidArgument, "INVALID_FIELD"),
        ("unknown market", key("CM"), Code::NotFound, "UNKNOWN_MARKET"),
        ("very long market", key(&long), Code::NotFound, "UNKNOWN_MARKET"),
        ("not protobuf", vec![0xff; 3], Code::InvalidArgument, "UNDECODABLE_REQUEST"),
        ("market is not text", not_text, Code::InvalidArgument, "UNDECODABLE_REQUEST"),
        ("truncated", key_and("CN", 100)[..50].to_vec(), Code::InvalidArgument, "UNDECODABLE_REQUEST"),
    ];
    for method in [REVIEW, "/marketguidance.v1.CatalogService/GetMarket"] {
        for (case, message, code, expected) in &cases {
            let status = edge.call(method, message.clone()).await.expect_err(case);
            assert_eq!((status.code(), reason(&status).as_str()), (*code, *expected), "{case}: {status:?}");
        }
    }
    let unknown = edge.call_for("CM").await.expect_err("there is no CM").get_error_details();
    let metadata = &unknown.error_info().expect("an ErrorInfo").metadata;
    assert_eq!((metadata["market"].as_str(), metadata["available"].as_str()), ("CM", "CN,JP"));
    assert_eq!(metadata["nearest"], "CN");
}

#[tokio::test]
async fn metadata_passes_both_ways_except_what_concerns_one_connection() {
    let (seen, mut calls) = mpsc::channel(1);
    let answer: Answer = Arc::new(move |received: Received| {
        let seen = seen.clone();
        Box::pin(async move {
            let mut response = Response::new(received.message);
            response.metadata_mut().insert("x-answer", MetadataValue::from_static("yes"));
            response.metadata_mut().insert_bin("y-bin", MetadataValue::from_bytes(&[0, 255, 1]));
            seen.send(received.metadata).await.expect("the test reads it");
            Ok(response)
        })
    });
    let host = FakeHost::start(vec![china()], answer).await;
    let edge = Edge::before(&[&host]).await;

    let mut request = Request::new(Bytes::from(key("CN")));
    let sent = request.metadata_mut();
    sent.append("x-twice", MetadataValue::from_static("one"));
    sent.append("x-twice", MetadataValue::from_static("two"));
    sent.insert("traceparent", MetadataValue::from_static("00-1-2-01"));
    sent.insert_bin("x-bin", MetadataValue::from_bytes(&[0, 159, 146, 150]));
    sent.insert("proxy-authorization", MetadataValue::from_static("for this hop only"));
    sent.insert("grpc-accept-encoding", MetadataValue::from_static("gzip"));
    let answer = edge.call_with(REVIEW, request).await.expect("CN is served");

    let got = calls.recv().await.expect("the host was called");
    assert_eq!(got.get_all("x-twice").iter().collect::<Vec<_>>(), ["one", "two"]);
    assert_eq!(got.get("traceparent").expect("passed on"), "00-1-2-01");
    let bytes = got.get_bin("x-bin").expect("passed on").to_bytes().expect("base64");
    assert_eq!(&bytes[..], [0, 159, 146, 150]);
    for name in ["proxy-authorization", "grpc-accept-encoding"] {
        assert!(got.get(name).is_none(), "{name} concerns one connection and was passed on");
    }
    assert_eq!(answer.metadata().get("x-answer").expect("passed back"), "yes");
    let bytes = answer.metadata().get_bin("y-bin").expect("passed back").to_bytes().expect("base64");
    assert_eq!(&bytes[..], [0, 255, 1]);
}

#[tokio::test]
async fn a_status_of_the_host_passes_bit_by_bit() {
    let details: Vec<u8> = (0..=255).collect();
    let mut metadata = MetadataMap::new();
    metadata.insert("x-why", MetadataValue::from_static("because"));
    let sent = Status::with_details_and_metadata(
        Code::Aborted,
        "50 % of 值, a\nline\u{7f}",
        Bytes::from(details.clone()),
        metadata,
    );
    let answer: Answer = Arc::new(move |_| {
        let status = sent.clone();
        Box::pin(async move { Err(status) })
    });
    let host = FakeHost::start(vec![china()], answer).await;
    let edge = Edge::before(&[&host]).await;

    let got = edge.call_for("CN").await.expect_err("the host answers with an error");
    assert_eq!((got.code(), got.message()), (Code::Aborted, "50 % of 值, a\nline\u{7f}"));
    assert_eq!(got.details(), details);
    assert_eq!(got.metadata().get("x-why").expect("passed back"), "because");
}

#[tokio::test]
async fn every_status_code_passes() {
    let answer: Answer = Arc::new(|received| {
        let code = i32::from(received.message[received.message.len() - 1]);
        Box::pin(async move { Err(Status::new(Code::from_i32(code), "as asked")) })
    });
    let host = FakeHost::start(vec![china()], answer).await;
    let edge = Edge::before(&[&host]).await;
    for code in 1..=16_u8 {
        let mut message = key("CN");
        prost::encoding::uint32::encode(1000, &u32::from(code), &mut message);
        let status = edge.call(REVIEW, message).await.expect_err("the host answers with an error");
        assert_eq!((status.code(), status.message()), (Code::from_i32(code.into()), "as asked"));
    }
}

#[tokio::test]
async fn the_shorter_deadline_goes_to_the_host_and_is_kept_here() {
    let (seen, mut calls) = mpsc::channel(4);
    let answer: Answer = Arc::new(move |received: Received| {
        let seen = seen.clone();
        Box::pin(async move {
            let told = received
                .metadata
                .get("grpc-timeout")
                .expect("a deadline")
                .to_str()
                .expect("ASCII")
                .to_owned();
            seen.send(told).await.expect("the test reads it");
            std::future::pending().await
        })
    });
    let host = FakeHost::start(vec![china()], answer).await;
    let edge = Edge::with_flags(&[&host], "--deadline 1").await;

    for (asked, most) in [(None, 1_000_000), (Some("60S"), 1_000_000), (Some("200m"), 200_000)] {
        let mut request = Request::new(Bytes::from(key("CN")));
        if let Some(asked) = asked {
            request.metadata_mut().insert("grpc-timeout", MetadataValue::from_static(asked));
        }
        let status = edge.call_with(REVIEW, request).await.expect_err("the host never answers");
        assert_eq!(
            (status.code(), reason(&status).as_str()),
            (Code::DeadlineExceeded, "DEADLINE_PASSED"),
            "{asked:?}"
        );
        let told = calls.recv().await.expect("the host was called");
        let micros: u64 = told.strip_suffix('u').expect("microseconds").parse().expect("a number");
        assert!(micros > 0 && micros <= most, "asked for {asked:?}, the host was told {told}");
    }
}

#[tokio::test]
async fn a_lost_host_keeps_its_markets_and_comes_back() {
    let north = FakeHost::start(vec![china()], named("before")).await;
    let south = FakeHost::start(vec![japan()], named("south")).await;
    let edge = Edge::before(&[&north, &south]).await;
    let address = north.address;

    drop(north);
    edge.until("CN", MarketState::Unreachable).await;
    let status = edge.call_for("CN").await.expect_err("its host is gone");
    let details = status.get_error_details();
    assert_eq!(
        (status.code(), reason(&status).as_str()),
        (Code::Unavailable, "HOST_UNREACHABLE"),
        "{status:?}"
    );
    assert!(details.retry_info().expect("a RetryInfo").retry_delay.is_some());
    let still = edge.catalog().get_market(GetMarketRequest { market: "CN".to_owned() }).await;
    let still = still.expect("it is still listed").into_inner().market.expect("a market");
    assert_eq!(still.state(), MarketState::Unreachable);
    assert!(
        still.state_reason.contains(&address.to_string()),
        "{:?} does not name the host",
        still.state_reason
    );
    assert_eq!(edge.call_for("JP").await.expect("another host's market goes on"), "south");

    let _north = FakeHost::start_on(address, vec![china()], named("after")).await;
    edge.until("CN", MarketState::Serving).await;
    assert_eq!(edge.call_for("CN").await.expect("its host is back"), "after");
}

#[tokio::test]
async fn a_call_whose_host_goes_away_is_unavailable() {
    let (seen, mut calls) = mpsc::channel(1);
    let answer: Answer = Arc::new(move |_| {
        let seen = seen.clone();
        Box::pin(async move {
            seen.send(()).await.expect("the test reads it");
            std::future::pending().await
        })
    });
    let host = FakeHost::start(vec![china()], answer).await;
    let edge = Edge::before(&[&host]).await;
    let (status, ()) = tokio::join!(edge.call_for("CN"), async {
        calls.recv().await.expect("the host was called");
        drop(host);
    });
    let status = status.expect_err("its host went away");
    assert_eq!(
        (status.code(), reason(&status).as_str()),
        (Code::Unavailable, "HOST_UNREACHABLE"),
        "{status:?}"
    );
}

#[tokio::test]
async fn of_two_hosts_that_serve_a_market_the_first_that_answers_wins() {
    let first = FakeHost::start(vec![china()], named("first")).await;
    let second = FakeHost::start(vec![china(), japan()], named("second")).await;
    let edge = Edge::before(&[&first, &second]).await;
    assert_eq!(edge.call_for("CN").await.expect("CN is served"), "first");
    assert_eq!(edge.call_for("JP").await.expect("JP is served"), "second");

    first.markets.send_replace(vec![market("IN", "India", "india")]);
    edge.until("IN", MarketState::Serving).await;
    assert_eq!(edge.call_for("CN").await.expect("the other host still serves it"), "second");
}

#[tokio::test]
async fn markets_are_listed_and_watched_as_the_hosts_tell_them() {
    let host = FakeHost::start(vec![japan(), china()], echo()).await;
    let edge = Edge::before(&[&host]).await;
    let listed = edge.catalog().list_markets(ListMarketsRequest {}).await.expect("a list").into_inner();
    assert_eq!(listed.markets, [china(), japan()]);
    let got = edge.catalog().get_market(GetMarketRequest { market: "cn".to_owned() }).await;
    assert_eq!(got.expect("CN is there").into_inner().market, Some(china()));

    let mut restarting = china();
    restarting.set_state(MarketState::Restarting);
    host.markets.send_replace(vec![restarting]);
    edge.until("CN", MarketState::Restarting).await;
    let listed = edge.catalog().list_markets(ListMarketsRequest {}).await.expect("a list").into_inner();
    assert_eq!(listed.markets.len(), 1, "a market its host no longer tells of is gone: {listed:?}");
}

#[tokio::test]
async fn health_follows_the_table() {
    let host = FakeHost::start(vec![china()], echo()).await;
    let mut edge = Edge::before(&[&host]).await;
    let mut health = HealthClient::new(edge.channel.clone());
    let ask = |service: &str| HealthCheckRequest { service: service.to_owned() };
    for name in [
        "",
        "marketguidance.v1.GuidanceService",
        "marketguidance.v1.CatalogService",
        "marketguidance.v1.RulebookService",
        "market/CN",
        "market/cn",
    ] {
        let status = health.check(ask(name)).await.expect(name).into_inner().status();
        assert_eq!(status, ServingStatus::Serving, "{name}");
    }
    for name in ["market/ZZ", "market/", "CN", "marketguidance.v1.NoService"] {
        let status = health.check(ask(name)).await.expect_err(name);
        assert_eq!(status.code(), Code::NotFound, "{name}");
    }

    let mut china_watch = health.watch(ask("market/CN")).await.expect("a stream").into_inner();
    let mut japan_watch = health.watch(ask("market/JP")).await.expect("a stream").into_inner();
    let mut own_watch = health.watch(ask("")).await.expect("a stream").into_inner();
    let next = async |stream: &mut tonic::Streaming<tonic_health::pb::HealthCheckResponse>| {
        within(stream.message()).await.expect("the stream goes on").map(|it| it.status())
    };
    assert_eq!(next(&mut china_watch).await, Some(ServingStatus::Serving));
    assert_eq!(next(&mut japan_watch).await, Some(ServingStatus::ServiceUnknown));
    assert_eq!(next(&mut own_watch).await, Some(ServingStatus::Serving));

    let mut restarting = china();
    restarting.set_state(MarketState::Restarting);
    host.markets.send_replace(vec![restarting, japan()]);
    assert_eq!(next(&mut china_watch).await, Some(ServingStatus::NotServing));
    assert_eq!(next(&mut japan_watch).await, Some(ServingStatus::Serving));

    // Shutting down is the last word to everyone who watches, and then the streams end.
    edge.stop.take().expect("not stopped yet").send(()).expect("the gateway runs");
    assert_eq!(next(&mut japan_watch).await, Some(ServingStatus::NotServing));
    assert_eq!(next(&mut own_watch).await, Some(ServingStatus::NotServing));
    assert_eq!(next(&mut own_watch).await, None);
}

#[tokio::test]
async fn a_call_under_way_finishes_before_the_gateway_stops() {
    let (seen, mut calls) = mpsc::channel(1);
    let answer: Answer = Arc::new(move |received| {
        let seen = seen.clone();
        Box::pin(async move {
            let (go_on, told) = oneshot::channel::<()>();
            seen.send(go_on).await.expect("the test reads it");
            told.await.expect("the test says when");
            Ok(Response::new(received.message))
        })
    });
    let host = FakeHost::start(vec![china()], answer).await;
    let mut edge = Edge::before(&[&host]).await;
    // A watcher that nobody reads must not hold the gateway up.
    let _watching = edge.catalog().watch_markets(WatchMarketsRequest {}).await.expect("a stream");
    let stop = edge.stop.take().expect("not stopped yet");
    let (answer, ()) = tokio::join!(edge.call_for("CN"), async {
        let go_on = calls.recv().await.expect("the host was called");
        stop.send(()).expect("the gateway runs");
        go_on.send(()).expect("the host waits");
    });
    answer.expect("the call under way is answered");
    within(edge.running).await.expect("no panic").expect("the gateway ends well");
}

#[tokio::test]
async fn a_connection_that_says_nothing_does_not_hold_up_the_end() {
    let host = FakeHost::start(vec![market("CN", "china", "China")], echo()).await;
    // Its longest call would let the gateway drain for longer than this test waits.
    let mut edge = Edge::with_flags(&[&host], "--deadline 60").await;
    let silent = tokio::net::TcpStream::connect(edge.address).await.expect("the gateway listens");
    edge.call_for("CN").await.expect("an answer");
    edge.stop.take().expect("not stopped yet").send(()).expect("the gateway runs");
    within(edge.running).await.expect("no panic").expect("the gateway ends well");
    drop(silent);
}

#[tokio::test]
async fn a_market_of_a_host_that_never_answered_is_not_said_to_be_unknown() {
    let unbound = TcpListener::bind("127.0.0.1:0").await.expect("a free port").local_addr().expect("bound");
    let routes = Routes::follow(&[unbound.to_string().parse().expect("an address")]);
    let tables = routes.tables();
    let error = crate::route::find(&tables.borrow(), "CN").expect_err("nobody serves it");
    assert!(matches!(error, Error::HostUnreachable { .. }), "{error:?}");
}
