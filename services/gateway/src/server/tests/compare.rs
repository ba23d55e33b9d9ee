//! One brief or plan in many markets.

use guidance_proto::v1::{
    AdviseMarketRequest, AdviseMarketResponse, Affiliate, Brief, CallStatus, CompareMarketsRequest,
    CompareMarketsResponse, Plan, compare_markets_request::Subject,
    compare_markets_response::Result as RowResult, guidance_service_client::GuidanceServiceClient,
};
use prost::Message as _;
use tonic::Streaming;

use super::*;

const COMPARE: &str = "/marketguidance.v1.GuidanceService/CompareMarkets";

fn about(markets: &[&str]) -> CompareMarketsRequest {
    CompareMarketsRequest {
        markets: markets.iter().map(|it| (*it).to_owned()).collect(),
        subject: Some(Subject::Brief(Brief::default())),
        ..CompareMarketsRequest::default()
    }
}

async fn compare(
    edge: &Edge,
    request: CompareMarketsRequest,
) -> Result<Streaming<CompareMarketsResponse>, Status> {
    let mut client = GuidanceServiceClient::new(edge.channel.clone());
    within(client.compare_markets(request)).await.map(Response::into_inner)
}

async fn next(stream: &mut Streaming<CompareMarketsResponse>) -> Option<(String, String)> {
    let row = within(stream.message()).await.expect("the stream goes on")?;
    let outcome = match row.result.expect("a row has a result") {
        RowResult::Advice(_) => "advice".to_owned(),
        RowResult::Review(_) => "review".to_owned(),
        RowResult::Status(status) => reason_of(&status),
    };
    Some((row.market, outcome))
}

/// Every row that is left, by market.
async fn rest(mut stream: Streaming<CompareMarketsResponse>) -> Vec<(String, String)> {
    let mut rows = Vec::new();
    while let Some(row) = next(&mut stream).await {
        rows.push(row);
    }
    rows.sort();
    rows
}

fn reason_of(status: &CallStatus) -> String {
    let details = status.encode_to_vec().into();
    reason(&Status::with_details(status.code.into(), status.message.clone(), details))
}

fn pairs(rows: &[(&str, &str)]) -> Vec<(String, String)> {
    rows.iter().map(|(market, outcome)| ((*market).to_owned(), (*outcome).to_owned())).collect()
}

/// Answers each market with an empty message, once `gate` lets it.
fn gated(market: &'static str, gate: tokio::sync::watch::Receiver<bool>) -> Answer {
    Arc::new(move |received| {
        let mut gate = gate.clone();
        Box::pin(async move {
            if AdviseMarketRequest::decode(received.message).expect("a request").market == market {
                gate.wait_for(|open| *open).await.expect("the test opens it");
            }
            Ok(Response::new(Bytes::new()))
        })
    })
}

#[tokio::test]
async fn rows_come_as_the_markets_answer() {
    let (open, gate) = tokio::sync::watch::channel(false);
    let north = FakeHost::start(vec![china(), market("IN", "India", "india")], gated("CN", gate)).await;
    let south = FakeHost::start(vec![japan()], named("")).await;
    let edge = Edge::before(&[&north, &south]).await;

    let mut stream = compare(&edge, about(&["cn", "JP", "CM", "in"])).await.expect("a stream");
    let mut first = Vec::new();
    for _ in 0..3 {
        first.push(next(&mut stream).await.expect("a row"));
    }
    first.sort();
    assert_eq!(first, pairs(&[("CM", "UNKNOWN_MARKET"), ("IN", "advice"), ("JP", "advice")]));
    open.send_replace(true);
    assert_eq!(rest(stream).await, pairs(&[("CN", "advice")]));
    let all = compare(&edge, about(&["*"])).await.expect("a stream");
    assert_eq!(rest(all).await, pairs(&[("CN", "advice"), ("IN", "advice"), ("JP", "advice")]));
}

