//! AmendPlan, bytes in, bytes out.

use guidance_proto::v1 as pb;
use prost::Message as _;

use super::{MODULE, context};
use crate::{CountryModule as _, RulebookModule, Status};
use guidance_rulebook::Bundle;

const RULES: [(&str, &str); 2] = [
    (
        "AT-PLT-001",
        "kind: disclosure
list: labels
at: endorsement.disclosure
fix:
  - {set: endorsement.disclosure, to_one_of: 'list(\"labels\")', applicability: safe, text: 'Label it {to}.'}
examples:
  - {name: a, expect: fail, plan: {endorsements: [{paid: true, content_directed_by_us: true, disclosure: ''}]}}
  - {name: b, expect: pass, plan: {endorsements: [{paid: true, content_directed_by_us: true, disclosure: Ad}]}}
  - {name: c, expect: not_applicable, plan: {}}
  - {name: d, expect: cannot_tell, plan: {endorsements: [{paid: true}]}}
",
    ),
    (
        "AT-CUS-001",
        "for_each: {channel: plan.channels}
fails_if: 'channel.purpose == \"advertising\"'
fix: [{remove: channel, applicability: needs_review, text: Drop it.}]
examples:
  - {name: a, expect: fail, plan: {channels: [{purpose: advertising}]}}
  - {name: b, expect: pass, plan: {channels: [{purpose: brand}]}}
  - {name: c, expect: not_applicable, plan: {}}
  - {name: d, expect: cannot_tell, plan: {channels: [{}]}}
",
    ),
];

fn atlantis() -> RulebookModule {
    let list = "list: labels\ntitle: Labels\nvalues: [Ad, Sponsored]\n";
    let rules = RULES.iter().map(|(id, check)| {
        let head = "title: T\nstatus: active\nauthority: custom\nseverity: blocker\nsources: [talk]\n";
        (format!("rules/{id}.yaml"), format!("rule: {id}\n{head}{check}"))
    });
    let own = [("module.yaml".to_owned(), MODULE.to_owned()), ("lists.yaml".to_owned(), list.to_owned())];
    RulebookModule::load(&Bundle::from_files(own.into_iter().chain(rules)).to_tar(), []).expect("it loads")
}

fn amend(request: &pb::AmendPlanRequest) -> Result<pb::AmendPlanResponse, Status> {
    let method = "/marketguidance.v1.GuidanceService/AmendPlan";
    let bytes = atlantis().call(&context(), method, &request.encode_to_vec())?;
    Ok(pb::AmendPlanResponse::decode(&bytes[..]).expect("the answer is a message"))
}

/// A paid post without a label, and an advertisement that the post is meant for.
fn plan() -> pb::Plan {
    let endorsement = pb::Endorsement {
        id: Some("e1".into()),
        channel: Some("c1".into()),
        paid: Some(true),
        content_directed_by_us: Some(true),
        disclosure: Some(String::new()),
        ..Default::default()
    };
    let channel = |id: &str, purpose: &str| pb::Channel {
        id: Some(id.into()),
        platform: Some("The Square".into()),
        purpose: Some(purpose.into()),
        ..Default::default()
    };
    pb::Plan {
        channels: vec![channel("c1", "advertising"), channel("c2", "brand")],
        endorsements: vec![endorsement],
        ..Default::default()
    }
}

#[test]
fn safe_fixes_are_applied_and_the_result_reviewed() {
    let answer =
        amend(&pb::AmendPlanRequest { plan: Some(plan()), ..Default::default() }).expect("an answer");
    let mut expected = plan();
    expected.endorsements[0].disclosure = Some("Ad".into());
    assert_eq!(answer.plan, Some(expected), "the label is set, and nothing else is touched");
    let [change] = &answer.changes[..] else { panic!("one change: {:?}", answer.changes) };
    assert_eq!(
        (&*change.path, &*change.action, &*change.before, &*change.after, &*change.rule_id, &*change.text),
        ("endorsements[0].disclosure", "set", "\"\"", "\"Ad\"", "AT-PLT-001", "Label it Ad.")
    );
    assert_eq!(answer.skipped, []);
    let review = answer.review.expect("a review of the result");
    let failing: Vec<&str> = review.findings.iter().map(|finding| finding.rule_id.as_str()).collect();
    assert_eq!(failing, ["AT-CUS-001"], "what takes a person stays");
    assert_eq!(answer.provenance.expect("who made this").module, "atlantis");
}

#[test]
fn chosen_fixes_are_those_of_a_review_and_applied_once() {
    let first = amend(&pb::AmendPlanRequest { plan: Some(plan()), ..Default::default() }).expect("an answer");
    let label = first.changes[0].fix_id.clone();
    let drop = first.review.expect("a review").findings[0].fixes[0].id.clone();
    let fixes = [(&*label, "\"Sponsored\""), (&*drop, ""), ("0-1", "")];
    let fixes = fixes.map(|(id, value)| pb::ChosenFix { id: id.into(), value: value.into() });
    let request = pb::AmendPlanRequest { plan: Some(plan()), fixes: fixes.into(), ..Default::default() };
    let answer = amend(&request).expect("an answer");
    let amended = answer.plan.expect("a plan");
    assert_eq!(amended.endorsements[0].disclosure.as_deref(), Some("Sponsored"));
    assert_eq!(amended.channels[..], plan().channels[1..]);
    assert_eq!(answer.changes[0].text, "Label it Sponsored.");
    let paths: Vec<&str> = answer.changes.iter().map(|change| &*change.path).collect();
    assert_eq!(paths, ["endorsements[0].disclosure", "channels[0]", "endorsements[0].channel"]);
    assert_eq!((&*answer.skipped[0].id, &*answer.skipped[0].reason), ("0-1", "unknown"));

    let again = amend(&pb::AmendPlanRequest { plan: Some(amended.clone()), ..request }).expect("an answer");
    assert_eq!((again.plan, again.changes), (Some(amended), Vec::new()), "applied again, nothing changes");
    assert!(again.skipped.iter().all(|skip| skip.reason == "unknown"), "{:?}", again.skipped);
}

#[test]
fn what_is_wrong_with_a_request_is_told_at_once() {
    let many = pb::AmendPlanRequest { fixes: vec![pb::ChosenFix::default(); 101], ..Default::default() };
    let nameless = pb::AmendPlanRequest {
        as_of: "soon".into(),
        fixes: vec![pb::ChosenFix::default()],
        plan: Some(pb::Plan { tone: Some("loud".into()), ..Default::default() }),
        ..Default::default()
    };
    for (request, fields) in
        [(many, vec!["fixes", "plan"]), (nameless, vec!["as_of", "fixes[0].id", "plan.tone"])]
    {
        let status = amend(&request).expect_err("it is refused");
        let found: Vec<&str> = status.violations().iter().map(|violation| violation.field.as_str()).collect();
        assert_eq!(found, fields);
    }
}
