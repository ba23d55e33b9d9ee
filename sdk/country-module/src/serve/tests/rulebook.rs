//! RulebookService: rules as pages, changes, coverage, stale facts.

use guidance_proto::v1 as pb;
use guidance_rulebook::Bundle;
use prost::Message;

use super::{MODULE, context};
use crate::serve::RulebookModule;
use crate::{Code, CountryModule as _, Status};

const RULE: &str = "rule: AT-TON-001
title: {en: Politics in a trading place, ja: 政治}
status: preview
in_force: {from: 2026-08}
authority: custom
severity: warning
sources: [talk]
for_each: {content: plan.contents}
let: {space: 'fact(\"norm/space\")'}
fails_if: 'space == \"trade\" && content.text in list(\"words\")'
examples:
  - {name: a, expect: fail, plan: {contents: [{text: vote}]}}
  - {name: b, expect: pass, as_of: 2026-09, plan: {contents: [{text: buy}]}}
  - {name: c, expect: not_applicable, plan: {}}
  - {name: d, expect: cannot_tell, plan: {contents: [{}]}}
";
const DOCUMENTS: &str = "fact: norm/space
title: What is it for?
type: word
before_first: unknown
review_every: 30d
history:
  - {from: 2026-01, value: trade, confidence: low, sources: [talk]}
  - {from: 2026-12-01, value: politics, confidence: low, sources: [talk]}
---
list: words
title: Words
values: [vote]
";

const RELEASES: &str = "release: 1.2.0
date: 2026-06-15
changes: [{kind: changed, text: {en: Politics is told., ja: 政治}, rules: [AT-TON-002]}]
---
release: 1.1.0
date: 2026-05-01
changes: [{kind: added, text: All.}]
";
const REGION: &str = "module: ocean
region: ocean
name: Ocean
version: 1.0.0
kind: rulebook
languages: [en]
time_zone: UTC
publisher: regions/ocean
recorded: 2026-01-01
";
const WINDOW: &str = "window: at-tide
title: Tide
kind: festival
days:
  - {year: 2026, from: 2026-11-24, until: 2026-11-24, status: official, sources: [talk]}
  - {year: 2027, from: 2027-03-01, until: 2027-03-01, status: estimated, sources: [talk]}
---
window: at-ebb
title: Ebb
kind: quiet_days
every_year: false
days: [{year: 2027, status: awaiting_notice}]
";

/// Atlantis with releases, a calendar, and a rule of its region switched off.
fn whole() -> RulebookModule {
    let head = MODULE.replace("kind: rulebook", "extends: [ocean]\nkind: rulebook");
    let regional = RULE.replace("AT-TON-001", "OC-TON-001");
    loaded(&[
        ("module.yaml", &head),
        ("bases/ocean/module.yaml", REGION),
        ("bases/ocean/rules/OC-TON-001.yaml", &regional),
        ("bases/ocean/rules/OC-TON-002.yaml", &regional.replace("TON-001", "TON-002")),
        ("without.yaml", "without: OC-TON-001\nreason: {en: We have a bridge., ja: 橋}\n"),
        ("changelog.yaml", RELEASES),
        ("calendar.yaml", WINDOW),
        ("documents.yaml", DOCUMENTS),
        ("rules/AT-TON-002.yaml", &RULE.replace("TON-001", "TON-002")),
    ])
}

fn loaded(files: &[(&str, &str)]) -> RulebookModule {
    let files = files.iter().map(|(path, text)| ((*path).to_owned(), (*text).to_owned()));
    RulebookModule::load(&Bundle::from_files(files).to_tar(), []).expect("the rulebook of Atlantis loads")
}

fn module() -> RulebookModule {
    let active = RULE.replace("TON-001", "TON-002").replace("status: preview", "status: active");
    loaded(&[
        ("module.yaml", MODULE),
        ("documents.yaml", DOCUMENTS),
        ("rules/AT-TON-001.yaml", RULE),
        ("rules/AT-TON-002.yaml", &active),
    ])
}

/// Asks a method of RulebookService.
fn ask<Response: Message + Default>(method: &str, request: &impl Message) -> Result<Response, Status> {
    ask_of(&module(), method, request)
}

