//! Rulebooks as their authors write them: what loads, what is refused and how, what a review comes to.

mod calendar;
mod documents;
mod faults;
mod layers;
mod messages;
mod recurrences;

use std::sync::Arc;

use crate::bundle::Bundle;
use crate::date::Date;
use crate::diagnostic::{Diagnostic, Faults};
use crate::native::{NativeFunction, NativeFunctions};
use crate::plan::{Plan, RecordBuilder};
use crate::review::{Depth, FixAction, Outcome, Review, Verdict};
use crate::rulebook::{Inquiry, Rulebook};
use crate::samples::loaded;
use crate::schema::{CHANNEL, PLAN};
use crate::value::Value;
use crate::yaml::{self, SourceFile};

pub(crate) const MODULE: &str = "module: atlantis
market: AT
name: Atlantis
version: 1.0.0
kind: rulebook
languages: [en, ja]
time_zone: Asia/Tokyo
publisher: affiliates/at
recorded: 2026-01-01
affiliate: {role: Local affiliate, reach: Ask}
";
const SOURCE: &str =
    "source: law\ntitle: The law\nkind: law\n---\nsource: talk\ntitle: A talk\nkind: panel\n";
const FACTS: &str = "fact: access/facebook
title: Can people reach Facebook?
type: access_state
before_first: unknown
review_every: 365d
history:
  - {from: 2008, value: open, confidence: medium, sources: [talk]}
  - {from: 2009-07, until: 2030, value: blocked, confidence: medium, sources: [talk], recorded: 2026-06-01}
