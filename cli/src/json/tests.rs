use guidance_proto::v1 as pb;
use serde_json::json;

use super::*;

#[test]
fn a_message_is_the_json_that_protobuf_describes() {
    let answer = pb::ReviewPlanResponse {
        verdict: pb::Verdict::NoGo.into(),
        findings: vec![pb::Finding { rule_id: "CN-RCH-001".into(), ..pb::Finding::default() }],
        ..pb::ReviewPlanResponse::default()
    };
    let line = line("marketguidance.v1.ReviewPlanResponse", &answer);
    assert_eq!(line, r#"{"verdict":"VERDICT_NO_GO","findings":[{"ruleId":"CN-RCH-001"}]}"#);
    let back: pb::ReviewPlanResponse =
        read("marketguidance.v1.ReviewPlanResponse", serde_json::from_str(&line).unwrap()).unwrap();
    assert_eq!(back, answer);
}

#[test]
fn details_of_errors_are_shown_by_their_type() {
    use tonic_types::{ErrorDetails, StatusExt as _};
    let details = ErrorDetails::with_error_info(
        "UNKNOWN_MARKET",
        "marketguidance",
        [("market".to_owned(), "CM".to_owned())],
    );
    let status = tonic::Status::with_error_details(tonic::Code::NotFound, "no market", details);
    let status = pb::CallStatus::decode(status.details()).unwrap();
    let shown: serde_json::Value =
        serde_json::from_str(&line("marketguidance.v1.CallStatus", &status)).unwrap();
    assert_eq!(shown["details"][0]["reason"], json!("UNKNOWN_MARKET"));
}

#[test]
fn what_is_no_field_is_refused() {
    let fault = read::<pb::Plan>("marketguidance.v1.Plan", json!({ "sektor": "legal" })).unwrap_err();
    assert!(fault.contains("sektor"), "{fault}");
}
