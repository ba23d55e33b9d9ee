use super::*;
use crate::v1::{
    AdviseMarketRequest, AdviseMarketResponse, Affiliate, Brief, Channel, CompareMarketsRequest,
    CompareMarketsResponse, Plan, ReviewPlanRequest, ReviewPlanResponse, Verdict, View,
    compare_markets_request, compare_markets_response,
};

fn request(markets: &[&str], subject: Option<compare_markets_request::Subject>) -> CompareMarketsRequest {
    CompareMarketsRequest {
        markets: markets.iter().map(|it| (*it).to_owned()).collect(),
        as_of: "2010-03".into(),
        known_as_of: "2010-04".into(),
        language: "zh-Hans".into(),
        view: View::Full.into(),
        subject,
    }
}

fn brief() -> compare_markets_request::Subject {
    compare_markets_request::Subject::Brief(Brief { sector: Some("legal".into()), ..Brief::default() })
}

fn plan() -> compare_markets_request::Subject {
    let channel = Channel { platform: Some("微信".into()), ..Channel::default() };
    compare_markets_request::Subject::Plan(Plan { channels: vec![channel], ..Plan::default() })
}

fn read(request: &CompareMarketsRequest) -> Result<Comparison, Fault> {
    Comparison::read(request.encode_to_vec().into())
}

#[test]
fn each_market_is_asked_what_a_call_for_it_alone_would_ask() {
    let comparison = read(&request(&["CN"], Some(brief()))).expect("it holds");
    let asked = AdviseMarketRequest::decode(comparison.question("CN")).expect("a request");
    let compare_markets_request::Subject::Brief(brief) = brief() else { panic!("a brief") };
    let expected = AdviseMarketRequest {
        market: "CN".into(),
        as_of: "2010-03".into(),
        known_as_of: "2010-04".into(),
        language: "zh-Hans".into(),
        view: View::Full.into(),
        brief: Some(brief),
        ..AdviseMarketRequest::default()
    };
    assert_eq!(asked, expected);
    assert!(comparison.method().ends_with("/AdviseMarket"));

    let comparison = read(&request(&["JP"], Some(plan()))).expect("it holds");
    let asked = ReviewPlanRequest::decode(comparison.question("JP")).expect("a request");
    let compare_markets_request::Subject::Plan(plan) = plan() else { panic!("a plan") };
    assert_eq!((asked.market.as_str(), asked.view()), ("JP", View::Full));
    assert_eq!(asked.plan, Some(plan));
    assert!(comparison.method().ends_with("/ReviewPlan"));
}

#[test]
fn an_answer_is_in_its_row_as_it_came() {
    let advice =
        AdviseMarketResponse { affiliate: Some(Affiliate::default()), ..AdviseMarketResponse::default() };
    let review = ReviewPlanResponse { verdict: Verdict::NoGo.into(), ..ReviewPlanResponse::default() };
    let of = |subject, bytes: Vec<u8>| {
        let row = read(&request(&["CN"], Some(subject))).expect("it holds").row("CN", Ok(bytes.into()));
        CompareMarketsResponse::decode(row).expect("a row")
    };
    let row = of(brief(), advice.encode_to_vec());
    assert_eq!(row.market, "CN");
    assert_eq!(row.result, Some(compare_markets_response::Result::Advice(advice)));
    let row = of(plan(), review.encode_to_vec());
    assert_eq!(row.result, Some(compare_markets_response::Result::Review(review)));
}

#[test]
fn a_status_is_in_its_row_with_its_details_when_they_are_some() {
    let any =
        prost_types::Any { type_url: "type.googleapis.com/google.rpc.ErrorInfo".into(), value: vec![1] };
    let sent = CallStatus { code: 5, message: "no such market".into(), details: vec![any] };
    let well_formed: Bytes = sent.encode_to_vec().into();
    let without = CallStatus { details: Vec::new(), ..sent.clone() };
    let comparison = read(&request(&["CN"], Some(brief()))).expect("it holds");
    for (code, details, expected) in [
        (tonic::Code::NotFound, well_formed.clone(), sent),
        (tonic::Code::NotFound, Bytes::from_static(&[0xff; 9]), without.clone()),
        (tonic::Code::Aborted, well_formed, CallStatus { code: 10, ..without }),
    ] {
        let row = comparison.row("CN", Err(Status::with_details(code, "no such market", details)));
        let row = CompareMarketsResponse::decode(row).expect("a row");
        assert_eq!(row.result, Some(compare_markets_response::Result::Status(expected)));
    }
}

#[test]
fn all_that_is_wrong_is_told_at_once() {
    let many: Vec<String> = (0..=MOST_MARKETS).map(|index| format!("m{index}")).collect();
    let many: Vec<&str> = many.iter().map(String::as_str).collect();
    let twice = ["CN"; 100];
    let cases: [(&[&str], Option<_>, &[&str]); 7] = [
        (&[], Some(brief()), &["markets"]),
        (&many, Some(brief()), &["markets"]),
        (&["CN", "JP", "cn", ""], Some(plan()), &["markets[2]", "markets[3]"]),
        (&["CN", "*"], Some(plan()), &["markets[1]"]),
        (&["CN"], None, &["brief"]),
        (&[], None, &["markets", "brief"]),
        (&["ÄÄ", "ÄÄ"], Some(plan()), &["markets[1]"]),
    ];
    for (markets, subject, expected) in cases {
        match read(&request(markets, subject)) {
            Err(Fault::Invalid(found)) => {
                let paths: Vec<&str> = found.iter().map(|(path, _)| path.as_str()).collect();
                assert_eq!(paths, expected, "{markets:?}");
            }
            other => panic!("{markets:?}: {other:?}"),
        }
    }
    match read(&request(&twice, Some(brief()))) {
        Err(Fault::Invalid(found)) => assert_eq!(found.len(), MOST_VIOLATIONS),
        other => panic!("{other:?}"),
    }
    assert!(matches!(Comparison::read(Bytes::from_static(&[0xff; 3])), Err(Fault::Undecodable(_))));
}

#[test]
fn a_star_is_all_and_codes_are_in_upper_case() {
    let all = || ["CN".to_owned(), "JP".to_owned()];
    let markets = |named: &[&str]| read(&request(named, Some(brief()))).expect("it holds").markets(all());
    assert_eq!(markets(&["*"]), ["CN", "JP"]);
    assert_eq!(markets(&["in", "Atlantis"]), ["IN", "Atlantis"]);
    assert_eq!(markets(&[&"x".repeat(1000)])[0].len(), MOST_REPEATED);
}