---
fact: access/agora
title: Can people reach Agora?
type: access_state
before_first: unknown
review_every: never
history: [{from: 2008, value: open, confidence: medium, sources: [talk]}]
";
const PLATFORMS: &str = "platform: facebook
names: {en: Facebook, ja: フェイスブック}
kind: social_network
standing: [{from: 2008, level: avoid}]
---
platform: agora
names: Agora
aliases: [The Square]
kind: forum
substitutes_for: [facebook]
standing: [{from: 2008, level: leading, in_favour: Everybody is there.}]
";
pub(crate) const RULE: &str = "rule: AT-RCH-001
title: A channel cannot be reached
status: active
in_force: {from: 2009}
authority: reach
severity: blocker
kind: channel_access
states: [blocked]
message: {en: \"{channel.platform} is {state}.\", ja: \"{channel.platform}は{state}。\"}
fix:
  - {set: channel.platform, to_one_of: 'substitutes(channel.platform, channel.purpose)', applicability: needs_review, text: 'Use {to}.'}
  - {remove: channel, applicability: needs_review, text: Drop it.}
sources: [talk]
examples:
  - {name: a, expect: fail, plan: {channels: [{platform: Facebook}]}}
  - {name: b, expect: pass, plan: {channels: [{platform: the square}]}}
  - {name: c, expect: not_applicable, plan: {channels: [{platform: facebook, audience_side: overseas}]}}
  - {name: d, expect: cannot_tell, plan: {channels: [{}]}}
";

/// The rulebook of Atlantis with some files changed or added.
pub(crate) fn bundle(changes: &[(&str, &str)]) -> Bundle {
    let base = [
        ("module.yaml", MODULE),
        ("sources.yaml", SOURCE),
        ("facts/access.yaml", FACTS),
        ("platforms.yaml", PLATFORMS),
        ("rules/AT-RCH-001.yaml", RULE),
    ];
    let files = base.iter().chain(changes).map(|(path, text)| ((*path).to_owned(), (*text).to_owned()));
    Bundle::from_files(files)
}

fn atlantis() -> Rulebook {
    loaded(&bundle(&[]))
}

/// A plan as an example writes it.
pub(crate) fn plan_of(text: &str) -> Plan {
    let file = SourceFile { name: "plan.yaml".to_owned(), text: text.to_owned(), layer: String::new() };
    let mut faults = Faults::default();
    let plan = yaml::documents(&Arc::new(file), &mut 10_000, &mut faults)
        .first()
        .and_then(|node| crate::plan::read(node, &mut faults));
    let plan = faults.into_result(|| plan).unwrap_or_else(|faults| panic!("mend the plan: {}", faults[0]));
    plan.unwrap_or_else(|| panic!("no plan: {text}"))
}

/// What is wrong with a rulebook, as it is shown.
pub(crate) fn refusal(changes: &[(&str, &str)]) -> String {
    match Rulebook::load(&bundle(changes)) {
        Ok(_) => "nothing: it loads".to_owned(),
        Err(faults) => faults.iter().map(ToString::to_string).collect(),
    }
}

pub(crate) fn on(as_of: &str) -> Inquiry {
    let day = |text: &str| text.parse::<Date>().expect("a date");
    Inquiry { as_of: day(as_of), known_as_of: day("2026-12-31"), language: "en".to_owned() }
}

fn plan_on(platforms: &[&str]) -> Plan {
    let mut violations = Vec::new();
    let channels = platforms.iter().enumerate().map(|(index, platform)| {
        RecordBuilder::new(&CHANNEL, &format!("channels[{index}]"), &mut violations)
            .text("platform", Some((*platform).to_owned()))
            .build()
    });
    let channels = channels.collect();
    let root = RecordBuilder::new(&PLAN, "", &mut violations)
        .text("sector", Some("other".to_owned()))
        .records("channels", channels)
        .build();
    Plan::new(root)
}

fn outcomes(review: &Review) -> Vec<Outcome> {
    review.findings.iter().map(|finding| finding.outcome).collect()
}

#[test]
fn its_own_examples_pass() {
    let result = atlantis().self_test();
    assert_eq!((result.cases, result.failures), (4, Vec::new()));
}

#[test]
fn a_blocked_channel_is_a_no_go_with_a_substitute() {
    let atlantis = atlantis();
    let review = atlantis.review(&plan_on(&["フェイスブック", "Agora"]), &on("2026-06-01"), Depth::Attention);
    assert_eq!(review.verdict, Verdict::NoGo);
    assert_eq!(outcomes(&review), [Outcome::Fail, Outcome::Pass]);
    let finding = &review.findings[0];
    assert_eq!(finding.message(), "Facebook is blocked.");
    assert_eq!(finding.path(), "channels[0].platform");
    assert_eq!(finding.fixes()[0].values, [Value::text("agora")]);
    assert_eq!(finding.fixes()[0].text, "Use Agora.");
    assert_eq!(
        (finding.fixes()[1].action, finding.fixes()[1].path.as_str()),
        (FixAction::Remove, "channels[0]")
    );
    assert_eq!(
        (finding.evidence()[0].fact.as_str(), finding.evidence()[0].value.as_str()),
        ("access/facebook", "blocked")
    );
}

#[test]
fn the_answer_depends_on_both_dates() {
    let atlantis = atlantis();
    let verdict = |as_of: &str, known_as_of: &str| {
        let known_as_of = known_as_of.parse().expect("a date");
        atlantis
            .review(&plan_on(&["facebook"]), &Inquiry { known_as_of, ..on(as_of) }, Depth::Attention)
            .verdict
    };
    for (as_of, known_as_of, expected, why) in [
        ("2026-06-01", "2026-12-31", Verdict::NoGo, "blocked since 2009"),
        ("2009-06-30", "2026-12-31", Verdict::Go, "still open then"),
        ("2026-06-01", "2026-05-31", Verdict::Go, "the block was recorded later"),
        ("2026-06-01", "2025-12-31", Verdict::CannotTell, "nothing had been recorded yet"),
        ("2008-06-01", "2026-12-31", Verdict::CannotTell, "no rule is in force yet: nothing was checked"),
        ("2031-01-01", "2026-12-31", Verdict::CannotTell, "the block ended, and nothing is known since"),
    ] {
        assert_eq!(verdict(as_of, known_as_of), expected, "as of {as_of}, known {known_as_of}: {why}");
    }
}

#[test]
fn an_unknown_platform_is_a_question_with_the_nearest_names() {
    let atlantis = atlantis();
    let review = atlantis.review(&plan_on(&["facebok"]), &on("2026-06-01"), Depth::Attention);
    assert_eq!(review.verdict, Verdict::CannotTell);
    assert_eq!(review.questions, ["which platform is meant by `facebok`; nearest: Facebook, facebook?"]);
}

#[test]
fn an_error_in_what_it_applies_to_is_no_pass() {
    let rule = RULE
        .replace(
            "kind: channel_access\nstates: [blocked]\n",
            "for_each: {channel: plan.channels}\napplies_if: 'native.boom() && has(channel.purpose)'\nfails_if: 'channel.platform == \"nowhere\"'\n",
        )
        .replace("{state}", "");
    let boom = NativeFunction { name: "boom", arity: 0, function: |_| Err("boom".to_owned()) };
    let bundle = bundle(&[("rules/AT-RCH-001.yaml", &rule)]);
    let atlantis = Rulebook::load_with(&bundle, NativeFunctions::new([boom])).expect("loads");
    // The channel has a purpose, so that nothing else settles the condition.
    let plan = plan_of("{sector: technology, channels: [{platform: agora, purpose: brand}]}");
    let review = atlantis.review(&plan, &on("2026-06-01"), Depth::Attention);
    assert_eq!(outcomes(&review), [Outcome::Error]);
}

#[test]
fn a_blocker_in_error_is_never_a_go() {
    let rule = RULE
        .replace(
            "kind: channel_access\nstates: [blocked]\n",
            "for_each: {channel: plan.channels}\nfails_if: 'native.boom() || channel.platform == \"nowhere\"'\n",
        )
        .replace("{state}", "");
    let boom = NativeFunction { name: "boom", arity: 0, function: |_| Err("boom".to_owned()) };
    let bundle = bundle(&[("rules/AT-RCH-001.yaml", &rule)]);
    let atlantis = Rulebook::load_with(&bundle, NativeFunctions::new([boom])).expect("loads");
    let review = atlantis.review(&plan_on(&["agora"]), &on("2026-06-01"), Depth::Attention);
    assert_eq!((outcomes(&review), review.verdict), (vec![Outcome::Error], Verdict::CannotTell));
    assert!(
        review.findings[0].message().contains("rules/AT-RCH-001.yaml:1"),
        "{}",
        review.findings[0].message()
    );
}

#[test]
fn a_rule_over_what_is_no_part_of_the_plan_is_in_error() {
    let rule = RULE
        .replace(
            "kind: channel_access\nstates: [blocked]\n",
            "for_each: {channel: 'native.words()'}\nfails_if: 'channel.platform == \"nowhere\"'\n",
        )
        .replace("{state}", "");
    let words = |function: fn(&[Value]) -> Result<Value, String>| {
        let native = NativeFunction { name: "words", arity: 0, function };
        let bundle = bundle(&[("rules/AT-RCH-001.yaml", &rule)]);
        let atlantis = Rulebook::load_with(&bundle, NativeFunctions::new([native])).expect("loads");
        outcomes(&atlantis.review(&plan_on(&["agora"]), &on("2026-06-01"), Depth::Attention))
    };
    let two = words(|_| Ok(Value::list(vec![Value::text("one"), Value::text("two")])));
    assert_eq!(two, [Outcome::Error]);
    assert_eq!(words(|_| Ok(Value::list(Vec::new()))), [Outcome::NotApplicable], "nothing to run over");
}

#[test]
fn a_plan_with_a_gap_in_what_was_checked_is_no_go() {
    let atlantis = atlantis();
    let verdict = |platforms: &[&str]| {
        atlantis.review(&plan_on(platforms), &on("2026-06-01"), Depth::Attention).verdict
    };
    assert_eq!((verdict(&["agora"]), verdict(&[])), (Verdict::Go, Verdict::CannotTell));
    for sector in [Some("gambling".to_owned()), None] {
        let mut violations = Vec::new();
        let channel = RecordBuilder::new(&CHANNEL, "channels[0]", &mut violations)
            .text("platform", Some("agora".to_owned()));
        let channel = channel.build();
        let casino = RecordBuilder::new(&PLAN, "", &mut violations)
            .text("sector", sector)
            .records("channels", vec![channel])
            .build();
        let review = atlantis.review(&Plan::new(casino), &on("2026-06-01"), Depth::Attention);
        assert_eq!(
            review.verdict,
            Verdict::CannotTell,
            "no rule of Atlantis is about gambling, which it is or may be"
        );
    }
    let asked = atlantis.review(&plan_on(&[]), &on("2026-06-01"), Depth::Attention).questions;
    assert!(asked.iter().any(|question| question.contains("which channels")), "{asked:?}");
}

#[test]
fn a_plan_aimed_elsewhere_is_not_concerned() {
    let mut violations = Vec::new();
    let audience = RecordBuilder::new(&crate::schema::AUDIENCE, "audience", &mut violations)
        .texts("region_codes", vec!["FR".to_owned()])
        .build();
    let root = RecordBuilder::new(&PLAN, "", &mut violations).record("audience", audience).build();
    let atlantis = atlantis();
    let review = atlantis.review(&Plan::new(root), &on("2026-06-01"), Depth::Attention);
    assert_eq!(outcomes(&review), [Outcome::NotApplicable]);
}

#[test]
fn the_same_question_gets_the_same_answer() {
    let answer = || {
        format!("{:?}", atlantis().review(&plan_on(&["facebook", "x"]), &on("2026-06-01"), Depth::Attention))
    };
    assert_eq!(answer(), answer());
    let bytes = bundle(&[]).to_tar();
    assert_eq!(bytes, bundle(&[]).to_tar());
    assert_eq!(Bundle::from_tar(&bytes).expect("its own bytes"), bundle(&[]));
}

#[test]
fn a_country_replaces_what_its_region_says_only_with_a_reason() {
    let base = "module: ocean\nregion: ocean\nname: Ocean\nversion: 1.0.0\nkind: rulebook\nlanguages: [en]\ntime_zone: UTC\npublisher: p\nrecorded: 2026-01-01\n";
    let module = MODULE.replace("kind: rulebook", "kind: rulebook\nextends: [ocean]");
    let stage = "stage: listen\norder: 1\ntitle: Listen\ndo: Listen.\nsources: [talk]\n";
    let own = format!("{stage}overrides: We listen longer.\nusual_weeks: 9\n");
    let layered = |own: &str| {
        bundle(&[
            ("module.yaml", &module),
            ("bases/ocean/module.yaml", base),
            ("bases/ocean/stages.yaml", stage),
            ("stages.yaml", own),
        ])
    };
    assert_eq!(loaded(&layered(&own)).stages()[0].usual_weeks, 9);
    let faults = Rulebook::load(&layered(stage)).expect_err("a replacement without a reason");
    assert!(faults[0].to_string().contains("a second stage `listen`"), "{}", faults[0]);
}

#[test]
fn a_rule_that_does_not_apply_asks_for_no_sector() {
    let rule = RULE.replace("authority: reach", "authority: reach\nsectors: [legal]");
    let rule = rule.replace("plan: {", "plan: {sector: legal, ");
    let atlantis = loaded(&bundle(&[("rules/AT-RCH-001.yaml", &rule)]));
    let outcomes = |side: &str| {
        let mut violations = Vec::new();
        let channel = RecordBuilder::new(&CHANNEL, "channels[0]", &mut violations)
            .text("platform", Some("facebook".to_owned()))
            .text("audience_side", Some(side.to_owned()))
            .build();
        let root = RecordBuilder::new(&PLAN, "", &mut violations).records("channels", vec![channel]).build();
        outcomes(&atlantis.review(&Plan::new(root), &on("2026-06-01"), Depth::Attention))
    };
    assert_eq!(outcomes("local"), [Outcome::CannotTell]);
    assert_eq!(outcomes("overseas"), [Outcome::NotApplicable]);
}

#[test]
fn a_confirmation_counts_once_it_was_known() {
    let atlantis = loaded(&bundle(&[(
        "facts/access.yaml",
        &FACTS.replace("review_every: 365d", "review_every: 365d\nconfirmed: 2026-09"),
    )]));
    let stale = |known_as_of: &str| {
        let inquiry = Inquiry { known_as_of: known_as_of.parse().expect("a date"), ..on("2026-10-01") };
        atlantis.review(&plan_on(&["facebook"]), &inquiry, Depth::Attention).findings[0].evidence()[0].stale
    };
    assert!(!stale("2026-10-01"), "confirmed in September");
    assert!(stale("2026-08-31"), "in August nobody had confirmed it since 2009");
}

#[test]
fn a_draft_shows_its_examples_and_takes_no_effect() {
    let draft = RULE.replace("status: active", "status: draft");
    let atlantis = loaded(&bundle(&[("rules/AT-RCH-001.yaml", &draft)]));
    assert_eq!(atlantis.self_test().failures, Vec::<String>::new());
    assert!(
        atlantis.review(&plan_on(&["facebook"]), &on("2026-06-01"), Depth::Attention).findings.is_empty()
    );
}

#[test]
fn a_file_of_another_editor_is_read_and_shown_alike() {
    let windows = |text: &str| format!("\u{feff}{}", text.replace('\n', "\r\n"));
    loaded(&bundle(&[("module.yaml", &windows(MODULE)), ("rules/AT-RCH-001.yaml", &windows(RULE))]));
    let wrong = windows(&RULE.replace("severity: blocker", "severity: blocking"));
    let faults = Rulebook::load(&bundle(&[("rules/AT-RCH-001.yaml", &wrong)])).expect_err("a wrong word");
    let Diagnostic { line, column, excerpt, .. } = &faults[0];
    assert_eq!((*line, *column, excerpt.as_str()), (6, 11, "severity: blocking"));
}

#[test]
fn a_list_set_whole_is_one_value_not_a_choice() {
    let choice = "set: channel.platform, to_one_of: 'substitutes(channel.platform, channel.purpose)'";
    let rule = RULE.replace(choice, "set: channel.languages, to: '[\"ja\", \"en\"]'");
    let atlantis = loaded(&bundle(&[("rules/AT-RCH-001.yaml", &rule)]));
    let review = atlantis.review(&plan_on(&["facebook"]), &on("2026-06-01"), Depth::Attention);
    let values: Vec<String> = review.findings[0].fixes()[0].values.iter().map(Value::to_json).collect();
    assert_eq!(values, ["[\"ja\",\"en\"]"]);
}

#[test]
fn what_is_no_market_is_a_violation_not_a_plan_aimed_elsewhere() {
    for (code, expected) in [("cn", 0), ("FR", 0), ("China", 1), ("", 1), ("中", 1)] {
        let mut violations = Vec::new();
        RecordBuilder::new(&crate::schema::AUDIENCE, "audience", &mut violations)
            .texts("region_codes", vec![code.to_owned()]);
        assert_eq!(violations.len(), expected, "`{code}`: {violations:?}");
    }
}

#[test]
fn an_endless_word_is_answered_soon_and_shortly() {
    let endless = "fa".repeat(50_000);
    let mut violations = Vec::new();
    RecordBuilder::new(&PLAN, "", &mut violations)
        .text("name", Some(endless.clone()))
        .text("tone", Some(endless.clone()))
        .text("starts_on", Some(endless.clone()));
    RecordBuilder::new(&crate::schema::AUDIENCE, "audience", &mut violations)
        .texts("languages", vec![endless.clone()])
        .texts("region_codes", vec![endless.clone()]);
    assert_eq!(violations.len(), 5, "each is refused");
    assert!(violations.iter().all(|violation| violation.message.len() < 200), "{violations:?}");
    assert!(crate::suggest::nearest(&endless, ["facebook"]).is_empty());
}

#[test]
fn a_native_value_reaches_the_message() {
    let rule = "rule: AT-LAW-001
title: Shouting
status: active
authority: custom
severity: warning
for_each: {content: plan.contents}
let: {loud: 'native.loud(content.text)'}
fails_if: 'size(loud) > 0'
message: 'Do not shout {loud}.'
sources: [law]
examples:
  - {name: a, expect: fail, plan: {contents: [{text: \"HELLO you\"}]}}
  - {name: b, expect: pass, plan: {contents: [{text: hello}]}}
  - {name: c, expect: not_applicable, plan: {}}
  - {name: d, expect: cannot_tell, plan: {contents: [{}]}}
";
    let loud = NativeFunction {
        name: "loud",
        arity: 1,
        function: |arguments| {
            let words = arguments[0].as_text().ok_or("a text")?.split(' ');
            let loud = words.filter(|word| word.chars().all(char::is_uppercase));
            Ok(Value::list(loud.map(Value::text).collect()))
        },
    };
    let bundle = bundle(&[("rules/AT-LAW-001.yaml", rule)]);
    let with = Rulebook::load_with(&bundle, NativeFunctions::new([loud])).expect("loads").self_test();
    assert_eq!((with.cases, with.skipped, with.failures), (8, 0, Vec::new()));
    let without = loaded(&bundle).self_test();
    assert_eq!((without.cases, without.skipped), (4, 4), "rules that call a library are not run without it");
}

#[test]
fn a_safe_fix_settles_its_finding_and_a_scenario_says_what_comes_of_it() {
    let rule = |mended: &str| {
        let start = RULE.find("fix:").expect("the rule has fixes");
        let end = RULE.find("sources: [talk]").expect("the rule has sources");
        let fix = format!("fix: [{{set: channel.{mended}, applicability: safe, text: Mend it.}}]\n");
        format!("{}{fix}{}", &RULE[..start], &RULE[end..])
    };
    let scenario = "scenario: s\nas_of: 2026-06-01\nplan: {sector: other, channels: [{id: a, platform: facebook}]}\n\
                    expect: {verdict: no_go, findings: [{rule: AT-RCH-001, outcome: fail, at: 'channels[0].platform'}], after_safe_fixes: go}\n";
    let failures = |mended: &str| {
        let files = [("rules/AT-RCH-001.yaml", rule(mended)), ("scenario.yaml", scenario.to_owned())];
        let files: Vec<(&str, &str)> = files.iter().map(|(path, text)| (*path, text.as_str())).collect();
        loaded(&bundle(&files)).self_test().failures
    };
    assert_eq!(failures("platform, to: '\"agora\"'"), Vec::<String>::new());
    let [example, scenario] = &failures("mobile_ready, to: 'true'")[..] else {
        panic!("the example and the scenario must both tell")
    };
    assert!(example.contains("example `a` of AT-RCH-001 still fails after its safe fixes"), "{example}");
    assert!(scenario.contains("after safe fixes: expects go, found no_go"), "{scenario}");
}
