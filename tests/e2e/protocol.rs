//! What gateway and module host promise alike: reflection, health, and errors that say what to do.

use std::collections::BTreeSet;

use guidance_e2e::{Stack, within};
use guidance_proto::v1::{
    AdviseMarketRequest, GetMarketRequest, ListMarketsRequest, catalog_service_client::CatalogServiceClient,
    guidance_service_client::GuidanceServiceClient,
};
use tokio_stream::StreamExt as _;
use tonic::{Code, transport::Channel};
use tonic_health::pb::{
    HealthCheckRequest, health_check_response::ServingStatus, health_client::HealthClient,
};
use tonic_reflection::pb::{v1, v1alpha};
use tonic_types::StatusExt as _;

use crate::reason;

const SERVICES: [&str; 6] = [
    "grpc.health.v1.Health",
    "grpc.reflection.v1.ServerReflection",
    "grpc.reflection.v1alpha.ServerReflection",
    "marketguidance.v1.CatalogService",
    "marketguidance.v1.GuidanceService",
    "marketguidance.v1.RulebookService",
];

/// Both ends that speak the API: the contract is the same.
fn both(stack: &Stack) -> [(&'static str, Channel); 2] {
    [("gateway", stack.channel.clone()), ("module-host", stack.host_channel.clone())]
}

async fn stack() -> Stack {
    Stack::with_fixture("well_behaved", "ZA").and_fixture("well_behaved", "ZB").start().await
}

fn advise(market: &str) -> AdviseMarketRequest {
    AdviseMarketRequest { market: market.to_owned(), ..AdviseMarketRequest::default() }
}

#[tokio::test]
async fn reflection_v1_lists_the_services_and_has_their_files() {
    use v1::{
        ServerReflectionRequest, server_reflection_client::ServerReflectionClient,
        server_reflection_request::MessageRequest, server_reflection_response::MessageResponse,
    };
    let stack = stack().await;
    for (end, channel) in both(&stack) {
        let questions = std::iter::once(MessageRequest::ListServices(String::new()))
            .chain(SERVICES.map(|name| MessageRequest::FileContainingSymbol(name.to_owned())))
            .map(|question| ServerReflectionRequest { host: String::new(), message_request: Some(question) });
        let questions: Vec<_> = questions.collect();
        let mut client = ServerReflectionClient::new(channel);
        let answers =
            within("reflection", client.server_reflection_info(tokio_stream::iter(questions))).await;
        let mut answers = answers.expect(end).into_inner();
        let mut next = async || {
            let answer = within("reflection", answers.next()).await.expect("an answer to every question");
            answer.expect(end).message_response.expect("an answer says something")
        };
        let MessageResponse::ListServicesResponse(listed) = next().await else {
            panic!("{end} answers another question than ListServices");
        };
        let listed: BTreeSet<String> = listed.service.into_iter().map(|service| service.name).collect();
        assert_eq!(listed, SERVICES.map(str::to_owned).into(), "services of the {end}");
        for name in SERVICES {
            let answer = next().await;
            let known = matches!(answer, MessageResponse::FileDescriptorResponse(_));
            assert!(known, "{end} has no file for {name}: {answer:?}");
        }
    }
}

#[tokio::test]
async fn reflection_v1alpha_lists_the_services() {
    use v1alpha::{
        ServerReflectionRequest, server_reflection_client::ServerReflectionClient,
        server_reflection_request::MessageRequest, server_reflection_response::MessageResponse,
    };
    let stack = stack().await;
    for (end, channel) in both(&stack) {
        let question = MessageRequest::ListServices(String::new());
        let question = ServerReflectionRequest { host: String::new(), message_request: Some(question) };
        let mut client = ServerReflectionClient::new(channel);
        let answers = within("reflection", client.server_reflection_info(tokio_stream::once(question))).await;
        let answer = within("reflection", answers.expect(end).into_inner().next()).await;
        let answer = answer.expect("an answer").expect(end).message_response;
        let Some(MessageResponse::ListServicesResponse(listed)) = answer else {
            panic!("{end} answers another question than ListServices: {answer:?}");
        };
        let listed: BTreeSet<String> = listed.service.into_iter().map(|service| service.name).collect();
        assert_eq!(listed, SERVICES.map(str::to_owned).into(), "services of the {end}");
    }
}

#[tokio::test]
async fn health_is_known_of_every_service_and_market() {
    let stack = stack().await;
    for (end, channel) in both(&stack) {
        let mut health = HealthClient::new(channel);
        let api = SERVICES.into_iter().filter(|name| name.starts_with("marketguidance"));
        for name in ["", "market/ZA", "market/ZB"].into_iter().chain(api) {
            let request = HealthCheckRequest { service: name.to_owned() };
            let health = within("a health check", health.check(request)).await;
            let status =
                health.unwrap_or_else(|status| panic!("{end}, {name:?}: {status}")).into_inner().status();
            assert_eq!(status, ServingStatus::Serving, "{end}, {name:?}");
        }
        let request = HealthCheckRequest { service: "market/XX".to_owned() };
        let status =
            within("a health check", health.check(request)).await.expect_err("there is no market XX");
        assert_eq!(status.code(), Code::NotFound, "{end}");
    }
}

#[tokio::test]
async fn both_list_the_same_markets() {
    let stack = stack().await;
    let mut lists = Vec::new();
    for (end, channel) in both(&stack) {
        let mut catalog = CatalogServiceClient::new(channel);
        let listed = within("ListMarkets", catalog.list_markets(ListMarketsRequest {})).await;
        let markets = listed.expect(end).into_inner().markets;
        for market in &markets {
            let request = GetMarketRequest { market: market.market.to_ascii_lowercase() };
            let got = within("GetMarket", catalog.get_market(request)).await.expect(end).into_inner().market;
            assert_eq!(got.as_ref(), Some(market), "{end}");
        }
        lists.push(markets);
    }
    assert_eq!(lists[0].iter().map(|market| market.market.as_str()).collect::<Vec<_>>(), ["ZA", "ZB"]);
    assert_eq!(lists[0], lists[1]);
}

#[tokio::test]
async fn an_unknown_market_is_not_found_with_the_nearest_and_the_available() {
    let stack = stack().await;
    for (end, channel) in both(&stack) {
        let mut guidance = GuidanceServiceClient::new(channel);
        let status =
            within("an answer", guidance.advise_market(advise("ZX"))).await.expect_err("there is no ZX");
        assert_eq!(status.code(), Code::NotFound, "{end}: {status:?}");
        let details = status.get_error_details();
        let info = details.error_info().expect("an ErrorInfo");
        assert_eq!(
            (info.reason.as_str(), info.domain.as_str()),
            ("UNKNOWN_MARKET", "marketguidance"),
            "{end}"
        );
        let about = |key: &str| info.metadata.get(key).map(String::as_str).unwrap_or_default();
        assert_eq!((about("market"), about("available")), ("ZX", "ZA,ZB"), "{end}");
        assert!(["ZA", "ZB"].contains(&about("nearest")), "{end} suggests {:?}", about("nearest"));
        for named in ["ZX", "ZA", "ZB"] {
            assert!(status.message().contains(named), "{end} does not name {named}: {}", status.message());
        }
    }
}

#[tokio::test]
async fn an_empty_market_is_a_bad_field() {
    let stack = stack().await;
    for (end, channel) in both(&stack) {
        let mut guidance = GuidanceServiceClient::new(channel);
        let status =
            within("an answer", guidance.advise_market(advise(""))).await.expect_err("no market is given");
        assert_eq!(status.code(), Code::InvalidArgument, "{end}: {status:?}");
        let details = status.get_error_details();
        let violations = &details.bad_request().expect("a BadRequest").field_violations;
        assert_eq!(violations.iter().map(|it| it.field.as_str()).collect::<Vec<_>>(), ["market"], "{end}");
    }
}

#[tokio::test]
async fn a_message_over_the_limit_is_refused_with_the_limit() {
    let stack = Stack::with_fixture("well_behaved", "ZA")
        .gateway_flags(["--max-message-bytes", "65536"])
        .host_flags(["--max-message-bytes", "65536"])
        .start()
        .await;
    for (end, channel) in both(&stack) {
        let mut guidance = GuidanceServiceClient::new(channel);
        let huge = AdviseMarketRequest { language: "x".repeat(1 << 20), ..advise("ZA") };
        let status = within("an answer", guidance.advise_market(huge)).await.expect_err("a message of 1 MiB");
        assert_eq!(
            (status.code(), reason(&status).as_str()),
            (Code::ResourceExhausted, "REQUEST_TOO_LARGE"),
            "{end}"
        );
        assert!(status.message().contains("65536"), "{end} does not name the limit: {}", status.message());
        within("an answer", guidance.advise_market(advise("za"))).await.expect("the same connection goes on");
    }
}

#[tokio::test]
async fn a_method_that_is_not_there_is_unimplemented() {
    let stack = stack().await;
    for (end, channel) in both(&stack) {
        let mut client = tonic::client::Grpc::new(channel);
        within("a connection", client.ready()).await.expect(end);
        let path = "/marketguidance.v1.GuidanceService/ForetellTheFuture".parse().expect("a path");
        let codec = tonic_prost::ProstCodec::<AdviseMarketRequest, AdviseMarketRequest>::default();
        let call = client.unary(tonic::Request::new(advise("ZA")), path, codec);
        let status = within("an answer", call).await.expect_err("there is no such method");
        assert_eq!(status.code(), Code::Unimplemented, "{end}: {status:?}");
    }
}
