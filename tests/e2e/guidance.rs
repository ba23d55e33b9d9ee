//! What the six markets answer, today and as of March 2010.

use guidance_e2e::{Stack, within};
use guidance_proto::v1 as pb;
use tonic::{Response, Status};

const MARKETS: [&str; 6] = ["CN", "ID", "IN", "JP", "KR", "MY"];

async fn answer<T>(call: impl Future<Output = Result<Response<T>, Status>>) -> T {
    let response = within("an answer", call).await;
    response.unwrap_or_else(|status| panic!("must be answered: {status}")).into_inner()
}

async fn advise(stack: &Stack, market: &str, sector: &str, as_of: &str) -> pb::AdviseMarketResponse {
    let request = pb::AdviseMarketRequest {
        market: market.to_owned(),
        as_of: as_of.to_owned(),
        brief: Some(pb::Brief { sector: Some(sector.to_owned()), ..Default::default() }),
        ..Default::default()
    };
    answer(stack.guidance().advise_market(request)).await
}

async fn facts(stack: &Stack, request: pb::ListFactsRequest) -> Vec<pb::Fact> {
    answer(stack.catalog().list_facts(pb::ListFactsRequest { page_size: 1000, ..request })).await.facts
}

fn names(channels: &[pb::ChannelAdvice]) -> Vec<&str> {
    channels.iter().map(|channel| channel.platform.as_str()).collect()
}

fn value(fact: &pb::Fact) -> &pb::fact_value::Value {
    fact.value
        .as_ref()
        .and_then(|value| value.value.as_ref())
        .unwrap_or_else(|| panic!("{} has no value", fact.key))
}

#[tokio::test(flavor = "multi_thread")]
async fn a_law_firm_gets_advice_for_india_today() {
    let stack = Stack::with_market("IN").start().await;
    let advice = advise(&stack, "IN", "legal", "").await;
    let channels = names(&advice.channels);
    assert!(!channels.contains(&"orkut"), "Orkut was shut down in 2014: {channels:?}");
    assert!(channels.len() >= 3, "{channels:?}");
    for channel in &advice.channels {
        assert!(
            channel.reasons_against.iter().any(|reason| reason.contains("Rule 36")),
            "a law firm must be told of Rule 36 on {}",
            channel.platform
        );
    }
    let strongest = &advice.binding_rules.iter().find(|rule| rule.id == "IN-PRO-001");
    assert!(strongest.is_some_and(|rule| !rule.sources.is_empty()), "Rule 36 binds law firms");
    assert!(!advice.access_profile.is_empty() && !advice.cultural_rules.is_empty());
    assert_eq!(advice.playbook.first().map(|stage| stage.id.as_str()), Some("listen"));
    assert!(!advice.affiliate.expect("whom to call").reach.is_empty());
    let provenance = advice.provenance.expect("who made this");
    assert_eq!((provenance.market.as_str(), provenance.module.as_str()), ("IN", "india"));
    assert!(provenance.digest.starts_with("sha256:"), "{}", provenance.digest);
}

