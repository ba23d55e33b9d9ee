//! The host over its listener, with a fake runner behind it.

mod compare;

use std::{net::SocketAddr, time::Duration};

use guidance_proto::v1::{
    GetMarketRequest, ListMarketsRequest, ListRulesRequest, ListRulesResponse, Market, MarketState,
    ReviewPlanRequest, WatchMarketsRequest, catalog_service_client::CatalogServiceClient,
    guidance_service_client::GuidanceServiceClient, rulebook_service_client::RulebookServiceClient,
};
use tokio::{net::TcpListener, sync::oneshot, task::JoinHandle};
use tonic::{Code, Request, Status, transport::Channel};
use tonic_health::pb::{
    HealthCheckRequest, health_check_response::ServingStatus, health_client::HealthClient,
};
use tonic_reflection::pb::{v1, v1alpha};
use tonic_types::StatusExt as _;

use crate::{
    Error, MarketCode,
    error::{Reason, Refusal},
    markets::{Markets, Owners},
    runner::{
        Launch as _,
        fake::{FakeLaunch, answer},
    },
    server,
};

const LIMIT: usize = 64 << 10;

struct Host {
    address: SocketAddr,
    shutdown: oneshot::Sender<()>,
    served: JoinHandle<Result<(), Error>>,
    launch: FakeLaunch,
}

impl Host {
    /// A host where CN serves and JP was refused.
    async fn start() -> Self {
        let (mut markets, mut owners) = (Markets::new(), Owners::new());
        let launch = FakeLaunch::new();
        let runner = launch.clone().launch().await.expect("a runner");
        let description = Market { state: MarketState::Serving.into(), ..runner.module.clone() };
        let timeout = Duration::from_secs(2);
        markets.serve(&mut owners, description, launch.clone(), runner, timeout);
        let refusal =
            Refusal::new(Reason::WrongMarket, "publisher affiliates/cn is not trusted for market JP");
        let japan = Market { market: "JP".into(), ..Market::default() };
        markets.refuse(MarketCode::parse("JP").expect("a code"), japan, refusal);

        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a free port");
        let address = listener.local_addr().expect("bound");
        let (shutdown, stop) = oneshot::channel();
        let served = tokio::spawn(server::serve(markets, owners, LIMIT, listener, async {
            let _ = stop.await;
        }));
        Self { address, shutdown, served, launch }
    }

    async fn channel(&self) -> Channel {
        let endpoint = format!("http://{}", self.address);
        Channel::from_shared(endpoint).expect("an address").connect().await.expect("the host listens")
    }

    async fn list_rules(&self, request: ListRulesRequest) -> Result<ListRulesResponse, Status> {
        let reply = RulebookServiceClient::new(self.channel().await).list_rules(request).await?;
        Ok(reply.into_inner())
    }
}

fn rules_of(market: &str) -> ListRulesRequest {
    ListRulesRequest { market: market.into(), ..ListRulesRequest::default() }
}

#[tokio::test]
async fn calls_reach_the_module_with_method_and_context() {
    let host = Host::start().await;
    assert_eq!(host.list_rules(rules_of("cn")).await.expect("answered"), answer());
    let (_, calls) = host.launch.seen().batches.pop().expect("one batch");
    assert_eq!(calls[0].method, "/marketguidance.v1.RulebookService/ListRules");
    let context: guidance_proto::module::v1::CallContext =
        prost::Message::decode(calls[0].context.clone()).expect("a context");
    assert!(context.now_unix_seconds > 0);
    assert_eq!((context.digest.as_str(), context.publisher.as_str()), ("sha256:00", "development"));
}

