//! Requests that do not say what to explain.

use guidance_proto::v1 as pb;
use guidance_rulebook::Bundle;
use prost::Message as _;

use crate::{CallContext, Code, CountryModule as _, RulebookModule, Status};

const MODULE: &str = "module: atlantis
market: AT
name: Atlantis
version: 1.0.0
kind: rulebook
languages: [en]
time_zone: UTC
publisher: affiliates/at
recorded: 2026-01-01
affiliate: {role: Local affiliate, reach: Ask}
---
source: talk
title: A talk
kind: panel
";

const RULE: &str = "rule: AT-CUS-001
title: Sell softly
status: active
authority: custom
severity: warning
fails_if: 'plan.tone == \"hard_sell\"'
message: Sell softly.
sources: [talk]
examples:
  - {name: a, expect: fail, plan: {tone: hard_sell}}
  - {name: b, expect: pass, plan: {tone: soft_sell}}
  - {name: c, expect: not_applicable, plan: {audience: {region_codes: [FR]}}}
  - {name: d, expect: cannot_tell, plan: {}}
";

fn ask(request: &pb::ExplainFindingRequest) -> Result<pb::ExplainFindingResponse, Status> {
    let files = [("module.yaml", MODULE), ("rules/AT-CUS-001.yaml", RULE)];
    let bundle = Bundle::from_files(files.map(|(path, text)| (path.to_owned(), text.to_owned())));
    let atlantis = RulebookModule::load(&bundle.to_tar(), []).expect("the rulebook of Atlantis loads");
    let context = CallContext {
        now_unix_seconds: 1_782_824_400,
        digest: "sha256:abc".to_owned(),
        publisher: "them".to_owned(),
    };
    let method = "/marketguidance.v1.GuidanceService/ExplainFinding";
    let bytes = atlantis.call(&context, method, &request.encode_to_vec())?;
    Ok(pb::ExplainFindingResponse::decode(&bytes[..]).expect("the answer is a message"))
}

fn request(fingerprint: &str, rule_id: &str, item: &str) -> pb::ExplainFindingRequest {
    pb::ExplainFindingRequest {
        plan: Some(pb::Plan { tone: Some("hard_sell".to_owned()), ..Default::default() }),
        fingerprint: fingerprint.to_owned(),
        rule_id: rule_id.to_owned(),
        item: item.to_owned(),
        ..Default::default()
    }
}

#[test]
fn a_rule_and_its_fingerprint_name_the_same_finding() {
    let by_rule = ask(&request("", "AT-CUS-001", "")).expect("an explanation");
    let finding = by_rule.finding.clone().expect("a finding");
    assert_eq!(by_rule.summary, "FAIL because plan.tone == \"hard_sell\" is true: tone is hard_sell");
    let by_both = ask(&request(&finding.fingerprint, "AT-CUS-001", "")).expect("an explanation");
    assert_eq!(by_both, by_rule);
}

#[test]
fn every_field_that_is_wrong_is_named() {
    let known =
        ask(&request("", "AT-CUS-001", "")).expect("an explanation").finding.expect("a finding").fingerprint;
    let planless = pb::ExplainFindingRequest { plan: None, ..request("", "", "") };
    for (asked, code, fields) in [
        (request("", "", ""), Code::InvalidArgument, &["fingerprint", "rule_id"][..]),
        (request("", "", "c1"), Code::InvalidArgument, &["fingerprint", "rule_id"]),
        (planless, Code::InvalidArgument, &["fingerprint", "rule_id", "plan"]),
        (request("+00000000000000f", "", ""), Code::InvalidArgument, &["fingerprint"]),
        (request("äääääääää", "", ""), Code::InvalidArgument, &["fingerprint"]),
        (request(&known, "AT-CUS-002", "c1"), Code::InvalidArgument, &["rule_id", "item"]),
        (request("0123456789abcdef", "", ""), Code::NotFound, &[]),
        (request("", "AT-CUS-002", ""), Code::NotFound, &[]),
    ] {
        let status = ask(&asked).expect_err("nothing there is to explain");
        let found: Vec<&str> = status.violations().iter().map(|violation| violation.field.as_str()).collect();
        assert_eq!((status.code(), &found[..]), (code, fields), "{status}");
    }
}

#[test]
fn an_error_fits_the_headers_it_travels_in() {
    let long = "x".repeat(10_000);
    for asked in [request("", &long, ""), request("", "AT-CUS-001", &long), request(&long, "", "")] {
        let status = ask(&asked).expect_err("there is no such thing");
        assert!(status.encode().len() < 2_000, "{status}");
    }
}
