//! Faults of runners, as a caller of a market sees them. Time is paused: it moves on when everybody waits.

use std::{sync::Arc, time::Duration};

use bytes::Bytes;
use guidance_proto::v1::{Market as Description, MarketState};
use prost::Message as _;
use tokio::{task::JoinSet, time::Instant};

use super::{MAX_WAITING, Markets, Owners, probe::probe};
use crate::{
    Error, MarketCode,
    error::{Reason, Refusal},
    runner::{
        Answer, Launch as _, MAX_IN_FLIGHT, PATIENCE,
        fake::{FakeLaunch, Seen, answer},
    },
};

const METHOD: &str = "/marketguidance.v1.RulebookService/ListRules";
const CALL_TIMEOUT: Duration = Duration::from_secs(2);

async fn serving(mut launch: FakeLaunch) -> (Arc<Markets>, Owners) {
    let (mut markets, mut owners) = (Markets::new(), JoinSet::new());
    let runner = launch.launch().await.expect("the first runner starts");
    let description = Description { state: MarketState::Serving.into(), ..runner.module.clone() };
    markets.serve(&mut owners, description, launch, runner, CALL_TIMEOUT);
    (Arc::new(markets), owners)
}

/// Makes all calls at once and returns what came of each, in order.
async fn ask_all(markets: &Arc<Markets>, requests: &[&'static str]) -> Vec<Result<Answer, Error>> {
    let mut calls = JoinSet::new();
    for (index, request) in requests.iter().copied().enumerate() {
        let markets = markets.clone();
        calls.spawn(async move {
            (index, markets.ask("CN", METHOD, Bytes::from_static(request.as_bytes())).await)
        });
    }
    let mut outcomes = calls.join_all().await;
    outcomes.sort_by_key(|(index, _)| *index);
    outcomes.into_iter().map(|(_, outcome)| outcome).collect()
}

fn assert_answered(outcome: &Result<Answer, Error>) {
    match outcome {
        Ok(given) => assert_eq!(given.body, answer().encode_to_vec()),
        Err(error) => panic!("not spared: {error}"),
    }
}

/// How many calls the runners after the first got, read by read.
fn later_batches(seen: &Seen) -> Vec<usize> {
    seen.batches.iter().filter(|(number, _)| *number > 1).map(|(_, calls)| calls.len()).collect()
}

#[tokio::test(start_paused = true)]
async fn more_calls_than_a_runner_takes_are_all_answered() {
    let launch = FakeLaunch::new();
    let (markets, _owners) = serving(launch.clone()).await;
    let outcomes = ask_all(&markets, &["well"; 10 * MAX_IN_FLIGHT]).await;
    outcomes.iter().for_each(assert_answered);
    let seen = launch.seen();
    assert_eq!(seen.starts, 1);
    assert!(seen.batches.iter().all(|(_, calls)| calls.len() <= MAX_IN_FLIGHT));
}

#[tokio::test(start_paused = true)]
async fn a_crash_costs_only_the_call_that_causes_it() {
    let launch = FakeLaunch::new();
    let (markets, _owners) = serving(launch.clone()).await;
    let outcomes = ask_all(&markets, &["slow", "slow", "crash", "slow", "well"]).await;
    for (index, outcome) in outcomes.iter().enumerate() {
        match outcome {
            Err(Error::Restarting { .. }) => assert_eq!(index, 2),
            outcome => assert_answered(outcome),
        }
    }
    let seen = launch.seen();
    assert_eq!(seen.starts, 3, "once after the crash, once after its retry");
    assert!(
        later_batches(&seen).iter().all(|count| *count == 1),
        "retries run alone: {:?}",
        later_batches(&seen)
    );
}

#[tokio::test(start_paused = true)]
async fn two_crashing_calls_do_not_cost_a_third_its_retry() {
    let launch = FakeLaunch::new();
    let (markets, _owners) = serving(launch.clone()).await;
    let outcomes = ask_all(&markets, &["slow", "crash", "slow", "crash", "slow"]).await;
    for index in [0, 2, 4] {
        assert_answered(&outcomes[index]);
    }
    for index in [1, 3] {
        assert!(matches!(outcomes[index], Err(Error::Restarting { .. })), "{:?}", outcomes[index]);
    }
}

#[tokio::test(start_paused = true)]
async fn a_hang_costs_only_the_call_that_hangs() {
    let launch = FakeLaunch::new();
    let (markets, _owners) = serving(launch.clone()).await;
    let start = Instant::now();
    let outcomes = ask_all(&markets, &["hang", "slow", "well"]).await;
    assert!(matches!(outcomes[0], Err(Error::ModuleTimeout { .. })), "{:?}", outcomes[0]);
    outcomes[1..].iter().for_each(assert_answered);
    assert!((CALL_TIMEOUT..CALL_TIMEOUT * 2).contains(&start.elapsed()));
    assert_eq!(launch.seen().starts, 2);
}

#[tokio::test(start_paused = true)]
async fn a_runner_that_breaks_the_protocol_is_replaced() {
    let launch = FakeLaunch::new();
    let (markets, _owners) = serving(launch.clone()).await;
    let outcomes = ask_all(&markets, &["slow", "garbage"]).await;
    assert_answered(&outcomes[0]);
    assert!(matches!(outcomes[1], Err(Error::Restarting { .. })), "{:?}", outcomes[1]);
}

#[tokio::test(start_paused = true)]
async fn calls_wait_for_a_runner_as_long_as_their_patience_lasts() {
    let launch = FakeLaunch::starting_again_at(usize::MAX);
    let (markets, _owners) = serving(launch).await;
    let mut directory = markets.directory();
    let start = Instant::now();
    let outcomes = ask_all(&markets, &["crash", "slow", "slow"]).await;
    assert!(outcomes.iter().all(|outcome| matches!(outcome, Err(Error::Restarting { .. }))), "{outcomes:?}");
    assert!(start.elapsed() >= PATIENCE);
    let described = directory.borrow_and_update().markets.values().next().cloned().expect("a market");
    assert_eq!(described.state(), MarketState::Restarting);
    assert!(described.state_reason.contains("no runner today"), "{}", described.state_reason);
    let again = Instant::now();
    assert!(matches!(ask_all(&markets, &["well"]).await[..], [Err(Error::Restarting { .. })]));
    assert!(again.elapsed() >= PATIENCE);
}

#[tokio::test(start_paused = true)]
async fn a_market_recovers_and_says_so() {
    let launch = FakeLaunch::starting_again_at(5);
    let (markets, _owners) = serving(launch.clone()).await;
    let outcomes = ask_all(&markets, &["slow", "crash"]).await;
    assert_answered(&outcomes[0]);
    let mut directory = markets.directory();
    let serving =
        directory.wait_for(|now| now.markets.values().all(|market| market.state() == MarketState::Serving));
    serving.await.expect("the market serves again");
}

#[tokio::test(start_paused = true)]
async fn too_many_waiting_calls_are_refused_at_once() {
    let (markets, _owners) = serving(FakeLaunch::new()).await;
    let outcomes = ask_all(&markets, &["hang"; MAX_IN_FLIGHT + MAX_WAITING + 10]).await;
    let overloaded = |outcome: &&Result<Answer, Error>| matches!(outcome, Err(Error::Overloaded { .. }));
    assert!(outcomes.iter().filter(overloaded).count() >= 10);
}

#[tokio::test(start_paused = true)]
async fn a_call_whose_client_went_away_is_not_tried_again() {
    let launch = FakeLaunch::new();
    let (markets, _owners) = serving(launch.clone()).await;
    let gone =
        tokio::time::timeout(CALL_TIMEOUT / 2, markets.ask("CN", METHOD, Bytes::from_static(b"slow gone")));
    assert!(gone.await.is_err());
    let outcomes = ask_all(&markets, &["slow", "hang"]).await;
    assert_answered(&outcomes[0]);
    let retried =
        launch.seen().batches.into_iter().filter(|(number, _)| *number > 1).flat_map(|(_, calls)| calls);
    assert!(retried.into_iter().all(|call| !call.request.ends_with(b"gone")));
}

#[tokio::test(start_paused = true)]
async fn many_hanging_calls_do_not_hold_the_others_for_ever() {
    let (markets, _owners) = serving(FakeLaunch::new()).await;
    let hanging = tokio::spawn({
        let markets = markets.clone();
        async move { ask_all(&markets, &["hang"; MAX_IN_FLIGHT]).await }
    });
    tokio::task::yield_now().await;
    let start = Instant::now();
    let outcomes = ask_all(&markets, &["well", "well"]).await;
    let restarting = |outcome: &Result<Answer, Error>| matches!(outcome, Err(Error::Restarting { .. }));
    assert!(outcomes.iter().all(restarting), "{outcomes:?}");
    assert!(start.elapsed() < PATIENCE + CALL_TIMEOUT);
    let ended = |outcome: &Result<Answer, Error>| {
        restarting(outcome) || matches!(outcome, Err(Error::ModuleTimeout { .. }))
    };
    assert!(hanging.await.expect("no panic").iter().all(ended));
}

#[tokio::test(start_paused = true)]
async fn stopping_ends_calls_and_owners() {
    let (markets, mut owners) = serving(FakeLaunch::new()).await;
    let (outcomes, ()) = tokio::join!(ask_all(&markets, &["hang"]), async { markets.stop() });
    assert!(matches!(outcomes[..], [Err(Error::ShuttingDown)]), "{outcomes:?}");
    while owners.join_next().await.is_some() {}
    assert!(matches!(ask_all(&markets, &["well"]).await[..], [Err(Error::ShuttingDown)]));
}

#[tokio::test(start_paused = true)]
async fn modules_that_fail_their_own_cases_stay_out() {
    assert!(probe(&mut FakeLaunch::new()).await.is_ok());
    let failures = (1..=5).map(|number| format!("case {number}")).collect();
    let refusal = probe(&mut FakeLaunch::failing(failures)).await.expect_err("it fails");
    assert_eq!(refusal.reason, Reason::SelfTestFailed);
    assert!(
        refusal.message.contains("5 of its own 3 cases fail") && refusal.message.ends_with("case 2; case 3")
    );
}

#[tokio::test]
async fn markets_are_found_or_the_nearest_is_named() {
    let (mut markets, mut owners) = (Markets::new(), JoinSet::new());
    let mut launch = FakeLaunch::new();
    let runner = launch.launch().await.expect("it starts");
    let description = runner.module.clone();
    markets.serve(&mut owners, description, launch, runner, CALL_TIMEOUT);
    let japan = MarketCode::parse("JP").expect("a code");
    markets.refuse(
        japan,
        Description { market: "JP".into(), module: "japan".into(), ..Description::default() },
        Refusal::new(Reason::NotSigned, "it is not signed"),
    );
    assert_eq!(markets.find("cn").expect("CN").as_str(), "CN");
    assert!(matches!(markets.find(""), Err(Error::BadField { field: "market", .. })));
    for (asked, expected) in [("Chna", "CN"), ("CH", "CN"), ("japan", "JP"), ("JQ", "JP")] {
        match markets.find(asked) {
            Err(Error::UnknownMarket { nearest, available, .. }) => {
                assert_eq!(nearest.map(|code| code.to_string()).as_deref(), Some(expected), "{asked}");
                assert_eq!(available.len(), 2);
            }
            other => panic!("{asked}: {other:?}"),
        }
    }
    let refused = markets.ask("JP", METHOD, Bytes::new()).await;
    assert!(matches!(refused, Err(Error::Refused { .. })), "{refused:?}");
}