#[tokio::test]
async fn errors_have_the_codes_and_reasons_of_the_design() {
    let host = Host::start().await;
    let marked = |word: &str| ListRulesRequest { language: word.into(), ..rules_of("CN") };
    for (request, code, reason) in [
        (rules_of("XX"), Code::NotFound, "UNKNOWN_MARKET"),
        (rules_of(""), Code::InvalidArgument, "INVALID_FIELD"),
        (rules_of("JP"), Code::PermissionDenied, "WRONG_MARKET"),
        (marked(&"x".repeat(LIMIT)), Code::ResourceExhausted, "REQUEST_TOO_LARGE"),
        (marked("crash"), Code::Unavailable, "MODULE_RESTARTING"),
        (marked("hang"), Code::DeadlineExceeded, "MODULE_TIMEOUT"),
    ] {
        let status = host.list_rules(request).await.expect_err(reason);
        let info = status.get_details_error_info().expect("an ErrorInfo");
        assert_eq!((status.code(), info.reason.as_str()), (code, reason), "{status}");
        assert_eq!(info.domain, "marketguidance");
        assert_eq!(status.get_details_retry_info().is_some(), code == Code::Unavailable);
        assert_eq!(status.get_details_bad_request().is_some(), reason == "INVALID_FIELD");
        if reason == "UNKNOWN_MARKET" {
            assert_eq!(info.metadata["available"], "CN,JP");
            assert!(status.message().contains("did you mean"));
        }
    }
    assert!(host.list_rules(rules_of("CN")).await.is_ok(), "the market serves again");
}

#[tokio::test(start_paused = true)]
async fn the_callers_deadline_is_kept() {
    let (mut markets, mut owners) = (Markets::new(), Owners::new());
    let mut launch = FakeLaunch::new();
    let runner = launch.launch().await.expect("a runner");
    let description = runner.module.clone();
    markets.serve(&mut owners, description, launch, runner, Duration::from_secs(2));
    let request = ListRulesRequest { language: "hang".into(), ..rules_of("CN") };
    let request = prost::Message::encode_to_vec(&request).into();
    let patience = Some(Duration::from_millis(50));
    let status = super::forward::forward(&markets, "/x/Y", LIMIT, patience, request).await.expect_err("late");
    let info = status.get_details_error_info().expect("an ErrorInfo");
    assert_eq!((status.code(), info.reason.as_str()), (Code::DeadlineExceeded, "DEADLINE_PASSED"));
}

#[tokio::test]
async fn each_service_serves_its_own_methods_only() {
    let host = Host::start().await;
    let request = ReviewPlanRequest { market: "CN".into(), ..ReviewPlanRequest::default() };
    GuidanceServiceClient::new(host.channel().await)
        .review_plan(request)
        .await
        .expect("a well-formed answer");
    for path in [
        "/marketguidance.v1.GuidanceService/ListRules",
        "/marketguidance.v1.RulebookService/DropRules",
        "/marketguidance.module.v1.ModuleService/SelfTest",
    ] {
        let mut grpc = tonic::client::Grpc::new(host.channel().await);
        grpc.ready().await.expect("connected");
        let path = http::uri::PathAndQuery::from_static(path);
        let request = Request::new(bytes::Bytes::new());
        let status =
            grpc.unary(request, path.clone(), guidance_proto::raw::RawCodec).await.expect_err("unknown");
        assert_eq!(status.code(), Code::Unimplemented, "{path}");
    }
}

#[tokio::test]
async fn markets_are_listed_shown_and_watched() {
    let host = Host::start().await;
    let mut catalog = CatalogServiceClient::new(host.channel().await);
    let listed = catalog.list_markets(ListMarketsRequest {}).await.expect("listed").into_inner().markets;
    let states: Vec<_> = listed.iter().map(|market| (market.market.as_str(), market.state())).collect();
    assert_eq!(states, [("CN", MarketState::Serving), ("JP", MarketState::Refused)]);
    assert!(listed[1].state_reason.contains("not trusted for market JP"));
    let shown = catalog
        .get_market(GetMarketRequest { market: "cn".into() })
        .await
        .expect("shown")
        .into_inner()
        .market;
    assert_eq!(shown.as_ref(), Some(&listed[0]));
    let unknown = catalog.get_market(GetMarketRequest { market: "Chine".into() }).await.expect_err("unknown");
    assert_eq!(unknown.code(), Code::NotFound);

    let mut watched = catalog.watch_markets(WatchMarketsRequest {}).await.expect("watched").into_inner();
    assert_eq!(watched.message().await.expect("well").expect("now").markets, listed);
    let crash = ListRulesRequest { language: "crash".into(), ..rules_of("CN") };
    host.list_rules(crash).await.expect_err("it crashes");
    // The watch may skip what did not last; it ends with CN serving again.
    loop {
        let markets = watched.message().await.expect("well").expect("it goes on").markets;
        if markets[0].state() == MarketState::Serving {
            break;
        }
    }
}