#[tokio::test]
async fn the_bytes_of_an_answer_are_in_its_row_as_they_were() {
    let mut answer =
        AdviseMarketResponse { affiliate: Some(Affiliate::default()), ..Default::default() }.encode_to_vec();
    prost::encoding::bytes::encode(1000, &vec![7_u8; 100], &mut answer);
    let (sent, (seen, mut calls)) = (Bytes::from(answer.clone()), mpsc::channel(1));
    let host = FakeHost::start(
        vec![china()],
        Arc::new(move |received: Received| {
            let (sent, seen) = (sent.clone(), seen.clone());
            Box::pin(async move {
                seen.send(received).await.expect("the test reads it");
                Ok(Response::new(sent))
            })
        }),
    )
    .await;
    let edge = Edge::before(&[&host]).await;

    let mut request = Request::new(Bytes::from(about(&["CN"]).encode_to_vec()));
    request.metadata_mut().insert("traceparent", MetadataValue::from_static("00-1-2-01"));
    let mut client = tonic::client::Grpc::new(edge.channel.clone());
    within(client.ready()).await.expect("a connection to the gateway");
    let path = http::uri::PathAndQuery::from_static(COMPARE);
    let answered = within(client.server_streaming(request, path, RawCodec)).await.expect("a stream");
    let row = within(answered.into_inner().message()).await.expect("it goes on").expect("a row");
    assert!(row.ends_with(&answer), "{row:?}");
    let received = calls.recv().await.expect("the host was called");
    assert_eq!(received.method, "/marketguidance.v1.GuidanceService/AdviseMarket");
    assert_eq!(received.metadata.get("traceparent").expect("passed on"), "00-1-2-01");
    let told = received.metadata.get("grpc-timeout").expect("a deadline").to_str().expect("ASCII").to_owned();
    let micros: u64 = told.strip_suffix('u').expect("microseconds").parse().expect("a number");
    assert!(micros <= 5_000_000, "one market has half of the time: {told}");
}

#[tokio::test]
async fn a_market_that_fails_or_hangs_is_a_row_and_the_rest_arrives() {
    let answer: Answer = Arc::new(|received| {
        Box::pin(async move {
            match AdviseMarketRequest::decode(received.message).expect("a request").market.as_str() {
                "HA" => std::future::pending().await,
                "FA" => Err(Status::from(Error::TooLarge { limit: 7 })),
                _ => Ok(Response::new(Bytes::new())),
            }
        })
    });
    let host =
        FakeHost::start(["HA", "FA", "WE"].map(|code| market(code, code, code)).to_vec(), answer).await;
    let gone = FakeHost::start(vec![market("GO", "gone", "gone")], echo()).await;
    let edge = Edge::with_flags(&[&host, &gone], "--deadline 1").await;
    drop(gone);
    edge.until("GO", MarketState::Unreachable).await;
    let rows = rest(compare(&edge, about(&["*"])).await.expect("a stream")).await;
    let expected = [
        ("FA", "REQUEST_TOO_LARGE"),
        ("GO", "HOST_UNREACHABLE"),
        ("HA", "DEADLINE_PASSED"),
        ("WE", "advice"),
    ];
    assert_eq!(rows, pairs(&expected));
}

#[tokio::test]
async fn what_is_wrong_with_the_request_is_told_at_once() {
    let host = FakeHost::start(vec![china()], echo()).await;
    let edge = Edge::before(&[&host]).await;
    let plan = Some(Subject::Plan(Plan::default()));
    let many: Vec<String> = (0..301).map(|index| format!("m{index}")).collect();
    let many: Vec<&str> = many.iter().map(String::as_str).collect();
    let cases: [(CompareMarketsRequest, &[&str]); 4] = [
        (CompareMarketsRequest::default(), &["markets", "brief"]),
        (about(&["CN", "cn", "*"]), &["markets[1]", "markets[2]"]),
        (about(&many), &["markets"]),
        (CompareMarketsRequest { subject: plan, ..about(&[]) }, &["markets"]),
    ];
    for (request, expected) in cases {
        let status = compare(&edge, request).await.expect_err("it does not hold");
        assert_eq!((status.code(), reason(&status).as_str()), (Code::InvalidArgument, "INVALID_FIELD"));
        let details = status.get_error_details();
        let violations = &details.bad_request().expect("a BadRequest").field_violations;
        assert_eq!(violations.iter().map(|it| it.field.as_str()).collect::<Vec<_>>(), expected);
    }
    let status = edge.call(COMPARE, vec![0xff; 3]).await.expect_err("no message");
    assert_eq!(reason(&status), "UNDECODABLE_REQUEST");
}

/// Tells when it is dropped.
struct Tells(mpsc::UnboundedSender<()>);

impl Drop for Tells {
    fn drop(&mut self) {
        let _nobody_listens = self.0.send(());
    }
}

