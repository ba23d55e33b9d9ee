//! The public API as a module answers it: bytes in, bytes out.

mod amend;
mod calendar;
mod property;
mod rulebook;

use guidance_proto::FILE_DESCRIPTOR_SET;
use guidance_proto::v1 as pb;
use guidance_rulebook::{Bundle, Kind, PLAN, Type};
use prost::Message as _;
use prost_types::FileDescriptorSet;
use prost_types::field_descriptor_proto::{Label, Type as ProtoType};

use super::RulebookModule;
use crate::{CallContext, Code, CountryModule as _, Status};

const MODULE: &str = "module: atlantis
market: AT
name: Atlantis
version: 1.2.0
kind: rulebook
languages: [en, ja]
time_zone: Pacific/Auckland
publisher: affiliates/at
recorded: 2026-01-01
affiliate: {role: Local affiliate, reach: Ask}
---
source: talk
title: A talk
kind: panel
";

/// Atlantis with `facts` facts, `scale/0` to `scale/<n>`; the first carries a founding claim.
fn atlantis(facts: usize) -> RulebookModule {
    let fact = |index: usize| {
        let claims = if index == 0 { ", claims: [S001]" } else { "" };
        format!(
            "fact: scale/{index}\ntitle: A count\ntype: count\nunit: people\nbefore_first: unknown\nreview_every: 30d\n\
             history: [{{from: 2010, value: {index}, confidence: low, sources: [talk]{claims}}}]\n"
        )
    };
    let facts: Vec<String> = (0..facts).map(fact).collect();
    let files =
        [("module.yaml".to_owned(), MODULE.to_owned()), ("facts.yaml".to_owned(), facts.join("---\n"))];
    RulebookModule::load(&Bundle::from_files(files).to_tar(), []).expect("the rulebook of Atlantis loads")
}

fn context() -> CallContext {
    // 2026-06-30T13:00:00Z: already the first of July in Auckland.
    CallContext {
        now_unix_seconds: 1_782_824_400,
        digest: "sha256:abc".to_owned(),
        publisher: "them".to_owned(),
    }
}

fn facts(module: &RulebookModule, request: &pb::ListFactsRequest) -> Result<pb::ListFactsResponse, Status> {
    let bytes =
        module.call(&context(), "/marketguidance.v1.CatalogService/ListFacts", &request.encode_to_vec())?;
    Ok(pb::ListFactsResponse::decode(&bytes[..]).expect("the answer is a message"))
}

#[test]
fn today_is_the_day_in_the_market() {
    let answer = facts(&atlantis(1), &pb::ListFactsRequest::default()).expect("an answer");
    let provenance = answer.provenance.expect("every answer has one");
    assert_eq!(provenance.as_of, "2026-07-01");
    assert_eq!((provenance.digest.as_str(), provenance.publisher.as_str()), ("sha256:abc", "them"));
    assert_eq!(provenance.stale_facts, ["scale/0"]);
}

#[test]
fn every_violation_is_told_at_once() {
    let request = pb::ReviewPlanRequest {
        as_of: "2010-13".to_owned(),
        known_as_of: "soon".to_owned(),
        view: 99,
        plan: Some(pb::Plan {
            tone: Some("loud".to_owned()),
            starts_on: Some("2026-02-30".to_owned()),
            channels: vec![pb::Channel { purpose: Some("adverts".to_owned()), ..Default::default() }],
            ..Default::default()
        }),
        ..Default::default()
    };
    let method = "/marketguidance.v1.GuidanceService/ReviewPlan";
    let status =
        atlantis(0).call(&context(), method, &request.encode_to_vec()).expect_err("all of it is wrong");
    let fields: Vec<&str> = status.violations().iter().map(|violation| violation.field.as_str()).collect();
    assert_eq!(
        fields,
        ["as_of", "known_as_of", "view", "plan.channels[0].purpose", "plan.tone", "plan.starts_on"]
    );
    assert!(status.message().contains("did you mean `advertising`?"), "{}", status.message());
}

#[test]
fn what_cannot_be_answered_is_refused() {
    let atlantis = atlantis(0);
    let review = "/marketguidance.v1.GuidanceService/ReviewPlan";
    let pinned = pb::ReviewPlanRequest {
        module_version: "9.0.0".to_owned(),
        plan: Some(pb::Plan::default()),
        ..Default::default()
    };
    for (method, request, code, says) in [
        (review, Vec::new(), Code::InvalidArgument, "plan: a plan is needed"),
        (review, vec![0xff; 8], Code::InvalidArgument, "not a valid message"),
        (review, vec![0; 600 << 10], Code::ResourceExhausted, "a module takes 524288"),
        (review, pinned.encode_to_vec(), Code::FailedPrecondition, "1.2.0 is"),
        ("/marketguidance.v1.GuidanceService/Foretell", Vec::new(), Code::Unimplemented, "Foretell"),
    ] {
        let status = atlantis.call(&context(), method, &request).expect_err(says);
        assert_eq!(status.code(), code, "{status}");
        assert!(status.message().contains(says), "must say `{says}`: {status}");
    }
}