fn ask_of<Response: Message + Default>(
    module: &RulebookModule,
    method: &str,
    request: &impl Message,
) -> Result<Response, Status> {
    let method = format!("/marketguidance.v1.RulebookService/{method}");
    let bytes = module.call(&context(), &method, &request.encode_to_vec())?;
    assert_eq!(bytes, module.call(&context(), &method, &request.encode_to_vec())?, "the same bytes twice");
    Ok(Response::decode(&bytes[..]).expect("the answer is a message"))
}

fn rule(id: &str) -> Result<pb::GetRuleResponse, Status> {
    ask(
        "GetRule",
        &pb::GetRuleRequest { rule_id: id.to_owned(), language: "ja-JP".to_owned(), ..Default::default() },
    )
}

fn changes(request: &pb::ListChangesRequest) -> Result<pb::ListChangesResponse, Status> {
    ask("ListChanges", request)
}

#[test]
fn a_rule_is_shown_whatever_its_status() {
    let answer = rule("AT-TON-001").expect("an answer");
    assert_eq!(answer.rule.as_ref().map(|rule| rule.status.as_str()), Some("preview"));
    let check = answer.check.expect("it can be checked");
    assert_eq!(check.for_each, "content: plan.contents");
    assert_eq!(check.lets, ["space: fact(\"norm/space\")"]);
    assert_eq!((check.applies_if.as_str(), check.at.as_str()), ("", ""));
    assert_eq!(check.reads, ["norm/space", "words"]);
    let example = &answer.examples[1];
    assert_eq!(
        (example.name.as_str(), example.expect(), example.as_of.as_str()),
        ("b", pb::Outcome::Pass, "2026-09")
    );
    assert_eq!(example.plan, "{\"contents\":[{\"text\":\"buy\"}]}");
    assert!(answer.page.starts_with("# AT-TON-001: 政治\n"), "{}", answer.page);
    assert_eq!(
        answer.provenance.expect("who made it").stale_facts,
        ["norm/space"],
        "the page shows its value"
    );
}

#[test]
fn a_rule_that_is_not_there_is_not_found_with_the_nearest() {
    let status = rule("AT-TON-003").expect_err("no such rule");
    assert_eq!((status.code(), status.reason()), (Code::NotFound, Some("UNKNOWN_RULE")));
    assert!(status.message().contains("AT-TON-001, AT-TON-002"), "{status}");
    let endless = rule(&"x".repeat(100_000)).expect_err("no such rule");
    assert!(endless.message().len() < 200 && endless.message().contains("ListRules"), "{endless}");
    let status = rule("").expect_err("none is named");
    assert_eq!(status.violations()[0].field, "rule_id");
}

#[test]
fn changes_are_those_of_the_year_to_come_unless_a_period_is_named() {
    let listed = |from: &str, until: &str| {
        let request = pb::ListChangesRequest { from: from.into(), until: until.into(), ..Default::default() };
        let changes = changes(&request).expect("an answer").changes;
        changes
            .iter()
            .map(|change| format!("{} {} {}", change.date, change.kind, change.upcoming))
            .collect::<Vec<_>>()
    };
    let (begins, changes) = ("2026-08-01 rule_begins true", "2026-12-01 fact_changes true");
    assert_eq!(listed("", ""), [begins, changes], "the day of the call is the first of July 2026");
    assert_eq!(listed("2026-12", ""), [changes]);
    assert_eq!(listed("", "2026"), [begins, changes]);
    assert_eq!(listed("2026", "2026-06"), ["2026-01-01 fact_changes false"]);
    assert_eq!(listed("2027", "2126"), [""; 0]);
}

#[test]
fn a_change_names_the_rules_it_weighs_on_and_its_source() {
    let answer = changes(&pb::ListChangesRequest { from: "2026-12-01".into(), ..Default::default() })
        .expect("an answer");
    let [change] = &answer.changes[..] else { panic!("one change") };
    assert_eq!((change.before.as_str(), change.after.as_str()), ("trade", "politics"));
    assert_eq!(change.affected_rules, ["AT-TON-002"], "a rule that is only shown is not affected");
    assert_eq!((change.sources[0].id.as_str(), change.recorded.as_str()), ("talk", "2026-01-01"));
}

