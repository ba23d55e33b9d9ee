//! What the gateway bounds: messages, calls under way, calls of one market.

use super::*;
use crate::routes::MOST_CALLS_OF_MARKET;

#[tokio::test]
async fn a_message_may_be_as_large_as_the_limit_and_no_larger() {
    let host = FakeHost::start(vec![china()], named("taken")).await;
    let edge = Edge::with_flags(&[&host], "--max-message-bytes 4096").await;
    let fits = key_and("CN", 4096 - key_and("CN", 4000).len() + 4000);
    assert_eq!(fits.len(), 4096);
    edge.call(REVIEW, fits).await.expect("a message of the limit's size");

    let status = edge.call(REVIEW, key_and("CN", 4096)).await.expect_err("a message over the limit");
    assert_eq!((status.code(), reason(&status).as_str()), (Code::ResourceExhausted, "REQUEST_TOO_LARGE"));
    assert_eq!(
        status.get_error_details().error_info().expect("an ErrorInfo").metadata["limit_bytes"],
        "4096"
    );
}

#[tokio::test]
async fn at_most_so_many_calls_are_under_way() {
    let (seen, mut calls) = mpsc::channel(2048);
    let (release, released) = tokio::sync::watch::channel(false);
    let answer: Answer = Arc::new(move |received| {
        let (seen, mut released) = (seen.clone(), released.clone());
        Box::pin(async move {
            seen.send(()).await.expect("the test reads it");
            released.wait_for(|released| *released).await.expect("the test says when");
            Ok(Response::new(received.message))
        })
    });
    // Several hosts: one HTTP/2 connection carries fewer streams than there may be calls under way.
    let mut hosts = Vec::new();
    for index in 0..8 {
        let code = format!("X{index}");
        hosts.push(FakeHost::start(vec![market(&code, &code, &code)], Arc::clone(&answer)).await);
    }
    let edge = Arc::new(Edge::with_flags(&hosts.iter().collect::<Vec<_>>(), "--deadline 60").await);
    let mut under_way = tokio::task::JoinSet::new();
    for index in 0..1024 {
        let edge = Arc::clone(&edge);
        under_way.spawn(async move { edge.call_for(&format!("X{}", index % 8)).await });
    }
    for _ in 0..1024 {
        within(calls.recv()).await.expect("the hosts are called");
    }
    let status = edge.call_for("X0").await.expect_err("one call too many");
    assert_eq!((status.code(), reason(&status).as_str()), (Code::ResourceExhausted, "GATEWAY_OVERLOADED"));
    assert!(status.get_error_details().retry_info().is_some(), "no RetryInfo");

    release.send_replace(true);
    while let Some(answer) = within(under_way.join_next()).await {
        answer.expect("no panic").expect("a call under way is answered");
    }
    edge.call_for("X0").await.expect("there is room again");
}

#[tokio::test]
async fn a_market_that_hangs_leaves_room_for_the_others() {
    let hangs: Answer = Arc::new(|_| Box::pin(std::future::pending()));
    let slow = FakeHost::start(vec![market("SL", "slow", "Slow")], hangs).await;
    let well = FakeHost::start(vec![market("WE", "well", "Well")], echo()).await;
    let edge = Arc::new(Edge::with_flags(&[&slow, &well], "--deadline 60").await);
    let mut calls = tokio::task::JoinSet::new();
    for _ in 0..MOST_CALLS_OF_MARKET + 1 {
        let edge = Arc::clone(&edge);
        calls.spawn(async move { edge.call_for("SL").await });
    }
    let first = within(calls.join_next()).await.expect("a call").expect("no panic");
    let status = first.expect_err("the only call that ends is the one that finds no place");
    assert_eq!((status.code(), reason(&status).as_str()), (Code::ResourceExhausted, "GATEWAY_OVERLOADED"));
    edge.call_for("WE").await.expect("the other market answers");
}
