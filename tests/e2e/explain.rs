//! Why a finding is what it is, asked as callers do.

use guidance_e2e::{Stack, within};
use guidance_proto::v1 as pb;
use tonic::{Code, Status};
use tonic_types::StatusExt as _;

/// A plan on Facebook, seen by local people unless `side` says otherwise.
fn plan(side: Option<&str>) -> pb::Plan {
    let channel = pb::Channel {
        id: Some("c1".into()),
        platform: Some("Facebook".into()),
        audience_side: side.map(str::to_owned),
        ..Default::default()
    };
    pb::Plan { channels: vec![channel], ..Default::default() }
}

async fn explain(
    stack: &Stack,
    request: pb::ExplainFindingRequest,
) -> Result<pb::ExplainFindingResponse, Status> {
    let request = pb::ExplainFindingRequest { market: "CN".into(), ..request };
    let mut guidance = stack.guidance();
    within("an explanation", guidance.explain_finding(request)).await.map(tonic::Response::into_inner)
}

#[tokio::test(flavor = "multi_thread")]
async fn a_finding_of_a_review_is_explained_by_its_fingerprint() {
    let stack = Stack::with_market("CN").start().await;
    let request = pb::ReviewPlanRequest { market: "CN".into(), plan: Some(plan(None)), ..Default::default() };
    let review =
        within("a review", stack.guidance().review_plan(request)).await.expect("a review").into_inner();
    let finding = review.findings.into_iter().find(|one| one.rule_id == "CN-RCH-001").expect("CN-RCH-001");
    let request = pb::ExplainFindingRequest {
        plan: Some(plan(None)),
        fingerprint: finding.fingerprint.clone(),
        ..Default::default()
    };
    let explained = explain(&stack, request.clone()).await.expect("an explanation");
    assert_eq!(explained.finding.as_ref(), Some(&finding), "the finding is the one of the review");
    assert!(explained.summary.starts_with("FAIL because "), "{}", explained.summary);
    let roles: Vec<&str> = explained.conditions.iter().map(|condition| condition.role.as_str()).collect();
    assert_eq!(roles, ["in_force", "market", "for_each", "applies_if", "let state", "fails_if"]);
    let state = &explained.conditions[4];
    assert_eq!((state.evidence[0].fact.as_str(), state.value.as_str()), ("access/facebook", "blocked"));
    assert!(!state.evidence[0].sources.is_empty(), "every fact has a source");
    assert_eq!(explained.what_if[0].outcome(), pb::Outcome::Pass, "{:?}", explained.what_if);
    assert_eq!(
        explain(&stack, request).await.expect("again"),
        explained,
        "the same question, the same answer"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn a_rule_that_does_not_concern_a_plan_says_why_not() {
    let stack = Stack::with_market("CN").start().await;
    for (as_of, side, role) in [("", Some("overseas"), "applies_if"), ("2005", None, "in_force")] {
        let request = pb::ExplainFindingRequest {
            as_of: as_of.into(),
            plan: Some(plan(side)),
            rule_id: "CN-RCH-001".into(),
            ..Default::default()
        };
        let explained = explain(&stack, request).await.expect("an explanation");
        let last = explained.conditions.last().expect("a condition");
        assert_eq!((last.role.as_str(), last.state()), (role, pb::ConditionState::False));
        assert_eq!(explained.finding.expect("a finding").outcome(), pb::Outcome::NotApplicable);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_cannot_be_explained_is_refused_with_what_can() {
    let stack = Stack::with_market("CN").start().await;
    let request = |fingerprint: &str, rule: &str, item: &str| pb::ExplainFindingRequest {
        plan: Some(plan(None)),
        fingerprint: fingerprint.into(),
        rule_id: rule.into(),
        item: item.into(),
        ..Default::default()
    };
    for (asked, code, reason, says) in [
        (request("", "", ""), Code::InvalidArgument, "", "rule_id"),
        (request("xyz", "", ""), Code::InvalidArgument, "", "16 hexadecimal digits"),
        (request("0000000000000007", "", ""), Code::NotFound, "UNKNOWN_FINDING", "CN-RCH-001"),
        (request("", "CN-RCH-01", ""), Code::NotFound, "UNKNOWN_RULE", "CN-RCH-001"),
        (request("", "CN-RCH-001", "c9"), Code::NotFound, "UNKNOWN_FINDING", "c1"),
    ] {
        let status = explain(&stack, asked).await.expect_err(says);
        assert_eq!((status.code(), super::reason(&status).as_str()), (code, reason), "{status}");
        assert!(status.message().contains(says), "must say `{says}`: {status}");
        let details = status.get_error_details();
        let nearest = details.error_info().and_then(|info| info.metadata.get("nearest"));
        assert!(reason.is_empty() || nearest.is_some_and(|near| near.contains(says)), "{status}");
    }
}