#[test]
fn pages_of_changes_hold_each_once() {
    let first = pb::ListChangesRequest { page_size: 1, ..Default::default() };
    let one = changes(&first).expect("a page");
    assert_eq!(one.changes.len(), 1);
    let two = changes(&pb::ListChangesRequest { page_token: one.next_page_token.clone(), ..first })
        .expect("a page");
    assert_eq!((two.changes.len(), two.next_page_token.as_str()), (1, ""));
    assert_ne!(one.changes, two.changes);
    let other = pb::ListChangesRequest {
        page_token: one.next_page_token,
        from: "2026-07-02".into(),
        until: "2026-12".into(),
        ..Default::default()
    };
    assert_eq!(changes(&other).expect_err("a token of another period").violations()[0].field, "page_token");
}

#[test]
fn a_period_that_is_none_is_refused() {
    for (from, until, since, field) in [
        ("soon", "", "", "from"),
        ("", "2026-13", "", "until"),
        ("2027", "2026", "", "until"),
        ("1900", "2000-01-02", "", "until"),
        ("", "", "1.2.0", "since_version"),
        ("2026", "", "1.2.0", "since_version"),
    ] {
        let request = pb::ListChangesRequest {
            from: from.into(),
            until: until.into(),
            since_version: since.into(),
            ..Default::default()
        };
        let status = changes(&request).expect_err(field);
        let fields: Vec<&str> =
            status.violations().iter().map(|violation| violation.field.as_str()).collect();
        assert_eq!(fields, [field], "{from} to {until}, since {since}: {status}");
    }
    let century =
        pb::ListChangesRequest { from: "1900".into(), until: "2000-01-01".into(), ..Default::default() };
    changes(&century).expect("a hundred years are taken");
}

#[test]
fn releases_since_a_version_are_listed() {
    let since = |version: &str, known_as_of: &str| {
        let request = pb::ListChangesRequest {
            since_version: version.into(),
            known_as_of: known_as_of.into(),
            language: "ja".into(),
            ..Default::default()
        };
        ask_of::<pb::ListChangesResponse>(&whole(), "ListChanges", &request)
    };
    let answer = since("1.1.0", "").expect("an answer");
    let [change] = &answer.changes[..] else { panic!("one release is newer: {:?}", answer.changes) };
    let pb::Change { date, kind, id, title, before, after, affected_rules, upcoming, sources, recorded } =
        change;
    assert_eq!([date.as_str(), kind, id, title], ["2026-06-15", "release", "1.2.0", "政治"]);
    assert_eq!([before.as_str(), after, recorded], ["1.1.0", "1.2.0", ""]);
    assert_eq!((affected_rules.join(" ").as_str(), *upcoming, sources.len()), ("AT-TON-002", false, 0));
    assert_eq!(since("1.2.0", "").expect("an answer").changes, [], "it is the newest");
    for (version, known_as_of, known) in [
        ("1.1.5", "", "there are 1.2.0, 1.1.0"),
        ("2.0.0", "", "there are 1.2.0, 1.1.0"),
        ("1.2.0", "2026-06-14", "; there are 1.1.0"),
        ("x", "2026-04", "the module names none"),
    ] {
        let status = since(version, known_as_of).expect_err(version);
        assert_eq!(status.code(), Code::InvalidArgument);
        let [violation] = status.violations() else { panic!("one violation: {status}") };
        assert_eq!(violation.field, "since_version");
        let told = &violation.description;
        assert!(told.contains(version) && told.contains(known), "since {version} must say `{known}`: {told}");
    }
}

#[test]
fn coverage_counts_windows_and_names_what_is_switched_off() {
    let request = pb::GetCoverageRequest { language: "ja".into(), ..Default::default() };
    let answer: pb::GetCoverageResponse = ask_of(&whole(), "GetCoverage", &request).expect("an answer");
    let windows = (answer.official_windows, answer.estimated_windows, answer.awaited_windows);
    assert_eq!(windows, (1, 1, 1), "the year from the first of July 2026");
    let [off] = &answer.switched_off[..] else { panic!("one is: {:?}", answer.switched_off) };
    assert_eq!([off.rule_id.as_str(), &off.title, &off.reason], ["OC-TON-001", "政治", "橋"]);
}