#[tokio::test]
async fn health_is_told_by_market_and_ends_with_the_host() {
    let host = Host::start().await;
    let mut health = HealthClient::new(host.channel().await);
    let service = |name: &str| HealthCheckRequest { service: name.into() };
    for (name, expected) in [
        ("", ServingStatus::Serving),
        ("marketguidance.v1.CatalogService", ServingStatus::Serving),
        ("market/CN", ServingStatus::Serving),
        ("market/JP", ServingStatus::NotServing),
    ] {
        let status = health.check(service(name)).await.expect(name).into_inner().status();
        assert_eq!(status, expected, "{name:?}");
    }
    assert_eq!(health.check(service("market/XX")).await.expect_err("unknown").code(), Code::NotFound);

    let mut watched = health.watch(service("market/CN")).await.expect("watched").into_inner();
    assert_eq!(watched.message().await.expect("well").expect("now").status(), ServingStatus::Serving);
    host.shutdown.send(()).expect("the host runs");
    assert_eq!(watched.message().await.expect("well").expect("a change").status(), ServingStatus::NotServing);
    assert!(watched.message().await.expect("well").is_none(), "the host ends those who watch");
    host.served.await.expect("no panic").expect("a clean end");
}

#[tokio::test]
async fn a_shutdown_lets_calls_finish() {
    let host = Host::start().await;
    let mut watch = CatalogServiceClient::new(host.channel().await);
    let mut watched = watch.watch_markets(WatchMarketsRequest {}).await.expect("watched").into_inner();
    watched.message().await.expect("well").expect("now");
    let mut rules = RulebookServiceClient::new(host.channel().await);
    let hang = ListRulesRequest { language: "hang".into(), ..rules_of("CN") };
    let call = tokio::spawn(async move { rules.list_rules(hang).await });
    while host.launch.seen().batches.is_empty() {
        tokio::task::yield_now().await;
    }
    host.shutdown.send(()).expect("the host runs");
    let status = call.await.expect("no panic").expect_err("it hangs");
    assert_eq!(status.code(), Code::DeadlineExceeded, "the call has its time, and is not cut off: {status}");
    while watched.message().await.expect("well").is_some() {}
    host.served.await.expect("no panic").expect("a clean end");
}

#[tokio::test]
async fn reflection_lists_what_is_served_in_both_versions() {
    let host = Host::start().await;
    let expected = [
        "grpc.health.v1.Health",
        "marketguidance.v1.CatalogService",
        "marketguidance.v1.GuidanceService",
        "marketguidance.v1.RulebookService",
    ];
    let check = |names: Vec<String>| {
        assert!(expected.iter().all(|name| names.iter().any(|listed| listed == name)), "{names:?}");
        assert!(!names.iter().any(|name| name.contains("ModuleService")), "{names:?}");
    };
    let ask = v1::ServerReflectionRequest {
        host: String::new(),
        message_request: Some(v1::server_reflection_request::MessageRequest::ListServices(String::new())),
    };
    let mut client = v1::server_reflection_client::ServerReflectionClient::new(host.channel().await);
    let reply = client
        .server_reflection_info(tokio_stream::once(ask))
        .await
        .expect("v1")
        .into_inner()
        .message()
        .await;
    match reply.expect("well").expect("one").message_response {
        Some(v1::server_reflection_response::MessageResponse::ListServicesResponse(list)) => {
            check(list.service.into_iter().map(|service| service.name).collect());
        }
        other => panic!("{other:?}"),
    }
    let ask = v1alpha::ServerReflectionRequest {
        host: String::new(),
        message_request: Some(
            v1alpha::server_reflection_request::MessageRequest::ListServices(String::new()),
        ),
    };
    let mut client = v1alpha::server_reflection_client::ServerReflectionClient::new(host.channel().await);
    let reply = client
        .server_reflection_info(tokio_stream::once(ask))
        .await
        .expect("v1alpha")
        .into_inner()
        .message()
        .await;
    match reply.expect("well").expect("one").message_response {
        Some(v1alpha::server_reflection_response::MessageResponse::ListServicesResponse(list)) => {
            check(list.service.into_iter().map(|service| service.name).collect());
        }
        other => panic!("{other:?}"),
    }
}