#[tokio::test]
async fn a_caller_who_leaves_calls_off_what_is_under_way() {
    let (seen, mut calls) = mpsc::channel(64);
    let (ended, mut ends) = mpsc::unbounded_channel();
    let answer: Answer = Arc::new(move |_| {
        let (seen, tells) = (seen.clone(), Tells(ended.clone()));
        Box::pin(async move {
            let _tells = tells;
            seen.send(()).await.expect("the test reads it");
            std::future::pending().await
        })
    });
    let markets: Vec<Market> =
        (0..40).map(|index| format!("m{index}")).map(|it| market(&it.to_uppercase(), &it, &it)).collect();
    let host = FakeHost::start(markets, answer).await;
    let edge = Edge::with_flags(&[&host], "--deadline 600").await;
    let stream = compare(&edge, about(&["*"])).await.expect("a stream");
    for _ in 0..16 {
        within(calls.recv()).await.expect("so many are asked at once");
    }
    assert!(calls.try_recv().is_err(), "no more are asked at once");
    drop(stream);
    for _ in 0..16 {
        within(ends.recv()).await.expect("each is called off");
    }
    assert!(calls.try_recv().is_err(), "and no other is asked any more");
}

#[tokio::test]
async fn comparisons_take_the_places_of_their_calls() {
    let markets: Vec<Market> = (0..16).map(|it| format!("M{it}")).map(|it| market(&it, &it, &it)).collect();
    let hangs: Answer = Arc::new(|_| Box::pin(std::future::pending()));
    let host = FakeHost::start(markets, hangs).await;
    let edge = Edge::with_flags(&[&host], "--deadline 600").await;
    let hanging: Vec<String> = (0..16).map(|it| format!("M{it}")).collect();
    let hanging: Vec<&str> = hanging.iter().map(String::as_str).collect();
    // 63 times 16 places of 1,024 leave 16; one more comparison takes a place of its own while it is read, and 16 for its calls.
    let mut streams = Vec::new();
    for _ in 0..63 {
        streams.push(compare(&edge, about(&hanging)).await.expect("there is room"));
    }
    let status = compare(&edge, about(&hanging)).await.expect_err("there is no room");
    assert_eq!((status.code(), reason(&status).as_str()), (Code::ResourceExhausted, "GATEWAY_OVERLOADED"));
    drop(streams);
    let again = async { while compare(&edge, about(&hanging)).await.is_err() {} };
    within(again).await;
}

#[tokio::test]
async fn rows_that_nobody_takes_end_with_the_deadline() {
    let markets: Vec<Market> = (0..40).map(|it| format!("M{it}")).map(|it| market(&it, &it, &it)).collect();
    // More in all than the windows and buffers on the way take.
    let answer: Answer = Arc::new(|_| Box::pin(async { Ok(Response::new(Bytes::from(padded(256 << 10)))) }));
    let host = FakeHost::start(markets, answer).await;
    let hangs: Answer = Arc::new(|_| Box::pin(std::future::pending()));
    let silent = FakeHost::start(vec![china()], hangs).await;
    let edge = Edge::with_flags(&[&host, &silent], "--deadline 1").await;
    let wanted: Vec<String> = (0..40).map(|it| format!("M{it}")).collect();
    let wanted: Vec<&str> = wanted.iter().map(String::as_str).collect();
    let mut unread = compare(&edge, about(&wanted)).await.expect("a stream");
    // Two calls that end at their deadline: as long as the comparison has, and its rows after that.
    for _ in 0..2 {
        edge.call_for("CN").await.expect_err("its host never answers");
    }
    let mut taken = 0;
    let status = loop {
        match within(unread.message()).await {
            Ok(Some(_)) => taken += 1,
            Ok(None) => panic!("{taken} rows, and the stream ends as if they were all"),
            Err(status) => break status,
        }
    };
    assert!(taken < 40, "all rows fit into the buffers; send larger ones");
    assert_eq!((status.code(), reason(&status).as_str()), (Code::DeadlineExceeded, "DEADLINE_PASSED"));
}

/// An answer with `size` bytes in a field that nobody knows.
fn padded(size: usize) -> Vec<u8> {
    let mut bytes = Vec::new();
    prost::encoding::bytes::encode(1000, &vec![7_u8; size], &mut bytes);
    bytes
}
