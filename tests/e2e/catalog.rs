//! Single platforms, what stands in for them, and the playbook.

use guidance_e2e::{Stack, within};
use guidance_proto::v1 as pb;
use tonic::{Code, Response, Status};

use crate::reason;

async fn answer<T>(call: impl Future<Output = Result<Response<T>, Status>>) -> T {
    let response = within("an answer", call).await;
    response.unwrap_or_else(|status| panic!("must be answered: {status}")).into_inner()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_platform_is_found_by_any_of_its_names() {
    let stack = Stack::with_market("CN").start().await;
    for (spelling, id) in [("wechat", "wechat"), ("微信", "wechat"), ("Facebook", "facebook")] {
        let request =
            pb::GetPlatformRequest { market: "CN".into(), platform: spelling.into(), ..Default::default() };
        let platform = answer(stack.catalog().get_platform(request)).await.platform.expect("a platform");
        assert_eq!(platform.id, id, "{spelling}");
        assert_eq!(platform.access() == pb::AccessState::Blocked, id == "facebook", "{spelling}");
    }
    for (spelling, code, expected) in
        [("wechatt", Code::NotFound, "UNKNOWN_PLATFORM"), ("", Code::InvalidArgument, "")]
    {
        let platform = spelling.to_owned();
        let request =
            pb::GetPlatformRequest { market: "CN".into(), platform: platform.clone(), ..Default::default() };
        let status = within("an answer", stack.catalog().get_platform(request)).await.expect_err(spelling);
        assert_eq!((status.code(), reason(&status).as_str()), (code, expected));
        let request = pb::FindSubstitutesRequest { market: "CN".into(), platform, ..Default::default() };
        let status =
            within("an answer", stack.catalog().find_substitutes(request)).await.expect_err(spelling);
        assert_eq!((status.code(), reason(&status).as_str()), (code, expected));
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_stands_in_for_a_platform_is_what_the_fix_of_a_review_names() {
    let stack = Stack::with_market("CN").start().await;
    for (as_of, first) in [("2026-11-22", "wechat"), ("2010-03", "qzone")] {
        let request = pb::FindSubstitutesRequest {
            market: "CN".into(),
            as_of: as_of.into(),
            platform: "Facebook".into(),
            ..Default::default()
        };
        let found = answer(stack.catalog().find_substitutes(request)).await;
        assert_eq!(found.platform, "facebook");
        let substitutes: Vec<_> = found.substitutes.iter().map(|one| one.platform.as_str()).collect();
        assert_eq!(substitutes.first(), Some(&first), "as of {as_of}: {substitutes:?}");
        assert!(found.substitutes.is_sorted_by_key(|one| one.rank), "{:?}", found.substitutes);

        let channel = pb::Channel { platform: Some("Facebook".into()), ..Default::default() };
        let plan = pb::Plan { channels: vec![channel], ..Default::default() };
        let request = pb::ReviewPlanRequest {
            market: "CN".into(),
            as_of: as_of.into(),
            plan: Some(plan),
            ..Default::default()
        };
        let review = answer(stack.guidance().review_plan(request)).await;
        let finding = review.findings.iter().find(|it| it.rule_id == "CN-RCH-001").expect("CN-RCH-001");
        let values: Vec<_> = finding.fixes[0].values.iter().map(|value| value.trim_matches('"')).collect();
        assert!(substitutes.starts_with(&values), "as of {as_of}: {values:?} of {substitutes:?}");
    }
    let commerce = |purpose: &str| pb::FindSubstitutesRequest {
        market: "CN".into(),
        platform: "facebook".into(),
        purposes: vec![purpose.into()],
        ..Default::default()
    };
    answer(stack.catalog().find_substitutes(commerce("commerce"))).await;
    let status = within("an answer", stack.catalog().find_substitutes(commerce("comerce"))).await;
    assert!(status.expect_err("no such purpose").message().contains("purposes[0]"));
}

#[tokio::test(flavor = "multi_thread")]
async fn the_playbook_names_the_rules_of_its_stages() {
    let stack = Stack::with_market("CN").start().await;
    let request = pb::GetPlaybookRequest { market: "CN".into(), ..Default::default() };
    let playbook = answer(stack.catalog().get_playbook(request)).await;
    assert_eq!(playbook.stages.first().map(|stage| stage.id.as_str()), Some("listen"));
    assert!(playbook.stages.is_sorted_by_key(|stage| stage.order));
    assert!(!playbook.rules.is_empty());
    for rule in &playbook.rules {
        let stage =
            playbook.stages.iter().find(|stage| stage.id == rule.stage).expect("a stage of the playbook");
        assert!(stage.rule_ids.contains(&rule.id), "{} is not of {}", rule.id, stage.id);
    }
}
