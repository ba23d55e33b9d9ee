//! The rulebooks as documentation: pages, changes, coverage, what is to be looked at again.

use guidance_e2e::{Stack, within};
use guidance_proto::v1 as pb;
use tonic::{Code, Response, Status};
use tonic_types::StatusExt as _;

async fn answer<T>(call: impl Future<Output = Result<Response<T>, Status>>) -> T {
    let response = within("an answer", call).await;
    response.unwrap_or_else(|status| panic!("must be answered: {status}")).into_inner()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_rule_is_a_page_in_the_language_asked_for() {
    let stack = Stack::with_market("CN").start().await;
    for (language, expected) in [("en", "## How it is checked"), ("zh-CN", "## 如何检查")] {
        let request = pb::GetRuleRequest {
            market: "CN".into(),
            rule_id: "CN-RCH-001".into(),
            language: language.into(),
            ..Default::default()
        };
        let rule = answer(stack.rulebook().get_rule(request)).await;
        assert!(rule.page.contains(expected), "must hold `{expected}`:\n{}", rule.page);
        assert_eq!(rule.check.expect("it can be checked").reads, ["access/*"]);
        assert!(rule.examples.len() >= 4, "an example of each outcome");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_rule_that_is_not_there_is_not_found_with_the_nearest() {
    let stack = Stack::with_market("CN").start().await;
    let request =
        pb::GetRuleRequest { market: "CN".into(), rule_id: "CN-RCH-01".into(), ..Default::default() };
    let status = within("a refusal", stack.rulebook().get_rule(request)).await.expect_err("no such rule");
    assert_eq!((status.code(), crate::reason(&status).as_str()), (Code::NotFound, "UNKNOWN_RULE"));
    let details = status.get_error_details();
    let nearest = details.error_info().and_then(|info| info.metadata.get("nearest")).expect("what is near");
    assert!(nearest.split(',').any(|id| id == "CN-RCH-001"), "{nearest}");
}

#[tokio::test(flavor = "multi_thread")]
async fn what_changed_in_2009_is_listed_with_sources() {
    let stack = Stack::with_market("CN").start().await;
    let request = pb::ListChangesRequest {
        market: "CN".into(),
        from: "2009".into(),
        until: "2009".into(),
        ..Default::default()
    };
    let changes = answer(stack.rulebook().list_changes(request)).await.changes;
    let blocked = changes.iter().find(|change| change.id == "access/facebook" && change.after == "blocked");
    let blocked = blocked.expect("Facebook was blocked in 2009");
    assert_eq!((blocked.kind.as_str(), blocked.upcoming), ("fact_changes", false));
    assert!(!blocked.sources.is_empty() && blocked.affected_rules.contains(&"CN-RCH-001".to_owned()));
    assert!(changes.is_sorted_by_key(|change| change.date.clone()), "by date");
}

#[tokio::test(flavor = "multi_thread")]
async fn coverage_and_stale_facts_say_what_to_do_next() {
    let stack = Stack::with_market("IN").start().await;
    let request = pb::GetCoverageRequest { market: "IN".into(), ..Default::default() };
    let coverage = answer(stack.rulebook().get_coverage(request)).await;
    assert_eq!(coverage.authorities.len(), 6);
    assert!(coverage.scenarios > 0 && coverage.platforms > 0);
    assert_eq!(coverage.languages[0].texts, coverage.languages[0].translated, "English is compulsory");
    let request =
        pb::ListStaleFactsRequest { market: "IN".into(), as_of: "2026-11-23".into(), ..Default::default() };
    let stale = answer(stack.rulebook().list_stale_facts(request)).await.facts;
    assert!(!stale.is_empty() && stale.is_sorted_by_key(|fact| fact.due.clone()), "longest overdue first");
    assert!(stale.iter().all(|fact| fact.stale && !fact.owner.is_empty()));
}
