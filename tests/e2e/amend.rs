//! Plans that come back corrected.

use guidance_e2e::{Stack, within};
use guidance_proto::v1 as pb;

async fn amend(stack: &Stack, request: pb::AmendPlanRequest) -> pb::AmendPlanResponse {
    let response = within("a corrected plan", stack.guidance().amend_plan(request)).await;
    response.unwrap_or_else(|status| panic!("must be answered: {status}")).into_inner()
}

/// A plan for Japan with a paid post that does not say so, on a platform spelled as people spell it.
fn plan() -> pb::Plan {
    let channel = pb::Channel { id: Some("c1".into()), platform: Some("LINE ".into()), ..Default::default() };
    let post = pb::Endorsement {
        id: Some("e1".into()),
        handle: Some("@example".into()),
        channel: Some("c1".into()),
        paid: Some(true),
        content_directed_by_us: Some(true),
        disclosure: Some(String::new()),
    };
    pb::Plan { channels: vec![channel], endorsements: vec![post], ..Default::default() }
}

fn request(plan: pb::Plan) -> pb::AmendPlanRequest {
    pb::AmendPlanRequest {
        market: "JP".into(),
        as_of: "2026-11-22".into(),
        plan: Some(plan),
        ..Default::default()
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_missing_label_is_added_once_and_nothing_else_changes() {
    let stack = Stack::with_market("JP").start().await;
    let first = amend(&stack, request(plan())).await;
    let [change] = &first.changes[..] else { panic!("one label is missing: {:?}", first.changes) };
    assert_eq!((change.rule_id.as_str(), change.action.as_str()), ("JP-LAW-001", "set"));
    assert_eq!(change.path, "endorsements[0].disclosure");
    let corrected = first.plan.expect("a plan");
    let label = corrected.endorsements[0].disclosure.clone();
    assert!(label.as_ref().is_some_and(|label| change.after == format!("\"{label}\"")), "{label:?}");
    let mut expected = plan();
    expected.endorsements[0].disclosure = label;
    assert_eq!(corrected, expected, "only the label may differ");
    let review = first.review.expect("a review of the result");
    assert!(review.findings.iter().all(|finding| finding.rule_id != "JP-LAW-001"), "the finding is settled");

    let again = amend(&stack, request(corrected.clone())).await;
    assert_eq!((again.changes, again.plan), (Vec::new(), Some(corrected)), "amended again, nothing changes");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_fix_that_nobody_offers_is_named() {
    let stack = Stack::with_market("JP").start().await;
    let unknown = pb::ChosenFix { id: "0123456789abcdef-1".into(), value: String::new() };
    let answer = amend(&stack, pb::AmendPlanRequest { fixes: vec![unknown], ..request(plan()) }).await;
    assert_eq!((answer.plan, answer.changes), (Some(plan()), Vec::new()));
    let [skipped] = &answer.skipped[..] else { panic!("one fix is skipped: {:?}", answer.skipped) };
    assert_eq!((skipped.id.as_str(), skipped.reason.as_str()), ("0123456789abcdef-1", "unknown"));
    assert!(!skipped.message.is_empty());
}
