use guidance_proto::v1::{Coverage, Market, MarketState};

use super::{greeting, ready};

fn market(code: &str, name: &str, state: MarketState, reason: &str, stale_facts: u32) -> Market {
    Market {
        market: code.into(),
        display_name: name.into(),
        state: state.into(),
        state_reason: reason.into(),
        module: name.to_lowercase(),
        module_version: "0.1.0".into(),
        coverage: (state == MarketState::Serving).then(|| Coverage {
            rules: 31,
            facts: 58,
            stale_facts,
            ..Coverage::default()
        }),
        ..Market::default()
    }
}

#[test]
fn one_table_then_reasons_then_what_to_paste() {
    let untrusted = "signed by a key that is not trusted here";
    let markets = [
        market("CN", "China", MarketState::Serving, "", 0),
        market("IN", "India", MarketState::Serving, "", 12),
        market("JP", "Japan", MarketState::Refused, untrusted, 0),
        market("KR", "Korea", MarketState::Refused, untrusted, 0),
    ];
    let text = greeting(&markets, "127.0.0.1:7400".parse().unwrap(), "127.0.0.1:7410".parse().unwrap());
    let expected = r#"
MARKET  NAME   MODULE       RULES  FACTS  FRESHNESS       STATE
CN      China  china 0.1.0     31     58  all fresh       serving
IN      India  india 0.1.0     31     58  12 of 58 stale  serving
JP      Japan  japan 0.1.0      -      -  -               refused
KR      Korea  korea 0.1.0      -      -  -               refused

JP, KR: signed by a key that is not trusted here

Try in another terminal:
  cargo guidance ask IN --sector legal
  cargo guidance review examples/plan.yaml --market CN
  cargo guidance compare '*' --sector legal
Or with any gRPC client (the module host on 127.0.0.1:7410 answers the same calls):
  grpcurl -plaintext 127.0.0.1:7400 list
  grpcurl -plaintext -d '{"market":"IN","brief":{"sector":"legal"}}' 127.0.0.1:7400 marketguidance.v1.GuidanceService/AdviseMarket
  grpcurl -plaintext -d '{"market":"CN","plan":{"sector":"legal","run_from":"abroad","channels":[{"id":"c1","platform":"facebook","purpose":"brand"}]}}' 127.0.0.1:7400 marketguidance.v1.GuidanceService/ReviewPlan

"#;
    assert_eq!(text, expected);
    let elsewhere = greeting(&markets, "127.0.0.1:7461".parse().unwrap(), "127.0.0.1:7462".parse().unwrap());
    assert!(elsewhere.contains("ask IN --sector legal --gateway 127.0.0.1:7461\n"), "{elsewhere}");
}

#[test]
fn scripts_can_wait_for_the_last_line() {
    let line = ready("127.0.0.1:7400".parse().unwrap(), "127.0.0.1:7410".parse().unwrap(), "data");
    assert!(line.starts_with("ready"), "{line}");
    assert!(!line.contains('\n'));
}