#[test]
fn pages_hold_everything_once() {
    let module = atlantis(25);
    let mut request = pb::ListFactsRequest { page_size: 10, ..Default::default() };
    let mut keys = Vec::new();
    loop {
        let page = facts(&module, &request).expect("a page");
        keys.extend(page.facts.into_iter().map(|fact| fact.key));
        if page.next_page_token.is_empty() {
            break;
        }
        request.page_token = page.next_page_token;
    }
    let unpaged = facts(&module, &pb::ListFactsRequest::default()).expect("all").facts;
    assert_eq!(keys, unpaged.into_iter().map(|fact| fact.key).collect::<Vec<_>>());
    assert_eq!(keys.len(), 25);

    for (page_size, page_token, field) in
        [(-1, "", "page_size"), (1001, "", "page_size"), (10, "a.b", "page_token"), (10, "x", "page_token")]
    {
        let request =
            pb::ListFactsRequest { page_size, page_token: page_token.to_owned(), ..Default::default() };
        let status = facts(&module, &request).expect_err(field);
        assert_eq!(status.violations()[0].field, field);
    }
    let foreign = pb::ListFactsRequest { key_prefix: "scale/1".to_owned(), ..request };
    assert!(facts(&module, &foreign).is_err(), "a token of another list must be refused");
}

#[test]
fn facts_are_found_by_key_and_by_claim() {
    for (id, expected) in [("scale/3", "scale/3"), ("S001", "scale/0")] {
        let request = pb::ListFactsRequest { ids: vec![id.to_owned()], ..Default::default() };
        let found = facts(&atlantis(5), &request).expect("an answer").facts;
        assert_eq!(
            found.iter().map(|fact| fact.key.as_str()).collect::<Vec<_>>(),
            [expected],
            "asked for {id}"
        );
    }
}

/// The engine's schema of a plan and the public message say the same, field by field, down to the words.
#[test]
fn the_schema_is_the_message() {
    let descriptors = FileDescriptorSet::decode(FILE_DESCRIPTOR_SET).expect("the crate's own descriptors");
    let file = descriptors
        .file
        .iter()
        .find(|file| file.name() == "marketguidance/v1/plan.proto")
        .expect("plan.proto");
    compare(file, "Plan", &PLAN);
}

fn compare(file: &prost_types::FileDescriptorProto, message: &str, kind: &Kind) {
    let (index, descriptor) =
        file.message_type.iter().enumerate().find(|(_, m)| m.name() == message).expect("the message exists");
    let names: Vec<&str> = descriptor.field.iter().map(|field| field.name()).collect();
    assert_eq!(names, kind.fields.iter().map(|field| field.name).collect::<Vec<_>>(), "fields of {message}");
    for (number, (proto, field)) in descriptor.field.iter().zip(kind.fields).enumerate() {
        let place = format!("{message}.{}", field.name);
        let repeated = proto.label() == Label::Repeated;
        let (expected, list) = match field.ty {
            Type::Text | Type::Label | Type::Language | Type::Word(_) | Type::Date => {
                (ProtoType::String, false)
            }
            Type::Boolean => (ProtoType::Bool, false),
            Type::Integer => (ProtoType::Uint32, false),
            Type::Percent => (ProtoType::Double, false),
            Type::Labels | Type::Languages | Type::Markets | Type::Words(_) => (ProtoType::String, true),
            Type::Integers => (ProtoType::Int64, true),
            Type::Record(_) => (ProtoType::Message, false),
            Type::Records(_) => (ProtoType::Message, true),
        };
        assert_eq!((proto.r#type(), repeated), (expected, list), "type of {place}");
        let path = [4, index as i32, 2, number as i32];
        let locations = &file.source_code_info.as_ref().expect("comments are included").location;
        let comment =
            locations.iter().find(|location| location.path == path).expect("every field").leading_comments();
        if let Type::Word(words) | Type::Words(words) = field.ty {
            let comment = comment.replace('\n', "");
            assert!(
                comment.contains(&words.join(", ")),
                "the comment of {place} must list: {}",
                words.join(", ")
            );
        }
        if let Type::Record(inner) | Type::Records(inner) = field.ty {
            let name = proto.type_name().rsplit('.').next().expect("a type has a name");
            compare(file, name, inner);
        }
    }
}
