use clap::Parser;
use guidance_proto::v1::{AdviseMarketResponse, CallStatus, ReviewPlanResponse, Verdict};

use super::*;

#[derive(Parser)]
struct Line {
    #[command(flatten)]
    gate: Gate,
}

fn row(market: &str, result: Row) -> CompareMarketsResponse {
    CompareMarketsResponse { market: market.to_owned(), result: Some(result) }
}

fn review(verdict: Verdict) -> Row {
    Row::Review(ReviewPlanResponse { verdict: verdict.into(), ..ReviewPlanResponse::default() })
}

#[test]
fn a_refusal_comes_before_what_is_not_known() {
    let gate = Line::parse_from(["compare"]).gate;
    let advice = || Row::Advice(AdviseMarketResponse::default());
    let fault = || Row::Status(CallStatus { code: 5, ..CallStatus::default() });
    for (rows, expected) in [
        (vec![review(Verdict::Go), review(Verdict::GoWithChanges)], "0"),
        (vec![review(Verdict::Go), review(Verdict::NoGo)], "1"),
        (vec![fault(), review(Verdict::NoGo)], "1"),
        (vec![fault(), review(Verdict::Go)], "no answer from M0"),
        (vec![advice(), advice()], "0"),
        (vec![advice(), fault()], "no answer from M1"),
        (vec![], "no market"),
    ] {
        let rows: Vec<_> =
            rows.into_iter().enumerate().map(|(index, it)| row(&format!("M{index}"), it)).collect();
        let seen = match Tally::of(&rows, &gate).exit_code() {
            Ok(code) if code == ExitCode::SUCCESS => "0".to_owned(),
            Ok(_) => "1".to_owned(),
            Err(error) => error.to_string(),
        };
        assert!(seen.starts_with(expected), "{seen} for {rows:?}");
    }
}

#[test]
fn rows_are_told_in_the_order_of_the_question() {
    let order = |named: &[&str]| {
        let mut rows: Vec<_> = ["JP", "IN", "CN"].map(|it| row(it, review(Verdict::Go))).into();
        in_order(&mut rows, &named.iter().map(|it| (*it).to_owned()).collect::<Vec<_>>());
        rows.into_iter().map(|row| row.market).collect::<Vec<_>>()
    };
    assert_eq!(order(&["in", "jp", "cn"]), ["IN", "JP", "CN"]);
    assert_eq!(order(&["*"]), ["CN", "IN", "JP"]);
}