#[tokio::test(flavor = "multi_thread")]
async fn as_of_march_2010_orkut_leads_india_and_mobile_is_becoming_the_way_online() {
    let stack = Stack::with_market("IN").start().await;
    for as_of in ["2010-03-31", "2010-03"] {
        let advice = advise(&stack, "IN", "legal", as_of).await;
        assert_eq!(advice.provenance.expect("who made this").as_of, "2010-03-31", "asked as of {as_of}");
        let first = &advice.channels[0];
        assert_eq!(first.platform, "orkut");
        assert!(first.evidence.iter().all(|fact| !fact.sources.is_empty() && !fact.valid_from.is_empty()));
        let mobile =
            advice.access_profile.iter().find(|fact| fact.fact == "profile/mobile").expect("profile/mobile");
        assert_eq!((mobile.value.as_str(), mobile.valid_from.as_str()), ("becoming_primary", "2010-03"));
        assert!(!mobile.sources.is_empty(), "with its source");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_facts_of_china_are_those_of_march_2010() {
    use pb::fact_value::Value::{Integer, Word};
    let stack = Stack::with_market("CN").start().await;
    let request = pb::ListFactsRequest { market: "CN".into(), as_of: "2010-03".into(), ..Default::default() };
    let facts = facts(&stack, request).await;
    for (key, expected) in [
        ("audience/qzone", Integer(183_000_000)),
        ("audience/xiaonei", Integer(40_000_000)),
        ("audience/kaixin001", Integer(30_000_000)),
        ("audience/facebook", Integer(400_000)),
        ("scale/internet_users_quoted", Integer(338_000_000)),
        ("access/twitter", Word("blocked".into())),
        ("access/google-wave", Word("open".into())),
    ] {
        let fact = facts.iter().find(|fact| fact.key == key).unwrap_or_else(|| panic!("{key} is not listed"));
        assert_eq!(value(fact), &expected, "{key}");
        assert!(!fact.value.as_ref().expect("a value").sources.is_empty(), "{key} has a source");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_plan_on_facebook_run_from_abroad_is_a_no_go_in_china() {
    let stack = Stack::with_market("CN").start().await;
    for (as_of, substitute) in [("", "\"wechat\""), ("2010-03", "\"qzone\"")] {
        let channel =
            pb::Channel { id: Some("c1".into()), platform: Some("Facebook".into()), ..Default::default() };
        let plan = pb::Plan {
            run_from: Some("abroad".into()),
            meets_in_person: Some(false),
            channels: vec![channel],
            ..Default::default()
        };
        let request = pb::ReviewPlanRequest {
            market: "CN".into(),
            as_of: as_of.into(),
            plan: Some(plan),
            ..Default::default()
        };
        let review = answer(stack.guidance().review_plan(request)).await;
        assert_eq!(review.verdict(), pb::Verdict::NoGo, "as of `{as_of}`");
        let finding =
            review.findings.iter().find(|finding| finding.rule_id == "CN-RCH-001").expect("CN-RCH-001");
        assert_eq!(finding.outcome(), pb::Outcome::Fail);
        assert_eq!((finding.authority(), finding.severity()), (pb::Authority::Reach, pb::Severity::Blocker));
        assert_eq!((finding.path.as_str(), finding.item.as_str()), ("channels[0].platform", "c1"));
        assert!(!finding.why.is_empty() && finding.sources.iter().any(|source| !source.date.is_empty()));
        assert_eq!(finding.fixes[0].values[0], substitute, "as of `{as_of}`");
        let in_person = review.findings.iter().find(|finding| finding.rule_id == "ASIA-CUS-001");
        assert!(
            in_person.is_some_and(|finding| finding.outcome() == pb::Outcome::Fail),
            "nobody meets in person"
        );
        assert!(!review.questions.is_empty(), "what the plan does not say is asked for");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn all_six_markets_are_listed_with_their_modules() {
    let stack =
        MARKETS[1..].iter().fold(Stack::with_market(MARKETS[0]), |stack, market| stack.and_market(market));
    let stack = stack.start().await;
    let listed = answer(stack.catalog().list_markets(pb::ListMarketsRequest {})).await.markets;
    assert_eq!(listed.iter().map(|market| market.market.as_str()).collect::<Vec<_>>(), MARKETS);
    for market in listed {
        assert_eq!(market.state(), pb::MarketState::Serving, "{}: {}", market.market, market.state_reason);
        let coverage = market.coverage.expect("how much it knows");
        assert!(coverage.rules > 0 && coverage.facts > 0, "{} knows nothing", market.market);
        let request = pb::ListPlatformsRequest { market: market.market.clone(), ..Default::default() };
        let platforms = answer(stack.catalog().list_platforms(request)).await.platforms;
        assert!(
            platforms.iter().all(|platform| platform.access() != pb::AccessState::ShutDown),
            "{}",
            market.market
        );
        assert!(!platforms.is_empty(), "{} has no platforms", market.market);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_template_is_a_module_like_the_others() {
    let stack = Stack::with_market("ZZ").start().await;
    let template = stack.market("ZZ").await.expect("the template is listed");
    assert_eq!(template.state(), pb::MarketState::Serving, "{}", template.state_reason);
    assert!(!advise(&stack, "ZZ", "legal", "").await.channels.is_empty());
}

#[tokio::test(flavor = "multi_thread")]
async fn the_texts_come_in_the_language_asked_for() {
    let stack = Stack::with_market("JP").start().await;
    let request =
        pb::AdviseMarketRequest { market: "JP".into(), language: "ja-JP".into(), ..Default::default() };
    let advice = answer(stack.guidance().advise_market(request)).await;
    assert_eq!(advice.provenance.expect("who made this").language, "ja");
    let titles: String = advice.binding_rules.iter().map(|rule| rule.title.as_str()).collect();
    assert!(titles.chars().any(|c| ('\u{3040}'..='\u{30ff}').contains(&c)), "Japanese titles: {titles}");
}

#[tokio::test(flavor = "multi_thread")]
async fn the_same_request_gets_the_same_bytes_from_gateway_and_host() {
    let stack = Stack::with_market("KR").start().await;
    let ask = |mut caller: pb::guidance_service_client::GuidanceServiceClient<_>| async move {
        let request =
            pb::AdviseMarketRequest { market: "KR".into(), as_of: "2026-11-22".into(), ..Default::default() };
        answer(caller.advise_market(request)).await
    };
    let at_host = pb::guidance_service_client::GuidanceServiceClient::new(stack.host_channel.clone());
    let first = ask(stack.guidance()).await;
    assert_eq!(first, ask(stack.guidance()).await);
    assert_eq!(first, ask(at_host).await);
}
