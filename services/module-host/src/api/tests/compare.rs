//! Many markets at once, at the host.

use guidance_proto::v1::{
    AdviseMarketResponse, Brief, CallStatus, CompareMarketsRequest, CompareMarketsResponse,
    compare_markets_request::Subject, compare_markets_response::Result as RowResult,
};

use super::*;

fn about(markets: &[&str], language: &str) -> CompareMarketsRequest {
    CompareMarketsRequest {
        markets: markets.iter().map(|it| (*it).to_owned()).collect(),
        language: language.to_owned(),
        subject: Some(Subject::Brief(Brief::default())),
        ..CompareMarketsRequest::default()
    }
}

async fn rows(host: &Host, request: CompareMarketsRequest) -> Result<Vec<CompareMarketsResponse>, Status> {
    let mut stream =
        GuidanceServiceClient::new(host.channel().await).compare_markets(request).await?.into_inner();
    let mut rows = Vec::new();
    while let Some(row) = stream.message().await? {
        rows.push(row);
    }
    rows.sort_by(|a, b| a.market.cmp(&b.market));
    Ok(rows)
}

/// What a row came to: `answer`, or the reason of its status.
fn outcome(row: &CompareMarketsResponse) -> String {
    match row.result.as_ref().expect("a row has a result") {
        RowResult::Advice(advice) => {
            assert_eq!(advice.provenance, answer().provenance, "the module's own bytes");
            assert_eq!(
                *advice,
                AdviseMarketResponse { provenance: answer().provenance, ..Default::default() }
            );
            "answer".to_owned()
        }
        RowResult::Review(_) => panic!("a brief is no plan"),
        RowResult::Status(status) => reason(status),
    }
}

fn reason(status: &CallStatus) -> String {
    let details = prost::Message::encode_to_vec(status).into();
    let status = Status::with_details(status.code.into(), status.message.clone(), details);
    status.get_details_error_info().expect("an ErrorInfo").reason
}

#[tokio::test]
async fn each_market_is_a_row_whatever_becomes_of_it() {
    let host = Host::start().await;
    for (markets, language, expected) in [
        (&["CN"][..], "", &[("CN", "answer")][..]),
        (&["xx", "cn", "JP"], "", &[("CN", "answer"), ("JP", "WRONG_MARKET"), ("XX", "UNKNOWN_MARKET")]),
        (&["*"], "", &[("CN", "answer"), ("JP", "WRONG_MARKET")]),
        (&["CN", "JP"], "crash", &[("CN", "MODULE_RESTARTING"), ("JP", "WRONG_MARKET")]),
        (&["JP", "CN"], "hang", &[("CN", "MODULE_TIMEOUT"), ("JP", "WRONG_MARKET")]),
    ] {
        let rows = rows(&host, about(markets, language)).await.expect("the stream ends well");
        let seen: Vec<_> = rows.iter().map(|row| (row.market.as_str(), outcome(row))).collect();
        let seen: Vec<_> = seen.iter().map(|(market, outcome)| (*market, outcome.as_str())).collect();
        assert_eq!(seen, expected, "{markets:?} {language}");
    }
}

#[tokio::test]
async fn what_is_wrong_with_the_whole_is_told_at_once() {
    let host = Host::start().await;
    let status =
        rows(&host, CompareMarketsRequest::default()).await.expect_err("neither markets nor subject");
    let bad = status.get_details_bad_request().expect("a BadRequest");
    let fields: Vec<_> = bad.field_violations.iter().map(|it| it.field.as_str()).collect();
    assert_eq!((status.code(), fields), (Code::InvalidArgument, vec!["markets", "brief"]));
    let large = about(&["CN"], &"x".repeat(LIMIT));
    let status = rows(&host, large).await.expect_err("too large");
    assert_eq!(status.get_details_error_info().expect("an ErrorInfo").reason, "REQUEST_TOO_LARGE");
}
