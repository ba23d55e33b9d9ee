//! One brief or plan in many markets: what fails is a row, and the rest arrives.

use std::collections::BTreeMap;

use guidance_e2e::{Stack, within};
use guidance_proto::v1 as pb;
use guidance_proto::v1::guidance_service_client::GuidanceServiceClient;
use pb::compare_markets_request::Subject;
use pb::compare_markets_response::Result as Row;
use tonic::{Code, Status, transport::Channel};

use crate::reason;

fn both(stack: &Stack) -> [(&'static str, Channel); 2] {
    [("gateway", stack.channel.clone()), ("module-host", stack.host_channel.clone())]
}

fn brief(markets: &[&str], language: &str) -> pb::CompareMarketsRequest {
    pb::CompareMarketsRequest {
        markets: markets.iter().map(|it| (*it).to_owned()).collect(),
        language: language.to_owned(),
        subject: Some(Subject::Brief(pb::Brief { sector: Some("legal".into()), ..Default::default() })),
        ..Default::default()
    }
}

async fn rows(channel: Channel, request: pb::CompareMarketsRequest) -> BTreeMap<String, Row> {
    let mut client = GuidanceServiceClient::new(channel);
    let stream = within("a comparison", client.compare_markets(request)).await;
    let mut stream = stream.expect("a stream").into_inner();
    let mut rows = BTreeMap::new();
    while let Some(row) = within("a row", stream.message()).await.expect("the stream ends well") {
        let before = rows.insert(row.market.clone(), row.result.expect("a row has a result"));
        assert!(before.is_none(), "{} has two rows", row.market);
    }
    rows
}

/// Market by market: what the row came to.
fn outcomes(rows: &BTreeMap<String, Row>) -> Vec<(&str, String)> {
    let outcome = |row: &Row| match row {
        Row::Advice(_) => "advice".to_owned(),
        Row::Review(review) => review.verdict().as_str_name().to_owned(),
        Row::Status(status) => {
            let details = prost::Message::encode_to_vec(status).into();
            reason(&Status::with_details(status.code.into(), status.message.clone(), details))
        }
    };
    rows.iter().map(|(market, row)| (market.as_str(), outcome(row))).collect()
}

fn expected(rows: &[(&'static str, &str)]) -> Vec<(&'static str, String)> {
    rows.iter().map(|(market, outcome)| (*market, (*outcome).to_owned())).collect()
}

#[tokio::test]
async fn a_module_that_hangs_or_crashes_is_a_row_and_the_rest_arrives() {
    let stack = Stack::with_fixture("well_behaved", "ZA")
        .and_fixture("hangs", "ZB")
        .and_fixture("aborts", "ZC")
        .and_fixture("panics", "ZD")
        .and_fixture("wrong_abi", "ZE")
        .host_flags(["--call-timeout", "1"])
        .gateway_flags(["--deadline", "60"])
        .start()
        .await;
    for (end, channel) in both(&stack) {
        let healthy = rows(channel.clone(), brief(&["za", "ZB", "ZX"], "")).await;
        let wanted = [("ZA", "advice"), ("ZB", "advice"), ("ZX", "UNKNOWN_MARKET")];
        assert_eq!(outcomes(&healthy), expected(&wanted), "{end}");
        let failing = rows(channel.clone(), brief(&["*"], "misbehave")).await;
        let wanted = [
            ("ZA", "advice"),
            ("ZB", "MODULE_TIMEOUT"),
            ("ZC", "MODULE_RESTARTING"),
            ("ZD", "MODULE_PANICKED"),
            ("ZE", "MODULE_NOT_LOADED"),
        ];
        assert_eq!(outcomes(&failing), expected(&wanted), "{end}");
    }
}

#[tokio::test]
async fn a_caller_who_leaves_takes_nothing_with_him() {
    let stack = Stack::with_fixture("well_behaved", "ZA")
        .and_fixture("hangs", "ZB")
        .host_flags(["--call-timeout", "60"])
        .gateway_flags(["--deadline", "60"])
        .start()
        .await;
    for (end, channel) in both(&stack) {
        let mut client = GuidanceServiceClient::new(channel);
        let stream = within("a comparison", client.compare_markets(brief(&["ZA", "ZB"], "misbehave"))).await;
        let mut stream = stream.expect("a stream").into_inner();
        let first = within("a row", stream.message()).await.expect("it goes on").expect("a row");
        assert_eq!(first.market, "ZA", "{end}");
        drop(stream);
        stack.ask("ZA").await.expect("the others are answered");
    }
}

#[tokio::test]
async fn what_is_wrong_with_the_request_is_told_at_once() {
    let stack = Stack::with_fixture("well_behaved", "ZA").start().await;
    for (end, channel) in both(&stack) {
        let mut client = GuidanceServiceClient::new(channel);
        let request = pb::CompareMarketsRequest { subject: None, ..brief(&["ZA", "za"], "") };
        let status = within("an answer", client.compare_markets(request)).await.expect_err(end);
        assert_eq!(
            (status.code(), reason(&status).as_str()),
            (Code::InvalidArgument, "INVALID_FIELD"),
            "{end}"
        );
        let details = tonic_types::StatusExt::get_error_details(&status);
        let violations = &details.bad_request().expect("a BadRequest").field_violations;
        let fields: Vec<_> = violations.iter().map(|it| it.field.as_str()).collect();
        assert_eq!(fields, ["markets[1]", "brief"], "{end}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_row_is_what_a_call_for_its_market_alone_answers() {
    let stack = Stack::with_market("CN").and_market("JP").and_market("IN").start().await;
    let channel =
        pb::Channel { id: Some("c1".into()), platform: Some("Facebook".into()), ..Default::default() };
    let plan = pb::Plan { run_from: Some("abroad".into()), channels: vec![channel], ..Default::default() };
    let request = pb::CompareMarketsRequest {
        markets: vec!["CN".into(), "JP".into(), "IN".into()],
        as_of: "2026-11-22".into(),
        known_as_of: "2026-11-22".into(),
        language: "zh-Hans".into(),
        view: pb::View::Full.into(),
        subject: Some(Subject::Plan(plan.clone())),
    };
    for (end, channel) in both(&stack) {
        let rows = rows(channel.clone(), request.clone()).await;
        assert_eq!(rows.len(), 3, "{end}");
        for (market, row) in rows {
            let alone = pb::ReviewPlanRequest {
                market: market.clone(),
                as_of: request.as_of.clone(),
                known_as_of: request.known_as_of.clone(),
                language: request.language.clone(),
                view: request.view,
                plan: Some(plan.clone()),
                ..Default::default()
            };
            let mut client = GuidanceServiceClient::new(channel.clone());
            let alone = within("a review", client.review_plan(alone)).await.expect(end).into_inner();
            assert_eq!(row, Row::Review(alone), "{market} at the {end}");
        }
    }
}
