//! A fault of a module costs the call that caused it, and nothing else.

use guidance_e2e::{Load, Stack};
use guidance_proto::v1::MarketState;
use tonic::Code;
use tonic_health::pb::health_check_response::ServingStatus;
use tonic_types::StatusExt as _;

use crate::reason;

/// A healthy market beside the one at fault.
const HEALTHY: &str = "ZH";

/// The market at fault.
const FAULTY: &str = "ZF";

/// How many clients call the healthy market meanwhile.
const CLIENTS: usize = 4;

/// Provokes `fixture` three times: the call that does gets this status, the next one to the same market is answered, and
/// the other market notices nothing.
async fn costs_only_its_own_call(fixture: &str, code: Code, expected: &str) {
    costs_its_own_call_within(fixture, code, expected, "1").await;
}

/// The same, where the module has `call_timeout` seconds for each call.
async fn costs_its_own_call_within(fixture: &str, code: Code, expected: &str, call_timeout: &str) {
    let stack = Stack::with_fixture(fixture, FAULTY)
        .and_fixture("well_behaved", HEALTHY)
        .host_flags(["--call-timeout", call_timeout])
        .gateway_flags(["--deadline", "60"])
        .start()
        .await;
    let mut others = Load::start(&stack, HEALTHY, CLIENTS);
    stack.ask(FAULTY).await.expect("it behaves until it is provoked");
    for _ in 0..3 {
        others.answers(1).await;
        let status = stack.caller(FAULTY).provoke().await.expect_err("this call is at fault");
        assert_eq!((status.code(), reason(&status).as_str()), (code, expected), "{status:?}");
        assert_eq!(
            status.get_error_details().retry_info().is_some(),
            code == Code::Unavailable,
            "only what passes by itself carries RetryInfo: {status:?}"
        );
        stack.ask(FAULTY).await.expect("the next call to the same market is answered");
    }
    others.answers(1).await;
    others.stop().await;
}

#[tokio::test]
async fn a_panic_costs_its_own_call() {
    costs_only_its_own_call("panics", Code::Internal, "MODULE_PANICKED").await;
}

#[tokio::test]
async fn an_abort_costs_its_own_call() {
    costs_only_its_own_call("aborts", Code::Unavailable, "MODULE_RESTARTING").await;
}

#[tokio::test]
async fn a_segmentation_fault_costs_its_own_call() {
    costs_only_its_own_call("segfaults", Code::Unavailable, "MODULE_RESTARTING").await;
}

#[tokio::test]
async fn a_hang_costs_its_own_call() {
    costs_only_its_own_call("hangs", Code::DeadlineExceeded, "MODULE_TIMEOUT").await;
}

#[tokio::test]
async fn rubbish_costs_its_own_call() {
    costs_only_its_own_call("rubbish", Code::Internal, "MODULE_ANSWERED_RUBBISH").await;
}

#[tokio::test]
async fn eating_all_memory_costs_its_own_call() {
    // Enough time to touch all the memory there is, twice, on a busy machine.
    costs_its_own_call_within("eats_memory", Code::Unavailable, "MODULE_RESTARTING", "15").await;
}

#[tokio::test]
async fn a_module_that_must_not_be_let_in_is_listed_with_the_reason() {
    let refused = [
        ("wrong_market", "ZA", "MODULE_MISMATCH"),
        ("wrong_abi", "ZB", "MODULE_NOT_LOADED"),
        ("no_symbol", "ZC", "MODULE_NOT_LOADED"),
        ("hangs_in_create", "ZD", "RUNNER_NOT_STARTED"),
        ("fails_self_test", "ZE", "SELF_TEST_FAILED"),
    ];
    let mut stack = Stack::with_fixture("well_behaved", HEALTHY);
    for (fixture, market, _) in refused {
        stack = stack.and_fixture(fixture, market);
    }
    let stack = stack.start().await;
    for (fixture, market, expected) in refused {
        let listed = stack.market(market).await.expect("a refused module is listed");
        assert_eq!(listed.state(), MarketState::Refused, "{fixture}: {listed:?}");
        assert!(!listed.state_reason.is_empty(), "{fixture} is refused without a reason");
        let status = stack.ask(market).await.expect_err("a refused module does not answer");
        assert_eq!(
            (status.code(), reason(&status).as_str()),
            (Code::FailedPrecondition, expected),
            "{fixture}: {status:?}"
        );
        assert!(stack.runners(market).is_empty(), "{fixture} is refused, and its runner still runs");
        stack.ask(HEALTHY).await.expect("the other market answers");
    }
}

#[tokio::test]
async fn a_killed_runner_costs_no_call() {
    const KILLS: usize = 20;
    let stack = Stack::with_fixture("well_behaved", FAULTY).start().await;
    let mut load = Load::start(&stack, FAULTY, 16);
    for _ in 0..KILLS {
        load.answers(50).await;
        for runner in stack.runners(FAULTY) {
            runner.kill();
            runner.wait_until_ended();
        }
    }
    load.answers(50).await;
    load.stop().await;
}

#[tokio::test]
async fn health_shows_a_runner_going_and_coming_back() {
    let stack =
        Stack::with_fixture("well_behaved", FAULTY).and_fixture("well_behaved", HEALTHY).start().await;
    let mut health = stack.watch_health(FAULTY).await;
    health.until(ServingStatus::Serving).await;
    for _ in 0..3 {
        for runner in stack.runners(FAULTY) {
            runner.kill();
        }
        health.until(ServingStatus::NotServing).await;
        health.until(ServingStatus::Serving).await;
        assert_eq!(stack.runners(FAULTY).len(), 1, "one runner serves a market that is well");
    }
}

#[tokio::test]
async fn a_killed_host_is_unreachable_and_leaves_no_runner() {
    let mut stack = Stack::with_fixture("well_behaved", FAULTY).start().await;
    let runners = stack.runners(FAULTY);
    let mut health = stack.watch_health(FAULTY).await;
    health.until(ServingStatus::Serving).await;

    stack.host.signal(rustix::process::Signal::KILL);
    health.until(ServingStatus::NotServing).await;
    let status = stack.ask(FAULTY).await.expect_err("its host is gone");
    assert_eq!(
        (status.code(), reason(&status).as_str()),
        (Code::Unavailable, "HOST_UNREACHABLE"),
        "{status:?}"
    );
    let listed = stack.market(FAULTY).await.expect("it is still listed");
    assert_eq!(listed.state(), MarketState::Unreachable, "{listed:?}");
    for runner in runners {
        runner.wait_until_ended();
    }
    stack.host.ended().await;
}