#[test]
fn a_rule_belongs_to_the_publisher_of_its_layer_unless_it_says_otherwise() {
    let owner = |id: &str| {
        let request = pb::GetRuleRequest { rule_id: id.into(), ..Default::default() };
        let answer: pb::GetRuleResponse = ask_of(&whole(), "GetRule", &request).expect("an answer");
        answer.rule.expect("a rule").owner
    };
    assert_eq!([owner("AT-TON-002"), owner("OC-TON-002")], ["affiliates/at", "regions/ocean"]);
}

#[test]
fn coverage_counts_rules_of_every_authority() {
    let answer: pb::GetCoverageResponse =
        ask("GetCoverage", &pb::GetCoverageRequest { as_of: "2026-09".into(), ..Default::default() })
            .expect("an answer");
    let rules: Vec<u32> = answer.authorities.iter().map(|authority| authority.rules).collect();
    assert_eq!(rules, [0, 0, 0, 0, 1, 0]);
    assert_eq!((answer.topics[0].topic.as_str(), answer.topics[0].stale), ("norm", 1));
    assert!(answer.missing.iter().any(|line| line.contains("alcohol")), "{:?}", answer.missing);
}

#[test]
fn stale_facts_name_the_rules_they_weaken() {
    let ask = |as_of: &str, within_days: i32| {
        let request = pb::ListStaleFactsRequest { as_of: as_of.into(), within_days, ..Default::default() };
        ask::<pb::ListStaleFactsResponse>("ListStaleFacts", &request)
    };
    let answer = ask("2026-09-01", 0).expect("an answer");
    let [fact] = &answer.facts[..] else { panic!("one fact is stale") };
    assert_eq!((fact.checked.as_str(), fact.due.as_str()), ("2026-01-31", "2026-03-02"));
    assert_eq!(
        (fact.weakened_rules.join(" "), fact.owner.as_str()),
        ("AT-TON-002".to_owned(), "affiliates/at")
    );
    assert_eq!(answer.provenance.expect("who made it").stale_facts, ["norm/space"]);
    let soon = ask("2026-03-02", 1).expect("an answer");
    assert!(!soon.facts[0].stale && soon.provenance.expect("who made it").stale_facts.is_empty());
    for days in [-1, 3651] {
        assert_eq!(ask("", days).expect_err("out of bounds").violations()[0].field, "within_days");
    }
}

#[test]
fn a_review_says_when_its_answer_may_change() {
    let review = |as_of: &str| {
        let content = pb::Content { text: Some("vote".into()), ..Default::default() };
        let plan = pb::Plan { contents: vec![content], ..Default::default() };
        let request = pb::ReviewPlanRequest { as_of: as_of.into(), plan: Some(plan), ..Default::default() };
        let method = "/marketguidance.v1.GuidanceService/ReviewPlan";
        let bytes = module().call(&context(), method, &request.encode_to_vec()).expect("an answer");
        pb::ReviewPlanResponse::decode(&bytes[..]).expect("a message").next_change
    };
    let next = |as_of: &str| review(as_of).map(|change| format!("{} {}", change.date, change.id));
    assert_eq!(next("2026-07-01").as_deref(), Some("2026-08-01 AT-TON-002"));
    assert_eq!(next("2026-09-01").as_deref(), Some("2026-12-01 norm/space"));
    assert_eq!(next("2026-12-01"), None);
}

#[test]
fn a_review_names_the_rules_that_begin_before_the_plan_ends() {
    let coming = |sector: &str, ends_on: Option<&str>| {
        let plan = pb::Plan {
            sector: Some(sector.into()),
            ends_on: ends_on.map(str::to_owned),
            ..Default::default()
        };
        let request =
            pb::ReviewPlanRequest { as_of: "2026-07-01".into(), plan: Some(plan), ..Default::default() };
        let method = "/marketguidance.v1.GuidanceService/ReviewPlan";
        let bytes = module().call(&context(), method, &request.encode_to_vec()).expect("an answer");
        let review = pb::ReviewPlanResponse::decode(&bytes[..]).expect("a message");
        review
            .not_checked
            .iter()
            .filter(|line| line.starts_with("AT-TON-002") && line.contains("in force from 2026-08"))
            .count()
    };
    assert_eq!(coming("technology", Some("2026-08-01")), 1, "AT-TON-002 begins on the last day");
    assert_eq!(coming("technology", Some("2026-07-31")), 0);
    assert_eq!(coming("technology", None), 0, "nobody knows when the plan ends");
}
